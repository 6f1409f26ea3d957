/* SPDX-License-Identifier: Apache-2.0 */
/* str, padding: center, ljust, rjust, zfill, expandtabs. */
#include "methods.h"

#include "pyi_size_argument.h"

/* new: self with `left` and `right` fill characters beside it */
static PyObject *pad(PyObject *self, Py_ssize_t left, Py_ssize_t right, Py_UCS4 fill) {
    Py_ssize_t length = PyUnicode_GET_LENGTH(self);
    if (left <= 0 && right <= 0) {
        return pyi_str_exact(self);
    }
    left = Py_MAX(left, 0);
    right = Py_MAX(right, 0);
    if (left > PY_SSIZE_T_MAX - length || right > PY_SSIZE_T_MAX - (left + length)) {
        PyErr_SetString(PyExc_OverflowError, "padded string is too long");
        return NULL;
    }
    Py_UCS4 maxchar = Py_MAX(PyUnicode_MAX_CHAR_VALUE(self), fill);
    PyObject *result = PyUnicode_New(left + length + right, maxchar);
    if (result != NULL) {
        _PyUnicode_FastFill(result, 0, left, fill);
        _PyUnicode_FastFill(result, left + length, right, fill);
        _PyUnicode_FastCopyCharacters(result, left, self, 0, length);
    }
    return result;
}

/* ---- methods ------------------------------------------------------------------------------ */

/* (width, fillchar=' ', /) */
static int pad_arguments(const char *name, PyObject *const *args, Py_ssize_t n, Py_ssize_t *width,
                         Py_UCS4 *fill) {
    if (!_PyArg_CheckPositional(name, n, 1, 2)) {
        return -1;
    }
    *width = pyi_size_argument(args[0]);
    if (*width == -1 && PyErr_Occurred()) {
        return -1;
    }
    *fill = ' ';
    if (n < 2) {
        return 0;
    }
    if (!PyUnicode_Check(args[1])) {
        PyErr_Format(PyExc_TypeError, "The fill character must be a unicode character, not %.100s",
                     Py_TYPE(args[1])->tp_name);
        return -1;
    }
    if (PyUnicode_GET_LENGTH(args[1]) != 1) {
        PyErr_SetString(PyExc_TypeError, "The fill character must be exactly one character long");
        return -1;
    }
    *fill = PyUnicode_READ_CHAR(args[1], 0);
    return 0;
}

PyObject *pyi_str_center(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t width;
    Py_UCS4 fill;
    if (pad_arguments("center", args, n, &width, &fill) < 0) {
        return NULL;
    }
    Py_ssize_t more = width - PyUnicode_GET_LENGTH(self);
    if (more <= 0) {
        return pyi_str_exact(self);
    }
    /* the odd one goes left when the width is odd too */
    Py_ssize_t left = more / 2 + (more & width & 1);
    return pad(self, left, more - left, fill);
}

PyObject *pyi_str_ljust(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t width;
    Py_UCS4 fill;
    if (pad_arguments("ljust", args, n, &width, &fill) < 0) {
        return NULL;
    }
    return pad(self, 0, width - PyUnicode_GET_LENGTH(self), fill);
}

PyObject *pyi_str_rjust(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t width;
    Py_UCS4 fill;
    if (pad_arguments("rjust", args, n, &width, &fill) < 0) {
        return NULL;
    }
    return pad(self, width - PyUnicode_GET_LENGTH(self), 0, fill);
}

PyObject *pyi_str_zfill(PyObject *self, PyObject *arg) {
    Py_ssize_t width = pyi_size_argument(arg);
    if (width == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_ssize_t more = width - PyUnicode_GET_LENGTH(self);
    if (more <= 0) {
        return pyi_str_exact(self);
    }
    PyObject *result = pad(self, more, 0, '0');
    if (result == NULL) {
        return NULL;
    }
    int kind = (int)PyUnicode_KIND(result);
    void *data = PyUnicode_DATA(result);
    Py_UCS4 first = more < PyUnicode_GET_LENGTH(result) ? PyUnicode_READ(kind, data, more) : 0;
    if (first == '+' || first == '-') {
        PyUnicode_WRITE(kind, data, 0, first);
        PyUnicode_WRITE(kind, data, more, '0');
    }
    return result;
}

/* The length with tabs as spaces; -1 with OverflowError. */
static Py_ssize_t expanded_length(pyi_text text, Py_ssize_t tabsize) {
    Py_ssize_t length = 0, column = 0;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        Py_ssize_t step = 1;
        if (c == '\t') {
            step = tabsize > 0 ? tabsize - column % tabsize : 0;
        }
        if (length > PY_SSIZE_T_MAX - step) {
            PyErr_SetString(PyExc_OverflowError, "new string is too long");
            return -1;
        }
        length += step;
        column = c == '\n' || c == '\r' ? 0 : column + step;
    }
    return length;
}

static void put_expanded(pyi_text text, Py_ssize_t tabsize, int kind, void *to) {
    Py_ssize_t at = 0, column = 0;
    for (Py_ssize_t i = 0; i < text.length; i++) {
        Py_UCS4 c = PyUnicode_READ(text.kind, text.data, i);
        if (c == '\t') {
            Py_ssize_t n = tabsize > 0 ? tabsize - column % tabsize : 0;
            pyi_text_fill(kind, (void *)pyi_text_at(kind, to, at), n, ' ');
            at += n;
            column += n;
        } else {
            PyUnicode_WRITE(kind, to, at, c);
            at++;
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
    }
}

PyObject *pyi_str_expandtabs(PyObject *self, PyObject *const *args, Py_ssize_t n,
                             PyObject *names) {
    static const char *const keywords[] = {"tabsize", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "expandtabs"};
    PyObject *room[1];
    if (!pyi_unpack(args, n, names, &parser, 0, 1, room)) {
        return NULL;
    }
    args = room;
    int tabsize = 8;
    if (args[0] != NULL) {
        tabsize = _PyLong_AsInt(args[0]);
        if (tabsize == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    pyi_text text = pyi_text_of(self);
    if (PyUnicode_FindChar(self, '\t', 0, text.length, 1) < 0) {
        return pyi_str_exact(self);
    }
    Py_ssize_t length = expanded_length(text, tabsize);
    if (length < 0) {
        return NULL;
    }
    PyObject *result = PyUnicode_New(length, PyUnicode_MAX_CHAR_VALUE(self));
    if (result != NULL) {
        put_expanded(text, tabsize, (int)PyUnicode_KIND(result), PyUnicode_DATA(result));
    }
    return result;
}
