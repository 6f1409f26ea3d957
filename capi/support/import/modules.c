/* SPDX-License-Identifier: Apache-2.0 */
/* modules: sys.modules.
 *
 * Contract   docs.python.org/3/c-api/import.html
 */
#include "pyi_import.h"

/* ---- the dict -------------------------------------------------------------------------------------------- */

PyObject *pyi_modules_dict(void) { return PYI_IMPORTS(_PyInterpreterState_GET())->modules; }

PyObject *PyImport_GetModuleDict(void) {
    PyObject *modules = pyi_modules_dict();
    if (modules == NULL) {
        Py_FatalError("interpreter has no modules dictionary");
    }
    return modules;
}

#if PYI_312
PyObject *_PyImport_InitModules(PyInterpreterState *interp) {
    interp->imports.modules = PyDict_New();
    return interp->imports.modules;
}
PyObject *_PyImport_GetModules(PyInterpreterState *interp) { return interp->imports.modules; }
void _PyImport_ClearModules(PyInterpreterState *interp) {
    Py_SETREF(interp->imports.modules, NULL);
}
void _PyImport_ClearModulesByIndex(PyInterpreterState *interp) {
    Py_CLEAR(interp->imports.modules_by_index);
}
#endif

int _PyImport_IsInitialized(PyInterpreterState *interp) {
    return PYI_IMPORTS(interp)->modules != NULL;
}

/* ---- looking up ------------------------------------------------------------------------------------------ */

PyObject *pyi_modules_get(PyObject *name) {
    PyObject *modules = pyi_modules_dict();
    if (modules == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "unable to get sys.modules");
        return NULL;
    }
    if (PyDict_CheckExact(modules)) {
        return Py_XNewRef(PyDict_GetItemWithError(modules, name));
    }
    PyObject *module = PyObject_GetItem(modules, name);
    if (module == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
    }
    return module;
}

int _PyImport_SetModule(PyObject *name, PyObject *module) {
    return PyObject_SetItem(pyi_modules_dict(), name, module);
}

int _PyImport_SetModuleString(const char *name, PyObject *module) {
    return PyMapping_SetItemString(pyi_modules_dict(), name, module);
}

#if !PYI_313
PyObject *_PyImport_GetModuleId(_Py_Identifier *id) {
    PyObject *name = _PyUnicode_FromId(id); /* borrowed */
    return name == NULL ? NULL : PyImport_GetModule(name);
}
#endif

/* ---- adding ------------------------------------------------------------------------------------------------ */

/* new: the module of that name, an empty one if there is none */
static PyObject *add_module(PyObject *name) {
    PyObject *module = pyi_modules_get(name);
    if (module != NULL && PyModule_Check(module)) {
        return module;
    }
    Py_XDECREF(module);
    if (PyErr_Occurred()) {
        return NULL;
    }
    module = PyModule_NewObject(name);
    if (module != NULL && _PyImport_SetModule(name, module) < 0) {
        Py_CLEAR(module);
    }
    return module;
}

/* borrowed: the dict holds it */
PyObject *PyImport_AddModuleObject(PyObject *name) {
    PyObject *module = add_module(name);
    Py_XDECREF(module);
    return module;
}

PyObject *PyImport_AddModule(const char *text) {
    PyObject *name = PyUnicode_FromString(text);
    PyObject *module = name == NULL ? NULL : PyImport_AddModuleObject(name);
    Py_XDECREF(name);
    return module;
}

#if PYI_313
PyObject *PyImport_AddModuleRef(const char *text) {
    PyObject *name = PyUnicode_FromString(text);
    PyObject *module = name == NULL ? NULL : add_module(name);
    Py_XDECREF(name);
    return module;
}
#endif

/* ---- attributes of modules -------------------------------------------------------------------------------- */

/* new */
PyObject *_PyImport_GetModuleAttr(PyObject *module_name, PyObject *name) {
    PyObject *module = PyImport_Import(module_name);
    PyObject *value = module == NULL ? NULL : PyObject_GetAttr(module, name);
    Py_XDECREF(module);
    return value;
}

PyObject *_PyImport_GetModuleAttrString(const char *module_name, const char *name) {
    PyObject *module_op = PyUnicode_FromString(module_name);
    PyObject *name_op = module_op == NULL ? NULL : PyUnicode_FromString(name);
    PyObject *value = name_op == NULL ? NULL : _PyImport_GetModuleAttr(module_op, name_op);
    Py_XDECREF(module_op);
    Py_XDECREF(name_op);
    return value;
}
