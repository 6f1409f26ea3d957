/* SPDX-License-Identifier: Apache-2.0 */
/* bytes: an immutable sequence of ints below 256.
 * Collected  no
 * Contract   docs.python.org/3/library/stdtypes.html#bytes; this file only puts the parts together
 */
#include "methods.h"

#include "internal/pycore_pyhash.h"

/* ---- slots -------------------------------------------------------------------------------- */

static Py_ssize_t bytes_length(PyObject *self) {
    return Py_SIZE(self);
}

static PyObject *bytes_repeat(PyObject *self, Py_ssize_t n) {
    Py_ssize_t size = Py_SIZE(self);
    n = Py_MAX(n, 0);
    if (n > 0 && size > PY_SSIZE_T_MAX / n) {
        PyErr_SetString(PyExc_OverflowError, "repeated bytes are too long");
        return NULL;
    }
    if (size * n == size && PyBytes_CheckExact(self)) {
        return Py_NewRef(self);
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, size * n);
    if (result != NULL && size * n > 0) {
        _PyBytes_Repeat(PyBytes_AS_STRING(result), size * n, PyBytes_AS_STRING(self), size);
    }
    return result;
}

static PyObject *bytes_item(PyObject *self, Py_ssize_t index) {
    if (index < 0 || index >= Py_SIZE(self)) {
        PyErr_SetString(PyExc_IndexError, "index out of range");
        return NULL;
    }
    return PyLong_FromLong((unsigned char)PyBytes_AS_STRING(self)[index]);
}

static PyObject *bytes_slice(PyObject *self, PyObject *slice) {
    Py_ssize_t start, stop, step;
    if (PySlice_Unpack(slice, &start, &stop, &step) < 0) {
        return NULL;
    }
    Py_ssize_t n = PySlice_AdjustIndices(Py_SIZE(self), &start, &stop, step);
    const char *data = PyBytes_AS_STRING(self);
    if (n <= 0) {
        return PyBytes_FromStringAndSize(NULL, 0);
    }
    if (step == 1) {
        if (n == Py_SIZE(self) && PyBytes_CheckExact(self)) {
            return Py_NewRef(self);
        }
        return PyBytes_FromStringAndSize(data + start, n);
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, n);
    if (result != NULL) {
        char *to = PyBytes_AS_STRING(result);
        for (Py_ssize_t i = 0; i < n; i++, start += step) {
            to[i] = data[start];
        }
    }
    return result;
}

static PyObject *bytes_subscript(PyObject *self, PyObject *key) {
    if (PyIndex_Check(key)) {
        Py_ssize_t index = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (index == -1 && PyErr_Occurred()) {
            return NULL;
        }
        return bytes_item(self, index < 0 ? index + Py_SIZE(self) : index);
    }
    if (PySlice_Check(key)) {
        return bytes_slice(self, key);
    }
    PyErr_Format(PyExc_TypeError, "byte indices must be integers or slices, not %.200s",
                 Py_TYPE(key)->tp_name);
    return NULL;
}

static int bytes_getbuffer(PyObject *self, Py_buffer *view, int flags) {
    return PyBuffer_FillInfo(view, self, PyBytes_AS_STRING(self), Py_SIZE(self), 1, flags);
}

static Py_hash_t bytes_hash(PyObject *self) {
    Py_hash_t hash = BYTES_HASH(self);
    if (hash == -1) {
        hash = BYTES_HASH(self) = _Py_HashBytes(PyBytes_AS_STRING(self), Py_SIZE(self));
    }
    return hash;
}

/* With -b: comparing bytes with what they can never be equal to deserves a word. */
static int warn_compare(PyObject *a, PyObject *b) {
    if (PyUnicode_Check(a) || PyUnicode_Check(b)) {
        return pyi_bytes_warn_str("Comparison between bytes and string");
    }
    if (PyLong_Check(a) || PyLong_Check(b)) {
        return pyi_bytes_warn_str("Comparison between bytes and int");
    }
    return 0;
}

static PyObject *bytes_richcompare(PyObject *a, PyObject *b, int op) {
    if (!PyBytes_Check(a) || !PyBytes_Check(b)) {
        if ((op == Py_EQ || op == Py_NE) && warn_compare(a, b) < 0) {
            return NULL;
        }
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t n = Py_SIZE(a), m = Py_SIZE(b);
    const char *x = PyBytes_AS_STRING(a), *y = PyBytes_AS_STRING(b);
    if (op == Py_EQ || op == Py_NE) {
        bool equal = a == b || (n == m && x[0] == y[0] && memcmp(x, y, (size_t)n) == 0);
        return Py_NewRef(equal == (op == Py_EQ) ? Py_True : Py_False);
    }
    int order = a == b ? 0 : memcmp(x, y, (size_t)Py_MIN(n, m));
    if (order != 0) {
        Py_RETURN_RICHCOMPARE(order, 0, op);
    }
    Py_RETURN_RICHCOMPARE(n, m, op);
}

static PyNumberMethods bytes_as_number = {
    .nb_remainder = pyi_bytes_mod,
};

static PySequenceMethods bytes_as_sequence = {
    .sq_length = bytes_length,
    .sq_concat = pyi_bytes_concat,
    .sq_repeat = bytes_repeat,
    .sq_item = bytes_item,
    .sq_contains = pyi_bytes_contains,
};

static PyMappingMethods bytes_as_mapping = {
    .mp_length = bytes_length,
    .mp_subscript = bytes_subscript,
};

static PyBufferProcs bytes_as_buffer = {
    .bf_getbuffer = bytes_getbuffer,
};

/* ---- methods ------------------------------------------------------------------------------ */

static PyObject *bytes_getnewargs(PyObject *self, PyObject *unused) {
    (void)unused;
    return Py_BuildValue("(y#)", PyBytes_AS_STRING(self), Py_SIZE(self));
}

static PyObject *bytes_bytes(PyObject *self, PyObject *unused) {
    (void)unused;
    if (PyBytes_CheckExact(self)) {
        return Py_NewRef(self);
    }
    return PyBytes_FromStringAndSize(PyBytes_AS_STRING(self), Py_SIZE(self));
}

static PyMethodDef bytes_methods[] = {
#include "method_rows.h"
    {"fromhex", pyi_bytes_fromhex, METH_O | METH_CLASS,
     PYI_SIGNATURE("fromhex", "($type, string, /)")},
    {"__getnewargs__", bytes_getnewargs, METH_NOARGS, NULL},
    {"__bytes__", bytes_bytes, METH_NOARGS, PYI_SIGNATURE("__bytes__", "($self, /)")},
    {NULL, NULL, 0, NULL},
};

/* ---- type --------------------------------------------------------------------------------- */

PyTypeObject PyBytes_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "bytes",
    .tp_basicsize = offsetof(PyBytesObject, ob_sval) + 1,
    .tp_itemsize = sizeof(char),
    .tp_repr = pyi_bytes_repr,
    .tp_as_number = &bytes_as_number,
    .tp_as_sequence = &bytes_as_sequence,
    .tp_as_mapping = &bytes_as_mapping,
    .tp_hash = bytes_hash,
    .tp_str = pyi_bytes_str,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_as_buffer = &bytes_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_BYTES_SUBCLASS |
                _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = "bytes(source=b'', encoding, errors)\n\n"
              "An immutable sequence of the integers from 0 to 255.",
    .tp_richcompare = bytes_richcompare,
    .tp_iter = pyi_bytes_iter,
    .tp_methods = bytes_methods,
    .tp_new = pyi_bytes_new,
    .tp_free = PyObject_Del,
};
PYI_TYPE(PyBytes_Type);
