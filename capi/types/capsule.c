/* SPDX-License-Identifier: Apache-2.0 */
/* capsule: a pointer of C, in an object.
 * Layout     private; the name belongs to who made it
 * Collected  3.13: when it has been given functions for that
 * Contract   docs.python.org/3/c-api/capsule.html
 */
#include "containers.h"

typedef struct {
    PyObject_HEAD
    void *pointer; /* NULL: not valid */
    const char *name;
    void *context;
    PyCapsule_Destructor destructor;
#if PYI_313
    traverseproc traverse;
    inquiry clear;
#endif
} capsule;

/* ---- life -------------------------------------------------------------------------------- */

static void capsule_dealloc(PyObject *op) {
    capsule *self = (capsule *)op;
#if PYI_313
    PyObject_GC_UnTrack(op);
#endif
    if (self->destructor != NULL) {
        self->destructor(op);
    }
#if PYI_313
    PyObject_GC_Del(op);
#else
    PyObject_Free(op);
#endif
}

#if PYI_313
static int capsule_traverse(PyObject *op, visitproc visit, void *arg) {
    capsule *self = (capsule *)op;
    return self->traverse == NULL ? 0 : self->traverse(op, visit, arg);
}

static int capsule_clear(PyObject *op) {
    capsule *self = (capsule *)op;
    return self->clear == NULL ? 0 : self->clear(op);
}

PyAPI_FUNC(int) _PyCapsule_SetTraverse(PyObject *op, traverseproc traverse, inquiry clear) {
    if (!PyCapsule_CheckExact(op) || ((capsule *)op)->pointer == NULL) {
        PyErr_SetString(PyExc_ValueError,
                        "_PyCapsule_SetTraverse called with invalid PyCapsule object");
        return -1;
    }
    if (traverse == NULL || clear == NULL) {
        PyErr_SetString(PyExc_ValueError, "_PyCapsule_SetTraverse() called with NULL callback");
        return -1;
    }
    capsule *self = (capsule *)op;
    self->traverse = traverse;
    self->clear = clear;
    if (!_PyObject_GC_IS_TRACKED(op)) {
        _PyObject_GC_TRACK(op);
    }
    return 0;
}
#endif

static PyObject *capsule_repr(PyObject *op) {
    const char *name = ((capsule *)op)->name;
    const char *quote = name == NULL ? "" : "\"";
    return PyUnicode_FromFormat("<capsule object %s%s%s at %p>", quote, name == NULL ? "NULL" : name,
                                quote, op);
}

/* ---- type -------------------------------------------------------------------------------- */

PyTypeObject PyCapsule_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "PyCapsule",
    .tp_basicsize = sizeof(capsule),
    .tp_dealloc = capsule_dealloc,
    .tp_repr = capsule_repr,
#if PYI_313
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = capsule_traverse,
    .tp_clear = capsule_clear,
#else
    .tp_flags = Py_TPFLAGS_DEFAULT,
#endif
};
PYI_TYPE(PyCapsule_Type);

/* ---- public functions -------------------------------------------------------------------- */

/* An exception and NULL when it is no capsule that holds a pointer. */
static capsule *check(PyObject *op, const char *function) {
    if (op != NULL && PyCapsule_CheckExact(op) && ((capsule *)op)->pointer != NULL) {
        return (capsule *)op;
    }
    PyErr_Format(PyExc_ValueError, "%s called with invalid PyCapsule object", function);
    return NULL;
}

