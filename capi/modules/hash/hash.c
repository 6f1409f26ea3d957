/* SPDX-License-Identifier: Apache-2.0 */
/* The object of a hash function, of whatever kind.
 *
 * Layout     lock, state  the lock is made when much data comes for the first time, for which the
 *                         GIL is released; from then on every method takes it
 * Collected  no
 * Contract   docs.python.org/3/library/hashlib.html
 */
#include "hash.h"

#include "internal/pycore_strhex.h"

/* Less data is hashed sooner than the GIL changes hands. */
enum { MUCH = 2048 };

typedef struct {
    PyObject_HEAD
    PyThread_type_lock lock; /* owned or NULL */
    hash_state state;
} HashObject;

/* ---- life ------------------------------------------------------------------------------------ */

int hash_get_buffer(PyObject *data, Py_buffer *view) {
    if (PyUnicode_Check(data)) {
        PyErr_SetString(PyExc_TypeError, "Strings must be encoded before hashing");
        return -1;
    }
    if (!PyObject_CheckBuffer(data)) {
        PyErr_SetString(PyExc_TypeError, "object supporting the buffer API required");
        return -1;
    }
    if (PyObject_GetBuffer(data, view, PyBUF_SIMPLE) < 0) {
        return -1;
    }
    if (view->ndim > 1) {
        PyErr_SetString(PyExc_BufferError, "Buffer must be single dimension");
        PyBuffer_Release(view);
        return -1;
    }
    return 0;
}

PyObject *hash_from_state(const hash_state *state, PyObject *data) {
    Py_buffer view;
    if (data != NULL && hash_get_buffer(data, &view) < 0) {
        return NULL;
    }
    HashObject *self = PyObject_New(HashObject, state->kind->type);
    if (self != NULL) {
        self->lock = NULL;
        self->state = *state;
    }
    if (data == NULL) {
        return (PyObject *)self;
    }
    if (self != NULL && view.len >= MUCH) {
        /* Nobody else has the object yet. */
        Py_BEGIN_ALLOW_THREADS
        hash_update(&self->state, view.buf, (size_t)view.len);
        Py_END_ALLOW_THREADS
    } else if (self != NULL) {
        hash_update(&self->state, view.buf, (size_t)view.len);
    }
    PyBuffer_Release(&view);
    return (PyObject *)self;
}

PyObject *hash_from_arguments(const hash_kind *kind, _PyArg_Parser *parser, PyObject *const *args,
                              Py_ssize_t nargs, PyObject *kwnames) {
    PyObject *found[2] = {NULL, NULL};
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, parser, 0, 1, 0, found);
    if (given == NULL) {
        return NULL;
    }
    bool keywords = kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0;
    if (keywords && given[1] != NULL && PyObject_IsTrue(given[1]) < 0) {
        return NULL;
    }
    hash_state state;
    hash_start(&state, kind);
    return hash_from_state(&state, nargs > 0 || keywords ? given[0] : NULL);
}

void hash_dealloc(PyObject *op) {
    HashObject *self = (HashObject *)op;
    if (self->lock != NULL) {
        PyThread_free_lock(self->lock);
    }
    PyObject_Free(self);
}

const hash_state *hash_state_of(PyObject *op) { return &((HashObject *)op)->state; }

/* ---- methods --------------------------------------------------------------------------------- */

static void enter(HashObject *self) {
    if (self->lock != NULL && !PyThread_acquire_lock(self->lock, 0)) {
        Py_BEGIN_ALLOW_THREADS
        PyThread_acquire_lock(self->lock, 1);
        Py_END_ALLOW_THREADS
    }
}

static void leave(HashObject *self) {
    if (self->lock != NULL) {
        PyThread_release_lock(self->lock);
    }
}

static hash_state copy_state(HashObject *self) {
    enter(self);
    hash_state state = self->state;
    leave(self);
    return state;
}

