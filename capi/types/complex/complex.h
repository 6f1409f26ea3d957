/* SPDX-License-Identifier: Apache-2.0 */
/* complex.h: what the files of the type complex share. */
#ifndef PYI_COMPLEX_H
#define PYI_COMPLEX_H

#include "pyi.h"

#define COMPLEX_VALUE(op) (((PyComplexObject *)(op))->cval)

extern PYI_HIDDEN PyNumberMethods pyi_complex_as_number;
PYI_HIDDEN PyObject *pyi_complex_richcompare(PyObject *left, PyObject *right, int op);
PYI_HIDDEN PyObject *pyi_complex_repr(PyObject *self);
PYI_HIDDEN PyObject *pyi_complex_format(PyObject *self, PyObject *spec);
/* new: an instance of the type */
PYI_HIDDEN PyObject *pyi_complex_make(PyTypeObject *type, Py_complex value);
PYI_HIDDEN PyObject *pyi_complex_from_str(PyTypeObject *type, PyObject *str);

#endif /* PYI_COMPLEX_H */
