/* SPDX-License-Identifier: Apache-2.0 */
/* set/ops: union, intersection, difference, and what compares sets.
 * Contract   docs.python.org/3/library/stdtypes.html#set
 */
#include "table.h"

PyObject *pyi_set_copy(PyObject *so) { return pyi_set_make_base(so, so); }

/* ---- intersection ------------------------------------------------------------------------ */

/* Walks walked, keeps what is in asked. */
static int keep_common(PySetObject *result, PySetObject *asked, PySetObject *walked) {
    Py_ssize_t pos = 0;
    setentry *entry;
    while ((entry = pyi_set_next(walked, &pos)) != NULL) {
        PyObject *key = Py_NewRef(entry->key);
        Py_hash_t hash = entry->hash;
        int status = pyi_set_contains(asked, key, hash);
        if (status > 0) {
            status = pyi_set_add(result, key, hash);
        }
        Py_DECREF(key);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int keep_common_of(PySetObject *result, PySetObject *so, PyObject *iterable) {
    PyObject *iter = PyObject_GetIter(iterable);
    if (iter == NULL) {
        return -1;
    }
    int status = 0;
    bool is_whole = false;
    PyObject *key;
    while (status >= 0 && !is_whole && (key = PyIter_Next(iter)) != NULL) {
        Py_hash_t hash = pyi_set_hash(key);
        status = hash == -1 ? -1 : pyi_set_contains(so, key, hash);
        if (status > 0) {
            status = pyi_set_add(result, key, hash);
            is_whole = PySet_GET_SIZE(result) >= PySet_GET_SIZE(so); /* there can be no more */
        }
        Py_DECREF(key);
    }
    Py_DECREF(iter);
    return status < 0 || PyErr_Occurred() ? -1 : 0;
}

/* new */
PyObject *pyi_set_intersection(PyObject *so, PyObject *other) {
    if (so == other) {
        return pyi_set_copy(so);
    }
    PyObject *result = pyi_set_make_base(so, NULL);
    if (result == NULL) {
        return NULL;
    }
    int status;
    if (PyAnySet_Check(other)) {
        bool swap = PySet_GET_SIZE(other) > PySet_GET_SIZE(so);
        status = keep_common((PySetObject *)result, (PySetObject *)(swap ? other : so),
                             (PySetObject *)(swap ? so : other));
    } else {
        status = keep_common_of((PySetObject *)result, (PySetObject *)so, other);
    }
    if (status < 0) {
        Py_CLEAR(result);
    }
    return result;
}

/* ---- difference -------------------------------------------------------------------------- */

static int discard_all(PySetObject *so, PySetObject *other) {
    Py_ssize_t pos = 0;
    setentry *entry;
    while ((entry = pyi_set_next(other, &pos)) != NULL) {
        PyObject *key = Py_NewRef(entry->key);
        int status = pyi_set_discard(so, key, entry->hash);
        Py_DECREF(key);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int discard_iterable(PySetObject *so, PyObject *iterable) {
    PyObject *iter = PyObject_GetIter(iterable);
    if (iter == NULL) {
        return -1;
    }
    int status = 0;
    PyObject *key;
    while (status >= 0 && (key = PyIter_Next(iter)) != NULL) {
        Py_hash_t hash = pyi_set_hash(key);
        status = hash == -1 ? -1 : pyi_set_discard(so, key, hash);
        Py_DECREF(key);
    }
    Py_DECREF(iter);
    return status < 0 || PyErr_Occurred() ? -1 : 0;
}

int pyi_set_difference_update(PySetObject *so, PyObject *other) {
    if ((PyObject *)so == other) {
        pyi_set_clear(so);
        return 0;
    }
    int status;
    if (PyAnySet_Check(other)) {
        Py_INCREF(other);
        if (PySet_GET_SIZE(other) >> 3 > PySet_GET_SIZE((PyObject *)so)) {
            Py_SETREF(other, pyi_set_intersection((PyObject *)so, other)); /* walk the shorter */
            if (other == NULL) {
                return -1;
            }
        }
        status = discard_all(so, (PySetObject *)other);
        Py_DECREF(other);
    } else {
        status = discard_iterable(so, other);
    }
    if (status < 0) {
        return -1;
    }
    if ((size_t)(so->fill - so->used) <= (size_t)so->mask / 4) {
        return 0;
    }
    return pyi_set_resize(so, so->used > 50000 ? so->used * 2 : so->used * 4);
}

static PyObject *copy_and_discard(PyObject *so, PyObject *other) {
    PyObject *result = pyi_set_copy(so);
    if (result != NULL && pyi_set_difference_update((PySetObject *)result, other) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

/* 1 when other, a set or dict, has the key */
static int is_in(PyObject *other, PyObject *key, Py_hash_t hash) {
    if (PyAnySet_Check(other)) {
        return pyi_set_contains((PySetObject *)other, key, hash);
    }
    PyObject *value = _PyDict_GetItem_KnownHash(other, key, hash);
    return value != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
}

/* new */
PyObject *pyi_set_difference(PyObject *so, PyObject *other) {
    Py_ssize_t n;
    if (PyAnySet_Check(other)) {
        n = PySet_GET_SIZE(other);
    } else if (PyDict_CheckExact(other)) {
        n = PyDict_GET_SIZE((PyDictObject *)other);
    } else {
        return copy_and_discard(so, other);
    }
    if (PySet_GET_SIZE(so) >> 2 > n) {
        return copy_and_discard(so, other); /* few to be taken away */
    }
    PyObject *result = pyi_set_make_base(so, NULL);
    if (result == NULL) {
        return NULL;
    }
    Py_ssize_t pos = 0;
    setentry *entry;
    while ((entry = pyi_set_next((PySetObject *)so, &pos)) != NULL) {
        PyObject *key = Py_NewRef(entry->key);
        Py_hash_t hash = entry->hash;
        int status = is_in(other, key, hash);
        if (status == 0) {
            status = pyi_set_add((PySetObject *)result, key, hash);
        }
        Py_DECREF(key);
        if (status < 0) {
            Py_DECREF(result);
            return NULL;
        }
    }
    return result;
}

/* ---- symmetric difference ---------------------------------------------------------------- */

static int toggle(PySetObject *so, PyObject *key, Py_hash_t hash) {
    Py_INCREF(key);
    int status = pyi_set_discard(so, key, hash);
    if (status == 0) {
        status = pyi_set_add(so, key, hash);
    }
    Py_DECREF(key);
    return status < 0 ? -1 : 0;
}

static int toggle_dict(PySetObject *so, PyObject *dict) {
    Py_ssize_t pos = 0;
    PyObject *key, *value;
    Py_hash_t hash;
    while (_PyDict_Next(dict, &pos, &key, &value, &hash)) {
        if (toggle(so, key, hash) < 0) {
            return -1;
        }
    }
    return 0;
}

int pyi_set_symmetric_update(PySetObject *so, PyObject *other) {
    if ((PyObject *)so == other) {
        pyi_set_clear(so);
        return 0;
    }
    if (PyDict_CheckExact(other)) {
        return toggle_dict(so, other);
    }
    PyObject *keys = PyAnySet_Check(other) ? Py_NewRef(other) : pyi_set_make_base((PyObject *)so, other);
    if (keys == NULL) {
        return -1;
    }
    int status = 0;
    Py_ssize_t pos = 0;
    setentry *entry;
    while (status == 0 && (entry = pyi_set_next((PySetObject *)keys, &pos)) != NULL) {
        status = toggle(so, entry->key, entry->hash);
    }
    Py_DECREF(keys);
    return status;
}

/* new */
PyObject *pyi_set_symmetric_difference(PyObject *so, PyObject *other) {
    PyObject *result = pyi_set_make_base(so, other);
    if (result != NULL && pyi_set_symmetric_update((PySetObject *)result, so) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

/* ---- comparisons ------------------------------------------------------------------------- */

int pyi_set_is_subset(PyObject *so, PyObject *other) {
    if (!PyAnySet_Check(other)) {
        /* 3.11 makes a set of the other; later versions look each of it up */
#if PYI_312
        PyObject *keys = pyi_set_intersection(so, other);
        int answer = keys == NULL ? -1 : PySet_GET_SIZE(keys) == PySet_GET_SIZE(so);
#else
        PyObject *keys = PySet_New(other);
        int answer = keys == NULL ? -1 : pyi_set_is_subset(so, keys);
#endif
        Py_XDECREF(keys);
        return answer;
    }
    if (PySet_GET_SIZE(so) > PySet_GET_SIZE(other)) {
        return 0;
    }
    int found = 1;
    Py_ssize_t pos = 0;
    setentry *entry;
    while (found > 0 && (entry = pyi_set_next((PySetObject *)so, &pos)) != NULL) {
        PyObject *key = Py_NewRef(entry->key);
        found = pyi_set_contains((PySetObject *)other, key, entry->hash);
        Py_DECREF(key);
    }
    return found;
}

/* 1 when the key is there */
static int has_key(PyObject *so, PyObject *key) {
    Py_hash_t hash = pyi_set_hash(key);
    return hash == -1 ? -1 : pyi_set_contains((PySetObject *)so, key, hash);
}

int pyi_set_is_superset(PyObject *so, PyObject *other) {
    if (PyAnySet_Check(other)) {
        return pyi_set_is_subset(other, so);
    }
    PyObject *iter = PyObject_GetIter(other);
    if (iter == NULL) {
        return -1;
    }
    int found = 1;
    PyObject *key;
    while (found > 0 && (key = PyIter_Next(iter)) != NULL) {
        found = has_key(so, key);
        Py_DECREF(key);
    }
    Py_DECREF(iter);
    return found > 0 && PyErr_Occurred() ? -1 : found;
}

static int disjoint_sets(PyObject *asked, PyObject *walked) {
    int found = 0;
    Py_ssize_t pos = 0;
    setentry *entry;
    while (found == 0 && (entry = pyi_set_next((PySetObject *)walked, &pos)) != NULL) {
        PyObject *key = Py_NewRef(entry->key);
        found = pyi_set_contains((PySetObject *)asked, key, entry->hash);
        Py_DECREF(key);
    }
    return found < 0 ? -1 : !found;
}

int pyi_set_is_disjoint(PyObject *so, PyObject *other) {
    if (so == other) {
        return PySet_GET_SIZE(so) == 0;
    }
    if (PyAnySet_CheckExact(other)) {
        return PySet_GET_SIZE(other) > PySet_GET_SIZE(so) ? disjoint_sets(other, so)
                                                          : disjoint_sets(so, other);
    }
    PyObject *iter = PyObject_GetIter(other);
    if (iter == NULL) {
        return -1;
    }
    int found = 0;
    PyObject *key;
    while (found == 0 && (key = PyIter_Next(iter)) != NULL) {
        found = has_key(so, key);
        Py_DECREF(key);
    }
    Py_DECREF(iter);
    return found < 0 || PyErr_Occurred() ? -1 : !found;
}
