/* SPDX-License-Identifier: Apache-2.0 */
/* settings: limits and switches of the interpreter.
 */
#include "sys.h"

#include <dlfcn.h>

#define NO_ARGUMENTS(name) {#name, sys_##name, METH_NOARGS, PYI_SIGNATURE(#name, "($module, /)")}

/* ---- recursion ------------------------------------------------------------------------------------------------ */

static PyObject *sys_getrecursionlimit(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromLong(Py_GetRecursionLimit());
}

static int current_depth(PyThreadState *ts) {
#if PYI_312
    return ts->py_recursion_limit - ts->py_recursion_remaining;
#else
    return ts->recursion_limit - ts->recursion_remaining;
#endif
}

static PyObject *sys_setrecursionlimit(PyObject *module, PyObject *op) {
    (void)module;
    int limit = PYI_LONG_AS_INT(op);
    if (limit == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (limit < 1) {
        PyErr_SetString(PyExc_ValueError, "recursion limit must be greater or equal than 1");
        return NULL;
    }
    int depth = current_depth(_PyThreadState_GET());
    if (depth >= limit) {
        PyErr_Format(PyExc_RecursionError,
                     "cannot set the recursion limit to %i at the recursion depth %i: "
                     "the limit is too low",
                     limit, depth);
        return NULL;
    }
    Py_SetRecursionLimit(limit);
    Py_RETURN_NONE;
}

/* ---- threads ----------------------------------------------------------------------------------------------------- */

static PyObject *sys_getswitchinterval(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyFloat_FromDouble(1e-6 * (double)_PyEval_GetSwitchInterval());
}

static PyObject *sys_setswitchinterval(PyObject *module, PyObject *op) {
    (void)module;
    double seconds = PyFloat_AsDouble(op);
    if (seconds == -1.0 && PyErr_Occurred()) {
        return NULL;
    }
    if (!(seconds > 0.0)) {
        PyErr_SetString(PyExc_ValueError, "switch interval must be strictly positive");
        return NULL;
    }
    _PyEval_SetSwitchInterval((unsigned long)(1e6 * seconds));
    Py_RETURN_NONE;
}

/* ---- digits of int ------------------------------------------------------------------------------------------------ */

static int *digits_limit(void) {
#if PYI_312
    return &_PyInterpreterState_GET()->long_state.max_str_digits;
#else
    return &_PyInterpreterState_GET()->int_max_str_digits;
#endif
}

static PyObject *sys_get_int_max_str_digits(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromLong(*digits_limit());
}

static PyObject *sys_set_int_max_str_digits(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"maxdigits", NULL};
    int digits;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i:set_int_max_str_digits", keywords, &digits)) {
        return NULL;
    }
    if (digits != 0 && digits < _PY_LONG_MAX_STR_DIGITS_THRESHOLD) {
        PyErr_Format(PyExc_ValueError, "maxdigits must be 0 or larger than %d",
                     _PY_LONG_MAX_STR_DIGITS_THRESHOLD);
        return NULL;
    }
    *digits_limit() = digits;
    Py_RETURN_NONE;
}

/* ---- encodings ------------------------------------------------------------------------------------------------------ */

static PyObject *sys_getdefaultencoding(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyUnicode_InternFromString("utf-8");
}

static PyObject *sys_getfilesystemencoding(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    const char *encoding = _PyInterpreterState_GET()->unicode.fs_codec.encoding;
    return PyUnicode_InternFromString(encoding == NULL ? "utf-8" : encoding);
}

static PyObject *sys_getfilesystemencodeerrors(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    const char *errors = _PyInterpreterState_GET()->unicode.fs_codec.errors;
    return PyUnicode_InternFromString(errors == NULL ? "surrogateescape" : errors);
}

/* ---- shared objects -------------------------------------------------------------------------------------------------- */

static int *open_flags(void) {
#if PYI_312
    return &_PyInterpreterState_GET()->imports.dlopenflags;
#else
    return &_PyInterpreterState_GET()->dlopenflags;
#endif
}

static PyObject *sys_getdlopenflags(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromLong(*open_flags());
}

static PyObject *sys_setdlopenflags(PyObject *module, PyObject *op) {
    (void)module;
    int flags = PYI_LONG_AS_INT(op);
    if (flags == -1 && PyErr_Occurred()) {
        return NULL;
    }
    *open_flags() = flags;
    Py_RETURN_NONE;
}

/* ---- asynchronous generators and coroutines --------------------------------------------------------------------------- */

static PyTypeObject hooks_type;
static PyStructSequence_Field hooks_fields[] = {{"firstiter", NULL}, {"finalizer", NULL}, {0}};
static PyStructSequence_Desc hooks_description = {"asyncgen_hooks", NULL, hooks_fields, 2};

static int check_hook(PyObject *op, const char *name) {
    if (op != NULL && op != Py_None && !PyCallable_Check(op)) {
        PyErr_Format(PyExc_TypeError, "callable %s expected, got %.50s", name, Py_TYPE(op)->tp_name);
        return -1;
    }
    return 0;
}

