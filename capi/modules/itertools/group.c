/* SPDX-License-Identifier: Apache-2.0 */
/* itertools/group: groupby, and tee, whose iterators share what one of them has read.
 */
#include "itertools.h"

#include "pyi_size_argument.h"

/* ---- groupby ----------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *iter;
    PyObject *function;
    PyObject *target; /* the key of the group that was given out last */
    PyObject *key;    /* of value; NULL at the beginning */
    PyObject *value;  /* read but not given out; NULL when it was */
    const void *current; /* the grouper that may go on, borrowed, only compared */
} groupby;

typedef struct {
    PyObject_HEAD
    PyObject *parent;
    PyObject *target;
} grouper;

static void groupby_dealloc(PyObject *op) {
    groupby *self = (groupby *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->iter);
    Py_XDECREF(self->function);
    Py_XDECREF(self->target);
    Py_XDECREF(self->key);
    Py_XDECREF(self->value);
    Py_TYPE(op)->tp_free(op);
}

static int groupby_traverse(PyObject *op, visitproc visit, void *arg) {
    groupby *self = (groupby *)op;
    Py_VISIT(self->iter);
    Py_VISIT(self->function);
    Py_VISIT(self->target);
    Py_VISIT(self->key);
    Py_VISIT(self->value);
    return 0;
}

static PyObject *groupby_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"iterable", "key", NULL};
    PyObject *iterable, *function = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:groupby", keywords, &iterable, &function)) {
        return NULL;
    }
    PyObject *iter = PyObject_GetIter(iterable);
    groupby *self = iter == NULL ? NULL : (groupby *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(iter);
        return NULL;
    }
    self->iter = iter;
    self->function = Py_NewRef(function);
    return (PyObject *)self;
}

/* Reads the next value and its key. */
static int groupby_step(groupby *self) {
    PyObject *value = pyi_itertool_next(self->iter);
    if (value == NULL) {
        return -1;
    }
    PyObject *key = self->function == Py_None ? Py_NewRef(value)
                                              : PyObject_CallOneArg(self->function, value);
    if (key == NULL) {
        Py_DECREF(value);
        return -1;
    }
    Py_XSETREF(self->value, value);
    Py_XSETREF(self->key, key);
    return 0;
}

/* 1 when two keys are equal; they may be replaced meanwhile */
static int same_key(PyObject *a, PyObject *b) {
    Py_INCREF(a);
    Py_INCREF(b);
    int equal = PyObject_RichCompareBool(a, b, Py_EQ);
    Py_DECREF(a);
    Py_DECREF(b);
    return equal;
}

static PyObject *groupby_next(PyObject *op) {
    groupby *self = (groupby *)op;
    self->current = NULL;
    for (;;) { /* over what is left of the last group */
        if (self->key != NULL) {
            int equal = self->target == NULL ? 0 : same_key(self->target, self->key);
            if (equal < 0) {
                return NULL;
            }
            if (equal == 0) {
                break;
            }
        }
        if (groupby_step(self) < 0) {
            return NULL;
        }
    }
    Py_XSETREF(self->target, Py_NewRef(self->key));
    grouper *group = PyObject_GC_New(grouper, &pyi_grouper_type);
    if (group == NULL) {
        return NULL;
    }
    group->parent = Py_NewRef(op);
    group->target = Py_NewRef(self->target);
    self->current = group;
    PyObject_GC_Track(group);
    PyObject *result = PyTuple_Pack(2, self->key, group);
    Py_DECREF(group);
    return result;
}

static PyObject *groupby_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    groupby *self = (groupby *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->target != NULL && self->key != NULL && self->value != NULL) {
        return Py_BuildValue("O(OO)(OOO)", Py_TYPE(op), self->iter, self->function, self->value,
                             self->target, self->key);
    }
    return Py_BuildValue("O(OO)", Py_TYPE(op), self->iter, self->function);
}

