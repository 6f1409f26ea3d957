/* SPDX-License-Identifier: Apache-2.0 */
/* bytearray, its memory, and the C functions that make and resize it.
 * Layout     ob_bytes is the block of ob_alloc bytes; what is used begins at ob_start, since deleting at the front only
 *            moves that; ob_exports counts the views that forbid to move anything
 */
#include "bytearray.h"

char _PyByteArray_empty_string[] = "";

/* ---- storage -------------------------------------------------------------------------------------- */

static bool can_resize(PyObject *self) {
    if (BYTEARRAY(self)->ob_exports > 0) {
        PyErr_SetString(PyExc_BufferError,
                        "Existing exports of data: object cannot be re-sized");
        return false;
    }
    return true;
}

/* The block for a size: a little more where the array grows step by step, less only when half is unused. */
static Py_ssize_t room_for(const PyByteArrayObject *self, Py_ssize_t size) {
    Py_ssize_t room = self->ob_alloc;
    if (size + (self->ob_start - self->ob_bytes) + 1 <= room) {
        return size < room / 2 ? size + 1 : room;
    }
    if (size <= room + room / 8) {
        return size + (size >> 3) + (size < 9 ? 3 : 6);
    }
    return size + 1;
}

/* Moves the bytes to a block of that size. */
static int move_to(PyByteArrayObject *self, Py_ssize_t size, Py_ssize_t room) {
    Py_ssize_t offset = self->ob_start - self->ob_bytes, kept = Py_MIN(size, Py_SIZE(self));
    char *block;
    if (offset > 0) {
        block = PyObject_Malloc((size_t)room);
        if (block != NULL) {
            memcpy(block, self->ob_start, (size_t)kept);
            PyObject_Free(self->ob_bytes);
        }
    } else {
        block = PyObject_Realloc(self->ob_bytes, (size_t)room);
    }
    if (block == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->ob_bytes = self->ob_start = block;
    self->ob_alloc = room;
    return 0;
}

int PyByteArray_Resize(PyObject *self, Py_ssize_t size) {
    PyByteArrayObject *array = BYTEARRAY(self);
    if (size == Py_SIZE(self)) {
        return 0;
    }
    if (!can_resize(self)) {
        return -1;
    }
    if (size < 0 || size > PY_SSIZE_T_MAX - 16 - (size >> 3)) {
        PyErr_NoMemory();
        return -1;
    }
    Py_ssize_t room = room_for(array, size);
    if (room != array->ob_alloc && move_to(array, size, room) < 0) {
        return -1;
    }
    Py_SET_SIZE(self, size);
    array->ob_start[size] = 0;
    return 0;
}

int pyi_bytearray_splice(PyObject *self, Py_ssize_t low, Py_ssize_t high, const char *bytes,
                         Py_ssize_t n) {
    PyByteArrayObject *array = BYTEARRAY(self);
    Py_ssize_t size = Py_SIZE(self), growth = n - (high - low);
    if (growth < 0) {
        if (!can_resize(self)) {
            return -1;
        }
        if (low == 0) { /* what is deleted at the front stays in the block for now */
            array->ob_start -= growth;
        } else {
            memmove(array->ob_start + low + n, array->ob_start + high, (size_t)(size - high));
        }
        if (low == 0) {
            Py_SET_SIZE(self, size + growth);
            if (Py_SIZE(self) + 1 < array->ob_alloc / 2 &&
                move_to(array, Py_SIZE(self), Py_SIZE(self) + 1) < 0) {
                PyErr_Clear(); /* no need to shrink */
            }
            array->ob_start[Py_SIZE(self)] = 0;
        } else if (PyByteArray_Resize(self, size + growth) < 0) {
            return -1;
        }
    } else if (growth > 0) {
        if (size > PY_SSIZE_T_MAX - growth) {
            PyErr_NoMemory();
            return -1;
        }
        if (PyByteArray_Resize(self, size + growth) < 0) {
            return -1;
        }
        memmove(array->ob_start + low + n, array->ob_start + high, (size_t)(size - high));
    }
    if (n > 0) {
        memcpy(array->ob_start + low, bytes, (size_t)n);
    }
    return 0;
}

int pyi_bytearray_byte(PyObject *item) {
    int overflow;
    long value = PyLong_AsLongAndOverflow(item, &overflow);
    if (value == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (value < 0 || value > 255 || overflow != 0) {
        PyErr_SetString(PyExc_ValueError, "byte must be in range(0, 256)");
        return -1;
    }
    return (int)value;
}

/* ---- public functions -------------------------------------------------------------------------------- */

/* new; bytes may be NULL, then they are the caller's to set */
PyObject *PyByteArray_FromStringAndSize(const char *bytes, Py_ssize_t size) {
    if (size < 0) {
        PyErr_SetString(PyExc_SystemError,
                        "Negative size passed to PyByteArray_FromStringAndSize");
        return NULL;
    }
    if (size == PY_SSIZE_T_MAX) {
        return PyErr_NoMemory();
    }
    PyByteArrayObject *self = PyObject_New(PyByteArrayObject, &PyByteArray_Type);
    if (self == NULL) {
        return NULL;
    }
    self->ob_bytes = NULL;
    self->ob_alloc = size == 0 ? 0 : size + 1;
    self->ob_exports = 0;
    Py_SET_SIZE(self, 0);
    if (size > 0) {
        self->ob_bytes = PyObject_Malloc((size_t)size + 1);
        if (self->ob_bytes == NULL) {
            Py_DECREF(self);
            return PyErr_NoMemory();
        }
        if (bytes != NULL) {
            memcpy(self->ob_bytes, bytes, (size_t)size);
        }
        self->ob_bytes[size] = 0;
    }
    Py_SET_SIZE(self, size);
    self->ob_start = self->ob_bytes;
    return (PyObject *)self;
}

/* new: bytearray(obj) */
PyObject *PyByteArray_FromObject(PyObject *obj) {
    return PyObject_CallOneArg((PyObject *)&PyByteArray_Type, obj);
}

Py_ssize_t PyByteArray_Size(PyObject *self) {
    return PyByteArray_GET_SIZE(self);
}

/* borrowed */
char *PyByteArray_AsString(PyObject *self) {
    return PyByteArray_AS_STRING(self);
}

/* new bytearray: a + b, both with a buffer */
PyObject *PyByteArray_Concat(PyObject *a, PyObject *b) {
    Py_buffer left = {.len = -1}, right = {.len = -1};
    PyObject *result = NULL;
    if (PyObject_GetBuffer(a, &left, PyBUF_SIMPLE) != 0 ||
        PyObject_GetBuffer(b, &right, PyBUF_SIMPLE) != 0) {
        PyErr_Format(PyExc_TypeError, "can't concat %.100s to %.100s", Py_TYPE(b)->tp_name,
                     Py_TYPE(a)->tp_name);
    } else if (left.len > PY_SSIZE_T_MAX - right.len) {
        PyErr_NoMemory();
    } else {
        result = PyByteArray_FromStringAndSize(NULL, left.len + right.len);
        if (result != NULL && left.len + right.len > 0) {
            memcpy(PyByteArray_AS_STRING(result), left.buf, (size_t)left.len);
            memcpy(PyByteArray_AS_STRING(result) + left.len, right.buf, (size_t)right.len);
        }
    }
    if (left.len != -1) {
        PyBuffer_Release(&left);
    }
    if (right.len != -1) {
        PyBuffer_Release(&right);
    }
    return result;
}
