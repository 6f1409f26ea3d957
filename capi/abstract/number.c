/* SPDX-License-Identifier: Apache-2.0 */
/* number: the number protocol: operators on any two objects, and conversions.
 *
 * Contract   docs.python.org/3/c-api/number.html; the order of operands is that of the reference, "Emulating numeric types"
 */
#include "pyi.h"

/* ---- binary operators ------------------------------------------------------------------------------------- */

static inline binaryfunc slot_at(PyObject *op, size_t offset) {
    PyNumberMethods *methods = Py_TYPE(op)->tp_as_number;
    return methods == NULL ? NULL : *(binaryfunc *)((char *)methods + offset);
}

/* New, perhaps NotImplemented. The slot of the right operand goes first if its type is a subtype of the left one's and
 * has a slot of its own. */
static PyObject *try_binary(PyObject *left, PyObject *right, size_t offset) {
    binaryfunc of_left = slot_at(left, offset);
    binaryfunc of_right = Py_IS_TYPE(left, Py_TYPE(right)) ? NULL : slot_at(right, offset);
    of_right = of_right == of_left ? NULL : of_right;
    if (of_left != NULL) {
        if (of_right != NULL && PyType_IsSubtype(Py_TYPE(right), Py_TYPE(left))) {
            PyObject *result = of_right(left, right);
            if (result != Py_NotImplemented) {
                return result;
            }
            Py_DECREF(result);
            of_right = NULL;
        }
        PyObject *result = of_left(left, right);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    return of_right != NULL ? of_right(left, right) : Py_NewRef(Py_NotImplemented);
}

static PyObject *unsupported(PyObject *left, PyObject *right, const char *operator) {
    PyErr_Format(PyExc_TypeError, "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'",
                 operator, Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name);
    return NULL;
}

static PyObject *binary(PyObject *left, PyObject *right, size_t offset, const char *operator) {
    PyObject *result = try_binary(left, right, offset);
    if (result == Py_NotImplemented) {
        Py_DECREF(result);
        /* `print >> file` was Python 2 */
        if (offset == offsetof(PyNumberMethods, nb_rshift) && PyCFunction_CheckExact(left) &&
            strcmp(((PyCFunctionObject *)left)->m_ml->ml_name, "print") == 0) {
            return PyErr_Format(PyExc_TypeError,
                                "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'. Did "
                                "you mean \"print(<message>, file=<output_stream>)\"?",
                                operator, Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name);
        }
        return unsupported(left, right, operator);
    }
    return result;
}

#define BINARY(function, slot, operator)                                                           \
    PyObject *function(PyObject *left, PyObject *right) {                                          \
        return binary(left, right, offsetof(PyNumberMethods, slot), operator);                     \
    }

BINARY(PyNumber_Subtract, nb_subtract, "-")
BINARY(PyNumber_Divmod, nb_divmod, "divmod()")
BINARY(PyNumber_Lshift, nb_lshift, "<<")
BINARY(PyNumber_Rshift, nb_rshift, ">>")
BINARY(PyNumber_And, nb_and, "&")
BINARY(PyNumber_Xor, nb_xor, "^")
BINARY(PyNumber_Or, nb_or, "|")
BINARY(PyNumber_MatrixMultiply, nb_matrix_multiply, "@")
BINARY(PyNumber_FloorDivide, nb_floor_divide, "//")
BINARY(PyNumber_TrueDivide, nb_true_divide, "/")
BINARY(PyNumber_Remainder, nb_remainder, "%")

/* ---- + and *, which sequences have too ------------------------------------------------------------------------ */

static PyObject *repeat(PyObject *sequence, PyObject *count, ssizeargfunc slot) {
    if (!PyIndex_Check(count)) {
        return PyErr_Format(PyExc_TypeError, "can't multiply sequence by non-int of type '%.200s'",
                            Py_TYPE(count)->tp_name);
    }
    Py_ssize_t n = PyNumber_AsSsize_t(count, PyExc_OverflowError);
    return n == -1 && PyErr_Occurred() ? NULL : slot(sequence, n);
}

PyObject *PyNumber_Add(PyObject *left, PyObject *right) {
    PyObject *result = try_binary(left, right, offsetof(PyNumberMethods, nb_add));
    if (result != Py_NotImplemented) {
        return result;
    }
    Py_DECREF(result);
    PySequenceMethods *methods = Py_TYPE(left)->tp_as_sequence;
    if (methods != NULL && methods->sq_concat != NULL) {
        return methods->sq_concat(left, right);
    }
    return unsupported(left, right, "+");
}

static PyObject *multiply_sequences(PyObject *left, PyObject *right, const char *operator) {
    PySequenceMethods *of_left = Py_TYPE(left)->tp_as_sequence;
    PySequenceMethods *of_right = Py_TYPE(right)->tp_as_sequence;
    if (of_left != NULL && of_left->sq_repeat != NULL) {
        return repeat(left, right, of_left->sq_repeat);
    }
    if (of_right != NULL && of_right->sq_repeat != NULL) {
        return repeat(right, left, of_right->sq_repeat);
    }
    return unsupported(left, right, operator);
}

PyObject *PyNumber_Multiply(PyObject *left, PyObject *right) {
    PyObject *result = try_binary(left, right, offsetof(PyNumberMethods, nb_multiply));
    if (result != Py_NotImplemented) {
        return result;
    }
    Py_DECREF(result);
    return multiply_sequences(left, right, "*");
}

/* ---- power ------------------------------------------------------------------------------------------------------- */

static ternaryfunc power_slot(PyObject *op, size_t offset) {
    PyNumberMethods *methods = Py_TYPE(op)->tp_as_number;
    return methods == NULL ? NULL : *(ternaryfunc *)((char *)methods + offset);
}

static PyObject *no_power(PyObject *left, PyObject *right, PyObject *modulus, const char *operator) {
    if (modulus == Py_None) {
        return PyErr_Format(PyExc_TypeError,
                            "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'", operator,
                            Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name);
    }
    return PyErr_Format(PyExc_TypeError,
                        "unsupported operand type(s) for %.100s: '%.100s', '%.100s', '%.100s'", operator,
                        Py_TYPE(left)->tp_name, Py_TYPE(right)->tp_name, Py_TYPE(modulus)->tp_name);
}

/* New, perhaps NotImplemented: a slot called unless it is NULL or was called before. */
static PyObject *ask_power(ternaryfunc slot, bool again, PyObject *left, PyObject *right,
                           PyObject *modulus) {
    return slot == NULL || again ? Py_NewRef(Py_NotImplemented) : slot(left, right, modulus);
}

static PyObject *power(PyObject *left, PyObject *right, PyObject *modulus, const char *operator) {
    size_t offset = offsetof(PyNumberMethods, nb_power);
    ternaryfunc of_left = power_slot(left, offset), of_right = NULL;
    if (!Py_IS_TYPE(right, Py_TYPE(left))) {
        of_right = power_slot(right, offset);
        of_right = of_right == of_left ? NULL : of_right;
    }
    ternaryfunc first = of_left, second = of_right;
    if (of_right != NULL && of_left != NULL && PyType_IsSubtype(Py_TYPE(right), Py_TYPE(left))) {
        first = of_right;
        second = of_left;
    }
    PyObject *result = ask_power(first, false, left, right, modulus);
    if (result == Py_NotImplemented) {
        Py_DECREF(result);
        result = ask_power(second, second == first, left, right, modulus);
    }
    if (result == Py_NotImplemented) {
        Py_DECREF(result);
        ternaryfunc of_modulus = modulus == Py_None ? NULL : power_slot(modulus, offset);
        result = ask_power(of_modulus, of_modulus == of_left || of_modulus == of_right, left, right,
                           modulus);
    }
    if (result == Py_NotImplemented) {
        Py_DECREF(result);
        return no_power(left, right, modulus, operator);
    }
    return result;
}

PyObject *PyNumber_Power(PyObject *left, PyObject *right, PyObject *modulus) {
    return power(left, right, modulus, "** or pow()");
}

PyObject *PyNumber_InPlacePower(PyObject *left, PyObject *right, PyObject *modulus) {
    ternaryfunc slot = power_slot(left, offsetof(PyNumberMethods, nb_inplace_power));
    if (slot != NULL) {
        PyObject *result = slot(left, right, modulus);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    return power(left, right, modulus, "**=");
}

PyObject *_PyNumber_PowerNoMod(PyObject *left, PyObject *right) {
    return PyNumber_Power(left, right, Py_None);
}
PyObject *_PyNumber_InPlacePowerNoMod(PyObject *left, PyObject *right) {
    return PyNumber_InPlacePower(left, right, Py_None);
}

/* ---- in place ------------------------------------------------------------------------------------------------------ */

static PyObject *try_inplace(PyObject *left, PyObject *right, size_t inplace, size_t offset) {
    binaryfunc slot = slot_at(left, inplace);
    if (slot != NULL) {
        PyObject *result = slot(left, right);
        if (result != Py_NotImplemented) {
            return result;
        }
        Py_DECREF(result);
    }
    return try_binary(left, right, offset);
}

#define INPLACE(function, slot, operator)                                                          \
    PyObject *function(PyObject *left, PyObject *right) {                                          \
        PyObject *result = try_inplace(left, right, offsetof(PyNumberMethods, nb_inplace_##slot),  \
                                       offsetof(PyNumberMethods, nb_##slot));                      \
        if (result == Py_NotImplemented) {                                                         \
            Py_DECREF(result);                                                                     \
            return unsupported(left, right, operator);                                             \
        }                                                                                          \
        return result;                                                                             \
    }

INPLACE(PyNumber_InPlaceSubtract, subtract, "-=")
INPLACE(PyNumber_InPlaceLshift, lshift, "<<=")
INPLACE(PyNumber_InPlaceRshift, rshift, ">>=")
INPLACE(PyNumber_InPlaceAnd, and, "&=")
INPLACE(PyNumber_InPlaceXor, xor, "^=")
INPLACE(PyNumber_InPlaceOr, or, "|=")
INPLACE(PyNumber_InPlaceMatrixMultiply, matrix_multiply, "@=")
INPLACE(PyNumber_InPlaceFloorDivide, floor_divide, "//=")
INPLACE(PyNumber_InPlaceTrueDivide, true_divide, "/=")
INPLACE(PyNumber_InPlaceRemainder, remainder, "%=")

PyObject *PyNumber_InPlaceAdd(PyObject *left, PyObject *right) {
    PyObject *result = try_inplace(left, right, offsetof(PyNumberMethods, nb_inplace_add),
                                   offsetof(PyNumberMethods, nb_add));
    if (result != Py_NotImplemented) {
        return result;
    }
    Py_DECREF(result);
    PySequenceMethods *methods = Py_TYPE(left)->tp_as_sequence;
    binaryfunc concat = methods == NULL                      ? NULL
                        : methods->sq_inplace_concat != NULL ? methods->sq_inplace_concat
                                                             : methods->sq_concat;
    return concat != NULL ? concat(left, right) : unsupported(left, right, "+=");
}

PyObject *PyNumber_InPlaceMultiply(PyObject *left, PyObject *right) {
    PyObject *result = try_inplace(left, right, offsetof(PyNumberMethods, nb_inplace_multiply),
                                   offsetof(PyNumberMethods, nb_multiply));
    if (result != Py_NotImplemented) {
        return result;
    }
    Py_DECREF(result);
    PySequenceMethods *methods = Py_TYPE(left)->tp_as_sequence;
    if (methods != NULL && methods->sq_inplace_repeat != NULL) {
        return repeat(left, right, methods->sq_inplace_repeat);
    }
    return multiply_sequences(left, right, "*=");
}

/* ---- unary operators -------------------------------------------------------------------------------------------------- */

#define UNARY(function, slot, operator)                                                            \
    PyObject *function(PyObject *op) {                                                             \
        if (op == NULL) {                                                                          \
            if (!PyErr_Occurred()) {                                                               \
                PyErr_SetString(PyExc_SystemError, "null argument to internal routine");           \
            }                                                                                      \
            return NULL;                                                                           \
        }                                                                                          \
        PyNumberMethods *methods = Py_TYPE(op)->tp_as_number;                                      \
        if (methods != NULL && methods->slot != NULL) {                                            \
            return methods->slot(op);                                                              \
        }                                                                                          \
        return PyErr_Format(PyExc_TypeError, "bad operand type for " operator": '%.200s'",         \
                            Py_TYPE(op)->tp_name);                                                 \
    }

UNARY(PyNumber_Negative, nb_negative, "unary -")
UNARY(PyNumber_Positive, nb_positive, "unary +")
UNARY(PyNumber_Invert, nb_invert, "unary ~")
UNARY(PyNumber_Absolute, nb_absolute, "abs()")

/* ---- conversions ---------------------------------------------------------------------------------------------------------- */

int PyNumber_Check(PyObject *op) {
    PyNumberMethods *methods = op == NULL ? NULL : Py_TYPE(op)->tp_as_number;
    return methods != NULL && (methods->nb_index != NULL || methods->nb_int != NULL ||
                               methods->nb_float != NULL || PyComplex_Check(op));
}

#undef PyIndex_Check
int PyIndex_Check(PyObject *op) {
    PyNumberMethods *methods = Py_TYPE(op)->tp_as_number;
    return methods != NULL && methods->nb_index != NULL;
}

/* Steals. A subclass of int is accepted, with a warning. */
static PyObject *check_is_int(PyObject *op, const char *method) {
    if (op == NULL || PyLong_CheckExact(op)) {
        return op;
    }
    if (!PyLong_Check(op)) {
        PyErr_Format(PyExc_TypeError, "%s returned non-int (type %.200s)", method, Py_TYPE(op)->tp_name);
        Py_DECREF(op);
        return NULL;
    }
    if (PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                         "%s returned non-int (type %.200s).  The ability to return an instance of a "
                         "strict subclass of int is deprecated, and may not be supported in a future "
                         "version of Python.",
                         method, Py_TYPE(op)->tp_name) < 0) {
        Py_DECREF(op);
        return NULL;
    }
    return op;
}

/* new: an int, perhaps of a subclass */
PyObject *_PyNumber_Index(PyObject *op) {
    if (op == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return NULL;
    }
    if (PyLong_Check(op)) {
        return Py_NewRef(op);
    }
    PyNumberMethods *methods = Py_TYPE(op)->tp_as_number;
    if (methods == NULL || methods->nb_index == NULL) {
        return PyErr_Format(PyExc_TypeError, "'%.200s' object cannot be interpreted as an integer",
                            Py_TYPE(op)->tp_name);
    }
    return check_is_int(methods->nb_index(op), "__index__");
}

/* steals: exactly an int */
static PyObject *exact_int(PyObject *op) {
    if (op != NULL && !PyLong_CheckExact(op)) {
        Py_SETREF(op, _PyLong_Copy((PyLongObject *)op));
    }
    return op;
}

PyObject *PyNumber_Index(PyObject *op) { return exact_int(_PyNumber_Index(op)); }

Py_ssize_t PyNumber_AsSsize_t(PyObject *op, PyObject *error) {
    PyObject *value = _PyNumber_Index(op);
    if (value == NULL) {
        return -1;
    }
    Py_ssize_t result = PyLong_AsSsize_t(value);
    if (result == -1 && PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        if (error == NULL) { /* clipped */
            result = _PyLong_Sign(value) < 0 ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX;
        } else {
            PyErr_Format(error, "cannot fit '%.200s' into an index-sized integer", Py_TYPE(op)->tp_name);
        }
    }
    Py_DECREF(value);
    return result;
}

/* new, or NULL without an exception when there is no `__trunc__` */
static PyObject *by_trunc(PyObject *op) {
    PyObject *method = _PyObject_LookupSpecial(op, PYI_NAME("__trunc__"));
    if (method == NULL) {
        return NULL;
    }
    if (PyErr_WarnEx(PyExc_DeprecationWarning, "The delegation of int() to __trunc__ is deprecated.",
                     1) < 0) {
        Py_DECREF(method);
        return NULL;
    }
    PyObject *result = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (result == NULL || PyLong_Check(result)) {
        return exact_int(result);
    }
    if (!PyIndex_Check(result)) {
        PyErr_Format(PyExc_TypeError, "__trunc__ returned non-Integral (type %.200s)",
                     Py_TYPE(result)->tp_name);
        Py_DECREF(result);
        return NULL;
    }
    Py_SETREF(result, PyNumber_Index(result));
    return result;
}

/* new: an int from the digits in a bytes-like object; NULL without an exception when it is none */
static PyObject *from_buffer(PyObject *op) {
    if (PyUnicode_Check(op)) {
        return PyLong_FromUnicodeObject(op, 10);
    }
    Py_buffer view;
    if (PyObject_GetBuffer(op, &view, PyBUF_SIMPLE) != 0) {
        PyErr_Clear();
        return NULL;
    }
    /* a copy ends with a zero, which not every buffer does */
    PyObject *bytes = PyBytes_FromStringAndSize(view.buf, view.len);
    PyBuffer_Release(&view);
    PyObject *result = NULL;
    if (bytes != NULL) {
        char *text = PyBytes_AS_STRING(bytes), *end;
        result = PyLong_FromString(text, &end, 10);
        if (result != NULL && end != text + PyBytes_GET_SIZE(bytes)) {
            Py_CLEAR(result);
            PyErr_Clear();
        }
        if (result == NULL && (!PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_ValueError))) {
            PyErr_Format(PyExc_ValueError, "invalid literal for int() with base 10: %.200R", bytes);
        }
    }
    Py_XDECREF(bytes);
    return result;
}

PyObject *PyNumber_Long(PyObject *op) {
    if (op == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return NULL;
    }
    if (PyLong_CheckExact(op)) {
        return Py_NewRef(op);
    }
    PyNumberMethods *methods = Py_TYPE(op)->tp_as_number;
    if (methods != NULL && methods->nb_int != NULL) {
        return exact_int(check_is_int(methods->nb_int(op), "__int__"));
    }
    if (methods != NULL && methods->nb_index != NULL) {
        return PyNumber_Index(op);
    }
    PyObject *result = by_trunc(op);
    if (result == NULL && !PyErr_Occurred()) {
        result = from_buffer(op);
    }
    if (result == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_TypeError,
                     "int() argument must be a string, a bytes-like object or a real number, not "
                     "'%.200s'",
                     Py_TYPE(op)->tp_name);
    }
    return result;
}

/* steals: exactly a float; a subclass with a warning */
static PyObject *check_is_float(PyObject *result, PyObject *op) {
    if (result == NULL || PyFloat_CheckExact(result)) {
        return result;
    }
    if (!PyFloat_Check(result)) {
        PyErr_Format(PyExc_TypeError, "%.50s.__float__ returned non-float (type %.50s)",
                     Py_TYPE(op)->tp_name, Py_TYPE(result)->tp_name);
        Py_DECREF(result);
        return NULL;
    }
    if (PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                         "%.50s.__float__ returned non-float (type %.50s).  The ability to return an "
                         "instance of a strict subclass of float is deprecated, and may not be "
                         "supported in a future version of Python.",
                         Py_TYPE(op)->tp_name, Py_TYPE(result)->tp_name) < 0) {
        Py_DECREF(result);
        return NULL;
    }
    Py_SETREF(result, PyFloat_FromDouble(PyFloat_AS_DOUBLE(result)));
    return result;
}

PyObject *PyNumber_Float(PyObject *op) {
    if (op == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        }
        return NULL;
    }
    if (PyFloat_CheckExact(op)) {
        return Py_NewRef(op);
    }
    PyNumberMethods *methods = Py_TYPE(op)->tp_as_number;
    if (methods != NULL && methods->nb_float != NULL) {
        return check_is_float(methods->nb_float(op), op);
    }
    if (methods != NULL && methods->nb_index != NULL) {
        PyObject *number = _PyNumber_Index(op);
        double value = number == NULL ? -1.0 : PyLong_AsDouble(number);
        Py_XDECREF(number);
        return value == -1.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(value);
    }
    return PyFloat_Check(op) ? PyFloat_FromDouble(PyFloat_AS_DOUBLE(op)) : PyFloat_FromString(op);
}

PyObject *PyNumber_ToBase(PyObject *op, int base) {
    if (base != 2 && base != 8 && base != 10 && base != 16) {
        PyErr_SetString(PyExc_SystemError, "PyNumber_ToBase: base must be 2, 8, 10 or 16");
        return NULL;
    }
    PyObject *number = _PyNumber_Index(op);
    PyObject *result = number == NULL ? NULL : _PyLong_Format(number, base);
    Py_XDECREF(number);
    return result;
}
