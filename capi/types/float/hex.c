/* SPDX-License-Identifier: Apache-2.0 */
/* hex: floats as hexadecimal text and back. */
#include "float.h"

#include "pyi_dtoa.h"

#include <float.h>
#include <stdio.h>

/* ---- to text ------------------------------------------------------------------------------------------------ */

PyObject *pyi_float_hex(PyObject *self, PyObject *unused) {
    (void)unused;
    double value = PyFloat_AS_DOUBLE(self);
    if (!isfinite(value)) {
        return PyFloat_Type.tp_repr(self);
    }
    const char *sign = signbit(value) ? "-" : "";
    if (value == 0.0) {
        return PyUnicode_FromFormat("%s0x0.0p+0", sign);
    }
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    int exponent = (int)(bits >> 52 & 0x7ff);
    char text[40];
    snprintf(text, sizeof(text), "%s0x%d.%013llxp%+d", sign, exponent != 0,
             (unsigned long long)(bits & 0xfffffffffffff), exponent != 0 ? exponent - 1023 : -1022);
    return PyUnicode_FromString(text);
}

/* ---- from text ------------------------------------------------------------------------------------------------ */

/* The magnitude that is being read: its first 64 bits, whether others follow, and its power of two. */
typedef struct {
    uint64_t high;
    bool rest, any;
    long long exponent;
} hex_number;

static void add_digit(hex_number *number, int value, bool fraction) {
    number->any = true;
    if (number->high >> 60 == 0) {
        number->high = number->high << 4 | (uint64_t)value;
        number->exponent -= fraction ? 4 : 0;
    } else {
        number->rest = number->rest || value != 0;
        number->exponent += fraction ? 0 : 4;
    }
}

static const char *read_digits(const char *at, hex_number *number) {
    bool fraction = false;
    for (;; at++) {
        int value = _PyLong_DigitValue[(unsigned char)*at];
        if (value < 16) {
            add_digit(number, value, fraction);
        } else if (*at == '.' && !fraction) {
            fraction = true;
        } else {
            return at;
        }
    }
}

/* NULL when a p is not followed by an exponent */
static const char *read_exponent(const char *at, hex_number *number) {
    if (*at != 'p' && *at != 'P') {
        return at;
    }
    at++;
    bool negative = *at == '-';
    at += *at == '+' || *at == '-';
    if (!Py_ISDIGIT(*at)) {
        return NULL;
    }
    long long value = 0;
    for (; Py_ISDIGIT(*at); at++) {
        value = value < 1000000000000 ? value * 10 + (*at - '0') : value;
    }
    number->exponent += negative ? -value : value;
    return at;
}

/* The number; where it ends, NULL when it is none. */
static const char *read_hex(const char *at, double *value) {
    char *end;
    *value = _Py_parse_inf_or_nan(at, &end);
    if (end != at) {
        return end;
    }
    bool negative = *at == '-';
    at += *at == '+' || *at == '-';
    at += at[0] == '0' && (at[1] | 0x20) == 'x' ? 2 : 0;
    hex_number number = {0, false, false, 0};
    at = read_digits(at, &number);
    at = number.any ? read_exponent(at, &number) : NULL;
    if (at != NULL) {
        *value = pyi_double_nearest(number.high, number.rest, number.exponent);
        if (Py_IS_INFINITY(*value)) {
            PyErr_SetString(PyExc_OverflowError,
                            "hexadecimal value too large to represent as a float");
        }
        *value = negative ? -*value : *value;
    }
    return at;
}

PyObject *pyi_float_fromhex(PyObject *type, PyObject *str) {
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(str, &length);
    if (text == NULL) {
        return NULL;
    }
    const char *at = text;
    while (Py_ISSPACE(*at)) {
        at++;
    }
    double value = 0.0;
    at = read_hex(at, &value);
    if (PyErr_Occurred()) {
        return NULL;
    }
    while (at != NULL && Py_ISSPACE(*at)) {
        at++;
    }
    if (at != text + length) {
        PyErr_SetString(PyExc_ValueError, "invalid hexadecimal floating-point string");
        return NULL;
    }
    PyObject *result = PyFloat_FromDouble(value);
    if (result != NULL && type != (PyObject *)&PyFloat_Type) {
        Py_SETREF(result, PyObject_CallOneArg(type, result));
    }
    return result;
}
