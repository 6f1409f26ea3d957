/* SPDX-License-Identifier: Apache-2.0 */
/* dict: keys to values, in order of insertion.
 * Layout     PyDictObject; ma_keys owned, never shared; ma_values always NULL (no split tables)
 * Collected  yes, but an exact dict of atoms is not tracked
 * Contract   docs.python.org/3/c-api/dict.html
 */
#include "table.h"

#include "pyi_stress.h"

PYI_HIDDEN void pyi_dict_clear_free_keys(PyInterpreterState *interp);

/* ---- storage ----------------------------------------------------------------------------- */

#if PYI_313
#define FREE_DICTS(interp) ((interp)->object_state.freelists.dicts.items)
#define NUM_FREE_DICTS(interp) ((interp)->object_state.freelists.dicts.numfree)
#else
#define FREE_DICTS(interp) ((interp)->dict_state.free_list)
#define NUM_FREE_DICTS(interp) ((interp)->dict_state.numfree)
#endif

PyObject *pyi_dict_new_with(PyInterpreterState *interp, PyDictKeysObject *keys, Py_ssize_t used) {
    PyDictObject *mp;
    if (NUM_FREE_DICTS(interp) > 0) {
        mp = FREE_DICTS(interp)[--NUM_FREE_DICTS(interp)];
        _Py_NewReference((PyObject *)mp);
    } else {
        mp = PyObject_GC_New(PyDictObject, &PyDict_Type);
        if (mp == NULL) {
            pyi_dict_keys_free(interp, keys);
            return NULL;
        }
    }
    mp->ma_keys = keys;
    mp->ma_values = NULL;
    mp->ma_used = used;
    mp->ma_version_tag = pyi_dict_next_version(interp);
    return (PyObject *)mp;
}

#if PYI_313
void _PyDict_ClearFreeList(struct _Py_object_freelists *freelists, int is_finalization) {
    struct _Py_dict_freelist *dicts = &freelists->dicts;
    while (dicts->numfree > 0) {
        PyObject_GC_Del(dicts->items[--dicts->numfree]);
    }
    struct _Py_dictkeys_freelist *keys = &freelists->dictkeys;
    while (keys->numfree > 0) {
        PyObject_Free(keys->items[--keys->numfree]);
    }
    if (is_finalization) {
        dicts->numfree = keys->numfree = PyDict_MAXFREELIST; /* nothing is kept any more */
    }
}
#else
void _PyDict_ClearFreeList(PyInterpreterState *interp) {
    while (NUM_FREE_DICTS(interp) > 0) {
        PyObject_GC_Del(FREE_DICTS(interp)[--NUM_FREE_DICTS(interp)]);
    }
    pyi_dict_clear_free_keys(interp);
}
#endif

void _PyDict_Fini(PyInterpreterState *interp) {
#if PYI_313
    (void)interp;
#else
    _PyDict_ClearFreeList(interp);
#endif
}

void _PyDict_DebugMallocStats(FILE *out) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    _PyDebugAllocatorStats(out, "free PyDictObject", NUM_FREE_DICTS(interp), sizeof(PyDictObject));
}

/* ---- life -------------------------------------------------------------------------------- */

