/* SPDX-License-Identifier: Apache-2.0 */
/* text: the built-in functions that make text of objects. */
#include "builtins.h"

static PyObject *builtin_ascii(PyObject *module, PyObject *op) {
    (void)module;
    return PyObject_ASCII(op);
}

static PyObject *builtin_repr(PyObject *module, PyObject *op) {
    (void)module;
    return PyObject_Repr(op);
}

static PyObject *builtin_bin(PyObject *module, PyObject *op) {
    (void)module;
    return PyNumber_ToBase(op, 2);
}

static PyObject *builtin_oct(PyObject *module, PyObject *op) {
    (void)module;
    return PyNumber_ToBase(op, 8);
}

static PyObject *builtin_hex(PyObject *module, PyObject *op) {
    (void)module;
    return PyNumber_ToBase(op, 16);
}

static PyObject *builtin_chr(PyObject *module, PyObject *op) {
    (void)module;
#if PYI_313
    int overflow;
    long value = PyLong_AsLongAndOverflow(op, &overflow);
    if (value == -1 && PyErr_Occurred()) {
        return NULL;
    }
    /* out of range is out of range, however far */
    return PyUnicode_FromOrdinal(overflow != 0 || value != (int)value ? -1 : (int)value);
#else
    int value = _PyLong_AsInt(op);
    return value == -1 && PyErr_Occurred() ? NULL : PyUnicode_FromOrdinal(value);
#endif
}

static PyObject *builtin_ord(PyObject *module, PyObject *op) {
    Py_ssize_t size;
    (void)module;
    if (PyUnicode_Check(op)) {
        size = PyUnicode_GET_LENGTH(op);
        if (size == 1) {
            return PyLong_FromLong((long)PyUnicode_READ_CHAR(op, 0));
        }
    } else if (PyBytes_Check(op)) {
        size = PyBytes_GET_SIZE(op);
        if (size == 1) {
            return PyLong_FromLong((unsigned char)*PyBytes_AS_STRING(op));
        }
    } else if (PyByteArray_Check(op)) {
        size = PyByteArray_GET_SIZE(op);
        if (size == 1) {
            return PyLong_FromLong((unsigned char)*PyByteArray_AS_STRING(op));
        }
    } else {
        PyErr_Format(PyExc_TypeError, "ord() expected string of length 1, but %.200s found",
                     Py_TYPE(op)->tp_name);
        return NULL;
    }
    PyErr_Format(PyExc_TypeError, "ord() expected a character, but string of length %zd found",
                 size);
    return NULL;
}

static PyObject *builtin_format(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("format", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 2 && !PyUnicode_Check(args[1])) {
        _PyArg_BadArgument("format", "argument 2", "str", args[1]);
        return NULL;
    }
    return PyObject_Format(args[0], nargs == 2 ? args[1] : NULL);
}

PyMethodDef pyi_builtin_text_rows[] = {
    ROW("ascii", builtin_ascii, METH_O, "($module, obj, /)"),
    ROW("bin", builtin_bin, METH_O, "($module, number, /)"),
    ROW("chr", builtin_chr, METH_O, "($module, i, /)"),
    ROW("format", builtin_format, METH_FASTCALL, "($module, value, format_spec='', /)"),
    ROW("hex", builtin_hex, METH_O, "($module, number, /)"),
    ROW("oct", builtin_oct, METH_O, "($module, number, /)"),
    ROW("ord", builtin_ord, METH_O, "($module, c, /)"),
    ROW("repr", builtin_repr, METH_O, "($module, obj, /)"),
    {0},
};
