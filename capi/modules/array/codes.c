/* SPDX-License-Identifier: Apache-2.0 */
/* codes: the types of items, and how values become items and items values.
 * Contract   docs.python.org/3/library/array.html
 */
#include "array.h"

/* ---- integers ------------------------------------------------------------------------------------ */

/* A C long in [low, high]; the words for what does not fit are those of CPython's argument parser. */
static int get_long(PyObject *op, long low, long high, const char *what, long *value) {
    *value = PyLong_AsLong(op);
    if (*value == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (*value < low || *value > high) {
        PyErr_Format(PyExc_OverflowError, "%s is %s", what,
                     *value < low ? "less than minimum" : "greater than maximum");
        return -1;
    }
    return 0;
}

static int store_schar(PyObject *op, void *to) {
    long value;
    if (get_long(op, SHRT_MIN, SHRT_MAX, "signed short integer", &value) < 0) {
        return -1;
    }
    if (value < SCHAR_MIN || value > SCHAR_MAX) {
        PyErr_Format(PyExc_OverflowError, "signed char is %s",
                     value < 0 ? "less than minimum" : "greater than maximum");
        return -1;
    }
    *(signed char *)to = (signed char)value;
    return 0;
}

static int store_uchar(PyObject *op, void *to) {
    long value;
    if (get_long(op, 0, UCHAR_MAX, "unsigned byte integer", &value) < 0) {
        return -1;
    }
    *(unsigned char *)to = (unsigned char)value;
    return 0;
}

static int store_short(PyObject *op, void *to) {
    long value;
    if (get_long(op, SHRT_MIN, SHRT_MAX, "signed short integer", &value) < 0) {
        return -1;
    }
    *(short *)to = (short)value;
    return 0;
}

static int store_ushort(PyObject *op, void *to) {
    long value;
    if (get_long(op, INT_MIN, INT_MAX, "signed integer", &value) < 0) {
        return -1;
    }
    if (value < 0 || value > USHRT_MAX) {
        PyErr_Format(PyExc_OverflowError, "unsigned short is %s",
                     value < 0 ? "less than minimum" : "greater than maximum");
        return -1;
    }
    *(unsigned short *)to = (unsigned short)value;
    return 0;
}

static int store_int(PyObject *op, void *to) {
    long value;
    if (get_long(op, INT_MIN, INT_MAX, "signed integer", &value) < 0) {
        return -1;
    }
    *(int *)to = (int)value;
    return 0;
}

static int store_long(PyObject *op, void *to) {
    *(long *)to = PyLong_AsLong(op);
    return *(long *)to == -1 && PyErr_Occurred() ? -1 : 0;
}

/* Others are asked for their __index__; `number` is owned afterwards. 0 or -1. */
static int get_int(PyObject *op, PyObject **number) {
    *number = PyNumber_Index(op);
    return *number == NULL ? -1 : 0;
}

static int get_ulong(PyObject *op, unsigned long *value) {
    PyObject *number;
    if (get_int(op, &number) < 0) {
        return -1;
    }
    *value = PyLong_AsUnsignedLong(number);
    int sign = _PyLong_Sign(number);
    Py_DECREF(number);
    if (sign < 0) {
        PyErr_SetString(PyExc_OverflowError, "can't convert negative value to unsigned int");
        return -1;
    }
    return *value == (unsigned long)-1 && PyErr_Occurred() ? -1 : 0;
}

static int store_uint(PyObject *op, void *to) {
    unsigned long value;
    if (get_ulong(op, &value) < 0) {
        return -1;
    }
    if (value > UINT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "unsigned int is greater than maximum");
        return -1;
    }
    *(unsigned *)to = (unsigned)value;
    return 0;
}

static int store_ulong(PyObject *op, void *to) { return get_ulong(op, to); }

static int store_longlong(PyObject *op, void *to) {
    PyObject *number;
    if (get_int(op, &number) < 0) {
        return -1;
    }
    *(long long *)to = PyLong_AsLongLong(number);
    Py_DECREF(number);
    return *(long long *)to == -1 && PyErr_Occurred() ? -1 : 0;
}

