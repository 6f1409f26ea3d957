/* SPDX-License-Identifier: Apache-2.0 */
/* inline_iter.h: the second half of an iteration whose items are unpacked (ops_iter.c, ops_loop.c). */
#ifndef AOT_INLINE_ITER_H
#define AOT_INLINE_ITER_H

#include "rt.h"

/* exactly count items */
RT_API int32_t rt_unpack(PyObject *iterable, PyObject **targets, int64_t count);

/* What rt_iter_next_items left in *whole goes to the targets, unless they have been filled. */
RT_INLINE int32_t rt_unpack_item(PyObject **whole, PyObject **targets, int64_t count) {
    return rt_likely(*whole == NULL) ? 0 : rt_unpack(*whole, targets, count);
}

#endif /* AOT_INLINE_ITER_H */
