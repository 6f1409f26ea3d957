/* SPDX-License-Identifier: Apache-2.0 */
/* slot_calls: slots of objects and containers that call the special methods of a class. */
#include "slot_calls.h"

#include "type.h"

/* ---- calling -------------------------------------------------------------------------------------------- */

/* New: `type(self).name`, not bound when *unbound says that the receiver goes first; NULL without an exception
 * when there is none. */
static PyObject *find_method(PyObject *self, PyObject *name, bool *unbound) {
    PyObject *found = _PyType_Lookup(Py_TYPE(self), name);
    *unbound = false;
    if (found == NULL) {
        return NULL;
    }
    Py_INCREF(found);
    if (_PyType_HasFeature(Py_TYPE(found), Py_TPFLAGS_METHOD_DESCRIPTOR)) {
        *unbound = true;
    } else if (Py_TYPE(found)->tp_descr_get != NULL) {
        descrgetfunc get = Py_TYPE(found)->tp_descr_get;
        Py_SETREF(found, get(found, self, (PyObject *)Py_TYPE(self)));
    }
    return found;
}

/* steals method; args[0] is the receiver */
static PyObject *call_found(PyObject *method, bool unbound, PyObject *const *args, size_t n) {
    PyObject *result = unbound ? PyObject_Vectorcall(method, args, n, NULL)
                               : PyObject_Vectorcall(method, args + 1,
                                                     (n - 1) | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    Py_DECREF(method);
    return result;
}

/* New: `self.name(...)` through the type; AttributeError when there is no such method. args has room for n and
 * begins with the receiver. */
static PyObject *call_special(PyObject *name, PyObject *const *args, size_t n) {
    bool unbound;
    PyObject *method = find_method(args[0], name, &unbound);
    if (method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetObject(PyExc_AttributeError, name);
        }
        return NULL;
    }
    return call_found(method, unbound, args, n);
}

static PyObject *call0(PyObject *self, PyObject *name) {
    PyObject *args[] = {self};
    return call_special(name, args, 1);
}

static PyObject *call1(PyObject *self, PyObject *name, PyObject *arg) {
    PyObject *args[] = {self, arg};
    return call_special(name, args, 2);
}

static PyObject *call2(PyObject *self, PyObject *name, PyObject *first, PyObject *second) {
    PyObject *args[] = {self, first, second};
    return call_special(name, args, 3);
}

/* steals result; 0, or -1 when there is none */
static int only_status(PyObject *result) {
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* ---- attributes ---------------------------------------------------------------------------------------- */

/* `__getattribute__`, and what it raises AttributeError for, `__getattr__` may know. */
PyObject *slot_getattr_hook(PyObject *self, PyObject *name) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject *fallback = Py_XNewRef(_PyType_Lookup(type, PYI_NAME("__getattr__")));
    PyObject *reader = Py_XNewRef(_PyType_Lookup(type, PYI_NAME("__getattribute__")));
    bool generic = reader == NULL ||
                   (Py_IS_TYPE(reader, &PyWrapperDescr_Type) &&
                    ((PyWrapperDescrObject *)reader)->d_wrapped == (void *)PyObject_GenericGetAttr);
    PyObject *result;
    if (generic && fallback != NULL) {
        result = _PyObject_GenericGetAttrWithDict(self, name, NULL, 1);
        if (result == NULL && !PyErr_Occurred()) {
            result = call1(self, PYI_NAME("__getattr__"), name);
        }
    } else {
        result = generic ? PyObject_GenericGetAttr(self, name)
                         : call1(self, PYI_NAME("__getattribute__"), name);
        if (result == NULL && fallback != NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Clear();
            result = call1(self, PYI_NAME("__getattr__"), name);
        }
    }
    Py_XDECREF(reader);
    Py_XDECREF(fallback);
    return result;
}

int slot_setattro(PyObject *self, PyObject *name, PyObject *value) {
    return only_status(value == NULL ? call1(self, PYI_NAME("__delattr__"), name)
                                     : call2(self, PYI_NAME("__setattr__"), name, value));
}

/* ---- showing, hashing, comparing ------------------------------------------------------------------------- */

PyObject *slot_repr(PyObject *self) {
    bool unbound;
    PyObject *method = find_method(self, PYI_NAME("__repr__"), &unbound);
    if (method == NULL) {
        PyErr_Clear();
        return PyUnicode_FromFormat("<%s object at %p>", Py_TYPE(self)->tp_name, self);
    }
    return call_found(method, unbound, &self, 1);
}

