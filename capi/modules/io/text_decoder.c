/* SPDX-License-Identifier: Apache-2.0 */
/* text_decoder: UTF-8, ASCII and Latin-1 piece by piece, without the Python code of the codecs.
 * Layout     errors owned; tail: the first bytes of a character that the last piece did not complete
 * Collected  no
 */
#include "pyi_codec.h"
#include "textio.h"

pyi_text_codec pyi_text_codec_of(const char *encoding) {
    static const struct {
        const char *name;
        pyi_text_codec codec;
    } known[] = {
        {"utf_8", TEXT_UTF8},     {"utf8", TEXT_UTF8},          {"ascii", TEXT_ASCII},
        {"us_ascii", TEXT_ASCII}, {"latin_1", TEXT_LATIN1},     {"latin1", TEXT_LATIN1},
        {"l1", TEXT_LATIN1},      {"iso_8859_1", TEXT_LATIN1},  {"iso8859_1", TEXT_LATIN1},
        {"646", TEXT_ASCII},      {"ansi_x3.4_1968", TEXT_ASCII},
    };
    char name[24];
    if (!pyi_normalize_encoding(encoding, name, sizeof(name))) {
        return TEXT_OTHER;
    }
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(name, known[i].name) == 0) {
            return known[i].codec;
        }
    }
    return TEXT_OTHER;
}

#define SELF(op) ((pyi_text_decoder *)(op))

PyObject *pyi_text_decoder_new(pyi_text_codec codec, PyObject *errors) {
    pyi_text_decoder *self = PyObject_New(pyi_text_decoder, &pyi_text_decoder_type);
    if (self != NULL) {
        self->codec = codec;
        self->errors = Py_NewRef(errors);
        self->tail_size = 0;
    }
    return (PyObject *)self;
}

static void decoder_dealloc(PyObject *self) {
    Py_DECREF(SELF(self)->errors);
    PyObject_Free(self);
}

static PyObject *decode_utf8(pyi_text_decoder *self, const char *data, Py_ssize_t n,
                             const char *errors, bool final) {
    Py_ssize_t done = n;
    PyObject *text = PyUnicode_DecodeUTF8Stateful(data, n, errors, final ? NULL : &done);
    if (text != NULL) {
        self->tail_size = (unsigned char)(n - done);
        memcpy(self->tail, data + done, (size_t)(n - done));
    }
    return text;
}

/* new */
static PyObject *decode(pyi_text_decoder *self, const char *data, Py_ssize_t n, bool final) {
    const char *errors = PyUnicode_AsUTF8(self->errors);
    if (errors == NULL) {
        return NULL;
    }
    if (self->codec == TEXT_LATIN1) {
        return PyUnicode_DecodeLatin1(data, n, errors);
    }
    if (self->codec == TEXT_ASCII) {
        return PyUnicode_DecodeASCII(data, n, errors);
    }
    if (self->tail_size == 0) {
        return decode_utf8(self, data, n, errors, final);
    }
    Py_ssize_t before = self->tail_size;
    char *joined = PyMem_Malloc((size_t)(before + n));
    if (joined == NULL) {
        return PyErr_NoMemory();
    }
    memcpy(joined, self->tail, (size_t)before);
    memcpy(joined + before, data, (size_t)n);
    PyObject *text = decode_utf8(self, joined, before + n, errors, final);
    PyMem_Free(joined);
    return text;
}

PyTypeObject pyi_text_decoder_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io._TextDecoder",
    .tp_basicsize = sizeof(pyi_text_decoder),
    .tp_dealloc = decoder_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};
PYI_TYPE(pyi_text_decoder_type);

/* ---- any decoder ---------------------------------------------------------------------------------- */

