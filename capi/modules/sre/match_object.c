/* SPDX-License-Identifier: Apache-2.0 */
/* re.Match: what a pattern found: the string, and where each group begins and ends.
 *
 * Contract   docs.python.org/3/library/re.html#match-objects
 */
#include "sre.h"
#include "pyi_c_imports.h"

#include "structmember.h"

/* ---- life ------------------------------------------------------------------------------------ */

PyObject *pyi_sre_new_match(sre_pattern *pattern, sre_state *state, int status) {
    if (status <= 0) {
        return status < 0 ? NULL : Py_NewRef(Py_None);
    }
    Py_ssize_t n = pattern->groups + 1;
    sre_match *match = PyObject_GC_NewVar(sre_match, &pyi_sre_match_type, 2 * n);
    if (match == NULL) {
        return NULL;
    }
    match->string = Py_NewRef(state->string);
    match->regs = NULL;
    match->pattern = (sre_pattern *)Py_NewRef(pattern);
    match->pos = match->endpos = 0; /* set by those who know */
    match->lastindex = state->lastindex;
    match->groups = n;
    match->mark[0] = state->start;
    match->mark[1] = state->at;
    for (Py_ssize_t i = 0; i < state->marks; i += 2) {
        bool set = state->mark[i] >= 0 && state->mark[i + 1] >= state->mark[i];
        match->mark[i + 2] = set ? state->mark[i] : -1;
        match->mark[i + 3] = set ? state->mark[i + 1] : -1;
    }
    PyObject_GC_Track(match);
    return (PyObject *)match;
}

static int match_traverse(sre_match *self, visitproc visit, void *arg) {
    Py_VISIT(self->string);
    Py_VISIT(self->regs);
    Py_VISIT(self->pattern);
    return 0;
}

static int match_clear(sre_match *self) {
    Py_CLEAR(self->string);
    Py_CLEAR(self->regs);
    Py_CLEAR(self->pattern);
    return 0;
}

static void match_dealloc(sre_match *self) {
    PyObject_GC_UnTrack(self);
    match_clear(self);
    PyObject_GC_Del(self);
}

/* ---- groups ---------------------------------------------------------------------------------- */

PyObject *pyi_sre_group(const sre_match *match, Py_ssize_t index, PyObject *default_value) {
    if (index < 0 || index >= match->groups) {
        PyErr_SetString(PyExc_IndexError, "no such group");
        return NULL;
    }
    Py_ssize_t start = match->mark[2 * index];
    if (match->string == Py_None || start < 0) {
        return Py_NewRef(default_value);
    }
    return pyi_sre_slice_of(match->string, start, match->mark[2 * index + 1]);
}

/* the number of a group by number or name; -1 with an exception */
static Py_ssize_t index_of(const sre_match *self, PyObject *key) {
    Py_ssize_t i = -1;
    if (key == NULL) {
        return 0;
    }
    if (PyIndex_Check(key)) {
        i = PyNumber_AsSsize_t(key, NULL);
    } else {
        PyObject *number = PyDict_GetItemWithError(self->pattern->groupindex, key);
        if (number != NULL && PyLong_Check(number)) {
            i = PyLong_AsSsize_t(number);
        }
    }
    if (i < 0 || i >= self->groups) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_IndexError, "no such group");
        }
        return -1;
    }
    return i;
}

static PyObject *match_getitem(sre_match *self, PyObject *key) {
    Py_ssize_t i = index_of(self, key);
    return i < 0 ? NULL : pyi_sre_group(self, i, Py_None);
}

static PyObject *match_group(sre_match *self, PyObject *const *args, Py_ssize_t n) {
    if (n <= 1) {
        return match_getitem(self, n == 0 ? NULL : args[0]);
    }
    PyObject *result = PyTuple_New(n);
    for (Py_ssize_t i = 0; result != NULL && i < n; i++) {
        PyObject *item = match_getitem(self, args[i]);
        if (item == NULL) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i, item);
        }
    }
    return result;
}

