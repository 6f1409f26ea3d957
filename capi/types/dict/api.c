/* SPDX-License-Identifier: Apache-2.0 */
/* dict/api: the public functions of dict.
 * Contract   docs.python.org/3/c-api/dict.html, and the private ones of the headers
 */
#include "table.h"

/* An exception and false when op is no dict. */
static bool check_dict(PyObject *op) {
    if (pyi_likely(op != NULL && PyDict_Check(op))) {
        return true;
    }
    PyErr_BadInternalCall();
    return false;
}

/* ---- making ------------------------------------------------------------------------------ */

/* new */
PyObject *PyDict_New(void) {
    return pyi_dict_new_with(_PyInterpreterState_GET(), &pyi_dict_empty_keys, 0);
}

/* new; has room for n items, at most for 2**17 of them */
PyObject *_PyDict_NewPresized(Py_ssize_t n) {
    if (n <= pyi_dict_usable((size_t)1 << PYI_DICT_MINLOG)) {
        return PyDict_New();
    }
    const Py_ssize_t most = pyi_dict_usable((size_t)128 * 1024);
    PyInterpreterState *interp = _PyInterpreterState_GET();
    uint8_t log2_size = n > most ? 17 : pyi_dict_log2_for(n);
    PyDictKeysObject *keys = pyi_dict_keys_new(interp, log2_size, false);
    return keys == NULL ? NULL : pyi_dict_new_with(interp, keys, 0);
}

/* new; keys and values are borrowed, at every offset-th place */
PyObject *_PyDict_FromItems(PyObject *const *keys, Py_ssize_t keys_offset, PyObject *const *values,
                            Py_ssize_t values_offset, Py_ssize_t n) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    bool unicode = true;
    for (Py_ssize_t i = 0; i < n && unicode; i++) {
        unicode = PyUnicode_CheckExact(keys[i * keys_offset]);
    }
    PyDictKeysObject *table = &pyi_dict_empty_keys;
    if (n > 0 && (table = pyi_dict_keys_new(interp, pyi_dict_log2_for(n), unicode)) == NULL) {
        return NULL;
    }
    PyObject *result = pyi_dict_new_with(interp, table, 0);
    if (result == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (PyDict_SetItem(result, keys[i * keys_offset], values[i * values_offset]) < 0) {
            Py_DECREF(result);
            return NULL;
        }
    }
    return result;
}

/* Worth copying with its gaps rather than entry by entry. */
static bool is_dense(PyDictObject *mp) {
    return mp->ma_keys != &pyi_dict_empty_keys &&
           mp->ma_used >= mp->ma_keys->dk_nentries * 2 / 3;
}

/* new; always an exact dict */
PyObject *PyDict_Copy(PyObject *op) {
    if (!check_dict(op)) {
        return NULL;
    }
    PyDictObject *mp = (PyDictObject *)op;
    if (mp->ma_used == 0) {
        return PyDict_New();
    }
    if (Py_TYPE(op)->tp_iter == PyDict_Type.tp_iter && is_dense(mp)) {
        PyInterpreterState *interp = _PyInterpreterState_GET();
        PyDictKeysObject *keys = pyi_dict_keys_clone(interp, mp->ma_keys);
        PyObject *copy = keys == NULL ? NULL : pyi_dict_new_with(interp, keys, mp->ma_used);
        if (copy != NULL && _PyObject_GC_IS_TRACKED(op)) {
            PyObject_GC_Track(copy);
        }
        return copy;
    }
    PyObject *copy = PyDict_New();
    if (copy != NULL && PyDict_Merge(copy, op, 1) < 0) {
        Py_CLEAR(copy);
    }
    return copy;
}

static int fill_from_keys(PyObject *dict, PyObject *iterable, PyObject *value) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    Py_ssize_t pos = 0;
    PyObject *key, *ignored;
    Py_hash_t hash;
    if (PyDict_CheckExact(iterable)) {
        while (_PyDict_Next(iterable, &pos, &key, &ignored, &hash)) {
            if (pyi_dict_insert(interp, (PyDictObject *)dict, Py_NewRef(key), hash,
                                Py_NewRef(value)) < 0) {
                return -1;
            }
        }
        return 0;
    }
    while (_PySet_NextEntry(iterable, &pos, &key, &hash)) {
        if (pyi_dict_insert(interp, (PyDictObject *)dict, Py_NewRef(key), hash, Py_NewRef(value)) <
            0) {
            return -1;
        }
    }
    return 0;
}

