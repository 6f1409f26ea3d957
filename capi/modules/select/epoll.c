/* SPDX-License-Identifier: Apache-2.0 */
/* epoll: Linux's own way to wait for very many descriptors; the kernel keeps which. */
#include "selectmodule.h"
#include "pyi_arguments.h"

#include <sys/epoll.h>
#include <sys/select.h>
#include <unistd.h>

#ifndef EPOLLEXCLUSIVE
#  define EPOLLEXCLUSIVE (1u << 28) /* epoll_ctl(2), since Linux 4.5 */
#endif

/* ---- life ------------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    int fd; /* -1: closed */
} epoll_object;

/* 0 or -1 with errno */
static int close_epoll(epoll_object *self) {
    if (self->fd < 0) {
        return 0;
    }
    int fd = self->fd, status;
    self->fd = -1;
    Py_BEGIN_ALLOW_THREADS
    status = close(fd);
    Py_END_ALLOW_THREADS
    return status;
}

static void epoll_dealloc(epoll_object *self) {
    PyTypeObject *type = Py_TYPE(self);
    close_epoll(self);
    type->tp_free(self);
    Py_DECREF(type);
}

/* new; takes the descriptor */
static PyObject *of_fd(PyTypeObject *type, int fd) {
    epoll_object *self = (epoll_object *)type->tp_alloc(type, 0);
    if (self == NULL) {
        close(fd);
        return NULL;
    }
    self->fd = fd;
    return (PyObject *)self;
}

static PyObject *epoll_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"sizehint", "flags", NULL};
    int hint = -1, flags = 0, fd;
    if (!pyi_named_arguments(args, kwargs, "|ii:epoll", names, &hint, &flags)) {
        return NULL;
    }
    if (hint != -1 && hint <= 0) {
        PyErr_SetString(PyExc_ValueError, "negative sizehint");
        return NULL;
    }
    if (flags != 0 && flags != EPOLL_CLOEXEC) {
        PyErr_SetString(PyExc_OSError, "invalid flags");
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    fd = epoll_create1(EPOLL_CLOEXEC);
    Py_END_ALLOW_THREADS
    return fd < 0 ? PyErr_SetFromErrno(PyExc_OSError) : of_fd(type, fd);
}

static PyObject *epoll_fromfd(PyTypeObject *type, PyObject *op) {
    int fd = PYI_LONG_AS_INT(op);
    return fd == -1 && PyErr_Occurred() ? NULL : of_fd(type, fd);
}

/* ---- methods ------------------------------------------------------------------------------------------ */

static int check_open(epoll_object *self) {
    if (self->fd < 0) {
        PyErr_SetString(PyExc_ValueError, "I/O operation on closed epoll object");
        return -1;
    }
    return 0;
}

static PyObject *epoll_close(epoll_object *self, PyObject *unused) {
    (void)unused;
    return close_epoll(self) < 0 ? PyErr_SetFromErrno(PyExc_OSError) : Py_NewRef(Py_None);
}

static PyObject *epoll_fileno(epoll_object *self, PyObject *unused) {
    (void)unused;
    return check_open(self) < 0 ? NULL : PyLong_FromLong(self->fd);
}

static PyObject *epoll_enter(PyObject *self, PyObject *unused) {
    (void)unused;
    return check_open((epoll_object *)self) < 0 ? NULL : Py_NewRef(self);
}

static PyObject *epoll_exit(PyObject *self, PyObject *args) {
    PyObject *type, *value, *traceback;
    return PyArg_UnpackTuple(args, "__exit__", 0, 3, &type, &value, &traceback)
               ? PyObject_CallMethodNoArgs(self, PYI_NAME("close"))
               : NULL;
}

/* new: None, or NULL with an exception */
static PyObject *control(epoll_object *self, int operation, PyObject *op, unsigned int events) {
    int fd = PyObject_AsFileDescriptor(op), status;
    if (fd < 0) {
        return NULL;
    }
    struct epoll_event event = {.events = events, .data = {.fd = fd}};
    Py_BEGIN_ALLOW_THREADS
    status = epoll_ctl(self->fd, operation, fd, &event);
    Py_END_ALLOW_THREADS
    return status < 0 ? PyErr_SetFromErrno(PyExc_OSError) : Py_NewRef(Py_None);
}

static PyObject *epoll_register(epoll_object *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "eventmask", NULL};
    PyObject *op;
    unsigned int events = EPOLLIN | EPOLLPRI | EPOLLOUT;
    return pyi_named_arguments(args, kwargs, "O|I:register", names, &op, &events) &&
                   check_open(self) == 0
               ? control(self, EPOLL_CTL_ADD, op, events)
               : NULL;
}

static PyObject *epoll_modify(epoll_object *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "eventmask", NULL};
    PyObject *op;
    unsigned int events;
    return pyi_named_arguments(args, kwargs, "OI:modify", names, &op, &events) &&
                   check_open(self) == 0
               ? control(self, EPOLL_CTL_MOD, op, events)
               : NULL;
}

static PyObject *epoll_unregister(epoll_object *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", NULL};
    PyObject *op;
    return pyi_named_arguments(args, kwargs, "O:unregister", names, &op) && check_open(self) == 0
               ? control(self, EPOLL_CTL_DEL, op, 0)
               : NULL;
}

/* ---- waiting -------------------------------------------------------------------------------------------- */

