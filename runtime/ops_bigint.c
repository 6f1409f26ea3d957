/* SPDX-License-Identifier: Apache-2.0 */
/* ops_bigint.c: a big int times an int of one digit, two digits at a time.
 *
 * CPython multiplies digit by digit through memory that it clears first. Products of two big ints
 * are left to it.
 */
#include "long_digits.h"
#include "ops.h"

PyObject *rt_big_times_digit(PyObject *big, int64_t factor) {
    Py_ssize_t n = rt_long_count_digits(big);
    PyObject *result = (PyObject *)_PyLong_New(n + 1);
    if (result == NULL) {
        return NULL;
    }
    const digit *from = rt_long_digits(big);
    digit *to = rt_long_digits(result);
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
    rt_long_set_size(result, carry == 0 ? n : n + 1, rt_long_is_negative(big) != (factor < 0));
    return result;
}
