/* SPDX-License-Identifier: Apache-2.0 */
/* tuple: an immutable array.
 * Layout     ob_item inline, owned
 * Collected  yes; the collector untracks those that hold only atoms
 * Contract   docs.python.org/3/c-api/tuple.html
 */
#include "iters.h"

#include "pyi_stress.h"

/* ---- storage ----------------------------------------------------------------------------- */

#if PYI_313
#define FREE_TUPLES(interp) ((interp)->object_state.freelists.tuples.items)
#define NUM_FREE_TUPLES(interp) ((interp)->object_state.freelists.tuples.numfree)
#else
#define FREE_TUPLES(interp) ((interp)->tuple.free_list)
#define NUM_FREE_TUPLES(interp) ((interp)->tuple.numfree)
#endif

static PyObject *empty_tuple(void) {
    PyTupleObject *empty = &_Py_SINGLETON(tuple_empty);
    if (pyi_unlikely(Py_TYPE(empty) == NULL)) {
#if PYI_312
        ((PyObject *)empty)->ob_refcnt = _Py_IMMORTAL_REFCNT;
#else
        ((PyObject *)empty)->ob_refcnt = 999999999;
#endif
        ((PyObject *)empty)->ob_type = &PyTuple_Type;
    }
    return Py_NewRef(empty);
}

/* new, not tracked, items not set; n > 0 */
static PyTupleObject *tuple_alloc(Py_ssize_t n) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (n <= PyTuple_NFREELISTS && FREE_TUPLES(interp)[n - 1] != NULL) {
        PyTupleObject *self = FREE_TUPLES(interp)[n - 1];
        FREE_TUPLES(interp)[n - 1] = (PyTupleObject *)self->ob_item[0];
        NUM_FREE_TUPLES(interp)[n - 1]--;
        _Py_NewReference((PyObject *)self);
        return self;
    }
    if ((size_t)n > (size_t)PY_SSIZE_T_MAX / sizeof(PyObject *) - sizeof(PyTupleObject)) {
        return (PyTupleObject *)PyErr_NoMemory();
    }
    return PyObject_GC_NewVar(PyTupleObject, &PyTuple_Type, n);
}

static void clear_free(PyTupleObject **lists, int *counts) {
    for (int i = 0; i < PyTuple_NFREELISTS; i++) {
        PyTupleObject *self = lists[i];
        lists[i] = NULL;
        counts[i] = 0;
        while (self != NULL) {
            PyTupleObject *next = (PyTupleObject *)self->ob_item[0];
            PyObject_GC_Del(self);
            self = next;
        }
    }
}

#if PYI_313
void _PyTuple_ClearFreeList(struct _Py_object_freelists *freelists, int is_finalization) {
    clear_free(freelists->tuples.items, freelists->tuples.numfree);
    if (is_finalization) {
        for (int i = 0; i < PyTuple_NFREELISTS; i++) {
            freelists->tuples.numfree[i] = PyTuple_MAXFREELIST; /* nothing is kept any more */
        }
    }
}
#else
void _PyTuple_ClearFreeList(PyInterpreterState *interp) {
    clear_free(FREE_TUPLES(interp), NUM_FREE_TUPLES(interp));
}

void _PyTuple_Fini(PyInterpreterState *interp) { _PyTuple_ClearFreeList(interp); }

PyStatus _PyTuple_InitTypes(PyInterpreterState *Py_UNUSED(interp)) { return PyStatus_Ok(); }
#endif

PyStatus _PyTuple_InitGlobalObjects(PyInterpreterState *Py_UNUSED(interp)) {
    empty_tuple();
    return PyStatus_Ok();
}

void _PyTuple_DebugMallocStats(FILE *out) {
    int *counts = NUM_FREE_TUPLES(_PyInterpreterState_GET());
    for (int i = 0; i < PyTuple_NFREELISTS; i++) {
        char name[64];
        PyOS_snprintf(name, sizeof(name), "free %d-sized PyTupleObject", i + 1);
        _PyDebugAllocatorStats(out, name, counts[i],
                               _PyObject_VAR_SIZE(&PyTuple_Type, (Py_ssize_t)i + 1));
    }
}

/* ---- life -------------------------------------------------------------------------------- */

