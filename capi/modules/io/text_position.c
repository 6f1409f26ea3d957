/* SPDX-License-Identifier: Apache-2.0 */
/* text_position: tell() and seek() of TextIOWrapper.
 *
 * A position in text is a place in the bytes from which decoding can start, the state of the decoder there, and how
 * many bytes to decode and characters to skip from there. All five are packed into one int; where the place itself is
 * enough, it is that int.
 */
#include "textio.h"

typedef struct {
    long long start;
    int flags, feed, skip;
    bool need_eof;
} cookie;

enum { COOKIE_SIZE = 8 + 4 + 4 + 4 + 1 };

/* new int */
static PyObject *pack(const cookie *place) {
    unsigned char bytes[COOKIE_SIZE];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(place->start >> 8 * i);
    }
    for (int i = 0; i < 4; i++) {
        bytes[8 + i] = (unsigned char)(place->flags >> 8 * i);
        bytes[12 + i] = (unsigned char)(place->feed >> 8 * i);
        bytes[16 + i] = (unsigned char)(place->skip >> 8 * i);
    }
    bytes[20] = place->need_eof;
    return _PyLong_FromByteArray(bytes, sizeof(bytes), 1, 0);
}

static int unpack(PyObject *op, cookie *place) {
    unsigned char bytes[COOKIE_SIZE];
    PyObject *number = PyNumber_Long(op);
    if (number == NULL) {
        return -1;
    }
#if PYI_313
    int status = _PyLong_AsByteArray((PyLongObject *)number, bytes, sizeof(bytes), 1, 0, 1);
#else
    int status = _PyLong_AsByteArray((PyLongObject *)number, bytes, sizeof(bytes), 1, 0);
#endif
    Py_DECREF(number);
    if (status < 0) {
        return -1;
    }
    unsigned long long start = 0;
    unsigned int words[3] = {0, 0, 0};
    for (int i = 7; i >= 0; i--) {
        start = start << 8 | bytes[i];
    }
    for (int word = 0; word < 3; word++) {
        for (int i = 3; i >= 0; i--) {
            words[word] = words[word] << 8 | bytes[8 + 4 * word + i];
        }
    }
    *place = (cookie){(long long)start, (int)words[0], (int)words[1], (int)words[2], bytes[20] != 0};
    return 0;
}

/* ---- tell ------------------------------------------------------------------------------------------- */

/* The number of characters that bytes give; -1 with an exception. */
static Py_ssize_t count_decoded(PyObject *decoder, const char *data, Py_ssize_t n, bool final) {
    PyObject *bytes = PyBytes_FromStringAndSize(data, n);
    PyObject *text = bytes == NULL ? NULL : pyi_decode(decoder, bytes, final);
    Py_ssize_t count = text == NULL ? -1 : PyUnicode_GET_LENGTH(text);
    Py_XDECREF(bytes);
    Py_XDECREF(text);
    return count;
}

static int set_flags(PyObject *decoder, Py_ssize_t flags) {
    PyObject *empty = PyBytes_FromStringAndSize(NULL, 0);
    int status = empty == NULL ? -1 : pyi_decoder_set_state(decoder, empty, flags);
    Py_XDECREF(empty);
    return status;
}

/* The bytes that the decoder keeps, and its flags. */
static int kept(PyObject *decoder, Py_ssize_t *bytes, Py_ssize_t *flags) {
    PyObject *tail;
    if (pyi_decoder_state(decoder, &tail, flags) < 0) {
        return -1;
    }
    *bytes = PyBytes_GET_SIZE(tail);
    Py_DECREF(tail);
    return 0;
}

/* Guesses a safe place shortly before the position, so that little is decoded byte by byte. Gives the bytes before
 * it, and moves `place` there; -1 with an exception. */
static Py_ssize_t guess(pyi_textio *self, cookie *place, const char *input, Py_ssize_t size) {
    Py_ssize_t bytes = (Py_ssize_t)(self->bytes_per_char * place->skip), back = 1;
    bytes = bytes > size ? size : bytes;
    while (bytes > 0) {
        if (set_flags(self->decoder, place->flags) < 0) {
            return -1;
        }
        Py_ssize_t tail, flags, count = count_decoded(self->decoder, input, bytes, false);
        if (count < 0 || kept(self->decoder, &tail, &flags) < 0) {
            return -1;
        }
        if (count > place->skip) {
            bytes -= back;
            back *= 2;
        } else if (tail == 0) {
            place->start += bytes;
            place->skip -= (int)count;
            place->flags = (int)flags;
            return bytes;
        } else {
            bytes -= tail;
            back = 1;
        }
    }
    return set_flags(self->decoder, place->flags) < 0 ? -1 : 0;
}

