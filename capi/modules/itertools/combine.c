/* SPDX-License-Identifier: Apache-2.0 */
/* itertools/combine: product, combinations, combinations_with_replacement, permutations.
 *
 * Each keeps the indices of the items of the tuple it gave last, and finds the next ones from them. The tuple
 * itself is changed and given again when nobody kept it.
 */
#include "itertools.h"

typedef struct {
    PyObject_HEAD
    PyObject *pool;      /* tuple; of product: tuple of tuples */
    PyObject *result;    /* the last tuple, NULL at the beginning */
    Py_ssize_t *indices; /* into the pool: r of them; of permutations: all */
    Py_ssize_t stopped;
    Py_ssize_t r;       /* not of product: the length of its pool */
    Py_ssize_t *cycles; /* of permutations: r of them */
} combiner;

/* How much of it each has. */
typedef struct {
    char part[offsetof(combiner, r)];
} product;
typedef struct {
    char part[offsetof(combiner, cycles)];
} combinations;
typedef combinations multicombinations;
typedef combiner permutations;

static void combiner_dealloc(PyObject *op) {
    combiner *self = (combiner *)op;
    PyObject_GC_UnTrack(op);
    Py_XDECREF(self->pool);
    Py_XDECREF(self->result);
    PyMem_Free(self->indices);
    if (PyObject_TypeCheck(op, &pyi_permutations_type)) {
        PyMem_Free(self->cycles);
    }
    Py_TYPE(op)->tp_free(op);
}

static int combiner_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((combiner *)op)->pool);
    Py_VISIT(((combiner *)op)->result);
    return 0;
}

/* steals pool; indices are all 0; cycles may be wanted too */
static combiner *combiner_make(PyTypeObject *type, PyObject *pool, Py_ssize_t r, Py_ssize_t n_indices,
                               bool with_cycles) {
    combiner *self = pool == NULL ? NULL : (combiner *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(pool);
        return NULL;
    }
    self->pool = pool;
    size_t most = (size_t)PY_SSIZE_T_MAX / sizeof(Py_ssize_t);
    bool fits = (size_t)n_indices <= most && (size_t)r <= most;
    self->indices = fits ? PyMem_Calloc((size_t)n_indices + 1, sizeof(Py_ssize_t)) : NULL;
    if (!PyType_IsSubtype(type, &pyi_product_type)) {
        self->r = r;
    }
    if (with_cycles) {
        self->cycles = fits ? PyMem_Calloc((size_t)r + 1, sizeof(Py_ssize_t)) : NULL;
    }
    if (self->indices == NULL || (with_cycles && self->cycles == NULL)) {
        Py_DECREF(self);
        return (combiner *)PyErr_NoMemory();
    }
    return self;
}

/* The tuple to fill, which is self->result, with its old items or the same ones again. Borrowed. */
static PyObject *result_to_fill(combiner *self) {
    if (Py_REFCNT(self->result) > 1) {
        PyObject *copy = _PyTuple_FromArray(_PyTuple_ITEMS(self->result), PyTuple_GET_SIZE(self->result));
        if (copy == NULL) {
            return NULL;
        }
        Py_SETREF(self->result, copy);
    } else if (!_PyObject_GC_IS_TRACKED(self->result) && PyTuple_GET_SIZE(self->result) > 0) {
        PyObject_GC_Track(self->result); /* the collector saw it hold only atoms */
    }
    return self->result;
}

static void set_item(PyObject *tuple, Py_ssize_t i, PyObject *item) {
    PyObject *old = PyTuple_GET_ITEM(tuple, i);
    PyTuple_SET_ITEM(tuple, i, Py_NewRef(item));
    Py_DECREF(old);
}

/* new tuple of numbers */
static PyObject *numbers_of(const Py_ssize_t *numbers, Py_ssize_t n) {
    PyObject *tuple = PyTuple_New(n);
    for (Py_ssize_t i = 0; tuple != NULL && i < n; i++) {
        PyObject *number = PyLong_FromSsize_t(numbers[i]);
        if (number == NULL) {
            Py_CLEAR(tuple);
        } else {
            PyTuple_SET_ITEM(tuple, i, number);
        }
    }
    return tuple;
}

