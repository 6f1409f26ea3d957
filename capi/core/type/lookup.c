/* SPDX-License-Identifier: Apache-2.0 */
/* lookup: a name along the mro of a type, with a cache, and the versions that say when a type was changed.
 *
 * A type whose version is valid has not changed, nor has a base of it, since it got that version. The version of a
 * type is therefore the key of every cache, here and in compiled code.
 */
#include "type.h"

/* ---- dicts of static types, made when somebody looks ------------------------------------------------- */

int pyi_type_ensure_dict(PyTypeObject *type) {
    if (type->tp_dict != NULL) {
        return 0;
    }
    if (!(type->tp_flags & Py_TPFLAGS_READY)) {
        return PyType_Ready(type);
    }
    return pyi_type_fill_dict(type);
}

#if PYI_312
PyObject *PyType_GetDict(PyTypeObject *type) {
    pyi_type_ensure_dict(type);
    return Py_XNewRef(type->tp_dict);
}
PyObject *_PyType_GetDict(PyTypeObject *type) {
    pyi_type_ensure_dict(type);
    return type->tp_dict;
}
#endif

/* ---- versions --------------------------------------------------------------------------------------------- */

static unsigned int next_version = 1;

static bool version_assign(PyTypeObject *type) {
    if (type->tp_version_tag != 0 && (type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG)) {
        return true;
    }
    if (!(type->tp_flags & Py_TPFLAGS_READY) || next_version == 0) {
        return false;
    }
    /* A change of a base must be seen to be one of this type, so all bases have valid versions too. */
    PyObject *bases = type->tp_bases;
    for (Py_ssize_t i = 0; bases != NULL && i < PyTuple_GET_SIZE(bases); i++) {
        if (!version_assign((PyTypeObject *)PyTuple_GET_ITEM(bases, i))) {
            return false;
        }
    }
    type->tp_version_tag = next_version++;
    type->tp_flags |= Py_TPFLAGS_VALID_VERSION_TAG;
    return true;
}

#if PYI_312
int PyUnstable_Type_AssignVersionTag(PyTypeObject *type) { return version_assign(type); }
#endif

static int modified(PyTypeObject *type, void *arg) {
    (void)arg;
    PyType_Modified(type);
    return 0;
}

#if PYI_312
static void tell_watchers(PyTypeObject *type) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    for (int i = 0; type->tp_watched >> i != 0; i++) {
        if ((type->tp_watched >> i & 1) && interp->type_watchers[i] != NULL &&
            interp->type_watchers[i](type) < 0) {
            PyErr_WriteUnraisable((PyObject *)type);
        }
    }
}
#endif

void PyType_Modified(PyTypeObject *type) {
    if (!(type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG)) {
        return; /* then no subclass has a valid one either */
    }
    pyi_type_each_subclass(type, modified, NULL);
#if PYI_312
    if (type->tp_watched) {
        tell_watchers(type);
    }
#endif
    type->tp_flags &= ~Py_TPFLAGS_VALID_VERSION_TAG;
    type->tp_version_tag = 0;
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        ((PyHeapTypeObject *)type)->_spec_cache.getitem = NULL;
    }
}

#if PYI_312
int PyType_AddWatcher(PyType_WatchCallback callback) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    for (int i = 0; i < TYPE_MAX_WATCHERS; i++) {
        if (interp->type_watchers[i] == NULL) {
            interp->type_watchers[i] = callback;
            return i;
        }
    }
    PyErr_SetString(PyExc_RuntimeError, "no more type watcher IDs available");
    return -1;
}

static bool watcher_exists(int id) {
    if (id < 0 || id >= TYPE_MAX_WATCHERS) {
        PyErr_Format(PyExc_ValueError, "Invalid type watcher ID %d", id);
        return false;
    }
    if (_PyInterpreterState_GET()->type_watchers[id] == NULL) {
        PyErr_Format(PyExc_ValueError, "No type watcher set for ID %d", id);
        return false;
    }
    return true;
}

int PyType_ClearWatcher(int id) {
    if (!watcher_exists(id)) {
        return -1;
    }
    _PyInterpreterState_GET()->type_watchers[id] = NULL;
    return 0;
}

static int watch(int id, PyObject *op, bool on) {
    if (!PyType_Check(op)) {
        PyErr_SetString(PyExc_ValueError, "Cannot watch non-type");
        return -1;
    }
    if (!watcher_exists(id)) {
        return -1;
    }
    PyTypeObject *type = (PyTypeObject *)op;
    version_assign(type); /* a watcher is told when a valid version ends */
    type->tp_watched = (unsigned char)(on ? type->tp_watched | 1 << id : type->tp_watched & ~(1 << id));
    return 0;
}

