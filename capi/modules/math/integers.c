/* SPDX-License-Identifier: Apache-2.0 */
/* integers: gcd, lcm, isqrt, factorial, comb and perm. */
#include "mathmodule.h"

/* ---- divisors and multiples ---------------------------------------------------------------------------------- */

/* new; steals `total`, which may be NULL */
static PyObject *gcd_with(PyObject *total, PyObject *number) {
    PyObject *result = total == NULL || number == NULL ? NULL : _PyLong_GCD(total, number);
    Py_XDECREF(total);
    return result;
}

static PyObject *lcm_with(PyObject *total, PyObject *number) {
    if (total == NULL || number == NULL || _PyLong_Sign(total) == 0 || _PyLong_Sign(number) == 0) {
        Py_XDECREF(total);
        return total == NULL || number == NULL ? NULL : PyLong_FromLong(0);
    }
    PyObject *divisor = _PyLong_GCD(total, number);
    PyObject *part = divisor == NULL ? NULL : PyNumber_FloorDivide(total, divisor);
    PyObject *product = part == NULL ? NULL : PyNumber_Multiply(part, number);
    PyObject *result = product == NULL ? NULL : PyNumber_Absolute(product);
    Py_XDECREF(divisor);
    Py_XDECREF(part);
    Py_XDECREF(product);
    Py_DECREF(total);
    return result;
}

static PyObject *fold(PyObject *const *args, Py_ssize_t nargs, long empty,
                      PyObject *(*with)(PyObject *, PyObject *)) {
    PyObject *total = PyLong_FromLong(empty);
    for (Py_ssize_t i = 0; i < nargs && total != NULL; i++) {
        PyObject *number = PyNumber_Index(args[i]);
        total = with(total, number);
        Py_XDECREF(number);
    }
    return total;
}

PyObject *math_gcd(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    return fold(args, nargs, 0, gcd_with);
}

PyObject *math_lcm(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    return fold(args, nargs, 1, lcm_with);
}

/* ---- square root ------------------------------------------------------------------------------------------------- */

static uint64_t small_root(uint64_t n) {
    uint64_t root = (uint64_t)sqrt((double)n);
    root = root > UINT32_MAX ? UINT32_MAX : root;
    while (root * root > n) {
        root--;
    }
    while (root < UINT32_MAX && (root + 1) * (root + 1) <= n) {
        root++;
    }
    return root;
}

static PyObject *shifted(PyObject *op, Py_ssize_t left) {
    return left >= 0 ? _PyLong_Lshift(op, (size_t)left) : _PyLong_Rshift(op, (size_t)-left);
}

/* Newton's method with as many bits as are known to be right, which double: a becomes a root of more bits of n */
static PyObject *refine(PyObject *a, PyObject *n, Py_ssize_t wider, Py_ssize_t drop) {
    PyObject *high = shifted(a, wider), *top = shifted(n, -drop);
    PyObject *quotient = top == NULL ? NULL : PyNumber_FloorDivide(top, a);
    PyObject *sum = high == NULL || quotient == NULL ? NULL : PyNumber_Add(high, quotient);
    Py_XDECREF(high);
    Py_XDECREF(top);
    Py_XDECREF(quotient);
    return sum;
}

static PyObject *large_root(PyObject *n) {
    Py_ssize_t c = ((Py_ssize_t)_PyLong_NumBits(n) - 1) / 2, d = 0;
    int steps = 0;
    while (c >> steps != 0) {
        steps++;
    }
    PyObject *a = PyLong_FromLong(1);
    while (a != NULL && --steps >= 0) {
        Py_ssize_t e = d;
        d = c >> steps;
        Py_SETREF(a, refine(a, n, d - e - 1, 2 * c - e - d + 1));
    }
    PyObject *square = a == NULL ? NULL : PyNumber_Multiply(a, a);
    int above = square == NULL ? -1 : PyObject_RichCompareBool(square, n, Py_GT);
    if (above > 0) {
        PyObject *one = PyLong_FromLong(1);
        Py_SETREF(a, PyNumber_Subtract(a, one));
        Py_DECREF(one);
    }
    Py_XDECREF(square);
    if (above < 0) {
        Py_CLEAR(a);
    }
    return a;
}

PyObject *math_isqrt(PyObject *Py_UNUSED(module), PyObject *arg) {
    PyObject *n = _PyNumber_Index(arg), *root = NULL;
    if (n == NULL) {
        return NULL;
    }
    if (_PyLong_Sign(n) < 0) {
        PyErr_SetString(PyExc_ValueError, "isqrt() argument must be nonnegative");
    } else if (_PyLong_NumBits(n) <= 64) {
        root = PyLong_FromUnsignedLongLong(small_root(PyLong_AsUnsignedLongLong(n)));
    } else {
        root = large_root(n);
    }
    Py_DECREF(n);
    return root;
}

/* ---- products -------------------------------------------------------------------------------------------------------- */

/* new; steals both, which may be NULL */
static PyObject *multiply(PyObject *x, PyObject *y) {
    PyObject *product = x == NULL || y == NULL ? NULL : PyNumber_Multiply(x, y);
    Py_XDECREF(x);
    Py_XDECREF(y);
    return product;
}

