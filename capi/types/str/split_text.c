/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting of texts at whitespace, at a separator and at the ends of lines. */
#include "pyi_split.h"

#include "internal/pycore_list.h"

/* ---- the list being made ------------------------------------------------------------------ */

/* Appends a part to the list; -1 on failure. */
static int add_part(const pyi_split *split, PyObject *list, Py_ssize_t start, Py_ssize_t end) {
    PyObject *part = split->slice(split->owner, start, end);
    if (part == NULL) {
        return -1;
    }
    return _PyList_AppendTakeRef((PyListObject *)list, part);
}

/* steals list */
static PyObject *reversed_list(PyObject *list) {
    if (PyList_Reverse(list) < 0) {
        Py_CLEAR(list);
    }
    return list;
}

/* steals list; NULL */
static PyObject *give_up(PyObject *list) {
    Py_DECREF(list);
    return NULL;
}

/* ---- whitespace --------------------------------------------------------------------------- */

static inline bool space_at(const pyi_split *split, Py_ssize_t i) {
    if (split->text.kind == 1) {
        Py_UCS1 c = ((const Py_UCS1 *)split->text.data)[i];
        if (split->bytes) {
            return c == ' ' || (c >= 9 && c <= 13);
        }
        return c < 0x80 ? _Py_ascii_whitespace[c] : c == 0x85 || c == 0xa0;
    }
    return pyi_char_is_space(PyUnicode_READ(split->text.kind, split->text.data, i));
}

PyObject *pyi_split_spaces(const pyi_split *split) {
    PyObject *list = PyList_New(0);
    Py_ssize_t i = 0, n = split->text.length, most = split->most;
    while (list != NULL) {
        while (i < n && space_at(split, i)) {
            i++;
        }
        if (i == n) {
            break;
        }
        Py_ssize_t start = i, end = n;
        if (most-- > 0) {
            while (i < n && !space_at(split, i)) {
                i++;
            }
            end = i;
        } else { /* all the rest, with its whitespace */
            i = n;
        }
        if (add_part(split, list, start, end) < 0) {
            return give_up(list);
        }
    }
    return list;
}

PyObject *pyi_rsplit_spaces(const pyi_split *split) {
    PyObject *list = PyList_New(0);
    if (list == NULL) {
        return NULL;
    }
    Py_ssize_t i = split->text.length, most = split->most;
    for (;;) {
        while (i > 0 && space_at(split, i - 1)) {
            i--;
        }
        if (i == 0) {
            return reversed_list(list);
        }
        Py_ssize_t end = i, start = 0;
        if (most-- > 0) {
            while (i > 0 && !space_at(split, i - 1)) {
                i--;
            }
            start = i;
        } else {
            i = 0;
        }
        if (add_part(split, list, start, end) < 0) {
            return give_up(list);
        }
    }
}

/* ---- separators --------------------------------------------------------------------------- */

/* The list of one part, everything. */
static PyObject *whole(const pyi_split *split) {
    PyObject *list = PyList_New(0);
    if (list != NULL && add_part(split, list, 0, split->text.length) < 0) {
        return give_up(list);
    }
    return list;
}

PyObject *pyi_split_separator(const pyi_split *split, pyi_text separator) {
    pyi_needle needle;
    int status = pyi_needle_init(&needle, separator, split->text.kind);
    if (status < 0) {
        return status == PYI_NOT_FOUND ? whole(split) : NULL;
    }
    PyObject *list = PyList_New(0);
    Py_ssize_t start = 0, n = split->text.length;
    for (Py_ssize_t most = split->most; list != NULL && most > 0; most--) {
        Py_ssize_t at = pyi_text_find(pyi_text_part(split->text, start, n), needle.text);
        if (at == PYI_NOT_FOUND) {
            break;
        }
        if (at == PYI_NO_MEMORY || add_part(split, list, start, start + at) < 0) {
            Py_CLEAR(list);
            break;
        }
        start += at + separator.length;
    }
    if (list != NULL && add_part(split, list, start, n) < 0) {
        Py_CLEAR(list);
    }
    pyi_needle_end(&needle);
    return list;
}

