/* SPDX-License-Identifier: Apache-2.0 */
/* big: natural numbers of a fixed capacity, and the powers of ten that conversions of doubles need. */
#include "pyi_dtoa.h"

/* ---- arithmetic ------------------------------------------------------------------------------------------------- */

void pyi_big_set(pyi_big *big, uint64_t value) {
    big->limbs[0] = (uint32_t)value;
    big->limbs[1] = (uint32_t)(value >> 32);
    big->count = value == 0 ? 0 : value >> 32 == 0 ? 1 : 2;
}

void pyi_big_multiply(pyi_big *big, uint32_t factor, uint32_t plus) {
    uint64_t carry = plus;
    for (int i = 0; i < big->count; i++) {
        carry += (uint64_t)big->limbs[i] * factor;
        big->limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0) {
        big->limbs[big->count++] = (uint32_t)carry;
    }
}

void pyi_big_times_power(pyi_big *big, uint32_t base, int exponent) {
    int step = base == 5 ? 13 : 9; /* the highest power that fits 32 bits */
    uint32_t factor = base == 5 ? 1220703125 : 1000000000;
    for (; exponent >= step; exponent -= step) {
        pyi_big_multiply(big, factor, 0);
    }
    for (; exponent > 0; exponent--) {
        pyi_big_multiply(big, base, 0);
    }
}

void pyi_big_shift(pyi_big *big, int bits) {
    int limbs = bits / 32, rest = bits % 32;
    if (big->count == 0) {
        return;
    }
    memmove(big->limbs + limbs, big->limbs, (size_t)big->count * sizeof(uint32_t));
    memset(big->limbs, 0, (size_t)limbs * sizeof(uint32_t));
    big->count += limbs;
    uint32_t carry = 0;
    for (int i = limbs; rest > 0 && i < big->count; i++) {
        uint32_t limb = big->limbs[i];
        big->limbs[i] = limb << rest | carry;
        carry = limb >> (32 - rest);
    }
    if (carry != 0) {
        big->limbs[big->count++] = carry;
    }
}

int pyi_big_compare(const pyi_big *x, const pyi_big *y) {
    if (x->count != y->count) {
        return x->count < y->count ? -1 : 1;
    }
    for (int i = x->count; --i >= 0;) {
        if (x->limbs[i] != y->limbs[i]) {
            return x->limbs[i] < y->limbs[i] ? -1 : 1;
        }
    }
    return 0;
}

void pyi_big_subtract(pyi_big *x, const pyi_big *y) {
    uint64_t borrow = 0;
    for (int i = 0; i < x->count; i++) {
        uint64_t difference = (uint64_t)x->limbs[i] - (i < y->count ? y->limbs[i] : 0) - borrow;
        x->limbs[i] = (uint32_t)difference;
        borrow = difference >> 63;
    }
    while (x->count > 0 && x->limbs[x->count - 1] == 0) {
        x->count--;
    }
}

int pyi_big_width(const pyi_big *big) {
    return big->count == 0 ? 0 : 32 * big->count - __builtin_clz(big->limbs[big->count - 1]);
}

/* ---- powers of ten ------------------------------------------------------------------------------------------------ */

static pyi_power known[POWER_MAX - POWER_MIN + 1]; /* each is found when it is first wanted; high 0: not yet */

/* the first 128 bits of 5**k */
static pyi_power positive_power(int k) {
    pyi_big big;
    pyi_big_set(&big, 1);
    pyi_big_times_power(&big, 5, k);
    int width = pyi_big_width(&big);
    pyi_power power = {0, 0};
    for (int i = 0; i < 128; i++) {
        int at = width - 1 - i;
        uint64_t bit = at >= 0 ? big.limbs[at / 32] >> at % 32 & 1 : 0;
        if (i < 64) {
            power.high |= bit << (63 - i);
        } else {
            power.low |= bit << (127 - i);
        }
    }
    return power;
}

/* the first 128 bits of 1 / 5**k, by long division */
static pyi_power negative_power(int k) {
    pyi_big divisor, rest;
    pyi_big_set(&divisor, 1);
    pyi_big_times_power(&divisor, 5, k);
    pyi_big_set(&rest, 1);
    pyi_big_shift(&rest, pyi_big_width(&divisor)); /* between one and two times the divisor */
    pyi_power power = {0, 0};
    for (int i = 0; i < 128; i++) {
        uint64_t bit = pyi_big_compare(&rest, &divisor) >= 0;
        if (bit) {
            pyi_big_subtract(&rest, &divisor);
        }
        if (i < 64) {
            power.high |= bit << (63 - i);
        } else {
            power.low |= bit << (127 - i);
        }
        pyi_big_shift(&rest, 1);
    }
    return power;
}

pyi_power pyi_power_of_ten(int k) {
    pyi_power *power = &known[k - POWER_MIN];
    if (pyi_unlikely(power->high == 0)) {
        *power = k >= 0 ? positive_power(k) : negative_power(-k);
    }
    return *power;
}
