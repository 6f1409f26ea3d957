/* SPDX-License-Identifier: Apache-2.0 */
/* object: the type socket: making, connecting and closing.
 *
 * Layout     socketmodule.h
 * Collected  no: it refers to no objects
 * Contract   docs.python.org/3/library/socket.html#socket-objects
 */
#include "socketmodule.h"

#include "members.h"

sock_time sock_default_timeout = -1;

/* ---- life ---------------------------------------------------------------------------------------------- */

static PyObject *new(PyTypeObject *type, PyObject *Py_UNUSED(args), PyObject *Py_UNUSED(kwargs)) {
    PyObject *self = type->tp_alloc(type, 0);
    if (self != NULL) {
        SOCKET(self)->fd = -1;
        SOCKET(self)->timeout = -1;
        SOCKET(self)->error = sock_fail;
    }
    return self;
}

/* 0, or -1 with an exception: the descriptor that init() was given */
static int get_descriptor(PyObject *op, int *fd) {
    *fd = (int)PyLong_AsLong(op);
    if (*fd == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (*fd < 0) {
        PyErr_SetString(PyExc_ValueError, "negative file descriptor");
        return -1;
    }
    return 0;
}

/* What is -1 is asked of the descriptor; 0, or -1 with OSError. */
static int detect(int fd, int *family, int *type, int *proto) {
    struct sockaddr_storage address;
    socklen_t length = sizeof(address), size = sizeof(int);
    if (getsockname(fd, (struct sockaddr *)&address, &length) < 0) {
        if (*family == -1 || errno == EBADF || errno == ENOTSOCK) {
            sock_fail();
            return -1;
        }
    } else if (*family == -1) {
        *family = address.ss_family;
    }
    if ((*type == -1 && getsockopt(fd, SOL_SOCKET, SO_TYPE, type, &size) < 0) ||
        (*proto == -1 && getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, proto, &size) < 0)) {
        sock_fail();
        return -1;
    }
    return 0;
}

static int init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"family", "type", "proto", "fileno", NULL};
    socketobject *self = SOCKET(op);
    int family = -1, type = -1, proto = -1, fd = -1;
    PyObject *given = NULL;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|iiiO:socket", names, &family, &type, &proto, &given) ||
        PySys_Audit("socket.__new__", "Oiii", op, family, type, proto) < 0) {
        return -1;
    }
    bool made = given == NULL || given == Py_None;
    if (!made) {
        if (get_descriptor(given, &fd) < 0 || detect(fd, &family, &type, &proto) < 0) {
            return -1;
        }
    } else {
        family = family == -1 ? AF_INET : family;
        type = type == -1 ? SOCK_STREAM : type;
        proto = proto == -1 ? 0 : proto;
        Py_BEGIN_ALLOW_THREADS
        fd = socket(family, type | SOCK_CLOEXEC, proto);
        Py_END_ALLOW_THREADS
        if (fd < 0) {
            sock_fail();
            return -1;
        }
    }
    self->fd = fd;
    self->family = family;
    self->type = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    self->proto = proto;
    self->error = sock_fail;
    self->timeout = type & SOCK_NONBLOCK ? 0 : sock_default_timeout;
    if (!(type & SOCK_NONBLOCK) && sock_default_timeout >= 0 && sock_set_blocking(fd, false) < 0) {
        if (made) {
            close(fd);
        }
        self->fd = -1;
        return -1;
    }
    return 0;
}

/* A socket that nobody closed: says so, and closes it. */
static void finalize(PyObject *op) {
    socketobject *self = SOCKET(op);
    if (self->fd == -1) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (PyErr_ResourceWarning(op, 1, "unclosed %R", op) < 0 && PyErr_ExceptionMatches(PyExc_Warning)) {
        PyErr_WriteUnraisable(op);
    }
    int fd = self->fd;
    self->fd = -1;
    Py_BEGIN_ALLOW_THREADS
    close(fd);
    Py_END_ALLOW_THREADS
    PyErr_Restore(type, value, traceback);
}

static void dealloc(PyObject *self) {
    if (PyObject_CallFinalizerFromDealloc(self) == 0) {
        Py_TYPE(self)->tp_free(self);
    }
}

static PyObject *represent(PyObject *op) {
    socketobject *self = SOCKET(op);
    return PyUnicode_FromFormat("<socket object, fd=%ld, family=%d, type=%d, proto=%d>", (long)self->fd,
                                self->family, self->type, self->proto);
}

PyObject *sock_close(PyObject *op, PyObject *Py_UNUSED(unused)) {
    int fd = SOCKET(op)->fd, status = 0;
    if (fd != -1) {
        SOCKET(op)->fd = -1;
        Py_BEGIN_ALLOW_THREADS
        status = close(fd);
        Py_END_ALLOW_THREADS
    }
    /* The other side may have gone first, which is no failure of this one. */
    return status < 0 && errno != ECONNRESET ? sock_fail() : Py_NewRef(Py_None);
}