static int fill_from_iter(PyObject *dict, PyObject *iterable, PyObject *value) {
    PyObject *iter = PyObject_GetIter(iterable);
    if (iter == NULL) {
        return -1;
    }
    bool exact = PyDict_CheckExact(dict);
    PyObject *key;
    while ((key = PyIter_Next(iter)) != NULL) {
        int failed = exact ? PyDict_SetItem(dict, key, value) : PyObject_SetItem(dict, key, value);
        Py_DECREF(key);
        if (failed < 0) {
            Py_DECREF(iter);
            return -1;
        }
    }
    Py_DECREF(iter);
    return PyErr_Occurred() ? -1 : 0;
}

/* new; what dict.fromkeys() makes of class cls */
PyObject *_PyDict_FromKeys(PyObject *cls, PyObject *iterable, PyObject *value) {
    PyObject *dict = PyObject_CallNoArgs(cls);
    if (dict == NULL) {
        return NULL;
    }
    bool direct = PyDict_CheckExact(dict) && ((PyDictObject *)dict)->ma_used == 0 &&
                  (PyDict_CheckExact(iterable) || PyAnySet_CheckExact(iterable));
    int failed = direct ? fill_from_keys(dict, iterable, value)
                        : fill_from_iter(dict, iterable, value);
    if (failed < 0) {
        Py_CLEAR(dict);
    }
    return dict;
}

/* ---- looking ----------------------------------------------------------------------------- */

/* position of the entry, DKIX_EMPTY or DKIX_ERROR; *value is borrowed */
Py_ssize_t _Py_dict_lookup(PyDictObject *mp, PyObject *key, Py_hash_t hash, PyObject **value) {
    return pyi_dict_find(mp, key, hash, value);
}

/* borrowed; NULL without an exception when it is missing */
PyObject *_PyDict_GetItem_KnownHash(PyObject *op, PyObject *key, Py_hash_t hash) {
    PyObject *value;
    if (!check_dict(op)) {
        return NULL;
    }
    pyi_dict_find((PyDictObject *)op, key, hash, &value);
    return value;
}

/* borrowed; NULL without an exception when it is missing */
PyObject *PyDict_GetItemWithError(PyObject *op, PyObject *key) {
    if (!check_dict(op)) {
        return NULL;
    }
    Py_hash_t hash = pyi_dict_hash(key);
    if (hash == -1) {
        return NULL;
    }
    PyObject *value;
    pyi_dict_find((PyDictObject *)op, key, hash, &value);
    return value;
}

PyObject *_PyDict_GetItemWithError(PyObject *op, PyObject *key) {
    Py_hash_t hash = pyi_dict_hash(key);
    return hash == -1 ? NULL : _PyDict_GetItem_KnownHash(op, key, hash);
}

/* An error on the way to a value that the caller of an old function cannot be told. */
PYI_COLD static void ignore_error(const char *name) {
#if PYI_313
    PyErr_FormatUnraisable("Exception ignored in %s", name);
#else
    (void)name;
    PyErr_Clear();
#endif
}

static PyObject *get_item(PyObject *op, PyObject *key, const char *name) {
    if (!PyDict_Check(op)) {
        return NULL;
    }
    PyObject *type, *error, *traceback;
    PyErr_Fetch(&type, &error, &traceback); /* it must survive, whatever a comparison does */
    PyObject *value = NULL;
    Py_hash_t hash = pyi_dict_hash(key);
    if (hash != -1) {
        pyi_dict_find((PyDictObject *)op, key, hash, &value);
    }
    if (value == NULL && PyErr_Occurred()) {
        ignore_error(name);
    }
    PyErr_Restore(type, error, traceback);
    return value;
}

/* borrowed; all errors are swallowed */
PyObject *PyDict_GetItem(PyObject *op, PyObject *key) {
    return get_item(op, key,
                    "PyDict_GetItem(); consider using PyDict_GetItemRef() or "
                    "PyDict_GetItemWithError()");
}

/* borrowed; all errors are swallowed */
PyObject *PyDict_GetItemString(PyObject *op, const char *key) {
    PyObject *name = PyUnicode_FromString(key);
    if (name == NULL) {
        ignore_error("PyDict_GetItemString(); consider using PyDict_GetItemRefString()");
        return NULL;
    }
    PyObject *value = get_item(op, name,
                               "PyDict_GetItemString(); consider using PyDict_GetItemRefString()");
    Py_DECREF(name);
    return value;
}

