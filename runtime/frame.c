/* SPDX-License-Identifier: Apache-2.0 */
/* frame.c: the rare things that happen to a native frame: tracebacks, frame objects, cells. */
#include "rt.h"

/* ---- the exception that is set, put aside -------------------------------------------------- */

#if PY_VERSION_HEX >= 0x030C0000
typedef PyObject *pending_exception;
static pending_exception exception_take(void) { return PyErr_GetRaisedException(); }
static void exception_give(pending_exception exception) { PyErr_SetRaisedException(exception); }
#else
typedef struct {
    PyObject *type, *value, *traceback;
} pending_exception;
static pending_exception exception_take(void) {
    pending_exception exception;
    PyErr_Fetch(&exception.type, &exception.value, &exception.traceback);
    return exception;
}
static void exception_give(pending_exception exception) {
    PyErr_Restore(exception.type, exception.value, exception.traceback);
}
#endif

/* New: the frame object of the innermost frame, or NULL when there is none (no exception). The
 * exception that is set survives; asking for a frame object may clear it. */
static PyFrameObject *current_frame_object(PyThreadState *ts) {
    pending_exception exception = exception_take();
    PyFrameObject *object = PyThreadState_GetFrame(ts);
    PyErr_Clear();
    exception_give(exception);
    return object;
}

/* ---- tracebacks ------------------------------------------------------------------------------ */

void rt_traceback(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    (void)frame; /* the innermost one, by contract */
    if (rt_unlikely(PyErr_Occurred() == NULL)) { /* as the interpreter, which somebody's C code deceives */
        PyErr_SetString(PyExc_SystemError, "error return without exception set");
    }
    PyFrameObject *object = current_frame_object(ts);
    if (object != NULL) {
        PyTraceBack_Here(object);
        Py_DECREF(object);
    }
}

/* ---- leaving a frame somebody looked at ------------------------------------------------------- */

/* The frame object stays valid after the function returned, as in CPython: it owns what the frame
 * owned, and knows the frame below it as an object. */
static void frame_object_take(PyThreadState *ts, struct _PyInterpreterFrame *frame,
                              PyFrameObject *object) {
    rt_frame_move(frame, object);
    if (object->f_back == NULL) {
        object->f_back = current_frame_object(ts);
    }
    if (!PyObject_GC_IsTracked((PyObject *)object)) {
        PyObject_GC_Track(object);
    }
}

void rt_frame_hand_over(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    PyFrameObject *object = frame->frame_obj;
    frame->frame_obj = NULL;
    if (object != NULL && Py_REFCNT(object) > 1) {
        frame_object_take(ts, frame, object);
        Py_DECREF(object);
        return;
    }
    Py_XDECREF(object);
    for (int i = 0; i < frame->stacktop; i++) {
        Py_XDECREF(frame->localsplus[i]);
    }
    Py_XDECREF(frame->f_locals);
}

/* ---- cells ------------------------------------------------------------------------------------ */

int32_t rt_frame_make_cell(struct _PyInterpreterFrame *frame, int32_t i) {
    PyObject *cell = PyCell_New(frame->localsplus[i]);
    if (cell == NULL) {
        return -1;
    }
    Py_XSETREF(frame->localsplus[i], cell);
    return 0;
}

void rt_frame_copy_closure(struct _PyInterpreterFrame *frame) {
    PyCodeObject *code = (PyCodeObject *)rt_frame_code(frame);
    PyObject *closure = ((PyFunctionObject *)rt_frame_func(frame))->func_closure;
    int first = code->co_nlocalsplus - code->co_nfreevars;
    for (int i = 0; i < code->co_nfreevars; i++) {
        frame->localsplus[first + i] = Py_NewRef(PyTuple_GET_ITEM(closure, i));
    }
}
