/* SPDX-License-Identifier: Apache-2.0 */
/* unicode-escape and raw-unicode-escape: characters as in string literals, \xNN, \uNNNN, \UNNNNNNNN and \N{name}. */
#include "pyi_codec.h"

#include <limits.h>

/* ---- encoding ------------------------------------------------------------------------------ */

static char *put_hex(char *to, char letter, Py_UCS4 c, int digits) {
    *to++ = '\\';
    *to++ = letter;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
        *to++ = Py_hexdigits[c >> shift & 15];
    }
    return to;
}

static char *put_raw(char *to, Py_UCS4 c) {
    if (c < 0x100) {
        *to++ = (char)c;
        return to;
    }
    return c < 0x10000 ? put_hex(to, 'u', c, 4) : put_hex(to, 'U', c, 8);
}

static char *put_escaped(char *to, Py_UCS4 c) {
    if (c >= ' ' && c < 0x7f && c != '\\') {
        *to++ = (char)c;
        return to;
    }
    if (c == '\\' || c == '\t' || c == '\n' || c == '\r') {
        *to++ = '\\';
        *to++ = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\';
        return to;
    }
    return c < 0x100 ? put_hex(to, 'x', c, 2) : put_raw(to, c);
}

static PyObject *encode(PyObject *unicode, Py_ssize_t most, char *(*put)(char *, Py_UCS4)) {
    if (!PyUnicode_Check(unicode)) {
        PyErr_BadArgument();
        return NULL;
    }
    if (PyUnicode_READY(unicode) < 0) {
        return NULL;
    }
    pyi_text text = pyi_text_of(unicode);
    if (text.length > PY_SSIZE_T_MAX / most) {
        return PyErr_NoMemory();
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, text.length * most);
    if (result == NULL || text.length == 0) {
        return result;
    }
    char *start = PyBytes_AS_STRING(result), *to = start;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        to = put(to, PyUnicode_READ(text.kind, text.data, i));
    }
    if (to - start != text.length * most) {
        _PyBytes_Resize(&result, to - start);
    }
    return result;
}

/* new bytes */
PyObject *PyUnicode_AsUnicodeEscapeString(PyObject *unicode) {
    Py_ssize_t kind = PyUnicode_Check(unicode) ? (Py_ssize_t)PyUnicode_KIND(unicode) : 1;
    return encode(unicode, kind == 1 ? 4 : kind == 2 ? 6 : 10, put_escaped);
}

PyObject *PyUnicode_AsRawUnicodeEscapeString(PyObject *unicode) {
    Py_ssize_t kind = PyUnicode_Check(unicode) ? (Py_ssize_t)PyUnicode_KIND(unicode) : 1;
    return encode(unicode, kind == 1 ? 1 : kind == 2 ? 6 : 10, put_raw);
}

/* ---- decoding ------------------------------------------------------------------------------ */

/* What follows a backslash. */
typedef struct {
    Py_UCS4 character;
    const char *end;    /* of it, or of what is wrong */
    const char *reason; /* NULL: well formed */
    bool nothing;       /* a backslash at the end of a line, or of raw escapes: no character at all */
    bool invalid;       /* an escape that Python does not know, kept as it is */
    bool cut;           /* the input ended within it */
} escape_reading;

