/* SPDX-License-Identifier: Apache-2.0 */
/* sums: sums and products of many numbers, with more bits than a double has where that matters.
 *
 * Source     J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic" (fsum: the sum is kept as doubles that do not
 *            overlap); T. Ogita and others, "Accurate Sum and Dot Product"
 */
#include "mathmodule.h"

#include <float.h>

/* ---- exact operations: the rounded result and what rounding lost --------------------------------------------------- */

typedef struct {
    double high, low;
} two_doubles;

/* |x| >= |y| */
static two_doubles ordered_sum(double x, double y) {
    double sum = x + y;
    return (two_doubles){sum, (x - sum) + y};
}

static two_doubles product_of(double x, double y) {
    double product = x * y;
    return (two_doubles){product, fma(x, y, -product)};
}

/* ---- fsum ------------------------------------------------------------------------------------------------------------ */

enum { PARTS_INSIDE = 32 };

typedef struct {
    double *parts; /* growing, without overlap */
    Py_ssize_t count, room;
    double inside[PARTS_INSIDE];
    double special, infinities; /* sums of what is not finite */
} exact_sum;

static int push(exact_sum *sum, double value) {
    if (sum->count == sum->room) {
        Py_ssize_t room = sum->room * 2;
        double *parts = sum->parts == sum->inside
                            ? PyMem_Malloc((size_t)room * sizeof(double))
                            : PyMem_Realloc(sum->parts, (size_t)room * sizeof(double));
        if (parts == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        if (sum->parts == sum->inside) {
            memcpy(parts, sum->inside, sizeof(sum->inside));
        }
        sum->parts = parts;
        sum->room = room;
    }
    sum->parts[sum->count++] = value;
    return 0;
}

static int add_to_sum(exact_sum *sum, double value) {
    double x = value;
    Py_ssize_t kept = 0;
    for (Py_ssize_t i = 0; i < sum->count; i++) {
        double y = sum->parts[i];
        two_doubles both = fabs(x) < fabs(y) ? ordered_sum(y, x) : ordered_sum(x, y);
        if (both.low != 0.0) {
            sum->parts[kept++] = both.low;
        }
        x = both.high;
    }
    sum->count = kept;
    if (x == 0.0) {
        return 0;
    }
    if (isfinite(x)) {
        return push(sum, x);
    }
    if (isfinite(value)) {
        PyErr_SetString(PyExc_OverflowError, "intermediate overflow in fsum");
        return -1;
    }
    sum->infinities += Py_IS_INFINITY(value) ? value : 0.0;
    sum->special += value;
    sum->count = 0;
    return 0;
}

/* The parts rounded once, half to even. */
static double round_sum(const exact_sum *sum) {
    Py_ssize_t n = sum->count;
    if (n == 0) {
        return 0.0;
    }
    double high = sum->parts[--n], low = 0.0;
    while (n > 0 && low == 0.0) {
        two_doubles both = ordered_sum(high, sum->parts[--n]);
        high = both.high;
        low = both.low;
    }
    /* a rest in the same direction as a half decides against even */
    if (n > 0 && ((low < 0.0 && sum->parts[n - 1] < 0.0) || (low > 0.0 && sum->parts[n - 1] > 0.0))) {
        double twice = low * 2.0, up = high + twice;
        if (twice == up - high) {
            high = up;
        }
    }
    return high;
}

static int add_all(exact_sum *sum, PyObject *iterator) {
    PyObject *item;
    while ((item = PyIter_Next(iterator)) != NULL) {
        double value = PyFloat_AsDouble(item);
        Py_DECREF(item);
        if ((value == -1.0 && PyErr_Occurred()) || add_to_sum(sum, value) < 0) {
            return -1;
        }
    }
    return PyErr_Occurred() ? -1 : 0;
}

PyObject *math_fsum(PyObject *Py_UNUSED(module), PyObject *seq) {
    exact_sum sum = {.room = PARTS_INSIDE};
    sum.parts = sum.inside;
    PyObject *iterator = PyObject_GetIter(seq), *result = NULL;
    if (iterator != NULL && add_all(&sum, iterator) == 0) {
        if (sum.special == 0.0) {
            result = PyFloat_FromDouble(round_sum(&sum));
        } else if (Py_IS_NAN(sum.infinities)) {
            PyErr_SetString(PyExc_ValueError, "-inf + inf in fsum");
        } else {
            result = PyFloat_FromDouble(sum.special);
        }
    }
    Py_XDECREF(iterator);
    if (sum.parts != sum.inside) {
        PyMem_Free(sum.parts);
    }
    return result;
}

/* ---- prod and sumprod ------------------------------------------------------------------------------------------------- */

PyObject *math_prod(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"", "start", NULL};
    PyObject *iterable, *start = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|$O:prod", keywords, &iterable, &start)) {
        return NULL;
    }
    PyObject *iterator = PyObject_GetIter(iterable), *item;
    PyObject *total = iterator == NULL ? NULL : start == NULL ? PyLong_FromLong(1) : Py_NewRef(start);
    while (total != NULL && (item = PyIter_Next(iterator)) != NULL) {
        Py_SETREF(total, PyNumber_Multiply(total, item));
        Py_DECREF(item);
    }
    Py_XDECREF(iterator);
    if (total != NULL && PyErr_Occurred()) {
        Py_CLEAR(total);
    }
    return total;
}