/* the one argument "default" */
static PyObject *parse_default(PyObject *const *args, Py_ssize_t n, PyObject *names,
                               const char *method) {
    static const char *const keywords[] = {"default", NULL};
    static _PyArg_Parser groups_parser = {.keywords = keywords, .fname = "groups"};
    static _PyArg_Parser dict_parser = {.keywords = keywords, .fname = "groupdict"};
    PyObject *found[1] = {NULL};
    _PyArg_Parser *parser = strcmp(method, "groups") == 0 ? &groups_parser : &dict_parser;
    PyObject *const *given = _PyArg_UnpackKeywords(args, n, NULL, names, parser, 0, 1, 0, found);
    return given == NULL ? NULL : given[0] == NULL ? Py_None : given[0];
}

static PyObject *match_groups(sre_match *self, PyObject *const *args, Py_ssize_t n,
                              PyObject *names) {
    PyObject *default_value = Py_None;
    if ((n > 0 || names != NULL) &&
        (default_value = parse_default(args, n, names, "groups")) == NULL) {
        return NULL;
    }
    PyObject *result = PyTuple_New(self->groups - 1);
    for (Py_ssize_t i = 1; result != NULL && i < self->groups; i++) {
        PyObject *item = pyi_sre_group(self, i, default_value);
        if (item == NULL) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i - 1, item);
        }
    }
    return result;
}

