/* SPDX-License-Identifier: Apache-2.0 */
/* info: sys.int_info and sys.float_info. */
#include "pyi.h"

#include <float.h>

static PyStructSequence_Field int_fields[] = {
    {"bits_per_digit", NULL},
    {"sizeof_digit", NULL},
    {"default_max_str_digits", NULL},
    {"str_digits_check_threshold", NULL},
    {NULL, NULL},
};

static PyStructSequence_Desc int_desc = {"sys.int_info", NULL, int_fields, 4};

static PyStructSequence_Field float_fields[] = {
    {"max", NULL},      {"max_exp", NULL}, {"max_10_exp", NULL}, {"min", NULL},
    {"min_exp", NULL},  {"min_10_exp", NULL}, {"dig", NULL},     {"mant_dig", NULL},
    {"epsilon", NULL},  {"radix", NULL},   {"rounds", NULL},     {NULL, NULL},
};

static PyStructSequence_Desc float_desc = {"sys.float_info", NULL, float_fields, 11};

/* new; an instance of a type that is made when it is first wanted */
static PyObject *make(PyTypeObject **type, PyStructSequence_Desc *desc, PyObject *const *values) {
    if (*type == NULL) {
        *type = PyStructSequence_NewType(desc);
    }
    PyObject *info = *type == NULL ? NULL : PyStructSequence_New(*type);
    bool complete = info != NULL;
    for (int i = 0; i < desc->n_in_sequence; i++) {
        complete = complete && values[i] != NULL;
        if (info != NULL) {
            PyStructSequence_SetItem(info, i, values[i]);
        } else {
            Py_XDECREF(values[i]);
        }
    }
    if (!complete) {
        Py_CLEAR(info);
    }
    return info;
}

PyObject *PyLong_GetInfo(void) {
    static PyTypeObject *type;
    PyObject *values[] = {
        PyLong_FromLong(PyLong_SHIFT),
        PyLong_FromLong(sizeof(digit)),
        PyLong_FromLong(_PY_LONG_DEFAULT_MAX_STR_DIGITS),
        PyLong_FromLong(_PY_LONG_MAX_STR_DIGITS_THRESHOLD),
    };
    return make(&type, &int_desc, values);
}

PyObject *PyFloat_GetInfo(void) {
    static PyTypeObject *type;
    PyObject *values[] = {
        PyFloat_FromDouble(DBL_MAX),     PyLong_FromLong(DBL_MAX_EXP),
        PyLong_FromLong(DBL_MAX_10_EXP), PyFloat_FromDouble(DBL_MIN),
        PyLong_FromLong(DBL_MIN_EXP),    PyLong_FromLong(DBL_MIN_10_EXP),
        PyLong_FromLong(DBL_DIG),        PyLong_FromLong(DBL_MANT_DIG),
        PyFloat_FromDouble(DBL_EPSILON), PyLong_FromLong(FLT_RADIX),
        PyLong_FromLong(FLT_ROUNDS),
    };
    return make(&type, &float_desc, values);
}
