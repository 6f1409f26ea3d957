/* SPDX-License-Identifier: Apache-2.0 */
/* str, replace and translate by ASCII-free means: occurrences are counted first, so the result is made once. */
#include "methods.h"

#include "pyi_search.h"
#include "pyi_size_argument.h"

typedef struct {
    PyObject *self, *result;
    pyi_text from, old, new; /* of self; old in its kind, new in the kind of the result */
    int kind;
} replacement;

/* An empty needle: new before each of the first n - 1 characters, and where one is left, at the end. */
static void put_between(const replacement *r, Py_ssize_t count) {
    char *to = PyUnicode_DATA(r->result);
    for (Py_ssize_t i = 0;; i++) {
        if (count-- > 0) {
            pyi_text_copy(r->kind, to, r->new.kind, r->new.data, r->new.length);
            to += r->new.length * r->kind;
        }
        if (i == r->from.length) {
            break;
        }
        if (count == 0) {
            pyi_text_copy(r->kind, to, r->from.kind, pyi_text_at(r->from.kind, r->from.data, i),
                          r->from.length - i);
            break;
        }
        pyi_text_copy(r->kind, to, r->from.kind, pyi_text_at(r->from.kind, r->from.data, i), 1);
        to += r->kind;
    }
}

static void put_found(const replacement *r, Py_ssize_t count) {
    char *to = PyUnicode_DATA(r->result);
    pyi_text rest = r->from;
    while (count-- > 0) {
        Py_ssize_t at = pyi_text_find(rest, r->old);
        if (at < 0) {
            break;
        }
        pyi_text_copy(r->kind, to, rest.kind, rest.data, at);
        to += at * r->kind;
        pyi_text_copy(r->kind, to, r->new.kind, r->new.data, r->new.length);
        to += r->new.length * r->kind;
        rest = pyi_text_part(rest, at + r->old.length, rest.length);
    }
    pyi_text_copy(r->kind, to, rest.kind, rest.data, rest.length);
}

/* The characters that are left may all fit a smaller kind. */
static PyObject *narrow(PyObject *result) {
    pyi_text text = pyi_text_of(result);
    if (PyUnicode_IS_ASCII(result) ||
        PyUnicode_MAX_CHAR_VALUE(result) == pyi_text_maxchar(text.kind, text.data, text.length)) {
        return result;
    }
    PyObject *narrower = pyi_str_from_text(text.kind, text.data, text.length);
    Py_DECREF(result);
    return narrower;
}

/* new: count occurrences replaced */
static PyObject *replace_found(PyObject *self, PyObject *old, PyObject *new, pyi_text needle,
                               Py_ssize_t count) {
    replacement r = {.self = self, .from = pyi_text_of(self), .old = needle,
                     .new = pyi_text_of(new)};
    Py_ssize_t growth = r.new.length - needle.length;
    if (growth > 0 && count > (PY_SSIZE_T_MAX - r.from.length) / growth) {
        PyErr_SetString(PyExc_OverflowError, "replace string is too long");
        return NULL;
    }
    Py_ssize_t length = r.from.length + growth * count;
    Py_UCS4 maxchar = Py_MAX(PyUnicode_MAX_CHAR_VALUE(self), PyUnicode_MAX_CHAR_VALUE(new));
    if (length == 0) {
        return pyi_str_empty();
    }
    r.result = PyUnicode_New(length, maxchar);
    if (r.result == NULL) {
        return NULL;
    }
    r.kind = (int)PyUnicode_KIND(r.result);
    if (needle.length == 0) {
        put_between(&r, count);
    } else {
        put_found(&r, count);
    }
    /* only taking wide characters out can make a narrower str */
    bool may_narrow = PyUnicode_MAX_CHAR_VALUE(old) > PyUnicode_MAX_CHAR_VALUE(new) &&
                      PyUnicode_MAX_CHAR_VALUE(old) >= maxchar;
    return may_narrow ? narrow(r.result) : r.result;
}

static PyObject *replace_most(PyObject *self, PyObject *old, PyObject *new, Py_ssize_t most) {
    most = most < 0 ? PY_SSIZE_T_MAX : most;
    if (old == new || most == 0) {
        return pyi_str_exact(self);
    }
    pyi_text text = pyi_text_of(self);
    pyi_needle needle;
    int status = pyi_needle_init(&needle, pyi_text_of(old), text.kind);
    if (status < 0) {
        return status == PYI_NOT_FOUND ? pyi_str_exact(self) : NULL;
    }
    PyObject *result = NULL;
    Py_ssize_t count = pyi_text_count(text, needle.text, most);
    if (count == 0) {
        result = pyi_str_exact(self);
    } else if (count > 0) {
        result = replace_found(self, old, new, needle.text, count);
    }
    pyi_needle_end(&needle);
    return result;
}

/* ---- methods ------------------------------------------------------------------------------ */

#if PYI_313
PyObject *pyi_str_replace(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    static const char *const keywords[] = {"", "", "count", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "replace"};
    PyObject *room[3];
    Py_ssize_t given = n + (names == NULL ? 0 : PyTuple_GET_SIZE(names));
    if (!pyi_unpack(args, n, names, &parser, 2, 3, room)) {
        return NULL;
    }
    args = room;
    bool has_count = given > 2;
#else
PyObject *pyi_str_replace(PyObject *self, PyObject *const *args, Py_ssize_t n) {
    if (!_PyArg_CheckPositional("replace", n, 2, 3)) {
        return NULL;
    }
    bool has_count = n > 2;
#endif
    for (int i = 0; i < 2; i++) {
        if (!PyUnicode_Check(args[i])) {
            _PyArg_BadArgument("replace", i == 0 ? "argument 1" : "argument 2", "str", args[i]);
            return NULL;
        }
    }
    Py_ssize_t count = -1;
    if (has_count) {
        count = pyi_size_argument(args[2]);
        if (count == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    return replace_most(self, args[0], args[1], count);
}

/* ---- public functions --------------------------------------------------------------------- */

/* new */
PyObject *PyUnicode_Replace(PyObject *self, PyObject *old, PyObject *new, Py_ssize_t most) {
    if (pyi_str_require(self) < 0 || pyi_str_require(old) < 0 || pyi_str_require(new) < 0) {
        return NULL;
    }
    return replace_most(self, old, new, most);
}
