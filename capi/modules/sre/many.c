/* SPDX-License-Identifier: Apache-2.0 */
/* sre/many: all matches of a pattern in a string: findall(), split(), sub(). */
#include "sre.h"
#include "pyi_c_imports.h"

/* ---- lists ----------------------------------------------------------------------------------- */

/* Steals item, which may be NULL. */
static int append(PyObject *list, PyObject *item) {
    int status = item == NULL ? -1 : PyList_Append(list, item);
    Py_XDECREF(item);
    return status;
}

PyObject *pyi_sre_join(PyObject *list, PyObject *string) {
    bool is_str = PyUnicode_Check(string);
    PyObject *empty = is_str ? PyUnicode_New(0, 0) : PyBytes_FromStringAndSize("", 0);
    PyObject *result = NULL;
    if (empty != NULL) {
        result = is_str ? PyUnicode_Join(empty, list) : _PyBytes_Join(empty, list);
        Py_DECREF(empty);
    }
    return result;
}

/* The next match begins where this one ended, and may not be empty there if this one was. */
static void advance(sre_state *state) {
    state->must_advance = state->at == state->start;
    state->start = state->at;
}

/* new: the group of the match in a state, empty if it did not take part */
static PyObject *group_in(const sre_state *state, Py_ssize_t group, bool empty) {
    Py_ssize_t start = state->mark[2 * group], end = state->mark[2 * group + 1];
    if (start < 0 || end < start) {
        return empty ? pyi_sre_slice(state, 0, 0) : Py_NewRef(Py_None);
    }
    return pyi_sre_slice(state, start, end);
}

/* ---- findall and split ----------------------------------------------------------------------- */

/* new: the match itself, its only group, or a tuple of its groups */
static PyObject *found(const sre_pattern *self, const sre_state *state) {
    if (self->groups == 0) {
        return pyi_sre_slice(state, state->start, state->at);
    }
    if (self->groups == 1) {
        return group_in(state, 0, true);
    }
    PyObject *tuple = PyTuple_New(self->groups);
    for (Py_ssize_t i = 0; tuple != NULL && i < self->groups; i++) {
        PyObject *item = group_in(state, i, true);
        if (item == NULL) {
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, i, item);
        }
    }
    return tuple;
}

PyObject *pyi_sre_findall(sre_pattern *self, PyObject *string, Py_ssize_t pos, Py_ssize_t endpos) {
    sre_state state;
    if (pyi_sre_state_init(&state, self, string, pos, endpos) < 0) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    int status = 1;
    while (list != NULL && state.start <= state.end && status > 0) {
        pyi_sre_state_reset(&state);
        status = pyi_sre_search(&state, self->code);
        if (status < 0 || (status > 0 && append(list, found(self, &state)) < 0)) {
            Py_CLEAR(list);
        }
        advance(&state);
    }
    pyi_sre_state_free(&state);
    return list;
}

PyObject *pyi_sre_split(sre_pattern *self, PyObject *string, Py_ssize_t maxsplit) {
    sre_state state;
    if (pyi_sre_state_init(&state, self, string, 0, PY_SSIZE_T_MAX) < 0) {
        return NULL;
    }
    PyObject *list = PyList_New(0);
    Py_ssize_t last = 0;
    for (Py_ssize_t n = 0; list != NULL && (maxsplit == 0 || n < maxsplit); n++) {
        pyi_sre_state_reset(&state);
        int status = pyi_sre_search(&state, self->code);
        if (status == 0) {
            break;
        }
        bool failed = status < 0 || append(list, pyi_sre_slice(&state, last, state.start)) < 0;
        for (Py_ssize_t i = 0; !failed && i < self->groups; i++) {
            failed = append(list, group_in(&state, i, false)) < 0;
        }
        if (failed) {
            Py_CLEAR(list);
        }
        last = state.at;
        advance(&state);
    }
    if (list != NULL && append(list, pyi_sre_slice(&state, last, state.end)) < 0) {
        Py_CLEAR(list);
    }
    pyi_sre_state_free(&state);
    return list;
}