static PyObject *dict_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs)) {
    PyDictObject *self = (PyDictObject *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->ma_keys = &pyi_dict_empty_keys;
    self->ma_values = NULL;
    self->ma_used = 0;
    self->ma_version_tag = pyi_dict_next_version(_PyInterpreterState_GET());
    if (type == &PyDict_Type) {
        PyObject_GC_UnTrack(self); /* until something that can be in a cycle comes in */
    }
    return (PyObject *)self;
}

/* Tells watchers; true when one of them has made the dict live again. */
static bool dict_resurrected(PyDictObject *self) {
#if PYI_312
    if (self->ma_version_tag & ((1 << DICT_MAX_WATCHERS) - 1)) {
        Py_SET_REFCNT(self, 1);
        _PyDict_NotifyEvent(_PyInterpreterState_GET(), PyDict_EVENT_DEALLOCATED, self, NULL, NULL);
        Py_ssize_t refs = Py_REFCNT(self) - 1;
        Py_SET_REFCNT(self, refs);
        return refs > 0;
    }
#endif
    (void)self;
    return false;
}

static void dict_dealloc(PyObject *op) {
    PyDictObject *self = (PyDictObject *)op;
    if (dict_resurrected(self)) {
        return;
    }
    PyInterpreterState *interp = _PyInterpreterState_GET();
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(op, dict_dealloc)
    pyi_dict_keys_free(interp, self->ma_keys);
    if (PYI_KEEPS_FREED && PyDict_CheckExact(op) &&
        NUM_FREE_DICTS(interp) < PyDict_MAXFREELIST) {
        FREE_DICTS(interp)[NUM_FREE_DICTS(interp)++] = self;
    } else {
        Py_TYPE(op)->tp_free(op);
    }
    Py_TRASHCAN_END
}

static int dict_traverse(PyObject *op, visitproc visit, void *arg) {
    PyDictKeysObject *keys = ((PyDictObject *)op)->ma_keys;
    Py_ssize_t n = keys->dk_nentries;
    if (keys->dk_kind != DICT_KEYS_GENERAL) {
        PyDictUnicodeEntry *entries = pyi_dict_entries(keys);
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_VISIT(entries[i].me_value);
        }
        return 0;
    }
    PyDictKeyEntry *entries = pyi_dict_entries(keys);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_VISIT(entries[i].me_value);
        Py_VISIT(entries[i].me_key);
    }
    return 0;
}

int pyi_dict_clear(PyDictObject *mp) {
    PyDictKeysObject *keys = mp->ma_keys;
    if (keys == &pyi_dict_empty_keys) {
        return 0;
    }
    PyInterpreterState *interp = _PyInterpreterState_GET();
    uint64_t version = pyi_dict_notify(interp, CLEARED, mp, NULL, NULL);
    keys = mp->ma_keys;
    mp->ma_keys = &pyi_dict_empty_keys;
    mp->ma_used = 0;
    mp->ma_version_tag = version;
    if (keys != &pyi_dict_empty_keys) {
        pyi_dict_keys_free(interp, keys);
    }
    return 0;
}

static int dict_tp_clear(PyObject *op) { return pyi_dict_clear((PyDictObject *)op); }

/* ---- slots ------------------------------------------------------------------------------- */

static int write_pair(_PyUnicodeWriter *writer, PyObject *key, PyObject *value) {
    PyObject *parts[2] = {key, value};
    for (int i = 0; i < 2; i++) {
        PyObject *repr = PyObject_Repr(parts[i]);
        int failed = repr == NULL || _PyUnicodeWriter_WriteStr(writer, repr) < 0;
        Py_XDECREF(repr);
        if (failed || (i == 0 && _PyUnicodeWriter_WriteASCIIString(writer, ": ", 2) < 0)) {
            return -1;
        }
    }
    return 0;
}

static int write_items(_PyUnicodeWriter *writer, PyObject *self) {
    Py_ssize_t pos = 0;
    bool first = true;
    PyObject *key, *value;
    while (PyDict_Next(self, &pos, &key, &value)) {
        Py_INCREF(key);
        Py_INCREF(value);
        int failed = (!first && _PyUnicodeWriter_WriteASCIIString(writer, ", ", 2) < 0) ||
                     write_pair(writer, key, value) < 0;
        Py_DECREF(key);
        Py_DECREF(value);
        if (failed) {
            return -1;
        }
        first = false;
    }
    return 0;
}

