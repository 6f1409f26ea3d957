/* SPDX-License-Identifier: Apache-2.0 */
/* text_init: how a TextIOWrapper is made, and made another one by reconfigure(). */
#include "textio.h"

#include "internal/pycore_fileutils.h"

/* ---- codecs -------------------------------------------------------------------------------------- */

/* new: what the codec registry has for a text encoding */
static PyObject *look_up(PyObject *encoding) {
    const char *name = PyUnicode_AsUTF8(encoding);
    return name == NULL ? NULL : _PyCodec_LookupTextEncoding(name, "codecs.open()");
}

/* Whether buffer.method() is true; -1 with an exception. */
static int ask(PyObject *buffer, PyObject *method) {
    PyObject *answer = PyObject_CallMethodNoArgs(buffer, method);
    int yes = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return yes;
}

static int make_decoder(pyi_textio *self, PyObject *codec) {
    int readable = ask(self->buffer, PYI_NAME("readable"));
    if (readable <= 0) {
        return readable;
    }
    const char *errors = PyUnicode_AsUTF8(self->errors);
    PyObject *decoder = errors == NULL  ? NULL
                        : codec != NULL ? _PyCodecInfo_GetIncrementalDecoder(codec, errors)
                                        : pyi_text_decoder_new(self->codec, self->errors);
    if (decoder != NULL && self->read_universal) {
        Py_SETREF(decoder, pyi_newline_decoder_new(decoder, self->read_translate, self->errors));
    }
    Py_XSETREF(self->decoder, decoder);
    return decoder == NULL ? -1 : 0;
}

static int make_encoder(pyi_textio *self, PyObject *codec) {
    int writable = ask(self->buffer, PYI_NAME("writable"));
    if (writable <= 0) {
        return writable;
    }
    if (codec != NULL) {
        const char *errors = PyUnicode_AsUTF8(self->errors);
        PyObject *encoder =
            errors == NULL ? NULL : _PyCodecInfo_GetIncrementalEncoder(codec, errors);
        if (encoder == NULL) {
            return -1;
        }
        Py_XSETREF(self->encoder, encoder);
    }
    self->can_write = true;
    return 0;
}

int pyi_textio_reset_encoder(pyi_textio *self, bool start) {
    self->first_write = start;
    if (self->encoder == NULL) {
        return 0;
    }
    PyObject *answer = start ? PyObject_CallMethodNoArgs(self->encoder, PYI_NAME("reset"))
                             : PyObject_CallMethod(self->encoder, "setstate", "i", 0);
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}

/* An encoding with a mark at the start writes none in the middle of a file. */
static int place_encoder(pyi_textio *self) {
    self->first_write = true;
    if (!self->seekable || self->encoder == NULL) {
        return 0;
    }
    PyObject *position = PyObject_CallMethodNoArgs(self->buffer, PYI_NAME("tell"));
    int moved = position == NULL ? -1 : PyObject_IsTrue(position);
    Py_XDECREF(position);
    return moved <= 0 ? moved : pyi_textio_reset_encoder(self, false);
}

static int set_codec(pyi_textio *self) {
    const char *name = PyUnicode_AsUTF8(self->encoding);
    if (name == NULL) {
        return -1;
    }
    self->codec = pyi_text_codec_of(name);
    self->can_write = false;
    Py_CLEAR(self->encoder);
    Py_CLEAR(self->decoder);
    PyObject *codec = NULL;
    if (self->codec == TEXT_OTHER && (codec = look_up(self->encoding)) == NULL) {
        return -1;
    }
    int status = make_decoder(self, codec) < 0 || make_encoder(self, codec) < 0 ? -1 : 0;
    Py_XDECREF(codec);
    return status;
}

/* ---- newlines -------------------------------------------------------------------------------------- */

int pyi_text_newline_arg(PyObject *op, const char **text) {
    *text = NULL;
    if (op == Py_None) {
        return 0;
    }
    if (!PyUnicode_Check(op)) {
        PyErr_Format(PyExc_TypeError, "newline must be str or None, not %.200s",
                     Py_TYPE(op)->tp_name);
        return -1;
    }
    *text = PyUnicode_AsUTF8(op);
    return *text == NULL ? -1 : 0;
}

