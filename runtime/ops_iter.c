/* SPDX-License-Identifier: Apache-2.0 */
/* ops_iter.c: iteration and unpacking. */
#include "ops.h"
#include "resume.h"

PyObject *rt_get_iter(PyObject *iterable) { return PyObject_GetIter(iterable); }

/* An iterator gave NULL: 0 at its end, -1 for an exception. */
static int32_t finish(void) {
    PyObject *type = PyErr_Occurred();
    if (type == NULL) {
        return 0;
    }
    if (!PyErr_GivenExceptionMatches(type, PyExc_StopIteration)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

/* The iterators of list and tuple, in every version supported. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t index;
    PyObject *sequence; /* NULL at the end */
} sequence_iterator;

/* That of a range whose bounds fit; 3.11 counts up, later versions move start and count left down. */
typedef struct {
    PyObject_HEAD
#if PY_VERSION_HEX < 0x030C0000
    long index;
#endif
    long start, step, left;
} range_iterator;

/* new; NULL at the end */
static inline PyObject *next_number(range_iterator *it) {
#if PY_VERSION_HEX < 0x030C0000
    if (it->index >= it->left) {
        return NULL;
    }
    return rt_new_int((long)((unsigned long)it->start +
                             (unsigned long)it->index++ * (unsigned long)it->step));
#else
    if (it->left <= 0) {
        return NULL;
    }
    long number = it->start;
    it->start = (long)((unsigned long)number + (unsigned long)it->step);
    it->left--;
    return rt_new_int(number);
#endif
}

/* new; NULL at the end, with an exception or without */
static inline PyObject *next_item(PyObject *iterator) {
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &PyListIter_Type) {
        sequence_iterator *it = (sequence_iterator *)iterator;
        if (it->sequence != NULL && (size_t)it->index < (size_t)PyList_GET_SIZE(it->sequence)) {
            return Py_NewRef(PyList_GET_ITEM(it->sequence, it->index++));
        }
    } else if (type == &PyRangeIter_Type) {
        return next_number((range_iterator *)iterator);
    } else if (type == &PyTupleIter_Type) {
        sequence_iterator *it = (sequence_iterator *)iterator;
        if (it->sequence != NULL && (size_t)it->index < (size_t)PyTuple_GET_SIZE(it->sequence)) {
            return Py_NewRef(PyTuple_GET_ITEM(it->sequence, it->index++));
        }
    }
    return type->tp_iternext(iterator);
}

int32_t rt_iter_next(PyObject *iterator, PyObject **target) {
    PyObject *item = next_item(iterator);
    if (rt_unlikely(item == NULL)) {
        return finish();
    }
    PyObject *old = *target;
    *target = item;
    rt_xdecref(old);
    return 1;
}

/* ---- loops that nobody can suspend ----------------------------------------------------------------- */

/* What such a loop goes over is seen by nobody: a list, tuple or dict needs no iterator beside it.
 *
 * The first word of a place is an index, or says how to go on. That of a dict has more words. */
enum { BY_ITERATOR = -1, BY_GENERATOR = -2, BY_KEYS = -3, BY_VALUES = -4, BY_ITEMS = -5 };
enum { HOW, USED, POSITION, LEFT };

PyObject *rt_loop_over(PyObject *iterable, int64_t *place) {
    if (PyList_CheckExact(iterable) || PyTuple_CheckExact(iterable)) {
        *place = 0;
        return Py_NewRef(iterable);
    }
    *place = PyGen_CheckExact(iterable) ? BY_GENERATOR : BY_ITERATOR;
    return PyObject_GetIter(iterable);
}

/* new; NULL at the end */
static inline PyObject *item_at(PyObject *sequence, int64_t *place) {
    if ((size_t)*place >= (size_t)Py_SIZE(sequence)) {
        return NULL;
    }
    PyObject **items = PyList_CheckExact(sequence) ? ((PyListObject *)sequence)->ob_item
                                                   : ((PyTupleObject *)sequence)->ob_item;
    return Py_NewRef(items[(*place)++]);
}

