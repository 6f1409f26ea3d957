/* SPDX-License-Identifier: Apache-2.0 */
/* text_write: what TextIOWrapper does on the way from str to bytes.
 *
 * Encoded text is gathered in memory of this object and passed on when there is a chunk of it, so that a print() of
 * a few characters copies them and does nothing else.
 */
#include "textio.h"

/* ---- passing on --------------------------------------------------------------------------------- */

/* Writes to the buffer. 0 or -1. */
static int write_bytes(pyi_textio *self, const char *data, Py_ssize_t n) {
    if (self->fast_writer) {
        Py_ssize_t written;
        return pyi_buffered_write_bytes(self->buffer, data, n, &written);
    }
    PyObject *bytes = PyBytes_FromStringAndSize(data, n);
    PyObject *answer = NULL;
    while (bytes != NULL && (answer = PyObject_CallMethodOneArg(self->buffer, PYI_NAME("write"),
                                                                bytes)) == NULL) {
        if (!pyi_io_interrupted()) {
            break;
        }
    }
    Py_XDECREF(bytes);
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}

int pyi_textio_write_pending(pyi_textio *self) {
    Py_ssize_t n = self->pending_size, room = self->pending_room;
    if (n == 0) {
        return 0;
    }
    char *data = self->pending; /* another thread may write while the bytes go out */
    self->pending = NULL;
    self->pending_size = self->pending_room = 0;
    int status = write_bytes(self, data, n);
    if (self->pending == NULL) {
        self->pending = data;
        self->pending_room = room;
    } else {
        PyMem_Free(data);
    }
    return status;
}

int pyi_textio_flush_buffer(pyi_textio *self) {
    if (self->fast_writer) {
        return pyi_buffered_flush_all(self->buffer);
    }
    PyObject *answer;
    do {
        answer = PyObject_CallMethodNoArgs(self->buffer, PYI_NAME("flush"));
    } while (answer == NULL && pyi_io_interrupted());
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}

/* Room for n bytes more. */
static int make_room(pyi_textio *self, Py_ssize_t n) {
    if (n <= self->pending_room - self->pending_size) {
        return 0;
    }
    Py_ssize_t room = self->pending_size + n;
    room = room < self->chunk_size ? self->chunk_size : room;
    char *data = PyMem_Realloc(self->pending, (size_t)room);
    if (data == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->pending = data;
    self->pending_room = room;
    return 0;
}

static int add(pyi_textio *self, const char *data, Py_ssize_t n) {
    if (self->pending_size + n > self->chunk_size && pyi_textio_write_pending(self) < 0) {
        return -1;
    }
    if (n >= self->chunk_size) {
        return write_bytes(self, data, n);
    }
    if (make_room(self, n) < 0) {
        return -1;
    }
    memcpy(self->pending + self->pending_size, data, (size_t)n);
    self->pending_size += n;
    return 0;
}

/* ---- encoding -------------------------------------------------------------------------------------- */

/* Whether the characters are stored as the encoding has them. */
static bool stored_as_encoded(pyi_textio *self, PyObject *text) {
    return self->codec != TEXT_OTHER &&
           (PyUnicode_IS_ASCII(text) || (self->codec == TEXT_LATIN1 &&
                                         PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND));
}

/* new bytes */
static PyObject *encode(pyi_textio *self, PyObject *text) {
    static const char *const names[] = {NULL, "utf-8", "ascii", "latin-1"};
    if (self->encoder == NULL) {
        const char *errors = PyUnicode_AsUTF8(self->errors);
        return errors == NULL ? NULL
                              : PyUnicode_AsEncodedString(text, names[self->codec], errors);
    }
    PyObject *bytes = PyObject_CallMethodOneArg(self->encoder, PYI_NAME("encode"), text);
    if (bytes != NULL && !PyBytes_Check(bytes)) {
        PyErr_Format(PyExc_TypeError, "encoder should return a bytes object, not '%.200s'",
                     Py_TYPE(bytes)->tp_name);
        Py_CLEAR(bytes);
    }
    return bytes;
}

static int add_text(pyi_textio *self, PyObject *text) {
    if (stored_as_encoded(self, text)) {
        return add(self, PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text));
    }
    PyObject *bytes = encode(self, text);
    if (bytes == NULL) {
        return -1;
    }
    self->first_write = false;
    int status = add(self, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
    Py_DECREF(bytes);
    return status;
}

static int has(PyObject *text, Py_UCS4 character) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    if (PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND) {
        return memchr(PyUnicode_DATA(text), (int)character, (size_t)n) != NULL;
    }
    return PyUnicode_FindChar(text, character, 0, n, 1) >= 0;
}

/* new */
static PyObject *translate(pyi_textio *self, PyObject *text) {
    PyObject *from = PyUnicode_FromOrdinal('\n');
    PyObject *to = from == NULL ? NULL : PyUnicode_FromString(self->write_newline);
    PyObject *result = to == NULL ? NULL : PyUnicode_Replace(text, from, to, -1);
    Py_XDECREF(from);
    Py_XDECREF(to);
    return result;
}

/* What was read ahead is not what follows any longer. */
static int forget_read(pyi_textio *self) {
    if (self->decoder == NULL) {
        return 0;
    }
    pyi_textio_forget_decoded(self);
    pyi_textio_drop_snapshot(self);
    return pyi_decoder_reset(self->decoder);
}

static int write_text(pyi_textio *self, PyObject *text) {
    bool newline = (self->line_buffering || self->write_newline != NULL) && has(text, '\n');
    bool flush = self->line_buffering && (newline || has(text, '\r'));
    int status;
    if (newline && self->write_newline != NULL) {
        PyObject *translated = translate(self, text);
        status = translated == NULL ? -1 : add_text(self, translated);
        Py_XDECREF(translated);
    } else {
        status = add_text(self, text);
    }
    if (status == 0 && (flush || self->write_through || self->pending_size >= self->chunk_size)) {
        status = pyi_textio_write_pending(self);
    }
    if (status == 0 && flush) {
        status = pyi_textio_flush_buffer(self);
    }
    return status < 0 ? -1 : forget_read(self);
}

PyObject *pyi_textio_write(PyObject *op, PyObject *text) {
    pyi_textio *self = TEXTIO(op);
    if (!PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "write() argument must be str, not %.50s",
                     text == Py_None ? "None" : Py_TYPE(text)->tp_name);
        return NULL;
    }
    if (pyi_textio_check_open(self) < 0) {
        return NULL;
    }
    if (!self->can_write) {
        return pyi_io_unsupported("not writable");
    }
    return write_text(self, text) < 0 ? NULL : PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}
