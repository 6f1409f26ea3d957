/* SPDX-License-Identifier: Apache-2.0 */
/* sequence: indices, slices, arithmetic of sequences and comparisons of arrays. */
#include "array.h"

/* ---- items ---------------------------------------------------------------------------------------- */

static Py_ssize_t length(PyObject *self) { return Py_SIZE(self); }

static bool is_inside(PyObject *self, Py_ssize_t i) { return i >= 0 && i < Py_SIZE(self); }

static PyObject *get_item(PyObject *self, Py_ssize_t i) {
    if (!is_inside(self, i)) {
        PyErr_SetString(PyExc_IndexError, "array index out of range");
        return NULL;
    }
    return array_item(ARRAY(self), i);
}

/* value: NULL to delete */
static int set_item(PyObject *self, Py_ssize_t i, PyObject *value) {
    _Alignas(8) char item[ARRAY_LARGEST];
    const array_code *code = ARRAY(self)->code;
    if (is_inside(self, i) && value != NULL && code->store(value, item) < 0) {
        return -1;
    }
    if (!is_inside(self, i)) {
        PyErr_SetString(PyExc_IndexError, "array assignment index out of range");
        return -1;
    }
    if (value == NULL) {
        return array_replace(ARRAY(self), i, 1, NULL, 0);
    }
    memcpy(array_place(ARRAY(self), i), item, code->size);
    return 0;
}

static int contains(PyObject *self, PyObject *value) {
    int found = 0;
    for (Py_ssize_t i = 0; found == 0 && i < Py_SIZE(self); i++) {
        PyObject *item = array_item(ARRAY(self), i);
        if (item == NULL) {
            return -1;
        }
        found = PyObject_RichCompareBool(item, value, Py_EQ);
        Py_DECREF(item);
    }
    return found;
}

/* ---- slices ------------------------------------------------------------------------------------------ */

static PyObject *get_slice(arrayobject *self, PyObject *slice) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    Py_ssize_t n = PySlice_AdjustIndices(Py_SIZE(self), &start, &stop, step);
    if (step == 1 || n <= 0) {
        return array_slice(self, start, n);
    }
    PyObject *result = array_new_sized(&array_type, self->code, n);
    for (Py_ssize_t i = 0; result != NULL && i < n; i++, start += step) {
        memcpy(array_place(ARRAY(result), i), array_place(self, start), self->code->size);
    }
    return result;
}

static PyObject *subscript(PyObject *self, PyObject *key) {
    if (PyIndex_Check(key)) {
        Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (i == -1 && PyErr_Occurred()) {
            return NULL;
        }
        return get_item(self, i < 0 ? i + Py_SIZE(self) : i);
    }
    if (PySlice_Check(key)) {
        return get_slice(ARRAY(self), key);
    }
    PyErr_SetString(PyExc_TypeError, "array indices must be integers");
    return NULL;
}

/* The items of a slice with steps go, and the others close up. */
static int delete_steps(arrayobject *self, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n) {
    if (array_check_resizable(self) < 0) {
        return -1;
    }
    if (step < 0) {
        start += step * (n - 1);
        step = -step;
    }
    Py_ssize_t to = start;
    for (Py_ssize_t i = start, gone = 0; i < Py_SIZE(self); i++) {
        if (gone < n && i == start + gone * step) {
            gone++;
        } else {
            memcpy(array_place(self, to++), array_place(self, i), self->code->size);
        }
    }
    return array_resize(self, to);
}

static int set_steps(arrayobject *self, Py_ssize_t start, Py_ssize_t step, Py_ssize_t n,
                     arrayobject *from) {
    if (Py_SIZE(from) != n) {
        PyErr_Format(PyExc_ValueError, "attempt to assign array of size %zd to extended slice of size %zd",
                     Py_SIZE(from), n);
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        memcpy(array_place(self, start + i * step), array_place(from, i), self->code->size);
    }
    return 0;
}