static PyObject *match_groupdict(sre_match *self, PyObject *const *args, Py_ssize_t n,
                                 PyObject *names) {
    PyObject *default_value = Py_None;
    if ((n > 0 || names != NULL) &&
        (default_value = parse_default(args, n, names, "groupdict")) == NULL) {
        return NULL;
    }
    PyObject *result = PyDict_New();
    PyObject *name, *number;
    Py_ssize_t at = 0;
    while (result != NULL && PyDict_Next(self->pattern->groupindex, &at, &name, &number)) {
        Py_INCREF(name);
        PyObject *item = pyi_sre_group(self, PyLong_AsSsize_t(number), default_value);
        if (item == NULL || PyDict_SetItem(result, name, item) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(item);
        Py_DECREF(name);
    }
    return result;
}

/* ---- places ---------------------------------------------------------------------------------- */

/* the number of the group that is the only argument; -1 with an exception */
static Py_ssize_t place_index(sre_match *self, PyObject *const *args, Py_ssize_t n,
                              const char *method) {
    if (!_PyArg_CheckPositional(method, n, 0, 1)) {
        return -1;
    }
    return index_of(self, n == 0 ? NULL : args[0]);
}

static PyObject *match_start(sre_match *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t i = place_index(self, args, n, "start");
    return i < 0 ? NULL : PyLong_FromSsize_t(self->mark[2 * i]);
}

static PyObject *match_end(sre_match *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t i = place_index(self, args, n, "end");
    return i < 0 ? NULL : PyLong_FromSsize_t(self->mark[2 * i + 1]);
}

static PyObject *span_of(const sre_match *self, Py_ssize_t i) {
    return Py_BuildValue("(nn)", self->mark[2 * i], self->mark[2 * i + 1]);
}

static PyObject *match_span(sre_match *self, PyObject *const *args, Py_ssize_t n) {
    Py_ssize_t i = place_index(self, args, n, "span");
    return i < 0 ? NULL : span_of(self, i);
}

static PyObject *get_regs(sre_match *self, void *Py_UNUSED(closure)) {
    if (self->regs == NULL) {
        PyObject *regs = PyTuple_New(self->groups);
        for (Py_ssize_t i = 0; regs != NULL && i < self->groups; i++) {
            PyObject *span = span_of(self, i);
            if (span == NULL) {
                Py_CLEAR(regs);
            } else {
                PyTuple_SET_ITEM(regs, i, span);
            }
        }
        self->regs = regs;
    }
    return Py_XNewRef(self->regs);
}

static PyObject *get_lastindex(sre_match *self, void *Py_UNUSED(closure)) {
    return self->lastindex >= 0 ? PyLong_FromSsize_t(self->lastindex) : Py_NewRef(Py_None);
}

static PyObject *get_lastgroup(sre_match *self, void *Py_UNUSED(closure)) {
    PyObject *names = self->pattern->indexgroup;
    bool known = names != NULL && self->lastindex >= 0 && self->lastindex < PyTuple_GET_SIZE(names);
    return Py_NewRef(known ? PyTuple_GET_ITEM(names, self->lastindex) : Py_None);
}

/* ---- the rest -------------------------------------------------------------------------------- */

PYI_C_IMPORT("re", "_expand", "_sre", "expand"); /* 3.11 */

static PyObject *match_expand(sre_match *self, PyObject *const *args, Py_ssize_t n,
                              PyObject *names) {
    static const char *const keywords[] = {"template", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "expand"};
    PyObject *found[1] = {NULL};
    PyObject *const *given = _PyArg_UnpackKeywords(args, n, NULL, names, &parser, 1, 1, 0, found);
    if (given == NULL) {
        return NULL;
    }
#if PYI_312
    PyObject *template = pyi_sre_compile_template(self->pattern, given[0]);
    PyObject *result = NULL;
    if (template != NULL) {
        result = Py_IS_TYPE(template, &pyi_sre_template_type)
                     ? pyi_sre_template_expand(template, self)
                     : Py_NewRef(template);
        Py_DECREF(template);
    }
    return result;
#else
    PyObject *re = PyImport_ImportModule("re");
    PyObject *result = re == NULL ? NULL
                                  : PyObject_CallMethod(re, "_expand", "OOO", self->pattern, self,
                                                        given[0]);
    Py_XDECREF(re);
    return result;
#endif
}

static PyObject *match_copy(PyObject *self, PyObject *Py_UNUSED(unused)) {
    return Py_NewRef(self);
}

static PyObject *match_repr(sre_match *self) {
    PyObject *text = pyi_sre_group(self, 0, Py_None);
    PyObject *result = text == NULL
                           ? NULL
                           : PyUnicode_FromFormat("<%s object; span=(%zd, %zd), match=%.50R>",
                                                  Py_TYPE(self)->tp_name, self->mark[0],
                                                  self->mark[1], text);
    Py_XDECREF(text);
    return result;
}

/* ---- type ------------------------------------------------------------------------------------ */

#define FAST(function) PYI_FASTCALL(function), METH_FASTCALL
#define FAST_KEYWORDS(function) PYI_FASTCALL(function), METH_FASTCALL | METH_KEYWORDS

static PyMethodDef methods[] = {
    {"group", FAST(match_group),
     "group([group1, ...]) -> str or tuple.\n"
     "    Return subgroup(s) of the match by indices or names.\n"
     "    For 0 returns the entire match."},
    {"start", FAST(match_start), PYI_SIGNATURE("start", "($self, group=0, /)")},
    {"end", FAST(match_end), PYI_SIGNATURE("end", "($self, group=0, /)")},
    {"span", FAST(match_span), PYI_SIGNATURE("span", "($self, group=0, /)")},
    {"groups", FAST_KEYWORDS(match_groups), PYI_SIGNATURE("groups", "($self, /, default=None)")},
    {"groupdict", FAST_KEYWORDS(match_groupdict),
     PYI_SIGNATURE("groupdict", "($self, /, default=None)")},
    {"expand", FAST_KEYWORDS(match_expand), PYI_SIGNATURE("expand", "($self, /, template)")},
    {"__copy__", match_copy, METH_NOARGS, PYI_SIGNATURE("__copy__", "($self, /)")},
    {"__deepcopy__", match_copy, METH_O, PYI_SIGNATURE("__deepcopy__", "($self, memo, /)")},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"string", T_OBJECT, offsetof(sre_match, string), READONLY, NULL},
    {"re", T_OBJECT, offsetof(sre_match, pattern), READONLY, NULL},
    {"pos", T_PYSSIZET, offsetof(sre_match, pos), READONLY, NULL},
    {"endpos", T_PYSSIZET, offsetof(sre_match, endpos), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef getsets[] = {
    {"lastindex", (getter)get_lastindex, NULL, NULL, NULL},
    {"lastgroup", (getter)get_lastgroup, NULL, NULL, NULL},
    {"regs", (getter)get_regs, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMappingMethods as_mapping = {.mp_subscript = (binaryfunc)match_getitem};

PyTypeObject pyi_sre_match_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "re.Match",
    .tp_basicsize = sizeof(sre_match),
    .tp_itemsize = sizeof(Py_ssize_t),
    .tp_dealloc = (destructor)match_dealloc,
    .tp_repr = (reprfunc)match_repr,
    .tp_as_mapping = &as_mapping,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "The result of re.match() and re.search().\n"
              "Match objects always have a boolean value of True.",
    .tp_traverse = (traverseproc)match_traverse,
    .tp_clear = (inquiry)match_clear,
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = getsets,
};
