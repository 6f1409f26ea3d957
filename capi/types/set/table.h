/* SPDX-License-Identifier: Apache-2.0 */
/* table.h: what the files of capi/types/set/ share.
 *
 * A set is an open hash table of keys with their hashes. An entry that was removed has the key
 * pyi_set_dummy and the hash -1. The order of the table is what iteration shows, and is CPython's.
 */
#ifndef PYI_SET_TABLE_H
#define PYI_SET_TABLE_H

#include "containers.h"

PYI_HIDDEN extern PyObject pyi_set_dummy_struct;
#define pyi_set_dummy (&pyi_set_dummy_struct)

/* the entry, or an unused one with key NULL; NULL with an exception */
PYI_HIDDEN setentry *pyi_set_find(PySetObject *so, PyObject *key, Py_hash_t hash);
/* borrows key; 0 also when it is there already */
PYI_HIDDEN int pyi_set_add(PySetObject *so, PyObject *key, Py_hash_t hash);
/* 1 removed, 0 was not there */
PYI_HIDDEN int pyi_set_discard(PySetObject *so, PyObject *key, Py_hash_t hash);
PYI_HIDDEN int pyi_set_contains(PySetObject *so, PyObject *key, Py_hash_t hash);
PYI_HIDDEN int pyi_set_resize(PySetObject *so, Py_ssize_t minused);
PYI_HIDDEN int pyi_set_merge(PySetObject *so, PySetObject *other);
PYI_HIDDEN int pyi_set_update(PySetObject *so, PyObject *iterable);
PYI_HIDDEN void pyi_set_clear(PySetObject *so);
/* exchanges the contents */
PYI_HIDDEN void pyi_set_swap(PySetObject *a, PySetObject *b);
/* new set or frozenset of any type; iterable may be NULL */
PYI_HIDDEN PyObject *pyi_set_make(PyTypeObject *type, PyObject *iterable);
/* new; exactly a set or a frozenset, as the class of so is derived from */
PYI_HIDDEN PyObject *pyi_set_make_base(PyObject *so, PyObject *iterable);
PYI_HIDDEN PyObject *pyi_set_iter_new(PyObject *so);

PYI_HIDDEN PyObject *pyi_set_copy(PyObject *so);
PYI_HIDDEN PyObject *pyi_set_intersection(PyObject *so, PyObject *other);
PYI_HIDDEN PyObject *pyi_set_difference(PyObject *so, PyObject *other);
PYI_HIDDEN int pyi_set_difference_update(PySetObject *so, PyObject *other);
PYI_HIDDEN int pyi_set_symmetric_update(PySetObject *so, PyObject *other);
PYI_HIDDEN PyObject *pyi_set_symmetric_difference(PyObject *so, PyObject *other);
PYI_HIDDEN int pyi_set_is_subset(PyObject *so, PyObject *other);
PYI_HIDDEN int pyi_set_is_superset(PyObject *so, PyObject *other);
PYI_HIDDEN int pyi_set_is_disjoint(PyObject *so, PyObject *other);

/* the next used entry at or after *pos, which becomes the one after it; NULL at the end */
static inline setentry *pyi_set_next(PySetObject *so, Py_ssize_t *pos) {
    for (Py_ssize_t i = *pos; i <= so->mask; i++) {
        setentry *entry = &so->table[i];
        if (entry->key != NULL && entry->key != pyi_set_dummy) {
            *pos = i + 1;
            return entry;
        }
    }
    *pos = so->mask + 1;
    return NULL;
}

static inline Py_hash_t pyi_set_hash(PyObject *key) {
    if (pyi_likely(PyUnicode_CheckExact(key))) {
        Py_hash_t hash = ((PyASCIIObject *)key)->hash;
        if (pyi_likely(hash != -1)) {
            return hash;
        }
    }
    return PyObject_Hash(key);
}

#endif /* PYI_SET_TABLE_H */
