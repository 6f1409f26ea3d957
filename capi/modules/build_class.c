/* SPDX-License-Identifier: Apache-2.0 */
/* build_class: builtins.__build_class__, which a class statement calls.
 * Contract   docs.python.org/3/reference/datamodel.html#customizing-class-creation
 */
#include "pyi_frame.h"

#include "internal/pycore_object.h"
#if PYI_312
#  include "internal/pycore_typeobject.h"
#endif

/* 1, 0 when there is none, -1 */
static int lookup_optional(PyObject *op, PyObject *name, PyObject **result) {
#if PYI_313
    return PyObject_GetOptionalAttr(op, name, result);
#else
    return _PyObject_LookupAttr(op, name, result);
#endif
}

/* ---- bases ------------------------------------------------------------------------------------------ */

/* Appends what a base that is no class stands for; itself without `__mro_entries__`. */
static int add_base(PyObject *list, PyObject *base, PyObject *bases) {
    PyObject *method = NULL;
    if (!PyType_Check(base) && lookup_optional(base, PYI_NAME("__mro_entries__"), &method) < 0) {
        return -1;
    }
    if (method == NULL) {
        return PyList_Append(list, base);
    }
    PyObject *entries = PyObject_CallOneArg(method, bases);
    Py_DECREF(method);
    if (entries == NULL) {
        return -1;
    }
    int status = -1;
    if (!PyTuple_Check(entries)) {
        PyErr_SetString(PyExc_TypeError, "__mro_entries__ must return a tuple");
    } else {
        Py_ssize_t end = PyList_GET_SIZE(list);
        status = PyList_SetSlice(list, end, end, entries);
    }
    Py_DECREF(entries);
    return status;
}

/* new: bases, or those that they stand for */
static PyObject *resolve_bases(PyObject *bases) {
    bool all_classes = true;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        all_classes &= PyType_Check(PyTuple_GET_ITEM(bases, i)) != 0;
    }
    if (all_classes) {
        return Py_NewRef(bases);
    }
    PyObject *list = PyList_New(0);
    bool changed = false;
    for (Py_ssize_t i = 0; list != NULL && i < PyTuple_GET_SIZE(bases); i++) {
        PyObject *base = PyTuple_GET_ITEM(bases, i);
        Py_ssize_t before = PyList_GET_SIZE(list);
        if (add_base(list, base, bases) < 0) {
            Py_CLEAR(list);
        } else {
            changed |= PyList_GET_SIZE(list) != before + 1 || PyList_GET_ITEM(list, before) != base;
        }
    }
    if (list == NULL) {
        return NULL;
    }
    PyObject *result = changed ? PyList_AsTuple(list) : Py_NewRef(bases);
    Py_DECREF(list);
    return result;
}

/* ---- metaclass and namespace ---------------------------------------------------------------------------- */

/* new: from the keyword `metaclass`, which is taken out, or the bases; *is_class: it is one */
static PyObject *find_metaclass(PyObject *bases, PyObject *keywords, bool *is_class) {
    PyObject *meta = NULL;
    if (keywords != NULL) {
        meta = Py_XNewRef(PyDict_GetItemWithError(keywords, PYI_NAME("metaclass")));
        if (meta == NULL && PyErr_Occurred()) {
            return NULL;
        }
        if (meta != NULL && PyDict_DelItem(keywords, PYI_NAME("metaclass")) < 0) {
            Py_DECREF(meta);
            return NULL;
        }
    }
    *is_class = meta == NULL || PyType_Check(meta);
    if (meta == NULL) {
        PyTypeObject *type =
            PyTuple_GET_SIZE(bases) == 0 ? &PyType_Type : Py_TYPE(PyTuple_GET_ITEM(bases, 0));
        meta = Py_NewRef((PyObject *)type);
    }
    if (*is_class) {
        /* borrowed: the most derived of it and the types of the bases */
        PyTypeObject *winner = _PyType_CalculateMetaclass((PyTypeObject *)meta, bases);
        if (winner == NULL) {
            Py_DECREF(meta);
            return NULL;
        }
        Py_SETREF(meta, Py_NewRef((PyObject *)winner));
    }
    return meta;
}

