/* SPDX-License-Identifier: Apache-2.0 */
/* raise.c: raising exceptions and finding who handles them. */
#include "vm.h"

#include "internal/pycore_traceback.h"

/* ---- the exception table -------------------------------------------------------------------------- */

/* Entries: start, length, handler, depth * 2 + lasti, as numbers of six bits a byte, highest first; bit
 * 6 says that more follow, bit 7 marks the first byte of an entry. Entries are sorted by start. */
static const uint8_t *read_number(const uint8_t *p, int *number) {
    int value = *p & 63;
    while (*p++ & 64) {
        value = value << 6 | (*p & 63);
    }
    *number = value;
    return p;
}

static const uint8_t *entry_start(const uint8_t *p, const uint8_t *low) {
    while (p > low && !(*p & 128)) {
        p--;
    }
    return p;
}

/* The handler of the innermost `try` around an offset, in code units. */
bool vm_find_handler(PyCodeObject *code, int offset, int *depth, int *handler, int *lasti) {
    const uint8_t *low = (const uint8_t *)PyBytes_AS_STRING(code->co_exceptiontable);
    const uint8_t *end = low + PyBytes_GET_SIZE(code->co_exceptiontable), *high = end;
    int start, length, flags;
    while (high - low > 48) { /* bytes; few enough to walk through */
        const uint8_t *middle = entry_start(low + (high - low) / 2, low);
        read_number(middle, &start);
        if (start > offset) {
            high = middle;
        } else if (middle == low) {
            break;
        } else {
            low = middle;
        }
    }
    while (low < end) {
        low = read_number(low, &start);
        if (start > offset) {
            return false;
        }
        low = read_number(low, &length);
        low = read_number(low, handler);
        low = read_number(low, &flags);
        if (offset < start + length) {
            *depth = flags >> 1;
            *lasti = flags & 1;
            return true;
        }
    }
    return false;
}

/* ---- raise -------------------------------------------------------------------------------------------- */

/* new: an instance; steals op, an exception class or instance, or anything */
static PyObject *instance_of(PyObject *op) {
    if (PyExceptionInstance_Check(op)) {
        return op;
    }
    PyObject *exc = PyObject_CallNoArgs(op);
    if (exc != NULL && !PyExceptionInstance_Check(exc)) {
        PyErr_Format(PyExc_TypeError,
                     "calling %R should have returned an instance of BaseException, not %R", op,
                     Py_TYPE(exc));
        Py_CLEAR(exc);
    }
    Py_DECREF(op);
    return exc;
}

static int raise_again(PyThreadState *ts) {
    PyObject *exc = _PyErr_GetTopmostException(ts)->exc_value;
    if (exc == NULL || exc == Py_None) {
        PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
        return 0;
    }
    pyi_exception_set(ts, Py_NewRef(exc));
    return 1;
}

/* Steals both. Always sets an exception; 1 when it is the one being handled, raised again. */
int vm_raise(PyThreadState *ts, PyObject *exc, PyObject *cause) {
    if (exc == NULL) {
        return raise_again(ts);
    }
    if (!PyExceptionClass_Check(exc) && !PyExceptionInstance_Check(exc)) {
        Py_DECREF(exc);
        Py_XDECREF(cause);
        PyErr_SetString(PyExc_TypeError, "exceptions must derive from BaseException");
        return 0;
    }
    exc = instance_of(exc);
    if (exc == NULL) {
        Py_XDECREF(cause);
        return 0;
    }
    if (cause != NULL) {
        if (cause == Py_None) {
            Py_CLEAR(cause);
        } else if (!PyExceptionClass_Check(cause) && !PyExceptionInstance_Check(cause)) {
            PyErr_SetString(PyExc_TypeError, "exception causes must derive from BaseException");
            Py_DECREF(cause);
            Py_DECREF(exc);
            return 0;
        } else if ((cause = instance_of(cause)) == NULL) {
            Py_DECREF(exc);
            return 0;
        }
        PyException_SetCause(exc, cause);
    }
    _PyErr_SetObject(ts, (PyObject *)Py_TYPE(exc), exc);
    Py_DECREF(exc);
    return 0;
}

/* ---- except ------------------------------------------------------------------------------------------- */

static bool are_exception_classes(PyObject *type) {
    if (!PyTuple_Check(type)) {
        return PyExceptionClass_Check(type);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type); i++) {
        if (!PyExceptionClass_Check(PyTuple_GET_ITEM(type, i))) {
            return false;
        }
    }
    return true;
}

int vm_check_exception_class(PyObject *type) {
    if (are_exception_classes(type)) {
        return 0;
    }
    PyErr_SetString(PyExc_TypeError, "catching classes that do not inherit from BaseException is"
                                     " not allowed");
    return -1;
}

static int is_group_class(PyObject *type) {
    return PyObject_IsSubclass(type, PyExc_BaseExceptionGroup);
}

