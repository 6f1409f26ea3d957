/* SPDX-License-Identifier: Apache-2.0 */
/* re.Pattern: a compiled regular expression.
 *
 * Contract   docs.python.org/3/library/re.html#regular-expression-objects
 */
#include "sre.h"

#include "structmember.h"

/* ---- life ------------------------------------------------------------------------------------ */

static int pattern_traverse(sre_pattern *self, visitproc visit, void *arg) {
    Py_VISIT(self->groupindex);
    Py_VISIT(self->indexgroup);
    Py_VISIT(self->pattern);
    return 0;
}

static int pattern_clear(sre_pattern *self) {
    Py_CLEAR(self->groupindex);
    Py_CLEAR(self->indexgroup);
    Py_CLEAR(self->pattern);
    return 0;
}

static void pattern_dealloc(sre_pattern *self) {
    PyObject_GC_UnTrack(self);
    if (self->weakrefs != NULL) {
        PyObject_ClearWeakRefs((PyObject *)self);
    }
    pattern_clear(self);
    PyObject_GC_Del(self);
}

/* ---- one match ------------------------------------------------------------------------------- */

enum how { MATCH, FULLMATCH, SEARCH };

/* new */
static PyObject *run(sre_pattern *self, PyObject *string, Py_ssize_t pos, Py_ssize_t endpos,
                     enum how how) {
    sre_state state;
    if (pyi_sre_state_init(&state, self, string, pos, endpos) < 0) {
        return NULL;
    }
    Py_ssize_t start = state.start;
    state.match_all = how == FULLMATCH;
    int status = how == SEARCH ? pyi_sre_search(&state, self->code)
                               : pyi_sre_match(&state, self->code);
    PyObject *match = pyi_sre_new_match(self, &state, status);
    if (status > 0 && match != NULL) {
        ((sre_match *)match)->pos = start;
        ((sre_match *)match)->endpos = state.end;
    }
    pyi_sre_state_free(&state);
    return match;
}

/* ---- arguments ------------------------------------------------------------------------------- */

typedef struct {
    PyObject *string;
    Py_ssize_t pos, endpos;
} range_arguments;

static int to_ssize(PyObject *op, Py_ssize_t *value) {
    PyObject *number = _PyNumber_Index(op);
    if (number == NULL) {
        return -1;
    }
    *value = PyLong_AsSsize_t(number);
    Py_DECREF(number);
    return *value == -1 && PyErr_Occurred() ? -1 : 0;
}

/* An argument that may be missing: without keywords what was parsed is args itself. */
static PyObject *optional(PyObject *const *given, PyObject *const *args, Py_ssize_t n, int i) {
    return given == args && i >= n ? NULL : given[i];
}

/* string, pos=0, endpos=sys.maxsize */
static int parse_range(PyObject *const *args, Py_ssize_t n, PyObject *names, _PyArg_Parser *parser,
                       range_arguments *to) {
    PyObject *found[3] = {NULL};
    to->pos = 0;
    to->endpos = PY_SSIZE_T_MAX;
    if (n == 1 && names == NULL) {
        to->string = args[0];
        return 0;
    }
    PyObject *const *given = _PyArg_UnpackKeywords(args, n, NULL, names, parser, 1, 3, 0, found);
    if (given == NULL) {
        return -1;
    }
    PyObject *pos = optional(given, args, n, 1), *endpos = optional(given, args, n, 2);
    to->string = given[0];
    if (pos != NULL && to_ssize(pos, &to->pos) < 0) {
        return -1;
    }
    return endpos != NULL ? to_ssize(endpos, &to->endpos) : 0;
}

static const char *const range_names[] = {"string", "pos", "endpos", NULL};

