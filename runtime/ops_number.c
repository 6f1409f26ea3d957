/* SPDX-License-Identifier: Apache-2.0 */
/* ops_number.c: the arithmetic operators on objects.
 *
 * Each begins with what is common (exact int, float, str) and ends in the abstract protocol, which
 * also raises the TypeErrors. int, float and str have no in-place methods, so for them `x += y` may
 * use the same beginning as `x + y`.
 */
#include "long_digits.h"
#include "ops.h"

/* ---- fast beginnings ------------------------------------------------------------------------- */

/* Of one that is not compact. */
static __attribute__((noinline)) bool read_two_digits(PyObject *op, int64_t *value) {
    return rt_long_read_two(op, value);
}

/* An exact int of two digits at most: its value. */
static inline bool read_int(PyObject *op, int64_t *value) {
    if (rt_likely(rt_long_is_compact(op))) {
        *value = rt_long_compact_value(op);
        return true;
    }
    return read_two_digits(op, value);
}

/* Both are such ints: their values, of 60 bits. Sums and differences then fit i64. */
static inline bool short_ints(PyObject *left, PyObject *right, int64_t *a, int64_t *b) {
    return PyLong_CheckExact(left) && PyLong_CheckExact(right) && read_int(left, a) &&
           read_int(right, b);
}

static inline bool as_double(PyObject *op, double *value) {
    int64_t whole;
    if (PyFloat_CheckExact(op)) {
        *value = PyFloat_AS_DOUBLE(op);
        return true;
    }
    if (PyLong_CheckExact(op) && read_int(op, &whole)) {
        *value = (double)whole; /* rounds to even, as int does */
        return true;
    }
    return false;
}

/* At least one is an exact float, the other one or a short int: their values. */
static inline bool floats(PyObject *left, PyObject *right, double *a, double *b) {
    if (!PyFloat_CheckExact(left) && !PyFloat_CheckExact(right)) {
        return false;
    }
    return as_double(left, a) && as_double(right, b);
}

/* What a fast beginning answers when it does not apply: no object is at this address. */
#define NOT_FAST ((PyObject *)(uintptr_t)1)

static inline PyObject *fast_add(PyObject *left, PyObject *right) {
    int64_t a, b;
    double x, y;
    if (short_ints(left, right, &a, &b)) {
        return rt_box_i64(a + b);
    }
    if (floats(left, right, &x, &y)) {
        return rt_new_float(x + y);
    }
    if (PyUnicode_CheckExact(left) && PyUnicode_CheckExact(right)) {
        return rt_concat(left, right);
    }
    return NOT_FAST;
}

static inline PyObject *fast_subtract(PyObject *left, PyObject *right) {
    int64_t a, b;
    double x, y;
    if (short_ints(left, right, &a, &b)) {
        return rt_box_i64(a - b);
    }
    return floats(left, right, &x, &y) ? rt_new_float(x - y) : NOT_FAST;
}

/* One is an int of one digit, not zero, the other one of more. */
static inline PyObject *multiply_big(PyObject *left, PyObject *right) {
    bool first = rt_long_is_compact(left);
    if (first == rt_long_is_compact(right)) {
        return NOT_FAST;
    }
    PyObject *big = first ? right : left;
    int64_t factor = rt_long_compact_value(first ? left : right);
    return factor == 0 ? NOT_FAST : rt_big_times_digit(big, factor);
}

static inline PyObject *fast_multiply(PyObject *left, PyObject *right) {
    int64_t a, b;
    double x, y;
    int64_t product;
    if (short_ints(left, right, &a, &b) && !__builtin_mul_overflow(a, b, &product)) {
        return rt_box_i64(product);
    }
    if (PyLong_CheckExact(left) && PyLong_CheckExact(right)) {
        return multiply_big(left, right);
    }
    return floats(left, right, &x, &y) ? rt_new_float(x * y) : NOT_FAST;
}

static inline PyObject *fast_true_divide(PyObject *left, PyObject *right) {
    int64_t a, b;
    double x = 0.0, y = 0.0;
    if (short_ints(left, right, &a, &b)) {
        /* Below 2**53 dividing the doubles rounds once, as int division must. */
        bool exact = a == (int64_t)(double)a && b == (int64_t)(double)b;
        return exact && b != 0 ? rt_new_float((double)a / (double)b) : NOT_FAST;
    }
    return floats(left, right, &x, &y) && y != 0.0 ? rt_new_float(x / y) : NOT_FAST;
}

static inline PyObject *fast_floor_divide(PyObject *left, PyObject *right) {
    int64_t a, b;
    if (short_ints(left, right, &a, &b) && b != 0) {
        return rt_box_i64(a / b - (a % b != 0 && (a < 0) != (b < 0)));
    }
    return NOT_FAST;
}

