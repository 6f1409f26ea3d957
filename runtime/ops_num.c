/* SPDX-License-Identifier: Apache-2.0 */
/* ops_num.c: the general half of arithmetic on values that are probably floats.
 *
 * Comes here what is neither two floats nor two small ints in registers: ints from objects, an int
 * beside a float, and objects with methods of their own.
 */
#include "inline_num.h"
#include "old_glibc.h"
#include "ops.h"
#include "wide_int.h"

#include <math.h>

FROM_OLD_GLIBC(pow);

/* ---- operands and results ---------------------------------------------------------------------- */

/* An exact int of one digit, which every double holds exactly. */
static inline bool read_small(rt_any word, int64_t *value) {
    if (rt_int_is_small(word)) {
        *value = rt_int_small_value(word);
        return *value >> 52 == *value >> 63;
    }
    PyObject *op = rt_int_big_object(word);
    if (word == RT_NUM_FLOAT || !PyLong_CheckExact(op) || !rt_long_is_compact(op)) {
        return false;
    }
    *value = rt_long_compact_value(op);
    return true;
}

rt_any rt_num_peek_long(PyObject *op) {
    rt_any word = rt_unbox_int_slow(op);
    rt_int_decref(word); /* whoever lends op holds it */
    return word;
}

static inline bool read_double(rt_any word, double payload, double *value) {
    if (word == RT_NUM_FLOAT) {
        *value = payload;
        return true;
    }
    int64_t whole;
    if (read_small(word, &whole)) {
        *value = (double)whole;
        return true;
    }
    PyObject *op = rt_int_big_object(word);
    if (rt_int_is_small(word) || !PyFloat_CheckExact(op)) {
        return false;
    }
    *value = PyFloat_AS_DOUBLE(op);
    return true;
}

static inline int32_t give_float(double value, rt_num *result) {
    *result = (rt_num){RT_NUM_FLOAT, value};
    return 0;
}

/* steals op, which may be NULL */
static int32_t give_object(PyObject *op, rt_num *result) {
    if (op == NULL) {
        return -1;
    }
    if (PyFloat_CheckExact(op)) {
        *result = (rt_num){RT_NUM_FLOAT, PyFloat_AS_DOUBLE(op)};
        rt_decref(op);
    } else if (PyLong_CheckExact(op)) {
        *result = (rt_num){rt_int_take_object(op), 0.0};
    } else {
        *result = (rt_num){(rt_any)op | 1, 0.0};
    }
    return 0;
}

static __attribute__((noinline)) int32_t
apply(rt_any left, double x, rt_any right, double y, PyObject *(*apply)(PyObject *, PyObject *),
      rt_num *result) {
    PyObject *left_op = rt_num_to_object(left, x);
    PyObject *right_op = left_op == NULL ? NULL : rt_num_to_object(right, y);
    PyObject *value = right_op == NULL ? NULL : apply(left_op, right_op);
    rt_xdecref(left_op);
    rt_xdecref(right_op);
    return give_object(value, result);
}

/* ---- operators --------------------------------------------------------------------------------- */

/* The first halves: true and *result when the operands are plain numbers. A result of two ints that
 * does not fit a small one is left to the objects. */
#define FAST(name, overflows, operator)                                                            \
    static inline bool fast_##name(rt_any left, double x, rt_any right, double y,                  \
                                   rt_num *result) {                                               \
        int64_t i, j, whole;                                                                       \
        if (read_small(left, &i) && read_small(right, &j)) {                                       \
            if (overflows(i, j, &whole) || !rt_int_fits_small(whole)) {                            \
                return false;                                                                      \
            }                                                                                      \
            *result = (rt_num){rt_int_from_small(whole), 0.0};                                     \
            return true;                                                                           \
        }                                                                                          \
        double a, b;                                                                               \
        if (!read_double(left, x, &a) || !read_double(right, y, &b)) {                             \
            return false;                                                                          \
        }                                                                                          \
        give_float(a operator b, result);                                                          \
        return true;                                                                               \
    }

FAST(add, __builtin_add_overflow, +)
FAST(sub, __builtin_sub_overflow, -)
FAST(mul, __builtin_mul_overflow, *)

static inline bool fast_div(rt_any left, double x, rt_any right, double y, rt_num *result) {
    double a, b;
    /* Both are exact, so that dividing the doubles rounds once, as int division must. */
    if (!read_double(left, x, &a) || !read_double(right, y, &b) || b == 0.0) {
        return false;
    }
    give_float(a / b, result);
    return true;
}

static inline bool fast_pow(rt_any left, double x, rt_any right, double y, rt_num *result) {
    int64_t i, j;
    double a, b;
    bool ints = read_small(left, &i) && read_small(right, &j);
    if (ints || !read_double(left, x, &a) || !read_double(right, y, &b) || !(a > 0.0) ||
        !isfinite(a) || !isfinite(b)) {
        return false;
    }
    /* A finite result needs no look at errno; zero may be an underflow, which Python lets pass. */
    double power = pow(a, b);
    give_float(power, result);
    return isfinite(power);
}

