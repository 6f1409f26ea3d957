/* SPDX-License-Identifier: Apache-2.0 */
/* dict/table: the hash table of a dict.
 * Layout     table.h
 * Probing    slot = 5 * slot + perturb + 1 with perturb shifted by 5, so that all bits of a hash count
 * Contract   pycore_dict.h of each version: debuggers and wheels may look at these tables
 */
#include "table.h"

#include "pyi_stress.h"
#include "pyi_values.h"

#define PERTURB_SHIFT 5

#define NO_KEYS(kind)                                                                              \
    {                                                                                              \
        .dk_refcnt = PYI_312 ? (Py_ssize_t)UINT32_MAX : 1, .dk_log2_size = 0,                      \
        .dk_log2_index_bytes = 3, .dk_kind = (kind), .dk_version = 1, .dk_usable = 0,              \
        .dk_nentries = 0, .dk_indices = {-1, -1, -1, -1, -1, -1, -1, -1},                          \
    }
PyDictKeysObject pyi_dict_empty_keys = NO_KEYS(DICT_KEYS_UNICODE);

#if !PYI_312
uint64_t _pydict_global_version = 0;
#endif

/* ---- storage ----------------------------------------------------------------------------- */

#if PYI_313
#define FREE_KEYS(interp) ((interp)->object_state.freelists.dictkeys.items)
#define NUM_FREE_KEYS(interp) ((interp)->object_state.freelists.dictkeys.numfree)
#else
#define FREE_KEYS(interp) ((interp)->dict_state.keys_free_list)
#define NUM_FREE_KEYS(interp) ((interp)->dict_state.keys_numfree)
#endif

static size_t entry_size(bool unicode) {
    return unicode ? sizeof(PyDictUnicodeEntry) : sizeof(PyDictKeyEntry);
}

static uint8_t log2_index_bytes(uint8_t log2_size) {
    if (log2_size < 8) {
        return log2_size;
    }
    return log2_size + (log2_size < 16 ? 1 : log2_size < 32 ? 2 : 3);
}

/* At least *minsize* slots, or twice that: CPython's sizes, which sys.getsizeof() shows. */
static uint8_t log2_of_slots(size_t minsize) {
    uint8_t log2_size = PYI_DICT_MINLOG;
    minsize = (minsize | ((size_t)1 << PYI_DICT_MINLOG)) - 1;
    while (minsize >> log2_size != 0) {
        log2_size++;
    }
    return log2_size;
}

uint8_t pyi_dict_log2_for(Py_ssize_t n) { return log2_of_slots(((size_t)n * 3 + 1) / 2); }

PyDictKeysObject *pyi_dict_keys_new(PyInterpreterState *interp, uint8_t log2_size, bool unicode) {
    PyDictKeysObject *keys;
    Py_ssize_t usable = pyi_dict_usable((size_t)1 << log2_size);
    uint8_t index_bytes = log2_index_bytes(log2_size);
    if (log2_size == PYI_DICT_MINLOG && unicode && NUM_FREE_KEYS(interp) > 0) {
        keys = FREE_KEYS(interp)[--NUM_FREE_KEYS(interp)];
    } else {
        if (log2_size >= SIZEOF_VOID_P * 8 - 8) {
            PyErr_NoMemory();
            return NULL;
        }
        keys = PyObject_Malloc(sizeof(PyDictKeysObject) + ((size_t)1 << index_bytes) +
                               entry_size(unicode) * (size_t)usable);
        if (keys == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
    }
    keys->dk_refcnt = 1;
    keys->dk_log2_size = log2_size;
    keys->dk_log2_index_bytes = index_bytes;
    keys->dk_kind = unicode ? DICT_KEYS_UNICODE : DICT_KEYS_GENERAL;
    keys->dk_version = 0;
    keys->dk_usable = usable;
    keys->dk_nentries = 0;
    memset(keys->dk_indices, 0xff, (size_t)1 << index_bytes);
    memset(pyi_dict_entries(keys), 0, entry_size(unicode) * (size_t)usable);
    return keys;
}

/* Only the memory: the entries have been moved or released. */
static void free_table(PyInterpreterState *interp, PyDictKeysObject *keys) {
    if (keys == &pyi_dict_empty_keys) {
        return;
    }
    if (PYI_KEEPS_FREED && keys->dk_log2_size == PYI_DICT_MINLOG && keys->dk_kind == DICT_KEYS_UNICODE &&
        NUM_FREE_KEYS(interp) < PyDict_MAXFREELIST) {
        FREE_KEYS(interp)[NUM_FREE_KEYS(interp)++] = keys;
        return;
    }
    PyObject_Free(keys);
}

void pyi_dict_keys_free(PyInterpreterState *interp, PyDictKeysObject *keys) {
    Py_ssize_t n = keys->dk_nentries;
    if (keys->dk_kind != DICT_KEYS_GENERAL) {
        PyDictUnicodeEntry *entries = pyi_dict_entries(keys);
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_XDECREF(entries[i].me_key);
            Py_XDECREF(entries[i].me_value);
        }
    } else {
        PyDictKeyEntry *entries = pyi_dict_entries(keys);
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_XDECREF(entries[i].me_key);
            Py_XDECREF(entries[i].me_value);
        }
    }
    free_table(interp, keys);
}

