/* SPDX-License-Identifier: Apache-2.0 */
/* trace: sys.settrace and sys.setprofile: functions in Python for the events of support/trace.c.
 */
#include "sys.h"

#if !PYI_313
extern int PyFrame_FastToLocalsWithError(PyFrameObject *frame);
extern void PyFrame_LocalsToFast(PyFrameObject *frame, int clear);
#endif

/* in the order of PyTrace_CALL … PyTrace_OPCODE */
static const char *const events[] = {"call",   "exception",   "line",     "return",
                                     "c_call", "c_exception", "c_return", "opcode"};

/* ---- events -------------------------------------------------------------------------------------------------- */

/* new: callback(frame, event, arg); the frame adds itself to the traceback of a failure, as to that of its own */
static PyObject *call(PyObject *callback, PyFrameObject *frame, int what, PyObject *arg) {
#if !PYI_313
    if (PyFrame_FastToLocalsWithError(frame) < 0) {
        return NULL;
    }
#endif
    PyObject *event = PyUnicode_InternFromString(events[what]);
    if (event == NULL) {
        return NULL;
    }
    PyObject *stack[] = {(PyObject *)frame, event, arg == NULL ? Py_None : arg};
    PyObject *result = PyObject_Vectorcall(callback, stack, 3, NULL);
#if !PYI_313
    PyFrame_LocalsToFast(frame, 1); /* the function may have changed variables */
#endif
    Py_DECREF(event);
    return result;
}

/* A function that fails is not called again. */
static int profile_event(PyObject *callback, PyFrameObject *frame, int what, PyObject *arg) {
    PyObject *result = call(callback, frame, what, arg);
    if (result == NULL) {
        _PyEval_SetProfile(_PyThreadState_GET(), NULL, NULL);
        return -1;
    }
    Py_DECREF(result);
    return 0;
}

/* What the function answers to a call is the function for the events of that frame. */
static int trace_event(PyObject *global, PyFrameObject *frame, int what, PyObject *arg) {
    PyObject *callback = what == PyTrace_CALL ? global : frame->f_trace;
    if (callback == NULL) {
        return 0;
    }
    Py_INCREF(callback);
    PyObject *result = call(callback, frame, what, arg);
    Py_DECREF(callback);
    if (result == NULL) {
        _PyEval_SetTrace(_PyThreadState_GET(), NULL, NULL);
        Py_CLEAR(frame->f_trace);
        return -1;
    }
    if (result != Py_None) {
        Py_XSETREF(frame->f_trace, result);
    } else {
        Py_DECREF(result);
    }
    return 0;
}

/* ---- functions -------------------------------------------------------------------------------------------------- */

static PyObject *sys_settrace(PyObject *module, PyObject *function) {
    (void)module;
    PyThreadState *ts = _PyThreadState_GET();
    int status = function == Py_None ? _PyEval_SetTrace(ts, NULL, NULL)
                                     : _PyEval_SetTrace(ts, trace_event, function);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *sys_setprofile(PyObject *module, PyObject *function) {
    (void)module;
    PyThreadState *ts = _PyThreadState_GET();
    int status = function == Py_None ? _PyEval_SetProfile(ts, NULL, NULL)
                                     : _PyEval_SetProfile(ts, profile_event, function);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *sys_gettrace(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyObject *function = _PyThreadState_GET()->c_traceobj;
    return Py_NewRef(function == NULL ? Py_None : function);
}

static PyObject *sys_getprofile(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyObject *function = _PyThreadState_GET()->c_profileobj;
    return Py_NewRef(function == NULL ? Py_None : function);
}

static PyObject *sys_call_tracing(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    if (!_PyArg_CheckPositional("call_tracing", n, 2, 2)) {
        return NULL;
    }
    if (!PyTuple_Check(args[1])) {
        _PyArg_BadArgument("call_tracing", "argument 2", "tuple", args[1]);
        return NULL;
    }
    return _PyEval_CallTracing(args[0], args[1]);
}

#if PYI_312
static PyObject *sys_settraceallthreads(PyObject *module, PyObject *function) {
    (void)module;
    PyEval_SetTraceAllThreads(function == Py_None ? NULL : trace_event,
                              function == Py_None ? NULL : function);
    Py_RETURN_NONE;
}

static PyObject *sys_setprofileallthreads(PyObject *module, PyObject *function) {
    (void)module;
    PyEval_SetProfileAllThreads(function == Py_None ? NULL : profile_event,
                                function == Py_None ? NULL : function);
    Py_RETURN_NONE;
}
#endif

#if PYI_313
#  define SETTER(name) PYI_SIGNATURE(name, "($module, function, /)")
#  define SETTER_OF_ALL(name) PYI_SIGNATURE(name, "($module, function, /)")
#else
#  define SETTER(name) NULL
#  define SETTER_OF_ALL(name) PYI_SIGNATURE(name, "($module, arg, /)")
#endif

static PyMethodDef methods[] = {
    {"settrace", sys_settrace, METH_O, SETTER("settrace")},
    {"setprofile", sys_setprofile, METH_O, SETTER("setprofile")},
    {"gettrace", sys_gettrace, METH_NOARGS, PYI_SIGNATURE("gettrace", "($module, /)")},
    {"getprofile", sys_getprofile, METH_NOARGS, PYI_SIGNATURE("getprofile", "($module, /)")},
    {"call_tracing", PYI_FASTCALL(sys_call_tracing), METH_FASTCALL,
     PYI_SIGNATURE("call_tracing", "($module, func, args, /)")},
#if PYI_312
    {"_settraceallthreads", sys_settraceallthreads, METH_O,
     SETTER_OF_ALL("_settraceallthreads")},
    {"_setprofileallthreads", sys_setprofileallthreads, METH_O,
     SETTER_OF_ALL("_setprofileallthreads")},
#endif
    {0},
};

int pyi_sys_add_trace(PyObject *module) { return PyModule_AddFunctions(module, methods); }