/* How many events there are; -1 with an exception. */
static int wait_for(epoll_object *self, struct epoll_event *events, int most, select_timeout *timeout) {
    select_start(timeout);
    int ms = select_milliseconds(timeout, _PyTime_ROUND_CEILING);
    while (ms != -2) {
        int found, error;
        Py_BEGIN_ALLOW_THREADS
        found = epoll_wait(self->fd, events, most, ms);
        error = errno;
        Py_END_ALLOW_THREADS
        if (found >= 0) {
            return found;
        }
        if (error != EINTR) {
            errno = error;
            PyErr_SetFromErrno(PyExc_OSError);
            return -1;
        }
        int again = select_interrupted(timeout);
        if (again <= 0) {
            return again;
        }
        ms = select_milliseconds(timeout, _PyTime_ROUND_CEILING);
    }
    return -1;
}

static PyObject *answers(const struct epoll_event *events, int found) {
    PyObject *result = PyList_New(found);
    for (int i = 0; result != NULL && i < found; i++) {
        PyObject *pair = Py_BuildValue("(iI)", events[i].data.fd, events[i].events);
        if (pair == NULL) {
            Py_CLEAR(result);
        } else {
            PyList_SET_ITEM(result, i, pair);
        }
    }
    return result;
}

static PyObject *epoll_poll(epoll_object *self, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"timeout", "maxevents", NULL};
    PyObject *seconds = Py_None;
    int most = -1;
    select_timeout timeout;
    if (!pyi_named_arguments(args, kwargs, "|Oi:poll", names, &seconds, &most) ||
        check_open(self) < 0 ||
        select_take(&timeout, seconds, false, "timeout must be an integer or None") < 0) {
        return NULL;
    }
    timeout.for_ever = timeout.for_ever || timeout.left < 0;
    if (most == -1) {
        most = FD_SETSIZE - 1;
    } else if (most < 1) {
        PyErr_Format(PyExc_ValueError, "maxevents must be greater than 0, got %d", most);
        return NULL;
    }
    struct epoll_event *events = PyMem_New(struct epoll_event, most);
    if (events == NULL) {
        return PyErr_NoMemory();
    }
    int found = wait_for(self, events, most, &timeout);
    PyObject *result = found < 0 ? NULL : answers(events, found);
    PyMem_Free(events);
    return result;
}

/* ---- type ----------------------------------------------------------------------------------------------- */

#define EVENTS "select.EPOLLIN | select.EPOLLPRI | select.EPOLLOUT"
#define KEYWORDS(function) PYI_FASTCALL(function), METH_VARARGS | METH_KEYWORDS

static PyMethodDef epoll_methods[] = {
    {"fromfd", (PyCFunction)epoll_fromfd, METH_O | METH_CLASS,
     PYI_SIGNATURE("fromfd", "($type, fd, /)")},
    {"close", (PyCFunction)epoll_close, METH_NOARGS, PYI_SIGNATURE("close", "($self, /)")},
    {"fileno", (PyCFunction)epoll_fileno, METH_NOARGS, PYI_SIGNATURE("fileno", "($self, /)")},
    {"modify", KEYWORDS(epoll_modify), PYI_SIGNATURE("modify", "($self, /, fd, eventmask)")},
    {"register", KEYWORDS(epoll_register),
     PYI_SIGNATURE("register", "($self, /, fd,\n         eventmask=" EVENTS ")")},
    {"unregister", KEYWORDS(epoll_unregister), PYI_SIGNATURE("unregister", "($self, /, fd)")},
    {"poll", KEYWORDS(epoll_poll), PYI_SIGNATURE("poll", "($self, /, timeout=None, maxevents=-1)")},
    {"__enter__", epoll_enter, METH_NOARGS, PYI_SIGNATURE("__enter__", "($self, /)")},
    {"__exit__", epoll_exit, METH_VARARGS,
     PYI_SIGNATURE("__exit__", "($self, exc_type=None, exc_value=None, exc_tb=None, /)")},
    {0},
};

static PyObject *get_closed(epoll_object *self, void *unused) {
    (void)unused;
    return PyBool_FromLong(self->fd < 0);
}

static PyGetSetDef epoll_attributes[] = {
    {"closed", (getter)get_closed, NULL, NULL, NULL},
    {0},
};

static PyType_Slot epoll_slots[] = {
    {Py_tp_dealloc, epoll_dealloc}, {Py_tp_new, epoll_new},
    {Py_tp_methods, epoll_methods}, {Py_tp_getset, epoll_attributes},
    {0, NULL},
};

static PyType_Spec epoll_spec = {
    .name = "select.epoll",
    .basicsize = sizeof(epoll_object),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = epoll_slots,
};

static const struct {
    const char *name;
    long value;
} constants[] = {
    {"EPOLLIN", EPOLLIN},           {"EPOLLOUT", EPOLLOUT},
    {"EPOLLPRI", EPOLLPRI},         {"EPOLLERR", EPOLLERR},
    {"EPOLLHUP", EPOLLHUP},         {"EPOLLRDHUP", EPOLLRDHUP},
    {"EPOLLET", (long)(1u << 31)},  {"EPOLLONESHOT", EPOLLONESHOT},
    {"EPOLLRDNORM", EPOLLRDNORM},   {"EPOLLRDBAND", EPOLLRDBAND},
    {"EPOLLWRNORM", EPOLLWRNORM},   {"EPOLLWRBAND", EPOLLWRBAND},
    {"EPOLLMSG", EPOLLMSG},         {"EPOLLEXCLUSIVE", EPOLLEXCLUSIVE},
    {"EPOLL_CLOEXEC", EPOLL_CLOEXEC},
};

int select_add_epoll(PyObject *module) {
    PyObject *type = PyType_FromModuleAndSpec(module, &epoll_spec, NULL);
    int status = type == NULL ? -1 : PyModule_AddType(module, (PyTypeObject *)type);
    Py_XDECREF(type);
    for (size_t i = 0; status == 0 && i < Py_ARRAY_LENGTH(constants); i++) {
        status = PyModule_AddIntConstant(module, constants[i].name, constants[i].value);
    }
    return status;
}
