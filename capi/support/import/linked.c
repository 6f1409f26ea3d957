/* SPDX-License-Identifier: Apache-2.0 */
/* linked: Python modules that are part of the program. */
#include "pyi_extension.h"
#include "pyi_import.h"

#include <sys/stat.h>

const pyi_linked_world *pyi_linked;

bool pyi_linked_find(PyObject *name, pyi_linked_module *found) {
    const char *text = pyi_linked == NULL ? NULL : PyUnicode_AsUTF8(name);
    if (text == NULL) {
        PyErr_Clear(); /* a lone surrogate is in no name of ours */
        return false;
    }
    return pyi_linked->find(text, found);
}

/* new: what `__file__` says: a place beside the program's extension modules when its package has files there */
static PyObject *file_of(const pyi_linked_module *linked) {
    if (pyi_extension_has_folder != NULL && pyi_extension_has_folder(linked->name)) {
        return pyi_extension_path(linked->file);
    }
    return PyUnicode_DecodeUTF8(linked->file, (Py_ssize_t)strlen(linked->file), NULL);
}

PyObject *pyi_package_places(PyObject *file) {
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
    PyObject *file = file_of(linked);
    if (file == NULL) {
        return NULL;
    }
    PyObject *loader = pyi_linked_loader_new(name, file), *places = NULL, *spec = NULL;
    if (loader != NULL && (!linked->is_package || (places = pyi_package_places(file)) != NULL)) {
        spec = pyi_spec_new(name, loader, file, places, true);
    }
    Py_XDECREF(places);
    Py_XDECREF(loader);
    Py_DECREF(file);
    return spec;
}

/* ---- packages without a module ---------------------------------------------------------------------------------- */

/* new: the folder of a package: "a.b" -> "a/b/" */
static PyObject *folder_of(PyObject *name) {
    PyObject *dot = PyUnicode_FromString("."), *slash = PyUnicode_FromString("/");
    PyObject *folder = dot == NULL || slash == NULL ? NULL : PyUnicode_Replace(name, dot, slash, -1);
    if (folder != NULL) {
        Py_SETREF(folder, PyUnicode_FromFormat("%U/", folder));
    }
    Py_XDECREF(dot);
    Py_XDECREF(slash);
    return folder;
}

/* Is there a module or a data file whose name goes on after these characters? */
static bool begins_a_name(const char *text, size_t length, const char *folder) {
    pyi_linked_module linked;
    for (size_t i = 0; i < pyi_linked->count; i++) {
        pyi_linked->at(i, &linked);
        if (strncmp(linked.name, text, length) == 0 && linked.name[length] == '.') {
            return true;
        }
    }
    for (size_t i = 0; i < pyi_linked->data_count; i++) {
        if (strncmp(pyi_linked->data[i].path, folder, length + 1) == 0) {
            return true;
        }
    }
    return false;
}

/* Is it a folder of the system? */
static bool is_folder(PyObject *path) {
    struct stat status;
    PyObject *bytes = PyUnicode_EncodeFSDefault(path);
    bool is = bytes != NULL && stat(PyBytes_AS_STRING(bytes), &status) == 0 && S_ISDIR(status.st_mode);
    if (bytes == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(bytes);
    return is;
}

/* new: the place of a package without a module, NULL without an exception when there is none of that name; *shown* is
 * its folder in the program */
static PyObject *namespace_place(const char *text, size_t length, PyObject *folder, const char *shown) {
    bool known = begins_a_name(text, length, shown);
    if (pyi_extension_has_folder != NULL && pyi_extension_has_folder(text)) {
        PyObject *beside = pyi_extension_path(shown);
        if (beside == NULL || is_folder(beside)) {
            return beside;
        }
        Py_DECREF(beside);
    }
    return known ? Py_NewRef(folder) : NULL;
}

PyObject *pyi_linked_namespace_spec(PyObject *name) {
    Py_ssize_t length;
    const char *text = pyi_linked == NULL ? NULL : PyUnicode_AsUTF8AndSize(name, &length);
    PyObject *folder = text == NULL ? NULL : folder_of(name), *loader = NULL, *places = NULL;
    const char *shown = folder == NULL ? NULL : PyUnicode_AsUTF8(folder);
    PyObject *spec = NULL, *place = NULL;
    if (shown == NULL) {
        PyErr_Clear(); /* a lone surrogate is in no name of ours */
    } else if ((place = namespace_place(text, (size_t)length, folder, shown)) != NULL) {
        loader = pyi_linked_loader_new(name, place);
        places = pyi_package_places(place);
        if (loader != NULL && places != NULL) {
            spec = pyi_spec_new(name, loader, NULL, places, false);
        }
    }
    Py_XDECREF(places);
    Py_XDECREF(loader);
    Py_XDECREF(place);
    Py_XDECREF(folder);
    return spec;
}

/* ---- execution --------------------------------------------------------------------------------------------------- */

int pyi_linked_exec(PyObject *module, const pyi_linked_module *linked) {
    PyObject *dict = PyObject_GetAttr(module, PYI_NAME("__dict__"));
    PyObject *result = NULL;
    if (dict != NULL && PyDict_Check(dict)) {
        int has = PyDict_Contains(dict, PYI_NAME("__builtins__"));
        if (has == 0) {
            has = PyDict_SetItem(dict, PYI_NAME("__builtins__"), PyEval_GetBuiltins());
        }
        result = has < 0 ? NULL : pyi_linked->run(linked, dict);
    }
    Py_XDECREF(dict);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}
