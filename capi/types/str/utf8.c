/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8: decoding, encoding, and the UTF-8 form that a str keeps.
 * Decoding measures first: what is well formed, nearly everything, is then written into a str of just the right size.
 * Contract   RFC 3629; one error per maximal subpart of an ill-formed sequence
 */
#include "pyi_codec.h"

/* ---- one character ------------------------------------------------------------------------ */

enum { TRUNCATED = 0, BAD_START = -4 }; /* -1 to -3: that many bytes, then a wrong continuation */

static inline bool continues(unsigned char byte) {
    return (byte & 0xc0) == 0x80;
}

/* The length of the character at p, or one of the above. */
static int read_character(const unsigned char *p, const unsigned char *end, Py_UCS4 *character) {
    unsigned char lead = *p;
    if (lead < 0x80) {
        *character = lead;
        return 1;
    }
    if (lead < 0xc2 || lead > 0xf4) {
        return BAD_START;
    }
    int n = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    /* the second byte rules out overlong forms, surrogates and what is above the last character */
    unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    unsigned char high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (end - p < 2) {
        return TRUNCATED;
    }
    if (p[1] < low || p[1] > high) {
        return -1;
    }
    Py_UCS4 value = (Py_UCS4)(lead & (0xff >> (n + 1))) << 6 | (p[1] & 0x3f);
    for (int i = 2; i < n; i++) {
        if (end - p <= i) {
            return TRUNCATED;
        }
        if (!continues(p[i])) {
            return -i;
        }
        value = value << 6 | (p[i] & 0x3f);
    }
    *character = value;
    return n;
}

/* ---- decoding well-formed input ----------------------------------------------------------- */

/* Counts characters; false when something is not well formed. */
static bool measure(const unsigned char *p, const unsigned char *end, Py_ssize_t *length,
                    Py_UCS4 *maxchar) {
    Py_ssize_t n = 0;
    Py_UCS4 top = 0x7f;
    while (p < end) {
        if (*p < 0x80) {
            Py_ssize_t run = pyi_ascii_prefix(p, end - p);
            n += run;
            p += run;
            continue;
        }
        Py_UCS4 character;
        int size = read_character(p, end, &character);
        if (size <= 0) {
            return false;
        }
        top = Py_MAX(top, character);
        p += size;
        n++;
    }
    *length = n;
    *maxchar = top;
    return true;
}

#define DECODE_INTO(type)                                                                          \
    for (type *to = PyUnicode_DATA(result); p < end;) {                                            \
        unsigned char lead = *p;                                                                   \
        if (lead < 0x80) {                                                                         \
            *to++ = lead;                                                                          \
            p += 1;                                                                                \
        } else if (lead < 0xe0) {                                                                  \
            *to++ = (type)((lead & 0x1f) << 6 | (p[1] & 0x3f));                                    \
            p += 2;                                                                                \
        } else if (lead < 0xf0) {                                                                  \
            *to++ = (type)((lead & 0x0f) << 12 | (p[1] & 0x3f) << 6 | (p[2] & 0x3f));              \
            p += 3;                                                                                \
        } else {                                                                                   \
            *to++ = (type)((lead & 0x07) << 18 | (p[1] & 0x3f) << 12 | (p[2] & 0x3f) << 6 |        \
                           (p[3] & 0x3f));                                                         \
            p += 4;                                                                                \
        }                                                                                          \
    }

static PyObject *decode_measured(const unsigned char *p, const unsigned char *end,
                                 Py_ssize_t length, Py_UCS4 maxchar) {
    PyObject *result = length == 1 && maxchar < 0x100 ? pyi_str_latin1((unsigned char)maxchar)
                                                      : PyUnicode_New(length, maxchar);
    if (result == NULL || (length == 1 && maxchar < 0x100)) {
        return result;
    }
    switch (PyUnicode_KIND(result)) {
    case PyUnicode_1BYTE_KIND:
        DECODE_INTO(Py_UCS1)
        break;
    case PyUnicode_2BYTE_KIND:
        DECODE_INTO(Py_UCS2)
        break;
    default:
        DECODE_INTO(Py_UCS4)
        break;
    }
    return result;
}

/* ---- decoding anything -------------------------------------------------------------------- */

