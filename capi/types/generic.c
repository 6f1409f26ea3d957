/* SPDX-License-Identifier: Apache-2.0 */
/* generic: type parameters of list[T] and T | int: finding them, and putting arguments in their place.
 * Contract   docs.python.org/3/library/typing.html, PEP 585, PEP 612 and PEP 646
 */
#include "generics.h"

/* ---- repr -------------------------------------------------------------------------------- */

/* 1 when op has the attribute */
static int has_attribute(PyObject *op, PyObject *name) {
    PyObject *value;
    int status = _PyObject_LookupAttr(op, name, &value);
    Py_XDECREF(value);
    return status;
}

static int write_steal(_PyUnicodeWriter *writer, PyObject *text) {
    int status = text == NULL ? -1 : _PyUnicodeWriter_WriteStr(writer, text);
    Py_XDECREF(text);
    return status;
}

/* new: the name of a class as source has it; its repr when it has none */
static PyObject *text_of(PyObject *op) {
    int alias = has_attribute(op, PYI_NAME("__origin__"));
    if (alias > 0) {
        alias = has_attribute(op, PYI_NAME("__args__"));
    }
    if (alias != 0) { /* a generic itself */
        return alias < 0 ? NULL : PyObject_Repr(op);
    }
    PyObject *name = NULL;
    PyObject *module = NULL;
    PyObject *result = NULL;
    if (_PyObject_LookupAttr(op, PYI_NAME("__qualname__"), &name) < 0 ||
        (name != NULL && _PyObject_LookupAttr(op, PYI_NAME("__module__"), &module) < 0)) {
        result = NULL;
    } else if (name == NULL || module == NULL || module == Py_None) {
        result = PyObject_Repr(op);
    } else if (PyUnicode_Check(module) && PyUnicode_CompareWithASCIIString(module, "builtins") == 0) {
        result = PyObject_Str(name);
    } else {
        result = PyUnicode_FromFormat("%S.%S", module, name);
    }
    Py_XDECREF(name);
    Py_XDECREF(module);
    return result;
}

#if PYI_312
/* A list of parameters, as in dict[int, [str, ...]]. */
static int write_list(_PyUnicodeWriter *writer, PyObject *list) {
    int status = _PyUnicodeWriter_WriteChar(writer, '[');
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(list); i++) {
        PyObject *item = Py_NewRef(PyList_GET_ITEM(list, i));
        status = i > 0 ? _PyUnicodeWriter_WriteASCIIString(writer, ", ", 2) : 0;
        if (status == 0) {
            status = item == Py_Ellipsis ? _PyUnicodeWriter_WriteASCIIString(writer, "...", 3)
                                         : write_steal(writer, text_of(item));
        }
        Py_DECREF(item);
    }
    return status < 0 ? -1 : _PyUnicodeWriter_WriteChar(writer, ']');
}
#endif

int pyi_generic_write(_PyUnicodeWriter *writer, PyObject *op) {
    if (op == Py_Ellipsis) {
        return _PyUnicodeWriter_WriteASCIIString(writer, "...", 3);
    }
#if PYI_312
    if (PyList_CheckExact(op)) {
        return write_list(writer, op);
    }
#endif
    return write_steal(writer, text_of(op));
}

/* ---- parameters -------------------------------------------------------------------------- */

static Py_ssize_t index_in(PyObject *tuple, PyObject *op) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        if (PyTuple_GET_ITEM(tuple, i) == op) {
            return i;
        }
    }
    return -1;
}

static int add_once(PyObject *list, PyObject *op) {
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        if (PyList_GET_ITEM(list, i) == op) {
            return 0;
        }
    }
    return PyList_Append(list, op);
}

