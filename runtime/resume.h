/* SPDX-License-Identifier: Apache-2.0 */
/* resume.h: what the slots of the types of generators share. */
#ifndef AOT_RESUME_H
#define AOT_RESUME_H

#include "rt.h"

typedef enum { RT_YIELDED, RT_RETURNED, RT_FAILED, RT_ELSEWHERE } rt_outcome;

/* ---- resume.c -------------------------------------------------------------------------------------- */

/* Whether native code took a generator of any kind from where it stands. *result: new, or NULL with an
 * exception. */
RT_API bool rt_generator_resumed(PyThreadState *ts, PyObject *self, PyObject *arg,
                                 PyObject **result, rt_outcome *how);

/* Steals value, which becomes that of a StopIteration. NULL. */
RT_API PyObject *rt_stop_iteration(PyObject *value);

/* The definition of the method `send` of a type, borrowed; NULL with an exception. */
RT_API PyMethodDef *rt_send_definition(PyTypeObject *type);

/* ---- resume_async.c -------------------------------------------------------------------------------- */

/* 0 or -1 */
RT_API int rt_resume_install_async(void);

#endif
