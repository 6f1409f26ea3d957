/* SPDX-License-Identifier: Apache-2.0 */
/* bind.c: which argument becomes which parameter, and what is said when they do not fit. */
#include "vm.h"

/* One call: parameters are in the order positional, keyword-only, *args, **kwargs. */
typedef struct {
    PyThreadState *ts;
    PyFunctionObject *func;
    PyCodeObject *code;
    PyObject **locals;
    Py_ssize_t given; /* positional arguments */
} binding;

static PyObject *parameter_name(const binding *self, Py_ssize_t i) {
    return PyTuple_GET_ITEM(self->code->co_localsplusnames, i);
}

/* ---- errors ---------------------------------------------------------------------------------------- */

/* new: 'a', 'b', and 'c' */
static PyObject *quoted_list(PyObject *names) {
    Py_ssize_t n = PyList_GET_SIZE(names);
    PyObject *text = PyUnicode_FromFormat("%R", PyList_GET_ITEM(names, 0));
    for (Py_ssize_t i = 1; i < n && text != NULL; i++) {
        const char *separator = i < n - 1 ? ", " : n == 2 ? " and " : ", and ";
        PyObject *longer =
            PyUnicode_FromFormat("%U%s%R", text, separator, PyList_GET_ITEM(names, i));
        Py_SETREF(text, longer);
    }
    return text;
}

/* Parameters from first to last, without the last, that have no value. */
static PYI_COLD int missing(const binding *self, Py_ssize_t first, Py_ssize_t last,
                            const char *kind, bool (*optional)(const binding *, Py_ssize_t)) {
    PyObject *names = PyList_New(0);
    for (Py_ssize_t i = first; i < last && names != NULL; i++) {
        if (self->locals[i] == NULL && !optional(self, i) &&
            PyList_Append(names, parameter_name(self, i)) < 0) {
            Py_CLEAR(names);
        }
    }
    PyObject *text = names == NULL ? NULL : quoted_list(names);
    if (text != NULL) {
        Py_ssize_t n = PyList_GET_SIZE(names);
        PyErr_Format(PyExc_TypeError, "%U() missing %zd required %s argument%s: %U",
                     self->func->func_qualname, n, kind, n == 1 ? "" : "s", text);
        Py_DECREF(text);
    }
    Py_XDECREF(names);
    return -1;
}

static PYI_COLD int too_many(const binding *self) {
    PyCodeObject *code = self->code;
    Py_ssize_t named = 0, defaults = 0, allowed = code->co_argcount;
    for (Py_ssize_t i = allowed; i < allowed + code->co_kwonlyargcount; i++) {
        named += self->locals[i] != NULL;
    }
    if (self->func->func_defaults != NULL) {
        defaults = PyTuple_GET_SIZE(self->func->func_defaults);
    }
    PyObject *range = defaults != 0
                          ? PyUnicode_FromFormat("from %zd to %zd", allowed - defaults, allowed)
                          : PyUnicode_FromFormat("%zd", allowed);
    PyObject *also = named == 0 ? PyUnicode_FromString("")
                                : PyUnicode_FromFormat(" positional argument%s (and %zd "
                                                       "keyword-only argument%s)",
                                                       self->given == 1 ? "" : "s", named,
                                                       named == 1 ? "" : "s");
    if (range != NULL && also != NULL) {
        bool plural = defaults != 0 || allowed != 1;
        PyErr_Format(PyExc_TypeError, "%U() takes %U positional argument%s but %zd%U %s given",
                     self->func->func_qualname, range, plural ? "s" : "", self->given, also,
                     self->given == 1 && named == 0 ? "was" : "were");
    }
    Py_XDECREF(range);
    Py_XDECREF(also);
    return -1;
}

/* True, with an exception set, when keywords name positional-only parameters. */
static bool named_positional_only(const binding *self, PyObject *kwnames) {
    PyObject *found = PyList_New(0);
    if (found == NULL) {
        return true;
    }
    for (int i = 0; i < self->code->co_posonlyargcount; i++) {
        for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(kwnames); k++) {
            int same = PyObject_RichCompareBool(PyTuple_GET_ITEM(kwnames, k),
                                                parameter_name(self, i), Py_EQ);
            if (same < 0 || (same && PyList_Append(found, parameter_name(self, i)) < 0)) {
                Py_DECREF(found);
                return true;
            }
        }
    }
    bool any = PyList_GET_SIZE(found) > 0;
    if (any) {
        PyObject *comma = PyUnicode_FromString(", ");
        PyObject *text = comma == NULL ? NULL : PyUnicode_Join(comma, found);
        if (text != NULL) {
            PyErr_Format(PyExc_TypeError, "%U() got some positional-only arguments passed as"
                                          " keyword arguments: '%U'",
                         self->func->func_qualname, text);
            Py_DECREF(text);
        }
        Py_XDECREF(comma);
    }
    Py_DECREF(found);
    return any;
}