PyObject *hash_update_method(PyObject *op, PyObject *data) {
    HashObject *self = (HashObject *)op;
    Py_buffer view;
    if (hash_get_buffer(data, &view) < 0) {
        return NULL;
    }
    if (view.len >= MUCH && self->lock == NULL) {
        self->lock = PyThread_allocate_lock();
    }
    if (view.len >= MUCH && self->lock != NULL) {
        Py_BEGIN_ALLOW_THREADS
        PyThread_acquire_lock(self->lock, 1);
        hash_update(&self->state, view.buf, (size_t)view.len);
        PyThread_release_lock(self->lock);
        Py_END_ALLOW_THREADS
    } else {
        enter(self);
        hash_update(&self->state, view.buf, (size_t)view.len);
        leave(self);
    }
    PyBuffer_Release(&view);
    Py_RETURN_NONE;
}

PyObject *hash_copy(PyObject *op, PyObject *unused) {
    (void)unused;
    hash_state state = copy_state((HashObject *)op);
    return hash_from_state(&state, NULL);
}

/* The argument checks of methods that know their defining class. */
static PyObject *copy_checked(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
                              PyObject *kwnames) {
    (void)args;
#if PYI_313
    nargs += kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);
#else
    (void)kwnames;
#endif
    if (nargs > 0) {
        PyErr_SetString(PyExc_TypeError, "copy() takes no arguments");
        return NULL;
    }
    return hash_copy(op, NULL);
}

PyObject *hash_digest_of(PyObject *op, size_t size, bool hexadecimal) {
    hash_state state = copy_state((HashObject *)op);
    PyObject *digest = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (digest == NULL) {
        return NULL;
    }
    if (size > 0) {
        state.kind->finish(&state, (uint8_t *)PyBytes_AS_STRING(digest), size);
    }
    if (hexadecimal) {
        PyObject *text = _Py_strhex(PyBytes_AS_STRING(digest), (Py_ssize_t)size);
        Py_SETREF(digest, text);
    }
    return digest;
}

static PyObject *hash_digest(PyObject *op, PyObject *unused) {
    (void)unused;
    return hash_digest_of(op, hash_state_of(op)->digest_size, false);
}

static PyObject *hash_hexdigest(PyObject *op, PyObject *unused) {
    (void)unused;
    return hash_digest_of(op, hash_state_of(op)->digest_size, true);
}

#define DIGEST_ROWS                                                                                \
    {"digest", hash_digest, METH_NOARGS, PYI_SIGNATURE("digest", "($self, /)")},                   \
        {"hexdigest", hash_hexdigest, METH_NOARGS, PYI_SIGNATURE("hexdigest", "($self, /)")}

PyMethodDef hash_methods[] = {
    {"copy", PYI_FASTCALL(copy_checked), METH_FASTCALL | METH_KEYWORDS,
     PYI_SIGNATURE("copy", "($self, /)")},
    DIGEST_ROWS,
    {"update", hash_update_method, METH_O, PYI_SIGNATURE("update", "($self, obj, /)")},
    {NULL, NULL, 0, NULL},
};

PyMethodDef hash_new_methods[] = {
    {"copy", hash_copy, METH_NOARGS, PYI_SIGNATURE("copy", "($self, /)")},
    DIGEST_ROWS,
    {"update", hash_update_method, METH_O, PYI_SIGNATURE("update", "($self, data, /)")},
    {NULL, NULL, 0, NULL},
};

static PyObject *get_block_size(PyObject *op, void *unused) {
    (void)unused;
    return PyLong_FromSize_t(hash_state_of(op)->kind->block_size);
}

static PyObject *get_name(PyObject *op, void *unused) {
    (void)unused;
    return PyUnicode_FromString(hash_state_of(op)->kind->name);
}

static PyObject *get_digest_size(PyObject *op, void *unused) {
    (void)unused;
    return PyLong_FromSize_t(hash_state_of(op)->digest_size);
}

PyGetSetDef hash_getset[] = {
    {"block_size", get_block_size, NULL, NULL, NULL},
    {"name", get_name, NULL, NULL, NULL},
    {"digest_size", get_digest_size, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- modules --------------------------------------------------------------------------------- */

int hash_add_type(PyObject *module, const char *name, PyTypeObject *type) {
    type->tp_basicsize = sizeof(HashObject); /* which only this file knows */
    return PyType_Ready(type) < 0 ? -1 : PyModule_AddObjectRef(module, name, (PyObject *)type);
}