#if PYI_312
static two_doubles sum_of(double x, double y) {
    double sum = x + y, part = sum - x;
    return (two_doubles){sum, (x - (sum - part)) + (y - part)};
}

/* A running sum of products: objects, and of floats three doubles of more and more bits. */
typedef struct {
    PyObject *total;
    double high, low, tiny;
    bool floats; /* the doubles hold something */
} product_sum;

static int flush(product_sum *sum) {
    if (!sum->floats) {
        return 0;
    }
    two_doubles last = sum_of(sum->low, sum->tiny);
    PyObject *value = PyFloat_FromDouble(sum_of(sum->high, last.high).high);
    PyObject *total = value == NULL ? NULL : PyNumber_Add(sum->total, value);
    Py_XDECREF(value);
    if (total == NULL) {
        return -1;
    }
    Py_SETREF(sum->total, total);
    sum->high = sum->low = sum->tiny = 0.0;
    sum->floats = false;
    return 0;
}

/* 1: added; 0: not a product of floats that stays finite */
static int add_floats(product_sum *sum, PyObject *p, PyObject *q) {
    double values[2];
    PyObject *both[2] = {p, q};
    if (!PyFloat_CheckExact(p) && !PyFloat_CheckExact(q)) {
        return 0;
    }
    for (int i = 0; i < 2; i++) {
        if (PyFloat_CheckExact(both[i])) {
            values[i] = PyFloat_AS_DOUBLE(both[i]);
        } else if (PyLong_CheckExact(both[i]) || PyBool_Check(both[i])) {
            values[i] = PyLong_AsDouble(both[i]);
            if (values[i] == -1.0 && PyErr_Occurred()) {
                PyErr_Clear();
                return 0;
            }
        } else {
            return 0;
        }
    }
    two_doubles product = product_of(values[0], values[1]);
    two_doubles high = sum_of(sum->high, product.high), low = sum_of(sum->low, product.low);
    two_doubles next = sum_of(low.high, high.low);
    if (!isfinite(high.high)) {
        return 0;
    }
    sum->high = high.high;
    sum->low = next.high;
    sum->tiny += low.low + next.low;
    sum->floats = true;
    return 1;
}

static int add_product(product_sum *sum, PyObject *p, PyObject *q) {
    if (add_floats(sum, p, q)) {
        return 0;
    }
    if (flush(sum) < 0) {
        return -1;
    }
    PyObject *product = PyNumber_Multiply(p, q);
    PyObject *total = product == NULL ? NULL : PyNumber_Add(sum->total, product);
    Py_XDECREF(product);
    if (total == NULL) {
        return -1;
    }
    Py_SETREF(sum->total, total);
    return 0;
}

static int add_products(product_sum *sum, PyObject *ps, PyObject *qs) {
    for (;;) {
        PyObject *p = PyIter_Next(ps);
        if (p == NULL && PyErr_Occurred()) {
            return -1;
        }
        PyObject *q = PyIter_Next(qs);
        int status = q == NULL && PyErr_Occurred() ? -1 : 0;
        if (status == 0 && (p == NULL) != (q == NULL)) {
            PyErr_SetString(PyExc_ValueError, "Inputs are not the same length");
            status = -1;
        }
        bool end = p == NULL;
        if (status == 0 && !end) {
            status = add_product(sum, p, q);
        }
        Py_XDECREF(p);
        Py_XDECREF(q);
        if (status < 0 || end) {
            return status < 0 ? -1 : flush(sum);
        }
    }
}

