/* SPDX-License-Identifier: Apache-2.0 */
/* match.c: patterns that ask for keys or attributes; what they ask is in ops_patterns.c. */
#include "vm.h"

#include "ops_patterns.h"

/* new: a tuple that is to be filled; the collector shows it to nobody before it is */
static PyObject *new_values(Py_ssize_t count) {
    PyObject *values = PyTuple_New(count);
    if (values != NULL && count > 0) {
        PyObject_GC_UnTrack(values);
    }
    return values;
}

/* new: the tuple, which has been filled if the subject fits; else None */
static PyObject *finish(PyObject *values, int32_t status) {
    if (status == 1) {
        if (PyTuple_GET_SIZE(values) > 0) {
            PyObject_GC_Track(values);
        }
        return values;
    }
    Py_DECREF(values);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject **items_of(PyObject *tuple) { return ((PyTupleObject *)tuple)->ob_item; }

/* new: the values as a tuple, None when a key is missing */
PyObject *vm_match_keys(PyObject *mapping, PyObject *keys) {
    PyObject *values = new_values(PyTuple_GET_SIZE(keys));
    if (values == NULL || PyTuple_GET_SIZE(keys) == 0) {
        return values;
    }
    return finish(values, rt_match_keys(mapping, keys, items_of(values)));
}

/* new: a tuple of the attributes, None when the subject does not match */
PyObject *vm_match_class(PyObject *subject, PyObject *type, Py_ssize_t nargs, PyObject *names) {
    PyObject *values = new_values(nargs + PyTuple_GET_SIZE(names));
    return values == NULL ? NULL
                          : finish(values, rt_match_class(subject, type, names, nargs,
                                                          items_of(values)));
}