static int check_newline(const char *newline) {
    if (newline == NULL || newline[0] == '\0' || strcmp(newline, "\n") == 0 ||
        strcmp(newline, "\r") == 0 || strcmp(newline, "\r\n") == 0) {
        return 0;
    }
    PyErr_Format(PyExc_ValueError, "illegal newline value: %s", newline);
    return -1;
}

static int set_newline(pyi_textio *self, const char *newline) {
    PyObject *read = NULL;
    if (newline != NULL && (read = PyUnicode_FromString(newline)) == NULL) {
        return -1;
    }
    Py_XSETREF(self->read_newline, read);
    self->read_universal = newline == NULL || newline[0] == '\0';
    self->read_translate = newline == NULL;
    self->write_translate = newline == NULL || newline[0] != '\0';
    self->write_newline = newline == NULL || newline[0] != '\r' ? NULL
                          : newline[1] == '\n'                  ? "\r\n"
                                                                : "\r";
    return 0;
}

/* ---- __init__ ---------------------------------------------------------------------------------------- */

static int warn_of_default_encoding(const char *encoding) {
    if (encoding != NULL || !_Py_GetConfig()->warn_default_encoding) {
        return 0;
    }
    return PyErr_WarnEx(PyExc_EncodingWarning, "'encoding' argument not specified", 1);
}

/* new str */
static PyObject *choose_encoding(const char *encoding) {
    if (encoding == NULL && _PyRuntime.preconfig.utf8_mode) {
        encoding = "utf-8";
    }
    if (encoding == NULL || strcmp(encoding, "locale") == 0) {
        return _Py_GetLocaleEncodingObject();
    }
    return PyUnicode_FromString(encoding);
}

/* new str */
static PyObject *choose_errors(PyObject *errors) {
    if (errors == Py_None) {
        return PyUnicode_FromString("strict");
    }
    if (!PyUnicode_Check(errors)) {
        PyErr_Format(PyExc_TypeError,
                     "TextIOWrapper() argument 'errors' must be str or None, not %.50s",
                     Py_TYPE(errors)->tp_name);
        return NULL;
    }
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(errors, &size);
    if (text != NULL && strlen(text) != (size_t)size) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return NULL;
    }
    return text == NULL ? NULL : Py_NewRef(errors);
}

static int look_at_buffer(pyi_textio *self) {
    PyTypeObject *type = Py_TYPE(self->buffer);
    self->fast_reader = type == &pyi_buffered_reader_type || type == &pyi_buffered_random_type;
    self->fast_writer = type == &pyi_buffered_writer_type || type == &pyi_buffered_random_type;
    int seekable = ask(self->buffer, PYI_NAME("seekable"));
    if (seekable < 0) {
        return -1;
    }
    self->seekable = self->telling = seekable;
    PyObject *read1;
    if (_PyObject_LookupAttr(self->buffer, PYI_NAME("read1"), &read1) < 0) {
        return -1;
    }
    self->has_read1 = read1 != NULL;
    Py_XDECREF(read1);
    return 0;
}

static void start_again(pyi_textio *self) {
    self->ok = self->detached = false;
    pyi_textio_forget_decoded(self);
    pyi_textio_drop_snapshot(self);
    self->pending_size = 0;
    self->bytes_per_char = 0;
    self->chunk_size = IO_BUFFER_SIZE;
    Py_CLEAR(self->buffer);
    Py_CLEAR(self->encoder);
    Py_CLEAR(self->decoder);
}

int pyi_textio_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"buffer",         "encoding",      "errors", "newline",
                            "line_buffering", "write_through", NULL};
    pyi_textio *self = TEXTIO(op);
    PyObject *buffer, *errors = Py_None;
    const char *encoding = NULL, *newline = NULL;
    int line_buffering = 0, write_through = 0;
    if (!pyi_named_arguments(args, kwargs, "O|zOzpp:TextIOWrapper", names, &buffer,
                             &encoding, &errors, &newline, &line_buffering,
                             &write_through)) {
        return -1;
    }
    start_again(self);
    if (warn_of_default_encoding(encoding) < 0) {
        return -1;
    }
    PyObject *errors_name = choose_errors(errors);
    if (errors_name == NULL) {
        return -1;
    }
    Py_XSETREF(self->errors, errors_name);
    if (check_newline(newline) < 0 || set_newline(self, newline) < 0) {
        return -1;
    }
    PyObject *encoding_name = choose_encoding(encoding);
    if (encoding_name == NULL) {
        return -1;
    }
    Py_XSETREF(self->encoding, encoding_name);
    self->line_buffering = (char)line_buffering;
    self->write_through = (char)write_through;
    self->buffer = Py_NewRef(buffer);
    if (set_codec(self) < 0 || look_at_buffer(self) < 0 || place_encoder(self) < 0) {
        return -1;
    }
    self->ok = true;
    return 0;
}

