/* SPDX-License-Identifier: Apache-2.0 */
/* call: system calls that may wait, with the timeout of the socket, and signals.
 *
 * A socket with a timeout is non-blocking underneath: poll() waits until the call would not have to.
 * Contract   docs.python.org/3/library/socket.html#notes-on-socket-timeouts, PEP 475
 */
#include "socketmodule.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>

/* ---- times ------------------------------------------------------------------------------------------- */

sock_time sock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (sock_time)now.tv_sec * 1000000000 + now.tv_nsec;
}

int sock_parse_timeout(PyObject *op, sock_time *timeout) {
    if (op == Py_None) {
        *timeout = -1;
        return 0;
    }
    if (_PyTime_FromSecondsObject(timeout, op, _PyTime_ROUND_TIMEOUT) < 0) {
        return -1;
    }
    if (*timeout < 0) {
        PyErr_SetString(PyExc_ValueError, "Timeout value out of range");
        return -1;
    }
    return 0;
}

int sock_set_blocking(int fd, bool blocking) {
    int status;
    Py_BEGIN_ALLOW_THREADS
    status = ioctl(fd, FIONBIO, &(unsigned){!blocking});
    Py_END_ALLOW_THREADS
    return status < 0 ? (sock_fail(), -1) : 0;
}

/* ---- waiting ------------------------------------------------------------------------------------------- */

/* 1 when the time is over, 0 when the socket is ready, -1 with errno */
static int wait_ready(socketobject *self, bool writing, bool connecting, sock_time timeout) {
    if (self->fd < 0) {
        return 0;
    }
    struct pollfd ask = {
        .fd = self->fd,
        .events = (short)((writing ? POLLOUT : POLLIN) | (connecting ? POLLERR : 0)),
    };
    sock_time ms = timeout < 0 ? -1 : _PyTime_AsMilliseconds(timeout, _PyTime_ROUND_CEILING);
    int n;
    Py_BEGIN_ALLOW_THREADS
    n = poll(&ask, 1, (int)Py_MIN(ms, INT_MAX));
    Py_END_ALLOW_THREADS
    return n < 0 ? -1 : n == 0 && ms <= INT_MAX;
}

/* -1, always: an exception of errno, or errno stored for the caller */
static int fail(int *error) {
    if (error != NULL) {
        *error = errno;
    } else {
        sock_fail();
    }
    return -1;
}

/* -1, always, like the above */
static int fail_timeout(int *error) {
    if (error != NULL) {
        *error = EWOULDBLOCK;
    } else {
        PyErr_SetString(PyExc_TimeoutError, "timed out");
    }
    return -1;
}

/* A signal came: 0 to go on, -1 when its handler raised */
static int handle_signal(int *error) {
    if (PyErr_CheckSignals() < 0) {
        if (error != NULL) {
            *error = -1;
        }
        return -1;
    }
    return 0;
}

int sock_call_until(socketobject *self, bool writing, sock_operation *operation, void *data,
                    bool connecting, int *error, sock_time timeout) {
    sock_time end = timeout > 0 ? sock_now() + timeout : 0;
    bool polls = timeout > 0 || connecting;
    for (;;) {
        if (polls) {
            sock_time left = timeout > 0 ? end - sock_now() : timeout;
            int status = timeout > 0 && left < 0 ? 1 : wait_ready(self, writing, connecting, left);
            if (status < 0 && errno == EINTR) {
                if (handle_signal(error) < 0) {
                    return -1;
                }
                continue;
            }
            if (status != 0) {
                return status < 0 ? fail(error) : fail_timeout(error);
            }
        }
        bool done;
        do {
            Py_BEGIN_ALLOW_THREADS
            done = operation(self, data);
            Py_END_ALLOW_THREADS
            if (!done && errno == EINTR && handle_signal(error) < 0) {
                return -1;
            }
        } while (!done && errno == EINTR);
        if (done) {
            return 0;
        }
        /* Another thread was faster, or the data were not good. */
        if (timeout <= 0 || (errno != EWOULDBLOCK && errno != EAGAIN)) {
            return fail(error);
        }
    }
}

int sock_call(socketobject *self, bool writing, sock_operation *operation, void *data) {
    return sock_call_until(self, writing, operation, data, false, NULL, self->timeout);
}
