/* SPDX-License-Identifier: Apache-2.0 */
/* ops_patterns.c: the statement `match`. */
#include "ops_patterns.h"

static bool has_flag(PyObject *op, unsigned long flag) {
    return PyType_HasFeature(Py_TYPE(op), flag);
}

/* Puts value, which is taken over, in the place of a variable's content. */
static void fill(PyObject **target, PyObject *value) {
    PyObject *old = *target;
    *target = value;
    rt_xdecref(old);
}

static void clear_all(PyObject **targets, Py_ssize_t count) {
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_CLEAR(targets[i]);
    }
}

/* ---- [pattern, *rest] ----------------------------------------------------------------------------- */

static Py_ssize_t length_of(PyObject *op) {
    return PyTuple_CheckExact(op) || PyList_CheckExact(op) ? Py_SIZE(op) : PyObject_Size(op);
}

int32_t rt_match_sequence(PyObject *subject, int64_t count, int64_t at_least) {
    if (!has_flag(subject, Py_TPFLAGS_SEQUENCE)) {
        return 0;
    }
    if (count < 0) {
        return 1;
    }
    Py_ssize_t length = length_of(subject);
    if (length < 0) {
        return -1;
    }
    return at_least ? length >= count : length == count;
}

PyObject *rt_match_from_end(PyObject *subject, int64_t distance) {
    Py_ssize_t length = length_of(subject);
    return length < 0 ? NULL : rt_get_index(subject, length - distance);
}

/* ---- {key: pattern, **rest} ----------------------------------------------------------------------- */

int32_t rt_match_mapping(PyObject *subject, int64_t count) {
    if (!has_flag(subject, Py_TPFLAGS_MAPPING)) {
        return 0;
    }
    if (count == 0) {
        return 1;
    }
    Py_ssize_t length = PyDict_CheckExact(subject) ? PyDict_GET_SIZE(subject) : PyObject_Size(subject);
    return length < 0 ? -1 : length >= count;
}

static int32_t fail_key_twice(PyObject *key) {
    PyErr_Format(PyExc_ValueError, "mapping pattern checks duplicate key (%R)", key);
    return -1;
}

static bool same_text(PyObject *left, PyObject *right) {
    return left == right || (PyUnicode_GET_LENGTH(left) == PyUnicode_GET_LENGTH(right) &&
                             PyUnicode_Compare(left, right) == 0);
}

static bool are_texts(PyObject *keys) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); i++) {
        if (!PyUnicode_CheckExact(PyTuple_GET_ITEM(keys, i))) {
            return false;
        }
    }
    return true;
}

/* The values of exact strs in an exact dict; *filled is how many there are. */
static int32_t collect_texts(PyObject *dict, PyObject *keys, PyObject **targets,
                             Py_ssize_t *filled) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); i++) {
        PyObject *key = PyTuple_GET_ITEM(keys, i);
        for (Py_ssize_t k = 0; k < i; k++) {
            if (same_text(PyTuple_GET_ITEM(keys, k), key)) {
                return fail_key_twice(key);
            }
        }
        PyObject *value = PyDict_GetItemWithError(dict, key);
        if (value == NULL) {
            return PyErr_Occurred() ? -1 : 0;
        }
        fill(&targets[i], Py_NewRef(value));
        *filled = i + 1;
    }
    return 1;
}

/* The same of any mapping, by its own `get`, which gives missing for what it has not. */
static int32_t collect_values(PyObject *get, PyObject *missing, PyObject *seen, PyObject *keys,
                              PyObject **targets, Py_ssize_t *filled) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); i++) {
        PyObject *key = PyTuple_GET_ITEM(keys, i);
        int twice = PySet_Contains(seen, key);
        if (twice != 0 || PySet_Add(seen, key) < 0) {
            return twice > 0 ? fail_key_twice(key) : -1;
        }
        PyObject *args[] = {NULL, key, missing};
        PyObject *value = PyObject_Vectorcall(get, &args[1], 2 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
        if (value == NULL || value == missing) {
            Py_XDECREF(value);
            return value == NULL ? -1 : 0;
        }
        fill(&targets[i], value);
        *filled = i + 1;
    }
    return 1;
}

static int32_t ask_mapping(PyObject *mapping, PyObject *keys, PyObject **targets,
                           Py_ssize_t *filled) {
    static PyObject *get_name;
    if (rt_intern(&get_name, "get") == NULL) {
        return -1;
    }
    PyObject *get = PyObject_GetAttr(mapping, get_name);
    PyObject *missing = get == NULL ? NULL : PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    PyObject *seen = missing == NULL ? NULL : PySet_New(NULL);
    int32_t status = seen == NULL ? -1 : collect_values(get, missing, seen, keys, targets, filled);
    Py_XDECREF(seen);
    Py_XDECREF(missing);
    Py_XDECREF(get);
    return status;
}

int32_t rt_match_keys(PyObject *subject, PyObject *keys, PyObject **targets) {
    Py_ssize_t filled = 0;
    int32_t status = PyDict_CheckExact(subject) && are_texts(keys)
                         ? collect_texts(subject, keys, targets, &filled)
                         : ask_mapping(subject, keys, targets, &filled);
    if (status != 1) {
        clear_all(targets, filled);
    }
    return status;
}