static int write_ascii_run(pyi_decode_input *input, _PyUnicodeWriter *writer) {
    Py_ssize_t run = pyi_ascii_prefix(input->p, input->end - input->p);
    if (_PyUnicodeWriter_WriteLatin1String(writer, input->p, run) < 0) {
        return -1;
    }
    input->p += run;
    return 0;
}

/* Two bytes at the end that begin a surrogate, which the handler surrogatepass takes when it has the third. */
static bool cut_surrogate(const pyi_decode_input *input) {
    const unsigned char *p = (const unsigned char *)input->p;
    return input->end - input->p == 2 && p[0] == 0xed && p[1] >= 0xa0 && p[1] <= 0xbf;
}

/* Asks the handler about the ill-formed bytes at input->p. */
static int handle_bad(pyi_codec_run *run, pyi_decode_input *input, int size,
                      _PyUnicodeWriter *writer) {
    if (size == TRUNCATED) {
        return pyi_codec_decode_error(run, input, input->end, "unexpected end of data", writer);
    }
    if (size == BAD_START) {
        return pyi_codec_decode_error(run, input, input->p + 1, "invalid start byte", writer);
    }
    return pyi_codec_decode_error(run, input, input->p - size, "invalid continuation byte", writer);
}

static PyObject *decode_checked(const char *string, Py_ssize_t size, const char *errors,
                                Py_ssize_t *consumed) {
    pyi_codec_run run = PYI_CODEC_RUN("utf-8", errors);
    run.escapes = true;
    pyi_decode_input input = {string, string + size, string, NULL};
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.min_length = size;
    writer.overallocate = 1;
    PyObject *result = NULL;
    while (input.p < input.end) {
        if ((unsigned char)*input.p < 0x80) {
            if (write_ascii_run(&input, &writer) < 0) {
                goto done;
            }
            continue;
        }
        Py_UCS4 character;
        int n = read_character((const unsigned char *)input.p, (const unsigned char *)input.end,
                               &character);
        if (n > 0) {
            if (_PyUnicodeWriter_WriteChar(&writer, character) < 0) {
                goto done;
            }
            input.p += n;
        } else if (consumed != NULL && (n == TRUNCATED || cut_surrogate(&input))) {
            break;
        } else if (handle_bad(&run, &input, n, &writer) < 0) {
            goto done;
        }
    }
    if (consumed != NULL) {
        *consumed = input.p - input.start;
    }
    result = _PyUnicodeWriter_Finish(&writer);
done:
    _PyUnicodeWriter_Dealloc(&writer);
    Py_XDECREF(input.owner);
    pyi_codec_end(&run);
    return result;
}

/* new; with consumed, an incomplete character at the end is left for the next call */
PyObject *PyUnicode_DecodeUTF8Stateful(const char *string, Py_ssize_t size, const char *errors,
                                       Py_ssize_t *consumed) {
    const unsigned char *start = (const unsigned char *)string;
    Py_ssize_t length;
    Py_UCS4 maxchar;
    PyObject *result;
    if (pyi_ascii_prefix(string, size) == size) {
        result = size == 0 ? pyi_str_empty() : _PyUnicode_FromASCII(string, size);
    } else if (measure(start, start + size, &length, &maxchar)) {
        result = decode_measured(start, start + size, length, maxchar);
    } else {
        return decode_checked(string, size, errors, consumed);
    }
    if (consumed != NULL && result != NULL) {
        *consumed = size;
    }
    return result;
}

PyObject *PyUnicode_DecodeUTF8(const char *string, Py_ssize_t size, const char *errors) {
    return PyUnicode_DecodeUTF8Stateful(string, size, errors, NULL);
}

/* ---- encoding ----------------------------------------------------------------------------- */

static inline unsigned char *put_character(unsigned char *to, Py_UCS4 c) {
    if (c < 0x80) {
        *to++ = (unsigned char)c;
    } else if (c < 0x800) {
        *to++ = (unsigned char)(0xc0 | c >> 6);
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *to++ = (unsigned char)(0xe0 | c >> 12);
        *to++ = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    } else {
        *to++ = (unsigned char)(0xf0 | c >> 18);
        *to++ = (unsigned char)(0x80 | (c >> 12 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c >> 6 & 0x3f));
        *to++ = (unsigned char)(0x80 | (c & 0x3f));
    }
    return to;
}

