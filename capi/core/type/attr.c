/* SPDX-License-Identifier: Apache-2.0 */
/* attr: attributes of types, read and written, and those that are computed. */
#include "bases.h"
#include "descr.h"
#include "heaptype.h"
#include "type.h"
#include "type_new.h"

/* ---- reading --------------------------------------------------------------------------------------------- */

static void no_attribute(PyTypeObject *type, PyObject *name) {
    PyErr_Format(PyExc_AttributeError, "type object '%.50s' has no attribute '%U'", type->tp_name,
                 name);
    pyi_attr_blame((PyObject *)type, name);
}

PyObject *pyi_type_getattro(PyObject *op, PyObject *name) {
    PyTypeObject *type = (PyTypeObject *)op;
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "attribute name must be string, not '%.200s'",
                     Py_TYPE(name)->tp_name);
        return NULL;
    }
    if (!(type->tp_flags & (Py_TPFLAGS_READY | Py_TPFLAGS_READYING)) && PyType_Ready(type) < 0) {
        return NULL;
    }
    PyTypeObject *metatype = Py_TYPE(type);
    PyObject *meta = Py_XNewRef(_PyType_Lookup(metatype, name));
    descrgetfunc meta_get = meta == NULL ? NULL : Py_TYPE(meta)->tp_descr_get;
    PyObject *result = NULL;
    if (meta_get != NULL && PyDescr_IsData(meta)) {
        result = meta_get(meta, op, (PyObject *)metatype);
        Py_DECREF(meta);
        return result;
    }
    PyObject *own = Py_XNewRef(_PyType_Lookup(type, name));
    if (own != NULL) {
        descrgetfunc get = Py_TYPE(own)->tp_descr_get;
        result = get == NULL ? Py_NewRef(own) : get(own, NULL, op);
        Py_DECREF(own);
    } else if (meta_get != NULL) {
        result = meta_get(meta, op, (PyObject *)metatype);
    } else if (meta != NULL) {
        result = Py_NewRef(meta);
    } else {
        no_attribute(type, name);
    }
    Py_XDECREF(meta);
    return result;
}

#if PYI_313
PyObject *_Py_type_getattro(PyObject *type, PyObject *name) { return pyi_type_getattro(type, name); }
#else
PyObject *_Py_type_getattro(PyTypeObject *type, PyObject *name) {
    return pyi_type_getattro((PyObject *)type, name);
}
#endif

/* ---- writing ------------------------------------------------------------------------------------------------ */

int pyi_type_setattro(PyObject *op, PyObject *name, PyObject *value) {
    PyTypeObject *type = (PyTypeObject *)op;
    if (type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE) {
        PyErr_Format(PyExc_TypeError, "cannot set %R attribute of immutable type '%s'", name,
                     type->tp_name);
        return -1;
    }
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "attribute name must be string, not '%.200s'",
                     Py_TYPE(name)->tp_name);
        return -1;
    }
    Py_INCREF(name);
    PyUnicode_InternInPlace(&name);
    int status;
    PyObject *meta = _PyType_Lookup(Py_TYPE(type), name);
    descrsetfunc set = meta == NULL ? NULL : Py_TYPE(meta)->tp_descr_set;
    if (set != NULL) {
        Py_INCREF(meta);
        status = set(meta, op, value);
        Py_DECREF(meta);
    } else {
        status = value == NULL ? PyDict_DelItem(type->tp_dict, name)
                               : PyDict_SetItem(type->tp_dict, name, value);
        if (status < 0 && value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_Clear();
            PyErr_Format(PyExc_AttributeError, "type object '%.50s' has no attribute '%U'",
                         type->tp_name, name);
#if PYI_313
            pyi_attr_blame(op, name);
#endif
        }
    }
    if (status == 0) {
        /* also for a data descriptor of the metaclass: it may have changed the dict */
        PyType_Modified(type);
        status = pyi_type_update_slot(type, name);
    }
    Py_DECREF(name);
    return status;
}

/* ---- names ----------------------------------------------------------------------------------------------------- */

static bool is_heap(PyTypeObject *type) { return type->tp_flags & Py_TPFLAGS_HEAPTYPE; }

const char *_PyType_Name(PyTypeObject *type) {
    const char *dot = strrchr(type->tp_name, '.');
    return dot == NULL ? type->tp_name : dot + 1;
}

PyObject *PyType_GetName(PyTypeObject *type) {
    return is_heap(type) ? Py_NewRef(((PyHeapTypeObject *)type)->ht_name)
                         : PyUnicode_FromString(_PyType_Name(type));
}

PyObject *PyType_GetQualName(PyTypeObject *type) {
    return is_heap(type) ? Py_NewRef(((PyHeapTypeObject *)type)->ht_qualname)
                         : PyUnicode_FromString(_PyType_Name(type));
}

static PyObject *get_name(PyObject *op, void *closure) {
    (void)closure;
    return PyType_GetName((PyTypeObject *)op);
}

static PyObject *get_qualname(PyObject *op, void *closure) {
    (void)closure;
    return PyType_GetQualName((PyTypeObject *)op);
}

