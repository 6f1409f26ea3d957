/* SPDX-License-Identifier: Apache-2.0 */
/* program: what belongs to the executable rather than to the interpreter: arguments, paths, flags.
 */
#include "sys.h"

#include "sysprogram.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* some of what is defined here */

pyi_sysprogram pyi_program;

/* ---- sys.flags ------------------------------------------------------------------------------------------------ */

static PyTypeObject flags_type;
static PyStructSequence_Field flags_fields[] = {
    {"debug", NULL},           {"inspect", NULL},
    {"interactive", NULL},     {"optimize", NULL},
    {"dont_write_bytecode", NULL}, {"no_user_site", NULL},
    {"no_site", NULL},         {"ignore_environment", NULL},
    {"verbose", NULL},         {"bytes_warning", NULL},
    {"quiet", NULL},           {"hash_randomization", NULL},
    {"isolated", NULL},        {"dev_mode", NULL},
    {"utf8_mode", NULL},       {"warn_default_encoding", NULL},
    {"safe_path", NULL},       {"int_max_str_digits", NULL},
    {0},
};
static PyStructSequence_Desc flags_description = {"sys.flags", NULL, flags_fields,
                                                  18};

static PyObject *make_flags(void) {
    const PyConfig *config = _Py_GetConfig();
    PyObject *flags = pyi_sys_structure(&flags_type, &flags_description) < 0
                          ? NULL
                          : PyStructSequence_New(&flags_type);
    if (flags == NULL) {
        return NULL;
    }
#if PYI_312
    int digits = _PyInterpreterState_GET()->long_state.max_str_digits;
#else
    int digits = -1;
#endif
    long values[] = {config->parser_debug,
                     config->inspect,
                     config->interactive,
                     config->optimization_level,
                     !config->write_bytecode,
                     !config->user_site_directory,
                     !config->site_import,
                     !config->use_environment,
                     config->verbose,
                     config->bytes_warning,
                     config->quiet,
                     Py_HashRandomizationFlag,
                     config->isolated,
                     0,
                     _PyRuntime.preconfig.utf8_mode,
                     config->warn_default_encoding,
                     0,
                     digits};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(values); i++) {
        PyStructSequence_SetItem(flags, i, PyLong_FromLong(values[i]));
    }
    PyObject *truths[] = {PyBool_FromLong(config->dev_mode), PyBool_FromLong(config->safe_path)};
    Py_SETREF(PyTuple_GET_ITEM(flags, 13), truths[0]);
    Py_SETREF(PyTuple_GET_ITEM(flags, 16), truths[1]);
    if (PyErr_Occurred()) {
        Py_CLEAR(flags);
    }
    return flags;
}

/* ---- the values ------------------------------------------------------------------------------------------------- */

/* new */
static PyObject *text(PyObject *(*get)(void)) {
    return get != NULL ? get() : PyUnicode_New(0, 0);
}

static int add_argv(PyObject *module) {
    PyObject *argv = pyi_program.argv != NULL ? pyi_program.argv() : Py_BuildValue("[s]", "");
    PyObject *copy = argv == NULL ? NULL : PyList_GetSlice(argv, 0, PY_SSIZE_T_MAX);
    int status = pyi_sys_set(module, "argv", argv);
    return pyi_sys_set(module, "orig_argv", copy) < 0 ? -1 : status;
}

static int add_places(PyObject *module) {
    static const char *const prefixes[] = {"prefix", "exec_prefix", "base_prefix",
                                           "base_exec_prefix"};
    PyObject *executable = text(pyi_program.executable), *prefix = text(pyi_program.prefix);
    int status = executable == NULL || prefix == NULL ? -1 : 0;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(prefixes) && status == 0; i++) {
        status = PyModule_AddObjectRef(module, prefixes[i], prefix);
    }
    if (status == 0 && (PyModule_AddObjectRef(module, "executable", executable) < 0 ||
                        PyModule_AddObjectRef(module, "_base_executable", executable) < 0)) {
        status = -1;
    }
    Py_XDECREF(executable);
    Py_XDECREF(prefix);
    return status;
}

