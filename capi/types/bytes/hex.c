/* SPDX-License-Identifier: Apache-2.0 */
/* Hexadecimal: _Py_strhex for hex() of bytes, bytearray and memoryview, and fromhex(). */
#include "methods.h"

#include "internal/pycore_strhex.h"

/* ---- to hex ---------------------------------------------------------------------------------- */

/* The separator, or -1 with ValueError or TypeError. */
static int read_separator(PyObject *sep) {
    Py_ssize_t length = PyObject_Length(sep);
    if (length < 0) {
        return -1;
    }
    if (length != 1) {
        PyErr_SetString(PyExc_ValueError, "sep must be length 1.");
        return -1;
    }
    if (!PyUnicode_Check(sep) && !PyBytes_Check(sep)) {
        PyErr_SetString(PyExc_TypeError, "sep must be str or bytes.");
        return -1;
    }
    if (PyBytes_Check(sep)) {
        unsigned char c = (unsigned char)PyBytes_AS_STRING(sep)[0];
        if (c < 0x80) {
            return c;
        }
    } else if (PyUnicode_IS_ASCII(sep)) {
        return (int)PyUnicode_READ_CHAR(sep, 0);
    }
    PyErr_SetString(PyExc_ValueError, "sep must be ASCII.");
    return -1;
}

/* Groups of `group` bytes counted from the right, or from the left when it is negative; 0: no groups. */
static void put_hex(char *to, const unsigned char *from, Py_ssize_t n, Py_ssize_t group, char sep) {
    Py_ssize_t size = group < 0 ? -group : group;
    Py_ssize_t first = group > 0 ? n % group : 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        if (size != 0 && i > 0 && (i - first) % size == 0) {
            *to++ = sep;
        }
        *to++ = Py_hexdigits[from[i] >> 4];
        *to++ = Py_hexdigits[from[i] & 15];
    }
}

static PyObject *hex_of(const char *data, Py_ssize_t n, PyObject *sep, int group, bool bytes) {
    int separator = 0;
    if (sep != NULL) {
        separator = read_separator(sep);
        if (separator < 0) {
            return NULL;
        }
    } else {
        group = 0;
    }
    Py_ssize_t size = group < 0 ? -(Py_ssize_t)group : group;
    Py_ssize_t gaps = size > 0 && n > 0 ? (n - 1) / size : 0;
    if (size >= n) {
        group = 0;
        gaps = 0;
    }
    if (n > (PY_SSIZE_T_MAX - gaps) / 2) {
        return PyErr_NoMemory();
    }
    PyObject *result = bytes ? PyBytes_FromStringAndSize(NULL, 2 * n + gaps)
                             : PyUnicode_New(2 * n + gaps, 0x7f);
    if (result != NULL && n > 0) {
        char *to = bytes ? PyBytes_AS_STRING(result) : (char *)PyUnicode_1BYTE_DATA(result);
        put_hex(to, (const unsigned char *)data, n, group, (char)separator);
    }
    return result;
}

/* new str */
PyObject *_Py_strhex(const char *data, const Py_ssize_t n) {
    return hex_of(data, n, NULL, 0, false);
}

/* new bytes */
PyObject *_Py_strhex_bytes(const char *data, const Py_ssize_t n) {
    return hex_of(data, n, NULL, 0, true);
}

PyObject *_Py_strhex_with_sep(const char *data, const Py_ssize_t n, PyObject *sep,
                              const int group) {
    return hex_of(data, n, sep, group, false);
}

PyObject *_Py_strhex_bytes_with_sep(const char *data, const Py_ssize_t n, PyObject *sep,
                                    const int group) {
    return hex_of(data, n, sep, group, true);
}

/* (sep=…, bytes_per_sep=1) */
int pyi_hex_arguments(PyObject *const *args, Py_ssize_t n, PyObject *names, PyObject **sep,
                      int *group) {
    static const char *const keywords[] = {"sep", "bytes_per_sep", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "hex"};
    PyObject *room[2];
    if (!pyi_unpack(args, n, names, &parser, 0, 2, room)) {
        return -1;
    }
    args = room;
    *sep = args[0];
    *group = 1;
    if (args[1] != NULL) {
        *group = _PyLong_AsInt(args[1]);
        if (*group == -1 && PyErr_Occurred()) {
            return -1;
        }
    }
    return 0;
}

PyObject *pyi_bytes_hex(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    PyObject *sep;
    int group;
    if (pyi_hex_arguments(args, n, names, &sep, &group) < 0) {
        return NULL;
    }
    pyi_text text = pyi_bytes_text(self);
    return hex_of(text.data, text.length, sep, group, false);
}

/* ---- from hex --------------------------------------------------------------------------------- */

static int digit_at(pyi_text text, Py_ssize_t i) {
    Py_UCS4 c = i < text.length ? PyUnicode_READ(text.kind, text.data, i) : 0;
    int digit = _PyLong_DigitValue[c & 0xff]; /* comparisons would be guessed wrong too often */
    return c <= 0xff && digit < 16 ? digit : -1;
}

static Py_ssize_t refuse(Py_ssize_t i) {
    PyErr_Format(PyExc_ValueError, "non-hexadecimal number found in fromhex() arg at position %zd", i);
    return -1;
}

/* The number of bytes written, or -1 with ValueError. */
static Py_ssize_t read_hex(pyi_text text, unsigned char *to) {
    unsigned char *start = to;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        if (PyUnicode_READ(text.kind, text.data, i) >= 0x80) {
            return refuse(i); /* whatever else is wrong before it */
        }
    }
    for (Py_ssize_t i = 0; i < text.length;) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (Py_ISSPACE(c)) {
            i++;
            continue;
        }
        int high = digit_at(text, i), low = high < 0 ? -1 : digit_at(text, i + 1);
        if (low < 0) {
            return refuse(high < 0 ? i : i + 1);
        }
        *to++ = (unsigned char)(high << 4 | low);
        i += 2;
    }
    return to - start;
}

/* new bytes or bytearray */
PyObject *_PyBytes_FromHex(PyObject *string, int use_bytearray) {
    pyi_text text = pyi_text_of(string);
    unsigned char *bytes = PyMem_Malloc((size_t)text.length / 2 + 1);
    if (bytes == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = NULL;
    Py_ssize_t n = read_hex(text, bytes);
    if (n >= 0) {
        result = use_bytearray ? PyByteArray_FromStringAndSize((char *)bytes, n)
                               : PyBytes_FromStringAndSize((char *)bytes, n);
    }
    PyMem_Free(bytes);
    return result;
}

/* steals result: an instance of a subclass is made by calling it */
static PyObject *as_instance(PyObject *type, PyTypeObject *exact, PyObject *result) {
    if (result != NULL && type != (PyObject *)exact) {
        Py_SETREF(result, PyObject_CallOneArg(type, result));
    }
    return result;
}

static PyObject *fromhex(PyObject *type, PyObject *string, PyTypeObject *exact) {
    if (!PyUnicode_Check(string)) {
        _PyArg_BadArgument("fromhex", "argument", "str", string);
        return NULL;
    }
    return as_instance(type, exact, _PyBytes_FromHex(string, exact == &PyByteArray_Type));
}

PyObject *pyi_bytes_fromhex(PyObject *type, PyObject *string) {
    return fromhex(type, string, &PyBytes_Type);
}

PyObject *pyi_bytearray_fromhex(PyObject *type, PyObject *string) {
    return fromhex(type, string, &PyByteArray_Type);
}