PyObject *pyi_rsplit_separator(const pyi_split *split, pyi_text separator) {
    pyi_needle needle;
    int status = pyi_needle_init(&needle, separator, split->text.kind);
    if (status < 0) {
        return status == PYI_NOT_FOUND ? whole(split) : NULL;
    }
    PyObject *list = PyList_New(0);
    Py_ssize_t end = split->text.length;
    for (Py_ssize_t most = split->most; list != NULL && most > 0; most--) {
        Py_ssize_t at = pyi_text_rfind(pyi_text_part(split->text, 0, end), needle.text);
        if (at == PYI_NOT_FOUND) {
            break;
        }
        if (at == PYI_NO_MEMORY || add_part(split, list, at + separator.length, end) < 0) {
            Py_CLEAR(list);
            break;
        }
        end = at;
    }
    if (list != NULL && add_part(split, list, 0, end) < 0) {
        Py_CLEAR(list);
    }
    pyi_needle_end(&needle);
    return list == NULL ? NULL : reversed_list(list);
}

PyObject *pyi_partition(const pyi_split *split, pyi_text separator, PyObject *sep, bool forwards) {
    if (separator.length == 0) {
        PyErr_SetString(PyExc_ValueError, "empty separator");
        return NULL;
    }
    Py_ssize_t n = split->text.length;
    Py_ssize_t at = forwards ? pyi_text_find(split->text, separator)
                             : pyi_text_rfind(split->text, separator);
    if (at == PYI_NO_MEMORY) {
        return NULL;
    }
    PyObject *before, *middle, *after;
    if (at >= 0) {
        before = split->slice(split->owner, 0, at);
        middle = Py_NewRef(sep);
        after = split->slice(split->owner, at + separator.length, n);
    } else if (forwards) {
        before = split->slice(split->owner, 0, n);
        middle = split->slice(split->owner, 0, 0);
        after = split->slice(split->owner, 0, 0);
    } else {
        before = split->slice(split->owner, 0, 0);
        middle = split->slice(split->owner, 0, 0);
        after = split->slice(split->owner, 0, n);
    }
    PyObject *tuple = NULL;
    if (before != NULL && middle != NULL && after != NULL) {
        tuple = PyTuple_Pack(3, before, middle, after);
    }
    Py_XDECREF(before);
    Py_XDECREF(middle);
    Py_XDECREF(after);
    return tuple;
}

/* ---- lines -------------------------------------------------------------------------------- */

static inline bool line_ends_at(const pyi_split *split, Py_ssize_t i, bool all) {
    Py_UCS4 c = PyUnicode_READ(split->text.kind, split->text.data, i);
    return all ? pyi_char_is_linebreak(c) : c == '\n' || c == '\r';
}

PyObject *pyi_split_lines(const pyi_split *split, bool keep, bool all) {
    PyObject *list = PyList_New(0);
    Py_ssize_t n = split->text.length;
    for (Py_ssize_t i = 0; list != NULL && i < n;) {
        Py_ssize_t start = i;
        while (i < n && !line_ends_at(split, i, all)) {
            i++;
        }
        Py_ssize_t end = i;
        if (i < n) {
            bool pair = PyUnicode_READ(split->text.kind, split->text.data, i) == '\r' &&
                        i + 1 < n &&
                        PyUnicode_READ(split->text.kind, split->text.data, i + 1) == '\n';
            i += pair ? 2 : 1;
        }
        if (add_part(split, list, start, keep ? i : end) < 0) {
            return give_up(list);
        }
    }
    return list;
}

int pyi_keepends(PyObject *const *args, Py_ssize_t n, PyObject *names, _PyArg_Parser *parser,
                 int *keep) {
    PyObject *room[1];
    if (!pyi_unpack(args, n, names, parser, 0, 1, room)) {
        return -1;
    }
    args = room;
    *keep = 0;
    if (args[0] != NULL) {
#if PYI_312
        *keep = PyObject_IsTrue(args[0]);
#else
        *keep = _PyLong_AsInt(args[0]);
#endif
    }
    return *keep == -1 && PyErr_Occurred() ? -1 : 0;
}
