/* SPDX-License-Identifier: Apache-2.0 */
/* str and bytes by the name of an encoding. The common encodings are called directly, the others through the
 * registry.
 */
#include "methods.h"

#include "pyi_codec.h"

#if PYI_313
#include "internal/pycore_codecs.h"
#endif

/* ---- names -------------------------------------------------------------------------------- */

enum { UTF_8, UTF_16, UTF_32, ASCII, LATIN_1, OTHER };

/* Letters small, and one '_' for what else is between letters, digits and dots. 0 when it does not fit. */
int pyi_normalize_encoding(const char *encoding, char *to, size_t room) {
    char *end = to + room - 1;
    bool gap = false;
    for (const char *p = encoding; *p; p++) {
        if (!Py_ISALNUM(*p) && *p != '.') {
            gap = true;
            continue;
        }
        if (gap && p != encoding) {
            if (to == end) {
                return 0;
            }
            *to++ = '_';
        }
        gap = false;
        if (to == end) {
            return 0;
        }
        *to++ = (char)Py_TOLOWER(*p);
    }
    *to = 0;
    return 1;
}

static int find_encoding(const char *encoding) {
    static const struct {
        const char *name;
        int encoding;
    } names[] = {
        {"utf_8", UTF_8},       {"utf8", UTF_8},       {"utf_16", UTF_16},
        {"utf16", UTF_16},      {"utf_32", UTF_32},    {"utf32", UTF_32},
        {"ascii", ASCII},       {"us_ascii", ASCII},   {"latin_1", LATIN_1},
        {"latin1", LATIN_1},    {"iso_8859_1", LATIN_1}, {"iso8859_1", LATIN_1},
    };
    char name[12];
    if (encoding == NULL) {
        return UTF_8;
    }
    if (!pyi_normalize_encoding(encoding, name, sizeof(name))) {
        return OTHER;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(names); i++) {
        if (strcmp(name, names[i].name) == 0) {
            return names[i].encoding;
        }
    }
    return OTHER;
}

const char *PyUnicode_GetDefaultEncoding(void) {
    return "utf-8";
}

/* In development mode names are looked up even when there is nothing to encode or decode. */
int pyi_codec_check_names(const char *encoding, const char *errors) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (pyi_likely(!_PyInterpreterState_GetConfig(interp)->dev_mode) ||
        interp->unicode.fs_codec.encoding == NULL) {
        return 0;
    }
    if (encoding != NULL && find_encoding(encoding) == OTHER) {
        PyObject *codec = _PyCodec_Lookup(encoding);
        if (codec == NULL) {
            return -1;
        }
        Py_DECREF(codec);
    }
    if (errors != NULL) {
        PyObject *handler = PyCodec_LookupError(errors);
        if (handler == NULL) {
            return -1;
        }
        Py_DECREF(handler);
    }
    return 0;
}

/* ---- decoding ----------------------------------------------------------------------------- */

static PyObject *decode_by_registry(const char *s, Py_ssize_t size, const char *encoding,
                                    const char *errors) {
    Py_buffer info;
    if (PyBuffer_FillInfo(&info, NULL, (void *)s, size, 1, PyBUF_FULL_RO) < 0) {
        return NULL;
    }
    PyObject *buffer = PyMemoryView_FromBuffer(&info);
    if (buffer == NULL) {
        return NULL;
    }
    PyObject *result = _PyCodec_DecodeText(buffer, encoding, errors);
    Py_DECREF(buffer);
    if (result != NULL && !PyUnicode_Check(result)) {
        PyErr_Format(PyExc_TypeError,
                     "'%.400s' decoder returned '%.400s' instead of 'str'; use codecs.decode() to "
                     "decode to arbitrary types",
                     encoding, Py_TYPE(result)->tp_name);
        Py_CLEAR(result);
    }
    return result;
}

/* new; encoding NULL is UTF-8 */
PyObject *PyUnicode_Decode(const char *s, Py_ssize_t size, const char *encoding,
                           const char *errors) {
    if (pyi_codec_check_names(encoding, errors) < 0) {
        return NULL;
    }
    switch (find_encoding(encoding)) {
    case UTF_8:
        return PyUnicode_DecodeUTF8(s, size, errors);
    case UTF_16:
        return PyUnicode_DecodeUTF16(s, size, errors, NULL);
    case UTF_32:
        return PyUnicode_DecodeUTF32(s, size, errors, NULL);
    case ASCII:
        return PyUnicode_DecodeASCII(s, size, errors);
    case LATIN_1:
        return PyUnicode_DecodeLatin1(s, size, errors);
    default:
        return decode_by_registry(s, size, encoding, errors);
    }
}

