/* SPDX-License-Identifier: Apache-2.0 */
/* weakrefs.h: what references and proxies share. */
#ifndef PYI_WEAKREFS_H
#define PYI_WEAKREFS_H

#include "containers.h"

#if PYI_312
#include "internal/pycore_typeobject.h"
#endif
#if PYI_313
#include "internal/pycore_weakref.h"
#endif

/* The list of what refers to an object: first the reference and then the proxy without a callback, which
 * all share, then the others. */
static inline PyWeakReference **pyi_weakref_list(PyObject *op) {
    return (PyWeakReference **)_PyObject_GET_WEAKREFS_LISTPTR(op);
}

/* borrowed, None when it is gone or about to go */
static inline PyObject *pyi_weakref_object(PyObject *self) {
    PyObject *op = ((PyWeakReference *)self)->wr_object;
    return op != Py_None && Py_REFCNT(op) > 0 ? op : Py_None;
}

/* new: the name of its type, as the version at hand shows it in the repr of a reference */
static inline PyObject *pyi_weakref_type_name(PyObject *op) {
#if PYI_313
    return PyType_GetFullyQualifiedName(Py_TYPE(op));
#else
    return PyUnicode_FromString(Py_TYPE(op)->tp_name);
#endif
}

/* new reference or proxy of op, in its list; TypeError when op cannot have any. callback NULL or borrowed. */
PYI_HIDDEN PyObject *pyi_weakref_new(PyTypeObject *type, PyObject *op, PyObject *callback);
PYI_HIDDEN void pyi_weakref_clear(PyWeakReference *self);
PYI_HIDDEN void pyi_weakref_dealloc(PyObject *self);
PYI_HIDDEN int pyi_weakref_traverse(PyObject *self, visitproc visit, void *arg);
PYI_HIDDEN int pyi_weakref_tp_clear(PyObject *self);
PYI_HIDDEN Py_ssize_t pyi_weakref_count(PyObject *op);

#endif /* PYI_WEAKREFS_H */
