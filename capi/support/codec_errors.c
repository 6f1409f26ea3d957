/* SPDX-License-Identifier: Apache-2.0 */
/* codec errors: the registry of error handlers, and the handlers that every program has.
 * Contract   docs.python.org/3/library/codecs.html#error-handlers; a handler takes a UnicodeError and answers
 *            (replacement, position to go on), or raises
 */
#include "pyi_codec.h"

#if PYI_313
#include "internal/pycore_codecs.h"
#define ERROR_REGISTRY(interp) ((interp)->codecs.error_registry)
#else
#define ERROR_REGISTRY(interp) ((interp)->codec_error_registry)
#endif

#include "internal/pycore_ucnhash.h"

/* ---- the error ----------------------------------------------------------------------------- */

enum { ENCODE = 1, DECODE = 2, TRANSLATE = 4 };

/* A UnicodeError taken apart: object[start:end] is what is wrong. */
typedef struct {
    int kind;         /* one of the above */
    PyObject *object; /* owned: str, or bytes when decoding */
    Py_ssize_t start, end;
} codec_error;

static int kind_of(PyObject *exception) {
    return PyObject_TypeCheck(exception, (PyTypeObject *)PyExc_UnicodeEncodeError) ? ENCODE
           : PyObject_TypeCheck(exception, (PyTypeObject *)PyExc_UnicodeDecodeError) ? DECODE
           : PyObject_TypeCheck(exception, (PyTypeObject *)PyExc_UnicodeTranslateError)
               ? TRANSLATE
               : 0;
}

static int read_range(PyObject *exception, codec_error *error) {
    switch (error->kind) {
    case ENCODE:
        error->object = PyUnicodeEncodeError_GetObject(exception);
        return PyUnicodeEncodeError_GetStart(exception, &error->start) < 0 ||
                       PyUnicodeEncodeError_GetEnd(exception, &error->end) < 0
                   ? -1
                   : 0;
    case DECODE:
        error->object = PyUnicodeDecodeError_GetObject(exception);
        return PyUnicodeDecodeError_GetStart(exception, &error->start) < 0 ||
                       PyUnicodeDecodeError_GetEnd(exception, &error->end) < 0
                   ? -1
                   : 0;
    default:
        error->object = PyUnicodeTranslateError_GetObject(exception);
        return PyUnicodeTranslateError_GetStart(exception, &error->start) < 0 ||
                       PyUnicodeTranslateError_GetEnd(exception, &error->end) < 0
                   ? -1
                   : 0;
    }
}

/* Takes the exception apart when it is of one of the kinds; TypeError otherwise. */
static int read_error(PyObject *exception, int kinds, codec_error *error) {
    error->object = NULL;
    error->kind = kind_of(exception);
    if (!(error->kind & kinds)) {
        PyErr_Format(PyExc_TypeError, "don't know how to handle %.200s in error callback",
                     Py_TYPE(exception)->tp_name);
        return -1;
    }
    if (read_range(exception, error) < 0 || error->object == NULL) {
        Py_CLEAR(error->object);
        return -1;
    }
    /* a program can set what it likes: never outside the object */
    Py_ssize_t length = error->kind == DECODE ? PyBytes_GET_SIZE(error->object)
                                              : PyUnicode_GET_LENGTH(error->object);
    error->end = Py_MIN(error->end, length);
    error->start = Py_MIN(error->start, length);
    return 0;
}

static Py_UCS4 character_at(const codec_error *error, Py_ssize_t i) {
    return error->kind == DECODE ? (unsigned char)PyBytes_AS_STRING(error->object)[i]
                                 : PyUnicode_READ_CHAR(error->object, i);
}

/* new (replacement, position); steals replacement and what the error holds */
static PyObject *answer(codec_error *error, PyObject *replacement, Py_ssize_t position) {
    Py_CLEAR(error->object);
    return replacement == NULL ? NULL : Py_BuildValue("(Nn)", replacement, position);
}

/* NULL, raising the exception that the handler was asked about */
static PyObject *give_up(codec_error *error, PyObject *exception) {
    Py_CLEAR(error->object);
    PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    return NULL;
}

/* ---- strict, ignore, replace ---------------------------------------------------------------- */

