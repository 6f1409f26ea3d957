/* SPDX-License-Identifier: Apache-2.0 */
/* range/iter: the iterators of range: over C longs, and over ints of any size.
 * Layout     _PyRangeIterObject, which the interpreter steps itself · longrange: owned ints. 3.11 counts
 *            an index up; later versions move start and count len down.
 * Collected  no: they hold only numbers
 */
#include "range.h"

/* new */
static PyObject *range_of(PyObject *start, PyObject *stop, PyObject *step) {
    return pyi_range_make(&PyRange_Type, start, stop, step);
}

/* ---- range_iterator ------------------------------------------------------------------------ */

static PyObject *rangeiter_new(long start, long step, long n) {
    _PyRangeIterObject *self = PyObject_New(_PyRangeIterObject, &PyRangeIter_Type);
    if (self == NULL) {
        return NULL;
    }
#if !PYI_312
    self->index = 0;
#endif
    self->start = start;
    self->step = step;
    self->len = n;
    return (PyObject *)self;
}

static PyObject *rangeiter_next(PyObject *op) {
    _PyRangeIterObject *self = (_PyRangeIterObject *)op;
#if PYI_312
    if (self->len <= 0) {
        return NULL;
    }
    long value = self->start;
    self->start = value + self->step;
    self->len--;
#else
    if (self->index >= self->len) {
        return NULL;
    }
    /* in unsigned: the step after the last one may overflow */
    long value = (long)(self->start + (unsigned long)self->index++ * (unsigned long)self->step);
#endif
    return PyLong_FromLong(value);
}

static PyObject *rangeiter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    _PyRangeIterObject *self = (_PyRangeIterObject *)op;
#if PYI_312
    return PyLong_FromLong(self->len);
#else
    return PyLong_FromLong(self->len - self->index);
#endif
}

static PyObject *rangeiter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    _PyRangeIterObject *self = (_PyRangeIterObject *)op;
    PyObject *range = range_of(PyLong_FromLong(self->start),
                               PyLong_FromLong(self->start + self->len * self->step),
                               PyLong_FromLong(self->step));
    if (range == NULL) {
        return NULL;
    }
#if PYI_312
    return Py_BuildValue("N(N)O", pyi_iter_builtin("iter"), range, Py_None);
#else
    return Py_BuildValue("N(N)l", pyi_iter_builtin("iter"), range, self->index);
#endif
}

static PyObject *rangeiter_setstate(PyObject *op, PyObject *state) {
    _PyRangeIterObject *self = (_PyRangeIterObject *)op;
    long i = PyLong_AsLong(state);
    if (i == -1 && PyErr_Occurred()) {
        return NULL;
    }
    i = i < 0 ? 0 : i > self->len ? self->len : i;
#if PYI_312
    self->start += i * self->step;
    self->len -= i;
#else
    self->index = i;
#endif
    Py_RETURN_NONE;
}

static void rangeiter_dealloc(PyObject *self) { PyObject_Free(self); }

static PyMethodDef rangeiter_methods[] = {
    {"__length_hint__", rangeiter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", rangeiter_reduce, METH_NOARGS, NULL},
    {"__setstate__", rangeiter_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyRangeIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "range_iterator",
    .tp_basicsize = sizeof(_PyRangeIterObject),
    .tp_dealloc = rangeiter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = rangeiter_next,
    .tp_methods = rangeiter_methods,
};
PYI_TYPE(PyRangeIter_Type);

/* ---- longrange_iterator -------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
#if !PYI_312
    PyObject *index;
#endif
    PyObject *start;
    PyObject *step;
    PyObject *len;
} longiter;

/* steals all, also on failure */
static PyObject *longiter_new(PyObject *start, PyObject *step, PyObject *n) {
    longiter *self = NULL;
    if (start != NULL && step != NULL && n != NULL) {
        self = PyObject_New(longiter, &PyLongRangeIter_Type);
    }
    if (self == NULL) {
        Py_XDECREF(start);
        Py_XDECREF(step);
        Py_XDECREF(n);
        return NULL;
    }
#if !PYI_312
    self->index = PyLong_FromLong(0);
#endif
    self->start = start;
    self->step = step;
    self->len = n;
    return (PyObject *)self;
}

static void longiter_dealloc(PyObject *op) {
    longiter *self = (longiter *)op;
#if !PYI_312
    Py_XDECREF(self->index);
#endif
    Py_XDECREF(self->start);
    Py_XDECREF(self->step);
    Py_XDECREF(self->len);
    PyObject_Free(self);
}

/* *place += by; the old value stays on failure */
static int move(PyObject **place, PyObject *by) {
    PyObject *sum = PyNumber_Add(*place, by);
    if (sum == NULL) {
        return -1;
    }
    Py_SETREF(*place, sum);
    return 0;
}

static int move_long(PyObject **place, long by) {
    PyObject *number = PyLong_FromLong(by);
    int status = number == NULL ? -1 : move(place, number);
    Py_XDECREF(number);
    return status;
}

static PyObject *longiter_next(PyObject *op) {
    longiter *self = (longiter *)op;
#if PYI_312
    if (_PyLong_Sign(self->len) <= 0) {
        return NULL;
    }
    PyObject *value = Py_NewRef(self->start);
    if (move(&self->start, self->step) < 0 || move_long(&self->len, -1) < 0) {
        Py_CLEAR(value);
    }
    return value;
#else
    int more = PyObject_RichCompareBool(self->index, self->len, Py_LT);
    if (more <= 0) {
        return NULL;
    }
    PyObject *value = pyi_range_at(self->start, self->step, self->index);
    if (value != NULL && move_long(&self->index, 1) < 0) {
        Py_CLEAR(value);
    }
    return value;
#endif
}

static PyObject *longiter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    longiter *self = (longiter *)op;
#if PYI_312
    return Py_NewRef(self->len);
#else
    return PyNumber_Subtract(self->len, self->index);
#endif
}

static PyObject *longiter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    longiter *self = (longiter *)op;
    PyObject *stop = pyi_range_at(self->start, self->step, self->len);
    PyObject *range =
        stop == NULL ? NULL : range_of(Py_NewRef(self->start), stop, Py_NewRef(self->step));
    if (range == NULL) {
        return NULL;
    }
#if PYI_312
    return Py_BuildValue("N(N)O", pyi_iter_builtin("iter"), range, Py_None);
#else
    return Py_BuildValue("N(N)O", pyi_iter_builtin("iter"), range, self->index);
#endif
}

