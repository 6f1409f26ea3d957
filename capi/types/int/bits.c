/* SPDX-License-Identifier: Apache-2.0 */
/* bits: shifts, and, or, xor and not of ints, which act as if negative values had infinitely many ones on the left;
 * counts of bits.
 */
#include "int.h"

/* ---- counting ----------------------------------------------------------------------------------------------- */

static int digit_width(digit value) { return value == 0 ? 0 : 32 - __builtin_clz(value); }

/* The width of the magnitude, which no memory is large enough to overflow. */
#if PYI_313
#  undef _PyLong_NumBits
#endif
size_t _PyLong_NumBits(PyObject *op) {
    Py_ssize_t count = int_count(op);
    return count == 0 ? 0
                      : (size_t)(count - 1) * PyLong_SHIFT + (size_t)digit_width(INT_DIGITS(op)[count - 1]);
}

/* new; the number of ones of the magnitude */
PyObject *pyi_int_bit_count(PyObject *op, PyObject *unused) {
    (void)unused;
    Py_ssize_t ones = 0;
    for (Py_ssize_t i = int_count(op); --i >= 0;) {
        ones += __builtin_popcount(INT_DIGITS(op)[i]);
    }
    return PyLong_FromSsize_t(ones);
}

PyObject *pyi_int_bit_length(PyObject *op, PyObject *unused) {
    (void)unused;
    return PyLong_FromSize_t(_PyLong_NumBits(op));
}

bool pyi_int_is_power_of_two(PyObject *op) {
    Py_ssize_t top = int_count(op) - 1;
    bool power = top >= 0 && (INT_DIGITS(op)[top] & (INT_DIGITS(op)[top] - 1)) == 0;
    while (power && --top >= 0) {
        power = INT_DIGITS(op)[top] == 0;
    }
    return power;
}

/* ---- shifts -------------------------------------------------------------------------------------------------- */

static PyObject *shift_left(PyObject *op, Py_ssize_t digits, int bits) {
    Py_ssize_t count = int_count(op);
    if (digits > PY_SSIZE_T_MAX / 8 - count) {
        PyErr_NoMemory();
        return NULL;
    }
    PyObject *z = pyi_int_alloc(count + digits + 1);
    if (z == NULL) {
        return NULL;
    }
    digit *to = INT_DIGITS(z), carry = 0;
    memset(to, 0, (size_t)digits * sizeof(digit));
    for (Py_ssize_t i = 0; i < count; i++) {
        twodigits shifted = (twodigits)INT_DIGITS(op)[i] << bits | carry;
        to[digits + i] = (digit)(shifted & PyLong_MASK);
        carry = (digit)(shifted >> PyLong_SHIFT);
    }
    to[digits + count] = carry;
    return pyi_int_finish(z, int_sign(op), count + digits + 1);
}

/* Rounds to minus infinity: a negative value of which ones are lost gets one more. */
static PyObject *shift_right(PyObject *op, Py_ssize_t digits, int bits) {
    Py_ssize_t count = int_count(op);
    bool negative = int_sign(op) < 0, lost = false;
    if (digits >= count) {
        return pyi_int_from_small(negative ? -1 : 0);
    }
    PyObject *z = pyi_int_alloc(count - digits + 1);
    if (z == NULL) {
        return NULL;
    }
    const digit *from = INT_DIGITS(op);
    digit *to = INT_DIGITS(z);
    for (Py_ssize_t i = 0; negative && !lost && i < digits; i++) {
        lost = from[i] != 0;
    }
    lost = lost || (from[digits] & (((digit)1 << bits) - 1)) != 0;
    for (Py_ssize_t i = digits; i < count; i++) {
        twodigits both = (i + 1 < count ? (twodigits)from[i + 1] << PyLong_SHIFT : 0) | from[i];
        to[i - digits] = (digit)(both >> bits & PyLong_MASK);
    }
    to[count - digits] = 0;
    for (Py_ssize_t i = 0; negative && lost; i++) {
        to[i] = (to[i] + 1) & PyLong_MASK;
        lost = to[i] == 0;
    }
    return pyi_int_finish(z, int_sign(op), count - digits + 1);
}

PyObject *_PyLong_Lshift(PyObject *op, size_t bits) {
    if (INT_FITS_DIGIT(op) && bits <= PyLong_SHIFT) {
        return pyi_int_from_small(int_small_value(op) * ((stwodigits)1 << bits));
    }
    return int_count(op) == 0 ? pyi_int_from_small(0)
                              : shift_left(op, (Py_ssize_t)(bits / PyLong_SHIFT), bits % PyLong_SHIFT);
}