static PyObject *dict_repr(PyObject *self) {
    int entered = Py_ReprEnter(self);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromString("{...}") : NULL;
    }
    if (((PyDictObject *)self)->ma_used == 0) {
        Py_ReprLeave(self);
        return PyUnicode_FromString("{}");
    }
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = 1;
    writer.min_length = 6 * PyDict_GET_SIZE(self);
    int failed = _PyUnicodeWriter_WriteChar(&writer, '{') < 0 || write_items(&writer, self) < 0 ||
                 _PyUnicodeWriter_WriteChar(&writer, '}') < 0;
    Py_ReprLeave(self);
    if (failed) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

static Py_ssize_t dict_length(PyObject *self) { return ((PyDictObject *)self)->ma_used; }

PYI_COLD static PyObject *dict_missing(PyObject *self, PyObject *key) {
    if (!PyDict_CheckExact(self)) {
        PyObject *missing = _PyObject_LookupSpecial(self, PYI_NAME("__missing__"));
        if (missing != NULL) {
            PyObject *result = PyObject_CallOneArg(missing, key);
            Py_DECREF(missing);
            return result;
        }
        if (PyErr_Occurred()) {
            return NULL;
        }
    }
    _PyErr_SetKeyError(key);
    return NULL;
}

static PyObject *dict_subscript(PyObject *self, PyObject *key) {
    Py_hash_t hash = pyi_dict_hash(key);
    if (hash == -1) {
        return NULL;
    }
    PyObject *value;
    Py_ssize_t ix = pyi_dict_find((PyDictObject *)self, key, hash, &value);
    if (ix == DKIX_ERROR) {
        return NULL;
    }
    if (pyi_unlikely(value == NULL)) {
        return dict_missing(self, key);
    }
    return Py_NewRef(value);
}

static int dict_ass_sub(PyObject *self, PyObject *key, PyObject *value) {
    return value == NULL ? PyDict_DelItem(self, key) : PyDict_SetItem(self, key, value);
}

static int dict_equal(PyObject *a, PyObject *b) {
    if (PyDict_GET_SIZE((PyDictObject *)a) != PyDict_GET_SIZE((PyDictObject *)b)) {
        return 0;
    }
    Py_ssize_t pos = 0;
    PyObject *key, *left;
    Py_hash_t hash;
    while (_PyDict_Next(a, &pos, &key, &left, &hash)) {
        PyObject *right;
        Py_INCREF(key);
        Py_INCREF(left);
        pyi_dict_find((PyDictObject *)b, key, hash, &right);
        int equal = right != NULL;
        if (right == NULL) {
            equal = PyErr_Occurred() ? -1 : 0;
        } else {
            Py_INCREF(right);
            equal = PyObject_RichCompareBool(left, right, Py_EQ);
            Py_DECREF(right);
        }
        Py_DECREF(key);
        Py_DECREF(left);
        if (equal <= 0) {
            return equal;
        }
    }
    return 1;
}

static PyObject *dict_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PyDict_Check(self) || !PyDict_Check(other) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    int equal = dict_equal(self, other);
    return equal < 0 ? NULL : PyBool_FromLong(equal == (op == Py_EQ));
}

static PyObject *dict_iter(PyObject *self) {
    return pyi_dict_iter_new((PyDictObject *)self, &PyDictIterKey_Type);
}

/* A mapping has keys(); anything else is an iterable of pairs. */
static int update_from(PyObject *self, PyObject *arg) {
    if (PyDict_CheckExact(arg)) {
        return PyDict_Merge(self, arg, 1);
    }
    PyObject *keys;
    if (_PyObject_LookupAttr(arg, PYI_NAME("keys"), &keys) < 0) {
        return -1;
    }
    if (keys != NULL) {
        Py_DECREF(keys);
        return PyDict_Merge(self, arg, 1);
    }
    return PyDict_MergeFromSeq2(self, arg, 1);
}

