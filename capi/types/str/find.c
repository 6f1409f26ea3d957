/* SPDX-License-Identifier: Apache-2.0 */
/* str, searching: find, index, count, in, startswith, endswith, removeprefix, removesuffix. */
#include "methods.h"

#include "pyi_search.h"

/* ---- shared ------------------------------------------------------------------------------- */

/* A part of self is looked at; start and end are as in slices. False when nothing can match there. */
static bool choose_part(PyObject *self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t needed,
                        pyi_text *part) {
    pyi_text text = pyi_text_of(self);
    pyi_clip(&start, &end, text.length);
    if (end - start < needed) {
        return false;
    }
    *part = pyi_text_part(text, start, end);
    return true;
}

/* The index in self, PYI_NOT_FOUND or PYI_NO_MEMORY. */
static Py_ssize_t find_in(PyObject *self, PyObject *sub, Py_ssize_t start, Py_ssize_t end,
                          bool forwards) {
    pyi_text part, needle = pyi_text_of(sub);
    if (!choose_part(self, start, end, needle.length, &part)) {
        return PYI_NOT_FOUND;
    }
    Py_ssize_t at = forwards ? pyi_text_find(part, needle) : pyi_text_rfind(part, needle);
    if (at < 0) {
        return at;
    }
    Py_ssize_t skipped = (const char *)part.data - (const char *)PyUnicode_DATA(self);
    return at + skipped / part.kind;
}

/* 1, 0 or -1 */
static int matches_tail(PyObject *self, PyObject *sub, Py_ssize_t start, Py_ssize_t end,
                        bool at_end) {
    pyi_text part, needle = pyi_text_of(sub);
    if (!choose_part(self, start, end, needle.length, &part)) {
        return 0;
    }
    return needle.kind <= part.kind &&
           pyi_text_matches(part, at_end ? part.length - needle.length : 0, needle);
}

/* ---- methods ------------------------------------------------------------------------------ */

/* 0, or -1 with the TypeError of this version */
static int require_sub(const char *name, PyObject *sub) {
    if (PyUnicode_Check(sub)) {
        return PyUnicode_READY(sub);
    }
#if PYI_313
    _PyArg_BadArgument(name, "argument 1", "str", sub);
#else
    (void)name;
    PyErr_Format(PyExc_TypeError, "must be str, not %.100s", Py_TYPE(sub)->tp_name);
#endif
    return -1;
}

/* 3.13 looks at the sub-string before the indexes, other versions after them. */
static int read_arguments(const char *name, PyObject *const *args, Py_ssize_t n, PyObject **sub,
                          Py_ssize_t *start, Py_ssize_t *end) {
    if (PYI_313 && n >= 1 && n <= 3 && require_sub(name, args[0]) < 0) {
        return -1;
    }
    return pyi_find_arguments(name, args, n, sub, start, end) < 0 ? -1 : require_sub(name, *sub);
}

static PyObject *find_method(const char *name, PyObject *self, PyObject *const *args, Py_ssize_t n,
                             bool forwards, bool must) {
    PyObject *sub;
    Py_ssize_t start, end;
    if (read_arguments(name, args, n, &sub, &start, &end) < 0) {
        return NULL;
    }
    Py_ssize_t at = find_in(self, sub, start, end, forwards);
    if (at == PYI_NO_MEMORY) {
        return NULL;
    }
    if (at < 0 && must) {
        PyErr_SetString(PyExc_ValueError, "substring not found");
        return NULL;
    }
    return PyLong_FromSsize_t(at);
}

PyObject *pyi_str_find(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return find_method("find", self, args, n, true, false);
}

PyObject *pyi_str_rfind(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return find_method("rfind", self, args, n, false, false);
}

PyObject *pyi_str_index(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return find_method("index", self, args, n, true, true);
}

PyObject *pyi_str_rindex(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return find_method("rindex", self, args, n, false, true);
}

static Py_ssize_t count_in(PyObject *self, PyObject *sub, Py_ssize_t start, Py_ssize_t end) {
    pyi_text part, needle = pyi_text_of(sub);
    if (!choose_part(self, start, end, needle.length, &part)) {
        return 0;
    }
    return pyi_text_count(part, needle, PY_SSIZE_T_MAX);
}

PyObject *pyi_str_count(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    PyObject *sub;
    Py_ssize_t start, end;
    if (read_arguments("count", args, n, &sub, &start, &end) < 0) {
        return NULL;
    }
    Py_ssize_t count = count_in(self, sub, start, end);
    return count < 0 ? NULL : PyLong_FromSsize_t(count);
}

