/* SPDX-License-Identifier: Apache-2.0 */
/* ops_container.c: building and using containers of proven exact type. */
#include "ops.h"

/* ---- displays ------------------------------------------------------------------------------------- */

PyObject *rt_new_list(PyObject *const *items, Py_ssize_t count) {
    PyObject *list = PyList_New(count);
    if (list != NULL) {
        for (Py_ssize_t i = 0; i < count; i++) {
            PyList_SET_ITEM(list, i, Py_NewRef(items[i]));
        }
    }
    return list;
}

PyObject *rt_new_tuple(PyObject *const *items, Py_ssize_t count) {
    switch (count) { /* the most common ones without the zeros that PyTuple_New begins with */
    case 1:
        return PyTuple_Pack(1, items[0]);
    case 2:
        return PyTuple_Pack(2, items[0], items[1]);
    case 3:
        return PyTuple_Pack(3, items[0], items[1], items[2]);
    default:
        break;
    }
    PyObject *tuple = PyTuple_New(count);
    if (tuple != NULL) {
        for (Py_ssize_t i = 0; i < count; i++) {
            PyTuple_SET_ITEM(tuple, i, Py_NewRef(items[i]));
        }
    }
    return tuple;
}

PyObject *rt_new_set(PyObject *const *items, Py_ssize_t count) {
    PyObject *set = PySet_New(NULL);
    for (Py_ssize_t i = 0; set != NULL && i < count; i++) {
        if (PySet_Add(set, items[i]) < 0) {
            Py_CLEAR(set);
        }
    }
    return set;
}

PyObject *rt_new_dict(PyObject *const *items, Py_ssize_t count) {
    PyObject *dict = PyDict_New();
    for (Py_ssize_t i = 0; dict != NULL && i < count; i += 2) {
        if (PyDict_SetItem(dict, items[i], items[i + 1]) < 0) {
            Py_CLEAR(dict);
        }
    }
    return dict;
}

/* ---- list ----------------------------------------------------------------------------------------- */

PyObject *rt_new_list_sized(PyObject *iterable) {
    Py_ssize_t size = 0;
    if (PyList_CheckExact(iterable) || PyTuple_CheckExact(iterable)) {
        size = Py_SIZE(iterable);
    }
    PyObject *list = PyList_New(size);
    if (list != NULL) {
        /* The room stays allocated; appending fills it. */
        Py_SET_SIZE(list, 0);
    }
    return list;
}

int32_t rt_list_append(PyObject *list, PyObject *item) {
    Py_ssize_t size = PyList_GET_SIZE(list);
    if (rt_likely(size < ((PyListObject *)list)->allocated)) {
        Py_SET_SIZE(list, size + 1);
        PyList_SET_ITEM(list, size, Py_NewRef(item));
        return 0;
    }
    return PyList_Append(list, item);
}

/* Whether iter() would have nothing to work with. */
static bool is_iterable(PyObject *op) {
    return Py_TYPE(op)->tp_iter != NULL || PySequence_Check(op);
}

static int32_t extend(PyObject *list, PyObject *iterable) {
#if PY_VERSION_HEX >= 0x030D0000
    return PyList_Extend(list, iterable);
#else
    PyObject *none = _PyList_Extend((PyListObject *)list, iterable);
    Py_XDECREF(none);
    return none == NULL ? -1 : 0;
#endif
}

int32_t rt_list_extend(PyObject *list, PyObject *iterable) {
    if (extend(list, iterable) == 0) {
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_TypeError) && !is_iterable(iterable)) {
        PyErr_Clear();
        PyErr_Format(PyExc_TypeError, "Value after * must be an iterable, not %.200s",
                     Py_TYPE(iterable)->tp_name);
    }
    return -1;
}

PyObject *rt_list_to_tuple(PyObject *list) { return PyList_AsTuple(list); }

/* Position of an item counted from either end; out of [0, length) when there is none. */
static inline int64_t from_start(int64_t index, Py_ssize_t length) {
    return index < 0 ? index + length : index;
}

PyObject *rt_list_get(PyObject *list, int64_t index) {
    int64_t i = from_start(index, PyList_GET_SIZE(list));
    if (rt_likely((uint64_t)i < (uint64_t)PyList_GET_SIZE(list))) {
        return Py_NewRef(PyList_GET_ITEM(list, i));
    }
    PyErr_SetString(PyExc_IndexError, "list index out of range");
    return NULL;
}

int32_t rt_list_set(PyObject *list, int64_t index, PyObject *value) {
    int64_t i = from_start(index, PyList_GET_SIZE(list));
    if (rt_likely((uint64_t)i < (uint64_t)PyList_GET_SIZE(list))) {
        PyObject *old = PyList_GET_ITEM(list, i);
        PyList_SET_ITEM(list, i, Py_NewRef(value));
        rt_decref(old); /* last: it may run Python code that changes the list */
        return 0;
    }
    PyErr_SetString(PyExc_IndexError, "list assignment index out of range");
    return -1;
}

int64_t rt_list_len(PyObject *list) { return PyList_GET_SIZE(list); }

PyObject *rt_tuple_get(PyObject *tuple, int64_t index) {
    int64_t i = from_start(index, PyTuple_GET_SIZE(tuple));
    if (rt_likely((uint64_t)i < (uint64_t)PyTuple_GET_SIZE(tuple))) {
        return Py_NewRef(PyTuple_GET_ITEM(tuple, i));
    }
    PyErr_SetString(PyExc_IndexError, "tuple index out of range");
    return NULL;
}

/* ---- set ------------------------------------------------------------------------------------------ */

int32_t rt_set_add(PyObject *set, PyObject *item) { return PySet_Add(set, item); }

int32_t rt_set_update(PyObject *set, PyObject *iterable) {
    static PyObject *update;
    PyObject *args[] = {set, iterable};
    if (rt_intern(&update, "update") == NULL) {
        return -1;
    }
    PyObject *none = PyObject_VectorcallMethod(update, args, 2, NULL);
    Py_XDECREF(none);
    return none == NULL ? -1 : 0;
}

/* ---- dict ----------------------------------------------------------------------------------------- */

int32_t rt_dict_set(PyObject *dict, PyObject *key, PyObject *value) {
    return PyDict_SetItem(dict, key, value);
}

int32_t rt_dict_update(PyObject *dict, PyObject *mapping) {
    if (PyDict_Update(dict, mapping) == 0) {
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        PyErr_Format(PyExc_TypeError, "'%.200s' object is not a mapping",
                     Py_TYPE(mapping)->tp_name);
    }
    return -1;
}

PyObject *rt_dict_get_item(PyObject *dict, PyObject *key) {
    PyObject *value = PyDict_GetItemWithError(dict, key);
    if (rt_likely(value != NULL)) {
        return Py_NewRef(value);
    }
    if (!PyErr_Occurred()) {
        rt_raise_key_error(key);
    }
    return NULL;
}

/* ---- length --------------------------------------------------------------------------------------- */

rt_int rt_len(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    Py_ssize_t length;
    if (type == &PyList_Type || type == &PyTuple_Type) {
        length = Py_SIZE(op);
    } else if (type == &PyDict_Type) {
        length = PyDict_GET_SIZE(op);
    } else if (type == &PyUnicode_Type) {
        length = PyUnicode_GET_LENGTH(op);
    } else {
        length = PyObject_Size(op);
        if (length < 0) {
            return RT_INT_ERROR;
        }
    }
    return rt_int_widen(length);
}
