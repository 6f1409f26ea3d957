/* SPDX-License-Identifier: Apache-2.0 */
/* frame.h: frames of native functions; the layout of each Python version is in its own file.
 *
 * A native frame borrows its function, code and globals: the caller of a vectorcall keeps the
 * function alive, and the module's state keeps every code object of the module for ever. The
 * collector does not look into a frame that a thread owns, so borrowing is not seen. Only when the
 * contents move into a frame object do those references become owned.
 *
 * Each frame_3xx.h defines
 *   rt_frame_lay(mem, func, code, n)   a frame, not linked, positioned at the first instruction
 *                                      that tracebacks may show; the caller fills its n slots
 *   rt_frame_link, rt_frame_unlink     in and out of the thread's chain
 *   rt_frame_current(ts)               the innermost one
 *   rt_frame_observed(frame)           true if a frame object or a locals dict was made of it
 *   rt_frame_move(frame, object)       its contents become the frame object's
 */
#ifndef AOT_FRAME_H
#define AOT_FRAME_H

/* Internal headers want Py_BUILD_CORE; defined after Python.h, linkage stays an extension's. */
#define Py_BUILD_CORE 1
#undef _PyGC_FINALIZED /* 3.12 has a macro and an inline function of this name */
#include <internal/pycore_frame.h>
#include <internal/pycore_interp.h>
#undef Py_BUILD_CORE

_Static_assert(sizeof(struct _PyInterpreterFrame) <= RT_FRAME_HEADER_MAX,
               "generated code reserves less for a frame");

RT_INLINE PyObject **rt_frame_locals(struct _PyInterpreterFrame *frame) {
    return frame->localsplus;
}
RT_INLINE PyObject *rt_frame_globals(struct _PyInterpreterFrame *frame) { return frame->f_globals; }

#if PY_VERSION_HEX < 0x030C0000
#  include "frame_311.h"
#elif PY_VERSION_HEX < 0x030D0000
#  include "frame_312.h"
#elif PY_VERSION_HEX < 0x030E0000
#  include "frame_313.h"
#else
#  error "this Python version needs a frame_3xx.h of its own"
#endif

/* Unlinks the frame and drops what its n slots own. */
RT_INLINE void rt_frame_leave(PyThreadState *ts, struct _PyInterpreterFrame *frame, int32_t n) {
    rt_frame_unlink(ts, frame);
    if (rt_unlikely(rt_frame_observed(frame))) {
        rt_frame_hand_over(ts, frame);
        return;
    }
    for (int32_t i = 0; i < n; i++) {
        rt_xdecref(frame->localsplus[i]);
    }
}

#endif
