/* SPDX-License-Identifier: Apache-2.0 */
/* bytearray: a mutable sequence of ints below 256.
 * Collected  no
 * Contract   docs.python.org/3/library/stdtypes.html#bytearray; storage.c has the layout
 */
#include "bytearray.h"

#include "pyi_percent.h"

/* ---- life ------------------------------------------------------------------------------------------ */

static void bytearray_dealloc(PyObject *self) {
    if (BYTEARRAY(self)->ob_exports > 0) {
        PyErr_SetString(PyExc_SystemError, "deallocated bytearray object has exported buffers");
        PyErr_Print();
    }
    PyObject_Free(BYTEARRAY(self)->ob_bytes);
    Py_TYPE(self)->tp_free(self);
}

static int init_from_str(PyObject *self, PyObject *str, const char *encoding,
                         const char *errors) {
    PyObject *bytes = PyUnicode_AsEncodedString(str, encoding, errors);
    int status = bytes == NULL ? -1 : pyi_bytearray_extend(self, bytes);
    Py_XDECREF(bytes);
    return status;
}

/* A count of zeros. 1: it was none */
static int init_from_count(PyObject *self, PyObject *source) {
    Py_ssize_t n = PyNumber_AsSsize_t(source, PyExc_OverflowError);
    if (n == -1 && PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) {
            return -1;
        }
        PyErr_Clear(); /* then it may still be iterable */
        return 1;
    }
    if (n < 0) {
        PyErr_SetString(PyExc_ValueError, "negative count");
        return -1;
    }
    if (n > 0) {
        if (PyByteArray_Resize(self, n) < 0) {
            return -1;
        }
        memset(PyByteArray_AS_STRING(self), 0, (size_t)n);
    }
    return 0;
}

static int init_from_buffer(PyObject *self, PyObject *source) {
    Py_buffer view;
    if (PyObject_GetBuffer(source, &view, PyBUF_FULL_RO) < 0) {
        return -1;
    }
    int status = PyByteArray_Resize(self, view.len);
    if (status == 0 && view.len > 0) {
        status = PyBuffer_ToContiguous(PyByteArray_AS_STRING(self), &view, view.len, 'C');
    }
    PyBuffer_Release(&view);
    return status;
}

static int init_from_iterable(PyObject *self, PyObject *source) {
    PyObject *iterator = PyObject_GetIter(source), *item;
    if (iterator == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Format(PyExc_TypeError, "cannot convert '%.200s' object to bytearray",
                         Py_TYPE(source)->tp_name);
        }
        return -1;
    }
    while ((item = PyIter_Next(iterator)) != NULL) {
        int byte = pyi_bytearray_byte(item);
        Py_DECREF(item);
        if (byte < 0 || PyByteArray_Resize(self, Py_SIZE(self) + 1) < 0) {
            break;
        }
        PyByteArray_AS_STRING(self)[Py_SIZE(self) - 1] = (char)byte;
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

static int init_from(PyObject *self, PyObject *source, const char *encoding, const char *errors) {
    if (source != NULL && PyUnicode_Check(source)) {
        if (encoding == NULL) {
            PyErr_SetString(PyExc_TypeError, "string argument without an encoding");
            return -1;
        }
        return init_from_str(self, source, encoding, errors);
    }
    if (encoding != NULL || errors != NULL) {
        PyErr_SetString(PyExc_TypeError, encoding != NULL ? "encoding without a string argument"
                                                          : "errors without a string argument");
        return -1;
    }
    if (source == NULL) {
        return 0;
    }
    if (PyIndex_Check(source)) {
        int status = init_from_count(self, source);
        if (status <= 0) {
            return status;
        }
    }
    return PyObject_CheckBuffer(source) ? init_from_buffer(self, source)
                                        : init_from_iterable(self, source);
}

static int bytearray_init(PyObject *self, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"source", "encoding", "errors", NULL};
    static _PyArg_Parser parser = {.keywords = names, .fname = "bytearray"};
    PyObject *source = NULL;
    const char *encoding = NULL, *errors = NULL;
    if (pyi_source_arguments("bytearray", args, keywords, &parser, &source, &encoding, &errors) < 0) {
        return -1;
    }
    if (Py_SIZE(self) != 0 && PyByteArray_Resize(self, 0) < 0) {
        return -1;
    }
    return init_from(self, source, encoding, errors);
}

/* ---- slots ------------------------------------------------------------------------------------------ */

static PyObject *bytearray_repr(PyObject *self) {
    const char *name = _PyType_Name(Py_TYPE(self));
    char before[216];
    PyOS_snprintf(before, sizeof(before), "%.200s(", name);
    return pyi_bytes_quote((const unsigned char *)PyByteArray_AS_STRING(self), Py_SIZE(self), true,
                           before, ")");
}

static PyObject *bytearray_str(PyObject *self) {
    return pyi_bytes_warn_str("str() on a bytearray instance") < 0 ? NULL : bytearray_repr(self);
}

