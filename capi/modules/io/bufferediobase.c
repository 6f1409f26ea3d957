/* SPDX-License-Identifier: Apache-2.0 */
/* bufferediobase: _BufferedIOBase and _TextIOBase, which say what their subclasses have to write. */
#include "io.h"

/* ---- _BufferedIOBase -------------------------------------------------------------------------- */

static PyObject *buffered_detach(PyObject *Py_UNUSED(self), PyObject *Py_UNUSED(ignored)) {
    return pyi_io_unsupported("detach");
}

static PyObject *no_read(PyObject *Py_UNUSED(self), PyObject *args) {
    PyObject *size;
    return pyi_arguments(args, "|O:read", &size) ? pyi_io_unsupported("read") : NULL;
}

static PyObject *buffered_read1(PyObject *Py_UNUSED(self), PyObject *args) {
    PyObject *size;
    return pyi_arguments(args, "|O:read1", &size) ? pyi_io_unsupported("read1") : NULL;
}

static PyObject *no_write(PyObject *Py_UNUSED(self), PyObject *args) {
    PyObject *data;
    return pyi_arguments(args, "|O:write", &data) ? pyi_io_unsupported("write") : NULL;
}

/* Copies what one read() gives into the buffer. New: how much. */
static PyObject *read_into(PyObject *self, Py_buffer *buffer, PyObject *method) {
    PyObject *size = PyLong_FromSsize_t(buffer->len);
    PyObject *data = size == NULL ? NULL : PyObject_CallMethodOneArg(self, method, size);
    Py_XDECREF(size);
    if (data == NULL) {
        return NULL;
    }
    PyObject *result = NULL;
    if (!PyBytes_Check(data)) {
        PyErr_SetString(PyExc_TypeError, "read() should return bytes");
    } else if (PyBytes_GET_SIZE(data) > buffer->len) {
        PyErr_Format(PyExc_ValueError,
                     "read() returned too much data: %zd bytes requested, %zd returned", buffer->len,
                     PyBytes_GET_SIZE(data));
    } else {
        memcpy(buffer->buf, PyBytes_AS_STRING(data), (size_t)PyBytes_GET_SIZE(data));
        result = PyLong_FromSsize_t(PyBytes_GET_SIZE(data));
    }
    Py_DECREF(data);
    return result;
}

static PyObject *buffered_readinto(PyObject *self, PyObject *arg) {
    Py_buffer buffer;
    if (!PyArg_Parse(arg, "w*:readinto", &buffer)) {
        return NULL;
    }
    PyObject *result = read_into(self, &buffer, PYI_NAME("read"));
    PyBuffer_Release(&buffer);
    return result;
}

static PyObject *buffered_readinto1(PyObject *self, PyObject *arg) {
    Py_buffer buffer;
    if (!PyArg_Parse(arg, "w*:readinto1", &buffer)) {
        return NULL;
    }
    PyObject *result = read_into(self, &buffer, PYI_NAME("read1"));
    PyBuffer_Release(&buffer);
    return result;
}

static PyMethodDef buffered_methods[] = {
    {"detach", buffered_detach, METH_NOARGS, PYI_SIGNATURE("detach", "($self, /)")},
    {"read", no_read, METH_VARARGS, PYI_SIGNATURE("read", "($self, size=-1, /)")},
    {"read1", buffered_read1, METH_VARARGS, PYI_SIGNATURE("read1", "($self, size=-1, /)")},
    {"readinto", buffered_readinto, METH_O, PYI_SIGNATURE("readinto", "($self, buffer, /)")},
    {"readinto1", buffered_readinto1, METH_O, PYI_SIGNATURE("readinto1", "($self, buffer, /)")},
    {"write", no_write, METH_VARARGS, PYI_SIGNATURE("write", "($self, b, /)")},
    {NULL, NULL, 0, NULL},
};

PyTypeObject pyi_bufferediobase_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io._BufferedIOBase",
    .tp_basicsize = sizeof(pyi_iobase),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = buffered_methods,
    .tp_base = &pyi_iobase_type,
};
PYI_TYPE(pyi_bufferediobase_type);

/* ---- _TextIOBase ------------------------------------------------------------------------------- */

static PyObject *text_readline(PyObject *Py_UNUSED(self), PyObject *args) {
    PyObject *size;
    return pyi_arguments(args, "|O:readline", &size) ? pyi_io_unsupported("readline") : NULL;
}

static PyObject *text_none(PyObject *Py_UNUSED(self), void *Py_UNUSED(closure)) { Py_RETURN_NONE; }

static PyMethodDef text_methods[] = {
    {"detach", buffered_detach, METH_NOARGS, PYI_SIGNATURE("detach", "($self, /)")},
    {"read", no_read, METH_VARARGS, PYI_SIGNATURE("read", "($self, size=-1, /)")},
    {"readline", text_readline, METH_VARARGS, PYI_SIGNATURE("readline", "($self, size=-1, /)")},
    {"write", no_write, METH_VARARGS, PYI_SIGNATURE("write", "($self, s, /)")},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef text_getset[] = {
    {"encoding", text_none, NULL, NULL, NULL},
    {"newlines", text_none, NULL, NULL, NULL},
    {"errors", text_none, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject pyi_textiobase_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io._TextIOBase",
    .tp_basicsize = sizeof(pyi_iobase),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_methods = text_methods,
    .tp_getset = text_getset,
    .tp_base = &pyi_iobase_type,
};
PYI_TYPE(pyi_textiobase_type);