PyObject *_PyLong_Rshift(PyObject *op, size_t bits) {
    if (INT_FITS_DIGIT(op)) {
        return pyi_int_from_small(int_small_value(op) >> (bits < 63 ? bits : 63));
    }
    return shift_right(op, (Py_ssize_t)(bits / PyLong_SHIFT), bits % PyLong_SHIFT);
}

/* How far: 1 and *bits; 0 when it is more than memory has; -1 with ValueError. */
static int shift_count(PyObject *count, size_t *bits) {
    if (int_sign(count) < 0) {
        PyErr_SetString(PyExc_ValueError, "negative shift count");
        return -1;
    }
    int overflow;
    long long value = PyLong_AsLongLongAndOverflow(count, &overflow);
    *bits = (size_t)value;
    return overflow == 0;
}

PyObject *pyi_int_lshift(PyObject *op, PyObject *count) {
    size_t bits;
    int fits = shift_count(count, &bits);
    if (fits < 0) {
        return NULL;
    }
    if (int_count(op) == 0) {
        return pyi_int_from_small(0);
    }
    if (!fits) {
        PyErr_SetString(PyExc_OverflowError, "too many digits in integer");
        return NULL;
    }
    return _PyLong_Lshift(op, bits);
}

PyObject *pyi_int_rshift(PyObject *op, PyObject *count) {
    size_t bits;
    int fits = shift_count(count, &bits);
    if (fits < 0) {
        return NULL;
    }
    return fits ? _PyLong_Rshift(op, bits) : pyi_int_from_small(int_sign(op) < 0 ? -1 : 0);
}

/* ---- and, or, xor, not ------------------------------------------------------------------------------------------ */

/* One operand digit by digit in two's complement. */
typedef struct {
    const digit *digits;
    Py_ssize_t count;
    digit flip, carry; /* of a negative value all bits are flipped and one is added */
} twos_reader;

static twos_reader read_twos(PyObject *op) {
    bool negative = int_sign(op) < 0;
    return (twos_reader){INT_DIGITS(op), int_count(op), negative ? PyLong_MASK : 0, negative};
}

static digit next_digit(twos_reader *reader, Py_ssize_t i) {
    digit value = ((i < reader->count ? reader->digits[i] : 0) ^ reader->flip) + reader->carry;
    reader->carry = value >> PyLong_SHIFT;
    return value & PyLong_MASK;
}

static digit combine(digit x, digit y, char operation) {
    return operation == '&' ? x & y : operation == '|' ? x | y : x ^ y;
}

PyObject *pyi_int_bitwise(PyObject *x, PyObject *y, char operation) {
    if (INT_FITS_DIGIT(x) && INT_FITS_DIGIT(y)) {
        stwodigits a = int_small_value(x), b = int_small_value(y);
        return pyi_int_from_small(operation == '&' ? (a & b) : operation == '|' ? (a | b) : (a ^ b));
    }
    Py_ssize_t nx = int_count(x), ny = int_count(y), count = nx > ny ? nx : ny;
    if (operation == '&') { /* no more digits than one that is not negative */
        count = int_sign(x) >= 0 && nx < count ? nx : count;
        count = int_sign(y) >= 0 && ny < count ? ny : count;
    }
    bool negative = combine(int_sign(x) < 0, int_sign(y) < 0, operation) != 0;
    PyObject *z = pyi_int_alloc(count + 1);
    if (z == NULL) {
        return NULL;
    }
    twos_reader rx = read_twos(x), ry = read_twos(y);
    digit carry = negative, flip = negative ? PyLong_MASK : 0, *to = INT_DIGITS(z);
    for (Py_ssize_t i = 0; i < count; i++) {
        digit value = (combine(next_digit(&rx, i), next_digit(&ry, i), operation) ^ flip) + carry;
        to[i] = value & PyLong_MASK;
        carry = value >> PyLong_SHIFT;
    }
    to[count] = carry;
    return pyi_int_finish(z, negative ? -1 : 1, count + 1);
}

/* -x - 1 */
PyObject *pyi_int_invert(PyObject *op) {
    if (INT_FITS_DIGIT(op)) {
        return pyi_int_from_small(~int_small_value(op));
    }
    PyObject *one = pyi_int_from_small(1);
    PyObject *z = int_sign(op) < 0 ? pyi_mag_subtract(op, one, 1) : pyi_mag_add(op, one, -1);
    Py_DECREF(one);
    return z;
}
