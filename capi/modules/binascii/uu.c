/* SPDX-License-Identifier: Apache-2.0 */
/* uuencode: one line, whose first character tells the number of bytes. */
#include "binascii.h"

enum { MOST = 45 };

/* The next six bits; what was cut off at the end of a line counts as blanks. -1 with binascii.Error */
static int next_bits(const uint8_t **text, const uint8_t *end) {
    if (*text >= end) {
        return 0;
    }
    uint8_t c = *(*text)++;
    if (c == '\n' || c == '\r') {
        return 0;
    }
    if (c < ' ' || c > ' ' + 64) {
        PyErr_SetString(binascii_error, "Illegal char");
        return -1;
    }
    return (c - ' ') & 0x3f;
}

static int decode(const uint8_t *text, const uint8_t *end, uint8_t *to, size_t size) {
    unsigned held = 0;
    int bits = 0;
    for (size_t i = 0; i < size;) {
        int next = next_bits(&text, end);
        if (next < 0) {
            return -1;
        }
        held = held << 6 | (unsigned)next;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            to[i++] = (uint8_t)(held >> bits);
        }
    }
    for (; text < end; text++) {
        if (*text != ' ' && *text != '`' && *text != '\n' && *text != '\r') {
            PyErr_SetString(binascii_error, "Trailing garbage");
            return -1;
        }
    }
    return 0;
}

PyObject *binascii_a2b_uu(PyObject *Py_UNUSED(module), PyObject *arg) {
    Py_buffer view;
    if (binascii_get_text(arg, &view) < 0) {
        return NULL;
    }
    const uint8_t *text = view.buf, *end = text + view.len;
    /* Of an empty line CPython reads the zero behind it, which says 32. */
    size_t size = (view.len > 0 ? *text - ' ' : -' ') & 0x3f;
    text += view.len > 0;
    PyObject *result = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (result != NULL && decode(text, end, (uint8_t *)PyBytes_AS_STRING(result), size) < 0) {
        Py_CLEAR(result);
    }
    PyBuffer_Release(&view);
    return result;
}

static PyObject *encode(const uint8_t *data, size_t size, int zero) {
    PyObject *result = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(2 + (size + 2) / 3 * 4));
    if (result == NULL) {
        return NULL;
    }
    char *to = PyBytes_AS_STRING(result);
    *to++ = (char)(size == 0 ? zero : ' ' + (int)size);
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = 0;
        for (size_t j = i; j < i + 3; j++) {
            group = group << 8 | (j < size ? data[j] : 0u);
        }
        for (int shift = 18; shift >= 0; shift -= 6) {
            int bits = group >> shift & 0x3f;
            *to++ = (char)(bits == 0 ? zero : ' ' + bits);
        }
    }
    *to = '\n';
    return result;
}

PyObject *binascii_b2a_uu(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                          PyObject *kwnames) {
    static const char *const keywords[] = {"", "backtick", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "b2a_uu"};
    PyObject *result = NULL;
    int backtick = 0;
    Py_buffer view;
    if (binascii_parse(&parser, args, nargs, kwnames, false, &view, &backtick) < 0) {
        return NULL;
    }
    if (view.len > MOST) {
        PyErr_SetString(binascii_error, "At most 45 bytes at once");
    } else {
        result = encode(view.buf, (size_t)view.len, backtick ? '`' : ' ');
    }
    PyBuffer_Release(&view);
    return result;
}
