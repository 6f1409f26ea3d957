/* SPDX-License-Identifier: Apache-2.0 */
/* attr: reading and writing attributes of objects (those of types are in type/attr.c).
 *
 * Contract   docs.python.org/3/c-api/object.html, howto/descriptor.html
 */
#include "pyi.h"

#include "pyi_values.h"
#include "type.h"

/* ---- names ------------------------------------------------------------------------------------------- */

static bool is_name(PyObject *name) {
    if (pyi_likely(PyUnicode_Check(name))) {
        return true;
    }
    PyErr_Format(PyExc_TypeError, "attribute name must be string, not '%.200s'",
                 Py_TYPE(name)->tp_name);
    return false;
}

/* AttributeError.name and .obj, for suggestions; only if they are not set. Exceptions in it are dropped. */
void pyi_attr_blame(PyObject *op, PyObject *name) {
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (value != NULL && PyObject_TypeCheck(value, (PyTypeObject *)PyExc_AttributeError)) {
        PyAttributeErrorObject *error = (PyAttributeErrorObject *)value;
        if (error->name == NULL && error->obj == NULL) {
            error->name = Py_NewRef(name);
            error->obj = Py_NewRef(op);
        }
    }
    PyErr_Restore(type, value, traceback);
}

static void no_attribute(PyObject *op, PyObject *name) {
    PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute '%U'",
                 Py_TYPE(op)->tp_name, name);
    pyi_attr_blame(op, name);
}

/* ---- the generic lookup --------------------------------------------------------------------------------- */

/* New: what is in the instance's own dict, NULL without an exception when it is not there or there is none. */
static PyObject *get_from_dict(PyObject *dict, PyObject *name) {
    Py_INCREF(dict); /* a comparison of keys could drop it */
    PyObject *value = Py_XNewRef(PyDict_GetItemWithError(dict, name));
    Py_DECREF(dict);
    return value;
}

/* New: the instance's own attribute; NULL without an exception when there is none. */
static PyObject *get_own(PyObject *op, PyObject *name) {
    PyDictValues *values = pyi_values_of(op);
    if (values != NULL && PyUnicode_CheckExact(name)) {
        return Py_XNewRef(pyi_values_get(op, values, name));
    }
    PyObject **place = pyi_instance_dict_place(op);
    return place == NULL || *place == NULL ? NULL : get_from_dict(*place, name);
}

/* New, or NULL: with AttributeError unless *quiet*, or with another exception. */
static PyObject *generic_get(PyObject *op, PyObject *name, PyObject *dict, bool quiet) {
    PyTypeObject *type = Py_TYPE(op);
    if (!is_name(name) || (type->tp_dict == NULL && pyi_type_ensure_dict(type) < 0)) {
        return NULL;
    }
    PyObject *descr = Py_XNewRef(_PyType_Lookup(type, name));
    descrgetfunc get = descr == NULL ? NULL : Py_TYPE(descr)->tp_descr_get;
    PyObject *result = NULL;
    if (get != NULL && Py_TYPE(descr)->tp_descr_set != NULL) {
        result = get(descr, op, (PyObject *)type);
        goto done;
    }
    result = dict != NULL ? get_from_dict(dict, name) : get_own(op, name);
    if (result != NULL || PyErr_Occurred()) {
        goto done;
    }
    if (get != NULL) {
        result = get(descr, op, (PyObject *)type);
    } else if (descr != NULL) {
        return descr;
    } else if (!quiet) {
        no_attribute(op, name);
    }
done:
    if (result == NULL && quiet && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
    }
    Py_XDECREF(descr);
    return result;
}

PyObject *_PyObject_GenericGetAttrWithDict(PyObject *op, PyObject *name, PyObject *dict, int quiet) {
    return generic_get(op, name, dict, quiet != 0);
}

PyObject *PyObject_GenericGetAttr(PyObject *op, PyObject *name) {
    return generic_get(op, name, NULL, false);
}

/* ---- the generic store ------------------------------------------------------------------------------------- */

static void cannot_store(PyObject *op, PyObject *name, bool known) {
    const char *type = Py_TYPE(op)->tp_name;
    if (known) {
        PyErr_Format(PyExc_AttributeError, "'%.100s' object attribute '%U' is read-only", type, name);
    } else {
#if PYI_313
        const char *why = _PyObject_GetDictPtr(op) == NULL
                              ? " and no __dict__ for setting new attributes"
                              : "";
        PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute '%U'%s", type, name,
                     why);
        pyi_attr_blame(op, name);
#else
        PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute '%U'", type, name);
#endif
    }
}