/* 1: *item is new; 0 at the end, -1 */
static int32_t next_yielded(PyThreadState *ts, PyObject *generator, PyObject **item) {
    rt_outcome how;
    if (!rt_generator_resumed(ts, generator, Py_None, item, &how)) {
        *item = next_item(generator);
        return *item == NULL ? finish() : 1;
    }
    if (rt_likely(how == RT_YIELDED)) {
        return 1;
    }
    Py_XDECREF(*item);
    return how == RT_RETURNED ? 0 : -1;
}

PyObject *rt_loop_over_dict(PyObject *dict, int64_t view, int64_t *place) {
    place[HOW] = BY_KEYS - view;
    place[USED] = place[LEFT] = PyDict_GET_SIZE(dict);
    place[POSITION] = 0;
    return Py_NewRef(dict);
}

static int32_t fail_changed(const char *message) {
    PyErr_SetString(PyExc_RuntimeError, message);
    return -1;
}

/* 1: *key and *value are borrowed; 0 at the end, -1 */
static inline int32_t next_pair(PyObject *dict, int64_t *place, PyObject **key, PyObject **value) {
    if (rt_unlikely(place[USED] != PyDict_GET_SIZE(dict))) {
        return fail_changed("dictionary changed size during iteration");
    }
    Py_ssize_t position = place[POSITION];
    if (!PyDict_Next(dict, &position, key, value)) {
        return 0;
    }
    if (rt_unlikely(place[LEFT]-- == 0)) {
        return fail_changed("dictionary keys changed during iteration");
    }
    place[POSITION] = position;
    return 1;
}

/* The same for one object: *item is new. */
static int32_t take_from_dict(PyObject *dict, int64_t *place, PyObject **item) {
    PyObject *key, *value;
    int32_t status = next_pair(dict, place, &key, &value);
    if (status != 1) {
        return status;
    }
    if (place[HOW] == BY_ITEMS) {
        *item = PyTuple_Pack(2, key, value);
        return *item == NULL ? -1 : 1;
    }
    *item = Py_NewRef(place[HOW] == BY_KEYS ? key : value);
    return 1;
}

/* 1: *item is new; 0 at the end, -1 */
static inline int32_t take_at(PyThreadState *ts, PyObject *source, int64_t *place,
                              PyObject **item) {
    if (*place >= 0) {
        *item = item_at(source, place);
        return *item != NULL;
    }
    if (*place == BY_GENERATOR) {
        return next_yielded(ts, source, item);
    }
    if (*place <= BY_KEYS) {
        return take_from_dict(source, place, item);
    }
    *item = next_item(source);
    return rt_likely(*item != NULL) ? 1 : finish();
}

int32_t rt_next_at(PyThreadState *ts, PyObject *source, int64_t *place, PyObject **target) {
    PyObject *item;
    int32_t status = take_at(ts, source, place, &item);
    if (rt_likely(status == 1)) {
        PyObject *old = *target;
        *target = item;
        rt_xdecref(old);
    }
    return status;
}

/* ---- unpacking ------------------------------------------------------------------------------------ */

/* Empties the first targets; -1. */
static int32_t give_up(PyObject **targets, int64_t count) {
    for (int64_t i = 0; i < count; i++) {
        Py_CLEAR(targets[i]);
    }
    return -1;
}

static int32_t fail_too_many(int64_t expected) {
    PyErr_Format(PyExc_ValueError, "too many values to unpack (expected %lld)",
                 (long long)expected);
    return -1;
}

/* new; TypeError of an unpacking for what cannot be iterated */
static PyObject *iterate(PyObject *iterable) {
    PyObject *iterator = PyObject_GetIter(iterable);
    if (iterator == NULL && PyErr_ExceptionMatches(PyExc_TypeError) &&
        Py_TYPE(iterable)->tp_iter == NULL && !PySequence_Check(iterable)) {
        PyErr_Clear();
        PyErr_Format(PyExc_TypeError, "cannot unpack non-iterable %.200s object",
                     Py_TYPE(iterable)->tp_name);
    }
    return iterator;
}

