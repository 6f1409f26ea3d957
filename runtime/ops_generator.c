/* SPDX-License-Identifier: Apache-2.0 */
/* ops_generator.c: what generators delegate to. */
#include "generator.h"
#include "ops.h"
#include "ops_generator.h"
#include "resume.h"

PyObject *rt_yield_from_iter(PyObject *iterable, struct _PyInterpreterFrame *frame) {
    if (PyCoro_CheckExact(iterable)) {
        int own_flags = ((PyCodeObject *)rt_frame_code(frame))->co_flags;
        if ((own_flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE)) == 0) {
            PyErr_SetString(PyExc_TypeError,
                            "cannot 'yield from' a coroutine object in a non-coroutine generator");
            return NULL;
        }
        return Py_NewRef(iterable);
    }
    return PyGen_CheckExact(iterable) ? Py_NewRef(iterable) : PyObject_GetIter(iterable);
}

int32_t rt_send(PyThreadState *ts, PyObject *receiver, PyObject *value, PyObject **item) {
    PyObject *result;
    rt_outcome how = rt_send_anywhere(ts, receiver, value, &result);
    if (how == RT_FAILED) {
        return -1;
    }
    Py_XSETREF(*item, result);
    return how == RT_YIELDED;
}

/* A callable that waits for its arguments has an empty place beside it, unless the interpreter has put a
 * method and its object into the two. Before 3.13 the empty one, where the method is, comes first. */
int32_t rt_bind_waiting(PyObject **empty, PyObject **callee) {
    if (*empty == NULL) {
        return 0;
    }
#if PY_VERSION_HEX >= 0x030D0000
    PyObject *bound = PyMethod_New(*callee, *empty);
#else
    PyObject *bound = PyMethod_New(*empty, *callee);
#endif
    if (bound == NULL) {
        return -1;
    }
    Py_CLEAR(*empty);
    Py_SETREF(*callee, bound);
    return 0;
}

PyObject *rt_frame_place(struct _PyInterpreterFrame *frame) {
    _Py_CODEUNIT *first = _PyCode_CODE((PyCodeObject *)rt_frame_code(frame));
    return PyLong_FromSsize_t(*rt_frame_position(frame) - first);
}

void rt_replace_exception(PyObject *type, const char *format, const char *name) {
    PyObject *kind, *cause, *traceback;
    PyErr_Fetch(&kind, &cause, &traceback);
    PyErr_NormalizeException(&kind, &cause, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(cause, traceback);
    }
    PyObject *message = PyUnicode_FromFormat(format, name);
    PyObject *error = message == NULL ? NULL : PyObject_CallOneArg(type, message);
    if (error != NULL) {
        PyException_SetCause(error, Py_NewRef(cause));
        PyException_SetContext(error, Py_NewRef(cause));
        PyErr_Restore(Py_NewRef(type), error, NULL);
    }
    Py_XDECREF(message);
    Py_DECREF(kind);
    Py_DECREF(cause);
    Py_XDECREF(traceback);
}
