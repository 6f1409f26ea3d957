/* SPDX-License-Identifier: Apache-2.0 */
/* attr.h: the inline caches of attributes, shared by ops_attr.c and ops_method.c.
 *
 * An entry says how one class answers one name. It is good while the version tag of the class is
 * what it was: CPython gives a class a new tag, never used before, once it or a base changes. What
 * the instance itself holds is looked up each time, by place. Whatever an entry does not settle goes
 * to PyObject_GetAttr and its like, so a cache can make things slow but never wrong.
 */
#ifndef AOT_ATTR_H
#define AOT_ATTR_H

#include "dict_place.h"
#include "inline_attr.h"
#include "ops.h"

#define NO_INDEX RT_NO_PLACE /* "not there" for a place in an array of values or in a dict */

#if PY_VERSION_HEX < 0x030C0000
#  include "attr_311.h"
#elif PY_VERSION_HEX < 0x030D0000
#  include "attr_312.h"
#elif PY_VERSION_HEX < 0x030E0000
#  include "attr_313.h"
#else
#  error "this Python version needs an attr_3xx.h of its own"
#endif

typedef enum {
    ATTR_EMPTY,       /* never matches */
    ATTR_INSTANCE,    /* in the instance, at `index` of its values or in its dict */
    ATTR_MEMBER,      /* a __slots__ member at `offset` */
    ATTR_DATA,        /* `value` is a data descriptor, which goes before the instance */
    ATTR_VALUE,       /* `value` of the class, unless the instance has its own */
    ATTR_METHOD,      /* the same; a function or the like, which a call need not bind */
    ATTR_BOUND,       /* the same; `value` is a descriptor to bind */
    ATTR_CLASS_VALUE, /* the object is a class: `value` itself, found on it or its bases */
    ATTR_CLASS_BOUND, /* the object is a class: `value` bound to it */
} rt_attr_kind;

typedef enum {
    DICT_NONE,    /* instances have no dict */
    DICT_MANAGED, /* attr_3xx.h; the first `known_keys` shared keys say whether the name has a place */
    DICT_OFFSET,  /* the dict is at `offset` */
} rt_dict_place;

typedef struct {
    uint32_t type_version;
    uint8_t kind;  /* rt_attr_kind */
    uint8_t place; /* rt_dict_place */
    uint16_t index; /* DICT_MANAGED: in the values; DICT_OFFSET: perhaps in the dict; NO_INDEX */
    union {
        Py_ssize_t offset;
        struct {
            uint32_t known_keys;
            uint16_t dict_place;  /* DICT_MANAGED: perhaps in the dict of an instance that has one */
            uint16_t dict_misses; /* how often it was not there */
        };
        uint32_t class_version; /* ATTR_CLASS_*: of the object; type_version is its metaclass's */
    };
    PyObject *value; /* borrowed from the class: it stays while the version does */
} rt_attr_entry;

/* The cache of one place in the program: the two classes seen last. */
typedef struct {
    /* Of each entry, if it is an ATTR_MEMBER or an ATTR_INSTANCE with a place in the values. */
    rt_attr_place fast[RT_ATTR_PLACES];
    rt_attr_entry entries[RT_ATTR_PLACES];
    uint32_t misses;
} rt_attr_cache;
_Static_assert(sizeof(rt_attr_cache) <= RT_ATTR_CACHE_SIZE, "generated code reserves less");

/* A place that keeps missing sees many classes: from then on it uses the tables below. */
#define RT_ATTR_PATIENCE 32

/* What is known beyond the caches of places, by class and name; one table for reading, one for
 * writing. Names are constants of the program, which live for ever. */
#define RT_ATTR_SHARED 256
typedef struct {
    PyObject *name;
    rt_attr_entry entry;
} rt_shared_attr;
RT_DATA rt_shared_attr rt_shared_attrs[2][RT_ATTR_SHARED];
typedef enum { ATTR_READ, ATTR_WRITE } rt_attr_access;

static inline rt_shared_attr *rt_shared_place(uint32_t version, PyObject *name,
                                              rt_attr_access access) {
    size_t hash = version * (size_t)31 ^ (uintptr_t)name >> 4;
    return &rt_shared_attrs[access][hash % RT_ATTR_SHARED];
}

/* borrowed; the entry for op's class and name, or NULL */
static inline rt_attr_entry *rt_attr_find(void *storage, PyObject *op, PyObject *name,
                                          rt_attr_access access) {
    rt_attr_cache *cache = storage;
    uint32_t version = Py_TYPE(op)->tp_version_tag;
    if (rt_likely(cache->entries[0].type_version == version)) {
        return &cache->entries[0];
    }
    if (cache->entries[1].type_version == version) {
        return &cache->entries[1];
    }
    if (rt_likely(cache->misses < RT_ATTR_PATIENCE)) {
        return NULL;
    }
    rt_shared_attr *shared = rt_shared_place(version, name, access);
    bool found = shared->name == name && shared->entry.type_version == version;
    return found ? &shared->entry : NULL;
}

/* Whether value went to the place, empty so far, that the instance has for the attribute. */
static inline bool rt_fill_place(PyObject *op, PyObject *value, rt_attr_cache *cache) {
    rt_attr_place *known = rt_known_place(op, cache->fast);
    PyObject **place = known == NULL ? NULL : rt_place_at(op, known, true);
    if (place == NULL || *place != NULL) {
        return false;
    }
    *place = Py_NewRef(value);
    if (known->offset >= 0) {
        rt_value_added(op, known->offset / (int32_t)sizeof(PyObject *));
    }
    return true;
}

/* ATTR_CLASS_VALUE. Whether that is what op, whose metaclass the entry is about, still has for the name: what a
 * class has may be of a class that gets a `__get__` later, of which no version tells. */
static inline bool rt_is_class_value(rt_attr_entry *entry, PyObject *op) {
    return entry->class_version == ((PyTypeObject *)op)->tp_version_tag &&
           rt_likely(Py_TYPE(entry->value)->tp_descr_get == NULL || PyFunction_Check(entry->value));
}

/* The version of a class, which must find name on it to have one; 0 if it cannot have one. */
RT_API uint32_t rt_class_version(PyTypeObject *type, PyObject *name);

/* Remember how op's class answers name, if it can be said; called after a miss. */
RT_API void rt_attr_remember(void *storage, PyObject *op, PyObject *name);
RT_API void rt_attr_remember_store(void *storage, PyObject *op, PyObject *name);

/* Whether the instance may have an attribute of its own that hides the class's. */
RT_API bool rt_attr_shadowed_slow(rt_attr_entry *entry, PyObject *op, PyObject *name);

/* Whether that is out of the question. */
static inline bool rt_attr_is_bare(rt_attr_entry *entry, PyObject *op) {
    if (entry->place != DICT_MANAGED) {
        return entry->place == DICT_NONE;
    }
    return entry->index == NO_INDEX && rt_instance_values(op) != NULL &&
           entry->known_keys == rt_count_shared_keys(Py_TYPE(op));
}

static inline bool rt_attr_shadowed(rt_attr_entry *entry, PyObject *op, PyObject *name) {
    return !rt_likely(rt_attr_is_bare(entry, op)) && rt_attr_shadowed_slow(entry, op, name);
}

#endif /* AOT_ATTR_H */