static int update_common(PyObject *self, PyObject *args, PyObject *kwargs, const char *name) {
    PyObject *arg = NULL;
    if (!PyArg_UnpackTuple(args, name, 0, 1, &arg)) {
        return -1;
    }
    if (arg != NULL && update_from(self, arg) < 0) {
        return -1;
    }
    if (kwargs == NULL) {
        return 0;
    }
    return PyArg_ValidateKeywordArguments(kwargs) ? PyDict_Merge(self, kwargs, 1) : -1;
}

static int dict_init(PyObject *self, PyObject *args, PyObject *kwargs) {
    return update_common(self, args, kwargs, "dict");
}

static PyObject *dict_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                 PyObject *kwnames) {
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (!_PyArg_CheckPositional("dict", nargs, 0, 1)) {
        return NULL;
    }
    PyObject *self = dict_new((PyTypeObject *)type, NULL, NULL);
    if (self == NULL || (nargs == 1 && update_from(self, args[0]) < 0)) {
        Py_XDECREF(self);
        return NULL;
    }
    Py_ssize_t n = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);
    for (Py_ssize_t i = 0; i < n; i++) {
        if (PyDict_SetItem(self, PyTuple_GET_ITEM(kwnames, i), args[nargs + i]) < 0) {
            Py_DECREF(self);
            return NULL;
        }
    }
    return self;
}

static PyObject *dict_or(PyObject *self, PyObject *other) {
    if (!PyDict_Check(self) || !PyDict_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *result = PyDict_Copy(self);
    if (result != NULL && update_from(result, other) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *dict_ior(PyObject *self, PyObject *other) {
    return update_from(self, other) < 0 ? NULL : Py_NewRef(self);
}

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *dict_contains(PyObject *self, PyObject *key) {
    int found = PyDict_Contains(self, key);
    return found < 0 ? NULL : PyBool_FromLong(found);
}

static PyObject *dict_sizeof(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return PyLong_FromSsize_t(_PyDict_SizeOf((PyDictObject *)self));
}

static PyObject *dict_get(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("get", nargs, 1, 2)) {
        return NULL;
    }
    Py_hash_t hash = pyi_dict_hash(args[0]);
    if (hash == -1) {
        return NULL;
    }
    PyObject *value;
    if (pyi_dict_find((PyDictObject *)self, args[0], hash, &value) == DKIX_ERROR) {
        return NULL;
    }
    if (value == NULL) {
        value = nargs > 1 ? args[1] : Py_None;
    }
    return Py_NewRef(value);
}

static PyObject *dict_setdefault(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("setdefault", nargs, 1, 2)) {
        return NULL;
    }
    return Py_XNewRef(PyDict_SetDefault(self, args[0], nargs > 1 ? args[1] : Py_None));
}

static PyObject *dict_pop(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("pop", nargs, 1, 2)) {
        return NULL;
    }
    return _PyDict_Pop(self, args[0], nargs > 1 ? args[1] : NULL);
}

static PyObject *dict_popitem(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PyDictObject *self = (PyDictObject *)op;
    PyObject *pair = PyTuple_New(2); /* before anything is decided: it may collect */
    if (pair == NULL) {
        return NULL;
    }
    if (self->ma_used == 0) {
        Py_DECREF(pair);
        PyErr_SetString(PyExc_KeyError, "popitem(): dictionary is empty");
        return NULL;
    }
    pyi_dict_entry entry = {NULL, NULL, 0};
    Py_ssize_t ix = self->ma_keys->dk_nentries - 1;
    while (!pyi_dict_entry_at(self->ma_keys, ix, &entry)) {
        ix--; /* there is one: the dict is not empty */
    }
    PyTuple_SET_ITEM(pair, 0, Py_NewRef(entry.key));
    PyTuple_SET_ITEM(pair, 1,
                     pyi_dict_take(_PyInterpreterState_GET(), self, ix, entry.hash));
    self->ma_keys->dk_nentries = ix; /* so that many of these are not quadratic */
    return pair;
}

static PyObject *dict_keys(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return _PyDictView_New(self, &PyDictKeys_Type);
}

