/* SPDX-License-Identifier: Apache-2.0 */
/* list: a growable array.
 * Layout     ob_item owned, NULL while nothing is allocated; allocated >= ob_size
 * Collected  yes
 * Contract   docs.python.org/3/c-api/list.html
 */
#include "list.h"

#include "pyi_stress.h"

/* ---- storage ----------------------------------------------------------------------------- */

#if PYI_313
#define FREE_LISTS(interp) ((interp)->object_state.freelists.lists.items)
#define NUM_FREE_LISTS(interp) ((interp)->object_state.freelists.lists.numfree)
#else
#define FREE_LISTS(interp) ((interp)->list.free_list)
#define NUM_FREE_LISTS(interp) ((interp)->list.numfree)
#endif

#define MAX_ITEMS ((size_t)PY_SSIZE_T_MAX / sizeof(PyObject *))

int pyi_list_resize(PyListObject *self, Py_ssize_t n) {
    Py_ssize_t room = self->allocated;
    if (room >= n && n >= (room >> 1)) {
        Py_SET_SIZE(self, n);
        return 0;
    }
    /* an eighth more than asked for, so that appending is linear; multiples of four */
    size_t want = ((size_t)n + ((size_t)n >> 3) + 6) & ~(size_t)3;
    if (n - Py_SIZE(self) > (Py_ssize_t)(want - (size_t)n)) {
        want = ((size_t)n + 3) & ~(size_t)3; /* a long extension: another one is unlikely */
    }
    if (n == 0) {
        want = 0;
    }
    PyObject **items = want <= MAX_ITEMS ? PyMem_Realloc(self->ob_item, want * sizeof(PyObject *)) : NULL;
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->ob_item = items;
    self->allocated = (Py_ssize_t)want;
    Py_SET_SIZE(self, n);
    return 0;
}

/* The first allocation of a list that will probably stay as long as n. */
static int allocate_exact(PyListObject *self, Py_ssize_t n) {
    size_t room = ((size_t)n + 1) & ~(size_t)1; /* the allocator would waste the odd place */
    PyObject **items = room <= MAX_ITEMS ? PyMem_New(PyObject *, room) : NULL;
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->ob_item = items;
    self->allocated = (Py_ssize_t)room;
    return 0;
}

static PyListObject *list_alloc(void) {
    PyInterpreterState *interp = _PyInterpreterState_GET();
    PyListObject *self;
    if (NUM_FREE_LISTS(interp) > 0) {
        self = FREE_LISTS(interp)[--NUM_FREE_LISTS(interp)];
        _Py_NewReference((PyObject *)self);
    } else {
        self = PyObject_GC_New(PyListObject, &PyList_Type);
        if (self == NULL) {
            return NULL;
        }
    }
    self->ob_item = NULL;
    self->allocated = 0;
    Py_SET_SIZE(self, 0);
    return self;
}

PyListObject *pyi_list_with_room(Py_ssize_t n) {
    PyListObject *self = list_alloc();
    if (self == NULL) {
        return NULL;
    }
    if (n > 0) {
        self->ob_item = (size_t)n <= MAX_ITEMS ? PyMem_New(PyObject *, (size_t)n) : NULL;
        if (self->ob_item == NULL) {
            PyObject_GC_Del(self);
            return (PyListObject *)PyErr_NoMemory();
        }
        self->allocated = n;
    }
    _PyObject_GC_TRACK(self);
    return self;
}

#if PYI_313
void _PyList_ClearFreeList(struct _Py_object_freelists *freelists, int is_finalization) {
    struct _Py_list_freelist *lists = &freelists->lists;
    while (lists->numfree > 0) {
        PyObject_GC_Del(lists->items[--lists->numfree]);
    }
    if (is_finalization) {
        lists->numfree = PyList_MAXFREELIST; /* nothing is kept any more */
    }
}
#else
void _PyList_ClearFreeList(PyInterpreterState *interp) {
    while (NUM_FREE_LISTS(interp) > 0) {
        PyObject_GC_Del(FREE_LISTS(interp)[--NUM_FREE_LISTS(interp)]);
    }
}

void _PyList_Fini(PyInterpreterState *interp) { _PyList_ClearFreeList(interp); }
#endif

