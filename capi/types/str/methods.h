/* SPDX-License-Identifier: Apache-2.0 */
/* methods.h: the slots and methods of str that type.c puts together, by the file they are in. */
#ifndef STR_METHODS_H
#define STR_METHODS_H

#include "pyi_str.h"

/* new.c */
PYI_HIDDEN void pyi_str_dealloc(PyObject *self);
/* compare.c */
PYI_HIDDEN Py_hash_t pyi_str_hash(PyObject *self);
/* repr.c */
PYI_HIDDEN PyObject *pyi_str_repr(PyObject *self);
/* concat.c */
PYI_HIDDEN PyObject *pyi_str_repeat(PyObject *self, Py_ssize_t n);
/* iterator.c */
PYI_HIDDEN PyObject *pyi_str_iter(PyObject *self);
/* subscript.c */
PYI_HIDDEN PyObject *pyi_str_item(PyObject *self, Py_ssize_t index);
PYI_HIDDEN PyObject *pyi_str_subscript(PyObject *self, PyObject *key);
/* construct.c */
PYI_HIDDEN PyObject *pyi_str_new(PyTypeObject *type, PyObject *args, PyObject *keywords);
PYI_HIDDEN PyObject *pyi_str_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                        PyObject *names);

#endif /* STR_METHODS_H */
