/* SPDX-License-Identifier: Apache-2.0 */
/* dict/view: dict_keys, dict_values and dict_items.
 * Layout     _PyDictViewObject; dv_dict owned
 * Collected  yes
 * Contract   docs.python.org/3/library/stdtypes.html#dictionary-view-objects
 */
#include "table.h"

static PyDictObject *dict_of(PyObject *self) { return ((_PyDictViewObject *)self)->dv_dict; }

/* ---- life -------------------------------------------------------------------------------- */

/* new */
PyObject *_PyDictView_New(PyObject *dict, PyTypeObject *type) {
    if (dict == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (!PyDict_Check(dict)) {
        PyErr_Format(PyExc_TypeError, "%s() requires a dict argument, not '%s'", type->tp_name,
                     Py_TYPE(dict)->tp_name);
        return NULL;
    }
    _PyDictViewObject *self = PyObject_GC_New(_PyDictViewObject, type);
    if (self == NULL) {
        return NULL;
    }
    self->dv_dict = (PyDictObject *)Py_NewRef(dict);
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

static void view_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    Py_XDECREF(dict_of(self));
    PyObject_GC_Del(self);
}

static int view_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(dict_of(self));
    return 0;
}

/* ---- slots of all ------------------------------------------------------------------------- */

static Py_ssize_t view_length(PyObject *self) {
    return dict_of(self) == NULL ? 0 : dict_of(self)->ma_used;
}

static PyObject *view_repr(PyObject *self) {
    int entered = Py_ReprEnter(self);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromString("...") : NULL;
    }
    PyObject *list = PySequence_List(self);
    PyObject *result =
        list == NULL ? NULL : PyUnicode_FromFormat("%s(%R)", Py_TYPE(self)->tp_name, list);
    Py_XDECREF(list);
    Py_ReprLeave(self);
    return result;
}

static PyObject *view_mapping(PyObject *self, void *Py_UNUSED(closure)) {
    return PyDictProxy_New((PyObject *)dict_of(self));
}

