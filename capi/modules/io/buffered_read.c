/* SPDX-License-Identifier: Apache-2.0 */
/* buffered_read: BufferedReader and BufferedRandom, and how both read. */
#include "buffered.h"

/* ---- helpers, with the lock -------------------------------------------------------------------- */

static Py_ssize_t ahead(const pyi_buffered *self) { return self->end - self->pos; }

/* What was written goes out before anything is read. */
static int prepare(pyi_buffered *self) {
    return self->pending == 0 ? 0 : pyi_buffered_flush(self);
}

/* Fills the empty buffer with one read of the raw stream. */
static Py_ssize_t fill(pyi_buffered *self) {
    self->pos = self->end = 0;
    Py_ssize_t n = pyi_buffered_raw_read(self, self->buffer, self->size);
    if (n > 0) {
        self->end = n;
    }
    return n;
}

/* Gives out up to n bytes of the buffer. */
static Py_ssize_t take(pyi_buffered *self, char *to, Py_ssize_t n) {
    n = n > ahead(self) ? ahead(self) : n;
    memcpy(to, self->buffer + self->pos, (size_t)n);
    self->pos += n;
    return n;
}

/* new bytes: the rest of the buffer */
static PyObject *take_all(pyi_buffered *self) {
    PyObject *result = PyBytes_FromStringAndSize(self->buffer + self->pos, ahead(self));
    if (result != NULL) {
        self->pos = self->end = 0;
    }
    return result;
}

/* Reads up to n bytes, with as many reads of the raw stream as it takes. *blocked: it had nothing, but may have later.
 * -1 with an exception. */
static Py_ssize_t gather(pyi_buffered *self, char *to, Py_ssize_t n, bool *blocked) {
    Py_ssize_t used = take(self, to, n);
    *blocked = false;
    while (used < n) {
        Py_ssize_t blocks = (n - used) / self->size * self->size;
        /* whole blocks need not go through the buffer */
        Py_ssize_t got = blocks > 0 ? pyi_buffered_raw_read(self, to + used, blocks) : fill(self);
        if (got == -1) {
            return -1;
        }
        if (got <= 0) {
            *blocked = got == IO_WOULD_BLOCK;
            break;
        }
        used += blocks > 0 ? got : take(self, to + used, n - used);
    }
    return used;
}

/* ---- read ------------------------------------------------------------------------------------------ */

static PyObject *read_exactly(pyi_buffered *self, Py_ssize_t n) {
    PyObject *result = PyBytes_FromStringAndSize(NULL, n);
    if (result == NULL) {
        return NULL;
    }
    bool blocked;
    Py_ssize_t got = gather(self, PyBytes_AS_STRING(result), n, &blocked);
    if (got < 0 || (got == 0 && blocked)) {
        Py_DECREF(result);
        return got < 0 ? NULL : Py_NewRef(Py_None);
    }
    if (got != n) {
        _PyBytes_Resize(&result, got);
    }
    return result;
}

/* new: first + what raw.readall() gives; both stolen */
static PyObject *join_rest(PyObject *first, PyObject *rest) {
    if (rest == NULL || (rest != Py_None && !PyBytes_Check(rest))) {
        if (rest != NULL) {
            PyErr_SetString(PyExc_TypeError, "readall() should return bytes");
        }
        Py_DECREF(first);
        Py_XDECREF(rest);
        return NULL;
    }
    if (PyBytes_GET_SIZE(first) == 0) {
        Py_DECREF(first);
        return rest;
    }
    if (rest != Py_None) {
        PyBytes_Concat(&first, rest);
    }
    Py_DECREF(rest);
    return first;
}

