/* SPDX-License-Identifier: Apache-2.0 */
/* buffered_pair: BufferedRWPair, a stream made of one that reads and one that writes.
 * Layout     reader and writer owned
 * Collected  yes
 */
#include "buffered.h"

typedef struct {
    pyi_iobase base;
    PyObject *reader, *writer; /* NULL: not initialised */
} pair;

#define SELF(op) ((pair *)(op))

static int pair_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyObject *reader, *writer;
    Py_ssize_t size = IO_BUFFER_SIZE;
    if (!_PyArg_NoKeywords("BufferedRWPair", kwargs) ||
        !pyi_arguments(args, "OO|n:BufferedRWPair", &reader, &writer, &size) ||
        pyi_io_check_readable(reader) < 0 || pyi_io_check_writable(writer) < 0) {
        return -1;
    }
    PyObject *ours =
        PyObject_CallFunction((PyObject *)&pyi_buffered_reader_type, "On", reader, size);
    if (ours == NULL) {
        return -1;
    }
    Py_XSETREF(SELF(op)->reader, ours);
    ours = PyObject_CallFunction((PyObject *)&pyi_buffered_writer_type, "On", writer, size);
    if (ours == NULL) {
        Py_CLEAR(SELF(op)->reader);
        return -1;
    }
    Py_XSETREF(SELF(op)->writer, ours);
    return 0;
}

static int pair_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(SELF(op)->reader);
    Py_VISIT(SELF(op)->writer);
    return pyi_io_traverse_base(op, visit, arg);
}

static int pair_clear(PyObject *op) {
    Py_CLEAR(SELF(op)->reader);
    Py_CLEAR(SELF(op)->writer);
    pyi_io_clear_base(op);
    return 0;
}

static void pair_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    pair_clear(op);
    pyi_io_free_base(op);
}

/* ---- methods --------------------------------------------------------------------------------------- */

/* new: stream.name(*args) */
static PyObject *forward(PyObject *stream, PyObject *name, PyObject *args) {
    if (stream == NULL) {
        PyErr_SetString(PyExc_ValueError, "I/O operation on uninitialized object");
        return NULL;
    }
    PyObject *method = PyObject_GetAttr(stream, name);
    PyObject *result = method == NULL ? NULL
                       : args == NULL ? PyObject_CallNoArgs(method)
                                      : PyObject_CallObject(method, args);
    Py_XDECREF(method);
    return result;
}

static PyObject *forward_one(PyObject *stream, PyObject *name, PyObject *arg) {
    PyObject *args = PyTuple_Pack(1, arg);
    PyObject *result = args == NULL ? NULL : forward(stream, name, args);
    Py_XDECREF(args);
    return result;
}

static PyObject *pair_read(PyObject *self, PyObject *args) {
    return forward(SELF(self)->reader, PYI_NAME("read"), args);
}

static PyObject *pair_peek(PyObject *self, PyObject *args) {
    return forward(SELF(self)->reader, PYI_NAME("peek"), args);
}

static PyObject *pair_read1(PyObject *self, PyObject *args) {
    return forward(SELF(self)->reader, PYI_NAME("read1"), args);
}

static PyObject *pair_readinto(PyObject *self, PyObject *arg) {
    return forward_one(SELF(self)->reader, PYI_NAME("readinto"), arg);
}

static PyObject *pair_readinto1(PyObject *self, PyObject *arg) {
    return forward_one(SELF(self)->reader, PYI_NAME("readinto1"), arg);
}

static PyObject *pair_write(PyObject *self, PyObject *arg) {
    return forward_one(SELF(self)->writer, PYI_NAME("write"), arg);
}

static PyObject *pair_flush(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return forward(SELF(self)->writer, PYI_NAME("flush"), NULL);
}

static PyObject *pair_readable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return forward(SELF(self)->reader, PYI_NAME("readable"), NULL);
}

static PyObject *pair_writable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return forward(SELF(self)->writer, PYI_NAME("writable"), NULL);
}

static PyObject *pair_close(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyObject *written = forward(SELF(self)->writer, PYI_NAME("close"), NULL);
    PyObject *failed = written == NULL ? pyi_io_take_exception() : NULL;
    Py_XDECREF(written);
    PyObject *result = forward(SELF(self)->reader, PYI_NAME("close"), NULL);
    if (failed != NULL) {
        Py_CLEAR(result);
        pyi_io_chain(failed);
    }
    return result;
}

static PyObject *pair_isatty(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyObject *answer = forward(SELF(self)->writer, PYI_NAME("isatty"), NULL);
    if (answer != Py_False) {
        return answer; /* true, or an exception */
    }
    Py_DECREF(answer);
    return forward(SELF(self)->reader, PYI_NAME("isatty"), NULL);
}

static PyObject *get_closed(PyObject *self, void *Py_UNUSED(closure)) {
    if (SELF(self)->writer == NULL) {
        PyErr_SetString(PyExc_RuntimeError, "the BufferedRWPair object is being garbage-collected");
        return NULL;
    }
    return PyObject_GetAttr(SELF(self)->writer, PYI_NAME("closed"));
}

/* ---- type --------------------------------------------------------------------------------------------- */

static PyMethodDef pair_methods[] = {
    {"read", pair_read, METH_VARARGS, NULL},
    {"peek", pair_peek, METH_VARARGS, NULL},
    {"read1", pair_read1, METH_VARARGS, NULL},
    {"readinto", pair_readinto, METH_O, NULL},
    {"readinto1", pair_readinto1, METH_O, NULL},
    {"write", pair_write, METH_O, NULL},
    {"flush", pair_flush, METH_NOARGS, NULL},
    {"readable", pair_readable, METH_NOARGS, NULL},
    {"writable", pair_writable, METH_NOARGS, NULL},
    {"close", pair_close, METH_NOARGS, NULL},
    {"isatty", pair_isatty, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef pair_getset[] = {
    {"closed", get_closed, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_buffered_pair_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.BufferedRWPair",
    .tp_basicsize = sizeof(pair),
    .tp_dealloc = pair_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("BufferedRWPair",
                            "(reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /)"),
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_methods = pair_methods,
    .tp_getset = pair_getset,
    .tp_base = &pyi_bufferediobase_type,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_init = pair_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
};
PYI_TYPE(pyi_buffered_pair_type);
