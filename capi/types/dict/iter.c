/* SPDX-License-Identifier: Apache-2.0 */
/* dict/iter: the six iterators of a dict and its views.
 * Layout     di_dict owned, NULL at the end; di_result: the pair that is given again when nobody kept it
 * Collected  yes
 */
#include "iters.h"
#include "table.h"

typedef struct {
    PyObject_HEAD
    PyDictObject *di_dict;
    Py_ssize_t di_used;   /* ma_used at the beginning; -1 when it has changed */
    Py_ssize_t di_pos;    /* the entry to look at next */
    PyObject *di_result;  /* for items */
    Py_ssize_t len;
} dictiter;

PyObject *pyi_dict_iter_new(PyDictObject *mp, PyTypeObject *type) {
    dictiter *self = PyObject_GC_New(dictiter, type);
    if (self == NULL) {
        return NULL;
    }
    bool reversed = type == &PyDictRevIterKey_Type || type == &PyDictRevIterItem_Type ||
                    type == &PyDictRevIterValue_Type;
    self->di_dict = (PyDictObject *)Py_NewRef(mp);
    self->di_used = mp->ma_used;
    self->len = mp->ma_used;
    self->di_pos = reversed ? mp->ma_keys->dk_nentries - 1 : 0;
    self->di_result = NULL;
    if (type == &PyDictIterItem_Type || type == &PyDictRevIterItem_Type) {
        self->di_result = PyTuple_Pack(2, Py_None, Py_None);
        if (self->di_result == NULL) {
            Py_DECREF(self);
            return NULL;
        }
    }
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

static void dictiter_dealloc(PyObject *op) {
    dictiter *self = (dictiter *)op;
    PyObject_GC_UnTrack(self);
    Py_XDECREF(self->di_dict);
    Py_XDECREF(self->di_result);
    PyObject_GC_Del(self);
}

static int dictiter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((dictiter *)op)->di_dict);
    Py_VISIT(((dictiter *)op)->di_result);
    return 0;
}

/* False at the end, with an exception when the dict has other keys than at the beginning. */
static bool next_entry(dictiter *self, pyi_dict_entry *entry) {
    PyDictObject *mp = self->di_dict;
    if (mp == NULL) {
        return false;
    }
    if (self->di_used != mp->ma_used) {
        PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
        self->di_used = -1; /* for good */
        return false;
    }
    PyDictKeysObject *keys = mp->ma_keys;
    Py_ssize_t ix = pyi_dict_skip(keys, self->di_pos, entry);
    if (ix < keys->dk_nentries) {
        if (pyi_likely(self->len > 0)) {
            self->di_pos = ix + 1;
            self->len--;
            return true;
        }
        PyErr_SetString(PyExc_RuntimeError, "dictionary keys changed during iteration");
    }
    self->di_dict = NULL;
    Py_DECREF(mp);
    return false;
}

static bool previous_entry(dictiter *self, pyi_dict_entry *entry) {
    PyDictObject *mp = self->di_dict;
    if (mp == NULL) {
        return false;
    }
    if (self->di_used != mp->ma_used) {
        PyErr_SetString(PyExc_RuntimeError, "dictionary changed size during iteration");
        self->di_used = -1;
        return false;
    }
    Py_ssize_t ix = self->di_pos;
    while (ix >= 0 && (ix >= mp->ma_keys->dk_nentries || !pyi_dict_entry_at(mp->ma_keys, ix, entry))) {
        ix--;
    }
    if (ix >= 0) {
        self->di_pos = ix - 1;
        self->len--;
        return true;
    }
    self->di_dict = NULL;
    Py_DECREF(mp);
    return false;
}

