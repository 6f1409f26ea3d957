/* SPDX-License-Identifier: Apache-2.0 */
/* generator.h: how the body of a generator is entered and left.
 *
 * It runs in the frame that lies in the generator object, from one suspension to the next. What a
 * suspended one holds is where the interpreter would have left it: variables in their places, values
 * on the evaluation stack behind them, the position at the YIELD_VALUE.
 */
#ifndef AOT_GENERATOR_H
#define AOT_GENERATOR_H

#include "rt.h"

/* From 3.13 on a frame that does not run stands behind its last instruction, before that on it. */
#if PY_VERSION_HEX >= 0x030D0000
#  define RT_SUSPENDED_BEHIND 1
#else
#  define RT_SUSPENDED_BEHIND 0
#endif

/* 3.11 has a prologue before the instructions that the compiler counts; here it does nothing. */
#if RT_HAS_WATCHERS
#  define RT_FIRST_UNIT 0
#else
#  define RT_FIRST_UNIT RT_PROLOGUE_UNITS
#endif

/* The instruction with which the compiler's count begins. */
RT_INLINE _Py_CODEUNIT *rt_first_instruction(struct _PyInterpreterFrame *frame) {
    return _PyCode_CODE((PyCodeObject *)rt_frame_code(frame)) + RT_FIRST_UNIT;
}

RT_INLINE PyGenObject *rt_frame_generator(struct _PyInterpreterFrame *frame) {
    return (PyGenObject *)((char *)frame - offsetof(PyGenObject, gi_iframe));
}

RT_INLINE struct _PyInterpreterFrame *rt_generator_frame(PyGenObject *gen) {
    return (struct _PyInterpreterFrame *)gen->gi_iframe;
}

/* The code unit of the instruction that suspended or made the generator of this frame. */
RT_INLINE int32_t rt_resume_point(struct _PyInterpreterFrame *frame) {
    ptrdiff_t position = *rt_frame_position(frame) - rt_first_instruction(frame);
    return (int32_t)position - RT_SUSPENDED_BEHIND;
}

/* The frame's stack has been filled up to place `top` of its localsplus. */
RT_INLINE void rt_suspend(struct _PyInterpreterFrame *frame, int32_t code_unit, int32_t top,
                          int32_t delegates) {
    *rt_frame_position(frame) = rt_first_instruction(frame) + code_unit + RT_SUSPENDED_BEHIND;
    frame->stacktop = top;
#if PY_VERSION_HEX >= 0x030D0000
    rt_frame_generator(frame)->gi_frame_state = (int8_t)(FRAME_SUSPENDED + delegates);
#else
    (void)delegates; /* the RESUME behind the instruction tells */
    rt_frame_generator(frame)->gi_frame_state = FRAME_SUSPENDED;
#endif
}

/* Whether a suspended generator waits for another one or an awaitable, whose value it passed on. */
RT_INLINE bool rt_generator_delegates(PyGenObject *gen) {
#if PY_VERSION_HEX >= 0x030D0000
    return gen->gi_frame_state == FRAME_SUSPENDED_YIELD_FROM;
#else
    /* the RESUME behind the instruction tells: 2, 3 for what it waits for */
    const uint8_t *next = (const uint8_t *)(*rt_frame_position(rt_generator_frame(gen)) + 1);
    return (next[1] & 3) >= 2;
#endif
}

/* What was on the frame's stack is in the body's hands: n variables are left. */
RT_INLINE void rt_unwind_stack(struct _PyInterpreterFrame *frame, int32_t n) {
    frame->stacktop = n;
}

#endif
