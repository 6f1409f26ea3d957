/* SPDX-License-Identifier: Apache-2.0 */
/* slice: start, stop and step of a subscript.
 * Layout     three owned objects, None where nothing is said
 * Collected  yes
 * Contract   docs.python.org/3/c-api/slice.html
 */
#include "containers.h"
#include "pyi_stress.h"

#include "internal/pycore_sliceobject.h"
#include <structmember.h>

/* ---- storage ----------------------------------------------------------------------------- */

/* The last slice that was released: most live for one subscript only. */
#if PYI_313
#define SPARE(interp) ((interp)->object_state.freelists.slices.slice_cache)
#else
#define SPARE(interp) ((interp)->slice_cache)
#endif

/* new; steals the three, also on failure */
static PyObject *slice_new_steal(PyObject *start, PyObject *stop, PyObject *step) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    PySliceObject *self = SPARE(interp);
    if (self != NULL) {
        SPARE(interp) = NULL;
        _Py_NewReference((PyObject *)self);
    } else {
        self = PyObject_GC_New(PySliceObject, &PySlice_Type);
        if (self == NULL) {
            Py_DECREF(start);
            Py_DECREF(stop);
            Py_DECREF(step);
            return NULL;
        }
    }
    self->start = start;
    self->stop = stop;
    self->step = step;
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

static void clear_spare(PySliceObject **spare) {
    PySliceObject *self = *spare;
    if (self != NULL) {
        *spare = NULL;
        PyObject_GC_Del(self);
    }
}

#if PYI_313
void _PySlice_ClearFreeList(struct _Py_object_freelists *freelists, int Py_UNUSED(is_finalization)) {
    clear_spare(&freelists->slices.slice_cache);
}
#else
void _PySlice_Fini(PyInterpreterState *interp) { clear_spare(&interp->slice_cache); }
#endif

/* ---- life -------------------------------------------------------------------------------- */

static PyObject *slice_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs) {
    PyObject *start = NULL;
    PyObject *stop = NULL;
    PyObject *step = NULL;
    if (!_PyArg_NoKeywords("slice", kwargs) ||
        !PyArg_UnpackTuple(args, "slice", 1, 3, &start, &stop, &step)) {
        return NULL;
    }
    if (stop == NULL) {
        stop = start;
        start = NULL;
    }
    return PySlice_New(start, stop, step);
}

static void slice_dealloc(PyObject *op) {
    PySliceObject *self = (PySliceObject *)op;
    PyInterpreterState *interp = _PyInterpreterState_GET();
    PyObject_GC_UnTrack(self);
    Py_DECREF(self->start);
    Py_DECREF(self->stop);
    Py_DECREF(self->step);
    if (PYI_KEEPS_FREED && SPARE(interp) == NULL) {
        SPARE(interp) = self;
    } else {
        PyObject_GC_Del(self);
    }
}

static int slice_traverse(PyObject *op, visitproc visit, void *arg) {
    PySliceObject *self = (PySliceObject *)op;
    Py_VISIT(self->start);
    Py_VISIT(self->stop);
    Py_VISIT(self->step);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

static PyObject *slice_repr(PyObject *op) {
    PySliceObject *self = (PySliceObject *)op;
    return PyUnicode_FromFormat("slice(%R, %R, %R)", self->start, self->stop, self->step);
}

static PyObject *as_tuple(PyObject *op) {
    PySliceObject *self = (PySliceObject *)op;
    return PyTuple_Pack(3, self->start, self->stop, self->step);
}

static PyObject *slice_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PySlice_Check(self) || !PySlice_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (self == other) {
        return PyBool_FromLong(op == Py_EQ || op == Py_LE || op == Py_GE);
    }
    PyObject *left = as_tuple(self);
    PyObject *right = left == NULL ? NULL : as_tuple(other);
    PyObject *result = right == NULL ? NULL : PyObject_RichCompare(left, right, op);
    Py_XDECREF(left);
    Py_XDECREF(right);
    return result;
}

#if PYI_312
/* xxHash's mixing, as that of tuple but without the length: CPython's values */
#if SIZEOF_PY_UHASH_T > 4
#define PRIME_1 ((Py_uhash_t)11400714785074694791ULL)
#define PRIME_2 ((Py_uhash_t)14029467366897019727ULL)
#define PRIME_5 ((Py_uhash_t)2870177450012600261ULL)
#define ROTATE(x) (((x) << 31) | ((x) >> 33))
#else
#define PRIME_1 ((Py_uhash_t)2654435761UL)
#define PRIME_2 ((Py_uhash_t)2246822519UL)
#define PRIME_5 ((Py_uhash_t)374761393UL)
#define ROTATE(x) (((x) << 13) | ((x) >> 19))
#endif