/* Whether a special attribute may be set; deleting is never possible. */
static bool may_set(PyTypeObject *type, PyObject *value, const char *name) {
    if (type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE) {
        PyErr_Format(PyExc_TypeError, "cannot set '%s' attribute of immutable type '%s'", name,
                     type->tp_name);
        return false;
    }
    if (value == NULL) {
        PyErr_Format(PyExc_TypeError, "cannot delete '%s' attribute of immutable type '%s'", name,
                     type->tp_name);
        return false;
    }
    return true;
}

static int set_name(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    if (!may_set(type, value, "__name__")) {
        return -1;
    }
    if (!PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "can only assign string to %s.__name__, not '%s'",
                     type->tp_name, Py_TYPE(value)->tp_name);
        return -1;
    }
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(value, &length);
    if (text == NULL) {
        return -1;
    }
    if (strlen(text) != (size_t)length) {
        PyErr_SetString(PyExc_ValueError, "type name must not contain null characters");
        return -1;
    }
    type->tp_name = text;
    Py_SETREF(((PyHeapTypeObject *)type)->ht_name, Py_NewRef(value));
    return 0;
}

static int set_qualname(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    if (!may_set(type, value, "__qualname__")) {
        return -1;
    }
    if (!PyUnicode_Check(value)) {
        PyErr_Format(PyExc_TypeError, "can only assign string to %s.__qualname__, not '%s'",
                     type->tp_name, Py_TYPE(value)->tp_name);
        return -1;
    }
    Py_SETREF(((PyHeapTypeObject *)type)->ht_qualname, Py_NewRef(value));
    return 0;
}

static PyObject *type_module(PyTypeObject *type) {
    if (is_heap(type)) {
        PyObject *module = PyDict_GetItemWithError(type->tp_dict, PYI_NAME("__module__"));
        if (module == NULL && !PyErr_Occurred()) {
            PyErr_Format(PyExc_AttributeError, "__module__");
        }
        return Py_XNewRef(module);
    }
    const char *dot = strrchr(type->tp_name, '.');
    if (dot == NULL) {
        return Py_NewRef(PYI_NAME("builtins"));
    }
    PyObject *module = PyUnicode_FromStringAndSize(type->tp_name, dot - type->tp_name);
    if (module != NULL) {
        PyUnicode_InternInPlace(&module);
    }
    return module;
}

static PyObject *get_module(PyObject *op, void *closure) {
    (void)closure;
    return type_module((PyTypeObject *)op);
}

static int set_module(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    if (!may_set(type, value, "__module__")) {
        return -1;
    }
    PyType_Modified(type);
    return PyDict_SetItem(type->tp_dict, PYI_NAME("__module__"), value);
}

#if PYI_313
PyObject *PyType_GetModuleName(PyTypeObject *type) { return type_module(type); }

PyObject *_PyType_GetFullyQualifiedName(PyTypeObject *type, char sep) {
    if (!is_heap(type)) {
        return PyUnicode_FromString(type->tp_name);
    }
    PyObject *module = type_module(type);
    PyObject *qualname = module == NULL ? NULL : PyType_GetQualName(type);
    PyObject *result = NULL;
    if (qualname != NULL && PyUnicode_Check(module) &&
        PyUnicode_CompareWithASCIIString(module, "builtins") != 0 &&
        PyUnicode_CompareWithASCIIString(module, "__main__") != 0) {
        result = PyUnicode_FromFormat("%U%c%U", module, sep, qualname);
    } else {
        result = Py_XNewRef(qualname);
    }
    Py_XDECREF(qualname);
    Py_XDECREF(module);
    return result;
}

PyObject *PyType_GetFullyQualifiedName(PyTypeObject *type) {
    return _PyType_GetFullyQualifiedName(type, '.');
}
#endif

/* ---- flags, docs, annotations ------------------------------------------------------------------------------------ */

static PyObject *get_abstractmethods(PyObject *op, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    PyObject *methods = NULL;
    if (type != &PyType_Type && pyi_type_ensure_dict(type) == 0) {
        methods = PyDict_GetItemWithError(type->tp_dict, PYI_NAME("__abstractmethods__"));
    }
    if (methods == NULL && !PyErr_Occurred()) {
        PyErr_SetObject(PyExc_AttributeError, PYI_NAME("__abstractmethods__"));
    }
    return Py_XNewRef(methods);
}

static int set_abstractmethods(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    int abstract = 0, status;
    if (value != NULL) {
        abstract = PyObject_IsTrue(value);
        status = abstract < 0
                     ? -1
                     : PyDict_SetItem(type->tp_dict, PYI_NAME("__abstractmethods__"), value);
    } else {
        status = PyDict_DelItem(type->tp_dict, PYI_NAME("__abstractmethods__"));
        if (status < 0 && PyErr_ExceptionMatches(PyExc_KeyError)) {
            PyErr_SetObject(PyExc_AttributeError, PYI_NAME("__abstractmethods__"));
        }
    }
    if (status == 0) {
        PyType_Modified(type);
        type->tp_flags = abstract ? type->tp_flags | Py_TPFLAGS_IS_ABSTRACT
                                  : type->tp_flags & ~Py_TPFLAGS_IS_ABSTRACT;
    }
    return status;
}

