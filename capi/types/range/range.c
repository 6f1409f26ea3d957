/* SPDX-License-Identifier: Apache-2.0 */
/* range: an arithmetic progression of ints of any size.
 * Layout     pyi_range; start, stop, step and length owned ints
 * Collected  no: it holds only ints
 * Contract   docs.python.org/3/library/stdtypes.html#ranges
 */
#include "range.h"

#include <structmember.h>

/* ---- life -------------------------------------------------------------------------------- */

/* Fits all three in a long, as in nearly all programs? */
static bool as_longs(PyObject *start, PyObject *stop, PyObject *step, long out[3]) {
    PyObject *parts[3] = {start, stop, step};
    for (int i = 0; i < 3; i++) {
        int overflow;
        out[i] = PyLong_AsLongAndOverflow(parts[i], &overflow);
        if (overflow != 0) {
            return false;
        }
    }
    return true;
}

/* new; the numbers may be as far apart as two longs can be */
static PyObject *length_of_longs(long start, long stop, long step) {
    unsigned long n = 0;
    if (step > 0 && start < stop) {
        n = 1 + ((unsigned long)stop - (unsigned long)start - 1) / (unsigned long)step;
    } else if (step < 0 && start > stop) {
        n = 1 + ((unsigned long)start - (unsigned long)stop - 1) / (0 - (unsigned long)step);
    }
    return PyLong_FromUnsignedLong(n);
}

/* new: (high - low - 1) // step + 1, or 0 */
static PyObject *length_of_ints(PyObject *start, PyObject *stop, PyObject *step) {
    bool down = _PyLong_Sign(step) < 0;
    PyObject *low = down ? stop : start;
    PyObject *high = down ? start : stop;
    int empty = PyObject_RichCompareBool(low, high, Py_GE);
    if (empty != 0) {
        return empty < 0 ? NULL : PyLong_FromLong(0);
    }
    PyObject *one = PyLong_FromLong(1);
    PyObject *stride = one == NULL ? NULL : down ? PyNumber_Negative(step) : Py_NewRef(step);
    PyObject *n = stride == NULL ? NULL : PyNumber_Subtract(high, low);
    if (n != NULL) {
        Py_SETREF(n, PyNumber_Subtract(n, one));
    }
    if (n != NULL) {
        Py_SETREF(n, PyNumber_FloorDivide(n, stride));
    }
    if (n != NULL) {
        Py_SETREF(n, PyNumber_Add(n, one));
    }
    Py_XDECREF(stride);
    Py_XDECREF(one);
    return n;
}

PyObject *pyi_range_make(PyTypeObject *type, PyObject *start, PyObject *stop, PyObject *step) {
    PyObject *length = NULL;
    if (start != NULL && stop != NULL && step != NULL) {
        long longs[3];
        length = as_longs(start, stop, step, longs) ? length_of_longs(longs[0], longs[1], longs[2])
                                                    : length_of_ints(start, stop, step);
    }
    pyi_range *self = length == NULL ? NULL : PyObject_New(pyi_range, type);
    if (self == NULL) {
        Py_XDECREF(start);
        Py_XDECREF(stop);
        Py_XDECREF(step);
        Py_XDECREF(length);
        return NULL;
    }
    self->start = start;
    self->stop = stop;
    self->step = step;
    self->length = length;
    return (PyObject *)self;
}

/* new; None and NULL mean 1 */
static PyObject *check_step(PyObject *step) {
    if (step == NULL) {
        return PyLong_FromLong(1);
    }
    step = PyNumber_Index(step);
    if (step != NULL && _PyLong_Sign(step) == 0) {
        PyErr_SetString(PyExc_ValueError, "range() arg 3 must not be zero");
        Py_CLEAR(step);
    }
    return step;
}

static PyObject *range_from_array(PyTypeObject *type, PyObject *const *args, Py_ssize_t n) {
    if (n == 0) {
        PyErr_SetString(PyExc_TypeError, "range expected at least 1 argument, got 0");
        return NULL;
    }
    if (n > 3) {
        PyErr_Format(PyExc_TypeError, "range expected at most 3 arguments, got %zd", n);
        return NULL;
    }
    if (n == 1) {
        PyObject *stop = PyNumber_Index(args[0]);
        return stop == NULL ? NULL
                            : pyi_range_make(type, PyLong_FromLong(0), stop, PyLong_FromLong(1));
    }
    PyObject *start = PyNumber_Index(args[0]);
    PyObject *stop = start == NULL ? NULL : PyNumber_Index(args[1]);
    PyObject *step = stop == NULL ? NULL : check_step(n == 3 ? args[2] : NULL);
    return pyi_range_make(type, start, stop, step);
}