Py_ssize_t pyi_utf8_size(PyObject *str) {
    pyi_text text = pyi_text_of(str);
    Py_ssize_t size = text.length;
    if (text.kind == PyUnicode_1BYTE_KIND) {
        for (Py_ssize_t i = 0; i < text.length; i++) {
            size += ((const Py_UCS1 *)text.data)[i] >> 7;
        }
    } else if (text.kind == PyUnicode_2BYTE_KIND) {
        for (Py_ssize_t i = 0; i < text.length; i++) {
            Py_UCS2 c = ((const Py_UCS2 *)text.data)[i];
            size += (c >= 0x80) + (c >= 0x800);
        }
    } else {
        for (Py_ssize_t i = 0; i < text.length; i++) {
            Py_UCS4 c = ((const Py_UCS4 *)text.data)[i];
            size += (c >= 0x80) + (c >= 0x800) + (c >= 0x10000);
        }
    }
    return size;
}

/* Writes characters from `start` until a surrogate or the end, and gives the index where it stopped. */
static Py_ssize_t put_run(pyi_text text, Py_ssize_t start, unsigned char **slot) {
    unsigned char *to = *slot;
    Py_ssize_t i = start;
    if (text.kind == PyUnicode_1BYTE_KIND) {
        for (; i < text.length; i++) {
            to = put_character(to, ((const Py_UCS1 *)text.data)[i]);
        }
    } else if (text.kind == PyUnicode_2BYTE_KIND) {
        for (; i < text.length; i++) {
            Py_UCS4 c = ((const Py_UCS2 *)text.data)[i];
            if (pyi_unlikely(Py_UNICODE_IS_SURROGATE(c))) {
                break;
            }
            to = put_character(to, c);
        }
    } else {
        for (; i < text.length; i++) {
            Py_UCS4 c = ((const Py_UCS4 *)text.data)[i];
            if (pyi_unlikely(Py_UNICODE_IS_SURROGATE(c))) {
                break;
            }
            to = put_character(to, c);
        }
    }
    *slot = to;
    return i;
}

static Py_ssize_t surrogates_end(pyi_text text, Py_ssize_t i) {
    while (i < text.length && Py_UNICODE_IS_SURROGATE(PyUnicode_READ(text.kind, text.data, i))) {
        i++;
    }
    return i;
}

/* The replacement of a handler, in the output; -1 for a str that is not ASCII. */
static int put_replacement(pyi_codec_run *run, PyObject *str, Py_ssize_t start, Py_ssize_t end,
                           PyObject *replacement, PyObject **slot, Py_ssize_t *used,
                           Py_ssize_t left) {
    const char *bytes;
    Py_ssize_t n;
    if (PyBytes_Check(replacement)) {
        bytes = PyBytes_AS_STRING(replacement);
        n = PyBytes_GET_SIZE(replacement);
    } else if (PyUnicode_IS_ASCII(replacement)) {
        bytes = PyUnicode_DATA(replacement);
        n = PyUnicode_GET_LENGTH(replacement);
    } else {
        pyi_codec_raise_encode(run, str, start, end, "surrogates not allowed");
        return -1;
    }
    unsigned char *to = pyi_bytes_room(slot, *used, n + left);
    if (to == NULL) {
        return -1;
    }
    memcpy(to, bytes, (size_t)n);
    *used += n;
    return 0;
}

/* The surrogates str[start:end], handled the way that needs no call. 1: done, 0: ask the handler. */
static int put_surrogates(pyi_codec_run *run, pyi_text text, Py_ssize_t start, Py_ssize_t *end,
                          unsigned char *to, Py_ssize_t *used) {
    Py_ssize_t i = start, stop = *end;
    unsigned char *from = to;
    switch (pyi_codec_kind(run)) {
    case _Py_ERROR_REPLACE:
        memset(to, '?', (size_t)(stop - start));
        to += stop - start;
        i = stop;
        break;
    case _Py_ERROR_IGNORE:
        i = stop;
        break;
    case _Py_ERROR_SURROGATEPASS:
        for (; i < stop; i++) {
            to = put_character(to, PyUnicode_READ(text.kind, text.data, i));
        }
        break;
    case _Py_ERROR_SURROGATEESCAPE:
        for (; i < stop; i++) {
            Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
            if (c < 0xdc80 || c > 0xdcff) {
                break;
            }
            *to++ = (unsigned char)(c - 0xdc00);
        }
        break;
    default:
        break;
    }
    *used += to - from;
    *end = i;
    return i == stop;
}

