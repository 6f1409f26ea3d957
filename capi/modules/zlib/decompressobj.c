/* SPDX-License-Identifier: Apache-2.0 */
/* decompressobj: decompressing in pieces, which the caller keeps.
 * Layout     state: the stream; unused, tail: owned bytes behind the stream, and those not read yet
 * Collected  no: it refers only to what has the data of a dictionary
 * Contract   docs.python.org/3/library/zlib.html#zlib.decompressobj
 */
#include "zlibmodule.h"
#include "pyi_arguments.h"
#include "pyi_places.h"

#include "members.h"

typedef struct {
    PyObject_HEAD
    inflate_state state;
    PyThread_type_lock lock;
    PyObject *unused, *tail, *dictionary; /* owned; the last one may be NULL */
    char eof;
    bool ended; /* flush() saw the end, after which nothing more can be asked */
} decompressor;

#define SELF(op) ((decompressor *)(op))

/* ---- life ----------------------------------------------------------------------------------------------- */

static decompressor *make(void) {
    decompressor *self = PyObject_New(decompressor, &zlib_decompress_type);
    if (self == NULL) {
        return NULL;
    }
    memset(&self->state, 0, sizeof(self->state));
    self->eof = 0;
    self->ended = false;
    self->dictionary = NULL;
    self->unused = PyBytes_FromStringAndSize(NULL, 0);
    self->tail = PyBytes_FromStringAndSize(NULL, 0);
    self->lock = PyThread_allocate_lock();
    if (self->unused == NULL || self->tail == NULL || self->lock == NULL) {
        Py_DECREF(self);
        PyErr_NoMemory();
        return NULL;
    }
    return self;
}

static void dealloc(PyObject *op) {
    decompressor *self = SELF(op);
    if (self->lock != NULL) {
        PyThread_free_lock(self->lock);
    }
    inflate_clear(&self->state);
    Py_XDECREF(self->unused);
    Py_XDECREF(self->tail);
    Py_XDECREF(self->dictionary);
    PyObject_Free(op);
}

PyObject *zlib_decompressobj(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"wbits", "zdict", NULL};
    int wbits = 15;
    PyObject *dictionary = NULL;
    if (!pyi_named_arguments(args, kwargs, "|iO:decompressobj", names, &wbits, &dictionary)) {
        return NULL;
    }
    if (dictionary != NULL && !PyObject_CheckBuffer(dictionary)) {
        PyErr_SetString(PyExc_TypeError, "zdict argument must support the buffer protocol");
        return NULL;
    }
    decompressor *self = make();
    if (self == NULL) {
        return NULL;
    }
    self->dictionary = Py_XNewRef(dictionary);
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

static PyObject *copy(PyObject *op, PyObject *Py_UNUSED(unused)) {
    decompressor *self = SELF(op), *other = make();
    if (other == NULL) {
        return NULL;
    }
    zlib_lock(self->lock);
    bool open = !self->ended, copied = open && inflate_copy(&other->state, &self->state);
    Py_SETREF(other->unused, Py_NewRef(self->unused));
    Py_SETREF(other->tail, Py_NewRef(self->tail));
    other->dictionary = Py_XNewRef(self->dictionary);
    other->eof = self->eof;
    PyThread_release_lock(self->lock);
    if (copied) {
        return (PyObject *)other;
    }
    Py_DECREF(other);
    if (open) {
        PyErr_SetString(PyExc_MemoryError, "Can't allocate memory for decompression object");
    } else {
        PyErr_SetString(PyExc_ValueError, "Inconsistent stream state");
    }
    return NULL;
}

/* ---- data ------------------------------------------------------------------------------------------------- */

/* What was not read is behind the stream, or waits. 0 or -1. */
static int keep_rest(decompressor *self) {
    const char *rest = (const char *)self->state.input;
    Py_ssize_t n = self->state.input_end - self->state.input;
    bool done = self->state.place == DONE;
    if (done && n > 0) {
        Py_ssize_t old = PyBytes_GET_SIZE(self->unused);
        if (n > PY_SSIZE_T_MAX - old) {
            PyErr_NoMemory();
            return -1;
        }
        PyObject *unused = PyBytes_FromStringAndSize(NULL, old + n);
        if (unused == NULL) {
            return -1;
        }
        memcpy(PyBytes_AS_STRING(unused), PyBytes_AS_STRING(self->unused), (size_t)old);
        memcpy(PyBytes_AS_STRING(unused) + old, rest, (size_t)n);
        Py_SETREF(self->unused, unused);
        n = 0;
    }
    if (n > 0 || PyBytes_GET_SIZE(self->tail) > 0) {
        PyObject *tail = PyBytes_FromStringAndSize(rest, n);
        if (tail == NULL) {
            return -1;
        }
        Py_SETREF(self->tail, tail);
    }
    return 0;
}

