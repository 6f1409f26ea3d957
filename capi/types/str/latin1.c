/* SPDX-License-Identifier: Apache-2.0 */
/* Latin-1 and ASCII: one byte for each of the first 256 or 128 characters. */
#include "pyi_codec.h"

/* ---- decoding ----------------------------------------------------------------------------- */

/* new */
PyObject *PyUnicode_DecodeLatin1(const char *s, Py_ssize_t size, const char *errors) {
    (void)errors;
    return pyi_str_from_text(PyUnicode_1BYTE_KIND, s, size);
}

/* new */
PyObject *PyUnicode_DecodeASCII(const char *s, Py_ssize_t size, const char *errors) {
    Py_ssize_t prefix = pyi_ascii_prefix(s, size);
    if (prefix == size) {
        return size == 0 ? pyi_str_empty() : _PyUnicode_FromASCII(s, size);
    }
    pyi_codec_run run = PYI_CODEC_RUN("ascii", errors);
    run.escapes = true;
    pyi_decode_input input = {s, s + size, s, NULL};
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.min_length = size;
    writer.overallocate = 1;
    PyObject *result = NULL;
    while (input.p < input.end) {
        prefix = pyi_ascii_prefix(input.p, input.end - input.p);
        if (_PyUnicodeWriter_WriteLatin1String(&writer, input.p, prefix) < 0) {
            goto done;
        }
        input.p += prefix;
        if (input.p < input.end &&
            pyi_codec_decode_error(&run, &input, input.p + 1, "ordinal not in range(128)",
                                   &writer) < 0) {
            goto done;
        }
    }
    result = _PyUnicodeWriter_Finish(&writer);
done:
    _PyUnicodeWriter_Dealloc(&writer);
    Py_XDECREF(input.owner);
    pyi_codec_end(&run);
    return result;
}

/* ---- encoding ----------------------------------------------------------------------------- */

bool pyi_codec_put_replacement(pyi_codec_run *run, PyObject *str, Py_ssize_t start, Py_ssize_t end,
                               const char *reason, PyObject *replacement, Py_UCS4 limit,
                               PyObject **slot, Py_ssize_t *used, Py_ssize_t left) {
    bool bytes = PyBytes_Check(replacement);
    Py_ssize_t n = bytes ? PyBytes_GET_SIZE(replacement) : PyUnicode_GET_LENGTH(replacement);
    if (!bytes) {
        pyi_text text = pyi_text_of(replacement);
        for (Py_ssize_t i = 0; i < n; i++) {
            if (PyUnicode_READ(text.kind, text.data, i) >= limit) {
                pyi_codec_raise_encode(run, str, start, end, reason);
                return false;
            }
        }
    }
    unsigned char *to = pyi_bytes_room(slot, *used, n + left);
    if (to == NULL) {
        return false;
    }
    if (bytes) {
        memcpy(to, PyBytes_AS_STRING(replacement), (size_t)n);
    } else {
        pyi_text text = pyi_text_of(replacement);
        pyi_text_copy(1, to, text.kind, text.data, n);
    }
    *used += n;
    return true;
}

/* Writes characters below limit from `start` on, and gives the index where it stopped. */
static Py_ssize_t put_run(pyi_text text, Py_ssize_t start, Py_UCS4 limit, unsigned char *to) {
    Py_ssize_t i = start;
    for (; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (c >= limit) {
            break;
        }
        *to++ = (unsigned char)c;
    }
    return i;
}

static Py_ssize_t bad_end(pyi_text text, Py_ssize_t i, Py_UCS4 limit) {
    while (i < text.length && PyUnicode_READ(text.kind, text.data, i) >= limit) {
        i++;
    }
    return i;
}

/* The bytes that surrogates from `start` on stand for; gives the index of the first that is none. */
static Py_ssize_t put_escaped(pyi_text text, Py_ssize_t start, Py_ssize_t end, unsigned char *to) {
    Py_ssize_t i = start;
    for (; i < end; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (c < 0xdc80 || c > 0xdcff) {
            break;
        }
        *to++ = (unsigned char)(c - 0xdc00);
    }
    return i;
}

static PyObject *encode_below(PyObject *str, Py_UCS4 limit, const char *errors) {
    const char *reason =
        limit == 256 ? "ordinal not in range(256)" : "ordinal not in range(128)";
    pyi_codec_run run = PYI_CODEC_RUN(limit == 256 ? "latin-1" : "ascii", errors);
    pyi_text text = pyi_text_of(str);
    PyObject *result = PyBytes_FromStringAndSize(NULL, text.length);
    Py_ssize_t used = 0;
    for (Py_ssize_t i = 0; result != NULL;) {
        unsigned char *to = (unsigned char *)PyBytes_AS_STRING(result) + used;
        Py_ssize_t start = put_run(text, i, limit, to), end, next;
        used += start - i;
        if (start == text.length) {
            break;
        }
        end = bad_end(text, start, limit);
        _Py_error_handler kind = pyi_codec_kind(&run);
        if (kind == _Py_ERROR_IGNORE || kind == _Py_ERROR_REPLACE) {
            if (kind == _Py_ERROR_REPLACE) {
                memset(to + (start - i), '?', (size_t)(end - start));
                used += end - start;
            }
            i = end;
            continue;
        }
        if (kind == _Py_ERROR_SURROGATEESCAPE) {
            Py_ssize_t bad = put_escaped(text, start, end, to + (start - i));
            used += bad - start;
            if (bad == end) {
                i = end;
                continue;
            }
            start = bad;
        }
        PyObject *replacement = pyi_codec_encode_error(&run, str, start, end, reason, &next);
        if (replacement == NULL ||
            !pyi_codec_put_replacement(&run, str, start, end, reason, replacement, limit, &result,
                                       &used, text.length - next)) {
            Py_CLEAR(result);
        }
        Py_XDECREF(replacement);
        i = next;
    }
    pyi_codec_end(&run);
    if (result != NULL && used != PyBytes_GET_SIZE(result)) {
        _PyBytes_Resize(&result, used);
    }
    return result;
}

static PyObject *encode_one_byte(PyObject *unicode, Py_UCS4 limit, const char *errors) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return NULL;
    }
    if (PyUnicode_READY(unicode) < 0) {
        return NULL;
    }
    if (PyUnicode_MAX_CHAR_VALUE(unicode) < limit) {
        return PyBytes_FromStringAndSize(PyUnicode_DATA(unicode), PyUnicode_GET_LENGTH(unicode));
    }
    return encode_below(unicode, limit, errors);
}

/* new bytes */
PyObject *_PyUnicode_AsLatin1String(PyObject *unicode, const char *errors) {
    return encode_one_byte(unicode, 256, errors);
}

PyObject *PyUnicode_AsLatin1String(PyObject *unicode) {
    return encode_one_byte(unicode, 256, NULL);
}

PyObject *_PyUnicode_AsASCIIString(PyObject *unicode, const char *errors) {
    return encode_one_byte(unicode, 128, errors);
}

PyObject *PyUnicode_AsASCIIString(PyObject *unicode) {
    return encode_one_byte(unicode, 128, NULL);
}
