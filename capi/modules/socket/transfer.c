/* SPDX-License-Identifier: Apache-2.0 */
/* transfer: bytes that are sent and received. */
#include "socketmodule.h"

typedef struct {
    char *data;
    size_t n;
    int flags;
    ssize_t done; /* bytes that went over */
    sock_address address;
} transfer;

/* ---- receiving -------------------------------------------------------------------------------------------- */

static bool do_recv(socketobject *self, void *data) {
    transfer *ask = data;
    ask->done = recv(self->fd, ask->data, ask->n, ask->flags);
    return ask->done >= 0;
}

static bool do_recvfrom(socketobject *self, void *data) {
    transfer *ask = data;
    ask->address.length = sizeof(ask->address.storage);
    memset(&ask->address.storage, 0, sizeof(ask->address.storage));
    ask->done = recvfrom(self->fd, ask->data, ask->n, ask->flags, &ask->address.any, &ask->address.length);
    return ask->done >= 0;
}

/* new: at most n bytes */
static PyObject *receive(PyObject *self, transfer *ask, Py_ssize_t n, sock_operation *operation,
                         const char *method) {
    if (n < 0) {
        PyErr_Format(PyExc_ValueError, "negative buffersize in %s", method);
        return NULL;
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    if (bytes == NULL) {
        return NULL;
    }
    ask->data = PyBytes_AS_STRING(bytes);
    ask->n = (size_t)n;
    if ((n > 0 || operation == do_recvfrom) && sock_call(SOCKET(self), false, operation, ask) < 0) {
        Py_DECREF(bytes);
        return NULL;
    }
    if (ask->done != n) {
        _PyBytes_Resize(&bytes, ask->done);
    }
    return bytes;
}

static PyObject *show_sender(PyObject *self, transfer *ask) {
    return sock_make_address(SOCKET(self)->fd, &ask->address.any, ask->address.length, SOCKET(self)->proto);
}

PyObject *sock_recv(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    transfer ask = {.done = 0};
    if (!PyArg_ParseTuple(args, "n|i:recv", &n, &ask.flags)) {
        return NULL;
    }
    return receive(self, &ask, n, do_recv, "recv");
}

PyObject *sock_recvfrom(PyObject *self, PyObject *args) {
    Py_ssize_t n;
    transfer ask = {.done = 0};
    if (!PyArg_ParseTuple(args, "n|i:recvfrom", &n, &ask.flags)) {
        return NULL;
    }
    PyObject *bytes = receive(self, &ask, n, do_recvfrom, "recvfrom");
    PyObject *sender = bytes == NULL ? NULL : show_sender(self, &ask);
    if (sender == NULL) {
        Py_XDECREF(bytes);
        return NULL;
    }
    return Py_BuildValue("NN", bytes, sender);
}

/* The buffer that is filled, and how much of it; 0, or -1 with an exception. */
static int parse_into(PyObject *args, PyObject *kwargs, const char *format, const char *method,
                      const char *too_small, Py_buffer *view, transfer *ask) {
    static char *names[] = {"buffer", "nbytes", "flags", NULL};
    Py_ssize_t n = 0;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, format, names, view, &n, &ask->flags)) {
        return -1;
    }
    if (n < 0 || n > view->len) {
        if (n < 0) {
            PyErr_Format(PyExc_ValueError, "negative buffersize in %s", method);
        } else {
            PyErr_SetString(PyExc_ValueError, too_small);
        }
        PyBuffer_Release(view);
        return -1;
    }
    ask->data = view->buf;
    ask->n = (size_t)(n == 0 ? view->len : n);
    return 0;
}

PyObject *sock_recv_into(PyObject *self, PyObject *args, PyObject *kwargs) {
    Py_buffer view;
    transfer ask = {.done = 0};
    if (parse_into(args, kwargs, "w*|ni:recv_into", "recv_into", "buffer too small for requested bytes",
                   &view, &ask) < 0) {
        return NULL;
    }
    int status = ask.n == 0 ? 0 : sock_call(SOCKET(self), false, do_recv, &ask);
    PyBuffer_Release(&view);
    return status < 0 ? NULL : PyLong_FromSsize_t(ask.done);
}

