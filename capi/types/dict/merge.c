/* SPDX-License-Identifier: Apache-2.0 */
/* dict/merge: a dict takes the items of a mapping or of an iterable of pairs.
 * Contract   PyDict_Merge, PyDict_MergeFromSeq2
 */
#include "table.h"

/* An empty dict may just take a copy of a table without gaps that is not much too large. */
static bool can_clone(PyDictObject *mp, PyDictObject *other) {
    PyDictKeysObject *keys = other->ma_keys;
    return mp->ma_used == 0 && other->ma_used == keys->dk_nentries &&
           (keys->dk_log2_size == PYI_DICT_MINLOG ||
            pyi_dict_usable((size_t)1 << (keys->dk_log2_size - 1)) < other->ma_used);
}

static int merge_clone(PyInterpreterState *interp, PyDictObject *mp, PyDictObject *other) {
    uint64_t version = pyi_dict_notify(interp, CLONED, mp, (PyObject *)other, NULL);
    PyDictKeysObject *keys = pyi_dict_keys_clone(interp, other->ma_keys);
    if (keys == NULL) {
        return -1;
    }
    PyDictKeysObject *old = mp->ma_keys;
    mp->ma_keys = keys;
    mp->ma_used = other->ma_used;
    mp->ma_version_tag = version;
    if (_PyObject_GC_IS_TRACKED((PyObject *)other) && !_PyObject_GC_IS_TRACKED((PyObject *)mp)) {
        PyObject_GC_Track(mp);
    }
    if (old != &pyi_dict_empty_keys) {
        pyi_dict_keys_free(interp, old);
    }
    return 0;
}

static int merge_entry(PyInterpreterState *interp, PyDictObject *mp, pyi_dict_entry entry,
                       int override) {
    if (override != 1) {
        PyObject *old;
        Py_ssize_t ix = pyi_dict_find(mp, entry.key, entry.hash, &old);
        if (ix == DKIX_ERROR) {
            return -1;
        }
        if (ix >= 0) {
            if (override != 0) {
                _PyErr_SetKeyError(entry.key);
                return -1;
            }
            return 0;
        }
    }
    return pyi_dict_insert(interp, mp, Py_NewRef(entry.key), entry.hash, Py_NewRef(entry.value));
}

/* Room for all of them at once, when there is too little. */
static int merge_reserve(PyInterpreterState *interp, PyDictObject *mp, PyDictObject *other) {
    PyDictKeysObject *keys = mp->ma_keys;
    if (pyi_dict_usable((size_t)1 << keys->dk_log2_size) >= other->ma_used) {
        return 0;
    }
    bool unicode = other->ma_keys->dk_kind != DICT_KEYS_GENERAL &&
                   (mp->ma_used == 0 || keys->dk_kind != DICT_KEYS_GENERAL);
    return pyi_dict_resize(interp, mp, pyi_dict_log2_for(mp->ma_used + other->ma_used), unicode);
}

static int merge_dict(PyInterpreterState *interp, PyDictObject *mp, PyDictObject *other,
                      int override) {
    if (other == mp || other->ma_used == 0) {
        return 0;
    }
    if (mp->ma_used == 0) {
        override = 1; /* nothing to be in the way */
        if (can_clone(mp, other)) {
            return merge_clone(interp, mp, other);
        }
    }
    if (merge_reserve(interp, mp, other) < 0) {
        return -1;
    }
    pyi_dict_entry entry;
    Py_ssize_t n = other->ma_keys->dk_nentries;
    for (Py_ssize_t i = pyi_dict_skip(other->ma_keys, 0, &entry); i < n;
         i = pyi_dict_skip(other->ma_keys, i + 1, &entry)) {
        Py_INCREF(entry.key);
        Py_INCREF(entry.value);
        int status = merge_entry(interp, mp, entry, override);
        Py_DECREF(entry.key);
        Py_DECREF(entry.value);
        if (status < 0) {
            return -1;
        }
        if (n != other->ma_keys->dk_nentries) {
            PyErr_SetString(PyExc_RuntimeError, "dict mutated during update");
            return -1;
        }
    }
    return 0;
}

/* 1: to be set, 0: to be left alone */
static int may_set(PyObject *mp, PyObject *key, int override) {
    if (override == 1) {
        return 1;
    }
    int found = PyDict_Contains(mp, key);
    if (found > 0 && override != 0) {
        _PyErr_SetKeyError(key);
        return -1;
    }
    return found < 0 ? -1 : !found;
}

static int merge_mapping(PyObject *mp, PyObject *other, int override) {
    PyObject *keys = PyMapping_Keys(other);
    PyObject *iter = keys == NULL ? NULL : PyObject_GetIter(keys);
    Py_XDECREF(keys);
    if (iter == NULL) {
        return -1;
    }
    int status = 1;
    PyObject *key;
    while (status >= 0 && (key = PyIter_Next(iter)) != NULL) {
        status = may_set(mp, key, override);
        if (status > 0) {
            PyObject *value = PyObject_GetItem(other, key);
            status = value == NULL ? -1 : PyDict_SetItem(mp, key, value);
            Py_XDECREF(value);
        }
        Py_DECREF(key);
    }
    Py_DECREF(iter);
    return status < 0 || PyErr_Occurred() ? -1 : 0;
}

int pyi_dict_merge(PyInterpreterState *interp, PyObject *a, PyObject *b, int override) {
    if (a == NULL || !PyDict_Check(a) || b == NULL) {
        PyErr_BadInternalCall();
        return -1;
    }
    /* a subclass that iterates in its own way wants to be asked */
    if (PyDict_Check(b) && Py_TYPE(b)->tp_iter == PyDict_Type.tp_iter) {
        return merge_dict(interp, (PyDictObject *)a, (PyDictObject *)b, override);
    }
    return merge_mapping(a, b, override);
}

/* new: element i as a sequence of two */
static PyObject *pair_of(PyObject *item, Py_ssize_t i) {
    PyObject *pair = PySequence_Fast(item, "");
    if (pair == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Format(PyExc_TypeError,
                         "cannot convert dictionary update sequence element #%zd to a sequence", i);
        }
        return NULL;
    }
    Py_ssize_t n = PySequence_Fast_GET_SIZE(pair);
    if (n != 2) {
        PyErr_Format(PyExc_ValueError,
                     "dictionary update sequence element #%zd has length %zd; 2 is required", i, n);
        Py_DECREF(pair);
        return NULL;
    }
    return pair;
}

static int set_pair(PyObject *dict, PyObject *item, Py_ssize_t i, int override) {
    PyObject *pair = pair_of(item, i);
    if (pair == NULL) {
        return -1;
    }
    PyObject *key = Py_NewRef(PySequence_Fast_GET_ITEM(pair, 0));
    PyObject *value = Py_NewRef(PySequence_Fast_GET_ITEM(pair, 1));
    int status = override ? PyDict_SetItem(dict, key, value)
                          : -(PyDict_SetDefault(dict, key, value) == NULL);
    Py_DECREF(key);
    Py_DECREF(value);
    Py_DECREF(pair);
    return status;
}

int PyDict_MergeFromSeq2(PyObject *dict, PyObject *pairs, int override) {
    PyObject *iter = PyObject_GetIter(pairs);
    if (iter == NULL) {
        return -1;
    }
    PyObject *item;
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && (item = PyIter_Next(iter)) != NULL; i++) {
        status = set_pair(dict, item, i, override);
        Py_DECREF(item);
    }
    Py_DECREF(iter);
    return status < 0 || PyErr_Occurred() ? -1 : 0;
}
