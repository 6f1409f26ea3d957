/* SPDX-License-Identifier: Apache-2.0 */
/* decompressor: decompressing in pieces, which the object keeps: what gzip reads with since 3.12.
 * Layout     state: the stream; waiting: owned bytes that are not read yet; unused: owned, behind the stream
 * Collected  no: it refers only to what has the data of a dictionary
 */
#include "zlibmodule.h"
#include "pyi_arguments.h"

#if PYI_312

#  include "members.h"

typedef struct {
    PyObject_HEAD
    inflate_state state;
    PyThread_type_lock lock;
    PyObject *unused, *dictionary; /* owned; the dictionary may be NULL */
    zlib_bytes waiting;
    char eof, needs_input;
} decompressor;

#  define SELF(op) ((decompressor *)(op))

/* ---- life ----------------------------------------------------------------------------------------------- */

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"wbits", "zdict", NULL};
    int wbits = 15;
    PyObject *dictionary = NULL;
    if (!pyi_named_arguments(args, kwargs, "|iO:_ZlibDecompressor", names, &wbits, &dictionary)) {
        return NULL;
    }
    decompressor *self = (decompressor *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->needs_input = 1;
    self->dictionary = Py_XNewRef(dictionary);
    self->unused = PyBytes_FromStringAndSize(NULL, 0);
    self->lock = PyThread_allocate_lock();
    if (self->unused == NULL || self->lock == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    if (inflate_init(&self->state, wbits) < 0) {
        Py_DECREF(self);
        PyErr_SetString(PyExc_ValueError, "Invalid initialization option");
        return NULL;
    }
    if (dictionary != NULL && wbits < 0 && zlib_preset(&self->state, dictionary) < 0) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

static void dealloc(PyObject *op) {
    decompressor *self = SELF(op);
    if (self->lock != NULL) {
        PyThread_free_lock(self->lock);
    }
    inflate_clear(&self->state);
    PyMem_RawFree(self->waiting.data);
    Py_XDECREF(self->unused);
    Py_XDECREF(self->dictionary);
    Py_TYPE(op)->tp_free(op);
}

/* ---- data ------------------------------------------------------------------------------------------------- */

/* What was not read waits, or is behind the stream. 0 or -1. */
static int keep_rest(decompressor *self) {
    zlib_bytes rest = {NULL, 0, 0, false};
    size_t n = (size_t)(self->state.input_end - self->state.input);
    if (self->state.place == DONE) {
        self->eof = 1;
        self->needs_input = 0;
        inflate_clear(&self->state);
        PyObject *unused = PyBytes_FromStringAndSize((const char *)self->state.input, (Py_ssize_t)n);
        if (unused == NULL) {
            return -1;
        }
        Py_SETREF(self->unused, unused);
    } else {
        self->needs_input = n == 0;
        zlib_bytes_append(&rest, self->state.input, n);
    }
    PyMem_RawFree(self->waiting.data);
    self->waiting = rest;
    if (rest.failed) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

/* new; the lock is held */
static PyObject *read_data(decompressor *self, const Py_buffer *view, size_t limit) {
    zlib_bytes out = {NULL, 0, 0, false};
    const uint8_t *data = view->buf;
    size_t n = (size_t)view->len;
    if (self->waiting.n > 0) {
        zlib_bytes_append(&self->waiting, data, n);
        if (self->waiting.failed) {
            self->waiting.failed = false;
            return PyErr_NoMemory();
        }
        data = self->waiting.data;
        n = self->waiting.n;
    }
    self->state.input = data;
    self->state.input_end = data + n;
    int status = zlib_inflate(&self->state, self->dictionary, DEFAULT_ROOM, limit, &out);
    if (status == 0) {
        status = keep_rest(self);
    } else {
        self->waiting.n = 0;
    }
    if (status < 0) {
        PyMem_RawFree(out.data);
        return NULL;
    }
    return zlib_bytes_finish(&out);
}

static PyObject *decompress(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"data", "max_length", NULL};
    decompressor *self = SELF(op);
    Py_buffer view;
    Py_ssize_t most = -1;
    if (!pyi_named_arguments(args, kwargs, "y*|n:decompress", names, &view, &most)) {
        return NULL;
    }
    PyObject *result = NULL;
    zlib_lock(self->lock);
    if (self->eof) {
        PyErr_SetString(PyExc_EOFError, "End of stream already reached");
    } else {
        result = read_data(self, &view, most < 0 ? PY_SSIZE_T_MAX : (size_t)most);
    }
    PyThread_release_lock(self->lock);
    PyBuffer_Release(&view);
    return result;
}

/* ---- type --------------------------------------------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"decompress", PYI_FASTCALL(decompress), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("decompress", "($self, /, data, max_length=-1)")},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"eof", PYI_T_BOOL, offsetof(decompressor, eof), PYI_READONLY, NULL},
    {"unused_data", PYI_T_OBJECT_EX, offsetof(decompressor, unused), PYI_READONLY, NULL},
    {"needs_input", PYI_T_BOOL, offsetof(decompressor, needs_input), PYI_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject zlib_decompressor_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "zlib._ZlibDecompressor",
    .tp_basicsize = sizeof(decompressor),
    .tp_dealloc = dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .tp_doc = PYI_SIGNATURE("_ZlibDecompressor", "(wbits=15, zdict=b'')"),
    .tp_methods = methods,
    .tp_members = members,
    .tp_new = new,
};

#endif
