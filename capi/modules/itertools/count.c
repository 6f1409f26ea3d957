/* SPDX-License-Identifier: Apache-2.0 */
/* itertools/count: iterators without end: count, repeat, cycle.
 */
#include "itertools.h"

/* ---- count ------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    Py_ssize_t count;     /* the next one; PY_SSIZE_T_MAX: it is in big */
    PyObject *big;        /* may be NULL while count says it */
    PyObject *step;
} counter;

ITERTOOL_LIFE2(counter, big, step)

static bool is_one(PyObject *step) {
    if (!PyLong_Check(step)) {
        return false;
    }
    int overflow;
    return PyLong_AsLongAndOverflow(step, &overflow) == 1 && overflow == 0;
}

/* start and step, borrowed, may be NULL */
static PyObject *counter_make(PyTypeObject *type, PyObject *start, PyObject *step) {
    if ((start != NULL && !PyNumber_Check(start)) || (step != NULL && !PyNumber_Check(step))) {
        PyErr_SetString(PyExc_TypeError, "a number is required");
        return NULL;
    }
    bool fast = (start == NULL || PyLong_Check(start)) && (step == NULL || is_one(step));
    Py_ssize_t count = 0;
    if (fast && start != NULL) {
        count = PyLong_AsSsize_t(start);
        if (count == -1 && PyErr_Occurred()) {
            PyErr_Clear();
            fast = false;
        }
    }
    fast = fast && count != PY_SSIZE_T_MAX;
    PyObject *big = NULL;
    if (!fast) {
        big = start == NULL ? PyLong_FromLong(0) : Py_NewRef(start);
        if (big == NULL) {
            return NULL;
        }
    }
    step = step == NULL ? PyLong_FromLong(1) : Py_NewRef(step);
    counter *self = step == NULL ? NULL : (counter *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(big);
        Py_XDECREF(step);
        return NULL;
    }
    self->count = fast ? count : PY_SSIZE_T_MAX;
    self->big = big;
    self->step = step;
    return (PyObject *)self;
}

static PyObject *counter_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"start", "step", NULL};
    PyObject *start = NULL, *step = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO:count", keywords, &start, &step)) {
        return NULL;
    }
    return counter_make(type, start, step);
}

static PyObject *counter_next(PyObject *op) {
    counter *self = (counter *)op;
    if (self->count != PY_SSIZE_T_MAX) {
        return PyLong_FromSsize_t(self->count++);
    }
    if (self->big == NULL && (self->big = PyLong_FromSsize_t(PY_SSIZE_T_MAX)) == NULL) {
        return NULL;
    }
    PyObject *after = PyNumber_Add(self->big, self->step);
    if (after == NULL) {
        return NULL;
    }
    PyObject *now = self->big;
    self->big = after;
    return now;
}

static PyObject *counter_repr(PyObject *op) {
    counter *self = (counter *)op;
    const char *name = _PyType_Name(Py_TYPE(op));
    if (self->count != PY_SSIZE_T_MAX) {
        return PyUnicode_FromFormat("%s(%zd)", name, self->count);
    }
    if (self->big == NULL && (self->big = PyLong_FromSsize_t(PY_SSIZE_T_MAX)) == NULL) {
        return NULL;
    }
    return is_one(self->step) ? PyUnicode_FromFormat("%s(%R)", name, self->big)
                              : PyUnicode_FromFormat("%s(%R, %R)", name, self->big, self->step);
}

static PyObject *counter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    counter *self = (counter *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->count != PY_SSIZE_T_MAX) {
        return Py_BuildValue("O(n)", Py_TYPE(op), self->count);
    }
    if (self->big == NULL && (self->big = PyLong_FromSsize_t(PY_SSIZE_T_MAX)) == NULL) {
        return NULL;
    }
    return Py_BuildValue("O(OO)", Py_TYPE(op), self->big, self->step);
}