/* A number out of a state, between 0 and most. */
static int number_at(PyObject *state, Py_ssize_t i, Py_ssize_t least, Py_ssize_t most, Py_ssize_t *out) {
    Py_ssize_t number = PyLong_AsSsize_t(PyTuple_GET_ITEM(state, i));
    if (number == -1 && PyErr_Occurred()) {
        return -1;
    }
    *out = number < least ? least : number > most ? most : number;
    return 0;
}

static PyObject *size_of(PyObject *op, Py_ssize_t numbers) {
    size_t size = (size_t)_PyObject_SIZE(Py_TYPE(op));
    return PyLong_FromSize_t(size + (size_t)numbers * sizeof(Py_ssize_t));
}

static PyObject *combiner_sizeof(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return size_of(op, ((combiner *)op)->r);
}

/* new: the items at the first r indices */
static PyObject *first_result(combiner *self) {
    PyObject *result = PyTuple_New(self->r);
    for (Py_ssize_t i = 0; result != NULL && i < self->r; i++) {
        PyTuple_SET_ITEM(result, i, Py_NewRef(PyTuple_GET_ITEM(self->pool, self->indices[i])));
    }
    return result;
}

/* ---- product ----------------------------------------------------------------------------- */

static int parse_repeat(PyObject *kwargs, Py_ssize_t *repeat) {
    static char *keywords[] = {"repeat", NULL};
    *repeat = 1;
    if (kwargs == NULL) {
        return 0;
    }
    PyObject *empty = PyTuple_New(0);
    if (empty == NULL) {
        return -1;
    }
    int parsed = PyArg_ParseTupleAndKeywords(empty, kwargs, "|n:product", keywords, repeat);
    Py_DECREF(empty);
    if (!parsed) {
        return -1;
    }
    if (*repeat < 0) {
        PyErr_SetString(PyExc_ValueError, "repeat argument cannot be negative");
        return -1;
    }
    return 0;
}

/* new: the iterables as tuples, repeat times */
static PyObject *make_pools(PyObject *args, Py_ssize_t n, Py_ssize_t repeat) {
    PyObject *pools = PyTuple_New(n * repeat);
    for (Py_ssize_t i = 0; pools != NULL && i < n * repeat; i++) {
        PyObject *pool = i < n ? PySequence_Tuple(PyTuple_GET_ITEM(args, i))
                               : Py_NewRef(PyTuple_GET_ITEM(pools, i - n));
        if (pool == NULL) {
            Py_CLEAR(pools);
        } else {
            PyTuple_SET_ITEM(pools, i, pool);
        }
    }
    return pools;
}

static PyObject *product_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    Py_ssize_t repeat;
    if (parse_repeat(kwargs, &repeat) < 0) {
        return NULL;
    }
    Py_ssize_t n = repeat == 0 ? 0 : PyTuple_GET_SIZE(args);
    if (repeat > 0 && n > PY_SSIZE_T_MAX / (Py_ssize_t)sizeof(Py_ssize_t) / repeat) {
        PyErr_SetString(PyExc_OverflowError, "repeat argument too large");
        return NULL;
    }
    PyObject *pools = make_pools(args, n, n == 0 ? 0 : repeat);
    Py_ssize_t total = pools == NULL ? 0 : PyTuple_GET_SIZE(pools);
    return (PyObject *)combiner_make(type, pools, total, total, false);
}

/* new: the first item of each pool; NULL when one is empty */
static PyObject *product_first(combiner *self) {
    PyObject *result = PyTuple_New(PyTuple_GET_SIZE(self->pool));
    for (Py_ssize_t i = 0; result != NULL && i < PyTuple_GET_SIZE(self->pool); i++) {
        PyObject *pool = PyTuple_GET_ITEM(self->pool, i);
        if (PyTuple_GET_SIZE(pool) == 0) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i, Py_NewRef(PyTuple_GET_ITEM(pool, self->indices[i])));
        }
    }
    return result;
}

/* The indices count like the digits of a number. False after the last one. */
static bool product_advance(combiner *self, PyObject *result) {
    for (Py_ssize_t i = PyTuple_GET_SIZE(self->pool) - 1; i >= 0; i--) {
        PyObject *pool = PyTuple_GET_ITEM(self->pool, i);
        self->indices[i]++;
        if (self->indices[i] < PyTuple_GET_SIZE(pool)) {
            set_item(result, i, PyTuple_GET_ITEM(pool, self->indices[i]));
            return true;
        }
        self->indices[i] = 0;
        set_item(result, i, PyTuple_GET_ITEM(pool, 0));
    }
    return false;
}

