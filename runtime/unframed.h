/* SPDX-License-Identifier: Apache-2.0 */
/* unframed.h: what typed bodies without a frame need at their entry. */
#ifndef AOT_UNFRAMED_H
#define AOT_UNFRAMED_H

#include "rt.h"

/* Without a frame there is no count to keep: such a body recurs as deep as the C stack allows
 * (docs/differences.md), and lets signals and other threads in at each call. */
RT_INLINE int32_t rt_enter_unframed(PyThreadState *ts) {
    char here; /* its address says where the stack is, and needs no frame pointer */
    uintptr_t sp = (uintptr_t)&here;
    if (rt_unlikely(sp - rt_stack_base > rt_stack_span) && rt_stack_exceeded(ts, sp) < 0) {
        return -1;
    }
    if (rt_unlikely(rt_eval_breaker_set(ts))) {
        return rt_handle_eval_breaker(ts);
    }
    return 0;
}

/* Adds an entry for a body without a frame: the function at code_index of the module, at code unit pos. */
RT_COLD void rt_traceback_unframed(PyThreadState *ts, const rt_module_def *module,
                                   uint32_t code_index, int32_t pos);

#endif
