/* SPDX-License-Identifier: Apache-2.0 */
/* poll: an object that keeps which descriptors to wait for, and for what. */
#include "selectmodule.h"
#include "pyi_arguments.h"

#include <poll.h>

/* ---- storage ---------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *events; /* owned: {descriptor: events}, whose order is that of the answers */
    bool running;
} poll_object;

static PyTypeObject *poll_type;

static void poll_dealloc(poll_object *self) {
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(self->events);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *poll_new(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    poll_object *self = (poll_object *)poll_type->tp_alloc(poll_type, 0);
    if (self != NULL && (self->events = PyDict_New()) == NULL) {
        Py_CLEAR(self);
    }
    return (PyObject *)self;
}

/* New memory: the same for the system. NULL with an exception */
static struct pollfd *make_polled(poll_object *self) {
    struct pollfd *polled = PyMem_New(struct pollfd, PyDict_GET_SIZE(self->events) + 1);
    if (polled == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    PyObject *key, *value;
    struct pollfd *row = polled;
    for (Py_ssize_t place = 0; PyDict_Next(self->events, &place, &key, &value); row++) {
        *row = (struct pollfd){(int)PyLong_AsLong(key), (short)PyLong_AsLong(value), 0};
    }
    return polled;
}

/* ---- methods ------------------------------------------------------------------------------------------ */

/* 0 or -1 */
static int set_events(poll_object *self, PyObject *fd, unsigned short events) {
    PyObject *value = PyLong_FromLong(events);
    int status = value == NULL ? -1 : PyDict_SetItem(self->events, fd, value);
    Py_XDECREF(value);
    return status;
}

/* new: the number of what has a descriptor */
static PyObject *number_of(PyObject *op) {
    int fd = PyObject_AsFileDescriptor(op);
    return fd < 0 ? NULL : PyLong_FromLong(fd);
}

static PyObject *poll_register(poll_object *self, PyObject *args) {
    PyObject *op;
    unsigned short events = POLLIN | POLLPRI | POLLOUT;
    if (!pyi_arguments(args, "O|O&:register", &op, _PyLong_UnsignedShort_Converter, &events)) {
        return NULL;
    }
    PyObject *fd = number_of(op);
    int status = fd == NULL ? -1 : set_events(self, fd, events);
    Py_XDECREF(fd);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *poll_modify(poll_object *self, PyObject *args) {
    PyObject *op;
    unsigned short events;
    if (!pyi_arguments(args, "OO&:modify", &op, _PyLong_UnsignedShort_Converter, &events)) {
        return NULL;
    }
    PyObject *fd = number_of(op);
    int known = fd == NULL ? -1 : PyDict_Contains(self->events, fd);
    if (known == 0) {
        errno = ENOENT;
        PyErr_SetFromErrno(PyExc_OSError);
    }
    int status = known <= 0 ? -1 : set_events(self, fd, events);
    Py_XDECREF(fd);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *poll_unregister(poll_object *self, PyObject *op) {
    PyObject *fd = number_of(op);
    int status = fd == NULL ? -1 : PyDict_DelItem(self->events, fd); /* KeyError */
    Py_XDECREF(fd);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- waiting -------------------------------------------------------------------------------------------- */

/* How many have something to say; -1 with an exception. */
static int wait_for(struct pollfd *polled, nfds_t n, select_timeout *timeout, int ms) {
    select_start(timeout);
    while (true) {
        int found, error;
        Py_BEGIN_ALLOW_THREADS
        found = poll(polled, n, ms);
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
}

/* new: [(descriptor, events)] of those that have any */
static PyObject *answers(const struct pollfd *polled, nfds_t n, int found) {
    PyObject *result = PyList_New(0);
    for (nfds_t i = 0; result != NULL && found > 0 && i < n; i++) {
        if (polled[i].revents == 0) {
            continue;
        }
        PyObject *pair = Py_BuildValue("(ii)", polled[i].fd, polled[i].revents & 0xffff);
        if (pair == NULL || PyList_Append(result, pair) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(pair);
        found--;
    }
    return result;
}

static PyObject *poll_poll(poll_object *self, PyObject *args) {
    PyObject *op = Py_None;
    select_timeout timeout;
    if (!PyArg_UnpackTuple(args, "poll", 0, 1, &op) ||
        select_take(&timeout, op, true, "timeout must be an integer or None") < 0) {
        return NULL;
    }
    timeout.for_ever = timeout.for_ever || timeout.left < 0;
    int ms = select_milliseconds(&timeout, _PyTime_ROUND_TIMEOUT);
    if (ms == -2) {
        return NULL;
    }
    if (self->running) {
        PyErr_SetString(PyExc_RuntimeError, "concurrent poll() invocation");
        return NULL;
    }
    struct pollfd *polled = make_polled(self);
    if (polled == NULL) {
        return NULL;
    }
    nfds_t n = (nfds_t)PyDict_GET_SIZE(self->events); /* another thread may change it meanwhile */
    self->running = true;
    int found = wait_for(polled, n, &timeout, ms);
    self->running = false;
    PyObject *result = found < 0 ? NULL : answers(polled, n, found);
    PyMem_Free(polled);
    return result;
}

/* ---- type ----------------------------------------------------------------------------------------------- */

#define EVENTS "select.POLLIN | select.POLLPRI | select.POLLOUT"

static PyMethodDef poll_methods[] = {
    {"register", (PyCFunction)poll_register, METH_VARARGS,
     PYI_SIGNATURE("register", "($self, fd,\n         eventmask=" EVENTS ", /)")},
    {"modify", (PyCFunction)poll_modify, METH_VARARGS,
     PYI_SIGNATURE("modify", "($self, fd, eventmask, /)")},
    {"unregister", (PyCFunction)poll_unregister, METH_O, PYI_SIGNATURE("unregister", "($self, fd, /)")},
    {"poll", (PyCFunction)poll_poll, METH_VARARGS, PYI_SIGNATURE("poll", "($self, timeout=None, /)")},
    {0},
};

static PyType_Slot poll_slots[] = {
    {Py_tp_dealloc, poll_dealloc},
    {Py_tp_methods, poll_methods},
    {0, NULL},
};

static PyType_Spec poll_spec = {
    .name = "select.poll",
    .basicsize = sizeof(poll_object),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = poll_slots,
};

static PyMethodDef poll_functions[] = {
    {"poll", poll_new, METH_NOARGS, PYI_SIGNATURE("poll", "($module, /)")},
    {0},
};

static const struct {
    const char *name;
    int value;
} constants[] = {
    {"POLLIN", POLLIN},         {"POLLPRI", POLLPRI},       {"POLLOUT", POLLOUT},
    {"POLLERR", POLLERR},       {"POLLHUP", POLLHUP},       {"POLLNVAL", POLLNVAL},
    {"POLLRDNORM", POLLRDNORM}, {"POLLRDBAND", POLLRDBAND}, {"POLLWRNORM", POLLWRNORM},
    {"POLLWRBAND", POLLWRBAND}, {"POLLMSG", POLLMSG},       {"POLLRDHUP", POLLRDHUP},
};

int select_add_poll(PyObject *module) {
    poll_type = (PyTypeObject *)PyType_FromModuleAndSpec(module, &poll_spec, NULL);
    if (poll_type == NULL || PyModule_AddFunctions(module, poll_functions) < 0) {
        return -1;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(constants); i++) {
        if (PyModule_AddIntConstant(module, constants[i].name, constants[i].value) < 0) {
            return -1;
        }
    }
    return 0;
}