/* what the import system keeps here beside its finders (support/import/finder.c) */
static int add_import(PyObject *module) {
    PyObject *path = pyi_program.path != NULL ? pyi_program.path() : PyList_New(0);
    return pyi_sys_set(module, "path", path) < 0 ||
                   PyModule_AddObjectRef(module, "pycache_prefix", Py_None) < 0
               ? -1
               : PyModule_AddObjectRef(module, "dont_write_bytecode",
                                       _Py_GetConfig()->write_bytecode ? Py_False : Py_True);
}

int pyi_sys_add_program(PyObject *module) {
    return add_argv(module) < 0 || add_places(module) < 0 || add_import(module) < 0 ||
                   pyi_sys_set(module, "flags", make_flags()) < 0 ||
                   pyi_sys_set(module, "warnoptions", PyList_New(0)) < 0 ||
                   pyi_sys_set(module, "_xoptions", PyDict_New()) < 0 ||
                   PyModule_AddObjectRef(module, "_home", Py_None) < 0
               ? -1
               : PyModule_AddObjectRef(module, "_stdlib_dir", Py_None);
}

/* ---- public functions -------------------------------------------------------------------------------------------- */

/* new list; NULL with an exception */
static PyObject *list_of(int n, wchar_t **texts) {
    PyObject *list = PyList_New(0);
    for (int i = 0; list != NULL && i < n; i++) {
        PyObject *item = PyUnicode_FromWideChar(texts[i], -1);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
    }
    return list;
}

void PySys_SetArgvEx(int argc, wchar_t **argv, int update_path) {
    (void)update_path; /* modules do not come from the folder of a script */
    static wchar_t none[] = L"", *one[] = {none};
    PyObject *list = argc < 1 || argv == NULL ? list_of(1, one) : list_of(argc, argv);
    if (list == NULL || PySys_SetObject("argv", list) < 0) {
        Py_FatalError("can't assign sys.argv");
    }
    Py_DECREF(list);
}
void PySys_SetArgv(int argc, wchar_t **argv) { PySys_SetArgvEx(argc, argv, 1); }

/* folders with colons between them */
PyAPI_FUNC(void) PySys_SetPath(const wchar_t *path) {
    PyObject *text = PyUnicode_FromWideChar(path, -1), *colon = PYI_NAME(":");
    PyObject *list = text == NULL ? NULL : PyUnicode_Split(text, colon, -1);
    if (list == NULL || PySys_SetObject("path", list) < 0) {
        Py_FatalError("can't set sys.path");
    }
    Py_DECREF(list);
    Py_DECREF(text);
}

/* borrowed */
static PyObject *warn_options(void) {
    PyObject *list = PySys_GetObject("warnoptions");
    return list != NULL && PyList_Check(list) ? list : NULL;
}

void PySys_ResetWarnOptions(void) {
    PyObject *list = warn_options();
    if (list != NULL) {
        PyList_SetSlice(list, 0, PyList_GET_SIZE(list), NULL);
    }
}
PyAPI_FUNC(void) PySys_AddWarnOptionUnicode(PyObject *option) {
    PyObject *list = warn_options();
    if (list != NULL && PyList_Append(list, option) < 0) {
        PyErr_Clear();
    }
}
PyAPI_FUNC(void) PySys_AddWarnOption(const wchar_t *option) {
    PyObject *text = PyUnicode_FromWideChar(option, -1);
    if (text != NULL) {
        PySys_AddWarnOptionUnicode(text);
        Py_DECREF(text);
    }
}
PyAPI_FUNC(int) PySys_HasWarnOptions(void) {
    PyObject *list = warn_options();
    return list != NULL && PyList_GET_SIZE(list) > 0;
}
/* borrowed */
PyObject *PySys_GetXOptions(void) { return PySys_GetObject("_xoptions"); }
PyAPI_FUNC(void) PySys_AddXOption(const wchar_t *option) { (void)option; }
