/* SPDX-License-Identifier: Apache-2.0 */
/* codec runs: what a codec does when it meets what it cannot decode or encode.
 * Contract   PEP 293; the handlers that need no call (strict, ignore, replace, surrogateescape when decoding) are
 *            done here, the others by the registered function
 */
#include "pyi_codec.h"


void pyi_codec_end(pyi_codec_run *run) {
    Py_CLEAR(run->handler);
    Py_CLEAR(run->exception);
}

_Py_error_handler _Py_GetErrorHandler(const char *errors) {
    static const struct {
        const char *name;
        _Py_error_handler kind;
    } names[] = {
        {"strict", _Py_ERROR_STRICT},
        {"surrogateescape", _Py_ERROR_SURROGATEESCAPE},
        {"replace", _Py_ERROR_REPLACE},
        {"ignore", _Py_ERROR_IGNORE},
        {"backslashreplace", _Py_ERROR_BACKSLASHREPLACE},
        {"surrogatepass", _Py_ERROR_SURROGATEPASS},
        {"xmlcharrefreplace", _Py_ERROR_XMLCHARREFREPLACE},
    };
    if (errors == NULL) {
        return _Py_ERROR_STRICT;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(names); i++) {
        if (strcmp(errors, names[i].name) == 0) {
            return names[i].kind;
        }
    }
    return _Py_ERROR_OTHER;
}

/* new: what handler(exception) answers, checked: a pair whose first item has one of two types */
static PyObject *call_handler(pyi_codec_run *run, PyTypeObject *first, PyTypeObject *second,
                              const char *complaint, Py_ssize_t *position) {
    if (run->handler == NULL) {
        run->handler = PyCodec_LookupError(run->errors);
        if (run->handler == NULL) {
            return NULL;
        }
    }
    PyObject *answer = PyObject_CallOneArg(run->handler, run->exception);
    if (answer == NULL) {
        return NULL;
    }
    PyObject *item = PyTuple_Check(answer) && PyTuple_GET_SIZE(answer) == 2
                         ? PyTuple_GET_ITEM(answer, 0)
                         : NULL;
    if (item == NULL || !(PyObject_TypeCheck(item, first) || PyObject_TypeCheck(item, second))) {
        PyErr_SetString(PyExc_TypeError, complaint);
        Py_DECREF(answer);
        return NULL;
    }
    *position = PyLong_AsSsize_t(PyTuple_GET_ITEM(answer, 1));
    if (*position == -1 && PyErr_Occurred()) {
        if (!PyIndex_Check(PyTuple_GET_ITEM(answer, 1))) {
            PyErr_SetString(PyExc_TypeError, complaint);
        }
        Py_DECREF(answer);
        return NULL;
    }
    Py_INCREF(item);
    Py_DECREF(answer);
    return item;
}

/* Positions count from the end when negative; one outside is IndexError. */
static int resolve_position(Py_ssize_t *position, Py_ssize_t size) {
    Py_ssize_t given = *position;
    if (given < 0) {
        *position += size;
    }
    if (*position < 0 || *position > size) {
        PyErr_Format(PyExc_IndexError, "position %zd from error handler out of bounds",
                     *position);
        return -1;
    }
    return 0;
}

/* ---- decoding ----------------------------------------------------------------------------- */

/* run->exception for this error: made once, changed afterwards. */
static int set_decode_exception(pyi_codec_run *run, pyi_decode_input *input, Py_ssize_t start,
                                Py_ssize_t end, const char *reason) {
    if (run->exception == NULL) {
        run->exception = PyUnicodeDecodeError_Create(run->encoding, input->start,
                                                     input->end - input->start, start, end, reason);
        return run->exception == NULL ? -1 : 0;
    }
    if (PyUnicodeDecodeError_SetStart(run->exception, start) < 0 ||
        PyUnicodeDecodeError_SetEnd(run->exception, end) < 0 ||
        PyUnicodeDecodeError_SetReason(run->exception, reason) < 0) {
        Py_CLEAR(run->exception);
        return -1;
    }
    return 0;
}

/* A handler may have put other bytes into exception.object: then those are what is decoded. */
static int follow_object(pyi_codec_run *run, pyi_decode_input *input) {
    PyObject *object = PyUnicodeDecodeError_GetObject(run->exception);
    if (object == NULL) {
        return -1;
    }
    if (!PyBytes_Check(object)) {
        PyErr_SetString(PyExc_TypeError, "exception attribute object must be bytes");
        Py_DECREF(object);
        return -1;
    }
    Py_ssize_t size = PyBytes_GET_SIZE(object);
    Py_XSETREF(input->owner, object);
    input->start = PyBytes_AS_STRING(object);
    input->end = input->start + size;
    return 0;
}

