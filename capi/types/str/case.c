/* SPDX-License-Identifier: Apache-2.0 */
/* str, case: upper, lower, title, capitalize, swapcase, casefold.
 * A character can become up to three, so what is not ASCII is mapped into a buffer of that size first.
 */
#include "methods.h"

#include "pyi_unicode.h"

#include "internal/pycore_bytes_methods.h"

/* ---- characters in context ---------------------------------------------------------------- */

/* A capital sigma ends a word, and becomes a final one, after a cased character and before none;
 * what is case-ignorable in between does not count. */
static bool sigma_is_final(pyi_text text, Py_ssize_t at) {
    Py_ssize_t i = at - 1;
    while (i >= 0 && _PyUnicode_IsCaseIgnorable(PyUnicode_READ(text.kind, text.data, i))) {
        i--;
    }
    if (i < 0 || !_PyUnicode_IsCased(PyUnicode_READ(text.kind, text.data, i))) {
        return false;
    }
    i = at + 1;
    while (i < text.length && _PyUnicode_IsCaseIgnorable(PyUnicode_READ(text.kind, text.data, i))) {
        i++;
    }
    return i == text.length || !_PyUnicode_IsCased(PyUnicode_READ(text.kind, text.data, i));
}

static int lower_at(pyi_text text, Py_ssize_t i, Py_UCS4 *to) {
    Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
    if (c == 0x3a3) {
        to[0] = sigma_is_final(text, i) ? 0x3c2 : 0x3c3;
        return 1;
    }
    return _PyUnicode_ToLowerFull(c, to);
}

/* ---- whole texts -------------------------------------------------------------------------- */

/* Maps text into `to`, which has room for three times its length; gives the new length. */
typedef Py_ssize_t (*text_mapping)(pyi_text text, Py_UCS4 *to);

static Py_ssize_t map_upper(pyi_text text, Py_UCS4 *to) {
    Py_UCS4 *start = to;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        to += _PyUnicode_ToUpperFull(PyUnicode_READ(text.kind, text.data, i), to);
    }
    return to - start;
}

static Py_ssize_t map_lower(pyi_text text, Py_UCS4 *to) {
    Py_UCS4 *start = to;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        to += lower_at(text, i, to);
    }
    return to - start;
}

static Py_ssize_t map_folded(pyi_text text, Py_UCS4 *to) {
    Py_UCS4 *start = to;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        to += _PyUnicode_ToFoldedFull(PyUnicode_READ(text.kind, text.data, i), to);
    }
    return to - start;
}

static Py_ssize_t map_swapped(pyi_text text, Py_UCS4 *to) {
    Py_UCS4 *start = to;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (_PyUnicode_IsUppercase(c)) {
            to += lower_at(text, i, to);
        } else if (_PyUnicode_IsLowercase(c)) {
            to += _PyUnicode_ToUpperFull(c, to);
        } else {
            *to++ = c;
        }
    }
    return to - start;
}

static Py_ssize_t map_title(pyi_text text, Py_UCS4 *to) {
    Py_UCS4 *start = to;
    bool after_cased = false;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        to += after_cased ? lower_at(text, i, to) : _PyUnicode_ToTitleFull(c, to);
        after_cased = _PyUnicode_IsCased(c);
    }
    return to - start;
}

static Py_ssize_t map_capitalized(pyi_text text, Py_UCS4 *to) {
    Py_UCS4 *start = to;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        to += i == 0 ? _PyUnicode_ToTitleFull(c, to) : lower_at(text, i, to);
    }
    return to - start;
}

static PyObject *map_text(PyObject *self, text_mapping mapping) {
    pyi_text text = pyi_text_of(self);
    if (text.length > PY_SSIZE_T_MAX / 12) {
        PyErr_SetString(PyExc_OverflowError, "string is too long");
        return NULL;
    }
    Py_UCS4 *mapped = PyMem_New(Py_UCS4, Py_MAX(3 * text.length, 1));
    if (mapped == NULL) {
        return PyErr_NoMemory();
    }
    PyObject *result = pyi_str_from_text(4, mapped, mapping(text, mapped));
    PyMem_Free(mapped);
    return result;
}

/* ---- ASCII -------------------------------------------------------------------------------- */

/* The bytes functions do for ASCII text. */
typedef void (*bytes_mapping)(char *to, const char *from, Py_ssize_t n);

static PyObject *map_ascii(PyObject *self, bytes_mapping mapping) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(self);
    PyObject *result = PyUnicode_New(n, 0x7f);
    if (result != NULL && n > 0) {
        mapping((char *)PyUnicode_1BYTE_DATA(result), PyUnicode_DATA(self), n);
    }
    return result;
}

/* ---- methods ------------------------------------------------------------------------------ */

#define CASE_METHOD(name, ascii, full)                                                             \
    PyObject *pyi_str_##name(PyObject *self, PyObject *unused) {                                   \
        (void)unused;                                                                              \
        if (PyUnicode_READY(self) < 0) {                                                           \
            return NULL;                                                                           \
        }                                                                                          \
        return PyUnicode_IS_ASCII(self) ? map_ascii(self, ascii) : map_text(self, full);           \
    }

CASE_METHOD(upper, _Py_bytes_upper, map_upper)
CASE_METHOD(lower, _Py_bytes_lower, map_lower)
CASE_METHOD(casefold, _Py_bytes_lower, map_folded)
CASE_METHOD(swapcase, _Py_bytes_swapcase, map_swapped)
CASE_METHOD(title, _Py_bytes_title, map_title)
CASE_METHOD(capitalize, _Py_bytes_capitalize, map_capitalized)