/* new pair; the last one again when nobody else has it */
static PyObject *pair(dictiter *self, const pyi_dict_entry *entry) {
    PyObject *result = self->di_result;
    PyObject *key = Py_NewRef(entry->key);
    PyObject *value = Py_NewRef(entry->value);
    if (Py_REFCNT(result) != 1) {
        PyObject *items[2] = {key, value};
        return _PyTuple_FromArraySteal(items, 2);
    }
    Py_INCREF(result);
    PyObject *old_key = PyTuple_GET_ITEM(result, 0);
    PyObject *old_value = PyTuple_GET_ITEM(result, 1);
    PyTuple_SET_ITEM(result, 0, key);
    PyTuple_SET_ITEM(result, 1, value);
    Py_DECREF(old_key);
    Py_DECREF(old_value);
    if (!_PyObject_GC_IS_TRACKED(result)) { /* the collector saw it when it held only atoms */
        _PyObject_GC_TRACK(result);
    }
    return result;
}

static PyObject *iterkey_next(PyObject *self) {
    pyi_dict_entry entry;
    return next_entry((dictiter *)self, &entry) ? Py_NewRef(entry.key) : NULL;
}

static PyObject *itervalue_next(PyObject *self) {
    pyi_dict_entry entry;
    return next_entry((dictiter *)self, &entry) ? Py_NewRef(entry.value) : NULL;
}

static PyObject *iteritem_next(PyObject *self) {
    pyi_dict_entry entry;
    return next_entry((dictiter *)self, &entry) ? pair((dictiter *)self, &entry) : NULL;
}

static PyObject *reviterkey_next(PyObject *self) {
    pyi_dict_entry entry;
    return previous_entry((dictiter *)self, &entry) ? Py_NewRef(entry.key) : NULL;
}

static PyObject *revitervalue_next(PyObject *self) {
    pyi_dict_entry entry;
    return previous_entry((dictiter *)self, &entry) ? Py_NewRef(entry.value) : NULL;
}

static PyObject *reviteritem_next(PyObject *self) {
    pyi_dict_entry entry;
    return previous_entry((dictiter *)self, &entry) ? pair((dictiter *)self, &entry) : NULL;
}

static PyObject *dictiter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    dictiter *self = (dictiter *)op;
    bool alive = self->di_dict != NULL && self->di_used == self->di_dict->ma_used;
    return PyLong_FromSsize_t(alive ? self->len : 0);
}

/* iter() of a list of what is left, without moving this one */
static PyObject *dictiter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    dictiter *self = (dictiter *)op;
    dictiter copy = *self; /* lives only here: it is never tracked */
    Py_XINCREF(copy.di_dict);
    PyObject *list = PySequence_List((PyObject *)&copy);
    Py_XDECREF(copy.di_dict);
    if (list == NULL) {
        return NULL;
    }
    return Py_BuildValue("N(N)", pyi_iter_builtin("iter"), list);
}

static PyMethodDef dictiter_methods[] = {
    {"__length_hint__", dictiter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", dictiter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef dictreviter_methods[] = {
    {"__length_hint__", dictiter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", dictiter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- types ------------------------------------------------------------------------------- */

#define DICTITER(type, name, next, methods)                                                        \
    PyTypeObject type = {                                                                          \
        PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = name,                                     \
        .tp_basicsize = sizeof(dictiter),                                                          \
        .tp_dealloc = dictiter_dealloc,                                                            \
        .tp_getattro = PyObject_GenericGetAttr,                                                    \
        .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,                                       \
        .tp_traverse = dictiter_traverse,                                                          \
        .tp_iter = PyObject_SelfIter,                                                              \
        .tp_iternext = next,                                                                       \
        .tp_methods = methods,                                                                     \
    };                                                                                             \
    PYI_TYPE(type)

DICTITER(PyDictIterKey_Type, "dict_keyiterator", iterkey_next, dictiter_methods);
DICTITER(PyDictIterValue_Type, "dict_valueiterator", itervalue_next, dictiter_methods);
DICTITER(PyDictIterItem_Type, "dict_itemiterator", iteritem_next, dictiter_methods);
DICTITER(PyDictRevIterKey_Type, "dict_reversekeyiterator", reviterkey_next, dictreviter_methods);
DICTITER(PyDictRevIterValue_Type, "dict_reversevalueiterator", revitervalue_next,
         dictreviter_methods);
DICTITER(PyDictRevIterItem_Type, "dict_reverseitemiterator", reviteritem_next,
         dictreviter_methods);
