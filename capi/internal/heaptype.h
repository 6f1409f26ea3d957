/* SPDX-License-Identifier: Apache-2.0 */
/* heaptype.h: the life of instances of Python classes (type/subtype.c), for those who make classes. */
#ifndef PYI_HEAPTYPE_H
#define PYI_HEAPTYPE_H

#include "members.h"

/* The members that `__slots__` or a PyType_Spec made; Py_SIZE(type) of them lie behind the type object. */
static inline PyMemberDef *pyi_heap_members(PyTypeObject *type) {
    return (PyMemberDef *)((char *)type + Py_TYPE(type)->tp_basicsize);
}

PYI_HIDDEN void pyi_subtype_dealloc(PyObject *self);
PYI_HIDDEN int pyi_subtype_traverse(PyObject *self, visitproc visit, void *arg);
PYI_HIDDEN int pyi_subtype_clear(PyObject *self);

/* `__dict__` and `__weakref__` of instances */
PYI_HIDDEN extern PyGetSetDef pyi_subtype_getset_both[];
PYI_HIDDEN extern PyGetSetDef pyi_subtype_getset_dict[];
PYI_HIDDEN extern PyGetSetDef pyi_subtype_getset_weakref[];

/* tp_vectorcall of Python classes */
PYI_HIDDEN PyObject *pyi_class_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                          PyObject *kwnames);

#endif /* PYI_HEAPTYPE_H */
