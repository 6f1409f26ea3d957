/* SPDX-License-Identifier: Apache-2.0 */
/* dict/values: attributes of instances in an array, until something needs a dict.
 * Layout     pyi_values.h
 * Contract   pycore_dict.h, pycore_object.h
 */
#include "pyi_values.h"

#include "table.h"

static PyDictKeysObject *shared_keys(PyObject *op) {
    return ((PyHeapTypeObject *)Py_TYPE(op))->ht_cached_keys;
}

/* ---- the order of insertion ---------------------------------------------------------------- */

static Py_ssize_t count_of(PyDictValues *values) {
#if PYI_313
    return values->size;
#else
    return ((uint8_t *)values)[-2];
#endif
}

/* which value came i-th */
static Py_ssize_t nth(PyDictValues *values, Py_ssize_t i) {
#if PYI_313
    return get_insertion_order_array(values)[i];
#else
    return ((uint8_t *)values)[-3 - i];
#endif
}

/* ---- storage -------------------------------------------------------------------------------- */

int pyi_values_prepare(PyTypeObject *type) {
    PyHeapTypeObject *heap = (PyHeapTypeObject *)type;
    if (heap->ht_cached_keys == NULL) {
        heap->ht_cached_keys = pyi_shared_keys_new();
    }
    return heap->ht_cached_keys == NULL ? -1 : 0;
}

/* How many values an instance made now has room for. Every further instance leaves one name less for
 * later: all names ever given a place have one in every array. */
static size_t next_capacity(PyDictKeysObject *keys) {
    if (keys->dk_usable > 1) {
        keys->dk_usable--;
    }
    return (size_t)(keys->dk_usable + keys->dk_nentries);
}

#if PYI_313
void _PyObject_InitInlineValues(PyObject *op, PyTypeObject *type) {
    PyDictKeysObject *keys = ((PyHeapTypeObject *)type)->ht_cached_keys;
    PyDictValues *values = _PyObject_InlineValues(op);
    size_t n = next_capacity(keys);
    values->capacity = (uint8_t)n;
    values->size = 0;
    values->embedded = 1;
    values->valid = 1;
    memset(values->values, 0, n * sizeof(PyObject *));
    _PyObject_ManagedDictPointer(op)->dict = NULL;
}
#else
static PyDictValues *values_new(PyDictKeysObject *keys) {
    size_t n = next_capacity(keys);
    size_t prefix = _Py_SIZE_ROUND_UP(n + 2, sizeof(PyObject *));
    char *memory = PyMem_Malloc(prefix + n * sizeof(PyObject *));
    if (memory == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    memset(memory, 0, prefix + n * sizeof(PyObject *));
    PyDictValues *values = (PyDictValues *)(memory + prefix);
    ((uint8_t *)values)[-1] = (uint8_t)prefix;
    return values;
}

static void attach(PyObject *op, PyDictValues *values) {
#  if PYI_312
    _PyDictOrValues_SetValues(_PyObject_DictOrValuesPointer(op), values);
#  else
    *_PyObject_ValuesPointer(op) = values;
    *_PyObject_ManagedDictPointer(op) = NULL;
#  endif
}

int _PyObject_InitializeDict(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    if (!(type->tp_flags & Py_TPFLAGS_MANAGED_DICT) || !(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return 0;
    }
    PyDictValues *values = pyi_values_prepare(type) < 0 ? NULL : values_new(shared_keys(op));
    if (values == NULL) {
        return -1;
    }
    attach(op, values);
    return 0;
}
#endif

/* The instance no longer has values; the caller drops them. */
static void detach(PyObject *op, PyDictValues *values) {
#if PYI_313
    (void)op;
    values->valid = 0;
#elif PYI_312
    (void)values;
    _PyObject_DictOrValuesPointer(op)->dict = NULL;
#else
    (void)values;
    *_PyObject_ValuesPointer(op) = NULL;
#endif
}

/* detached: nobody can reach the values but through this */
static void drop(PyDictValues *values) {
    Py_ssize_t n = count_of(values);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_DECREF(values->values[nth(values, i)]);
    }
#if !PYI_313
    PyMem_Free((char *)values - ((uint8_t *)values)[-1]);
#endif
}

/* ---- one attribute ----------------------------------------------------------------------------- */

PyObject *pyi_values_get(PyObject *op, PyDictValues *values, PyObject *name) {
    Py_ssize_t ix = _PyDictKeys_StringLookup(shared_keys(op), name);
    return ix < 0 ? NULL : values->values[ix];
}

bool pyi_values_set(PyObject *op, PyDictValues *values, PyObject *name, PyObject *value) {
    Py_ssize_t ix = pyi_shared_keys_place(shared_keys(op), name);
    if (ix < 0) {
        return false;
    }
    PyObject *old = values->values[ix];
    values->values[ix] = Py_NewRef(value);
    if (old == NULL) {
        _PyDictValues_AddToInsertionOrder(values, ix);
    } else {
        Py_DECREF(old);
    }
    return true;
}

/* ---- the dict ---------------------------------------------------------------------------------- */

static PyObject **managed_place(PyObject *op) {
#if PYI_313
    return (PyObject **)&_PyObject_ManagedDictPointer(op)->dict;
#elif PYI_312
    return &_PyObject_DictOrValuesPointer(op)->dict;
#else
    return _PyObject_ManagedDictPointer(op);
#endif
}

static int copy_values(PyObject *op, PyDictValues *values, PyObject *dict) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    PyDictUnicodeEntry *names = pyi_dict_entries(shared_keys(op));
    Py_ssize_t n = count_of(values);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *name = names[nth(values, i)].me_key;
        if (pyi_dict_append(interp, (PyDictObject *)dict, Py_NewRef(name), pyi_dict_str_hash(name),
                            Py_NewRef(values->values[nth(values, i)])) < 0) {
            return -1;
        }
    }
    return 0;
}

