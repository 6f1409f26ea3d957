/* SPDX-License-Identifier: Apache-2.0 */
/* abstract/iter: iterators of any object.
 * Contract   docs.python.org/3/c-api/iter.html
 */
#include "containers.h"

#include "internal/pycore_genobject.h"

/* new */
PyObject *PyObject_GetIter(PyObject *op) {
    getiterfunc get = Py_TYPE(op)->tp_iter;
    if (get == NULL) {
        if (PySequence_Check(op)) {
            return PySeqIter_New(op);
        }
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not iterable", Py_TYPE(op)->tp_name);
        return NULL;
    }
    PyObject *iter = get(op);
    if (pyi_unlikely(iter != NULL && !PyIter_Check(iter))) {
        PyErr_Format(PyExc_TypeError, "iter() returned non-iterator of type '%.100s'",
                     Py_TYPE(iter)->tp_name);
        Py_CLEAR(iter);
    }
    return iter;
}

int PyIter_Check(PyObject *op) {
    iternextfunc next = Py_TYPE(op)->tp_iternext;
    return next != NULL && next != &_PyObject_NextNotImplemented;
}

/* True unless an exception other than StopIteration is set; that one is cleared. */
static bool stopped(void) {
    PyThreadState *ts = _PyThreadState_GET();
    if (_PyErr_Occurred(ts)) {
        if (!_PyErr_ExceptionMatches(ts, PyExc_StopIteration)) {
            return false;
        }
        _PyErr_Clear(ts);
    }
    return true;
}

/* new; NULL without an exception at the end */
PyObject *PyIter_Next(PyObject *iter) {
    PyObject *item = Py_TYPE(iter)->tp_iternext(iter);
    if (item == NULL) {
        stopped();
    }
    return item;
}

/* *result: new; what was yielded, or returned at the end */
PySendResult PyIter_Send(PyObject *iter, PyObject *arg, PyObject **result) {
    PyAsyncMethods *async = Py_TYPE(iter)->tp_as_async;
    if (async != NULL && async->am_send != NULL) {
        return async->am_send(iter, arg, result);
    }
    if (arg == Py_None && PyIter_Check(iter)) {
        *result = Py_TYPE(iter)->tp_iternext(iter);
    } else {
        *result = PyObject_CallMethodOneArg(iter, PYI_NAME("send"), arg);
    }
    if (*result != NULL) {
        return PYGEN_NEXT;
    }
    return _PyGen_FetchStopIterationValue(result) == 0 ? PYGEN_RETURN : PYGEN_ERROR;
}

/* new */
PyObject *PyObject_GetAIter(PyObject *op) {
    PyAsyncMethods *async = Py_TYPE(op)->tp_as_async;
    if (async == NULL || async->am_aiter == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not an async iterable",
                     Py_TYPE(op)->tp_name);
        return NULL;
    }
    PyObject *iter = async->am_aiter(op);
    if (iter != NULL && !PyAIter_Check(iter)) {
        PyErr_Format(PyExc_TypeError, "aiter() returned not an async iterator of type '%.100s'",
                     Py_TYPE(iter)->tp_name);
        Py_CLEAR(iter);
    }
    return iter;
}

int PyAIter_Check(PyObject *op) {
    PyAsyncMethods *async = Py_TYPE(op)->tp_as_async;
    return async != NULL && async->am_anext != NULL &&
           async->am_anext != &_PyObject_NextNotImplemented;
}

/* ---- lengths ----------------------------------------------------------------------------- */

Py_ssize_t PyObject_Size(PyObject *op) {
    if (op == NULL) {
        PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
        return -1;
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    return sequence != NULL && sequence->sq_length != NULL ? sequence->sq_length(op)
                                                           : PyMapping_Size(op);
}

#undef PyObject_Length
Py_ssize_t PyObject_Length(PyObject *op) { return PyObject_Size(op); }

int _PyObject_HasLen(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    return (type->tp_as_sequence != NULL && type->tp_as_sequence->sq_length != NULL) ||
           (type->tp_as_mapping != NULL && type->tp_as_mapping->mp_length != NULL);
}

/* fallback when a TypeError is set, which is cleared; else -1 */
static Py_ssize_t unless_type_error(Py_ssize_t fallback) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) {
        return -1;
    }
    PyErr_Clear();
    return fallback;
}

static Py_ssize_t hint_of(PyObject *hint, Py_ssize_t fallback) {
    if (hint == Py_NotImplemented) {
        return fallback;
    }
    if (!PyLong_Check(hint)) {
        PyErr_Format(PyExc_TypeError, "__length_hint__ must be an integer, not %.100s",
                     Py_TYPE(hint)->tp_name);
        return -1;
    }
    Py_ssize_t n = PyLong_AsSsize_t(hint);
    if (n < 0 && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_ValueError, "__length_hint__() should return >= 0");
    }
    return n < 0 ? -1 : n;
}

/* how long op is, or about how long; -1 with an exception */
Py_ssize_t PyObject_LengthHint(PyObject *op, Py_ssize_t fallback) {
    if (_PyObject_HasLen(op)) {
        Py_ssize_t n = PyObject_Size(op);
        if (n >= 0 || (n = unless_type_error(-2)) == -1) {
            return n;
        }
    }
    PyObject *method = _PyObject_LookupSpecial(op, PYI_NAME("__length_hint__"));
    if (method == NULL) {
        return PyErr_Occurred() ? -1 : fallback;
    }
    PyObject *hint = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (hint == NULL) {
        return unless_type_error(fallback);
    }
    Py_ssize_t n = hint_of(hint, fallback);
    Py_DECREF(hint);
    return n;
}
