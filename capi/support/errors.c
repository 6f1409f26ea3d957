/* SPDX-License-Identifier: Apache-2.0 */
/* errors: the exception that is set, and the one being handled.
 *
 * From 3.12 on the thread holds one normalized exception, before that a type, a value that may be anything the
 * type can be called with, and a traceback. Only the first section knows.
 * Contract   docs.python.org/3/c-api/exceptions.html
 */
#include "pyi.h"
#include "pyi_no_memory.h"

#include <errno.h>

/* ---- the indicator -------------------------------------------------------------------------------------- */

/* New: an instance of *type* made from *value*. NULL with another exception set. */
static PyObject *instantiate(PyObject *type, PyObject *value) {
    if (value == NULL || value == Py_None) {
        return PyObject_CallNoArgs(type);
    }
    return PyTuple_Check(value) ? PyObject_Call(type, value, NULL) : PyObject_CallOneArg(type, value);
}

static PyObject *make_exception(PyObject *type, PyObject *value) {
    PyObject *exception = instantiate(type, value);
    if (exception != NULL && !PyExceptionInstance_Check(exception)) {
        PyErr_Format(PyExc_TypeError,
                     "calling %R should have returned an instance of BaseException, not %s", type,
                     Py_TYPE(exception)->tp_name);
        Py_CLEAR(exception);
    }
    return exception;
}

static bool is_instance_of(PyObject *value, PyObject *type) {
    return value != NULL && PyExceptionInstance_Check(value) &&
           PyType_IsSubtype(Py_TYPE(value), (PyTypeObject *)type);
}

#if PYI_312

PyObject *_PyErr_GetRaisedException(PyThreadState *ts) {
    PyObject *exception = ts->current_exception;
    ts->current_exception = NULL;
    return exception;
}

void _PyErr_SetRaisedException(PyThreadState *ts, PyObject *exception) {
    PyObject *before = ts->current_exception;
    ts->current_exception = exception;
    Py_XDECREF(before);
}

PyObject *PyErr_GetRaisedException(void) { return _PyErr_GetRaisedException(_PyThreadState_GET()); }
void PyErr_SetRaisedException(PyObject *exception) {
    _PyErr_SetRaisedException(_PyThreadState_GET(), exception);
}

/* steals all three */
void _PyErr_Restore(PyThreadState *ts, PyObject *type, PyObject *value, PyObject *traceback) {
    if (type == NULL) {
        _PyErr_SetRaisedException(ts, NULL);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
        return;
    }
    if (!is_instance_of(value, type)) {
        PyObject *made = make_exception(type, value);
        Py_XDECREF(value);
        if (made == NULL) { /* that exception is set instead */
            Py_DECREF(type);
            Py_XDECREF(traceback);
            return;
        }
        value = made;
    }
    Py_DECREF(type);
    if (traceback != NULL && !PyTraceBack_Check(traceback)) {
        Py_CLEAR(traceback);
    }
    Py_XSETREF(((PyBaseExceptionObject *)value)->traceback, traceback);
    _PyErr_SetRaisedException(ts, value);
}

void _PyErr_Fetch(PyThreadState *ts, PyObject **type, PyObject **value, PyObject **traceback) {
    PyObject *exception = _PyErr_GetRaisedException(ts);
    *value = exception;
    *type = exception == NULL ? NULL : Py_NewRef(Py_TYPE(exception));
    *traceback =
        exception == NULL ? NULL : Py_XNewRef(((PyBaseExceptionObject *)exception)->traceback);
}

#else

void _PyErr_Restore(PyThreadState *ts, PyObject *type, PyObject *value, PyObject *traceback) {
    if (traceback != NULL && !PyTraceBack_Check(traceback)) {
        Py_CLEAR(traceback);
    }
    PyObject *before[] = {ts->curexc_type, ts->curexc_value, ts->curexc_traceback};
    ts->curexc_type = type;
    ts->curexc_value = value;
    ts->curexc_traceback = traceback;
    for (int i = 0; i < 3; i++) {
        Py_XDECREF(before[i]);
    }
}

void _PyErr_Fetch(PyThreadState *ts, PyObject **type, PyObject **value, PyObject **traceback) {
    *type = ts->curexc_type;
    *value = ts->curexc_value;
    *traceback = ts->curexc_traceback;
    ts->curexc_type = ts->curexc_value = ts->curexc_traceback = NULL;
}