void _PyList_DebugMallocStats(FILE *out) {
    _PyDebugAllocatorStats(out, "free PyListObject", NUM_FREE_LISTS(_PyInterpreterState_GET()),
                           sizeof(PyListObject));
}

/* ---- life -------------------------------------------------------------------------------- */

static void list_dealloc(PyObject *op) {
    PyListObject *self = (PyListObject *)op;
    PyObject_GC_UnTrack(self);
    Py_TRASHCAN_BEGIN(op, list_dealloc)
    if (self->ob_item != NULL) {
        for (Py_ssize_t i = Py_SIZE(self); --i >= 0;) {
            Py_XDECREF(self->ob_item[i]);
        }
        PyMem_Free(self->ob_item);
    }
    PyInterpreterState *interp = _PyInterpreterState_GET();
    if (PYI_KEEPS_FREED && PyList_CheckExact(op) &&
        NUM_FREE_LISTS(interp) < PyList_MAXFREELIST) {
        FREE_LISTS(interp)[NUM_FREE_LISTS(interp)++] = self;
    } else {
        Py_TYPE(op)->tp_free(op);
    }
    Py_TRASHCAN_END
}

static int list_traverse(PyObject *op, visitproc visit, void *arg) {
    PyListObject *self = (PyListObject *)op;
    for (Py_ssize_t i = Py_SIZE(self); --i >= 0;) {
        Py_VISIT(self->ob_item[i]);
    }
    return 0;
}

int pyi_list_clear(PyListObject *self) {
    PyObject **items = self->ob_item;
    if (items == NULL) {
        return 0;
    }
    Py_ssize_t n = Py_SIZE(self);
    self->ob_item = NULL;
    self->allocated = 0;
    Py_SET_SIZE(self, 0); /* empty before code of the items can run */
    while (--n >= 0) {
        Py_XDECREF(items[n]);
    }
    PyMem_Free(items);
    return 0;
}

static int list_tp_clear(PyObject *op) { return pyi_list_clear((PyListObject *)op); }

static int list_init_from(PyListObject *self, PyObject *iterable) {
    pyi_list_clear(self);
    return iterable == NULL ? 0 : pyi_list_extend(self, iterable);
}

static int list_init(PyObject *self, PyObject *args, PyObject *kwargs) {
    PyObject *iterable = NULL;
    if ((Py_IS_TYPE(self, &PyList_Type) || Py_TYPE(self)->tp_new == PyList_Type.tp_new) &&
        !_PyArg_NoKeywords("list", kwargs)) {
        return -1;
    }
    if (!PyArg_UnpackTuple(args, "list", 0, 1, &iterable)) {
        return -1;
    }
    return list_init_from((PyListObject *)self, iterable);
}