PyObject *sock_recvfrom_into(PyObject *self, PyObject *args, PyObject *kwargs) {
    Py_buffer view;
    transfer ask = {.done = 0};
    if (parse_into(args, kwargs, "w*|ni:recvfrom_into", "recvfrom_into",
                   "nbytes is greater than the length of the buffer", &view, &ask) < 0) {
        return NULL;
    }
    int status = sock_call(SOCKET(self), false, do_recvfrom, &ask);
    PyBuffer_Release(&view);
    PyObject *sender = status < 0 ? NULL : show_sender(self, &ask);
    return sender == NULL ? NULL : Py_BuildValue("nN", (Py_ssize_t)ask.done, sender);
}

/* ---- sending ------------------------------------------------------------------------------------------------ */

static bool do_send(socketobject *self, void *data) {
    transfer *ask = data;
    ask->done = send(self->fd, ask->data, ask->n, ask->flags);
    return ask->done >= 0;
}

static bool do_sendto(socketobject *self, void *data) {
    transfer *ask = data;
    ask->done = sendto(self->fd, ask->data, ask->n, ask->flags, &ask->address.any, ask->address.length);
    return ask->done >= 0;
}

PyObject *sock_send(PyObject *self, PyObject *args) {
    Py_buffer view;
    transfer ask = {.done = 0};
    if (!PyArg_ParseTuple(args, "y*|i:send", &view, &ask.flags)) {
        return NULL;
    }
    ask.data = view.buf;
    ask.n = (size_t)view.len;
    int status = sock_call(SOCKET(self), true, do_send, &ask);
    PyBuffer_Release(&view);
    return status < 0 ? NULL : PyLong_FromSsize_t(ask.done);
}

/* The timeout is for all of the data together. */
static int send_rest(socketobject *self, transfer *ask) {
    sock_time end = self->timeout > 0 ? sock_now() + self->timeout : 0;
    do { /* once for nothing too, which tells whether the socket is open */
        sock_time left = self->timeout > 0 ? end - sock_now() : self->timeout;
        if (self->timeout > 0 && left <= 0) {
            PyErr_SetString(PyExc_TimeoutError, "timed out");
            return -1;
        }
        if (sock_call_until(self, true, do_send, ask, false, NULL, left) < 0) {
            return -1;
        }
        ask->data += ask->done;
        ask->n -= (size_t)ask->done;
        /* A long transfer must not keep a signal waiting. */
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
    } while (ask->n > 0);
    return 0;
}

PyObject *sock_sendall(PyObject *self, PyObject *args) {
    Py_buffer view;
    transfer ask = {.done = 0};
    if (!PyArg_ParseTuple(args, "y*|i:sendall", &view, &ask.flags)) {
        return NULL;
    }
    ask.data = view.buf;
    ask.n = (size_t)view.len;
    int status = send_rest(SOCKET(self), &ask);
    PyBuffer_Release(&view);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *sock_sendto(PyObject *self, PyObject *args) {
    Py_buffer view;
    PyObject *to;
    transfer ask = {.done = 0};
    Py_ssize_t nargs = PyTuple_GET_SIZE(args);
    if (nargs < 2 || nargs > 3) {
        PyErr_Format(PyExc_TypeError, "sendto() takes 2 or 3 arguments (%zd given)", nargs);
        return NULL;
    }
    if (nargs == 2 ? !PyArg_ParseTuple(args, "y*O:sendto", &view, &to)
                   : !PyArg_ParseTuple(args, "y*iO:sendto", &view, &ask.flags, &to)) {
        return NULL;
    }
    ask.data = view.buf;
    ask.n = (size_t)view.len;
    int status = -1;
    if (sock_parse_address(SOCKET(self), to, &ask.address, "sendto") &&
        PySys_Audit("socket.sendto", "OO", self, to) == 0) {
        status = sock_call(SOCKET(self), true, do_sendto, &ask);
    }
    PyBuffer_Release(&view);
    return status < 0 ? NULL : PyLong_FromSsize_t(ask.done);
}
