/* SPDX-License-Identifier: Apache-2.0 */
/* sre/state: the text and the working memory of one or several matches. */
#include "sre.h"

/* ---- text ------------------------------------------------------------------------------------ */

/* The characters of a str or bytes-like object; -1 with an exception. */
static int get_text(sre_state *state, PyObject *string, Py_ssize_t *size) {
    if (PyUnicode_Check(string)) {
        state->text = PyUnicode_DATA(string);
        state->width = PyUnicode_KIND(string);
        state->is_bytes = 0;
        *size = PyUnicode_GET_LENGTH(string);
        return 0;
    }
    if (PyObject_GetBuffer(string, &state->buffer, PyBUF_SIMPLE) < 0) {
        PyErr_Format(PyExc_TypeError, "expected string or bytes-like object, got '%.200s'",
                     Py_TYPE(string)->tp_name);
        return -1;
    }
    state->text = state->buffer.buf;
    state->width = 1;
    state->is_bytes = 1;
    *size = state->buffer.len;
    if (state->text == NULL) {
        PyErr_SetString(PyExc_ValueError, "Buffer is NULL");
        return -1;
    }
    return 0;
}

static Py_ssize_t clamp(Py_ssize_t i, Py_ssize_t size) {
    return i < 0 ? 0 : i > size ? size : i;
}

int pyi_sre_state_init(sre_state *state, const sre_pattern *pattern, PyObject *string,
                       Py_ssize_t start, Py_ssize_t end) {
    memset(state, 0, offsetof(sre_state, few_marks));
    memset(&state->repeat, 0, sizeof(*state) - offsetof(sre_state, repeat));
    Py_ssize_t size;
    state->marks = 2 * pattern->groups;
    state->mark = state->few_marks;
    if (state->marks > (Py_ssize_t)Py_ARRAY_LENGTH(state->few_marks)) {
        state->mark = PyMem_New(Py_ssize_t, state->marks);
        if (state->mark == NULL) {
            PyErr_NoMemory();
            return -1;
        }
    }
    if (get_text(state, string, &size) < 0) {
        pyi_sre_state_free(state);
        return -1;
    }
    if (pattern->is_bytes >= 0 && pattern->is_bytes != state->is_bytes) {
        PyErr_SetString(PyExc_TypeError,
                        state->is_bytes ? "cannot use a string pattern on a bytes-like object"
                                        : "cannot use a bytes pattern on a string-like object");
        pyi_sre_state_free(state);
        return -1;
    }
    state->start = clamp(start, size);
    state->end = clamp(end, size);
    state->string = Py_NewRef(string);
    pyi_sre_state_reset(state);
    return 0;
}

void pyi_sre_state_reset(sre_state *state) {
    state->lastindex = -1;
    for (Py_ssize_t i = 0; i < state->marks; i++) {
        state->mark[i] = -1;
    }
    for (sre_repeat *repeat = state->repeats; repeat != NULL; repeat = repeat->next) {
        repeat->next_free = repeat->next;
    }
    state->free_repeats = state->repeats;
}

void pyi_sre_state_free(sre_state *state) {
    if (state->buffer.obj != NULL) {
        PyBuffer_Release(&state->buffer);
    }
    Py_CLEAR(state->string);
    if (state->mark != state->few_marks) {
        PyMem_Free(state->mark);
    }
    PyMem_Free(state->stack);
    for (sre_repeat *repeat = state->repeats, *next; repeat != NULL; repeat = next) {
        next = repeat->next;
        PyMem_Free(repeat);
    }
}

/* ---- working memory -------------------------------------------------------------------------- */

void *pyi_sre_grow_stack(sre_state *state) {
    Py_ssize_t capacity = state->capacity == 0 ? 32 : 2 * state->capacity;
    sre_entry *stack = NULL;
    if (capacity <= INT32_MAX / 2) { /* indices of barriers are 32 bits */
        stack = PyMem_Realloc(state->stack, capacity * sizeof(sre_entry));
    }
    if (stack == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    state->stack = stack;
    state->capacity = capacity;
    return stack;
}

sre_repeat *pyi_sre_new_repeat(sre_state *state) {
    sre_repeat *repeat = state->free_repeats;
    if (repeat != NULL) {
        state->free_repeats = repeat->next_free;
        return repeat;
    }
    repeat = PyMem_Malloc(sizeof(*repeat));
    if (repeat == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    repeat->next = state->repeats;
    state->repeats = repeat;
    return repeat;
}

/* ---- parts ----------------------------------------------------------------------------------- */

PyObject *pyi_sre_slice(const sre_state *state, Py_ssize_t start, Py_ssize_t end) {
    if (state->is_bytes) {
        if (PyBytes_CheckExact(state->string) && start == 0 && end == state->buffer.len) {
            return Py_NewRef(state->string);
        }
        return PyBytes_FromStringAndSize((const char *)state->text + start, end - start);
    }
    return PyUnicode_Substring(state->string, start, end);
}

PyObject *pyi_sre_slice_of(PyObject *string, Py_ssize_t start, Py_ssize_t end) {
    if (PyUnicode_Check(string)) {
        Py_ssize_t size = PyUnicode_GET_LENGTH(string);
        return PyUnicode_Substring(string, Py_MIN(start, size), Py_MIN(end, size));
    }
    Py_buffer buffer; /* it may have changed since it was matched */
    if (PyObject_GetBuffer(string, &buffer, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    start = Py_MIN(start, buffer.len);
    end = Py_MIN(end, buffer.len);
    PyObject *part;
    if (PyBytes_CheckExact(string) && start == 0 && end == buffer.len) {
        part = Py_NewRef(string);
    } else {
        part = PyBytes_FromStringAndSize((const char *)buffer.buf + start, end - start);
    }
    PyBuffer_Release(&buffer);
    return part;
}
