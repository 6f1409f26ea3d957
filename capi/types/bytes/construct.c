/* SPDX-License-Identifier: Apache-2.0 */
/* bytes(): the type called, and bytes of any object. */
#include "methods.h"

/* ---- from ints --------------------------------------------------------------------------------- */

/* The value of an item below 256, or -1 with an exception. */
static int read_byte(PyObject *item) {
    Py_ssize_t value = PyNumber_AsSsize_t(item, NULL);
    if (value == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (value < 0 || value > 255) {
        PyErr_SetString(PyExc_ValueError, "bytes must be in range(0, 256)");
        return -1;
    }
    return (int)value;
}

/* A list can shrink and grow while __index__ of its items runs. */
static PyObject *from_sequence(PyObject *sequence) {
    Py_ssize_t used = 0;
    PyObject *result = PyBytes_FromStringAndSize(NULL, PySequence_Fast_GET_SIZE(sequence));
    for (Py_ssize_t i = 0; result != NULL && i < PySequence_Fast_GET_SIZE(sequence); i++) {
        PyObject *item = Py_NewRef(PySequence_Fast_GET_ITEM(sequence, i));
        int byte = read_byte(item);
        Py_DECREF(item);
        if (byte < 0) {
            Py_CLEAR(result);
            break;
        }
        unsigned char *to = pyi_bytes_room(&result, used, 1);
        if (to != NULL) {
            *to = (unsigned char)byte;
            used++;
        }
    }
    if (result != NULL && used != PyBytes_GET_SIZE(result)) {
        _PyBytes_Resize(&result, used);
    }
    return result;
}

static PyObject *from_iterator(PyObject *iterator, Py_ssize_t hint) {
    Py_ssize_t used = 0;
    PyObject *result = PyBytes_FromStringAndSize(NULL, hint);
    while (result != NULL) {
        PyObject *item = PyIter_Next(iterator);
        if (item == NULL) {
            break;
        }
        int byte = read_byte(item);
        Py_DECREF(item);
        if (byte < 0) {
            break;
        }
        unsigned char *to = pyi_bytes_room(&result, used, 1);
        if (to != NULL) {
            *to = (unsigned char)byte;
            used++;
        }
    }
    if (result != NULL && PyErr_Occurred()) {
        Py_CLEAR(result);
    }
    if (result != NULL && used != PyBytes_GET_SIZE(result)) {
        _PyBytes_Resize(&result, used);
    }
    return result;
}

static PyObject *from_iterable(PyObject *obj) {
    PyObject *iterator = PyObject_GetIter(obj);
    if (iterator == NULL) {
        if (PyErr_ExceptionMatches(PyExc_TypeError)) {
            PyErr_Format(PyExc_TypeError, "cannot convert '%.200s' object to bytes",
                         Py_TYPE(obj)->tp_name);
        }
        return NULL;
    }
    Py_ssize_t hint = PyObject_LengthHint(obj, 64);
    PyObject *result = hint < 0 ? NULL : from_iterator(iterator, Py_MIN(hint, 1 << 20));
    Py_DECREF(iterator);
    return result;
}

static PyObject *from_buffer(PyObject *obj) {
    Py_buffer view;
    if (PyObject_GetBuffer(obj, &view, PyBUF_FULL_RO) < 0) {
        return NULL;
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, view.len);
    if (result != NULL && view.len > 0 &&
        PyBuffer_ToContiguous(PyBytes_AS_STRING(result), &view, view.len, 'C') < 0) {
        Py_CLEAR(result);
    }
    PyBuffer_Release(&view);
    return result;
}

/* new: of a buffer, or of an iterable of ints */
PyObject *PyBytes_FromObject(PyObject *obj) {
    if (obj == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    if (PyBytes_CheckExact(obj)) {
        return Py_NewRef(obj);
    }
    if (PyObject_CheckBuffer(obj)) {
        return from_buffer(obj);
    }
    if (PyList_CheckExact(obj) || PyTuple_CheckExact(obj)) {
        return from_sequence(obj);
    }
    if (PyUnicode_Check(obj)) {
        PyErr_Format(PyExc_TypeError, "cannot convert '%.200s' object to bytes",
                     Py_TYPE(obj)->tp_name);
        return NULL;
    }
    return from_iterable(obj);
}

/* ---- the type called ------------------------------------------------------------------------------ */

/* new, not for str; any object: its __bytes__, a count of zeros, or what PyBytes_FromObject takes */
static PyObject *from_any(PyObject *obj) {
    PyObject *method = _PyObject_LookupSpecial(obj, PYI_NAME("__bytes__"));
    if (method != NULL) {
        PyObject *result = PyObject_CallNoArgs(method);
        Py_DECREF(method);
        if (result != NULL && !PyBytes_Check(result)) {
            PyErr_Format(PyExc_TypeError, "__bytes__ returned non-bytes (type %.200s)",
                         Py_TYPE(result)->tp_name);
            Py_CLEAR(result);
        }
        return result;
    }
    if (PyErr_Occurred()) {
        return NULL;
    }
    if (PyUnicode_Check(obj)) {
        PyErr_SetString(PyExc_TypeError, "string argument without an encoding");
        return NULL;
    }
    if (PyIndex_Check(obj)) {
        Py_ssize_t size = PyNumber_AsSsize_t(obj, PyExc_OverflowError);
        if (size == -1 && PyErr_Occurred()) {
            if (!PyErr_ExceptionMatches(PyExc_TypeError)) {
                return NULL;
            }
            PyErr_Clear(); /* then it may still be iterable */
        } else if (size < 0) {
            PyErr_SetString(PyExc_ValueError, "negative count");
            return NULL;
        } else {
            PyObject *zeros = PyBytes_FromStringAndSize(NULL, size);
            if (zeros != NULL) {
                memset(PyBytes_AS_STRING(zeros), 0, (size_t)size);
            }
            return zeros;
        }
    }
    return PyBytes_FromObject(obj);
}

static PyObject *make_bytes(PyObject *source, const char *encoding, const char *errors) {
    if (source == NULL) {
        if (encoding != NULL || errors != NULL) {
            PyErr_SetString(PyExc_TypeError, encoding != NULL
                                                 ? "encoding without a string argument"
                                                 : "errors without a string argument");
            return NULL;
        }
        return PyBytes_FromStringAndSize(NULL, 0);
    }
    if (encoding != NULL || errors != NULL) {
        if (!PyUnicode_Check(source)) {
            PyErr_SetString(PyExc_TypeError, encoding != NULL
                                                 ? "encoding without a string argument"
                                                 : "errors without a string argument");
            return NULL;
        }
        if (encoding == NULL) {
            PyErr_SetString(PyExc_TypeError, "string argument without an encoding");
            return NULL;
        }
        return PyUnicode_AsEncodedString(source, encoding, errors);
    }
    return from_any(source);
}

/* steals bytes */
static PyObject *subclass_instance(PyTypeObject *type, PyObject *bytes) {
    if (bytes == NULL) {
        return NULL;
    }
    Py_ssize_t n = PyBytes_GET_SIZE(bytes);
    PyObject *self = type->tp_alloc(type, n);
    if (self != NULL) {
        BYTES_HASH(self) = BYTES_HASH(bytes);
        memcpy(PyBytes_AS_STRING(self), PyBytes_AS_STRING(bytes), (size_t)n + 1);
    }
    Py_DECREF(bytes);
    return self;
}

PyObject *pyi_bytes_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"source", "encoding", "errors", NULL};
    static _PyArg_Parser parser = {.keywords = names, .fname = "bytes"};
    PyObject *source = NULL;
    const char *encoding = NULL, *errors = NULL;
    if (pyi_source_arguments("bytes", args, keywords, &parser, &source, &encoding, &errors) < 0) {
        return NULL;
    }
    PyObject *bytes = make_bytes(source, encoding, errors);
    return type == &PyBytes_Type ? bytes : subclass_instance(type, bytes);
}

/* ---- decode ------------------------------------------------------------------------------------------ */

PyObject *pyi_bytes_decode(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names) {
    static const char *const keywords[] = {"encoding", "errors", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "decode"};
    const char *encoding = NULL, *errors = NULL;
    if ((n > 0 || names != NULL) &&
        pyi_codec_arguments("decode", args, n, names, &parser, &encoding, &errors) < 0) {
        return NULL;
    }
    return PyUnicode_FromEncodedObject(self, encoding, errors);
}