static PYI_COLD int unexpected_keyword(const binding *self, PyObject *keyword,
                                       PyObject *kwnames) {
    PyCodeObject *code = self->code;
    if (code->co_posonlyargcount > 0 && named_positional_only(self, kwnames)) {
        return -1;
    }
#if PYI_313
    PyObject *names = PyList_New(0);
    for (int i = code->co_posonlyargcount; names != NULL && i < code->co_argcount + code->co_kwonlyargcount;
         i++) {
        if (PyList_Append(names, parameter_name(self, i)) < 0) {
            Py_CLEAR(names);
        }
    }
    PyObject *similar = names == NULL ? NULL : _Py_CalculateSuggestions(names, keyword);
    Py_XDECREF(names);
    if (similar != NULL) {
        PyErr_Format(PyExc_TypeError,
                     "%U() got an unexpected keyword argument '%S'. Did you mean '%S'?",
                     self->func->func_qualname, keyword, similar);
        Py_DECREF(similar);
        return -1;
    }
    if (PyErr_Occurred()) {
        return -1;
    }
#endif
    PyErr_Format(PyExc_TypeError, "%U() got an unexpected keyword argument '%S'",
                 self->func->func_qualname, keyword);
    return -1;
}

/* ---- keywords -------------------------------------------------------------------------------------- */

/* The parameter that a keyword names; -1 when none does, -2 on failure. */
static Py_ssize_t find_parameter(const binding *self, PyObject *keyword) {
    PyObject **names = ((PyTupleObject *)self->code->co_localsplusnames)->ob_item;
    Py_ssize_t first = self->code->co_posonlyargcount;
    Py_ssize_t end = self->code->co_argcount + self->code->co_kwonlyargcount;
    for (Py_ssize_t i = first; i < end; i++) {
        if (names[i] == keyword) { /* both are interned, mostly */
            return i;
        }
    }
    for (Py_ssize_t i = first; i < end; i++) {
        int same = PyObject_RichCompareBool(names[i], keyword, Py_EQ);
        if (same != 0) {
            return same < 0 ? -2 : i;
        }
    }
    return -1;
}

/* Does not own value yet: takes a reference. */
static int bind_keyword(const binding *self, PyObject *keyword, PyObject *value, PyObject *kwargs,
                        PyObject *kwnames) {
    if (!PyUnicode_Check(keyword)) {
        PyErr_Format(PyExc_TypeError, "%U() keywords must be strings", self->func->func_qualname);
        return -1;
    }
    Py_ssize_t i = find_parameter(self, keyword);
    if (i == -2) {
        return -1;
    }
    if (i == -1) {
        return kwargs != NULL ? PyDict_SetItem(kwargs, keyword, value)
                              : unexpected_keyword(self, keyword, kwnames);
    }
    if (self->locals[i] != NULL) {
        PyErr_Format(PyExc_TypeError, "%U() got multiple values for argument '%S'",
                     self->func->func_qualname, keyword);
        return -1;
    }
    self->locals[i] = Py_NewRef(value);
    return 0;
}

/* ---- defaults ---------------------------------------------------------------------------------------- */

static Py_ssize_t first_default(const binding *self) {
    PyObject *defaults = self->func->func_defaults;
    return self->code->co_argcount - (defaults == NULL ? 0 : PyTuple_GET_SIZE(defaults));
}

static bool has_default(const binding *self, Py_ssize_t i) { return i >= first_default(self); }

static int fill_positional(const binding *self) {
    Py_ssize_t n = self->code->co_argcount, first = first_default(self);
    for (Py_ssize_t i = self->given; i < first; i++) {
        if (self->locals[i] == NULL) {
            return missing(self, self->given, n, "positional", has_default);
        }
    }
    for (Py_ssize_t i = first < 0 ? 0 : first; i < n; i++) {
        if (self->locals[i] == NULL) {
            self->locals[i] = Py_NewRef(PyTuple_GET_ITEM(self->func->func_defaults, i - first));
        }
    }
    return 0;
}

static bool is_required(const binding *self, Py_ssize_t i) {
    (void)self, (void)i;
    return false;
}

static int fill_keyword_only(const binding *self) {
    Py_ssize_t first = self->code->co_argcount, end = first + self->code->co_kwonlyargcount;
    PyObject *defaults = self->func->func_kwdefaults;
    bool incomplete = false;
    for (Py_ssize_t i = first; i < end; i++) {
        if (self->locals[i] == NULL && defaults != NULL) {
            PyObject *value = PyDict_GetItemWithError(defaults, parameter_name(self, i));
            if (value == NULL && PyErr_Occurred()) {
                return -1;
            }
            self->locals[i] = Py_XNewRef(value);
        }
        incomplete |= self->locals[i] == NULL;
    }
    return incomplete ? missing(self, first, end, "keyword-only", is_required) : 0;
}

/* ---- all ------------------------------------------------------------------------------------------------- */

