/* SPDX-License-Identifier: Apache-2.0 */
/* builtin: modules in C that are part of the program: the rows of pyi_modules, and what an embedding program adds.
 *
 * Contract   docs.python.org/3/c-api/import.html, PEP 489
 */
#include "pyi_import.h"

#include <stdlib.h>

extern const pyi_module_row __start_pyi_modules[] __attribute__((weak, visibility("hidden")));
extern const pyi_module_row __stop_pyi_modules[] __attribute__((weak, visibility("hidden")));

typedef PyObject *(*init_function)(void);

/* ---- the table --------------------------------------------------------------------------------------------------- */

static struct _inittab no_rows[] = {{NULL, NULL}};
struct _inittab *PyImport_Inittab = no_rows;

/* A row without a function is of a module that this program does not import (aot_build/link/trim). */
static init_function find(const char *name) {
    for (const struct _inittab *row = PyImport_Inittab; row->name != NULL; row++) {
        if (strcmp(row->name, name) == 0) {
            return row->initfunc;
        }
    }
    for (const pyi_module_row *row = __start_pyi_modules; row < __stop_pyi_modules; row++) {
        if (row->init != NULL && strcmp(row->name, name) == 0) {
            return row->init;
        }
    }
    return NULL;
}

/* Copies both, because the rows of the caller may go away. */
int PyImport_ExtendInittab(struct _inittab *more) {
    size_t old = 0, n = 0;
    if (_PyRuntime.initialized) {
        Py_FatalError("PyImport_ExtendInittab() may not be called after Py_Initialize()");
    }
    while (PyImport_Inittab[old].name != NULL) {
        old++;
    }
    while (more[n].name != NULL) {
        n++;
    }
    struct _inittab *rows = PyMem_RawMalloc((old + n + 1) * sizeof(*rows));
    if (rows == NULL) {
        return -1;
    }
    memcpy(rows, PyImport_Inittab, old * sizeof(*rows));
    memcpy(rows + old, more, (n + 1) * sizeof(*rows));
    if (PyImport_Inittab != no_rows) {
        PyMem_RawFree(PyImport_Inittab);
    }
    PyImport_Inittab = rows;
    return 0;
}

int PyImport_AppendInittab(const char *name, init_function init) {
    struct _inittab rows[2] = {{name, init}, {NULL, NULL}};
    if (_PyRuntime.initialized) {
        Py_FatalError("PyImport_AppendInittab() may not be called after Py_Initialize()");
    }
    return PyImport_ExtendInittab(rows);
}

bool pyi_builtin_exists(PyObject *name) {
    const char *text = PyUnicode_AsUTF8(name);
    if (text == NULL) {
        PyErr_Clear(); /* a lone surrogate is in no name of ours */
    }
    return text != NULL && find(text) != NULL;
}

static int append_name(PyObject *list, const char *text) {
    PyObject *name = PyUnicode_InternFromString(text);
    int status = name == NULL ? -1 : PyList_Append(list, name);
    Py_XDECREF(name);
    return status;
}

PyObject *pyi_builtin_names(void) {
    PyObject *list = PyList_New(0);
    int status = list == NULL ? -1 : 0;
    for (const struct _inittab *row = PyImport_Inittab; status == 0 && row->name != NULL; row++) {
        status = append_name(list, row->name);
    }
    for (const pyi_module_row *row = __start_pyi_modules;
         status == 0 && row < __stop_pyi_modules; row++) {
        status = row->init == NULL ? 0 : append_name(list, row->name);
    }
    if (status == 0) {
        status = PyList_Sort(list);
    }
    if (status < 0) {
        Py_CLEAR(list);
    }
    return list;
}

#if PYI_312
PyObject *_PyImport_GetBuiltinModuleNames(void) { return pyi_builtin_names(); }
#endif

/* ---- one module ---------------------------------------------------------------------------------------------------- */

/* Modules of one phase are made once for the process, as their static data wants it: name -> module. */
static PyObject *made_once;

/* new; NULL perhaps without an exception */
static PyObject *find_made(PyObject *name) {
    return made_once == NULL ? NULL : Py_XNewRef(PyDict_GetItemWithError(made_once, name));
}

static int remember(PyObject *name, PyObject *module) {
    if (made_once == NULL && (made_once = PyDict_New()) == NULL) {
        return -1;
    }
    PyModuleDef *def = PyModule_Check(module) ? ((PyModuleObject *)module)->md_def : NULL;
    if (def != NULL && _PyState_AddModule(_PyThreadState_GET(), module, def) < 0) {
        return -1;
    }
    return PyDict_SetItem(made_once, name, module);
}

PyObject *pyi_check_init(const char *name, PyObject *made) {
    if (made == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_SystemError,
                     "initialization of %s failed without raising an exception", name);
    }
    if (made != NULL && PyErr_Occurred()) {
        _PyErr_FormatFromCause(PyExc_SystemError,
                               "initialization of %s raised unreported exception", name);
        return NULL;
    }
    return made;
}

PyObject *pyi_builtin_create(PyObject *name, PyObject *spec) {
    const char *text = PyUnicode_AsUTF8(name);
    PyObject *known = text == NULL ? NULL : find_made(name);
    if (known != NULL || PyErr_Occurred()) {
        return known;
    }
    init_function init = find(text);
    if (init == NULL) {
        PyErr_Format(PyExc_ImportError, "no built-in module named %R", name);
        return NULL;
    }
    PyObject *made = pyi_check_init(text, init());
    if (made == NULL) {
        return NULL;
    }
    if (Py_IS_TYPE(made, &PyModuleDef_Type)) { /* borrowed and static */
        return PyModule_FromDefAndSpec((PyModuleDef *)made, spec);
    }
    if (remember(name, made) < 0) {
        Py_CLEAR(made);
    }
    return made;
}

int pyi_builtin_exec(PyObject *module) {
    PyModuleObject *self = (PyModuleObject *)module;
    if (!PyModule_Check(module) || self->md_def == NULL || self->md_def->m_slots == NULL ||
        self->md_state != NULL) {
        return 0; /* executed already, or by its creation */
    }
    return PyModule_ExecDef(module, self->md_def);
}

/* ---- for sys and builtins, and extensions ---------------------------------------------------------------------------- */

#if PYI_313
int _PyImport_FixupBuiltin(PyThreadState *ts, PyObject *module, const char *text,
                           PyObject *modules) {
    (void)ts;
#else
int _PyImport_FixupBuiltin(PyObject *module, const char *text, PyObject *modules) {
#endif
    PyObject *name = PyUnicode_InternFromString(text);
    int status = name == NULL || remember(name, module) < 0
                     ? -1
                     : PyObject_SetItem(modules, name, module);
    Py_XDECREF(name);
    return status;
}

#if !PYI_313
int _PyImport_FixupExtensionObject(PyObject *module, PyObject *name, PyObject *filename,
                                   PyObject *modules) {
    (void)filename;
    return remember(name, module) < 0 ? -1 : PyObject_SetItem(modules, name, module);
}
#endif
