/* SPDX-License-Identifier: Apache-2.0 */
/* bytes and bytearray, taking apart: split, rsplit, splitlines, partition, rpartition, strip; and join. */
#include "methods.h"

#include "pyi_size_argument.h"
#include "pyi_split.h"

/* ---- splitting -------------------------------------------------------------------------------- */

static PyObject *slice_bytes(PyObject *self, Py_ssize_t start, Py_ssize_t end) {
    if (start == 0 && end == Py_SIZE(self)) {
        return pyi_bytes_same(self);
    }
    return pyi_bytes_like(self, pyi_bytes_data(self) + start, end - start);
}

static pyi_split split_of(PyObject *self, Py_ssize_t most) {
    return (pyi_split){.owner = self, .text = pyi_bytes_text(self), .slice = slice_bytes,
                       .most = most < 0 ? PY_SSIZE_T_MAX : most, .bytes = true};
}

static PyObject *split_method(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names,
                              _PyArg_Parser *parser, bool forwards) {
    PyObject *room[2];
    if (!pyi_unpack(args, n, names, parser, 0, 2, room)) {
        return NULL;
    }
    args = room;
    Py_ssize_t most = -1;
    if (args[1] != NULL) {
        most = pyi_size_argument(args[1]);
        if (most == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    if (args[0] == NULL || args[0] == Py_None) {
        pyi_split split = split_of(self, most);
        return forwards ? pyi_split_spaces(&split) : pyi_rsplit_spaces(&split);
    }
    Py_buffer sep;
    if (PyObject_GetBuffer(args[0], &sep, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    pyi_split split = split_of(self, most);
    pyi_text text = pyi_text_bytes(sep.buf, sep.len);
    PyObject *result = NULL;
    if (sep.len == 0) {
        PyErr_SetString(PyExc_ValueError, "empty separator");
    } else {
        result =
            forwards ? pyi_split_separator(&split, text) : pyi_rsplit_separator(&split, text);
    }
    PyBuffer_Release(&sep);
    return result;
}

static const char *const split_keywords[] = {"sep", "maxsplit", NULL};

PyObject *pyi_bytes_split(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    static _PyArg_Parser parser = {.keywords = split_keywords, .fname = "split"};
    return split_method(self, args, n, names, &parser, true);
}

PyObject *pyi_bytes_rsplit(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    static _PyArg_Parser parser = {.keywords = split_keywords, .fname = "rsplit"};
    return split_method(self, args, n, names, &parser, false);
}

PyObject *pyi_bytes_splitlines(PyObject *self, PyObject *const *args, Py_ssize_t n,
                               PyObject *names) {
    static const char *const keywords[] = {"keepends", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "splitlines"};
    int keep;
    if (pyi_keepends(args, n, names, &parser, &keep) < 0) {
        return NULL;
    }
    pyi_split split = split_of(self, -1);
    return pyi_split_lines(&split, keep, false);
}

/* ---- partition --------------------------------------------------------------------------------- */

/* A bytearray gives bytearrays, also in the middle. */
static PyObject *partition(PyObject *self, PyObject *arg, bool forwards) {
    Py_buffer buffer;
    if (PyObject_GetBuffer(arg, &buffer, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    PyObject *sep = PyByteArray_Check(self)
                        ? PyByteArray_FromStringAndSize(buffer.buf, buffer.len)
                        : Py_NewRef(arg);
    PyObject *result = NULL;
    if (sep != NULL) {
        pyi_split split = split_of(self, -1);
        result = pyi_partition(&split, pyi_text_bytes(buffer.buf, buffer.len), sep, forwards);
        Py_DECREF(sep);
    }
    PyBuffer_Release(&buffer);
    return result;
}

PyObject *pyi_bytes_partition(PyObject *self, PyObject *sep) {
    return partition(self, sep, true);
}

PyObject *pyi_bytes_rpartition(PyObject *self, PyObject *sep) {
    return partition(self, sep, false);
}

/* ---- strip ------------------------------------------------------------------------------------- */

enum { LEFT = 1, RIGHT = 2 };

static bool is_stripped(unsigned char c, const Py_buffer *set) {
    return set == NULL ? Py_ISSPACE(c) != 0 : memchr(set->buf, c, (size_t)set->len) != NULL;
}

static PyObject *strip_bytes(PyObject *self, const Py_buffer *set, int sides) {
    pyi_text text = pyi_bytes_text(self);
    const unsigned char *data = text.data;
    Py_ssize_t start = 0, end = text.length;
    while ((sides & LEFT) && start < end && is_stripped(data[start], set)) {
        start++;
    }
    while ((sides & RIGHT) && end > start && is_stripped(data[end - 1], set)) {
        end--;
    }
    return slice_bytes(self, start, end);
}

static PyObject *strip_method(const char *name, PyObject *self, PyObject *const *args,
                              Py_ssize_t n, int sides) {
    if (!_PyArg_CheckPositional(name, n, 0, 1)) {
        return NULL;
    }
    if (n == 0 || args[0] == Py_None) {
        return strip_bytes(self, NULL, sides);
    }
    Py_buffer set;
    if (PyObject_GetBuffer(args[0], &set, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    PyObject *result = strip_bytes(self, &set, sides);
    PyBuffer_Release(&set);
    return result;
}

PyObject *pyi_bytes_strip(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return strip_method("strip", self, args, n, LEFT | RIGHT);
}

PyObject *pyi_bytes_lstrip(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return strip_method("lstrip", self, args, n, LEFT);
}

PyObject *pyi_bytes_rstrip(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return strip_method("rstrip", self, args, n, RIGHT);
}