#endif

void PyErr_Restore(PyObject *type, PyObject *value, PyObject *traceback) {
    _PyErr_Restore(_PyThreadState_GET(), type, value, traceback);
}
void PyErr_Fetch(PyObject **type, PyObject **value, PyObject **traceback) {
    _PyErr_Fetch(_PyThreadState_GET(), type, value, traceback);
}

PyObject *PyErr_Occurred(void) { return _PyErr_Occurred(_PyThreadState_GET()); }

void _PyErr_Clear(PyThreadState *ts) { _PyErr_Restore(ts, NULL, NULL, NULL); }
void PyErr_Clear(void) { PyErr_Restore(NULL, NULL, NULL); }

/* Until *value* is an instance, or *type* no exception. False when that takes too many tries. */
static bool make_instance(PyObject **type, PyObject **value, PyObject **traceback) {
    enum { TRIES = 32 };
    for (int i = 0; *type != NULL && i < TRIES; i++) {
        if (!PyExceptionClass_Check(*type)) {
            return true;
        }
        if (is_instance_of(*value, *type)) {
            Py_SETREF(*type, Py_NewRef(Py_TYPE(*value)));
            return true;
        }
        PyObject *made = make_exception(*type, *value);
        if (made != NULL) {
            Py_XSETREF(*value, made);
            continue;
        }
        PyObject *failed_traceback = *traceback; /* the new exception takes its place */
        Py_DECREF(*type);
        Py_XDECREF(*value);
        PyErr_Fetch(type, value, traceback);
        if (*traceback == NULL) {
            *traceback = failed_traceback;
        } else {
            Py_XDECREF(failed_traceback);
        }
    }
    return *type == NULL;
}

void _PyErr_NormalizeException(PyThreadState *ts, PyObject **type, PyObject **value,
                               PyObject **traceback) {
    ts->recursion_headroom++; /* that of a RecursionError is made where there is no more room */
    if (!make_instance(type, value, traceback)) {
        Py_FatalError("an exception could not be made an instance");
    }
    ts->recursion_headroom--;
}

void PyErr_NormalizeException(PyObject **type, PyObject **value, PyObject **traceback) {
    _PyErr_NormalizeException(_PyThreadState_GET(), type, value, traceback);
}

/* ---- the exceptions being handled --------------------------------------------------------------------------- */

_PyErr_StackItem *_PyErr_GetTopmostException(PyThreadState *ts) {
    _PyErr_StackItem *item = ts->exc_info;
    while ((item->exc_value == NULL || item->exc_value == Py_None) && item->previous_item != NULL) {
        item = item->previous_item;
    }
    return item;
}

PyObject *_PyErr_GetHandledException(PyThreadState *ts) {
    PyObject *value = _PyErr_GetTopmostException(ts)->exc_value;
    return value == NULL || value == Py_None ? NULL : Py_NewRef(value);
}

void _PyErr_SetHandledException(PyThreadState *ts, PyObject *exception) {
    Py_XSETREF(ts->exc_info->exc_value, Py_XNewRef(exception == Py_None ? NULL : exception));
}

PyObject *PyErr_GetHandledException(void) { return _PyErr_GetHandledException(_PyThreadState_GET()); }
void PyErr_SetHandledException(PyObject *exception) {
    _PyErr_SetHandledException(_PyThreadState_GET(), exception);
}

void PyErr_GetExcInfo(PyObject **type, PyObject **value, PyObject **traceback) {
    PyObject *exception = PyErr_GetHandledException();
    *value = exception;
    *type = exception == NULL ? NULL : Py_NewRef(Py_TYPE(exception));
    *traceback = exception == NULL ? NULL : PyException_GetTraceback(exception);
}

void PyErr_SetExcInfo(PyObject *type, PyObject *value, PyObject *traceback) {
    PyErr_SetHandledException(value);
    Py_XDECREF(value);
    Py_XDECREF(type);
    Py_XDECREF(traceback);
}

static PyObject *or_none(PyObject *op) { return op == NULL ? Py_None : op; }

PyObject *_PyErr_StackItemToExcInfoTuple(_PyErr_StackItem *item) {
    PyObject *exception = item->exc_value == Py_None ? NULL : item->exc_value;
    PyObject *type = exception == NULL ? NULL : (PyObject *)Py_TYPE(exception);
    PyObject *traceback = exception == NULL ? NULL : ((PyBaseExceptionObject *)exception)->traceback;
    return PyTuple_Pack(3, or_none(type), or_none(exception), or_none(traceback));
}

