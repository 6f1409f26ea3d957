/* SPDX-License-Identifier: Apache-2.0 */
/* constants.c: the constants of a unit, each once.
 *
 * Two constants are the same when their keys are equal: a key (_PyCode_ConstantKey) is the object
 * itself, or a tuple that ends with it and tells apart what compares equal but is not
 * interchangeable (0, 0.0, -0.0, False; also inside tuples and frozensets). Between the units of one
 * compilation equal constants are one object.
 */
#include "codegen.h"

/* borrowed: the object that a key stands for */
static PyObject *
value_of_key(PyObject *key)
{
    return PyTuple_CheckExact(key) ? PyTuple_GET_ITEM(key, 1) : key;
}

static PyObject *share(PyObject *cache, PyObject *value);

/* new: the key of a tuple or frozenset with shared items; steals key, which is that of value. */
static PyObject *
share_items(PyObject *cache, PyObject *value, PyObject *key)
{
    bool is_tuple = PyTuple_CheckExact(value);
    PyObject *items = is_tuple ? Py_NewRef(value) : PySequence_Tuple(value);
    PyObject *shared = items ? PyTuple_New(PyTuple_GET_SIZE(items)) : NULL;
    bool differs = !is_tuple; /* A set is always made again, so that its order is CPython's. */
    for (Py_ssize_t i = 0; shared != NULL && i < PyTuple_GET_SIZE(items); i++) {
        PyObject *item_key = share(cache, PyTuple_GET_ITEM(items, i));
        if (item_key == NULL) {
            Py_CLEAR(shared);
            break;
        }
        PyObject *item = Py_NewRef(value_of_key(item_key));
        Py_DECREF(item_key);
        differs |= item != PyTuple_GET_ITEM(items, i);
        PyTuple_SET_ITEM(shared, i, item);
    }
    Py_XDECREF(items);
    if (shared != NULL && !is_tuple) {
        Py_SETREF(shared, PyFrozenSet_New(shared));
    }
    if (shared != NULL && differs) {
        Py_SETREF(key, _PyCode_ConstantKey(shared));
    }
    if (shared == NULL) {
        Py_CLEAR(key);
    }
    Py_XDECREF(shared);
    return key;
}

/* new: the key of what is the same as value in the cache */
static PyObject *
share(PyObject *cache, PyObject *value)
{
    if (value == Py_None || value == Py_Ellipsis) {
        return Py_NewRef(value);
    }
    PyObject *key = _PyCode_ConstantKey(value);
    if (key == NULL) {
        return NULL;
    }
    PyObject *known = PyDict_GetItemWithError(cache, key);
    if (known == NULL && !PyErr_Occurred()) {
        if (PyTuple_CheckExact(value) || PyFrozenSet_CheckExact(value)) {
            key = share_items(cache, value, key);
        }
        known = key != NULL ? PyDict_SetDefault(cache, key, key) : NULL;
    }
    Py_XINCREF(known);
    Py_XDECREF(key);
    return known;
}

Py_ssize_t
pyi_cg_add_constant(pyi_codegen *c, PyObject *value)
{
    pyi_unit *unit = c->unit;
    PyObject *key = pyi_cg_keep(c, share(c->const_cache, value));
    if (key == NULL) {
        return -1;
    }
    PyObject *known = PyDict_GetItemWithError(unit->const_index, key);
    if (known != NULL) {
        return PyLong_AsSsize_t(known);
    }
    if (PyErr_Occurred()) {
        return -1;
    }
    Py_ssize_t index = PyList_GET_SIZE(unit->const_list);
    PyObject *number = pyi_cg_keep(c, PyLong_FromSsize_t(index));
    if (number == NULL || PyDict_SetItem(unit->const_index, key, number) < 0 ||
        PyList_Append(unit->const_list, value_of_key(key)) < 0) {
        return -1;
    }
    return index;
}