static PyGetSetDef view_getset[] = {
    {"mapping", view_mapping, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- set operations ----------------------------------------------------------------------- */

/* Whether all of part is in whole. */
static int all_in(PyObject *part, PyObject *whole) {
    PyObject *iter = PyObject_GetIter(part);
    if (iter == NULL) {
        return -1;
    }
    int found = 1;
    PyObject *item;
    while (found > 0 && (item = PyIter_Next(iter)) != NULL) {
        found = PySequence_Contains(whole, item);
        Py_DECREF(item);
    }
    Py_DECREF(iter);
    return found > 0 && PyErr_Occurred() ? -1 : found;
}

static PyObject *view_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PyAnySet_Check(other) && !PyDictViewSet_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t left = PyObject_Size(self);
    Py_ssize_t right = left < 0 ? -1 : PyObject_Size(other);
    if (right < 0) {
        return NULL;
    }
    int answer = 0;
    switch (op) {
    case Py_NE:
    case Py_EQ:
        answer = left == right ? all_in(self, other) : 0;
        answer = op == Py_NE && answer >= 0 ? !answer : answer;
        break;
    case Py_LT:
        answer = left < right ? all_in(self, other) : 0;
        break;
    case Py_LE:
        answer = left <= right ? all_in(self, other) : 0;
        break;
    case Py_GT:
        answer = left > right ? all_in(other, self) : 0;
        break;
    case Py_GE:
        answer = left >= right ? all_in(other, self) : 0;
        break;
    }
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

/* new set of the items of a view; asks the class's own items() when the dict is a subclass */
static PyObject *set_of(PyObject *self) {
    if (PyDictKeys_Check(self)) {
        return PySet_New((PyObject *)dict_of(self));
    }
    return PySet_New(self);
}

static PyObject *view_sub(PyObject *self, PyObject *other) {
    PyObject *result = set_of(self);
    PyObject *done =
        result == NULL
            ? NULL
            : PyObject_CallMethodOneArg(result, PYI_NAME("difference_update"), other);
    if (done == NULL) {
        Py_XDECREF(result);
        return NULL;
    }
    Py_DECREF(done);
    return result;
}

static PyObject *view_or(PyObject *self, PyObject *other) {
    PyObject *result = set_of(self);
    if (result != NULL && _PySet_Update(result, other) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

/* new set: the items of walked that are in asked */
static PyObject *common(PyObject *asked, PyObject *walked) {
    PyObject *result = PySet_New(NULL);
    PyObject *iter = result == NULL ? NULL : PyObject_GetIter(walked);
    if (iter == NULL) {
        Py_XDECREF(result);
        return NULL;
    }
    int status = 0;
    PyObject *item;
    while (status >= 0 && (item = PyIter_Next(iter)) != NULL) {
        status = PySequence_Contains(asked, item);
        if (status > 0) {
            status = PySet_Add(result, item);
        }
        Py_DECREF(item);
    }
    Py_DECREF(iter);
    if (status < 0 || PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    return result;
}

/* new set */
PyObject *_PyDictView_Intersect(PyObject *self, PyObject *other) {
    if (!PyDictViewSet_Check(self)) { /* it is on the right of `&` */
        PyObject *left = self;
        self = other;
        other = left;
    }
    Py_ssize_t n = view_length(self);
    if (PyDictViewSet_Check(other) && view_length(other) > n) {
        return common(other, self);
    }
    if (PySet_CheckExact(other) && PySet_GET_SIZE(other) >= n) {
        return PyObject_CallMethodOneArg(other, PYI_NAME("intersection"), self);
    }
    return common(self, other);
}

/* new set: the items of only one of the two */
static PyObject *view_xor(PyObject *self, PyObject *other) {
    PyObject *result = set_of(self);
    PyObject *done =
        result == NULL
            ? NULL
            : PyObject_CallMethodOneArg(result, PYI_NAME("symmetric_difference_update"), other);
    if (done == NULL) {
        Py_XDECREF(result);
        return NULL;
    }
    Py_DECREF(done);
    return result;
}

static PyObject *view_isdisjoint(PyObject *self, PyObject *other) {
    if (self == other) {
        return PyBool_FromLong(view_length(self) == 0);
    }
    /* walk the shorter one when the other can be asked quickly */
    if (PyAnySet_CheckExact(other) || PyDictViewSet_Check(other)) {
        Py_ssize_t n = PyObject_Size(other);
        if (n < 0) {
            return NULL;
        }
        if (n > view_length(self)) {
            PyObject *swap = other;
            other = self;
            self = swap;
        }
    }
    PyObject *iter = PyObject_GetIter(other);
    if (iter == NULL) {
        return NULL;
    }
    int found = 0;
    PyObject *item;
    while (found == 0 && (item = PyIter_Next(iter)) != NULL) {
        found = PySequence_Contains(self, item);
        Py_DECREF(item);
    }
    Py_DECREF(iter);
    return found < 0 || PyErr_Occurred() ? NULL : PyBool_FromLong(!found);
}

static PyNumberMethods view_as_number = {
    .nb_subtract = view_sub,
    .nb_and = _PyDictView_Intersect,
    .nb_xor = view_xor,
    .nb_or = view_or,
};

/* ---- dict_keys --------------------------------------------------------------------------- */

static PyObject *iter_of(PyObject *self, PyTypeObject *type) {
    return dict_of(self) == NULL ? Py_NewRef(Py_None) : pyi_dict_iter_new(dict_of(self), type);
}

static PyObject *keys_iter(PyObject *self) { return iter_of(self, &PyDictIterKey_Type); }

static PyObject *keys_reversed(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return iter_of(self, &PyDictRevIterKey_Type);
}

static int keys_contains(PyObject *self, PyObject *key) {
    return dict_of(self) == NULL ? 0 : PyDict_Contains((PyObject *)dict_of(self), key);
}

static PyMethodDef keys_methods[] = {
    {"isdisjoint", view_isdisjoint, METH_O, NULL},
    {"__reversed__", keys_reversed, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PySequenceMethods keys_as_sequence = {
    .sq_length = view_length,
    .sq_contains = keys_contains,
};

PyTypeObject PyDictKeys_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "dict_keys",
    .tp_basicsize = sizeof(_PyDictViewObject),
    .tp_dealloc = view_dealloc,
    .tp_repr = view_repr,
    .tp_as_number = &view_as_number,
    .tp_as_sequence = &keys_as_sequence,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = view_traverse,
    .tp_richcompare = view_richcompare,
    .tp_iter = keys_iter,
    .tp_methods = keys_methods,
    .tp_getset = view_getset,
};
PYI_TYPE(PyDictKeys_Type);

/* ---- dict_items -------------------------------------------------------------------------- */

static PyObject *items_iter(PyObject *self) { return iter_of(self, &PyDictIterItem_Type); }

static PyObject *items_reversed(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return iter_of(self, &PyDictRevIterItem_Type);
}

static int items_contains(PyObject *self, PyObject *pair) {
    if (dict_of(self) == NULL || !PyTuple_Check(pair) || PyTuple_GET_SIZE(pair) != 2) {
        return 0;
    }
    PyObject *value = PyDict_GetItemWithError((PyObject *)dict_of(self), PyTuple_GET_ITEM(pair, 0));
    if (value == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    Py_INCREF(value);
    int equal = PyObject_RichCompareBool(value, PyTuple_GET_ITEM(pair, 1), Py_EQ);
    Py_DECREF(value);
    return equal;
}

static PyMethodDef items_methods[] = {
    {"isdisjoint", view_isdisjoint, METH_O, NULL},
    {"__reversed__", items_reversed, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PySequenceMethods items_as_sequence = {
    .sq_length = view_length,
    .sq_contains = items_contains,
};

PyTypeObject PyDictItems_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "dict_items",
    .tp_basicsize = sizeof(_PyDictViewObject),
    .tp_dealloc = view_dealloc,
    .tp_repr = view_repr,
    .tp_as_number = &view_as_number,
    .tp_as_sequence = &items_as_sequence,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = view_traverse,
    .tp_richcompare = view_richcompare,
    .tp_iter = items_iter,
    .tp_methods = items_methods,
    .tp_getset = view_getset,
};
PYI_TYPE(PyDictItems_Type);

/* ---- dict_values ------------------------------------------------------------------------- */

static PyObject *values_iter(PyObject *self) { return iter_of(self, &PyDictIterValue_Type); }

static PyObject *values_reversed(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return iter_of(self, &PyDictRevIterValue_Type);
}

static PyMethodDef values_methods[] = {
    {"__reversed__", values_reversed, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PySequenceMethods values_as_sequence = {
    .sq_length = view_length,
};

PyTypeObject PyDictValues_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "dict_values",
    .tp_basicsize = sizeof(_PyDictViewObject),
    .tp_dealloc = view_dealloc,
    .tp_repr = view_repr,
    .tp_as_sequence = &values_as_sequence,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = view_traverse,
    .tp_iter = values_iter,
    .tp_methods = values_methods,
    .tp_getset = view_getset,
};
PYI_TYPE(PyDictValues_Type);