static int store_ulonglong(PyObject *op, void *to) {
    PyObject *number;
    if (get_int(op, &number) < 0) {
        return -1;
    }
    *(unsigned long long *)to = PyLong_AsUnsignedLongLong(number);
    Py_DECREF(number);
    return *(unsigned long long *)to == (unsigned long long)-1 && PyErr_Occurred() ? -1 : 0;
}

#define LOAD_INTEGER(name, type, make)                                                             \
    static PyObject *load_##name(const void *from) { return make(*(const type *)from); }

LOAD_INTEGER(schar, signed char, PyLong_FromLong)
LOAD_INTEGER(uchar, unsigned char, PyLong_FromLong)
LOAD_INTEGER(short, short, PyLong_FromLong)
LOAD_INTEGER(ushort, unsigned short, PyLong_FromLong)
LOAD_INTEGER(int, int, PyLong_FromLong)
LOAD_INTEGER(uint, unsigned, PyLong_FromUnsignedLong)
LOAD_INTEGER(long, long, PyLong_FromLong)
LOAD_INTEGER(ulong, unsigned long, PyLong_FromUnsignedLong)
LOAD_INTEGER(longlong, long long, PyLong_FromLongLong)
LOAD_INTEGER(ulonglong, unsigned long long, PyLong_FromUnsignedLongLong)

/* ---- others ---------------------------------------------------------------------------------------- */

static int store_double(PyObject *op, void *to) {
    *(double *)to = PyFloat_AsDouble(op);
    return *(double *)to == -1.0 && PyErr_Occurred() ? -1 : 0;
}

static int store_float(PyObject *op, void *to) {
    double value;
    if (store_double(op, &value) < 0) {
        return -1;
    }
    *(float *)to = (float)value;
    return 0;
}

static PyObject *load_double(const void *from) { return PyFloat_FromDouble(*(const double *)from); }

static PyObject *load_float(const void *from) { return PyFloat_FromDouble(*(const float *)from); }

static int store_wchar(PyObject *op, void *to) {
    if (!PyUnicode_Check(op) || PyUnicode_GET_LENGTH(op) != 1) {
        PyErr_SetString(PyExc_TypeError, "array item must be unicode character");
        return -1;
    }
    *(wchar_t *)to = (wchar_t)PyUnicode_READ_CHAR(op, 0);
    return 0;
}

static PyObject *load_wchar(const void *from) { return PyUnicode_FromWideChar(from, 1); }

#if PYI_313
static int store_char(PyObject *op, void *to) {
    wchar_t value;
    if (store_wchar(op, &value) < 0) {
        return -1;
    }
    *(Py_UCS4 *)to = (Py_UCS4)value;
    return 0;
}

static PyObject *load_char(const void *from) {
    return PyUnicode_FromOrdinal((int)*(const Py_UCS4 *)from);
}
#endif

/* ---- table ------------------------------------------------------------------------------------------- */

#define ROW(code, type, integer, is_signed, format, name)                                          \
    {code, sizeof(type), integer, is_signed, format, load_##name, store_##name}

const array_code array_codes[] = {
    ROW('b', signed char, true, true, "b", schar),
    ROW('B', unsigned char, true, false, "B", uchar),
    ROW('u', wchar_t, false, false, sizeof(wchar_t) == 4 ? "w" : "u", wchar),
#if PYI_313
    ROW('w', Py_UCS4, false, false, "w", char),
#endif
    ROW('h', short, true, true, "h", short),
    ROW('H', unsigned short, true, false, "H", ushort),
    ROW('i', int, true, true, "i", int),
    ROW('I', unsigned, true, false, "I", uint),
    ROW('l', long, true, true, "l", long),
    ROW('L', unsigned long, true, false, "L", ulong),
    ROW('q', long long, true, true, "q", longlong),
    ROW('Q', unsigned long long, true, false, "Q", ulonglong),
    ROW('f', float, false, false, "f", float),
    ROW('d', double, false, false, "d", double),
    {0, 0, false, false, NULL, NULL, NULL},
};

const array_code *array_find_code(int letter) {
    for (const array_code *code = array_codes; code->code != 0; code++) {
        if (code->code == letter) {
            return code;
        }
    }
    return NULL;
}
