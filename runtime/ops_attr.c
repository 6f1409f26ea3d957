/* SPDX-License-Identifier: Apache-2.0 */
/* ops_attr.c: attributes through inline caches (attr.h). */
#include "attr.h"

#if PY_VERSION_HEX < 0x030C0000
#  include <structmember.h>
#  define Py_T_OBJECT_EX T_OBJECT_EX
#endif

/* ---- filling a cache ------------------------------------------------------------------------------ */

rt_shared_attr rt_shared_attrs[2][RT_ATTR_SHARED];

/* Where names change places in the shared table all the time, filling it would cost too much. */
#define REFILL_EVERY 4

/* Whether this miss should fill the cache. The first one does not: much code runs only once. */
static bool is_worth_filling(rt_attr_cache *cache) {
    uint32_t misses = cache->misses;
    if (misses < UINT32_MAX) {
        cache->misses++;
    }
    return misses != 0 && (misses < RT_ATTR_PATIENCE || misses % REFILL_EVERY == 0);
}

/* Looks name up in a class and its bases, so that the class has a version; 0 if it cannot have one. */
static uint32_t look_up(PyTypeObject *type, PyObject *name, PyObject **value) {
    *value = _PyType_Lookup(type, name);
#if PY_VERSION_HEX < 0x030D0000
    if (!PyType_HasFeature(type, Py_TPFLAGS_VALID_VERSION_TAG)) {
        return 0;
    }
#endif
    return type->tp_version_tag;
}

uint32_t rt_class_version(PyTypeObject *type, PyObject *name) {
    PyObject *value;
    return look_up(type, name, &value);
}

/* Whether obj.name means what object.__getattribute__ says as long as that finds something.
 * *hooked: and a __getattr__ follows when it does not. */
static bool has_plain_lookup(PyTypeObject *type, bool *hooked) {
    static PyObject *hook, *getattribute;
    *hooked = false;
    if (type->tp_getattro == PyObject_GenericGetAttr ||
        type->tp_getattro == PyModule_Type.tp_getattro) {
        return true;
    }
    if (!rt_intern(&hook, "__getattr__") || !rt_intern(&getattribute, "__getattribute__")) {
        PyErr_Clear();
        return false;
    }
    /* A class written in Python with a __getattr__ and nothing else in the way. */
    *hooked = PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) && _PyType_Lookup(type, hook) != NULL &&
              _PyType_Lookup(type, getattribute) ==
                  _PyType_Lookup(&PyBaseObject_Type, getattribute);
    return *hooked;
}

/* Where op and other instances of its class keep name; false for layouts that are not cached. */
static bool find_place(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    PyTypeObject *type = Py_TYPE(op);
    entry->index = NO_INDEX;
    if (!PyType_HasFeature(type, Py_TPFLAGS_MANAGED_DICT)) {
        entry->place = type->tp_dictoffset == 0 ? DICT_NONE : DICT_OFFSET;
        entry->offset = type->tp_dictoffset;
        PyObject *dict = entry->offset > 0 ? *(PyObject **)((char *)op + entry->offset) : NULL;
        entry->index = dict == NULL ? NO_INDEX : rt_dict_find(dict, name);
        return type->tp_dictoffset >= 0;
    }
    entry->place = DICT_MANAGED;
    entry->known_keys = rt_has_shared_keys(type) ? rt_count_shared_keys(type) : 0;
    for (uint32_t i = 0; i < entry->known_keys; i++) {
        PyObject *key = rt_shared_key(type, i);
        if (key == name || PyUnicode_Compare(key, name) == 0) {
            entry->index = (uint16_t)i;
        }
    }
    return true;
}

static bool is_member(PyObject *descriptor, PyTypeObject *type) {
    if (!Py_IS_TYPE(descriptor, &PyMemberDescr_Type)) {
        return false;
    }
    PyMemberDef *member = ((PyMemberDescrObject *)descriptor)->d_member;
    return member->type == Py_T_OBJECT_EX && member->flags == 0 &&
           PyType_IsSubtype(type, PyDescr_TYPE(descriptor));
}

