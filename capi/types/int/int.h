/* SPDX-License-Identifier: Apache-2.0 */
/* int.h: the digits of int objects, under the same names in all versions.
 *
 * A value is a sign and 30-bit digits, the least significant first. Python 3.11 has them in ob_size and ob_digit, later
 * ones in long_value.
 */
#ifndef PYI_INT_H
#define PYI_INT_H

#include "pyi.h"

_Static_assert(PyLong_SHIFT == 30, "this file reckons with digits of 30 bits");

#if PYI_312
#  define INT_FIRST_DIGIT long_value.ob_digit
#  define INT_DIGITS(op) (((PyLongObject *)(op))->long_value.ob_digit)
static inline Py_ssize_t int_count(PyObject *op) { return _PyLong_DigitCount((PyLongObject *)op); }
static inline int int_sign(PyObject *op) {
    return 1 - (int)(((PyLongObject *)op)->long_value.lv_tag & _PyLong_SIGN_MASK);
}
static inline void int_set(PyObject *op, int sign, Py_ssize_t count) {
    _PyLong_SetSignAndDigitCount((PyLongObject *)op, count == 0 ? 0 : sign, count);
}
#else
#  define INT_FIRST_DIGIT ob_digit
#  define INT_DIGITS(op) (((PyLongObject *)(op))->ob_digit)
static inline Py_ssize_t int_count(PyObject *op) {
    Py_ssize_t size = Py_SIZE(op);
    return size < 0 ? -size : size;
}
static inline int int_sign(PyObject *op) {
    Py_ssize_t size = Py_SIZE(op);
    return (size > 0) - (size < 0);
}
static inline void int_set(PyObject *op, int sign, Py_ssize_t count) {
    Py_SET_SIZE(op, sign < 0 ? -count : count);
}
#endif

#define INT_FITS_DIGIT(op) (int_count(op) <= 1)

/* of a value of at most one digit */
static inline stwodigits int_small_value(PyObject *op) {
    return int_count(op) == 0 ? 0 : int_sign(op) * (stwodigits)INT_DIGITS(op)[0];
}

/* New: room for that many digits, whose values and sign are still to be set; NULL with MemoryError. */
PYI_HIDDEN PyObject *pyi_int_alloc(Py_ssize_t count);
/* Leading zeros dropped; a small value becomes the shared object. Steals. */
PYI_HIDDEN PyObject *pyi_int_finish(PyObject *op, int sign, Py_ssize_t count);
/* new */
PYI_HIDDEN PyObject *pyi_int_from_small(stwodigits value);

/* ---- magnitudes (arith.c): x has nx digits, most significant last -------------------------------------- */

PYI_HIDDEN int pyi_mag_compare(const digit *x, Py_ssize_t nx, const digit *y, Py_ssize_t ny);
/* new, with sign: magnitudes of x and y added, or subtracted */
PYI_HIDDEN PyObject *pyi_mag_add(PyObject *x, PyObject *y, int sign);
PYI_HIDDEN PyObject *pyi_mag_subtract(PyObject *x, PyObject *y, int sign);
/* z[0..nx+ny) = x * y */
PYI_HIDDEN int pyi_mag_multiply(const digit *x, Py_ssize_t nx, const digit *y, Py_ssize_t ny, digit *z);
/* z[0..n) = x / d; the remainder; z may be x */
PYI_HIDDEN digit pyi_mag_divide_digit(const digit *x, Py_ssize_t n, digit d, digit *z);
/* 0 or -1: quotient and remainder (either may be NULL) of the magnitudes, new, with these signs; y is not 0 */
PYI_HIDDEN int pyi_mag_divmod(PyObject *x, PyObject *y, int quotient_sign, int remainder_sign,
                              PyObject **quotient, PyObject **remainder);

/* ---- whole ints (arith.c): new, NULL with an exception ------------------------------------------------------ */

PYI_HIDDEN PyObject *pyi_int_add(PyObject *x, PyObject *y);
PYI_HIDDEN PyObject *pyi_int_subtract(PyObject *x, PyObject *y);
PYI_HIDDEN PyObject *pyi_int_multiply(PyObject *x, PyObject *y);
PYI_HIDDEN PyObject *pyi_int_negate(PyObject *x);
/* floor division and modulo, as `//` and `%`; either result may be NULL. ZeroDivisionError. */
PYI_HIDDEN int pyi_int_divmod(PyObject *x, PyObject *y, PyObject **quotient, PyObject **remainder);
PYI_HIDDEN int pyi_int_compare(PyObject *x, PyObject *y); /* -1, 0, 1 */

/* ---- text -------------------------------------------------------------------------------------------------- */

PYI_HIDDEN int pyi_int_max_str_digits(void); /* 0: no limit */
PYI_HIDDEN PyObject *pyi_int_repr(PyObject *op);

/* ---- bits -------------------------------------------------------------------------------------------------- */

PYI_HIDDEN PyObject *pyi_int_lshift(PyObject *op, PyObject *count);
PYI_HIDDEN PyObject *pyi_int_rshift(PyObject *op, PyObject *count);
PYI_HIDDEN PyObject *pyi_int_bitwise(PyObject *x, PyObject *y, char operation); /* one of "&|^" */
PYI_HIDDEN PyObject *pyi_int_invert(PyObject *op);
PYI_HIDDEN PyObject *pyi_int_bit_count(PyObject *op, PyObject *unused);
PYI_HIDDEN PyObject *pyi_int_bit_length(PyObject *op, PyObject *unused);

PYI_HIDDEN bool pyi_int_is_power_of_two(PyObject *op); /* its magnitude */

/* ---- others ------------------------------------------------------------------------------------------------ */

PYI_HIDDEN PyObject *pyi_int_exact(PyObject *op); /* new: itself, or the value of a subclass */
PYI_HIDDEN PyObject *pyi_int_power(PyObject *x, PyObject *y, PyObject *modulus);
PYI_HIDDEN PyObject *pyi_int_true_divide(PyObject *x, PyObject *y);
PYI_HIDDEN PyObject *pyi_int_round_to_power(PyObject *self, PyObject *places);
PYI_HIDDEN PyObject *pyi_int_format(PyObject *self, PyObject *spec);
PYI_HIDDEN PyObject *pyi_int_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *pyi_int_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                        PyObject *kwnames);
extern PYI_HIDDEN PyMethodDef pyi_int_methods[];
extern PYI_HIDDEN PyGetSetDef pyi_int_getset[];

#endif /* PYI_INT_H */
