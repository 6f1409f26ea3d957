/* SPDX-License-Identifier: Apache-2.0 */
/* ops_item.c: subscripts.
 *
 * An index out of range goes on to the abstract protocol, which has the texts of the errors.
 */
#include "inherited.h"

/* ---- array.array ----------------------------------------------------------------------------------- */

/* borrowed; the slots of exactly that type, else NULL. It is not linked, but imported, so it is known by its
 * name; that it is immutable keeps classes of Python away. */
static PySequenceMethods *find_array_slots(PyTypeObject *type) {
    static PyTypeObject *array_type; /* owned for ever, once one was seen */
    if (rt_unlikely(array_type == NULL) && PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE) &&
        strcmp(type->tp_name, "array.array") == 0 && type->tp_as_sequence != NULL &&
        type->tp_as_sequence->sq_item != NULL && type->tp_as_sequence->sq_ass_item != NULL) {
        array_type = (PyTypeObject *)Py_NewRef((PyObject *)type);
    }
    return type == array_type ? type->tp_as_sequence : NULL;
}

/* ---- reading -------------------------------------------------------------------------------------- */

/* Whether key is an exact int that names one of length items, counted from either end. */
static inline bool find_index(PyObject *key, Py_ssize_t length, Py_ssize_t *index) {
    if (!PyLong_CheckExact(key) || !rt_long_is_compact(key)) {
        return false;
    }
    int64_t i = rt_long_compact_value(key);
    if (i < 0) {
        i += length;
    }
    *index = (Py_ssize_t)i;
    return (size_t)i < (size_t)length;
}

/* Item i of a str, 0 <= i < its length. */
static PyObject *get_character(PyObject *str, Py_ssize_t i) {
    return PyUnicode_FromOrdinal((int)PyUnicode_READ_CHAR(str, i));
}

PyObject *rt_get_item(PyObject *container, PyObject *key) {
    PyTypeObject *type = Py_TYPE(container);
    Py_ssize_t i;
    if (type == &PyList_Type) {
        if (find_index(key, PyList_GET_SIZE(container), &i)) {
            return Py_NewRef(PyList_GET_ITEM(container, i));
        }
    } else if (type == &PyDict_Type) {
        return rt_dict_get_item(container, key);
    } else if (type == &PyTuple_Type) {
        if (find_index(key, PyTuple_GET_SIZE(container), &i)) {
            return Py_NewRef(PyTuple_GET_ITEM(container, i));
        }
    } else if (type == &PyUnicode_Type && rt_is_readable_str(container)) {
        if (find_index(key, PyUnicode_GET_LENGTH(container), &i)) {
            return get_character(container, i);
        }
    } else if (rt_may_inherit_items(type)) {
        return rt_get_inherited_item(container, key);
    } else {
        PySequenceMethods *slots = find_array_slots(type);
        if (slots != NULL && find_index(key, Py_SIZE(container), &i)) {
            return slots->sq_item(container, i);
        }
    }
    return PyObject_GetItem(container, key);
}

static PyObject *get_index_slow(PyObject *container, int64_t index) {
    PyObject *key = rt_box_i64(index);
    if (key == NULL) {
        return NULL;
    }
    PyObject *item = rt_may_inherit_items(Py_TYPE(container)) ? rt_get_inherited_item(container, key)
                                                             : PyObject_GetItem(container, key);
    Py_DECREF(key);
    return item;
}

PyObject *rt_get_index(PyObject *container, int64_t index) {
    PyTypeObject *type = Py_TYPE(container);
    if (type == &PyList_Type) {
        return rt_list_get(container, index);
    }
    if (type == &PyTuple_Type) {
        return rt_tuple_get(container, index);
    }
    if (type == &PyUnicode_Type && rt_is_readable_str(container)) {
        Py_ssize_t length = PyUnicode_GET_LENGTH(container);
        int64_t i = index < 0 ? index + length : index;
        if ((uint64_t)i < (uint64_t)length) {
            return get_character(container, (Py_ssize_t)i);
        }
    }
    PySequenceMethods *slots = find_array_slots(type);
    if (slots != NULL && (uint64_t)index < (uint64_t)Py_SIZE(container)) {
        return slots->sq_item(container, (Py_ssize_t)index);
    }
    return get_index_slow(container, index);
}

PyObject *rt_get_item_int(PyObject *container, rt_int index) {
    return rt_likely(rt_int_is_small(index))
               ? rt_get_index(container, rt_int_small_value(index))
               : PyObject_GetItem(container, rt_int_big_object(index));
}

/* ---- writing -------------------------------------------------------------------------------------- */

int32_t rt_set_item(PyObject *container, PyObject *key, PyObject *value) {
    PyTypeObject *type = Py_TYPE(container);
    Py_ssize_t i;
    if (type == &PyList_Type) {
        if (find_index(key, PyList_GET_SIZE(container), &i)) {
            PyObject *old = PyList_GET_ITEM(container, i);
            PyList_SET_ITEM(container, i, Py_NewRef(value));
            rt_decref(old); /* last: it may run Python code that changes the list */
            return 0;
        }
    } else if (type == &PyDict_Type) {
        return PyDict_SetItem(container, key, value);
    } else if (rt_may_inherit_items(type)) {
        return rt_set_inherited_item(container, key, value);
    } else {
        PySequenceMethods *slots = find_array_slots(type);
        if (slots != NULL && find_index(key, Py_SIZE(container), &i)) {
            return slots->sq_ass_item(container, i, value);
        }
    }
    return PyObject_SetItem(container, key, value);
}

int32_t rt_set_index(PyObject *container, int64_t index, PyObject *value) {
    if (PyList_CheckExact(container)) {
        return rt_list_set(container, index, value);
    }
    PySequenceMethods *slots = find_array_slots(Py_TYPE(container));
    if (slots != NULL && (uint64_t)index < (uint64_t)Py_SIZE(container)) {
        return slots->sq_ass_item(container, (Py_ssize_t)index, value);
    }
    PyObject *key = rt_box_i64(index);
    if (key == NULL) {
        return -1;
    }
    int32_t status = rt_may_inherit_items(Py_TYPE(container))
                         ? rt_set_inherited_item(container, key, value)
                         : PyObject_SetItem(container, key, value);
    Py_DECREF(key);
    return status;
}

int32_t rt_del_item(PyObject *container, PyObject *key) {
    return PyObject_DelItem(container, key);
}