/* new; any object with a buffer */
PyObject *PyUnicode_FromEncodedObject(PyObject *obj, const char *encoding, const char *errors) {
    if (obj == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (PyBytes_Check(obj)) {
        if (PyBytes_GET_SIZE(obj) == 0) {
            return pyi_codec_check_names(encoding, errors) < 0 ? NULL : pyi_str_empty();
        }
        return PyUnicode_Decode(PyBytes_AS_STRING(obj), PyBytes_GET_SIZE(obj), encoding, errors);
    }
    if (PyUnicode_Check(obj)) {
        PyErr_SetString(PyExc_TypeError, "decoding str is not supported");
        return NULL;
    }
    Py_buffer buffer;
    if (PyObject_GetBuffer(obj, &buffer, PyBUF_SIMPLE) < 0) {
        PyErr_Format(PyExc_TypeError, "decoding to str: need a bytes-like object, %.80s found",
                     Py_TYPE(obj)->tp_name);
        return NULL;
    }
    PyObject *result = PyUnicode_Decode(buffer.buf, buffer.len, encoding, errors);
    PyBuffer_Release(&buffer);
    return result;
}

/* ---- encoding ----------------------------------------------------------------------------- */

/* new bytes; steals result */
static PyObject *as_bytes(PyObject *result, const char *encoding) {
    if (result == NULL || PyBytes_Check(result)) {
        return result;
    }
    PyObject *bytes = NULL;
    if (!PyByteArray_Check(result)) {
        PyErr_Format(PyExc_TypeError,
                     "'%.400s' encoder returned '%.400s' instead of 'bytes'; use codecs.encode() "
                     "to encode to arbitrary types",
                     encoding, Py_TYPE(result)->tp_name);
    } else if (PyErr_WarnFormat(PyExc_RuntimeWarning, 1,
                                "encoder %s returned bytearray instead of bytes; use "
                                "codecs.encode() to encode to arbitrary types",
                                encoding) == 0) {
        bytes = PyBytes_FromStringAndSize(PyByteArray_AS_STRING(result), Py_SIZE(result));
    }
    Py_DECREF(result);
    return bytes;
}

/* new bytes; encoding NULL is UTF-8 */
PyObject *PyUnicode_AsEncodedString(PyObject *unicode, const char *encoding, const char *errors) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return NULL;
    }
    if (pyi_codec_check_names(encoding, errors) < 0) {
        return NULL;
    }
    switch (find_encoding(encoding)) {
    case UTF_8:
        return _PyUnicode_AsUTF8String(unicode, errors);
    case UTF_16:
        return _PyUnicode_EncodeUTF16(unicode, errors, 0);
    case UTF_32:
        return _PyUnicode_EncodeUTF32(unicode, errors, 0);
    case ASCII:
        return _PyUnicode_AsASCIIString(unicode, errors);
    case LATIN_1:
        return _PyUnicode_AsLatin1String(unicode, errors);
    default:
        return as_bytes(_PyCodec_EncodeText(unicode, encoding, errors), encoding);
    }
}

/* ---- arguments shared by encode() and decode() --------------------------------------------- */

/* The names among the arguments: encoding and errors, NULL where not given. */
static int read_names(const char *name, PyObject *const *args, const char **encoding,
                      const char **errors) {
    const char **to[] = {encoding, errors};
    for (int i = 0; i < 2; i++) {
        *to[i] = NULL;
        if (args[i] == NULL) {
            continue;
        }
        if (!PyUnicode_Check(args[i])) {
            _PyArg_BadArgument(name, i == 0 ? "argument 'encoding'" : "argument 'errors'", "str",
                               args[i]);
            return -1;
        }
        Py_ssize_t length;
        *to[i] = PyUnicode_AsUTF8AndSize(args[i], &length);
        if (*to[i] == NULL) {
            return -1;
        }
        if (strlen(*to[i]) != (size_t)length) {
            PyErr_SetString(PyExc_ValueError, "embedded null character");
            return -1;
        }
    }
    return 0;
}

