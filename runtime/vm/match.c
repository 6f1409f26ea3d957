/* SPDX-License-Identifier: Apache-2.0 */
/* match.c: patterns that ask for keys or attributes. */
#include "vm.h"

/* ---- {key: pattern} ---------------------------------------------------------------------------- */

/* new: the value of key by the mapping's own `get`; missing when it has none; NULL: failed */
static PyObject *get_value(PyObject *get, PyObject *key, PyObject *missing) {
    PyObject *args[] = {NULL, key, missing};
    return PyObject_Vectorcall(get, args + 1, 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* 1 when all are there and values is full, 0 when one is not, -1 */
static int collect_values(PyObject *mapping, PyObject *keys, PyObject *values) {
    PyObject *get = PyObject_GetAttr(mapping, PYI_NAME("get"));
    PyObject *missing = get == NULL ? NULL : PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    PyObject *seen = missing == NULL ? NULL : PySet_New(NULL);
    int status = seen == NULL ? -1 : 1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys) && status == 1; i++) {
        PyObject *key = PyTuple_GET_ITEM(keys, i);
        int twice = PySet_Contains(seen, key);
        if (twice != 0 || PySet_Add(seen, key) < 0) {
            if (twice > 0) {
                PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)", key);
            }
            status = -1;
            break;
        }
        PyObject *value = get_value(get, key, missing);
        if (value == NULL || value == missing) {
            status = value == NULL ? -1 : 0;
            Py_XDECREF(value);
            break;
        }
        PyTuple_SET_ITEM(values, i, value);
    }
    Py_XDECREF(seen);
    Py_XDECREF(missing);
    Py_XDECREF(get);
    return status;
}

/* new: the values as a tuple, None when a key is missing */
PyObject *vm_match_keys(PyObject *mapping, PyObject *keys) {
    PyObject *values = PyTuple_New(PyTuple_GET_SIZE(keys));
    if (values == NULL || PyTuple_GET_SIZE(keys) == 0) {
        return values;
    }
    int status = collect_values(mapping, keys, values);
    if (status == 1) {
        return values;
    }
    Py_DECREF(values);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- Class(positional, name=pattern) -------------------------------------------------------------- */

/* new: an attribute, NULL without an exception when there is none; names may not repeat */
static PyObject *match_attribute(PyObject *subject, PyObject *type, PyObject *name,
                                 PyObject *seen) {
    int twice = PySet_Contains(seen, name);
    if (twice != 0 || PySet_Add(seen, name) < 0) {
        if (twice > 0) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple sub-patterns for attribute %R",
                         ((PyTypeObject *)type)->tp_name, name);
        }
        return NULL;
    }
    PyObject *value = PyObject_GetAttr(subject, name);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
    }
    return value;
}

/* Appends the attributes of some names. 1, 0 when one is missing, -1. */
static int match_names(PyObject *subject, PyObject *type, PyObject *names, Py_ssize_t n,
                       PyObject *seen, PyObject *found) {
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i);
        if (!PyUnicode_CheckExact(name)) {
            PyErr_Format(PyExc_TypeError, "__match_args__ elements must be strings (got %s)",
                         Py_TYPE(name)->tp_name);
            return -1;
        }
        PyObject *value = match_attribute(subject, type, name, seen);
        if (value == NULL) {
            return PyErr_Occurred() ? -1 : 0;
        }
        int status = PyList_Append(found, value);
        Py_DECREF(value);
        if (status < 0) {
            return -1;
        }
    }
    return 1;
}

static PYI_COLD int too_many(PyObject *type, Py_ssize_t allowed, Py_ssize_t got) {
    PyErr_Format(PyExc_TypeError, "%s() accepts %zd positional sub-pattern%s (%zd given)",
                 ((PyTypeObject *)type)->tp_name, allowed, allowed == 1 ? "" : "s", got);
    return -1;
}

/* The positional patterns: by __match_args__, or one of a built-in class for the subject itself. */
static int match_positional(PyObject *subject, PyObject *type, Py_ssize_t n, PyObject *seen,
                            PyObject *found) {
    PyObject *names = PyObject_GetAttr(type, PYI_NAME("__match_args__"));
    if (names == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        bool itself = PyType_HasFeature((PyTypeObject *)type, _Py_TPFLAGS_MATCH_SELF);
        Py_ssize_t allowed = itself ? 1 : 0;
        if (n > allowed) {
            return too_many(type, allowed, n);
        }
        return PyList_Append(found, subject) < 0 ? -1 : 1;
    }
    int status;
    if (!PyTuple_CheckExact(names)) {
        PyErr_Format(PyExc_TypeError, "%s.__match_args__ must be a tuple (got %s)",
                     ((PyTypeObject *)type)->tp_name, Py_TYPE(names)->tp_name);
        status = -1;
    } else if (PyTuple_GET_SIZE(names) < n) {
        status = too_many(type, PyTuple_GET_SIZE(names), n);
    } else {
        status = match_names(subject, type, names, n, seen, found);
    }
    Py_DECREF(names);
    return status;
}

/* new: a tuple of the attributes; NULL without an exception when the subject does not match */
PyObject *vm_match_class(PyObject *subject, PyObject *type, Py_ssize_t nargs, PyObject *names) {
    if (!PyType_Check(type)) {
        PyErr_SetString(PyExc_TypeError, "called match pattern must be a class");
        return NULL;
    }
    if (PyObject_IsInstance(subject, type) <= 0) {
        return NULL;
    }
    PyObject *seen = PySet_New(NULL), *found = PyList_New(0), *result = NULL;
    int status = seen == NULL || found == NULL ? -1 : 1;
    if (status == 1 && nargs > 0) {
        status = match_positional(subject, type, nargs, seen, found);
    }
    if (status == 1) {
        status = match_names(subject, type, names, PyTuple_GET_SIZE(names), seen, found);
    }
    if (status == 1) {
        result = PyList_AsTuple(found);
    }
    Py_XDECREF(seen);
    Py_XDECREF(found);
    return result;
}
