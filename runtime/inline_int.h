/* SPDX-License-Identifier: Apache-2.0 */
/* inline_int.h: arithmetic on tagged ints, inlined into generated code.
 *
 * A big int never holds a value that would fit a small one, so two ints of different kind differ.
 * Arguments are borrowed, results owned. A tagged small int is twice its value, which addition,
 * comparison and the bitwise operations can work on directly.
 */
#ifndef AOT_INLINE_INT_H
#define AOT_INLINE_INT_H

#include "rt.h"

/* Any operands; out of line (ops_int.c). */
RT_COLD rt_int rt_int_add_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_sub_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_mul_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_floordiv_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_mod_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_lshift_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_rshift_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_and_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_or_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_xor_slow(rt_int left, rt_int right);
RT_COLD rt_int rt_int_neg_slow(rt_int v);
RT_COLD rt_int rt_int_invert_slow(rt_int v);
RT_COLD double rt_int_truediv_slow(rt_int left, rt_int right);
RT_COLD double rt_int_to_float_slow(rt_int v);
RT_COLD int32_t rt_int_eq_slow(rt_int left, rt_int right);
RT_COLD int32_t rt_int_lt_slow(rt_int left, rt_int right);

RT_INLINE bool rt_int_both_small(rt_int left, rt_int right) { return ((left | right) & 1) == 0; }

RT_INLINE rt_int rt_int_add(rt_int left, rt_int right) {
    rt_int sum;
    if (rt_likely(rt_int_both_small(left, right) && !__builtin_add_overflow(left, right, &sum))) {
        return sum;
    }
    return rt_int_add_slow(left, right);
}

RT_INLINE rt_int rt_int_sub(rt_int left, rt_int right) {
    rt_int difference;
    if (rt_likely(rt_int_both_small(left, right) &&
                  !__builtin_sub_overflow(left, right, &difference))) {
        return difference;
    }
    return rt_int_sub_slow(left, right);
}

RT_INLINE rt_int rt_int_mul(rt_int left, rt_int right) {
    rt_int product;
    if (rt_likely(rt_int_both_small(left, right) &&
                  !__builtin_mul_overflow(left >> 1, right, &product))) {
        return product;
    }
    return rt_int_mul_slow(left, right);
}

RT_INLINE rt_int rt_int_floordiv(rt_int left, rt_int right) {
    if (rt_likely(rt_int_both_small(left, right) && right > 0)) {
        return rt_int_from_small(left / right - (left % right < 0));
    }
    return rt_int_floordiv_slow(left, right);
}

RT_INLINE rt_int rt_int_mod(rt_int left, rt_int right) {
    if (rt_likely(rt_int_both_small(left, right) && right > 0)) {
        rt_int remainder = left % right;
        return remainder < 0 ? remainder + right : remainder;
    }
    return rt_int_mod_slow(left, right);
}

RT_INLINE rt_int rt_int_lshift(rt_int left, rt_int right) {
    if (rt_likely(rt_int_both_small(left, right) && (uintptr_t)right < 2 * 63)) {
        rt_int shifted = (rt_int)((uintptr_t)left << (right >> 1));
        if (rt_likely(shifted >> (right >> 1) == left)) {
            return shifted;
        }
    }
    return rt_int_lshift_slow(left, right);
}

RT_INLINE rt_int rt_int_rshift(rt_int left, rt_int right) {
    if (rt_likely(rt_int_both_small(left, right) && right >= 0)) {
        rt_int count = right >> 1;
        return (left >> (count < 63 ? count : 63)) & ~(rt_int)1;
    }
    return rt_int_rshift_slow(left, right);
}

RT_INLINE rt_int rt_int_and(rt_int left, rt_int right) {
    return rt_likely(rt_int_both_small(left, right)) ? left & right : rt_int_and_slow(left, right);
}

RT_INLINE rt_int rt_int_or(rt_int left, rt_int right) {
    return rt_likely(rt_int_both_small(left, right)) ? left | right : rt_int_or_slow(left, right);
}

RT_INLINE rt_int rt_int_xor(rt_int left, rt_int right) {
    return rt_likely(rt_int_both_small(left, right)) ? left ^ right : rt_int_xor_slow(left, right);
}

RT_INLINE rt_int rt_int_neg(rt_int v) {
    rt_int negated;
    if (rt_likely(rt_int_is_small(v) && !__builtin_sub_overflow((rt_int)0, v, &negated))) {
        return negated;
    }
    return rt_int_neg_slow(v);
}

RT_INLINE rt_int rt_int_invert(rt_int v) {
    return rt_likely(rt_int_is_small(v)) ? ~v ^ 1 : rt_int_invert_slow(v);
}

RT_INLINE int32_t rt_int_eq(rt_int left, rt_int right) {
    if (rt_likely(rt_int_is_small(left) || rt_int_is_small(right))) {
        return left == right;
    }
    return rt_int_eq_slow(left, right);
}

RT_INLINE int32_t rt_int_ne(rt_int left, rt_int right) { return !rt_int_eq(left, right); }

RT_INLINE int32_t rt_int_lt(rt_int left, rt_int right) {
    return rt_likely(rt_int_both_small(left, right)) ? left < right : rt_int_lt_slow(left, right);
}

RT_INLINE int32_t rt_int_gt(rt_int left, rt_int right) { return rt_int_lt(right, left); }
RT_INLINE int32_t rt_int_le(rt_int left, rt_int right) { return !rt_int_lt(right, left); }
RT_INLINE int32_t rt_int_ge(rt_int left, rt_int right) { return !rt_int_lt(left, right); }

/* a big int is never zero */
RT_INLINE int32_t rt_int_truth(rt_int v) { return v != 0; }

RT_INLINE rt_int rt_bool_to_int(int32_t v) { return rt_int_from_small(v); }

RT_INLINE double rt_int_to_float(rt_int v) {
    return rt_likely(rt_int_is_small(v)) ? (double)rt_int_small_value(v) : rt_int_to_float_slow(v);
}

/* Exact operands below 2**53 make the machine's quotient the correctly rounded one. */
RT_INLINE bool rt_int_is_exact_float(rt_int v) {
    return rt_int_is_small(v) && (uintptr_t)v + ((uintptr_t)1 << 54) <= (uintptr_t)1 << 55;
}

RT_INLINE double rt_int_truediv(rt_int left, rt_int right) {
    if (rt_likely(rt_int_is_exact_float(left) && rt_int_is_exact_float(right) && right != 0)) {
        return (double)rt_int_small_value(left) / (double)rt_int_small_value(right);
    }
    return rt_int_truediv_slow(left, right);
}

#endif /* AOT_INLINE_INT_H */
