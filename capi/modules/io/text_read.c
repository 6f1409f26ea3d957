/* SPDX-License-Identifier: Apache-2.0 */
/* text_read: what TextIOWrapper does on the way from bytes to str. */
#include "textio.h"

/* ---- chunks ----------------------------------------------------------------------------------- */

/* new: bytes, or what the buffer gives instead */
static PyObject *read_bytes(pyi_textio *self, Py_ssize_t n) {
    if (self->fast_reader) {
        return pyi_buffered_read_some(self->buffer, n);
    }
    PyObject *number = PyLong_FromSsize_t(n);
    PyObject *method = self->has_read1 ? PYI_NAME("read1") : PYI_NAME("read");
    PyObject *bytes =
        number == NULL ? NULL : PyObject_CallMethodOneArg(self->buffer, method, number);
    Py_XDECREF(number);
    return bytes;
}

static Py_ssize_t bytes_size(pyi_textio *self, PyObject *bytes) {
    if (PyBytes_Check(bytes)) {
        return PyBytes_GET_SIZE(bytes);
    }
    Py_buffer buffer;
    if (PyObject_GetBuffer(bytes, &buffer, PyBUF_SIMPLE) < 0) {
        PyErr_Format(PyExc_TypeError,
                     "underlying %s() should have returned a bytes-like object, not '%.200s'",
                     self->has_read1 ? "read1" : "read", Py_TYPE(bytes)->tp_name);
        return -1;
    }
    Py_ssize_t n = buffer.len;
    PyBuffer_Release(&buffer);
    return n;
}

/* Remembers the state before a chunk, by which tell() finds its way. Steals tail. */
static int take_snapshot(pyi_textio *self, PyObject *tail, Py_ssize_t flags, PyObject *input) {
    PyBytes_Concat(&tail, input);
    if (tail == NULL) {
        return -1;
    }
    Py_XSETREF(self->snapshot_bytes, tail);
    self->snapshot_flags = flags;
    return 0;
}

/* Decodes one more chunk: 1, 0 at the end, -1 with an exception. */
static int read_chunk(pyi_textio *self, Py_ssize_t hint) {
    if (self->decoder == NULL) {
        pyi_io_unsupported("not readable");
        return -1;
    }
    PyObject *tail = NULL;
    Py_ssize_t flags = 0;
    if (self->telling && pyi_decoder_state(self->decoder, &tail, &flags) < 0) {
        return -1;
    }
    if (hint > 0) {
        double ratio = self->bytes_per_char > 1.0 ? self->bytes_per_char : 1.0;
        hint = (Py_ssize_t)(ratio * (double)hint);
    }
    PyObject *input = read_bytes(self, hint > self->chunk_size ? hint : self->chunk_size);
    Py_ssize_t n = input == NULL ? -1 : bytes_size(self, input);
    if (n < 0) {
        Py_XDECREF(tail);
        Py_XDECREF(input);
        return -1;
    }
    PyObject *text = pyi_decode(self->decoder, input, n == 0);
    if (text == NULL) {
        Py_XDECREF(tail);
        Py_DECREF(input);
        return -1;
    }
    Py_ssize_t characters = PyUnicode_GET_LENGTH(text);
    pyi_textio_set_decoded(self, text);
    self->bytes_per_char = characters > 0 ? (double)n / (double)characters : 0.0;
    int status = tail == NULL ? 0 : take_snapshot(self, tail, flags, input);
    Py_DECREF(input);
    return status < 0 ? -1 : n > 0 || characters > 0;
}

static Py_ssize_t left(const pyi_textio *self) {
    return self->decoded == NULL ? 0 : PyUnicode_GET_LENGTH(self->decoded) - self->used;
}

