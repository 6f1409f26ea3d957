/* SPDX-License-Identifier: Apache-2.0 */
/* minmax: min() and max(). */
#include "builtins.h"

typedef struct {
    const char *name;
    int op;             /* an item that compares so with the best one is better */
    PyObject *key;      /* borrowed, or NULL */
    PyObject *instead;  /* borrowed: for nothing to choose from, or NULL */
    PyObject *best;     /* owned, or NULL */
    PyObject *best_key; /* owned; the best one itself without a key */
} search;

/* ---- keywords --------------------------------------------------------------------------------------------- */

/* 0 or -1; takes out what the keywords say */
static int read_keywords(search *self, PyObject *const *values, PyObject *kwnames) {
    static const char *const keywords[] = {"key", "default", NULL};
    static _PyArg_Parser min_parser = {.keywords = keywords, .fname = "min"};
    static _PyArg_Parser max_parser = {.keywords = keywords, .fname = "max"};
    if (kwnames == NULL || PyTuple_GET_SIZE(kwnames) == 0) {
        return 0;
    }
    _PyArg_Parser *parser = self->op == Py_LT ? &min_parser : &max_parser;
    PyObject *found[2];
    PyObject *const *given =
        _PyArg_UnpackKeywords(values, 0, NULL, kwnames, parser, 0, 2, 0, found);
    if (given == NULL) {
        return -1;
    }
    self->key = given[0] == Py_None ? NULL : given[0];
    self->instead = given[1];
    return 0;
}

/* ---- comparing ------------------------------------------------------------------------------------------ */

/* steals item; 0 or -1 */
static int consider(search *self, PyObject *item) {
    PyObject *key =
        self->key == NULL ? Py_NewRef(item) : PyObject_CallOneArg(self->key, item);
    if (key == NULL) {
        Py_DECREF(item);
        return -1;
    }
    int better = 1;
    if (self->best != NULL) {
        better = PyObject_RichCompareBool(key, self->best_key, self->op);
    }
    if (better > 0) {
        Py_XSETREF(self->best, item);
        Py_XSETREF(self->best_key, key);
        return 0;
    }
    Py_DECREF(item);
    Py_DECREF(key);
    return better;
}

static int consider_all(search *self, PyObject *iterable) {
    PyObject *iterator = PyObject_GetIter(iterable);
    if (iterator == NULL) {
        return -1;
    }
    PyObject *item;
    int status = 0;
    while (status == 0 && (item = PyIter_Next(iterator)) != NULL) {
        status = consider(self, item);
    }
    Py_DECREF(iterator);
    return status < 0 || PyErr_Occurred() ? -1 : 0;
}

static PyObject *nothing(search *self) {
    if (self->instead != NULL) {
        return Py_NewRef(self->instead);
    }
#if PYI_312
    return PyErr_Format(PyExc_ValueError, "%s() iterable argument is empty", self->name);
#else
    return PyErr_Format(PyExc_ValueError, "%s() arg is an empty sequence", self->name);
#endif
}

static PyObject *find_best(search *self, PyObject *const *args, Py_ssize_t nargs) {
    int status = 0;
    if (nargs == 1) {
        status = consider_all(self, args[0]);
    }
    for (Py_ssize_t i = 0; nargs > 1 && status == 0 && i < nargs; i++) {
        status = consider(self, Py_NewRef(args[i]));
    }
    Py_CLEAR(self->best_key);
    if (status < 0) {
        Py_CLEAR(self->best);
        return NULL;
    }
    return self->best != NULL ? self->best : nothing(self);
}

static PyObject *search_for(const char *name, int op, PyObject *const *args, Py_ssize_t nargs,
                            PyObject *kwnames) {
    search self = {.name = name, .op = op};
    if (nargs == 0) {
        return PyErr_Format(PyExc_TypeError, "%s expected at least 1 argument, got 0", name);
    }
    if (read_keywords(&self, args + nargs, kwnames) < 0) {
        return NULL;
    }
    if (nargs > 1 && self.instead != NULL) {
        return PyErr_Format(PyExc_TypeError,
                            "Cannot specify a default for %s() with multiple positional arguments",
                            name);
    }
    return find_best(&self, args, nargs);
}

static PyObject *builtin_min(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                             PyObject *kwnames) {
    (void)module;
    return search_for("min", Py_LT, args, nargs, kwnames);
}

static PyObject *builtin_max(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                             PyObject *kwnames) {
    (void)module;
    return search_for("max", Py_GT, args, nargs, kwnames);
}

PyMethodDef pyi_builtin_minmax_rows[] = {
    ROW_PLAIN("max", builtin_max, PYI_KEYWORDS),
    ROW_PLAIN("min", builtin_min, PYI_KEYWORDS),
    {0},
};
