/* SPDX-License-Identifier: Apache-2.0 */
/* attributes: the built-in functions about attributes, classes and namespaces. */
#include "builtins.h"

/* ---- attributes ------------------------------------------------------------------------------------- */

static PyObject *builtin_getattr(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("getattr", nargs, 2, 3)) {
        return NULL;
    }
    if (nargs == 2) {
        return PyObject_GetAttr(args[0], args[1]);
    }
    PyObject *value;
    if (PyObject_GetOptionalAttr(args[0], args[1], &value) < 0) {
        return NULL;
    }
    return value != NULL ? value : Py_NewRef(args[2]);
}

static PyObject *builtin_setattr(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("setattr", nargs, 3, 3) ||
        PyObject_SetAttr(args[0], args[1], args[2]) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *builtin_delattr(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("delattr", nargs, 2, 2) ||
        PyObject_SetAttr(args[0], args[1], NULL) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *builtin_hasattr(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    PyObject *value;
    (void)module;
    if (!_PyArg_CheckPositional("hasattr", nargs, 2, 2)) {
        return NULL;
    }
    if (PyObject_GetOptionalAttr(args[0], args[1], &value) < 0) {
        return NULL;
    }
    if (value == NULL) {
        Py_RETURN_FALSE;
    }
    Py_DECREF(value);
    Py_RETURN_TRUE;
}

/* ---- classes and identity --------------------------------------------------------------------------- */

static PyObject *builtin_isinstance(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("isinstance", nargs, 2, 2)) {
        return NULL;
    }
    int answer = PyObject_IsInstance(args[0], args[1]);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *builtin_issubclass(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("issubclass", nargs, 2, 2)) {
        return NULL;
    }
    int answer = PyObject_IsSubclass(args[0], args[1]);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *builtin_callable(PyObject *module, PyObject *op) {
    (void)module;
    return PyBool_FromLong(PyCallable_Check(op));
}

static PyObject *builtin_hash(PyObject *module, PyObject *op) {
    (void)module;
    Py_hash_t hash = PyObject_Hash(op);
    return hash == -1 ? NULL : PyLong_FromSsize_t(hash);
}

static PyObject *builtin_id(PyObject *module, PyObject *op) {
    (void)module;
    PyObject *id = PyLong_FromVoidPtr(op);
    if (id != NULL && PySys_Audit("builtins.id", "O", id) < 0) {
        Py_CLEAR(id);
    }
    return id;
}

/* ---- namespaces ----------------------------------------------------------------------------------------- */

static PyObject *builtin_globals(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return Py_XNewRef(PyEval_GetGlobals());
}

static PyObject *current_locals(void) {
#if PYI_312
    return _PyEval_GetFrameLocals();
#else
    return Py_XNewRef(PyEval_GetLocals());
#endif
}

static PyObject *builtin_locals(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return current_locals();
}

static PyObject *builtin_vars(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    PyObject *dict;
    (void)module;
    if (!_PyArg_CheckPositional("vars", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs == 0) {
        return current_locals();
    }
    if (PyObject_GetOptionalAttr(args[0], PYI_NAME("__dict__"), &dict) == 0) {
        PyErr_SetString(PyExc_TypeError, "vars() argument must have __dict__ attribute");
    }
    return dict;
}

static PyObject *builtin_dir(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("dir", nargs, 0, 1)) {
        return NULL;
    }
    return PyObject_Dir(nargs == 0 ? NULL : args[0]);
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

PyMethodDef pyi_builtin_attribute_rows[] = {
    ROW("callable", builtin_callable, METH_O, "($module, obj, /)"),
    ROW("delattr", builtin_delattr, METH_FASTCALL, "($module, obj, name, /)"),
#if PYI_312 && !PYI_313
    ROW("dir", builtin_dir, METH_FASTCALL, "($module, arg=<unrepresentable>, /)"),
    ROW("getattr", builtin_getattr, METH_FASTCALL,
        "($module, object, name, default=<unrepresentable>, /)"),
    ROW("vars", builtin_vars, METH_FASTCALL, "($module, object=<unrepresentable>, /)"),
#else
    ROW_PLAIN("dir", builtin_dir, METH_FASTCALL),
    ROW_PLAIN("getattr", builtin_getattr, METH_FASTCALL),
    ROW_PLAIN("vars", builtin_vars, METH_FASTCALL),
#endif
    ROW("globals", builtin_globals, METH_NOARGS, "($module, /)"),
    ROW("hasattr", builtin_hasattr, METH_FASTCALL, "($module, obj, name, /)"),
    ROW("hash", builtin_hash, METH_O, "($module, obj, /)"),
    ROW("id", builtin_id, METH_O, "($module, obj, /)"),
    ROW("isinstance", builtin_isinstance, METH_FASTCALL, "($module, obj, class_or_tuple, /)"),
    ROW("issubclass", builtin_issubclass, METH_FASTCALL, "($module, cls, class_or_tuple, /)"),
    ROW("locals", builtin_locals, METH_NOARGS, "($module, /)"),
    ROW("setattr", builtin_setattr, METH_FASTCALL, "($module, obj, name, value, /)"),
    {0},
};
