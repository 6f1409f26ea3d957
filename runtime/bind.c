/* SPDX-License-Identifier: Apache-2.0 */
/* bind.c: arguments to parameters, for calls that are not "as many positionals as parameters".
 *
 * The slots of a function are its positional parameters, its keyword-only ones, *args, **kwargs.
 * Arguments that do not fit are not an error here: the interpreter then makes the call again and
 * words the TypeError itself.
 */
#include "rt.h"

enum { FAILED = -1, UNFIT = 0, BOUND = 1 };

typedef struct {
    PyFunctionObject *func;
    PyCodeObject *code;
    PyObject **locals;
    int positional; /* number of positional parameters */
    int named;      /* these and the keyword-only ones */
    int slots;      /* all of them, with *args and **kwargs */
    PyObject *extra; /* borrowed from its slot: the **kwargs dict, or NULL */
} binding;

static PyObject *parameter_name(const binding *b, int i) {
    return PyTuple_GET_ITEM(b->code->co_localsplusnames, i);
}

/* The surplus of positional arguments as the *args tuple. */
static int bind_varargs(binding *b, PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t surplus = nargs > b->positional ? nargs - b->positional : 0;
    if (!(b->code->co_flags & CO_VARARGS)) {
        return surplus == 0 ? BOUND : UNFIT;
    }
    PyObject *rest = PyTuple_New(surplus);
    if (rest == NULL) {
        return FAILED;
    }
    for (Py_ssize_t i = 0; i < surplus; i++) {
        PyTuple_SET_ITEM(rest, i, Py_NewRef(args[b->positional + i]));
    }
    b->locals[b->named] = rest;
    return BOUND;
}

static int bind_varkeywords(binding *b) {
    if (b->code->co_flags & CO_VARKEYWORDS) {
        b->extra = b->locals[b->slots - 1] = PyDict_New();
        if (b->extra == NULL) {
            return FAILED;
        }
    }
    return BOUND;
}

/* Index of the parameter called keyword (an exact str), or -1. Names are interned almost always. */
static int find_parameter(const binding *b, PyObject *keyword) {
    int first = b->code->co_posonlyargcount;
    for (int i = first; i < b->named; i++) {
        if (parameter_name(b, i) == keyword) {
            return i;
        }
    }
    for (int i = first; i < b->named; i++) {
        if (PyUnicode_Compare(parameter_name(b, i), keyword) == 0) {
            return i;
        }
    }
    return -1;
}

static int bind_keyword(binding *b, PyObject *keyword, PyObject *value) {
    if (!PyUnicode_CheckExact(keyword)) {
        return UNFIT;
    }
    int i = find_parameter(b, keyword);
    if (i >= 0 && b->locals[i] == NULL) {
        b->locals[i] = Py_NewRef(value);
        return BOUND;
    }
    if (i >= 0 || b->extra == NULL) {
        return UNFIT;
    }
    return PyDict_SetItem(b->extra, keyword, value) < 0 ? FAILED : BOUND;
}

static int bind_keywords(binding *b, PyObject *const *values, PyObject *kwnames) {
    Py_ssize_t n = kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames);
    int status = BOUND;
    for (Py_ssize_t i = 0; i < n && status == BOUND; i++) {
        status = bind_keyword(b, PyTuple_GET_ITEM(kwnames, i), values[i]);
    }
    return status;
}

static int bind_defaults(binding *b) {
    PyObject *defaults = b->func->func_defaults;
    int first = b->positional - (defaults == NULL ? 0 : (int)PyTuple_GET_SIZE(defaults));
    for (int i = 0; i < b->positional; i++) {
        if (b->locals[i] != NULL) {
            continue;
        }
        if (i < first) {
            return UNFIT;
        }
        b->locals[i] = Py_NewRef(PyTuple_GET_ITEM(defaults, i - first));
    }
    return BOUND;
}

static int bind_keyword_defaults(binding *b) {
    PyObject *defaults = b->func->func_kwdefaults;
    for (int i = b->positional; i < b->named; i++) {
        if (b->locals[i] != NULL) {
            continue;
        }
        if (defaults == NULL) {
            return UNFIT;
        }
        PyObject *value = PyDict_GetItemWithError(defaults, parameter_name(b, i));
        if (value == NULL) {
            return PyErr_Occurred() ? FAILED : UNFIT;
        }
        b->locals[i] = Py_NewRef(value);
    }
    return BOUND;
}

static int bind_all(binding *b, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames) {
    for (Py_ssize_t i = 0; i < nargs && i < b->positional; i++) {
        b->locals[i] = Py_NewRef(args[i]);
    }
    int status = bind_varargs(b, args, nargs);
    if (status == BOUND) {
        status = bind_varkeywords(b);
    }
    if (status == BOUND) {
        status = bind_keywords(b, args + nargs, kwnames);
    }
    if (status == BOUND) {
        status = bind_defaults(b);
    }
    return status == BOUND ? bind_keyword_defaults(b) : status;
}

/* Whether only the last positional parameters are missing, which have defaults: these are bound. */
static bool bind_shorter(PyFunctionObject *func, PyCodeObject *code, PyObject *const *args,
                         Py_ssize_t nargs, PyObject **locals) {
    PyObject *defaults = func->func_defaults;
    Py_ssize_t missing = code->co_argcount - nargs;
    if (code->co_kwonlyargcount != 0 || (code->co_flags & (CO_VARARGS | CO_VARKEYWORDS)) ||
        defaults == NULL || missing < 0 || missing > PyTuple_GET_SIZE(defaults)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < nargs; i++) {
        locals[i] = Py_NewRef(args[i]);
    }
    PyObject **rest = &PyTuple_GET_ITEM(defaults, PyTuple_GET_SIZE(defaults) - missing);
    for (Py_ssize_t i = 0; i < missing; i++) {
        locals[nargs + i] = Py_NewRef(rest[i]);
    }
    return true;
}

int32_t rt_bind(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                PyObject **locals) {
    PyFunctionObject *func = (PyFunctionObject *)callable;
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    if (kwnames == NULL &&
        bind_shorter(func, code, args, PyVectorcall_NARGS(nargsf), locals)) {
        return BOUND;
    }
    int named = code->co_argcount + code->co_kwonlyargcount;
    binding b = {
        .func = func,
        .code = code,
        .locals = locals,
        .positional = code->co_argcount,
        .named = named,
        .slots = named + !!(code->co_flags & CO_VARARGS) + !!(code->co_flags & CO_VARKEYWORDS),
    };
    int status = bind_all(&b, args, PyVectorcall_NARGS(nargsf), kwnames);
    if (status != BOUND) {
        for (int i = 0; i < b.slots; i++) {
            Py_CLEAR(locals[i]);
        }
    }
    return status;
}
