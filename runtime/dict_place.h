/* SPDX-License-Identifier: Apache-2.0 */
/* dict_place.h: values in a dict with keys of str, by the place of their entry.
 *
 * A place says nothing for ever: the table may be made anew. So the key is looked at each time.
 */
#ifndef AOT_DICT_PLACE_H
#define AOT_DICT_PLACE_H

#include <Python.h>
#include <stdbool.h>

#define Py_BUILD_CORE 1
/* Macros for old extensions and functions share these names. */
#undef _PyObject_LookupSpecial
#undef _PyGC_FINALIZED
#include <internal/pycore_dict.h>
#include <internal/pycore_gc.h>
#include <internal/pycore_object.h>
#undef Py_BUILD_CORE

#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* ma_version_tag */

#define RT_NO_PLACE UINT16_MAX
#define PERTURB_SHIFT 5 /* of the order in which the table is searched, since Python 2 */

/* borrowed from the dict; NULL where its table is of another kind, or the entry of another name */
static inline PyObject **rt_dict_entry(PyObject *op, PyObject *name, uint64_t place) {
    PyDictObject *dict = (PyDictObject *)op;
    PyDictKeysObject *keys = dict->ma_keys;
    if (dict->ma_values != NULL || keys->dk_kind != DICT_KEYS_UNICODE ||
        place >= (uint64_t)keys->dk_nentries) {
        return NULL;
    }
    PyDictUnicodeEntry *entry = &DK_UNICODE_ENTRIES(keys)[place];
    return entry->me_key == name ? &entry->me_value : NULL;
}

/* Where a dict keeps name; RT_NO_PLACE when it does not or it is far. */
static inline uint16_t rt_dict_find(PyObject *dict, PyObject *name) {
    PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
    if (keys->dk_kind == DICT_KEYS_UNICODE) {
        for (Py_ssize_t i = 0; i < keys->dk_nentries && i < RT_NO_PLACE; i++) {
            if (DK_UNICODE_ENTRIES(keys)[i].me_key == name) {
                return (uint16_t)i;
            }
        }
    }
    return RT_NO_PLACE;
}

/* borrowed; what the dict has for name if that is at this place, else NULL */
static inline PyObject *rt_dict_peek(PyObject *dict, PyObject *name, uint16_t place) {
    PyObject **value = rt_dict_entry(dict, name, place);
    return value == NULL ? NULL : *value;
}

/* Whether a dict has no entry for name, an interned str; may be told at a glance, or is asked. False also when it
 * cannot be said. */
static inline bool rt_dict_lacks(PyObject *op, PyObject *name) {
    PyDictKeysObject *keys = ((PyDictObject *)op)->ma_keys;
    if (keys->dk_kind == DICT_KEYS_UNICODE && keys->dk_log2_index_bytes == keys->dk_log2_size) {
        Py_hash_t hash = ((PyASCIIObject *)name)->hash;
        size_t mask = ((size_t)1 << keys->dk_log2_size) - 1, perturb = (size_t)hash;
        for (size_t i = (size_t)hash & mask;; i = (i * 5 + perturb + 1) & mask) {
            int8_t index = ((int8_t *)keys->dk_indices)[i];
            if (index == DKIX_EMPTY) {
                return true;
            }
            PyObject *key = index < 0 ? NULL : DK_UNICODE_ENTRIES(keys)[index].me_key;
            if (key != NULL && ((PyASCIIObject *)key)->hash == hash) {
                break;
            }
            perturb >>= PERTURB_SHIFT;
        }
    }
    int found = PyDict_Contains(op, name);
    if (found < 0) {
        PyErr_Clear(); /* whoever looks for the value will meet it again */
    }
    return found == 0;
}

#if PY_VERSION_HEX >= 0x030C0000

#  if PY_VERSION_HEX >= 0x030D0000
#    define RT_KEPT_TAG_BITS DICT_WATCHER_AND_MODIFICATION_MASK
#  else
#    define RT_KEPT_TAG_BITS DICT_VERSION_MASK
#  endif
#  define RT_WATCHER_BITS ((1u << DICT_MAX_WATCHERS) - 1)

/* Must follow when an entry got another value, of which no watcher is told. */
static inline void rt_dict_changed(PyObject *op) {
    PyDictObject *dict = (PyDictObject *)op;
    PyInterpreterState *interp = PyInterpreterState_Get();
    dict->ma_version_tag = DICT_NEXT_VERSION(interp) | (dict->ma_version_tag & RT_KEPT_TAG_BITS);
}

/* Whether the dict has name at this place, and it has got the value now. */
static inline bool rt_dict_poke(PyObject *op, PyObject *name, PyObject *value, uint16_t place) {
    PyObject **entry = rt_dict_entry(op, name, place);
    PyObject *old = entry == NULL ? NULL : *entry;
    if (old == NULL || (((PyDictObject *)op)->ma_version_tag & RT_WATCHER_BITS) != 0 ||
        !_PyObject_GC_IS_TRACKED(op)) {
        return false;
    }
    *entry = Py_NewRef(value);
    rt_dict_changed(op);
    Py_DECREF(old);
    return true;
}

#else

/* What counts the changes of dicts is not to be had. */
static inline bool rt_dict_poke(PyObject *op, PyObject *name, PyObject *value, uint16_t place) {
    (void)op, (void)name, (void)value, (void)place;
    return false;
}

#endif

#endif /* AOT_DICT_PLACE_H */
