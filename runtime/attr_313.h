/* SPDX-License-Identifier: Apache-2.0 */
/* attr_313.h: where CPython 3.13 keeps the attributes of an instance.
 *
 * A class with a managed dict has a word for it before the object; most have an array of values, whose
 * keys are shared by the instances of the class, right behind the object. Both can be in use: then
 * the dict reads and writes that array, and counts what is in it. Shared keys are never removed or reordered,
 * so the place of a name in the array is good for ever, and a name that is not among the first n
 * keys is not there as long as there are n keys.
 */
#define Py_BUILD_CORE 1
#include <internal/pycore_dict.h>
#include <internal/pycore_object.h>
#undef Py_BUILD_CORE

/* borrowed; the array of values, NULL when the attributes are in a dict of their own */
static inline PyObject **rt_instance_values(PyObject *op) {
    if (!(Py_TYPE(op)->tp_flags & Py_TPFLAGS_INLINE_VALUES)) {
        return NULL;
    }
    PyDictValues *values = _PyObject_InlineValues(op);
    return values->valid ? values->values : NULL;
}

/* The same if values may also be added or replaced there, which a dict would have to know of. */
static inline PyObject **rt_writable_values(PyObject *op) {
    return _PyObject_GetManagedDict(op) == NULL ? rt_instance_values(op) : NULL;
}

/* Must follow when an empty place got a value. */
static inline void rt_value_added(PyObject *op, Py_ssize_t index) {
    _PyDictValues_AddToInsertionOrder(_PyObject_InlineValues(op), index);
}

/* Must follow when no place has a value any more. */
static inline void rt_values_emptied(PyObject *op) {
    _PyObject_InlineValues(op)->size = 0;
}

/* The memory of the array of an instance that ended with it: that goes with the instance's. */
static inline void rt_values_free(PyObject *op) { (void)op; }

/* borrowed; NULL when there is none (yet) */
static inline PyObject *rt_instance_dict(PyObject *op) {
    return (PyObject *)_PyObject_GetManagedDict(op);
}

/* type has a managed dict. Whether its instances can have an array of values: not before there is one in
 * standalone programs, where instances of another class may have become its own. */
static inline bool rt_has_shared_keys(PyTypeObject *type) {
    return (type->tp_flags & Py_TPFLAGS_INLINE_VALUES) != 0 &&
           ((PyHeapTypeObject *)type)->ht_cached_keys != NULL;
}

static inline uint32_t rt_count_shared_keys(PyTypeObject *type) {
    return (uint32_t)((PyHeapTypeObject *)type)->ht_cached_keys->dk_nentries;
}

static inline PyObject *rt_shared_key(PyTypeObject *type, uint32_t index) {
    return DK_UNICODE_ENTRIES(((PyHeapTypeObject *)type)->ht_cached_keys)[index].me_key;
}
