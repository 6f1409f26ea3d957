/* SPDX-License-Identifier: Apache-2.0 */
/* strings: strings of JSON read and written.
 * Contract   RFC 8259, section 7; docs.python.org/3/library/json.html
 */
#include "jsonmodule.h"

/* ---- reading ------------------------------------------------------------------------------------------- */

static int digit_of(Py_UCS4 c) {
    if (c >= '0' && c <= '9') {
        return (int)c - '0';
    }
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (int)c - 'a' + 10 : -1;
}

/* The number of four hexadecimal digits, or -1 */
static int read_hex(const json_text *text, Py_ssize_t at) {
    int value = 0;
    for (Py_ssize_t i = at; i < at + 4; i++) {
        int digit = digit_of(json_at(text, i));
        if (digit < 0) {
            return -1;
        }
        value = value << 4 | digit;
    }
    return value;
}

/* The character of \uXXXX, or of two of them; `at`: the backslash, and then what is behind. False with an error */
static bool read_escaped(const json_text *text, Py_ssize_t *at, Py_UCS4 *c) {
    static const char problem[] = "Invalid \\uXXXX escape";
    Py_ssize_t digits = *at + 2;
    int first = digits + 4 >= text->n ? -1 : read_hex(text, digits);
    if (first < 0) {
        json_fail(problem, text, digits - 1);
        return false;
    }
    *c = (Py_UCS4)first;
    *at = digits + 4;
    if (Py_UNICODE_IS_HIGH_SURROGATE(*c) && *at + 6 < text->n && json_at(text, *at) == '\\' &&
        json_at(text, *at + 1) == 'u') {
        int second = read_hex(text, *at + 2);
        if (second < 0) {
            json_fail(problem, text, *at + 1);
            return false;
        }
        if (Py_UNICODE_IS_LOW_SURROGATE((Py_UCS4)second)) {
            *c = Py_UNICODE_JOIN_SURROGATES(*c, (Py_UCS4)second);
            *at += 6;
        }
    }
    return true;
}

