/* SPDX-License-Identifier: Apache-2.0 */
/* abstract/mapping: subscripts of any object, and the mapping protocol.
 * Contract   docs.python.org/3/c-api/mapping.html
 */
#include "containers.h"

static void null_argument(void) {
    if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_SystemError, "null argument to internal routine");
    }
}

PYI_COLD static void type_error(const char *format, PyObject *op) {
    PyErr_Format(PyExc_TypeError, format, Py_TYPE(op)->tp_name);
}

/* ---- subscripts -------------------------------------------------------------------------- */

/* A class: list[int] */
static PyObject *class_getitem(PyObject *type, PyObject *key) {
    if ((PyTypeObject *)type == &PyType_Type) {
        return Py_GenericAlias(type, key);
    }
    PyObject *method;
    if (_PyObject_LookupAttr(type, PYI_NAME("__class_getitem__"), &method) < 0) {
        return NULL;
    }
    if (method != NULL && method != Py_None) {
        PyObject *result = PyObject_CallOneArg(method, key);
        Py_DECREF(method);
        return result;
    }
    Py_XDECREF(method);
    PyErr_Format(PyExc_TypeError, "type '%.200s' is not subscriptable",
                 ((PyTypeObject *)type)->tp_name);
    return NULL;
}

/* an index as sequences take it; false with an exception */
static bool sequence_index(PyObject *key, Py_ssize_t *i) {
    if (!_PyIndex_Check(key)) {
        type_error("sequence index must be integer, not '%.200s'", key);
        return false;
    }
    *i = PyNumber_AsSsize_t(key, PyExc_IndexError);
    return *i != -1 || !PyErr_Occurred();
}

/* new; op[key] */
PyObject *PyObject_GetItem(PyObject *op, PyObject *key) {
    if (op == NULL || key == NULL) {
        null_argument();
        return NULL;
    }
    PyMappingMethods *mapping = Py_TYPE(op)->tp_as_mapping;
    if (mapping != NULL && mapping->mp_subscript != NULL) {
        return mapping->mp_subscript(op, key);
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_item != NULL) {
        Py_ssize_t i;
        return sequence_index(key, &i) ? PySequence_GetItem(op, i) : NULL;
    }
    if (PyType_Check(op)) {
        return class_getitem(op, key);
    }
    type_error("'%.200s' object is not subscriptable", op);
    return NULL;
}

/* op[key] = value; borrows all */
int PyObject_SetItem(PyObject *op, PyObject *key, PyObject *value) {
    if (op == NULL || key == NULL || value == NULL) {
        null_argument();
        return -1;
    }
    PyMappingMethods *mapping = Py_TYPE(op)->tp_as_mapping;
    if (mapping != NULL && mapping->mp_ass_subscript != NULL) {
        return mapping->mp_ass_subscript(op, key, value);
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && (sequence->sq_ass_item != NULL)) {
        Py_ssize_t i;
        return sequence_index(key, &i) ? PySequence_SetItem(op, i, value) : -1;
    }
    type_error("'%.200s' object does not support item assignment", op);
    return -1;
}

/* del op[key] */
int PyObject_DelItem(PyObject *op, PyObject *key) {
    if (op == NULL || key == NULL) {
        null_argument();
        return -1;
    }
    PyMappingMethods *mapping = Py_TYPE(op)->tp_as_mapping;
    if (mapping != NULL && mapping->mp_ass_subscript != NULL) {
        return mapping->mp_ass_subscript(op, key, NULL);
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && (sequence->sq_ass_item != NULL || PyIndex_Check(key))) {
        Py_ssize_t i;
        return sequence_index(key, &i) ? PySequence_DelItem(op, i) : -1;
    }
    type_error("'%.200s' object does not support item deletion", op);
    return -1;
}

int PyObject_DelItemString(PyObject *op, const char *key) {
    if (op == NULL || key == NULL) {
        null_argument();
        return -1;
    }
    PyObject *name = PyUnicode_FromString(key);
    if (name == NULL) {
        return -1;
    }
    int status = PyObject_DelItem(op, name);
    Py_DECREF(name);
    return status;
}

/* ---- the mapping protocol ---------------------------------------------------------------- */

int PyMapping_Check(PyObject *op) {
    return op != NULL && Py_TYPE(op)->tp_as_mapping != NULL &&
           Py_TYPE(op)->tp_as_mapping->mp_subscript != NULL;
}

Py_ssize_t PyMapping_Size(PyObject *op) {
    if (op == NULL) {
        null_argument();
        return -1;
    }
    PyMappingMethods *mapping = Py_TYPE(op)->tp_as_mapping;
    if (mapping != NULL && mapping->mp_length != NULL) {
        return mapping->mp_length(op);
    }
    PySequenceMethods *sequence = Py_TYPE(op)->tp_as_sequence;
    if (sequence != NULL && sequence->sq_length != NULL) {
        type_error("%.200s is not a mapping", op);
    } else {
        type_error("object of type '%.200s' has no len()", op);
    }
    return -1;
}