static void fill_member(rt_attr_entry *entry, PyObject *descriptor) {
    entry->kind = ATTR_MEMBER;
    entry->offset = ((PyMemberDescrObject *)descriptor)->d_member->offset;
}

/* An ordinary object: data descriptor, then the instance, then the class. */
static rt_attr_kind classify(PyObject *value, bool hooked) {
    if (value == NULL) {
        return ATTR_INSTANCE;
    }
    PyTypeObject *type = Py_TYPE(value);
    if (type->tp_descr_get == NULL) {
        return ATTR_VALUE;
    }
    if (type->tp_descr_set != NULL) {
        /* A getter that raises AttributeError calls for __getattr__. */
        return hooked ? ATTR_EMPTY : ATTR_DATA;
    }
    if (PyType_HasFeature(type, Py_TPFLAGS_METHOD_DESCRIPTOR)) {
        return ATTR_METHOD;
    }
    return hooked ? ATTR_EMPTY : ATTR_BOUND;
}

static void fill_instance(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    PyTypeObject *type = Py_TYPE(op);
    bool hooked;
    if (!has_plain_lookup(type, &hooked)) {
        return;
    }
    PyObject *value;
    entry->type_version = look_up(type, name, &value);
    entry->value = value;
    if (entry->type_version == 0) {
        return;
    }
    if (value != NULL && is_member(value, type)) {
        fill_member(entry, value);
        return;
    }
    entry->kind = classify(value, hooked);
    if (!find_place(entry, op, name)) {
        entry->kind = ATTR_EMPTY;
    }
}

/* op is a class with the usual lookup: data descriptor of the metaclass, then the class. */
static void fill_class(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    PyObject *meta_value, *value;
    uint32_t meta_version = look_up(Py_TYPE(op), name, &meta_value);
    if (meta_value != NULL || meta_version == 0) {
        return;
    }
    entry->class_version = look_up((PyTypeObject *)op, name, &value);
    if (entry->class_version == 0 || value == NULL) {
        return;
    }
    entry->type_version = meta_version;
    entry->value = value;
    /* A function found on a class is not bound to anything. */
    bool plain = Py_TYPE(value)->tp_descr_get == NULL || PyFunction_Check(value);
    entry->kind = plain ? ATTR_CLASS_VALUE : ATTR_CLASS_BOUND;
}

/* The entry to overwrite: the older one goes. */
static rt_attr_entry *make_room(rt_attr_cache *cache) {
    if (cache->entries[0].type_version != 0) {
        cache->entries[1] = cache->entries[0];
        cache->fast[1] = cache->fast[0];
    }
    return &cache->entries[0];
}

/* Whether the attribute can be had in line, and where. */
static bool fast_offset(const rt_attr_entry *entry, int32_t *offset) {
    if (entry->kind == ATTR_MEMBER) {
        *offset = -(int32_t)entry->offset;
        return entry->offset < INT32_MAX;
    }
    *offset = entry->index * (int32_t)sizeof(PyObject *);
    return entry->kind == ATTR_INSTANCE && entry->place == DICT_MANAGED &&
           entry->index != NO_INDEX;
}

static void remember(rt_attr_cache *cache, rt_attr_entry *made, PyObject *op, PyObject *name,
                     rt_attr_access access) {
    if (made->kind == ATTR_EMPTY) {
        return;
    }
    uint32_t version = Py_TYPE(op)->tp_version_tag;
    if (cache->misses > RT_ATTR_PATIENCE) {
        *rt_shared_place(version, name, access) = (rt_shared_attr){name, *made};
        return;
    }
    rt_attr_entry *entry = cache->entries;
    /* Metaclasses are shared by many classes, so that an entry may only be out of date. */
    *(entry[0].type_version == version ? &entry[0] : make_room(cache)) = *made;
    bool settled = made->value == NULL ||
                   PyType_HasFeature(Py_TYPE(made->value), Py_TPFLAGS_IMMUTABLETYPE);
    int32_t offset;
    bool fast = fast_offset(made, &offset) && made->type_version == version && settled;
    cache->fast[0] = fast ? (rt_attr_place){~version, offset} : (rt_attr_place){0, 0};
}