/* Goes from one safe place to the next, up to the position. */
static int walk(pyi_textio *self, cookie *place, const char *input, Py_ssize_t size) {
    Py_ssize_t from = guess(self, place, input, size);
    if (from < 0) {
        return -1;
    }
    Py_ssize_t decoded = 0, fed = 0;
    bool found = place->skip == 0;
    for (Py_ssize_t i = from; i < size && !found; i++) {
        Py_ssize_t tail, flags, count = count_decoded(self->decoder, input + i, 1, false);
        if (count < 0 || kept(self->decoder, &tail, &flags) < 0) {
            return -1;
        }
        fed++;
        decoded += count;
        if (tail == 0 && decoded <= place->skip) {
            place->start += fed;
            place->skip -= (int)decoded;
            place->flags = (int)flags;
            fed = decoded = 0;
        }
        found = decoded >= place->skip;
    }
    if (!found) {
        Py_ssize_t count = count_decoded(self->decoder, "", 0, true);
        if (count < 0) {
            return -1;
        }
        place->need_eof = true;
        if (decoded + count < place->skip) {
            PyErr_SetString(PyExc_OSError, "can't reconstruct logical file position");
            return -1;
        }
    }
    place->feed = place->skip == 0 ? 0 : (int)fed;
    return 0;
}

/* new: the position, with the raw one after the chunk given */
static PyObject *reconstruct(pyi_textio *self, long long raw) {
    PyObject *input = Py_NewRef(self->snapshot_bytes);
    cookie place = {raw - PyBytes_GET_SIZE(input), (int)self->snapshot_flags, 0, (int)self->used, false};
    int status = 0;
    if (self->used > 0) {
        PyObject *tail;
        Py_ssize_t flags;
        status = pyi_decoder_state(self->decoder, &tail, &flags);
        if (status == 0) {
            status = walk(self, &place, PyBytes_AS_STRING(input), PyBytes_GET_SIZE(input));
            PyObject *failed = pyi_io_take_exception();
            int restored = pyi_decoder_set_state(self->decoder, tail, flags);
            status = restored < 0 ? -1 : status;
            pyi_io_chain(failed);
            Py_DECREF(tail);
        }
    }
    Py_DECREF(input);
    return status < 0 ? NULL : pack(&place);
}

static PyObject *call(PyObject *op, PyObject *method) { return PyObject_CallMethodNoArgs(op, method); }

static int flush(PyObject *op) {
    PyObject *answer = call(op, PYI_NAME("flush"));
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}

static int need_seekable(pyi_textio *self) {
    if (pyi_textio_check_open(self) < 0) {
        return -1;
    }
    if (!self->seekable) {
        pyi_io_unsupported("underlying stream is not seekable");
        return -1;
    }
    return 0;
}

PyObject *pyi_textio_tell(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_textio *self = TEXTIO(op);
    if (need_seekable(self) < 0) {
        return NULL;
    }
    if (!self->telling) {
        PyErr_SetString(PyExc_OSError, "telling position disabled by next() call");
        return NULL;
    }
    if (pyi_textio_write_pending(self) < 0 || flush(op) < 0) {
        return NULL;
    }
    PyObject *raw = call(self->buffer, PYI_NAME("tell"));
    if (raw == NULL || self->decoder == NULL || self->snapshot_bytes == NULL) {
        return raw;
    }
    long long position = PyLong_AsLongLong(raw);
    Py_DECREF(raw);
    return position == -1 && PyErr_Occurred() ? NULL : reconstruct(self, position);
}

/* ---- seek -------------------------------------------------------------------------------------------- */

static int is_zero(PyObject *op) {
    PyObject *zero = PyLong_FromLong(0);
    int same = zero == NULL ? -1 : PyObject_RichCompareBool(op, zero, Py_EQ);
    Py_XDECREF(zero);
    return same;
}

static void forget(pyi_textio *self) {
    pyi_textio_forget_decoded(self);
    pyi_textio_drop_snapshot(self);
}