/* With anything that has a buffer. */
static PyObject *bytearray_richcompare(PyObject *a, PyObject *b, int op) {
    if (!PyObject_CheckBuffer(a) || !PyObject_CheckBuffer(b)) {
        if ((op == Py_EQ || op == Py_NE) && (PyUnicode_Check(a) || PyUnicode_Check(b)) &&
            pyi_bytes_warn_str("Comparison between bytearray and string") < 0) {
            return NULL;
        }
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_buffer x, y;
    if (PyObject_GetBuffer(a, &x, PyBUF_SIMPLE) != 0) {
        PyErr_Clear();
        Py_RETURN_NOTIMPLEMENTED;
    }
    if (PyObject_GetBuffer(b, &y, PyBUF_SIMPLE) != 0) {
        PyErr_Clear();
        PyBuffer_Release(&x);
        Py_RETURN_NOTIMPLEMENTED;
    }
    Py_ssize_t n = x.len, m = y.len;
    int order = memcmp(x.buf, y.buf, (size_t)Py_MIN(n, m));
    PyBuffer_Release(&x);
    PyBuffer_Release(&y);
    if (order != 0) {
        Py_RETURN_RICHCOMPARE(order, 0, op);
    }
    Py_RETURN_RICHCOMPARE(n, m, op);
}

static PyObject *bytearray_mod(PyObject *left, PyObject *right) {
    if (!PyByteArray_Check(left)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    return _PyBytes_FormatEx(PyByteArray_AS_STRING(left), Py_SIZE(left), right, 1);
}

static Py_ssize_t bytearray_length(PyObject *self) {
    return Py_SIZE(self);
}

/* The size of a repetition, or -1 with MemoryError. */
static Py_ssize_t repeated_size(PyObject *self, Py_ssize_t n) {
    if (n > 0 && Py_SIZE(self) > PY_SSIZE_T_MAX / n) {
        PyErr_NoMemory();
        return -1;
    }
    return Py_MAX(n, 0) * Py_SIZE(self);
}

static PyObject *bytearray_repeat(PyObject *self, Py_ssize_t n) {
    Py_ssize_t size = repeated_size(self, n);
    PyObject *result = size < 0 ? NULL : PyByteArray_FromStringAndSize(NULL, size);
    if (result != NULL && size > 0) {
        _PyBytes_Repeat(PyByteArray_AS_STRING(result), size, PyByteArray_AS_STRING(self),
                        Py_SIZE(self));
    }
    return result;
}

static PyObject *bytearray_inplace_repeat(PyObject *self, Py_ssize_t n) {
    Py_ssize_t before = Py_SIZE(self), size = repeated_size(self, n);
    if (size < 0 || PyByteArray_Resize(self, size) < 0) {
        return NULL;
    }
    char *data = PyByteArray_AS_STRING(self);
    for (Py_ssize_t done = before; before > 0 && done < size; done *= 2) {
        memcpy(data + done, data, (size_t)Py_MIN(done, size - done));
    }
    return Py_NewRef(self);
}

static PyObject *bytearray_inplace_concat(PyObject *self, PyObject *other) {
    if (other != self && !PyObject_CheckBuffer(other)) {
        PyErr_Format(PyExc_TypeError, "can't concat %.100s to %.100s", Py_TYPE(other)->tp_name,
                     Py_TYPE(self)->tp_name);
        return NULL;
    }
    return pyi_bytearray_extend(self, other) < 0 ? NULL : Py_NewRef(self);
}

static int bytearray_getbuffer(PyObject *self, Py_buffer *view, int flags) {
    if (view == NULL) {
        PyErr_SetString(PyExc_BufferError,
                        "bytearray_getbuffer: view==NULL argument is obsolete");
        return -1;
    }
    if (PyBuffer_FillInfo(view, self, PyByteArray_AS_STRING(self), Py_SIZE(self), 0, flags) < 0) {
        return -1;
    }
    BYTEARRAY(self)->ob_exports++;
    return 0;
}

static void bytearray_releasebuffer(PyObject *self, Py_buffer *view) {
    (void)view;
    BYTEARRAY(self)->ob_exports--;
}

static PyNumberMethods bytearray_as_number = {
    .nb_remainder = bytearray_mod,
};

static PySequenceMethods bytearray_as_sequence = {
    .sq_length = bytearray_length,
    .sq_concat = PyByteArray_Concat,
    .sq_repeat = bytearray_repeat,
    .sq_item = pyi_bytearray_item,
    .sq_ass_item = pyi_bytearray_set_item,
    .sq_contains = pyi_bytes_contains,
    .sq_inplace_concat = bytearray_inplace_concat,
    .sq_inplace_repeat = bytearray_inplace_repeat,
};

static PyMappingMethods bytearray_as_mapping = {
    .mp_length = bytearray_length,
    .mp_subscript = pyi_bytearray_subscript,
    .mp_ass_subscript = pyi_bytearray_set_subscript,
};

static PyBufferProcs bytearray_as_buffer = {
    .bf_getbuffer = bytearray_getbuffer,
    .bf_releasebuffer = bytearray_releasebuffer,
};

/* ---- type ------------------------------------------------------------------------------------------ */

PyTypeObject PyByteArray_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "bytearray",
    .tp_basicsize = sizeof(PyByteArrayObject),
    .tp_dealloc = bytearray_dealloc,
    .tp_repr = bytearray_repr,
    .tp_as_number = &bytearray_as_number,
    .tp_as_sequence = &bytearray_as_sequence,
    .tp_as_mapping = &bytearray_as_mapping,
    .tp_str = bytearray_str,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_as_buffer = &bytearray_as_buffer,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | _Py_TPFLAGS_MATCH_SELF,
    .tp_doc = "bytearray(source=b'', encoding, errors)\n\n"
              "A mutable sequence of the integers from 0 to 255.",
    .tp_richcompare = bytearray_richcompare,
    .tp_iter = pyi_bytearray_iter,
    .tp_methods = pyi_bytearray_methods,
    .tp_init = bytearray_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_Del,
};
PYI_TYPE(PyByteArray_Type);
