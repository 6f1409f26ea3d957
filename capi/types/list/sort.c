/* SPDX-License-Identifier: Apache-2.0 */
/* list/sort: list.sort(): which comparison, keys, and what happens when a comparison touches the list.
 * Contract   docs.python.org/3/library/stdtypes.html#list.sort
 */
#include "sort.h"

/* ---- comparisons ------------------------------------------------------------------------- */

static int less_any(PyObject *a, PyObject *b, sort_state *Py_UNUSED(state)) {
    return PyObject_RichCompareBool(a, b, Py_LT);
}

/* All keys have one type: no question whose method goes first. */
static int less_one_type(PyObject *a, PyObject *b, sort_state *state) {
    if (Py_TYPE(a)->tp_richcompare != state->richcompare) {
        return PyObject_RichCompareBool(a, b, Py_LT); /* the class was changed meanwhile */
    }
    PyObject *result = state->richcompare(a, b, Py_LT);
    if (result == Py_NotImplemented) {
        Py_DECREF(result);
        return PyObject_RichCompareBool(a, b, Py_LT);
    }
    if (result == NULL) {
        return -1;
    }
    int truth = PyBool_Check(result) ? result == Py_True : PyObject_IsTrue(result);
    Py_DECREF(result);
    return truth;
}

/* str of one byte a character */
static int less_latin(PyObject *a, PyObject *b, sort_state *Py_UNUSED(state)) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(a);
    Py_ssize_t m = PyUnicode_GET_LENGTH(b);
    int order = memcmp(PyUnicode_1BYTE_DATA(a), PyUnicode_1BYTE_DATA(b), (size_t)(n < m ? n : m));
    return order != 0 ? order < 0 : n < m;
}

#if PYI_312
#define SMALL_INT(op) (_PyLong_IsCompact((PyLongObject *)(op)))
#define SMALL_VALUE(op) (_PyLong_CompactValue((PyLongObject *)(op)))
#else
#define SMALL_INT(op) (Py_ABS(Py_SIZE(op)) <= 1)
#define SMALL_VALUE(op) (Py_SIZE(op) == 0 ? 0 : Py_SIZE(op) * (sdigit)((PyLongObject *)(op))->ob_digit[0])
#endif

/* int of one digit */
static int less_int(PyObject *a, PyObject *b, sort_state *Py_UNUSED(state)) {
    return SMALL_VALUE(a) < SMALL_VALUE(b);
}

static int less_float(PyObject *a, PyObject *b, sort_state *Py_UNUSED(state)) {
    return PyFloat_AS_DOUBLE(a) < PyFloat_AS_DOUBLE(b);
}

static int less_tuple(PyObject *a, PyObject *b, sort_state *state) {
    if (!PyTuple_CheckExact(a) || !PyTuple_CheckExact(b)) {
        return PyObject_RichCompareBool(a, b, Py_LT);
    }
    Py_ssize_t n = PyTuple_GET_SIZE(a);
    Py_ssize_t m = PyTuple_GET_SIZE(b);
    for (Py_ssize_t i = 0; i < n && i < m; i++) {
        PyObject *left = PyTuple_GET_ITEM(a, i);
        PyObject *right = PyTuple_GET_ITEM(b, i);
        int equal = PyObject_RichCompareBool(left, right, Py_EQ);
        if (equal < 0) {
            return -1;
        }
        if (!equal) {
            return i == 0 ? state->less_item(left, right, state)
                          : PyObject_RichCompareBool(left, right, Py_LT);
        }
    }
    return n < m;
}

static PyObject *first_or_self(PyObject *key, bool tuples) {
    return tuples ? PyTuple_GET_ITEM(key, 0) : key;
}

