/* SPDX-License-Identifier: Apache-2.0 */
/* inline_any.h: variables that are probably small ints but may hold any object (rep `any`).
 *
 * Small ints are tagged as in rt_int; everything else is the object's pointer with bit 0 set, owned.
 * An exact int that fits is always held tagged. So no guess is needed that could fail: arithmetic
 * tests the tags and leaves the rest to the object protocol.
 */
#ifndef AOT_INLINE_ANY_H
#define AOT_INLINE_ANY_H

#include "inline_box.h"
#include "inline_int.h"

typedef intptr_t rt_any; /* error value: RT_INT_ERROR */

/* op is borrowed, the result owned */
RT_INLINE rt_any rt_any_from_object(PyObject *op) {
    if (rt_likely(PyLong_CheckExact(op))) {
        return rt_unbox_int(op);
    }
    return (rt_any)Py_NewRef(op) | 1;
}

/* new */
RT_INLINE PyObject *rt_any_to_object(rt_any v) { return rt_box_int(v); }

/* an int is as it is; owned */
RT_INLINE rt_any rt_int_to_any(rt_int v) {
    rt_int_incref(v);
    return v;
}

/* v is small */
RT_INLINE rt_int rt_any_as_small(rt_any v) { return v; }

/* Operands of any kind, out of line (ops_any.c); the inplace ones are `left op= right`. */
#define RT_ANY_BINARY(name) \
    RT_API rt_any rt_any_##name##_slow(rt_any left, rt_any right); \
    RT_API rt_any rt_any_inplace_##name##_slow(rt_any left, rt_any right);
#define RT_ANY_OPERATORS(apply) \
    apply(add) apply(sub) apply(mul) apply(floordiv) apply(mod) apply(lshift) apply(rshift) \
        apply(and) apply(or) apply(xor)
RT_ANY_OPERATORS(RT_ANY_BINARY)
#undef RT_ANY_BINARY
RT_API rt_any rt_any_neg_slow(rt_any v);
RT_API rt_any rt_any_invert_slow(rt_any v);
RT_API int32_t rt_any_eq_slow(rt_any left, rt_any right);
RT_API int32_t rt_any_ne_slow(rt_any left, rt_any right);
RT_API int32_t rt_any_lt_slow(rt_any left, rt_any right);
RT_API int32_t rt_any_le_slow(rt_any left, rt_any right);
RT_API int32_t rt_any_gt_slow(rt_any left, rt_any right);
RT_API int32_t rt_any_ge_slow(rt_any left, rt_any right);
RT_API int32_t rt_any_truth_slow(rt_any v);
RT_API PyObject *rt_get_item_any_slow(PyObject *container, rt_any key);
RT_API int32_t rt_set_item_any_slow(PyObject *container, rt_any key, PyObject *value);

/* Two small ints take the short way of rt_int, which leaves only overflow to its own slow half. */
#define RT_ANY_INLINE(name) \
    RT_INLINE rt_any rt_any_##name(rt_any left, rt_any right) { \
        if (rt_likely(rt_int_both_small(left, right))) { \
            return rt_int_##name(left, right); \
        } \
        return rt_any_##name##_slow(left, right); \
    } \
    RT_INLINE rt_any rt_any_inplace_##name(rt_any left, rt_any right) { \
        if (rt_likely(rt_int_both_small(left, right))) { \
            return rt_int_##name(left, right); \
        } \
        return rt_any_inplace_##name##_slow(left, right); \
    }
RT_ANY_OPERATORS(RT_ANY_INLINE)
#undef RT_ANY_INLINE

#define RT_ANY_COMPARE(name, op) \
    RT_INLINE int32_t rt_any_##name(rt_any left, rt_any right) { \
        if (rt_likely(rt_int_both_small(left, right))) { \
            return left op right; \
        } \
        return rt_any_##name##_slow(left, right); \
    }
RT_ANY_COMPARE(eq, ==)
RT_ANY_COMPARE(ne, !=)
RT_ANY_COMPARE(lt, <)
RT_ANY_COMPARE(le, <=)
RT_ANY_COMPARE(gt, >)
RT_ANY_COMPARE(ge, >=)
#undef RT_ANY_COMPARE

RT_INLINE rt_any rt_any_neg(rt_any v) {
    return rt_likely(rt_int_is_small(v)) ? rt_int_neg(v) : rt_any_neg_slow(v);
}

RT_INLINE rt_any rt_any_invert(rt_any v) {
    return rt_likely(rt_int_is_small(v)) ? rt_int_invert(v) : rt_any_invert_slow(v);
}

RT_INLINE int32_t rt_any_truth(rt_any v) {
    return rt_likely(rt_int_is_small(v)) ? v != 0 : rt_any_truth_slow(v);
}

/* new: an item of an exact list by a small index, else container[key] */
RT_INLINE PyObject *rt_get_item_any(PyObject *container, rt_any key) {
    if (rt_likely(PyList_CheckExact(container) &&
                  (size_t)(key >> 1) < (size_t)Py_SIZE(container) && rt_int_is_small(key))) {
        return Py_NewRef(((PyListObject *)container)->ob_item[key >> 1]);
    }
    return rt_get_item_any_slow(container, key);
}

/* container[key] = value, which it keeps a reference to; 0 or -1 */
RT_INLINE int32_t rt_set_item_any(PyObject *container, rt_any key, PyObject *value) {
    if (rt_likely(PyList_CheckExact(container) &&
                  (size_t)(key >> 1) < (size_t)Py_SIZE(container) && rt_int_is_small(key))) {
        PyObject **item = &((PyListObject *)container)->ob_item[key >> 1];
        PyObject *old = *item;
        *item = Py_NewRef(value);
        rt_decref(old);
        return 0;
    }
    return rt_set_item_any_slow(container, key, value);
}

/* callee(op), which is most likely len(op) */
RT_API rt_any rt_call_len(PyObject *callee, PyObject *op);
/* new; callee(…), which is most likely the built-in of that name */
RT_API PyObject *rt_call_max(PyObject *callee, PyObject *const *items, Py_ssize_t count);
RT_API PyObject *rt_call_min(PyObject *callee, PyObject *const *items, Py_ssize_t count);
RT_API PyObject *rt_call_abs(PyObject *callee, PyObject *op);
RT_API PyObject *rt_call_isinstance(PyObject *callee, PyObject *op, PyObject *classinfo);
RT_API PyObject *rt_call_isinstance_of_any(PyObject *callee, PyObject *op, PyObject *const *classes,
                                           Py_ssize_t count);
RT_API rt_any rt_call_ord(PyObject *callee, PyObject *op);
RT_API PyObject *rt_call_chr(PyObject *callee, rt_any code);
/* ord(op) */
RT_API rt_int rt_ord(PyObject *op);
/* steals op, which may be NULL; owned, or the error value */
RT_API rt_any rt_any_take(PyObject *op);

/* Whether range(start, stop, step) can be counted without making objects. */
RT_INLINE int32_t rt_range_is_plain(PyObject *callable, rt_any start, rt_any stop, rt_any step) {
    return callable == (PyObject *)&PyRange_Type && ((start | stop | step) & 1) == 0 && step != 0;
}

RT_INLINE int32_t rt_enumerate_is_plain(PyObject *callable, rt_any start) {
    return callable == (PyObject *)&PyEnum_Type && (start & 1) == 0;
}

#endif /* AOT_INLINE_ANY_H */