/* Of ints alone; condition: when the machine can do it. */
#define FAST_INT(name, condition, expression)                                                      \
    static inline bool fast_##name(rt_any left, double x, rt_any right, double y,                  \
                                   rt_num *result) {                                               \
        (void)x, (void)y;                                                                          \
        int64_t i, j;                                                                              \
        if (!read_small(left, &i) || !read_small(right, &j) || !(condition)) {                     \
            return false;                                                                          \
        }                                                                                          \
        *result = (rt_num){rt_int_from_small(expression), 0.0};                                    \
        return true;                                                                               \
    }

FAST_INT(floordiv, j != 0, i / j - (i % j != 0 && (i < 0) != (j < 0)))
FAST_INT(mod, j != 0, i % j + (i % j != 0 && (i < 0) != (j < 0) ? j : 0))
FAST_INT(lshift, j >= 0 && j < 10, i * ((int64_t)1 << j)) /* longer ones are written out */
FAST_INT(rshift, j >= 0, i >> (j < 63 ? j : 63))
FAST_INT(and, true, i & j)
FAST_INT(or, true, i | j)
FAST_INT(xor, true, i ^ j)

/* steals word, which may be the error value */
static inline int32_t give_int(rt_int word, rt_num *result) {
    *result = (rt_num){word, 0.0};
    return word == RT_INT_ERROR ? -1 : 0;
}

/* Of ints: slow says how those too long for the first half are computed with, if they are special. */
#define OPERATOR(name, function, slow)                                                             \
    int32_t rt_num_##name##_slow(rt_any left, double x, rt_any right, double y,                    \
                                 rt_num *result) {                                                 \
        if (rt_likely(fast_##name(left, x, right, y, result))) {                                   \
            return 0;                                                                              \
        }                                                                                          \
        slow                                                                                       \
        return apply(left, x, right, y, rt_##function, result);                                    \
    }                                                                                              \
    int32_t rt_num_inplace_##name##_slow(rt_any left, double x, rt_any right, double y,            \
                                         rt_num *result) {                                         \
        if (rt_likely(fast_##name(left, x, right, y, result))) {                                   \
            return 0;                                                                              \
        }                                                                                          \
        slow                                                                                       \
        return apply(left, x, right, y, rt_inplace_##function, result);                            \
    }

#define AS_INTS(name)                                                                              \
    if (rt_is_int_word(left) && rt_is_int_word(right)) {                                           \
        return give_int(rt_int_##name##_slow(left, right), result);                                \
    }

OPERATOR(add, add, AS_INTS(add))
OPERATOR(sub, subtract, AS_INTS(sub))
OPERATOR(mul, multiply, AS_INTS(mul))
OPERATOR(div, true_divide, )
OPERATOR(pow, power, )
OPERATOR(floordiv, floor_divide, )
OPERATOR(mod, remainder, )
OPERATOR(lshift, lshift, AS_INTS(lshift))
OPERATOR(rshift, rshift, AS_INTS(rshift))
OPERATOR(and, and, AS_INTS(and))
OPERATOR(or, or, AS_INTS(or))
OPERATOR(xor, xor, AS_INTS(xor))

static int32_t apply_unary(rt_any word, double x, PyObject *(*apply)(PyObject *), rt_num *result) {
    PyObject *op = rt_num_to_object(word, x);
    PyObject *value = op == NULL ? NULL : apply(op);
    rt_xdecref(op);
    return give_object(value, result);
}

int32_t rt_num_negative_slow(rt_any word, double x, rt_num *result) {
    return apply_unary(word, x, rt_negative, result);
}

int32_t rt_num_invert_slow(rt_any word, double x, rt_num *result) {
    return apply_unary(word, x, rt_invert, result);
}

/* ---- comparisons ------------------------------------------------------------------------------- */

static __attribute__((noinline)) int32_t test(rt_any left, double x, rt_any right, double y,
                                              int32_t (*test)(PyObject *, PyObject *)) {
    PyObject *left_op = rt_num_to_object(left, x);
    PyObject *right_op = left_op == NULL ? NULL : rt_num_to_object(right, y);
    int32_t result = right_op == NULL ? -1 : test(left_op, right_op);
    rt_xdecref(left_op);
    rt_xdecref(right_op);
    return result;
}

#define COMPARISON(name, operator)                                                                 \
    int32_t rt_num_##name##_slow(rt_any left, double x, rt_any right, double y) {                  \
        double a, b;                                                                               \
        if (rt_likely(read_double(left, x, &a) && read_double(right, y, &b))) {                    \
            return a operator b;                                                                   \
        }                                                                                          \
        return test(left, x, right, y, rt_test_##name);                                            \
    }

COMPARISON(eq, ==)
COMPARISON(ne, !=)
COMPARISON(lt, <)
COMPARISON(le, <=)
COMPARISON(gt, >)
COMPARISON(ge, >=)
