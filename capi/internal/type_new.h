/* SPDX-License-Identifier: Apache-2.0 */
/* type_new.h: making classes, and calling them. */
#ifndef PYI_TYPE_NEW_H
#define PYI_TYPE_NEW_H

#include "pyi.h"

/* tp_new of type */
PYI_HIDDEN PyObject *pyi_type_new(PyTypeObject *metatype, PyObject *args, PyObject *kwargs);
/* tp_call of type: makes an instance */
PYI_HIDDEN PyObject *pyi_type_call(PyObject *type, PyObject *args, PyObject *kwargs);
/* tp_getattro and tp_setattro of type */
PYI_HIDDEN PyObject *pyi_type_getattro(PyObject *type, PyObject *name);
PYI_HIDDEN int pyi_type_setattro(PyObject *type, PyObject *name, PyObject *value);
/* The attributes of types that are computed: `__name__`, `__bases__` … */
PYI_HIDDEN extern PyGetSetDef pyi_type_getset[];
/* tp_new and tp_init of object */
PYI_HIDDEN PyObject *pyi_object_new(PyTypeObject *type, PyObject *args, PyObject *kwargs);
PYI_HIDDEN int pyi_object_init(PyObject *self, PyObject *args, PyObject *kwargs);

/* new: a name as it is spelled in the body of a class, `__x` as `_Class__x` */
PyObject *_Py_Mangle(PyObject *class_name, PyObject *name);

#endif /* PYI_TYPE_NEW_H */