PyDictKeysObject *pyi_dict_keys_clone(PyInterpreterState *interp, PyDictKeysObject *keys) {
    bool unicode = keys->dk_kind != DICT_KEYS_GENERAL;
    PyDictKeysObject *copy = pyi_dict_keys_new(interp, keys->dk_log2_size, unicode);
    if (copy == NULL) {
        return NULL;
    }
    size_t bytes = entry_size(unicode) * (size_t)keys->dk_nentries;
    memcpy(copy->dk_indices, keys->dk_indices, ((size_t)1 << keys->dk_log2_index_bytes) + bytes);
    copy->dk_usable = keys->dk_usable;
    copy->dk_nentries = keys->dk_nentries;
    pyi_dict_entry entry;
    Py_ssize_t n = keys->dk_nentries;
    for (Py_ssize_t i = pyi_dict_skip(keys, 0, &entry); i < n;
         i = pyi_dict_skip(keys, i + 1, &entry)) {
        Py_INCREF(entry.key);
        Py_INCREF(entry.value);
    }
    return copy;
}

/* ---- lookup ------------------------------------------------------------------------------ */

static inline bool str_equal(PyObject *a, PyObject *b) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(a);
    int kind = (int)PyUnicode_KIND(a);
    return n == PyUnicode_GET_LENGTH(b) && kind == (int)PyUnicode_KIND(b) &&
           memcmp(PyUnicode_DATA(a), PyUnicode_DATA(b), (size_t)n * (size_t)kind) == 0;
}

/* A str in a table that has only str keys: nothing can fail or change meanwhile. */
static inline Py_ssize_t find_str(PyDictKeysObject *keys, PyObject *key, Py_hash_t hash) {
    const PyDictUnicodeEntry *entries = pyi_dict_entries(keys);
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1;
    size_t perturb = (size_t)hash;
    size_t slot = (size_t)hash & mask;
    for (;;) {
        Py_ssize_t ix = pyi_dict_index(keys, slot);
        if (pyi_likely(ix >= 0)) {
            PyObject *other = entries[ix].me_key;
            if (other == key || (pyi_dict_str_hash(other) == hash && str_equal(other, key))) {
                return ix;
            }
        } else if (ix == DKIX_EMPTY) {
            return DKIX_EMPTY;
        }
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + perturb + 1) & mask;
    }
}

/* an int that has one digit */
static inline bool is_small(PyObject *op) {
#if PYI_312
    return _PyLong_IsCompact((PyLongObject *)op);
#else
    return Py_SIZE(op) >= -1 && Py_SIZE(op) <= 1;
#endif
}

