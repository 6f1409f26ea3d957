/* SPDX-License-Identifier: Apache-2.0 */
/* dict/managed: where instances keep their __dict__.
 * Layout     a word before the object (Py_TPFLAGS_MANAGED_DICT) or at tp_dictoffset; NULL until it is
 *            needed. It is always an ordinary dict: there are no inline values and no shared keys, and
 *            the functions about those say that there is nothing.
 * Contract   docs.python.org/3/c-api/object.html, pycore_object.h, pycore_dict.h
 */
#include "table.h"

/* ---- the place --------------------------------------------------------------------------- */

static PyObject **managed_place(PyObject *op) {
#if PYI_313
    return (PyObject **)&_PyObject_ManagedDictPointer(op)->dict;
#elif PYI_312
    return &_PyObject_DictOrValuesPointer(op)->dict;
#else
    return _PyObject_ManagedDictPointer(op);
#endif
}

/* the number of its items; that of an int is not in ob_size since 3.12 */
static Py_ssize_t item_count(PyObject *op) {
#if PYI_312
    if (PyType_HasFeature(Py_TYPE(op), Py_TPFLAGS_LONG_SUBCLASS)) {
        return _PyLong_DigitCount((PyLongObject *)op);
    }
#endif
    Py_ssize_t n = ((PyVarObject *)op)->ob_size;
    return n < 0 ? -n : n;
}

/* by tp_dictoffset; NULL when instances have no __dict__ */
static PyObject **computed_place(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    Py_ssize_t offset = type->tp_dictoffset;
    if (offset == 0) {
        return NULL;
    }
    if (offset < 0) { /* after the items of an object of variable size */
        offset += (Py_ssize_t)_PyObject_VAR_SIZE(type, item_count(op));
    }
    return (PyObject **)((char *)op + offset);
}

static bool is_managed(PyObject *op) {
    return (Py_TYPE(op)->tp_flags & Py_TPFLAGS_MANAGED_DICT) != 0;
}

/* where the dict is or will be; NULL when instances have none */
PyObject **_PyObject_GetDictPtr(PyObject *op) {
    return is_managed(op) ? managed_place(op) : computed_place(op);
}

#if PYI_312
PyObject **_PyObject_ComputedDictPointer(PyObject *op) { return computed_place(op); }
#else
PyObject **_PyObject_DictPointer(PyObject *op) { return _PyObject_GetDictPtr(op); }
#endif

/* ---- __dict__ ----------------------------------------------------------------------------- */

static PyObject **place_or_error(PyObject *op) {
    PyObject **place = _PyObject_GetDictPtr(op);
    if (place == NULL) {
        PyErr_SetString(PyExc_AttributeError, "This object has no __dict__");
    }
    return place;
}

/* borrowed; made when it is not there yet */
static PyObject *ensure_dict(PyObject **place) {
    if (*place == NULL) {
        *place = PyDict_New();
    }
    return *place;
}

/* new */
PyObject *PyObject_GenericGetDict(PyObject *op, void *Py_UNUSED(context)) {
    PyObject **place = place_or_error(op);
    return place == NULL ? NULL : Py_XNewRef(ensure_dict(place));
}