/* ---- setting ------------------------------------------------------------------------------------------------------ */

/* The exception being handled becomes the context of the new one; if the new one is somewhere in that chain, the
 * chain is cut before it, or it would be a ring. Steals handled. */
static void set_context(PyObject *value, PyObject *handled) {
    if (value == handled) {
        Py_DECREF(handled);
        return;
    }
    PyObject *at = handled, *slow = handled, *context;
    bool step = false;
    while ((context = PyException_GetContext(at)) != NULL) {
        Py_DECREF(context); /* the chain holds it */
        if (context == value) {
            PyException_SetContext(at, NULL);
            break;
        }
        at = context;
        if (at == slow) {
            break; /* a ring that somebody else made */
        }
        if (step) {
            slow = PyException_GetContext(slow);
            Py_DECREF(slow);
        }
        step = !step;
    }
    PyException_SetContext(value, handled);
}

/* Steals the context, which may be the same MemoryError: many share one when none can be made. */
static void chain(PyObject *value, PyObject *context) {
    if (value == context) {
        Py_DECREF(context);
    } else {
        PyException_SetContext(value, context);
    }
}

void _PyErr_SetObject(PyThreadState *ts, PyObject *type, PyObject *value) {
    if (type != NULL && !PyExceptionClass_Check(type)) {
        PyErr_Format(PyExc_SystemError,
                     "_PyErr_SetObject: exception %R is not a BaseException subclass", type);
        return;
    }
    Py_XINCREF(value);
    _PyErr_Clear(ts); /* making the instance runs code, which must not find another exception set */
    PyObject *handled = _PyErr_GetHandledException(ts);
    if (handled != NULL) {
        if (!is_instance_of(value, type)) {
            PyObject *made = make_exception(type, value);
            Py_XDECREF(value);
            if (made == NULL) {
                Py_DECREF(handled);
                return; /* the exception of making it is set */
            }
            value = made;
        }
        set_context(value, handled);
    }
    PyObject *traceback = NULL;
    if (value != NULL && PyExceptionInstance_Check(value)) {
        traceback = PyException_GetTraceback(value);
    }
    _PyErr_Restore(ts, Py_XNewRef(type), value, traceback);
}

void PyErr_SetObject(PyObject *type, PyObject *value) {
    _PyErr_SetObject(_PyThreadState_GET(), type, value);
}

void _PyErr_SetNone(PyThreadState *ts, PyObject *type) { _PyErr_SetObject(ts, type, NULL); }
void PyErr_SetNone(PyObject *type) { PyErr_SetObject(type, NULL); }

void _PyErr_SetString(PyThreadState *ts, PyObject *type, const char *text) {
    PyObject *value = PyUnicode_FromString(text);
    if (value != NULL) {
        _PyErr_SetObject(ts, type, value);
        Py_DECREF(value);
    }
}

void PyErr_SetString(PyObject *type, const char *text) {
    _PyErr_SetString(_PyThreadState_GET(), type, text);
}

/* A key that is a tuple must not become the arguments. */
void _PyErr_SetKeyError(PyObject *key) {
    PyObject *error = PyObject_CallOneArg(PyExc_KeyError, key);
    if (error != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
        Py_DECREF(error);
    }
}

PyObject *PyErr_FormatV(PyObject *type, const char *format, va_list va) {
    PyThreadState *ts = _PyThreadState_GET();
    _PyErr_Clear(ts); /* making the text runs code */
    PyObject *text = PyUnicode_FromFormatV(format, va);
    if (text != NULL) {
        _PyErr_SetObject(ts, type, text);
        Py_DECREF(text);
    }
    return NULL;
}

PyObject *PyErr_Format(PyObject *type, const char *format, ...) {
    va_list va;
    va_start(va, format);
    PyErr_FormatV(type, format, va);
    va_end(va);
    return NULL;
}

PyObject *_PyErr_Format(PyThreadState *ts, PyObject *type, const char *format, ...) {
    (void)ts;
    va_list va;
    va_start(va, format);
    PyErr_FormatV(type, format, va);
    va_end(va);
    return NULL;
}