static PyObject *tuple_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *iterable = NULL;
    if ((type == &PyTuple_Type || type->tp_init == PyTuple_Type.tp_init) &&
        !_PyArg_NoKeywords("tuple", kwargs)) {
        return NULL;
    }
    if (!PyArg_UnpackTuple(args, "tuple", 0, 1, &iterable)) {
        return NULL;
    }
    PyObject *items = iterable == NULL ? PyTuple_New(0) : PySequence_Tuple(iterable);
    if (items == NULL || type == &PyTuple_Type) {
        return items;
    }
    /* a subclass gets its own object with the same items */
    Py_ssize_t n = PyTuple_GET_SIZE(items);
    PyTupleObject *self = (PyTupleObject *)type->tp_alloc(type, n);
    for (Py_ssize_t i = 0; self != NULL && i < n; i++) {
        self->ob_item[i] = Py_NewRef(PyTuple_GET_ITEM(items, i));
    }
    Py_DECREF(items);
    return (PyObject *)self;
}

static PyObject *tuple_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                  PyObject *kwnames) {
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (!_PyArg_NoKwnames("tuple", kwnames) || !_PyArg_CheckPositional("tuple", nargs, 0, 1)) {
        return NULL;
    }
    (void)type;
    return nargs == 0 ? PyTuple_New(0) : PySequence_Tuple(args[0]);
}

static void tuple_dealloc(PyObject *op) {
    PyTupleObject *self = (PyTupleObject *)op;
    Py_ssize_t n = Py_SIZE(self);
    if (n == 0 && self == &_Py_SINGLETON(tuple_empty)) {
        Py_SET_REFCNT(self, 999999999); /* someone released more than they had */
        return;
    }
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(op, tuple_dealloc)
    for (Py_ssize_t i = n; --i >= 0;) {
        Py_XDECREF(self->ob_item[i]);
    }
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (PYI_KEEPS_FREED && n > 0 && n <= PyTuple_NFREELISTS && PyTuple_CheckExact(op) &&
        NUM_FREE_TUPLES(interp)[n - 1] < PyTuple_MAXFREELIST) {
        self->ob_item[0] = (PyObject *)FREE_TUPLES(interp)[n - 1];
        FREE_TUPLES(interp)[n - 1] = self;
        NUM_FREE_TUPLES(interp)[n - 1]++;
    } else {
        Py_TYPE(op)->tp_free(op);
    }
    Py_TRASHCAN_END
}

static int tuple_traverse(PyObject *op, visitproc visit, void *arg) {
    PyTupleObject *self = (PyTupleObject *)op;
    for (Py_ssize_t i = Py_SIZE(self); --i >= 0;) {
        Py_VISIT(self->ob_item[i]);
    }
    return 0;
}

/* Called by the collector: what can never be in a cycle need not be looked at again. */
void _PyTuple_MaybeUntrack(PyObject *op) {
    if (!PyTuple_CheckExact(op) || !_PyObject_GC_IS_TRACKED(op)) {
        return;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(op); i++) {
        PyObject *item = PyTuple_GET_ITEM(op, i);
        if (item == NULL || _PyObject_GC_MAY_BE_TRACKED(item)) { /* NULL: not complete yet */
            return;
        }
    }
    _PyObject_GC_UNTRACK(op);
}

/* ---- slots ------------------------------------------------------------------------------- */

static PyObject *tuple_repr(PyObject *self) {
    Py_ssize_t n = PyTuple_GET_SIZE(self);
    if (n == 0) {
        return PyUnicode_FromString("()");
    }
    int entered = Py_ReprEnter(self);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromString("(...)") : NULL;
    }
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = 1;
    writer.min_length = n > 1 ? 3 * n : 4;
    int failed = _PyUnicodeWriter_WriteChar(&writer, '(') < 0;
    for (Py_ssize_t i = 0; i < n && !failed; i++) {
        PyObject *repr = PyObject_Repr(PyTuple_GET_ITEM(self, i));
        failed = repr == NULL || (i > 0 && _PyUnicodeWriter_WriteASCIIString(&writer, ", ", 2) < 0) ||
                 _PyUnicodeWriter_WriteStr(&writer, repr) < 0;
        Py_XDECREF(repr);
    }
    failed = failed || _PyUnicodeWriter_WriteASCIIString(&writer, n > 1 ? ")" : ",)", n > 1 ? 1 : 2) < 0;
    Py_ReprLeave(self);
    if (failed) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