/* borrowed; NULL without an exception when it is missing */
PyObject *_PyDict_GetItemStringWithError(PyObject *op, const char *key) {
    PyObject *name = PyUnicode_FromString(key);
    if (name == NULL) {
        return NULL;
    }
    PyObject *value = PyDict_GetItemWithError(op, name);
    Py_DECREF(name);
    return value;
}

PyObject *_PyDict_GetItemIdWithError(PyObject *op, _Py_Identifier *id) {
    PyObject *name = _PyUnicode_FromId(id);
    return name == NULL ? NULL : PyDict_GetItemWithError(op, name);
}

int PyDict_Contains(PyObject *op, PyObject *key) {
    Py_hash_t hash = pyi_dict_hash(key);
    return hash == -1 ? -1 : _PyDict_Contains_KnownHash(op, key, hash);
}

int _PyDict_Contains_KnownHash(PyObject *op, PyObject *key, Py_hash_t hash) {
    PyObject *value;
    Py_ssize_t ix = pyi_dict_find((PyDictObject *)op, key, hash, &value);
    return ix == DKIX_ERROR ? -1 : ix >= 0;
}

int _PyDict_ContainsId(PyObject *op, _Py_Identifier *id) {
    PyObject *name = _PyUnicode_FromId(id);
    return name == NULL ? -1 : PyDict_Contains(op, name);
}

/* Borrowed, or new in 3.13: a global, else a built-in; NULL without an exception when it is neither. */
PyObject *_PyDict_LoadGlobal(PyDictObject *globals, PyDictObject *builtins, PyObject *key) {
    Py_hash_t hash = pyi_dict_hash(key);
    if (hash == -1) {
        return NULL;
    }
    PyObject *value;
    Py_ssize_t ix = pyi_dict_find(globals, key, hash, &value);
    if (ix != DKIX_ERROR && value == NULL) {
        pyi_dict_find(builtins, key, hash, &value);
    }
#if PYI_313
    Py_XINCREF(value);
#endif
    return value;
}

#if PYI_312
/* position of the entry, DKIX_EMPTY or DKIX_ERROR */
Py_ssize_t _PyDict_LookupIndex(PyDictObject *mp, PyObject *key) {
    PyObject *value;
    Py_hash_t hash = pyi_dict_hash(key);
    return hash == -1 ? -1 : pyi_dict_find(mp, key, hash, &value);
}
#else
/* As pyi_dict_find; hint is a position where the key may be. */
Py_ssize_t _PyDict_GetItemHint(PyDictObject *mp, PyObject *key, Py_ssize_t hint, PyObject **value) {
    pyi_dict_entry entry;
    if (hint >= 0 && hint < mp->ma_keys->dk_nentries &&
        pyi_dict_entry_at(mp->ma_keys, hint, &entry) && entry.key == key) {
        *value = entry.value;
        return hint;
    }
    Py_hash_t hash = pyi_dict_hash(key);
    return hash == -1 ? -1 : pyi_dict_find(mp, key, hash, value);
}
#endif

/* All borrowed; 0 at the end. The dict may get new values meanwhile, but no new keys. */
int _PyDict_Next(PyObject *op, Py_ssize_t *pos, PyObject **key, PyObject **value, Py_hash_t *hash) {
    if (!PyDict_Check(op) || *pos < 0) {
        return 0;
    }
    PyDictKeysObject *keys = ((PyDictObject *)op)->ma_keys;
    pyi_dict_entry entry;
    Py_ssize_t ix = pyi_dict_skip(keys, *pos, &entry);
    if (ix >= keys->dk_nentries) {
        return 0;
    }
    *pos = ix + 1;
    if (key != NULL) {
        *key = entry.key;
    }
    if (value != NULL) {
        *value = entry.value;
    }
    if (hash != NULL) {
        *hash = entry.hash;
    }
    return 1;
}

int PyDict_Next(PyObject *op, Py_ssize_t *pos, PyObject **key, PyObject **value) {
    return _PyDict_Next(op, pos, key, value, NULL);
}

Py_ssize_t PyDict_Size(PyObject *op) { return check_dict(op) ? ((PyDictObject *)op)->ma_used : -1; }

Py_ssize_t _PyDict_SizeOf(PyDictObject *mp) {
    Py_ssize_t size = (Py_ssize_t)_PyObject_SIZE(Py_TYPE(mp));
    return mp->ma_keys == &pyi_dict_empty_keys ? size
                                               : size + (Py_ssize_t)_PyDict_KeysSize(mp->ma_keys);
}

