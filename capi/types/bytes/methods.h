/* SPDX-License-Identifier: Apache-2.0 */
/* methods.h: the slots and methods of bytes and bytearray, by the file they are in. */
#ifndef BYTES_METHODS_H
#define BYTES_METHODS_H

#include "pyi_bytes.h"

/* iterator.c */
PYI_HIDDEN PyObject *pyi_bytes_iter(PyObject *self);
PYI_HIDDEN PyObject *pyi_bytearray_iter(PyObject *self);
/* construct.c */
PYI_HIDDEN PyObject *pyi_bytes_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
/* repr.c */
PYI_HIDDEN PyObject *pyi_bytes_repr(PyObject *self);
PYI_HIDDEN PyObject *pyi_bytes_str(PyObject *self);
/* new; before, the bytes as a literal, after */
PYI_HIDDEN PyObject *pyi_bytes_quote(const unsigned char *data, Py_ssize_t size, bool smart,
                                     const char *before, const char *after);
/* With -b: a warning; -1 with -bb. */
PYI_HIDDEN int pyi_bytes_warn_str(const char *message);

#endif /* BYTES_METHODS_H */