static inline PyObject *fast_remainder(PyObject *left, PyObject *right) {
    int64_t a, b;
    if (short_ints(left, right, &a, &b) && b != 0) {
        int64_t remainder = a % b;
        return rt_box_i64(remainder != 0 && (a < 0) != (b < 0) ? remainder + b : remainder);
    }
    return NOT_FAST;
}

static inline PyObject *fast_and(PyObject *left, PyObject *right) {
    int64_t a, b;
    return short_ints(left, right, &a, &b) ? rt_box_i64(a & b) : NOT_FAST;
}

static inline PyObject *fast_or(PyObject *left, PyObject *right) {
    int64_t a, b;
    return short_ints(left, right, &a, &b) ? rt_box_i64(a | b) : NOT_FAST;
}

static inline PyObject *fast_xor(PyObject *left, PyObject *right) {
    int64_t a, b;
    return short_ints(left, right, &a, &b) ? rt_box_i64(a ^ b) : NOT_FAST;
}

static inline PyObject *fast_lshift(PyObject *left, PyObject *right) {
    int64_t a, b, shifted;
    if (short_ints(left, right, &a, &b) && b >= 0 && b < 62 &&
        !__builtin_mul_overflow(a, (int64_t)1 << b, &shifted)) {
        return rt_box_i64(shifted);
    }
    return NOT_FAST;
}

static inline PyObject *fast_rshift(PyObject *left, PyObject *right) {
    int64_t a, b;
    if (short_ints(left, right, &a, &b) && b >= 0) {
        return rt_box_i64(a >> (b < 63 ? b : 63));
    }
    return NOT_FAST;
}

static inline PyObject *fast_matrix_multiply(PyObject *left, PyObject *right) {
    (void)left, (void)right;
    return NOT_FAST;
}

/* ---- the operators ---------------------------------------------------------------------------- */

#define OPERATOR(name, protocol_name, op)                                                              \
    PyObject *rt_##name(PyObject *left, PyObject *right) {                                         \
        PyObject *result = fast_##name(left, right);                                               \
        return rt_likely(result != NOT_FAST)                                                       \
                   ? result                                                                        \
                   : rt_operate(left, right, op, PyNumber_##protocol_name);                        \
    }                                                                                              \
    PyObject *rt_inplace_##name(PyObject *left, PyObject *right) {                                 \
        PyObject *result = fast_##name(left, right);                                               \
        return rt_likely(result != NOT_FAST) ? result                                              \
                                             : PyNumber_InPlace##protocol_name(left, right);       \
    }

/* `and` and the like are no macros in C, so the names can be pasted. */
OPERATOR(add, Add, RT_ADD)
OPERATOR(subtract, Subtract, RT_SUBTRACT)
OPERATOR(multiply, Multiply, RT_MULTIPLY)
OPERATOR(true_divide, TrueDivide, RT_TRUE_DIVIDE)
OPERATOR(floor_divide, FloorDivide, RT_FLOOR_DIVIDE)
OPERATOR(remainder, Remainder, RT_REMAINDER)
OPERATOR(matrix_multiply, MatrixMultiply, RT_MATRIX_MULTIPLY)
OPERATOR(lshift, Lshift, RT_LSHIFT)
OPERATOR(rshift, Rshift, RT_RSHIFT)
OPERATOR(and, And, RT_AND)
OPERATOR(or, Or, RT_OR)
OPERATOR(xor, Xor, RT_XOR)

PyObject *rt_power(PyObject *left, PyObject *right) {
    return PyNumber_Power(left, right, Py_None);
}

PyObject *rt_inplace_power(PyObject *left, PyObject *right) {
    return PyNumber_InPlacePower(left, right, Py_None);
}

int32_t rt_inplace_add_slot(PyObject **slot, PyObject *right) {
    PyObject *left = *slot;
    if (PyUnicode_CheckExact(left) && PyUnicode_CheckExact(right) && left != right) {
        /* Out of the slot while it grows: PyUnicode_Append wants the only reference, and releases
         * it when it fails. */
        *slot = NULL;
        PyUnicode_Append(&left, right);
        *slot = left;
        return left == NULL ? -1 : 0;
    }
    PyObject *result = rt_inplace_add(left, right);
    if (result == NULL) {
        return -1;
    }
    /* The slot may be shared with a frame object that Python code has changed meanwhile. */
    left = *slot;
    *slot = result;
    rt_xdecref(left);
    return 0;
}

PyObject *rt_negative(PyObject *op) {
    int64_t value;
    if (PyLong_CheckExact(op) && read_int(op, &value)) {
        return rt_box_i64(-value);
    }
    if (PyFloat_CheckExact(op)) {
        return rt_new_float(-PyFloat_AS_DOUBLE(op));
    }
    return PyNumber_Negative(op);
}

PyObject *rt_positive(PyObject *op) { return PyNumber_Positive(op); }
PyObject *rt_invert(PyObject *op) { return PyNumber_Invert(op); }
