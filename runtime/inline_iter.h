/* SPDX-License-Identifier: Apache-2.0 */
/* inline_iter.h: the second half of an iteration whose items are unpacked (ops_iter.c, ops_loop.c). */
#ifndef AOT_INLINE_ITER_H
#define AOT_INLINE_ITER_H

#include "rt.h"
#include "slots.h"

#define RT_FEW_ITEMS 3

RT_API int32_t rt_unpack_any(PyObject *iterable, PyObject **targets, int64_t count);

/* exactly count items, which is a constant where this is inlined */
RT_INLINE int32_t rt_unpack(PyObject *iterable, PyObject **targets, int64_t count) {
    if (count > RT_FEW_ITEMS ||
        rt_unlikely(!PyTuple_CheckExact(iterable) || Py_SIZE(iterable) != count)) {
        return rt_unpack_any(iterable, targets, count);
    }
    for (int64_t i = 0; i < count; i++) {
        rt_slot_set(&targets[i], Py_NewRef(PyTuple_GET_ITEM(iterable, i)));
    }
    return 0;
}

/* What rt_iter_next_items left in *whole goes to the targets, unless they have been filled. */
RT_INLINE int32_t rt_unpack_item(PyObject **whole, PyObject **targets, int64_t count) {
    return rt_likely(*whole == NULL) ? 0 : rt_unpack(*whole, targets, count);
}

#endif /* AOT_INLINE_ITER_H */