/* new: the next characters of the chunk, n at most; n < 0: all */
static PyObject *take(pyi_textio *self, Py_ssize_t n) {
    if (self->decoded == NULL) {
        return PyUnicode_New(0, 0);
    }
    Py_ssize_t available = left(self);
    n = n < 0 || n > available ? available : n;
    PyObject *text = self->used == 0 && n == available
                         ? Py_NewRef(self->decoded)
                         : PyUnicode_Substring(self->decoded, self->used, self->used + n);
    if (text != NULL) {
        self->used += n;
    }
    return text;
}

/* ---- read ----------------------------------------------------------------------------------------- */

static PyObject *read_all(pyi_textio *self) {
    PyObject *bytes = PyObject_CallMethodNoArgs(self->buffer, PYI_NAME("read"));
    if (bytes == NULL) {
        return NULL;
    }
#if PYI_313
    if (bytes == Py_None) {
        Py_DECREF(bytes);
        PyErr_SetString(PyExc_BlockingIOError, "Read returned None.");
        return NULL;
    }
#endif
    PyObject *rest = pyi_decode(self->decoder, bytes, true);
    Py_DECREF(bytes);
    PyObject *first = rest == NULL ? NULL : take(self, -1);
    if (first == NULL) {
        Py_XDECREF(rest);
        return NULL;
    }
    if (self->snapshot_bytes != NULL) {
        pyi_textio_forget_decoded(self);
        pyi_textio_drop_snapshot(self);
    }
    PyUnicode_AppendAndDel(&first, rest);
    return first;
}

static PyObject *read_some(pyi_textio *self, Py_ssize_t n) {
    PyObject *text = take(self, n);
    Py_ssize_t missing = text == NULL ? 0 : n - PyUnicode_GET_LENGTH(text);
    while (text != NULL && missing > 0) {
        int more = read_chunk(self, missing);
        if (more < 0 && pyi_io_interrupted()) {
            continue;
        }
        if (more <= 0) {
            if (more < 0) {
                Py_CLEAR(text);
            }
            break;
        }
        PyObject *piece = take(self, missing);
        if (piece == NULL) {
            Py_CLEAR(text);
            break;
        }
        missing -= PyUnicode_GET_LENGTH(piece);
        PyUnicode_AppendAndDel(&text, piece);
    }
    return text;
}

PyObject *pyi_textio_read(PyObject *op, PyObject *args) {
    pyi_textio *self = TEXTIO(op);
    Py_ssize_t n = -1;
    if (!pyi_arguments(args, "|O&:read", pyi_io_size_converter, &n) ||
        pyi_textio_check_open(self) < 0) {
        return NULL;
    }
    if (self->decoder == NULL) {
        return pyi_io_unsupported("not readable");
    }
    if (pyi_textio_write_pending(self) < 0) {
        return NULL;
    }
    return n < 0 ? read_all(self) : read_some(self, n);
}

/* ---- lines ------------------------------------------------------------------------------------------- */

static Py_ssize_t universal_end(PyObject *text, Py_ssize_t from) {
    int kind = (int)PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t i = from; i < n; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c == '\n') {
            return i + 1;
        }
        if (c == '\r') {
            return i + 1 < n && PyUnicode_READ(kind, data, i + 1) == '\n' ? i + 2 : i + 1;
        }
    }
    return -1;
}

static Py_ssize_t char_end(PyObject *text, Py_ssize_t from, Py_UCS4 last) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    if (PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND) {
        const char *data = PyUnicode_DATA(text);
        const char *found = memchr(data + from, (int)last, (size_t)(n - from));
        return found == NULL ? -1 : found - data + 1;
    }
    Py_ssize_t i = PyUnicode_FindChar(text, last, from, n, 1);
    return i < 0 ? -1 : i + 1;
}

