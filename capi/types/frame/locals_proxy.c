/* SPDX-License-Identifier: Apache-2.0 */
/* locals_proxy: f_locals of a function since 3.13: reads and writes the variables of the frame.
 * Layout     PyFrameLocalsProxyObject: the frame, owned
 * Collected  yes: a variable can hold the proxy
 * Contract   PEP 667
 */
#include "frame.h"

#if PYI_313

#  include "internal/pycore_object.h"
#  include <frameobject.h>

typedef PyFrameLocalsProxyObject proxy;

/* ---- storage: variables by name ------------------------------------------------------------------------ */

enum { NOT_A_VARIABLE = -1, LOOKUP_FAILED = -2 };

/* To read: the place of a variable that has a value. To write: of one that code can see. */
static int find_variable(PyFrameObject *frame, PyObject *key, bool to_read) {
    PyCodeObject *code = pyi_frame_code(frame->f_frame);
    bool is_str = PyUnicode_CheckExact(key);
    if (PyObject_Hash(key) == -1) {
        return LOOKUP_FAILED;
    }
    for (int pass = 0; pass < 2; pass++) { /* most names are interned */
        for (int i = 0; i < code->co_nlocalsplus; i++) {
            PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, i);
            int same = name == key;
            if (pass == 1) {
                same = is_str ? PyUnicode_Compare(name, key) == 0
                              : PyObject_RichCompareBool(name, key, Py_EQ);
                if (same < 0) {
                    return LOOKUP_FAILED;
                }
            }
            bool usable = to_read ? pyi_frame_variable(frame->f_frame, i) != NULL
                                  : !pyi_frame_variable_hidden(code, i);
            if (same && usable) {
                return i;
            }
        }
    }
    return NOT_A_VARIABLE;
}

/* new: the names of variables with a value, then what was added otherwise */
static PyObject *list_keys(proxy *self) {
    pyi_frame *frame = self->frame->f_frame;
    PyCodeObject *code = pyi_frame_code(frame);
    PyObject *keys = PyList_New(0), *key;
    for (int i = 0; keys != NULL && i < code->co_nlocalsplus; i++) {
        if (pyi_frame_variable(frame, i) != NULL &&
            PyList_Append(keys, PyTuple_GET_ITEM(code->co_localsplusnames, i)) < 0) {
            Py_CLEAR(keys);
        }
    }
    Py_ssize_t position = 0;
    while (keys != NULL && self->frame->f_extra_locals != NULL &&
           PyDict_Next(self->frame->f_extra_locals, &position, &key, NULL)) {
        if (PyList_Append(keys, key) < 0) {
            Py_CLEAR(keys);
        }
    }
    return keys;
}

static void set_variable(pyi_frame *frame, int i, PyObject *value) {
    PyObject **place = &frame->localsplus[i];
    _PyLocals_Kind kind = _PyLocals_GetKind(pyi_frame_code(frame)->co_localspluskinds, i);
    if (kind & (CO_FAST_CELL | CO_FAST_FREE) && *place != NULL && PyCell_Check(*place)) {
        PyCell_Set(*place, value);
    } else {
        Py_XSETREF(*place, Py_NewRef(value));
    }
}

/* new; NULL without an exception when there is none */
static PyObject *lookup(proxy *self, PyObject *key) {
    int i = find_variable(self->frame, key, true);
    if (i == LOOKUP_FAILED) {
        return NULL;
    }
    if (i >= 0) {
        return Py_NewRef(pyi_frame_variable(self->frame->f_frame, i));
    }
    PyObject *extra = self->frame->f_extra_locals;
    return extra == NULL ? NULL : Py_XNewRef(PyDict_GetItemWithError(extra, key));
}

/* ---- life ------------------------------------------------------------------------------------------------- */

PyObject *pyi_frame_locals_proxy(PyFrameObject *frame) {
    proxy *self = PyObject_GC_New(proxy, &PyFrameLocalsProxy_Type);
    if (self != NULL) {
        self->frame = (PyFrameObject *)Py_NewRef(frame);
        PyObject_GC_Track(self);
    }
    return (PyObject *)self;
}

PyObject *_PyFrameLocalsProxy_New(PyFrameObject *frame);
PyObject *_PyFrameLocalsProxy_New(PyFrameObject *frame) { return pyi_frame_locals_proxy(frame); }

static PyObject *proxy_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    if (PyTuple_GET_SIZE(args) != 1) {
        PyErr_Format(PyExc_TypeError, "FrameLocalsProxy expected 1 argument, got %zd",
                     PyTuple_GET_SIZE(args));
        return NULL;
    }
    PyObject *frame = PyTuple_GET_ITEM(args, 0);
    if (!PyFrame_Check(frame)) {
        PyErr_Format(PyExc_TypeError, "expect frame, not %T", frame);
        return NULL;
    }
    if (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0) {
        PyErr_SetString(PyExc_TypeError, "FrameLocalsProxy takes no keyword arguments");
        return NULL;
    }
    return pyi_frame_locals_proxy((PyFrameObject *)frame);
}

