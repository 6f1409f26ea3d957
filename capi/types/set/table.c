/* SPDX-License-Identifier: Apache-2.0 */
/* set/table: the hash table of a set.
 * Layout     table.h
 * Probing    nine entries in a row, for the cache, then slot = 5 * slot + perturb + 1
 */
#include "table.h"

#define LINEAR_PROBES 9
#define PERTURB_SHIFT 5

PyObject pyi_set_dummy_struct;
PyObject *_PySet_Dummy = pyi_set_dummy;

static inline size_t probes_at(size_t slot, size_t mask) {
    return slot + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
}

static bool str_equal(PyObject *a, PyObject *b) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(a);
    int kind = (int)PyUnicode_KIND(a);
    return n == PyUnicode_GET_LENGTH(b) && kind == (int)PyUnicode_KIND(b) &&
           memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), (size_t)n * (size_t)kind) == 0;
}

enum { DIFFERENT, EQUAL, FAILED, CHANGED };

/* Whether the key of an entry with the same hash is equal; CHANGED: the comparison changed the set. */
static int compare(PySetObject *so, setentry *entry, PyObject *key) {
    PyObject *stored = entry->key;
    if (PyUnicode_CheckExact(stored) && PyUnicode_CheckExact(key) && str_equal(stored, key)) {
        return EQUAL;
    }
    setentry *table = so->table;
    Py_INCREF(stored);
    int equal = PyObject_RichCompareBool(stored, key, Py_EQ);
    Py_DECREF(stored);
    if (equal < 0) {
        return FAILED;
    }
    if (table != so->table || entry->key != stored) {
        return CHANGED;
    }
    return equal ? EQUAL : DIFFERENT;
}

/* *removed, unless it is NULL: the last entry on the way whose key was removed, NULL when there is none. */
static inline __attribute__((always_inline)) setentry *find_once(PySetObject *so, PyObject *key,
                                                                 Py_hash_t hash, int *outcome,
                                                                 setentry **removed) {
    if (removed != NULL) {
        *removed = NULL;
    }
    size_t mask = (size_t)so->mask;
    size_t perturb = (size_t)hash;
    size_t slot = (size_t)hash & mask;
    for (;;) {
        setentry *entry = &so->table[slot];
        for (size_t left = probes_at(slot, mask) + 1; left > 0; left--, entry++) {
            if (entry->key == NULL) {
                *outcome = DIFFERENT;
                return entry;
            }
            if (entry->hash == hash) {
                if (pyi_likely(entry->key == key)) {
                    *outcome = EQUAL;
                    return entry;
                }
                *outcome = compare(so, entry, key);
                if (*outcome != DIFFERENT) {
                    return entry;
                }
            } else if (removed != NULL && entry->hash == -1) {
                *removed = entry;
            }
        }
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + 1 + perturb) & mask;
    }
}

static inline __attribute__((always_inline)) setentry *find(PySetObject *so, PyObject *key,
                                                            Py_hash_t hash, setentry **removed) {
    int outcome;
    setentry *entry;
    do {
        entry = find_once(so, key, hash, &outcome, removed);
    } while (outcome == CHANGED);
    return outcome == FAILED ? NULL : entry;
}

setentry *pyi_set_find(PySetObject *so, PyObject *key, Py_hash_t hash) {
    return find(so, key, hash, NULL);
}

/* A key that is known to be missing, into a table without removed entries; steals key. */
static void insert_clean(setentry *table, size_t mask, PyObject *key, Py_hash_t hash) {
    size_t perturb = (size_t)hash;
    size_t slot = (size_t)hash & mask;
    for (;;) {
        setentry *entry = &table[slot];
        for (size_t left = probes_at(slot, mask) + 1; left > 0; left--, entry++) {
            if (entry->key == NULL) {
                *entry = (setentry){key, hash};
                return;
            }
        }
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + 1 + perturb) & mask;
    }
}

