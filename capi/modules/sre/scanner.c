/* SPDX-License-Identifier: Apache-2.0 */
/* _sre.SRE_Scanner: one match after the other in one string; finditer() stands on it. */
#include "sre.h"

#include "structmember.h"

typedef struct {
    PyObject_HEAD
    PyObject *pattern;
    Py_ssize_t pos;
    bool running, done;
    bool has_state;
    sre_state state;
} sre_scanner;

/* ---- life ------------------------------------------------------------------------------------ */

PyObject *pyi_sre_new_scanner(sre_pattern *pattern, PyObject *string, Py_ssize_t pos,
                              Py_ssize_t endpos) {
    sre_scanner *self = PyObject_GC_New(sre_scanner, &pyi_sre_scanner_type);
    if (self == NULL) {
        return NULL;
    }
    self->running = self->done = self->has_state = false;
    self->pattern = NULL;
    if (pyi_sre_state_init(&self->state, pattern, string, pos, endpos) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    self->has_state = true;
    self->pos = self->state.start;
    self->pattern = Py_NewRef(pattern);
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static int scanner_traverse(sre_scanner *self, visitproc visit, void *arg) {
    Py_VISIT(self->pattern);
    if (self->has_state) {
        Py_VISIT(self->state.string);
    }
    return 0;
}

/* The string stays, since the state points into it. */
static int scanner_clear(sre_scanner *self) {
    Py_CLEAR(self->pattern);
    self->done = true;
    return 0;
}

static void scanner_dealloc(sre_scanner *self) {
    if (self->has_state) {
        PyObject_GC_UnTrack(self);
        pyi_sre_state_free(&self->state);
    }
    Py_CLEAR(self->pattern);
    PyObject_GC_Del(self);
}

/* ---- methods --------------------------------------------------------------------------------- */

/* new: the next match, None after the last one */
static PyObject *next(sre_scanner *self, int (*find)(sre_state *, const Py_UCS4 *)) {
    sre_state *state = &self->state;
    if (self->running) {
        PyErr_SetString(PyExc_ValueError, "regular expression scanner already executing");
        return NULL;
    }
    if (self->done) {
        Py_RETURN_NONE;
    }
    sre_pattern *pattern = (sre_pattern *)self->pattern;
    self->running = true;
    pyi_sre_state_reset(state);
    Py_ssize_t from = state->start;
    int status = find(state, pattern->code);
    PyObject *match = pyi_sre_new_match(pattern, state, status);
    if (status > 0 && match != NULL) {
        ((sre_match *)match)->pos = self->pos;
        ((sre_match *)match)->endpos = state->end;
        state->must_advance = state->at == state->start;
        state->start = state->at;
    } else {
        state->start = from;
        self->done = status == 0;
    }
    self->running = false;
    return match;
}

static PyObject *scanner_match(sre_scanner *self, PyObject *Py_UNUSED(unused)) {
    return next(self, pyi_sre_match);
}

static PyObject *scanner_search(sre_scanner *self, PyObject *Py_UNUSED(unused)) {
    return next(self, pyi_sre_search);
}

/* ---- type ------------------------------------------------------------------------------------ */

static PyMethodDef methods[] = {
    {"match", (PyCFunction)scanner_match, METH_NOARGS, PYI_SIGNATURE("match", "($self, /)")},
    {"search", (PyCFunction)scanner_search, METH_NOARGS, PYI_SIGNATURE("search", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"pattern", T_OBJECT, offsetof(sre_scanner, pattern), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject pyi_sre_scanner_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "_sre.SRE_Scanner",
    .tp_basicsize = sizeof(sre_scanner),
    .tp_dealloc = (destructor)scanner_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = (traverseproc)scanner_traverse,
    .tp_clear = (inquiry)scanner_clear,
    .tp_methods = methods,
    .tp_members = members,
};