static void proxy_dealloc(proxy *self) {
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->frame);
    PyObject_GC_Del(self);
}

static int proxy_traverse(proxy *self, visitproc visit, void *arg) {
    Py_VISIT(self->frame);
    return 0;
}

static int proxy_clear(proxy *self) {
    Py_CLEAR(self->frame);
    return 0;
}

/* ---- slots ---------------------------------------------------------------------------------------------------- */

static PyObject *proxy_getitem(proxy *self, PyObject *key) {
    PyObject *value = lookup(self, key);
    if (value == NULL && !PyErr_Occurred()) {
        PyErr_Format(PyExc_KeyError, "local variable '%R' is not defined", key);
    }
    return value;
}

static int proxy_setitem(proxy *self, PyObject *key, PyObject *value) {
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "cannot remove variables from FrameLocalsProxy");
        return -1;
    }
    int i = find_variable(self->frame, key, false);
    if (i == LOOKUP_FAILED) {
        return -1;
    }
    if (i >= 0) {
        set_variable(self->frame->f_frame, i, value);
        return 0;
    }
    if (self->frame->f_extra_locals == NULL) {
        self->frame->f_extra_locals = PyDict_New();
    }
    PyObject *extra = self->frame->f_extra_locals;
    return extra == NULL ? -1 : PyDict_SetItem(extra, key, value);
}

static int proxy_contains(proxy *self, PyObject *key) {
    PyObject *value = lookup(self, key);
    Py_XDECREF(value);
    return value != NULL ? 1 : PyErr_Occurred() ? -1 : 0;
}

static Py_ssize_t proxy_length(proxy *self) {
    PyObject *keys = list_keys(self);
    Py_ssize_t n = keys == NULL ? -1 : PyList_GET_SIZE(keys);
    Py_XDECREF(keys);
    return n;
}

/* new: a dict with what is in it now */
static PyObject *proxy_copy(proxy *self, PyObject *unused) {
    (void)unused;
    PyObject *dict = PyDict_New();
    if (dict != NULL && PyDict_Update(dict, (PyObject *)self) < 0) {
        Py_CLEAR(dict);
    }
    return dict;
}

static PyObject *proxy_repr(proxy *self) {
    int entered = Py_ReprEnter((PyObject *)self);
    if (entered != 0) {
        return entered < 0 ? NULL : PyUnicode_FromString("{...}");
    }
    PyObject *dict = proxy_copy(self, NULL);
    PyObject *repr = dict == NULL ? NULL : PyObject_Repr(dict);
    Py_XDECREF(dict);
    Py_ReprLeave((PyObject *)self);
    return repr;
}

static PyObject *proxy_richcompare(proxy *self, PyObject *other, int op) {
    if (op != Py_EQ && op != Py_NE) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (PyFrameLocalsProxy_Check(other)) {
        return PyBool_FromLong((self->frame == ((proxy *)other)->frame) == (op == Py_EQ));
    }
    if (!PyDict_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *dict = proxy_copy(self, NULL);
    PyObject *result = dict == NULL ? NULL : PyObject_RichCompare(dict, other, op);
    Py_XDECREF(dict);
    return result;
}

/* 0, or -1 with an exception */
static int merge(proxy *self, PyObject *other) {
    PyObject *keys = PyMapping_Keys(other);
    int status = keys == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(keys); i++) {
        PyObject *key = PyList_GET_ITEM(keys, i), *value = PyObject_GetItem(other, key);
        status = value == NULL ? -1 : proxy_setitem(self, key, value);
        Py_XDECREF(value);
    }
    Py_XDECREF(keys);
    return status;
}

static bool is_mapping(PyObject *op) { return PyDict_Check(op) || PyFrameLocalsProxy_Check(op); }

