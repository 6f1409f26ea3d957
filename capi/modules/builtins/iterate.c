/* SPDX-License-Identifier: Apache-2.0 */
/* iterate: the built-in functions about iterators and iterables. */
#include "builtins.h"

/* ---- sizes and truth ---------------------------------------------------------------------------------- */

static PyObject *builtin_len(PyObject *module, PyObject *op) {
    (void)module;
    Py_ssize_t n = PyObject_Size(op);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

/* new: True as soon as the truth of an item is *wanted*; 0 or 1 */
static PyObject *search_truth(PyObject *iterable, int wanted) {
    PyObject *iterator = PyObject_GetIter(iterable);
    if (iterator == NULL) {
        return NULL;
    }
    iternextfunc next = Py_TYPE(iterator)->tp_iternext;
    PyObject *item;
    int truth = !wanted;
    while (truth == !wanted && (item = next(iterator)) != NULL) {
        truth = PyObject_IsTrue(item);
        Py_DECREF(item);
    }
    Py_DECREF(iterator);
    if (truth == !wanted && PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
            return NULL;
        }
        PyErr_Clear();
    }
    return truth < 0 ? NULL : PyBool_FromLong(truth);
}

static PyObject *builtin_any(PyObject *module, PyObject *iterable) {
    (void)module;
    return search_truth(iterable, 1);
}

static PyObject *builtin_all(PyObject *module, PyObject *iterable) {
    (void)module;
    return search_truth(iterable, 0);
}

/* ---- iterators ------------------------------------------------------------------------------------------- */

static PyObject *builtin_iter(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("iter", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs == 1) {
        return PyObject_GetIter(args[0]);
    }
    if (!PyCallable_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, PYI_312 && !PYI_313
                                             ? "iter(object, sentinel): object must be callable"
                                             : "iter(v, w): v must be callable");
        return NULL;
    }
    return PyCallIter_New(args[0], args[1]);
}

static PyObject *builtin_next(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("next", nargs, 1, 2)) {
        return NULL;
    }
    PyObject *iterator = args[0];
    if (!PyIter_Check(iterator)) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not an iterator",
                     Py_TYPE(iterator)->tp_name);
        return NULL;
    }
    PyObject *item = Py_TYPE(iterator)->tp_iternext(iterator);
    if (item != NULL) {
        return item;
    }
    if (nargs == 1) {
        if (!PyErr_Occurred()) {
            PyErr_SetNone(PyExc_StopIteration);
        }
        return NULL;
    }
    if (PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
            return NULL;
        }
        PyErr_Clear();
    }
    return Py_NewRef(args[1]);
}

static PyObject *builtin_aiter(PyObject *module, PyObject *op) {
    (void)module;
    return PyObject_GetAIter(op);
}

PyObject *PyAnextAwaitable_New(PyObject *awaitable, PyObject *instead);

static PyObject *builtin_anext(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    if (!_PyArg_CheckPositional("anext", nargs, 1, 2)) {
        return NULL;
    }
    PyTypeObject *type = Py_TYPE(args[0]);
    if (type->tp_as_async == NULL || type->tp_as_async->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not an async iterator", type->tp_name);
        return NULL;
    }
    PyObject *awaitable = type->tp_as_async->am_anext(args[0]);
    if (awaitable == NULL || nargs == 1) {
        return awaitable;
    }
    PyObject *result = PyAnextAwaitable_New(awaitable, args[1]);
    Py_DECREF(awaitable);
    return result;
}

/* ---- sorting ------------------------------------------------------------------------------------------------ */

static PyObject *builtin_sorted(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                                PyObject *kwnames) {
    (void)module;
    if (!_PyArg_CheckPositional("sorted", nargs, 1, 1)) {
        return NULL;
    }
    PyObject *list = PySequence_List(args[0]);
    if (list == NULL) {
        return NULL;
    }
    if (kwnames == NULL || PyTuple_GET_SIZE(kwnames) == 0) {
        if (PyList_Sort(list) < 0) {
            Py_CLEAR(list);
        }
        return list;
    }
    /* The keywords, and the errors about them, are those of list.sort. */
    PyObject *sort = PyObject_GetAttr(list, PYI_NAME("sort"));
    PyObject *done = sort == NULL ? NULL : PyObject_Vectorcall(sort, args + 1, 0, kwnames);
    Py_XDECREF(sort);
    if (done == NULL) {
        Py_CLEAR(list);
    }
    Py_XDECREF(done);
    return list;
}

/* ---- rows -------------------------------------------------------------------------------------------------- */

PyMethodDef pyi_builtin_iterate_rows[] = {
    ROW("aiter", builtin_aiter, METH_O, "($module, async_iterable, /)"),
    ROW("all", builtin_all, METH_O, "($module, iterable, /)"),
    ROW("anext", builtin_anext, METH_FASTCALL, "($module, aiterator, default=<unrepresentable>, /)"),
    ROW("any", builtin_any, METH_O, "($module, iterable, /)"),
#if PYI_312 && !PYI_313
    ROW("iter", builtin_iter, METH_FASTCALL, "($module, object, sentinel=<unrepresentable>, /)"),
    ROW("next", builtin_next, METH_FASTCALL, "($module, iterator, default=<unrepresentable>, /)"),
#else
    ROW_PLAIN("iter", builtin_iter, METH_FASTCALL),
    ROW_PLAIN("next", builtin_next, METH_FASTCALL),
#endif
    ROW("len", builtin_len, METH_O, "($module, obj, /)"),
    ROW("sorted", builtin_sorted, PYI_KEYWORDS,
        "($module, iterable, /, *, key=None, reverse=False)"),
    {0},
};
