/* SPDX-License-Identifier: Apache-2.0 */
/* Quoted-printable, and the variant of it for headers of mails.
 * Source     RFC 2045, section 6.7; RFC 2047, section 4.2
 */
#include "binascii.h"

enum { MAX_LINE = 76 };

/* ---- to bytes -------------------------------------------------------------------------------- */

/* Behind the line that ends at or after `text`. */
static const uint8_t *skip_line(const uint8_t *text, const uint8_t *end) {
    const uint8_t *newline = memchr(text, '\n', (size_t)(end - text));
    return newline == NULL ? end : newline + 1;
}

static size_t decode(const uint8_t *text, size_t length, char *to, bool header) {
    const uint8_t *end = text + length;
    char *start = to;
    while (text < end) {
        uint8_t c = *text++;
        if (c != '=') {
            *to++ = header && c == '_' ? ' ' : (char)c;
        } else if (text == end) {
            break;
        } else if (*text == '\n' || *text == '\r') { /* a line that goes on */
            text = skip_line(text, end);
        } else if (*text == '=') {
            *to++ = '=';
            text++;
        } else if (end - text >= 2 && binascii_digit(text[0]) >= 0 && binascii_digit(text[1]) >= 0) {
            *to++ = (char)(binascii_digit(text[0]) << 4 | binascii_digit(text[1]));
            text += 2;
        } else {
            *to++ = '=';
        }
    }
    return (size_t)(to - start);
}

PyObject *binascii_a2b_qp(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                          PyObject *kwnames) {
    static const char *const keywords[] = {"data", "header", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "a2b_qp"};
    PyObject *found[2] = {NULL, NULL};
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 1, 2, 0, found);
    Py_buffer view;
    if (given == NULL || binascii_get_text(given[0], &view) < 0) {
        return NULL;
    }
    int header = 0;
    PyObject *result = NULL;
    if (binascii_get_flag(given != args || nargs > 1 ? given[1] : NULL, &header) == 0 &&
        (result = PyBytes_FromStringAndSize(NULL, view.len)) != NULL) {
        size_t size = decode(view.buf, (size_t)view.len, PyBytes_AS_STRING(result), header);
        _PyBytes_Resize(&result, (Py_ssize_t)size);
    }
    PyBuffer_Release(&view);
    return result;
}

/* ---- to text --------------------------------------------------------------------------------- */

typedef struct {
    const uint8_t *data, *end;
    char *to;
    int in_line;
    int quote_tabs, is_text, header;
    bool crlf; /* lines end as the first one of the data does */
} encoder;

static bool needs_quotes(const encoder *e, const uint8_t *at) {
    uint8_t c = *at;
    bool last = at + 1 == e->end;
    switch (c) {
    case '=': return true;
    case '_': return e->header;
    case '\n':
    case '\r': return !e->is_text;
    case '\t':
    case ' ': return e->quote_tabs || last;
    case '.': /* alone in a line it would end a mail */
        return e->in_line == 0 && (last || at[1] == '\n' || at[1] == '\r' || at[1] == 0);
    default: return c < ' ' || c > '~';
    }
}

static void put_quoted(encoder *e, uint8_t c) {
    static const char digits[] = "0123456789ABCDEF";
    *e->to++ = '=';
    *e->to++ = digits[c >> 4];
    *e->to++ = digits[c & 15];
}

static void put_newline(encoder *e) {
    if (e->crlf) {
        *e->to++ = '\r';
    }
    *e->to++ = '\n';
    e->in_line = 0;
}

static void break_line(encoder *e) {
    *e->to++ = '=';
    put_newline(e);
}

/* The bytes of the data that are written. */
static size_t encode_next(encoder *e, const uint8_t *at, const char *start) {
    uint8_t c = *at;
    if (needs_quotes(e, at)) {
        if (e->in_line + 3 >= MAX_LINE) {
            break_line(e);
        }
        put_quoted(e, c);
        e->in_line += 3;
        return 1;
    }
    bool more = at + 1 < e->end;
    if (e->is_text && (c == '\n' || (c == '\r' && more && at[1] == '\n'))) {
        if (e->to > start && (e->to[-1] == ' ' || e->to[-1] == '\t')) { /* lost on the way */
            e->to--;
            put_quoted(e, (uint8_t)*e->to);
        }
        put_newline(e);
        return c == '\r' ? 2 : 1;
    }
    if (more && at[1] != '\n' && e->in_line + 1 >= MAX_LINE) {
        break_line(e);
    }
    e->in_line++;
    *e->to++ = e->header && c == ' ' ? '_' : (char)c;
    return 1;
}

/* new */
static PyObject *encode(encoder *e) {
    size_t length = (size_t)(e->end - e->data);
    /* Three for each byte, and for each full line three more. */
    char *start = length < PY_SSIZE_T_MAX / 4 - 8 ? PyMem_Malloc(4 * length + 8) : NULL;
    if (start == NULL) {
        return PyErr_NoMemory();
    }
    const uint8_t *newline = length == 0 ? NULL : memchr(e->data, '\n', length);
    e->crlf = newline != NULL && newline > e->data && newline[-1] == '\r';
    e->to = start;
    for (const uint8_t *at = e->data; at < e->end;) {
        at += encode_next(e, at, start);
    }
    PyObject *result = PyBytes_FromStringAndSize(start, e->to - start);
    PyMem_Free(start);
    return result;
}

PyObject *binascii_b2a_qp(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                          PyObject *kwnames) {
    static const char *const keywords[] = {"data", "quotetabs", "istext", "header", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "b2a_qp"};
    PyObject *found[4] = {NULL};
    PyObject *const *given =
        _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 1, 4, 0, found);
    Py_buffer view;
    if (given == NULL || PyObject_GetBuffer(given[0], &view, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    Py_ssize_t count = given == args ? nargs : 4;
    encoder e = {.data = view.buf, .end = (const uint8_t *)view.buf + view.len, .is_text = 1};
    PyObject *result = NULL;
    if (binascii_get_flag(count > 1 ? given[1] : NULL, &e.quote_tabs) == 0 &&
        binascii_get_flag(count > 2 ? given[2] : NULL, &e.is_text) == 0 &&
        binascii_get_flag(count > 3 ? given[3] : NULL, &e.header) == 0) {
        result = encode(&e);
    }
    PyBuffer_Release(&view);
    return result;
}
