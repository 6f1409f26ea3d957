/* SPDX-License-Identifier: Apache-2.0 */
/* attr_312.h: where CPython 3.12 keeps the attributes of an instance.
 *
 * A word before the object of a class with a managed dict: an array of values, whose keys are shared
 * by the instances of the class, or else a dict; the lowest bit tells. Shared keys are never removed or reordered,
 * so the place of a name in the array is good for ever, and a name that is not among the first n
 * keys is not there as long as there are n keys.
 */
#define Py_BUILD_CORE 1
#undef _PyObject_LookupSpecial /* a macro for old extensions and a function share this name */
#include <internal/pycore_dict.h>
#include <internal/pycore_object.h>
#undef Py_BUILD_CORE

/* borrowed; the same array once a dict was made that took it over */
static inline PyObject **rt_values_of_dict(PyTypeObject *type, PyObject *dict) {
    PyDictObject *op = (PyDictObject *)dict;
    bool shares = op != NULL && op->ma_values != NULL &&
                  op->ma_keys == ((PyHeapTypeObject *)type)->ht_cached_keys;
    return shares ? op->ma_values->values : NULL;
}

/* borrowed; the array of values, NULL when the attributes are in a dict of their own */
static inline PyObject **rt_instance_values(PyObject *op) {
    PyDictOrValues place = *_PyObject_DictOrValuesPointer(op);
    return _PyDictOrValues_IsValues(place)
               ? _PyDictOrValues_GetValues(place)->values
               : rt_values_of_dict(Py_TYPE(op), _PyDictOrValues_GetDict(place));
}

/* The same if values may also be added or replaced there, which a dict would have to know of. */
static inline PyObject **rt_writable_values(PyObject *op) {
    PyDictOrValues place = *_PyObject_DictOrValuesPointer(op);
    return _PyDictOrValues_IsValues(place) ? _PyDictOrValues_GetValues(place)->values : NULL;
}

/* Must follow when an empty place got a value. */
static inline void rt_value_added(PyObject *op, Py_ssize_t index) {
    PyDictOrValues place = *_PyObject_DictOrValuesPointer(op);
    _PyDictValues_AddToInsertionOrder(_PyDictOrValues_GetValues(place), index);
}

/* Must follow when no place has a value any more. */
static inline void rt_values_emptied(PyObject *op) {
    PyDictValues *values = _PyDictOrValues_GetValues(*_PyObject_DictOrValuesPointer(op));
    ((uint8_t *)values)[-2] = 0;
}

/* The memory of the array of an instance that ended with it. */
static inline void rt_values_free(PyObject *op) {
    PyDictValues *values = _PyDictOrValues_GetValues(*_PyObject_DictOrValuesPointer(op));
    PyMem_Free((char *)values - ((uint8_t *)values)[-1]);
}

/* borrowed; NULL when there is none (yet) */
static inline PyObject *rt_instance_dict(PyObject *op) {
    PyDictOrValues place = *_PyObject_DictOrValuesPointer(op);
    return _PyDictOrValues_IsValues(place) ? NULL : _PyDictOrValues_GetDict(place);
}

/* type has a managed dict. Whether its instances can have an array of values. */
static inline bool rt_has_shared_keys(PyTypeObject *type) {
    return ((PyHeapTypeObject *)type)->ht_cached_keys != NULL;
}

static inline uint32_t rt_count_shared_keys(PyTypeObject *type) {
    return (uint32_t)((PyHeapTypeObject *)type)->ht_cached_keys->dk_nentries;
}

static inline PyObject *rt_shared_key(PyTypeObject *type, uint32_t index) {
    return DK_UNICODE_ENTRIES(((PyHeapTypeObject *)type)->ht_cached_keys)[index].me_key;
}