static inline Py_ssize_t small_value(PyObject *op) {
#if PYI_312
    return _PyLong_CompactValue((PyLongObject *)op);
#else
    return Py_SIZE(op) == 0 ? 0 : Py_SIZE(op) * (Py_ssize_t)((PyLongObject *)op)->ob_digit[0];
#endif
}

/* 0 or 1 for the commonest keys, whose comparison runs no other code; -1 for others */
static inline int compare_common(PyObject *a, PyObject *b) {
    if (PyLong_CheckExact(a) && PyLong_CheckExact(b)) {
        return is_small(a) && is_small(b) ? small_value(a) == small_value(b) : -1;
    }
    return PyUnicode_CheckExact(a) && PyUnicode_CheckExact(b) ? str_equal(a, b) : -1;
}

/* Whether two keys of equal hash are equal; DKIX_KEY_CHANGED when the comparison moved the entry. */
static Py_ssize_t compare_key(PyDictObject *mp, PyDictKeysObject *keys, Py_ssize_t ix, PyObject *stored,
                              PyObject *key) {
    Py_INCREF(stored);
    int equal = PyObject_RichCompareBool(stored, key, Py_EQ);
    bool same_table = mp->ma_keys == keys;
    pyi_dict_entry entry;
    bool moved = !same_table || !pyi_dict_entry_at(keys, ix, &entry) || entry.key != stored;
    Py_DECREF(stored);
    if (equal < 0) {
        return DKIX_ERROR;
    }
    return moved ? DKIX_KEY_CHANGED : equal;
}

/* Any key in any table. DKIX_KEY_CHANGED: a comparison changed the dict, start again. */
static Py_ssize_t find_once(PyDictObject *mp, PyObject *key, Py_hash_t hash) {
    PyDictKeysObject *keys = mp->ma_keys;
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1;
    size_t perturb = (size_t)hash;
    size_t slot = (size_t)hash & mask;
    bool general = keys->dk_kind == DICT_KEYS_GENERAL;
    const PyDictKeyEntry *general_entries = pyi_dict_entries(keys);
    const PyDictUnicodeEntry *str_entries = pyi_dict_entries(keys);
    for (;;) {
        Py_ssize_t ix = pyi_dict_index(keys, slot);
        if (ix >= 0) {
            PyObject *stored = general ? general_entries[ix].me_key : str_entries[ix].me_key;
            if (stored == key) {
                return ix;
            }
            Py_hash_t other = general ? general_entries[ix].me_hash : pyi_dict_str_hash(stored);
            if (other == hash) {
                Py_ssize_t equal = compare_common(stored, key);
                if (equal < 0) {
                    equal = compare_key(mp, keys, ix, stored, key);
                }
                if (equal != 0) {
                    return equal < 0 ? equal : ix;
                }
            }
        } else if (ix == DKIX_EMPTY) {
            return DKIX_EMPTY;
        }
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + perturb + 1) & mask;
    }
}

Py_ssize_t pyi_dict_find(PyDictObject *mp, PyObject *key, Py_hash_t hash, PyObject **value) {
    PyDictKeysObject *keys = mp->ma_keys;
    if (pyi_likely(keys->dk_kind != DICT_KEYS_GENERAL && PyUnicode_CheckExact(key))) {
        Py_ssize_t ix = find_str(keys, key, hash);
        *value = ix < 0 ? NULL : ((PyDictUnicodeEntry *)pyi_dict_entries(keys))[ix].me_value;
        return ix;
    }
    Py_ssize_t ix;
    do {
        ix = find_once(mp, key, hash);
    } while (ix == DKIX_KEY_CHANGED);
    if (ix < 0) {
        *value = NULL;
    } else if (mp->ma_keys->dk_kind != DICT_KEYS_GENERAL) {
        *value = ((PyDictUnicodeEntry *)pyi_dict_entries(mp->ma_keys))[ix].me_value;
    } else {
        *value = ((PyDictKeyEntry *)pyi_dict_entries(mp->ma_keys))[ix].me_value;
    }
    return ix;
}

