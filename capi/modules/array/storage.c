/* SPDX-License-Identifier: Apache-2.0 */
/* storage: the items of an array side by side, with room for more behind them. */
#include "array.h"

/* ---- size ---------------------------------------------------------------------------------------- */

PyObject *array_new_sized(PyTypeObject *type, const array_code *code, Py_ssize_t n) {
    if (n > PY_SSIZE_T_MAX / code->size) {
        return PyErr_NoMemory();
    }
    arrayobject *self = ARRAY(type->tp_alloc(type, 0));
    if (self == NULL) {
        return NULL;
    }
    self->code = code;
    if (n > 0 && (self->items = PyMem_Malloc((size_t)n * code->size)) == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->room = n;
    Py_SET_SIZE(self, n);
    return (PyObject *)self;
}

int array_check_resizable(arrayobject *self) {
    if (self->exports > 0) {
        PyErr_SetString(PyExc_BufferError, "cannot resize an array that is exporting buffers");
        return -1;
    }
    return 0;
}

int array_resize(arrayobject *self, Py_ssize_t n) {
    Py_ssize_t size = Py_SIZE(self);
    if (n == size) {
        return 0;
    }
    if (array_check_resizable(self) < 0) {
        return -1;
    }
    /* Little room more than before, or much less: it stays, unless nothing remains. */
    if (n <= self->room && size < n + 16 && n > 0) {
        Py_SET_SIZE(self, n);
        return 0;
    }
    if (n == 0) {
        PyMem_Free(self->items);
        self->items = NULL;
        self->room = 0;
        Py_SET_SIZE(self, 0);
        return 0;
    }
    /* A sixteenth more: appending is linear, and large arrays of numbers waste little. */
    Py_ssize_t more = (n >> 4) + (size < 8 ? 3 : 7);
    if (n > PY_SSIZE_T_MAX / self->code->size - more) {
        PyErr_NoMemory();
        return -1;
    }
    char *items = PyMem_Realloc(self->items, (size_t)(n + more) * self->code->size);
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->items = items;
    self->room = n + more;
    Py_SET_SIZE(self, n);
    return 0;
}

int array_replace(arrayobject *self, Py_ssize_t at, Py_ssize_t gone, const char *items,
                  Py_ssize_t count) {
    size_t width = self->code->size;
    Py_ssize_t size = Py_SIZE(self), tail = size - at - gone;
    if (count > PY_SSIZE_T_MAX - size) {
        PyErr_NoMemory();
        return -1;
    }
    if (count != gone && array_check_resizable(self) < 0) {
        return -1;
    }
    /* Own items are those before the change, which moves them. */
    char *copy = NULL;
    if (count > 0 && items >= self->items && items < array_place(self, size)) {
        if ((copy = PyMem_Malloc((size_t)count * width)) == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        items = memcpy(copy, items, (size_t)count * width);
    }
    if (count < gone && tail > 0) {
        memmove(array_place(self, at + count), array_place(self, at + gone), (size_t)tail * width);
    }
    int status = array_resize(self, size - gone + count);
    if (status == 0 && count > gone && tail > 0) {
        memmove(array_place(self, at + count), array_place(self, at + gone), (size_t)tail * width);
    }
    if (status == 0 && count > 0) {
        memcpy(array_place(self, at), items, (size_t)count * width);
    }
    PyMem_Free(copy);
    return status;
}

/* ---- items ----------------------------------------------------------------------------------------- */

PyObject *array_item(arrayobject *self, Py_ssize_t i) { return self->code->load(array_place(self, i)); }

PyObject *array_slice(arrayobject *self, Py_ssize_t start, Py_ssize_t count) {
    PyObject *result = array_new_sized(&array_type, self->code, count);
    if (result != NULL && count > 0) {
        memcpy(ARRAY(result)->items, array_place(self, start), (size_t)count * self->code->size);
    }
    return result;
}

int array_insert(arrayobject *self, Py_ssize_t at, PyObject *value) {
    _Alignas(8) char item[ARRAY_LARGEST];
    if (self->code->store(value, item) < 0) {
        return -1;
    }
    Py_ssize_t n = Py_SIZE(self);
    at = at < 0 ? (at + n < 0 ? 0 : at + n) : Py_MIN(at, n);
    return array_replace(self, at, 0, item, 1);
}

/* ---- many items -------------------------------------------------------------------------------------- */

int array_extend(arrayobject *self, PyObject *source) {
    if (ARRAY_CHECK(source)) {
        arrayobject *other = ARRAY(source);
        if (other->code != self->code) {
            PyErr_SetString(PyExc_TypeError, "can only extend with array of same kind");
            return -1;
        }
        return array_replace(self, Py_SIZE(self), 0, other->items, Py_SIZE(other));
    }
    PyObject *iterator = PyObject_GetIter(source), *value;
    if (iterator == NULL) {
        return -1;
    }
    while ((value = PyIter_Next(iterator)) != NULL) {
        int status = array_insert(self, PY_SSIZE_T_MAX, value);
        Py_DECREF(value);
        if (status < 0) {
            break;
        }
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

/* All of them or none */
int array_append_list(arrayobject *self, PyObject *list) {
    Py_ssize_t n = PyList_GET_SIZE(list);
    size_t width = self->code->size;
    if (n == 0) {
        return 0;
    }
    if (array_check_resizable(self) < 0) {
        return -1;
    }
    char *items = (size_t)n > PY_SSIZE_T_MAX / width ? NULL : PyMem_Malloc((size_t)n * width);
    if (items == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < n; i++) {
        PyObject *value = Py_NewRef(PyList_GET_ITEM(list, i));
        status = self->code->store(value, items + (size_t)i * width);
        Py_DECREF(value);
        if (status == 0 && PyList_GET_SIZE(list) != n) {
            PyErr_SetString(PyExc_RuntimeError, "list changed size during iteration");
            status = -1;
        }
    }
    if (status == 0) {
        status = array_replace(self, Py_SIZE(self), 0, items, n);
    }
    PyMem_Free(items);
    return status;
}

int array_append_text(arrayobject *self, PyObject *text) {
    int status = -1;
    if (self->code->code == 'u') {
        Py_ssize_t n;
        wchar_t *units = PyUnicode_AsWideCharString(text, &n);
        if (units != NULL) {
            status = array_replace(self, Py_SIZE(self), 0, (char *)units, n);
            PyMem_Free(units);
        }
        return status;
    }
    Py_UCS4 *chars = PyUnicode_AsUCS4Copy(text);
    if (chars != NULL) {
        status = array_replace(self, Py_SIZE(self), 0, (char *)chars, PyUnicode_GET_LENGTH(text));
        PyMem_Free(chars);
    }
    return status;
}

int array_append_buffer(arrayobject *self, Py_buffer *view) {
    if (view->itemsize != 1) {
        PyErr_SetString(PyExc_TypeError, "a bytes-like object is required");
        return -1;
    }
    if (view->len % self->code->size != 0) {
        PyErr_SetString(PyExc_ValueError, "bytes length not a multiple of item size");
        return -1;
    }
    return array_replace(self, Py_SIZE(self), 0, view->buf, view->len / self->code->size);
}
