/* SPDX-License-Identifier: Apache-2.0 */
/* digits: the decimal digits of a double, as few as name it, or exactly as many as wanted.
 *
 * Source     R. Giulietti, "The Schubfach way to render doubles"; for wanted digits the exact expansion, since
 *            m * 2**-f has the digits of m * 5**f
 */
#include "pyi_dtoa.h"

enum { LIMB = 1000000000, LIMB_WIDTH = 9, MOST_LIMBS = 88 };

static void drop_zeros(pyi_decimal *decimal) {
    while (decimal->count > 1 && decimal->digits[decimal->count - 1] == '0') {
        decimal->count--;
    }
}

static void set_zero(pyi_decimal *decimal) {
    decimal->digits[0] = '0';
    decimal->count = decimal->point = 1;
}

/* value * 10**exponent */
static void set_digits(pyi_decimal *decimal, uint64_t value, int exponent) {
    char buffer[20], *at = buffer + sizeof(buffer);
    for (; value != 0; value /= 10) {
        *--at = (char)('0' + value % 10);
    }
    decimal->count = (int)(buffer + sizeof(buffer) - at);
    decimal->point = decimal->count + exponent;
    memcpy(decimal->digits, at, (size_t)decimal->count);
    drop_zeros(decimal);
}

/* ---- the shortest ------------------------------------------------------------------------------------------------- */

/* factor * power / 2**128, the last bit set when the rest is not 0 */
static uint64_t scale(pyi_power power, uint64_t factor) {
    unsigned __int128 low = (unsigned __int128)power.low * factor;
    unsigned __int128 both = (unsigned __int128)power.high * factor + (uint64_t)(low >> 64);
    return (uint64_t)(both >> 64) | ((uint64_t)both > 1);
}

/* Of the multiples of 10**k next to the value, the one that is nearest and reads back as the value. */
static void choose(uint64_t value, uint64_t lower, uint64_t upper, int k, pyi_decimal *decimal) {
    uint64_t s = value / 4, tens = s / 10;
    if (s >= 10) {
        bool under = lower <= 40 * tens, over = 40 * tens + 40 <= upper;
        if (under != over) {
            set_digits(decimal, tens + over, k + 1);
            return;
        }
    }
    bool under = lower <= 4 * s, over = 4 * s + 4 <= upper;
    if (under == over) {
        over = value > 4 * s + 2 || (value == 4 * s + 2 && (s & 1) != 0);
    }
    set_digits(decimal, s + over, k);
}

void pyi_decimal_shortest(double value, pyi_decimal *decimal) {
    int q;
    uint64_t c = pyi_double_split(value, &q);
    if (c == 0) {
        set_zero(decimal);
        return;
    }
    if (q <= 0 && q > -53 && (c & (((uint64_t)1 << -q) - 1)) == 0) {
        set_digits(decimal, c >> -q, 0); /* a small integer */
        return;
    }
    bool open = c % 2 != 0; /* the ends of the interval are read as the neighbours */
    bool closer = c == (uint64_t)1 << PYI_FRACTION_BITS && q > PYI_EXPONENT_MIN; /* the lower neighbour is */
    int k = (int)(((long)q * 1262611 - (closer ? 524031 : 0)) >> 22); /* floor(log10(2**q or 3/4 of it)) */
    int h = q + pyi_log2_of_ten(-k) + 1;
    pyi_power power = pyi_power_of_ten(-k);
    if (!pyi_power_is_exact(-k)) {
        power.low++;
        power.high += power.low == 0;
    }
    uint64_t lower = scale(power, (4 * c - 2 + closer) << h) + open;
    uint64_t upper = scale(power, (4 * c + 2) << h) - open;
    choose(scale(power, (4 * c) << h), lower, upper, k, decimal);
}

/* ---- all of them, and some --------------------------------------------------------------------------------------- */

typedef struct {
    int count; /* base 10**9, least significant first */
    uint32_t limbs[MOST_LIMBS];
} decimal_big;