/* position or DKIX_EMPTY; DKIX_ERROR when the table or the key is not one of str only */
Py_ssize_t _PyDictKeys_StringLookup(PyDictKeysObject *keys, PyObject *key) {
    if (!PyUnicode_CheckExact(key) || keys->dk_kind == DICT_KEYS_GENERAL) {
        return DKIX_ERROR;
    }
    Py_hash_t hash = pyi_dict_hash(key);
    if (hash == -1) {
        PyErr_Clear();
        return DKIX_ERROR;
    }
    return find_str(keys, key, hash);
}

/* The slot that points at an entry. */
static size_t slot_of(PyDictKeysObject *keys, Py_hash_t hash, Py_ssize_t ix) {
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1;
    size_t perturb = (size_t)hash;
    size_t slot = (size_t)hash & mask;
    while (pyi_dict_index(keys, slot) != ix) {
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + perturb + 1) & mask;
    }
    return slot;
}

/* A slot that points at no entry, of a key that is missing. */
static inline size_t free_slot(PyDictKeysObject *keys, Py_hash_t hash) {
    size_t mask = ((size_t)1 << keys->dk_log2_size) - 1;
    size_t perturb = (size_t)hash;
    size_t slot = (size_t)hash & mask;
    while (pyi_dict_index(keys, slot) >= 0) {
        perturb >>= PERTURB_SHIFT;
        slot = (slot * 5 + perturb + 1) & mask;
    }
    return slot;
}

/* ---- changes ----------------------------------------------------------------------------- */

/* All entries are in place, the indices are empty. */
static void fill_indices(PyDictKeysObject *keys) {
    pyi_dict_entry entry;
    Py_ssize_t n = keys->dk_nentries;
    for (Py_ssize_t i = pyi_dict_skip(keys, 0, &entry); i < n;
         i = pyi_dict_skip(keys, i + 1, &entry)) {
        pyi_dict_set_index(keys, free_slot(keys, entry.hash), i);
    }
}

static void move_entries(PyDictKeysObject *to, PyDictKeysObject *from, Py_ssize_t used) {
    bool same_kind = (to->dk_kind == DICT_KEYS_GENERAL) == (from->dk_kind == DICT_KEYS_GENERAL);
    if (same_kind && used == from->dk_nentries) {
        memcpy(pyi_dict_entries(to), pyi_dict_entries(from),
               entry_size(to->dk_kind != DICT_KEYS_GENERAL) * (size_t)used);
        return;
    }
    pyi_dict_entry entry;
    Py_ssize_t n = from->dk_nentries;
    Py_ssize_t count = 0;
    for (Py_ssize_t i = pyi_dict_skip(from, 0, &entry); i < n;
         i = pyi_dict_skip(from, i + 1, &entry), count++) {
        if (to->dk_kind != DICT_KEYS_GENERAL) {
            ((PyDictUnicodeEntry *)pyi_dict_entries(to))[count] =
                (PyDictUnicodeEntry){entry.key, entry.value};
        } else {
            ((PyDictKeyEntry *)pyi_dict_entries(to))[count] =
                (PyDictKeyEntry){entry.hash, entry.key, entry.value};
        }
    }
}

int pyi_dict_resize(PyInterpreterState *interp, PyDictObject *mp, uint8_t log2_size, bool unicode) {
    PyDictKeysObject *old = mp->ma_keys;
    PyDictKeysObject *keys = pyi_dict_keys_new(interp, log2_size, unicode);
    if (keys == NULL) {
        return -1;
    }
    move_entries(keys, old, mp->ma_used);
    keys->dk_nentries = mp->ma_used;
    keys->dk_usable -= mp->ma_used;
    fill_indices(keys);
    mp->ma_keys = keys;
    free_table(interp, old);
    return 0;
}