int _PyDict_HasOnlyStringKeys(PyObject *op) {
    if (((PyDictObject *)op)->ma_keys->dk_kind != DICT_KEYS_GENERAL) {
        return 1;
    }
    Py_ssize_t pos = 0;
    PyObject *key;
    while (PyDict_Next(op, &pos, &key, NULL)) {
        if (!PyUnicode_Check(key)) {
            return 0;
        }
    }
    return 1;
}

/* Called by the collector: a dict of atoms need not be looked at again. */
void _PyDict_MaybeUntrack(PyObject *op) {
    if (!PyDict_CheckExact(op) || !_PyObject_GC_IS_TRACKED(op)) {
        return;
    }
    Py_ssize_t pos = 0;
    PyObject *key, *value;
    while (PyDict_Next(op, &pos, &key, &value)) {
        if (_PyObject_GC_MAY_BE_TRACKED(value) || _PyObject_GC_MAY_BE_TRACKED(key)) {
            return;
        }
    }
    _PyObject_GC_UNTRACK(op);
}

static PyObject *list_of(PyObject *op, PyTypeObject *type) {
    if (!check_dict(op)) {
        return NULL;
    }
    PyObject *view = _PyDictView_New(op, type);
    PyObject *list = view == NULL ? NULL : PySequence_List(view);
    Py_XDECREF(view);
    return list;
}

/* new list */
PyObject *PyDict_Keys(PyObject *op) { return list_of(op, &PyDictKeys_Type); }
PyObject *PyDict_Values(PyObject *op) { return list_of(op, &PyDictValues_Type); }
PyObject *PyDict_Items(PyObject *op) { return list_of(op, &PyDictItems_Type); }

/* ---- changing ---------------------------------------------------------------------------- */

/* steals key and value, also on failure */
int _PyDict_SetItem_Take2(PyDictObject *mp, PyObject *key, PyObject *value) {
    Py_hash_t hash = pyi_dict_hash(key);
    if (hash == -1) {
        Py_DECREF(key);
        Py_DECREF(value);
        return -1;
    }
    return pyi_dict_insert(_PyInterpreterState_GET(), mp, key, hash, value);
}

/* borrows both */
int PyDict_SetItem(PyObject *op, PyObject *key, PyObject *value) {
    if (!check_dict(op)) {
        return -1;
    }
    return _PyDict_SetItem_Take2((PyDictObject *)op, Py_NewRef(key), Py_NewRef(value));
}

int _PyDict_SetItem_KnownHash(PyObject *op, PyObject *key, PyObject *value, Py_hash_t hash) {
    if (!check_dict(op)) {
        return -1;
    }
    return pyi_dict_insert(_PyInterpreterState_GET(), (PyDictObject *)op, Py_NewRef(key), hash,
                           Py_NewRef(value));
}

int PyDict_SetItemString(PyObject *op, const char *key, PyObject *value) {
    PyObject *name = PyUnicode_FromString(key);
    if (name == NULL) {
        return -1;
    }
    PyUnicode_InternInPlace(&name); /* it is probably a name of a module or class */
    int status = PyDict_SetItem(op, name, value);
    Py_DECREF(name);
    return status;
}

int _PyDict_SetItemId(PyObject *op, _Py_Identifier *id, PyObject *value) {
    PyObject *name = _PyUnicode_FromId(id);
    return name == NULL ? -1 : PyDict_SetItem(op, name, value);
}

/* *result: new, the value that is in the dict now; 1 it was there, 0 it was not */
static int set_default(PyObject *op, PyObject *key, PyObject *value, PyObject **result) {
    *result = NULL;
    if (!check_dict(op)) {
        return -1;
    }
    Py_hash_t hash = pyi_dict_hash(key);
    if (hash == -1) {
        return -1;
    }
    PyDictObject *mp = (PyDictObject *)op;
    PyObject *old;
    Py_ssize_t ix = pyi_dict_find(mp, key, hash, &old);
    if (ix == DKIX_ERROR) {
        return -1;
    }
    if (ix >= 0) {
        *result = Py_NewRef(old);
        return 1;
    }
    if (pyi_dict_append(_PyInterpreterState_GET(), mp, Py_NewRef(key), hash, Py_NewRef(value)) < 0) {
        return -1;
    }
    *result = Py_NewRef(value);
    return 0;
}

