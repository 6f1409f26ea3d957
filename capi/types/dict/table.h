/* SPDX-License-Identifier: Apache-2.0 */
/* table.h: what the files of capi/types/dict/ share.
 *
 * A dict owns one key table, never shared. (Tables with DICT_KEYS_SPLIT belong to classes: pyi_values.h.)
 *
 *     PyDictKeysObject | indices: 2**log2_index_bytes bytes | entries: 2/3 of 2**log2_size
 *
 * The indices are the hash table; they hold positions in the entries, which are in order of insertion.
 * DICT_KEYS_UNICODE tables have only exact str keys and no stored hash, since a str keeps its own.
 */
#ifndef PYI_DICT_TABLE_H
#define PYI_DICT_TABLE_H

#include "containers.h"

#define PYI_DICT_MINLOG 3 /* log2 of the smallest table that is allocated */

PYI_HIDDEN extern PyDictKeysObject pyi_dict_empty_keys;

/* new table without entries; NULL with MemoryError */
PYI_HIDDEN PyDictKeysObject *pyi_dict_keys_new(PyInterpreterState *interp, uint8_t log2_size,
                                               bool unicode);
/* the references of its entries are released too */
PYI_HIDDEN void pyi_dict_keys_free(PyInterpreterState *interp, PyDictKeysObject *keys);
/* new; a copy with its own references; NULL with MemoryError */
PYI_HIDDEN PyDictKeysObject *pyi_dict_keys_clone(PyInterpreterState *interp, PyDictKeysObject *keys);
/* the log2 of a table with room for n entries */
PYI_HIDDEN uint8_t pyi_dict_log2_for(Py_ssize_t n);
PYI_HIDDEN int pyi_dict_resize(PyInterpreterState *interp, PyDictObject *mp, uint8_t log2_size,
                               bool unicode);
/* position of the entry, DKIX_EMPTY or DKIX_ERROR; *value is borrowed, NULL when there is none */
PYI_HIDDEN Py_ssize_t pyi_dict_find(PyDictObject *mp, PyObject *key, Py_hash_t hash,
                                    PyObject **value);
/* steals key and value, also on failure */
PYI_HIDDEN int pyi_dict_insert(PyInterpreterState *interp, PyDictObject *mp, PyObject *key,
                               Py_hash_t hash, PyObject *value);
/* appends a key that is known to be missing; steals key and value, also on failure */
PYI_HIDDEN int pyi_dict_append(PyInterpreterState *interp, PyDictObject *mp, PyObject *key,
                               Py_hash_t hash, PyObject *value);
/* the entry at a position that pyi_dict_find answered; new: its value */
PYI_HIDDEN PyObject *pyi_dict_take(PyInterpreterState *interp, PyDictObject *mp, Py_ssize_t ix,
                                   Py_hash_t hash);
PYI_HIDDEN PyObject *pyi_dict_new_with(PyInterpreterState *interp, PyDictKeysObject *keys,
                                       Py_ssize_t used);
/* override: 0 first wins, 1 last wins, 2 a second one is a KeyError */
PYI_HIDDEN int pyi_dict_merge(PyInterpreterState *interp, PyObject *a, PyObject *b, int override);
PYI_HIDDEN int pyi_dict_clear(PyDictObject *mp);
PYI_HIDDEN PyObject *pyi_dict_iter_new(PyDictObject *mp, PyTypeObject *type);

#if !PYI_312
#define pyi_dict_next_version(interp) ((void)(interp), DICT_NEXT_VERSION())
#define pyi_dict_notify(interp, event, mp, key, value)                                             \
    ((void)(mp), (void)(key), (void)(value), pyi_dict_next_version(interp))
