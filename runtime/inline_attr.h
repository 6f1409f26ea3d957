/* SPDX-License-Identifier: Apache-2.0 */
/* inline_attr.h: attributes that instances keep in __slots__ or an array of values (attr_3xx.h), in line.
 *
 * The first words of a cache say where instances of the two classes seen last keep the attribute, if
 * nothing of that name in the class goes before. Everything else is ops_attr.c's.
 */
#ifndef AOT_INLINE_ATTR_H
#define AOT_INLINE_ATTR_H

#include "rt.h"

#define Py_BUILD_CORE 1
#undef _PyObject_LookupSpecial /* a macro for old extensions and a function share this name */
#include <internal/pycore_dict.h>
#include <internal/pycore_object.h>
#undef Py_BUILD_CORE

typedef struct {
    uint32_t unversion; /* ~tp_version_tag of the class; 0 when there is none: no tag is ~0 */
    int32_t offset;     /* in bytes: in the array, or negated in the instance itself, for __slots__ */
} rt_attr_place;
#define RT_ATTR_PLACES 2 /* at the beginning of a cache */

/* new, or NULL with an exception; name: interned */
RT_API PyObject *rt_get_attr_slow(PyObject *op, PyObject *name, void *cache);
RT_API int32_t rt_set_attr_slow(PyObject *op, PyObject *name, PyObject *value, void *cache);

/* borrowed; the array of an instance of a class that has a managed dict, NULL when a dict is used.
 * to_write: NULL also when a dict would have to know of what is written */
RT_INLINE char *rt_values_of(PyObject *op, bool to_write) {
#if PY_VERSION_HEX < 0x030C0000
    (void)to_write;
    PyDictValues *values = *_PyObject_ValuesPointer(op);
    return values == NULL ? NULL : (char *)values->values;
#elif PY_VERSION_HEX < 0x030D0000
    (void)to_write;
    PyDictOrValues place = *_PyObject_DictOrValuesPointer(op);
    return _PyDictOrValues_IsValues(place) ? (char *)_PyDictOrValues_GetValues(place)->values
                                           : NULL;
#else
    if (to_write && _PyObject_GetManagedDict(op) != NULL) {
        return NULL;
    }
    PyDictValues *values = (PyDictValues *)((char *)op + Py_TYPE(op)->tp_basicsize);
    return values->valid ? (char *)values->values : NULL;
#endif
}

/* As rt_value_added of attr_3xx.h, which generated code does not see. */
RT_INLINE void rt_value_placed(PyObject *op, Py_ssize_t index) {
#if PY_VERSION_HEX < 0x030C0000
    PyDictValues *values = *_PyObject_ValuesPointer(op);
#elif PY_VERSION_HEX < 0x030D0000
    PyDictValues *values = _PyDictOrValues_GetValues(*_PyObject_DictOrValuesPointer(op));
#else
    PyDictValues *values = _PyObject_InlineValues(op);
#endif
    _PyDictValues_AddToInsertionOrder(values, index);
}

/* borrowed; what is known of the class of op, or NULL */
RT_INLINE rt_attr_place *rt_known_place(PyObject *op, rt_attr_place *places) {
    uint32_t unversion = ~Py_TYPE(op)->tp_version_tag;
    if (rt_likely(unversion == places[0].unversion)) {
        return &places[0];
    }
    return unversion == places[1].unversion ? &places[1] : NULL;
}

/* borrowed; NULL when what is known of the class does not hold for this instance */
RT_INLINE PyObject **rt_place_at(PyObject *op, rt_attr_place *known, bool to_write) {
    if (known->offset < 0) {
        return (PyObject **)((char *)op - known->offset);
    }
    char *values = rt_values_of(op, to_write);
    return rt_unlikely(values == NULL) ? NULL : (PyObject **)(values + known->offset);
}

/* borrowed; where the instance has room for the attribute, NULL when that is not known */
RT_INLINE PyObject **rt_place_in(PyObject *op, rt_attr_place *places, bool to_write) {
    rt_attr_place *known = rt_known_place(op, places);
    return rt_unlikely(known == NULL) ? NULL : rt_place_at(op, known, to_write);
}