PyObject *PyCodec_StrictErrors(PyObject *exception) {
    if (PyExceptionInstance_Check(exception)) {
        PyErr_SetObject((PyObject *)Py_TYPE(exception), exception);
    } else {
        PyErr_SetString(PyExc_TypeError, "codec must pass exception instance");
    }
    return NULL;
}

PyObject *PyCodec_IgnoreErrors(PyObject *exception) {
    codec_error error;
    if (read_error(exception, ENCODE | DECODE | TRANSLATE, &error) < 0) {
        return NULL;
    }
    return answer(&error, pyi_str_empty(), error.end);
}

PyObject *PyCodec_ReplaceErrors(PyObject *exception) {
    codec_error error;
    if (read_error(exception, ENCODE | DECODE | TRANSLATE, &error) < 0) {
        return NULL;
    }
    Py_ssize_t n = error.kind == DECODE ? 1 : Py_MAX(error.end - error.start, 0);
    Py_UCS4 mark = error.kind == ENCODE ? '?' : Py_UNICODE_REPLACEMENT_CHARACTER;
    PyObject *text = PyUnicode_New(n, mark);
    if (text != NULL && n > 0) {
        _PyUnicode_FastFill(text, 0, n, mark);
    }
    return answer(&error, text, error.end);
}

/* ---- escapes -------------------------------------------------------------------------------- */

/* Writes what stands for one character. */
typedef int (*escape_writer)(_PyUnicodeWriter *writer, Py_UCS4 character);

static int write_charref(_PyUnicodeWriter *writer, Py_UCS4 c) {
    char text[16];
    int n = PyOS_snprintf(text, sizeof(text), "&#%u;", (unsigned int)c);
    return _PyUnicodeWriter_WriteASCIIString(writer, text, n);
}

static int write_backslash(_PyUnicodeWriter *writer, Py_UCS4 c) {
    char text[16];
    const char *format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
    int n = PyOS_snprintf(text, sizeof(text), format, (unsigned int)c);
    return _PyUnicodeWriter_WriteASCIIString(writer, text, n);
}

static int write_name(_PyUnicodeWriter *writer, Py_UCS4 c) {
    const _PyUnicode_Name_CAPI *names = pyi_unicode_names();
    char name[256];
    if (names == NULL) {
        return -1;
    }
    if (!names->getname(c, name, sizeof(name), 1)) {
        return write_backslash(writer, c);
    }
    if (_PyUnicodeWriter_WriteASCIIString(writer, "\\N{", 3) < 0 ||
        _PyUnicodeWriter_WriteASCIIString(writer, name, -1) < 0) {
        return -1;
    }
    return _PyUnicodeWriter_WriteChar(writer, '}');
}

static PyObject *escape(PyObject *exception, int kinds, escape_writer write) {
    codec_error error;
    if (read_error(exception, kinds, &error) < 0) {
        return NULL;
    }
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = 1;
    for (Py_ssize_t i = error.start; i < error.end; i++) {
        if (write(&writer, character_at(&error, i)) < 0) {
            _PyUnicodeWriter_Dealloc(&writer);
            Py_CLEAR(error.object);
            return NULL;
        }
    }
    return answer(&error, _PyUnicodeWriter_Finish(&writer), error.end);
}

PyObject *PyCodec_XMLCharRefReplaceErrors(PyObject *exception) {
    return escape(exception, ENCODE, write_charref);
}

PyObject *PyCodec_BackslashReplaceErrors(PyObject *exception) {
    return escape(exception, ENCODE | DECODE | TRANSLATE, write_backslash);
}

PyObject *PyCodec_NameReplaceErrors(PyObject *exception) {
    return escape(exception, ENCODE, write_name);
}

/* ---- surrogates ----------------------------------------------------------------------------- */

