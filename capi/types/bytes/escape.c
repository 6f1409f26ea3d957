/* SPDX-License-Identifier: Apache-2.0 */
/* Escapes of bytes literals, undone: PyBytes_DecodeEscape. */
#include "methods.h"

static int hex_value(const char *p, const char *end) {
    unsigned char c = p < end ? (unsigned char)*p : 0;
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The byte of an escape of one letter, or -1. */
static int simple_escape(char letter) {
    static const char letters[] = "\\'\"bfnrtva", bytes[] = "\\'\"\b\f\n\r\t\v\a";
    const char *found = letter == 0 ? NULL : strchr(letters, letter);
    return found == NULL ? -1 : bytes[found - letters];
}

/* \x at p (behind the x) with less than two digits: what the errors argument makes of it. Gives the bytes written,
 * or -1. */
static Py_ssize_t bad_hex(const char *start, const char *p, const char *errors, char *to) {
    if (errors == NULL || strcmp(errors, "strict") == 0) {
        PyErr_Format(PyExc_ValueError, "invalid \\x escape at position %zd",
                     p - 2 - start);
        return -1;
    }
    if (strcmp(errors, "replace") == 0) {
        *to = '?';
        return 1;
    }
    if (strcmp(errors, "ignore") == 0) {
        return 0;
    }
    PyErr_Format(PyExc_ValueError, "decoding error; unknown error handling code: %.400s", errors);
    return -1;
}

/* Reads the escape at *slot (behind the backslash). The bytes written to `to`, at most 2, or -1. */
static Py_ssize_t put_escape(const char **slot, const char *start, const char *end,
                             const char *errors, const char **invalid, char *to) {
    const char *p = *slot;
    int byte = simple_escape(*p);
    if (*p == '\n') {
        *slot = p + 1;
        return 0;
    }
    if (byte >= 0) {
        *slot = p + 1;
        *to = (char)byte;
        return 1;
    }
    if (*p >= '0' && *p <= '7') {
        const char *first = p;
        int value = 0;
        while (p < end && p - first < 3 && *p >= '0' && *p <= '7') {
            value = value * 8 + (*p++ - '0');
        }
        if (value > 0377 && *invalid == NULL) {
            *invalid = first;
        }
        *slot = p;
        *to = (char)value;
        return 1;
    }
    if (*p == 'x') {
        int high = hex_value(p + 1, end), low = hex_value(p + 2, end);
        if (high >= 0 && low >= 0) {
            *slot = p + 3;
            *to = (char)(high << 4 | low);
            return 1;
        }
        *slot = p + 1 + (high >= 0);
        return bad_hex(start, p + 1, errors, to);
    }
    if (*invalid == NULL) {
        *invalid = p;
    }
    *slot = p + 1;
    to[0] = '\\';
    to[1] = *p;
    return 2;
}

/* new; *first_invalid is the first unknown escape, behind its backslash, or NULL */
PyObject *_PyBytes_DecodeEscape(const char *s, Py_ssize_t size, const char *errors,
                                const char **first_invalid) {
    PyObject *result = PyBytes_FromStringAndSize(NULL, size);
    *first_invalid = NULL;
    if (result == NULL || size == 0) {
        return result;
    }
    char *to = PyBytes_AS_STRING(result);
    const char *p = s, *end = s + size;
    while (p < end) {
        if (*p != '\\') {
            *to++ = *p++;
            continue;
        }
        if (++p == end) {
            PyErr_SetString(PyExc_ValueError, "Trailing \\ in string");
            Py_DECREF(result);
            return NULL;
        }
        Py_ssize_t n = put_escape(&p, s, end, errors, first_invalid, to);
        if (n < 0) {
            Py_DECREF(result);
            return NULL;
        }
        to += n;
    }
    Py_ssize_t used = to - PyBytes_AS_STRING(result);
    if (used != size) {
        _PyBytes_Resize(&result, used);
    }
    return result;
}

/* new; unknown escapes are warned of */
PyObject *PyBytes_DecodeEscape(const char *s, Py_ssize_t size, const char *errors,
                               Py_ssize_t unused_unicode, const char *unused_recode) {
    (void)unused_unicode;
    (void)unused_recode;
    const char *invalid;
    PyObject *result = _PyBytes_DecodeEscape(s, size, errors, &invalid);
    if (result == NULL || invalid == NULL) {
        return result;
    }
    unsigned char c = (unsigned char)*invalid;
    int status = c >= '4' && c <= '7'
                     ? PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                                        "invalid octal escape sequence '\\%.3s'", invalid)
                     : PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                                        "invalid escape sequence '\\%c'", c);
    if (status < 0) {
        Py_CLEAR(result);
    }
    return result;
}