static int decode_by_handler(pyi_codec_run *run, pyi_decode_input *input, const char *bad_end,
                             const char *reason, _PyUnicodeWriter *writer) {
    Py_ssize_t start = input->p - input->start, end = bad_end - input->start, next;
    if (set_decode_exception(run, input, start, end, reason) < 0) {
        return -1;
    }
    PyObject *text =
        call_handler(run, &PyUnicode_Type, &PyUnicode_Type,
                     "decoding error handler must return (str, int) tuple", &next);
    if (text == NULL) {
        return -1;
    }
    int status = -1;
    if (follow_object(run, input) == 0 &&
        resolve_position(&next, input->end - input->start) == 0 &&
        _PyUnicodeWriter_WriteStr(writer, text) == 0) {
        input->p = input->start + next;
        status = 0;
    }
    Py_DECREF(text);
    return status;
}

int pyi_codec_decode_error(pyi_codec_run *run, pyi_decode_input *input, const char *bad_end,
                           const char *reason, _PyUnicodeWriter *writer) {
    switch (pyi_codec_kind(run)) {
    case _Py_ERROR_STRICT:
        if (set_decode_exception(run, input, input->p - input->start, bad_end - input->start,
                                 reason) == 0) {
            PyCodec_StrictErrors(run->exception);
        }
        return -1;
    case _Py_ERROR_IGNORE:
        input->p = bad_end;
        return 0;
    case _Py_ERROR_REPLACE:
        input->p = bad_end;
        return _PyUnicodeWriter_WriteChar(writer, Py_UNICODE_REPLACEMENT_CHARACTER);
    case _Py_ERROR_SURROGATEESCAPE: {
        const char *from = input->p;
        while (run->escapes && input->p < bad_end && (unsigned char)*input->p >= 0x80) {
            if (_PyUnicodeWriter_WriteChar(writer, 0xdc00u + (unsigned char)*input->p) < 0) {
                return -1;
            }
            input->p++;
        }
        if (input->p > from) {
            return 0;
        }
        /* an ASCII byte cannot be escaped: the handler says so */
        return decode_by_handler(run, input, bad_end, reason, writer);
    }
    default:
        return decode_by_handler(run, input, bad_end, reason, writer);
    }
}

/* ---- encoding ----------------------------------------------------------------------------- */

static int set_encode_exception(pyi_codec_run *run, PyObject *str, Py_ssize_t start,
                                Py_ssize_t end, const char *reason) {
    if (run->exception == NULL) {
        run->exception = PyObject_CallFunction(PyExc_UnicodeEncodeError, "sOnns", run->encoding,
                                               str, start, end, reason);
        return run->exception == NULL ? -1 : 0;
    }
    if (PyUnicodeEncodeError_SetStart(run->exception, start) < 0 ||
        PyUnicodeEncodeError_SetEnd(run->exception, end) < 0 ||
        PyUnicodeEncodeError_SetReason(run->exception, reason) < 0) {
        Py_CLEAR(run->exception);
        return -1;
    }
    return 0;
}

void pyi_codec_raise_encode(pyi_codec_run *run, PyObject *str, Py_ssize_t start, Py_ssize_t end,
                            const char *reason) {
    if (set_encode_exception(run, str, start, end, reason) == 0) {
        PyCodec_StrictErrors(run->exception);
    }
}

PyObject *pyi_codec_encode_error(pyi_codec_run *run, PyObject *str, Py_ssize_t start,
                                 Py_ssize_t end, const char *reason, Py_ssize_t *next) {
    if (pyi_codec_kind(run) == _Py_ERROR_STRICT) {
        pyi_codec_raise_encode(run, str, start, end, reason);
        return NULL;
    }
    if (set_encode_exception(run, str, start, end, reason) < 0) {
        return NULL;
    }
    PyObject *replacement =
        call_handler(run, &PyUnicode_Type, &PyBytes_Type,
                     "encoding error handler must return (str/bytes, int) tuple", next);
    if (replacement != NULL && resolve_position(next, PyUnicode_GET_LENGTH(str)) < 0) {
        Py_CLEAR(replacement);
    }
    return replacement;
}

/* ---- translating -------------------------------------------------------------------------- */

PyObject *pyi_codec_translate_error(pyi_codec_run *run, PyObject *str, Py_ssize_t start,
                                    Py_ssize_t end, Py_ssize_t *next) {
    Py_XSETREF(run->exception,
               PyObject_CallFunction(PyExc_UnicodeTranslateError, "Onns", str, start, end,
                                     "character maps to <undefined>"));
    if (run->exception == NULL) {
        return NULL;
    }
    if (pyi_codec_kind(run) == _Py_ERROR_STRICT) {
        return PyCodec_StrictErrors(run->exception);
    }
    PyObject *replacement =
        call_handler(run, &PyUnicode_Type, &PyUnicode_Type,
                     "translating error handler must return (str, int) tuple", next);
    if (replacement != NULL && resolve_position(next, PyUnicode_GET_LENGTH(str)) < 0) {
        Py_CLEAR(replacement);
    }
    return replacement;
}