/* The exception that is set becomes the cause of the new one. */
static PyObject *format_from_cause(PyObject *type, const char *format, va_list va) {
    PyObject *cause_type, *cause, *traceback;
    PyErr_Fetch(&cause_type, &cause, &traceback);
    PyErr_NormalizeException(&cause_type, &cause, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(cause, traceback);
        Py_DECREF(traceback);
    }
    Py_XDECREF(cause_type);
    PyErr_FormatV(type, format, va);
    PyObject *new_type, *value, *new_traceback;
    PyErr_Fetch(&new_type, &value, &new_traceback);
    PyErr_NormalizeException(&new_type, &value, &new_traceback);
    if (cause != NULL) {
        PyException_SetCause(value, Py_NewRef(cause));
        chain(value, cause);
    }
    PyErr_Restore(new_type, value, new_traceback);
    return NULL;
}

PyObject *_PyErr_FormatFromCause(PyObject *type, const char *format, ...) {
    va_list va;
    va_start(va, format);
    format_from_cause(type, format, va);
    va_end(va);
    return NULL;
}

PyObject *_PyErr_FormatFromCauseTstate(PyThreadState *ts, PyObject *type, const char *format, ...) {
    (void)ts;
    va_list va;
    va_start(va, format);
    format_from_cause(type, format, va);
    va_end(va);
    return NULL;
}

#if !PYI_312
/* Whether an exception of that class can be made from a message alone, and is all that the one at hand was. */
static bool is_only_a_message(PyObject *value) {
    const PyTypeObject *base = (PyTypeObject *)PyExc_BaseException, *type = Py_TYPE(value);
    PyObject *args = ((PyBaseExceptionObject *)value)->args;
    PyObject *dict = ((PyBaseExceptionObject *)value)->dict;
    Py_ssize_t n = args == NULL ? 0 : PyTuple_GET_SIZE(args);
    Py_ssize_t more = type->tp_weaklistoffset > 0 ? (Py_ssize_t)sizeof(PyObject *) : 0;
    return type->tp_init == base->tp_init && type->tp_new == base->tp_new &&
           type->tp_basicsize - more == base->tp_basicsize && n < 2 &&
           (n == 0 || PyUnicode_CheckExact(PyTuple_GET_ITEM(args, 0))) &&
           (dict == NULL || PyDict_GET_SIZE(dict) == 0);
}

/* borrowed: the exception set now, of the same class with more words; NULL if the old one stayed */
PyObject *_PyErr_TrySetFromCause(const char *format, ...) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (!is_only_a_message(value)) {
        PyErr_Restore(type, value, traceback);
        return NULL;
    }
    va_list va;
    va_start(va, format);
    PyObject *prefix = PyUnicode_FromFormatV(format, va);
    va_end(va);
    PyObject *text = prefix == NULL ? NULL
                                    : PyUnicode_FromFormat("%U (%s: %S)", prefix,
                                                           Py_TYPE(value)->tp_name, value);
    Py_XDECREF(prefix);
    if (text == NULL) {
        Py_XDECREF(type), Py_XDECREF(value), Py_XDECREF(traceback);
        return NULL;
    }
    PyErr_Restore(Py_NewRef(type), value, traceback);
    _PyErr_FormatFromCause(type, "%U", text);
    Py_DECREF(type);
    Py_DECREF(text);
    return _PyErr_Occurred(_PyThreadState_GET());
}
#endif

/* The exception given, unless it is NULL, becomes the context of the one that is set, or is set itself. Steals. */
void _PyErr_ChainExceptions(PyObject *type, PyObject *value, PyObject *traceback) {
    if (type == NULL) {
        return;
    }
    if (!PyErr_Occurred()) {
        PyErr_Restore(type, value, traceback);
        return;
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(value, traceback);
        Py_DECREF(traceback);
    }
    Py_DECREF(type);
    PyObject *new_type, *new_value, *new_traceback;
    PyErr_Fetch(&new_type, &new_value, &new_traceback);
    PyErr_NormalizeException(&new_type, &new_value, &new_traceback);
    chain(new_value, value);
    PyErr_Restore(new_type, new_value, new_traceback);
}

#if PYI_312
void _PyErr_ChainExceptions1(PyObject *exception) {
    if (exception == NULL) {
        return;
    }
    if (PyErr_Occurred()) {
        PyObject *set = PyErr_GetRaisedException();
        chain(set, exception);
        PyErr_SetRaisedException(set);
    } else {
        PyErr_SetRaisedException(exception);
    }
}