static int add_parameters_of(PyObject *list, PyObject *arg) {
    if (PyType_Check(arg)) {
        return 0; /* those of a class are not for us */
    }
    int variable = has_attribute(arg, PYI_NAME("__typing_subst__"));
    if (variable != 0) {
        return variable < 0 ? -1 : add_once(list, arg);
    }
    PyObject *inner;
    if (_PyObject_LookupAttr(arg, PYI_NAME("__parameters__"), &inner) < 0) {
        return -1;
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && inner != NULL && PyTuple_Check(inner) &&
                           i < PyTuple_GET_SIZE(inner);
         i++) {
        status = add_once(list, PyTuple_GET_ITEM(inner, i));
    }
    Py_XDECREF(inner);
    return status;
}

/* new tuple: the type variables in args, each once, in order */
PyObject *_Py_make_parameters(PyObject *args) {
    PyObject *list = PyList_New(0);
    for (Py_ssize_t i = 0; list != NULL && i < PyTuple_GET_SIZE(args); i++) {
        if (add_parameters_of(list, PyTuple_GET_ITEM(args, i)) < 0) {
            Py_CLEAR(list);
        }
    }
    PyObject *result = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return result;
}

/* ---- substitution ------------------------------------------------------------------------ */

static int extend_with(PyObject *list, PyObject *tuple) {
    return PyList_SetSlice(list, PyList_GET_SIZE(list), PyList_GET_SIZE(list), tuple);
}

/* new: what *tuple[int, str] stands for, NULL without an exception for anything else */
static PyObject *unpacked_args(PyObject *op) {
    PyObject *args;
    if (PyType_Check(op) ||
        _PyObject_LookupAttr(op, PYI_NAME("__typing_unpacked_tuple_args__"), &args) <= 0) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_Check(args) ? PyTuple_GET_SIZE(args) : -1;
    if (n < 0 || (n > 0 && PyTuple_GET_ITEM(args, n - 1) == Py_Ellipsis)) {
        Py_CLEAR(args);
    }
    return args;
}

/* new tuple of the arguments in brackets, with starred tuples opened */
static PyObject *open_starred(PyObject *item) {
    PyObject *list = PyList_New(0);
    bool many = PyTuple_Check(item);
    Py_ssize_t n = many ? PyTuple_GET_SIZE(item) : 1;
    for (Py_ssize_t i = 0; list != NULL && i < n; i++) {
        PyObject *arg = many ? PyTuple_GET_ITEM(item, i) : item;
        PyObject *inner = unpacked_args(arg);
        int status = PyErr_Occurred() ? -1 : inner != NULL ? extend_with(list, inner) : PyList_Append(list, arg);
        Py_XDECREF(inner);
        if (status < 0) {
            Py_CLEAR(list);
        }
    }
    PyObject *result = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return result;
}

/* new: item as each parameter wants to see it; steals item */
static PyObject *prepare(PyObject *self, PyObject *parameters, PyObject *item) {
    for (Py_ssize_t i = 0; item != NULL && i < PyTuple_GET_SIZE(parameters); i++) {
        PyObject *method;
        if (_PyObject_LookupAttr(PyTuple_GET_ITEM(parameters, i),
                                 PYI_NAME("__typing_prepare_subst__"), &method) < 0) {
            Py_CLEAR(item);
        } else if (method != NULL && method != Py_None) {
            PyObject *tuple = PyTuple_Check(item) ? Py_NewRef(item) : PyTuple_Pack(1, item);
            PyObject *next =
                tuple == NULL ? NULL : PyObject_CallFunctionObjArgs(method, self, tuple, NULL);
            Py_XDECREF(tuple);
            Py_SETREF(item, next);
        }
        Py_XDECREF(method);
    }
    return item;
}

