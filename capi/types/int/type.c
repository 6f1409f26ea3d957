/* SPDX-License-Identifier: Apache-2.0 */
/* type: the type int and its operators. */
#include "int.h"

/* ---- operators ------------------------------------------------------------------------------------------ */

#define BOTH_INTS(left, right)                                                                     \
    if (!PyLong_Check(left) || !PyLong_Check(right)) {                                             \
        Py_RETURN_NOTIMPLEMENTED;                                                                  \
    }

#define BINARY(name, expression)                                                                   \
    static PyObject *name(PyObject *left, PyObject *right) {                                       \
        BOTH_INTS(left, right)                                                                     \
        return expression;                                                                         \
    }

BINARY(int_add, pyi_int_add(left, right))
BINARY(int_subtract, pyi_int_subtract(left, right))
BINARY(int_multiply, pyi_int_multiply(left, right))
BINARY(int_true_divide, pyi_int_true_divide(left, right))
BINARY(int_lshift, pyi_int_lshift(left, right))
BINARY(int_rshift, pyi_int_rshift(left, right))
BINARY(int_and, pyi_int_bitwise(left, right, '&'))
BINARY(int_or, pyi_int_bitwise(left, right, '|'))
BINARY(int_xor, pyi_int_bitwise(left, right, '^'))

PyObject *_PyLong_Add(PyLongObject *x, PyLongObject *y) {
    return pyi_int_add((PyObject *)x, (PyObject *)y);
}
PyObject *_PyLong_Subtract(PyLongObject *x, PyLongObject *y) {
    return pyi_int_subtract((PyObject *)x, (PyObject *)y);
}
PyObject *_PyLong_Multiply(PyLongObject *x, PyLongObject *y) {
    return pyi_int_multiply((PyObject *)x, (PyObject *)y);
}

static PyObject *int_floor_divide(PyObject *left, PyObject *right) {
    BOTH_INTS(left, right)
    PyObject *quotient;
    return pyi_int_divmod(left, right, &quotient, NULL) < 0 ? NULL : quotient;
}

static PyObject *int_remainder(PyObject *left, PyObject *right) {
    BOTH_INTS(left, right)
    PyObject *remainder;
    return pyi_int_divmod(left, right, NULL, &remainder) < 0 ? NULL : remainder;
}

static PyObject *int_divmod(PyObject *left, PyObject *right) {
    BOTH_INTS(left, right)
    PyObject *quotient, *remainder;
    if (pyi_int_divmod(left, right, &quotient, &remainder) < 0) {
        return NULL;
    }
    PyObject *pair = PyTuple_Pack(2, quotient, remainder);
    Py_DECREF(quotient);
    Py_DECREF(remainder);
    return pair;
}

PyObject *pyi_int_exact(PyObject *op) {
    return PyLong_CheckExact(op) ? Py_NewRef(op) : _PyLong_Copy((PyLongObject *)op);
}

static PyObject *int_absolute(PyObject *op) {
    return int_sign(op) < 0 ? pyi_int_negate(op) : pyi_int_exact(op);
}

static int int_bool(PyObject *op) { return int_count(op) != 0; }

/* ---- comparing and hashing ----------------------------------------------------------------------------------- */

static PyObject *richcompare(PyObject *left, PyObject *right, int op) {
    BOTH_INTS(left, right)
    int order = left == right ? 0 : pyi_int_compare(left, right);
    Py_RETURN_RICHCOMPARE(order, 0, op);
}

/* modulo the Mersenne prime 2**61 - 1 (docs.python.org/3/library/stdtypes.html, "Hashing of numeric types") */
static Py_hash_t hash(PyObject *op) {
    uint64_t value = 0;
    for (Py_ssize_t i = int_count(op); --i >= 0;) {
        value = (value << PyLong_SHIFT & _PyHASH_MODULUS) | value >> (_PyHASH_BITS - PyLong_SHIFT);
        value += INT_DIGITS(op)[i];
        value -= value >= _PyHASH_MODULUS ? _PyHASH_MODULUS : 0;
    }
    Py_hash_t result = int_sign(op) < 0 ? -(Py_hash_t)value : (Py_hash_t)value;
    return result == -1 ? -2 : result;
}

static PyObject *int_float(PyObject *op) {
    double value = PyLong_AsDouble(op);
    return value == -1.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(value);
}

static void dealloc(PyObject *op) {
    Py_TYPE(op)->tp_free(op);
}

/* ---- type ------------------------------------------------------------------------------------------------------ */

static PyNumberMethods as_number = {
    .nb_add = int_add,
    .nb_subtract = int_subtract,
    .nb_multiply = int_multiply,
    .nb_remainder = int_remainder,
    .nb_divmod = int_divmod,
    .nb_power = pyi_int_power,
    .nb_negative = pyi_int_negate,
    .nb_positive = pyi_int_exact,
    .nb_absolute = int_absolute,
    .nb_bool = int_bool,
    .nb_invert = pyi_int_invert,
    .nb_lshift = int_lshift,
    .nb_rshift = int_rshift,
    .nb_and = int_and,
    .nb_xor = int_xor,
    .nb_or = int_or,
    .nb_int = pyi_int_exact,
    .nb_float = int_float,
    .nb_floor_divide = int_floor_divide,
    .nb_true_divide = int_true_divide,
    .nb_index = pyi_int_exact,
};

PyTypeObject PyLong_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "int",
    .tp_basicsize = offsetof(PyLongObject, INT_FIRST_DIGIT),
    .tp_itemsize = sizeof(digit),
    .tp_dealloc = dealloc,
    .tp_repr = pyi_int_repr,
    .tp_as_number = &as_number,
    .tp_hash = hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_LONG_SUBCLASS |
                _Py_TPFLAGS_MATCH_SELF,
    .tp_richcompare = richcompare,
    .tp_methods = pyi_int_methods,
    .tp_getset = pyi_int_getset,
    .tp_new = pyi_int_new,
    .tp_free = PyObject_Free,
    .tp_vectorcall = pyi_int_vectorcall,
};
PYI_TYPE(PyLong_Type);