/* new; the lock is held */
static PyObject *read_data(decompressor *self, const uint8_t *data, size_t n, size_t room, size_t limit,
                           bool flushing) {
    if (self->ended) {
        return flushing ? PyBytes_FromStringAndSize(NULL, 0)
                        : zlib_fail(STREAM_ERROR, "while decompressing data", NULL);
    }
    zlib_bytes out = {NULL, 0, 0, false};
    self->state.input = data;
    self->state.input_end = data + n;
    int status = zlib_inflate(&self->state, self->dictionary, room, limit, &out);
    if (status == 0 && keep_rest(self) < 0) {
        status = -1;
    }
    if (status == 0 && self->state.place == DONE) {
        self->eof = 1;
        self->ended = flushing;
        inflate_clear(&self->state);
    }
    if (status < 0) {
        PyMem_RawFree(out.data);
        return NULL;
    }
    return zlib_bytes_finish(&out);
}

static PyObject *decompress(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"", "max_length", NULL};
    decompressor *self = SELF(op);
    Py_buffer view;
    Py_ssize_t most = 0;
    if (!pyi_named_arguments(args, kwargs, "y*|n:decompress", names, &view, &most)) {
        return NULL;
    }
    PyObject *result = NULL;
    if (most < 0) {
        PyErr_SetString(PyExc_ValueError, "max_length must be non-negative");
    } else {
        zlib_lock(self->lock);
        result = read_data(self, view.buf, (size_t)view.len, DEFAULT_ROOM,
                           most == 0 ? PY_SSIZE_T_MAX : (size_t)most, false);
        PyThread_release_lock(self->lock);
    }
    PyBuffer_Release(&view);
    return result;
}

/* *length*: how much room to begin with, or NULL */
static PyObject *flush(PyObject *op, PyObject *length) {
    decompressor *self = SELF(op);
    Py_ssize_t room = DEFAULT_ROOM;
    if (length != NULL) {
        PyObject *number = PyNumber_Index(length);
        room = number == NULL ? -1 : PyLong_AsSsize_t(number);
        Py_XDECREF(number);
        if (room == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    if (room <= 0) {
        PyErr_SetString(PyExc_ValueError, "length must be greater than zero");
        return NULL;
    }
    zlib_lock(self->lock);
    PyObject *tail = Py_NewRef(self->tail);
    PyObject *result = read_data(self, (const uint8_t *)PyBytes_AS_STRING(tail),
                                 (size_t)PyBytes_GET_SIZE(tail), (size_t)room, PY_SSIZE_T_MAX, true);
    PyThread_release_lock(self->lock);
    Py_DECREF(tail);
    return result;
}

/* ---- type --------------------------------------------------------------------------------------------------- */

PYI_OPTIONAL_PLACE(flush_by, "flush", flush)
PYI_ONE_PLACE(deepcopy, "__deepcopy__", copy)

static PyMethodDef methods[] = {
    {"decompress", PYI_FASTCALL(decompress), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("decompress", "($self, data, /, max_length=0)")},
    {"flush", PYI_FASTCALL(flush_by), PYI_METH_PLACES,
     PYI_SIGNATURE("flush", "($self, length=zlib.DEF_BUF_SIZE, /)")},
    {"copy", copy, METH_NOARGS, PYI_SIGNATURE("copy", "($self, /)")},
    {"__copy__", copy, METH_NOARGS, PYI_SIGNATURE("__copy__", "($self, /)")},
    {"__deepcopy__", PYI_FASTCALL(deepcopy), PYI_METH_PLACES, PYI_SIGNATURE("__deepcopy__", "($self, memo, /)")},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"unused_data", PYI_T_OBJECT_EX, offsetof(decompressor, unused), PYI_READONLY, NULL},
    {"unconsumed_tail", PYI_T_OBJECT_EX, offsetof(decompressor, tail), PYI_READONLY, NULL},
    {"eof", PYI_T_BOOL, offsetof(decompressor, eof), PYI_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject zlib_decompress_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "zlib.Decompress",
    .tp_basicsize = sizeof(decompressor),
    .tp_dealloc = dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = methods,
    .tp_members = members,
};
