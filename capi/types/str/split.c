/* SPDX-License-Identifier: Apache-2.0 */
/* str, splitting: split, rsplit, splitlines, partition, rpartition. */
#include "methods.h"

#include "pyi_size_argument.h"
#include "pyi_split.h"

/* ---- shared ------------------------------------------------------------------------------- */

static PyObject *slice_str(PyObject *self, Py_ssize_t start, Py_ssize_t end) {
    return start == 0 && end == PyUnicode_GET_LENGTH(self) && PyUnicode_CheckExact(self)
               ? Py_NewRef(self)
               : pyi_str_slice(self, start, end);
}

static PyObject *split_at(PyObject *self, PyObject *sep, Py_ssize_t most, bool forwards) {
    pyi_split split = {.owner = self, .text = pyi_text_of(self), .slice = slice_str,
                       .most = most < 0 ? PY_SSIZE_T_MAX : most};
    if (sep == NULL) {
        return forwards ? pyi_split_spaces(&split) : pyi_rsplit_spaces(&split);
    }
    pyi_text text = pyi_text_of(sep);
    if (text.length == 0) {
        PyErr_SetString(PyExc_ValueError, "empty separator");
        return NULL;
    }
    return forwards ? pyi_split_separator(&split, text) : pyi_rsplit_separator(&split, text);
}

/* ---- methods ------------------------------------------------------------------------------ */

static PyObject *split_method(const char *name, PyObject *self, PyObject *const *args,
                              Py_ssize_t n, PyObject *names, _PyArg_Parser *parser,
                              bool forwards) {
    PyObject *room[2];
    if (names != NULL || n > 2) {
        if (!pyi_unpack(args, n, names, parser, 0, 2, room)) {
            return NULL;
        }
        args = room;
        n = 2;
    }
    PyObject *sep = n > 0 ? args[0] : NULL;
    Py_ssize_t most = -1;
    if (n > 1 && args[1] != NULL) {
        most = pyi_size_argument(args[1]);
        if (most == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    (void)name;
    if (sep == NULL || sep == Py_None) {
        return split_at(self, NULL, most, forwards);
    }
    if (!PyUnicode_Check(sep)) {
        PyErr_Format(PyExc_TypeError, "must be str or None, not %.100s", Py_TYPE(sep)->tp_name);
        return NULL;
    }
    return split_at(self, sep, most, forwards);
}

static const char *const split_keywords[] = {"sep", "maxsplit", NULL};

PyObject *pyi_str_split(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    static _PyArg_Parser parser = {.keywords = split_keywords, .fname = "split"};
    return split_method("split", self, args, n, names, &parser, true);
}

PyObject *pyi_str_rsplit(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    static _PyArg_Parser parser = {.keywords = split_keywords, .fname = "rsplit"};
    return split_method("rsplit", self, args, n, names, &parser, false);
}

PyObject *pyi_str_splitlines(PyObject *self, PyObject *const *args, Py_ssize_t n,
                             PyObject *names) {
    static const char *const keywords[] = {"keepends", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "splitlines"};
    int keep;
    if (pyi_keepends(args, n, names, &parser, &keep) < 0) {
        return NULL;
    }
    return PyUnicode_Splitlines(self, keep);
}

/* ---- public functions --------------------------------------------------------------------- */

static PyObject *split_checked(PyObject *self, PyObject *sep, Py_ssize_t most, bool forwards) {
    if (pyi_str_require(self) < 0 || (sep != NULL && pyi_str_require(sep) < 0)) {
        return NULL;
    }
    return split_at(self, sep, most, forwards);
}

/* new list; sep NULL: at runs of whitespace */
PyObject *PyUnicode_Split(PyObject *self, PyObject *sep, Py_ssize_t most) {
    return split_checked(self, sep, most, true);
}

PyObject *PyUnicode_RSplit(PyObject *self, PyObject *sep, Py_ssize_t most) {
    return split_checked(self, sep, most, false);
}

PyObject *PyUnicode_Splitlines(PyObject *self, int keepends) {
    if (pyi_str_require(self) < 0) {
        return NULL;
    }
    pyi_split split = {.owner = self, .text = pyi_text_of(self), .slice = slice_str};
    return pyi_split_lines(&split, keepends, true);
}

static PyObject *partition(PyObject *self, PyObject *sep, bool forwards) {
    if (pyi_str_require(self) < 0 || pyi_str_require(sep) < 0) {
        return NULL;
    }
    pyi_split split = {.owner = self, .text = pyi_text_of(self), .slice = slice_str};
    return pyi_partition(&split, pyi_text_of(sep), sep, forwards);
}

/* new tuple */
PyObject *PyUnicode_Partition(PyObject *self, PyObject *sep) {
    return partition(self, sep, true);
}

PyObject *PyUnicode_RPartition(PyObject *self, PyObject *sep) {
    return partition(self, sep, false);
}
