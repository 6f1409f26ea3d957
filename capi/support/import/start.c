/* SPDX-License-Identifier: Apache-2.0 */
/* start: the modules that everything else needs, and what the interpreter remembers of them. */
#include "pyi_import.h"

static int set_reference(PyObject **place, PyObject *value) {
    Py_XINCREF(value);
    Py_XSETREF(*place, value);
    return value == NULL ? -1 : 0;
}

/* Frames find the built-in names in this dict; the copy is for when somebody empties it. */
static int adopt_builtins(PyInterpreterState *interp, PyObject *dict) {
    PyObject *copy = PyDict_Copy(dict);
    PyObject *import = PyDict_GetItemWithError(dict, PYI_NAME("__import__"));
    if (copy == NULL || import == NULL) {
        Py_XDECREF(copy);
        return -1;
    }
    Py_XSETREF(interp->builtins_copy, copy);
    return set_reference(&interp->builtins, dict) < 0 ||
                   set_reference(&PYI_IMPORTS(interp)->import_func, import) < 0
               ? -1
               : 0;
}

/* A module of the library itself. 0 or -1 */
int pyi_import_adopt(const char *name, PyObject *module) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    PyObject *dict = PyModule_GetDict(module);
    if (dict == NULL) {
        return -1;
    }
    if (strcmp(name, "builtins") == 0) {
        return adopt_builtins(interp, dict);
    }
    if (strcmp(name, "sys") == 0) {
        return set_reference(&interp->sysdict, dict) < 0 ? -1 : pyi_finders_install();
    }
    return 0;
}

#if PYI_312
int _PyImport_InitDefaultImportFunc(PyInterpreterState *interp) {
    PyObject *import = PyDict_GetItemWithError(interp->builtins, PYI_NAME("__import__"));
    return set_reference(&interp->imports.import_func, import);
}

int _PyImport_IsDefaultImportFunc(PyInterpreterState *interp, PyObject *function) {
    return interp->imports.import_func == function;
}
#endif
