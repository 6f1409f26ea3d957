/* SPDX-License-Identifier: Apache-2.0 */
/* ops_import.c: import statements. */
#include "ops.h"

#include <string.h>

/* ---- import name ---------------------------------------------------------------------------------- */

/* Whether op is the built-in function __import__, which may be skipped for what it calls. */
static bool is_original_import(PyObject *op) {
    return PyCFunction_CheckExact(op) &&
           strcmp(((PyCFunctionObject *)op)->m_ml->ml_name, "__import__") == 0 &&
           PyModule_Check(PyCFunction_GET_SELF(op));
}

static PyObject *call_import(PyObject *function, PyObject *name,
                             struct _PyInterpreterFrame *frame, PyObject *fromlist,
                             int64_t level) {
    PyObject *level_op = rt_box_i64(level);
    if (level_op == NULL) {
        return NULL;
    }
    PyObject *locals = frame->f_locals == NULL ? Py_None : frame->f_locals;
    PyObject *args[] = {name, rt_frame_globals(frame), locals, fromlist, level_op};
    PyObject *module = PyObject_Vectorcall(function, args, 5, NULL);
    Py_DECREF(level_op);
    return module;
}

PyObject *rt_import_name(PyObject *name, PyObject *fromlist, int64_t level,
                         struct _PyInterpreterFrame *frame) {
    static PyObject *import_name;
    if (rt_intern(&import_name, "__import__") == NULL) {
        return NULL;
    }
    PyObject *builtins = ((PyFunctionObject *)rt_frame_func(frame))->func_builtins;
    PyObject *globals = rt_frame_globals(frame);
    PyObject *function = PyDict_GetItemWithError(builtins, import_name);
    if (function == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_ImportError, "__import__ not found");
        }
        return NULL;
    }
    if (is_original_import(function)) {
        return PyImport_ImportModuleLevelObject(name, globals, Py_None, fromlist, (int)level);
    }
    Py_INCREF(function);
    PyObject *module = call_import(function, name, frame, fromlist, level);
    Py_DECREF(function);
    return module;
}

/* ---- from module import name ---------------------------------------------------------------------- */

/* sys.modules[module.__name__ + "." + name]: a submodule that a circular import has not yet made
 * an attribute. NULL without an exception when there is none. */
static PyObject *find_loaded_submodule(PyObject *module, PyObject *name) {
    static PyObject *name_name;
    PyObject *package = rt_get_named(module, &name_name, "__name__");
    if (package == NULL || !PyUnicode_Check(package)) {
        Py_XDECREF(package);
        PyErr_Clear();
        return NULL;
    }
    PyObject *full_name = PyUnicode_FromFormat("%U.%U", package, name);
    Py_DECREF(package);
    if (full_name == NULL) {
        return NULL;
    }
    PyObject *found = PyImport_GetModule(full_name);
    Py_DECREF(full_name);
    return found;
}

PyObject *rt_import_from(PyObject *module, PyObject *name) {
    PyObject *value = PyObject_GetAttr(module, name);
    if (value != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return value;
    }
    PyErr_Clear();
    value = find_loaded_submodule(module, name);
    if (value == NULL && !PyErr_Occurred()) {
        rt_raise_cannot_import(module, name);
    }
    return value;
}

/* ---- from module import * ------------------------------------------------------------------------- */

/* new: the names to copy, a sequence; *all: the module has said so itself */
static PyObject *public_names(PyObject *module, bool *all) {
    static PyObject *all_name, *dict_name;
    PyObject *names = rt_get_named(module, &all_name, "__all__");
    *all = names != NULL;
    if (names != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return names;
    }
    PyErr_Clear();
    PyObject *dict = rt_get_named(module, &dict_name, "__dict__");
    names = dict == NULL ? NULL : PyMapping_Keys(dict);
    Py_XDECREF(dict);
    return names;
}

static int32_t copy_name(PyObject *module, PyObject *name, bool all, PyObject *target) {
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "Item in __all__ must be str, not %.100s",
                     Py_TYPE(name)->tp_name);
        return -1;
    }
    if (!all && PyUnicode_GetLength(name) > 0 && PyUnicode_ReadChar(name, 0) == '_') {
        return 0;
    }
    PyObject *value = PyObject_GetAttr(module, name);
    int32_t status = value == NULL ? -1 : PyDict_SetItem(target, name, value);
    Py_XDECREF(value);
    return status;
}

/* into the globals: only a module body may do this */
int32_t rt_import_star(PyObject *module, struct _PyInterpreterFrame *frame) {
    bool all;
    PyObject *names = public_names(module, &all);
    PyObject *iterator = names == NULL ? NULL : PyObject_GetIter(names);
    Py_XDECREF(names);
    if (iterator == NULL) {
        return -1;
    }
    int32_t status = 0;
    PyObject *name;
    while (status == 0 && (name = PyIter_Next(iterator)) != NULL) {
        status = copy_name(module, name, all, rt_frame_globals(frame));
        Py_DECREF(name);
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : status;
}
