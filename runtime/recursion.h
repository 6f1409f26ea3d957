/* SPDX-License-Identifier: Apache-2.0 */
/* recursion.h: Python's recursion limit, and the C stack's own. */
#ifndef AOT_RECURSION_H
#define AOT_RECURSION_H

/* Where the stack pointer may be in the thread that entered native code last: [base, base + span].
 * Another thread finds its own pointer outside and takes the slow road once; the GIL keeps the two
 * consistent. */
RT_DATA uintptr_t rt_stack_base, rt_stack_span;

RT_COLD int32_t rt_stack_exceeded(PyThreadState *ts, uintptr_t sp);
/* One of the two may be exceeded; remaining is that of Python's before this entry. */
RT_COLD int32_t rt_enter_recursive_slow(PyThreadState *ts, uintptr_t sp, int remaining);

#if PY_VERSION_HEX >= 0x030C0000
#  define rt_recursion_remaining py_recursion_remaining
#else
#  define rt_recursion_remaining recursion_remaining
#endif

RT_INLINE void rt_leave_recursive(PyThreadState *ts) { ts->rt_recursion_remaining++; }

RT_INLINE int32_t rt_enter_recursive(PyThreadState *ts) {
    uintptr_t sp = (uintptr_t)__builtin_frame_address(0);
    int remaining = ts->rt_recursion_remaining--;
    if (rt_likely(remaining > 0 && sp - rt_stack_base <= rt_stack_span)) {
        return 0;
    }
    return rt_enter_recursive_slow(ts, sp, remaining);
}

#endif
