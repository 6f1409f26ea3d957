/* SPDX-License-Identifier: Apache-2.0 */
/* bytes, repr. */
#include "methods.h"

#include "internal/pycore_initconfig.h"

/* ---- shared with bytearray ---------------------------------------------------------------- */

/* How many characters the byte takes, with `quote` escaped; names for tab, newline and carriage return only. */
static int byte_width(unsigned char byte, char quote) {
    if (byte == '\\' || byte == (unsigned char)quote || byte == '\t' || byte == '\n' ||
        byte == '\r') {
        return 2;
    }
    return byte < ' ' || byte >= 0x7f ? 4 : 1;
}

static Py_UCS1 *put_byte(Py_UCS1 *to, unsigned char byte, char quote) {
    int width = byte_width(byte, quote);
    if (width == 1) {
        *to++ = byte;
        return to;
    }
    *to++ = '\\';
    if (width == 2) {
        *to++ = byte == '\t' ? 't' : byte == '\n' ? 'n' : byte == '\r' ? 'r' : byte;
        return to;
    }
    *to++ = 'x';
    *to++ = (Py_UCS1)Py_hexdigits[byte >> 4];
    *to++ = (Py_UCS1)Py_hexdigits[byte & 15];
    return to;
}

/* new; before + b'...' + after */
PyObject *pyi_bytes_quote(const unsigned char *data, Py_ssize_t size, bool smart,
                          const char *before, const char *after) {
    char quote = '\'', escaped; /* a bytearray escapes single quotes within double ones, too */
    if (smart && memchr(data, '\'', (size_t)size) && !memchr(data, '"', (size_t)size)) {
        quote = '"';
    }
    escaped = *before ? '\'' : quote;
    Py_ssize_t width = (Py_ssize_t)(strlen(before) + strlen(after)) + 3;
    for (Py_ssize_t i = 0; i < size; i++) {
        int n = byte_width(data[i], escaped);
        if (width > PY_SSIZE_T_MAX - n) {
            PyErr_SetString(PyExc_OverflowError, "bytes object is too large to make repr");
            return NULL;
        }
        width += n;
    }
    PyObject *result = PyUnicode_New(width, 0x7f);
    if (result == NULL) {
        return NULL;
    }
    Py_UCS1 *to = PyUnicode_1BYTE_DATA(result);
    for (; *before; before++) {
        *to++ = (Py_UCS1)*before;
    }
    *to++ = 'b';
    *to++ = (Py_UCS1)quote;
    for (Py_ssize_t i = 0; i < size; i++) {
        to = put_byte(to, data[i], escaped);
    }
    *to++ = (Py_UCS1)quote;
    for (; *after; after++) {
        *to++ = (Py_UCS1)*after;
    }
    return result;
}

int pyi_bytes_warn_str(const char *message) {
    if (_Py_GetConfig()->bytes_warning == 0) {
        return 0;
    }
    return PyErr_WarnEx(PyExc_BytesWarning, message, 1);
}

/* ---- slots -------------------------------------------------------------------------------- */

/* new; smartquotes: double quotes where that saves escapes */
PyObject *PyBytes_Repr(PyObject *op, int smartquotes) {
    return pyi_bytes_quote((const unsigned char *)PyBytes_AS_STRING(op), Py_SIZE(op),
                           smartquotes != 0, "", "");
}

PyObject *pyi_bytes_repr(PyObject *self) {
    return PyBytes_Repr(self, 1);
}

PyObject *pyi_bytes_str(PyObject *self) {
    if (pyi_bytes_warn_str("str() on a bytes instance") < 0) {
        return NULL;
    }
    return pyi_bytes_repr(self);
}