int vm_check_group_class(PyObject *type) {
    if (vm_check_exception_class(type) < 0) {
        return -1;
    }
    int found = 0;
    if (PyTuple_Check(type)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type) && found == 0; i++) {
            found = is_group_class(PyTuple_GET_ITEM(type, i));
        }
    } else {
        found = is_group_class(type);
    }
    if (found > 0) {
        PyErr_SetString(PyExc_TypeError, "catching ExceptionGroup with except* is not allowed. Use"
                                         " except instead.");
    }
    return found == 0 ? 0 : -1;
}

/* A plain exception that matches, in a group of its own. */
static int wrap_match(PyObject *exc, PyObject **match, PyObject **rest) {
    PyObject *list = PyTuple_Pack(1, exc);
    PyObject *group = list == NULL ? NULL : _PyExc_CreateExceptionGroup("", list);
    Py_XDECREF(list);
    if (group == NULL) {
        return -1;
    }
#if PY_VERSION_HEX >= 0x030D02F0 || (!PYI_313 && PY_VERSION_HEX >= 0x030C09F0)
    PyThreadState *ts = PyThreadState_Get();
    pyi_frame *frame = pyi_frame_complete(PYI_CURRENT_FRAME(ts));
    PyFrameObject *object = frame == NULL ? NULL : _PyFrame_GetFrameObject(frame);
    if (object != NULL) {
        PyObject *traceback = _PyTraceBack_FromFrame(NULL, object);
        if (traceback == NULL) {
            Py_DECREF(group);
            return -1;
        }
        PyException_SetTraceback(group, traceback);
        Py_DECREF(traceback);
    }
#endif
    *match = group;
    *rest = Py_NewRef(Py_None);
    return 0;
}

static int split_group(PyObject *exc, PyObject *type, PyObject **match, PyObject **rest) {
    PyObject *pair = PyObject_CallMethod(exc, "split", "(O)", type);
    if (pair == NULL) {
        return -1;
    }
    if (!PyTuple_CheckExact(pair)) {
        PyErr_Format(PyExc_TypeError, "%.200s.split must return a tuple, not %.200s",
                     Py_TYPE(exc)->tp_name, Py_TYPE(pair)->tp_name);
    } else if (PyTuple_GET_SIZE(pair) < 2) {
        PyErr_Format(PyExc_TypeError, "%.200s.split must return a 2-tuple, got tuple of size %zd",
                     Py_TYPE(exc)->tp_name, PyTuple_GET_SIZE(pair));
    } else {
        *match = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
        *rest = Py_NewRef(PyTuple_GET_ITEM(pair, 1));
    }
    Py_DECREF(pair);
    return *match == NULL ? -1 : 0;
}

/* New: what of exc `except* type` takes, and what is left; None for nothing. */
int vm_group_match(PyObject *exc, PyObject *type, PyObject **match, PyObject **rest) {
    if (exc == Py_None) {
        *match = Py_NewRef(Py_None);
        *rest = Py_NewRef(Py_None);
        return 0;
    }
    if (PyErr_GivenExceptionMatches(exc, type)) {
        if (!PyObject_TypeCheck(exc, (PyTypeObject *)PyExc_BaseExceptionGroup)) {
            return wrap_match(exc, match, rest);
        }
        *match = Py_NewRef(exc);
        *rest = Py_NewRef(Py_None);
        return 0;
    }
    if (PyObject_TypeCheck(exc, (PyTypeObject *)PyExc_BaseExceptionGroup)) {
        return split_group(exc, type, match, rest);
    }
    *match = Py_NewRef(Py_None);
    *rest = Py_NewRef(exc);
    return 0;
}

/* new: the RuntimeError that a StopIteration becomes when it would leave a generator */
PyObject *vm_stop_iteration_error(PyThreadState *ts, PyObject *exc) {
    pyi_frame *frame = PYI_CURRENT_FRAME(ts);
    int flags = pyi_frame_code(frame)->co_flags;
    const char *message = NULL;
    if (PyErr_GivenExceptionMatches(exc, PyExc_StopIteration)) {
        message = flags & CO_ASYNC_GENERATOR ? "async generator raised StopIteration"
                  : flags & CO_COROUTINE     ? "coroutine raised StopIteration"
                                             : "generator raised StopIteration";
    } else if (flags & CO_ASYNC_GENERATOR &&
               PyErr_GivenExceptionMatches(exc, PyExc_StopAsyncIteration)) {
        message = "async generator raised StopAsyncIteration";
    }
    if (message == NULL) {
        return Py_NewRef(exc);
    }
    PyObject *error = PyObject_CallFunction(PyExc_RuntimeError, "s", message);
    if (error != NULL) {
        PyException_SetCause(error, Py_NewRef(exc));
        PyException_SetContext(error, Py_NewRef(exc));
    }
    return error;
}
