/* SPDX-License-Identifier: Apache-2.0 */
/* bytearray, the methods that change it, and those only it has. */
#include "bytearray.h"

#include "pyi_size_argument.h"

/* ---- growing ---------------------------------------------------------------------------------------- */

static PyObject *bytearray_append(PyObject *self, PyObject *item) {
    int byte = pyi_bytearray_byte(item);
    Py_ssize_t n = Py_SIZE(self);
    if (byte < 0) {
        return NULL;
    }
    if (n == PY_SSIZE_T_MAX) {
        PyErr_SetString(PyExc_OverflowError, "cannot add more objects to bytearray");
        return NULL;
    }
    if (PyByteArray_Resize(self, n + 1) < 0) {
        return NULL;
    }
    PyByteArray_AS_STRING(self)[n] = (char)byte;
    Py_RETURN_NONE;
}

static PyObject *bytearray_insert(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    if (!_PyArg_CheckPositional("insert", nargs, 2, 2)) {
        return NULL;
    }
    Py_ssize_t index = pyi_size_argument(args[0]);
    if (index == -1 && PyErr_Occurred()) {
        return NULL;
    }
    int byte = pyi_bytearray_byte(args[1]);
    char item = (char)byte;
    Py_ssize_t n = Py_SIZE(self);
    if (byte < 0) {
        return NULL;
    }
    if (index < 0) {
        index = Py_MAX(index + n, 0);
    }
    index = Py_MIN(index, n);
    if (pyi_bytearray_splice(self, index, index, &item, 1) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* The ints of an iterator, collected apart: it may look at the array meanwhile. */
static int extend_by_iterator(PyObject *self, PyObject *iterator, Py_ssize_t hint) {
    PyObject *more = PyByteArray_FromStringAndSize(NULL, hint);
    Py_ssize_t n = 0;
    PyObject *item;
    if (more == NULL) {
        return -1;
    }
    while ((item = PyIter_Next(iterator)) != NULL) {
        int byte = pyi_bytearray_byte(item);
        Py_DECREF(item);
        if (byte < 0) {
            break;
        }
        if (n >= Py_SIZE(more) && PyByteArray_Resize(more, n + (n >> 1) + 16) < 0) {
            break;
        }
        PyByteArray_AS_STRING(more)[n++] = (char)byte;
    }
    int status = -1;
    if (!PyErr_Occurred()) {
        status = pyi_bytearray_splice(self, Py_SIZE(self), Py_SIZE(self),
                                      PyByteArray_AS_STRING(more), n);
    }
    Py_DECREF(more);
    return status;
}

static int extend_by_buffer(PyObject *self, PyObject *source) {
    Py_buffer view;
    if (PyObject_GetBuffer(source, &view, PyBUF_SIMPLE) != 0) {
        PyErr_Format(PyExc_TypeError, "can't concat %.100s to %.100s", Py_TYPE(source)->tp_name,
                     Py_TYPE(self)->tp_name);
        return -1;
    }
    /* a view of the array itself forbids to resize it */
    int status = pyi_bytearray_splice(self, Py_SIZE(self), Py_SIZE(self), view.buf, view.len);
    PyBuffer_Release(&view);
    return status;
}

int pyi_bytearray_extend(PyObject *self, PyObject *iterable) {
    if (iterable == self) {
        PyObject *copy =
            PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(self), Py_SIZE(self));
        int status = copy == NULL ? -1 : extend_by_buffer(self, copy);
        Py_XDECREF(copy);
        return status;
    }
    if (PyObject_CheckBuffer(iterable)) {
        return extend_by_buffer(self, iterable);
    }
    PyObject *iterator = PyObject_GetIter(iterable);
    if (iterator == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Format(PyExc_TypeError, "can't extend bytearray with %.100s",
                         Py_TYPE(iterable)->tp_name);
        }
        return -1;
    }
    Py_ssize_t hint = PyObject_LengthHint(iterable, 32);
    int status = hint < 0 ? -1 : extend_by_iterator(self, iterator, Py_MIN(hint, 1 << 20));
    Py_DECREF(iterator);
    if (PYI_313 && status < 0 && PyUnicode_Check(iterable) &&
        PyErr_ExceptionMatches(PyExc_TypeError)) {
        PyErr_Format(PyExc_TypeError, "expected iterable of integers; got: '%.100s'",
                     Py_TYPE(iterable)->tp_name);
    }
    return status;
}