static PyObject *dict_items(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return _PyDictView_New(self, &PyDictItems_Type);
}

static PyObject *dict_values(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return _PyDictView_New(self, &PyDictValues_Type);
}

static PyObject *dict_update(PyObject *self, PyObject *args, PyObject *kwargs) {
    if (update_common(self, args, kwargs, "update") < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *dict_fromkeys(PyObject *type, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("fromkeys", nargs, 1, 2)) {
        return NULL;
    }
    return _PyDict_FromKeys(type, args[0], nargs > 1 ? args[1] : Py_None);
}

static PyObject *dict_clear(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyDict_Clear(self);
    Py_RETURN_NONE;
}

static PyObject *dict_copy(PyObject *self, PyObject *Py_UNUSED(ignored)) { return PyDict_Copy(self); }

static PyObject *dict_reversed(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return pyi_dict_iter_new((PyDictObject *)self, &PyDictRevIterKey_Type);
}

static PyMethodDef dict_methods[] = {
    {"__contains__", dict_contains, METH_O | METH_COEXIST,
     PYI_SIGNATURE("__contains__", "($self, key, /)")},
    {"__getitem__", dict_subscript, METH_O | METH_COEXIST,
     PYI_SIGNATURE("__getitem__", "($self, key, /)")},
    {"__sizeof__", dict_sizeof, METH_NOARGS, NULL},
    {"get", PYI_FASTCALL(dict_get), METH_FASTCALL,
     PYI_SIGNATURE("get", "($self, key, default=None, /)")},
    {"setdefault", PYI_FASTCALL(dict_setdefault), METH_FASTCALL,
     PYI_SIGNATURE("setdefault", "($self, key, default=None, /)")},
    {"pop", PYI_FASTCALL(dict_pop), METH_FASTCALL, NULL},
    {"popitem", dict_popitem, METH_NOARGS, PYI_SIGNATURE("popitem", "($self, /)")},
    {"keys", dict_keys, METH_NOARGS, NULL},
    {"items", dict_items, METH_NOARGS, NULL},
    {"values", dict_values, METH_NOARGS, NULL},
    {"update", (PyCFunction)(void (*)(void))dict_update, METH_VARARGS | METH_KEYWORDS, NULL},
    {"fromkeys", PYI_FASTCALL(dict_fromkeys), METH_FASTCALL | METH_CLASS,
     PYI_SIGNATURE("fromkeys", "($type, iterable, value=None, /)")},
    {"clear", dict_clear, METH_NOARGS, NULL},
    {"copy", dict_copy, METH_NOARGS, NULL},
    {"__reversed__", dict_reversed, METH_NOARGS, PYI_SIGNATURE("__reversed__", "($self, /)")},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

static PyNumberMethods dict_as_number = {
    .nb_or = dict_or,
    .nb_inplace_or = dict_ior,
};

static PySequenceMethods dict_as_sequence = {
    .sq_contains = PyDict_Contains,
};

static PyMappingMethods dict_as_mapping = {
    .mp_length = dict_length,
    .mp_subscript = dict_subscript,
    .mp_ass_subscript = dict_ass_sub,
};

PyTypeObject PyDict_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "dict",
    .tp_basicsize = sizeof(PyDictObject),
    .tp_dealloc = dict_dealloc,
    .tp_repr = dict_repr,
    .tp_as_number = &dict_as_number,
    .tp_as_sequence = &dict_as_sequence,
    .tp_as_mapping = &dict_as_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE |
                Py_TPFLAGS_DICT_SUBCLASS | _Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_MAPPING,
    .tp_traverse = dict_traverse,
    .tp_clear = dict_tp_clear,
    .tp_richcompare = dict_richcompare,
    .tp_iter = dict_iter,
    .tp_methods = dict_methods,
    .tp_init = dict_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = dict_new,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = dict_vectorcall,
};
PYI_TYPE(PyDict_Type);