static PyObject *groupby_setstate(PyObject *op, PyObject *state) {
    groupby *self = (groupby *)op;
    PyObject *value, *target, *key;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state is not a tuple");
        return NULL;
    }
    if (!PyArg_ParseTuple(state, "OOO", &value, &target, &key)) {
        return NULL;
    }
    Py_XSETREF(self->value, Py_NewRef(value));
    Py_XSETREF(self->target, Py_NewRef(target));
    Py_XSETREF(self->key, Py_NewRef(key));
    Py_RETURN_NONE;
}

static PyMethodDef groupby_methods[] = {
    {"__reduce__", groupby_reduce, METH_NOARGS, NULL},
    {"__setstate__", groupby_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(groupby, "groupby", PYI_SIGNATURE("groupby", "(iterable, key=None)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = groupby_methods);

/* ---- the items of one group ---------------------------------------------------------------- */

ITERTOOL_LIFE2(grouper, parent, target)

static PyObject *grouper_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    PyObject *parent, *target;
    if (!_PyArg_NoKeywords("_grouper", kwargs) ||
        !PyArg_ParseTuple(args, "O!O", &pyi_groupby_type, &parent, &target)) {
        return NULL;
    }
    grouper *self = (grouper *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->parent = Py_NewRef(parent);
        self->target = Py_NewRef(target);
        ((groupby *)parent)->current = self;
    }
    return (PyObject *)self;
}

static PyObject *grouper_next(PyObject *op) {
    grouper *self = (grouper *)op;
    groupby *parent = (groupby *)self->parent;
    if (parent->current != self || (parent->value == NULL && groupby_step(parent) < 0)) {
        return NULL;
    }
    if (same_key(self->target, parent->key) <= 0) {
        return NULL; /* another group, or an exception */
    }
    PyObject *value = parent->value;
    parent->value = NULL;
    Py_CLEAR(parent->key);
    return value;
}

static PyObject *grouper_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    grouper *self = (grouper *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (((groupby *)self->parent)->current != self) {
        return Py_BuildValue("N(())", pyi_iter_builtin("iter"));
    }
    return Py_BuildValue("O(OO)", Py_TYPE(op), self->parent, self->target);
}

static PyMethodDef grouper_methods[] = {
    {"__reduce__", grouper_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(grouper, "_grouper", NULL, .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
              .tp_methods = grouper_methods);

/* ---- tee: the shared items ----------------------------------------------------------------- */

#define TEE_ITEMS 57 /* so that a block is half a kilobyte */

typedef struct {
    PyObject_HEAD
    PyObject *iter;
    int count;   /* items that were read */
    int running; /* reading: the iterator came back to us */
    PyObject *next; /* the block behind this one, NULL until it is needed */
    PyObject *items[TEE_ITEMS];
} teedata;

static PyObject *teedata_make(PyObject *iter) {
    teedata *self = PyObject_GC_New(teedata, &pyi_teedata_type);
    if (self == NULL) {
        return NULL;
    }
    self->iter = Py_NewRef(iter);
    self->count = 0;
    self->running = 0;
    self->next = NULL;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

/* Releases a chain of blocks without going as deep as it is long. */
static void release_blocks(PyObject *block) {
    while (block != NULL && Py_IS_TYPE(block, &pyi_teedata_type) && Py_REFCNT(block) == 1) {
        PyObject *next = ((teedata *)block)->next;
        ((teedata *)block)->next = NULL;
        Py_DECREF(block);
        block = next;
    }
    Py_XDECREF(block);
}

static void teedata_dealloc(PyObject *op) {
    teedata *self = (teedata *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->iter);
    for (int i = 0; i < self->count; i++) {
        Py_DECREF(self->items[i]);
    }
    release_blocks(self->next);
    PyObject_GC_Del(op);
}

static int teedata_traverse(PyObject *op, visitproc visit, void *arg) {
    teedata *self = (teedata *)op;
    Py_VISIT(self->iter);
    for (int i = 0; i < self->count; i++) {
        Py_VISIT(self->items[i]);
    }
    Py_VISIT(self->next);
    return 0;
}

/* new: item i, which is read when nobody has asked for it before */
static PyObject *teedata_item(teedata *self, int i) {
    if (i < self->count) {
        return Py_NewRef(self->items[i]);
    }
    if (self->running) {
        PyErr_SetString(PyExc_RuntimeError, "cannot re-enter the tee iterator");
        return NULL;
    }
    self->running = 1;
    PyObject *item = PyIter_Next(self->iter);
    self->running = 0;
    if (item == NULL) {
        return NULL;
    }
    self->items[self->count++] = item;
    return Py_NewRef(item);
}

/* borrowed */
static PyObject *teedata_next_block(teedata *self) {
    if (self->next == NULL) {
        self->next = teedata_make(self->iter);
    }
    return self->next;
}

static PyObject *teedata_new(PyTypeObject *Py_UNUSED(type), PyObject *args, PyObject *kwargs) {
    PyObject *iter, *items, *next;
    if (!_PyArg_NoKeywords("teedataobject", kwargs) ||
        !PyArg_ParseTuple(args, "OO!O:teedataobject", &iter, &PyList_Type, &items, &next)) {
        return NULL;
    }
    teedata *self = (teedata *)teedata_make(iter);
    if (self == NULL) {
        return NULL;
    }
    Py_ssize_t n = PyList_GET_SIZE(items);
    bool right = n <= TEE_ITEMS &&
                 (next == Py_None || (n == TEE_ITEMS && Py_IS_TYPE(next, &pyi_teedata_type)));
    if (!right) {
        PyErr_SetString(PyExc_ValueError, "Invalid arguments");
        Py_DECREF(self);
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        self->items[i] = Py_NewRef(PyList_GET_ITEM(items, i));
    }
    self->count = (int)n;
    self->next = next == Py_None ? NULL : Py_NewRef(next);
    return (PyObject *)self;
}

static PyObject *teedata_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    teedata *self = (teedata *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    PyObject *items = PyList_New(self->count);
    for (int i = 0; items != NULL && i < self->count; i++) {
        PyList_SET_ITEM(items, i, Py_NewRef(self->items[i]));
    }
    return items == NULL ? NULL
                         : Py_BuildValue("O(ONO)", Py_TYPE(op), self->iter, items,
                                         self->next == NULL ? Py_None : self->next);
}

static PyMethodDef teedata_methods[] = {
    {"__reduce__", teedata_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject pyi_teedata_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "itertools._tee_dataobject",
    .tp_basicsize = sizeof(teedata),
    .tp_dealloc = teedata_dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = teedata_traverse,
    .tp_methods = teedata_methods,
    .tp_new = teedata_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_teedata_type);

/* ---- tee: one of the iterators -------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *data; /* the block it is in */
    int index;
    PyObject *weakreflist;
} tee;

/* borrows data */
static PyObject *tee_make(PyObject *data, int index) {
    tee *self = PyObject_GC_New(tee, &pyi_tee_type);
    if (self == NULL) {
        return NULL;
    }
    self->data = Py_NewRef(data);
    self->index = index;
    self->weakreflist = NULL;
    PyObject_GC_Track(self);
    return (PyObject *)self;
}

static PyObject *tee_from(PyObject *iterable) {
    PyObject *iter = PyObject_GetIter(iterable);
    if (iter == NULL) {
        return NULL;
    }
    PyObject *result;
    if (Py_IS_TYPE(iter, &pyi_tee_type)) {
        result = tee_make(((tee *)iter)->data, ((tee *)iter)->index);
    } else {
        PyObject *data = teedata_make(iter);
        result = data == NULL ? NULL : tee_make(data, 0);
        Py_XDECREF(data);
    }
    Py_DECREF(iter);
    return result;
}

static PyObject *tee_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return pyi_itertool_positional(type, &pyi_tee_type, "_tee", args, kwargs, 1, 1)
               ? tee_from(PyTuple_GET_ITEM(args, 0))
               : NULL;
}

static void tee_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    if (((tee *)op)->weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_XDECREF(((tee *)op)->data);
    PyObject_GC_Del(op);
}

static int tee_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((tee *)op)->data);
    return 0;
}

static PyObject *tee_next(PyObject *op) {
    tee *self = (tee *)op;
    if (self->index >= TEE_ITEMS) {
        PyObject *next = teedata_next_block((teedata *)self->data);
        if (next == NULL) {
            return NULL;
        }
        Py_SETREF(self->data, Py_NewRef(next));
        self->index = 0;
    }
    PyObject *item = teedata_item((teedata *)self->data, self->index);
    if (item != NULL) {
        self->index++;
    }
    return item;
}

static PyObject *tee_copy(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return tee_make(((tee *)op)->data, ((tee *)op)->index);
}

static PyObject *tee_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    return Py_BuildValue("O(())(Oi)", Py_TYPE(op), ((tee *)op)->data, ((tee *)op)->index);
}

static PyObject *tee_setstate(PyObject *op, PyObject *state) {
    tee *self = (tee *)op;
    PyObject *data;
    int index;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state is not a tuple");
        return NULL;
    }
    if (!PyArg_ParseTuple(state, "O!i", &pyi_teedata_type, &data, &index)) {
        return NULL;
    }
    if (index < 0 || index > TEE_ITEMS) {
        PyErr_SetString(PyExc_ValueError, "Index out of range");
        return NULL;
    }
    Py_XSETREF(self->data, Py_NewRef(data));
    self->index = index;
    Py_RETURN_NONE;
}

static PyMethodDef tee_methods[] = {
    {"__copy__", tee_copy, METH_NOARGS, NULL},
    {"__reduce__", tee_reduce, METH_NOARGS, NULL},
    {"__setstate__", tee_setstate, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

ITERTOOL_TYPE(tee, "_tee", PYI_SIGNATURE("_tee", "(iterable, /)"),
              .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
              .tp_weaklistoffset = offsetof(tee, weakreflist), .tp_methods = tee_methods);

/* new: one iterator that can be copied; any that has __copy__ is left as it is */
static PyObject *copyable(PyObject *iterable, PyObject **copy) {
    PyObject *iter = PyObject_GetIter(iterable);
    *copy = NULL;
    if (iter == NULL || _PyObject_LookupAttr(iter, PYI_NAME("__copy__"), copy) < 0) {
        Py_XDECREF(iter);
        return NULL;
    }
    if (*copy == NULL) {
        Py_SETREF(iter, tee_from(iter));
        if (iter != NULL && (*copy = PyObject_GetAttr(iter, PYI_NAME("__copy__"))) == NULL) {
            Py_CLEAR(iter);
        }
    }
    return iter;
}

PyObject *pyi_itertools_tee(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t n = 2;
    if (!_PyArg_CheckPositional("tee", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs > 1) {
        n = pyi_size_argument(args[1]);
        if (n == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    if (n < 0) {
        PyErr_SetString(PyExc_ValueError, "n must be >= 0");
        return NULL;
    }
    PyObject *result = PyTuple_New(n);
    if (result == NULL || n == 0) {
        return result;
    }
    PyObject *copy;
    PyObject *iter = copyable(args[0], &copy);
    if (iter == NULL) {
        Py_DECREF(result);
        return NULL;
    }
    PyTuple_SET_ITEM(result, 0, iter);
    for (Py_ssize_t i = 1; result != NULL && i < n; i++) {
        PyObject *other = PyObject_CallNoArgs(copy);
        if (other == NULL) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i, other);
        }
    }
    Py_DECREF(copy);
    return result;
}
