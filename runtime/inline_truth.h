/* SPDX-License-Identifier: Apache-2.0 */
/* inline_truth.h: the truth of an object; only the two bools are inlined. */
#ifndef AOT_INLINE_TRUTH_H
#define AOT_INLINE_TRUTH_H

#include "rt.h"

RT_API int32_t rt_truth_slow(PyObject *op); /* ops_compare.c */

/* 1, 0, or -1 with an exception */
RT_INLINE int32_t rt_truth(PyObject *op) {
    if (op == Py_True) {
        return 1;
    }
    return op == Py_False ? 0 : rt_truth_slow(op);
}

#endif /* AOT_INLINE_TRUTH_H */
