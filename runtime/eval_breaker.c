/* SPDX-License-Identifier: Apache-2.0 */
/* eval_breaker.c: lets in whoever waits: signal handlers, other threads, the collector. */
#include "rt.h"
#include "library.h"

#if PY_VERSION_HEX >= 0x030D0000

#  define Py_BUILD_CORE 1
#  include <internal/pycore_ceval.h>
#  undef Py_BUILD_CORE

int32_t rt_handle_eval_breaker(PyThreadState *ts) { return _Py_HandlePending(ts); }

#else

/* Before 3.13 the function that handles all requests is not exported. Signals and pending calls
 * have a public one; the others are handled by the first instruction of any Python function. */

/* Takes the helper function's own entry off the traceback of the exception that is set. */
static void traceback_drop_first(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL && PyTraceBack_Check(traceback)) {
        PyObject *rest = (PyObject *)((PyTracebackObject *)traceback)->tb_next;
        Py_XINCREF(rest);
        Py_SETREF(traceback, rest);
        PyException_SetTraceback(value, traceback == NULL ? Py_None : traceback);
    }
    PyErr_Restore(type, value, traceback);
}

/* Runs rt_breathe, a Python function that does nothing, at no cost to the recursion limits. */
static int32_t breathe(PyThreadState *ts) {
    bool traced = ts->c_tracefunc != NULL || ts->c_profilefunc != NULL;
    if (traced) {
        PyThreadState_EnterTracing(ts);
    }
    ts->rt_recursion_remaining++;
#  if PY_VERSION_HEX >= 0x030C0000
    ts->c_recursion_remaining++;
#  endif
    PyObject *none = PyObject_CallNoArgs(rt_breathe);
#  if PY_VERSION_HEX >= 0x030C0000
    ts->c_recursion_remaining--;
#  endif
    ts->rt_recursion_remaining--;
    if (traced) {
        PyThreadState_LeaveTracing(ts);
    }
    if (none == NULL) {
        traceback_drop_first();
        return -1;
    }
    Py_DECREF(none);
    return 0;
}

int32_t rt_handle_eval_breaker(PyThreadState *ts) {
    if (Py_MakePendingCalls() < 0) {
        return -1;
    }
    return rt_eval_breaker_set(ts) ? breathe(ts) : 0;
}

#endif
