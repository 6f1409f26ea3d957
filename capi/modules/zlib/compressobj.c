/* SPDX-License-Identifier: Apache-2.0 */
/* compressobj: compressing in pieces.
 * Layout     state: the stream; lock: held while a thread changes it
 * Collected  no: it refers to no objects
 * Contract   docs.python.org/3/library/zlib.html#zlib.compressobj
 */
#include "zlibmodule.h"
#include "pyi_arguments.h"
#include "pyi_places.h"

typedef struct {
    PyObject_HEAD
    deflate_state state;
    PyThread_type_lock lock;
    bool open;          /* until it is finished */
    bool had_no_effect; /* once a call had none, zlib explains later errors by that */
} compressor;

#define SELF(op) ((compressor *)(op))

/* ---- life ----------------------------------------------------------------------------------------------- */

static compressor *make(void) {
    compressor *self = PyObject_New(compressor, &zlib_compress_type);
    if (self == NULL) {
        return NULL;
    }
    memset(&self->state, 0, sizeof(self->state));
    self->open = self->had_no_effect = false;
    self->lock = PyThread_allocate_lock();
    if (self->lock == NULL) {
        Py_DECREF(self);
        PyErr_NoMemory();
        return NULL;
    }
    return self;
}

static void dealloc(PyObject *self) {
    if (SELF(self)->lock != NULL) {
        PyThread_free_lock(SELF(self)->lock);
    }
    deflate_clear(&SELF(self)->state);
    PyObject_Free(self);
}

static PyObject *start(int level, int method, int wbits, int memory, int strategy, Py_buffer *dictionary) {
    compressor *self = make();
    if (self == NULL) {
        return NULL;
    }
    deflate_status status = method != 8 ? DEFLATE_BAD_OPTION
                                        : deflate_init(&self->state, level, wbits, memory, strategy);
    self->open = status == DEFLATE_OK;
    if (status == DEFLATE_NO_MEMORY) {
        PyErr_SetString(PyExc_MemoryError, "Can't allocate memory for compression object");
    } else if (status == DEFLATE_BAD_OPTION) {
        PyErr_SetString(PyExc_ValueError, "Invalid initialization option");
    } else if (dictionary->obj == NULL ||
               deflate_set_dictionary(&self->state, dictionary->buf, (size_t)dictionary->len)) {
        return (PyObject *)self;
    } else {
        PyErr_SetString(PyExc_ValueError, "Invalid dictionary");
    }
    Py_DECREF(self);
    return NULL;
}

PyObject *zlib_compressobj(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"level", "method", "wbits", "memLevel", "strategy", "zdict", NULL};
    int level = -1, method = 8, wbits = 15, memory = 8, strategy = 0;
    Py_buffer dictionary = {.obj = NULL};
    if (!pyi_named_arguments(args, kwargs, "|iiiiiy*:compressobj", names, &level, &method, &wbits,
                             &memory, &strategy, &dictionary)) {
        return NULL;
    }
    PyObject *made = start(level, method, wbits, memory, strategy, &dictionary);
    PyBuffer_Release(&dictionary);
    return made;
}

static PyObject *copy(PyObject *op, PyObject *Py_UNUSED(unused)) {
    compressor *self = SELF(op), *other = make();
    if (other == NULL) {
        return NULL;
    }
    zlib_lock(self->lock);
    deflate_status status = self->open ? deflate_copy(&other->state, &self->state) : DEFLATE_BAD_OPTION;
    PyThread_release_lock(self->lock);
    other->open = status == DEFLATE_OK;
    if (status == DEFLATE_OK) {
        return (PyObject *)other;
    }
    Py_DECREF(other);
    if (status == DEFLATE_BAD_OPTION) {
        PyErr_SetString(PyExc_ValueError, "Inconsistent stream state");
        return NULL;
    }
    PyErr_SetString(PyExc_MemoryError, "Can't allocate memory for compression object");
    return NULL;
}

/* ---- data ------------------------------------------------------------------------------------------------- */

/* new: what comes out; the caller holds what `data` is in */
static PyObject *write_data(compressor *self, const uint8_t *data, size_t n, flush_mode flush,
                            const char *doing) {
    zlib_bytes out = {NULL, 0, 0, false};
    bool open;
    zlib_lock(self->lock);
    open = self->open && flush <= BLOCK_FLUSH;
    if (open) {
        bool fresh = !self->state.has_header;
        Py_BEGIN_ALLOW_THREADS
        deflate_write(&self->state, data, n, flush, &out);
        Py_END_ALLOW_THREADS
        self->had_no_effect |= !fresh && n == 0 && out.n == 0;
        if (flush == FINISH) {
            self->open = false;
            deflate_clear(&self->state);
        }
    }
    PyThread_release_lock(self->lock);
    return open ? zlib_bytes_finish(&out)
                : zlib_fail(STREAM_ERROR, doing, self->had_no_effect ? "buffer error" : NULL);
}

static PyObject *compress(PyObject *self, PyObject *data) {
    Py_buffer view;
    if (PyObject_GetBuffer(data, &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    PyObject *result = write_data(SELF(self), view.buf, (size_t)view.len, NO_FLUSH, "while compressing data");
    PyBuffer_Release(&view);
    return result;
}

/* *given*: the mode, or NULL */
static PyObject *flush(PyObject *self, PyObject *given) {
    int mode = FINISH;
    if (given != NULL && (mode = PYI_LONG_AS_INT(given)) == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (mode == NO_FLUSH) {
        return PyBytes_FromStringAndSize(NULL, 0);
    }
    return write_data(SELF(self), NULL, 0, mode < 0 ? TREES_FLUSH : (flush_mode)mode, "while flushing");
}

/* ---- type --------------------------------------------------------------------------------------------------- */

PYI_ONE_PLACE(compress_one, "compress", compress)
PYI_OPTIONAL_PLACE(flush_by, "flush", flush)
PYI_ONE_PLACE(deepcopy, "__deepcopy__", copy)

static PyMethodDef methods[] = {
    {"compress", PYI_FASTCALL(compress_one), PYI_METH_PLACES, PYI_SIGNATURE("compress", "($self, data, /)")},
    {"flush", PYI_FASTCALL(flush_by), PYI_METH_PLACES,
     PYI_SIGNATURE("flush", "($self, mode=zlib.Z_FINISH, /)")},
    {"copy", copy, METH_NOARGS, PYI_SIGNATURE("copy", "($self, /)")},
    {"__copy__", copy, METH_NOARGS, PYI_SIGNATURE("__copy__", "($self, /)")},
    {"__deepcopy__", PYI_FASTCALL(deepcopy), PYI_METH_PLACES, PYI_SIGNATURE("__deepcopy__", "($self, memo, /)")},
    {NULL, NULL, 0, NULL},
};

PyTypeObject zlib_compress_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "zlib.Compress",
    .tp_basicsize = sizeof(compressor),
    .tp_dealloc = dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_methods = methods,
};