PyObject *sock_detach(PyObject *op, PyObject *Py_UNUSED(unused)) {
    int fd = SOCKET(op)->fd;
    SOCKET(op)->fd = -1;
    return PyLong_FromLong(fd);
}

static PyObject *number(PyObject *self, PyObject *Py_UNUSED(unused)) { return PyLong_FromLong(SOCKET(self)->fd); }

/* ---- timeouts -------------------------------------------------------------------------------------------- */

PyObject *sock_setblocking(PyObject *op, PyObject *arg) {
#if PYI_312
    int blocking = PyObject_IsTrue(arg);
#else
    int blocking = PyLong_AsLong(arg) != 0;
#endif
    if (PyErr_Occurred()) {
        return NULL;
    }
    SOCKET(op)->timeout = blocking ? -1 : 0;
    return sock_set_blocking(SOCKET(op)->fd, blocking) < 0 ? NULL : Py_NewRef(Py_None);
}

PyObject *sock_getblocking(PyObject *self, PyObject *Py_UNUSED(unused)) {
    return PyBool_FromLong(SOCKET(self)->timeout != 0);
}

PyObject *sock_settimeout(PyObject *op, PyObject *arg) {
    sock_time timeout;
    if (sock_parse_timeout(arg, &timeout) < 0) {
        return NULL;
    }
    SOCKET(op)->timeout = timeout;
    return sock_set_blocking(SOCKET(op)->fd, timeout < 0) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *get_timeout(PyObject *self, void *Py_UNUSED(closure)) {
    sock_time timeout = SOCKET(self)->timeout;
    return timeout < 0 ? Py_NewRef(Py_None) : PyFloat_FromDouble((double)timeout / 1e9);
}

PyObject *sock_gettimeout(PyObject *self, PyObject *Py_UNUSED(unused)) { return get_timeout(self, NULL); }

/* ---- connections ------------------------------------------------------------------------------------------ */

typedef struct {
    sock_address address;
    int fd;
} accepted;

static bool do_accept(socketobject *self, void *data) {
    accepted *answer = data;
    answer->address.length = sizeof(answer->address.storage);
    answer->fd = accept4(self->fd, &answer->address.any, &answer->address.length, SOCK_CLOEXEC);
    return answer->fd >= 0;
}

PyObject *sock_accept(PyObject *op, PyObject *Py_UNUSED(unused)) {
    accepted answer = {.fd = -1};
    if (sock_call(SOCKET(op), false, do_accept, &answer) < 0) {
        return NULL;
    }
    PyObject *address = sock_make_address(answer.fd, &answer.address.any, answer.address.length,
                                          SOCKET(op)->proto);
    PyObject *result = address == NULL ? NULL : Py_BuildValue("iN", answer.fd, address);
    if (result == NULL) {
        close(answer.fd);
    }
    return result;
}

PyObject *sock_bind(PyObject *op, PyObject *arg) {
    sock_address address;
    int status;
    if (!sock_parse_address(SOCKET(op), arg, &address, "bind") ||
        PySys_Audit("socket.bind", "OO", op, arg) < 0) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = bind(SOCKET(op)->fd, &address.any, address.length);
    Py_END_ALLOW_THREADS
    return status < 0 ? sock_fail() : Py_NewRef(Py_None);
}

/* Whether the connection is there, which the socket is asked when it can be written to */
static bool is_connected(socketobject *self, void *Py_UNUSED(data)) {
    int error;
    socklen_t size = sizeof(error);
    if (getsockopt(self->fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0) {
        return false;
    }
    if (error != 0 && error != EISCONN) {
        errno = error;
        return false;
    }
    return true;
}

/* 0, an errno, or -1 with an exception; `raises`: the errno becomes one. */
static int make_connection(socketobject *self, const sock_address *address, bool raises) {
    int status, error;
    Py_BEGIN_ALLOW_THREADS
    status = connect(self->fd, &address->any, address->length);
    error = errno;
    Py_END_ALLOW_THREADS
    if (status == 0) {
        return 0;
    }
    bool waits = self->timeout > 0 && error == EINPROGRESS;
    if (error == EINTR) { /* the kernel goes on with it */
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
        waits = self->timeout != 0;
    }
    if (waits) {
        status = sock_call_until(self, true, is_connected, NULL, true, raises ? NULL : &error, self->timeout);
        return status == 0 ? 0 : raises ? -1 : error;
    }
    if (!raises) {
        return error;
    }
    errno = error;
    sock_fail();
    return -1;
}

PyObject *sock_connect(PyObject *op, PyObject *arg) {
    sock_address address;
    if (!sock_parse_address(SOCKET(op), arg, &address, "connect") ||
        PySys_Audit("socket.connect", "OO", op, arg) < 0 ||
        make_connection(SOCKET(op), &address, true) < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

PyObject *sock_connect_ex(PyObject *op, PyObject *arg) {
    sock_address address;
    if (!sock_parse_address(SOCKET(op), arg, &address, "connect_ex") ||
        PySys_Audit("socket.connect", "OO", op, arg) < 0) {
        return NULL;
    }
    int error = make_connection(SOCKET(op), &address, false);
    return error < 0 ? NULL : PyLong_FromLong(error);
}

PyObject *sock_listen(PyObject *op, PyObject *args) {
    int backlog = Py_MIN(SOMAXCONN, 128), status;
    if (!PyArg_ParseTuple(args, "|i:listen", &backlog)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = listen(SOCKET(op)->fd, Py_MAX(backlog, 0));
    Py_END_ALLOW_THREADS
    return status < 0 ? sock_fail() : Py_NewRef(Py_None);
}

PyObject *sock_shutdown(PyObject *op, PyObject *arg) {
    int how = PYI_LONG_AS_INT(arg), status;
    if (how == -1 && PyErr_Occurred()) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = shutdown(SOCKET(op)->fd, how);
    Py_END_ALLOW_THREADS
    return status < 0 ? sock_fail() : Py_NewRef(Py_None);
}

static PyObject *ask_address(PyObject *op, int (*ask)(int, struct sockaddr *, socklen_t *)) {
    sock_address address;
    int status;
    memset(&address, 0, sizeof(address));
    address.length = sizeof(address.storage);
    Py_BEGIN_ALLOW_THREADS
    status = ask(SOCKET(op)->fd, &address.any, &address.length);
    Py_END_ALLOW_THREADS
    return status < 0 ? sock_fail()
                      : sock_make_address(SOCKET(op)->fd, &address.any, address.length, SOCKET(op)->proto);
}

PyObject *sock_getsockname(PyObject *op, PyObject *Py_UNUSED(unused)) { return ask_address(op, getsockname); }
PyObject *sock_getpeername(PyObject *op, PyObject *Py_UNUSED(unused)) { return ask_address(op, getpeername); }

/* ---- type ------------------------------------------------------------------------------------------------- */

#define KEYWORDS(function) PYI_FASTCALL(function), METH_VARARGS | METH_KEYWORDS

static PyMethodDef methods[] = {
    {"_accept", sock_accept, METH_NOARGS, NULL},
    {"bind", sock_bind, METH_O, NULL},
    {"close", sock_close, METH_NOARGS, NULL},
    {"connect", sock_connect, METH_O, NULL},
    {"connect_ex", sock_connect_ex, METH_O, NULL},
    {"detach", sock_detach, METH_NOARGS, NULL},
    {"fileno", number, METH_NOARGS, NULL},
    {"getpeername", sock_getpeername, METH_NOARGS, NULL},
    {"getsockname", sock_getsockname, METH_NOARGS, NULL},
    {"getsockopt", sock_getsockopt, METH_VARARGS, NULL},
    {"listen", sock_listen, METH_VARARGS, NULL},
    {"recv", sock_recv, METH_VARARGS, NULL},
    {"recv_into", KEYWORDS(sock_recv_into), NULL},
    {"recvfrom", sock_recvfrom, METH_VARARGS, NULL},
    {"recvfrom_into", KEYWORDS(sock_recvfrom_into), NULL},
    {"send", sock_send, METH_VARARGS, NULL},
    {"sendall", sock_sendall, METH_VARARGS, NULL},
    {"sendto", sock_sendto, METH_VARARGS, NULL},
    {"setblocking", sock_setblocking, METH_O, NULL},
    {"getblocking", sock_getblocking, METH_NOARGS, NULL},
    {"settimeout", sock_settimeout, METH_O, NULL},
    {"gettimeout", sock_gettimeout, METH_NOARGS, NULL},
    {"setsockopt", sock_setsockopt, METH_VARARGS, NULL},
    {"shutdown", sock_shutdown, METH_O, NULL},
    {"recvmsg", sock_recvmsg, METH_VARARGS, NULL},
    {"recvmsg_into", sock_recvmsg_into, METH_VARARGS, NULL},
    {"sendmsg", sock_sendmsg, METH_VARARGS, NULL},
    {"sendmsg_afalg", KEYWORDS(sock_sendmsg_afalg), NULL},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
    {"family", PYI_T_INT, offsetof(socketobject, family), PYI_READONLY, NULL},
    {"type", PYI_T_INT, offsetof(socketobject, type), PYI_READONLY, NULL},
    {"proto", PYI_T_INT, offsetof(socketobject, proto), PYI_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef getset[] = {
    {"timeout", get_timeout, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyTypeObject sock_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_socket.socket",
    .tp_basicsize = sizeof(socketobject),
    .tp_dealloc = dealloc,
    .tp_repr = represent,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_IMMUTABLETYPE,
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = getset,
    .tp_init = init,
    .tp_new = new,
    .tp_finalize = finalize,
};
