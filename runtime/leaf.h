/* SPDX-License-Identifier: Apache-2.0 */
/* leaf.h: whether a call can try the leaf version of a function (aot_build/lower/leaves.py). */
#ifndef AOT_LEAF_H
#define AOT_LEAF_H

#include "rt.h"

/* A leaf that has given up that often is not tried again. */
#define RT_LEAF_PATIENCE 2000

/* It gave up. */
RT_COLD void rt_leaf_failed(uint32_t *failures);

/* Without a frame nobody is told of the call, so nobody may want to know; and a loop in C over such calls must
 * let signals and other threads in. */
RT_INLINE int32_t rt_leaf_fits(PyObject *callable, size_t nargsf, PyObject *kwnames, size_t arity,
                               const uint32_t *failures) {
#if RT_HAS_WATCHERS
    if (kwnames != NULL || (nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET) != arity ||
        rt_unlikely(*failures >= RT_LEAF_PATIENCE)) {
        return 0;
    }
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)callable)->func_code;
    PyThreadState *ts = PyThreadState_Get();
    return !rt_eval_breaker_set(ts) && rt_quiet(ts, code);
#else
    (void)callable, (void)nargsf, (void)kwnames, (void)arity, (void)failures;
    return 0;
#endif
}

#endif /* AOT_LEAF_H */