/* xxHash's mixing of 64 or 32 bits at a time, simplified: CPython's values, which programs may store. */
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

static Py_hash_t tuple_hash(PyObject *self) {
    Py_ssize_t n = PyTuple_GET_SIZE(self);
    Py_uhash_t acc = PRIME_5;
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_hash_t lane = PyObject_Hash(PyTuple_GET_ITEM(self, i));
        if (lane == -1) {
            return -1;
        }
        acc += (Py_uhash_t)lane * PRIME_2;
        acc = ROTATE(acc) * PRIME_1;
    }
    acc += (Py_uhash_t)n ^ (PRIME_5 ^ 3527539UL);
    return acc == (Py_uhash_t)-1 ? 1546275796 : (Py_hash_t)acc;
}

static Py_ssize_t tuple_length(PyObject *self) { return PyTuple_GET_SIZE(self); }

static int tuple_contains(PyObject *self, PyObject *value) {
    int equal = 0;
    for (Py_ssize_t i = 0; equal == 0 && i < PyTuple_GET_SIZE(self); i++) {
        equal = PyObject_RichCompareBool(PyTuple_GET_ITEM(self, i), value, Py_EQ);
    }
    return equal;
}

static PyObject *tuple_item(PyObject *self, Py_ssize_t i) {
    if ((size_t)i >= (size_t)PyTuple_GET_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "tuple index out of range");
        return NULL;
    }
    return Py_NewRef(PyTuple_GET_ITEM(self, i));
}

static PyObject *tuple_concat(PyObject *self, PyObject *other) {
    if (PyTuple_GET_SIZE(self) == 0 && PyTuple_CheckExact(other)) {
        return Py_NewRef(other);
    }
    if (!PyTuple_Check(other)) {
        PyErr_Format(PyExc_TypeError, "can only concatenate tuple (not \"%.200s\") to tuple",
                     Py_TYPE(other)->tp_name);
        return NULL;
    }
    Py_ssize_t left = PyTuple_GET_SIZE(self);
    Py_ssize_t right = PyTuple_GET_SIZE(other);
    if (right == 0 && PyTuple_CheckExact(self)) {
        return Py_NewRef(self);
    }
    if (left > PY_SSIZE_T_MAX - right) {
        return PyErr_NoMemory();
    }
    if (left + right == 0) {
        return empty_tuple();
    }
    PyTupleObject *result = tuple_alloc(left + right);
    if (result == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < left; i++) {
        result->ob_item[i] = Py_NewRef(PyTuple_GET_ITEM(self, i));
    }
    for (Py_ssize_t i = 0; i < right; i++) {
        result->ob_item[left + i] = Py_NewRef(PyTuple_GET_ITEM(other, i));
    }
    _PyObject_GC_TRACK(result);
    return (PyObject *)result;
}

static PyObject *tuple_repeat(PyObject *self, Py_ssize_t count) {
    Py_ssize_t n = PyTuple_GET_SIZE(self);
    if ((n == 0 || count == 1) && PyTuple_CheckExact(self)) {
        return Py_NewRef(self);
    }
    if (n == 0 || count <= 0) {
        return empty_tuple();
    }
    if (n > PY_SSIZE_T_MAX / count) {
        return PyErr_NoMemory();
    }
    PyTupleObject *result = tuple_alloc(n * count);
    if (result == NULL) {
        return NULL;
    }
    PyObject **out = result->ob_item;
    for (Py_ssize_t k = 0; k < count; k++) {
        for (Py_ssize_t i = 0; i < n; i++) {
            *out++ = Py_NewRef(PyTuple_GET_ITEM(self, i));
        }
    }
    _PyObject_GC_TRACK(result);
    return (PyObject *)result;
}

