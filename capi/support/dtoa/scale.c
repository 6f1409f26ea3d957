/* SPDX-License-Identifier: Apache-2.0 */
/* scale: a double times a power of ten, exactly, as long as that fits 128 bits.
 *
 * Most numbers that are shown with so and so many digits do.
 */
#include "pyi_dtoa.h"

typedef unsigned __int128 wide;

enum { WIDTH = 128, MOST_PLACES = 19 };

static const uint64_t powers[MOST_PLACES + 1] = {
    1u,
    10u,
    100u,
    1000u,
    10000u,
    100000u,
    1000000u,
    10000000u,
    100000000u,
    1000000000u,
    10000000000u,
    100000000000u,
    1000000000000u,
    10000000000000u,
    100000000000000u,
    1000000000000000u,
    10000000000000000u,
    100000000000000000u,
    1000000000000000000u,
    10000000000000000000u,
};

static int width_of(wide x) {
    uint64_t high = (uint64_t)(x >> 64), low = (uint64_t)x;
    return high != 0 ? WIDTH - __builtin_clzll(high) : low != 0 ? 64 - __builtin_clzll(low) : 0;
}

/* *x << bits; false when it gets too long */
static bool shift_left(wide *x, int bits) {
    if (bits >= WIDTH || width_of(*x) + bits >= WIDTH) {
        return false;
    }
    *x <<= bits;
    return true;
}

/* -1, 0, 1; rest is less than divisor, which has 127 bits at most */
static int compare_with_half(wide rest, wide divisor) {
    wide twice = rest << 1;
    return (twice > divisor) - (twice < divisor);
}

bool pyi_double_scale(double value, int places, uint64_t *whole, int *rest) {
    if (places > MOST_PLACES || places < -MOST_PLACES) {
        return false;
    }
    int exponent;
    wide number = pyi_double_split(value, &exponent), divisor = 1, quotient, left;
    if (places >= 0) {
        number *= powers[places];
    } else {
        divisor = powers[-places];
    }
    if (exponent >= 0 ? !shift_left(&number, exponent) : !shift_left(&divisor, -exponent)) {
        return false;
    }
    if (places >= 0) { /* by a power of two */
        int bits = exponent >= 0 ? 0 : -exponent;
        quotient = number >> bits;
        left = number & (divisor - 1);
    } else {
        quotient = number / divisor;
        left = number % divisor;
    }
    if (quotient >> 63 != 0) {
        return false;
    }
    *whole = (uint64_t)quotient;
    *rest = compare_with_half(left, divisor);
    return true;
}
