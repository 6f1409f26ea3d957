/* SPDX-License-Identifier: Apache-2.0 */
/* ops_generator.h: what generators and coroutines delegate to (aot_build/primitives/generators.py). */
#ifndef AOT_OPS_GENERATOR_H
#define AOT_OPS_GENERATOR_H

#include "rt.h"

/* ---- ops_generator.c ------------------------------------------------------------------------------ */

RT_API PyObject *rt_yield_from_iter(PyObject *iterable, struct _PyInterpreterFrame *frame);
RT_API int32_t rt_send(PyThreadState *ts, PyObject *receiver, PyObject *value, PyObject **item);
RT_API int32_t rt_bind_waiting(PyObject **empty, PyObject **callee);
RT_API PyObject *rt_frame_place(struct _PyInterpreterFrame *frame);

/* ---- ops_async.c, ops_with.c ----------------------------------------------------------------------- */

RT_API PyObject *rt_awaitable(PyObject *op, int64_t use);
RT_API PyObject *rt_async_iter(PyObject *iterable);
RT_API PyObject *rt_async_next(PyObject *iterator);
RT_API int32_t rt_async_ended(void);
RT_API PyObject *rt_async_enter(PyObject *manager, PyObject **exit);
RT_API PyObject *rt_async_exit(PyObject *exit);
RT_API PyObject *rt_async_exit_exception(PyObject *exit, PyObject *exception);

/* ---- resume.c ---------------------------------------------------------------------------------------- */

/* Sets an exception of that type, with a name in its message, whose cause is the one that is set. */
RT_API void rt_replace_exception(PyObject *type, const char *format, const char *name);

#endif