static int set_slice(arrayobject *self, PyObject *slice, PyObject *value) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return -1;
    }
    Py_ssize_t n = PySlice_AdjustIndices(Py_SIZE(self), &start, &stop, step);
    if (value != NULL && !ARRAY_CHECK(value)) {
        PyErr_Format(PyExc_TypeError, "can only assign array (not \"%.200s\") to array slice",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    if (value != NULL && ARRAY(value)->code != self->code) {
        PyErr_BadArgument();
        return -1;
    }
    if (step == 1) {
        return value == NULL
                   ? array_replace(self, start, n, NULL, 0)
                   : array_replace(self, start, n, ARRAY(value)->items, Py_SIZE(value));
    }
    if (value == NULL || Py_SIZE(value) == 0) {
        return n == 0 ? 0 : delete_steps(self, start, step, n);
    }
    if (value != (PyObject *)self) {
        return set_steps(self, start, step, n, ARRAY(value));
    }
    PyObject *copy = array_slice(self, 0, Py_SIZE(self));
    int status = copy == NULL ? -1 : set_steps(self, start, step, n, ARRAY(copy));
    Py_XDECREF(copy);
    return status;
}

static int set_subscript(PyObject *self, PyObject *key, PyObject *value) {
    if (PyIndex_Check(key)) {
        Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (i == -1 && PyErr_Occurred()) {
            return -1;
        }
        return set_item(self, i < 0 ? i + Py_SIZE(self) : i, value);
    }
    if (PySlice_Check(key)) {
        return set_slice(ARRAY(self), key, value);
    }
    PyErr_SetString(PyExc_TypeError, "array indices must be integers");
    return -1;
}

/* ---- arithmetic ---------------------------------------------------------------------------------------- */

static PyObject *concat(PyObject *self, PyObject *other) {
    if (!ARRAY_CHECK(other)) {
        PyErr_Format(PyExc_TypeError, "can only append array (not \"%.200s\") to array",
                     Py_TYPE(other)->tp_name);
        return NULL;
    }
    arrayobject *left = ARRAY(self), *right = ARRAY(other);
    if (left->code != right->code) {
        PyErr_BadArgument();
        return NULL;
    }
    if (Py_SIZE(left) > PY_SSIZE_T_MAX - Py_SIZE(right)) {
        return PyErr_NoMemory();
    }
    PyObject *result = array_new_sized(&array_type, left->code, Py_SIZE(left) + Py_SIZE(right));
    if (result != NULL && Py_SIZE(left) > 0) {
        memcpy(ARRAY(result)->items, left->items, (size_t)Py_SIZE(left) * left->code->size);
    }
    if (result != NULL && Py_SIZE(right) > 0) {
        memcpy(array_place(ARRAY(result), Py_SIZE(left)), right->items,
               (size_t)Py_SIZE(right) * left->code->size);
    }
    return result;
}

/* The first `unit` bytes fill the rest of `total`. */
static void fill(char *items, size_t unit, size_t total) {
    for (size_t done = unit; done < total;) {
        size_t n = Py_MIN(done, total - done);
        memcpy(items + done, items, n);
        done += n;
    }
}

static PyObject *repeat(PyObject *self, Py_ssize_t times) {
    Py_ssize_t n = Py_SIZE(self);
    times = times < 0 ? 0 : times;
    if (n > 0 && times > PY_SSIZE_T_MAX / n) {
        return PyErr_NoMemory();
    }
    PyObject *result = array_new_sized(&array_type, ARRAY(self)->code, n * times);
    if (result != NULL && n * times > 0) {
        size_t unit = (size_t)n * ARRAY(self)->code->size;
        memcpy(ARRAY(result)->items, ARRAY(self)->items, unit);
        fill(ARRAY(result)->items, unit, unit * (size_t)times);
    }
    return result;
}

static PyObject *inplace_concat(PyObject *self, PyObject *other) {
    if (!ARRAY_CHECK(other)) {
        PyErr_Format(PyExc_TypeError, "can only extend array with array (not \"%.200s\")",
                     Py_TYPE(other)->tp_name);
        return NULL;
    }
    return array_extend(ARRAY(self), other) < 0 ? NULL : Py_NewRef(self);
}

static PyObject *inplace_repeat(PyObject *self, Py_ssize_t times) {
    Py_ssize_t n = Py_SIZE(self);
    times = times < 0 ? 0 : times;
    if (n > 0 && times > PY_SSIZE_T_MAX / n) {
        return PyErr_NoMemory();
    }
    if (array_resize(ARRAY(self), n * times) < 0) {
        return NULL;
    }
    if (n * times > 0) {
        size_t unit = (size_t)n * ARRAY(self)->code->size;
        fill(ARRAY(self)->items, unit, unit * (size_t)times);
    }
    return Py_NewRef(self);
}

/* ---- comparisons ----------------------------------------------------------------------------------------- */

/* Up to the first pair that differs, which is then the answer to the other operators. */
static PyObject *compare_items(arrayobject *left, arrayobject *right, int op) {
    Py_ssize_t n = Py_MIN(Py_SIZE(left), Py_SIZE(right));
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *a = array_item(left, i), *b = a == NULL ? NULL : array_item(right, i);
        int equal = b == NULL ? -1 : PyObject_RichCompareBool(a, b, Py_EQ);
        PyObject *result = NULL;
        if (equal == 0) {
            result = op == Py_EQ   ? Py_NewRef(Py_False)
                     : op == Py_NE ? Py_NewRef(Py_True)
                                   : PyObject_RichCompare(a, b, op);
        }
        Py_XDECREF(a);
        Py_XDECREF(b);
        if (equal <= 0) {
            return result;
        }
    }
    Py_RETURN_RICHCOMPARE(Py_SIZE(left), Py_SIZE(right), op);
}

PyObject *array_compare(PyObject *left, PyObject *right, int op) {
    if (!ARRAY_CHECK(left) || !ARRAY_CHECK(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    arrayobject *a = ARRAY(left), *b = ARRAY(right);
    bool equality = op == Py_EQ || op == Py_NE;
    if (equality && Py_SIZE(a) != Py_SIZE(b)) {
        return Py_NewRef(op == Py_EQ ? Py_False : Py_True);
    }
    if (equality && a->code == b->code && a->code->integer) {
        bool same = Py_SIZE(a) == 0 ||
                    memcmp(a->items, b->items, (size_t)Py_SIZE(a) * a->code->size) == 0;
        return Py_NewRef(same == (op == Py_EQ) ? Py_True : Py_False);
    }
    return compare_items(a, b, op);
}

/* ---- tables -------------------------------------------------------------------------------------------- */

PySequenceMethods array_as_sequence = {
    .sq_length = length,
    .sq_concat = concat,
    .sq_repeat = repeat,
    .sq_item = get_item,
    .sq_ass_item = set_item,
    .sq_contains = contains,
    .sq_inplace_concat = inplace_concat,
    .sq_inplace_repeat = inplace_repeat,
};

PyMappingMethods array_as_mapping = {
    .mp_length = length,
    .mp_subscript = subscript,
    .mp_ass_subscript = set_subscript,
};
