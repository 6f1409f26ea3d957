/* SPDX-License-Identifier: Apache-2.0 */
/* unpack.c: taking iterables apart; `*` and `**` in displays and calls. */
#include "vm.h"

/* ---- a, *b, c = iterable ----------------------------------------------------------------------- */

static PYI_COLD int too_few(int before, int after, int got) {
    if (after < 0) {
        PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %d, got %d)", before,
                     got);
    } else {
        PyErr_Format(PyExc_ValueError,
                     "not enough values to unpack (expected at least %d, got %d)", before + after,
                     got);
    }
    return -1;
}

/* The first items, downwards from top. How many were got, less than n on failure or at the end. */
static int take(PyObject *iterator, int n, PyObject **top) {
    for (int i = 0; i < n; i++) {
        PyObject *item = PyIter_Next(iterator);
        if (item == NULL) {
            return i;
        }
        *--top = item;
    }
    return n;
}

static PyObject *iterate(PyObject *iterable) {
    PyObject *iterator = PyObject_GetIter(iterable);
    if (iterator == NULL && PyErr_ExceptionMatches(PyExc_TypeError) &&
        Py_TYPE(iterable)->tp_iter == NULL && !PySequence_Check(iterable)) {
        PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object",
                     Py_TYPE(iterable)->tp_name);
    }
    return iterator;
}

/* The rest of the iterator as a list, whose last items become values of their own. */
static int take_rest(PyObject *iterator, int before, int after, PyObject **place) {
    PyObject *list = PySequence_List(iterator);
    if (list == NULL) {
        return -1;
    }
    Py_ssize_t n = PyList_GET_SIZE(list);
    if (n < after) {
        Py_DECREF(list);
        PyErr_Format(PyExc_ValueError,
                     "not enough values to unpack (expected at least %d, got %zd)", before + after,
                     before + n);
        return -1;
    }
    *--place = list;
    for (int i = 0; i < after; i++) {
        *--place = PyList_GET_ITEM(list, n - after + i);
    }
    Py_SET_SIZE(list, n - after); /* their references are the stack's */
    return 0;
}

/* How many values there are, for the message about too many of them; -1: it cannot be told. */
static Py_ssize_t count_known(PyObject *iterable) {
#if PY_VERSION_HEX >= 0x030E0000
    return PyList_CheckExact(iterable) || PyTuple_CheckExact(iterable) ? PyObject_Size(iterable)
                                                                       : -1;
#else
    (void)iterable;
    return -1;
#endif
}

/* The values, the first at the top, downwards from top. On failure none is left. */
int vm_unpack(PyObject *iterable, int before, int after, PyObject **top) {
    PyObject *iterator = iterate(iterable);
    if (iterator == NULL) {
        return -1;
    }
    int got = take(iterator, before, top);
    if (got < before) {
        if (!PyErr_Occurred()) {
            too_few(before, after, got);
        }
    } else if (after >= 0) {
        if (take_rest(iterator, before, after, top - before) == 0) {
            Py_DECREF(iterator);
            return 0;
        }
    } else {
        PyObject *extra = PyIter_Next(iterator);
        if (extra == NULL && !PyErr_Occurred()) {
            Py_DECREF(iterator);
            return 0;
        }
        if (extra != NULL) {
            Py_DECREF(extra);
            Py_ssize_t n = count_known(iterable);
            if (n < 0) {
                PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %d)", before);
            } else {
                PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %d, got %zd)",
                             before, n);
            }
        }
    }
    for (int i = 0; i < got; i++) {
        Py_DECREF(*--top);
    }
    Py_DECREF(iterator);
    return -1;
}

/* ---- displays ----------------------------------------------------------------------------------- */

int vm_list_extend(PyObject *list, PyObject *iterable) {
    PyObject *none = _PyList_Extend((PyListObject *)list, iterable);
    if (none == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError) && Py_TYPE(iterable)->tp_iter == NULL &&
            !PySequence_Check(iterable)) {
            PyErr_Clear();
            PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %.200s",
                         Py_TYPE(iterable)->tp_name);
        }
        return -1;
    }
    Py_DECREF(none);
    return 0;
}

int vm_dict_update(PyObject *dict, PyObject *mapping) {
    if (PyDict_Update(dict, mapping) < 0) {
        if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping",
                         Py_TYPE(mapping)->tp_name);
        }
        return -1;
    }
    return 0;
}

/* ---- calls ------------------------------------------------------------------------------------------ */

/* The message for what was given after `**`: a key twice, or no mapping at all. */
static PYI_COLD void bad_keywords(PyObject *func, PyObject *mapping) {
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        PyObject *name = _PyObject_FunctionStr(func);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%U argument after ** must be a mapping, not %.200s",
                         name, Py_TYPE(mapping)->tp_name);
            Py_DECREF(name);
        }
        return;
    }
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
        return;
    }
    PyThreadState *ts = PyThreadState_Get();
    PyObject *exc = pyi_exception_take(ts);
    PyObject *args = ((PyBaseExceptionObject *)exc)->args;
    if (args == NULL || !PyTuple_Check(args) || PyTuple_GET_SIZE(args) != 1) {
        pyi_exception_set(ts, exc);
        return;
    }
    PyObject *name = _PyObject_FunctionStr(func), *key = PyTuple_GET_ITEM(args, 0);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'", name,
                     key);
    }
    Py_XDECREF(name);
    Py_DECREF(exc);
}

int vm_dict_merge(PyObject *dict, PyObject *mapping, PyObject *func) {
    if (_PyDict_MergeEx(dict, mapping, 2) < 0) {
        bad_keywords(func, mapping);
        return -1;
    }
    return 0;
}

PyObject *vm_positional_tuple(PyObject *func, PyObject *iterable) {
    if (Py_TYPE(iterable)->tp_iter == NULL && !PySequence_Check(iterable)) {
        PyObject *name = _PyObject_FunctionStr(func);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%U argument after * must be an iterable, not %.200s",
                         name, Py_TYPE(iterable)->tp_name);
            Py_DECREF(name);
        }
        return NULL;
    }
    return PySequence_Tuple(iterable);
}