/* Bytes 0x80 to 0xff become U+DC80 to U+DCFF, and back. */
static PyObject *surrogate_escape(PyObject *exception) {
    codec_error error;
    if (read_error(exception, ENCODE | DECODE, &error) < 0) {
        return NULL;
    }
    if (error.kind == ENCODE) {
        PyObject *bytes = PyBytes_FromStringAndSize(NULL, Py_MAX(error.end - error.start, 0));
        for (Py_ssize_t i = error.start; bytes != NULL && i < error.end; i++) {
            Py_UCS4 c = character_at(&error, i);
            if (c < 0xdc80 || c > 0xdcff) {
                Py_DECREF(bytes);
                return give_up(&error, exception);
            }
            PyBytes_AS_STRING(bytes)[i - error.start] = (char)(c - 0xdc00);
        }
        return answer(&error, bytes, error.end);
    }
    Py_UCS2 escaped[4];
    Py_ssize_t n = 0;
    while (n < 4 && error.start + n < error.end && character_at(&error, error.start + n) >= 0x80) {
        escaped[n] = (Py_UCS2)(0xdc00 + character_at(&error, error.start + n));
        n++;
    }
    if (n == 0) {
        return give_up(&error, exception);
    }
    return answer(&error, pyi_str_from_text(2, escaped, n), error.start + n);
}

/* Which of the encodings that could have surrogates. */
typedef struct {
    int size; /* of a unit: 1 for UTF-8, 2 or 4; 0 for others */
    bool big;
} unit_encoding;

static unit_encoding encoding_of(PyObject *exception, int kind) {
    unit_encoding result = {0, !PY_LITTLE_ENDIAN};
    PyObject *name = kind == ENCODE ? PyUnicodeEncodeError_GetEncoding(exception)
                                    : PyUnicodeDecodeError_GetEncoding(exception);
    const char *utf8 = name == NULL ? NULL : PyUnicode_AsUTF8(name);
    char plain[12];
    if (utf8 != NULL && pyi_normalize_encoding(utf8, plain, sizeof(plain))) {
        const char *rest = strncmp(plain, "utf", 3) == 0 ? plain + 3 : "";
        rest += *rest == '_';
        result.size = strncmp(rest, "16", 2) == 0   ? 2
                      : strncmp(rest, "32", 2) == 0 ? 4
                      : strcmp(rest, "8") == 0      ? 1
                                                    : 0;
        if (result.size > 1 && rest[2] != 0) {
            rest += 2 + (rest[2] == '_');
            if (strcmp(rest, "be") == 0 || strcmp(rest, "le") == 0) {
                result.big = rest[0] == 'b';
            } else {
                result.size = 0;
            }
        }
    } else if (utf8 != NULL && strcmp(utf8, "cp65001") == 0) {
        result.size = 1;
    }
    Py_XDECREF(name);
    return result;
}

static void put_surrogate(unsigned char *to, Py_UCS4 c, unit_encoding encoding) {
    if (encoding.size == 1) {
        to[0] = (unsigned char)(0xe0 | c >> 12);
        to[1] = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        to[2] = (unsigned char)(0x80 | (c & 0x3f));
        return;
    }
    memset(to, 0, (size_t)encoding.size);
    int low = encoding.big ? encoding.size - 1 : 0;
    to[low] = (unsigned char)c;
    to[encoding.big ? low - 1 : 1] = (unsigned char)(c >> 8);
}

/* The surrogate coded at p, or 0. */
static Py_UCS4 read_surrogate(const unsigned char *p, Py_ssize_t left, unit_encoding encoding) {
    Py_UCS4 c = 0;
    if (encoding.size == 1) {
        if (left >= 3 && (p[0] & 0xf0) == 0xe0 && (p[1] & 0xc0) == 0x80 &&
            (p[2] & 0xc0) == 0x80) {
            c = (Py_UCS4)(p[0] & 0x0f) << 12 | (Py_UCS4)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
        }
    } else if (left >= encoding.size) {
        for (int i = 0; i < encoding.size; i++) {
            c = c << 8 | p[encoding.big ? i : encoding.size - 1 - i];
        }
    }
    return Py_UNICODE_IS_SURROGATE(c) ? c : 0;
}

