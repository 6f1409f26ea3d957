/* SPDX-License-Identifier: Apache-2.0 */
/* select: three sets of descriptors, of which no number may be 1024 or more. */
#include "selectmodule.h"

#include <sys/select.h>

/* One of the three lists. */
typedef struct {
    fd_set set;
    int n;
    int fds[FD_SETSIZE];
    PyObject *objects[FD_SETSIZE]; /* owned */
} watched;

static void clear_watched(watched *list) {
    while (list->n > 0) {
        Py_DECREF(list->objects[--list->n]);
    }
}

/* 0 or -1; highest: the greatest number so far */
static int add_watched(watched *list, PyObject *object, int *highest) {
    int fd = PyObject_AsFileDescriptor(object);
    if (fd < 0) {
        return -1;
    }
    if (fd >= FD_SETSIZE) {
        PyErr_SetString(PyExc_ValueError, "filedescriptor out of range in select()");
        return -1;
    }
    if (list->n == FD_SETSIZE) {
        PyErr_SetString(PyExc_ValueError, "too many file descriptors in select()");
        return -1;
    }
    FD_SET(fd, &list->set);
    list->fds[list->n] = fd;
    list->objects[list->n++] = Py_NewRef(object);
    *highest = fd > *highest ? fd : *highest;
    return 0;
}

static int fill_watched(watched *list, PyObject *sequence, int *highest) {
    FD_ZERO(&list->set);
    PyObject *fast = PySequence_Fast(sequence, "arguments 1-3 must be sequences");
    if (fast == NULL) {
        return -1;
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PySequence_Fast_GET_SIZE(fast); i++) {
        PyObject *object = Py_NewRef(PySequence_Fast_GET_ITEM(fast, i)); /* fileno() may change the list */
        status = add_watched(list, object, highest);
        Py_DECREF(object);
    }
    Py_DECREF(fast);
    return status;
}

/* new: the objects whose descriptors are ready */
static PyObject *ready(const watched *list) {
    PyObject *result = PyList_New(0);
    for (int i = 0; result != NULL && i < list->n; i++) {
        if (FD_ISSET(list->fds[i], &list->set) && PyList_Append(result, list->objects[i]) < 0) {
            Py_CLEAR(result);
        }
    }
    return result;
}

/* What select() left in the sets, or nothing. 0 or -1 */
static int wait_for(watched *lists, int highest, select_timeout *timeout) {
    select_start(timeout);
    fd_set wanted[3] = {lists[0].set, lists[1].set, lists[2].set};
    while (true) {
        struct timeval time;
        int n, error;
        if (!timeout->for_ever && _PyTime_AsTimeval(timeout->left, &time, _PyTime_ROUND_CEILING) < 0) {
            return -1;
        }
        Py_BEGIN_ALLOW_THREADS
        n = select(highest + 1, &lists[0].set, &lists[1].set, &lists[2].set,
                   timeout->for_ever ? NULL : &time);
        error = errno;
        Py_END_ALLOW_THREADS
        if (n >= 0) {
            return 0;
        }
        if (error != EINTR) {
            errno = error;
            PyErr_SetFromErrno(PyExc_OSError);
            return -1;
        }
        int again = select_interrupted(timeout);
        for (int i = 0; i < 3; i++) {
            if (again > 0) {
                lists[i].set = wanted[i];
            } else {
                FD_ZERO(&lists[i].set);
            }
        }
        if (again <= 0) {
            return again;
        }
    }
}

/* new: the three lists of what is ready */
static PyObject *run(watched *lists, PyObject *const *sequences, select_timeout *timeout) {
    int highest = -1;
    for (int i = 0; i < 3; i++) {
        if (fill_watched(&lists[i], sequences[i], &highest) < 0) {
            return NULL;
        }
    }
    if (wait_for(lists, highest, timeout) < 0) {
        return NULL;
    }
    PyObject *result = PyTuple_New(3);
    for (int i = 0; result != NULL && i < 3; i++) {
        PyObject *list = ready(&lists[i]);
        if (list == NULL) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i, list);
        }
    }
    return result;
}

static PyObject *select_select(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *sequences[3], *seconds = Py_None;
    select_timeout timeout;
    if (!PyArg_UnpackTuple(args, "select", 3, 4, &sequences[0], &sequences[1], &sequences[2], &seconds) ||
        select_take(&timeout, seconds, false, "timeout must be a float or None") < 0) {
        return NULL;
    }
    if (timeout.left < 0) {
        PyErr_SetString(PyExc_ValueError, "timeout must be non-negative");
        return NULL;
    }
    watched *lists = PyMem_Malloc(3 * sizeof(watched)); /* 36 KiB, too much for the stack of a thread */
    if (lists == NULL) {
        return PyErr_NoMemory();
    }
    lists[0].n = lists[1].n = lists[2].n = 0;
    PyObject *result = run(lists, sequences, &timeout);
    for (int i = 0; i < 3; i++) {
        clear_watched(&lists[i]);
    }
    PyMem_Free(lists);
    return result;
}

PyMethodDef select_functions[] = {
    {"select", select_select, METH_VARARGS,
     PYI_SIGNATURE("select", "($module, rlist, wlist, xlist, timeout=None, /)")},
    {0},
};