/* 0, -1 with an exception; a missing key when deleting is an AttributeError of *op* */
static int store_in_dict(PyObject *op, PyObject *dict, PyObject *name, PyObject *value) {
    Py_INCREF(dict);
    int status = value != NULL ? PyDict_SetItem(dict, name, value) : PyDict_DelItem(dict, name);
    Py_DECREF(dict);
    if (status < 0 && value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Clear();
        PyErr_Format(PyExc_AttributeError, "'%.100s' object has no attribute '%U'",
                     Py_TYPE(op)->tp_name, name);
#if PYI_313
        pyi_attr_blame(op, name);
#endif
    }
    return status;
}

/* An attribute of the instance's own; *known*: the class has it too, without a say in this. */
static int store_own(PyObject *op, PyObject *name, PyObject *value, bool known) {
    PyDictValues *values = value == NULL ? NULL : pyi_values_of(op);
    if (values != NULL && pyi_values_set(op, values, name, value)) {
        return 0;
    }
    PyObject **place = pyi_instance_dict_place(op);
    if (place != NULL && *place == NULL && value != NULL) {
        *place = PyDict_New();
    }
    if (place != NULL && *place != NULL) {
        return store_in_dict(op, *place, name, value);
    }
    if (!PyErr_Occurred()) {
        cannot_store(op, name, known && place == NULL);
    }
    return -1;
}

static int generic_set(PyObject *op, PyObject *name, PyObject *value, PyObject *dict) {
    PyTypeObject *type = Py_TYPE(op);
    if (!is_name(name) || (type->tp_dict == NULL && pyi_type_ensure_dict(type) < 0)) {
        return -1;
    }
    Py_INCREF(name);
    Py_INCREF(type);
    PyObject *descr = Py_XNewRef(_PyType_Lookup(type, name));
    descrsetfunc set = descr == NULL ? NULL : Py_TYPE(descr)->tp_descr_set;
    int status;
    if (set != NULL) {
        status = set(descr, op, value);
    } else if (dict != NULL) {
        status = store_in_dict(op, dict, name, value);
    } else {
        status = store_own(op, name, value, descr != NULL);
    }
    Py_XDECREF(descr);
    Py_DECREF(type);
    Py_DECREF(name);
    return status;
}

int _PyObject_GenericSetAttrWithDict(PyObject *op, PyObject *name, PyObject *value, PyObject *dict) {
    return generic_set(op, name, value, dict);
}

int PyObject_GenericSetAttr(PyObject *op, PyObject *name, PyObject *value) {
    return generic_set(op, name, value, NULL);
}

/* ---- attributes of any object ---------------------------------------------------------------------------- */

PyObject *PyObject_GetAttr(PyObject *op, PyObject *name) {
    PyTypeObject *type = Py_TYPE(op);
    if (!is_name(name)) {
        return NULL;
    }
    PyObject *result = NULL;
    if (type->tp_getattro != NULL) {
        result = type->tp_getattro(op, name);
    } else if (type->tp_getattr != NULL) {
        const char *utf8 = PyUnicode_AsUTF8(name);
        result = utf8 == NULL ? NULL : type->tp_getattr(op, (char *)utf8);
    } else {
        no_attribute(op, name);
    }
    if (result == NULL) {
        pyi_attr_blame(op, name);
    }
    return result;
}

