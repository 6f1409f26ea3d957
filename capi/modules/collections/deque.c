/* SPDX-License-Identifier: Apache-2.0 */
/* deque: a list that grows at both ends.
 * Layout     deque.h: a ring, so that all indices are equally near
 * Collected  yes
 * Contract   docs.python.org/3/library/collections.html#collections.deque
 */
#include "deque.h"

/* ---- storage ----------------------------------------------------------------------------- */

#define SMALLEST 8

/* Gives the ring another size, which has room for all. */
static int set_room(deque *self, Py_ssize_t room) {
    PyObject **ring = (size_t)room <= (size_t)PY_SSIZE_T_MAX / sizeof(PyObject *)
                          ? PyMem_New(PyObject *, (size_t)room)
                          : NULL;
    if (ring == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    Py_ssize_t n = Py_SIZE(self);
    Py_ssize_t behind = self->room - self->first; /* items before the ring's end */
    Py_ssize_t head = n < behind ? n : behind;
    if (n > 0) {
        memcpy(ring, self->ring + self->first, (size_t)head * sizeof(PyObject *));
        memcpy(ring + head, self->ring, (size_t)(n - head) * sizeof(PyObject *));
    }
    PyMem_Free(self->ring);
    self->ring = ring;
    self->room = room;
    self->first = 0;
    return 0;
}

static int reserve_one(deque *self) {
    if (Py_SIZE(self) < self->room) {
        return 0;
    }
    return set_room(self, self->room == 0 ? SMALLEST : self->room * 2);
}

static void shrink(deque *self) {
    if (self->room > SMALLEST && Py_SIZE(self) < self->room / 8 &&
        set_room(self, self->room / 4) < 0) {
        PyErr_Clear(); /* then it stays as large as it is */
    }
}

/* new; there is one */
static PyObject *take_last(deque *self) {
    PyObject *item = *pyi_deque_place(self, Py_SIZE(self) - 1);
    Py_SET_SIZE(self, Py_SIZE(self) - 1);
    self->state++;
    shrink(self);
    return item;
}

static PyObject *take_first(deque *self) {
    PyObject *item = *pyi_deque_place(self, 0);
    self->first = (self->first + 1) & (self->room - 1);
    Py_SET_SIZE(self, Py_SIZE(self) - 1);
    self->state++;
    shrink(self);
    return item;
}

static bool is_full(deque *self) { return self->maxlen >= 0 && Py_SIZE(self) >= self->maxlen; }

/* steals item, also on failure; a full deque loses one at the other end */
static int add_last(deque *self, PyObject *item) {
    if (self->maxlen == 0) {
        self->state++;
        Py_DECREF(item);
        return 0;
    }
    PyObject *lost = is_full(self) ? take_first(self) : NULL;
    if (reserve_one(self) < 0) {
        Py_XDECREF(lost);
        Py_DECREF(item);
        return -1;
    }
    Py_SET_SIZE(self, Py_SIZE(self) + 1);
    *pyi_deque_place(self, Py_SIZE(self) - 1) = item;
    self->state++;
    Py_XDECREF(lost); /* may run code: the deque is whole again */
    return 0;
}

static int add_first(deque *self, PyObject *item) {
    if (self->maxlen == 0) {
        self->state++;
        Py_DECREF(item);
        return 0;
    }
    PyObject *lost = is_full(self) ? take_last(self) : NULL;
    if (reserve_one(self) < 0) {
        Py_XDECREF(lost);
        Py_DECREF(item);
        return -1;
    }
    self->first = (self->first - 1) & (self->room - 1);
    *pyi_deque_place(self, 0) = item;
    Py_SET_SIZE(self, Py_SIZE(self) + 1);
    self->state++;
    Py_XDECREF(lost);
    return 0;
}

static void remove_all(deque *self) {
    deque old = *self;
    self->ring = NULL;
    self->room = 0;
    self->first = 0;
    Py_SET_SIZE(self, 0);
    self->state++;
    for (Py_ssize_t i = 0; i < Py_SIZE(&old); i++) {
        Py_DECREF(*pyi_deque_place(&old, i));
    }
    PyMem_Free(old.ring);
}

/* ---- life -------------------------------------------------------------------------------- */

static PyObject *deque_new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs)) {
    deque *self = (deque *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->maxlen = -1;
    }
    return (PyObject *)self;
}