/* ---- substitution ---------------------------------------------------------------------------- */

PYI_C_IMPORT("re", "_compile_template _subx", "_sre", "");

PyObject *pyi_sre_compile_template(sre_pattern *pattern, PyObject *template) {
    PyObject *re = PyImport_ImportModule("re");
    PyObject *result = re == NULL
                           ? NULL
                           : PyObject_CallMethod(re, PYI_312 ? "_compile_template" : "_subx", "OO",
                                                 pattern, template);
    Py_XDECREF(re);
    return result;
}

/* 1 when a str or bytes-like object has no backslash, so that it means itself; else 0 */
static int is_plain(PyObject *text) {
    if (PyUnicode_Check(text)) {
        return PyUnicode_FindChar(text, '\\', 0, PyUnicode_GET_LENGTH(text), 1) == -1;
    }
    Py_buffer buffer;
    if (PyObject_GetBuffer(text, &buffer, PyBUF_SIMPLE) < 0) {
        PyErr_Clear();
        return 0;
    }
    int plain = buffer.len == 0 || memchr(buffer.buf, '\\', buffer.len) == NULL;
    PyBuffer_Release(&buffer);
    return plain;
}

/* new: what replaces the match in the state */
static PyObject *replacement(sre_pattern *self, sre_state *state, PyObject *with, bool callable) {
    bool template = false;
#if PYI_312
    template = Py_IS_TYPE(with, &pyi_sre_template_type);
#endif
    if (!callable && !template) {
        return Py_NewRef(with);
    }
    PyObject *match = pyi_sre_new_match(self, state, 1);
    if (match == NULL) {
        return NULL;
    }
    ((sre_match *)match)->endpos = state->end;
    PyObject *item = NULL;
#if PYI_312
    if (template) {
        item = pyi_sre_template_expand(with, (sre_match *)match);
        Py_DECREF(match);
        return item;
    }
#endif
    item = PyObject_CallOneArg(with, match);
    Py_DECREF(match);
    return item;
}

/* Replace up to count matches, all if it is 0: the parts of the result, and how many there were. */
static int replace_all(sre_pattern *self, sre_state *state, PyObject *with, bool callable,
                       PyObject *list, Py_ssize_t count, Py_ssize_t *n) {
    Py_ssize_t last = 0;
    for (*n = 0; count == 0 || *n < count; ++*n) {
        pyi_sre_state_reset(state);
        int status = pyi_sre_search(state, self->code);
        if (status == 0) {
            break;
        }
        if (status < 0 || (last < state->start &&
                           append(list, pyi_sre_slice(state, last, state->start)) < 0)) {
            return -1;
        }
        PyObject *item = replacement(self, state, with, callable);
        if (item == NULL || (item != Py_None && PyList_Append(list, item) < 0)) {
            Py_XDECREF(item);
            return -1;
        }
        Py_DECREF(item);
        last = state->at;
        advance(state);
    }
    if (last < state->end) {
        return append(list, pyi_sre_slice(state, last, state->end));
    }
    return 0;
}

PyObject *pyi_sre_substitute(sre_pattern *self, PyObject *repl, PyObject *string, Py_ssize_t count,
                             bool with_count) {
    PyObject *with = repl;
    if (PyCallable_Check(repl) || is_plain(repl)) {
        Py_INCREF(with);
    } else if ((with = pyi_sre_compile_template(self, repl)) == NULL) {
        return NULL;
    }
    sre_state state;
    if (pyi_sre_state_init(&state, self, string, 0, PY_SSIZE_T_MAX) < 0) {
        Py_DECREF(with);
        return NULL;
    }
    PyObject *list = PyList_New(0), *result = NULL;
    Py_ssize_t n = 0;
    if (list != NULL &&
        replace_all(self, &state, with, PyCallable_Check(with), list, count, &n) == 0) {
        result = pyi_sre_join(list, string);
    }
    Py_XDECREF(list);
    Py_DECREF(with);
    pyi_sre_state_free(&state);
    return result == NULL || !with_count ? result : Py_BuildValue("(Nn)", result, n);
}