/* 1 with *result new, 0 when there is no such attribute, -1 on another exception */
static int get_optional(PyObject *op, PyObject *name, PyObject **result) {
    PyTypeObject *type = Py_TYPE(op);
    *result = NULL;
    if (!is_name(name)) {
        return -1;
    }
    if (type->tp_getattro == PyObject_GenericGetAttr) {
        *result = generic_get(op, name, NULL, true);
        return *result != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
    }
    *result = PyObject_GetAttr(op, name);
    if (*result != NULL) {
        return 1;
    }
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

#if PYI_313
int PyObject_GetOptionalAttr(PyObject *op, PyObject *name, PyObject **result) {
    return get_optional(op, name, result);
}

int PyObject_GetOptionalAttrString(PyObject *op, const char *text, PyObject **result) {
    PyObject *name = PyUnicode_FromString(text);
    *result = NULL;
    int found = name == NULL ? -1 : get_optional(op, name, result);
    Py_XDECREF(name);
    return found;
}

int PyObject_HasAttrWithError(PyObject *op, PyObject *name) {
    PyObject *value;
    int found = get_optional(op, name, &value);
    Py_XDECREF(value);
    return found;
}

int PyObject_HasAttrStringWithError(PyObject *op, const char *text) {
    PyObject *value;
    int found = PyObject_GetOptionalAttrString(op, text, &value);
    Py_XDECREF(value);
    return found;
}
#else
int _PyObject_LookupAttr(PyObject *op, PyObject *name, PyObject **result) {
    return get_optional(op, name, result);
}
int _PyObject_LookupAttrId(PyObject *op, _Py_Identifier *id, PyObject **result) {
    PyObject *name = _PyUnicode_FromId(id); /* borrowed */
    *result = NULL;
    return name == NULL ? -1 : get_optional(op, name, result);
}
#endif

int PyObject_HasAttr(PyObject *op, PyObject *name) {
    PyObject *value;
    int found = get_optional(op, name, &value);
    Py_XDECREF(value);
    if (found < 0) {
        PyErr_Clear();
    }
    return found > 0;
}

int PyObject_SetAttr(PyObject *op, PyObject *name, PyObject *value) {
    PyTypeObject *type = Py_TYPE(op);
    if (!is_name(name)) {
        return -1;
    }
    Py_INCREF(name);
    PyUnicode_InternInPlace(&name);
    int status = -1;
    if (type->tp_setattro != NULL) {
        status = type->tp_setattro(op, name, value);
    } else if (type->tp_setattr != NULL) {
        const char *utf8 = PyUnicode_AsUTF8(name);
        status = utf8 == NULL ? -1 : type->tp_setattr(op, (char *)utf8, value);
    } else {
        bool readable = type->tp_getattr != NULL || type->tp_getattro != NULL;
        PyErr_Format(PyExc_TypeError, "'%.100s' object has %s attributes (%s .%U)", type->tp_name,
                     readable ? "only read-only" : "no", value == NULL ? "del" : "assign to", name);
    }
    Py_DECREF(name);
    return status;
}

/* ---- names as C strings ------------------------------------------------------------------------------------ */

PyObject *PyObject_GetAttrString(PyObject *op, const char *text) {
    PyObject *name = PyUnicode_FromString(text);
    PyObject *result = name == NULL ? NULL : PyObject_GetAttr(op, name);
    Py_XDECREF(name);
    return result;
}

int PyObject_HasAttrString(PyObject *op, const char *text) {
    PyObject *name = PyUnicode_FromString(text);
    if (name == NULL) {
        PyErr_Clear();
        return 0;
    }
    int found = PyObject_HasAttr(op, name);
    Py_DECREF(name);
    return found;
}

int PyObject_SetAttrString(PyObject *op, const char *text, PyObject *value) {
    PyObject *name = PyUnicode_InternFromString(text);
    int status = name == NULL ? -1 : PyObject_SetAttr(op, name, value);
    Py_XDECREF(name);
    return status;
}

#if PYI_313
#  undef PyObject_DelAttr
#  undef PyObject_DelAttrString
int PyObject_DelAttr(PyObject *op, PyObject *name) { return PyObject_SetAttr(op, name, NULL); }
int PyObject_DelAttrString(PyObject *op, const char *name) {
    return PyObject_SetAttrString(op, name, NULL);
}
#endif

PyObject *_PyObject_GetAttrId(PyObject *op, _Py_Identifier *id) {
    PyObject *name = _PyUnicode_FromId(id);
    return name == NULL ? NULL : PyObject_GetAttr(op, name);
}

#if !PYI_312
int _PyObject_SetAttrId(PyObject *op, _Py_Identifier *id, PyObject *value) {
    PyObject *name = _PyUnicode_FromId(id);
    return name == NULL ? -1 : PyObject_SetAttr(op, name, value);
}
#endif

/* ---- special methods, and methods to call at once --------------------------------------------------------- */

/* New: what the type says, bound to *op*; NULL without an exception when there is none. */
PyObject *_PyObject_LookupSpecial(PyObject *op, PyObject *name) {
    PyObject *found = Py_XNewRef(_PyType_Lookup(Py_TYPE(op), name));
    descrgetfunc get = found == NULL ? NULL : Py_TYPE(found)->tp_descr_get;
    if (get != NULL) {
        Py_SETREF(found, get(found, op, (PyObject *)Py_TYPE(op)));
    }
    return found;
}

/* 1: *method is a function to be called with *op* as its first argument. 0: *method is to be called as it is, or is
 * NULL with an exception. */
int _PyObject_GetMethod(PyObject *op, PyObject *name, PyObject **method) {
    PyTypeObject *type = Py_TYPE(op);
    *method = NULL;
    if (type->tp_getattro != PyObject_GenericGetAttr || !PyUnicode_CheckExact(name)) {
        *method = PyObject_GetAttr(op, name);
        return 0;
    }
    PyObject *descr = _PyType_Lookup(type, name);
    if (descr == NULL || !_PyType_HasFeature(Py_TYPE(descr), Py_TPFLAGS_METHOD_DESCRIPTOR)) {
        *method = PyObject_GetAttr(op, name);
        return 0;
    }
    Py_INCREF(descr);
    *method = get_own(op, name);
    if (*method != NULL || PyErr_Occurred()) {
        Py_DECREF(descr);
        return 0;
    }
    *method = descr;
    return 1;
}
