/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_dtoa.h: doubles as decimal digits and back, always correctly rounded. */
#ifndef PYI_PYI_DTOA_H
#define PYI_PYI_DTOA_H

#include "pyi.h"

/* A double has at most 767 significant decimal digits, and one more limb of them is on its way. */
enum { DECIMAL_MOST = 784 };

/* 0.d1d2d3… times 10**point, without zeros at the end; zero is "0" with the point 1 */
typedef struct {
    int count, point;
    char digits[DECIMAL_MOST];
} pyi_decimal;

/* All of them: value is finite and not negative. */
PYI_HIDDEN void pyi_decimal_shortest(double value, pyi_decimal *decimal);
/* `digits` (at least 1) significant ones, the last rounded half to even of the exact value */
PYI_HIDDEN void pyi_decimal_significant(double value, int digits, pyi_decimal *decimal);
/* that many after the point; negative: before it */
PYI_HIDDEN void pyi_decimal_places(double value, int places, pyi_decimal *decimal);

enum { PYI_FRACTION_BITS = 52, PYI_EXPONENT_MIN = -1074 };

/* A finite value that is not negative: mantissa * 2**exponent. */
static inline uint64_t pyi_double_split(double value, int *exponent) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof(bits));
    uint64_t fraction = bits & (((uint64_t)1 << PYI_FRACTION_BITS) - 1);
    int biased = (int)(bits >> PYI_FRACTION_BITS) & 0x7ff;
    *exponent = (biased == 0 ? 1 : biased) - 1 + PYI_EXPONENT_MIN;
    return biased == 0 ? fraction : fraction | (uint64_t)1 << PYI_FRACTION_BITS;
}

enum { PYI_MOST_WHOLE_DIGITS = 18 };

/* The whole part of value * 10**places, and -1, 0 or 1 as the rest is less than a half or not. False, where that is
 * too long for machine numbers. */
PYI_HIDDEN bool pyi_double_scale(double value, int places, uint64_t *whole, int *rest);

/* The magnitude of digits (no leading zero needed) times 10**exponent; inf when it is too large. */
PYI_HIDDEN double pyi_decimal_value(const char *digits, Py_ssize_t count, long long exponent);

/* The double nearest to high * 2**exponent; with `rest` a little more than that, for which high has at least 55 bits. */
PYI_HIDDEN double pyi_double_nearest(uint64_t high, bool rest, long long exponent);

/* 10**k = (high:low) * 2**(floor(log2(10**k)) - 127), cut off where it is not exact */
typedef struct {
    uint64_t high, low;
} pyi_power;
enum { POWER_MIN = -348, POWER_MAX = 348 };
PYI_HIDDEN pyi_power pyi_power_of_ten(int k);
static inline bool pyi_power_is_exact(int k) { return k >= 0 && k <= 55; }
/* floor(log2(10**k)) for |k| <= 1233 */
static inline int pyi_log2_of_ten(int k) { return (int)(((long)k * 1741647) >> 19); }

/* ---- numbers of a few thousand bits -------------------------------------------------------------------------- */

enum { BIG_LIMBS = 208 };

typedef struct {
    int count; /* of limbs, least significant first, the last one not 0 */
    uint32_t limbs[BIG_LIMBS];
} pyi_big;

PYI_HIDDEN void pyi_big_set(pyi_big *big, uint64_t value);
PYI_HIDDEN void pyi_big_multiply(pyi_big *big, uint32_t factor, uint32_t plus);
PYI_HIDDEN void pyi_big_times_power(pyi_big *big, uint32_t five_or_ten, int exponent);
PYI_HIDDEN void pyi_big_shift(pyi_big *big, int bits); /* to the left */
PYI_HIDDEN int pyi_big_compare(const pyi_big *x, const pyi_big *y);
PYI_HIDDEN void pyi_big_subtract(pyi_big *x, const pyi_big *y); /* y is not more than x */
PYI_HIDDEN int pyi_big_width(const pyi_big *big);

#endif /* PYI_PYI_DTOA_H */
