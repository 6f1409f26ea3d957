/* SPDX-License-Identifier: Apache-2.0 */
/* entry.c: the way from a vectorcall into a body, out of line.
 *
 * Inlining it into every entry makes libraries a third larger and compiling twice as slow, for a
 * nanosecond per call.
 */
#include "rt.h"

#if RT_HAS_WATCHERS
RT_API PyObject *rt_vectorcall_framed(PyObject *callable, PyObject *const *args, size_t nargsf,
                                      PyObject *kwnames, rt_body body, void *frame_mem,
                                      int32_t nlocalsplus);

PyObject *rt_vectorcall_framed(PyObject *callable, PyObject *const *args, size_t nargsf,
                               PyObject *kwnames, rt_body body, void *frame_mem,
                               int32_t nlocalsplus) {
    return rt_vectorcall(callable, args, nargsf, kwnames, body, frame_mem, nlocalsplus);
}
#endif