/* new: what `__prepare__` gives, or an empty dict */
static PyObject *prepare(PyObject *meta, bool is_class, PyObject *name, PyObject *bases,
                         PyObject *keywords) {
    PyObject *method;
    if (lookup_optional(meta, PYI_NAME("__prepare__"), &method) < 0) {
        return NULL;
    }
    if (method == NULL) {
        return PyDict_New();
    }
    PyObject *args[] = {name, bases};
    PyObject *namespace = PyObject_VectorcallDict(method, args, 2, keywords);
    Py_DECREF(method);
    if (namespace != NULL && !PyMapping_Check(namespace)) {
        PyErr_Format(PyExc_TypeError, "%.200s.__prepare__() must return a mapping, not %.200s",
                     is_class ? ((PyTypeObject *)meta)->tp_name : "<metaclass>",
                     Py_TYPE(namespace)->tp_name);
        Py_CLEAR(namespace);
    }
    return namespace;
}

/* ---- the class --------------------------------------------------------------------------------------------- */

/* Whether the variable `__class__` of the methods got the class. */
static bool class_cell_is_set(PyObject *cell, PyObject *class, PyObject *name) {
    if (!PyType_Check(class) || !PyCell_Check(cell)) {
        return true;
    }
    PyObject *value = PyCell_GET(cell);
    if (value == class) {
        return true;
    }
    if (value == NULL) {
        PyErr_Format(PyExc_RuntimeError, "__class__ not set defining %.200R as %.200R. Was"
                                         " __classcell__ propagated to type.__new__?",
                     name, class);
    } else {
        PyErr_Format(PyExc_TypeError, "__class__ set to %.200R defining %.200R as %.200R", value,
                     name, class);
    }
    return false;
}

static PyObject *make_class(PyObject *func, PyObject *name, PyObject *given, PyObject *bases,
                            PyObject *keywords) {
    bool is_class;
    PyObject *class = NULL, *cell = NULL, *namespace = NULL;
    PyObject *meta = find_metaclass(bases, keywords, &is_class);
    if (meta == NULL) {
        return NULL;
    }
    namespace = prepare(meta, is_class, name, bases, keywords);
    if (namespace == NULL) {
        goto done;
    }
    cell = _PyEval_Vector(PyThreadState_Get(), (PyFunctionObject *)func, namespace, NULL, 0, NULL);
    if (cell == NULL) {
        goto done;
    }
    if (bases != given && PyMapping_SetItemString(namespace, "__orig_bases__", given) < 0) {
        goto done;
    }
    PyObject *args[] = {name, bases, namespace};
    class = PyObject_VectorcallDict(meta, args, 3, keywords);
    if (class != NULL && !class_cell_is_set(cell, class, name)) {
        Py_CLEAR(class);
    }
done:
    Py_XDECREF(cell);
    Py_XDECREF(namespace);
    Py_DECREF(meta);
    return class;
}

/* new: a dict of the keywords; NULL without an exception when there are none */
static PyObject *keyword_dict(PyObject *const *values, PyObject *kwnames) {
    if (kwnames == NULL || PyTuple_GET_SIZE(kwnames) == 0) {
        return NULL;
    }
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && i < PyTuple_GET_SIZE(kwnames); i++) {
        if (PyDict_SetItem(dict, PyTuple_GET_ITEM(kwnames, i), values[i]) < 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

PyObject *pyi_builtin_build_class(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                                  PyObject *kwnames) {
    (void)module;
    if (nargs < 2) {
        PyErr_SetString(PyExc_TypeError, "__build_class__: not enough arguments");
        return NULL;
    }
    if (!PyFunction_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "__build_class__: func must be a function");
        return NULL;
    }
    if (!PyUnicode_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "__build_class__: name is not a string");
        return NULL;
    }
    PyObject *given = PyTuple_New(nargs - 2);
    if (given == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 2; i < nargs; i++) {
        PyTuple_SET_ITEM(given, i - 2, Py_NewRef(args[i]));
    }
    PyObject *bases = resolve_bases(given);
    PyObject *keywords = bases == NULL ? NULL : keyword_dict(args + nargs, kwnames);
    PyObject *class = NULL;
    if (bases != NULL && !PyErr_Occurred()) {
        class = make_class(args[0], args[1], given, bases, keywords);
    }
    Py_XDECREF(keywords);
    Py_XDECREF(bases);
    Py_DECREF(given);
    return class;
}
