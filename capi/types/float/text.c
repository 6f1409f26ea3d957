/* SPDX-License-Identifier: Apache-2.0 */
/* text: floats from the text that str, bytes and buffers hold. */
#include "float.h"

static PyObject *refuse(PyObject *source) {
    PyErr_Format(PyExc_ValueError, "could not convert string to float: %R", source);
    return NULL;
}

/* the number that is all of the text; `source` is for messages */
static PyObject *whole_text(const char *text, Py_ssize_t length, void *source) {
    char *end;
    double value = PyOS_string_to_double(text, &end, NULL);
    if (end == text || end != text + length) {
        return refuse(source);
    }
    return PyFloat_FromDouble(value);
}

static PyObject *from_text(const char *text, Py_ssize_t length, PyObject *source) {
    const char *end = text + length;
    while (text < end && Py_ISSPACE(*text)) {
        text++;
    }
    while (end > text && Py_ISSPACE(end[-1])) {
        end--;
    }
    return _Py_string_to_number_with_underscores(text, end - text, "float", source, source, whole_text);
}

/* Text that does not end where spaces do needs a copy that does. */
static PyObject *from_copy(const char *text, Py_ssize_t length, PyObject *source) {
    while (length > 0 && Py_ISSPACE(text[length - 1])) {
        length--;
    }
    PyObject *copy = PyBytes_FromStringAndSize(text, length);
    if (copy == NULL) {
        return NULL;
    }
    PyObject *result = from_text(PyBytes_AS_STRING(copy), length, source);
    Py_DECREF(copy);
    return result;
}

static PyObject *from_buffer(PyObject *source) {
    Py_buffer view;
    if (PyObject_GetBuffer(source, &view, PyBUF_SIMPLE) != 0) {
        PyErr_Clear();
        PyErr_Format(PyExc_TypeError,
                     "float() argument must be a string or a real number, not '%.200s'",
                     Py_TYPE(source)->tp_name);
        return NULL;
    }
    PyObject *result = from_copy(view.buf, view.len, source);
    PyBuffer_Release(&view);
    return result;
}

/* new */
PyObject *PyFloat_FromString(PyObject *source) {
    if (!PyUnicode_Check(source)) {
        return from_buffer(source);
    }
    PyObject *ascii = _PyUnicode_TransformDecimalAndSpaceToASCII(source);
    if (ascii == NULL) {
        return NULL;
    }
    const char *text = PyUnicode_DATA(ascii);
    Py_ssize_t length = PyUnicode_GET_LENGTH(ascii);
    PyObject *result = length > 0 && Py_ISSPACE(text[length - 1]) ? from_copy(text, length, source)
                                                                  : from_text(text, length, source);
    Py_DECREF(ascii);
    return result;
}