/* The first count items; -1 with ValueError when there are fewer. */
static int32_t take_items(PyObject *iterator, PyObject **targets, int64_t count, bool at_least,
                          int64_t needed) {
    for (int64_t i = 0; i < count; i++) {
        int32_t status = rt_iter_next(iterator, &targets[i]);
        if (status == 1) {
            continue;
        }
        if (status == 0) {
            PyErr_Format(PyExc_ValueError, "not enough values to unpack (expected %s%lld, got %lld)",
                         at_least ? "at least " : "", (long long)needed, (long long)i);
        }
        return give_up(targets, i);
    }
    return 0;
}

static int32_t expect_end(PyObject *iterator, PyObject **targets, int64_t count) {
    PyObject *extra = Py_TYPE(iterator)->tp_iternext(iterator);
    if (extra == NULL) {
        return finish() == 0 ? 0 : give_up(targets, count);
    }
    Py_DECREF(extra);
    give_up(targets, count);
    return fail_too_many(count);
}

static int32_t unpack_iterable(PyObject *iterable, PyObject **targets, int64_t count) {
    PyObject *iterator = iterate(iterable);
    if (iterator == NULL) {
        return -1;
    }
    int32_t status = take_items(iterator, targets, count, false, count);
    if (status == 0) {
        status = expect_end(iterator, targets, count);
    }
    Py_DECREF(iterator);
    return status;
}

int32_t rt_unpack(PyObject *iterable, PyObject **targets, int64_t count) {
    /* Old contents go first: a destructor may change the list that is unpacked. */
    give_up(targets, count);
    PyObject **items;
    if (PyTuple_CheckExact(iterable)) {
        items = ((PyTupleObject *)iterable)->ob_item;
    } else if (PyList_CheckExact(iterable)) {
        items = ((PyListObject *)iterable)->ob_item;
    } else {
        return unpack_iterable(iterable, targets, count);
    }
    if (Py_SIZE(iterable) != count) {
        return unpack_iterable(iterable, targets, count);
    }
    for (int64_t i = 0; i < count; i++) {
        targets[i] = Py_NewRef(items[i]);
    }
    return 0;
}

/* ---- items that are unpacked at once -------------------------------------------------------------- */

/* What enumerate and zip make tuples of, in every version supported. */
typedef struct {
    PyObject_HEAD
    Py_ssize_t index; /* PY_SSIZE_T_MAX: the index is a big int */
    PyObject *iterator;
} enumerator;

typedef struct {
    PyObject_HEAD
    Py_ssize_t count;
    PyObject *iterators; /* tuple */
    PyObject *result;
    int strict;
} zipper;

/* That of dict.items(), which gives pairs; used is -1 once the dict has been found changed. */
typedef struct {
    PyObject_HEAD
    PyDictObject *dict; /* NULL at the end */
    Py_ssize_t used, position;
    PyObject *pair;
    Py_ssize_t left;
} dict_items_iterator;

/* Whether the targets have a key and its value; else the iterator itself has to be asked. */
static inline bool next_entry(dict_items_iterator *self, PyObject **targets) {
    PyObject *key, *value;
    if (self->dict == NULL || self->used != self->dict->ma_used || self->left <= 0 ||
        !PyDict_Next((PyObject *)self->dict, &self->position, &key, &value)) {
        return false;
    }
    self->left--;
    targets[0] = Py_NewRef(key);
    targets[1] = Py_NewRef(value);
    return true;
}

/* 1 with two items, 0 at the end, -1 */
static int32_t next_enumerated(enumerator *self, PyObject **targets) {
    PyObject *item = next_item(self->iterator);
    if (item == NULL) {
        return finish();
    }
    PyObject *index = rt_new_int(self->index);
    if (index == NULL) {
        Py_DECREF(item);
        return -1;
    }
    self->index++;
    targets[0] = index;
    targets[1] = item;
    return 1;
}

/* 1 with as many items, 0 when the first iterator has ended, -1 */
static int32_t next_zipped(zipper *self, PyObject **targets) {
    for (Py_ssize_t i = 0; i < self->count; i++) {
        targets[i] = next_item(PyTuple_GET_ITEM(self->iterators, i));
        if (targets[i] == NULL) {
            give_up(targets, i);
            return finish();
        }
    }
    return 1;
}