void _PyErr_FormatNote(const char *format, ...) {
    PyObject *exception = PyErr_GetRaisedException();
    va_list va;
    va_start(va, format);
    PyObject *note = PyUnicode_FromFormatV(format, va);
    va_end(va);
    PyObject *result =
        note == NULL ? NULL
                     : PyObject_CallMethodOneArg(exception, PYI_NAME("add_note"), note);
    Py_XDECREF(note);
    Py_XDECREF(result);
    _PyErr_ChainExceptions1(exception);
}
#endif

/* What a generator handles itself becomes the context of what is thrown into it; not what its caller handles. */
static void chain_to(PyObject *handled) {
    if (handled == NULL || handled == Py_None) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    set_context(value, Py_NewRef(handled));
    PyErr_Restore(type, value, traceback);
}

#if PYI_313
void _PyErr_ChainStackItem(void) { chain_to(_PyThreadState_GET()->exc_info->exc_value); }
#else
void _PyErr_ChainStackItem(_PyErr_StackItem *item) {
    chain_to((item != NULL ? item : _PyThreadState_GET()->exc_info)->exc_value);
}
#endif

/* ---- matching ------------------------------------------------------------------------------------------------------ */

int PyErr_GivenExceptionMatches(PyObject *error, PyObject *expected) {
    if (error == NULL || expected == NULL) {
        return 0;
    }
    if (PyTuple_Check(expected)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(expected); i++) {
            if (PyErr_GivenExceptionMatches(error, PyTuple_GET_ITEM(expected, i))) {
                return 1;
            }
        }
        return 0;
    }
    if (PyExceptionInstance_Check(error)) {
        error = (PyObject *)Py_TYPE(error);
    }
    if (PyExceptionClass_Check(error) && PyExceptionClass_Check(expected)) {
        return PyType_IsSubtype((PyTypeObject *)error, (PyTypeObject *)expected);
    }
    return error == expected;
}

int _PyErr_ExceptionMatches(PyThreadState *ts, PyObject *expected) {
    return PyErr_GivenExceptionMatches(_PyErr_Occurred(ts), expected);
}
int PyErr_ExceptionMatches(PyObject *expected) {
    return _PyErr_ExceptionMatches(_PyThreadState_GET(), expected);
}

/* ---- common errors --------------------------------------------------------------------------------------------------- */

/* Making the exception may fail for the same reason. */
PyObject *_PyErr_NoMemory(PyThreadState *ts) {
    static bool making; /* with the GIL */
    PyObject *last = pyi_last_memory_error();
    if (last == NULL) {
        pyi_no_memory_to_start();
    }
    if (making) {
        _PyErr_Restore(ts, Py_NewRef(PyExc_MemoryError), last, NULL);
        return NULL;
    }
    Py_DECREF(last);
    making = true;
    _PyErr_SetNone(ts, PyExc_MemoryError);
    making = false;
    return NULL;
}
PyObject *PyErr_NoMemory(void) { return _PyErr_NoMemory(_PyThreadState_GET()); }

int PyErr_BadArgument(void) {
    PyErr_SetString(PyExc_TypeError, "bad argument type for built-in operation");
    return 0;
}

#undef PyErr_BadInternalCall
void _PyErr_BadInternalCall(const char *file, int line) {
    PyErr_Format(PyExc_SystemError, "%s:%d: bad argument to internal function", file, line);
}
void PyErr_BadInternalCall(void) {
    PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
}

/* OSError(errno, text[, filename[, None, filename2]]) */
static PyObject *set_from_errno(PyObject *type, PyObject *name, PyObject *name2) {
    int code = errno;
    if (code == EINTR && PyErr_CheckSignals()) {
        return NULL;
    }
    PyObject *text = code == 0 ? PyUnicode_FromString("Error")
                               : PyUnicode_DecodeLocale(strerror(code), "surrogateescape");
    PyObject *args = NULL;
    if (text != NULL) {
        args = name == NULL    ? Py_BuildValue("(iO)", code, text)
               : name2 == NULL ? Py_BuildValue("(iOO)", code, text, name)
                               : Py_BuildValue("(iOOiO)", code, text, name, 0, name2);
    }
    PyObject *error = args == NULL ? NULL : PyObject_Call(type, args, NULL);
    if (error != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    }
    Py_XDECREF(error);
    Py_XDECREF(args);
    Py_XDECREF(text);
    return NULL;
}