int PyObject_GenericSetDict(PyObject *op, PyObject *value, void *Py_UNUSED(context)) {
    PyObject **place = place_or_error(op);
    if (place == NULL) {
        return -1;
    }
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "cannot delete __dict__");
        return -1;
    }
    if (!PyDict_Check(value)) {
        PyErr_Format(PyExc_TypeError, "__dict__ must be set to a dictionary, not a '%.200s'",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    Py_XSETREF(*place, Py_NewRef(value));
    return 0;
}

/* An attribute of an instance; value NULL deletes it. KeyError when there is none to delete. */
static int set_attribute(PyObject **place, PyObject *name, PyObject *value) {
    PyObject *dict = ensure_dict(place);
    if (dict == NULL) {
        return -1;
    }
    Py_INCREF(dict); /* the old value may run code that replaces the dict */
    int status = value == NULL ? PyDict_DelItem(dict, name) : PyDict_SetItem(dict, name, value);
    Py_DECREF(dict);
    return status;
}

#if PYI_313
int _PyObjectDict_SetItem(PyTypeObject *Py_UNUSED(type), PyObject *Py_UNUSED(op), PyObject **place,
                          PyObject *name, PyObject *value) {
    return set_attribute(place, name, value);
}

int _PyObject_StoreInstanceAttribute(PyObject *op, PyObject *name, PyObject *value) {
    return set_attribute(managed_place(op), name, value);
}
#else
int _PyObjectDict_SetItem(PyTypeObject *Py_UNUSED(type), PyObject **place, PyObject *name,
                          PyObject *value) {
    return set_attribute(place, name, value);
}

int _PyObject_StoreInstanceAttribute(PyObject *op, PyDictValues *Py_UNUSED(values), PyObject *name,
                                     PyObject *value) {
    return set_attribute(managed_place(op), name, value);
}
#endif

int _PyObject_IsInstanceDictEmpty(PyObject *op) {
    PyObject **place = _PyObject_GetDictPtr(op);
    return place == NULL || *place == NULL || ((PyDictObject *)*place)->ma_used == 0;
}

/* ---- for the collector ------------------------------------------------------------------- */

#if PYI_312
static inline int visit_managed(PyObject *op, visitproc visit, void *arg) {
    if (is_managed(op)) {
        Py_VISIT(*managed_place(op));
    }
    return 0;
}

static inline void clear_managed(PyObject *op) {
    if (is_managed(op)) {
        Py_CLEAR(*managed_place(op));
    }
}
#endif

/* ---- what versions differ in ------------------------------------------------------------- */

#if PYI_313
int PyObject_VisitManagedDict(PyObject *op, visitproc visit, void *arg) {
    return visit_managed(op, visit, arg);
}

void PyObject_ClearManagedDict(PyObject *op) { clear_managed(op); }

int _PyObject_SetManagedDict(PyObject *op, PyObject *dict) {
    Py_XSETREF(*managed_place(op), Py_XNewRef(dict));
    return 0;
}

/* borrowed */
PyDictObject *_PyObject_MaterializeManagedDict(PyObject *op) {
    return (PyDictObject *)ensure_dict(managed_place(op));
}

PyDictObject *_PyObject_MaterializeManagedDict_LockHeld(PyObject *op) {
    return _PyObject_MaterializeManagedDict(op);
}

int _PyDict_DetachFromObject(PyDictObject *Py_UNUSED(dict), PyObject *Py_UNUSED(op)) { return 0; }

void _PyObject_InitInlineValues(PyObject *Py_UNUSED(op), PyTypeObject *Py_UNUSED(type)) {}

bool _PyObject_TryGetInstanceAttribute(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(name),
                                       PyObject **Py_UNUSED(value)) {
    return false;
}
#else
int _PyObject_InitializeDict(PyObject *op) {
    if (is_managed(op)) {
        *managed_place(op) = NULL;
#if !PYI_312
        *_PyObject_ValuesPointer(op) = NULL;
#endif
    }
    return 0;
}

/* new */
PyObject *_PyObject_MakeDictFromInstanceAttributes(PyObject *Py_UNUSED(op),
                                                   PyDictValues *Py_UNUSED(values)) {
    return PyDict_New();
}

PyObject *_PyObject_GetInstanceAttribute(PyObject *Py_UNUSED(op), PyDictValues *Py_UNUSED(values),
                                         PyObject *Py_UNUSED(name)) {
    return NULL;
}

void _PyObject_FreeInstanceAttributes(PyObject *Py_UNUSED(op)) {}

#if PYI_312
int _PyObject_VisitManagedDict(PyObject *op, visitproc visit, void *arg) {
    return visit_managed(op, visit, arg);
}

void _PyObject_ClearManagedDict(PyObject *op) { clear_managed(op); }
#else
int _PyObject_VisitInstanceAttributes(PyObject *Py_UNUSED(op), visitproc Py_UNUSED(visit),
                                      void *Py_UNUSED(arg)) {
    return 0;
}

void _PyObject_ClearInstanceAttributes(PyObject *Py_UNUSED(op)) {}
#endif
#endif