static PyObject *range_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (!_PyArg_NoKeywords("range", kwargs)) {
        return NULL;
    }
    return range_from_array(type, _PyTuple_ITEMS(args), PyTuple_GET_SIZE(args));
}

static PyObject *range_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                  PyObject *kwnames) {
    if (!_PyArg_NoKwnames("range", kwnames)) {
        return NULL;
    }
    return range_from_array((PyTypeObject *)type, args, PyVectorcall_NARGS(nargsf));
}

static void range_dealloc(PyObject *op) {
    pyi_range *self = (pyi_range *)op;
    Py_DECREF(self->start);
    Py_DECREF(self->stop);
    Py_DECREF(self->step);
    Py_DECREF(self->length);
    PyObject_Free(self);
}

/* ---- slots ------------------------------------------------------------------------------- */

static PyObject *range_repr(PyObject *op) {
    pyi_range *self = (pyi_range *)op;
    Py_ssize_t step = PyNumber_AsSsize_t(self->step, NULL);
    if (step == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (step == 1) {
        return PyUnicode_FromFormat("range(%R, %R)", self->start, self->stop);
    }
    return PyUnicode_FromFormat("range(%R, %R, %R)", self->start, self->stop, self->step);
}

static Py_ssize_t range_length(PyObject *self) { return PyLong_AsSsize_t(((pyi_range *)self)->length); }

static int range_bool(PyObject *self) { return PyObject_IsTrue(((pyi_range *)self)->length); }

/* new: 0 and 1 decide the length-independent parts: (length, start or None, step or None) */
static PyObject *identity(pyi_range *self) {
    PyObject *start = Py_None;
    PyObject *step = Py_None;
    if (_PyLong_Sign(self->length) != 0) {
        start = self->start;
        PyObject *one = PyLong_FromLong(1);
        int single = one == NULL ? -1 : PyObject_RichCompareBool(self->length, one, Py_EQ);
        Py_XDECREF(one);
        if (single < 0) {
            return NULL;
        }
        step = single ? Py_None : self->step;
    }
    return PyTuple_Pack(3, self->length, start, step);
}

static Py_hash_t range_hash(PyObject *self) {
    PyObject *tuple = identity((pyi_range *)self);
    Py_hash_t hash = tuple == NULL ? -1 : PyObject_Hash(tuple);
    Py_XDECREF(tuple);
    return hash;
}

static PyObject *range_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PyRange_Check(other) || (op != Py_EQ && op != Py_NE)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (self == other) {
        return PyBool_FromLong(op == Py_EQ);
    }
    PyObject *left = identity((pyi_range *)self);
    PyObject *right = left == NULL ? NULL : identity((pyi_range *)other);
    PyObject *result = right == NULL ? NULL : PyObject_RichCompare(left, right, op);
    Py_XDECREF(left);
    Py_XDECREF(right);
    return result;
}

/* Whether an int is one of them. */
static int contains_int(pyi_range *self, PyObject *value) {
    bool up = _PyLong_Sign(self->step) > 0;
    int after = PyObject_RichCompareBool(up ? self->start : value, up ? value : self->start, Py_LE);
    if (after <= 0) {
        return after;
    }
    int before = PyObject_RichCompareBool(up ? value : self->stop, up ? self->stop : value, Py_LT);
    if (before <= 0) {
        return before;
    }
    PyObject *distance = PyNumber_Subtract(value, self->start);
    PyObject *rest = distance == NULL ? NULL : PyNumber_Remainder(distance, self->step);
    int found = rest == NULL ? -1 : _PyLong_Sign(rest) == 0;
    Py_XDECREF(distance);
    Py_XDECREF(rest);
    return found;
}

static bool is_plain_int(PyObject *value) { return PyLong_CheckExact(value) || PyBool_Check(value); }

static int range_contains(PyObject *self, PyObject *value) {
    if (is_plain_int(value)) {
        return contains_int((pyi_range *)self, value);
    }
    return (int)_PySequence_IterSearch(self, value, PY_ITERSEARCH_CONTAINS);
}

PyObject *pyi_range_at(PyObject *start, PyObject *step, PyObject *i) {
    PyObject *distance = PyNumber_Multiply(i, step);
    PyObject *result = distance == NULL ? NULL : PyNumber_Add(start, distance);
    Py_XDECREF(distance);
    return result;
}

/* new; i counts from the end when negative */
static PyObject *item_at(pyi_range *self, PyObject *i) {
    PyObject *place = _PyLong_Sign(i) < 0 ? PyNumber_Add(self->length, i) : Py_NewRef(i);
    if (place == NULL) {
        return NULL;
    }
    int beyond = _PyLong_Sign(place) < 0 ? 1 : PyObject_RichCompareBool(place, self->length, Py_GE);
    PyObject *result = NULL;
    if (beyond > 0) {
        PyErr_SetString(PyExc_IndexError, "range object index out of range");
    } else if (beyond == 0) {
        result = pyi_range_at(self->start, self->step, place);
    }
    Py_DECREF(place);
    return result;
}