static PyObject *sys_set_asyncgen_hooks(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"firstiter", "finalizer", NULL};
    PyObject *first = NULL, *last = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO", keywords, &first, &last) ||
        check_hook(last, "finalizer") < 0 || check_hook(first, "firstiter") < 0) {
        return NULL;
    }
    if (last != NULL && _PyEval_SetAsyncGenFinalizer(last == Py_None ? NULL : last) < 0) {
        return NULL;
    }
    if (first != NULL && _PyEval_SetAsyncGenFirstiter(first == Py_None ? NULL : first) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *sys_get_asyncgen_hooks(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    PyThreadState *ts = _PyThreadState_GET();
    PyObject *result = PyStructSequence_New(&hooks_type);
    if (result != NULL) {
        PyObject *first = ts->async_gen_firstiter, *last = ts->async_gen_finalizer;
        PyStructSequence_SetItem(result, 0, Py_NewRef(first == NULL ? Py_None : first));
        PyStructSequence_SetItem(result, 1, Py_NewRef(last == NULL ? Py_None : last));
    }
    return result;
}

static PyObject *sys_get_coroutine_origin_tracking_depth(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromLong(_PyThreadState_GET()->coroutine_origin_tracking_depth);
}

static PyObject *sys_set_coroutine_origin_tracking_depth(PyObject *module, PyObject *args,
                                                         PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"depth", NULL};
    int depth;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i:set_coroutine_origin_tracking_depth",
                                     keywords, &depth)) {
        return NULL;
    }
    if (depth < 0) {
        PyErr_SetString(PyExc_ValueError, "depth must be >= 0");
        return NULL;
    }
    _PyThreadState_GET()->coroutine_origin_tracking_depth = depth;
    Py_RETURN_NONE;
}

/* ---- what this interpreter has not ---------------------------------------------------------------------------------------- */

#if PYI_312
static PyObject *sys_activate_stack_trampoline(PyObject *module, PyObject *op) {
    (void)module;
    const char *backend = PyUnicode_Check(op) ? PyUnicode_AsUTF8(op) : NULL;
    if (backend == NULL) {
        if (!PyErr_Occurred()) {
            _PyArg_BadArgument("activate_stack_trampoline", "argument", "str", op);
        }
        return NULL;
    }
    if (strcmp(backend, "perf") == 0) {
        PyErr_SetString(PyExc_ValueError, "perf trampoline not available");
    } else {
        PyErr_Format(PyExc_ValueError, "invalid backend: %s", backend);
    }
    return NULL;
}

static PyObject *sys_deactivate_stack_trampoline(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    Py_RETURN_NONE;
}

static PyObject *sys_is_stack_trampoline_active(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    Py_RETURN_FALSE;
}
#endif

#if PYI_313
static PyObject *sys__is_gil_enabled(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    Py_RETURN_TRUE;
}

static PyObject *sys__get_cpu_count_config(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromLong(_Py_GetConfig()->cpu_count);
}
#endif

/* ---- functions ----------------------------------------------------------------------------------------------------------- */

static PyObject *sys_is_finalizing(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
#if PYI_313
    return PyBool_FromLong(Py_IsFinalizing());
#else
    return PyBool_FromLong(_Py_IsFinalizing());
#endif
}

static PyMethodDef methods[] = {
    NO_ARGUMENTS(getrecursionlimit),
    {"setrecursionlimit", sys_setrecursionlimit, METH_O,
     PYI_SIGNATURE("setrecursionlimit", "($module, limit, /)")},
    NO_ARGUMENTS(getswitchinterval),
    {"setswitchinterval", sys_setswitchinterval, METH_O,
     PYI_SIGNATURE("setswitchinterval", "($module, interval, /)")},
    NO_ARGUMENTS(get_int_max_str_digits),
    {"set_int_max_str_digits", PYI_FASTCALL(sys_set_int_max_str_digits),
     METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("set_int_max_str_digits", "($module, /, maxdigits)")},
    NO_ARGUMENTS(getdefaultencoding),
    NO_ARGUMENTS(getfilesystemencoding),
    NO_ARGUMENTS(getfilesystemencodeerrors),
    NO_ARGUMENTS(getdlopenflags),
    {"setdlopenflags", sys_setdlopenflags, METH_O,
     PYI_SIGNATURE("setdlopenflags", "($module, flags, /)")},
    {"set_asyncgen_hooks", PYI_FASTCALL(sys_set_asyncgen_hooks), METH_VARARGS | METH_KEYWORDS, NULL},
    NO_ARGUMENTS(get_asyncgen_hooks),
    NO_ARGUMENTS(get_coroutine_origin_tracking_depth),
    {"set_coroutine_origin_tracking_depth", PYI_FASTCALL(sys_set_coroutine_origin_tracking_depth),
     METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("set_coroutine_origin_tracking_depth", "($module, /, depth)")},
    NO_ARGUMENTS(is_finalizing),
#if PYI_312
    {"activate_stack_trampoline", sys_activate_stack_trampoline, METH_O,
     PYI_SIGNATURE("activate_stack_trampoline", "($module, backend, /)")},
    NO_ARGUMENTS(deactivate_stack_trampoline),
    NO_ARGUMENTS(is_stack_trampoline_active),
#endif
#if PYI_313
    NO_ARGUMENTS(_is_gil_enabled),
    NO_ARGUMENTS(_get_cpu_count_config),
#endif
    {0},
};

int pyi_sys_add_settings(PyObject *module) {
    if (*open_flags() == 0) {
        *open_flags() = RTLD_NOW;
    }
    return pyi_sys_structure(&hooks_type, &hooks_description) < 0
               ? -1
               : PyModule_AddFunctions(module, methods);
}