/* Reads piece after piece, of a raw stream that has no readall(). Steals first. */
static PyObject *read_pieces(pyi_buffered *self, PyObject *first) {
    PyObject *pieces = PyList_New(0);
    int status = pieces == NULL ? -1 : 0;
    if (status == 0 && PyBytes_GET_SIZE(first) > 0) {
        status = PyList_Append(pieces, first);
    }
    Py_DECREF(first);
    while (status == 0) {
        PyObject *piece = PyObject_CallMethodNoArgs(self->raw, PYI_NAME("read"));
        if (piece == NULL) {
            status = -1;
        } else if (piece != Py_None && !PyBytes_Check(piece)) {
            PyErr_SetString(PyExc_TypeError, "read() should return bytes");
            status = -1;
        } else if (piece == Py_None || PyBytes_GET_SIZE(piece) == 0) {
            if (PyList_GET_SIZE(pieces) == 0) {
                Py_DECREF(pieces);
                return piece;
            }
            status = 1;
        } else {
            status = PyList_Append(pieces, piece);
            if (self->raw_position != -1) {
                self->raw_position += PyBytes_GET_SIZE(piece);
            }
        }
        Py_XDECREF(piece);
    }
    PyObject *empty = status < 0 ? NULL : PyBytes_FromStringAndSize(NULL, 0);
    PyObject *result = empty == NULL ? NULL : _PyBytes_Join(empty, pieces);
    Py_XDECREF(empty);
    Py_XDECREF(pieces);
    return result;
}

static PyObject *read_all(pyi_buffered *self) {
    PyObject *first = take_all(self);
    if (first == NULL) {
        return NULL;
    }
    PyObject *readall;
    if (_PyObject_LookupAttr(self->raw, PYI_NAME("readall"), &readall) < 0) {
        Py_DECREF(first);
        return NULL;
    }
    if (readall == NULL) {
        return read_pieces(self, first);
    }
    PyObject *rest = PyObject_CallNoArgs(readall);
    Py_DECREF(readall);
    if (rest != NULL && PyBytes_Check(rest) && self->raw_position != -1) {
        self->raw_position += PyBytes_GET_SIZE(rest);
    }
    return join_rest(first, rest);
}

PyObject *pyi_buffered_read(PyObject *op, PyObject *args) {
    pyi_buffered *self = BUFFERED(op);
    Py_ssize_t n = -1;
    if (!pyi_arguments(args, "|O&:read", pyi_io_size_converter, &n) ||
        pyi_buffered_check(self) < 0) {
        return NULL;
    }
    if (n < -1) {
        PyErr_SetString(PyExc_ValueError, "read length must be non-negative or -1");
        return NULL;
    }
    if (pyi_buffered_check_open(self, "read of closed file") < 0 || !pyi_buffered_enter(self)) {
        return NULL;
    }
    PyObject *result = NULL;
    if (prepare(self) == 0) {
        result = n < 0 ? read_all(self) : read_exactly(self, n);
    }
    pyi_buffered_leave(self);
    return result;
}

static PyObject *read_once(pyi_buffered *self, Py_ssize_t n) {
    Py_ssize_t have = ahead(self);
    if (have > 0) {
        PyObject *result = PyBytes_FromStringAndSize(NULL, have < n ? have : n);
        if (result != NULL) {
            take(self, PyBytes_AS_STRING(result), n);
        }
        return result;
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, n);
    if (result == NULL) {
        return NULL;
    }
    self->pos = self->end = 0;
    Py_ssize_t got = pyi_buffered_raw_read(self, PyBytes_AS_STRING(result), n);
    if (got == -1) {
        Py_DECREF(result);
        return NULL;
    }
    got = got == IO_WOULD_BLOCK ? 0 : got;
    if (got != n) {
        _PyBytes_Resize(&result, got);
    }
    return result;
}

PyObject *pyi_buffered_read_some(PyObject *op, Py_ssize_t n) {
    pyi_buffered *self = BUFFERED(op);
    if (pyi_buffered_check_open(self, "read of closed file") < 0) {
        return NULL;
    }
    n = n < 0 ? self->size : n;
    if (n == 0) {
        return PyBytes_FromStringAndSize(NULL, 0);
    }
    if (!pyi_buffered_enter(self)) {
        return NULL;
    }
    PyObject *result = prepare(self) < 0 ? NULL : read_once(self, n);
    pyi_buffered_leave(self);
    return result;
}

PyObject *pyi_buffered_read1(PyObject *self, PyObject *args) {
    Py_ssize_t n = -1;
    if (!pyi_arguments(args, "|n:read1", &n) || pyi_buffered_check(BUFFERED(self)) < 0) {
        return NULL;
    }
    return pyi_buffered_read_some(self, n);
}

/* ---- peek, readinto ------------------------------------------------------------------------------------ */