static PyObject *proxy_or(PyObject *left, PyObject *right) {
    if (!is_mapping(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *dict = PyDict_New();
    if (dict != NULL && (PyDict_Update(dict, left) < 0 || PyDict_Update(dict, right) < 0)) {
        Py_CLEAR(dict);
    }
    return dict;
}

static PyObject *proxy_inplace_or(PyObject *self, PyObject *other) {
    if (!is_mapping(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return merge((proxy *)self, other) < 0 ? NULL : Py_NewRef(self);
}

/* ---- methods ---------------------------------------------------------------------------------------------------- */

static PyObject *proxy_contains_method(proxy *self, PyObject *key) {
    int found = proxy_contains(self, key);
    return found < 0 ? NULL : PyBool_FromLong(found);
}

static PyObject *proxy_update(proxy *self, PyObject *other) {
    if (!is_mapping(other)) {
        PyErr_SetString(PyExc_TypeError,
                        "update() argument must be dict or another FrameLocalsProxy");
        return NULL;
    }
    if (merge(self, other) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *proxy_keys(proxy *self, PyObject *unused) {
    (void)unused;
    return list_keys(self);
}

/* new: for each key its value, or the pair */
static PyObject *map_keys(proxy *self, bool pairs) {
    PyObject *list = list_keys(self);
    for (Py_ssize_t i = 0; list != NULL && i < PyList_GET_SIZE(list); i++) {
        PyObject *key = PyList_GET_ITEM(list, i), *item = lookup(self, key);
        if (item != NULL && pairs) {
            Py_SETREF(item, PyTuple_Pack(2, key, item));
        }
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SetItem(list, i, item);
        }
    }
    return list;
}

static PyObject *proxy_values(proxy *self, PyObject *unused) {
    (void)unused;
    return map_keys(self, false);
}

static PyObject *proxy_items(proxy *self, PyObject *unused) {
    (void)unused;
    return map_keys(self, true);
}

static PyObject *proxy_get(proxy *self, PyObject *const *args, Py_ssize_t nargs) {
    if (nargs < 1 || nargs > 2) {
        PyErr_SetString(PyExc_TypeError, "get expected 1 or 2 arguments");
        return NULL;
    }
    PyObject *value = lookup(self, args[0]);
    if (value != NULL || PyErr_Occurred()) {
        return value;
    }
    return Py_NewRef(nargs == 2 ? args[1] : Py_None);
}

static PyObject *proxy_setdefault(proxy *self, PyObject *const *args, Py_ssize_t nargs) {
    if (nargs < 1 || nargs > 2) {
        PyErr_SetString(PyExc_TypeError, "setdefault expected 1 or 2 arguments");
        return NULL;
    }
    PyObject *value = lookup(self, args[0]);
    if (value != NULL || PyErr_Occurred()) {
        return value;
    }
    value = nargs == 2 ? args[1] : Py_None;
    return proxy_setitem(self, args[0], value) < 0 ? NULL : Py_NewRef(value);
}

static PyObject *proxy_reversed(proxy *self, PyObject *unused) {
    (void)unused;
    PyObject *keys = list_keys(self);
    if (keys == NULL || PyList_Reverse(keys) < 0) {
        Py_XDECREF(keys);
        return NULL;
    }
    return keys;
}

static PyMethodDef proxy_methods[] = {
    {"__contains__", (PyCFunction)proxy_contains_method, METH_O | METH_COEXIST,
     PYI_SIGNATURE("__contains__", "($self, object, /)")},
    {"__getitem__", (PyCFunction)proxy_getitem, METH_O | METH_COEXIST,
     PYI_SIGNATURE("__getitem__", "($self, object, /)")},
    {"update", (PyCFunction)proxy_update, METH_O, PYI_SIGNATURE("update", "($self, object, /)")},
    {"__reversed__", (PyCFunction)proxy_reversed, METH_NOARGS,
     PYI_SIGNATURE("__reversed__", "($self, /)")},
    {"copy", (PyCFunction)proxy_copy, METH_NOARGS, PYI_SIGNATURE("copy", "($self, /)")},
    {"keys", (PyCFunction)proxy_keys, METH_NOARGS, PYI_SIGNATURE("keys", "($self, /)")},
    {"values", (PyCFunction)proxy_values, METH_NOARGS, PYI_SIGNATURE("values", "($self, /)")},
    {"items", (PyCFunction)proxy_items, METH_NOARGS, PYI_SIGNATURE("items", "($self, /)")},
    {"get", PYI_FASTCALL(proxy_get), METH_FASTCALL, NULL},
    {"setdefault", PYI_FASTCALL(proxy_setdefault), METH_FASTCALL, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- iterator ------------------------------------------------------------------------------------------------------ */

static PyObject *proxy_iter(proxy *self) {
    PyObject *keys = list_keys(self);
    PyObject *iterator = keys == NULL ? NULL : PyObject_GetIter(keys);
    Py_XDECREF(keys);
    return iterator;
}

/* ---- type ------------------------------------------------------------------------------------------------------------ */

static PyNumberMethods proxy_as_number = {
    .nb_or = proxy_or,
    .nb_inplace_or = proxy_inplace_or,
};

static PySequenceMethods proxy_as_sequence = {
    .sq_contains = (objobjproc)proxy_contains,
};

static PyMappingMethods proxy_as_mapping = {
    .mp_length = (lenfunc)proxy_length,
    .mp_subscript = (binaryfunc)proxy_getitem,
    .mp_ass_subscript = (objobjargproc)proxy_setitem,
};

PyTypeObject PyFrameLocalsProxy_Type = {
    .ob_base = PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "FrameLocalsProxy",
    .tp_basicsize = sizeof(proxy),
    .tp_dealloc = (destructor)proxy_dealloc,
    .tp_repr = (reprfunc)proxy_repr,
    .tp_as_number = &proxy_as_number,
    .tp_as_sequence = &proxy_as_sequence,
    .tp_as_mapping = &proxy_as_mapping,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MAPPING,
    .tp_traverse = (traverseproc)proxy_traverse,
    .tp_clear = (inquiry)proxy_clear,
    .tp_richcompare = (richcmpfunc)proxy_richcompare,
    .tp_iter = (getiterfunc)proxy_iter,
    .tp_methods = proxy_methods,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = proxy_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PyFrameLocalsProxy_Type);

#endif
