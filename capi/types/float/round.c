/* SPDX-License-Identifier: Apache-2.0 */
/* round: floats rounded to a whole number or to decimal places, and as exact ratios. */
#include "float.h"

#include "pyi_dtoa.h"

#include <float.h>

enum {
    ALL_PLACES = 323,  /* more places than that change no double */
    NO_PLACES = -309,  /* fewer leave 0 of every double */
};

static PyObject *round_to_places(double value, Py_ssize_t places) {
    pyi_decimal decimal;
    pyi_decimal_places(fabs(value), (int)places, &decimal);
    double result = pyi_decimal_value(decimal.digits, decimal.count,
                                      (long long)decimal.point - decimal.count);
    if (Py_IS_INFINITY(result)) {
        PyErr_SetString(PyExc_OverflowError, "rounded value too large to represent");
        return NULL;
    }
    return PyFloat_FromDouble(copysign(result, value));
}

PyObject *pyi_float_round(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("__round__", nargs, 0, 1)) {
        return NULL;
    }
    double value = PyFloat_AS_DOUBLE(self);
    if (nargs == 0 || args[0] == Py_None) {
        double whole = round(value);
        if (fabs(value - whole) == 0.5) {
            whole = 2.0 * round(value / 2.0); /* half to even */
        }
        return PyLong_FromDouble(whole);
    }
    Py_ssize_t places = PyNumber_AsSsize_t(args[0], NULL);
    if (places == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (!isfinite(value) || places > ALL_PLACES) {
        return PyFloat_FromDouble(value);
    }
    return places < NO_PLACES + 1 ? PyFloat_FromDouble(0.0 * value) : round_to_places(value, places);
}

/* new: (numerator, denominator) in lowest terms */
PyObject *pyi_float_as_integer_ratio(PyObject *self, PyObject *unused) {
    (void)unused;
    double value = PyFloat_AS_DOUBLE(self);
    if (Py_IS_INFINITY(value)) {
        PyErr_SetString(PyExc_OverflowError, "cannot convert Infinity to integer ratio");
        return NULL;
    }
    if (Py_IS_NAN(value)) {
        PyErr_SetString(PyExc_ValueError, "cannot convert NaN to integer ratio");
        return NULL;
    }
    int exponent;
    double fraction = frexp(value, &exponent);
    for (int i = 0; i < DBL_MANT_DIG && fraction != floor(fraction); i++) {
        fraction *= 2.0;
        exponent--;
    }
    PyObject *numerator = PyLong_FromDouble(fraction), *denominator = PyLong_FromLong(1);
    PyObject *shift = PyLong_FromLong(exponent < 0 ? -exponent : exponent), *result = NULL;
    if (numerator != NULL && denominator != NULL && shift != NULL) {
        PyObject **shifted = exponent > 0 ? &numerator : &denominator;
        Py_SETREF(*shifted, PyNumber_Lshift(*shifted, shift));
        if (*shifted != NULL) {
            result = PyTuple_Pack(2, numerator, denominator);
        }
    }
    Py_XDECREF(numerator);
    Py_XDECREF(denominator);
    Py_XDECREF(shift);
    return result;
}