static PyObject *tuple_slice(PyObject *self, PyObject *slice) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    Py_ssize_t size = PyTuple_GET_SIZE(self);
    Py_ssize_t n = PySlice_AdjustIndices(size, &start, &stop, step);
    if (n <= 0) {
        return empty_tuple();
    }
    if (start == 0 && step == 1 && n == size && PyTuple_CheckExact(self)) {
        return Py_NewRef(self);
    }
    PyTupleObject *result = tuple_alloc(n);
    if (result == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0, at = start; i < n; i++, at += step) {
        result->ob_item[i] = Py_NewRef(PyTuple_GET_ITEM(self, at));
    }
    _PyObject_GC_TRACK(result);
    return (PyObject *)result;
}

static PyObject *tuple_subscript(PyObject *self, PyObject *index) {
    if (PyIndex_Check(index)) {
        Py_ssize_t i = PyNumber_AsSsize_t(index, PyExc_IndexError);
        if (i == -1 && PyErr_Occurred()) {
            return NULL;
        }
        return tuple_item(self, i < 0 ? i + PyTuple_GET_SIZE(self) : i);
    }
    if (PySlice_Check(index)) {
        return tuple_slice(self, index);
    }
    PyErr_Format(PyExc_TypeError, "tuple indices must be integers or slices, not %.200s",
                 Py_TYPE(index)->tp_name);
    return NULL;
}

static PyObject *tuple_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PyTuple_Check(self) || !PyTuple_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t left = PyTuple_GET_SIZE(self);
    Py_ssize_t right = PyTuple_GET_SIZE(other);
    Py_ssize_t i = 0;
    for (; i < left && i < right; i++) {
        int equal =
            PyObject_RichCompareBool(PyTuple_GET_ITEM(self, i), PyTuple_GET_ITEM(other, i), Py_EQ);
        if (equal < 0) {
            return NULL;
        }
        if (equal == 0) {
            break;
        }
    }
    if (i >= left || i >= right) {
        Py_RETURN_RICHCOMPARE(left, right, op);
    }
    if (op == Py_EQ || op == Py_NE) {
        return PyBool_FromLong(op == Py_NE);
    }
    return PyObject_RichCompare(PyTuple_GET_ITEM(self, i), PyTuple_GET_ITEM(other, i), op);
}

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *tuple_getnewargs(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    PyObject *items = PyTuple_GetSlice(self, 0, PyTuple_GET_SIZE(self));
    PyObject *result = items == NULL ? NULL : PyTuple_Pack(1, items);
    Py_XDECREF(items);
    return result;
}

static Py_ssize_t clamp(Py_ssize_t i, Py_ssize_t n) {
    if (i < 0) {
        i += n;
    }
    return i < 0 ? 0 : i;
}

static PyObject *tuple_index(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t start = 0;
    Py_ssize_t stop = PY_SSIZE_T_MAX;
    if (!_PyArg_CheckPositional("index", nargs, 1, 3) ||
        (nargs > 1 && !_PyEval_SliceIndexNotNone(args[1], &start)) ||
        (nargs > 2 && !_PyEval_SliceIndexNotNone(args[2], &stop))) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(self);
    start = clamp(start, n);
    stop = clamp(stop, n);
    for (Py_ssize_t i = start; i < stop && i < n; i++) {
        int equal = PyObject_RichCompareBool(PyTuple_GET_ITEM(self, i), args[0], Py_EQ);
        if (equal != 0) {
            return equal < 0 ? NULL : PyLong_FromSsize_t(i);
        }
    }
    PyErr_SetString(PyExc_ValueError, "tuple.index(x): x not in tuple");
    return NULL;
}

static PyObject *tuple_count(PyObject *self, PyObject *value) {
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(self); i++) {
        int equal = PyObject_RichCompareBool(PyTuple_GET_ITEM(self, i), value, Py_EQ);
        if (equal < 0) {
            return NULL;
        }
        count += equal;
    }
    return PyLong_FromSsize_t(count);
}

static PyMethodDef tuple_methods[] = {
    {"__getnewargs__", tuple_getnewargs, METH_NOARGS, PYI_SIGNATURE("__getnewargs__", "($self, /)")},
    {"index", PYI_FASTCALL(tuple_index), METH_FASTCALL,
     PYI_SIGNATURE("index", "($self, value, start=0, stop=sys.maxsize, /)")},
    {"count", tuple_count, METH_O, PYI_SIGNATURE("count", "($self, value, /)")},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- iterator ---------------------------------------------------------------------------- */

static PyObject *tuple_iter(PyObject *self) { return pyi_seq_iter_new(&PyTupleIter_Type, self, 0); }

static PyObject *tupleiter_next(PyObject *op) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    PyObject *seq = self->it_seq;
    if (seq == NULL) {
        return NULL;
    }
    if (self->it_index < PyTuple_GET_SIZE(seq)) {
        return Py_NewRef(PyTuple_GET_ITEM(seq, self->it_index++));
    }
    self->it_seq = NULL;
    Py_DECREF(seq);
    return NULL;
}