static PyObject *product_next(PyObject *op) {
    combiner *self = (combiner *)op;
    if (self->stopped) {
        return NULL;
    }
    if (self->result == NULL) {
        self->result = product_first(self);
        if (self->result == NULL) {
            self->stopped = 1;
            return NULL;
        }
        return Py_NewRef(self->result);
    }
    PyObject *result = result_to_fill(self);
    if (result == NULL || !product_advance(self, result)) {
        self->stopped = 1;
        return NULL;
    }
    return Py_NewRef(result);
}

static PyObject *product_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    combiner *self = (combiner *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->stopped) {
        return Py_BuildValue("O(())", Py_TYPE(op));
    }
    if (self->result == NULL) {
        return Py_BuildValue("OO", Py_TYPE(op), self->pool);
    }
    PyObject *indices = numbers_of(self->indices, PyTuple_GET_SIZE(self->pool));
    return indices == NULL ? NULL : Py_BuildValue("OON", Py_TYPE(op), self->pool, indices);
}

static PyObject *product_setstate(PyObject *op, PyObject *state) {
    combiner *self = (combiner *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) != PyTuple_GET_SIZE(self->pool)) {
        PyErr_SetString(PyExc_ValueError, "invalid arguments");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(self->pool); i++) {
        Py_ssize_t size = PyTuple_GET_SIZE(PyTuple_GET_ITEM(self->pool, i));
        if (size == 0) {
            self->stopped = 1;
            Py_RETURN_NONE;
        }
        if (number_at(state, i, 0, size - 1, &self->indices[i]) < 0) {
            return NULL;
        }
    }
    PyObject *result = product_first(self);
    if (result == NULL) {
        return NULL;
    }
    Py_XSETREF(self->result, result);
    Py_RETURN_NONE;
}

static PyObject *product_sizeof(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return size_of(op, PyTuple_GET_SIZE(((combiner *)op)->pool));
}

static PyMethodDef product_methods[] = {
    {"__reduce__", product_reduce, METH_NOARGS, NULL},
    {"__setstate__", product_setstate, METH_O, NULL},
    {"__sizeof__", product_sizeof, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

#define product_dealloc combiner_dealloc
#define product_traverse combiner_traverse
ITERTOOL_TYPE(product, "product", NULL, .tp_flags = ITERTOOL_FLAGS, .tp_methods = product_methods);

/* ---- combinations, with and without replacement ----------------------------------------------- */

static PyObject *pool_and_r(PyTypeObject *type, PyObject *args, PyObject *kwargs, const char *format,
                            bool repeats) {
    static char *keywords[] = {"iterable", "r", NULL};
    PyObject *iterable;
    Py_ssize_t r;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, format, keywords, &iterable, &r)) {
        return NULL;
    }
    PyObject *pool = PySequence_Tuple(iterable);
    if (pool == NULL) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(pool);
    if (r < 0) {
        PyErr_SetString(PyExc_ValueError, "r must be non-negative");
        Py_DECREF(pool);
        return NULL;
    }
    combiner *self = combiner_make(type, pool, r, r, false);
    if (self != NULL) {
        for (Py_ssize_t i = 0; i < r && !repeats; i++) {
            self->indices[i] = i;
        }
        self->stopped = repeats ? n == 0 && r > 0 : r > n;
    }
    return (PyObject *)self;
}

static PyObject *combinations_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return pool_and_r(type, args, kwargs, "On:combinations", false);
}

static PyObject *multicombinations_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    return pool_and_r(type, args, kwargs, "On:combinations_with_replacement", true);
}

/* The largest value of index i. */
static Py_ssize_t last_index(combiner *self, Py_ssize_t i, bool repeats) {
    Py_ssize_t n = PyTuple_GET_SIZE(self->pool);
    return repeats ? n - 1 : i + n - self->r;
}

