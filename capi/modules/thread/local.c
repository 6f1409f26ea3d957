/* SPDX-License-Identifier: Apache-2.0 */
/* local: an object whose attributes are other ones in every thread.
 * Layout     a list of shelves, one for each thread that has touched the object; the shelf of a thread is found, and
 *            ends, through a capsule in the dict of the thread's state
 * Collected  yes: an attribute may hold the object
 * Contract   docs.python.org/3/library/threading.html#thread-local-data
 */
#include "thread.h"

#include "internal/pycore_object.h"

typedef struct local_object local_object;

/* Of one object in one thread. */
typedef struct shelf {
    struct shelf *next, **place; /* in the list of the object */
    local_object *owner;         /* borrowed; NULL: it is gone */
    PyThreadState *ts;
    PyObject *dict; /* owned */
} shelf;

struct local_object {
    PyObject_HEAD
    PyObject *key; /* owned: an object that nobody else has */
    PyObject *args, *kwargs; /* owned: for __init__ in every thread; the second may be NULL */
    shelf *shelves;
    PyObject *weak;
};

#define LOCAL(op) ((local_object *)(op))

/* ---- shelves ------------------------------------------------------------------------------------------ */

static void shelf_detach(shelf *self) {
    if (self->owner != NULL) {
        *self->place = self->next;
        if (self->next != NULL) {
            self->next->place = self->place;
        }
        self->owner = NULL;
    }
}

/* When the thread ends or the object is gone. */
static void capsule_end(PyObject *capsule) {
    shelf *self = PyCapsule_GetPointer(capsule, NULL);
    shelf_detach(self);
    Py_XDECREF(self->dict);
    PyMem_Free(self);
}

/* New shelf of this thread, empty; NULL with an exception. */
static shelf *shelf_new(local_object *owner, PyObject *thread_dict) {
    shelf *self = PyMem_Calloc(1, sizeof(*self));
    if (self == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    PyObject *capsule = PyCapsule_New(self, NULL, capsule_end);
    if (capsule == NULL) {
        PyMem_Free(self);
        return NULL;
    }
    self->ts = PyThreadState_Get();
    self->dict = PyDict_New();
    bool ok = self->dict != NULL && PyDict_SetItem(thread_dict, owner->key, capsule) == 0;
    if (ok) {
        self->owner = owner;
        self->next = owner->shelves;
        self->place = &owner->shelves;
        if (self->next != NULL) {
            self->next->place = &self->next;
        }
        owner->shelves = self;
    }
    Py_DECREF(capsule);
    return ok ? self : NULL;
}

/* borrowed: the attributes in this thread, or NULL with an exception */
static PyObject *attributes(local_object *self) {
    PyObject *thread_dict = PyThreadState_GetDict();
    if (thread_dict == NULL) {
        PyErr_SetString(PyExc_SystemError, "Couldn't get thread-state dictionary");
        return NULL;
    }
    PyObject *capsule = PyDict_GetItemWithError(thread_dict, self->key);
    if (capsule != NULL) {
        return ((shelf *)PyCapsule_GetPointer(capsule, NULL))->dict;
    }
    shelf *fresh = PyErr_Occurred() ? NULL : shelf_new(self, thread_dict);
    if (fresh == NULL) {
        return NULL;
    }
    PyObject *dict = fresh->dict;
    if (Py_TYPE(self)->tp_init != PyBaseObject_Type.tp_init &&
        Py_TYPE(self)->tp_init((PyObject *)self, self->args, self->kwargs) < 0) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        if (PyDict_DelItem(thread_dict, self->key) < 0) { /* so that it is tried again */
            PyErr_Clear();
        }
        PyErr_Restore(type, value, traceback);
        return NULL;
    }
    return dict;
}

/* ---- life ------------------------------------------------------------------------------------------------ */

static PyObject *local_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (type->tp_init == PyBaseObject_Type.tp_init &&
        (PyTuple_GET_SIZE(args) > 0 || (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0))) {
        PyErr_SetString(PyExc_TypeError, "Initialization arguments are not supported");
        return NULL;
    }
    PyObject *self = type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    LOCAL(self)->args = Py_NewRef(args);
    LOCAL(self)->kwargs = Py_XNewRef(kwargs);
    LOCAL(self)->key = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    PyObject *thread_dict = PyThreadState_GetDict();
    /* __init__ is called for this thread anyway */
    if (LOCAL(self)->key == NULL || thread_dict == NULL || shelf_new(LOCAL(self), thread_dict) == NULL) {
        Py_CLEAR(self);
    }
    return self;
}

static int local_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(LOCAL(self)->args);
    Py_VISIT(LOCAL(self)->kwargs);
    for (shelf *one = LOCAL(self)->shelves; one != NULL; one = one->next) {
        Py_VISIT(one->dict);
    }
    return 0;
}

static int local_clear(PyObject *self) {
    Py_CLEAR(LOCAL(self)->args);
    Py_CLEAR(LOCAL(self)->kwargs);
    for (shelf *one; (one = LOCAL(self)->shelves) != NULL;) {
        shelf_detach(one);
        PyObject *dict = one->ts->dict;
        if (dict != NULL && PyDict_DelItem(dict, LOCAL(self)->key) < 0) { /* frees the shelf */
            PyErr_Clear();
        }
    }
    return 0;
}

static void local_dealloc(PyObject *self) {
    PyObject_GC_UnTrack(self);
    if (LOCAL(self)->weak != NULL) {
        PyObject_ClearWeakRefs(self);
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    local_clear(self);
    PyErr_Restore(type, value, traceback);
    Py_XDECREF(LOCAL(self)->key);
    Py_TYPE(self)->tp_free(self);
}

/* ---- attributes -------------------------------------------------------------------------------------------- */

static bool is_dict(PyObject *name) {
    return PyUnicode_Check(name) && PyUnicode_CompareWithASCIIString(name, "__dict__") == 0;
}

static PyObject *local_getattro(PyObject *self, PyObject *name) {
    PyObject *dict = attributes(LOCAL(self));
    if (dict == NULL) {
        return NULL;
    }
    return is_dict(name) ? Py_NewRef(dict) : _PyObject_GenericGetAttrWithDict(self, name, dict, 0);
}

static int local_setattro(PyObject *self, PyObject *name, PyObject *value) {
    PyObject *dict = attributes(LOCAL(self));
    if (dict == NULL) {
        return -1;
    }
    if (is_dict(name)) {
        PyErr_Format(PyExc_AttributeError, "'%.100s' object attribute '%U' is read-only",
                     Py_TYPE(self)->tp_name, name);
        return -1;
    }
    return _PyObject_GenericSetAttrWithDict(self, name, value, dict);
}

/* ---- type -------------------------------------------------------------------------------------------------- */

PyTypeObject thread_local_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_thread._local",
    .tp_basicsize = sizeof(local_object),
    .tp_dealloc = local_dealloc,
    .tp_getattro = local_getattro,
    .tp_setattro = local_setattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = "Thread-local data",
    .tp_traverse = local_traverse,
    .tp_clear = local_clear,
    .tp_weaklistoffset = offsetof(local_object, weak),
    .tp_new = local_new,
};
PYI_TYPE(thread_local_type);
