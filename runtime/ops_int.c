/* SPDX-License-Identifier: Apache-2.0 */
/* ops_int.c: the out-of-line halves of inline_box.h and inline_int.h.
 *
 * Everything that a tagged word cannot do is done by CPython's own int objects, which also raise
 * the errors, so that their texts are those of the running version.
 */
#include "ops.h"
#include "wide_int.h"

/* ---- boxing --------------------------------------------------------------------------------- */

/* Whether an int object fits a small rt_int; its value if so. */
static bool long_fits_small(PyObject *op, int64_t *value) {
    if (rt_long_is_compact(op)) {
        *value = rt_long_compact_value(op);
        return true;
    }
    if (rt_long_read_two(op, value)) { /* hashes, times, random numbers */
        return true;
    }
    int overflow;
    *value = PyLong_AsLongLongAndOverflow(op, &overflow);
    return overflow == 0 && rt_int_fits_small(*value);
}

rt_int rt_unbox_int_slow(PyObject *op) {
    int64_t value;
    if (long_fits_small(op, &value)) {
        return rt_int_from_small(value);
    }
    return rt_int_from_big(Py_NewRef(op));
}

int32_t rt_is_smallint_slow(PyObject *op) {
    int64_t value;
    return long_fits_small(op, &value);
}

rt_int rt_int_take_object(PyObject *op) {
    if (op == NULL) {
        return RT_INT_ERROR;
    }
    int64_t value;
    if (!long_fits_small(op, &value)) {
        return rt_int_from_big(op);
    }
    Py_DECREF(op);
    return rt_int_from_small(value);
}

rt_int rt_int_widen_slow(int64_t v) { return rt_int_take_object(PyLong_FromLongLong(v)); }

/* ---- arithmetic through int objects ----------------------------------------------------------- */

static PyObject *apply(binaryfunc operation, rt_int left, rt_int right) {
    PyObject *left_op = rt_box_int(left);
    PyObject *right_op = left_op == NULL ? NULL : rt_box_int(right);
    PyObject *result = right_op == NULL ? NULL : operation(left_op, right_op);
    Py_XDECREF(left_op);
    Py_XDECREF(right_op);
    return result;
}

#if RT_HAS_WIDE
#define TRY_WIDE(condition, result)                                                                \
    rt_wide a, b;                                                                                  \
    if (rt_likely(rt_wide_read(left, &a) && rt_wide_read(right, &b) && (condition))) {             \
        return result;                                                                             \
    }
#else
#define TRY_WIDE(condition, result)
#endif

/* wide: whether numbers a and b of 120 bits can be computed with, and what they give */
#define BINARY_SLOW(name, slot, wide, result)                                                      \
    rt_int rt_int_##name##_slow(rt_int left, rt_int right) {                                       \
        TRY_WIDE(wide, result)                                                                     \
        return rt_int_take_object(apply(PyLong_Type.tp_as_number->slot, left, right));             \
    }

BINARY_SLOW(add, nb_add, true, rt_wide_give_signed(a + b))
BINARY_SLOW(sub, nb_subtract, true, rt_wide_give_signed(a - b))
BINARY_SLOW(floordiv, nb_floor_divide, false, 0)
BINARY_SLOW(mod, nb_remainder, false, 0)
BINARY_SLOW(lshift, nb_lshift, a >> 62 == a >> 127 && b >= 0 && b < 64,
            rt_wide_give_signed(a * ((rt_wide)1 << b)))
BINARY_SLOW(rshift, nb_rshift, b >= 0, rt_wide_give_signed(a >> (b < 127 ? b : 127)))
BINARY_SLOW(and, nb_and, true, rt_wide_give_signed(a & b))
BINARY_SLOW(or, nb_or, true, rt_wide_give_signed(a | b))
BINARY_SLOW(xor, nb_xor, true, rt_wide_give_signed(a ^ b))

#if RT_HAS_WIDE
/* Both are of 64 bits at most: *product. */
static inline bool multiply_wide(rt_int left, rt_int right, rt_int *product) {
    rt_wide a, b;
    if (!rt_wide_read(left, &a) || !rt_wide_read(right, &b)) {
        return false;
    }
    rt_magnitude x = a < 0 ? -(rt_magnitude)a : (rt_magnitude)a;
    rt_magnitude y = b < 0 ? -(rt_magnitude)b : (rt_magnitude)b;
    if ((x | y) >> 64 != 0) {
        return false;
    }
    *product = rt_wide_give(x * y, (a < 0) != (b < 0));
    return true;
}
#else
static inline bool multiply_wide(rt_int left, rt_int right, rt_int *product) {
    (void)left, (void)right, (void)product;
    return false;
}
#endif

/* v is a big int, factor a small one */
static rt_int big_times_small(rt_int v, rt_int factor) {
    int64_t value = rt_int_small_value(factor);
    if (value == 0 || value > (int64_t)PyLong_MASK || value < -(int64_t)PyLong_MASK) {
        return rt_int_take_object(apply(PyLong_Type.tp_as_number->nb_multiply, v, factor));
    }
    PyObject *product = rt_big_times_digit(rt_int_big_object(v), value);
    return product == NULL ? RT_INT_ERROR : rt_int_take_object(product);
}

rt_int rt_int_mul_slow(rt_int left, rt_int right) {
    rt_int product;
    if (rt_likely(multiply_wide(left, right, &product))) {
        return product;
    }
    if (rt_int_is_small(left) != rt_int_is_small(right)) {
        return rt_int_is_small(left) ? big_times_small(right, left) : big_times_small(left, right);
    }
    return rt_int_take_object(apply(PyLong_Type.tp_as_number->nb_multiply, left, right));
}