/* The character of a backslash and a letter, 0 when there is none */
static Py_UCS4 unescape(Py_UCS4 c) {
    switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

/* Where the next character is that is not one of the string itself; -1 with an error */
static Py_ssize_t find_special(const json_text *text, Py_ssize_t at, Py_ssize_t begin, bool strict) {
    for (; at < text->n; at++) {
        Py_UCS4 c = PyUnicode_READ(text->kind, text->data, at);
        if (c == '"' || c == '\\') {
            return at;
        }
        if (c <= 0x1f && strict) {
            json_fail("Invalid control character at", text, at);
            return -1;
        }
    }
    json_fail("Unterminated string starting at", text, begin - 1);
    return -1;
}

/* One escape; `at`: the backslash, and then what is behind. False with an error */
static bool read_escape(const json_text *text, Py_ssize_t *at, Py_ssize_t begin, Py_UCS4 *c) {
    if (*at + 1 >= text->n) {
        json_fail("Unterminated string starting at", text, begin - 1);
        return false;
    }
    if (json_at(text, *at + 1) == 'u') {
        return read_escaped(text, at, c);
    }
    *c = unescape(json_at(text, *at + 1));
    if (*c == 0) {
        json_fail("Invalid \\escape", text, *at);
        return false;
    }
    *at += 2;
    return true;
}

PyObject *json_scan_string(const json_text *text, Py_ssize_t begin, bool strict, Py_ssize_t *end) {
    Py_ssize_t at = find_special(text, begin, begin, strict);
    if (at < 0) {
        return NULL;
    }
    if (json_at(text, at) == '"') { /* most strings have no escapes */
        *end = at + 1;
        return PyUnicode_Substring(text->object, begin, at);
    }
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = 1;
    Py_ssize_t start = begin;
    for (;;) {
        Py_UCS4 c;
        if (at > start && _PyUnicodeWriter_WriteSubstring(&writer, text->object, start, at) < 0) {
            break;
        }
        if (json_at(text, at) == '"') {
            *end = at + 1;
            return _PyUnicodeWriter_Finish(&writer);
        }
        if (!read_escape(text, &at, begin, &c) || _PyUnicodeWriter_WriteChar(&writer, c) < 0) {
            break;
        }
        start = at;
        if ((at = find_special(text, start, begin, strict)) < 0) {
            break;
        }
    }
    _PyUnicodeWriter_Dealloc(&writer);
    return NULL;
}

PyObject *json_scanstring(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *op;
    Py_ssize_t begin, end;
    int strict = 1;
    if (!PyArg_ParseTuple(args, "On|p:scanstring", &op, &begin, &strict) || !json_check_text(op)) {
        return NULL;
    }
    json_text text = json_text_of(op);
    if (begin < 0 || begin > text.n) {
        PyErr_SetString(PyExc_ValueError, "end is out of bounds");
        return NULL;
    }
    PyObject *string = json_scan_string(&text, begin, strict, &end);
    return string == NULL ? NULL : Py_BuildValue("Nn", string, end);
}

/* ---- writing ---------------------------------------------------------------------------------------------- */

/* How many characters one takes */
static int width_of(Py_UCS4 c, bool ascii) {
    switch (c) {
    case '"':
    case '\\':
    case '\b':
    case '\f':
    case '\n':
    case '\r':
    case '\t': return 2;
    default:
        if (c < ' ' || (ascii && c > '~')) {
            return c >= 0x10000 ? 12 : 6;
        }
        return 1;
    }
}

static Py_ssize_t write_hex(int kind, void *data, Py_ssize_t at, Py_UCS4 unit) {
    static const char digits[] = "0123456789abcdef";
    PyUnicode_WRITE(kind, data, at++, '\\');
    PyUnicode_WRITE(kind, data, at++, 'u');
    for (int shift = 12; shift >= 0; shift -= 4) {
        PyUnicode_WRITE(kind, data, at++, (Py_UCS1)digits[unit >> shift & 15]);
    }
    return at;
}

static Py_ssize_t write_char(int kind, void *data, Py_ssize_t at, Py_UCS4 c, bool ascii) {
    int width = width_of(c, ascii);
    if (width == 1) {
        PyUnicode_WRITE(kind, data, at++, c);
        return at;
    }
    if (width == 2) {
        Py_UCS4 letter = c == '\b' ? 'b' : c == '\f' ? 'f' : c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : c;
        PyUnicode_WRITE(kind, data, at++, '\\');
        PyUnicode_WRITE(kind, data, at++, letter);
        return at;
    }
    if (width == 12) {
        at = write_hex(kind, data, at, Py_UNICODE_HIGH_SURROGATE(c));
        c = Py_UNICODE_LOW_SURROGATE(c);
    }
    return write_hex(kind, data, at, c);
}

/* new: the string in quotes */
static PyObject *quote(PyObject *string, bool ascii) {
    if (!json_check_text(string)) {
        return NULL;
    }
    json_text text = json_text_of(string);
    Py_ssize_t n = 2;
    for (Py_ssize_t i = 0; i < text.n; i++) {
        int width = width_of(PyUnicode_READ(text.kind, text.data, i), ascii);
        if (n > PY_SSIZE_T_MAX - width) {
            PyErr_SetString(PyExc_OverflowError, "string is too long to escape");
            return NULL;
        }
        n += width;
    }
    PyObject *result = PyUnicode_New(n, ascii ? 127 : PyUnicode_MAX_CHAR_VALUE(string));
    if (result == NULL) {
        return NULL;
    }
    int kind = PyUnicode_KIND(result);
    void *data = PyUnicode_DATA(result);
    Py_ssize_t at = 0;
    PyUnicode_WRITE(kind, data, at++, '"');
    if (n == text.n + 2) {
        PyUnicode_CopyCharacters(result, 1, string, 0, text.n); /* nothing to escape */
        at += text.n;
    } else {
        for (Py_ssize_t i = 0; i < text.n; i++) {
            at = write_char(kind, data, at, PyUnicode_READ(text.kind, text.data, i), ascii);
        }
    }
    PyUnicode_WRITE(kind, data, at, '"');
    return result;
}

PyObject *json_encode_basestring(PyObject *Py_UNUSED(module), PyObject *string) { return quote(string, false); }

PyObject *json_encode_basestring_ascii(PyObject *Py_UNUSED(module), PyObject *string) {
    return quote(string, true);
}

/* Whether it stands between quotes as it is; only strings of one byte per character are looked at. */
static bool is_plain(PyObject *string, bool ascii) {
    if (PyUnicode_KIND(string) != PyUnicode_1BYTE_KIND) {
        return false;
    }
    const Py_UCS1 *chars = PyUnicode_1BYTE_DATA(string);
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(string); i++) {
        if (chars[i] < ' ' || chars[i] == '"' || chars[i] == '\\' || (ascii && chars[i] > '~')) {
            return false;
        }
    }
    return true;
}

int json_write_quoted(_PyUnicodeWriter *writer, PyObject *string, bool ascii) {
    if (is_plain(string, ascii)) {
        return _PyUnicodeWriter_WriteChar(writer, '"') < 0 || _PyUnicodeWriter_WriteStr(writer, string) < 0
                   ? -1
                   : _PyUnicodeWriter_WriteChar(writer, '"');
    }
    PyObject *text = quote(string, ascii);
    int status = text == NULL ? -1 : _PyUnicodeWriter_WriteStr(writer, text);
    Py_XDECREF(text);
    return status;
}