/* startswith and endswith: a str or a tuple of them */
static PyObject *tail_method(const char *name, PyObject *self, PyObject *const *args, Py_ssize_t n,
                             bool at_end) {
    PyObject *sub;
    Py_ssize_t start, end;
    if (pyi_find_arguments(name, args, n, &sub, &start, &end) < 0) {
        return NULL;
    }
    if (PyTuple_Check(sub)) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(sub); i++) {
            PyObject *item = PyTuple_GET_ITEM(sub, i);
            if (!PyUnicode_Check(item)) {
                PyErr_Format(PyExc_TypeError, "tuple for %s must only contain str, not %.100s",
                             name, Py_TYPE(item)->tp_name);
                return NULL;
            }
            if (matches_tail(self, item, start, end, at_end)) {
                Py_RETURN_TRUE;
            }
        }
        Py_RETURN_FALSE;
    }
    if (!PyUnicode_Check(sub)) {
        PyErr_Format(PyExc_TypeError, "%s first arg must be str or a tuple of str, not %.100s", name,
                     Py_TYPE(sub)->tp_name);
        return NULL;
    }
    return PyBool_FromLong(matches_tail(self, sub, start, end, at_end));
}

PyObject *pyi_str_startswith(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return tail_method("startswith", self, args, n, false);
}

PyObject *pyi_str_endswith(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    return tail_method("endswith", self, args, n, true);
}

PyObject *pyi_str_removeprefix(PyObject *self, PyObject *prefix) {
    if (!PyUnicode_Check(prefix)) {
        _PyArg_BadArgument("removeprefix", "argument", "str", prefix);
        return NULL;
    }
    if (matches_tail(self, prefix, 0, PY_SSIZE_T_MAX, false)) {
        return PyUnicode_Substring(self, PyUnicode_GET_LENGTH(prefix), PyUnicode_GET_LENGTH(self));
    }
    return pyi_str_exact(self);
}

PyObject *pyi_str_removesuffix(PyObject *self, PyObject *suffix) {
    if (!PyUnicode_Check(suffix)) {
        _PyArg_BadArgument("removesuffix", "argument", "str", suffix);
        return NULL;
    }
    if (matches_tail(self, suffix, 0, PY_SSIZE_T_MAX, true)) {
        return PyUnicode_Substring(self, 0,
                                   PyUnicode_GET_LENGTH(self) - PyUnicode_GET_LENGTH(suffix));
    }
    return pyi_str_exact(self);
}

/* ---- public functions --------------------------------------------------------------------- */

/* -1: not there; -2: exception */
Py_ssize_t PyUnicode_Find(PyObject *self, PyObject *sub, Py_ssize_t start, Py_ssize_t end,
                          int direction) {
    if (pyi_str_require(self) < 0 || pyi_str_require(sub) < 0) {
        return -2;
    }
    return find_in(self, sub, start, end, direction > 0);
}

/* the same for one character; end is clipped, start must not be negative */
Py_ssize_t PyUnicode_FindChar(PyObject *self, Py_UCS4 character, Py_ssize_t start, Py_ssize_t end,
                              int direction) {
    if (PyUnicode_READY(self) < 0) {
        return -2;
    }
    pyi_text text = pyi_text_of(self);
    pyi_clip(&start, &end, text.length);
    if (end - start < 1) {
        return -1;
    }
    pyi_text part = pyi_text_part(text, start, end);
    Py_ssize_t at = direction > 0 ? pyi_text_find_char(part, character)
                                  : pyi_text_rfind_char(part, character);
    return at < 0 ? -1 : start + at;
}

Py_ssize_t PyUnicode_Count(PyObject *self, PyObject *sub, Py_ssize_t start, Py_ssize_t end) {
    if (pyi_str_require(self) < 0 || pyi_str_require(sub) < 0) {
        return -1;
    }
    Py_ssize_t count = count_in(self, sub, start, end);
    return count < 0 ? -1 : count;
}

/* direction > 0: at the end */
Py_ssize_t PyUnicode_Tailmatch(PyObject *self, PyObject *sub, Py_ssize_t start, Py_ssize_t end,
                               int direction) {
    if (pyi_str_require(self) < 0 || pyi_str_require(sub) < 0) {
        return -1;
    }
    return matches_tail(self, sub, start, end, direction > 0);
}

int PyUnicode_Contains(PyObject *self, PyObject *sub) {
    if (!PyUnicode_Check(sub)) {
        PyErr_Format(PyExc_TypeError, "'in <string>' requires string as left operand, not %.100s",
                     Py_TYPE(sub)->tp_name);
        return -1;
    }
    if (pyi_str_require(self) < 0 || PyUnicode_READY(sub) < 0) {
        return -1;
    }
    Py_ssize_t at = pyi_text_find(pyi_text_of(self), pyi_text_of(sub));
    return at == PYI_NO_MEMORY ? -1 : at >= 0;
}