static PyObject *surrogate_pass(PyObject *exception) {
    codec_error error;
    if (read_error(exception, ENCODE | DECODE, &error) < 0) {
        return NULL;
    }
    unit_encoding encoding = encoding_of(exception, error.kind);
    if (PyErr_Occurred()) {
        Py_CLEAR(error.object);
        return NULL;
    }
    if (encoding.size == 0) {
        return give_up(&error, exception);
    }
    Py_ssize_t width = encoding.size == 1 ? 3 : encoding.size;
    if (error.kind == ENCODE) {
        Py_ssize_t n = Py_MAX(error.end - error.start, 0);
        PyObject *bytes = PyBytes_FromStringAndSize(NULL, n * width);
        for (Py_ssize_t i = 0; bytes != NULL && i < n; i++) {
            Py_UCS4 c = character_at(&error, error.start + i);
            if (!Py_UNICODE_IS_SURROGATE(c)) {
                Py_DECREF(bytes);
                return give_up(&error, exception);
            }
            put_surrogate((unsigned char *)PyBytes_AS_STRING(bytes) + i * width, c, encoding);
        }
        return answer(&error, bytes, error.end);
    }
    const char *data = PyBytes_AS_STRING(error.object) + error.start;
    Py_UCS4 c = read_surrogate((const unsigned char *)data,
                               PyBytes_GET_SIZE(error.object) - error.start, encoding);
    if (c == 0) {
        return give_up(&error, exception);
    }
    return answer(&error, pyi_str_char(c), error.start + width);
}

/* ---- the registry ---------------------------------------------------------------------------- */

#define HANDLER(name, function)                                                                    \
    static PyObject *name##_method(PyObject *self, PyObject *exception) {                          \
        (void)self;                                                                                \
        return function(exception);                                                                \
    }
HANDLER(strict, PyCodec_StrictErrors)
HANDLER(ignore, PyCodec_IgnoreErrors)
HANDLER(replace, PyCodec_ReplaceErrors)
HANDLER(xmlcharref, PyCodec_XMLCharRefReplaceErrors)
HANDLER(backslash, PyCodec_BackslashReplaceErrors)
HANDLER(name, PyCodec_NameReplaceErrors)
HANDLER(surrogateescape, surrogate_escape)
HANDLER(surrogatepass, surrogate_pass)

/* The functions that codecs.lookup_error() shows. */
static struct {
    const char *name;
    PyMethodDef method;
} handlers[] = {
    {"strict", {"strict_errors", strict_method, METH_O, NULL}},
    {"ignore", {"ignore_errors", ignore_method, METH_O, NULL}},
    {"replace", {"replace_errors", replace_method, METH_O, NULL}},
    {"xmlcharrefreplace", {"xmlcharrefreplace_errors", xmlcharref_method, METH_O, NULL}},
    {"backslashreplace", {"backslashreplace_errors", backslash_method, METH_O, NULL}},
    {"namereplace", {"namereplace_errors", name_method, METH_O, NULL}},
    {"surrogateescape", {"surrogateescape", surrogateescape_method, METH_O, NULL}},
    {"surrogatepass", {"surrogatepass", surrogatepass_method, METH_O, NULL}},
};

/* The dict of handlers; those above come in when they are asked for. */
static PyObject *error_registry(void) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (ERROR_REGISTRY(interp) == NULL) {
        ERROR_REGISTRY(interp) = PyDict_New();
    }
    return ERROR_REGISTRY(interp);
}

int PyCodec_RegisterError(const char *name, PyObject *handler) {
    if (!PyCallable_Check(handler)) {
        PyErr_SetString(PyExc_TypeError, "handler must be callable");
        return -1;
    }
    PyObject *dict = error_registry();
    return dict == NULL ? -1 : PyDict_SetItemString(dict, name, handler);
}

/* new; NULL stands for strict */
PyObject *PyCodec_LookupError(const char *name) {
    if (name == NULL) {
        name = "strict";
    }
    PyObject *dict = error_registry();
    PyObject *key = dict == NULL ? NULL : PyUnicode_FromString(name);
    if (key == NULL) {
        return NULL;
    }
    PyObject *handler = Py_XNewRef(PyDict_GetItemWithError(dict, key));
    for (size_t i = 0; handler == NULL && !PyErr_Occurred(); i++) {
        if (i == Py_ARRAY_LENGTH(handlers)) {
            PyErr_Format(PyExc_LookupError, "unknown error handler name '%.400s'", name);
        } else if (strcmp(name, handlers[i].name) == 0) {
            handler = PyCFunction_NewEx(&handlers[i].method, NULL, NULL);
            if (handler != NULL && PyDict_SetItem(dict, key, handler) < 0) {
                Py_CLEAR(handler);
            }
        }
    }
    Py_DECREF(key);
    return handler;
}