static void multiply(decimal_big *big, uint32_t factor) {
    uint64_t carry = 0;
    for (int i = 0; i < big->count; i++) {
        carry += (uint64_t)big->limbs[i] * factor;
        big->limbs[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
    for (; carry != 0; carry /= LIMB) {
        big->limbs[big->count++] = (uint32_t)(carry % LIMB);
    }
}

static void write_limbs(const decimal_big *big, pyi_decimal *decimal) {
    char *to = decimal->digits;
    for (int i = big->count; --i >= 0;) {
        uint32_t limb = big->limbs[i];
        for (int j = LIMB_WIDTH; --j >= 0; limb /= 10) {
            to[j] = (char)('0' + limb % 10);
        }
        to += LIMB_WIDTH;
    }
    int zeros = 0;
    while (decimal->digits[zeros] == '0') {
        zeros++;
    }
    decimal->count = big->count * LIMB_WIDTH - zeros;
    memmove(decimal->digits, decimal->digits + zeros, (size_t)decimal->count);
}

/* every digit of a value that is not 0 */
static void expand(double value, pyi_decimal *decimal) {
    int exponent;
    uint64_t mantissa = pyi_double_split(value, &exponent);
    int zeros = __builtin_ctzll(mantissa);
    mantissa >>= zeros;
    exponent += zeros;
    decimal_big big = {.count = 0};
    for (; mantissa != 0; mantissa /= LIMB) {
        big.limbs[big.count++] = (uint32_t)(mantissa % LIMB);
    }
    int fives = exponent < 0 ? -exponent : 0, left = fives;
    for (; left >= 13; left -= 13) {
        multiply(&big, 1220703125); /* 5**13 */
    }
    for (; left > 0; left--) {
        multiply(&big, 5);
    }
    for (; exponent > 0; exponent -= exponent < 29 ? exponent : 29) {
        multiply(&big, (uint32_t)1 << (exponent < 29 ? exponent : 29));
    }
    write_limbs(&big, decimal);
    decimal->point = decimal->count - fives;
    drop_zeros(decimal);
}

/* Whether what follows the first `keep` digits rounds them up, half to even. */
static bool rounds_up(const pyi_decimal *decimal, int keep) {
    char next = decimal->digits[keep];
    if (next != '5' || decimal->count > keep + 1) {
        return next >= '5';
    }
    return keep > 0 && (decimal->digits[keep - 1] - '0') % 2 != 0;
}

/* Keeps that many digits of more. */
static void round_to(pyi_decimal *decimal, int keep) {
    if (keep >= decimal->count) {
        return;
    }
    if (keep < 0) {
        set_zero(decimal);
        return;
    }
    bool up = rounds_up(decimal, keep);
    decimal->count = keep;
    while (up && decimal->count > 0 && decimal->digits[decimal->count - 1] == '9') {
        decimal->count--;
    }
    if (decimal->count > 0) {
        decimal->digits[decimal->count - 1] = (char)(decimal->digits[decimal->count - 1] + up);
        drop_zeros(decimal);
    } else if (up) {
        decimal->digits[0] = '1';
        decimal->count = 1;
        decimal->point++;
    } else {
        set_zero(decimal);
    }
}

/* whole * 10**-places, and one more if the rest, compared with a half, rounds it up */
static void set_rounded(pyi_decimal *decimal, uint64_t whole, int rest, int places) {
    whole += rest > 0 || (rest == 0 && whole % 2 != 0);
    if (whole == 0) {
        set_zero(decimal);
    } else {
        set_digits(decimal, whole, -places);
    }
}

/* False if that takes numbers that are too long. */
static bool few_significant(double value, int digits, pyi_decimal *decimal) {
    int exponent, rest;
    uint64_t whole, mantissa = pyi_double_split(value, &exponent);
    if (digits > PYI_MOST_WHOLE_DIGITS) {
        return false;
    }
    int log2 = exponent + 63 - __builtin_clzll(mantissa);
    int places = digits - 2 - (int)(((long)log2 * 1262611) >> 22); /* log10(2), rounded down: one too few, or not */
    if (!pyi_double_scale(value, places, &whole, &rest)) {
        return false;
    }
    uint64_t least = 1;
    for (int i = 1; i < digits; i++) {
        least *= 10;
    }
    if (whole < least && !pyi_double_scale(value, ++places, &whole, &rest)) {
        return false;
    }
    set_rounded(decimal, whole, rest, places);
    return true;
}

void pyi_decimal_significant(double value, int digits, pyi_decimal *decimal) {
    if (value == 0) {
        set_zero(decimal);
    } else if (!few_significant(value, digits, decimal)) {
        expand(value, decimal);
        round_to(decimal, digits);
    }
}

void pyi_decimal_places(double value, int places, pyi_decimal *decimal) {
    uint64_t whole;
    int rest;
    if (value == 0) {
        set_zero(decimal);
    } else if (pyi_double_scale(value, places, &whole, &rest)) {
        set_rounded(decimal, whole, rest, places);
    } else {
        expand(value, decimal);
        long long keep = (long long)decimal->point + places;
        round_to(decimal, keep > DECIMAL_MOST ? DECIMAL_MOST : keep < -1 ? -1 : (int)keep);
    }
}