#define RANGE_METHOD(name, call)                                                                   \
    static PyObject *pattern_##name(sre_pattern *self, PyObject *const *args, Py_ssize_t n,        \
                                    PyObject *names) {                                             \
        static _PyArg_Parser parser = {.keywords = range_names, .fname = #name};                   \
        range_arguments in;                                                                        \
        return parse_range(args, n, names, &parser, &in) < 0 ? NULL : (call);                      \
    }

RANGE_METHOD(match, run(self, in.string, in.pos, in.endpos, MATCH))
RANGE_METHOD(fullmatch, run(self, in.string, in.pos, in.endpos, FULLMATCH))
RANGE_METHOD(search, run(self, in.string, in.pos, in.endpos, SEARCH))
RANGE_METHOD(findall, pyi_sre_findall(self, in.string, in.pos, in.endpos))
RANGE_METHOD(scanner, pyi_sre_new_scanner(self, in.string, in.pos, in.endpos))

static PyObject *pattern_finditer(sre_pattern *self, PyObject *const *args, Py_ssize_t n,
                                  PyObject *names) {
    static _PyArg_Parser parser = {.keywords = range_names, .fname = "finditer"};
    range_arguments in;
    if (parse_range(args, n, names, &parser, &in) < 0) {
        return NULL;
    }
    PyObject *scanner = pyi_sre_new_scanner(self, in.string, in.pos, in.endpos);
    PyObject *search = scanner == NULL ? NULL : PyObject_GetAttrString(scanner, "search");
    PyObject *result = search == NULL ? NULL : PyCallIter_New(search, Py_None);
    Py_XDECREF(search);
    Py_XDECREF(scanner);
    return result;
}

/* ---- split and substitution ------------------------------------------------------------------ */

static PyObject *pattern_split(sre_pattern *self, PyObject *const *args, Py_ssize_t n,
                               PyObject *names) {
    static const char *const keywords[] = {"string", "maxsplit", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "split"};
    PyObject *found[2] = {NULL};
    Py_ssize_t maxsplit = 0;
    PyObject *const *given = _PyArg_UnpackKeywords(args, n, NULL, names, &parser, 1, 2, 0, found);
    PyObject *limit = given == NULL ? NULL : optional(given, args, n, 1);
    if (given == NULL || (limit != NULL && to_ssize(limit, &maxsplit) < 0)) {
        return NULL;
    }
    return pyi_sre_split(self, given[0], maxsplit);
}

static PyObject *substitute(sre_pattern *self, PyObject *const *args, Py_ssize_t n,
                            PyObject *names, _PyArg_Parser *parser, bool with_count) {
    PyObject *found[3] = {NULL};
    Py_ssize_t count = 0;
    PyObject *const *given = _PyArg_UnpackKeywords(args, n, NULL, names, parser, 2, 3, 0, found);
    PyObject *limit = given == NULL ? NULL : optional(given, args, n, 2);
    if (given == NULL || (limit != NULL && to_ssize(limit, &count) < 0)) {
        return NULL;
    }
    return pyi_sre_substitute(self, given[0], given[1], count, with_count);
}

static const char *const sub_names[] = {"repl", "string", "count", NULL};

static PyObject *pattern_sub(sre_pattern *self, PyObject *const *args, Py_ssize_t n,
                             PyObject *names) {
    static _PyArg_Parser parser = {.keywords = sub_names, .fname = "sub"};
    return substitute(self, args, n, names, &parser, false);
}

static PyObject *pattern_subn(sre_pattern *self, PyObject *const *args, Py_ssize_t n,
                              PyObject *names) {
    static _PyArg_Parser parser = {.keywords = sub_names, .fname = "subn"};
    return substitute(self, args, n, names, &parser, true);
}

/* ---- slots ----------------------------------------------------------------------------------- */

/* new: the flags by name, "re.IGNORECASE|0x400" */
static PyObject *name_flags(int flags) {
    static const char *const names[] = {"TEMPLATE", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL",
                                        "UNICODE",  "VERBOSE",    "DEBUG",  "ASCII"};
    PyObject *parts = PyList_New(0);
    for (int i = PYI_313; parts != NULL && i < (int)Py_ARRAY_LENGTH(names); i++) {
        if (flags & (1 << i)) {
            PyObject *part = PyUnicode_FromFormat("re.%s", names[i]);
            if (part == NULL || PyList_Append(parts, part) < 0) {
                Py_CLEAR(parts);
            }
            Py_XDECREF(part);
            flags &= ~(1 << i);
        }
    }
    if (parts != NULL && flags != 0) {
        PyObject *part = PyUnicode_FromFormat("0x%x", flags);
        if (part == NULL || PyList_Append(parts, part) < 0) {
            Py_CLEAR(parts);
        }
        Py_XDECREF(part);
    }
    PyObject *bar = parts == NULL ? NULL : PyUnicode_FromString("|");
    PyObject *result = bar == NULL ? NULL : PyUnicode_Join(bar, parts);
    Py_XDECREF(bar);
    Py_XDECREF(parts);
    return result;
}

static PyObject *pattern_repr(sre_pattern *self) {
    enum { LOCALE = 4, UNICODE = 32, ASCII = 256 };
    int flags = self->flags;
    if (self->is_bytes == 0 && (flags & (LOCALE | UNICODE | ASCII)) == UNICODE) {
        flags &= ~UNICODE; /* what a str has without saying so */
    }
    if (flags == 0) {
        return PyUnicode_FromFormat("re.compile(%.200R)", self->pattern);
    }
    PyObject *names = name_flags(flags);
    PyObject *result =
        names == NULL ? NULL : PyUnicode_FromFormat("re.compile(%.200R, %S)", self->pattern, names);
    Py_XDECREF(names);
    return result;
}

static Py_hash_t pattern_hash(sre_pattern *self) {
    Py_uhash_t hash = PyObject_Hash(self->pattern);
    if (hash == (Py_uhash_t)-1) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < self->size; i++) {
        hash = hash * 1000003 + self->code[i];
    }
    hash ^= (Py_uhash_t)self->flags ^ (Py_uhash_t)self->is_bytes ^ (Py_uhash_t)self->groups;
    return hash == (Py_uhash_t)-1 ? -2 : (Py_hash_t)hash;
}

