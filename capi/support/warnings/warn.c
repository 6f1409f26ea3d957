/* SPDX-License-Identifier: Apache-2.0 */
/* warn: warnings from C and from the module _warnings.
 *
 * Contract   docs.python.org/3/c-api/exceptions.html#issuing-warnings
 */
#include "warnings.h"
#include "pyi_c_imports.h"

/* ---- one warning ------------------------------------------------------------------------------------------ */

static bool is_warning_class(PyObject *op) {
    return PyType_Check(op) && PyType_IsSubtype((PyTypeObject *)op, (PyTypeObject *)PyExc_Warning);
}

PyObject *pyi_warnings_category(PyObject *message, PyObject *category) {
    int is_instance = PyObject_IsInstance(message, PyExc_Warning);
    if (is_instance < 0) {
        return NULL;
    }
    if (is_instance) {
        return Py_NewRef(Py_TYPE(message));
    }
    if (category == NULL || category == Py_None) {
        return Py_NewRef(PyExc_UserWarning);
    }
    if (!is_warning_class(category)) {
        PyErr_Format(PyExc_TypeError, "category must be a Warning subclass, not '%s'",
                     Py_TYPE(category)->tp_name);
        return NULL;
    }
    return Py_NewRef(category);
}

/* new: the name of a module that only its file is known of: without .py */
static PyObject *module_of_file(PyObject *filename) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(filename);
    if (n == 0) {
        return PyUnicode_FromString("<unknown>");
    }
    PyObject *suffix = PYI_NAME(".py");
    int is_python = n >= 3 && PyUnicode_Tailmatch(filename, suffix, 0, n, 1) == 1;
    return is_python ? PyUnicode_Substring(filename, 0, n - 3) : Py_NewRef(filename);
}

static bool is_action(PyObject *action, const char *name) {
    return PyUnicode_CompareWithASCIIString(action, name) == 0;
}

/* 1: said already; `once` and `module` have one key for all lines */
static int register_warning(const pyi_warning *warning, PyObject *key, PyObject *action,
                            PyObject *row) {
    bool has_registry = warning->registry != NULL && warning->registry != Py_None;
    if (is_action(action, "always")) {
        return 0;
    }
    if (has_registry && PyDict_SetItem(warning->registry, key, Py_True) < 0) {
        return -1;
    }
    if (is_action(action, "default")) {
        return 0;
    }
    bool once = is_action(action, "once");
    if (!once && !is_action(action, "module")) {
        PyErr_Format(PyExc_RuntimeError, "Unrecognized action (%R) in warnings.filters:\n %R",
                     action, row == NULL ? Py_None : row);
        return -1;
    }
    PyObject *registry = has_registry ? warning->registry : NULL;
    if (once && !has_registry && (registry = pyi_warnings_once_registry()) == NULL) {
        return -1;
    }
    PyObject *short_key = registry == NULL
                              ? NULL
                              : PyTuple_Pack(2, warning->text, warning->category);
    int said = registry == NULL    ? 0
               : short_key == NULL ? -1
                                   : pyi_warnings_registered(registry, short_key, true);
    Py_XDECREF(short_key);
    return said;
}

/* what the filters want, for a complete warning and its instance */
static int act(const pyi_warning *warning, PyObject *message, PyObject *key) {
    PyObject *row, *action = pyi_warnings_filter(warning, &row);
    int status = -1;
    if (action == NULL) {
        /* the filters are wrong */
    } else if (is_action(action, "error")) {
        PyErr_SetObject(warning->category, message);
    } else if (is_action(action, "ignore")) {
        status = 0;
    } else {
        status = register_warning(warning, key, action, row);
        status = status == 0 ? pyi_warnings_show(warning, message) : status < 0 ? -1 : 0;
    }
    Py_XDECREF(row);
    Py_XDECREF(action);
    return status;
}

/* fills in what follows from the rest; what it makes is added to owned, which has room for three */
static int complete(pyi_warning *warning, PyObject **message, PyObject **owned) {
    if (warning->module == NULL) {
        owned[0] = warning->module = module_of_file(warning->filename);
        if (warning->module == NULL) {
            return -1;
        }
    }
    int is_instance = PyObject_IsInstance(warning->message, PyExc_Warning);
    if (is_instance < 0) {
        return -1;
    }
    if (is_instance) {
        owned[1] = warning->text = PyObject_Str(warning->message);
        warning->category = (PyObject *)Py_TYPE(warning->message);
        *message = warning->message;
        return warning->text == NULL ? -1 : 0;
    }
    warning->text = warning->message;
    owned[2] = *message = PyObject_CallOneArg(warning->category, warning->message);
    return *message == NULL ? -1 : 0;
}