/* new: state between 0 and n */
static PyObject *clamp(PyObject *state, PyObject *n) {
    PyObject *zero = PyLong_FromLong(0);
    int negative = zero == NULL ? -1 : PyObject_RichCompareBool(state, zero, Py_LT);
    if (negative != 0) {
        if (negative < 0) {
            Py_CLEAR(zero);
        }
        return zero;
    }
    Py_DECREF(zero);
    int beyond = PyObject_RichCompareBool(state, n, Py_GT);
    return beyond < 0 ? NULL : Py_NewRef(beyond ? n : state);
}

static PyObject *longiter_setstate(PyObject *op, PyObject *state) {
    longiter *self = (longiter *)op;
    PyObject *i = clamp(state, self->len);
    if (i == NULL) {
        return NULL;
    }
#if PYI_312
    PyObject *start = pyi_range_at(self->start, self->step, i);
    PyObject *n = start == NULL ? NULL : PyNumber_Subtract(self->len, i);
    Py_DECREF(i);
    if (n == NULL) {
        Py_XDECREF(start);
        return NULL;
    }
    Py_SETREF(self->start, start);
    Py_SETREF(self->len, n);
#else
    Py_SETREF(self->index, i);
#endif
    Py_RETURN_NONE;
}

static PyMethodDef longiter_methods[] = {
    {"__length_hint__", longiter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", longiter_reduce, METH_NOARGS, NULL},
    {"__setstate__", longiter_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyLongRangeIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "longrange_iterator",
    .tp_basicsize = sizeof(longiter),
    .tp_dealloc = longiter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = longiter_next,
    .tp_methods = longiter_methods,
};
PYI_TYPE(PyLongRangeIter_Type);

/* ---- iter() and reversed() ----------------------------------------------------------------- */

/* The parts as longs; false when one does not fit. */
static bool fits_long(pyi_range *self, long *start, long *stop, long *step, long *n) {
    int overflow;
    *start = PyLong_AsLongAndOverflow(self->start, &overflow);
    if (overflow != 0) {
        return false;
    }
    *stop = PyLong_AsLongAndOverflow(self->stop, &overflow);
    if (overflow != 0) {
        return false;
    }
    *step = PyLong_AsLongAndOverflow(self->step, &overflow);
    if (overflow != 0) {
        return false;
    }
    *n = PyLong_AsLongAndOverflow(self->length, &overflow);
    return overflow == 0;
}

PyObject *pyi_range_iter(PyObject *op) {
    pyi_range *self = (pyi_range *)op;
    long start, stop, step, n;
    /* the step after the last one must fit too */
    if (fits_long(self, &start, &stop, &step, &n) &&
        (step > 0 ? stop <= LONG_MAX - step : stop >= LONG_MIN - step)) {
        return rangeiter_new(start, step, n);
    }
    return longiter_new(Py_NewRef(self->start), Py_NewRef(self->step), Py_NewRef(self->length));
}

PyObject *pyi_range_reversed(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_range *self = (pyi_range *)op;
    long start, stop, step, n;
    if (fits_long(self, &start, &stop, &step, &n) && step != LONG_MIN &&
        (step > 0 ? start >= LONG_MIN + step : start <= LONG_MAX + step)) {
        long last = (long)((unsigned long)start + ((unsigned long)n - 1) * (unsigned long)step);
        return rangeiter_new(last, -step, n);
    }
    PyObject *last = Py_NewRef(self->length);
    if (move_long(&last, -1) == 0) {
        Py_SETREF(last, pyi_range_at(self->start, self->step, last));
    } else {
        Py_CLEAR(last);
    }
    return longiter_new(last, PyNumber_Negative(self->step), Py_NewRef(self->length));
}