PyObject *rt_match_rest(PyObject *subject, PyObject *keys) {
    PyObject *rest = PyDict_New();
    if (rest == NULL || rt_dict_update(rest, subject) < 0) {
        Py_XDECREF(rest);
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(keys); i++) {
        if (PyDict_DelItem(rest, PyTuple_GET_ITEM(keys, i)) < 0) {
            Py_DECREF(rest);
            return NULL;
        }
    }
    return rest;
}

/* ---- Class(pattern, name=pattern) ----------------------------------------------------------------- */

/* What is known while the attributes for one pattern are collected. */
typedef struct {
    PyObject *subject;
    PyTypeObject *type;
    PyObject **targets;
    Py_ssize_t filled;
} collection;

static const char *name_of(PyTypeObject *type) { return type->tp_name; }

/* The n first of names; none may be among them twice, or among the n_before first of before. */
static int32_t collect_attributes(collection *self, PyObject *names, Py_ssize_t n,
                                  PyObject *before, Py_ssize_t n_before) {
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *name = PyTuple_GET_ITEM(names, i);
        if (!PyUnicode_CheckExact(name)) {
            PyErr_Format(PyExc_TypeError, "__match_args__ elements must be strings (got %s)",
                         name_of(Py_TYPE(name)));
            return -1;
        }
        bool twice = false;
        for (Py_ssize_t k = 0; k < n_before && !twice; k++) {
            twice = same_text(PyTuple_GET_ITEM(before, k), name);
        }
        for (Py_ssize_t k = 0; k < i && !twice; k++) {
            twice = same_text(PyTuple_GET_ITEM(names, k), name);
        }
        if (twice) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple sub-patterns for attribute %R",
                         name_of(self->type), name);
            return -1;
        }
        PyObject *value = PyObject_GetAttr(self->subject, name);
        if (value == NULL) {
            if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
                return -1;
            }
            PyErr_Clear();
            return 0;
        }
        fill(&self->targets[self->filled++], value);
    }
    return 1;
}

static int32_t fail_too_many(PyTypeObject *type, Py_ssize_t allowed, Py_ssize_t given) {
    PyErr_Format(PyExc_TypeError, "%s() accepts %zd positional sub-pattern%s (%zd given)",
                 name_of(type), allowed, allowed == 1 ? "" : "s", given);
    return -1;
}

/* new: __match_args__; NULL without an exception when the class has none */
static PyObject *match_args_of(PyTypeObject *type) {
    static PyObject *name;
    if (rt_intern(&name, "__match_args__") == NULL) {
        return NULL;
    }
    if (Py_IS_TYPE(type, &PyType_Type) && _PyType_Lookup(type, name) == NULL &&
        _PyType_Lookup(&PyType_Type, name) == NULL) {
        return NULL; /* without the exception, which costs most */
    }
    PyObject *names = PyObject_GetAttr((PyObject *)type, name);
    if (names == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
    }
    return names;
}

/* The pattern by position of a class without __match_args__: some built-in ones take the subject itself. */
static int32_t collect_subject(collection *self, Py_ssize_t count) {
    Py_ssize_t allowed = PyType_HasFeature(self->type, _Py_TPFLAGS_MATCH_SELF) ? 1 : 0;
    if (count > allowed) {
        return fail_too_many(self->type, allowed, count);
    }
    fill(&self->targets[self->filled++], Py_NewRef(self->subject));
    return 1;
}

/* By position, then by name. by_position: what the class has as __match_args__, or NULL. */
static int32_t collect(collection *self, PyObject *names, Py_ssize_t count,
                       PyObject *by_position) {
    int32_t status = 1;
    if (count > 0 && by_position == NULL) {
        status = PyErr_Occurred() ? -1 : collect_subject(self, count);
        count = 0;
    } else if (count > 0 && !PyTuple_CheckExact(by_position)) {
        PyErr_Format(PyExc_TypeError, "%s.__match_args__ must be a tuple (got %s)",
                     name_of(self->type), name_of(Py_TYPE(by_position)));
        return -1;
    } else if (count > 0 && PyTuple_GET_SIZE(by_position) < count) {
        return fail_too_many(self->type, PyTuple_GET_SIZE(by_position), count);
    } else if (count > 0) {
        status = collect_attributes(self, by_position, count, NULL, 0);
    }
    return status == 1 ? collect_attributes(self, names, PyTuple_GET_SIZE(names), by_position, count)
                       : status;
}

int32_t rt_match_instance(PyObject *subject, PyObject *type) {
    if (rt_unlikely(!PyType_Check(type))) {
        PyErr_SetString(PyExc_TypeError, PY_VERSION_HEX < 0x030C0000
                                             ? "called match pattern must be a type"
                                             : "called match pattern must be a class");
        return -1;
    }
    return rt_isinstance(subject, type);
}

int32_t rt_match_class(PyObject *subject, PyObject *type, PyObject *names, int64_t count,
                       PyObject **targets) {
    int32_t status = rt_match_instance(subject, type);
    if (status != 1) {
        return status;
    }
    collection self = {subject, (PyTypeObject *)type, targets, 0};
    PyObject *by_position = count > 0 ? match_args_of(self.type) : NULL;
    status = collect(&self, names, (Py_ssize_t)count, by_position);
    Py_XDECREF(by_position);
    if (status != 1) {
        clear_all(targets, self.filled);
    }
    return status;
}