static int hex_value(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static escape_reading read_hex(const char *p, const char *end, int digits, const char *reason) {
    escape_reading r = {.end = p};
    for (int i = 0; i < digits; i++, r.end++) {
        int value = r.end < end ? hex_value(*r.end) : -1;
        if (value < 0) {
            r.reason = reason;
            r.cut = r.end == end;
            return r;
        }
        r.character = r.character << 4 | (Py_UCS4)value;
    }
    if (r.character > STR_MAX) {
        r.reason = "illegal Unicode character";
    }
    return r;
}

static escape_reading read_octal(const char *p, const char *end) {
    escape_reading r = {.end = p};
    while (r.end < end && r.end - p < 3 && *r.end >= '0' && *r.end <= '7') {
        r.character = r.character << 3 | (Py_UCS4)(*r.end++ - '0');
    }
    r.invalid = r.character > 0xff;
    return r;
}

/* {name}; an import error is left set */
static escape_reading read_name(const char *p, const char *end) {
    escape_reading r = {.end = p, .reason = "malformed \\N character escape"};
    if (p == end || *p != '{') {
        r.cut = p == end;
        return r;
    }
    const char *close = memchr(p, '}', (size_t)(end - p));
    if (close == NULL) {
        r.end = end;
        r.cut = true;
        return r;
    }
    if (close == p + 1) {
        r.end = close;
        return r;
    }
    r.end = close + 1;
    r.reason = "unknown Unicode character name";
    const _PyUnicode_Name_CAPI *names = pyi_unicode_names();
    if (names == NULL) {
        PyErr_SetString(PyExc_UnicodeError,
                        "\\N escapes not supported (can't load unicodedata module)");
        return r;
    }
    if (close - p - 1 <= INT_MAX && names->getcode(p + 1, (int)(close - p - 1), &r.character, 0)) {
        r.reason = NULL;
    }
    return r;
}

/* p is behind the backslash */
static escape_reading read_escape(const char *p, const char *end) {
    escape_reading r = {.end = p + 1};
    if (p == end) {
        return (escape_reading){.end = p, .reason = "\\ at end of string", .cut = true};
    }
    switch (*p) {
    case '\n':
        r.nothing = true;
        return r;
    case '\\':
    case '\'':
    case '"':
        r.character = (unsigned char)*p;
        return r;
    case 'a':
        r.character = 7;
        return r;
    case 'b':
        r.character = 8;
        return r;
    case 't':
        r.character = 9;
        return r;
    case 'n':
        r.character = 10;
        return r;
    case 'v':
        r.character = 11;
        return r;
    case 'f':
        r.character = 12;
        return r;
    case 'r':
        r.character = 13;
        return r;
    case 'x':
        return read_hex(p + 1, end, 2, "truncated \\xXX escape");
    case 'u':
        return read_hex(p + 1, end, 4, "truncated \\uXXXX escape");
    case 'U':
        return read_hex(p + 1, end, 8, "truncated \\UXXXXXXXX escape");
    case 'N':
        return read_name(p + 1, end);
    default:
        if (*p >= '0' && *p <= '7') {
            return read_octal(p, end);
        }
        r.character = (unsigned char)*p;
        r.invalid = true;
        return r;
    }
}

/* In raw escapes only \u and \U mean something. */
static escape_reading read_raw(const char *p, const char *end) {
    if (p < end && *p == 'u') {
        return read_hex(p + 1, end, 4, "truncated \\uXXXX escape");
    }
    if (p < end && *p == 'U') {
        escape_reading r = read_hex(p + 1, end, 8, "truncated \\UXXXXXXXX escape");
        if (r.reason == NULL || r.character <= STR_MAX) {
            return r;
        }
        r.reason = "\\Uxxxxxxxx out of range";
        return r;
    }
    if (p == end) {
        return (escape_reading){.end = p, .nothing = true, .invalid = true, .cut = true};
    }
    /* what follows stands for itself, also another backslash */
    return (escape_reading){.end = p + 1, .character = (unsigned char)*p, .invalid = true};
}

/* Writes the character of an escape, or the escape itself where it means nothing. */
static int write_escape(_PyUnicodeWriter *writer, const escape_reading *r) {
    bool octal = r->character > 0xff; /* too big, but it means that character */
    if (r->invalid && !octal && _PyUnicodeWriter_WriteChar(writer, '\\') < 0) {
        return -1;
    }
    return r->nothing ? 0 : _PyUnicodeWriter_WriteChar(writer, r->character);
}

static int write_plain(_PyUnicodeWriter *writer, pyi_decode_input *input) {
    const char *stop = memchr(input->p, '\\', (size_t)(input->end - input->p));
    stop = stop == NULL ? input->end : stop;
    if (_PyUnicodeWriter_WriteLatin1String(writer, input->p, stop - input->p) < 0) {
        return -1;
    }
    input->p = stop;
    return 0;
}

/* With `invalid`, the first escape that Python does not know is noted there. */
static PyObject *decode(const char *s, Py_ssize_t size, const char *errors, Py_ssize_t *consumed,
                        const char **invalid, bool raw) {
    pyi_codec_run run = PYI_CODEC_RUN(raw ? "rawunicodeescape" : "unicodeescape", errors);
    pyi_decode_input input = {s, s + size, s, NULL};
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.min_length = size;
    writer.overallocate = 1;
    PyObject *result = NULL;
    while (input.p < input.end) {
        if (*input.p != '\\') {
            if (write_plain(&writer, &input) < 0) {
                goto done;
            }
            continue;
        }
        escape_reading r =
            raw ? read_raw(input.p + 1, input.end) : read_escape(input.p + 1, input.end);
        if (PyErr_Occurred()) {
            goto done;
        }
        if (r.cut && consumed != NULL) {
            break;
        }
        if (r.reason != NULL) {
            if (pyi_codec_decode_error(&run, &input, r.end, r.reason, &writer) < 0) {
                goto done;
            }
            continue;
        }
        if (r.invalid && invalid != NULL && *invalid == NULL && input.owner == NULL) {
            *invalid = input.p + 1;
        }
        if (write_escape(&writer, &r) < 0) {
            goto done;
        }
        input.p = r.end;
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

/* ---- public functions ---------------------------------------------------------------------- */

/* new; *first_invalid is the first unknown escape, behind its backslash, or NULL */
PyObject *_PyUnicode_DecodeUnicodeEscapeInternal(const char *s, Py_ssize_t size,
                                                 const char *errors, Py_ssize_t *consumed,
                                                 const char **first_invalid) {
    *first_invalid = NULL;
    return decode(s, size, errors, consumed, first_invalid, false);
}

static int warn_invalid(const char *escape) {
    unsigned char c = (unsigned char)*escape;
    if (c >= '4' && c <= '7') {
        return PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                                "invalid octal escape sequence '\\%.3s'", escape);
    }
    return PyErr_WarnFormat(PyExc_DeprecationWarning, 1, "invalid escape sequence '\\%c'", c);
}

/* new; with consumed, an escape that is cut at the end is left */
PyObject *_PyUnicode_DecodeUnicodeEscapeStateful(const char *s, Py_ssize_t size,
                                                 const char *errors, Py_ssize_t *consumed) {
    const char *invalid = NULL;
    PyObject *result = decode(s, size, errors, consumed, &invalid, false);
    if (result != NULL && invalid != NULL && warn_invalid(invalid) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

PyObject *PyUnicode_DecodeUnicodeEscape(const char *s, Py_ssize_t size, const char *errors) {
    return _PyUnicode_DecodeUnicodeEscapeStateful(s, size, errors, NULL);
}

PyObject *_PyUnicode_DecodeRawUnicodeEscapeStateful(const char *s, Py_ssize_t size,
                                                    const char *errors, Py_ssize_t *consumed) {
    return decode(s, size, errors, consumed, NULL, true);
}

PyObject *PyUnicode_DecodeRawUnicodeEscape(const char *s, Py_ssize_t size, const char *errors) {
    return decode(s, size, errors, NULL, NULL, true);
}