/* The rightmost index that can grow does, those behind it follow. */
static PyObject *combinations_advance(combiner *self, bool repeats) {
    if (self->stopped) {
        return NULL;
    }
    if (self->result == NULL) {
        self->result = first_result(self);
        self->stopped = self->result == NULL;
        return Py_XNewRef(self->result);
    }
    Py_ssize_t i = self->r - 1;
    while (i >= 0 && self->indices[i] == last_index(self, i, repeats)) {
        i--;
    }
    PyObject *result = i < 0 ? NULL : result_to_fill(self);
    if (result == NULL) {
        self->stopped = 1;
        return NULL;
    }
    Py_ssize_t index = self->indices[i] + 1;
    for (; i < self->r; i++) {
        self->indices[i] = index;
        set_item(result, i, PyTuple_GET_ITEM(self->pool, index));
        index += !repeats;
    }
    return Py_NewRef(result);
}

static PyObject *combinations_next(PyObject *op) {
    return combinations_advance((combiner *)op, false);
}

static PyObject *multicombinations_next(PyObject *op) {
    return combinations_advance((combiner *)op, true);
}

static PyObject *combinations_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    combiner *self = (combiner *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->result == NULL) {
        return Py_BuildValue("O(On)", Py_TYPE(op), self->pool, self->r);
    }
    if (self->stopped) {
        return Py_BuildValue("O(()n)", Py_TYPE(op), self->r);
    }
    PyObject *indices = numbers_of(self->indices, self->r);
    return indices == NULL ? NULL
                           : Py_BuildValue("O(On)N", Py_TYPE(op), self->pool, self->r, indices);
}

static PyObject *set_indices(combiner *self, PyObject *state, bool repeats) {
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state) || PyTuple_GET_SIZE(state) != self->r) {
        PyErr_SetString(PyExc_ValueError, "invalid arguments");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < self->r; i++) {
        if (number_at(state, i, 0, last_index(self, i, repeats), &self->indices[i]) < 0) {
            return NULL;
        }
    }
    PyObject *result = first_result(self);
    if (result == NULL) {
        return NULL;
    }
    Py_XSETREF(self->result, result);
    Py_RETURN_NONE;
}

static PyObject *combinations_setstate(PyObject *op, PyObject *state) {
    return set_indices((combiner *)op, state, false);
}

static PyObject *multicombinations_setstate(PyObject *op, PyObject *state) {
    return set_indices((combiner *)op, state, true);
}

