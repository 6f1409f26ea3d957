/* SPDX-License-Identifier: Apache-2.0 */
/* ops_class.c: class statements whose bodies are native.
 *
 * A class statement calls builtins.__build_class__, which would run the body in the interpreter. As
 * long as that is the original, native code calls one that looks for a native body first.
 * Contract   docs.python.org/3/reference/datamodel.html#customizing-class-creation
 */
#include "attach.h"
#include "library.h"
#include "ops.h"

#include <string.h>

/* 1, 0 when there is none, -1 */
static int lookup_optional(PyObject *op, PyObject *name, PyObject **result) {
#if PY_VERSION_HEX >= 0x030D0000
    return PyObject_GetOptionalAttr(op, name, result);
#else
    return _PyObject_LookupAttr(op, name, result);
#endif
}

/* ---- bases ------------------------------------------------------------------------------------- */

/* Appends what a base that is no class stands for; itself without `__mro_entries__`. 0 or -1 */
static int add_base(PyObject *list, PyObject *base, PyObject *bases) {
    static PyObject *entries_name;
    PyObject *method = NULL;
    if (rt_intern(&entries_name, "__mro_entries__") == NULL ||
        (!PyType_Check(base) && lookup_optional(base, entries_name, &method) < 0)) {
        return -1;
    }
    if (method == NULL) {
        return PyList_Append(list, base);
    }
    PyObject *entries = PyObject_CallOneArg(method, bases);
    Py_DECREF(method);
    int status = -1;
    if (entries != NULL && !PyTuple_Check(entries)) {
        PyErr_SetString(PyExc_TypeError, "__mro_entries__ must return a tuple");
    } else if (entries != NULL) {
        Py_ssize_t end = PyList_GET_SIZE(list);
        status = PyList_SetSlice(list, end, end, entries);
    }
    Py_XDECREF(entries);
    return status;
}

static bool are_classes(PyObject *bases) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        if (!PyType_Check(PyTuple_GET_ITEM(bases, i))) {
            return false;
        }
    }
    return true;
}

/* new: the same bases if each stands for itself, or those that they stand for */
static PyObject *resolve_bases(PyObject *bases) {
    if (are_classes(bases)) {
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
    PyObject *result = list != NULL && changed ? PyList_AsTuple(list) : NULL;
    if (list != NULL && !changed) {
        result = Py_NewRef(bases);
    }
    Py_XDECREF(list);
    return result;
}

/* ---- metaclass and namespace ------------------------------------------------------------------- */

/* borrowed: the most derived of a metaclass and the types of the bases */
static PyTypeObject *most_derived(PyTypeObject *meta, PyObject *bases) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *other = Py_TYPE(PyTuple_GET_ITEM(bases, i));
        if (PyType_IsSubtype(other, meta)) {
            meta = other;
        } else if (!PyType_IsSubtype(meta, other)) {
            PyErr_SetString(PyExc_TypeError,
                            "metaclass conflict: the metaclass of a derived class must be a "
                            "(non-strict) subclass of the metaclasses of all its bases");
            return NULL;
        }
    }
    return meta;
}

/* Takes the keyword `metaclass` out: 1 and *meta new, 0 when there is none, -1 */
static int take_metaclass(PyObject *keywords, PyObject **meta) {
    static PyObject *name;
    if (keywords == NULL) {
        return 0;
    }
    if (rt_intern(&name, "metaclass") == NULL) {
        return -1;
    }
    *meta = Py_XNewRef(PyDict_GetItemWithError(keywords, name));
    if (*meta == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    if (PyDict_DelItem(keywords, name) < 0) {
        Py_CLEAR(*meta);
        return -1;
    }
    return 1;
}

/* new: what makes the class, which need not be a class itself if it was given */
static PyObject *find_metaclass(PyObject *bases, PyObject *keywords) {
    PyObject *meta = NULL;
    int given = take_metaclass(keywords, &meta);
    if (given < 0) {
        return NULL;
    }
    if (!given) {
        bool none = PyTuple_GET_SIZE(bases) == 0;
        meta = Py_NewRef(none ? (PyObject *)&PyType_Type
                              : (PyObject *)Py_TYPE(PyTuple_GET_ITEM(bases, 0)));
    }
    if (PyType_Check(meta)) {
        PyTypeObject *winner = most_derived((PyTypeObject *)meta, bases);
        Py_XINCREF(winner);
        Py_SETREF(meta, (PyObject *)winner);
    }
    return meta;
}

/* new: what `__prepare__` gives, or an empty dict */
static PyObject *prepare(PyObject *meta, PyObject *name, PyObject *bases, PyObject *keywords) {
    static PyObject *prepare_name;
    PyObject *method = NULL;
    if (meta == (PyObject *)&PyType_Type) {
        return PyDict_New();
    }
    if (rt_intern(&prepare_name, "__prepare__") == NULL ||
        lookup_optional(meta, prepare_name, &method) < 0) {
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
                     PyType_Check(meta) ? ((PyTypeObject *)meta)->tp_name : "<metaclass>",
                     Py_TYPE(namespace)->tp_name);
        Py_CLEAR(namespace);
    }
    return namespace;
}

/* ---- the class --------------------------------------------------------------------------------- */

/* 0; -1 when the variable `__class__` of the methods did not get the class */
static int check_class_cell(PyObject *cell, PyObject *class, PyObject *name) {
    if (!PyType_Check(class) || !PyCell_Check(cell)) {
        return 0;
    }
    PyObject *value = PyCell_GET(cell);
    if (value == class) {
        return 0;
    }
    if (value == NULL) {
        PyErr_Format(PyExc_RuntimeError,
                     "__class__ not set defining %.200R as %.200R. Was __classcell__ propagated to "
                     "type.__new__?",
                     name, class);
    } else {
        PyErr_Format(PyExc_TypeError, "__class__ set to %.200R defining %.200R as %.200R", value,
                     name, class);
    }
    return -1;
}