/* ---- reconfigure ---------------------------------------------------------------------------------------- */

static int optional_name(PyObject *op, const char *what) {
    if (op == Py_None || PyUnicode_Check(op)) {
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "reconfigure() argument '%s' must be str or None, not %.50s", what,
                 Py_TYPE(op)->tp_name);
    return -1;
}

static int change_encoding(pyi_textio *self, PyObject *encoding, PyObject *errors, bool newline) {
    if (encoding == Py_None && errors == Py_None && !newline) {
        return 0;
    }
    PyObject *chosen_errors = errors != Py_None     ? Py_NewRef(errors)
                              : encoding == Py_None ? Py_NewRef(self->errors)
                                                    : PyUnicode_FromString("strict");
    PyObject *chosen = NULL;
    if (chosen_errors != NULL) {
        const char *name = encoding == Py_None ? NULL : PyUnicode_AsUTF8(encoding);
        chosen = encoding == Py_None ? Py_NewRef(self->encoding)
                 : name == NULL      ? NULL
                                     : choose_encoding(name);
    }
    if (chosen == NULL) {
        Py_XDECREF(chosen_errors);
        return -1;
    }
    if (pyi_text_codec_of(PyUnicode_AsUTF8(chosen)) == TEXT_OTHER) {
        PyObject *codec = look_up(chosen); /* an encoding that is not known changes nothing */
        Py_XDECREF(codec);
        if (codec == NULL) {
            Py_DECREF(chosen);
            Py_DECREF(chosen_errors);
            return -1;
        }
    }
    Py_SETREF(self->encoding, chosen);
    Py_SETREF(self->errors, chosen_errors);
    return set_codec(self) < 0 ? -1 : place_encoder(self);
}

/* A flag that None leaves as it is; any integer is one. -1 with an exception. */
static int flag_or(PyObject *op, char old) {
    if (op == Py_None) {
        return old;
    }
    long value = PyLong_AsLong(op);
    return value == -1 && PyErr_Occurred() ? -1 : value != 0;
}

PyObject *pyi_textio_reconfigure(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"encoding", "errors", "newline", "line_buffering", "write_through", NULL};
    pyi_textio *self = TEXTIO(op);
    PyObject *encoding = Py_None, *errors = Py_None, *newline = NULL, *line_buffering = Py_None,
             *write_through = Py_None;
    const char *newline_text = NULL;
    if (!pyi_named_arguments(args, kwargs, "|$OOOOO:reconfigure", names, &encoding, &errors,
                             &newline, &line_buffering, &write_through) ||
        optional_name(encoding, "encoding") < 0 || optional_name(errors, "errors") < 0 ||
        (newline != NULL && optional_name(newline, "newline") < 0)) {
        return NULL;
    }
    if (self->ok && self->decoded != NULL &&
        (encoding != Py_None || errors != Py_None || newline != NULL)) {
        return pyi_io_unsupported(
            "It is not possible to set the encoding or newline of stream after the first read");
    }
    if (newline != NULL && newline != Py_None &&
        (pyi_text_newline_arg(newline, &newline_text) < 0 || check_newline(newline_text) < 0)) {
        return NULL;
    }
    int line = flag_or(line_buffering, self->line_buffering);
    int through = flag_or(write_through, self->write_through);
    if (line < 0 || through < 0) {
        return NULL;
    }
    PyObject *flushed = PyObject_CallMethodNoArgs(op, PYI_NAME("flush"));
    if (flushed == NULL) {
        return NULL;
    }
    Py_DECREF(flushed);
    pyi_textio_forget_decoded(self);
    if ((newline != NULL && set_newline(self, newline_text) < 0) ||
        change_encoding(self, encoding, errors, newline != NULL) < 0) {
        return NULL;
    }
    self->line_buffering = (char)line;
    self->write_through = (char)through;
    Py_RETURN_NONE;
}
