/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_size_argument.h: arguments that are a Py_ssize_t. */
#ifndef PYI_SIZE_ARGUMENT_H
#define PYI_SIZE_ARGUMENT_H

#include <Python.h>

/* What an object with __index__ is; -1 with an exception. Too large an int is an OverflowError that speaks of
 * the C type, where PyNumber_AsSsize_t() speaks of an index. */
static inline Py_ssize_t pyi_size_argument(PyObject *op) {
    PyObject *number = PyNumber_Index(op);
    if (number == NULL) {
        return -1;
    }
    Py_ssize_t size = PyLong_AsSsize_t(number);
    Py_DECREF(number);
    return size;
}

#endif /* PYI_SIZE_ARGUMENT_H */