int pyi_warnings_explicit(const pyi_warning *given) {
    pyi_warning warning = *given;
    PyObject *owned[3] = {NULL}, *message = NULL;
    if (warning.module == Py_None) {
        return 0;
    }
    if (warning.registry != NULL && warning.registry != Py_None && !PyDict_Check(warning.registry)) {
        PyErr_SetString(PyExc_TypeError, "'registry' must be a dict or None");
        return -1;
    }
    int status = complete(&warning, &message, owned);
    PyObject *key = NULL;
    if (status == 0) {
        key = Py_BuildValue("(OOi)", warning.text, warning.category, warning.line);
        status = key == NULL ? -1 : 0;
    }
    if (status == 0 && warning.registry != NULL && warning.registry != Py_None) {
        status = pyi_warnings_registered(warning.registry, key, false);
    }
    status = status == 0 ? act(&warning, message, key) : status < 0 ? -1 : 0;
    Py_XDECREF(key);
    for (int i = 0; i < 3; i++) {
        Py_XDECREF(owned[i]);
    }
    return status;
}

/* ---- where the warning belongs to --------------------------------------------------------------------------- */

static bool contains(PyObject *text, PyObject *part) {
    return PyUnicode_Find(text, part, 0, PyUnicode_GET_LENGTH(text), 1) >= 0;
}

static bool is_skipped_file(PyObject *filename, PyObject *prefixes) {
    for (Py_ssize_t i = 0; prefixes != NULL && i < PyTuple_GET_SIZE(prefixes); i++) {
        if (PyUnicode_Tailmatch(filename, PyTuple_GET_ITEM(prefixes, i), 0, PY_SSIZE_T_MAX, -1) == 1) {
            return true;
        }
    }
    return false;
}

/* whether the frame is not the user's: part of the import system, or of what the caller wants skipped */
static bool is_skipped(PyFrameObject *frame, PyObject *prefixes) {
    PyCodeObject *code = PyFrame_GetCode(frame);
    PyObject *filename = code->co_filename;
    bool skipped = PyUnicode_Check(filename) &&
                   ((contains(filename, PYI_NAME("importlib")) &&
                     contains(filename, PYI_NAME("_bootstrap"))) ||
                    is_skipped_file(filename, prefixes));
    Py_DECREF(code);
    return skipped;
}

/* steals and answers new */
static PyFrameObject *outer(PyFrameObject *frame) {
    PyFrameObject *back = PyFrame_GetBack(frame);
    Py_DECREF(frame);
    return back;
}

/* new, NULL outside of all functions */
static PyFrameObject *frame_at(Py_ssize_t level, PyObject *prefixes) {
    PyFrameObject *frame = PyThreadState_GetFrame(_PyThreadState_GET());
    bool every = level <= 0 || (frame != NULL && is_skipped(frame, NULL));
    while (--level > 0 && frame != NULL) {
        frame = outer(frame);
        while (!every && frame != NULL && is_skipped(frame, prefixes)) {
            frame = outer(frame);
        }
    }
    return frame;
}

/* new: the registry in the globals of a module, made when it is missing */
static PyObject *registry_in(PyObject *globals) {
    PyObject *name = PYI_NAME("__warningregistry__");
    PyObject *registry = PyDict_GetItemWithError(globals, name);
    if (registry != NULL || PyErr_Occurred()) {
        return Py_XNewRef(registry);
    }
    registry = PyDict_New();
    if (registry != NULL && PyDict_SetItem(globals, name, registry) < 0) {
        Py_CLEAR(registry);
    }
    return registry;
}

/* new: __name__, else <string> */
static PyObject *module_in(PyObject *globals) {
    PyObject *name = PyDict_GetItemWithError(globals, PYI_NAME("__name__"));
    if (name == NULL && PyErr_Occurred()) {
        return NULL;
    }
    return name != NULL && (name == Py_None || PyUnicode_Check(name))
               ? Py_NewRef(name)
               : PyUnicode_FromString("<string>");
}

int pyi_warnings_warn(PyObject *category, PyObject *message, Py_ssize_t level, PyObject *source,
                      PyObject *prefixes) {
    pyi_warning warning = {.category = category, .message = message, .source = source};
    PyFrameObject *frame = frame_at(level, prefixes);
    PyObject *globals;
    if (frame != NULL) {
        PyCodeObject *code = PyFrame_GetCode(frame);
        globals = PyFrame_GetGlobals(frame);
        warning.filename = Py_NewRef(code->co_filename);
        warning.line = PyFrame_GetLineNumber(frame);
        Py_DECREF(code);
        Py_DECREF(frame);
    } else {
        globals = Py_XNewRef(_PyInterpreterState_GET()->sysdict);
        warning.filename = PyUnicode_FromString(PYI_313 ? "<sys>" : "sys");
        warning.line = PYI_313 ? 0 : 1;
    }
    warning.globals = globals;
    warning.registry = globals == NULL ? NULL : registry_in(globals);
    warning.module = globals == NULL ? PyUnicode_FromString("sys") : module_in(globals);
    int status = warning.filename == NULL || warning.module == NULL ||
                         (globals != NULL && warning.registry == NULL)
                     ? -1
                     : pyi_warnings_explicit(&warning);
    Py_XDECREF(globals);
    Py_XDECREF(warning.filename);
    Py_XDECREF(warning.registry);
    Py_XDECREF(warning.module);
    return status;
}