/* Room for one more entry with that key. */
static int reserve(PyInterpreterState *interp, PyDictObject *mp, PyObject *key) {
    PyDictKeysObject *keys = mp->ma_keys;
    bool fits = keys->dk_kind == DICT_KEYS_GENERAL || PyUnicode_CheckExact(key);
    if (pyi_likely(keys->dk_usable > 0 && fits)) {
        return 0;
    }
    if (keys == &pyi_dict_empty_keys) {
        PyDictKeysObject *made =
            pyi_dict_keys_new(interp, PYI_DICT_MINLOG, PyUnicode_CheckExact(key));
        if (made == NULL) {
            return -1;
        }
        mp->ma_keys = made;
        return 0;
    }
    bool unicode = keys->dk_kind != DICT_KEYS_GENERAL && fits;
    return pyi_dict_resize(interp, mp, log2_of_slots((size_t)mp->ma_used * 3), unicode);
}

int pyi_dict_append(PyInterpreterState *interp, PyDictObject *mp, PyObject *key, Py_hash_t hash,
                    PyObject *value) {
    uint64_t version = pyi_dict_notify(interp, ADDED, mp, key, value);
    mp->ma_keys->dk_version = mp->ma_keys == &pyi_dict_empty_keys;
    if (reserve(interp, mp, key) < 0) {
        Py_DECREF(key);
        Py_DECREF(value);
        return -1;
    }
    PyDictKeysObject *keys = mp->ma_keys;
    Py_ssize_t ix = keys->dk_nentries;
    pyi_dict_set_index(keys, free_slot(keys, hash), ix);
    if (keys->dk_kind != DICT_KEYS_GENERAL) {
        ((PyDictUnicodeEntry *)pyi_dict_entries(keys))[ix] = (PyDictUnicodeEntry){key, value};
    } else {
        ((PyDictKeyEntry *)pyi_dict_entries(keys))[ix] = (PyDictKeyEntry){hash, key, value};
    }
    keys->dk_usable--;
    keys->dk_nentries++;
    mp->ma_used++;
    mp->ma_version_tag = version;
    pyi_dict_track(mp, key, value);
    return 0;
}

int pyi_dict_insert(PyInterpreterState *interp, PyDictObject *mp, PyObject *key, Py_hash_t hash,
                    PyObject *value) {
    PyObject *old;
    Py_ssize_t ix = pyi_dict_find(mp, key, hash, &old);
    if (ix == DKIX_ERROR) {
        Py_DECREF(key);
        Py_DECREF(value);
        return -1;
    }
    if (ix == DKIX_EMPTY) {
        return pyi_dict_append(interp, mp, key, hash, value);
    }
    if (old != value) {
        uint64_t version = pyi_dict_notify(interp, MODIFIED, mp, key, value);
        PyDictKeysObject *keys = mp->ma_keys;
        if (keys->dk_kind != DICT_KEYS_GENERAL) {
            ((PyDictUnicodeEntry *)pyi_dict_entries(keys))[ix].me_value = value;
        } else {
            ((PyDictKeyEntry *)pyi_dict_entries(keys))[ix].me_value = value;
        }
        mp->ma_version_tag = version;
    }
    pyi_dict_track(mp, key, value);
    Py_DECREF(old); /* may run code that changes mp: it comes last */
    Py_DECREF(key);
    return 0;
}

PyObject *pyi_dict_take(PyInterpreterState *interp, PyDictObject *mp, Py_ssize_t ix, Py_hash_t hash) {
    PyDictKeysObject *keys = mp->ma_keys;
    pyi_dict_entry entry = {NULL, NULL, 0};
    pyi_dict_entry_at(keys, ix, &entry);
    uint64_t version = pyi_dict_notify(interp, DELETED, mp, entry.key, NULL);
    pyi_dict_set_index(keys, slot_of(keys, hash, ix), DKIX_DUMMY);
    if (keys->dk_kind != DICT_KEYS_GENERAL) {
        ((PyDictUnicodeEntry *)pyi_dict_entries(keys))[ix] = (PyDictUnicodeEntry){NULL, NULL};
    } else {
        ((PyDictKeyEntry *)pyi_dict_entries(keys))[ix] = (PyDictKeyEntry){0, NULL, NULL};
    }
    keys->dk_version = 0;
    mp->ma_used--;
    mp->ma_version_tag = version;
    Py_DECREF(entry.key);
    return entry.value;
}