static int extend(deque *self, PyObject *iterable, int (*add)(deque *, PyObject *)) {
    if ((PyObject *)self == iterable) {
        PyObject *copy = PySequence_List(iterable);
        int status = copy == NULL ? -1 : extend(self, copy, add);
        Py_XDECREF(copy);
        return status;
    }
    PyObject *iter = PyObject_GetIter(iterable);
    if (iter == NULL) {
        return -1;
    }
    int status = 0;
    PyObject *item;
    while (status == 0 && (item = PyIter_Next(iter)) != NULL) {
        status = add(self, item);
    }
    Py_DECREF(iter);
    return status < 0 || PyErr_Occurred() ? -1 : 0;
}

static int deque_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"iterable", "maxlen", NULL};
    deque *self = (deque *)op;
    PyObject *iterable = NULL, *most = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO:deque", keywords, &iterable, &most)) {
        return -1;
    }
    Py_ssize_t maxlen = -1;
    if (most != NULL && most != Py_None) {
        maxlen = PyLong_AsSsize_t(most);
        if (maxlen == -1 && PyErr_Occurred()) {
            return -1;
        }
        if (maxlen < 0) {
            PyErr_SetString(PyExc_ValueError, "maxlen must be non-negative");
            return -1;
        }
    }
    self->maxlen = maxlen;
    if (Py_SIZE(self) > 0) {
        remove_all(self);
    }
    return iterable == NULL ? 0 : extend(self, iterable, add_last);
}

static void deque_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    if (((deque *)op)->weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    remove_all((deque *)op);
    Py_TYPE(op)->tp_free(op);
}

static int deque_traverse(PyObject *op, visitproc visit, void *arg) {
    for (Py_ssize_t i = 0; i < Py_SIZE(op); i++) {
        Py_VISIT(*pyi_deque_place((deque *)op, i));
    }
    return 0;
}

static int deque_tp_clear(PyObject *op) {
    remove_all((deque *)op);
    return 0;
}

/* ---- slots ------------------------------------------------------------------------------- */

static Py_ssize_t deque_length(PyObject *op) { return Py_SIZE(op); }

static PyObject *deque_repr(PyObject *op) {
    int entered = Py_ReprEnter(op);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromString("[...]") : NULL;
    }
    PyObject *list = PySequence_List(op);
    PyObject *result = NULL;
    Py_ssize_t maxlen = ((deque *)op)->maxlen;
    if (list != NULL && maxlen >= 0) {
        result = PyUnicode_FromFormat("%s(%R, maxlen=%zd)", _PyType_Name(Py_TYPE(op)), list, maxlen);
    } else if (list != NULL) {
        result = PyUnicode_FromFormat("%s(%R)", _PyType_Name(Py_TYPE(op)), list);
    }
    Py_XDECREF(list);
    Py_ReprLeave(op);
    return result;
}

static bool out_of_range(PyObject *op, Py_ssize_t i) {
    if ((size_t)i < (size_t)Py_SIZE(op)) {
        return false;
    }
    PyErr_SetString(PyExc_IndexError, "deque index out of range");
    return true;
}

static PyObject *deque_item(PyObject *op, Py_ssize_t i) {
    return out_of_range(op, i) ? NULL : Py_NewRef(*pyi_deque_place((deque *)op, i));
}

/* Moves the items of the shorter side into the gap. */
static void delete_at(deque *self, Py_ssize_t i) {
    PyObject *item = *pyi_deque_place(self, i);
    Py_ssize_t n = Py_SIZE(self);
    if (i < n / 2) {
        for (; i > 0; i--) {
            *pyi_deque_place(self, i) = *pyi_deque_place(self, i - 1);
        }
        take_first(self);
    } else {
        for (; i < n - 1; i++) {
            *pyi_deque_place(self, i) = *pyi_deque_place(self, i + 1);
        }
        take_last(self);
    }
    Py_DECREF(item);
}