/* new: the class, from what its body left in the namespace */
static PyObject *call_metaclass(PyObject *meta, PyObject *const args[3], PyObject *given,
                                PyObject *keywords, PyObject *cell) {
    if (args[1] != given && PyMapping_SetItemString(args[2], "__orig_bases__", given) < 0) {
        return NULL;
    }
    PyObject *class = PyObject_VectorcallDict(meta, args, 3, keywords);
    if (class != NULL && check_class_cell(cell, class, args[0]) < 0) {
        Py_CLEAR(class);
    }
    return class;
}

static PyObject *make_class(PyFunctionObject *func, rt_body body, PyObject *name, PyObject *given,
                            PyObject *bases, PyObject *keywords) {
    PyObject *class = NULL, *cell = NULL;
    PyObject *meta = find_metaclass(bases, keywords);
    PyObject *namespace = meta == NULL ? NULL : prepare(meta, name, bases, keywords);
    if (namespace != NULL) {
        cell = rt_body_run(func, namespace, body);
    }
    if (cell != NULL) {
        PyObject *args[] = {name, bases, namespace};
        class = call_metaclass(meta, args, given, keywords, cell);
    }
    Py_XDECREF(cell);
    Py_XDECREF(namespace);
    Py_XDECREF(meta);
    return class;
}

/* ---- __build_class__ ---------------------------------------------------------------------------- */

static PyObject *original; /* owned: what `substitute` stands for */

/* new: a tuple of what follows func and name */
static PyObject *bases_of(PyObject *const *args, Py_ssize_t nargs) {
    PyObject *bases = PyTuple_New(nargs - 2);
    for (Py_ssize_t i = 2; bases != NULL && i < nargs; i++) {
        PyTuple_SET_ITEM(bases, i - 2, Py_NewRef(args[i]));
    }
    return bases;
}

/* 0 and *keywords new, or NULL when there are none; -1 */
static int keywords_of(PyObject *const *values, PyObject *kwnames, PyObject **keywords) {
    *keywords = NULL;
    if (kwnames == NULL || PyTuple_GET_SIZE(kwnames) == 0) {
        return 0;
    }
    *keywords = PyDict_New();
    for (Py_ssize_t i = 0; *keywords != NULL && i < PyTuple_GET_SIZE(kwnames); i++) {
        if (PyDict_SetItem(*keywords, PyTuple_GET_ITEM(kwnames, i), values[i]) < 0) {
            Py_CLEAR(*keywords);
        }
    }
    return *keywords == NULL ? -1 : 0;
}

/* new; args: the function of the body, the name, the bases, as a class statement gives them */
static PyObject *build_class(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                             PyObject *kwnames) {
    (void)module;
    PyFunctionObject *func = (PyFunctionObject *)args[0];
    rt_body body = rt_body_serving(func);
    if (body == NULL) {
        return PyObject_Vectorcall(original, args, (size_t)nargs, kwnames);
    }
    PyObject *class = NULL, *keywords = NULL;
    PyObject *given = bases_of(args, nargs);
    PyObject *bases = given == NULL ? NULL : resolve_bases(given);
    if (bases != NULL && keywords_of(args + nargs, kwnames, &keywords) == 0) {
        class = make_class(func, body, args[1], given, bases, keywords);
    }
    Py_XDECREF(keywords);
    Py_XDECREF(bases);
    Py_XDECREF(given);
    return class;
}

static bool is_original(PyObject *op) {
    return PyCFunction_CheckExact(op) &&
           strcmp(((PyCFunctionObject *)op)->m_ml->ml_name, "__build_class__") == 0 &&
           PyCFunction_GET_SELF(op) != NULL && PyModule_Check(PyCFunction_GET_SELF(op));
}

/* borrowed: what native code calls instead of the original; messages name it alike */
static PyObject *substitute_for(PyObject *op) {
    static PyMethodDef method = {"__build_class__", (PyCFunction)(void (*)(void))build_class,
                                 METH_FASTCALL | METH_KEYWORDS, NULL};
    static PyObject *substitute;
    if (substitute == NULL) {
        PyCFunctionObject *function = (PyCFunctionObject *)op;
        substitute = PyCFunction_NewEx(&method, function->m_self, function->m_module);
    }
    if (original != op) {
        Py_XSETREF(original, Py_NewRef(op));
    }
    return substitute;
}

/* borrowed; NULL with NameError, or whatever a mapping raised */
static PyObject *build_class_in(PyObject *builtins, PyObject *name) {
    PyObject *result = NULL;
    if (PyDict_CheckExact(builtins)) {
        result = Py_XNewRef(PyDict_GetItemWithError(builtins, name));
    } else { /* only a dict reports a missing key without an exception */
        result = PyObject_GetItem(builtins, name);
    }
    if (result == NULL && (!PyErr_Occurred() || PyErr_ExceptionMatches(PyExc_KeyError))) {
        PyErr_SetString(PyExc_NameError, "__build_class__ not found");
    }
    return result;
}

PyObject *rt_build_class(struct _PyInterpreterFrame *frame) {
    static PyObject *name;
    if (rt_intern(&name, "__build_class__") == NULL) {
        return NULL;
    }
    PyFunctionObject *function = (PyFunctionObject *)rt_frame_func(frame);
    PyObject *found = build_class_in(function->func_builtins, name);
    if (found == NULL || (found != original && !is_original(found))) {
        return found;
    }
    PyObject *result = Py_XNewRef(substitute_for(found));
    Py_DECREF(found);
    return result;
}