PyObject *pyi_buffered_peek(PyObject *op, PyObject *args) {
    pyi_buffered *self = BUFFERED(op);
    Py_ssize_t n = 0;
    if (!pyi_arguments(args, "|n:peek", &n) ||
        pyi_buffered_check_open(self, "peek of closed file") < 0 || !pyi_buffered_enter(self)) {
        return NULL;
    }
    PyObject *result = NULL;
    if (prepare(self) == 0 && (ahead(self) > 0 || fill(self) != -1)) {
        result = PyBytes_FromStringAndSize(self->buffer + self->pos, ahead(self));
    }
    pyi_buffered_leave(self);
    return result;
}

/* Fills memory; once: with one read of the raw stream at most. */
static PyObject *fill_memory(pyi_buffered *self, char *to, Py_ssize_t n, bool once) {
    Py_ssize_t used = take(self, to, n);
    bool blocked = false;
    while (used < n) {
        /* what is larger than the buffer need not go through it */
        bool direct = n - used > self->size;
        if (once && used > 0 && !direct) {
            break;
        }
        Py_ssize_t got = direct ? pyi_buffered_raw_read(self, to + used, n - used) : fill(self);
        if (got == -1) {
            return NULL;
        }
        if (got <= 0) {
            blocked = got == IO_WOULD_BLOCK;
            break;
        }
        used += direct ? got : take(self, to + used, n - used);
        if (once) {
            break;
        }
    }
    return blocked && used == 0 ? Py_NewRef(Py_None) : PyLong_FromSsize_t(used);
}

static PyObject *read_into(pyi_buffered *self, Py_buffer *buffer, bool once) {
    PyObject *result = NULL;
    if (pyi_buffered_check_open(self, "readinto of closed file") == 0 && pyi_buffered_enter(self)) {
        if (prepare(self) == 0) {
            result = fill_memory(self, buffer->buf, buffer->len, once);
        }
        pyi_buffered_leave(self);
    }
    PyBuffer_Release(buffer);
    return result;
}

PyObject *pyi_buffered_readinto(PyObject *self, PyObject *arg) {
    Py_buffer buffer;
    return PyArg_Parse(arg, "w*:readinto", &buffer) ? read_into(BUFFERED(self), &buffer, false) : NULL;
}

PyObject *pyi_buffered_readinto1(PyObject *self, PyObject *arg) {
    Py_buffer buffer;
    return PyArg_Parse(arg, "w*:readinto1", &buffer) ? read_into(BUFFERED(self), &buffer, true) : NULL;
}

/* ---- lines -------------------------------------------------------------------------------------------------- */

/* A line that is longer than what is in the buffer, with the lock. */
static PyObject *long_line(pyi_buffered *self, Py_ssize_t limit) {
    Py_ssize_t used = 0, room = 0;
    PyObject *line = NULL;
    for (;;) {
        Py_ssize_t n = ahead(self);
        n = limit >= 0 && n > limit - used ? limit - used : n;
        const char *start = self->buffer + self->pos;
        const char *newline = n == 0 ? NULL : memchr(start, '\n', (size_t)n);
        n = newline != NULL ? newline - start + 1 : n;
        if (used + n > room || line == NULL) {
            room = used + n + (newline == NULL ? used + self->size : 0);
            if (line == NULL ? (line = PyBytes_FromStringAndSize(NULL, room)) == NULL
                             : _PyBytes_Resize(&line, room) < 0) {
                return NULL;
            }
        }
        take(self, PyBytes_AS_STRING(line) + used, n);
        used += n;
        if (newline != NULL || (limit >= 0 && used >= limit)) {
            break;
        }
        Py_ssize_t got = fill(self);
        if (got == -1) {
            Py_CLEAR(line);
            return NULL;
        }
        if (got <= 0) {
            break;
        }
    }
    if (used != room) {
        _PyBytes_Resize(&line, used);
    }
    return line;
}

static PyObject *read_line(pyi_buffered *self, Py_ssize_t limit) {
    if (pyi_buffered_check_open(self, "readline of closed file") < 0) {
        return NULL;
    }
    Py_ssize_t n = ahead(self);
    n = limit >= 0 && n > limit ? limit : n;
    const char *start = self->buffer + self->pos;
    const char *newline = n == 0 ? NULL : memchr(start, '\n', (size_t)n);
    if (newline != NULL) {
        n = newline - start + 1;
        self->pos += n;
        return PyBytes_FromStringAndSize(start, n);
    }
    if (!pyi_buffered_enter(self)) {
        return NULL;
    }
    PyObject *result = prepare(self) < 0 ? NULL : long_line(self, limit);
    pyi_buffered_leave(self);
    return result;
}

