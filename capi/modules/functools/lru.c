/* SPDX-License-Identifier: Apache-2.0 */
/* functools.lru_cache: the wrapper that remembers results.
 * Layout     cache: a dict from key to result, or to a link when maxsize bounds it. The links are in a ring from the
 *            oldest used to the latest, with the wrapper's root between both; a link is owned by the dict.
 * Collected  yes
 * Contract   docs.python.org/3/library/functools.html#functools.lru_cache
 */
#include "functools.h"

typedef struct entry {
    PyObject_HEAD
    struct entry *prev;
    struct entry *next;
    Py_hash_t hash;
    PyObject *key;
    PyObject *result;
} entry;

typedef struct lru lru;
struct lru {
    entry root; /* first, so that a link may be one; it is no object */
    PyObject *(*call)(lru *self, PyObject *args, PyObject *kwargs);
    int typed;
    PyObject *cache;
    Py_ssize_t hits;
    PyObject *function;
    Py_ssize_t maxsize; /* -1: none */
    Py_ssize_t misses;
    PyObject *cache_info_type;
    PyObject *dict;
    PyObject *weakreflist;
};

/* ---- links -------------------------------------------------------------------------------- */

static void entry_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((entry *)op)->key);
    Py_XDECREF(((entry *)op)->result);
    PyObject_GC_Del(op);
}

static int entry_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((entry *)op)->key);
    Py_VISIT(((entry *)op)->result);
    return 0;
}

static PyTypeObject entry_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "functools._lru_list_elem",
    .tp_basicsize = sizeof(entry),
    .tp_dealloc = entry_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = entry_traverse,
};
PYI_TYPE(entry_type);

static void take_out(entry *self) {
    self->prev->next = self->next;
    self->next->prev = self->prev;
}

static void put_latest(lru *cache, entry *self) {
    entry *last = cache->root.prev;
    last->next = cache->root.prev = self;
    self->prev = last;
    self->next = &cache->root;
}

static void put_oldest(lru *cache, entry *self) {
    entry *first = cache->root.next;
    first->prev = cache->root.next = self;
    self->prev = &cache->root;
    self->next = first;
}

/* ---- keys -------------------------------------------------------------------------------- */

/* What is between the positional arguments and the named ones in a key. Borrowed. */
static PyObject *keyword_mark(void) {
    static PyObject *mark;
    if (mark == NULL) {
        mark = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    }
    return mark;
}

/* Appends names and values, and the types of all values when they count. */
static int fill_key(PyObject *list, PyObject *args, PyObject *kwargs, bool typed) {
    Py_ssize_t nkw = kwargs == NULL ? 0 : PyDict_Size(kwargs);
    Py_ssize_t pos = 0;
    PyObject *name, *value;
    if (nkw > 0) {
        PyObject *mark = keyword_mark();
        if (mark == NULL || PyList_Append(list, mark) < 0) {
            return -1;
        }
        while (PyDict_Next(kwargs, &pos, &name, &value)) {
            if (PyList_Append(list, name) < 0 || PyList_Append(list, value) < 0) {
                return -1;
            }
        }
    }
    for (Py_ssize_t i = 0; typed && i < PyTuple_GET_SIZE(args); i++) {
        if (PyList_Append(list, (PyObject *)Py_TYPE(PyTuple_GET_ITEM(args, i))) < 0) {
            return -1;
        }
    }
    pos = 0;
    while (typed && nkw > 0 && PyDict_Next(kwargs, &pos, &name, &value)) {
        if (PyList_Append(list, (PyObject *)Py_TYPE(value)) < 0) {
            return -1;
        }
    }
    return 0;
}

/* new */
static PyObject *make_key(PyObject *args, PyObject *kwargs, bool typed) {
    if (!typed && (kwargs == NULL || PyDict_Size(kwargs) == 0)) {
        if (PyTuple_GET_SIZE(args) == 1) {
            PyObject *only = PyTuple_GET_ITEM(args, 0);
            if (PyUnicode_CheckExact(only) || PyLong_CheckExact(only)) {
                return Py_NewRef(only);
            }
        }
        return Py_NewRef(args);
    }
    PyObject *list = PySequence_List(args);
    PyObject *key =
        list == NULL || fill_key(list, args, kwargs, typed) < 0 ? NULL : PyList_AsTuple(list);
    Py_XDECREF(list);
    return key;
}

/* ---- three ways to call -------------------------------------------------------------------- */

