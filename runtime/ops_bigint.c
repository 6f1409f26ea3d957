/* SPDX-License-Identifier: Apache-2.0 */
/* ops_bigint.c: a big int times an int of one digit, two digits at a time.
 *
 * CPython multiplies digit by digit through memory that it clears first. Products of two big ints
 * are left to it.
 */
#include "ops.h"

/* What the versions call the digits, their number and the sign of an int object. */
#if PY_VERSION_HEX >= 0x030C0000
#  define DIGITS(op) (((PyLongObject *)(op))->long_value.ob_digit)
static inline Py_ssize_t count_digits(PyObject *op) {
    return (Py_ssize_t)(((PyLongObject *)op)->long_value.lv_tag >> 3);
}
static inline bool is_negative(PyObject *op) {
    return (((PyLongObject *)op)->long_value.lv_tag & 3) == 2;
}
static inline void set_size(PyObject *op, Py_ssize_t n, bool negative) {
    ((PyLongObject *)op)->long_value.lv_tag = (uintptr_t)n << 3 | (negative ? 2 : 0);
}
#else
#  define DIGITS(op) (((PyLongObject *)(op))->ob_digit)
static inline Py_ssize_t count_digits(PyObject *op) {
    return Py_SIZE(op) < 0 ? -Py_SIZE(op) : Py_SIZE(op);
}
static inline bool is_negative(PyObject *op) { return Py_SIZE(op) < 0; }
static inline void set_size(PyObject *op, Py_ssize_t n, bool negative) {
    Py_SET_SIZE((PyVarObject *)op, negative ? -n : n);
}
#endif

PyObject *rt_big_times_digit(PyObject *big, int64_t factor) {
    Py_ssize_t n = count_digits(big);
    PyObject *result = (PyObject *)_PyLong_New(n + 1);
    if (result == NULL) {
        return NULL;
    }
    const digit *from = DIGITS(big);
    digit *to = DIGITS(result);
    uint64_t times = (uint64_t)(factor < 0 ? -factor : factor);
    uint64_t carry = 0;
    Py_ssize_t i = 0;
#if PYLONG_BITS_IN_DIGIT == 30 && defined(__SIZEOF_INT128__)
    const uint64_t mask = ((uint64_t)1 << 60) - 1;
    for (; i + 1 < n; i += 2) {
        uint64_t two = (uint64_t)from[i + 1] << 30 | from[i];
        unsigned __int128 product = (unsigned __int128)two * times + carry;
        uint64_t low = (uint64_t)product & mask;
        carry = (uint64_t)(product >> 60);
        to[i] = (digit)(low & PyLong_MASK);
        to[i + 1] = (digit)(low >> 30);
    }
#endif
    for (; i < n; i++) {
        carry += from[i] * times;
        to[i] = (digit)(carry & PyLong_MASK);
        carry >>= PyLong_SHIFT;
    }
    to[n] = (digit)carry;
    set_size(result, carry == 0 ? n : n + 1, is_negative(big) != (factor < 0));
    return result;
}
