/* SPDX-License-Identifier: Apache-2.0 */
/* range.h: what the files of capi/types/range/ share. */
#ifndef PYI_RANGE_H
#define PYI_RANGE_H

#include "containers.h"

#if PYI_312
#include "internal/pycore_range.h"
#else
typedef struct {
    PyObject_HEAD
    long index;
    long start;
    long step;
    long len;
} _PyRangeIterObject;
#endif

typedef struct {
    PyObject_HEAD
    PyObject *start;
    PyObject *stop;
    PyObject *step;
    PyObject *length; /* all exact ints or of subclasses, owned */
} pyi_range;

/* new; steals the three, also on failure and when one is NULL */
PYI_HIDDEN PyObject *pyi_range_make(PyTypeObject *type, PyObject *start, PyObject *stop, PyObject *step);
PYI_HIDDEN PyObject *pyi_range_iter(PyObject *self);
PYI_HIDDEN PyObject *pyi_range_reversed(PyObject *self, PyObject *ignored);
/* new: start + i * step */
PYI_HIDDEN PyObject *pyi_range_at(PyObject *start, PyObject *step, PyObject *i);

#endif /* PYI_RANGE_H */