PyObject *slot_str(PyObject *self) { return call0(self, PYI_NAME("__str__")); }

Py_hash_t slot_hash(PyObject *self) {
    bool unbound;
    PyObject *method = find_method(self, PYI_NAME("__hash__"), &unbound);
    if (method == Py_None) {
        Py_CLEAR(method);
    }
    if (method == NULL) {
        return PyErr_Occurred() ? -1 : PyObject_HashNotImplemented(self);
    }
    PyObject *answer = call_found(method, unbound, &self, 1);
    if (answer == NULL) {
        return -1;
    }
    if (!PyLong_Check(answer)) {
        Py_DECREF(answer);
        PyErr_SetString(PyExc_TypeError, "__hash__ method should return an integer");
        return -1;
    }
    Py_hash_t hash = PyLong_AsSsize_t(answer);
    if (hash == -1 && PyErr_Occurred()) {
        PyErr_Clear();
        hash = PyLong_Type.tp_hash(answer); /* as of any int that is too big */
    }
    Py_DECREF(answer);
    return hash == -1 ? -2 : hash;
}

PyObject *slot_richcompare(PyObject *self, PyObject *other, int op) {
    PyObject *name = op == Py_LT   ? PYI_NAME("__lt__")
                     : op == Py_LE ? PYI_NAME("__le__")
                     : op == Py_EQ ? PYI_NAME("__eq__")
                     : op == Py_NE ? PYI_NAME("__ne__")
                     : op == Py_GT ? PYI_NAME("__gt__")
                                   : PYI_NAME("__ge__");
    bool unbound;
    PyObject *method = find_method(self, name, &unbound);
    if (method == NULL) {
        PyErr_Clear();
        return Py_NewRef(Py_NotImplemented);
    }
    PyObject *args[] = {self, other};
    return call_found(method, unbound, args, 2);
}

/* ---- calls and life ----------------------------------------------------------------------------------------- */

/* New: the method called with the receiver, *args and **kwargs. */
static PyObject *call_with_all(PyObject *self, PyObject *name, PyObject *args, PyObject *kwargs) {
    bool unbound;
    PyObject *method = find_method(self, name, &unbound);
    if (method == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetObject(PyExc_AttributeError, name);
        }
        return NULL;
    }
    PyObject *result = unbound ? _PyObject_Call_Prepend(_PyThreadState_GET(), method, self, args, kwargs)
                               : PyObject_Call(method, args, kwargs);
    Py_DECREF(method);
    return result;
}

PyObject *slot_call(PyObject *self, PyObject *args, PyObject *kwargs) {
    return call_with_all(self, PYI_NAME("__call__"), args, kwargs);
}

int slot_init(PyObject *self, PyObject *args, PyObject *kwargs) {
    PyObject *result = call_with_all(self, PYI_NAME("__init__"), args, kwargs);
    if (result != NULL && result != Py_None) {
        PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'",
                     Py_TYPE(result)->tp_name);
        Py_CLEAR(result);
    }
    return only_status(result);
}

PyObject *slot_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *function = PyObject_GetAttr((PyObject *)type, PYI_NAME("__new__"));
    if (function == NULL) {
        return NULL;
    }
    PyObject *result =
        _PyObject_Call_Prepend(_PyThreadState_GET(), function, (PyObject *)type, args, kwargs);
    Py_DECREF(function);
    return result;
}

void slot_finalize(PyObject *self) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    bool unbound;
    PyObject *method = find_method(self, PYI_NAME("__del__"), &unbound);
    if (method != NULL) {
        Py_INCREF(method); /* for the report */
        PyObject *result = call_found(method, unbound, &self, 1);
        if (result == NULL) {
            PyErr_WriteUnraisable(method);
        }
        Py_XDECREF(result);
        Py_DECREF(method);
    }
    PyErr_Restore(type, value, traceback);
}

/* ---- descriptors ---------------------------------------------------------------------------------------------- */

PyObject *slot_descr_get(PyObject *self, PyObject *instance, PyObject *owner) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject *method = _PyType_Lookup(type, PYI_NAME("__get__"));
    if (method == NULL) { /* it has been deleted */
        if (type->tp_descr_get == slot_descr_get) {
            type->tp_descr_get = NULL;
        }
        return Py_NewRef(self);
    }
    Py_INCREF(method);
    PyObject *args[] = {self, instance == NULL ? Py_None : instance, owner == NULL ? Py_None : owner};
    PyObject *result = PyObject_Vectorcall(method, args, 3, NULL);
    Py_DECREF(method);
    return result;
}