/* new: obj with its own parameters replaced */
static PyObject *substitute_inner(PyObject *obj, PyObject *parameters, PyObject *items) {
    PyObject *inner;
    if (_PyObject_LookupAttr(obj, PYI_NAME("__parameters__"), &inner) < 0) {
        return NULL;
    }
    if (inner == NULL || !PyTuple_Check(inner) || PyTuple_GET_SIZE(inner) == 0) {
        Py_XDECREF(inner);
        return Py_NewRef(obj);
    }
    PyObject *args = PyList_New(0);
    for (Py_ssize_t i = 0; args != NULL && i < PyTuple_GET_SIZE(inner); i++) {
        PyObject *arg = PyTuple_GET_ITEM(inner, i);
        Py_ssize_t at = index_in(parameters, arg);
        int status;
        if (at >= 0) {
            PyObject *parameter = PyTuple_GET_ITEM(parameters, at);
            arg = PyTuple_GET_ITEM(items, at);
            status = Py_TYPE(parameter)->tp_iter != NULL && PyTuple_Check(arg)
                         ? extend_with(args, arg) /* a TypeVarTuple */
                         : PyList_Append(args, arg);
        } else {
            status = PyList_Append(args, arg);
        }
        if (status < 0) {
            Py_CLEAR(args);
        }
    }
    Py_DECREF(inner);
    PyObject *key = args == NULL ? NULL : PyList_AsTuple(args);
    PyObject *result = key == NULL ? NULL : PyObject_GetItem(obj, key);
    Py_XDECREF(args);
    Py_XDECREF(key);
    return result;
}

/* 1 for *Ts */
static int is_starred_variable(PyObject *op) {
    PyObject *flag;
    if (PyType_Check(op)) {
        return 0;
    }
    int found = _PyObject_LookupAttr(op, PYI_NAME("__typing_is_unpacked_typevartuple__"), &flag);
    if (found > 0) {
        found = PyObject_IsTrue(flag);
        Py_DECREF(flag);
    }
    return found;
}

/* Appends what takes the place of one argument. */
static int substitute(PyObject *list, PyObject *arg, PyObject *parameters, PyObject *items) {
    if (PyType_Check(arg)) {
        return PyList_Append(list, arg);
    }
    int starred = is_starred_variable(arg);
    PyObject *method = NULL;
    if (starred < 0 || _PyObject_LookupAttr(arg, PYI_NAME("__typing_subst__"), &method) < 0) {
        return -1;
    }
    PyObject *result;
    if (method != NULL) {
        Py_ssize_t at = index_in(parameters, arg);
        result = at < 0 ? Py_NewRef(arg) : PyObject_CallOneArg(method, PyTuple_GET_ITEM(items, at));
        Py_DECREF(method);
    } else {
        result = substitute_inner(arg, parameters, items);
    }
    if (result == NULL) {
        return -1;
    }
    int status;
    if (starred && !PyTuple_Check(result)) {
        PyErr_Format(PyExc_TypeError,
                     "expected __typing_subst__ of %.200s objects to return a tuple, not %.200s",
                     Py_TYPE(arg)->tp_name, Py_TYPE(result)->tp_name);
        status = -1;
    } else {
        status = starred ? extend_with(list, result) : PyList_Append(list, result);
    }
    Py_DECREF(result);
    return status;
}

/* new tuple: args with item, what stands in the brackets, in place of the parameters */
PyObject *_Py_subs_parameters(PyObject *self, PyObject *args, PyObject *parameters, PyObject *item) {
    Py_ssize_t n = PyTuple_GET_SIZE(parameters);
    if (n == 0) {
        return PyErr_Format(PyExc_TypeError, "%R is not a generic class", self);
    }
    item = prepare(self, parameters, open_starred(item));
    if (item == NULL) {
        return NULL;
    }
    PyObject *items = PyTuple_Check(item) ? Py_NewRef(item) : PyTuple_Pack(1, item);
    Py_DECREF(item);
    if (items == NULL) {
        return NULL;
    }
    Py_ssize_t given = PyTuple_GET_SIZE(items);
    PyObject *list = NULL;
    if (given != n) {
        PyErr_Format(PyExc_TypeError, "Too %s arguments for %R; actual %zd, expected %zd",
                     given > n ? "many" : "few", self, given, n);
    } else {
        list = PyList_New(0);
    }
    for (Py_ssize_t i = 0; list != NULL && i < PyTuple_GET_SIZE(args); i++) {
        if (substitute(list, PyTuple_GET_ITEM(args, i), parameters, items) < 0) {
            Py_CLEAR(list);
        }
    }
    Py_DECREF(items);
    PyObject *result = list == NULL ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return result;
}