static PyObject *list_vectorcall(PyObject *type, PyObject *const *args, size_t nargsf,
                                 PyObject *kwnames) {
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (!_PyArg_NoKwnames("list", kwnames) || !_PyArg_CheckPositional("list", nargs, 0, 1)) {
        return NULL;
    }
    PyObject *self = ((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
    if (self != NULL && nargs == 1 && list_init_from((PyListObject *)self, args[0]) < 0) {
        Py_CLEAR(self);
    }
    return self;
}

/* ---- growth ------------------------------------------------------------------------------ */

static int extend_fast(PyListObject *self, PyObject *sequence) {
    Py_ssize_t n = PySequence_Fast_GET_SIZE(sequence);
    Py_ssize_t old = Py_SIZE(self);
    if (n == 0) {
        return 0; /* the special case of extending with itself included */
    }
    if (self->ob_item == NULL) {
        if (allocate_exact(self, n) < 0) {
            return -1;
        }
        Py_SET_SIZE(self, n);
    } else if (pyi_list_resize(self, old + n) < 0) {
        return -1;
    }
    PyObject **from = PySequence_Fast_ITEMS(sequence); /* after the resize: it may be self */
    PyObject **to = self->ob_item + old;
    for (Py_ssize_t i = 0; i < n; i++) {
        to[i] = Py_NewRef(from[i]);
    }
    return 0;
}

/* Makes room for what an iterator says it will give. */
static int extend_reserve(PyListObject *self, PyObject *iterable) {
    Py_ssize_t n = PyObject_LengthHint(iterable, 8);
    if (n < 0) {
        return -1;
    }
    Py_ssize_t old = Py_SIZE(self);
    if (old > PY_SSIZE_T_MAX - n) {
        return 0; /* it will hardly be true */
    }
    if (self->ob_item == NULL) {
        return n == 0 ? 0 : allocate_exact(self, n);
    }
    if (pyi_list_resize(self, old + n) < 0) {
        return -1;
    }
    Py_SET_SIZE(self, old);
    return 0;
}

static int extend_iter(PyListObject *self, PyObject *iter) {
    iternextfunc next = Py_TYPE(iter)->tp_iternext;
    for (;;) {
        PyObject *item = next(iter);
        if (item == NULL) {
            break;
        }
        if (_PyList_AppendTakeRef(self, item) < 0) {
            return -1;
        }
    }
    if (PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
            return -1;
        }
        PyErr_Clear();
    }
    return Py_SIZE(self) < self->allocated ? pyi_list_resize(self, Py_SIZE(self)) : 0;
}

int pyi_list_extend(PyListObject *self, PyObject *iterable) {
    if (PyList_CheckExact(iterable) || PyTuple_CheckExact(iterable) || (PyObject *)self == iterable) {
        return extend_fast(self, iterable);
    }
    PyObject *iter = PyObject_GetIter(iterable);
    if (iter == NULL) {
        return -1;
    }
    int status = extend_reserve(self, iterable);
    if (status == 0) {
        status = extend_iter(self, iter);
    }
    Py_DECREF(iter);
    return status;
}

int pyi_list_insert(PyListObject *self, Py_ssize_t where, PyObject *item) {
    Py_ssize_t n = Py_SIZE(self);
    if (pyi_list_resize(self, n + 1) < 0) {
        return -1;
    }
    if (where < 0) {
        where = where + n < 0 ? 0 : where + n;
    }
    if (where > n) {
        where = n;
    }
    PyObject **items = self->ob_item;
    memmove(items + where + 1, items + where, (size_t)(n - where) * sizeof(PyObject *));
    items[where] = Py_NewRef(item);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

static PyObject *list_repr(PyObject *self) {
    if (PyList_GET_SIZE(self) == 0) {
        return PyUnicode_FromString("[]");
    }
    int entered = Py_ReprEnter(self);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromString("[...]") : NULL;
    }
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    writer.overallocate = 1;
    writer.min_length = 3 * PyList_GET_SIZE(self);
    int failed = _PyUnicodeWriter_WriteChar(&writer, '[') < 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(self) && !failed; i++) {
        PyObject *item = Py_NewRef(PyList_GET_ITEM(self, i)); /* its repr may change the list */
        PyObject *repr = PyObject_Repr(item);
        Py_DECREF(item);
        failed = repr == NULL || (i > 0 && _PyUnicodeWriter_WriteASCIIString(&writer, ", ", 2) < 0) ||
                 _PyUnicodeWriter_WriteStr(&writer, repr) < 0;
        Py_XDECREF(repr);
    }
    failed = failed || _PyUnicodeWriter_WriteChar(&writer, ']') < 0;
    Py_ReprLeave(self);
    if (failed) {
        _PyUnicodeWriter_Dealloc(&writer);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&writer);
}

static Py_ssize_t list_length(PyObject *self) { return PyList_GET_SIZE(self); }

/* Whether an item equals value; borrowed items may go away while they are compared. */
static int item_equals(PyObject *item, PyObject *value) {
    Py_INCREF(item);
    int equal = PyObject_RichCompareBool(item, value, Py_EQ);
    Py_DECREF(item);
    return equal;
}

static int list_contains(PyObject *self, PyObject *value) {
    int equal = 0;
    for (Py_ssize_t i = 0; equal == 0 && i < PyList_GET_SIZE(self); i++) {
        equal = item_equals(PyList_GET_ITEM(self, i), value);
    }
    return equal;
}

static PyObject *list_item(PyObject *self, Py_ssize_t i) {
    if ((size_t)i >= (size_t)PyList_GET_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "list index out of range");
        return NULL;
    }
    return Py_NewRef(PyList_GET_ITEM(self, i));
}

