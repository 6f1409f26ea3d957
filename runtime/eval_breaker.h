/* SPDX-License-Identifier: Apache-2.0 */
/* eval_breaker.h: the flag by which signals, threads and the collector ask for attention. */
#ifndef AOT_EVAL_BREAKER_H
#define AOT_EVAL_BREAKER_H

RT_INLINE int32_t rt_eval_breaker_set(PyThreadState *ts) {
#if PY_VERSION_HEX >= 0x030D0000
    /* above these bits is the version of instrumentation, which is nobody waiting */
    const uintptr_t events = 0xff;
    return (__atomic_load_n(&ts->eval_breaker, __ATOMIC_RELAXED) & events) != 0;
#else
    return __atomic_load_n((const int *)&ts->interp->ceval.eval_breaker, __ATOMIC_RELAXED) != 0;
#endif
}

#endif
