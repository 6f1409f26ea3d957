/* SPDX-License-Identifier: Apache-2.0 */
/* eval_breaker.h: the flag by which signals, threads and the collector ask for attention. */
#ifndef AOT_EVAL_BREAKER_H
#define AOT_EVAL_BREAKER_H

/* Where the flag of this thread is; it stays there while the thread lives. */
RT_INLINE void *rt_eval_breaker_address(PyThreadState *ts) {
#if PY_VERSION_HEX >= 0x030D0000
    return &ts->eval_breaker;
#else
    return &ts->interp->ceval.eval_breaker;
#endif
}

RT_INLINE int32_t rt_eval_breaker_at(const void *address) {
#if PY_VERSION_HEX >= 0x030D0000
    /* above these bits is the version of instrumentation, which is nobody waiting */
    const uintptr_t events = 0xff;
    return (__atomic_load_n((const uintptr_t *)address, __ATOMIC_RELAXED) & events) != 0;
#else
    return __atomic_load_n((const int *)address, __ATOMIC_RELAXED) != 0;
#endif
}

RT_INLINE int32_t rt_eval_breaker_set(PyThreadState *ts) {
    return rt_eval_breaker_at(rt_eval_breaker_address(ts));
}

#endif