static PyObject *call_uncached(lru *self, PyObject *args, PyObject *kwargs) {
    self->misses++;
    return PyObject_Call(self->function, args, kwargs);
}

static PyObject *call_unbounded(lru *self, PyObject *args, PyObject *kwargs) {
    PyObject *key = make_key(args, kwargs, self->typed);
    Py_hash_t hash = key == NULL ? -1 : PyObject_Hash(key);
    PyObject *result =
        hash == -1 ? NULL : _PyDict_GetItem_KnownHash(self->cache, key, hash);
    if (result != NULL) {
        self->hits++;
        Py_INCREF(result);
    } else if (!PyErr_Occurred()) {
        self->misses++;
        result = PyObject_Call(self->function, args, kwargs);
        if (result != NULL && _PyDict_SetItem_KnownHash(self->cache, key, result, hash) < 0) {
            Py_CLEAR(result);
        }
    }
    Py_XDECREF(key);
    return result;
}

/* A new link for a result; steals key, borrows result. */
static int remember(lru *self, PyObject *key, Py_hash_t hash, PyObject *result) {
    entry *made = PyObject_GC_New(entry, &entry_type);
    if (made == NULL) {
        Py_DECREF(key);
        return -1;
    }
    made->hash = hash;
    made->key = key;
    made->result = Py_NewRef(result);
    PyObject_GC_Track(made);
    /* the dict may run code of keys: only what is in it may be in the ring */
    int status = _PyDict_SetItem_KnownHash(self->cache, key, (PyObject *)made, hash);
    if (status == 0) {
        put_latest(self, made);
    }
    Py_DECREF(made);
    return status;
}

/* The oldest link takes the new result; steals key, borrows result. */
static int replace_oldest(lru *self, PyObject *key, Py_hash_t hash, PyObject *result) {
    entry *oldest = (entry *)Py_NewRef(self->root.next);
    take_out(oldest);
    if (_PyDict_DelItem_KnownHash(self->cache, oldest->key, oldest->hash) < 0) {
        Py_DECREF(key);
        if (PyErr_ExceptionMatches(PyExc_KeyError)) { /* another call was quicker: then it is not kept */
            PyErr_Clear();
            Py_DECREF(oldest);
            return 0;
        }
        put_oldest(self, oldest);
        Py_DECREF(oldest);
        return -1;
    }
    PyObject *old_key = oldest->key;
    PyObject *old_result = oldest->result;
    oldest->hash = hash;
    oldest->key = key;
    oldest->result = Py_NewRef(result);
    int status = _PyDict_SetItem_KnownHash(self->cache, key, (PyObject *)oldest, hash);
    if (status == 0) {
        put_latest(self, oldest);
    }
    Py_DECREF(oldest);
    Py_DECREF(old_key);
    Py_DECREF(old_result);
    return status;
}

static PyObject *call_bounded(lru *self, PyObject *args, PyObject *kwargs) {
    PyObject *key = make_key(args, kwargs, self->typed);
    Py_hash_t hash = key == NULL ? -1 : PyObject_Hash(key);
    entry *found = hash == -1 ? NULL : (entry *)_PyDict_GetItem_KnownHash(self->cache, key, hash);
    if (found != NULL) {
        take_out(found);
        put_latest(self, found);
        self->hits++;
        PyObject *result = Py_NewRef(found->result);
        Py_DECREF(key);
        return result;
    }
    if (PyErr_Occurred()) {
        Py_XDECREF(key);
        return NULL;
    }
    self->misses++;
    PyObject *result = PyObject_Call(self->function, args, kwargs);
    if (result == NULL) {
        Py_DECREF(key);
        return NULL;
    }
    /* the function may have called itself with the same arguments */
    found = (entry *)_PyDict_GetItem_KnownHash(self->cache, key, hash);
    if (found != NULL || PyErr_Occurred()) {
        Py_DECREF(key);
        if (found == NULL) {
            Py_CLEAR(result);
        }
        return result;
    }
    bool full = PyDict_Size(self->cache) >= self->maxsize && self->root.next != &self->root;
    int status = full ? replace_oldest(self, key, hash, result) : remember(self, key, hash, result);
    if (status < 0) {
        Py_CLEAR(result);
    }
    return result;
}

/* ---- life -------------------------------------------------------------------------------- */

