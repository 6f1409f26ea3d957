/* SPDX-License-Identifier: Apache-2.0 */
/* buffered_write: BufferedWriter, and the writing of BufferedRandom. */
#include "buffered.h"

/* Puts what fits behind what waits already; how much that was. */
static Py_ssize_t put(pyi_buffered *self, const char *data, Py_ssize_t n) {
    Py_ssize_t room = self->size - self->pending;
    n = n > room ? room : n;
    memcpy(self->buffer + self->pending, data, (size_t)n);
    self->pending += n;
    return n;
}

/* Writes more than there is room for, with the lock. */
static int write_through(pyi_buffered *self, const char *data, Py_ssize_t n, Py_ssize_t *written) {
    if (pyi_buffered_flush(self) < 0) {
        if (!PyErr_ExceptionMatches(PyExc_BlockingIOError)) {
            return -1;
        }
        PyErr_Clear();
        *written = put(self, data, n); /* a part may have gone out */
        if (*written < n) {
            pyi_buffered_raise_blocking(*written);
            return -1;
        }
        return 0;
    }
    Py_ssize_t done = 0;
    while (n - done > self->size) {
        Py_ssize_t wrote = pyi_buffered_raw_write(self, data + done, n - done);
        if (wrote == IO_WOULD_BLOCK) {
            done += put(self, data + done, n - done);
            *written = done;
            pyi_buffered_raise_blocking(done);
            return -1;
        }
        if (wrote < 0) {
            return -1;
        }
        done += wrote;
        if (done < n && PyErr_CheckSignals() < 0) {
            return -1;
        }
    }
    put(self, data + done, n - done);
    *written = n;
    return 0;
}

static int write_locked(pyi_buffered *self, const char *data, Py_ssize_t n, Py_ssize_t *written) {
    if (self->pos != self->end && pyi_buffered_rewind(self) < 0) {
        return -1;
    }
    self->pos = self->end = 0; /* the buffer is for writing now */
    if (n <= self->size - self->pending) {
        *written = put(self, data, n);
        return 0;
    }
    return write_through(self, data, n, written);
}

int pyi_buffered_write_bytes(PyObject *op, const char *data, Py_ssize_t n, Py_ssize_t *written) {
    pyi_buffered *self = BUFFERED(op);
    *written = 0;
    if (pyi_buffered_check(self) < 0 || !pyi_buffered_enter(self)) {
        return -1;
    }
    int status = pyi_buffered_check_open(self, "write to closed file");
    if (status == 0) {
        status = write_locked(self, data, n, written);
    }
    pyi_buffered_leave(self);
    return status;
}

PyObject *pyi_buffered_write(PyObject *self, PyObject *arg) {
    Py_buffer buffer;
    if (!PyArg_Parse(arg, "y*:write", &buffer)) {
        return NULL;
    }
    Py_ssize_t written;
    int status = pyi_buffered_write_bytes(self, buffer.buf, buffer.len, &written);
    PyBuffer_Release(&buffer);
    return status < 0 ? NULL : PyLong_FromSsize_t(written);
}

static int writer_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    pyi_buffered *self = BUFFERED(op);
    PyObject *raw;
    Py_ssize_t size;
    if (pyi_buffered_init_args(args, kwargs, "O|n:BufferedWriter", &raw, &size) < 0) {
        return -1;
    }
    self->ok = self->detached = false;
    if (pyi_io_check_writable(raw) < 0) {
        return -1;
    }
    self->readable = false;
    self->writable = true;
    return pyi_buffered_start(self, raw, size);
}

static PyMethodDef writer_methods[] = {
    BUFFERED_METHODS
    BUFFERED_WRITE_METHODS,
    {NULL, NULL, 0, NULL},
};

PyTypeObject pyi_buffered_writer_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.BufferedWriter",
    .tp_basicsize = sizeof(pyi_buffered),
    .tp_dealloc = pyi_buffered_dealloc,
    .tp_repr = pyi_buffered_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("BufferedWriter", "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"),
    .tp_traverse = pyi_buffered_traverse,
    .tp_clear = pyi_buffered_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_methods = writer_methods,
    .tp_members = pyi_buffered_members,
    .tp_getset = pyi_buffered_getset,
    .tp_base = &pyi_bufferediobase_type,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_init = writer_init,
    .tp_new = PyType_GenericNew,
};
PYI_TYPE(pyi_buffered_writer_type);
