/* SPDX-License-Identifier: Apache-2.0 */
/* gcd: the greatest common divisor, and division rounded to the nearest.
 *
 * Source     Knuth, "The Art of Computer Programming", volume 2, section 4.5.2: algorithm L (Lehmer)
 */
#include "int.h"

static uint64_t small_gcd(uint64_t x, uint64_t y) {
    while (y != 0) {
        uint64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

/* of at most two digits */
static uint64_t small_magnitude(PyObject *op) {
    Py_ssize_t n = int_count(op);
    uint64_t high = n > 1 ? (uint64_t)INT_DIGITS(op)[1] << PyLong_SHIFT : 0;
    return n == 0 ? 0 : high | INT_DIGITS(op)[0];
}

/* Steps of Euclid's algorithm that the leading bits of x and y decide: after an even number of them the pair is
 * a*x - b*y and d*y - c*x, after an odd number a*y - b*x and d*x - c*y. */
typedef struct {
    int64_t a, b, c, d;
    int count;
} euclid_steps;

/* the leading 60 bits or so of both, cut at the same place */
static void leading(PyObject *x, PyObject *y, int64_t *high_x, int64_t *high_y) {
    Py_ssize_t n = int_count(x);
    int width = 32 - __builtin_clz(INT_DIGITS(x)[n - 1]);
    uint64_t high[2];
    PyObject *both[2] = {x, y};
    for (int i = 0; i < 2; i++) {
        unsigned __int128 window = 0;
        for (Py_ssize_t at = n - 1; at >= n - 3; at--) {
            window = window << PyLong_SHIFT | (at < int_count(both[i]) ? INT_DIGITS(both[i])[at] : 0);
        }
        high[i] = (uint64_t)(window >> width);
    }
    *high_x = (int64_t)high[0];
    *high_y = (int64_t)high[1];
}

static euclid_steps simulate(int64_t x, int64_t y) {
    euclid_steps s = {1, 0, 0, 1, 0};
    while (y != s.c) {
        int64_t quotient = (x + s.a - 1) / (y - s.c), rest = x - quotient * y;
        __int128 next = s.b + (__int128)quotient * s.d;
        if (next > rest) { /* the bits that are not seen could change the quotient */
            break;
        }
        x = y;
        y = rest;
        s = (euclid_steps){s.d, s.c, (int64_t)next, s.a + quotient * s.c, s.count + 1};
    }
    return s;
}

/* new: |p*x - q*y| for p, q below 2**60 */
static PyObject *combine(PyObject *x, PyObject *y, int64_t p, int64_t q) {
    PyObject *fp = pyi_int_from_small(p), *fq = pyi_int_from_small(q), *z = NULL;
    PyObject *px = fp == NULL ? NULL : pyi_int_multiply(x, fp);
    PyObject *qy = fq == NULL ? NULL : pyi_int_multiply(y, fq);
    if (px != NULL && qy != NULL) {
        z = pyi_int_subtract(px, qy);
        if (z != NULL && int_sign(z) < 0) {
            Py_SETREF(z, pyi_int_negate(z));
        }
    }
    Py_XDECREF(fp);
    Py_XDECREF(fq);
    Py_XDECREF(px);
    Py_XDECREF(qy);
    return z;
}

/* One round; both are replaced by smaller ones. */
static int reduce(PyObject **x, PyObject **y) {
    int64_t high_x, high_y;
    leading(*x, *y, &high_x, &high_y);
    euclid_steps s = simulate(high_x, high_y);
    PyObject *new_x, *new_y;
    if (s.count == 0) {
        new_x = Py_NewRef(*y);
        if (pyi_mag_divmod(*x, *y, 1, 1, NULL, &new_y) < 0) {
            new_y = NULL;
        }
    } else {
        bool odd = s.count % 2 != 0;
        new_x = combine(odd ? *y : *x, odd ? *x : *y, s.a, s.b);
        new_y = combine(odd ? *x : *y, odd ? *y : *x, s.d, s.c);
    }
    if (new_x == NULL || new_y == NULL) {
        Py_XDECREF(new_x);
        Py_XDECREF(new_y);
        return -1;
    }
    Py_SETREF(*x, new_x);
    Py_SETREF(*y, new_y);
    return 0;
}

static PyObject *magnitude(PyObject *op) {
    return int_sign(op) < 0 ? pyi_int_negate(op) : pyi_int_exact(op);
}

/* new */
PyObject *_PyLong_GCD(PyObject *left, PyObject *right) {
    PyObject *x = magnitude(left), *y = magnitude(right), *result = NULL;
    int status = x == NULL || y == NULL ? -1 : 0;
    if (status == 0 && pyi_int_compare(x, y) < 0) {
        PyObject *swapped = x;
        x = y;
        y = swapped;
    }
    while (status == 0 && int_count(x) > 2 && int_count(y) > 0) {
        status = reduce(&x, &y);
    }
    if (status == 0) {
        result = int_count(y) == 0 ? Py_NewRef(x)
                                   : PyLong_FromUnsignedLongLong(
                                         small_gcd(small_magnitude(x), small_magnitude(y)));
    }
    Py_XDECREF(x);
    Py_XDECREF(y);
    return result;
}

/* ---- rounded division -------------------------------------------------------------------------------------------------- */

/* Whether the quotient next to the one rounded down is nearer, or as near and even. */
static int is_next_nearer(PyObject *quotient, PyObject *remainder, PyObject *divisor) {
    PyObject *twice = pyi_int_add(remainder, remainder);
    if (twice == NULL) {
        return -1;
    }
    int order = pyi_mag_compare(INT_DIGITS(twice), int_count(twice), INT_DIGITS(divisor),
                                int_count(divisor));
    Py_DECREF(twice);
    bool odd = int_count(quotient) > 0 && INT_DIGITS(quotient)[0] % 2 != 0;
    return order > 0 || (order == 0 && odd);
}

/* new: (quotient, remainder), the quotient the nearest one, half to even */
PyObject *_PyLong_DivmodNear(PyObject *x, PyObject *y) {
    if (!PyLong_Check(x) || !PyLong_Check(y)) {
        PyErr_SetString(PyExc_TypeError, "non-integer arguments in division");
        return NULL;
    }
    PyObject *quotient, *remainder, *result = NULL;
    if (pyi_int_divmod(x, y, &quotient, &remainder) < 0) {
        return NULL;
    }
    int next = is_next_nearer(quotient, remainder, y);
    if (next > 0) {
        PyObject *one = pyi_int_from_small(1);
        Py_SETREF(quotient, pyi_int_add(quotient, one));
        Py_SETREF(remainder, pyi_int_subtract(remainder, y));
        Py_DECREF(one);
    }
    if (next >= 0 && quotient != NULL && remainder != NULL) {
        result = PyTuple_Pack(2, quotient, remainder);
    }
    Py_XDECREF(quotient);
    Py_XDECREF(remainder);
    return result;
}

/* new: rounded to a multiple of 10 ** places */
PyObject *pyi_int_round_to_power(PyObject *self, PyObject *places) {
    PyObject *ten = pyi_int_from_small(10), *power = NULL, *pair = NULL, *result = NULL;
    power = ten == NULL ? NULL : pyi_int_power(ten, places, Py_None);
    pair = power == NULL ? NULL : _PyLong_DivmodNear(self, power);
    if (pair != NULL) {
        result = pyi_int_subtract(self, PyTuple_GET_ITEM(pair, 1));
    }
    Py_XDECREF(ten);
    Py_XDECREF(power);
    Py_XDECREF(pair);
    return result;
}
