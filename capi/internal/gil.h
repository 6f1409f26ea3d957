/* SPDX-License-Identifier: Apache-2.0 */
/* gil.h: the lock around everything that touches objects, and the states of threads. */
#ifndef PYI_GIL_H
#define PYI_GIL_H

#include "pyi.h"

#include <pthread.h>

/* How deep C code may recurse through Py_EnterRecursiveCall (3.12+), which the header names differently. */
#ifdef Py_C_RECURSION_LIMIT
#  define Py_C_RECURSION_LIMIT_OF_THREADS Py_C_RECURSION_LIMIT
#else
#  define Py_C_RECURSION_LIMIT_OF_THREADS C_RECURSION_LIMIT
#endif

PYI_HIDDEN void pyi_gil_take(PyThreadState *ts);
/* ts: who gives it up, NULL when that one has gone. Waits for a thread that has asked for it to get it. */
PYI_HIDDEN void pyi_gil_drop(PyThreadState *ts);
PYI_HIDDEN void pyi_gil_after_fork(PyThreadState *holder);

/* Makes a thread look at its asynchronous exception soon. */
PYI_HIDDEN void pyi_break_async(PyThreadState *ts);

/* The one interpreter, ready for its first thread. */
PYI_HIDDEN PyInterpreterState *pyi_interpreter_init(void);
/* what the settings are when nobody says otherwise */
PYI_HIDDEN void pyi_config_init(PyConfig *config);
/* For a thread that is about to start, which binds it to itself. NULL without an exception: no memory. */
PYI_HIDDEN PyThreadState *pyi_thread_new_unbound(PyInterpreterState *interp);
PYI_HIDDEN void pyi_thread_bind(PyThreadState *ts);
/* In the child: forgets all other threads. */
PYI_HIDDEN void pyi_threads_after_fork(PyThreadState *survivor);

#if !PYI_312 /* which has them in a header that cannot be included alone */
void *_PyObject_VirtualAlloc(size_t size);
void _PyObject_VirtualFree(void *p, size_t size);
#endif

#endif /* PYI_GIL_H */