static PyObject *bytearray_extend(PyObject *self, PyObject *iterable) {
    if (pyi_bytearray_extend(self, iterable) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* ---- shrinking --------------------------------------------------------------------------------------- */

static PyObject *bytearray_clear(PyObject *self, PyObject *unused) {
    (void)unused;
    if (PyByteArray_Resize(self, 0) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

static PyObject *bytearray_pop(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    Py_ssize_t index = -1;
    if (!_PyArg_CheckPositional("pop", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs > 0) {
        index = pyi_size_argument(args[0]);
        if (index == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    Py_ssize_t n = Py_SIZE(self);
    if (n == 0) {
        PyErr_SetString(PyExc_IndexError, "pop from empty bytearray");
        return NULL;
    }
    index = index < 0 ? index + n : index;
    if (index < 0 || index >= n) {
        PyErr_SetString(PyExc_IndexError, "pop index out of range");
        return NULL;
    }
    unsigned char byte = (unsigned char)PyByteArray_AS_STRING(self)[index];
    if (pyi_bytearray_splice(self, index, index + 1, NULL, 0) < 0) {
        return NULL;
    }
    return PyLong_FromLong(byte);
}

static PyObject *bytearray_remove(PyObject *self, PyObject *item) {
    int byte = pyi_bytearray_byte(item);
    if (byte < 0) {
        return NULL;
    }
    const char *data = PyByteArray_AS_STRING(self);
    const char *found = memchr(data, byte, (size_t)Py_SIZE(self));
    if (found == NULL) {
        PyErr_SetString(PyExc_ValueError, "value not found in bytearray");
        return NULL;
    }
    Py_ssize_t at = found - data;
    if (pyi_bytearray_splice(self, at, at + 1, NULL, 0) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* ---- others -------------------------------------------------------------------------------------------- */

static PyObject *bytearray_reverse(PyObject *self, PyObject *unused) {
    (void)unused;
    char *low = PyByteArray_AS_STRING(self), *high = low + Py_SIZE(self) - 1;
    for (; low < high; low++, high--) {
        char byte = *low;
        *low = *high;
        *high = byte;
    }
    Py_RETURN_NONE;
}

static PyObject *bytearray_copy(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyByteArray_FromStringAndSize(PyByteArray_AS_STRING(self), Py_SIZE(self));
}

static PyObject *bytearray_alloc(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromSsize_t(BYTEARRAY(self)->ob_alloc);
}

static PyObject *bytearray_sizeof(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyLong_FromSsize_t(Py_TYPE(self)->tp_basicsize + BYTEARRAY(self)->ob_alloc);
}

/* The bytes as Latin-1 text for protocols below 3, which have no bytes. */
static PyObject *reduce(PyObject *self, int protocol) {
    PyObject *state = PyObject_CallMethodNoArgs(self, PYI_NAME("__getstate__"));
    if (state == NULL) {
        return NULL;
    }
    PyObject *type = (PyObject *)Py_TYPE(self);
    Py_ssize_t n = Py_SIZE(self);
    const char *data = PyByteArray_AS_STRING(self);
    if (n == 0) {
        return Py_BuildValue("(O()N)", type, state);
    }
    if (protocol >= 3) {
        return Py_BuildValue("(O(y#)N)", type, data, n, state);
    }
    PyObject *text = PyUnicode_DecodeLatin1(data, n, NULL);
    if (text == NULL) {
        Py_DECREF(state);
        return NULL;
    }
    return Py_BuildValue("(O(Ns)N)", type, text, "latin-1", state);
}

static PyObject *bytearray_reduce(PyObject *self, PyObject *unused) {
    (void)unused;
    return reduce(self, 2);
}

static PyObject *bytearray_reduce_ex(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    int protocol = 0;
    if (!_PyArg_CheckPositional("__reduce_ex__", nargs, 0, 1)) {
        return NULL;
    }
    if (nargs > 0) {
        protocol = _PyLong_AsInt(args[0]);
        if (protocol == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    return reduce(self, protocol);
}

PyMethodDef pyi_bytearray_methods[] = {
#include "../bytes/method_rows.h"
    {"__alloc__", bytearray_alloc, METH_NOARGS, NULL},
    {"__reduce__", bytearray_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {"__reduce_ex__", PYI_FASTCALL(bytearray_reduce_ex), METH_FASTCALL,
     PYI_SIGNATURE("__reduce_ex__", "($self, proto=0, /)")},
    {"__sizeof__", bytearray_sizeof, METH_NOARGS, PYI_SIGNATURE("__sizeof__", "($self, /)")},
    {"append", bytearray_append, METH_O, PYI_SIGNATURE("append", "($self, item, /)")},
    {"clear", bytearray_clear, METH_NOARGS, PYI_SIGNATURE("clear", "($self, /)")},
    {"copy", bytearray_copy, METH_NOARGS, PYI_SIGNATURE("copy", "($self, /)")},
    {"extend", bytearray_extend, METH_O, PYI_SIGNATURE("extend", "($self, iterable_of_ints, /)")},
    {"fromhex", pyi_bytearray_fromhex, METH_O | METH_CLASS,
     PYI_SIGNATURE("fromhex", "($type, string, /)")},
    {"insert", PYI_FASTCALL(bytearray_insert), METH_FASTCALL,
     PYI_SIGNATURE("insert", "($self, index, item, /)")},
    {"pop", PYI_FASTCALL(bytearray_pop), METH_FASTCALL,
     PYI_SIGNATURE("pop", "($self, index=-1, /)")},
    {"remove", bytearray_remove, METH_O, PYI_SIGNATURE("remove", "($self, value, /)")},
    {"reverse", bytearray_reverse, METH_NOARGS, PYI_SIGNATURE("reverse", "($self, /)")},
    {NULL, NULL, 0, NULL},
};
