/* SPDX-License-Identifier: Apache-2.0 */
/* dict/managed: where instances keep their __dict__.
 * Layout     a word before the object (Py_TPFLAGS_MANAGED_DICT) or at tp_dictoffset; NULL until it is
 *            needed. Instances of most classes begin with an array of values there (values.c), which
 *            becomes an ordinary dict when somebody asks for it.
 * Contract   docs.python.org/3/c-api/object.html, pycore_object.h, pycore_dict.h
 */
#include "pyi_values.h"
#include "table.h"

/* ---- the place --------------------------------------------------------------------------- */

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

/* where the dict is or will be; NULL when instances have none, or no memory is left for it */
PyObject **_PyObject_GetDictPtr(PyObject *op) {
    if (!is_managed(op)) {
        return computed_place(op);
    }
    PyObject **place = pyi_instance_dict_place(op);
    if (place == NULL) {
        PyErr_Clear();
    }
    return place;
}

#if PYI_312
PyObject **_PyObject_ComputedDictPointer(PyObject *op) { return computed_place(op); }
#else
PyObject **_PyObject_DictPointer(PyObject *op) { return _PyObject_GetDictPtr(op); }
#endif

/* ---- __dict__ ----------------------------------------------------------------------------- */

static PyObject **place_or_error(PyObject *op) {
    PyObject **place = pyi_instance_dict_place(op);
    if (place == NULL && !PyErr_Occurred()) {
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

/* An attribute in a dict; value NULL deletes it. KeyError when there is none to delete. */
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

/* The same for an instance of a class with a managed dict. */
static int store_attribute(PyObject *op, PyDictValues *values, PyObject *name, PyObject *value) {
    if (values != NULL && value != NULL && pyi_values_set(op, values, name, value)) {
        return 0;
    }
    PyObject **place = pyi_instance_dict_place(op);
    return place == NULL ? -1 : set_attribute(place, name, value);
}

#if PYI_313
int _PyObjectDict_SetItem(PyTypeObject *Py_UNUSED(type), PyObject *Py_UNUSED(op), PyObject **place,
                          PyObject *name, PyObject *value) {
    return set_attribute(place, name, value);
}

int _PyObject_StoreInstanceAttribute(PyObject *op, PyObject *name, PyObject *value) {
    return store_attribute(op, pyi_values_of(op), name, value);
}
#else
int _PyObjectDict_SetItem(PyTypeObject *Py_UNUSED(type), PyObject **place, PyObject *name,
                          PyObject *value) {
    return set_attribute(place, name, value);
}

int _PyObject_StoreInstanceAttribute(PyObject *op, PyDictValues *values, PyObject *name,
                                     PyObject *value) {
    return store_attribute(op, values, name, value);
}
#endif

int _PyObject_IsInstanceDictEmpty(PyObject *op) {
    PyObject **place = _PyObject_GetDictPtr(op);
    return place == NULL || *place == NULL || ((PyDictObject *)*place)->ma_used == 0;
}

/* ---- 3.13 ---------------------------------------------------------------------------------- */

#if PYI_313
int _PyObject_SetManagedDict(PyObject *op, PyObject *dict) {
    PyObject **place = pyi_instance_dict_place(op);
    if (place == NULL) {
        return -1;
    }
    Py_XSETREF(*place, Py_XNewRef(dict));
    return 0;
}

/* borrowed */
PyDictObject *_PyObject_MaterializeManagedDict(PyObject *op) {
    PyObject **place = pyi_instance_dict_place(op);
    return place == NULL ? NULL : (PyDictObject *)ensure_dict(place);
}

PyDictObject *_PyObject_MaterializeManagedDict_LockHeld(PyObject *op) {
    return _PyObject_MaterializeManagedDict(op);
}

int _PyDict_DetachFromObject(PyDictObject *Py_UNUSED(dict), PyObject *Py_UNUSED(op)) { return 0; }
#endif