static PyObject *list_concat(PyObject *self, PyObject *other) {
    if (!PyList_Check(other)) {
        PyErr_Format(PyExc_TypeError, "can only concatenate list (not \"%.200s\") to list",
                     Py_TYPE(other)->tp_name);
        return NULL;
    }
    Py_ssize_t left = PyList_GET_SIZE(self);
    Py_ssize_t right = PyList_GET_SIZE(other);
    if (left > PY_SSIZE_T_MAX - right) {
        return PyErr_NoMemory();
    }
    PyListObject *result = pyi_list_with_room(left + right);
    if (result == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < left; i++) {
        result->ob_item[i] = Py_NewRef(PyList_GET_ITEM(self, i));
    }
    for (Py_ssize_t i = 0; i < right; i++) {
        result->ob_item[left + i] = Py_NewRef(PyList_GET_ITEM(other, i));
    }
    Py_SET_SIZE(result, left + right);
    return (PyObject *)result;
}

/* items[0:n] count times, the first time is there already */
static void fill_repeats(PyObject **items, Py_ssize_t n, Py_ssize_t count) {
    if (n == 1) {
        PyObject *item = items[0];
        for (Py_ssize_t i = 1; i < count; i++) {
            items[i] = Py_NewRef(item);
        }
        return;
    }
    PyObject **to = items + n;
    for (Py_ssize_t k = 1; k < count; k++) {
        for (Py_ssize_t i = 0; i < n; i++) {
            *to++ = Py_NewRef(items[i]);
        }
    }
}

static PyObject *list_repeat(PyObject *self, Py_ssize_t count) {
    Py_ssize_t n = PyList_GET_SIZE(self);
    if (n == 0 || count <= 0) {
        return PyList_New(0);
    }
    if (n > PY_SSIZE_T_MAX / count) {
        return PyErr_NoMemory();
    }
    PyListObject *result = pyi_list_with_room(n * count);
    if (result == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        result->ob_item[i] = Py_NewRef(PyList_GET_ITEM(self, i));
    }
    fill_repeats(result->ob_item, n, count);
    Py_SET_SIZE(result, n * count);
    return (PyObject *)result;
}

static PyObject *list_inplace_concat(PyObject *self, PyObject *other) {
    return pyi_list_extend((PyListObject *)self, other) < 0 ? NULL : Py_NewRef(self);
}

static PyObject *list_inplace_repeat(PyObject *op, Py_ssize_t count) {
    PyListObject *self = (PyListObject *)op;
    Py_ssize_t n = Py_SIZE(self);
    if (n == 0 || count == 1) {
        return Py_NewRef(op);
    }
    if (count < 1) {
        pyi_list_clear(self);
        return Py_NewRef(op);
    }
    if (n > PY_SSIZE_T_MAX / count) {
        return PyErr_NoMemory();
    }
    if (pyi_list_resize(self, n * count) < 0) {
        return NULL;
    }
    fill_repeats(self->ob_item, n, count);
    return Py_NewRef(op);
}

static int list_ass_item(PyObject *op, Py_ssize_t i, PyObject *value) {
    PyListObject *self = (PyListObject *)op;
    if ((size_t)i >= (size_t)Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
        return -1;
    }
    if (value == NULL) {
#if PYI_313
        PyObject *gone = self->ob_item[i]; /* since 3.13 this gives no memory back */
        Py_ssize_t after = Py_SIZE(self) - i - 1;
        memmove(self->ob_item + i, self->ob_item + i + 1, (size_t)after * sizeof(PyObject *));
        Py_SET_SIZE(self, i + after);
        Py_DECREF(gone);
        return 0;
#else
        return pyi_list_splice(self, i, i + 1, NULL);
#endif
    }
    Py_SETREF(self->ob_item[i], Py_NewRef(value));
    return 0;
}

/* the first index where two lists differ, or the end of the shorter one; -1 with an exception */
static Py_ssize_t first_difference(PyObject *a, PyObject *b) {
    Py_ssize_t i = 0;
    for (; i < PyList_GET_SIZE(a) && i < PyList_GET_SIZE(b); i++) {
        PyObject *left = PyList_GET_ITEM(a, i);
        PyObject *right = PyList_GET_ITEM(b, i);
        if (left == right) {
            continue;
        }
        Py_INCREF(left);
        Py_INCREF(right);
        int equal = PyObject_RichCompareBool(left, right, Py_EQ);
        Py_DECREF(left);
        Py_DECREF(right);
        if (equal <= 0) {
            return equal < 0 ? -1 : i;
        }
    }
    return i;
}