/* new: where the end is */
static PyObject *seek_end(pyi_textio *self) {
    if (flush((PyObject *)self) < 0) {
        return NULL;
    }
    forget(self);
    if (self->decoder != NULL && pyi_decoder_reset(self->decoder) < 0) {
        return NULL;
    }
    PyObject *position = PyObject_CallMethod(self->buffer, "seek", "ii", 0, 2);
    if (position != NULL && self->can_write) {
        int start = is_zero(position);
        if (start < 0 || pyi_textio_reset_encoder(self, start) < 0) {
            Py_CLEAR(position);
        }
    }
    return position;
}

/* Decodes up to the position, from the place it is told by. */
static int skip_to(pyi_textio *self, const cookie *place) {
    PyObject *input = place->skip == 0 ? PyBytes_FromStringAndSize(NULL, 0)
                                       : PyObject_CallMethod(self->buffer, "read", "i", place->feed);
    if (input == NULL) {
        return -1;
    }
    if (!PyBytes_Check(input)) {
        PyErr_Format(PyExc_TypeError,
                     "underlying read() should have returned a bytes object, not '%.200s'",
                     Py_TYPE(input)->tp_name);
        Py_DECREF(input);
        return -1;
    }
    Py_XSETREF(self->snapshot_bytes, input);
    self->snapshot_flags = place->flags;
    if (place->skip == 0) {
        return 0;
    }
    PyObject *text = pyi_decode(self->decoder, input, place->need_eof);
    if (text == NULL) {
        return -1;
    }
    pyi_textio_set_decoded(self, text);
    if (PyUnicode_GET_LENGTH(text) < place->skip) {
        PyErr_SetString(PyExc_OSError, "can't restore logical file position");
        return -1;
    }
    self->used = place->skip;
    return 0;
}

static int seek_to(pyi_textio *self, PyObject *op) {
    cookie place;
    if (flush((PyObject *)self) < 0 || unpack(op, &place) < 0) {
        return -1;
    }
    PyObject *answer = PyObject_CallMethod(self->buffer, "seek", "L", place.start);
    if (answer == NULL) {
        return -1;
    }
    Py_DECREF(answer);
    forget(self);
    bool start = place.start == 0 && place.flags == 0;
    if (self->decoder != NULL) {
        int status = start ? pyi_decoder_reset(self->decoder) : set_flags(self->decoder, place.flags);
        if (status < 0 || skip_to(self, &place) < 0) {
            return -1;
        }
    }
    return self->can_write ? pyi_textio_reset_encoder(self, start) : 0;
}

/* new: the position that (offset, whence) means, from the start; NULL with an exception */
static PyObject *relative(PyObject *op, PyObject *offset, int whence) {
    int zero = is_zero(offset);
    if (zero < 0) {
        return NULL;
    }
    if (!zero) {
        return pyi_io_unsupported(whence == 1 ? "can't do nonzero cur-relative seeks"
                                              : "can't do nonzero end-relative seeks");
    }
    return whence == 1 ? call(op, PYI_NAME("tell")) : seek_end(TEXTIO(op));
}

/* 0, or -1 with an exception */
static int need_not_negative(PyObject *offset) {
    PyObject *zero = PyLong_FromLong(0);
    int negative = zero == NULL ? -1 : PyObject_RichCompareBool(offset, zero, Py_LT);
    Py_XDECREF(zero);
    if (negative > 0) {
        PyErr_Format(PyExc_ValueError, "negative seek position %R", offset);
    }
    return negative == 0 ? 0 : -1;
}

PyObject *pyi_textio_seek(PyObject *op, PyObject *args) {
    PyObject *offset;
    int whence = 0;
    if (!pyi_arguments(args, "O|i:seek", &offset, &whence) || need_seekable(TEXTIO(op)) < 0) {
        return NULL;
    }
    if (whence < 0 || whence > 2) {
        PyErr_Format(PyExc_ValueError, "invalid whence (%d, should be 0, 1 or 2)", whence);
        return NULL;
    }
    PyObject *target = whence == 0 ? Py_NewRef(offset) : relative(op, offset, whence);
    if (target == NULL || whence == 2) {
        return target;
    }
    if (need_not_negative(target) < 0 || seek_to(TEXTIO(op), target) < 0) {
        Py_CLEAR(target);
    }
    return target;
}
