/* SPDX-License-Identifier: Apache-2.0 */
/* pack: doubles as the bytes of IEEE 754 numbers of 2, 4 and 8 bytes. */
#include "float.h"

static void store(uint64_t bits, int size, char *to, int little_endian) {
    for (int i = 0; i < size; i++, bits >>= 8) {
        to[little_endian ? i : size - 1 - i] = (char)bits;
    }
}

static uint64_t load(const char *from, int size, int little_endian) {
    uint64_t bits = 0;
    for (int i = 0; i < size; i++) {
        bits = bits << 8 | (unsigned char)from[little_endian ? size - 1 - i : i];
    }
    return bits;
}

static int too_large(const char *format) {
    PyErr_Format(PyExc_OverflowError, "float too large to pack with %s format", format);
    return -1;
}

/* ---- two bytes: 5 bits of exponent, 10 of the fraction ----------------------------------------------------------- */

enum { HALF_BIAS = 15, HALF_FRACTION = 10, HALF_SPECIAL = 0x1f };

/* The magnitude of a finite value, half to even; 0x7c00 or more when it is too large. */
static unsigned half_of(double magnitude) {
    int exponent;
    double fraction = frexp(magnitude, &exponent); /* in [0.5, 1) */
    if (magnitude == 0.0) {
        return 0;
    }
    if (exponent > HALF_BIAS + 1) {
        return HALF_SPECIAL << HALF_FRACTION;
    }
    int least = 2 - HALF_BIAS; /* the exponent of the least number that is not denormal */
    int bits = exponent < least ? HALF_FRACTION + 1 - (least - exponent) : HALF_FRACTION + 1;
    double scaled = ldexp(fraction, bits), whole = floor(scaled), rest = scaled - whole;
    unsigned mantissa = (unsigned)whole;
    mantissa += rest > 0.5 || (rest == 0.5 && mantissa % 2 != 0);
    unsigned step = exponent < least ? 0 : (unsigned)(exponent - least);
    return (step << HALF_FRACTION) + mantissa; /* the top bit of the mantissa adds one to the exponent */
}

int PyFloat_Pack2(double value, char *to, int little_endian) {
    unsigned bits = HALF_SPECIAL << HALF_FRACTION;
    if (Py_IS_NAN(value)) {
        bits |= 1u << (HALF_FRACTION - 1);
    } else if (!Py_IS_INFINITY(value)) {
        bits = half_of(fabs(value));
        if (bits >= HALF_SPECIAL << HALF_FRACTION) {
            return too_large("e");
        }
    }
    store(bits | (signbit(value) ? 0x8000u : 0), 2, to, little_endian);
    return 0;
}

double PyFloat_Unpack2(const char *from, int little_endian) {
    unsigned bits = (unsigned)load(from, 2, little_endian);
    int exponent = bits >> HALF_FRACTION & HALF_SPECIAL;
    unsigned fraction = bits & ((1u << HALF_FRACTION) - 1);
    double value;
    if (exponent == HALF_SPECIAL) {
        value = fraction == 0 ? Py_HUGE_VAL : fabs(Py_NAN);
    } else if (exponent == 0) {
        value = ldexp(fraction, 1 - HALF_BIAS - HALF_FRACTION);
    } else {
        value = ldexp(fraction | 1u << HALF_FRACTION, exponent - HALF_BIAS - HALF_FRACTION);
    }
    return bits & 0x8000 ? -value : value;
}

/* ---- four and eight bytes -------------------------------------------------------------------------------------------- */

int PyFloat_Pack4(double value, char *to, int little_endian) {
    float narrow = (float)value;
    if (isinf(narrow) && !Py_IS_INFINITY(value)) {
        return too_large("f");
    }
    uint32_t bits;
    memcpy(&bits, &narrow, sizeof(bits));
    store(bits, 4, to, little_endian);
    return 0;
}

double PyFloat_Unpack4(const char *from, int little_endian) {
    uint32_t bits = (uint32_t)load(from, 4, little_endian);
    float narrow;
    memcpy(&narrow, &bits, sizeof(narrow));
    return narrow;
}

int PyFloat_Pack8(double value, char *to, int little_endian) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    store(bits, 8, to, little_endian);
    return 0;
}

double PyFloat_Unpack8(const char *from, int little_endian) {
    uint64_t bits = load(from, 8, little_endian);
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}
