/* SPDX-License-Identifier: Apache-2.0 */
/* long_digits.h: the digits of int objects, their number and the sign, as each version keeps them. */
#ifndef AOT_LONG_DIGITS_H
#define AOT_LONG_DIGITS_H

#include "rt.h"

#if PY_VERSION_HEX >= 0x030C0000

static inline digit *rt_long_digits(PyObject *op) {
    return ((PyLongObject *)op)->long_value.ob_digit;
}
static inline Py_ssize_t rt_long_count_digits(PyObject *op) {
    return (Py_ssize_t)(((PyLongObject *)op)->long_value.lv_tag >> 3);
}
static inline bool rt_long_is_negative(PyObject *op) {
    return (((PyLongObject *)op)->long_value.lv_tag & 3) == 2;
}
static inline void rt_long_set_size(PyObject *op, Py_ssize_t n, bool negative) {
    ((PyLongObject *)op)->long_value.lv_tag = (uintptr_t)n << 3 | (negative ? 2 : 0);
}

#else

static inline digit *rt_long_digits(PyObject *op) { return ((PyLongObject *)op)->ob_digit; }
static inline Py_ssize_t rt_long_count_digits(PyObject *op) {
    return Py_SIZE(op) < 0 ? -Py_SIZE(op) : Py_SIZE(op);
}
static inline bool rt_long_is_negative(PyObject *op) { return Py_SIZE(op) < 0; }
static inline void rt_long_set_size(PyObject *op, Py_ssize_t n, bool negative) {
    Py_SET_SIZE((PyVarObject *)op, negative ? -n : n);
}

#endif

/* Whether op, exactly an int that is not compact, has two digits; then *value, of 60 bits at most. */
static inline bool rt_long_read_two(PyObject *op, int64_t *value) {
    if (rt_long_count_digits(op) != 2) {
        return false;
    }
    const digit *digits = rt_long_digits(op);
    int64_t magnitude = (int64_t)digits[1] << PyLong_SHIFT | (int64_t)digits[0];
    *value = rt_long_is_negative(op) ? -magnitude : magnitude;
    return true;
}

#endif /* AOT_LONG_DIGITS_H */