int PyType_Watch(int id, PyObject *type) { return watch(id, type, true); }
int PyType_Unwatch(int id, PyObject *type) { return watch(id, type, false); }
#endif

/* ---- the cache ------------------------------------------------------------------------------------------------ */

typedef struct {
    unsigned int version;
    PyObject *name;  /* owned: its address is part of the key */
    PyObject *value; /* borrowed from a dict of the mro, or NULL: there is nothing */
} cache_entry;

enum { CACHE_BITS = 12 };
static cache_entry cache[1 << CACHE_BITS];

static inline cache_entry *cache_place(unsigned int version, PyObject *name) {
    uintptr_t bits = (uintptr_t)name >> 4 ^ (uintptr_t)version * 0x9E3779B1u;
    return &cache[bits & ((1 << CACHE_BITS) - 1)];
}

unsigned int PyType_ClearCache(void) {
    for (size_t i = 0; i < sizeof(cache) / sizeof(cache[0]); i++) {
        cache[i].version = 0;
        Py_CLEAR(cache[i].name);
    }
    return next_version - 1;
}

/* Borrowed: from the first dict of the mro that has it. NULL: none has, or an exception is set and *failed. */
static PyObject *find_in_mro(PyTypeObject *type, PyObject *name, bool *failed) {
    PyObject *mro = type->tp_mro;
    *failed = false;
    if (mro == NULL) {
        if ((type->tp_flags & Py_TPFLAGS_READYING) || PyType_Ready(type) < 0 || type->tp_mro == NULL) {
            *failed = true;
            return NULL;
        }
        mro = type->tp_mro;
    }
    PyObject *found = NULL;
    Py_INCREF(mro); /* comparisons of keys run code that may replace it */
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(mro) && found == NULL; i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        if (base->tp_dict == NULL && pyi_type_ensure_dict(base) < 0) {
            *failed = true;
            break;
        }
        found = PyDict_GetItemWithError(base->tp_dict, name);
        if (found == NULL && PyErr_Occurred()) {
            *failed = true;
            break;
        }
    }
    Py_DECREF(mro);
    return found;
}

PyObject *_PyType_Lookup(PyTypeObject *type, PyObject *name) {
    unsigned int version =
        type->tp_flags & Py_TPFLAGS_VALID_VERSION_TAG ? type->tp_version_tag : 0;
    if (pyi_likely(version != 0)) {
        cache_entry *entry = cache_place(version, name);
        if (pyi_likely(entry->version == version && entry->name == name)) {
            return entry->value;
        }
    }
    bool failed;
    PyObject *found = find_in_mro(type, name, &failed);
    if (failed) {
        PyErr_Clear(); /* this function never sets one: many of its callers go on */
        return NULL;
    }
    if (PyUnicode_CheckExact(name) && version_assign(type)) {
        cache_entry *entry = cache_place(type->tp_version_tag, name);
        entry->version = type->tp_version_tag;
        entry->value = found;
        Py_XSETREF(entry->name, Py_NewRef(name));
    }
    return found;
}

#if PYI_313
PyObject *_PyType_LookupRef(PyTypeObject *type, PyObject *name) {
    return Py_XNewRef(_PyType_Lookup(type, name));
}
#endif

PyObject *_PyType_LookupId(PyTypeObject *type, _Py_Identifier *id) {
    PyObject *name = _PyUnicode_FromId(id);
    return name == NULL ? NULL : _PyType_Lookup(type, name);
}

/* ---- subtypes --------------------------------------------------------------------------------------------------- */

int PyType_IsSubtype(PyTypeObject *type, PyTypeObject *base) {
    PyObject *mro = type->tp_mro;
    if (mro != NULL) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(mro); i++) {
            if (PyTuple_GET_ITEM(mro, i) == (PyObject *)base) {
                return 1;
            }
        }
        return 0;
    }
    for (; type != NULL; type = type->tp_base) { /* not ready yet */
        if (type == base) {
            return 1;
        }
    }
    return base == &PyBaseObject_Type;
}

/* The first type of the mro that was made with that module definition. */
#if PYI_312
PyObject *PyType_GetModuleByDef(PyTypeObject *type, PyModuleDef *def) {
#else
PyObject *PyType_GetModuleByDef(PyTypeObject *type, struct PyModuleDef *def) {
#endif
    PyObject *mro = type->tp_mro;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(mro); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        if (!(base->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
            continue;
        }
        PyObject *module = ((PyHeapTypeObject *)base)->ht_module;
        if (module != NULL && PyModule_GetDef(module) == def) {
            return module;
        }
    }
    PyErr_Format(PyExc_TypeError,
                 "PyType_GetModuleByDef: No superclass of '%s' has the given module",
                 type->tp_name);
    return NULL;
}
