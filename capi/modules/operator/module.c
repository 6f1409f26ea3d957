/* SPDX-License-Identifier: Apache-2.0 */
/* _operator: the operators as functions, and the module; the getters have a file of their own.
 * Contract   docs.python.org/3/library/operator.html
 */
#include "operator.h"

#define UNARY(name, function)                                                                      \
    static PyObject *op_##name(PyObject *Py_UNUSED(module), PyObject *a) { return function(a); }
#define COMPARE(name, order)                                                                       \
    static PyObject *op_##name(PyObject *Py_UNUSED(module), PyObject *const *args,                 \
                               Py_ssize_t nargs) {                                                 \
        return _PyArg_CheckPositional(#name, nargs, 2, 2)                                          \
                   ? PyObject_RichCompare(args[0], args[1], order)                                 \
                   : NULL;                                                                         \
    }

/* ---- numbers and sequences ----------------------------------------------------------------- */

UNARY(abs, PyNumber_Absolute)
UNARY(index, PyNumber_Index)
UNARY(invert, PyNumber_Invert)
UNARY(neg, PyNumber_Negative)
UNARY(pos, PyNumber_Positive)

#define BINARY_ROWS(ROW)                                                                           \
    ROW(add, "add", PyNumber_Add)                                                                  \
    ROW(and, "and_", PyNumber_And)                                                                 \
    ROW(concat, "concat", PySequence_Concat)                                                       \
    ROW(floordiv, "floordiv", PyNumber_FloorDivide)                                                \
    ROW(getitem, "getitem", PyObject_GetItem)                                                      \
    ROW(iadd, "iadd", PyNumber_InPlaceAdd)                                                         \
    ROW(iand, "iand", PyNumber_InPlaceAnd)                                                         \
    ROW(iconcat, "iconcat", PySequence_InPlaceConcat)                                              \
    ROW(ifloordiv, "ifloordiv", PyNumber_InPlaceFloorDivide)                                       \
    ROW(ilshift, "ilshift", PyNumber_InPlaceLshift)                                                \
    ROW(imatmul, "imatmul", PyNumber_InPlaceMatrixMultiply)                                        \
    ROW(imod, "imod", PyNumber_InPlaceRemainder)                                                   \
    ROW(imul, "imul", PyNumber_InPlaceMultiply)                                                    \
    ROW(ior, "ior", PyNumber_InPlaceOr)                                                            \
    ROW(ipow, "ipow", inplace_power)                                                               \
    ROW(irshift, "irshift", PyNumber_InPlaceRshift)                                                \
    ROW(isub, "isub", PyNumber_InPlaceSubtract)                                                    \
    ROW(itruediv, "itruediv", PyNumber_InPlaceTrueDivide)                                          \
    ROW(ixor, "ixor", PyNumber_InPlaceXor)                                                         \
    ROW(lshift, "lshift", PyNumber_Lshift)                                                         \
    ROW(matmul, "matmul", PyNumber_MatrixMultiply)                                                 \
    ROW(mod, "mod", PyNumber_Remainder)                                                            \
    ROW(mul, "mul", PyNumber_Multiply)                                                             \
    ROW(or, "or_", PyNumber_Or)                                                                    \
    ROW(pow, "pow", power)                                                                         \
    ROW(rshift, "rshift", PyNumber_Rshift)                                                         \
    ROW(sub, "sub", PyNumber_Subtract)                                                             \
    ROW(truediv, "truediv", PyNumber_TrueDivide)                                                   \
    ROW(xor, "xor", PyNumber_Xor)                                                                  \
    ROW(contains, "contains", contains)                                                            \
    ROW(countof, "countOf", count_of)                                                              \
    ROW(indexof, "indexOf", index_of)                                                              \
    ROW(delitem, "delitem", delete_item)                                                           \
    ROW(is, "is_", is_same)                                                                        \
    ROW(isnot, "is_not", is_other)                                                                 \
    ROW(compare_digest, "_compare_digest", compare_digest)

static PyObject *power(PyObject *a, PyObject *b) { return PyNumber_Power(a, b, Py_None); }

static PyObject *inplace_power(PyObject *a, PyObject *b) {
    return PyNumber_InPlacePower(a, b, Py_None);
}

static PyObject *contains(PyObject *a, PyObject *b) {
    int found = PySequence_Contains(a, b);
    return found < 0 ? NULL : PyBool_FromLong(found);
}

static PyObject *count_of(PyObject *a, PyObject *b) {
    Py_ssize_t n = PySequence_Count(a, b);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *index_of(PyObject *a, PyObject *b) {
    Py_ssize_t i = PySequence_Index(a, b);
    return i < 0 ? NULL : PyLong_FromSsize_t(i);
}

static PyObject *delete_item(PyObject *a, PyObject *b) {
    return PyObject_DelItem(a, b) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *is_same(PyObject *a, PyObject *b) { return PyBool_FromLong(a == b); }
static PyObject *is_other(PyObject *a, PyObject *b) { return PyBool_FromLong(a != b); }

/* ---- _compare_digest: as long for equal as for different strings ------------------------------ */

static bool same_bytes(const unsigned char *a, Py_ssize_t n, const unsigned char *b, Py_ssize_t m) {
    const volatile unsigned char *left = n == m ? a : b; /* volatile: nothing may be left out */
    const volatile unsigned char *right = b;
    volatile unsigned char difference = n != m;
    for (Py_ssize_t i = 0; i < m; i++) {
        difference = difference | (left[i] ^ right[i]);
    }
    return difference == 0;
}

static PyObject *compare_buffers(PyObject *a, PyObject *b) {
    Py_buffer left, right;
    if (!PyObject_CheckBuffer(a) || !PyObject_CheckBuffer(b)) {
        PyErr_Format(PyExc_TypeError,
                     "unsupported operand types(s) or combination of types: '%.100s' and '%.100s'",
                     Py_TYPE(a)->tp_name, Py_TYPE(b)->tp_name);
        return NULL;
    }
    if (PyObject_GetBuffer(a, &left, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    if (left.ndim > 1) {
        PyErr_SetString(PyExc_BufferError, "Buffer must be single dimension");
        PyBuffer_Release(&left);
        return NULL;
    }
    if (PyObject_GetBuffer(b, &right, PyBUF_SIMPLE) < 0) {
        PyBuffer_Release(&left);
        return NULL;
    }
    PyObject *result = NULL;
    if (right.ndim > 1) {
        PyErr_SetString(PyExc_BufferError, "Buffer must be single dimension");
    } else {
        result = PyBool_FromLong(same_bytes(left.buf, left.len, right.buf, right.len));
    }
    PyBuffer_Release(&left);
    PyBuffer_Release(&right);
    return result;
}

static PyObject *compare_digest(PyObject *a, PyObject *b) {
    if (!PyUnicode_Check(a) || !PyUnicode_Check(b)) {
        return compare_buffers(a, b);
    }
    if (!PyUnicode_IS_ASCII(a) || !PyUnicode_IS_ASCII(b)) {
        PyErr_SetString(PyExc_TypeError,
                        "comparing strings with non-ASCII characters is not supported");
        return NULL;
    }
    return PyBool_FromLong(same_bytes(PyUnicode_DATA(a), PyUnicode_GET_LENGTH(a), PyUnicode_DATA(b),
                                      PyUnicode_GET_LENGTH(b)));
}

#define DEFINE_BINARY(name, text, function)                                                        \
    static PyObject *op_##name(PyObject *Py_UNUSED(module), PyObject *const *args,                 \
                               Py_ssize_t nargs) {                                                 \
        return _PyArg_CheckPositional(text, nargs, 2, 2) ? function(args[0], args[1]) : NULL;      \
    }
BINARY_ROWS(DEFINE_BINARY)

/* ---- comparisons and truth ------------------------------------------------------------------ */

COMPARE(lt, Py_LT)
COMPARE(le, Py_LE)
COMPARE(eq, Py_EQ)
COMPARE(ne, Py_NE)
COMPARE(gt, Py_GT)
COMPARE(ge, Py_GE)

static PyObject *op_truth(PyObject *Py_UNUSED(module), PyObject *a) {
    int truth = PyObject_IsTrue(a);
    return truth < 0 ? NULL : PyBool_FromLong(truth);
}

static PyObject *op_not(PyObject *Py_UNUSED(module), PyObject *a) {
    int truth = PyObject_Not(a);
    return truth < 0 ? NULL : PyBool_FromLong(truth);
}

/* ---- others ------------------------------------------------------------------------------- */

static PyObject *op_setitem(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("setitem", nargs, 3, 3) ||
        PyObject_SetItem(args[0], args[1], args[2]) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *op_length_hint(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t fallback = 0;
    if (!_PyArg_CheckPositional("length_hint", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs > 1) {
        PyObject *number = PyNumber_Index(args[1]);
        fallback = number == NULL ? -1 : PyLong_AsSsize_t(number);
        Py_XDECREF(number);
        if (fallback == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    Py_ssize_t n = PyObject_LengthHint(args[0], fallback);
    return n == -1 && PyErr_Occurred() ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *op_call(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                         PyObject *kwnames) {
    if (!_PyArg_CheckPositional("call", nargs, 1, PY_SSIZE_T_MAX)) {
        return NULL;
    }
    return PyObject_Vectorcall(args[0], args + 1,
                               (size_t)(nargs - 1) | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
}

/* ---- module ------------------------------------------------------------------------------- */

#define UNARY_ROW(name, function)                                                                  \
    {name, function, METH_O, PYI_SIGNATURE(name, "($module, a, /)")}
#define BINARY_ROW(name, text, function)                                                           \
    {text, PYI_FASTCALL(op_##name), METH_FASTCALL, PYI_SIGNATURE(text, "($module, a, b, /)")},
#define COMPARE_ROW(name)                                                                          \
    {#name, PYI_FASTCALL(op_##name), METH_FASTCALL, PYI_SIGNATURE(#name, "($module, a, b, /)")}

static PyMethodDef module_methods[] = {
    UNARY_ROW("abs", op_abs),
    UNARY_ROW("index", op_index),
    UNARY_ROW("inv", op_invert),
    UNARY_ROW("invert", op_invert),
    UNARY_ROW("neg", op_neg),
    UNARY_ROW("pos", op_pos),
    UNARY_ROW("truth", op_truth),
    UNARY_ROW("not_", op_not),
    BINARY_ROWS(BINARY_ROW)
    COMPARE_ROW(lt),
    COMPARE_ROW(le),
    COMPARE_ROW(eq),
    COMPARE_ROW(ne),
    COMPARE_ROW(gt),
    COMPARE_ROW(ge),
    {"setitem", PYI_FASTCALL(op_setitem), METH_FASTCALL,
     PYI_SIGNATURE("setitem", "($module, a, b, c, /)")},
    {"length_hint", PYI_FASTCALL(op_length_hint), METH_FASTCALL,
     PYI_SIGNATURE("length_hint", "($module, obj, default=0, /)")},
    {"call", PYI_FASTCALL(op_call), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("call", "($module, obj, /, *args, **kwargs)")},
    {NULL, NULL, 0, NULL},
};

static int module_exec(PyObject *module) {
    return PyModule_AddType(module, &pyi_itemgetter_type) < 0 ||
                   PyModule_AddType(module, &pyi_attrgetter_type) < 0 ||
                   PyModule_AddType(module, &pyi_methodcaller_type) < 0
               ? -1
               : 0;
}

static PyModuleDef_Slot module_slots[] = {
    {Py_mod_exec, module_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef module_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_operator",
    .m_methods = module_methods,
    .m_slots = module_slots,
};

static PyObject *operator_init(void) { return PyModuleDef_Init(&module_def); }
PYI_MODULE("_operator", operator_init);
