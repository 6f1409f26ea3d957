/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_values.h: attributes of instances in an array, whose names are kept once, by the class.
 *
 * An instance of a class with a managed dict begins with an array instead of a dict. Its class has the
 * keys: a table of names that only grows, up to a limit. When somebody asks for `__dict__`, deletes an
 * attribute or needs a name that no longer has room, the array becomes an ordinary dict, for good.
 * Layout     that of each version, since native code and the interpreter read it (runtime/attr_3xx.h):
 *            3.11, 3.12  an array of its own, with the order of insertion in the bytes before it
 *            3.13        behind the object, with the order behind the values
 */
#ifndef PYI_VALUES_H
#define PYI_VALUES_H

#include "pyi.h"

#include "internal/pycore_dict.h"

/* borrowed; NULL when the instance has a dict or nothing */
static inline PyDictValues *pyi_values_of(PyObject *op) {
#if PYI_313
    if (!(Py_TYPE(op)->tp_flags & Py_TPFLAGS_INLINE_VALUES)) {
        return NULL;
    }
    PyDictValues *values = _PyObject_InlineValues(op);
    return values->valid ? values : NULL;
#else
    if (!(Py_TYPE(op)->tp_flags & Py_TPFLAGS_MANAGED_DICT)) {
        return NULL;
    }
#  if PYI_312
    PyDictOrValues place = *_PyObject_DictOrValuesPointer(op);
    return _PyDictOrValues_IsValues(place) ? _PyDictOrValues_GetValues(place) : NULL;
#  else
    return *_PyObject_ValuesPointer(op);
#  endif
#endif
}

/* borrowed, NULL when it is not there; name: an exact str */
PYI_HIDDEN PyObject *pyi_values_get(PyObject *op, PyDictValues *values, PyObject *name);
/* False when there is no room for a new name: the caller needs a dict. */
PYI_HIDDEN bool pyi_values_set(PyObject *op, PyDictValues *values, PyObject *name, PyObject *value);
/* object_type.c: new: what object.__new__ makes, with its values */
PYI_HIDDEN PyObject *pyi_instance_new(PyTypeObject *type);
/* The keys of a class are made with its first instance. 0, or -1 with MemoryError. */
PYI_HIDDEN int pyi_values_prepare(PyTypeObject *type);
/* Where the dict is or will be, with the values in it. NULL: instances have none, or with MemoryError. */
PYI_HIDDEN PyObject **pyi_instance_dict_place(PyObject *op);

/* for the collector and the end: the dict or the values of an instance of a class with a managed dict */
PYI_HIDDEN int pyi_managed_visit(PyObject *op, visitproc visit, void *arg);
PYI_HIDDEN void pyi_managed_clear(PyObject *op);

/* table.c: the keys of a class, new, or NULL with MemoryError; the place of a name, added if it is not
 * there yet, or -1 when there is no room */
PYI_HIDDEN PyDictKeysObject *pyi_shared_keys_new(void);
PYI_HIDDEN Py_ssize_t pyi_shared_keys_place(PyDictKeysObject *keys, PyObject *name);

#endif /* PYI_VALUES_H */