static PyObject *get_doc(PyObject *op, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    if (!is_heap(type) && type->tp_doc != NULL) {
        return pyi_doc_object(type->tp_name, type->tp_doc);
    }
    if (pyi_type_ensure_dict(type) < 0) {
        return NULL;
    }
    PyObject *doc = PyDict_GetItemWithError(type->tp_dict, PYI_NAME("__doc__"));
    if (doc == NULL) {
        return PyErr_Occurred() ? NULL : Py_NewRef(Py_None);
    }
    descrgetfunc get = Py_TYPE(doc)->tp_descr_get;
    return get == NULL ? Py_NewRef(doc) : get(doc, NULL, op);
}

static int set_doc(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    if (!may_set(type, value, "__doc__")) {
        return -1;
    }
    PyType_Modified(type);
    return PyDict_SetItem(type->tp_dict, PYI_NAME("__doc__"), value);
}

static PyObject *get_text_signature(PyObject *op, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    return pyi_doc_signature(type->tp_name, type->tp_doc);
}

static PyObject *get_annotations(PyObject *op, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    if (!is_heap(type)) {
        PyErr_Format(PyExc_AttributeError, "type object '%s' has no attribute '__annotations__'",
                     type->tp_name);
        return NULL;
    }
    PyObject *found = PyDict_GetItemWithError(type->tp_dict, PYI_NAME("__annotations__"));
    if (found != NULL) {
        descrgetfunc get = Py_TYPE(found)->tp_descr_get;
        return get == NULL ? Py_NewRef(found) : get(found, NULL, op);
    }
    PyObject *made = PyErr_Occurred() ? NULL : PyDict_New();
    if (made != NULL &&
        PyDict_SetItem(type->tp_dict, PYI_NAME("__annotations__"), made) < 0) {
        Py_CLEAR(made);
    }
    PyType_Modified(type);
    return made;
}

static int set_annotations(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    if (type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE) {
        PyErr_Format(PyExc_TypeError,
                     "cannot set '__annotations__' attribute of immutable type '%s'", type->tp_name);
        return -1;
    }
    int status = value != NULL
                     ? PyDict_SetItem(type->tp_dict, PYI_NAME("__annotations__"), value)
                     : PyDict_DelItem(type->tp_dict, PYI_NAME("__annotations__"));
    if (status < 0 && value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_Format(PyExc_AttributeError, "__annotations__");
    }
    PyType_Modified(type);
    return status;
}

#if PYI_312
static PyObject *get_type_params(PyObject *op, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    PyObject *found = NULL;
    if (is_heap(type)) { /* not `type` itself, whose dict has this descriptor */
        found = PyDict_GetItemWithError(type->tp_dict, PYI_NAME("__type_params__"));
    }
    return found != NULL ? Py_NewRef(found) : PyErr_Occurred() ? NULL : PyTuple_New(0);
}

static int set_type_params(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    if (!may_set(type, value, "__type_params__")) {
        return -1;
    }
    int status = PyDict_SetItem(type->tp_dict, PYI_NAME("__type_params__"), value);
    PyType_Modified(type);
    return status;
}
#endif

static PyObject *get_dict(PyObject *op, void *closure) {
    (void)closure;
    return pyi_type_ensure_dict((PyTypeObject *)op) < 0
               ? NULL
               : PyDictProxy_New(((PyTypeObject *)op)->tp_dict);
}

/* ---- bases ---------------------------------------------------------------------------------------------------------- */

static PyObject *get_bases(PyObject *op, void *closure) {
    (void)closure;
    return Py_NewRef(((PyTypeObject *)op)->tp_bases);
}

static PyObject *get_mro(PyObject *op, void *closure) {
    (void)closure;
    PyObject *mro = ((PyTypeObject *)op)->tp_mro;
    return Py_NewRef(mro == NULL ? Py_None : mro);
}

static int set_bases(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *type = (PyTypeObject *)op;
    return may_set(type, value, "__bases__") ? pyi_type_set_bases(type, value) : -1;
}

/* ---- the table -------------------------------------------------------------------------------------------------------- */

PyGetSetDef pyi_type_getset[] = {
    {"__name__", get_name, set_name, NULL, NULL},
    {"__qualname__", get_qualname, set_qualname, NULL, NULL},
    {"__bases__", get_bases, set_bases, NULL, NULL},
    {"__mro__", get_mro, NULL, NULL, NULL},
    {"__module__", get_module, set_module, NULL, NULL},
    {"__abstractmethods__", get_abstractmethods, set_abstractmethods, NULL, NULL},
    {"__dict__", get_dict, NULL, NULL, NULL},
    {"__doc__", get_doc, set_doc, NULL, NULL},
    {"__text_signature__", get_text_signature, NULL, NULL, NULL},
    {"__annotations__", get_annotations, set_annotations, NULL, NULL},
#if PYI_312
    {"__type_params__", get_type_params, set_type_params, NULL, NULL},
#endif
    {0},
};
