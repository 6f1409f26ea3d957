/* SPDX-License-Identifier: Apache-2.0 */
/* path_finder: modules in folders that a running program puts into sys.path; they are no part of it.
 *
 * importlib's PathFinder finds and loads them, in programs that contain importlib; others have nothing to load them with.
 * Contract   docs.python.org/3/library/importlib.html#importlib.machinery.PathFinder
 */
#include "pyi_import.h"
#include "pyi_c_imports.h"

#define EXTERNAL "importlib._bootstrap_external"

PYI_C_IMPORT_IF_THERE("importlib");

/* new; NULL perhaps without an exception: the program does not contain it */
static PyObject *external_part(void) {
    static bool importing; /* what importlib itself does not find must not lead here again */
    pyi_linked_module linked;
    PyObject *name = PyUnicode_InternFromString(EXTERNAL);
    PyObject *module = NULL;
    if (name != NULL && !importing && pyi_linked_find(name, &linked)) {
        importing = true;
        PyObject *whole = PyImport_ImportModule("importlib"); /* it connects its parts */
        importing = false;
        module = whole == NULL ? NULL : pyi_modules_get(name);
        Py_XDECREF(whole);
    }
    Py_XDECREF(name);
    return module;
}

/* Files are found by FileFinder, which importlib itself would have put there at the start. 0 or -1 */
static int add_file_hook(PyObject *external) {
    PyObject *hooks = PySys_GetObject("path_hooks"); /* borrowed */
    if (hooks == NULL || !PyList_Check(hooks) || PyList_GET_SIZE(hooks) > 0) {
        return 0;
    }
    Py_INCREF(hooks);
    PyObject *loaders = PyObject_CallMethod(external, "_get_supported_file_loaders", NULL);
    PyObject *rows = loaders == NULL ? NULL : PySequence_Tuple(loaders);
    PyObject *finder = rows == NULL ? NULL : PyObject_GetAttrString(external, "FileFinder");
    PyObject *make = finder == NULL ? NULL : PyObject_GetAttrString(finder, "path_hook");
    PyObject *hook = make == NULL ? NULL : PyObject_Call(make, rows, NULL);
    int status = hook == NULL ? -1 : PyList_Append(hooks, hook);
    Py_XDECREF(hook);
    Py_XDECREF(make);
    Py_XDECREF(finder);
    Py_XDECREF(rows);
    Py_XDECREF(loaders);
    Py_DECREF(hooks);
    return status;
}

/* Whether the program contains the package that the name is in: then it contains all of it. */
static bool is_inside(PyObject *name) {
    pyi_linked_module linked;
    Py_ssize_t length = PyUnicode_GET_LENGTH(name);
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, length, -1);
    PyObject *parent = dot < 0 ? NULL : PyUnicode_Substring(name, 0, dot);
    bool inside = parent != NULL && pyi_linked_find(parent, &linked);
    if (parent != NULL && !inside) {
        PyObject *namespace = pyi_linked_namespace_spec(parent);
        inside = namespace != NULL;
        Py_XDECREF(namespace);
    }
    Py_XDECREF(parent);
    PyErr_Clear();
    return inside;
}

static bool has_folders(void) {
    PyObject *path = PySys_GetObject("path"); /* borrowed */
    return path != NULL && PyList_Check(path) && PyList_GET_SIZE(path) > 0;
}

static PyObject *path_find_spec(PyObject *class, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"fullname", "path", "target", NULL};
    PyObject *name, *path = Py_None, *target = Py_None;
    (void)class;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "U|OO:find_spec", keywords, &name, &path,
                                     &target)) {
        return NULL;
    }
    bool possible = path == Py_None ? has_folders() : !is_inside(name);
    PyObject *external = possible ? external_part() : NULL;
    if (external == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    }
    PyObject *finder = add_file_hook(external) < 0
                           ? NULL
                           : PyObject_GetAttrString(external, "PathFinder");
    PyObject *spec = finder == NULL
                         ? NULL
                         : PyObject_CallMethod(finder, "find_spec", "OOO", name, path, target);
    Py_XDECREF(finder);
    Py_DECREF(external);
    return spec;
}

static PyObject *invalidate_caches(PyObject *class, PyObject *unused) {
    (void)class, (void)unused;
    PyObject *external = has_folders() ? external_part() : NULL;
    if (external == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    }
    PyObject *finder = PyObject_GetAttrString(external, "PathFinder");
    PyObject *result =
        finder == NULL ? NULL : PyObject_CallMethod(finder, "invalidate_caches", NULL);
    Py_XDECREF(finder);
    Py_DECREF(external);
    return result;
}

static PyMethodDef methods[] = {
    {"find_spec", PYI_FASTCALL(path_find_spec), METH_CLASS | METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("find_spec", "($type, fullname, path=None, target=None)")},
    {"invalidate_caches", invalidate_caches, METH_CLASS | METH_NOARGS,
     PYI_SIGNATURE("invalidate_caches", "($type)")},
    {0},
};

PyTypeObject pyi_path_importer_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_program_importer.PathImporter",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = methods,
};
PYI_TYPE(pyi_path_importer_type);