static Py_ssize_t growth(PySetObject *so) {
    return so->used > 50000 ? so->used * 2 : so->used * 4;
}

int pyi_set_resize(PySetObject *so, Py_ssize_t minused) {
    size_t size = PySet_MINSIZE;
    while (size <= (size_t)minused) {
        size <<= 1; /* the largest power of two ends this by overflow of the allocation */
    }
    setentry small[PySet_MINSIZE];
    setentry *old = so->table;
    size_t old_mask = (size_t)so->mask;
    bool was_small = old == so->smalltable;
    setentry *table = so->smalltable;
    if (size > PySet_MINSIZE) {
        table = size > (size_t)PY_SSIZE_T_MAX / sizeof(setentry) ? NULL : PyMem_New(setentry, size);
        if (table == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    } else if (was_small) {
        if (so->fill == so->used) {
            return 0; /* nothing was removed: it would be the same */
        }
        memcpy(small, old, sizeof(small));
        old = small;
    }
    memset(table, 0, size * sizeof(setentry));
    so->mask = (Py_ssize_t)size - 1;
    so->table = table;
    so->fill = so->used;
    for (size_t i = 0; i <= old_mask; i++) {
        if (old[i].key != NULL && old[i].key != pyi_set_dummy) {
            insert_clean(table, size - 1, old[i].key, old[i].hash);
        }
    }
    if (!was_small) {
        PyMem_Free(old);
    }
    return 0;
}

int pyi_set_add(PySetObject *so, PyObject *key, Py_hash_t hash) {
    Py_INCREF(key); /* comparisons may run any code */
    setentry *removed;
    setentry *entry = find(so, key, hash, &removed);
    if (entry == NULL || entry->key != NULL) {
        Py_DECREF(key);
        return entry == NULL ? -1 : 0;
    }
    if (removed != NULL && removed->key == pyi_set_dummy) { /* nor has a comparison used it */
        *removed = (setentry){key, hash};
        so->used++;
        return 0;
    }
    *entry = (setentry){key, hash};
    so->fill++;
    so->used++;
    if ((size_t)so->fill * 5 < (size_t)so->mask * 3) {
        return 0;
    }
    return pyi_set_resize(so, growth(so));
}

int pyi_set_discard(PySetObject *so, PyObject *key, Py_hash_t hash) {
    setentry *entry = pyi_set_find(so, key, hash);
    if (entry == NULL) {
        return -1;
    }
    if (entry->key == NULL) {
        return 0;
    }
    PyObject *old = entry->key;
    *entry = (setentry){pyi_set_dummy, -1};
    so->used--;
    Py_DECREF(old);
    return 1;
}

int pyi_set_contains(PySetObject *so, PyObject *key, Py_hash_t hash) {
    setentry *entry = pyi_set_find(so, key, hash);
    return entry == NULL ? -1 : entry->key != NULL;
}

static void make_empty(PySetObject *so) {
    memset(so->smalltable, 0, sizeof(so->smalltable));
    so->fill = 0;
    so->used = 0;
    so->mask = PySet_MINSIZE - 1;
    so->table = so->smalltable;
    so->hash = -1;
}

void pyi_set_clear(PySetObject *so) {
    setentry small[PySet_MINSIZE];
    setentry *table = so->table;
    size_t mask = (size_t)so->mask;
    bool was_small = table == so->smalltable;
    if (was_small) {
        if (so->fill == 0) {
            return;
        }
        memcpy(small, table, sizeof(small));
        table = small;
    }
    make_empty(so); /* before code of the keys can run */
    for (size_t i = 0; i <= mask; i++) {
        if (table[i].key != NULL && table[i].key != pyi_set_dummy) {
            Py_DECREF(table[i].key);
        }
    }
    if (!was_small) {
        PyMem_Free(table);
    }
}

void pyi_set_swap(PySetObject *a, PySetObject *b) {
    setentry small[PySet_MINSIZE];
    setentry *a_table = a->table == a->smalltable ? b->smalltable : a->table;
    setentry *b_table = b->table == b->smalltable ? a->smalltable : b->table;
    Py_ssize_t fill = a->fill;
    Py_ssize_t used = a->used;
    Py_ssize_t mask = a->mask;
    memcpy(small, a->smalltable, sizeof(small));
    memcpy(a->smalltable, b->smalltable, sizeof(small));
    memcpy(b->smalltable, small, sizeof(small));
    a->fill = b->fill;
    a->used = b->used;
    a->mask = b->mask;
    a->table = b_table;
    b->fill = fill;
    b->used = used;
    b->mask = mask;
    b->table = a_table;
    if (PyType_IsSubtype(Py_TYPE(a), &PyFrozenSet_Type) &&
        PyType_IsSubtype(Py_TYPE(b), &PyFrozenSet_Type)) {
        Py_hash_t hash = a->hash;
        a->hash = b->hash;
        b->hash = hash;
    } else {
        a->hash = -1;
        b->hash = -1;
    }
}

/* ---- many keys --------------------------------------------------------------------------- */

static bool needs_room(PySetObject *so, Py_ssize_t more) {
    return (size_t)(so->fill + more) * 5 >= (size_t)so->mask * 3;
}

/* Into an empty set: nothing has to be compared. */
static void merge_into_empty(PySetObject *so, PySetObject *other) {
    bool same_place = so->mask == other->mask && other->fill == other->used;
    for (Py_ssize_t i = 0; i <= other->mask; i++) {
        setentry entry = other->table[i];
        if (entry.key == NULL || entry.key == pyi_set_dummy) {
            continue;
        }
        Py_INCREF(entry.key);
        if (same_place) {
            so->table[i] = entry;
        } else {
            insert_clean(so->table, (size_t)so->mask, entry.key, entry.hash);
        }
    }
    so->fill = other->used;
    so->used = other->used;
}

int pyi_set_merge(PySetObject *so, PySetObject *other) {
    if (other == so || other->used == 0) {
        return 0;
    }
    if (needs_room(so, other->used) && pyi_set_resize(so, (so->used + other->used) * 2) < 0) {
        return -1;
    }
    if (so->fill == 0) {
        merge_into_empty(so, other);
        return 0;
    }
    for (Py_ssize_t i = 0; i <= other->mask; i++) {
        setentry entry = other->table[i];
        if (entry.key != NULL && entry.key != pyi_set_dummy &&
            pyi_set_add(so, entry.key, entry.hash) < 0) {
            return -1;
        }
    }
    return 0;
}

/* The keys of a dict; their hashes are known. */
static int update_from_dict(PySetObject *so, PyObject *dict) {
    Py_ssize_t n = PyDict_GET_SIZE((PyDictObject *)dict);
    if (needs_room(so, n) && pyi_set_resize(so, (so->used + n) * 2) < 0) {
        return -1;
    }
    Py_ssize_t pos = 0;
    PyObject *key, *value;
    Py_hash_t hash;
    while (_PyDict_Next(dict, &pos, &key, &value, &hash)) {
        if (pyi_set_add(so, key, hash) < 0) {
            return -1;
        }
    }
    return 0;
}

int pyi_set_update(PySetObject *so, PyObject *iterable) {
    if (PyAnySet_Check(iterable)) {
        return pyi_set_merge(so, (PySetObject *)iterable);
    }
    if (PyDict_CheckExact(iterable)) {
        return update_from_dict(so, iterable);
    }
    PyObject *iter = PyObject_GetIter(iterable);
    if (iter == NULL) {
        return -1;
    }
    int status = 0;
    PyObject *key;
    while (status == 0 && (key = PyIter_Next(iter)) != NULL) {
        Py_hash_t hash = pyi_set_hash(key);
        status = hash == -1 ? -1 : pyi_set_add(so, key, hash);
        Py_DECREF(key);
    }
    Py_DECREF(iter);
    return status < 0 || PyErr_Occurred() ? -1 : 0;
}