Py_ssize_t pyi_text_line_end(PyObject *text, Py_ssize_t from, bool universal, PyObject *newline) {
    if (universal) {
        return universal_end(text, from);
    }
    if (newline == NULL) {
        return char_end(text, from, '\n');
    }
    if (PyUnicode_GET_LENGTH(newline) == 1) {
        return char_end(text, from, PyUnicode_READ_CHAR(newline, 0));
    }
    for (Py_ssize_t i = from; (i = char_end(text, i, '\n')) >= 0;) {
        if (i - 2 >= from && PyUnicode_READ_CHAR(text, i - 2) == '\r') {
            return i;
        }
    }
    return -1;
}

/* The end of the line in the chunk; `line` is what earlier chunks have of it. */
static Py_ssize_t line_end(pyi_textio *self, PyObject *line) {
    PyObject *newline = self->read_translate ? NULL : self->read_newline;
    bool universal = self->read_universal && !self->read_translate;
    if (line != NULL && !universal && newline != NULL && PyUnicode_GET_LENGTH(newline) == 2) {
        Py_ssize_t n = PyUnicode_GET_LENGTH(line); /* the chunk may begin inside of "\r\n" */
        if (n > 0 && PyUnicode_READ_CHAR(line, n - 1) == '\r' && left(self) > 0 &&
            PyUnicode_READ_CHAR(self->decoded, self->used) == '\n') {
            return self->used + 1;
        }
    }
    return pyi_text_line_end(self->decoded, self->used, universal, newline);
}

/* new; '' at the end */
static PyObject *read_line(pyi_textio *self, Py_ssize_t limit) {
    if (pyi_textio_check_open(self) < 0 || pyi_textio_write_pending(self) < 0) {
        return NULL;
    }
    PyObject *line = NULL;
    for (;;) {
        while (left(self) == 0) {
            int more = read_chunk(self, 0);
            if (more < 0 && pyi_io_interrupted()) {
                continue;
            }
            if (more < 0) {
                Py_XDECREF(line);
                return NULL;
            }
            if (more == 0) { /* the end of the file, which a later read may find moved */
                pyi_textio_forget_decoded(self);
                pyi_textio_drop_snapshot(self);
                return line == NULL ? PyUnicode_New(0, 0) : line;
            }
        }
        Py_ssize_t have = line == NULL ? 0 : PyUnicode_GET_LENGTH(line);
        Py_ssize_t end = line_end(self, line);
        Py_ssize_t n = end < 0 ? left(self) : end - self->used;
        bool done = end >= 0;
        if (limit >= 0 && have + n >= limit) {
            n = limit - have;
            done = true;
        }
        PyObject *piece = take(self, n);
        if (piece == NULL) {
            Py_XDECREF(line);
            return NULL;
        }
        if (line == NULL) {
            line = piece;
        } else {
            PyUnicode_AppendAndDel(&line, piece);
        }
        if (done || line == NULL) {
            return line;
        }
    }
}

PyObject *pyi_textio_readline(PyObject *self, PyObject *args) {
    Py_ssize_t limit = -1;
    if (!pyi_arguments(args, "|n:readline", &limit) || pyi_textio_check(TEXTIO(self)) < 0) {
        return NULL;
    }
    return read_line(TEXTIO(self), limit);
}

PyObject *pyi_textio_next(PyObject *op) {
    pyi_textio *self = TEXTIO(op);
    if (pyi_textio_check(self) < 0) {
        return NULL;
    }
    self->telling = false;
    PyObject *line;
    if (Py_IS_TYPE(op, &pyi_textio_type)) {
        line = read_line(self, -1);
    } else {
        line = PyObject_CallMethodNoArgs(op, PYI_NAME("readline"));
        if (line != NULL && !PyUnicode_Check(line)) {
            PyErr_Format(PyExc_OSError, "readline() should have returned a str object, not '%.200s'",
                         Py_TYPE(line)->tp_name);
            Py_CLEAR(line);
        }
    }
    if (line != NULL && PyUnicode_GET_LENGTH(line) == 0) {
        Py_CLEAR(line);
        pyi_textio_drop_snapshot(self);
        self->telling = self->seekable;
    }
    return line;
}