/* args are not owned but references to them taken */
static int bind(const binding *self, PyObject *const *args, PyObject *kwnames) {
    PyCodeObject *code = self->code;
    Py_ssize_t named = code->co_argcount + code->co_kwonlyargcount, place = named;
    Py_ssize_t direct = self->given < code->co_argcount ? self->given : code->co_argcount;
    for (Py_ssize_t i = 0; i < direct; i++) {
        self->locals[i] = Py_NewRef(args[i]);
    }
    if (code->co_flags & CO_VARARGS) {
        PyObject *rest = PyTuple_New(self->given - direct);
        if (rest == NULL) {
            return -1;
        }
        for (Py_ssize_t i = direct; i < self->given; i++) {
            PyTuple_SET_ITEM(rest, i - direct, Py_NewRef(args[i]));
        }
        self->locals[place++] = rest;
    }
    PyObject *kwargs = NULL;
    if (code->co_flags & CO_VARKEYWORDS) {
        kwargs = PyDict_New();
        if (kwargs == NULL) {
            return -1;
        }
        self->locals[place] = kwargs;
    }
    for (Py_ssize_t i = 0; kwnames != NULL && i < PyTuple_GET_SIZE(kwnames); i++) {
        PyObject *keyword = PyTuple_GET_ITEM(kwnames, i);
        if (bind_keyword(self, keyword, args[self->given + i], kwargs, kwnames) < 0) {
            return -1;
        }
    }
    if (self->given > code->co_argcount && !(code->co_flags & CO_VARARGS)) {
        return too_many(self);
    }
    if (self->given < code->co_argcount && fill_positional(self) < 0) {
        return -1;
    }
    return code->co_kwonlyargcount > 0 ? fill_keyword_only(self) : 0;
}

int pyi_bind_arguments(PyThreadState *ts, PyFunctionObject *func, PyObject **localsplus,
                       PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    binding self = {ts, func, code, localsplus, nargs};
    for (int i = 0; i < code->co_nlocalsplus; i++) {
        localsplus[i] = NULL;
    }
    int status = bind(&self, args, kwnames);
    Py_ssize_t n = nargs + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_DECREF(args[i]);
    }
    return status;
}

/* ---- frames for calls --------------------------------------------------------------------------------- */

pyi_frame *pyi_frame_push_call(PyThreadState *ts, PyFunctionObject *func, PyObject *locals,
                               PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    pyi_frame *frame = pyi_datastack_push(ts, pyi_frame_size(code));
    if (frame == NULL) {
        Py_ssize_t n = nargs + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_DECREF(args[i]);
        }
        Py_DECREF(func);
        Py_XDECREF(locals);
        return NULL;
    }
    pyi_frame_init(frame, func, code, locals);
    if (pyi_bind_arguments(ts, func, frame->localsplus, args, nargs, kwnames) < 0) {
        pyi_frame_pop(ts, frame);
        return NULL;
    }
    return frame;
}

/* For f(*args, **kwargs): a frame; owns nothing of its arguments. */
pyi_frame *vm_push_expanded(PyThreadState *ts, PyFunctionObject *func, PyObject *positional,
                            PyObject *keywords) {
    Py_ssize_t nargs = PyTuple_GET_SIZE(positional);
    Py_ssize_t nkw = keywords == NULL ? 0 : PyDict_GET_SIZE(keywords);
    PyObject *small[16], **args = small, *kwnames = NULL;
    if (nargs + nkw > 16) {
        args = PyMem_Malloc((size_t)(nargs + nkw) * sizeof(*args));
        if (args == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
    }
    if (nkw > 0) {
        kwnames = PyTuple_New(nkw);
        if (kwnames == NULL) {
            if (args != small) {
                PyMem_Free(args);
            }
            return NULL;
        }
        Py_ssize_t position = 0, i = 0;
        PyObject *key, *value;
        bool strings = true;
        while (i < nkw && PyDict_Next(keywords, &position, &key, &value)) {
            strings &= PyUnicode_Check(key);
            PyTuple_SET_ITEM(kwnames, i, Py_NewRef(key));
            args[nargs + i++] = Py_NewRef(value);
        }
        if (!strings) {
            for (i = 0; i < nkw; i++) {
                Py_DECREF(args[nargs + i]);
            }
            Py_DECREF(kwnames);
            if (args != small) {
                PyMem_Free(args);
            }
            PyErr_SetString(PyExc_TypeError, "keywords must be strings");
            return NULL;
        }
    }
    for (Py_ssize_t i = 0; i < nargs; i++) {
        args[i] = Py_NewRef(PyTuple_GET_ITEM(positional, i));
    }
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    PyObject *locals = code->co_flags & CO_OPTIMIZED ? NULL : Py_NewRef(func->func_globals);
    Py_INCREF(func);
    pyi_frame *frame = pyi_frame_push_call(ts, func, locals, args, nargs, kwnames);
    Py_XDECREF(kwnames);
    if (args != small) {
        PyMem_Free(args);
    }
    return frame;
}