/* ---- public functions ----------------------------------------------------------------------------------------- */

/* steals text, which may be NULL with an exception */
static int warn_text(PyObject *category, PyObject *text, Py_ssize_t level, PyObject *source) {
    PyObject *type = text == NULL ? NULL : pyi_warnings_category(text, category);
    int status = type == NULL ? -1 : pyi_warnings_warn(type, text, level, source, NULL);
    Py_XDECREF(type);
    Py_XDECREF(text);
    return status;
}

int PyErr_WarnEx(PyObject *category, const char *text, Py_ssize_t level) {
    return warn_text(category == NULL ? PyExc_RuntimeWarning : category, PyUnicode_FromString(text),
                     level, NULL);
}

#undef PyErr_Warn
int PyErr_Warn(PyObject *category, const char *text) { return PyErr_WarnEx(category, text, 1); }

int PyErr_WarnFormat(PyObject *category, Py_ssize_t level, const char *format, ...) {
    va_list va;
    va_start(va, format);
    PyObject *text = PyUnicode_FromFormatV(format, va);
    va_end(va);
    return warn_text(category == NULL ? PyExc_RuntimeWarning : category, text, level, NULL);
}

int PyErr_ResourceWarning(PyObject *source, Py_ssize_t level, const char *format, ...) {
    va_list va;
    va_start(va, format);
    PyObject *text = PyUnicode_FromFormatV(format, va);
    va_end(va);
    return warn_text(PyExc_ResourceWarning, text, level, source);
}

int PyErr_WarnExplicitObject(PyObject *category, PyObject *message, PyObject *filename, int line,
                             PyObject *module, PyObject *registry) {
    return pyi_warnings_explicit(
        &(pyi_warning){.category = category == NULL ? PyExc_RuntimeWarning : category,
                       .message = message,
                       .filename = filename,
                       .line = line,
                       .module = module,
                       .registry = registry});
}

/* steals text */
static int warn_at(PyObject *category, PyObject *text, const char *filename, int line,
                   const char *module, PyObject *registry) {
    PyObject *file = text == NULL ? NULL : PyUnicode_DecodeFSDefault(filename);
    PyObject *name = file == NULL || module == NULL ? NULL : PyUnicode_FromString(module);
    int status = -1;
    if (file != NULL && (module == NULL || name != NULL)) {
        status = PyErr_WarnExplicitObject(category, text, file, line, name, registry);
    }
    Py_XDECREF(name);
    Py_XDECREF(file);
    Py_XDECREF(text);
    return status;
}

int PyErr_WarnExplicit(PyObject *category, const char *text, const char *filename, int line,
                       const char *module, PyObject *registry) {
    return warn_at(category, PyUnicode_FromString(text), filename, line, module, registry);
}

int PyErr_WarnExplicitFormat(PyObject *category, const char *filename, int line, const char *module,
                             PyObject *registry, const char *format, ...) {
    va_list va;
    va_start(va, format);
    PyObject *text = PyUnicode_FromFormatV(format, va);
    va_end(va);
    return warn_at(category, text, filename, line, module, registry);
}

/* ---- what nobody awaited ------------------------------------------------------------------------------------------ */

PYI_C_IMPORT("warnings", "_warn_unawaited_coroutine", "", "set_coroutine_origin_tracking_depth");

/* A coroutine was deleted that was never awaited. The module warnings says where it was made, if that is known. */
void _PyErr_WarnUnawaitedCoroutine(PyObject *op) {
    bool warned = false;
    PyObject *function = pyi_warnings_attr(PYI_NAME("_warn_unawaited_coroutine"), true);
    if (function != NULL) {
        PyObject *result = PyObject_CallOneArg(function, op);
        warned = result != NULL || PyErr_ExceptionMatches(PyExc_RuntimeWarning);
        Py_XDECREF(result);
        Py_DECREF(function);
    }
    if (PyErr_Occurred()) {
        PyErr_WriteUnraisable(op);
    }
    PyObject *name = ((PyCoroObject *)op)->cr_qualname;
    if (!warned && PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "coroutine '%S' was never awaited",
                                    name) < 0) {
        PyErr_WriteUnraisable(op);
    }
}

#if PYI_313
void _PyErr_WarnUnawaitedAgenMethod(PyAsyncGenObject *op, PyObject *method) {
    if (PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "coroutine method %R of %R was never awaited",
                         method, op->ag_qualname) < 0) {
        PyErr_WriteUnraisable((PyObject *)op);
    }
}
#endif
