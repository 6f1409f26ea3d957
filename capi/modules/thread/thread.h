/* SPDX-License-Identifier: Apache-2.0 */
/* thread.h: the parts of the module _thread. */
#ifndef PYI_THREAD_H
#define PYI_THREAD_H

#include "pyi.h"

#include "internal/pycore_structseq.h"
#if PYI_312
#  include "internal/pycore_time.h"
#endif

#if PYI_313
typedef PyTime_t nanoseconds;
#else
typedef _PyTime_t nanoseconds;
#endif

/* ---- locks ------------------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyThread_type_lock lock;
    PyObject *weak;
    char locked;
} lock_object;

PYI_HIDDEN extern PyTypeObject thread_lock_type, thread_rlock_type, thread_local_type;
/* new */
PYI_HIDDEN PyObject *thread_lock_new(void);
/* us: -1 for ever, 0 not at all. 1, 0 or -1; signals are handled meanwhile */
PYI_HIDDEN int thread_acquire(PyThread_type_lock lock, PY_TIMEOUT_T us);

/* ---- threads ---------------------------------------------------------------------------------- */

/* Whether a thread runs, for those who wait for its end; outlives the thread and the objects. */
typedef struct thread_end thread_end;

/* new: the number of a thread that calls function(*args, **kwargs); end (may be NULL) is told when it is over. */
PYI_HIDDEN PyObject *thread_start(PyObject *function, PyObject *args, PyObject *kwargs, thread_end *end);
/* From the thread itself, when it has no state any more. */
PYI_HIDDEN void thread_end_tell(thread_end *end);
#if PYI_313
PYI_HIDDEN int thread_add_handles(PyObject *module);
#endif

#define METHOD(name, function) {name, (PyCFunction)(void (*)(void))function, METH_NOARGS, NULL}
#define METHOD_KEYWORDS(name, function)                                                            \
    {name, (PyCFunction)(void (*)(void))function, METH_VARARGS | METH_KEYWORDS, NULL}
#define METHOD_VARARGS(name, function)                                                             \
    {name, (PyCFunction)(void (*)(void))function, METH_VARARGS, NULL}

#endif /* PYI_THREAD_H */