static PyObject *lru_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"user_function", "maxsize", "typed", "cache_info_type", NULL};
    PyObject *function, *most, *info_type;
    int typed;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOpO:lru_cache", keywords, &function, &most, &typed,
                                     &info_type)) {
        return NULL;
    }
    if (!PyCallable_Check(function)) {
        PyErr_SetString(PyExc_TypeError, "the first argument must be callable");
        return NULL;
    }
    Py_ssize_t maxsize = -1;
    if (most != Py_None) {
        if (!PyIndex_Check(most)) {
            PyErr_SetString(PyExc_TypeError, "maxsize should be integer or None");
            return NULL;
        }
        maxsize = PyNumber_AsSsize_t(most, PyExc_OverflowError);
        if (maxsize == -1 && PyErr_Occurred()) {
            return NULL;
        }
        maxsize = maxsize < 0 ? 0 : maxsize;
    }
    PyObject *cache = PyDict_New();
    lru *self = cache == NULL ? NULL : (lru *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(cache);
        return NULL;
    }
    self->root.prev = self->root.next = &self->root;
    self->call = maxsize == -1 ? call_unbounded : maxsize == 0 ? call_uncached : call_bounded;
    self->typed = typed;
    self->cache = cache;
    self->function = Py_NewRef(function);
    self->maxsize = maxsize;
    self->cache_info_type = Py_NewRef(info_type);
    return (PyObject *)self;
}

static int lru_clear(PyObject *op) {
    lru *self = (lru *)op;
    self->root.prev = self->root.next = &self->root; /* the dict owned them */
    Py_CLEAR(self->cache);
    Py_CLEAR(self->function);
    Py_CLEAR(self->cache_info_type);
    Py_CLEAR(self->dict);
    return 0;
}

static void lru_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    if (((lru *)op)->weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    lru_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int lru_traverse(PyObject *op, visitproc visit, void *arg) {
    lru *self = (lru *)op;
    Py_VISIT(self->cache);
    Py_VISIT(self->function);
    Py_VISIT(self->cache_info_type);
    Py_VISIT(self->dict);
    return 0;
}

/* ---- slots and methods ------------------------------------------------------------------- */

static PyObject *lru_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    return ((lru *)op)->call((lru *)op, args, kwargs);
}

static PyObject *lru_descr_get(PyObject *self, PyObject *instance, PyObject *Py_UNUSED(owner)) {
    return instance == NULL || instance == Py_None ? Py_NewRef(self) : PyMethod_New(self, instance);
}

static PyObject *lru_cache_info(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    lru *self = (lru *)op;
    Py_ssize_t size = PyDict_Size(self->cache);
    if (self->maxsize == -1) {
        return PyObject_CallFunction(self->cache_info_type, "nnOn", self->hits, self->misses, Py_None,
                                     size);
    }
    return PyObject_CallFunction(self->cache_info_type, "nnnn", self->hits, self->misses, self->maxsize,
                                 size);
}

static PyObject *lru_cache_clear(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    lru *self = (lru *)op;
    self->root.prev = self->root.next = &self->root;
    self->hits = self->misses = 0;
    PyDict_Clear(self->cache);
    Py_RETURN_NONE;
}

static PyObject *lru_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return PyObject_GetAttr(op, PYI_NAME("__qualname__"));
}

static PyObject *lru_copy(PyObject *op, PyObject *Py_UNUSED(ignored)) { return Py_NewRef(op); }

static PyMethodDef lru_methods[] = {
    {"cache_info", lru_cache_info, METH_NOARGS, PYI_SIGNATURE("cache_info", "($self, /)")},
    {"cache_clear", lru_cache_clear, METH_NOARGS, PYI_SIGNATURE("cache_clear", "($self, /)")},
    {"__reduce__", lru_reduce, METH_NOARGS, NULL},
    {"__copy__", lru_copy, METH_VARARGS, NULL},
    {"__deepcopy__", lru_copy, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef lru_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_lru_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "functools._lru_cache_wrapper",
    .tp_basicsize = sizeof(lru),
    .tp_dealloc = lru_dealloc,
    .tp_call = lru_call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE |
                Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_traverse = lru_traverse,
    .tp_clear = lru_clear,
    .tp_weaklistoffset = offsetof(lru, weakreflist),
    .tp_methods = lru_methods,
    .tp_getset = lru_getset,
    .tp_descr_get = lru_descr_get,
    .tp_dictoffset = offsetof(lru, dict),
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = lru_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_lru_type);