static Py_hash_t slice_hash(PyObject *op) {
    PySliceObject *self = (PySliceObject *)op;
    PyObject *parts[3] = {self->start, self->stop, self->step};
    Py_uhash_t acc = PRIME_5;
    for (int i = 0; i < 3; i++) {
        Py_hash_t lane = PyObject_Hash(parts[i]);
        if (lane == -1) {
            return -1;
        }
        acc += (Py_uhash_t)lane * PRIME_2;
        acc = ROTATE(acc) * PRIME_1;
    }
    return acc == (Py_uhash_t)-1 ? 1546275796 : (Py_hash_t)acc;
}
#else
#define slice_hash PyObject_HashNotImplemented
#endif

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *slice_indices(PyObject *self, PyObject *arg) {
    PyObject *length = PyNumber_Index(arg);
    if (length == NULL) {
        return NULL;
    }
    PyObject *parts[3] = {NULL, NULL, NULL};
    int status = -1;
    if (_PyLong_Sign(length) < 0) {
        PyErr_SetString(PyExc_ValueError, "length should not be negative");
    } else {
        status = _PySlice_GetLongIndices((PySliceObject *)self, length, &parts[0], &parts[1],
                                         &parts[2]);
    }
    Py_DECREF(length);
    return status < 0 ? NULL : _PyTuple_FromArraySteal(parts, 3);
}

static PyObject *slice_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PySliceObject *self = (PySliceObject *)op;
    return Py_BuildValue("O(OOO)", Py_TYPE(op), self->start, self->stop, self->step);
}