static PyObject *pattern_compare(PyObject *left, PyObject *right, int op) {
    if ((op != Py_EQ && op != Py_NE) || !Py_IS_TYPE(right, &pyi_sre_pattern_type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    const sre_pattern *a = (sre_pattern *)left, *b = (sre_pattern *)right;
    int same = a == b || (a->flags == b->flags && a->is_bytes == b->is_bytes &&
                          a->size == b->size &&
                          memcmp(a->code, b->code, a->size * sizeof(Py_UCS4)) == 0);
    if (same && a != b) { /* the code alone does not tell names of groups */
        same = PyObject_RichCompareBool(a->pattern, b->pattern, Py_EQ);
    }
    return same < 0 ? NULL : PyBool_FromLong(same == (op == Py_EQ));
}

/* ---- type ------------------------------------------------------------------------------------ */

static PyObject *pattern_copy(PyObject *self, PyObject *Py_UNUSED(unused)) {
    return Py_NewRef(self);
}

static PyObject *get_groupindex(sre_pattern *self, void *Py_UNUSED(closure)) {
    return PyDictProxy_New(self->groupindex);
}

#define FAST_KEYWORDS(function) PYI_FASTCALL(function), METH_FASTCALL | METH_KEYWORDS
#define RANGE_PARAMETERS "($self, /, string, pos=0, endpos=sys.maxsize)"
#define SUB_PARAMETERS "($self, /, repl, string, count=0)"

static PyMethodDef methods[] = {
    {"match", FAST_KEYWORDS(pattern_match), PYI_SIGNATURE("match", RANGE_PARAMETERS)},
    {"fullmatch", FAST_KEYWORDS(pattern_fullmatch), PYI_SIGNATURE("fullmatch", RANGE_PARAMETERS)},
    {"search", FAST_KEYWORDS(pattern_search), PYI_SIGNATURE("search", RANGE_PARAMETERS)},
    {"sub", FAST_KEYWORDS(pattern_sub), PYI_SIGNATURE("sub", SUB_PARAMETERS)},
    {"subn", FAST_KEYWORDS(pattern_subn), PYI_SIGNATURE("subn", SUB_PARAMETERS)},
    {"findall", FAST_KEYWORDS(pattern_findall), PYI_SIGNATURE("findall", RANGE_PARAMETERS)},
    {"split", FAST_KEYWORDS(pattern_split),
     PYI_SIGNATURE("split", "($self, /, string, maxsplit=0)")},
    {"finditer", FAST_KEYWORDS(pattern_finditer), PYI_SIGNATURE("finditer", RANGE_PARAMETERS)},
    {"scanner", FAST_KEYWORDS(pattern_scanner), PYI_SIGNATURE("scanner", RANGE_PARAMETERS)},
    {"__copy__", pattern_copy, METH_NOARGS, PYI_SIGNATURE("__copy__", "($self, /)")},
    {"__deepcopy__", pattern_copy, METH_O, PYI_SIGNATURE("__deepcopy__", "($self, memo, /)")},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"pattern", T_OBJECT, offsetof(sre_pattern, pattern), READONLY, NULL},
    {"flags", T_INT, offsetof(sre_pattern, flags), READONLY, NULL},
    {"groups", T_PYSSIZET, offsetof(sre_pattern, groups), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef getsets[] = {
    {"groupindex", (getter)get_groupindex, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_sre_pattern_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "re.Pattern",
    .tp_basicsize = sizeof(sre_pattern),
    .tp_itemsize = sizeof(Py_UCS4),
    .tp_dealloc = (destructor)pattern_dealloc,
    .tp_repr = (reprfunc)pattern_repr,
    .tp_hash = (hashfunc)pattern_hash,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_doc = "Compiled regular expression object.",
    .tp_traverse = (traverseproc)pattern_traverse,
    .tp_clear = (inquiry)pattern_clear,
    .tp_richcompare = pattern_compare,
    .tp_weaklistoffset = offsetof(sre_pattern, weakrefs),
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = getsets,
};