static PyObject *encode_with_surrogates(PyObject *str, const char *errors) {
    pyi_codec_run run = PYI_CODEC_RUN("utf-8", errors);
    pyi_text text = pyi_text_of(str);
    PyObject *result = PyBytes_FromStringAndSize(NULL, pyi_utf8_size(str));
    Py_ssize_t used = 0;
    for (Py_ssize_t i = 0; result != NULL;) {
        unsigned char *base = (unsigned char *)PyBytes_AS_STRING(result), *to = base + used;
        i = put_run(text, i, &to);
        used = to - base;
        if (i == text.length) {
            break;
        }
        Py_ssize_t bad_end = surrogates_end(text, i), done = bad_end;
        if (put_surrogates(&run, text, i, &done, to, &used)) {
            i = done;
            continue;
        }
        Py_ssize_t next;
        PyObject *replacement =
            pyi_codec_encode_error(&run, str, done, bad_end, "surrogates not allowed", &next);
        /* a handler may send us back: room for all that can still come */
        Py_ssize_t left = replacement == NULL ? 0 : (text.length - next) * 4;
        if (replacement == NULL ||
            put_replacement(&run, str, done, bad_end, replacement, &result, &used, left) < 0) {
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

/* new bytes */
PyObject *_PyUnicode_AsUTF8String(PyObject *unicode, const char *errors) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return NULL;
    }
    if (PyUnicode_READY(unicode) < 0) {
        return NULL;
    }
    if (PyUnicode_IS_ASCII(unicode)) {
        return PyBytes_FromStringAndSize(PyUnicode_DATA(unicode), PyUnicode_GET_LENGTH(unicode));
    }
    if (STR_COMPACT(unicode)->utf8 != NULL) {
        return PyBytes_FromStringAndSize(STR_COMPACT(unicode)->utf8,
                                         STR_COMPACT(unicode)->utf8_length);
    }
    return encode_with_surrogates(unicode, errors);
}

PyObject *PyUnicode_AsUTF8String(PyObject *unicode) {
    return _PyUnicode_AsUTF8String(unicode, NULL);
}

/* ---- the form a str keeps ----------------------------------------------------------------- */

static int keep_utf8(PyObject *op) {
    pyi_text text = pyi_text_of(op);
    Py_ssize_t size = pyi_utf8_size(op);
    char *utf8 = PyObject_Malloc((size_t)size + 1);
    if (utf8 == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    unsigned char *to = (unsigned char *)utf8;
    Py_ssize_t stop = put_run(text, 0, &to);
    if (stop < text.length) {
        pyi_codec_run run = PYI_CODEC_RUN("utf-8", NULL);
        PyObject_Free(utf8);
        pyi_codec_raise_encode(&run, op, stop, surrogates_end(text, stop),
                               "surrogates not allowed");
        pyi_codec_end(&run);
        return -1;
    }
    *to = 0;
    STR_COMPACT(op)->utf8_length = size;
    STR_COMPACT(op)->utf8 = utf8;
    return 0;
}

/* borrowed from the str, ended by a 0 */
const char *PyUnicode_AsUTF8AndSize(PyObject *unicode, Py_ssize_t *size) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        if (size != NULL && PYI_313) {
            *size = -1;
        }
        return NULL;
    }
    if (PyUnicode_READY(unicode) < 0) {
        return NULL;
    }
    if (PyUnicode_IS_COMPACT_ASCII(unicode)) {
        if (size != NULL) {
            *size = PyUnicode_GET_LENGTH(unicode);
        }
        return PyUnicode_DATA(unicode);
    }
    if (STR_COMPACT(unicode)->utf8 == NULL && keep_utf8(unicode) < 0) {
        if (size != NULL && PYI_313) {
            *size = -1;
        }
        return NULL;
    }
    if (size != NULL) {
        *size = STR_COMPACT(unicode)->utf8_length;
    }
    return STR_COMPACT(unicode)->utf8;
}

const char *PyUnicode_AsUTF8(PyObject *unicode) {
    return PyUnicode_AsUTF8AndSize(unicode, NULL);
}

#if PYI_313
const char *_PyUnicode_AsUTF8NoNUL(PyObject *unicode) {
    Py_ssize_t size;
    const char *utf8 = PyUnicode_AsUTF8AndSize(unicode, &size);
    if (utf8 != NULL && strlen(utf8) != (size_t)size) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return NULL;
    }
    return utf8;
}
#endif