static int deque_ass_item(PyObject *op, Py_ssize_t i, PyObject *value) {
    if (out_of_range(op, i)) {
        return -1;
    }
    deque *self = (deque *)op;
    if (value == NULL) {
        delete_at(self, i);
        return 0;
    }
    PyObject **place = pyi_deque_place(self, i);
    Py_SETREF(*place, Py_NewRef(value));
    return 0;
}

/* the first index from start below stop where value is; -1 nowhere, -2 with an exception */
static Py_ssize_t find(deque *self, PyObject *value, Py_ssize_t start, Py_ssize_t stop) {
    size_t state = self->state;
    for (Py_ssize_t i = start; i < stop; i++) {
        PyObject *item = Py_NewRef(*pyi_deque_place(self, i));
        int equal = PyObject_RichCompareBool(item, value, Py_EQ);
        Py_DECREF(item);
        if (equal < 0) {
            return -2;
        }
        if (self->state != state) {
            PyErr_SetString(PyExc_RuntimeError, "deque mutated during iteration");
            return -2;
        }
        if (equal) {
            return i;
        }
    }
    return -1;
}

static int deque_contains(PyObject *op, PyObject *value) {
    Py_ssize_t i = find((deque *)op, value, 0, Py_SIZE(op));
    return i == -2 ? -1 : i >= 0;
}

static PyObject *deque_copy(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    deque *self = (deque *)op;
    if (Py_IS_TYPE(op, &pyi_deque_type)) {
        PyObject *copy = deque_new(&pyi_deque_type, NULL, NULL);
        if (copy != NULL) {
            ((deque *)copy)->maxlen = self->maxlen;
            if (extend((deque *)copy, op, add_last) < 0) {
                Py_CLEAR(copy);
            }
        }
        return copy;
    }
    PyObject *copy = self->maxlen < 0
                         ? PyObject_CallOneArg((PyObject *)Py_TYPE(op), op)
                         : PyObject_CallFunction((PyObject *)Py_TYPE(op), "Oi", op, (int)self->maxlen);
    if (copy != NULL && !PyObject_TypeCheck(copy, &pyi_deque_type)) {
        PyErr_Format(PyExc_TypeError, "%.200s() must return a deque, not %.200s",
                     Py_TYPE(op)->tp_name, Py_TYPE(copy)->tp_name);
        Py_CLEAR(copy);
    }
    return copy;
}