/* borrowed */
PyObject *PyDict_SetDefault(PyObject *op, PyObject *key, PyObject *value) {
    PyObject *result;
    if (set_default(op, key, value, &result) >= 0) {
        Py_DECREF(result); /* the dict has one too */
    }
    return result;
}

/* The entry's value, or NULL; the exception says whether it failed. New. */
static int pop_known(PyDictObject *mp, PyObject *key, Py_hash_t hash, PyObject **result) {
    *result = NULL;
    if (mp->ma_used == 0) {
        return 0;
    }
    if (hash == -1 && (hash = pyi_dict_hash(key)) == -1) {
        return -1;
    }
    PyObject *value;
    Py_ssize_t ix = pyi_dict_find(mp, key, hash, &value);
    if (ix < 0) {
        return ix == DKIX_ERROR ? -1 : 0;
    }
    *result = pyi_dict_take(_PyInterpreterState_GET(), mp, ix, hash);
    return 1;
}

static PyObject *pop_or_default(PyObject *op, PyObject *key, Py_hash_t hash, PyObject *missing) {
    PyObject *result;
    int found = pop_known((PyDictObject *)op, key, hash, &result);
    if (found == 0 && missing != NULL) {
        return Py_NewRef(missing);
    }
    if (found == 0) {
        _PyErr_SetKeyError(key);
    }
    return result;
}

/* new; the default, when there is one, instead of KeyError */
PyObject *_PyDict_Pop(PyObject *op, PyObject *key, PyObject *missing) {
    return pop_or_default(op, key, -1, missing);
}

int PyDict_DelItem(PyObject *op, PyObject *key) {
    Py_hash_t hash = pyi_dict_hash(key);
    return hash == -1 ? -1 : _PyDict_DelItem_KnownHash(op, key, hash);
}

int _PyDict_DelItem_KnownHash(PyObject *op, PyObject *key, Py_hash_t hash) {
    if (!check_dict(op)) {
        return -1;
    }
    PyObject *value;
    Py_ssize_t ix = pyi_dict_find((PyDictObject *)op, key, hash, &value);
    if (ix < 0) {
        if (ix == DKIX_EMPTY) {
            _PyErr_SetKeyError(key);
        }
        return -1;
    }
    Py_DECREF(pyi_dict_take(_PyInterpreterState_GET(), (PyDictObject *)op, ix, hash));
    return 0;
}

int PyDict_DelItemString(PyObject *op, const char *key) {
    PyObject *name = PyUnicode_FromString(key);
    if (name == NULL) {
        return -1;
    }
    int status = PyDict_DelItem(op, name);
    Py_DECREF(name);
    return status;
}

int _PyDict_DelItemId(PyObject *op, _Py_Identifier *id) {
    PyObject *name = _PyUnicode_FromId(id);
    return name == NULL ? -1 : PyDict_DelItem(op, name);
}

void PyDict_Clear(PyObject *op) {
    if (PyDict_Check(op)) {
        pyi_dict_clear((PyDictObject *)op);
    }
}

int PyDict_Merge(PyObject *a, PyObject *b, int override) {
    return pyi_dict_merge(_PyInterpreterState_GET(), a, b, override != 0);
}

int PyDict_Update(PyObject *a, PyObject *b) { return PyDict_Merge(a, b, 1); }

int _PyDict_MergeEx(PyObject *a, PyObject *b, int override) {
    return pyi_dict_merge(_PyInterpreterState_GET(), a, b, override);
}

/* ---- what versions differ in ------------------------------------------------------------- */

#if PYI_313
/* *result: new, NULL when missing; 1 found, 0 missing, -1 failed */
int _PyDict_GetItemRef_KnownHash(PyDictObject *mp, PyObject *key, Py_hash_t hash,
                                 PyObject **result) {
    PyObject *value;
    Py_ssize_t ix = pyi_dict_find(mp, key, hash, &value);
    *result = Py_XNewRef(value);
    return ix == DKIX_ERROR ? -1 : ix >= 0;
}

int _PyDict_GetItemRef_KnownHash_LockHeld(PyDictObject *mp, PyObject *key, Py_hash_t hash,
                                          PyObject **result) {
    return _PyDict_GetItemRef_KnownHash(mp, key, hash, result);
}

int _PyDict_GetItemRef_Unicode_LockHeld(PyDictObject *mp, PyObject *key, PyObject **result) {
    return PyDict_GetItemRef((PyObject *)mp, key, result);
}

