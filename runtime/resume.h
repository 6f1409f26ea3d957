/* SPDX-License-Identifier: Apache-2.0 */
/* resume.h: what the slots of the types of generators share. */
#ifndef AOT_RESUME_H
#define AOT_RESUME_H

#include "hub.h"

typedef enum { RT_YIELDED, RT_RETURNED, RT_FAILED, RT_ELSEWHERE } rt_outcome;

/* ---- resume.c -------------------------------------------------------------------------------------- */

/* Whether native code took a generator of any kind from where it stands. *result: new, or NULL with an
 * exception. */
RT_API bool rt_generator_resumed(PyThreadState *ts, PyObject *self, PyObject *arg,
                                 PyObject **result, rt_outcome *how);

/* borrowed; what native code knows of the code object, NULL when it may not run generators of it now */
RT_API rt_code_link *rt_link_of_code(PyThreadState *ts, PyCodeObject *code);

/* What runs this library's generators. */
typedef PyObject *(*rt_resume_body)(rt_code_link *link, PyThreadState *ts,
                                    struct _PyInterpreterFrame *frame);

/* Lets rt_link_of_code find the hub's links, those of this library by their `resume`. 0 or -1. */
RT_API int rt_resume_prepare(Py_ssize_t extra_index, rt_resume_body own);

/* Steals value, which becomes that of a StopIteration. NULL. */
RT_API PyObject *rt_stop_iteration(PyObject *value);

/* The definition of the method `send` of a type, borrowed; NULL with an exception. */
RT_API PyMethodDef *rt_send_definition(PyTypeObject *type);

/* ---- outcome.c ------------------------------------------------------------------------------------- */

/* Before the first rt_take_outcome; 0 or -1. */
RT_API int rt_outcome_prepare(void);

/* Puts into the place of a receiver that has ended an object that ends in the same way when it is asked for a
 * value. value: what it returned, stolen, or NULL with its exception. 0; -1 with an exception, and a receiver
 * that is none. */
RT_API int rt_take_outcome(PyObject **receiver, PyObject *value);

/* As PyIter_Send. */
RT_API rt_outcome rt_send_anywhere(PyThreadState *ts, PyObject *receiver, PyObject *arg,
                                   PyObject **result);
/* Throws the exception that is set into the receiver. */
RT_API rt_outcome rt_throw_anywhere(PyObject *receiver, PyObject **result);
/* What tp_iternext or the like gave: new, or NULL, perhaps with an exception that has the value. */
RT_API rt_outcome rt_outcome_of_slot(PyObject *given, PyObject **result);

/* ---- resume_async.c -------------------------------------------------------------------------------- */

/* 0 or -1 */
RT_API int rt_resume_install_async(void);

#endif