void rt_attr_remember(void *storage, PyObject *op, PyObject *name) {
    rt_attr_cache *cache = storage;
    if (!is_worth_filling(cache)) {
        return;
    }
    rt_attr_entry made = {.kind = ATTR_EMPTY};
    if (Py_TYPE(op)->tp_getattro == PyType_Type.tp_getattro) {
        fill_class(&made, op, name);
    } else {
        fill_instance(&made, op, name);
    }
    remember(cache, &made, op, name, ATTR_READ);
}

void rt_attr_remember_store(void *storage, PyObject *op, PyObject *name) {
    rt_attr_cache *cache = storage;
    PyTypeObject *type = Py_TYPE(op);
    if (!is_worth_filling(cache) || type->tp_setattro != PyObject_GenericSetAttr) {
        return;
    }
    rt_attr_entry made = {.kind = ATTR_EMPTY};
    PyObject *value;
    made.type_version = look_up(type, name, &value);
    if (made.type_version == 0) {
        return;
    }
    made.value = value;
    if (value != NULL && is_member(value, type)) {
        fill_member(&made, value);
    } else if (value != NULL && Py_TYPE(value)->tp_descr_set != NULL) {
        made.kind = ATTR_DATA;
    } else if (find_place(&made, op, name) && made.place == DICT_MANAGED) {
        made.kind = ATTR_INSTANCE;
    }
    remember(cache, &made, op, name, ATTR_WRITE);
}

/* ---- reading --------------------------------------------------------------------------------------- */

/* borrowed; the instance's dict if it has one */
static PyObject *dict_of(rt_attr_entry *entry, PyObject *op) {
    if (entry->place == DICT_MANAGED) {
        return rt_instance_dict(op);
    }
    return entry->place == DICT_OFFSET ? *(PyObject **)((char *)op + entry->offset) : NULL;
}

/* borrowed; NULL without an exception when it is not found there or cannot be said */
static PyObject *get_from_dict(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    PyObject *dict = dict_of(entry, op);
    PyObject *value = dict == NULL ? NULL : PyDict_GetItemWithError(dict, name);
    if (value == NULL && dict != NULL) {
        PyErr_Clear(); /* the general lookup will meet it again */
    }
    return value;
}

bool rt_attr_shadowed_slow(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    PyObject **values = entry->place == DICT_MANAGED ? rt_instance_values(op) : NULL;
    if (values == NULL) {
        PyObject *dict = dict_of(entry, op);
        return dict != NULL && !rt_dict_lacks(dict, name);
    }
    if (entry->index == NO_INDEX) {
        find_place(entry, op, name); /* the class has got new keys */
    }
    return entry->index != NO_INDEX && values[entry->index] != NULL;
}

/* The getter of a property comes first in it, in every version supported. */
typedef struct {
    PyObject_HEAD
    PyObject *getter;
} property_head;