static PyMethodDef combinations_methods[] = {
    {"__reduce__", combinations_reduce, METH_NOARGS, NULL},
    {"__setstate__", combinations_setstate, METH_O, NULL},
    {"__sizeof__", combiner_sizeof, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef multicombinations_methods[] = {
    {"__reduce__", combinations_reduce, METH_NOARGS, NULL},
    {"__setstate__", multicombinations_setstate, METH_O, NULL},
    {"__sizeof__", combiner_sizeof, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

#define combinations_dealloc combiner_dealloc
#define combinations_traverse combiner_traverse
#define multicombinations_dealloc combiner_dealloc
#define multicombinations_traverse combiner_traverse
ITERTOOL_TYPE(combinations, "combinations", PYI_SIGNATURE("combinations", "(iterable, r)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = combinations_methods);
ITERTOOL_TYPE(multicombinations, "combinations_with_replacement",
              PYI_SIGNATURE("combinations_with_replacement", "(iterable, r)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = multicombinations_methods);

/* ---- permutations ------------------------------------------------------------------------ */

static PyObject *permutations_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"iterable", "r", NULL};
    PyObject *iterable, *number = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|O:permutations", keywords, &iterable, &number)) {
        return NULL;
    }
    PyObject *pool = PySequence_Tuple(iterable);
    if (pool == NULL) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(pool);
    Py_ssize_t r = n;
    if (number != Py_None) {
        if (!PyLong_Check(number)) {
            PyErr_SetString(PyExc_TypeError, "Expected int as r");
            Py_DECREF(pool);
            return NULL;
        }
        r = PyLong_AsSsize_t(number);
        if (r == -1 && PyErr_Occurred()) {
            Py_DECREF(pool);
            return NULL;
        }
    }
    if (r < 0) {
        PyErr_SetString(PyExc_ValueError, "r must be non-negative");
        Py_DECREF(pool);
        return NULL;
    }
    combiner *self = combiner_make(type, pool, r, n, true);
    if (self != NULL) {
        for (Py_ssize_t i = 0; i < n; i++) {
            self->indices[i] = i;
        }
        for (Py_ssize_t i = 0; i < r; i++) {
            self->cycles[i] = n - i;
        }
        self->stopped = r > n;
    }
    return (PyObject *)self;
}

/* Counts the cycles down; one that reaches 0 rotates what is behind it. -1 after the last permutation, else
 * the first place that has changed. */
static Py_ssize_t permutations_advance(combiner *self) {
    Py_ssize_t n = PyTuple_GET_SIZE(self->pool);
    Py_ssize_t *indices = self->indices;
    for (Py_ssize_t i = self->r - 1; i >= 0; i--) {
        self->cycles[i]--;
        Py_ssize_t index = indices[i];
        if (self->cycles[i] != 0) {
            Py_ssize_t j = n - self->cycles[i];
            indices[i] = indices[j];
            indices[j] = index;
            return i;
        }
        memmove(indices + i, indices + i + 1, (size_t)(n - 1 - i) * sizeof(Py_ssize_t));
        indices[n - 1] = index;
        self->cycles[i] = n - i;
    }
    return -1;
}

static PyObject *permutations_next(PyObject *op) {
    combiner *self = (combiner *)op;
    if (self->stopped) {
        return NULL;
    }
    if (self->result == NULL) {
        self->result = first_result(self);
        self->stopped = self->result == NULL;
        return Py_XNewRef(self->result);
    }
    Py_ssize_t i = PyTuple_GET_SIZE(self->pool) == 0 ? -1 : permutations_advance(self);
    PyObject *result = i < 0 ? NULL : result_to_fill(self);
    if (result == NULL) {
        self->stopped = 1;
        return NULL;
    }
    for (; i < self->r; i++) {
        set_item(result, i, PyTuple_GET_ITEM(self->pool, self->indices[i]));
    }
    return Py_NewRef(result);
}

static PyObject *permutations_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    combiner *self = (combiner *)op;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (self->result == NULL) {
        return Py_BuildValue("O(On)", Py_TYPE(op), self->pool, self->r);
    }
    if (self->stopped) {
        return Py_BuildValue("O(()n)", Py_TYPE(op), self->r);
    }
    PyObject *indices = numbers_of(self->indices, PyTuple_GET_SIZE(self->pool));
    PyObject *cycles = indices == NULL ? NULL : numbers_of(self->cycles, self->r);
    if (cycles == NULL) {
        Py_XDECREF(indices);
        return NULL;
    }
    return Py_BuildValue("O(On)(NN)", Py_TYPE(op), self->pool, self->r, indices, cycles);
}

static PyObject *permutations_setstate(PyObject *op, PyObject *state) {
    combiner *self = (combiner *)op;
    PyObject *indices, *cycles;
    if (pyi_itertool_warn() < 0) {
        return NULL;
    }
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state is not a tuple");
        return NULL;
    }
    if (!PyArg_ParseTuple(state, "O!O!", &PyTuple_Type, &indices, &PyTuple_Type, &cycles)) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(self->pool);
    if (PyTuple_GET_SIZE(indices) != n || PyTuple_GET_SIZE(cycles) != self->r) {
        PyErr_SetString(PyExc_ValueError, "invalid arguments");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        if (number_at(indices, i, 0, n - 1, &self->indices[i]) < 0) {
            return NULL;
        }
    }
    for (Py_ssize_t i = 0; i < self->r; i++) {
        if (number_at(cycles, i, 1, n - i, &self->cycles[i]) < 0) {
            return NULL;
        }
    }
    PyObject *result = first_result(self);
    if (result == NULL) {
        return NULL;
    }
    Py_XSETREF(self->result, result);
    Py_RETURN_NONE;
}

static PyObject *permutations_sizeof(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return size_of(op, PyTuple_GET_SIZE(((combiner *)op)->pool) + ((combiner *)op)->r);
}

static PyMethodDef permutations_methods[] = {
    {"__reduce__", permutations_reduce, METH_NOARGS, NULL},
    {"__setstate__", permutations_setstate, METH_O, NULL},
    {"__sizeof__", permutations_sizeof, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

#define permutations_dealloc combiner_dealloc
#define permutations_traverse combiner_traverse
ITERTOOL_TYPE(permutations, "permutations", PYI_SIGNATURE("permutations", "(iterable, r=None)"),
              .tp_flags = ITERTOOL_FLAGS, .tp_methods = permutations_methods);