PyObject *pyi_buffered_readline(PyObject *self, PyObject *args) {
    Py_ssize_t limit = -1;
    if (!pyi_arguments(args, "|O&:readline", pyi_io_size_converter, &limit) ||
        pyi_buffered_check(BUFFERED(self)) < 0) {
        return NULL;
    }
    return read_line(BUFFERED(self), limit);
}

PyObject *pyi_buffered_next(PyObject *self) {
    PyObject *line;
    if (pyi_buffered_check(BUFFERED(self)) < 0) {
        return NULL;
    }
    if (Py_IS_TYPE(self, &pyi_buffered_reader_type) || Py_IS_TYPE(self, &pyi_buffered_random_type)) {
        line = read_line(BUFFERED(self), -1);
    } else {
        line = PyObject_CallMethodNoArgs(self, PYI_NAME("readline"));
        if (line != NULL && !PyBytes_Check(line)) {
            PyErr_Format(PyExc_OSError,
                         "readline() should have returned a bytes object, not '%.200s'",
                         Py_TYPE(line)->tp_name);
            Py_CLEAR(line);
        }
    }
    if (line != NULL && PyBytes_GET_SIZE(line) == 0) {
        Py_CLEAR(line);
    }
    return line;
}

/* ---- types -------------------------------------------------------------------------------------------- */

static int reader_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    pyi_buffered *self = BUFFERED(op);
    PyObject *raw;
    Py_ssize_t size;
    if (pyi_buffered_init_args(args, kwargs, "O|n:BufferedReader", &raw, &size) < 0) {
        return -1;
    }
    self->ok = self->detached = false;
    if (pyi_io_check_readable(raw) < 0) {
        return -1;
    }
    self->readable = true;
    self->writable = false;
    return pyi_buffered_start(self, raw, size);
}

static PyMethodDef reader_methods[] = {
    BUFFERED_METHODS
    BUFFERED_READ_METHODS,
    {"flush", pyi_buffered_simple_flush, METH_NOARGS, PYI_SIGNATURE("flush", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

PyTypeObject pyi_buffered_reader_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.BufferedReader",
    .tp_basicsize = sizeof(pyi_buffered),
    .tp_dealloc = pyi_buffered_dealloc,
    .tp_repr = pyi_buffered_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("BufferedReader", "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"),
    .tp_traverse = pyi_buffered_traverse,
    .tp_clear = pyi_buffered_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_iternext = pyi_buffered_next,
    .tp_methods = reader_methods,
    .tp_members = pyi_buffered_members,
    .tp_getset = pyi_buffered_getset,
    .tp_base = &pyi_bufferediobase_type,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_init = reader_init,
    .tp_new = PyType_GenericNew,
};
PYI_TYPE(pyi_buffered_reader_type);

static int random_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    pyi_buffered *self = BUFFERED(op);
    PyObject *raw;
    Py_ssize_t size;
    if (pyi_buffered_init_args(args, kwargs, "O|n:BufferedRandom", &raw, &size) < 0) {
        return -1;
    }
    self->ok = self->detached = false;
    if (pyi_io_check_seekable(raw) < 0 || pyi_io_check_readable(raw) < 0 ||
        pyi_io_check_writable(raw) < 0) {
        return -1;
    }
    self->readable = self->writable = true;
    return pyi_buffered_start(self, raw, size);
}

static PyMethodDef random_methods[] = {
    BUFFERED_METHODS
    BUFFERED_READ_METHODS,
    BUFFERED_WRITE_METHODS,
    {NULL, NULL, 0, NULL},
};

PyTypeObject pyi_buffered_random_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.BufferedRandom",
    .tp_basicsize = sizeof(pyi_buffered),
    .tp_dealloc = pyi_buffered_dealloc,
    .tp_repr = pyi_buffered_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("BufferedRandom", "(raw, buffer_size=DEFAULT_BUFFER_SIZE)"),
    .tp_traverse = pyi_buffered_traverse,
    .tp_clear = pyi_buffered_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_iternext = pyi_buffered_next,
    .tp_methods = random_methods,
    .tp_members = pyi_buffered_members,
    .tp_getset = pyi_buffered_getset,
    .tp_base = &pyi_bufferediobase_type,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_init = random_init,
    .tp_new = PyType_GenericNew,
};
PYI_TYPE(pyi_buffered_random_type);
