/* SPDX-License-Identifier: Apache-2.0 */
/* value: the double that is nearest to a decimal number, ties to even.
 *
 * Source     W. D. Clinger, "How to read floating point numbers accurately": small cases are one exact operation. Others
 *            are bounded by a product with 128 bits of the power of ten (as in D. Lemire, "Number parsing at a gigabyte
 *            per second"); where both bounds do not round alike, whole numbers decide.
 */
#include "pyi_dtoa.h"

enum {
    MANTISSA_BITS = 53,
    LEAST_EXPONENT = -1074, /* of the last bit of the least double */
    MOST_EXPONENT = 971,    /* of the last bit of the greatest */
    FIRST_DIGITS = 19,      /* that fit 64 bits */
    DECIDING_DIGITS = 770,  /* no point between two doubles has more */
};

/* mantissa * 2**exponent, the mantissa below 2**53 and with its top bit where the exponent is not the least */
typedef struct {
    uint64_t mantissa;
    int exponent;
} rounded;

static double to_double(rounded r) {
    if (r.exponent > MOST_EXPONENT) {
        return (double)INFINITY;
    }
    uint64_t top = (uint64_t)1 << (MANTISSA_BITS - 1);
    uint64_t biased = r.mantissa < top ? 0 : (uint64_t)(r.exponent - LEAST_EXPONENT + 1);
    uint64_t bits = biased << (MANTISSA_BITS - 1) | (r.mantissa & (top - 1));
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static rounded next_up(rounded r) {
    r.mantissa++;
    if (r.mantissa == (uint64_t)1 << MANTISSA_BITS) {
        r.mantissa >>= 1;
        r.exponent++;
    }
    return r;
}

/* ---- products with 128 bits of the power of ten ------------------------------------------------------------------ */

/* A number of 192 bits, the top one set, times 2**exponent. */
typedef struct {
    uint64_t high, middle, low;
    int exponent;
} product;

/* The double not above high * 2**exponent (the top bit of high is set; `rest` when a little more follows it); *up tells
 * whether the nearest one is next_up of it. */
static rounded cut_off(uint64_t high, bool rest, long long exponent, bool *up) {
    int drop = 64 - MANTISSA_BITS;
    long long last = exponent + drop;
    if (last < LEAST_EXPONENT) {
        last = LEAST_EXPONENT;
        drop = exponent < LEAST_EXPONENT - 65 ? 65 : (int)(last - exponent);
    }
    if (drop >= 64) { /* less than the least double; from half of it, drop is 64 */
        *up = drop == 64 && (high > (uint64_t)1 << 63 || rest);
        return (rounded){0, LEAST_EXPONENT};
    }
    rounded r = {high >> drop, last > MOST_EXPONENT ? MOST_EXPONENT + 1 : (int)last};
    uint64_t half = (uint64_t)1 << (drop - 1), tail = high & (2 * half - 1);
    *up = tail > half || (tail == half && (rest || r.mantissa % 2 != 0));
    return r;
}

static rounded cut(product p, bool *up) {
    return cut_off(p.high, p.middle != 0 || p.low != 0, p.exponent + 128, up);
}

double pyi_double_nearest(uint64_t high, bool rest, long long exponent) {
    if (high == 0) {
        return 0.0;
    }
    int shift = __builtin_clzll(high);
    bool up;
    rounded r = cut_off(high << shift, rest, exponent - shift, &up);
    return to_double(up ? next_up(r) : r);
}

static product multiply(uint64_t factor, pyi_power power, int exponent) {
    unsigned __int128 low = (unsigned __int128)power.low * factor;
    unsigned __int128 high = (unsigned __int128)power.high * factor + (uint64_t)(low >> 64);
    product p = {(uint64_t)(high >> 64), (uint64_t)high, (uint64_t)low, exponent};
    if (p.high >> 63 == 0) {
        p.high = p.high << 1 | p.middle >> 63;
        p.middle = p.middle << 1 | p.low >> 63;
        p.low <<= 1;
        p.exponent--;
    }
    return p;
}

/* first * 10**k, or a little more where `more`: a lower bound in *lower; true when it is certain how it rounds */
static bool estimate(uint64_t first, bool more, int k, rounded *lower) {
    int shift = __builtin_clzll(first);
    pyi_power power = pyi_power_of_ten(k);
    int exponent = pyi_log2_of_ten(k) - 127 - shift;
    bool up_low, up_high;
    *lower = cut(multiply(first << shift, power, exponent), &up_low);
    if (!more && pyi_power_is_exact(k)) {
        *lower = up_low ? next_up(*lower) : *lower;
        return true;
    }
    uint64_t above = first << shift;
    if (more) {
        above += (uint64_t)1 << shift;
        if (above == 0) {
            return false;
        }
    }
    power.low++;
    power.high += power.low == 0;
    rounded upper = cut(multiply(above, power, exponent), &up_high);
    rounded low = up_low ? next_up(*lower) : *lower;
    upper = up_high ? next_up(upper) : upper;
    if (low.mantissa != upper.mantissa || low.exponent != upper.exponent) {
        return false;
    }
    *lower = low;
    return true;
}

/* ---- the exact decision ------------------------------------------------------------------------------------------- */

/* digits * 10**exponent compared with the middle between r and the double above it */
static int compare_middle(const pyi_big *digits, int exponent, rounded r) {
    pyi_big number = *digits, middle;
    pyi_big_set(&middle, 2 * r.mantissa + 1);
    int twos = exponent - (r.exponent - 1); /* both sides divided by 2**(r.exponent - 1) */
    pyi_big_times_power(exponent >= 0 ? &number : &middle, 5, exponent >= 0 ? exponent : -exponent);
    pyi_big_shift(twos >= 0 ? &number : &middle, twos >= 0 ? twos : -twos);
    return pyi_big_compare(&number, &middle);
}

static rounded decide(const char *text, Py_ssize_t count, int exponent, rounded lower) {
    pyi_big digits;
    pyi_big_set(&digits, 0);
    Py_ssize_t used = count < DECIDING_DIGITS ? count : DECIDING_DIGITS;
    for (Py_ssize_t i = 0; i < used; i++) {
        pyi_big_multiply(&digits, 10, (uint32_t)(text[i] - '0'));
    }
    exponent += (int)(count - used);
    if (used < count) { /* digits that are not all 0 follow: a 1 stands for them */
        pyi_big_multiply(&digits, 10, 1);
        exponent--;
    }
    for (;;) {
        int order = compare_middle(&digits, exponent, lower);
        if (order < 0 || (order == 0 && lower.mantissa % 2 == 0) || lower.exponent > MOST_EXPONENT) {
            return lower;
        }
        lower = next_up(lower);
        if (order == 0) {
            return lower;
        }
    }
}

/* ---- public function ------------------------------------------------------------------------------------------------ */

static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                      1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                      1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

static double value_of(const char *digits, Py_ssize_t count, int exponent) {
    uint64_t first = 0;
    Py_ssize_t used = count < FIRST_DIGITS ? count : FIRST_DIGITS;
    for (Py_ssize_t i = 0; i < used; i++) {
        first = first * 10 + (uint64_t)(digits[i] - '0');
    }
#if FLT_EVAL_METHOD == 0
    if (first >> MANTISSA_BITS == 0 && used == count && exponent >= -22 && exponent <= 22) {
        return exponent < 0 ? (double)first / exact_powers[-exponent]
                            : (double)first * exact_powers[exponent];
    }
#endif
    rounded lower;
    if (!estimate(first, used < count, exponent + (int)(count - used), &lower)) {
        lower = decide(digits, count, exponent, lower);
    }
    return to_double(lower);
}

double pyi_decimal_value(const char *digits, Py_ssize_t count, long long exponent) {
    while (count > 0 && *digits == '0') {
        digits++;
        count--;
    }
    while (count > 0 && digits[count - 1] == '0') {
        count--;
        exponent++;
    }
    if (count == 0 || count + exponent < -323) { /* less than 10**-324: less than half of the least */
        return 0.0;
    }
    return count + exponent > 309 ? (double)INFINITY : value_of(digits, count, (int)exponent);
}