static bool same_name(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* new */
PyObject *PyCapsule_New(void *pointer, const char *name, PyCapsule_Destructor destructor) {
    if (pointer == NULL) {
        PyErr_SetString(PyExc_ValueError, "PyCapsule_New called with null pointer");
        return NULL;
    }
#if PYI_313
    capsule *self = PyObject_GC_New(capsule, &PyCapsule_Type);
#else
    capsule *self = PyObject_New(capsule, &PyCapsule_Type);
#endif
    if (self == NULL) {
        return NULL;
    }
    self->pointer = pointer;
    self->name = name;
    self->context = NULL;
    self->destructor = destructor;
#if PYI_313
    self->traverse = NULL;
    self->clear = NULL;
#endif
    return (PyObject *)self;
}

int PyCapsule_IsValid(PyObject *op, const char *name) {
    return op != NULL && PyCapsule_CheckExact(op) && ((capsule *)op)->pointer != NULL &&
           same_name(((capsule *)op)->name, name);
}

void *PyCapsule_GetPointer(PyObject *op, const char *name) {
    capsule *self = check(op, "PyCapsule_GetPointer");
    if (self == NULL) {
        return NULL;
    }
    if (!same_name(name, self->name)) {
        PyErr_SetString(PyExc_ValueError, "PyCapsule_GetPointer called with incorrect name");
        return NULL;
    }
    return self->pointer;
}

const char *PyCapsule_GetName(PyObject *op) {
    capsule *self = check(op, "PyCapsule_GetName");
    return self == NULL ? NULL : self->name;
}

PyCapsule_Destructor PyCapsule_GetDestructor(PyObject *op) {
    capsule *self = check(op, "PyCapsule_GetDestructor");
    return self == NULL ? NULL : self->destructor;
}

void *PyCapsule_GetContext(PyObject *op) {
    capsule *self = check(op, "PyCapsule_GetContext");
    return self == NULL ? NULL : self->context;
}

int PyCapsule_SetPointer(PyObject *op, void *pointer) {
    capsule *self = check(op, "PyCapsule_SetPointer");
    if (self == NULL) {
        return -1;
    }
    if (pointer == NULL) {
        PyErr_SetString(PyExc_ValueError, "PyCapsule_SetPointer called with null pointer");
        return -1;
    }
    self->pointer = pointer;
    return 0;
}

int PyCapsule_SetName(PyObject *op, const char *name) {
    capsule *self = check(op, "PyCapsule_SetName");
    if (self == NULL) {
        return -1;
    }
    self->name = name;
    return 0;
}

int PyCapsule_SetDestructor(PyObject *op, PyCapsule_Destructor destructor) {
    capsule *self = check(op, "PyCapsule_SetDestructor");
    if (self == NULL) {
        return -1;
    }
    self->destructor = destructor;
    return 0;
}

int PyCapsule_SetContext(PyObject *op, void *context) {
    capsule *self = check(op, "PyCapsule_SetContext");
    if (self == NULL) {
        return -1;
    }
    self->context = context;
    return 0;
}

/* new: the object that a dotted name means, whose first part is a module */
static PyObject *resolve(char *name) {
    PyObject *op = NULL;
    for (char *part = name; part != NULL;) {
        char *dot = strchr(part, '.');
        if (dot != NULL) {
            *dot++ = '\0';
        }
        if (op == NULL) {
            op = PyImport_ImportModule(part);
            if (op == NULL) {
                PyErr_Format(PyExc_ImportError, "PyCapsule_Import could not import module \"%s\"",
                             part);
                return NULL;
            }
        } else {
            Py_SETREF(op, PyObject_GetAttrString(op, part));
            if (op == NULL) {
                return NULL;
            }
        }
        part = dot;
    }
    return op;
}

/* the pointer in the capsule that is an attribute of a module; name is also the capsule's own */
void *PyCapsule_Import(const char *name, int Py_UNUSED(no_block)) {
    size_t n = strlen(name) + 1;
    char *copy = PyMem_Malloc(n);
    if (copy == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *op = resolve(memcpy(copy, name, n));
    PyMem_Free(copy);
    if (op == NULL) {
        return NULL;
    }
    void *pointer = NULL;
    if (PyCapsule_IsValid(op, name)) {
        pointer = ((capsule *)op)->pointer;
    } else {
        PyErr_Format(PyExc_AttributeError, "PyCapsule_Import \"%s\" is not valid", name);
    }
    Py_DECREF(op);
    return pointer;
}