static PyObject *deque_concat(PyObject *op, PyObject *other) {
    if (!PyObject_TypeCheck(other, &pyi_deque_type)) {
        PyErr_Format(PyExc_TypeError, "can only concatenate deque (not \"%.200s\") to deque",
                     Py_TYPE(other)->tp_name);
        return NULL;
    }
    PyObject *result = deque_copy(op, NULL);
    if (result != NULL && extend((deque *)result, other, add_last) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *deque_inplace_concat(PyObject *op, PyObject *other) {
    return extend((deque *)op, other, add_last) < 0 ? NULL : Py_NewRef(op);
}

static PyObject *deque_inplace_repeat(PyObject *op, Py_ssize_t count) {
    deque *self = (deque *)op;
    Py_ssize_t n = Py_SIZE(self);
    if (n == 0 || count == 1) {
        return Py_NewRef(op);
    }
    if (count <= 0) {
        remove_all(self);
        return Py_NewRef(op);
    }
    if (self->maxlen >= 0 && count > (self->maxlen + n - 1) / n) {
        count = (self->maxlen + n - 1) / n; /* what is before those would be lost */
    }
    if (n > PY_SSIZE_T_MAX / count) {
        return PyErr_NoMemory();
    }
    PyObject *items = PySequence_List(op);
    for (Py_ssize_t k = 1; items != NULL && k < count; k++) {
        if (extend(self, items, add_last) < 0) {
            Py_CLEAR(items);
        }
    }
    if (items == NULL) {
        return NULL;
    }
    Py_DECREF(items);
    return Py_NewRef(op);
}

static PyObject *deque_repeat(PyObject *op, Py_ssize_t count) {
    PyObject *copy = deque_copy(op, NULL);
    PyObject *result = copy == NULL ? NULL : deque_inplace_repeat(copy, count);
    Py_XDECREF(copy);
    return result;
}

/* 1 when equal so far, 0 with *order the comparison of the first two that differ */
static int compare_items(PyObject *left, PyObject *right, int op, PyObject **order) {
    PyObject *a = PyObject_GetIter(left);
    PyObject *b = a == NULL ? NULL : PyObject_GetIter(right);
    int equal = b == NULL ? -1 : 1;
    while (equal == 1) {
        PyObject *x = PyIter_Next(a);
        PyObject *y = x == NULL && PyErr_Occurred() ? NULL : PyIter_Next(b);
        if (x == NULL || y == NULL) {
            equal = PyErr_Occurred() ? -1 : 2;
            if (equal == 2) { /* one has ended */
                *order = PyBool_FromLong(op == Py_LT   ? y != NULL
                                         : op == Py_LE ? x == NULL
                                         : op == Py_EQ ? x == y
                                         : op == Py_NE ? x != y
                                         : op == Py_GT ? x != NULL
                                                       : y == NULL);
            }
        } else {
            equal = PyObject_RichCompareBool(x, y, Py_EQ);
            if (equal == 0) {
                *order = op == Py_EQ   ? Py_NewRef(Py_False)
                         : op == Py_NE ? Py_NewRef(Py_True)
                                       : PyObject_RichCompare(x, y, op);
            }
        }
        Py_XDECREF(x);
        Py_XDECREF(y);
    }
    Py_XDECREF(a);
    Py_XDECREF(b);
    return equal;
}

static PyObject *deque_richcompare(PyObject *left, PyObject *right, int op) {
    if (!PyObject_TypeCheck(left, &pyi_deque_type) || !PyObject_TypeCheck(right, &pyi_deque_type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (op == Py_EQ || op == Py_NE) {
        if (left == right) {
            return PyBool_FromLong(op == Py_EQ);
        }
        if (Py_SIZE(left) != Py_SIZE(right)) {
            return PyBool_FromLong(op == Py_NE);
        }
    }
    PyObject *order = NULL;
    return compare_items(left, right, op, &order) < 0 ? NULL : order;
}

/* ---- methods ----------------------------------------------------------------------------- */

static PyObject *none_unless(int status) { return status < 0 ? NULL : Py_NewRef(Py_None); }

static PyObject *deque_append(PyObject *op, PyObject *item) {
    return none_unless(add_last((deque *)op, Py_NewRef(item)));
}

static PyObject *deque_appendleft(PyObject *op, PyObject *item) {
    return none_unless(add_first((deque *)op, Py_NewRef(item)));
}

static PyObject *deque_extend(PyObject *op, PyObject *iterable) {
    return none_unless(extend((deque *)op, iterable, add_last));
}

static PyObject *deque_extendleft(PyObject *op, PyObject *iterable) {
    return none_unless(extend((deque *)op, iterable, add_first));
}

static bool is_empty(PyObject *op) {
    if (Py_SIZE(op) > 0) {
        return false;
    }
    PyErr_SetString(PyExc_IndexError, "pop from an empty deque");
    return true;
}

static PyObject *deque_pop(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return is_empty(op) ? NULL : take_last((deque *)op);
}

static PyObject *deque_popleft(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return is_empty(op) ? NULL : take_first((deque *)op);
}

static PyObject *deque_clear(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    remove_all((deque *)op);
    Py_RETURN_NONE;
}

static PyObject *deque_count(PyObject *op, PyObject *value) {
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; (i = find((deque *)op, value, i, Py_SIZE(op))) != -1; i++) {
        if (i < 0) {
            return NULL;
        }
        count++;
    }
    return PyLong_FromSsize_t(count);
}

static Py_ssize_t clamp(Py_ssize_t i, Py_ssize_t n) {
    i = i < 0 ? i + n : i;
    return i < 0 ? 0 : i > n ? n : i;
}

/* May a method be called with so many arguments? */
static int fits(const char *name, Py_ssize_t n, Py_ssize_t min, Py_ssize_t max) {
#if PYI_313
    return _PyArg_CheckPositional(name, n, min, max);
#else
    if (n < min || n > max) {
        Py_ssize_t limit = n < min ? min : max;
        PyErr_Format(PyExc_TypeError, "%s() takes %s %zd argument%s (%zd given)", name,
                     min == max ? "exactly" : n < min ? "at least" : "at most", limit,
                     limit == 1 ? "" : "s", n);
        return 0;
    }
    return 1;
#endif
}

static PyObject *deque_index(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t start = 0;
    Py_ssize_t stop = Py_SIZE(op);
    if (!fits("index", nargs, 1, 3) ||
        (nargs > 1 && !_PyEval_SliceIndexNotNone(args[1], &start)) ||
        (nargs > 2 && !_PyEval_SliceIndexNotNone(args[2], &stop))) {
        return NULL;
    }
    Py_ssize_t n = Py_SIZE(op);
    Py_ssize_t i = find((deque *)op, args[0], clamp(start, n), clamp(stop, n));
    if (i == -1) {
        PyErr_Format(PyExc_ValueError, "%R is not in deque", args[0]);
    }
    return i < 0 ? NULL : PyLong_FromSsize_t(i);
}

static PyObject *deque_insert(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    deque *self = (deque *)op;
    if (!fits("insert", nargs, 2, 2)) {
        return NULL;
    }
    PyObject *number = PyNumber_Index(args[0]);
    Py_ssize_t where = number == NULL ? -1 : PyLong_AsSsize_t(number);
    Py_XDECREF(number);
    if (where == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (is_full(self)) {
        PyErr_SetString(PyExc_IndexError, "deque already at its maximum size");
        return NULL;
    }
    Py_ssize_t n = Py_SIZE(self);
    where = clamp(where, n);
    bool in_front = where < n / 2;
    if ((in_front ? add_first(self, Py_NewRef(args[1])) : add_last(self, Py_NewRef(args[1]))) < 0) {
        return NULL;
    }
    PyObject *item = args[1]; /* is in the ring, at one end: the others make way */
    for (Py_ssize_t i = 0; in_front && i < where; i++) {
        *pyi_deque_place(self, i) = *pyi_deque_place(self, i + 1);
    }
    for (Py_ssize_t i = n; !in_front && i > where; i--) {
        *pyi_deque_place(self, i) = *pyi_deque_place(self, i - 1);
    }
    *pyi_deque_place(self, where) = item;
    Py_RETURN_NONE;
}

static PyObject *deque_remove(PyObject *op, PyObject *value) {
    deque *self = (deque *)op;
    size_t state = self->state;
    Py_ssize_t i = find(self, value, 0, Py_SIZE(op));
    if (i == -2) {
        if (self->state != state && PyErr_ExceptionMatches(PyExc_RuntimeError)) {
            PyErr_SetString(PyExc_IndexError, "deque mutated during remove().");
        }
        return NULL;
    }
    if (i == -1) {
        PyErr_Format(PyExc_ValueError, "%R is not in deque", value);
        return NULL;
    }
    delete_at(self, i);
    Py_RETURN_NONE;
}

static PyObject *deque_reverse(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    deque *self = (deque *)op;
    for (Py_ssize_t i = 0, j = Py_SIZE(self) - 1; i < j; i++, j--) {
        PyObject *item = *pyi_deque_place(self, i);
        *pyi_deque_place(self, i) = *pyi_deque_place(self, j);
        *pyi_deque_place(self, j) = item;
    }
    Py_RETURN_NONE;
}

static PyObject *deque_rotate(PyObject *op, PyObject *const *args, Py_ssize_t nargs) {
    deque *self = (deque *)op;
    Py_ssize_t by = 1;
    if (!_PyArg_CheckPositional(PYI_313 ? "rotate" : "deque.rotate", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs > 0) {
        PyObject *number = PyNumber_Index(args[0]);
        by = number == NULL ? -1 : PyLong_AsSsize_t(number);
        Py_XDECREF(number);
        if (by == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    Py_ssize_t n = Py_SIZE(self);
    if (n > 1) {
        by = by % n;
        self->state++;
    } else {
        by = 0;
    }
    if (by > n / 2) {
        by -= n;
    } else if (by < -n / 2) {
        by += n;
    }
    for (; by > 0; by--) { /* the last becomes the first */
        PyObject *item = *pyi_deque_place(self, n - 1);
        self->first = (self->first - 1) & (self->room - 1);
        *pyi_deque_place(self, 0) = item;
    }
    for (; by < 0; by++) {
        PyObject *item = *pyi_deque_place(self, 0);
        self->first = (self->first + 1) & (self->room - 1);
        *pyi_deque_place(self, n - 1) = item;
    }
    Py_RETURN_NONE;
}

static PyObject *deque_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    PyObject *state = _PyObject_GetState(op);
    PyObject *iter = state == NULL ? NULL : PyObject_GetIter(op);
    if (iter == NULL) {
        Py_XDECREF(state);
        return NULL;
    }
    Py_ssize_t maxlen = ((deque *)op)->maxlen;
    return maxlen < 0 ? Py_BuildValue("O()NN", Py_TYPE(op), state, iter)
                      : Py_BuildValue("O(()n)NN", Py_TYPE(op), maxlen, state, iter);
}

static PyObject *deque_sizeof(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    size_t size = (size_t)_PyObject_SIZE(Py_TYPE(op));
    return PyLong_FromSize_t(size + (size_t)((deque *)op)->room * sizeof(PyObject *));
}

static PyObject *deque_maxlen(PyObject *op, void *Py_UNUSED(closure)) {
    Py_ssize_t maxlen = ((deque *)op)->maxlen;
    return maxlen < 0 ? Py_NewRef(Py_None) : PyLong_FromSsize_t(maxlen);
}

static PyGetSetDef deque_getset[] = {
    {"maxlen", deque_maxlen, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef deque_methods[] = {
    {"append", deque_append, METH_O, NULL},
    {"appendleft", deque_appendleft, METH_O, NULL},
    {"clear", deque_clear, METH_NOARGS, NULL},
    {"__copy__", deque_copy, METH_NOARGS, NULL},
    {"copy", deque_copy, METH_NOARGS, NULL},
    {"count", deque_count, METH_O, NULL},
    {"extend", deque_extend, METH_O, NULL},
    {"extendleft", deque_extendleft, METH_O, NULL},
    {"index", PYI_FASTCALL(deque_index), METH_FASTCALL, NULL},
    {"insert", PYI_FASTCALL(deque_insert), METH_FASTCALL, NULL},
    {"pop", deque_pop, METH_NOARGS, NULL},
    {"popleft", deque_popleft, METH_NOARGS, NULL},
    {"__reduce__", deque_reduce, METH_NOARGS, NULL},
    {"remove", deque_remove, METH_O, NULL},
    {"__reversed__", pyi_deque_reversed, METH_NOARGS, NULL},
    {"reverse", deque_reverse, METH_NOARGS, NULL},
    {"rotate", PYI_FASTCALL(deque_rotate), METH_FASTCALL, NULL},
    {"__sizeof__", deque_sizeof, METH_NOARGS, NULL},
    {"__class_getitem__", Py_GenericAlias, METH_O | METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

/* ---- type -------------------------------------------------------------------------------- */

static PySequenceMethods deque_as_sequence = {
    .sq_length = deque_length,
    .sq_concat = deque_concat,
    .sq_repeat = deque_repeat,
    .sq_item = deque_item,
    .sq_ass_item = deque_ass_item,
    .sq_contains = deque_contains,
    .sq_inplace_concat = deque_inplace_concat,
    .sq_inplace_repeat = deque_inplace_repeat,
};

PyTypeObject pyi_deque_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "collections.deque",
    .tp_basicsize = sizeof(deque),
    .tp_dealloc = deque_dealloc,
    .tp_repr = deque_repr,
    .tp_as_sequence = &deque_as_sequence,
    .tp_hash = PyObject_HashNotImplemented,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_SEQUENCE,
    .tp_traverse = deque_traverse,
    .tp_clear = deque_tp_clear,
    .tp_richcompare = deque_richcompare,
    .tp_weaklistoffset = offsetof(deque, weakreflist),
    .tp_iter = pyi_deque_iter,
    .tp_methods = deque_methods,
    .tp_getset = deque_getset,
    .tp_init = deque_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = deque_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_deque_type);