/* new; NULL without an exception when the cache does not say where the attribute is */
RT_INLINE PyObject *rt_known_attr(PyObject *op, void *cache) {
    PyObject **place = rt_place_in(op, cache, false);
    return rt_likely(place != NULL) ? Py_XNewRef(*place) : NULL;
}

/* 1 when it was stored; 0 when the cache does not say where the attribute is */
RT_INLINE int32_t rt_set_known_attr(PyObject *op, PyObject *value, void *cache) {
    PyObject **place = rt_place_in(op, cache, true);
    PyObject *old = place == NULL ? NULL : *place;
    if (rt_unlikely(old == NULL)) {
        return 0;
    }
    *place = Py_NewRef(value);
    rt_decref(old);
    return 1;
}

RT_INLINE PyObject *rt_get_attr(PyObject *op, PyObject *name, void *cache) {
    PyObject *value = rt_known_attr(op, cache);
    return rt_likely(value != NULL) ? value : rt_get_attr_slow(op, name, cache);
}

RT_INLINE int32_t rt_set_attr(PyObject *op, PyObject *name, PyObject *value, void *cache) {
    return rt_set_known_attr(op, value, cache) ? 0 : rt_set_attr_slow(op, name, value, cache);
}

/* ---- in leaves (ops_leaf.c): nothing but what nobody can notice, else NULL or -1 without an exception -- */

/* new */
RT_API PyObject *rt_peek_attr_slow(PyObject *op, PyObject *name, void *cache);
RT_API int32_t rt_place_attr_slow(PyObject *op, PyObject *name, PyObject *value, void *cache);
RT_API int32_t rt_place_plain_attr_slow(PyObject *op, PyObject *name, PyObject *value, void *cache);

/* Whether nobody can tell when the last reference to op goes. */
RT_INLINE bool rt_is_plain(PyObject *op) {
    return PyFloat_CheckExact(op) || PyLong_CheckExact(op) || PyUnicode_CheckExact(op) ||
           PyBool_Check(op) || op == Py_None;
}

/* Whether nobody can tell when one reference less is held to op. */
RT_INLINE bool rt_is_silent(PyObject *op) { return Py_REFCNT(op) > 1 || rt_is_plain(op); }

RT_INLINE PyObject *rt_peek_attr(PyObject *op, PyObject *name, void *cache) {
    PyObject *value = rt_known_attr(op, cache);
    return rt_likely(value != NULL) ? value : rt_peek_attr_slow(op, name, cache);
}

/* borrowed; where the instance has the attribute, NULL when that is not known or it has none */
RT_INLINE PyObject **rt_filled_place(PyObject *op, rt_attr_place *places) {
    PyObject **place = rt_place_in(op, places, true);
    return place != NULL && *place != NULL ? place : NULL;
}

RT_INLINE int32_t rt_place_attr(PyObject *op, PyObject *name, PyObject *value, void *cache) {
    rt_attr_place *known = rt_known_place(op, cache);
    PyObject **place = rt_unlikely(known == NULL) ? NULL : rt_place_at(op, known, true);
    if (rt_unlikely(place == NULL)) {
        return rt_place_attr_slow(op, name, value, cache);
    }
    PyObject *old = *place;
    if (old == NULL) { /* as in most of what __init__ sets */
        *place = Py_NewRef(value);
        if (known->offset >= 0) {
            rt_value_placed(op, known->offset / (int32_t)sizeof(PyObject *));
        }
        return 0;
    }
    if (rt_likely(rt_is_silent(old))) {
        *place = Py_NewRef(value);
        rt_decref(old);
        return 0;
    }
    return rt_place_attr_slow(op, name, value, cache);
}

/* The same where something else may be the last to hold what the attribute held. */
RT_INLINE int32_t rt_place_plain_attr(PyObject *op, PyObject *name, PyObject *value, void *cache) {
    PyObject **place = rt_filled_place(op, cache);
    if (rt_likely(place != NULL && rt_is_plain(*place))) {
        PyObject *old = *place;
        *place = Py_NewRef(value);
        rt_decref(old);
        return 0;
    }
    return rt_place_plain_attr_slow(op, name, value, cache);
}

#endif /* AOT_INLINE_ATTR_H */
