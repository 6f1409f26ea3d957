/* SPDX-License-Identifier: Apache-2.0 */
/* ops_exc.c: raising and catching.
 *
 * The exception being handled is the top item of the thread's stack of handled exceptions; a
 * function shares that item with its callers, and so restores what it found there.
 */
#include "ops.h"

/* ---- raising -------------------------------------------------------------------------------------- */

/* new: op if it is an exception, an instance of op if it is an exception class; else NULL with the
 * TypeError complaint. */
static PyObject *make_exception(PyObject *op, const char *complaint) {
    if (PyExceptionInstance_Check(op)) {
        return Py_NewRef(op);
    }
    if (!PyExceptionClass_Check(op)) {
        PyErr_SetString(PyExc_TypeError, complaint);
        return NULL;
    }
    PyObject *exception = PyObject_CallNoArgs(op);
    if (exception != NULL && !PyExceptionInstance_Check(exception)) {
        PyErr_Format(PyExc_TypeError,
                     "calling %R should have returned an instance of BaseException, not %R", op,
                     Py_TYPE(exception));
        Py_CLEAR(exception);
    }
    return exception;
}

int32_t rt_raise(PyObject *exception) {
    PyObject *made = make_exception(exception, "exceptions must derive from BaseException");
    if (made != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(made), made);
        Py_DECREF(made);
    }
    return -1;
}

int32_t rt_raise_from(PyObject *exception, PyObject *cause) {
    PyObject *made = make_exception(exception, "exceptions must derive from BaseException");
    if (made == NULL) {
        return -1;
    }
    PyObject *made_cause = NULL;
    if (cause != Py_None) {
        made_cause = make_exception(cause, "exception causes must derive from BaseException");
        if (made_cause == NULL) {
            Py_DECREF(made);
            return -1;
        }
    }
    PyException_SetCause(made, made_cause); /* steals; sets __suppress_context__ as well */
    PyErr_SetObject((PyObject *)Py_TYPE(made), made);
    Py_DECREF(made);
    return -1;
}

int32_t rt_reraise_handled(PyThreadState *ts) {
    PyObject *exception = PyErr_GetHandledException();
    if (exception == NULL || exception == Py_None) {
        Py_XDECREF(exception);
        PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
        return -1;
    }
    rt_restore_exception(ts, exception);
    return 0;
}

int32_t rt_reraise_current(void) { return rt_reraise_handled(PyThreadState_Get()); }

int32_t rt_raise_assertion(PyObject *message) {
    PyObject *exception = PyObject_CallOneArg(PyExc_AssertionError, message);
    if (exception != NULL) {
        PyErr_SetObject(PyExc_AssertionError, exception);
        Py_DECREF(exception);
    }
    return -1;
}

int32_t rt_raise_assertion_plain(void) {
    PyErr_SetNone(PyExc_AssertionError);
    return -1;
}

/* ---- catching ------------------------------------------------------------------------------------- */

/* new; some exception is set */
static PyObject *take_raised(PyThreadState *ts) {
#if PY_VERSION_HEX >= 0x030C0000
    PyObject *value = ts->current_exception;
    ts->current_exception = NULL;
    return value;
#else
    (void)ts;
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyException_SetTraceback(value, traceback == NULL ? Py_None : traceback);
    Py_DECREF(type);
    Py_XDECREF(traceback);
    return value;
#endif
}

PyObject *rt_take_raised(void) { return take_raised(PyThreadState_Get()); }

PyObject *rt_catch(PyThreadState *ts, PyObject **previous) {
    PyObject *exception = take_raised(ts);
    PyObject *handled = ts->exc_info->exc_value;
    ts->exc_info->exc_value = Py_NewRef(exception);
    Py_XSETREF(*previous, handled == NULL ? Py_NewRef(Py_None) : handled);
    return exception;
}

/* The newest traceback entry of an exception that a frame caught is the frame's own. */
void rt_stand_where_raised(PyObject *exception, struct _PyInterpreterFrame *frame) {
    PyObject *traceback = PyException_GetTraceback(exception);
    if (traceback != NULL && PyTraceBack_Check(traceback)) {
        const PyTracebackObject *entry = (PyTracebackObject *)traceback;
        if (entry->tb_frame == frame->frame_obj) {
            _Py_CODEUNIT *first = _PyCode_CODE((PyCodeObject *)rt_frame_code(frame));
            *rt_frame_position(frame) = first + entry->tb_lasti / (int)sizeof(_Py_CODEUNIT);
        }
    }
    Py_XDECREF(traceback);
}

void rt_stand_at(int64_t unit, struct _PyInterpreterFrame *frame) {
    rt_frame_set_pos(frame, (int32_t)unit);
}

void rt_pop_handled(PyThreadState *ts, PyObject *previous) {
    if (previous == Py_None) { /* None would hide what the caller of a generator handles (3.13) */
        Py_CLEAR(previous);
    }
    Py_XSETREF(ts->exc_info->exc_value, previous);
}

void rt_restore_exception(PyThreadState *ts, PyObject *exception) {
#if PY_VERSION_HEX >= 0x030C0000
    Py_XSETREF(ts->current_exception, exception);
#else
    (void)ts;
    PyErr_Restore(Py_NewRef(Py_TYPE(exception)), exception, PyException_GetTraceback(exception));
#endif
}

static bool is_catchable(PyObject *classinfo) {
    if (!PyTuple_Check(classinfo)) {
        return PyExceptionClass_Check(classinfo);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(classinfo); i++) {
        if (!PyExceptionClass_Check(PyTuple_GET_ITEM(classinfo, i))) {
            return false;
        }
    }
    return true;
}

int32_t rt_check_catchable(PyObject *classinfo) {
    if (is_catchable(classinfo)) {
        return 0;
    }
    PyErr_SetString(PyExc_TypeError, "catching classes that do not inherit from BaseException "
                                     "is not allowed");
    return -1;
}

int32_t rt_exception_matches(PyObject *exception, PyObject *classinfo) {
    if (rt_check_catchable(classinfo) < 0) {
        return -1;
    }
    return PyErr_GivenExceptionMatches(exception, classinfo);
}