#else
#define pyi_dict_next_version(interp) DICT_NEXT_VERSION(interp)
#define pyi_dict_notify(interp, event, mp, key, value)                                             \
    _PyDict_NotifyEvent(interp, PyDict_EVENT_##event, mp, key, value)
#endif

static inline Py_ssize_t pyi_dict_usable(size_t size) { return (Py_ssize_t)((size << 1) / 3); }

static inline void *pyi_dict_entries(PyDictKeysObject *keys) {
    return keys->dk_indices + ((size_t)1 << keys->dk_log2_index_bytes);
}

static inline Py_ssize_t pyi_dict_index(const PyDictKeysObject *keys, size_t slot) {
    const char *indices = keys->dk_indices;
    uint8_t log2_size = keys->dk_log2_size;
    if (pyi_likely(log2_size < 8)) {
        return ((const int8_t *)indices)[slot];
    }
    if (log2_size < 16) {
        return ((const int16_t *)indices)[slot];
    }
#if SIZEOF_VOID_P > 4
    if (log2_size >= 32) {
        return ((const int64_t *)indices)[slot];
    }
#endif
    return ((const int32_t *)indices)[slot];
}

static inline void pyi_dict_set_index(PyDictKeysObject *keys, size_t slot, Py_ssize_t ix) {
    char *indices = keys->dk_indices;
    uint8_t log2_size = keys->dk_log2_size;
    if (pyi_likely(log2_size < 8)) {
        ((int8_t *)indices)[slot] = (int8_t)ix;
    } else if (log2_size < 16) {
        ((int16_t *)indices)[slot] = (int16_t)ix;
#if SIZEOF_VOID_P > 4
    } else if (log2_size >= 32) {
        ((int64_t *)indices)[slot] = ix;
#endif
    } else {
        ((int32_t *)indices)[slot] = (int32_t)ix;
    }
}

static inline Py_hash_t pyi_dict_str_hash(PyObject *key) { return ((PyASCIIObject *)key)->hash; }

/* -1 with an exception when the key has no hash */
static inline Py_hash_t pyi_dict_hash(PyObject *key) {
    if (pyi_likely(PyUnicode_CheckExact(key))) {
        Py_hash_t hash = pyi_dict_str_hash(key);
        if (pyi_likely(hash != -1)) {
            return hash;
        }
    }
    return PyObject_Hash(key);
}

/* One entry, whatever the kind of its table. */
typedef struct {
    PyObject *key;
    PyObject *value;
    Py_hash_t hash;
} pyi_dict_entry;

/* False for a deleted entry. All borrowed. */
static inline bool pyi_dict_entry_at(PyDictKeysObject *keys, Py_ssize_t ix, pyi_dict_entry *out) {
    if (keys->dk_kind != DICT_KEYS_GENERAL) {
        PyDictUnicodeEntry *entry = (PyDictUnicodeEntry *)pyi_dict_entries(keys) + ix;
        if (entry->me_value == NULL) {
            return false;
        }
        *out = (pyi_dict_entry){entry->me_key, entry->me_value, pyi_dict_str_hash(entry->me_key)};
        return true;
    }
    PyDictKeyEntry *entry = (PyDictKeyEntry *)pyi_dict_entries(keys) + ix;
    *out = (pyi_dict_entry){entry->me_key, entry->me_value, entry->me_hash};
    return entry->me_value != NULL;
}

/* the position of the next entry that is there at or after ix, or dk_nentries */
static inline Py_ssize_t pyi_dict_skip(PyDictKeysObject *keys, Py_ssize_t ix, pyi_dict_entry *out) {
    Py_ssize_t n = keys->dk_nentries;
    while (ix < n && !pyi_dict_entry_at(keys, ix, out)) {
        ix++;
    }
    return ix;
}

static inline void pyi_dict_track(PyDictObject *mp, PyObject *key, PyObject *value) {
    if (!_PyObject_GC_IS_TRACKED((PyObject *)mp) &&
        (_PyObject_GC_MAY_BE_TRACKED(key) || _PyObject_GC_MAY_BE_TRACKED(value))) {
        PyObject_GC_Track(mp);
    }
}

#endif /* PYI_DICT_TABLE_H */
