/* SPDX-License-Identifier: Apache-2.0 */
/* str, repr. */
#include "pyi_str.h"

static const char hexdigits[] = "0123456789abcdef";
const char *Py_hexdigits = hexdigits;

/* How many characters c takes in a repr quoted with `quote`. */
static inline Py_ssize_t repr_width(Py_UCS4 c, Py_UCS4 quote) {
    if (c == '\\' || c == quote || c == '\t' || c == '\r' || c == '\n') {
        return 2;
    }
    if (c < ' ' || c == 0x7f) {
        return 4;
    }
    if (c < 0x7f || _PyUnicode_IsPrintable(c)) {
        return 1;
    }
    return c < 0x100 ? 4 : c < 0x10000 ? 6 : 10;
}

static Py_ssize_t put_escape(int kind, void *data, Py_ssize_t at, Py_UCS4 c) {
    PyUnicode_WRITE(kind, data, at, '\\');
    if (c == '\t' || c == '\r' || c == '\n') {
        PyUnicode_WRITE(kind, data, at + 1, c == '\t' ? 't' : c == '\r' ? 'r' : 'n');
        return at + 2;
    }
    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    PyUnicode_WRITE(kind, data, at + 1, digits == 2 ? 'x' : digits == 4 ? 'u' : 'U');
    for (int i = 0; i < digits; i++) {
        PyUnicode_WRITE(kind, data, at + 2 + i, hexdigits[c >> (4 * (digits - 1 - i)) & 15]);
    }
    return at + 2 + digits;
}

/* Single quotes, unless there are such inside and no double ones. */
static Py_UCS4 choose_quote(pyi_text text) {
    bool single = false;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (c == '"') {
            return '\'';
        }
        single = single || c == '\'';
    }
    return single ? '"' : '\'';
}

PYI_HIDDEN PyObject *pyi_str_repr(PyObject *self);
PyObject *pyi_str_repr(PyObject *self) {
    if (PyUnicode_READY(self) < 0) {
        return NULL;
    }
    pyi_text text = pyi_text_of(self);
    Py_UCS4 quote = choose_quote(text), maxchar = 0x7f;
    Py_ssize_t width = 2;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        Py_ssize_t n = repr_width(c, quote);
        if (n == 1 && c > maxchar) {
            maxchar = c;
        }
        if (width > PY_SSIZE_T_MAX - n) {
            PyErr_SetString(PyExc_OverflowError, "string is too long to generate repr");
            return NULL;
        }
        width += n;
    }
    PyObject *result = PyUnicode_New(width, maxchar);
    if (result == NULL) {
        return NULL;
    }
    int kind = (int)PyUnicode_KIND(result);
    void *data = PyUnicode_DATA(result);
    Py_ssize_t at = 0;
    PyUnicode_WRITE(kind, data, at++, quote);
    if (width == text.length + 2) {
        pyi_text_copy(kind, (void *)pyi_text_at(kind, data, 1), text.kind, text.data, text.length);
        at += text.length;
    } else {
        for (Py_ssize_t i = 0; i < text.length; i++) {
            Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
            if (c == quote || c == '\\') {
                PyUnicode_WRITE(kind, data, at++, '\\');
                PyUnicode_WRITE(kind, data, at++, c);
            } else if (repr_width(c, quote) == 1) {
                PyUnicode_WRITE(kind, data, at++, c);
            } else {
                at = put_escape(kind, data, at, c);
            }
        }
    }
    PyUnicode_WRITE(kind, data, at, quote);
    return result;
}
