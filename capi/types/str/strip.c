/* SPDX-License-Identifier: Apache-2.0 */
/* str, strip, lstrip and rstrip. */
#include "methods.h"

#include "pyi_search.h"
#include "pyi_unicode.h"

enum { LEFT = 1, RIGHT = 2, BOTH = 3 }; /* _PyUnicode_XStrip: 0 left, 1 right, 2 both */

static PyObject *part_of(PyObject *self, Py_ssize_t start, Py_ssize_t end) {
    return start == 0 && end == PyUnicode_GET_LENGTH(self) ? pyi_str_exact(self)
                                                           : pyi_str_slice(self, start, end);
}

static PyObject *strip_spaces(PyObject *self, int sides) {
    pyi_text text = pyi_text_of(self);
    Py_ssize_t start = 0, end = text.length;
    if (sides & LEFT) {
        while (start < end && pyi_char_is_space(PyUnicode_READ(text.kind, text.data, start))) {
            start++;
        }
    }
    if (sides & RIGHT) {
        while (end > start && pyi_char_is_space(PyUnicode_READ(text.kind, text.data, end - 1))) {
            end--;
        }
    }
    return part_of(self, start, end);
}

static PyObject *strip_characters(PyObject *self, int sides, PyObject *characters) {
    pyi_text text = pyi_text_of(self), set = pyi_text_of(characters);
    Py_ssize_t start = 0, end = text.length;
    if (sides & LEFT) {
        while (start < end &&
               pyi_text_find_char(set, PyUnicode_READ(text.kind, text.data, start)) >= 0) {
            start++;
        }
    }
    if (sides & RIGHT) {
        while (end > start &&
               pyi_text_find_char(set, PyUnicode_READ(text.kind, text.data, end - 1)) >= 0) {
            end--;
        }
    }
    return part_of(self, start, end);
}

/* ---- methods ------------------------------------------------------------------------------ */

static PyObject *strip_method(const char *name, PyObject *self, PyObject *const *args,
                              Py_ssize_t n, int sides) {
    if (n > 0 && !_PyArg_CheckPositional(name, n, 0, 1)) {
        return NULL;
    }
    if (n == 0 || args[0] == Py_None) {
        return strip_spaces(self, sides);
    }
    if (!PyUnicode_Check(args[0])) {
        PyErr_Format(PyExc_TypeError, "%s arg must be None or str", name);
        return NULL;
    }
    return strip_characters(self, sides, args[0]);
}

PyObject *pyi_str_strip(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return strip_method("strip", self, args, n, BOTH);
}

PyObject *pyi_str_lstrip(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return strip_method("lstrip", self, args, n, LEFT);
}

PyObject *pyi_str_rstrip(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return strip_method("rstrip", self, args, n, RIGHT);
}

/* ---- public functions --------------------------------------------------------------------- */

/* new; sides: 0 left, 1 right, 2 both */
PyObject *_PyUnicode_XStrip(PyObject *self, int sides, PyObject *characters) {
    return strip_characters(self, sides + 1, characters);
}