static PyMethodDef slice_methods[] = {
    {"indices", slice_indices, METH_O, NULL},
    {"__reduce__", slice_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef slice_members[] = {
    {"start", T_OBJECT, offsetof(PySliceObject, start), READONLY, NULL},
    {"stop", T_OBJECT, offsetof(PySliceObject, stop), READONLY, NULL},
    {"step", T_OBJECT, offsetof(PySliceObject, step), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

PyTypeObject PySlice_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "slice",
    .tp_basicsize = sizeof(PySliceObject),
    .tp_dealloc = slice_dealloc,
    .tp_repr = slice_repr,
    .tp_hash = slice_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = slice_traverse,
    .tp_richcompare = slice_richcompare,
    .tp_methods = slice_methods,
    .tp_members = slice_members,
    .tp_new = slice_new,
};
PYI_TYPE(PySlice_Type);

/* ---- public functions -------------------------------------------------------------------- */

/* new; borrows all, NULL means None */
PyObject *PySlice_New(PyObject *start, PyObject *stop, PyObject *step) {
    return slice_new_steal(Py_NewRef(start == NULL ? Py_None : start),
                           Py_NewRef(stop == NULL ? Py_None : stop),
                           Py_NewRef(step == NULL ? Py_None : step));
}

#if PYI_312
/* new; steals both, also on failure */
PyObject *_PyBuildSlice_ConsumeRefs(PyObject *start, PyObject *stop) {
    return slice_new_steal(start, stop, Py_NewRef(Py_None));
}
#endif

/* new */
PyObject *_PySlice_FromIndices(Py_ssize_t start, Py_ssize_t stop) {
    PyObject *first = PyLong_FromSsize_t(start);
    PyObject *last = first == NULL ? NULL : PyLong_FromSsize_t(stop);
    if (last == NULL) {
        Py_XDECREF(first);
        return NULL;
    }
    return slice_new_steal(first, last, Py_NewRef(Py_None));
}

int PySlice_Unpack(PyObject *op, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step) {
    PySliceObject *self = (PySliceObject *)op;
    *step = 1;
    if (self->step != Py_None && !_PyEval_SliceIndex(self->step, step)) {
        return -1;
    }
    if (*step == 0) {
        PyErr_SetString(PyExc_ValueError, "slice step cannot be zero");
        return -1;
    }
    if (*step < -PY_SSIZE_T_MAX) {
        *step = -PY_SSIZE_T_MAX; /* so that it can be negated */
    }
    *start = *step < 0 ? PY_SSIZE_T_MAX : 0;
    *stop = *step < 0 ? PY_SSIZE_T_MIN : PY_SSIZE_T_MAX;
    if (self->start != Py_None && !_PyEval_SliceIndex(self->start, start)) {
        return -1;
    }
    return self->stop == Py_None || _PyEval_SliceIndex(self->stop, stop) ? 0 : -1;
}

static Py_ssize_t adjust(Py_ssize_t i, Py_ssize_t length, bool backwards) {
    if (i < 0) {
        i += length;
        return i < 0 ? (backwards ? -1 : 0) : i;
    }
    return i < length ? i : backwards ? length - 1 : length;
}

/* the number of items */
Py_ssize_t PySlice_AdjustIndices(Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop,
                                 Py_ssize_t step) {
    *start = adjust(*start, length, step < 0);
    *stop = adjust(*stop, length, step < 0);
    if (step < 0) {
        return *stop < *start ? (*start - *stop - 1) / -step + 1 : 0;
    }
    return *start < *stop ? (*stop - *start - 1) / step + 1 : 0;
}

#undef PySlice_GetIndicesEx
int PySlice_GetIndicesEx(PyObject *op, Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop,
                         Py_ssize_t *step, Py_ssize_t *n) {
    if (PySlice_Unpack(op, start, stop, step) < 0) {
        return -1;
    }
    *n = PySlice_AdjustIndices(length, start, stop, *step);
    return 0;
}

static bool simple_index(PyObject *index, Py_ssize_t length, Py_ssize_t fallback, Py_ssize_t *out) {
    if (index == Py_None) {
        *out = fallback;
        return true;
    }
    if (!PyLong_Check(index)) {
        return false;
    }
    *out = PyLong_AsSsize_t(index);
    if (*out < 0) {
        *out += length;
    }
    return true;
}

/* The old way: only ints, and -1 without an exception for what is out of range. */
int PySlice_GetIndices(PyObject *op, Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop,
                       Py_ssize_t *step) {
    PySliceObject *self = (PySliceObject *)op;
    *step = 1;
    if (self->step != Py_None) {
        if (!PyLong_Check(self->step)) {
            return -1;
        }
        *step = PyLong_AsSsize_t(self->step);
    }
    if (!simple_index(self->start, length, *step < 0 ? length - 1 : 0, start) ||
        !simple_index(self->stop, length, *step < 0 ? -1 : length, stop)) {
        return -1;
    }
    return *stop > length || *start >= length || *step == 0 ? -1 : 0;
}

/* ---- indices of any size ------------------------------------------------------------------ */

/* new int */
static PyObject *long_index(PyObject *index) {
    if (!PyIndex_Check(index)) {
        PyErr_SetString(PyExc_TypeError,
                        "slice indices must be integers or None or have an __index__ method");
        return NULL;
    }
    return PyNumber_Index(index);
}

/* new: i from the end when negative, between lower and upper; steals i */
static PyObject *long_adjust(PyObject *i, PyObject *length, PyObject *lower, PyObject *upper) {
    if (i == NULL) {
        return NULL;
    }
    if (_PyLong_Sign(i) < 0) {
        Py_SETREF(i, PyNumber_Add(i, length));
        if (i == NULL) {
            return NULL;
        }
    }
    int below = PyObject_RichCompareBool(i, lower, Py_LT);
    int above = below == 0 ? PyObject_RichCompareBool(i, upper, Py_GT) : 0;
    if (below < 0 || above < 0) {
        Py_DECREF(i);
        return NULL;
    }
    if (below || above) {
        Py_SETREF(i, Py_NewRef(below ? lower : upper));
    }
    return i;
}

static PyObject *long_step(PySliceObject *self) {
    PyObject *step = self->step == Py_None ? PyLong_FromLong(1) : long_index(self->step);
    if (step != NULL && _PyLong_Sign(step) == 0) {
        PyErr_SetString(PyExc_ValueError, "slice step cannot be zero");
        Py_CLEAR(step);
    }
    return step;
}

/* new ints; length is an int that is not negative */
int _PySlice_GetLongIndices(PySliceObject *self, PyObject *length, PyObject **start, PyObject **stop,
                            PyObject **step) {
    *start = *stop = NULL;
    *step = long_step(self);
    if (*step == NULL) {
        return -1;
    }
    bool backwards = _PyLong_Sign(*step) < 0;
    PyObject *lower = PyLong_FromLong(backwards ? -1 : 0);
    PyObject *upper = lower == NULL    ? NULL
                      : backwards ? PyNumber_Add(length, lower)
                                       : Py_NewRef(length);
    if (upper != NULL) {
        *start = self->start == Py_None
                     ? Py_NewRef(backwards ? upper : lower)
                     : long_adjust(long_index(self->start), length, lower, upper);
    }
    if (*start != NULL) {
        *stop = self->stop == Py_None
                    ? Py_NewRef(backwards ? lower : upper)
                    : long_adjust(long_index(self->stop), length, lower, upper);
    }
    Py_XDECREF(lower);
    Py_XDECREF(upper);
    if (*stop == NULL) {
        Py_CLEAR(*step);
        Py_CLEAR(*start);
        return -1;
    }
    return 0;
}
