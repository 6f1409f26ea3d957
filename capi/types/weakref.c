/* SPDX-License-Identifier: Apache-2.0 */
/* weakref: a reference that does not keep its object.
 * Layout     PyWeakReference; wr_object borrowed, None when it is gone; wr_callback owned or NULL;
 *            wr_prev and wr_next link what refers to the same object
 * Collected  yes
 * Contract   docs.python.org/3/c-api/weakref.html
 */
#include "weakrefs.h"

#include <structmember.h>

static PyObject *weakref_vectorcall(PyObject *self, PyObject *const *args, size_t nargsf,
                                    PyObject *kwnames);

/* ---- storage: the list of an object ------------------------------------------------------- */

static bool is_basic(PyWeakReference *ref, PyTypeObject *type) {
    return ref != NULL && ref->wr_callback == NULL && Py_IS_TYPE(ref, type);
}

static bool is_basic_proxy(PyWeakReference *ref) {
    return ref != NULL && ref->wr_callback == NULL && PyWeakref_CheckProxy(ref);
}

/* The shared ones, NULL where there is none. Borrowed. */
static PyWeakReference *basic_ref(PyWeakReference *head) {
    return is_basic(head, &_PyWeakref_RefType) ? head : NULL;
}

static PyWeakReference *basic_proxy(PyWeakReference *head) {
    PyWeakReference *second = basic_ref(head) == NULL ? head : head->wr_next;
    return is_basic_proxy(second) ? second : NULL;
}

static void insert_after(PyWeakReference *self, PyWeakReference *before) {
    self->wr_prev = before;
    self->wr_next = before->wr_next;
    if (before->wr_next != NULL) {
        before->wr_next->wr_prev = self;
    }
    before->wr_next = self;
}

static void insert_head(PyWeakReference *self, PyWeakReference **list) {
    PyWeakReference *next = *list;
    self->wr_prev = NULL;
    self->wr_next = next;
    if (next != NULL) {
        next->wr_prev = self;
    }
    *list = self;
}

/* Where the list's order wants it. */
static void link_ref(PyWeakReference *self, PyWeakReference **list) {
    PyWeakReference *before = basic_ref(*list);
    if (is_basic(self, &_PyWeakref_RefType)) {
        before = NULL;
    } else if (!is_basic_proxy(self)) {
        PyWeakReference *proxy = basic_proxy(*list);
        before = proxy != NULL ? proxy : before;
    }
    if (before == NULL) {
        insert_head(self, list);
    } else {
        insert_after(self, before);
    }
}

static void unlink_ref(PyWeakReference *self) {
    if (self->wr_object == Py_None) {
        return;
    }
    PyWeakReference **list = pyi_weakref_list(self->wr_object);
    if (*list == self) {
        *list = self->wr_next;
    }
    self->wr_object = Py_None;
    if (self->wr_prev != NULL) {
        self->wr_prev->wr_next = self->wr_next;
    }
    if (self->wr_next != NULL) {
        self->wr_next->wr_prev = self->wr_prev;
    }
    self->wr_prev = NULL;
    self->wr_next = NULL;
}

/* Forgets the object and the callback. */
void pyi_weakref_clear(PyWeakReference *self) {
    unlink_ref(self);
    Py_CLEAR(self->wr_callback);
}

/* Forgets the object, for the collector; the callback stays. */
void _PyWeakref_ClearRef(PyWeakReference *self) { unlink_ref(self); }

/* ---- life -------------------------------------------------------------------------------- */

