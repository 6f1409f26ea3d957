/* SPDX-License-Identifier: Apache-2.0 */
/* ops_loop.c: loops that nobody can suspend.
 *
 * What such a loop goes over is seen by nobody: a list, tuple or dict needs no iterator beside it.
 */
#include "ops_collect.h"
#include "iterators.h"
#include "resume.h"

/* The first word of a place is an index, or says how to go on. That of a dict has more words. */
enum { BY_ITERATOR = -1, BY_GENERATOR = -2, BY_KEYS = -3, BY_VALUES = -4, BY_ITEMS = -5 };
/* From here on down, the characters of a str or the ints of bytes: place = BY_TEXT - index. */
enum { BY_TEXT = -6 };
enum { HOW, USED, POSITION, LEFT };

PyObject *rt_loop_over(PyObject *iterable, int64_t *place) {
    if (PyList_CheckExact(iterable) || PyTuple_CheckExact(iterable)) {
        *place = 0;
        return Py_NewRef(iterable);
    }
    if (PyBytes_CheckExact(iterable) ||
        rt_is_plain_str(iterable)) {
        *place = BY_TEXT;
        return Py_NewRef(iterable);
    }
    *place = PyGen_CheckExact(iterable) ? BY_GENERATOR : BY_ITERATOR;
    return PyObject_GetIter(iterable);
}

PyObject *rt_collect_over(PyObject *source, int64_t *place) {
    if (PyList_CheckExact(source) || PyTuple_CheckExact(source)) {
        *place = 0;
        return Py_NewRef(source);
    }
    *place = PyGen_CheckExact(source) ? BY_GENERATOR : BY_ITERATOR;
    return rt_collect_iterator(source);
}

/* borrowed; NULL at the end */
static inline PyObject *item_at(PyObject *sequence, int64_t place) {
    if ((size_t)place >= (size_t)Py_SIZE(sequence)) {
        return NULL;
    }
    PyObject **items = PyList_CheckExact(sequence) ? ((PyListObject *)sequence)->ob_item
                                                   : ((PyTupleObject *)sequence)->ob_item;
    return items[place];
}

/* 1: *item is new; 0 at the end, -1 */
static int32_t take_character(PyObject *text, int64_t *place, PyObject **item) {
    Py_ssize_t index = (Py_ssize_t)(BY_TEXT - *place);
    bool is_bytes = PyBytes_CheckExact(text);
    if (index >= (is_bytes ? PyBytes_GET_SIZE(text) : PyUnicode_GET_LENGTH(text))) {
        return 0;
    }
    *item = is_bytes ? rt_new_int((unsigned char)PyBytes_AS_STRING(text)[index])
                     : PyUnicode_FromOrdinal((int)PyUnicode_READ_CHAR(text, index));
    (*place)--;
    return rt_likely(*item != NULL) ? 1 : -1;
}

/* 1: *item is new; 0 at the end, -1 */
static int32_t next_yielded(PyThreadState *ts, PyObject *generator, PyObject **item) {
    rt_outcome how;
    if (!rt_generator_resumed(ts, generator, Py_None, item, &how)) {
        *item = rt_next_item(generator);
        return *item == NULL ? rt_iteration_ended() : 1;
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
        *item = item_at(source, *place);
        if (*item == NULL) {
            return 0;
        }
        (*place)++;
        Py_INCREF(*item);
        return 1;
    }
    if (*place == BY_GENERATOR) {
        return next_yielded(ts, source, item);
    }
    if (*place <= BY_TEXT) {
        return take_character(source, place, item);
    }
    if (*place <= BY_KEYS) {
        return take_from_dict(source, place, item);
    }
    *item = rt_next_item(source);
    return rt_likely(*item != NULL) ? 1 : rt_iteration_ended();
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

int32_t rt_next_items_at(PyThreadState *ts, PyObject *source, int64_t *place, PyObject **whole,
                         PyObject **targets, int64_t count) {
    int32_t status;
    rt_clear_targets(targets, count);
    if (*place >= 0) {
        PyObject *item = item_at(source, *place);
        if (rt_likely(item != NULL && spread_tuple(item, targets, count))) {
            (*place)++;
            return 1;
        }
    }
    if (*place == BY_ITERATOR && rt_next_spread(source, targets, count, &status)) {
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
        rt_spread(whole, targets, count);
    }
    return status;
}