/* 0, or -1 with MemoryError and nothing changed */
static int make_dict(PyObject *op) {
    PyObject *dict = PyDict_New(); /* may collect, so that other code runs */
    PyDictValues *values = dict == NULL ? NULL : pyi_values_of(op);
    if (values == NULL) {
        Py_XDECREF(dict);
        return dict == NULL ? -1 : 0;
    }
    if (copy_values(op, values, dict) < 0) {
        Py_DECREF(dict);
        return -1;
    }
    detach(op, values);
    *managed_place(op) = dict;
    drop(values);
    return 0;
}

PyObject **pyi_instance_dict_place(PyObject *op) {
    if (!(Py_TYPE(op)->tp_flags & Py_TPFLAGS_MANAGED_DICT)) {
        return _PyObject_GetDictPtr(op);
    }
    return pyi_values_of(op) != NULL && make_dict(op) < 0 ? NULL : managed_place(op);
}

/* ---- for the collector --------------------------------------------------------------------------- */

int pyi_managed_visit(PyObject *op, visitproc visit, void *arg) {
    PyDictValues *values = pyi_values_of(op);
    if (values == NULL) {
        Py_VISIT(*managed_place(op));
        return 0;
    }
    Py_ssize_t n = count_of(values);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_VISIT(values->values[nth(values, i)]);
    }
    return 0;
}

void pyi_managed_clear(PyObject *op) {
    PyDictValues *values = pyi_values_of(op);
    if (values == NULL) {
        Py_CLEAR(*managed_place(op));
        return;
    }
    detach(op, values);
    drop(values);
}

/* ---- what versions differ in ---------------------------------------------------------------------- */

#if PYI_313
int PyObject_VisitManagedDict(PyObject *op, visitproc visit, void *arg) {
    return Py_TYPE(op)->tp_flags & Py_TPFLAGS_MANAGED_DICT ? pyi_managed_visit(op, visit, arg) : 0;
}

void PyObject_ClearManagedDict(PyObject *op) {
    if (Py_TYPE(op)->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        pyi_managed_clear(op);
    }
}

bool _PyObject_TryGetInstanceAttribute(PyObject *op, PyObject *name, PyObject **value) {
    PyDictValues *values = pyi_values_of(op);
    *value = values == NULL ? NULL : Py_XNewRef(pyi_values_get(op, values, name));
    return values != NULL;
}
#else
/* new */
PyObject *_PyObject_MakeDictFromInstanceAttributes(PyObject *op, PyDictValues *values) {
    PyObject *dict = PyDict_New();
    if (dict != NULL && copy_values(op, values, dict) < 0) {
        Py_CLEAR(dict);
    }
    return dict;
}

/* new, or NULL without an exception */
PyObject *_PyObject_GetInstanceAttribute(PyObject *op, PyDictValues *values, PyObject *name) {
    return Py_XNewRef(pyi_values_get(op, values, name));
}

#  if PYI_312
void _PyObject_FreeInstanceAttributes(PyObject *op) {
    if (pyi_values_of(op) != NULL) {
        pyi_managed_clear(op);
    }
}

int _PyObject_VisitManagedDict(PyObject *op, visitproc visit, void *arg) {
    return Py_TYPE(op)->tp_flags & Py_TPFLAGS_MANAGED_DICT ? pyi_managed_visit(op, visit, arg) : 0;
}

void _PyObject_ClearManagedDict(PyObject *op) {
    if (Py_TYPE(op)->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        pyi_managed_clear(op);
    }
}
#  else
void _PyObject_FreeInstanceAttributes(PyObject *op) { _PyObject_ClearInstanceAttributes(op); }

int _PyObject_VisitInstanceAttributes(PyObject *op, visitproc visit, void *arg) {
    return pyi_values_of(op) == NULL ? 0 : pyi_managed_visit(op, visit, arg);
}

void _PyObject_ClearInstanceAttributes(PyObject *op) {
    if (pyi_values_of(op) != NULL) {
        pyi_managed_clear(op);
    }
}
#  endif
#endif