PyObject *pyi_weakref_new(PyTypeObject *type, PyObject *op, PyObject *callback) {
    if (!_PyType_SUPPORTS_WEAKREFS(Py_TYPE(op))) {
        PyErr_Format(PyExc_TypeError, "cannot create weak reference to '%s' object",
                     Py_TYPE(op)->tp_name);
        return NULL;
    }
    if (callback == Py_None) {
        callback = NULL;
    }
    bool is_ref = type == &_PyWeakref_RefType;
    bool is_proxy = type == &_PyWeakref_ProxyType || type == &_PyWeakref_CallableProxyType;
    PyWeakReference **list = pyi_weakref_list(op);
    if (callback == NULL && (is_ref || is_proxy)) {
        PyWeakReference *shared = is_ref ? basic_ref(*list) : basic_proxy(*list);
        if (shared != NULL) {
            return Py_NewRef(shared);
        }
    }
    PyWeakReference *self = (PyWeakReference *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    if (callback == NULL && (is_ref || is_proxy)) {
        /* the allocation may have run a collection, and that code which made one */
        PyWeakReference *shared = is_ref ? basic_ref(*list) : basic_proxy(*list);
        if (shared != NULL) {
            self->wr_object = Py_None;
            Py_INCREF(shared);
            Py_DECREF(self);
            return (PyObject *)shared;
        }
    }
    self->hash = -1;
    self->wr_object = op;
    self->wr_callback = Py_XNewRef(callback);
    self->vectorcall = weakref_vectorcall;
    link_ref(self, list);
    return (PyObject *)self;
}

static PyObject *weakref_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs)) {
    PyObject *op, *callback = NULL;
    if (!PyArg_UnpackTuple(args, "__new__", 1, 2, &op, &callback)) {
        return NULL;
    }
    return pyi_weakref_new(type, op, callback);
}

static int weakref_init(PyObject *Py_UNUSED(self), PyObject *args, PyObject *kwargs) {
    PyObject *op, *callback;
    if (!_PyArg_NoKeywords("ref", kwargs)) {
        return -1;
    }
    return PyArg_UnpackTuple(args, "__init__", 1, 2, &op, &callback) ? 0 : -1;
}

void pyi_weakref_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    if (((PyWeakReference *)self)->wr_object == NULL) {
        ((PyWeakReference *)self)->wr_object = Py_None;
    }
    pyi_weakref_clear((PyWeakReference *)self);
    Py_TYPE(self)->tp_free(self);
}

int pyi_weakref_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((PyWeakReference *)self)->wr_callback);
    return 0;
}