PyObject *math_sumprod(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("sumprod", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *ps = PyObject_GetIter(args[0]), *qs = ps == NULL ? NULL : PyObject_GetIter(args[1]);
    product_sum sum = {.total = PyLong_FromLong(0)};
    if (qs == NULL || sum.total == NULL || add_products(&sum, ps, qs) < 0) {
        Py_CLEAR(sum.total);
    }
    Py_XDECREF(ps);
    Py_XDECREF(qs);
    return sum.total;
}
#endif

/* ---- distances ---------------------------------------------------------------------------------------------------------- */

/* The root of the sum of squares of values that are not negative: the sum with the bits that rounding loses, and one step
 * of correction for the root. */
static double norm(const double *values, Py_ssize_t n, double most) {
    int exponent;
    frexp(most, &exponent);
    double scale = ldexp(1.0, -exponent), sum = 1.0, lost1 = 0.0, lost2 = 0.0;
    for (Py_ssize_t i = 0; i < n; i++) {
        double x = values[i] * scale;
        two_doubles square = product_of(x, x), both = ordered_sum(sum, square.high);
        sum = both.high;
        lost1 += square.low;
        lost2 += both.low;
    }
    double root = sqrt(sum - 1.0 + (lost1 + lost2));
    two_doubles square = product_of(-root, root), both = ordered_sum(sum, square.high);
    lost1 += square.low;
    lost2 += both.low;
    double rest = both.high - 1.0 + (lost1 + lost2);
    root += rest / (2.0 * root);
    return root / scale;
}

static double vector_norm(double *values, Py_ssize_t n, double most, bool has_nan) {
    if (Py_IS_INFINITY(most)) {
        return most;
    }
    if (has_nan) {
        return Py_NAN;
    }
    if (most == 0.0 || n <= 1) {
        return most;
    }
    int exponent;
    frexp(most, &exponent);
    if (exponent >= -1023) {
        return norm(values, n, most);
    }
    for (Py_ssize_t i = 0; i < n; i++) { /* denormal: 2**-exponent would be infinite */
        values[i] /= DBL_MIN;
    }
    return DBL_MIN * norm(values, n, most / DBL_MIN);
}

enum { VALUES_INSIDE = 16 };

/* new; the length of the vector of differences of n items of ps and qs (which may be NULL) */
static PyObject *length_of(PyObject *const *ps, PyObject *const *qs, Py_ssize_t n) {
    double inside[VALUES_INSIDE], *values = inside, most = 0.0;
    bool has_nan = false;
    if (n > VALUES_INSIDE && (values = PyMem_New(double, n)) == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = NULL;
    for (Py_ssize_t i = 0; i < n; i++) {
        double p = PyFloat_AsDouble(ps[i]);
        if (p == -1.0 && PyErr_Occurred()) {
            goto done;
        }
        double q = qs == NULL ? 0.0 : PyFloat_AsDouble(qs[i]);
        if (q == -1.0 && PyErr_Occurred()) {
            goto done;
        }
        values[i] = fabs(p - q);
        has_nan = has_nan || Py_IS_NAN(values[i]);
        most = values[i] > most ? values[i] : most;
    }
    result = PyFloat_FromDouble(vector_norm(values, n, most, has_nan));
done:
    if (values != inside) {
        PyMem_Free(values);
    }
    return result;
}

PyObject *math_hypot(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    return length_of(args, NULL, nargs);
}

PyObject *math_dist(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("dist", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *p = PySequence_Tuple(args[0]), *q = p == NULL ? NULL : PySequence_Tuple(args[1]);
    PyObject *result = NULL;
    if (q != NULL && PyTuple_GET_SIZE(p) != PyTuple_GET_SIZE(q)) {
        PyErr_SetString(PyExc_ValueError, "both points must have the same number of dimensions");
    } else if (q != NULL) {
        result = length_of(((PyTupleObject *)p)->ob_item, ((PyTupleObject *)q)->ob_item,
                           PyTuple_GET_SIZE(p));
    }
    Py_XDECREF(p);
    Py_XDECREF(q);
    return result;
}
