/* SPDX-License-Identifier: Apache-2.0 */
/* linked: Python modules that are part of the program. */
#include "pyi_import.h"

const pyi_linked_world *pyi_linked;

bool pyi_linked_find(PyObject *name, pyi_linked_module *found) {
    const char *text = pyi_linked == NULL ? NULL : PyUnicode_AsUTF8(name);
    if (text == NULL) {
        PyErr_Clear(); /* a lone surrogate is in no name of ours */
        return false;
    }
    return pyi_linked->find(text, found);
}

/* new: a list with the folder of a package */
static PyObject *search_places(PyObject *file) {
    Py_ssize_t slash = PyUnicode_FindChar(file, '/', 0, PyUnicode_GET_LENGTH(file), -1);
    PyObject *folder = slash == -2 ? NULL : PyUnicode_Substring(file, 0, slash < 0 ? 0 : slash);
    PyObject *places = folder == NULL ? NULL : PyList_New(1);
    if (places == NULL) {
        Py_XDECREF(folder);
        return NULL;
    }
    PyList_SET_ITEM(places, 0, folder);
    return places;
}

PyObject *pyi_linked_spec(PyObject *name, const pyi_linked_module *linked) {
    PyObject *file = PyUnicode_DecodeUTF8(linked->file, (Py_ssize_t)strlen(linked->file), NULL);
    if (file == NULL) {
        return NULL;
    }
    PyObject *loader = pyi_linked_loader_new(name, file), *places = NULL, *spec = NULL;
    if (loader != NULL && (!linked->is_package || (places = search_places(file)) != NULL)) {
        spec = pyi_spec_new(name, loader, file, places, true);
    }
    Py_XDECREF(places);
    Py_XDECREF(loader);
    Py_DECREF(file);
    return spec;
}

int pyi_linked_exec(PyObject *module, const pyi_linked_module *linked) {
    PyObject *dict = PyObject_GetAttr(module, PYI_NAME("__dict__"));
    PyObject *code = dict == NULL ? NULL : pyi_linked->code(linked);
    PyObject *result = NULL;
    if (code != NULL && PyDict_Check(dict)) {
        int has = PyDict_Contains(dict, PYI_NAME("__builtins__"));
        if (has == 0) {
            has = PyDict_SetItem(dict, PYI_NAME("__builtins__"), PyEval_GetBuiltins());
        }
        result = has < 0 ? NULL : PyEval_EvalCode(code, dict, dict);
    }
    Py_XDECREF(dict);
    Py_XDECREF(code);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}
