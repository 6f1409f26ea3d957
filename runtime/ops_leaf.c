/* SPDX-License-Identifier: Apache-2.0 */
/* ops_leaf.c: what leaf versions do (aot_build/lower/leaves.py).
 *
 * Nothing here runs Python code or sets an exception: what would have to is not done, and NULL or -1 says
 * so. Then the call begins again in the general version.
 */
#include "attr.h"
#include "leaf.h"

/* ---- attributes ------------------------------------------------------------------------------------ */

/* borrowed; the array of an instance that the entry knows the place in, or NULL */
static inline PyObject **known_values(rt_attr_entry *entry, PyObject *op, bool to_write) {
    if (entry->place != DICT_MANAGED || entry->index == NO_INDEX) {
        return NULL;
    }
    return to_write ? rt_writable_values(op) : rt_instance_values(op);
}

/* borrowed; the entry for op's class, NULL when there is none or the class has got new keys since it was made */
static inline rt_attr_entry *find_entry(void *cache, PyObject *op, PyObject *name, rt_attr_access access) {
    rt_attr_entry *entry = rt_attr_find(cache, op, name, access);
    bool is_old = entry != NULL && entry->kind == ATTR_INSTANCE && entry->place == DICT_MANAGED &&
                  entry->index == NO_INDEX && rt_has_shared_keys(Py_TYPE(op)) &&
                  entry->known_keys != rt_count_shared_keys(Py_TYPE(op));
    return is_old ? NULL : entry;
}

PyObject *rt_peek_attr_slow(PyObject *op, PyObject *name, void *cache) {
    rt_attr_entry *entry = find_entry(cache, op, name, ATTR_READ);
    if (entry == NULL) {
        rt_attr_remember(cache, op, name);
        return NULL;
    }
    switch (entry->kind) {
    case ATTR_INSTANCE: {
        PyObject **values = known_values(entry, op, false);
        return values == NULL ? NULL : Py_XNewRef(values[entry->index]);
    }
    case ATTR_MEMBER:
        return Py_XNewRef(*(PyObject **)((char *)op + entry->offset));
    case ATTR_VALUE:
        return Py_TYPE(entry->value)->tp_descr_get == NULL && rt_attr_is_bare(entry, op)
                   ? Py_NewRef(entry->value)
                   : NULL;
    case ATTR_CLASS_VALUE:
        return rt_is_class_value(entry, op) ? Py_NewRef(entry->value) : NULL;
    default:
        return NULL;
    }
}

/* borrowed; where the instance keeps the attribute, if it can be set there, or NULL */
static PyObject **place_of(rt_attr_entry *entry, PyObject *op) {
    if (entry->kind == ATTR_MEMBER) {
        return (PyObject **)((char *)op + entry->offset);
    }
    bool plain = entry->kind == ATTR_INSTANCE &&
                 (entry->value == NULL || Py_TYPE(entry->value)->tp_descr_set == NULL);
    PyObject **values = plain ? known_values(entry, op, true) : NULL;
    return values == NULL ? NULL : &values[entry->index];
}

static __attribute__((noinline)) int32_t place_attr(PyObject *op, PyObject *name, PyObject *value,
                                                    void *cache, bool plain_only) {
    rt_attr_entry *entry = find_entry(cache, op, name, ATTR_WRITE);
    if (entry == NULL) {
        rt_attr_remember_store(cache, op, name);
        return -1;
    }
    PyObject **place = place_of(entry, op);
    PyObject *old = place == NULL ? NULL : *place;
    if (place == NULL || (old != NULL && !(plain_only ? rt_is_plain(old) : rt_is_silent(old)))) {
        return -1;
    }
    *place = Py_NewRef(value);
    if (old != NULL) {
        rt_decref(old);
    } else if (entry->kind == ATTR_INSTANCE) {
        rt_value_added(op, entry->index);
    }
    return 0;
}

int32_t rt_place_attr_slow(PyObject *op, PyObject *name, PyObject *value, void *cache) {
    return rt_fill_place(op, value, cache) ? 0 : place_attr(op, name, value, cache, false);
}

int32_t rt_place_plain_attr_slow(PyObject *op, PyObject *name, PyObject *value, void *cache) {
    return rt_fill_place(op, value, cache) ? 0 : place_attr(op, name, value, cache, true);
}

/* ---- items ----------------------------------------------------------------------------------------- */

PyObject *rt_peek_index(PyObject *container, int64_t index) {
    if (!PyList_CheckExact(container) && !PyTuple_CheckExact(container)) {
        return NULL;
    }
    Py_ssize_t size = Py_SIZE(container);
    int64_t i = index < 0 ? index + size : index;
    if (i < 0 || i >= size) {
        return NULL;
    }
    return Py_NewRef(PyList_CheckExact(container) ? PyList_GET_ITEM(container, i)
                                                  : PyTuple_GET_ITEM(container, i));
}

PyObject *rt_peek_item(PyObject *container, PyObject *key) {
    if (!PyLong_CheckExact(key) || !rt_long_is_compact(key)) {
        return NULL;
    }
    return rt_peek_index(container, rt_long_compact_value(key));
}

/* ---- entries --------------------------------------------------------------------------------------- */

void rt_leaf_failed(uint32_t *failures) {
    ++*failures;
    if (PyErr_Occurred()) {
        PyErr_Clear(); /* no memory: the general version will see it, or not */
    }
}
