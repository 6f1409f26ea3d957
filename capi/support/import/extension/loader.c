/* SPDX-License-Identifier: Apache-2.0 */
/* loader: the spec of an extension module of the program, and its loader as Python sees it.
 *
 * Contract   docs.python.org/3/library/importlib.html#importlib.machinery.ExtensionFileLoader
 */
#include "pyi_extension.h"

#include "pyi_import.h"

#include "structmember.h"

typedef struct {
    PyObject_HEAD
    PyObject *name, *path; /* owned */
    const pyi_extension *row;
} loader_object;

#define LOADER(op) ((loader_object *)(op))

/* ---- life ------------------------------------------------------------------------------------------------------- */

static void dealloc(PyObject *op) {
    Py_XDECREF(LOADER(op)->name);
    Py_XDECREF(LOADER(op)->path);
    Py_TYPE(op)->tp_free(op);
}

/* ---- methods ------------------------------------------------------------------------------------------------------ */

static PyObject *repr(PyObject *op) {
    return PyUnicode_FromFormat("<%s of %R>", Py_TYPE(op)->tp_name, LOADER(op)->name);
}

static PyObject *create_module(PyObject *op, PyObject *spec) {
    return pyi_extension_create(LOADER(op)->name, spec, LOADER(op)->path, LOADER(op)->row);
}

static PyObject *exec_module(PyObject *op, PyObject *module) {
    (void)op;
    if (pyi_builtin_exec(module) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *get_nothing(PyObject *op, PyObject *name) {
    (void)op, (void)name;
    Py_RETURN_NONE;
}

static PyObject *get_filename(PyObject *op, PyObject *name) {
    (void)name;
    return Py_NewRef(LOADER(op)->path);
}

static PyObject *is_package(PyObject *op, PyObject *name) {
    (void)name;
    return PyBool_FromLong(LOADER(op)->row->is_package);
}

static PyMemberDef members[] = {
    {"name", T_OBJECT, offsetof(loader_object, name), READONLY, NULL},
    {"path", T_OBJECT, offsetof(loader_object, path), READONLY, NULL},
    {0},
};

static PyMethodDef methods[] = {
    {"create_module", create_module, METH_O, PYI_SIGNATURE("create_module", "($self, spec, /)")},
    {"exec_module", exec_module, METH_O, PYI_SIGNATURE("exec_module", "($self, module, /)")},
    {"get_code", get_nothing, METH_O, PYI_SIGNATURE("get_code", "($self, fullname, /)")},
    {"get_filename", get_filename, METH_O, PYI_SIGNATURE("get_filename", "($self, fullname, /)")},
    {"get_source", get_nothing, METH_O, PYI_SIGNATURE("get_source", "($self, fullname, /)")},
    {"is_package", is_package, METH_O, PYI_SIGNATURE("is_package", "($self, fullname, /)")},
    {0},
};

/* ---- type --------------------------------------------------------------------------------------------------------- */

static PyTypeObject loader_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_program_importer.ExtensionLoader",
    .tp_basicsize = sizeof(loader_object),
    .tp_dealloc = dealloc,
    .tp_repr = repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = methods,
    .tp_members = members,
    .tp_free = PyObject_Free,
};
PYI_TYPE(loader_type);

static PyObject *loader_new(PyObject *name, PyObject *path, const pyi_extension *row) {
    loader_object *self = PyObject_New(loader_object, &loader_type);
    if (self != NULL) {
        self->name = Py_NewRef(name);
        self->path = Py_NewRef(path);
        self->row = row;
    }
    return (PyObject *)self;
}

/* ---- specs ---------------------------------------------------------------------------------------------------------- */

PyObject *pyi_extension_spec(PyObject *name, const pyi_extension *row) {
    PyObject *path =
        row->image == NULL ? pyi_extension_path(row->file) : PyUnicode_FromString(row->file);
    PyObject *loader = path == NULL ? NULL : loader_new(name, path, row), *places = NULL;
    PyObject *spec = NULL;
    if (loader != NULL && (!row->is_package || (places = pyi_package_places(path)) != NULL)) {
        spec = pyi_spec_new(name, loader, path, places, true);
    }
    Py_XDECREF(places);
    Py_XDECREF(loader);
    Py_XDECREF(path);
    return spec;
}