int pyi_weakref_tp_clear(PyObject *self) {
    pyi_weakref_clear((PyWeakReference *)self);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

static PyObject *weakref_vectorcall(PyObject *self, PyObject *const *Py_UNUSED(args), size_t nargsf,
                                    PyObject *kwnames) {
    if (!_PyArg_NoKwnames("weakref", kwnames) ||
        !_PyArg_CheckPositional("weakref", PyVectorcall_NARGS(nargsf), 0, 0)) {
        return NULL;
    }
    return Py_NewRef(pyi_weakref_object(self));
}

static PyObject *weakref_repr(PyObject *self) {
    PyObject *op = pyi_weakref_object(self);
    if (op == Py_None) {
        return PyUnicode_FromFormat("<weakref at %p; dead>", self);
    }
    Py_INCREF(op);
    PyObject *result = NULL;
    PyObject *type = pyi_weakref_type_name(op);
    PyObject *name = type == NULL ? NULL : _PyObject_LookupSpecial(op, PYI_NAME("__name__"));
    if (name != NULL && PyUnicode_Check(name)) {
        result = PyUnicode_FromFormat("<weakref at %p; to '%U' at %p (%U)>", self, type, op, name);
    } else if (type != NULL && !PyErr_Occurred()) {
        result = PyUnicode_FromFormat("<weakref at %p; to '%U' at %p>", self, type, op);
    }
    Py_XDECREF(name);
    Py_XDECREF(type);
    Py_DECREF(op);
    return result;
}

static Py_hash_t weakref_hash(PyObject *op) {
    PyWeakReference *self = (PyWeakReference *)op;
    if (self->hash != -1) {
        return self->hash;
    }
    PyObject *object = pyi_weakref_object(op);
    if (object == Py_None) {
        PyErr_SetString(PyExc_TypeError, "weak object has gone away");
        return -1;
    }
    Py_INCREF(object);
    self->hash = PyObject_Hash(object);
    Py_DECREF(object);
    return self->hash;
}

static PyObject *weakref_richcompare(PyObject *self, PyObject *other, int op) {
    if ((op != Py_EQ && op != Py_NE) || !PyWeakref_Check(self) || !PyWeakref_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *left = pyi_weakref_object(self);
    PyObject *right = pyi_weakref_object(other);
    if (left == Py_None || right == Py_None) {
        return PyBool_FromLong((self == other) == (op == Py_EQ));
    }
    Py_INCREF(left);
    Py_INCREF(right);
    PyObject *result = PyObject_RichCompare(left, right, op);
    Py_DECREF(left);
    Py_DECREF(right);
    return result;
}

static PyMethodDef weakref_methods[] = {
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef weakref_members[] = {
    {"__callback__", T_OBJECT, offsetof(PyWeakReference, wr_callback), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

PyTypeObject _PyWeakref_RefType = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "weakref.ReferenceType",
    .tp_basicsize = sizeof(PyWeakReference),
    .tp_dealloc = pyi_weakref_dealloc,
    .tp_vectorcall_offset = offsetof(PyWeakReference, vectorcall),
    .tp_repr = weakref_repr,
    .tp_hash = weakref_hash,
    .tp_call = PyVectorcall_Call,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                Py_TPFLAGS_BASETYPE,
    .tp_traverse = pyi_weakref_traverse,
    .tp_clear = pyi_weakref_tp_clear,
    .tp_richcompare = weakref_richcompare,
    .tp_methods = weakref_methods,
    .tp_members = weakref_members,
    .tp_init = weakref_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = weakref_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(_PyWeakref_RefType);

/* ---- the end of an object ----------------------------------------------------------------- */

/* Tells the callback of one that is out of the list; steals the callback. */
static void call_back(PyWeakReference *self, PyObject *callback) {
    PyObject *result = PyObject_CallOneArg(callback, (PyObject *)self);
    if (result == NULL) {
        PyErr_WriteUnraisable(callback);
    } else {
        Py_DECREF(result);
    }
    Py_DECREF(callback);
}

/* All are out of the list before the first is told. On failure some callbacks are lost. */
static void clear_and_call(PyWeakReference **list) {
    Py_ssize_t n = 0;
    for (PyWeakReference *ref = *list; ref != NULL; ref = ref->wr_next) {
        n++;
    }
    PyObject *pairs = PyTuple_New(n * 2); /* keeps the references while they are called */
    if (pairs == NULL) {
        PyErr_WriteUnraisable(NULL);
    }
    for (Py_ssize_t i = 0; *list != NULL; i++) {
        PyWeakReference *ref = *list;
        PyObject *callback = ref->wr_callback;
        ref->wr_callback = NULL;
        unlink_ref(ref);
        if (pairs != NULL && callback != NULL && Py_REFCNT(ref) > 0) {
            PyTuple_SET_ITEM(pairs, i * 2, Py_NewRef(ref));
            PyTuple_SET_ITEM(pairs, i * 2 + 1, callback);
        } else {
            Py_XDECREF(callback);
        }
    }
    for (Py_ssize_t i = 0; pairs != NULL && i < n; i++) {
        PyObject *callback = PyTuple_GET_ITEM(pairs, i * 2 + 1);
        if (callback != NULL) {
            call_back((PyWeakReference *)PyTuple_GET_ITEM(pairs, i * 2), Py_NewRef(callback));
        }
    }
    Py_XDECREF(pairs);
}

/* By the dealloc of an object, before it takes anything away: its references are told. */
void PyObject_ClearWeakRefs(PyObject *op) {
    if (op == NULL || !_PyType_SUPPORTS_WEAKREFS(Py_TYPE(op)) || Py_REFCNT(op) != 0) {
        PyErr_BadInternalCall();
        return;
    }
    PyWeakReference **list = pyi_weakref_list(op);
    while (*list != NULL && (*list)->wr_callback == NULL) {
        unlink_ref(*list); /* these come first */
    }
    if (*list == NULL) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if ((*list)->wr_next == NULL) {
        PyWeakReference *ref = *list;
        PyObject *callback = ref->wr_callback;
        ref->wr_callback = NULL;
        unlink_ref(ref);
        if (Py_REFCNT(ref) > 0) {
            Py_INCREF(ref);
            call_back(ref, callback);
            Py_DECREF(ref);
        } else {
            Py_DECREF(callback);
        }
    } else {
        clear_and_call(list);
    }
    PyErr_Restore(type, value, traceback);
}

#if PYI_312
void _PyStaticType_ClearWeakRefs(PyInterpreterState *Py_UNUSED(interp), PyTypeObject *type) {
    PyWeakReference **list = pyi_weakref_list((PyObject *)type);
    while (*list != NULL) {
        unlink_ref(*list);
    }
}
#endif

/* ---- public functions -------------------------------------------------------------------- */

/* new; callback is borrowed, NULL or None when nobody is to be told */
PyObject *PyWeakref_NewRef(PyObject *op, PyObject *callback) {
    return pyi_weakref_new(&_PyWeakref_RefType, op, callback);
}

/* new; callback is borrowed, NULL or None when nobody is to be told */
PyObject *PyWeakref_NewProxy(PyObject *op, PyObject *callback) {
    PyTypeObject *type = PyCallable_Check(op) ? &_PyWeakref_CallableProxyType : &_PyWeakref_ProxyType;
    return pyi_weakref_new(type, op, callback);
}

/* borrowed; None when it is gone */
PyObject *PyWeakref_GetObject(PyObject *self) {
    if (self == NULL || !PyWeakref_Check(self)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return pyi_weakref_object(self);
}

Py_ssize_t pyi_weakref_count(PyObject *op) {
    Py_ssize_t n = 0;
    if (_PyType_SUPPORTS_WEAKREFS(Py_TYPE(op))) {
        for (PyWeakReference *ref = *pyi_weakref_list(op); ref != NULL; ref = ref->wr_next) {
            n++;
        }
    }
    return n;
}

#if PYI_313
/* *result: new, NULL when it is gone; 1 alive, 0 gone, -1 no reference */
int PyWeakref_GetRef(PyObject *self, PyObject **result) {
    *result = NULL;
    if (self == NULL) {
        PyErr_BadInternalCall();
        return -1;
    }
    if (!PyWeakref_Check(self)) {
        PyErr_SetString(PyExc_TypeError, "expected a weakref");
        return -1;
    }
    PyObject *op = pyi_weakref_object(self);
    if (op == Py_None) {
        return 0;
    }
    *result = Py_NewRef(op);
    return 1;
}

int _PyWeakref_IsDead(PyObject *self) { return pyi_weakref_object(self) == Py_None; }

Py_ssize_t _PyWeakref_GetWeakrefCount(PyObject *op) { return pyi_weakref_count(op); }

void _PyWeakref_ClearWeakRefsNoCallbacks(PyObject *op) {
    if (_PyType_SUPPORTS_WEAKREFS(Py_TYPE(op))) {
        PyWeakReference **list = pyi_weakref_list(op);
        while (*list != NULL) {
            unlink_ref(*list);
        }
    }
}
#else
Py_ssize_t _PyWeakref_GetWeakrefCount(PyWeakReference *head) {
    Py_ssize_t n = 0;
    for (; head != NULL; head = head->wr_next) {
        n++;
    }
    return n;
}
#endif

#if !PYI_313
int PyType_SUPPORTS_WEAKREFS(PyTypeObject *type) { return _PyType_SUPPORTS_WEAKREFS(type); }
#endif