PyObject *PyErr_SetFromErrnoWithFilenameObjects(PyObject *type, PyObject *name, PyObject *name2) {
    return set_from_errno(type, name, name2);
}
PyObject *PyErr_SetFromErrnoWithFilenameObject(PyObject *type, PyObject *name) {
    return set_from_errno(type, name, NULL);
}
PyObject *PyErr_SetFromErrno(PyObject *type) { return set_from_errno(type, NULL, NULL); }

PyObject *PyErr_SetFromErrnoWithFilename(PyObject *type, const char *path) {
    int code = errno;
    PyObject *name = path == NULL ? NULL : PyUnicode_DecodeFSDefault(path);
    if (path != NULL && name == NULL) {
        return NULL;
    }
    errno = code;
    set_from_errno(type, name, NULL);
    Py_XDECREF(name);
    return NULL;
}

/* name_from is NULL, or what was not found in the module */
static PyObject *set_import_error(PyObject *type, PyObject *text, PyObject *name, PyObject *path,
                                  PyObject *name_from) {
    int subclass = PyObject_IsSubclass(type, PyExc_ImportError);
    if (subclass <= 0) {
        if (subclass == 0) {
            PyErr_SetString(PyExc_TypeError, "expected a subclass of ImportError");
        }
        return NULL;
    }
    if (text == NULL) {
        PyErr_SetString(PyExc_TypeError, "expected a message argument");
        return NULL;
    }
    PyObject *kwargs = Py_BuildValue("{sOsO}", "name", or_none(name), "path", or_none(path));
    if (kwargs != NULL && name_from != NULL &&
        PyDict_SetItemString(kwargs, "name_from", name_from) < 0) {
        Py_CLEAR(kwargs);
    }
    PyObject *error = kwargs == NULL ? NULL : PyObject_VectorcallDict(type, &text, 1, kwargs);
    if (error != NULL) {
        PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    }
    Py_XDECREF(error);
    Py_XDECREF(kwargs);
    return NULL;
}

PyObject *PyErr_SetImportErrorSubclass(PyObject *type, PyObject *text, PyObject *name,
                                       PyObject *path) {
    return set_import_error(type, text, name, path, NULL);
}
PyObject *PyErr_SetImportError(PyObject *text, PyObject *name, PyObject *path) {
    return set_import_error(PyExc_ImportError, text, name, path, NULL);
}
#if PYI_312
PyObject *_PyErr_SetImportErrorWithNameFrom(PyObject *text, PyObject *name, PyObject *path,
                                            PyObject *name_from) {
    return set_import_error(PyExc_ImportError, text, name, path, or_none(name_from));
}
#endif

/* ---- making exception classes ------------------------------------------------------------------------------------------ */

PyObject *PyErr_NewException(const char *name, PyObject *base, PyObject *dict) {
    const char *dot = strrchr(name, '.');
    if (dot == NULL) {
        PyErr_SetString(PyExc_SystemError, "PyErr_NewException: name must be module.class");
        return NULL;
    }
    base = base == NULL ? PyExc_Exception : base;
    PyObject *own = dict == NULL ? PyDict_New() : Py_NewRef(dict);
    PyObject *bases = PyTuple_Check(base) ? Py_NewRef(base) : PyTuple_Pack(1, base);
    PyObject *module = PyUnicode_FromStringAndSize(name, dot - name), *result = NULL;
    if (own != NULL && bases != NULL && module != NULL &&
        PyDict_SetDefault(own, PYI_NAME("__module__"), module) != NULL) {
        result = PyObject_CallFunction((PyObject *)&PyType_Type, "sOO", dot + 1, bases, own);
    }
    Py_XDECREF(module);
    Py_XDECREF(bases);
    Py_XDECREF(own);
    return result;
}

PyObject *PyErr_NewExceptionWithDoc(const char *name, const char *doc, PyObject *base,
                                    PyObject *dict) {
    PyObject *own = dict == NULL ? PyDict_New() : Py_NewRef(dict);
    PyObject *text = own == NULL || doc == NULL ? NULL : PyUnicode_FromString(doc);
    PyObject *result = NULL;
    if (own != NULL && (doc == NULL ||
                        (text != NULL && PyDict_SetItem(own, PYI_NAME("__doc__"), text) == 0))) {
        result = PyErr_NewException(name, base, own);
    }
    Py_XDECREF(text);
    Py_XDECREF(own);
    return result;
}
