/* SPDX-License-Identifier: Apache-2.0 */
/* inherited.h: subscripts of instances of classes that derive from dict and list, and leave those to them.
 *
 * A class written in Python has in its slots what looks for the method and calls it, also where that is the
 * method of dict or list, whose own slot does the same at once.
 */
#ifndef AOT_INHERITED_H
#define AOT_INHERITED_H

#include "ops.h"

/* As PyObject_GetItem and PyObject_SetItem. */
RT_API PyObject *rt_get_inherited_item(PyObject *container, PyObject *key);
RT_API int32_t rt_set_inherited_item(PyObject *container, PyObject *key, PyObject *value);

/* Whether it is worth asking. */
static inline bool rt_may_inherit_items(PyTypeObject *type) {
    return (type->tp_flags & (Py_TPFLAGS_DICT_SUBCLASS | Py_TPFLAGS_LIST_SUBCLASS)) != 0 &&
           PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE);
}

#endif /* AOT_INHERITED_H */