int slot_descr_set(PyObject *self, PyObject *instance, PyObject *value) {
    return only_status(value == NULL ? call1(self, PYI_NAME("__delete__"), instance)
                                     : call2(self, PYI_NAME("__set__"), instance, value));
}

/* ---- iteration ------------------------------------------------------------------------------------------------- */

PyObject *slot_iter(PyObject *self) {
    bool unbound;
    PyObject *method = find_method(self, PYI_NAME("__iter__"), &unbound);
    if (method == Py_None) {
        Py_DECREF(method);
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not iterable", Py_TYPE(self)->tp_name);
        return NULL;
    }
    if (method != NULL) {
        return call_found(method, unbound, &self, 1);
    }
    PyErr_Clear();
    PyObject *by_index = find_method(self, PYI_NAME("__getitem__"), &unbound);
    if (by_index == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not iterable", Py_TYPE(self)->tp_name);
        return NULL;
    }
    Py_DECREF(by_index);
    return PySeqIter_New(self);
}

PyObject *slot_iternext(PyObject *self) { return call0(self, PYI_NAME("__next__")); }

static PyObject *call_async(PyObject *self, PyObject *name, const char *what) {
    bool unbound;
    PyObject *method = find_method(self, name, &unbound);
    if (method == NULL) {
        PyErr_Format(PyExc_AttributeError, "object %.50s does not have %s method",
                     Py_TYPE(self)->tp_name, what);
        return NULL;
    }
    return call_found(method, unbound, &self, 1);
}

PyObject *slot_await(PyObject *self) { return call_async(self, PYI_NAME("__await__"), "__await__"); }
PyObject *slot_aiter(PyObject *self) { return call_async(self, PYI_NAME("__aiter__"), "__aiter__"); }
PyObject *slot_anext(PyObject *self) { return call_async(self, PYI_NAME("__anext__"), "__anext__"); }

/* ---- containers -------------------------------------------------------------------------------------------------- */

Py_ssize_t slot_length(PyObject *self) {
    PyObject *answer = call0(self, PYI_NAME("__len__"));
    if (answer == NULL) {
        return -1;
    }
    Py_SETREF(answer, PyNumber_Index(answer));
    if (answer == NULL) {
        return -1;
    }
    if (_PyLong_Sign(answer) < 0) {
        Py_DECREF(answer);
        PyErr_SetString(PyExc_ValueError, "__len__() should return >= 0");
        return -1;
    }
    Py_ssize_t length = PyNumber_AsSsize_t(answer, PyExc_OverflowError);
    Py_DECREF(answer);
    return length;
}

PyObject *slot_subscript(PyObject *self, PyObject *key) {
    return call1(self, PYI_NAME("__getitem__"), key);
}

int slot_ass_subscript(PyObject *self, PyObject *key, PyObject *value) {
    return only_status(value == NULL ? call1(self, PYI_NAME("__delitem__"), key)
                                     : call2(self, PYI_NAME("__setitem__"), key, value));
}

PyObject *slot_item(PyObject *self, Py_ssize_t i) {
    PyObject *index = PyLong_FromSsize_t(i);
    PyObject *result = index == NULL ? NULL : slot_subscript(self, index);
    Py_XDECREF(index);
    return result;
}

int slot_ass_item(PyObject *self, Py_ssize_t i, PyObject *value) {
    PyObject *index = PyLong_FromSsize_t(i);
    int status = index == NULL ? -1 : slot_ass_subscript(self, index, value);
    Py_XDECREF(index);
    return status;
}

int slot_contains(PyObject *self, PyObject *value) {
    bool unbound;
    PyObject *method = find_method(self, PYI_NAME("__contains__"), &unbound);
    if (method == Py_None) {
        Py_DECREF(method);
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not a container", Py_TYPE(self)->tp_name);
        return -1;
    }
    if (method == NULL) {
        return PyErr_Occurred() ? -1
                                : (int)_PySequence_IterSearch(self, value, PY_ITERSEARCH_CONTAINS);
    }
    PyObject *args[] = {self, value};
    PyObject *answer = call_found(method, unbound, args, 2);
    int result = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return result;
}
