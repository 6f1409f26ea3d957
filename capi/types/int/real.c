/* SPDX-License-Identifier: Apache-2.0 */
/* real: ints as doubles and the quotient of two ints as a double, rounded once, half to even. */
#include "int.h"

#include "pyi_dtoa.h"

#include <float.h>

/* The first 64 bits of the magnitude, as if zeros followed; *rest tells whether others are lost. */
static uint64_t first_bits(PyObject *op, size_t width, bool *rest) {
    const digit *digits = INT_DIGITS(op);
    size_t skip = width > 64 ? width - 64 : 0;
    Py_ssize_t at = (Py_ssize_t)(skip / PyLong_SHIFT), count = int_count(op);
    int bits = skip % PyLong_SHIFT;
    *rest = (digits[at] & (((digit)1 << bits) - 1)) != 0;
    for (Py_ssize_t i = 0; i < at && !*rest; i++) {
        *rest = digits[i] != 0;
    }
    unsigned __int128 window = 0;
    for (Py_ssize_t i = count; --i >= at;) {
        window = window << PyLong_SHIFT | digits[i];
    }
    uint64_t first = (uint64_t)(window >> bits);
    return width < 64 ? first << (64 - width) : first;
}

static double with_sign(double value, bool negative) { return negative ? -value : value; }

/* half <= |result| < 1, times 2**exponent */
double _PyLong_Frexp(PyLongObject *op, Py_ssize_t *exponent) {
    PyObject *self = (PyObject *)op;
    size_t width = _PyLong_NumBits(self);
    *exponent = 0;
    if (width == 0) {
        return 0.0;
    }
    bool rest;
    uint64_t first = first_bits(self, width, &rest);
    double fraction = pyi_double_nearest(first, rest, -64);
    *exponent = (Py_ssize_t)width;
    if (fraction == 1.0) {
        fraction = 0.5;
        ++*exponent;
    }
    return with_sign(fraction, int_sign(self) < 0);
}

double PyLong_AsDouble(PyObject *op) {
    if (op == NULL) {
        PyErr_BadInternalCall();
        return -1.0;
    }
    if (!PyLong_Check(op)) {
        PyErr_SetString(PyExc_TypeError, "an integer is required");
        return -1.0;
    }
    if (INT_FITS_DIGIT(op)) {
        return (double)int_small_value(op);
    }
    Py_ssize_t exponent;
    double fraction = _PyLong_Frexp((PyLongObject *)op, &exponent);
    if (exponent > DBL_MAX_EXP) {
        PyErr_SetString(PyExc_OverflowError, "int too large to convert to float");
        return -1.0;
    }
    return ldexp(fraction, (int)exponent);
}

/* ---- true division ------------------------------------------------------------------------------------------------- */

enum { QUOTIENT_BITS = 63 }; /* or one more, which is enough to know how it rounds */

/* |x| / |y| by a quotient of about 64 bits, where the widths differ by not much more than exponents of doubles allow */
static double divide(PyObject *x, PyObject *y, long long difference) {
    long long shift = QUOTIENT_BITS - difference;
    PyObject *shifted = shift > 0 ? _PyLong_Lshift(x, (size_t)shift) : _PyLong_Lshift(y, (size_t)-shift);
    if (shifted == NULL) {
        return -1.0;
    }
    PyObject *quotient, *remainder;
    int status = pyi_mag_divmod(shift > 0 ? shifted : x, shift > 0 ? y : shifted, 1, 1, &quotient,
                                &remainder);
    Py_DECREF(shifted);
    if (status < 0) {
        return -1.0;
    }
    bool rest;
    size_t width = _PyLong_NumBits(quotient);
    uint64_t first = first_bits(quotient, width, &rest);
    double value = pyi_double_nearest(first, rest || int_count(remainder) != 0,
                                      (long long)width - 64 - shift);
    Py_DECREF(quotient);
    Py_DECREF(remainder);
    return value;
}

/* new: x / y */
PyObject *pyi_int_true_divide(PyObject *x, PyObject *y) {
    long long wide_x = (long long)_PyLong_NumBits(x), wide_y = (long long)_PyLong_NumBits(y);
    bool negative = (int_sign(x) < 0) != (int_sign(y) < 0);
    if (wide_y == 0) {
        PyErr_SetString(PyExc_ZeroDivisionError, "division by zero");
        return NULL;
    }
    if (wide_x <= DBL_MANT_DIG && wide_y <= DBL_MANT_DIG) {
        return PyFloat_FromDouble(PyLong_AsDouble(x) / PyLong_AsDouble(y));
    }
    long long difference = wide_x - wide_y;
    double value = 0.0;
    if (wide_x > 0 && difference >= DBL_MIN_EXP - DBL_MANT_DIG - 1) {
        value = difference > DBL_MAX_EXP ? (double)INFINITY : divide(x, y, difference);
    }
    if (value < 0) {
        return NULL;
    }
    if (Py_IS_INFINITY(value)) {
        PyErr_SetString(PyExc_OverflowError, "integer division result too large for a float");
        return NULL;
    }
    return PyFloat_FromDouble(with_sign(value, negative));
}