/* (encoding='utf-8', errors='strict') */
int pyi_codec_arguments(const char *name, PyObject *const *args, Py_ssize_t n, PyObject *names,
                        _PyArg_Parser *parser, const char **encoding, const char **errors) {
    PyObject *room[2];
    return pyi_unpack(args, n, names, parser, 0, 2, room)
               ? read_names(name, room, encoding, errors)
               : -1;
}

int pyi_source_arguments(const char *name, PyObject *args, PyObject *keywords,
                         _PyArg_Parser *parser, PyObject **source, const char **encoding,
                         const char **errors) {
    PyObject *room[3] = {NULL, NULL, NULL};
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    PyObject *const *items = _PyTuple_ITEMS(args);
    PyObject *const *found =
        _PyArg_UnpackKeywords(items, n, keywords, NULL, parser, 0, 3, 0, room);
    if (found == NULL) {
        return -1;
    }
    for (int i = 0; found != room && i < 3; i++) {
        room[i] = i < n ? found[i] : NULL;
    }
    *source = room[0];
    return read_names(name, room + 1, encoding, errors);
}

PyObject *pyi_str_encode(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    static const char *const keywords[] = {"encoding", "errors", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "encode"};
    const char *encoding = NULL, *errors = NULL;
    if ((n > 0 || names != NULL) &&
        pyi_codec_arguments("encode", args, n, names, &parser, &encoding, &errors) < 0) {
        return NULL;
    }
    return PyUnicode_AsEncodedString(self, encoding, errors);
}

/* ---- deprecated functions ------------------------------------------------------------------ */

static PyObject *require_or_bad_argument(PyObject *unicode) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return NULL;
    }
    return unicode;
}

static int warn_deprecated(const char *name, const char *instead) {
    return PyErr_WarnFormat(PyExc_DeprecationWarning, 1, "%s is deprecated; use %s instead", name,
                            instead);
}

/* new; of any type */
PyObject *PyUnicode_AsDecodedObject(PyObject *unicode, const char *encoding, const char *errors) {
    if (require_or_bad_argument(unicode) == NULL ||
        warn_deprecated("PyUnicode_AsDecodedObject()",
                        "PyCodec_Decode() to decode from str") < 0) {
        return NULL;
    }
    return PyCodec_Decode(unicode, encoding == NULL ? "utf-8" : encoding, errors);
}

static PyObject *require_text(PyObject *result, const char *kind, const char *encoding) {
    if (result != NULL && !PyUnicode_Check(result)) {
        PyErr_Format(PyExc_TypeError,
                     "'%.400s' %s returned '%.400s' instead of 'str'; use codecs.%sode() to "
                     "%sode to arbitrary types",
                     encoding, kind, Py_TYPE(result)->tp_name, kind[0] == 'd' ? "dec" : "enc",
                     kind[0] == 'd' ? "dec" : "enc");
        Py_CLEAR(result);
    }
    return result;
}

PyObject *PyUnicode_AsDecodedUnicode(PyObject *unicode, const char *encoding,
                                     const char *errors) {
    if (require_or_bad_argument(unicode) == NULL ||
        warn_deprecated("PyUnicode_AsDecodedUnicode()",
                        "PyCodec_Decode() to decode from str to str") < 0) {
        return NULL;
    }
    encoding = encoding == NULL ? "utf-8" : encoding;
    return require_text(PyCodec_Decode(unicode, encoding, errors), "decoder", encoding);
}

PyObject *PyUnicode_AsEncodedObject(PyObject *unicode, const char *encoding, const char *errors) {
    if (require_or_bad_argument(unicode) == NULL ||
        warn_deprecated("PyUnicode_AsEncodedObject()",
                        "PyUnicode_AsEncodedString() to encode from str to bytes or "
                        "PyCodec_Encode() for generic encoding") < 0) {
        return NULL;
    }
    return PyCodec_Encode(unicode, encoding == NULL ? "utf-8" : encoding, errors);
}

PyObject *PyUnicode_AsEncodedUnicode(PyObject *unicode, const char *encoding,
                                     const char *errors) {
    if (require_or_bad_argument(unicode) == NULL ||
        warn_deprecated("PyUnicode_AsEncodedUnicode()",
                        "PyCodec_Encode() to encode from str to str") < 0) {
        return NULL;
    }
    encoding = encoding == NULL ? "utf-8" : encoding;
    return require_text(PyCodec_Encode(unicode, encoding, errors), "encoder", encoding);
}
