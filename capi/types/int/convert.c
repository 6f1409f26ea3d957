/* SPDX-License-Identifier: Apache-2.0 */
/* convert: converters for PyArg_ParseTuple ("O&") and Argument Clinic: unsigned C integers. */
#include "int.h"

/* 1 and the value; 0 with an exception */
static int convert(PyObject *op, unsigned long long most, const char *type, unsigned long long *value) {
    if (PyLong_Check(op) && int_sign(op) < 0) {
        PyErr_SetString(PyExc_ValueError, "value must be positive");
        return 0;
    }
    *value = PyLong_AsUnsignedLongLong(op);
    if (*value == (unsigned long long)-1 && PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_OverflowError)) {
            return 0;
        }
        PyErr_Clear();
    } else if (*value <= most) {
        return 1;
    }
    PyErr_Format(PyExc_OverflowError, "Python int too large for C %s", type);
    return 0;
}

#define CONVERTER(name, type, most, text)                                                          \
    int name(PyObject *op, void *to) {                                                             \
        unsigned long long value;                                                                  \
        if (!convert(op, most, text, &value)) {                                                    \
            return 0;                                                                              \
        }                                                                                          \
        *(type *)to = (type)value;                                                                 \
        return 1;                                                                                  \
    }
CONVERTER(_PyLong_UnsignedShort_Converter, unsigned short, USHRT_MAX, "unsigned short")
CONVERTER(_PyLong_UnsignedInt_Converter, unsigned int, UINT_MAX, "unsigned int")
CONVERTER(_PyLong_UnsignedLong_Converter, unsigned long, ULONG_MAX, "unsigned long")
CONVERTER(_PyLong_UnsignedLongLong_Converter, unsigned long long, ULLONG_MAX, "unsigned long long")
CONVERTER(_PyLong_Size_t_Converter, size_t, SIZE_MAX, "size_t")
