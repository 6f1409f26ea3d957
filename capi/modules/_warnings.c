/* SPDX-License-Identifier: Apache-2.0 */
/* _warnings: what the module warnings is built on.
 *
 * Contract   docs.python.org/3/library/warnings.html
 */
#include "../support/warnings/warnings.h"
#include "pyi_arguments.h"

/* ---- functions -------------------------------------------------------------------------------------------- */

/* 0 or -1: whether it is a tuple of str */
static int check_prefixes(PyObject *prefixes) {
    if (!PyTuple_Check(prefixes)) {
        PyErr_Format(PyExc_TypeError, "warn() argument 'skip_file_prefixes' must be tuple, not %s",
                     Py_TYPE(prefixes)->tp_name);
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(prefixes); i++) {
        PyObject *item = PyTuple_GET_ITEM(prefixes, i);
        if (!PyUnicode_Check(item)) {
            PyErr_Format(PyExc_TypeError, "Found non-str '%s' in skip_file_prefixes.",
                         Py_TYPE(item)->tp_name);
            return -1;
        }
    }
    return 0;
}

static PyObject *do_warn(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    PyObject *message, *category = NULL, *source = NULL, *prefixes = NULL;
    Py_ssize_t level = 1;
#if PYI_312
    static char *keywords[] = {"message", "category", "stacklevel", "source", "skip_file_prefixes",
                               NULL};
    if (!pyi_named_arguments(args, kwargs, "O|OnO$O:warn", keywords, &message, &category,
                             &level, &source, &prefixes) ||
        (prefixes != NULL && check_prefixes(prefixes) < 0)) {
        return NULL;
    }
    if (prefixes != NULL && PyTuple_GET_SIZE(prefixes) == 0) {
        prefixes = NULL;
    }
    if (prefixes != NULL && level < 2) {
        level = 2;
    }
#else
    (void)check_prefixes;
    static char *keywords[] = {"message", "category", "stacklevel", "source", NULL};
    if (!pyi_named_arguments(args, kwargs, "O|OnO:warn", keywords, &message, &category,
                             &level, &source)) {
        return NULL;
    }
#endif
    PyObject *type = pyi_warnings_category(message, category);
    int status = type == NULL
                     ? -1
                     : pyi_warnings_warn(type, message, level, source == Py_None ? NULL : source,
                                         prefixes);
    Py_XDECREF(type);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* borrowed: __loader__ of a module's globals, or that of its spec; NULL maybe with an exception */
static PyObject *loader_of(PyObject *globals) {
    PyObject *loader = PyDict_GetItemWithError(globals, PYI_NAME("__loader__"));
    return loader == Py_None ? NULL : loader;
}

/* 0 or -1: *line is the new str of a line that the loader of a module knows, NULL when it does not */
static int source_line(PyObject *globals, int number, PyObject **line) {
    *line = NULL;
    PyObject *loader = loader_of(globals);
    PyObject *name =
        loader == NULL ? NULL : PyDict_GetItemWithError(globals, PYI_NAME("__name__"));
    if (name == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    PyObject *get_source = PyObject_GetAttr(loader, PYI_NAME("get_source"));
    if (get_source == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    PyObject *source = PyObject_CallOneArg(get_source, name);
    Py_DECREF(get_source);
    if (source == NULL || source == Py_None) {
        Py_XDECREF(source);
        return source == NULL ? -1 : 0;
    }
    PyObject *lines = PyUnicode_Splitlines(source, 0);
    Py_DECREF(source);
    if (lines == NULL) {
        return -1;
    }
    if (number >= 1 && number <= PyList_GET_SIZE(lines)) {
        *line = Py_NewRef(PyList_GET_ITEM(lines, number - 1));
    }
    Py_DECREF(lines);
    return 0;
}

#if PYI_312
#  define EXPLICIT_ARGUMENTS pyi_named_arguments
#else /* not yet declared to the Argument Clinic */
#  define EXPLICIT_ARGUMENTS PyArg_ParseTupleAndKeywords
#endif

static PyObject *do_warn_explicit(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    static char *keywords[] = {"message",  "category",       "filename", "lineno", "module",
                               "registry", "module_globals", "source",   NULL};
    pyi_warning warning = {0};
    PyObject *globals = NULL;
    if (!EXPLICIT_ARGUMENTS(args, kwargs, "OOUi|OOOO:warn_explicit", keywords,
                            &warning.message, &warning.category, &warning.filename,
                            &warning.line, &warning.module, &warning.registry, &globals,
                            &warning.source)) {
        return NULL;
    }
    PyObject *line = NULL;
    if (globals != NULL && globals != Py_None) {
        if (!PyDict_Check(globals)) {
            PyErr_Format(PyExc_TypeError, "module_globals must be a dict, not '%.200s'",
                         Py_TYPE(globals)->tp_name);
            return NULL;
        }
        if (source_line(globals, warning.line, &line) < 0) {
            return NULL;
        }
    }
    warning.source_line = line;
    if (warning.source == Py_None) {
        warning.source = NULL;
    }
    int status = pyi_warnings_explicit(&warning);
    Py_XDECREF(line);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *filters_mutated(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    _PyInterpreterState_GET()->warnings.filters_version++;
    Py_RETURN_NONE;
}

/* ---- the module ------------------------------------------------------------------------------------------- */

static PyMethodDef warnings_methods[] = {
#if PYI_312
    {"warn", PYI_FASTCALL(do_warn), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("warn", "($module, /, message, category=None, stacklevel=1, source=None, *,\n"
                           "     skip_file_prefixes=<unrepresentable>)")},
#else
    {"warn", PYI_FASTCALL(do_warn), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("warn", "($module, /, message, category=None, stacklevel=1, source=None)")},
#endif
    {"warn_explicit", PYI_FASTCALL(do_warn_explicit), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("warn_explicit",
                   "($module, /, message, category, filename, lineno,\n              "
                   "module=<unrepresentable>, registry=None, module_globals=None, source=None)")},
    {"_filters_mutated", filters_mutated, METH_NOARGS,
     PYI_SIGNATURE("_filters_mutated", "($module, /)")},
    {0},
};

static int warnings_exec(PyObject *module) {
    if (pyi_warnings_start() < 0) {
        return -1;
    }
    struct _warnings_runtime_state *own = &_PyInterpreterState_GET()->warnings;
    return PyModule_AddObjectRef(module, "filters", own->filters) < 0 ||
                   PyModule_AddObjectRef(module, "_onceregistry", own->once_registry) < 0 ||
                   PyModule_AddObjectRef(module, "_defaultaction", own->default_action) < 0
               ? -1
               : 0;
}

static PyModuleDef_Slot warnings_slots[] = {
    {Py_mod_exec, warnings_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef warnings_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_warnings",
    .m_methods = warnings_methods,
    .m_slots = warnings_slots,
};

PyMODINIT_FUNC PyInit__warnings(void) { return PyModuleDef_Init(&warnings_module); }
PYI_MODULE("_warnings", PyInit__warnings);
