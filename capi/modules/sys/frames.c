/* SPDX-License-Identifier: Apache-2.0 */
/* frames: the running frames and the exceptions being handled, of this thread and of the others.
 */
#include "sys.h"

/* ---- frames ----------------------------------------------------------------------------------------------------- */

/* new, NULL with an exception: the frame so many calls outside of the one that asks */
static PyFrameObject *frame_at(int depth) {
    PyFrameObject *frame = PyThreadState_GetFrame(_PyThreadState_GET());
    for (; depth > 0 && frame != NULL; depth--) {
        PyFrameObject *back = PyFrame_GetBack(frame);
        Py_DECREF(frame);
        frame = back;
    }
    if (frame == NULL && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_ValueError, "call stack is not deep enough");
    }
    return frame;
}

static PyObject *sys_getframe(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    int depth = 0;
    if (!_PyArg_CheckPositional("_getframe", n, 0, 1)) {
        return NULL;
    }
    if (n == 1) {
        depth = PYI_LONG_AS_INT(args[0]);
        if (depth == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    PyFrameObject *frame = frame_at(depth);
    if (frame != NULL && PySys_Audit("sys._getframe", "(O)", frame) < 0) {
        Py_CLEAR(frame);
    }
    return (PyObject *)frame;
}

#if PYI_312
static PyObject *sys_getframemodulename(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"depth", NULL};
    int depth = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|i:_getframemodulename", keywords, &depth) ||
        PySys_Audit("sys._getframemodulename", "i", depth) < 0) {
        return NULL;
    }
    PyFrameObject *frame = frame_at(depth);
    if (frame == NULL) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    PyObject *function = frame->f_frame->f_funcobj, *name = NULL;
    if (function != NULL && PyFunction_Check(function)) {
        name = Py_XNewRef(PyFunction_GetModule(function));
    }
    Py_DECREF(frame);
    if (name == NULL) {
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    return name;
}
#endif

/* ---- all threads --------------------------------------------------------------------------------------------------- */

/* new dict: the number of each thread, and what *get* (new; NULL without an exception: leave it out) says of it */
static PyObject *of_each_thread(PyObject *(*get)(PyThreadState *ts)) {
    PyObject *result = PyDict_New();
    PyThreadState *ts = PyInterpreterState_ThreadHead(_PyInterpreterState_GET());
    for (; ts != NULL && result != NULL; ts = PyThreadState_Next(ts)) {
        PyObject *value = get(ts);
        PyObject *key = value == NULL ? NULL : PyLong_FromUnsignedLong(ts->thread_id);
        if (PyErr_Occurred() || (key != NULL && PyDict_SetItem(result, key, value) < 0)) {
            Py_CLEAR(result);
        }
        Py_XDECREF(key);
        Py_XDECREF(value);
    }
    return result;
}

static PyObject *frame_of(PyThreadState *ts) { return (PyObject *)PyThreadState_GetFrame(ts); }

static PyObject *exception_of(PyThreadState *ts) {
    _PyErr_StackItem *item = _PyErr_GetTopmostException(ts);
#if PYI_312
    return Py_NewRef(item->exc_value == NULL ? Py_None : item->exc_value);
#else
    return _PyErr_StackItemToExcInfoTuple(item);
#endif
}

static PyObject *sys_current_frames(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PySys_Audit("sys._current_frames", NULL) < 0 ? NULL : of_each_thread(frame_of);
}

static PyObject *sys_current_exceptions(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PySys_Audit("sys._current_exceptions", NULL) < 0 ? NULL : of_each_thread(exception_of);
}

/* new */
PyObject *_PyThread_CurrentFrames(void) { return sys_current_frames(NULL, NULL); }
PyObject *_PyThread_CurrentExceptions(void) { return sys_current_exceptions(NULL, NULL); }

/* ---- exceptions ------------------------------------------------------------------------------------------------------ */

static PyObject *sys_exc_info(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return _PyErr_StackItemToExcInfoTuple(_PyErr_GetTopmostException(_PyThreadState_GET()));
}

static PyObject *sys_exception(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyObject *handled = _PyErr_GetHandledException(_PyThreadState_GET());
    return handled != NULL ? handled : Py_NewRef(Py_None);
}

static PyObject *sys_exit(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    if (_PyArg_CheckPositional("exit", n, 0, 1)) {
        PyErr_SetObject(PyExc_SystemExit, n == 0 ? Py_None : args[0]);
    }
    return NULL;
}

static PyMethodDef methods[] = {
    {"_getframe", PYI_FASTCALL(sys_getframe), METH_FASTCALL,
     PYI_SIGNATURE("_getframe", "($module, depth=0, /)")},
#if PYI_312
    {"_getframemodulename", PYI_FASTCALL(sys_getframemodulename), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("_getframemodulename", "($module, /, depth=0)")},
#endif
    {"_current_frames", sys_current_frames, METH_NOARGS,
     PYI_SIGNATURE("_current_frames", "($module, /)")},
    {"_current_exceptions", sys_current_exceptions, METH_NOARGS,
     PYI_SIGNATURE("_current_exceptions", "($module, /)")},
    {"exc_info", sys_exc_info, METH_NOARGS, PYI_SIGNATURE("exc_info", "($module, /)")},
    {"exception", sys_exception, METH_NOARGS, PYI_SIGNATURE("exception", "($module, /)")},
    {"exit", PYI_FASTCALL(sys_exit), METH_FASTCALL,
     PYI_SIGNATURE("exit", "($module, status=None, /)")},
    {0},
};

int pyi_sys_add_frames(PyObject *module) { return PyModule_AddFunctions(module, methods); }
