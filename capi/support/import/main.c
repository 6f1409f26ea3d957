/* SPDX-License-Identifier: Apache-2.0 */
/* main: what the module `__main__` of a program is before it runs.
 *
 * A script has a loader and no spec. A program that was named as a module has the spec of that module, and the package
 * that it is in has been imported, as `python -m` does it.
 * Contract   docs.python.org/3/reference/import.html#special-considerations-for-main, docs.python.org/3/library/runpy.html
 */
#include "pyi_import.h"

static int set_script_names(PyObject *dict, PyObject *name, PyObject *file) {
    PyObject *loader = pyi_linked_loader_new(name, file);
    int status = loader == NULL || PyDict_SetItem(dict, PYI_NAME("__loader__"), loader) < 0 ||
                         PyDict_SetItem(dict, PYI_NAME("__file__"), file) < 0 ||
                         PyDict_SetItem(dict, PYI_NAME("__cached__"), Py_None) < 0
                     ? -1
                     : 0;
    Py_XDECREF(loader);
    return status;
}

/* 0 or -1 */
static int import_package_of(PyObject *spec) {
    PyObject *parent = PyObject_GetAttr(spec, PYI_NAME("parent"));
    int named = parent == NULL ? -1 : PyObject_IsTrue(parent);
    PyObject *package = named > 0 ? pyi_import_absolute(parent) : NULL;
    int status = named < 0 || (named > 0 && package == NULL) ? -1 : 0;
    Py_XDECREF(package);
    Py_XDECREF(parent);
    return status;
}

static int set_module_names(PyObject *module, PyObject *dict, PyObject *main_name,
                            const pyi_linked_module *linked) {
    PyObject *name = PyUnicode_FromString(pyi_linked->main_name);
    PyObject *spec = name == NULL ? NULL : pyi_linked_spec(name, linked);
    int status = spec == NULL || import_package_of(spec) < 0 ||
                         pyi_spec_apply(spec, module) < 0 ||
                         PyDict_SetItem(dict, PYI_NAME("__name__"), main_name) < 0
                     ? -1
                     : 0;
    if (status == 0 && PyDict_Contains(dict, PYI_NAME("__cached__")) == 0) {
        status = PyDict_SetItem(dict, PYI_NAME("__cached__"), Py_None);
    }
    Py_XDECREF(spec);
    Py_XDECREF(name);
    return status;
}

static int fill(PyObject *module, PyObject *name, const pyi_linked_module *linked) {
    PyObject *dict = PyModule_GetDict(module);
    PyObject *annotations = PyDict_New();
    PyObject *builtins = PyImport_AddModule("builtins"); /* borrowed */
    int status = annotations == NULL || builtins == NULL ||
                         PyDict_SetItem(dict, PYI_NAME("__annotations__"), annotations) < 0 ||
                         PyDict_SetItem(dict, PYI_NAME("__builtins__"), builtins) < 0
                     ? -1
                     : 0;
    Py_XDECREF(annotations);
    if (status < 0 || pyi_linked->main_name != NULL) {
        return status < 0 ? -1 : set_module_names(module, dict, name, linked);
    }
    PyObject *file = PyUnicode_FromString(linked->file);
    status = file == NULL ? -1 : set_script_names(dict, name, file);
    Py_XDECREF(file);
    return status;
}

PyObject *pyi_import_main(void) {
    pyi_linked_module linked;
    PyObject *name = PyUnicode_InternFromString("__main__");
    PyObject *module = name == NULL ? NULL : Py_XNewRef(PyImport_AddModuleObject(name));
    if (module != NULL && (!pyi_linked->find("__main__", &linked) || fill(module, name, &linked) < 0)) {
        Py_CLEAR(module);
    }
    Py_XDECREF(name);
    return module;
}