static PyObject *decode_ours(PyObject *decoder, PyObject *input, bool final) {
    if (PyBytes_Check(input)) {
        return decode(SELF(decoder), PyBytes_AS_STRING(input), PyBytes_GET_SIZE(input), final);
    }
    Py_buffer buffer;
    if (PyObject_GetBuffer(input, &buffer, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    PyObject *text = decode(SELF(decoder), buffer.buf, buffer.len, final);
    PyBuffer_Release(&buffer);
    return text;
}

PyObject *pyi_decode(PyObject *decoder, PyObject *input, bool final) {
    if (Py_IS_TYPE(decoder, &pyi_text_decoder_type)) {
        /* CPython's decoders are written in Python: a signal that came while something was read is handled there */
        return PyErr_CheckSignals() < 0 ? NULL : decode_ours(decoder, input, final);
    }
    if (Py_IS_TYPE(decoder, &pyi_newline_decoder_type)) {
        return pyi_newline_decode((pyi_newline_decoder *)decoder, input, final);
    }
    PyObject *text = PyObject_CallMethodObjArgs(decoder, PYI_NAME("decode"), input,
                                                final ? Py_True : Py_False, NULL);
    if (text != NULL && !PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "decoder should return a string result, not '%.200s'",
                     Py_TYPE(text)->tp_name);
        Py_CLEAR(text);
    }
    return text;
}

static int state_from(PyObject *state, PyObject **bytes, Py_ssize_t *flags) {
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "illegal decoder state");
        return -1;
    }
    PyObject *found, *number;
    if (!PyArg_ParseTuple(state, "OO;illegal decoder state", &found, &number)) {
        return -1;
    }
    if (!PyBytes_Check(found)) {
        PyErr_Format(PyExc_TypeError,
                     "illegal decoder state: the first item should be a bytes object, not '%.200s'",
                     Py_TYPE(found)->tp_name);
        return -1;
    }
    *flags = PyLong_AsSsize_t(number);
    if (*flags == -1 && PyErr_Occurred()) {
        return -1;
    }
    *bytes = Py_NewRef(found);
    return 0;
}

int pyi_decoder_state(PyObject *decoder, PyObject **bytes, Py_ssize_t *flags) {
    if (Py_IS_TYPE(decoder, &pyi_text_decoder_type)) {
        *flags = 0;
        *bytes = PyBytes_FromStringAndSize(SELF(decoder)->tail, SELF(decoder)->tail_size);
        return *bytes == NULL ? -1 : 0;
    }
    if (Py_IS_TYPE(decoder, &pyi_newline_decoder_type)) {
        pyi_newline_decoder *newlines = (pyi_newline_decoder *)decoder;
        if (newlines->decoder != NULL) {
            int status = pyi_decoder_state(newlines->decoder, bytes, flags);
            *flags = status < 0 ? 0 : *flags * 2 + newlines->pending_cr;
            return status;
        }
    }
    PyObject *state = PyObject_CallMethodNoArgs(decoder, PYI_NAME("getstate"));
    int status = state == NULL ? -1 : state_from(state, bytes, flags);
    Py_XDECREF(state);
    return status;
}

int pyi_decoder_set_state(PyObject *decoder, PyObject *bytes, Py_ssize_t flags) {
    if (Py_IS_TYPE(decoder, &pyi_text_decoder_type)) {
        Py_ssize_t n = PyBytes_GET_SIZE(bytes);
        n = n > (Py_ssize_t)sizeof(SELF(decoder)->tail) ? 0 : n;
        memcpy(SELF(decoder)->tail, PyBytes_AS_STRING(bytes), (size_t)n);
        SELF(decoder)->tail_size = (unsigned char)n;
        return 0;
    }
    if (Py_IS_TYPE(decoder, &pyi_newline_decoder_type)) {
        pyi_newline_decoder *newlines = (pyi_newline_decoder *)decoder;
        newlines->pending_cr = flags & 1;
        return newlines->decoder == NULL
                   ? 0
                   : pyi_decoder_set_state(newlines->decoder, bytes, flags >> 1);
    }
    PyObject *answer = PyObject_CallMethod(decoder, "setstate", "((On))", bytes, flags);
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}

int pyi_decoder_reset(PyObject *decoder) {
    if (Py_IS_TYPE(decoder, &pyi_text_decoder_type)) {
        SELF(decoder)->tail_size = 0;
        return 0;
    }
    if (Py_IS_TYPE(decoder, &pyi_newline_decoder_type)) {
        pyi_newline_decoder *newlines = (pyi_newline_decoder *)decoder;
        newlines->seen = 0;
        newlines->pending_cr = false;
        return newlines->decoder == NULL ? 0 : pyi_decoder_reset(newlines->decoder);
    }
    PyObject *answer = PyObject_CallMethodNoArgs(decoder, PYI_NAME("reset"));
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}