/* Whether all keys, or all their first items, are of one type and small enough for a fast comparison. */
static sort_compare choose_of(sort_state *state, PyObject **keys, Py_ssize_t n, bool tuples) {
    PyTypeObject *type = Py_TYPE(first_or_self(keys[0], tuples));
    bool latin = type == &PyUnicode_Type;
    bool small = type == &PyLong_Type;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *key = first_or_self(keys[i], tuples);
        if (!Py_IS_TYPE(key, type)) {
            return less_any;
        }
        latin = latin && PyUnicode_KIND(key) == PyUnicode_1BYTE_KIND;
        small = small && SMALL_INT(key);
    }
    if (latin) {
        return less_latin;
    }
    if (small) {
        return less_int;
    }
    if (type == &PyFloat_Type) {
        return less_float;
    }
    state->richcompare = type->tp_richcompare;
    return state->richcompare != NULL ? less_one_type : less_any;
}

void pyi_sort_choose(sort_state *state, PyObject **keys, Py_ssize_t n) {
    bool tuples = true;
    for (Py_ssize_t i = 0; i < n && tuples; i++) {
        tuples = PyTuple_CheckExact(keys[i]) && PyTuple_GET_SIZE(keys[i]) > 0;
    }
    if (!tuples) {
        state->less = choose_of(state, keys, n, false);
        return;
    }
    state->less = less_tuple;
    state->less_item = choose_of(state, keys, n, true);
    if (state->less_item == less_one_type && state->richcompare == PyTuple_Type.tp_richcompare) {
        state->less_item = less_any; /* tuples in tuples: no need for another level */
    }
}

/* ---- keys -------------------------------------------------------------------------------- */

/* keys[i] = key(items[i]); on failure none is left */
static int make_keys(PyObject *key, PyObject **items, Py_ssize_t n, PyObject **keys) {
    for (Py_ssize_t i = 0; i < n; i++) {
        keys[i] = PyObject_CallOneArg(key, items[i]);
        if (keys[i] == NULL) {
            while (--i >= 0) {
                Py_DECREF(keys[i]);
            }
            return -1;
        }
    }
    return 0;
}

static int sort_items(sort_slice all, Py_ssize_t n, bool reverse) {
    if (n < 2) {
        return 0;
    }
    sort_state state; /* some kilobytes */
    state.has_values = all.values != NULL;
    pyi_sort_choose(&state, all.keys, n);
    if (reverse) { /* before and after: so it stays stable */
        pyi_list_reverse(all.keys, all.keys + n);
        if (all.values != NULL) {
            pyi_list_reverse(all.values, all.values + n);
        }
    }
    int status = pyi_sort(&state, all, n);
    if (reverse) {
        PyObject **items = all.values != NULL ? all.values : all.keys;
        pyi_list_reverse(items, items + n);
    }
    return status;
}

static int sort_by_key(PyObject **items, Py_ssize_t n, PyObject *key, bool reverse) {
    PyObject *few[64];
    PyObject **keys = n <= 64 ? few : PyMem_New(PyObject *, (size_t)n);
    if (keys == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int status = make_keys(key, items, n, keys);
    if (status == 0) {
        status = sort_items((sort_slice){keys, items}, n, reverse);
        for (Py_ssize_t i = 0; i < n; i++) {
            Py_DECREF(keys[i]);
        }
    }
    if (keys != few) {
        PyMem_Free(keys);
    }
    return status;
}

/* Meanwhile the list is empty, so that a comparison cannot disturb the work, only be found out. */
int pyi_list_sort(PyListObject *self, PyObject *key, bool reverse) {
    PyObject **items = self->ob_item;
    Py_ssize_t n = Py_SIZE(self);
    Py_ssize_t room = self->allocated;
    Py_SET_SIZE(self, 0);
    self->ob_item = NULL;
    self->allocated = -1; /* any change sets it */
    int status = key == NULL ? sort_items((sort_slice){items, NULL}, n, reverse)
                             : sort_by_key(items, n, key, reverse);
    if (self->allocated != -1 && status == 0) {
        PyErr_SetString(PyExc_ValueError, "list modified during sort");
        status = -1;
    }
    PyObject **others = self->ob_item;
    Py_ssize_t count = Py_SIZE(self);
    Py_SET_SIZE(self, n);
    self->ob_item = items;
    self->allocated = room;
    if (others != NULL) {
        while (--count >= 0) {
            Py_DECREF(others[count]);
        }
        PyMem_Free(others);
    }
    return status;
}