static PyMethodDef counter_methods[] = {
    {"__reduce__", counter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(counter, "count", PYI_SIGNATURE("count", "(start=0, step=1)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_repr = counter_repr, .tp_methods = counter_methods);

/* ---- repeat ------------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyObject *element;
    PyObject *unused;
    Py_ssize_t left; /* -1: for ever */
} repeater;

ITERTOOL_LIFE2(repeater, element, unused)

static PyObject *repeater_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"object", "times", NULL};
    PyObject *element;
    Py_ssize_t times = -1;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|n:repeat", keywords, &element, &times)) {
        return NULL;
    }
    bool given = PyTuple_GET_SIZE(args) + (kwargs == NULL ? 0 : PyDict_Size(kwargs)) > 1;
    repeater *self = (repeater *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->element = Py_NewRef(element);
    self->left = given && times < 0 ? 0 : times;
    return (PyObject *)self;
}

static PyObject *repeater_next(PyObject *op) {
    repeater *self = (repeater *)op;
    if (self->left == 0) {
        return NULL;
    }
    if (self->left > 0) {
        self->left--;
    }
    return Py_NewRef(self->element);
}

static PyObject *repeater_repr(PyObject *op) {
    repeater *self = (repeater *)op;
    const char *name = _PyType_Name(Py_TYPE(op));
    return self->left == -1 ? PyUnicode_FromFormat("%s(%R)", name, self->element)
                            : PyUnicode_FromFormat("%s(%R, %zd)", name, self->element, self->left);
}

static PyObject *repeater_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    repeater *self = (repeater *)op;
    if (self->left == -1) {
        PyErr_SetString(PyExc_TypeError, "len() of unsized object");
        return NULL;
    }
    return PyLong_FromSsize_t(self->left);
}

static PyObject *repeater_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    repeater *self = (repeater *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    return self->left >= 0 ? Py_BuildValue("O(On)", Py_TYPE(op), self->element, self->left)
                           : Py_BuildValue("O(O)", Py_TYPE(op), self->element);
}

static PyMethodDef repeater_methods[] = {
    {"__length_hint__", repeater_length_hint, METH_NOARGS, NULL},
    {"__reduce__", repeater_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(repeater, "repeat", NULL, .tp_flags = ITERTOOL_FLAGS, .tp_repr = repeater_repr,
              .tp_methods = repeater_methods);

/* ---- cycle ------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *iter; /* NULL after the first time round */
    PyObject *saved;
    Py_ssize_t index;
    int first_pass;
} cycler;

ITERTOOL_LIFE2(cycler, iter, saved)

static PyObject *cycler_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (!pyi_itertool_positional(type, &pyi_cycler_type, "cycle", args, kwargs, 1, 1)) {
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(PyTuple_GET_ITEM(args, 0));
    PyObject *saved = iter == NULL ? NULL : PyList_New(0);
    cycler *self = saved == NULL ? NULL : (cycler *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        Py_XDECREF(saved);
        return NULL;
    }
    self->iter = iter;
    self->saved = saved;
    return (PyObject *)self;
}

static PyObject *cycler_next(PyObject *op) {
    cycler *self = (cycler *)op;
    if (self->iter != NULL) {
        PyObject *item = PyIter_Next(self->iter);
        if (item != NULL) {
            if (!self->first_pass && PyList_Append(self->saved, item) < 0) {
                Py_CLEAR(item);
            }
            return item;
        }
        if (PyErr_Occurred()) {
            return NULL;
        }
        Py_CLEAR(self->iter);
    }
    Py_ssize_t n = PyList_GET_SIZE(self->saved);
    if (n == 0) {
        return NULL;
    }
    PyObject *item = PyList_GET_ITEM(self->saved, self->index);
    self->index = self->index + 1 < n ? self->index + 1 : 0;
    return Py_NewRef(item);
}

static PyObject *cycler_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    cycler *self = (cycler *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->iter != NULL) {
        return Py_BuildValue("O(O)(OO)", Py_TYPE(op), self->iter, self->saved,
                             self->first_pass ? Py_True : Py_False);
    }
    PyObject *iter = PyObject_GetIter(self->saved);
    if (iter != NULL && self->index != 0) {
        PyObject *done = _PyObject_CallMethod(iter, PYI_NAME("__setstate__"), "n", self->index);
        if (done == NULL) {
            Py_CLEAR(iter);
        }
        Py_XDECREF(done);
    }
    return iter == NULL ? NULL
                        : Py_BuildValue("O(N)(OO)", Py_TYPE(op), iter, self->saved, Py_True);
}

static PyObject *cycler_setstate(PyObject *op, PyObject *state) {
    cycler *self = (cycler *)op;
    PyObject *saved;
    int first_pass;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state is not a tuple");
        return NULL;
    }
    if (!PyArg_ParseTuple(state, "O!i", &PyList_Type, &saved, &first_pass)) {
        return NULL;
    }
    Py_XSETREF(self->saved, Py_NewRef(saved));
    self->first_pass = first_pass != 0;
    self->index = 0;
    Py_RETURN_NONE;
}

static PyMethodDef cycler_methods[] = {
    {"__reduce__", cycler_reduce, METH_NOARGS, NULL},
    {"__setstate__", cycler_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(cycler, "cycle", PYI_SIGNATURE("cycle", "(iterable, /)"), .tp_flags = ITERTOOL_FLAGS,
              .tp_methods = cycler_methods);
