/* SPDX-License-Identifier: Apache-2.0 */
/* options: getsockopt and setsockopt. */
#include "socketmodule.h"

#include <linux/vm_sockets.h>

enum { LONGEST_OPTION = 1024 };

/* ---- reading -------------------------------------------------------------------------------------------- */

PyObject *sock_getsockopt(PyObject *op, PyObject *args) {
    socketobject *self = SOCKET(op);
    int level, option;
    socklen_t size = 0;
    int n = 0;
    if (!PyArg_ParseTuple(args, "ii|i:getsockopt", &level, &option, &n)) {
        return NULL;
    }
    if (n == 0) {
        int flag = 0;
        uint64_t wide = 0;
        bool is_wide = self->family == AF_VSOCK; /* whose options are all of 64 bits */
        size = is_wide ? sizeof(wide) : sizeof(flag);
        if (getsockopt(self->fd, level, option, is_wide ? (void *)&wide : &flag, &size) < 0) {
            return sock_fail();
        }
        return is_wide ? PyLong_FromUnsignedLongLong(wide) : PyLong_FromLong(flag);
    }
    if (self->family == AF_VSOCK) {
        PyErr_SetString(PyExc_OSError, "getsockopt string buffer not allowed");
        return NULL;
    }
    if (n < 0 || n > LONGEST_OPTION) {
        PyErr_SetString(PyExc_OSError, "getsockopt buflen out of range");
        return NULL;
    }
    size = (socklen_t)n;
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    if (bytes == NULL) {
        return NULL;
    }
    if (getsockopt(self->fd, level, option, PyBytes_AS_STRING(bytes), &size) < 0) {
        Py_DECREF(bytes);
        return sock_fail();
    }
    _PyBytes_Resize(&bytes, (Py_ssize_t)size);
    return bytes;
}

/* ---- writing ---------------------------------------------------------------------------------------------- */

static PyObject *finish(int status) { return status < 0 ? sock_fail() : Py_NewRef(Py_None); }

/* An int, None with a length, or bytes: the first form that fits the arguments is meant. */
PyObject *sock_setsockopt(PyObject *op, PyObject *args) {
    socketobject *self = SOCKET(op);
    int level, option, flag;
    unsigned size;
    PyObject *none;
    Py_buffer value;
    if (self->family == AF_VSOCK) {
        unsigned long long wide;
        if (PyArg_ParseTuple(args, "iiK:setsockopt", &level, &option, &wide)) {
            uint64_t copy = wide;
            return finish(setsockopt(self->fd, level, option, &copy, sizeof(copy)));
        }
        PyErr_Clear();
    }
    if (PyArg_ParseTuple(args, "iii:setsockopt", &level, &option, &flag)) {
        return finish(setsockopt(self->fd, level, option, &flag, sizeof(flag)));
    }
    PyErr_Clear();
    if (PyArg_ParseTuple(args, "iiO!I:setsockopt", &level, &option, Py_TYPE(Py_None), &none, &size)) {
        return finish(setsockopt(self->fd, level, option, NULL, (socklen_t)size));
    }
    PyErr_Clear();
    if (!PyArg_ParseTuple(args, "iiy*:setsockopt", &level, &option, &value)) {
        return NULL;
    }
    if (value.len > INT_MAX) {
        PyBuffer_Release(&value);
        PyErr_Format(PyExc_OverflowError, "socket option is larger than %i bytes", INT_MAX);
        return NULL;
    }
    int status = setsockopt(self->fd, level, option, value.buf, (socklen_t)value.len);
    PyObject *result = finish(status);
    PyBuffer_Release(&value);
    return result;
}