static PyObject *bind(PyObject *descriptor, PyObject *op, PyObject *type) {
    if (Py_IS_TYPE(descriptor, &PyProperty_Type) && op != NULL) {
        PyObject *getter = ((property_head *)descriptor)->getter;
        if (getter != NULL && PyFunction_Check(getter)) {
            PyObject *args[] = {NULL, op};
            Py_INCREF(getter); /* the call may remove the property from the class */
            PyObject *result = rt_call(PyThreadState_Get(), getter, &args[1],
                                       1 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
            Py_DECREF(getter);
            return result;
        }
    }
    Py_INCREF(descriptor);
    PyObject *result = Py_TYPE(descriptor)->tp_descr_get(descriptor, op, type);
    Py_DECREF(descriptor);
    return result;
}

/* Instances whose dicts have the name in one place each may have it anywhere. */
#define DICT_PATIENCE 64

/* Look for the place of name in the dicts that instances have got: it is the same in most of a class. */
static void find_dict_place(rt_attr_entry *entry, PyObject *dict, PyObject *name) {
    if (entry->dict_misses < DICT_PATIENCE) {
        entry->dict_misses++;
        uint16_t place = rt_dict_find(dict, name);
        entry->dict_place = place == NO_INDEX ? entry->dict_place : place;
    }
}

/* The same, where an instance has got a dict. */
static PyObject *get_from_managed_dict(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    PyObject *dict = rt_instance_dict(op);
    PyObject *value = dict == NULL ? NULL : rt_dict_peek(dict, name, entry->dict_place);
    if (rt_likely(value != NULL) || dict == NULL) {
        return value;
    }
    find_dict_place(entry, dict, name);
    return get_from_dict(entry, op, name);
}

/* borrowed; NULL when neither values nor dict have it */
static inline PyObject *get_own(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    if (rt_likely(entry->place == DICT_MANAGED)) {
        PyObject **values = rt_instance_values(op);
        if (rt_likely(values != NULL && entry->index != NO_INDEX)) {
            return values[entry->index];
        }
        return get_from_managed_dict(entry, op, name);
    } else if (entry->index != NO_INDEX) {
        PyObject *dict = dict_of(entry, op);
        PyObject *value = dict == NULL ? NULL : rt_dict_peek(dict, name, entry->index);
        if (rt_likely(value != NULL)) {
            return value;
        }
    }
    return get_from_dict(entry, op, name);
}

/* What a class has may be of a class that gets or loses `__get__` or `__set__` later, of which the version of the
 * class that was asked says nothing. Whether it still gets as the kind of the entry says. */
static inline bool gets_as_before(rt_attr_entry *entry) {
    PyTypeObject *type = Py_TYPE(entry->value);
    switch (entry->kind) {
    case ATTR_DATA:
        return type->tp_descr_get != NULL && type->tp_descr_set != NULL;
    case ATTR_BOUND:
        return type->tp_descr_get != NULL && type->tp_descr_set == NULL;
    case ATTR_VALUE:
        return type->tp_descr_get == NULL;
    case ATTR_CLASS_BOUND:
        return type->tp_descr_get != NULL;
    default:
        return true;
    }
}

/* *result by the entry; false when it does not settle the matter */
static inline bool get_by_entry(rt_attr_entry *entry, PyObject *op, PyObject *name,
                                PyObject **result) {
    switch (entry->kind) {
    case ATTR_INSTANCE:
        *result = Py_XNewRef(get_own(entry, op, name));
        return *result != NULL;
    case ATTR_MEMBER:
        *result = Py_XNewRef(*(PyObject **)((char *)op + entry->offset));
        return *result != NULL;
    case ATTR_DATA:
        if (rt_unlikely(!gets_as_before(entry))) {
            return false;
        }
        *result = bind(entry->value, op, (PyObject *)Py_TYPE(op));
        return true;
    case ATTR_VALUE:
    case ATTR_METHOD:
    case ATTR_BOUND:
        if (rt_unlikely(!gets_as_before(entry))) {
            return false;
        }
        if (rt_attr_shadowed(entry, op, name)) {
            *result = Py_XNewRef(get_own(entry, op, name));
            return *result != NULL;
        }
        *result = entry->kind == ATTR_VALUE
                      ? Py_NewRef(entry->value)
                      : bind(entry->value, op, (PyObject *)Py_TYPE(op));
        return true;
    case ATTR_CLASS_VALUE:
        *result = rt_is_class_value(entry, op) ? Py_NewRef(entry->value) : NULL;
        return *result != NULL;
    case ATTR_CLASS_BOUND:
        if (entry->class_version != ((PyTypeObject *)op)->tp_version_tag ||
            rt_unlikely(!gets_as_before(entry))) {
            return false;
        }
        *result = bind(entry->value, NULL, op);
        return true;
    default:
        return false;
    }
}

static __attribute__((noinline)) PyObject *get_attr_uncached(PyObject *op, PyObject *name,
                                                             void *cache) {
    PyObject *result = PyObject_GetAttr(op, name);
    if (result != NULL) {
        rt_attr_remember(cache, op, name);
    }
    return result;
}

static __attribute__((noinline)) PyObject *get_attr_cached(rt_attr_entry *entry, PyObject *op,
                                                           PyObject *name, void *cache) {
    PyObject *result;
    return rt_likely(get_by_entry(entry, op, name, &result)) ? result
                                                             : get_attr_uncached(op, name, cache);
}

/* borrowed; NULL when the instance has no dict with the name where it was before */
static inline PyObject *peek_dict(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    if (entry->kind != ATTR_INSTANCE || entry->place != DICT_MANAGED) {
        return NULL;
    }
    PyObject *dict = rt_instance_dict(op);
    return dict == NULL ? NULL : rt_dict_peek(dict, name, entry->dict_place);
}

PyObject *rt_get_attr_slow(PyObject *op, PyObject *name, void *cache) {
    rt_attr_entry *entry = rt_attr_find(cache, op, name, ATTR_READ);
    if (rt_unlikely(entry == NULL)) {
        return get_attr_uncached(op, name, cache);
    }
    PyObject *value = peek_dict(entry, op, name);
    return value != NULL ? Py_NewRef(value) : get_attr_cached(entry, op, name, cache);
}

/* ---- writing --------------------------------------------------------------------------------------- */

/* The same, where the instance has got a dict. */
static int32_t set_in_dict(rt_attr_entry *entry, PyObject *dict, PyObject *name, PyObject *value) {
    if (rt_likely(rt_dict_poke(dict, name, value, entry->dict_place))) {
        return 0;
    }
    find_dict_place(entry, dict, name);
    return PyDict_SetItem(dict, name, value);
}

/* 0 when done, 1 when the entry does not settle the matter, -1 */
static inline int32_t set_own(rt_attr_entry *entry, PyObject *op, PyObject *name,
                              PyObject *value) {
    PyObject **values = rt_writable_values(op);
    if (rt_unlikely(values == NULL || entry->index == NO_INDEX)) {
        PyObject *dict = values == NULL ? rt_instance_dict(op) : NULL;
        return dict == NULL ? 1 : set_in_dict(entry, dict, name, value);
    }
    PyObject *old = values[entry->index];
    values[entry->index] = Py_NewRef(value);
    if (old == NULL) {
        rt_value_added(op, entry->index);
    } else {
        rt_decref(old);
    }
    return 0;
}

static inline int32_t set_by_entry(rt_attr_entry *entry, PyObject *op, PyObject *name,
                                   PyObject *value) {
    switch (entry->kind) {
    case ATTR_INSTANCE:
        if (rt_unlikely(entry->value != NULL && Py_TYPE(entry->value)->tp_descr_set != NULL)) {
            return 1;
        }
        return set_own(entry, op, name, value);
    case ATTR_MEMBER: {
        PyObject **place = (PyObject **)((char *)op + entry->offset);
        Py_XSETREF(*place, Py_NewRef(value));
        return 0;
    }
    case ATTR_DATA: {
        descrsetfunc set = Py_TYPE(entry->value)->tp_descr_set;
        if (rt_unlikely(set == NULL)) {
            return 1;
        }
        PyObject *descriptor = Py_NewRef(entry->value);
        int32_t status = set(descriptor, op, value);
        Py_DECREF(descriptor);
        return status;
    }
    default:
        return 1;
    }
}

int32_t rt_set_attr_slow(PyObject *op, PyObject *name, PyObject *value, void *cache) {
    if (rt_fill_place(op, value, cache)) {
        return 0;
    }
    rt_attr_entry *entry = rt_attr_find(cache, op, name, ATTR_WRITE);
    if (rt_likely(entry != NULL)) {
        int32_t status = set_by_entry(entry, op, name, value);
        if (rt_likely(status <= 0)) {
            return status;
        }
    }
    if (PyObject_SetAttr(op, name, value) < 0) {
        return -1;
    }
    rt_attr_remember_store(cache, op, name);
    return 0;
}

int32_t rt_del_attr(PyObject *op, PyObject *name) { return PyObject_SetAttr(op, name, NULL); }
