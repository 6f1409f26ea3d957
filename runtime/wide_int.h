/* SPDX-License-Identifier: Apache-2.0 */
/* wide_int.h: ints of up to four digits as machine numbers of 128 bits.
 *
 * Hashes and random numbers are masked to 32 or 64 bits after each step; what they compute with is a
 * little too long for a tagged word, and would else be four objects a step.
 */
#ifndef AOT_WIDE_INT_H
#define AOT_WIDE_INT_H

#include "inline_any.h"
#include "long_digits.h"

#if PYLONG_BITS_IN_DIGIT == 30 && defined(__SIZEOF_INT128__)
#define RT_HAS_WIDE 1

typedef __int128 rt_wide; /* 120 bits and a sign */
typedef unsigned __int128 rt_magnitude;

/* whether op, exactly an int, is one; then *value */
static inline bool rt_wide_read_long(PyObject *op, rt_wide *value) {
    const digit *digits = rt_long_digits(op);
    uint64_t low = 0, high = 0;
    switch (rt_long_count_digits(op)) {
    case 4: high = (uint64_t)digits[3] << 30; __attribute__((fallthrough));
    case 3: high |= digits[2]; __attribute__((fallthrough));
    case 2: low = (uint64_t)digits[1] << 30; __attribute__((fallthrough));
    case 1: low |= digits[0]; __attribute__((fallthrough));
    case 0: break;
    default: return false;
    }
    rt_wide magnitude = (rt_wide)high << 60 | (rt_wide)low;
    *value = rt_long_is_negative(op) ? -magnitude : magnitude;
    return true;
}

static inline bool rt_wide_read(rt_int v, rt_wide *value) {
    if (rt_int_is_small(v)) {
        *value = rt_int_small_value(v);
        return true;
    }
    return rt_wide_read_long(rt_int_big_object(v), value);
}

/* owned */
static inline rt_int rt_wide_give(rt_magnitude magnitude, bool negative) {
    if (magnitude <= (rt_magnitude)RT_INT_SMALL_MAX) {
        int64_t value = (int64_t)magnitude;
        return rt_int_from_small(negative ? -value : value);
    }
    Py_ssize_t n = magnitude >> 90 == 0 ? 3 : magnitude >> 120 == 0 ? 4 : 5;
    PyObject *op = (PyObject *)_PyLong_New(n);
    if (op == NULL) {
        return RT_INT_ERROR;
    }
    digit *digits = rt_long_digits(op);
    for (Py_ssize_t i = 0; i < n; i++) {
        digits[i] = (digit)magnitude & PyLong_MASK;
        magnitude >>= 30;
    }
    rt_long_set_size(op, n, negative);
    return rt_int_from_big(op);
}

static inline rt_int rt_wide_give_signed(rt_wide value) {
    return rt_wide_give(value < 0 ? -(rt_magnitude)value : (rt_magnitude)value, value < 0);
}

#else
#define RT_HAS_WIDE 0
#endif

/* Whether what a word stands for is exactly an int; that of a float in registers is none. */
static inline bool rt_is_int_word(rt_any word) {
    return rt_int_is_small(word) ||
           (word != RT_INT_ERROR && PyLong_CheckExact(rt_int_big_object(word)));
}

#endif /* AOT_WIDE_INT_H */