/* new value in *value */
Py_ssize_t _Py_dict_lookup_threadsafe(PyDictObject *mp, PyObject *key, Py_hash_t hash,
                                      PyObject **value) {
    Py_ssize_t ix = pyi_dict_find(mp, key, hash, value);
    Py_XINCREF(*value);
    return ix;
}

int PyDict_GetItemRef(PyObject *op, PyObject *key, PyObject **result) {
    *result = NULL;
    if (!check_dict(op)) {
        return -1;
    }
    Py_hash_t hash = pyi_dict_hash(key);
    return hash == -1 ? -1 : _PyDict_GetItemRef_KnownHash((PyDictObject *)op, key, hash, result);
}

int PyDict_GetItemStringRef(PyObject *op, const char *key, PyObject **result) {
    PyObject *name = PyUnicode_FromString(key);
    if (name == NULL) {
        *result = NULL;
        return -1;
    }
    int found = PyDict_GetItemRef(op, name, result);
    Py_DECREF(name);
    return found;
}

int PyDict_ContainsString(PyObject *op, const char *key) {
    PyObject *name = PyUnicode_FromString(key);
    if (name == NULL) {
        return -1;
    }
    int found = PyDict_Contains(op, name);
    Py_DECREF(name);
    return found;
}

int _PyDict_SetItem_LockHeld(PyDictObject *mp, PyObject *key, PyObject *value) {
    return value == NULL ? PyDict_DelItem((PyObject *)mp, key)
                         : PyDict_SetItem((PyObject *)mp, key, value);
}

int _PyDict_SetItem_KnownHash_LockHeld(PyDictObject *mp, PyObject *key, PyObject *value,
                                       Py_hash_t hash) {
    return _PyDict_SetItem_KnownHash((PyObject *)mp, key, value, hash);
}

/* result may be NULL; 1 it was there, 0 it was not */
int PyDict_SetDefaultRef(PyObject *op, PyObject *key, PyObject *value, PyObject **result) {
    PyObject *now;
    int found = set_default(op, key, value, &now);
    if (result != NULL) {
        *result = now;
    } else {
        Py_XDECREF(now);
    }
    return found;
}

int _PyDict_Pop_KnownHash(PyDictObject *mp, PyObject *key, Py_hash_t hash, PyObject **result) {
    PyObject *value;
    int found = pop_known(mp, key, hash, &value);
    if (result != NULL) {
        *result = value;
    } else {
        Py_XDECREF(value);
    }
    return found;
}

/* result may be NULL; 1 it was there, 0 it was not */
int PyDict_Pop(PyObject *op, PyObject *key, PyObject **result) {
    if (!check_dict(op)) {
        if (result != NULL) {
            *result = NULL;
        }
        return -1;
    }
    return _PyDict_Pop_KnownHash((PyDictObject *)op, key, -1, result);
}

int PyDict_PopString(PyObject *op, const char *key, PyObject **result) {
    PyObject *name = PyUnicode_FromString(key);
    if (name == NULL) {
        if (result != NULL) {
            *result = NULL;
        }
        return -1;
    }
    int found = PyDict_Pop(op, name, result);
    Py_DECREF(name);
    return found;
}

int _PyDict_DelItemIf(PyObject *op, PyObject *key, int (*predicate)(PyObject *value, void *arg),
                      void *arg) {
#define PREDICATE(value) predicate(value, arg)
#else
/* new */
PyObject *_PyDict_Pop_KnownHash(PyObject *op, PyObject *key, Py_hash_t hash, PyObject *missing) {
    return pop_or_default(op, key, hash, missing);
}

int _PyDict_DelItemIf(PyObject *op, PyObject *key, int (*predicate)(PyObject *value)) {
#define PREDICATE(value) predicate(value)
#endif
    if (!check_dict(op)) {
        return -1;
    }
    Py_hash_t hash = pyi_dict_hash(key);
    if (hash == -1) {
        return -1;
    }
    PyObject *value;
    Py_ssize_t ix = pyi_dict_find((PyDictObject *)op, key, hash, &value);
    bool missing = ix == DKIX_EMPTY;
    int wanted = ix < 0 ? -1 : PREDICATE(value);
    if (wanted > 0) {
        Py_DECREF(pyi_dict_take(_PyInterpreterState_GET(), (PyDictObject *)op, ix, hash));
    }
#if PYI_313
    return missing ? 0 : wanted < 0 ? -1 : wanted > 0;
#else
    if (missing) {
        _PyErr_SetKeyError(key);
    }
    return wanted < 0 ? -1 : 0;
#endif
}
