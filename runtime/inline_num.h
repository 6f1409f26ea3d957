/* SPDX-License-Identifier: Apache-2.0 */
/* inline_num.h: values that are probably floats but may be any object (rep `num`).
 *
 * Two registers: a word and a payload. The word RT_NUM_FLOAT says that the payload is the float.
 * Any other word is that of an `any` (inline_any.h): a small int, or an object's pointer with bit 0
 * set, owned; the payload means nothing then. Exact floats and exact small ints are always held in
 * registers, so arithmetic tests the words and leaves the rest to the object protocol.
 */
#ifndef AOT_INLINE_NUM_H
#define AOT_INLINE_NUM_H

#include "inline_any.h"

#define RT_NUM_FLOAT ((rt_any)1)

typedef struct {
    rt_any word;
    double payload;
} rt_num;

/* the word of op, owned */
RT_INLINE rt_any rt_num_word(PyObject *op) {
    return PyFloat_CheckExact(op) ? RT_NUM_FLOAT : rt_any_from_object(op);
}

/* the word of an int object, borrowed */
RT_COLD rt_any rt_num_peek_long(PyObject *op);

/* the word of op, borrowed */
RT_INLINE rt_any rt_num_peek(PyObject *op) {
    if (PyFloat_CheckExact(op)) {
        return RT_NUM_FLOAT;
    }
    if (!PyLong_CheckExact(op)) {
        return (rt_any)op | 1;
    }
    return rt_likely(rt_long_is_compact(op)) ? rt_int_from_small(rt_long_compact_value(op))
                                             : rt_num_peek_long(op);
}

RT_INLINE double rt_num_payload(PyObject *op) {
    return PyFloat_CheckExact(op) ? PyFloat_AS_DOUBLE(op) : 0.0;
}

/* new */
RT_INLINE PyObject *rt_num_to_object(rt_any word, double payload) {
    return word == RT_NUM_FLOAT ? rt_new_float(payload) : rt_any_to_object(word);
}

RT_INLINE void rt_num_incref(rt_any word) {
    if (rt_unlikely((word & 1) != 0 && word != RT_NUM_FLOAT)) {
        Py_INCREF(rt_int_big_object(word));
    }
}

RT_INLINE void rt_num_decref(rt_any word) {
    if (rt_unlikely((word & 1) != 0 && word != RT_NUM_FLOAT)) {
        rt_decref(rt_int_big_object(word));
    }
}

/* ops_num.c: operands of any kind, borrowed. 0 and *result, owned; or -1 with an exception. */
#define RT_NUM_BINARY(name) \
    RT_API int32_t rt_num_##name##_slow(rt_any left, double x, rt_any right, double y, \
                                        rt_num *result); \
    RT_API int32_t rt_num_inplace_##name##_slow(rt_any left, double x, rt_any right, double y, \
                                                rt_num *result);
RT_NUM_BINARY(add)
RT_NUM_BINARY(sub)
RT_NUM_BINARY(mul)
RT_NUM_BINARY(div)
RT_NUM_BINARY(pow)
RT_NUM_BINARY(floordiv)
RT_NUM_BINARY(mod)
RT_NUM_BINARY(lshift)
RT_NUM_BINARY(rshift)
RT_NUM_BINARY(and)
RT_NUM_BINARY(or)
RT_NUM_BINARY(xor)
#undef RT_NUM_BINARY
RT_API int32_t rt_num_negative_slow(rt_any word, double x, rt_num *result);
RT_API int32_t rt_num_invert_slow(rt_any word, double x, rt_num *result);

/* the truth of a comparison, or -1 */
#define RT_NUM_COMPARE(name) \
    RT_API int32_t rt_num_##name##_slow(rt_any left, double x, rt_any right, double y);
RT_NUM_COMPARE(eq)
RT_NUM_COMPARE(ne)
RT_NUM_COMPARE(lt)
RT_NUM_COMPARE(le)
RT_NUM_COMPARE(gt)
RT_NUM_COMPARE(ge)
#undef RT_NUM_COMPARE

#endif /* AOT_INLINE_NUM_H */