static PyObject *apply_unary(unaryfunc operation, rt_int v) {
    PyObject *op = rt_box_int(v);
    if (op == NULL) {
        return NULL;
    }
    PyObject *result = operation(op);
    Py_DECREF(op);
    return result;
}

rt_int rt_int_neg_slow(rt_int v) {
    return rt_int_take_object(apply_unary(PyLong_Type.tp_as_number->nb_negative, v));
}

rt_int rt_int_invert_slow(rt_int v) {
    return rt_int_take_object(apply_unary(PyLong_Type.tp_as_number->nb_invert, v));
}

/* v ** n for a small n >= 0, as long as nothing overflows */
static bool power_small(int64_t base, int64_t exponent, int64_t *result) {
    int64_t power = 1;
    for (;;) {
        if ((exponent & 1) != 0 && __builtin_mul_overflow(power, base, &power)) {
            return false;
        }
        exponent >>= 1;
        if (exponent == 0) {
            *result = power;
            return true;
        }
        if (__builtin_mul_overflow(base, base, &base)) {
            return false;
        }
    }
}

static PyObject *power_of_objects(PyObject *left, PyObject *right) {
    return PyNumber_Power(left, right, Py_None);
}

PyObject *rt_int_pow(rt_int left, rt_int right) {
    int64_t result;
    if (rt_int_both_small(left, right) && right >= 0 &&
        power_small(rt_int_small_value(left), rt_int_small_value(right), &result)) {
        return rt_box_i64(result);
    }
    return apply(power_of_objects, left, right);
}

/* ---- floats --------------------------------------------------------------------------------- */

/* steals op, a float or NULL */
static double take_float(PyObject *op) {
    if (op == NULL) {
        return -1.0;
    }
    double result = PyFloat_AS_DOUBLE(op);
    Py_DECREF(op);
    return result;
}

double rt_int_truediv_slow(rt_int left, rt_int right) {
    return take_float(apply(PyLong_Type.tp_as_number->nb_true_divide, left, right));
}

double rt_int_to_float_slow(rt_int v) { return PyLong_AsDouble(rt_int_big_object(v)); }

rt_int rt_float_to_int(double x) {
    if (x >= (double)RT_INT_SMALL_MIN && x < -(double)RT_INT_SMALL_MIN) {
        return rt_int_from_small((int64_t)x);
    }
    return rt_int_take_object(PyLong_FromDouble(x));
}

/* ---- comparison ------------------------------------------------------------------------------- */

/* Sign of a big int, whose magnitude is beyond any small one. */
static bool big_is_negative(rt_int v) {
    int overflow;
    int64_t value = PyLong_AsLongLongAndOverflow(rt_int_big_object(v), &overflow);
    return overflow != 0 ? overflow < 0 : value < 0;
}

int32_t rt_int_eq_slow(rt_int left, rt_int right) {
    PyObject *a = rt_int_big_object(left);
    return a == rt_int_big_object(right) ||
           PyObject_RichCompareBool(a, rt_int_big_object(right), Py_EQ);
}

int32_t rt_int_lt_slow(rt_int left, rt_int right) {
    if (rt_int_is_small(left)) {
        return !big_is_negative(right);
    }
    if (rt_int_is_small(right)) {
        return big_is_negative(left);
    }
    return PyObject_RichCompareBool(rt_int_big_object(left), rt_int_big_object(right), Py_LT);
}

/* ---- range ------------------------------------------------------------------------------------ */

/* Items of a range of small ints; unlike the object's own len() this cannot overflow. */
static int64_t count_small(rt_int start, rt_int stop, rt_int step) {
    /* Twice the distance and twice the step: the quotient is that of the values. */
    bool up = step > 0;
    uint64_t distance = up ? (uint64_t)stop - (uint64_t)start : (uint64_t)start - (uint64_t)stop;
    uint64_t stride = up ? (uint64_t)step : -(uint64_t)step;
    bool empty = up ? start >= stop : start <= stop;
    return empty ? 0 : (int64_t)((distance - 1) / stride + 1);
}

int64_t rt_range_length(rt_int start, rt_int stop, rt_int step) {
    if (!rt_int_both_small(start, stop) || !rt_int_is_small(step) || step == 0) {
        return -1;
    }
    return count_small(start, stop, step);
}

/* The same for any ints, by way of range itself, whose len() fails beyond Py_ssize_t. */
static int64_t count_big(rt_int start, rt_int stop, rt_int step) {
    PyObject *args[] = {rt_box_int(start), rt_box_int(stop), rt_box_int(step)};
    PyObject *range = NULL;
    if (args[0] != NULL && args[1] != NULL && args[2] != NULL) {
        range = PyObject_Vectorcall((PyObject *)&PyRange_Type, args, 3, NULL);
    }
    for (int i = 0; i < 3; i++) {
        Py_XDECREF(args[i]);
    }
    Py_ssize_t count = range == NULL ? -1 : PyObject_Size(range);
    if (range != NULL && count < 0) {
        PyErr_Clear();
        count = PY_SSIZE_T_MAX;
    }
    Py_XDECREF(range);
    return count;
}

int64_t rt_range_count(rt_int start, rt_int stop, rt_int step) {
    int64_t count = rt_range_length(start, stop, step);
    return rt_likely(count >= 0) ? count : count_big(start, stop, step);
}
