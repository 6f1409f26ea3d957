/* SPDX-License-Identifier: Apache-2.0 */
/* file: descriptors of the system for C code, with Python's exceptions, signals and threads.
 * Contract   pycore_fileutils.h
 */
#include "pyi.h"

#include "internal/pycore_fileutils.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* The largest count that a system call takes. */
#define MOST_BYTES ((size_t)0x7ffff000)

/* ---- reading and writing ---------------------------------------------------------------------- */

/* Bytes read; -1 with an exception and errno. */
Py_ssize_t _Py_read(int fd, void *to, size_t count) {
    ssize_t n;
    int error;
    bool interrupted = false;
    count = count > MOST_BYTES ? MOST_BYTES : count;
    do {
        Py_BEGIN_ALLOW_THREADS
        errno = 0;
        n = read(fd, to, count);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (n < 0 && error == EINTR && !(interrupted = PyErr_CheckSignals() != 0));
    if (n < 0 && !interrupted) {
        errno = error;
        PyErr_SetFromErrno(PyExc_OSError);
    }
    errno = error;
    return n;
}

static Py_ssize_t write_with_gil(int fd, const void *from, size_t count, bool raise) {
    ssize_t n;
    int error;
    bool interrupted = false;
    count = count > MOST_BYTES ? MOST_BYTES : count;
    do {
        Py_BEGIN_ALLOW_THREADS
        errno = 0;
        n = write(fd, from, count);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (n < 0 && error == EINTR && !(interrupted = raise && PyErr_CheckSignals() != 0));
    if (n < 0 && raise && !interrupted) {
        errno = error;
        PyErr_SetFromErrno(PyExc_OSError);
    }
    errno = error;
    return n;
}

/* Bytes written; -1 with an exception and errno. */
Py_ssize_t _Py_write(int fd, const void *from, size_t count) {
    return write_with_gil(fd, from, count, true);
}

/* Needs no GIL, and raises nothing. */
Py_ssize_t _Py_write_noraise(int fd, const void *from, size_t count) {
    ssize_t n;
    count = count > MOST_BYTES ? MOST_BYTES : count;
    do {
        errno = 0;
        n = write(fd, from, count);
    } while (n < 0 && errno == EINTR);
    return n;
}

/* ---- inheritance --------------------------------------------------------------------------------- */

int _Py_get_inheritable(int fd) {
    int flags = fcntl(fd, F_GETFD, 0);
    if (flags < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return (flags & FD_CLOEXEC) == 0;
}

static int set_inheritable(int fd, int inheritable) {
    int flags = fcntl(fd, F_GETFD);
    if (flags < 0) {
        return -1;
    }
    int wanted = inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC;
    return wanted == flags ? 0 : fcntl(fd, F_SETFD, wanted);
}

int _Py_set_inheritable(int fd, int inheritable, int *Py_UNUSED(atomic_flag_works)) {
    if (set_inheritable(fd, inheritable) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return 0;
}

/* Between fork() and exec(): raises nothing. */
int _Py_set_inheritable_async_safe(int fd, int inheritable, int *Py_UNUSED(atomic_flag_works)) {
    return set_inheritable(fd, inheritable) < 0 ? -1 : 0;
}

/* ---- opening -------------------------------------------------------------------------------------- */

/* A descriptor that children do not inherit; -1 with an exception. */
int _Py_open(const char *path, int flags) {
    if (PySys_Audit("open", "sOi", path, Py_None, flags) < 0) {
        return -1;
    }
    int fd, error;
    do {
        Py_BEGIN_ALLOW_THREADS
        fd = open(path, flags | O_CLOEXEC);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (fd < 0 && error == EINTR && PyErr_CheckSignals() == 0);
    if (fd < 0 && !PyErr_Occurred()) {
        errno = error;
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, path);
    }
    return fd;
}

int _Py_open_noraise(const char *path, int flags) { return open(path, flags | O_CLOEXEC); }

int _Py_dup(int fd) {
    int copy;
    Py_BEGIN_ALLOW_THREADS
    copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    Py_END_ALLOW_THREADS
    if (copy < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
    }
    return copy;
}

/* borrowed memory until bytes is freed; a path for fopen() and stat() */
static const char *path_of(PyObject *path, PyObject **bytes) {
    return PyUnicode_FSConverter(path, bytes) ? PyBytes_AS_STRING(*bytes) : NULL;
}

static FILE *open_file(const char *path, const char *mode, PyObject *name) {
    FILE *file;
    int error;
    do {
        Py_BEGIN_ALLOW_THREADS
        file = fopen(path, mode);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (file == NULL && error == EINTR && PyErr_CheckSignals() == 0);
    if (file == NULL && !PyErr_Occurred()) {
        errno = error;
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, name);
    }
    if (file != NULL && _Py_set_inheritable(fileno(file), 0, NULL) < 0) {
        fclose(file);
        return NULL;
    }
    return file;
}

FILE *_Py_fopen_obj(PyObject *path, const char *mode) {
    PyObject *bytes;
    if (PySys_Audit("open", "Osi", path, mode, 0) < 0) {
        return NULL;
    }
    const char *name = path_of(path, &bytes);
    if (name == NULL) {
        return NULL;
    }
    FILE *file = open_file(name, mode, path);
    Py_DECREF(bytes);
    return file;
}

/* ---- looking ---------------------------------------------------------------------------------------- */

int _Py_fstat_noraise(int fd, struct _Py_stat_struct *status) { return fstat(fd, status); }

int _Py_fstat(int fd, struct _Py_stat_struct *status) {
    int result;
    Py_BEGIN_ALLOW_THREADS
    result = fstat(fd, status);
    Py_END_ALLOW_THREADS
    if (result != 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return 0;
}

/* -2 with an exception, -1 with errno */
int _Py_stat(PyObject *path, struct stat *status) {
    PyObject *bytes;
    const char *name = path_of(path, &bytes);
    if (name == NULL) {
        return -2;
    }
    int result = stat(name, status);
    Py_DECREF(bytes);
    return result;
}

int _Py_get_blocking(int fd) {
    int flags = fcntl(fd, F_GETFL, 0);
    if (flags < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return (flags & O_NONBLOCK) == 0;
}

int _Py_set_blocking(int fd, int blocking) {
    int flags = fcntl(fd, F_GETFL, 0);
    int wanted = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    if (flags < 0 || (wanted != flags && fcntl(fd, F_SETFL, wanted) < 0)) {
        PyErr_SetFromErrno(PyExc_OSError);
        return -1;
    }
    return 0;
}

void _Py_closerange(int first, int last) {
    first = first < 0 ? 0 : first;
    for (int fd = first; fd <= last; fd++) {
        close(fd);
    }
}