static PyObject *list_richcompare(PyObject *self, PyObject *other, int op) {
    if (!PyList_Check(self) || !PyList_Check(other)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (PyList_GET_SIZE(self) != PyList_GET_SIZE(other) && (op == Py_EQ || op == Py_NE)) {
        return PyBool_FromLong(op == Py_NE);
    }
    Py_ssize_t i = first_difference(self, other);
    if (i < 0) {
        return NULL;
    }
    if (i >= PyList_GET_SIZE(self) || i >= PyList_GET_SIZE(other)) {
        Py_RETURN_RICHCOMPARE(PyList_GET_SIZE(self), PyList_GET_SIZE(other), op);
    }
    if (op == Py_EQ || op == Py_NE) {
        return PyBool_FromLong(op == Py_NE);
    }
    PyObject *left = Py_NewRef(PyList_GET_ITEM(self, i));
    PyObject *right = Py_NewRef(PyList_GET_ITEM(other, i));
    PyObject *result = PyObject_RichCompare(left, right, op);
    Py_DECREF(left);
    Py_DECREF(right);
    return result;
}

static PyObject *list_iter(PyObject *self) { return pyi_seq_iter_new(&PyListIter_Type, self, 0); }

/* ---- type -------------------------------------------------------------------------------- */

static PySequenceMethods list_as_sequence = {
    .sq_length = list_length,
    .sq_concat = list_concat,
    .sq_repeat = list_repeat,
    .sq_item = list_item,
    .sq_ass_item = list_ass_item,
    .sq_contains = list_contains,
    .sq_inplace_concat = list_inplace_concat,
    .sq_inplace_repeat = list_inplace_repeat,
};

static PyMappingMethods list_as_mapping = {
    .mp_length = list_length,
    .mp_subscript = pyi_list_subscript,
    .mp_ass_subscript = pyi_list_ass_subscript,
};

PyTypeObject PyList_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "list",
    .tp_basicsize = sizeof(PyListObject),
    .tp_dealloc = list_dealloc,
    .tp_repr = list_repr,
    .tp_as_sequence = &list_as_sequence,
    .tp_as_mapping = &list_as_mapping,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE |
                Py_TPFLAGS_LIST_SUBCLASS | _Py_TPFLAGS_MATCH_SELF | Py_TPFLAGS_SEQUENCE,
    .tp_doc = PYI_SIGNATURE("list", "(iterable=(), /)"),
    .tp_traverse = list_traverse,
    .tp_clear = list_tp_clear,
    .tp_richcompare = list_richcompare,
    .tp_iter = list_iter,
    .tp_methods = pyi_list_methods,
    .tp_init = list_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_GC_Del,
    .tp_vectorcall = list_vectorcall,
};
PYI_TYPE(PyList_Type);

/* ---- public functions -------------------------------------------------------------------- */

/* new; all items NULL */
PyObject *PyList_New(Py_ssize_t n) {
    if (n < 0) {
        PyErr_BadInternalCall();
        return NULL;
    }
    PyListObject *self = pyi_list_with_room(n);
    if (self != NULL && n > 0) {
        memset(self->ob_item, 0, (size_t)n * sizeof(PyObject *));
        Py_SET_SIZE(self, n);
    }
    return (PyObject *)self;
}

/* new; steals the items, also on failure */
PYI_HIDDEN PyObject *pyi_list_from_array_steal(PyObject *const *items, Py_ssize_t n);
PyObject *pyi_list_from_array_steal(PyObject *const *items, Py_ssize_t n) {
    PyListObject *self = pyi_list_with_room(n);
    if (self == NULL) {
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_DECREF(items[i]);
        }
        return NULL;
    }
    if (n > 0) {
        memcpy(self->ob_item, items, (size_t)n * sizeof(PyObject *));
        Py_SET_SIZE(self, n);
    }
    return (PyObject *)self;
}

#if PYI_312
PyObject *_PyList_FromArraySteal(PyObject *const *items, Py_ssize_t n) {
    return pyi_list_from_array_steal(items, n);
}
#endif

/* steals the item, also on failure */
int _PyList_AppendTakeRefListResize(PyListObject *self, PyObject *item) {
    Py_ssize_t n = Py_SIZE(self);
    if (pyi_list_resize(self, n + 1) < 0) {
        Py_DECREF(item);
        return -1;
    }
    self->ob_item[n] = item;
    return 0;
}