static PyObject *tupleiter_length_hint(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_seq_iter *self = (pyi_seq_iter *)op;
    return PyLong_FromSsize_t(
        self->it_seq == NULL ? 0 : PyTuple_GET_SIZE(self->it_seq) - self->it_index);
}

static PyObject *tupleiter_reduce(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return pyi_seq_iter_reduce(self, "iter", PyTuple_New(0));
}

static PyObject *tupleiter_setstate(PyObject *op, PyObject *state) {
    PyObject *seq = ((pyi_seq_iter *)op)->it_seq;
    return pyi_seq_iter_setstate(op, state, seq == NULL ? 0 : PyTuple_GET_SIZE(seq));
}

static PyMethodDef tupleiter_methods[] = {
    {"__length_hint__", tupleiter_length_hint, METH_NOARGS, NULL},
    {"__reduce__", tupleiter_reduce, METH_NOARGS, NULL},
    {"__setstate__", tupleiter_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject PyTupleIter_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "tuple_iterator",
    .tp_basicsize = sizeof(pyi_seq_iter),
    .tp_dealloc = pyi_seq_iter_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = pyi_seq_iter_traverse,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = tupleiter_next,
    .tp_methods = tupleiter_methods,
};
PYI_TYPE(PyTupleIter_Type);

/* ---- type -------------------------------------------------------------------------------- */

static PySequenceMethods tuple_as_sequence = {
    .sq_length = tuple_length,
    .sq_concat = tuple_concat,
    .sq_repeat = tuple_repeat,
    .sq_item = tuple_item,
    .sq_contains = tuple_contains,
};

static PyMappingMethods tuple_as_mapping = {
    .mp_length = tuple_length,
    .mp_subscript = tuple_subscript,
};

PyTypeObject PyTuple_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "tuple",
    .tp_basicsize = sizeof(PyTupleObject) - sizeof(PyObject *),
    .tp_itemsize = sizeof(PyObject *),
    .tp_dealloc = tuple_dealloc,
    .tp_repr = tuple_repr,
    .tp_as_sequence = &tuple_as_sequence,
    .tp_as_mapping = &tuple_as_mapping,
    .tp_hash = tuple_hash,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE |
                Py_TPFLAGS_TUPLE_SUBCLASS | _Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_SEQUENCE,
    .tp_doc = PYI_SIGNATURE("tuple", "(iterable=(), /)"),
    .tp_traverse = tuple_traverse,
    .tp_richcompare = tuple_richcompare,
    .tp_iter = tuple_iter,
    .tp_methods = tuple_methods,
    .tp_new = tuple_new,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = tuple_vectorcall,
};
PYI_TYPE(PyTuple_Type);

/* ---- public functions -------------------------------------------------------------------- */

