/* SPDX-License-Identifier: Apache-2.0 */
/* list.h: what the files of capi/types/list/ share. */
#ifndef PYI_LIST_H
#define PYI_LIST_H

#include "iters.h"

/* Changes the length; new items are not set. On failure nothing has changed. */
PYI_HIDDEN int pyi_list_resize(PyListObject *self, Py_ssize_t n);
/* new, tracked, of length 0, with room for n */
PYI_HIDDEN PyListObject *pyi_list_with_room(Py_ssize_t n);
PYI_HIDDEN int pyi_list_clear(PyListObject *self);
PYI_HIDDEN int pyi_list_extend(PyListObject *self, PyObject *iterable);
/* self[low:high] = value; NULL deletes */
PYI_HIDDEN int pyi_list_splice(PyListObject *self, Py_ssize_t low, Py_ssize_t high, PyObject *value);
PYI_HIDDEN int pyi_list_ass_subscript(PyObject *op, PyObject *index, PyObject *value);
PYI_HIDDEN PyObject *pyi_list_subscript(PyObject *op, PyObject *index);
PYI_HIDDEN int pyi_list_insert(PyListObject *self, Py_ssize_t where, PyObject *item);
PYI_HIDDEN int pyi_list_sort(PyListObject *self, PyObject *key, bool reverse);
PYI_HIDDEN void pyi_list_reverse(PyObject **low, PyObject **high);
PYI_HIDDEN extern PyMethodDef pyi_list_methods[];

#endif /* PYI_LIST_H */