/* first * (first + 1) * … * last */
static PyObject *range_product(unsigned long long first, unsigned long long last) {
    unsigned long long product = 1;
    if (last - first < 16 && first <= last) {
        for (unsigned long long i = first; !__builtin_mul_overflow(product, i, &product); i++) {
            if (i == last) {
                return PyLong_FromUnsignedLongLong(product);
            }
        }
    }
    if (first >= last) {
        return PyLong_FromUnsignedLongLong(first > last ? 1 : first);
    }
    unsigned long long middle = first + (last - first) / 2;
    return multiply(range_product(first, middle), range_product(middle + 1, last));
}

PyObject *math_factorial(PyObject *Py_UNUSED(module), PyObject *arg) {
    int overflow;
    long n = PyLong_AsLongAndOverflow(arg, &overflow);
    if (n == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (overflow > 0) {
        PyErr_Format(PyExc_OverflowError, "factorial() argument should not exceed %ld", LONG_MAX);
        return NULL;
    }
    if (n < 0) {
        PyErr_SetString(PyExc_ValueError, "factorial() not defined for negative values");
        return NULL;
    }
    return n < 2 ? PyLong_FromLong(1) : range_product(2, (unsigned long long)n);
}

static PyObject *minus(PyObject *n, unsigned long long k) {
    PyObject *number = PyLong_FromUnsignedLongLong(k);
    PyObject *difference = number == NULL ? NULL : PyNumber_Subtract(n, number);
    Py_XDECREF(number);
    return difference;
}

/* n * (n - 1) * … of k factors, or that divided by k!: by halves, so that the numbers that are multiplied are alike */
static PyObject *choose(PyObject *n, unsigned long long k, bool ordered) {
    if (k <= 1) {
        return k == 0 ? PyLong_FromLong(1) : PyNumber_Positive(n);
    }
    unsigned long long half = k / 2;
    PyObject *less = minus(n, half);
    PyObject *product = less == NULL ? NULL
                                     : multiply(choose(n, half, ordered), choose(less, k - half, ordered));
    Py_XDECREF(less);
    if (product == NULL || ordered) {
        return product;
    }
    PyObject *whole = PyLong_FromUnsignedLongLong(k);
    PyObject *ways = whole == NULL ? NULL : choose(whole, half, false);
    PyObject *quotient = ways == NULL ? NULL : PyNumber_FloorDivide(product, ways);
    Py_XDECREF(whole);
    Py_XDECREF(ways);
    Py_DECREF(product);
    return quotient;
}

/* As long as everything fits 64 bits; 0 when it does not. */
static uint64_t small_choose(PyObject *n, unsigned long long k, bool ordered) {
    if (_PyLong_NumBits(n) > 62) {
        return 0;
    }
    uint64_t value = 1, top = PyLong_AsUnsignedLongLong(n);
    for (unsigned long long i = 0; i < k; i++) {
        unsigned __int128 product = (unsigned __int128)value * (top - i);
        product = ordered ? product : product / (i + 1);
        if (product >> 63 != 0) {
            return 0;
        }
        value = (uint64_t)product;
    }
    return value;
}

static PyObject *choose_any(PyObject *n, PyObject *count, bool ordered, const char *too_large) {
    int overflow;
    long long k = PyLong_AsLongLongAndOverflow(count, &overflow);
    if (overflow > 0) {
        PyErr_Format(PyExc_OverflowError, "%s must not exceed %lld", too_large, LLONG_MAX);
        return NULL;
    }
    if (k == -1 && PyErr_Occurred()) {
        return NULL;
    }
    uint64_t small = small_choose(n, (unsigned long long)k, ordered);
    return small != 0 ? PyLong_FromUnsignedLongLong(small) : choose(n, (unsigned long long)k, ordered);
}

/* Both as exact ints, not negative. */
static bool read_pair(PyObject *const *args, PyObject **n, PyObject **k) {
    *n = PyNumber_Index(args[0]);
    *k = *n == NULL ? NULL : PyNumber_Index(args[1]);
    if (*k != NULL && _PyLong_Sign(*n) >= 0 && _PyLong_Sign(*k) >= 0) {
        return true;
    }
    if (*k != NULL) {
        PyErr_Format(PyExc_ValueError, "%c must be a non-negative integer",
                     _PyLong_Sign(*n) < 0 ? 'n' : 'k');
    }
    Py_CLEAR(*n);
    Py_CLEAR(*k);
    return false;
}

PyObject *math_comb(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    PyObject *n, *k, *result = NULL;
    if (!_PyArg_CheckPositional("comb", nargs, 2, 2) || !read_pair(args, &n, &k)) {
        return NULL;
    }
    PyObject *rest = PyNumber_Subtract(n, k);
    if (rest != NULL && _PyLong_Sign(rest) < 0) {
        result = PyLong_FromLong(0);
    } else if (rest != NULL) {
        int less = PyObject_RichCompareBool(rest, k, Py_LT);
        result = less < 0 ? NULL : choose_any(n, less ? rest : k, false, "min(n - k, k)");
    }
    Py_XDECREF(rest);
    Py_DECREF(n);
    Py_DECREF(k);
    return result;
}

PyObject *math_perm(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    PyObject *n, *k;
    if (!_PyArg_CheckPositional("perm", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 1 || args[1] == Py_None) {
        return math_factorial(module, args[0]);
    }
    if (!read_pair(args, &n, &k)) {
        return NULL;
    }
    int less = PyObject_RichCompareBool(n, k, Py_LT);
    PyObject *result = less < 0   ? NULL
                       : less > 0 ? PyLong_FromLong(0)
                                  : choose_any(n, k, true, "k");
    Py_DECREF(n);
    Py_DECREF(k);
    return result;
}