static PyObject *range_item(PyObject *self, Py_ssize_t i) {
    PyObject *index = PyLong_FromSsize_t(i);
    PyObject *result = NULL;
    if (index != NULL && i < 0) {
        PyErr_SetString(PyExc_IndexError, "range object index out of range");
    } else if (index != NULL) {
        result = item_at((pyi_range *)self, index);
    }
    Py_XDECREF(index);
    return result;
}

static PyObject *range_slice(pyi_range *self, PyObject *slice) {
    PyObject *start, *stop, *step;
    if (_PySlice_GetLongIndices((PySliceObject *)slice, self->length, &start, &stop, &step) < 0) {
        return NULL;
    }
    PyObject *first = pyi_range_at(self->start, self->step, start);
    PyObject *last = first == NULL ? NULL : pyi_range_at(self->start, self->step, stop);
    PyObject *stride = last == NULL ? NULL : PyNumber_Multiply(step, self->step);
    Py_DECREF(start);
    Py_DECREF(stop);
    Py_DECREF(step);
    return pyi_range_make(&PyRange_Type, first, last, stride);
}

static PyObject *range_subscript(PyObject *self, PyObject *index) {
    if (_PyIndex_Check(index)) {
        PyObject *i = PyNumber_Index(index);
        PyObject *result = i == NULL ? NULL : item_at((pyi_range *)self, i);
        Py_XDECREF(i);
        return result;
    }
    if (PySlice_Check(index)) {
        return range_slice((pyi_range *)self, index);
    }
    PyErr_Format(PyExc_TypeError, "range indices must be integers or slices, not %.200s",
                 Py_TYPE(index)->tp_name);
    return NULL;
}

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *range_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_range *self = (pyi_range *)op;
    return Py_BuildValue("(O(OOO))", Py_TYPE(op), self->start, self->stop, self->step);
}

static PyObject *range_count(PyObject *self, PyObject *value) {
    if (is_plain_int(value)) {
        int found = contains_int((pyi_range *)self, value);
        return found < 0 ? NULL : PyLong_FromLong(found);
    }
    Py_ssize_t n = _PySequence_IterSearch(self, value, PY_ITERSEARCH_COUNT);
    return n == -1 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *range_index(PyObject *op, PyObject *value) {
    pyi_range *self = (pyi_range *)op;
    if (!is_plain_int(value)) {
        Py_ssize_t i = _PySequence_IterSearch(op, value, PY_ITERSEARCH_INDEX);
        return i == -1 ? NULL : PyLong_FromSsize_t(i);
    }
    int found = contains_int(self, value);
    if (found <= 0) {
        if (found == 0) {
            PyErr_Format(PyExc_ValueError, "%R is not in range", value);
        }
        return NULL;
    }
    PyObject *distance = PyNumber_Subtract(value, self->start);
    PyObject *result = distance == NULL ? NULL : PyNumber_FloorDivide(distance, self->step);
    Py_XDECREF(distance);
    return result;
}

static PyMethodDef range_methods[] = {
    {"__reversed__", pyi_range_reversed, METH_NOARGS, NULL},
    {"__reduce__", range_reduce, METH_NOARGS, NULL},
    {"count", range_count, METH_O, NULL},
    {"index", range_index, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef range_members[] = {
    {"start", T_OBJECT_EX, offsetof(pyi_range, start), READONLY, NULL},
    {"stop", T_OBJECT_EX, offsetof(pyi_range, stop), READONLY, NULL},
    {"step", T_OBJECT_EX, offsetof(pyi_range, step), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

static PyNumberMethods range_as_number = {
    .nb_bool = range_bool,
};

static PySequenceMethods range_as_sequence = {
    .sq_length = range_length,
    .sq_item = range_item,
    .sq_contains = range_contains,
};

static PyMappingMethods range_as_mapping = {
    .mp_length = range_length,
    .mp_subscript = range_subscript,
};

PyTypeObject PyRange_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "range",
    .tp_basicsize = sizeof(pyi_range),
    .tp_dealloc = range_dealloc,
    .tp_repr = range_repr,
    .tp_as_number = &range_as_number,
    .tp_as_sequence = &range_as_sequence,
    .tp_as_mapping = &range_as_mapping,
    .tp_hash = range_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_SEQUENCE,
    .tp_richcompare = range_richcompare,
    .tp_iter = pyi_range_iter,
    .tp_methods = range_methods,
    .tp_members = range_members,
    .tp_new = range_new,
    .tp_vectorcall = range_vectorcall,
};
PYI_TYPE(PyRange_Type);