/* Whether op is a tuple of as many items, which are in the targets then. */
static inline bool spread_tuple(PyObject *op, PyObject **targets, int64_t count) {
    if (!PyTuple_CheckExact(op) || PyTuple_GET_SIZE(op) != count) {
        return false;
    }
    for (int64_t i = 0; i < count; i++) {
        targets[i] = Py_NewRef(PyTuple_GET_ITEM(op, i));
    }
    return true;
}

/* Whether the iterator has filled the targets itself, or ended, or failed: *status. */
static inline bool next_spread(PyObject *iterator, PyObject **targets, int64_t count,
                               int32_t *status) {
    PyTypeObject *type = Py_TYPE(iterator);
    if (type == &PyEnum_Type && count == 2) {
        enumerator *self = (enumerator *)iterator;
        if (rt_likely(self->index < PY_SSIZE_T_MAX)) {
            *status = next_enumerated(self, targets);
            return true;
        }
    } else if (type == &PyDictIterItem_Type && count == 2) {
        *status = 1;
        return next_entry((dict_items_iterator *)iterator, targets);
    } else if (type == &PyZip_Type) {
        zipper *self = (zipper *)iterator;
        if (rt_likely(self->count == count && !self->strict)) {
            *status = next_zipped(self, targets);
            return true;
        }
    }
    return false;
}

/* An item that is a tuple of as many goes to the targets now. */
static inline void spread(PyObject **whole, PyObject **targets, int64_t count) {
    if (spread_tuple(*whole, targets, count)) {
        PyObject *item = *whole;
        *whole = NULL;
        rt_decref(item);
    }
}

int32_t rt_iter_next_items(PyObject *iterator, PyObject **whole, PyObject **targets,
                           int64_t count) {
    int32_t status;
    give_up(targets, count);
    if (next_spread(iterator, targets, count, &status)) {
        return status;
    }
    status = rt_iter_next(iterator, whole);
    if (status == 1) {
        spread(whole, targets, count);
    }
    return status;
}

int32_t rt_next_items_at(PyThreadState *ts, PyObject *source, int64_t *place, PyObject **whole,
                         PyObject **targets, int64_t count) {
    int32_t status;
    give_up(targets, count);
    if (*place == BY_ITERATOR && next_spread(source, targets, count, &status)) {
        return status;
    }
    if (*place == BY_ITEMS && count == 2) {
        PyObject *key, *value;
        status = next_pair(source, place, &key, &value);
        if (status == 1) {
            targets[0] = Py_NewRef(key);
            targets[1] = Py_NewRef(value);
        }
        return status;
    }
    status = rt_next_at(ts, source, place, whole);
    if (status == 1) {
        spread(whole, targets, count);
    }
    return status;
}

/* ---- unpacking with a star ------------------------------------------------------------------------ */

/* Moves the last count items of rest into targets. */
static int32_t split_tail(PyObject *rest, PyObject **targets, int64_t before, int64_t count) {
    Py_ssize_t length = PyList_GET_SIZE(rest);
    if (length < count) {
        PyErr_Format(PyExc_ValueError,
                     "not enough values to unpack (expected at least %lld, got %zd)",
                     (long long)(before + count), (Py_ssize_t)before + length);
        return -1;
    }
    for (int64_t i = 0; i < count; i++) {
        targets[i] = PyList_GET_ITEM(rest, length - count + i);
    }
    Py_SET_SIZE(rest, length - count);
    return 0;
}

static int32_t unpack_rest(PyObject *iterator, PyObject **targets, int64_t before, int64_t after) {
    if (take_items(iterator, targets, before, true, before + after) < 0) {
        return -1;
    }
    PyObject *rest = PySequence_List(iterator);
    if (rest == NULL || split_tail(rest, &targets[before + 1], before, after) < 0) {
        Py_XDECREF(rest);
        return give_up(targets, before);
    }
    targets[before] = rest;
    return 0;
}

int32_t rt_unpack_star(PyObject *iterable, PyObject **targets, int64_t before, int64_t after) {
    give_up(targets, before + 1 + after);
    PyObject *iterator = iterate(iterable);
    if (iterator == NULL) {
        return -1;
    }
    int32_t status = unpack_rest(iterator, targets, before, after);
    Py_DECREF(iterator);
    return status;
}