/* new; all items NULL */
PyObject *PyTuple_New(Py_ssize_t n) {
    if (n == 0) {
        return empty_tuple();
    }
    if (n < 0) {
        PyErr_BadInternalCall();
        return NULL;
    }
    PyTupleObject *self = tuple_alloc(n);
    if (self == NULL) {
        return NULL;
    }
    memset(self->ob_item, 0, (size_t)n * sizeof(PyObject *));
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

Py_ssize_t PyTuple_Size(PyObject *op) {
    if (!PyTuple_Check(op)) {
        PyErr_BadInternalCall();
        return -1;
    }
    return PyTuple_GET_SIZE(op);
}

/* borrowed */
PyObject *PyTuple_GetItem(PyObject *op, Py_ssize_t i) {
    if (!PyTuple_Check(op)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if ((size_t)i >= (size_t)PyTuple_GET_SIZE(op)) {
        PyErr_SetString(PyExc_IndexError, "tuple index out of range");
        return NULL;
    }
    return PyTuple_GET_ITEM(op, i);
}

/* steals item, also on failure */
int PyTuple_SetItem(PyObject *op, Py_ssize_t i, PyObject *item) {
    if (!PyTuple_Check(op) || Py_REFCNT(op) != 1) {
        Py_XDECREF(item);
        PyErr_BadInternalCall();
        return -1;
    }
    if ((size_t)i >= (size_t)PyTuple_GET_SIZE(op)) {
        Py_XDECREF(item);
        PyErr_SetString(PyExc_IndexError, "tuple assignment index out of range");
        return -1;
    }
    Py_XSETREF(((PyTupleObject *)op)->ob_item[i], item);
    return 0;
}

/* new; borrows the items */
PyObject *PyTuple_Pack(Py_ssize_t n, ...) {
    if (n == 0) {
        return empty_tuple();
    }
    PyTupleObject *self = tuple_alloc(n);
    if (self == NULL) {
        return NULL;
    }
    va_list items;
    va_start(items, n);
    for (Py_ssize_t i = 0; i < n; i++) {
        self->ob_item[i] = Py_NewRef(va_arg(items, PyObject *));
    }
    va_end(items);
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

/* new; borrows the items */
PyObject *_PyTuple_FromArray(PyObject *const *items, Py_ssize_t n) {
    if (n == 0) {
        return empty_tuple();
    }
    PyTupleObject *self = tuple_alloc(n);
    if (self == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        self->ob_item[i] = Py_NewRef(items[i]);
    }
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

/* new; steals the items, also on failure */
PyObject *_PyTuple_FromArraySteal(PyObject *const *items, Py_ssize_t n) {
    if (n == 0) {
        return empty_tuple();
    }
    PyTupleObject *self = tuple_alloc(n);
    if (self == NULL) {
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_DECREF(items[i]);
        }
        return NULL;
    }
    memcpy(self->ob_item, items, (size_t)n * sizeof(PyObject *));
    _PyObject_GC_TRACK(self);
    return (PyObject *)self;
}

/* new; an exact tuple for the whole is the same object */
PyObject *PyTuple_GetSlice(PyObject *op, Py_ssize_t low, Py_ssize_t high) {
    if (op == NULL || !PyTuple_Check(op)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(op);
    low = low < 0 ? 0 : low;
    high = high > n ? n : high < low ? low : high;
    if (low == 0 && high == n && PyTuple_CheckExact(op)) {
        return Py_NewRef(op);
    }
    return high <= low ? empty_tuple()
                       : _PyTuple_FromArray(((PyTupleObject *)op)->ob_item + low, high - low);
}

/* Replaces *place, which nobody else may know; on failure it is NULL and the tuple is released. */
int _PyTuple_Resize(PyObject **place, Py_ssize_t n) {
    PyTupleObject *self = (PyTupleObject *)*place;
    if (self == NULL || !Py_IS_TYPE(self, &PyTuple_Type) || n < 0 ||
        (Py_SIZE(self) != 0 && Py_REFCNT(self) != 1)) {
        *place = NULL;
        Py_XDECREF(self);
        PyErr_BadInternalCall();
        return -1;
    }
    Py_ssize_t old = Py_SIZE(self);
    if (old == n) {
        return 0;
    }
    if (n == 0 || old == 0) {
        Py_DECREF(self);
        *place = PyTuple_New(n);
        return *place == NULL ? -1 : 0;
    }
    if (_PyObject_GC_IS_TRACKED((PyObject *)self)) {
        _PyObject_GC_UNTRACK(self);
    }
    for (Py_ssize_t i = n; i < old; i++) {
        Py_CLEAR(self->ob_item[i]);
    }
    PyTupleObject *moved = PyObject_GC_Resize(PyTupleObject, self, n);
    if (moved == NULL) {
        *place = NULL;
        for (Py_ssize_t i = 0; i < old && i < n; i++) {
            Py_CLEAR(self->ob_item[i]);
        }
        PyObject_GC_Del(self);
        return -1;
    }
    for (Py_ssize_t i = old; i < n; i++) {
        moved->ob_item[i] = NULL;
    }
    *place = (PyObject *)moved;
    _PyObject_GC_TRACK(moved);
    return 0;
}
