/* SPDX-License-Identifier: Apache-2.0 */
/* power: ints raised to ints, also modulo a third one.
 *
 * Source     Knuth, "The Art of Computer Programming", volume 2, section 4.6.3; with several bits of the exponent at a
 *            time (sliding windows) when it is long
 */
#include "int.h"

enum {
    WINDOW = 5,
    WINDOW_FROM = 60, /* bits of the exponent; below that the table of odd powers costs more than it saves */
};

static int bit_at(PyObject *op, Py_ssize_t at) {
    return INT_DIGITS(op)[at / PyLong_SHIFT] >> at % PyLong_SHIFT & 1;
}

/* *result times factor, modulo m where that is not NULL */
static int multiply_into(PyObject **result, PyObject *factor, PyObject *m) {
    PyObject *product = pyi_int_multiply(*result, factor);
    if (product != NULL && m != NULL) {
        PyObject *rest;
        int status = pyi_int_divmod(product, m, NULL, &rest);
        Py_SETREF(product, status < 0 ? NULL : rest);
    }
    if (product == NULL) {
        return -1;
    }
    Py_SETREF(*result, product);
    return 0;
}

static PyObject *power_by_bits(PyObject *x, PyObject *y, PyObject *m) {
    PyObject *z = Py_NewRef(x);
    for (Py_ssize_t i = (Py_ssize_t)_PyLong_NumBits(y) - 1; --i >= 0;) {
        if (multiply_into(&z, z, m) < 0 || (bit_at(y, i) && multiply_into(&z, x, m) < 0)) {
            Py_DECREF(z);
            return NULL;
        }
    }
    return z;
}

/* odd[i] = x ** (2 * i + 1) */
static int make_odd_powers(PyObject **odd, PyObject *x, PyObject *m) {
    PyObject *square = Py_NewRef(x);
    odd[0] = Py_NewRef(x);
    int status = multiply_into(&square, x, m);
    for (int i = 1; status == 0 && i < 1 << (WINDOW - 1); i++) {
        odd[i] = Py_NewRef(odd[i - 1]);
        status = multiply_into(&odd[i], square, m);
    }
    Py_DECREF(square);
    return status;
}

static PyObject *power_by_windows(PyObject *x, PyObject *y, PyObject *m) {
    PyObject *odd[1 << (WINDOW - 1)] = {NULL}, *z = pyi_int_from_small(1);
    int status = make_odd_powers(odd, x, m);
    for (Py_ssize_t i = (Py_ssize_t)_PyLong_NumBits(y) - 1; status == 0 && i >= 0;) {
        if (!bit_at(y, i)) {
            status = multiply_into(&z, z, m);
            i--;
            continue;
        }
        Py_ssize_t last = i - WINDOW + 1 > 0 ? i - WINDOW + 1 : 0;
        while (!bit_at(y, last)) {
            last++;
        }
        unsigned bits = 0;
        for (; status == 0 && i >= last; i--) {
            bits = bits << 1 | (unsigned)bit_at(y, i);
            status = multiply_into(&z, z, m);
        }
        status = status < 0 ? status : multiply_into(&z, odd[bits / 2], m);
    }
    for (int i = 0; i < 1 << (WINDOW - 1); i++) {
        Py_XDECREF(odd[i]);
    }
    if (status < 0) {
        Py_CLEAR(z);
    }
    return z;
}

/* y is not negative; m is NULL, or positive with 0 <= x < m */
static PyObject *power(PyObject *x, PyObject *y, PyObject *m) {
    size_t width = _PyLong_NumBits(y);
    if (width == 0) {
        return pyi_int_from_small(1);
    }
    return width < WINDOW_FROM ? power_by_bits(x, y, m) : power_by_windows(x, y, m);
}

/* ---- modulo -------------------------------------------------------------------------------------------------------- */

/* New: x with x * a % m == 1, by Euclid's algorithm; ValueError when there is none. */
static PyObject *inverse(PyObject *a, PyObject *m) {
    PyObject *rest = Py_NewRef(m), *next = NULL, *x = pyi_int_from_small(0), *y = pyi_int_from_small(1);
    int status = pyi_int_divmod(a, m, NULL, &next);
    while (status == 0 && int_count(next) != 0) {
        PyObject *quotient, *remainder;
        status = pyi_int_divmod(rest, next, &quotient, &remainder);
        if (status < 0) {
            break;
        }
        Py_SETREF(rest, next);
        next = remainder;
        PyObject *product = pyi_int_multiply(quotient, y);
        PyObject *older = product == NULL ? NULL : pyi_int_subtract(x, product);
        Py_DECREF(quotient);
        Py_XDECREF(product);
        if (older == NULL) {
            status = -1;
        } else {
            Py_SETREF(x, y);
            y = older;
        }
    }
    if (status == 0 && (int_count(rest) != 1 || INT_DIGITS(rest)[0] != 1)) {
        PyErr_SetString(PyExc_ValueError, "base is not invertible for the given modulus");
        status = -1;
    }
    Py_DECREF(rest);
    Py_XDECREF(next);
    Py_XDECREF(y);
    if (status < 0) {
        Py_CLEAR(x);
    }
    return x;
}

/* x ** y % m for a positive m */
static PyObject *power_modulo(PyObject *x, PyObject *y, PyObject *m) {
    if (int_count(m) == 1 && INT_DIGITS(m)[0] == 1) {
        return pyi_int_from_small(0);
    }
    PyObject *base = int_sign(y) < 0 ? inverse(x, m) : Py_NewRef(x);
    PyObject *exponent = base == NULL        ? NULL
                         : int_sign(y) < 0 ? pyi_int_negate(y)
                                             : Py_NewRef(y);
    PyObject *z = NULL, *reduced;
    if (exponent != NULL && pyi_int_divmod(base, m, NULL, &reduced) == 0) {
        z = power(reduced, exponent, m);
        Py_DECREF(reduced);
    }
    Py_XDECREF(base);
    Py_XDECREF(exponent);
    return z;
}

static PyObject *power_with_modulus(PyObject *x, PyObject *y, PyObject *m) {
    if (int_count(m) == 0) {
        PyErr_SetString(PyExc_ValueError, "pow() 3rd argument cannot be 0");
        return NULL;
    }
    if (int_sign(m) > 0) {
        return power_modulo(x, y, m);
    }
    PyObject *positive = pyi_int_negate(m);
    PyObject *z = positive == NULL ? NULL : power_modulo(x, y, positive);
    Py_XDECREF(positive);
    if (z != NULL && int_count(z) != 0) { /* the result has the sign of the modulus */
        Py_SETREF(z, pyi_int_add(z, m));
    }
    return z;
}

PyObject *pyi_int_power(PyObject *x, PyObject *y, PyObject *modulus) {
    if (!PyLong_Check(x) || !PyLong_Check(y) || (modulus != Py_None && !PyLong_Check(modulus))) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (modulus != Py_None) {
        return power_with_modulus(x, y, modulus);
    }
    if (int_sign(y) < 0) {
        return PyFloat_Type.tp_as_number->nb_power(x, y, modulus);
    }
    PyObject *z = power(x, y, NULL);
    if (z == x && !PyLong_CheckExact(z)) {
        Py_SETREF(z, _PyLong_Copy((PyLongObject *)x));
    }
    return z;
}