/* ---- for the interpreter ----------------------------------------------------------------- */

/* 0 when the numbers have run out; 0 and 1 are never given */
static uint32_t next_keys_version(uint32_t *counter, PyDictKeysObject *keys) {
    if (keys->dk_version == 0 && *counter != UINT32_MAX) {
        *counter = *counter < 2 ? 2 : *counter + 1;
        keys->dk_version = *counter;
    }
    return keys->dk_version;
}

#if PYI_312
uint32_t _PyDictKeys_GetVersionForCurrentState(PyInterpreterState *interp, PyDictKeysObject *keys) {
    return next_keys_version(&interp->dict_state.next_keys_version, keys);
}
#else
static uint32_t keys_version_counter;

uint32_t _PyDictKeys_GetVersionForCurrentState(PyDictKeysObject *keys) {
    return next_keys_version(&keys_version_counter, keys);
}
#endif

static size_t keys_size(PyDictKeysObject *keys) {
    return sizeof(PyDictKeysObject) + ((size_t)1 << keys->dk_log2_index_bytes) +
           (size_t)pyi_dict_usable((size_t)1 << keys->dk_log2_size) *
               entry_size(keys->dk_kind != DICT_KEYS_GENERAL);
}

#if PYI_312
size_t _PyDict_KeysSize(PyDictKeysObject *keys) { return keys_size(keys); }
#else
Py_ssize_t _PyDict_KeysSize(PyDictKeysObject *keys) { return (Py_ssize_t)keys_size(keys); }
#endif

/* ---- names of the attributes of a class's instances (pyi_values.h) ------------------------- */

PyDictKeysObject *pyi_shared_keys_new(void) {
    PyDictKeysObject *keys =
        pyi_dict_keys_new(_PyInterpreterState_GET(), NEXT_LOG2_SHARED_KEYS_MAX_SIZE, true);
    if (keys != NULL) {
        keys->dk_kind = DICT_KEYS_SPLIT;
        keys->dk_usable = SHARED_KEYS_MAX_SIZE;
    }
    return keys;
}

PyDictKeysObject *_PyDict_NewKeysForClass(void) { return pyi_shared_keys_new(); }

Py_ssize_t pyi_shared_keys_place(PyDictKeysObject *keys, PyObject *name) {
    Py_ssize_t ix = _PyDictKeys_StringLookup(keys, name);
    if (ix != DKIX_EMPTY || keys->dk_usable <= 0) {
        return ix;
    }
    ix = keys->dk_nentries;
    pyi_dict_set_index(keys, free_slot(keys, pyi_dict_str_hash(name)), ix);
    ((PyDictUnicodeEntry *)pyi_dict_entries(keys))[ix] =
        (PyDictUnicodeEntry){Py_NewRef(name), NULL};
    keys->dk_usable--;
    keys->dk_nentries++;
    keys->dk_version = 0;
    return ix;
}

void _PyDictKeys_DecRef(PyDictKeysObject *keys) {
    if (keys != &pyi_dict_empty_keys && --keys->dk_refcnt == 0) {
        pyi_dict_keys_free(_PyInterpreterState_GET(), keys);
    }
}

static void clear_free_keys(PyInterpreterState *interp) {
    while (NUM_FREE_KEYS(interp) > 0) {
        PyObject_Free(FREE_KEYS(interp)[--NUM_FREE_KEYS(interp)]);
    }
}

PYI_HIDDEN void pyi_dict_clear_free_keys(PyInterpreterState *interp);
void pyi_dict_clear_free_keys(PyInterpreterState *interp) { clear_free_keys(interp); }
