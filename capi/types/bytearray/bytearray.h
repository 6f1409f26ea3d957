/* SPDX-License-Identifier: Apache-2.0 */
/* bytearray.h: what the files of types/bytearray share. */
#ifndef BYTEARRAY_H
#define BYTEARRAY_H

#include "../bytes/methods.h"

#define BYTEARRAY(op) ((PyByteArrayObject *)(op))

/* storage.c */
/* The int of an item, or -1 with an exception. */
PYI_HIDDEN int pyi_bytearray_byte(PyObject *item);
/* self[low:high] = bytes; the bytes must not be those of self. */
PYI_HIDDEN int pyi_bytearray_splice(PyObject *self, Py_ssize_t low, Py_ssize_t high,
                                    const char *bytes, Py_ssize_t n);
/* change.c */
PYI_HIDDEN int pyi_bytearray_extend(PyObject *self, PyObject *iterable);
PYI_HIDDEN extern PyMethodDef pyi_bytearray_methods[];
/* index.c */
PYI_HIDDEN PyObject *pyi_bytearray_item(PyObject *self, Py_ssize_t index);
PYI_HIDDEN int pyi_bytearray_set_item(PyObject *self, Py_ssize_t index, PyObject *value);
PYI_HIDDEN PyObject *pyi_bytearray_subscript(PyObject *self, PyObject *key);
PYI_HIDDEN int pyi_bytearray_set_subscript(PyObject *self, PyObject *key, PyObject *value);

#endif /* BYTEARRAY_H */
