/* SPDX-License-Identifier: Apache-2.0 */
/* program_paths: where a program is, for embedders: what sys says, as wide characters.
 *
 * Contract   docs.python.org/3/c-api/init.html#process-wide-parameters
 */
#include "pyi.h"

#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* 3.13 advises against all of them */

/* An attribute of sys as static storage; NULL when it is no str. */
static wchar_t *ask(wchar_t **known, const char *name) {
    if (*known == NULL) {
        PyObject *value = PySys_GetObject(name); /* borrowed */
        if (value != NULL && PyUnicode_Check(value)) {
            *known = PyUnicode_AsWideCharString(value, NULL);
            PyErr_Clear(); /* these functions have no way to tell */
        }
    }
    return *known;
}

static wchar_t *program_name, *prefix, *exec_prefix, *home, *search_path;

/* borrowed */
wchar_t *Py_GetProgramFullPath(void) {
    static wchar_t *path;
    return ask(&path, "executable");
}

wchar_t *Py_GetProgramName(void) {
    return program_name != NULL ? program_name : Py_GetProgramFullPath();
}

wchar_t *Py_GetPrefix(void) { return ask(&prefix, "prefix"); }
wchar_t *Py_GetExecPrefix(void) { return ask(&exec_prefix, "exec_prefix"); }
wchar_t *Py_GetPythonHome(void) { return home; }

/* Modules are in the program: nothing is searched until somebody says so. */
wchar_t *Py_GetPath(void) { return search_path != NULL ? search_path : L""; }

static void set(wchar_t **place, const wchar_t *value) {
    PyMem_RawFree(*place);
    *place = NULL;
    if (value != NULL) {
        size_t size = (wcslen(value) + 1) * sizeof(wchar_t);
        *place = PyMem_RawMalloc(size);
        if (*place != NULL) {
            memcpy(*place, value, size);
        }
    }
}

PyAPI_FUNC(void) Py_SetProgramName(const wchar_t *name) { set(&program_name, name); }
PyAPI_FUNC(void) Py_SetPythonHome(const wchar_t *value) { set(&home, value); }
PyAPI_FUNC(void) Py_SetPath(const wchar_t *value) { set(&search_path, value); }