#undef PyMapping_Length
Py_ssize_t PyMapping_Length(PyObject *op) { return PyMapping_Size(op); }

/* new */
PyObject *PyMapping_GetItemString(PyObject *op, const char *key) {
    if (key == NULL) {
        null_argument();
        return NULL;
    }
    PyObject *name = PyUnicode_FromString(key);
    PyObject *value = name == NULL ? NULL : PyObject_GetItem(op, name);
    Py_XDECREF(name);
    return value;
}

int PyMapping_SetItemString(PyObject *op, const char *key, PyObject *value) {
    if (key == NULL) {
        null_argument();
        return -1;
    }
    PyObject *name = PyUnicode_FromString(key);
    int status = name == NULL ? -1 : PyObject_SetItem(op, name, value);
    Py_XDECREF(name);
    return status;
}

#if PYI_313
/* *result: new, NULL when missing; 1 found, 0 missing, -1 failed */
int PyMapping_GetOptionalItem(PyObject *op, PyObject *key, PyObject **result) {
    if (PyDict_CheckExact(op)) {
        return PyDict_GetItemRef(op, key, result);
    }
    *result = PyObject_GetItem(op, key);
    if (*result != NULL) {
        return 1;
    }
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

int PyMapping_GetOptionalItemString(PyObject *op, const char *key, PyObject **result) {
    PyObject *name = key == NULL ? NULL : PyUnicode_FromString(key);
    if (name == NULL) {
        null_argument();
        *result = NULL;
        return -1;
    }
    int found = PyMapping_GetOptionalItem(op, name, result);
    Py_DECREF(name);
    return found;
}

int PyMapping_HasKeyWithError(PyObject *op, PyObject *key) {
    PyObject *value;
    int found = PyMapping_GetOptionalItem(op, key, &value);
    Py_XDECREF(value);
    return found;
}

int PyMapping_HasKeyStringWithError(PyObject *op, const char *key) {
    PyObject *value;
    int found = PyMapping_GetOptionalItemString(op, key, &value);
    Py_XDECREF(value);
    return found;
}
#endif

/* Whether there is a value; every error means no. */
static int has_value(PyObject *value, const char *name) {
    if (value != NULL) {
        Py_DECREF(value);
        return 1;
    }
#if PYI_313
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_FormatUnraisable("Exception ignored in %s", name);
    }
#else
    (void)name;
#endif
    PyErr_Clear();
    return 0;
}

int PyMapping_HasKeyString(PyObject *op, const char *key) {
    return has_value(PyMapping_GetItemString(op, key),
                     "PyMapping_HasKeyString(); consider using PyMapping_HasKeyStringWithError(), "
                     "PyMapping_GetOptionalItemString() or PyMapping_GetItemString()");
}

int PyMapping_HasKey(PyObject *op, PyObject *key) {
    return has_value(PyObject_GetItem(op, key),
                     "PyMapping_HasKey(); consider using PyMapping_HasKeyWithError(), "
                     "PyMapping_GetOptionalItem() or PyObject_GetItem()");
}

/* new list of what op.name() has */
static PyObject *list_of_method(PyObject *op, PyObject *name) {
    PyObject *all = PyObject_CallMethodNoArgs(op, name);
    if (all == NULL) {
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(all);
    PyObject *list = NULL;
    if (iter != NULL) {
        list = PySequence_List(iter);
        Py_DECREF(iter);
    } else if (PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Format(PyExc_TypeError, "%.200s.%U() returned a non-iterable (type %.200s)",
                     Py_TYPE(op)->tp_name, name, Py_TYPE(all)->tp_name);
    }
    Py_DECREF(all);
    return list;
}

/* new list */
PyObject *PyMapping_Keys(PyObject *op) {
    if (op == NULL) {
        null_argument();
        return NULL;
    }
    return PyDict_CheckExact(op) ? PyDict_Keys(op) : list_of_method(op, PYI_NAME("keys"));
}

PyObject *PyMapping_Items(PyObject *op) {
    if (op == NULL) {
        null_argument();
        return NULL;
    }
    return PyDict_CheckExact(op) ? PyDict_Items(op) : list_of_method(op, PYI_NAME("items"));
}

PyObject *PyMapping_Values(PyObject *op) {
    if (op == NULL) {
        null_argument();
        return NULL;
    }
    return PyDict_CheckExact(op) ? PyDict_Values(op) : list_of_method(op, PYI_NAME("values"));
}
