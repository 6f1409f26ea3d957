/* SPDX-License-Identifier: Apache-2.0 */
/* transfer: reading and writing at places, in several pieces, and between descriptors. */
#include "posix.h"

#include <limits.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>

/* Makes a call without the GIL until no signal interrupts it. */
#define CALL(status, call)                                                                         \
    do {                                                                                           \
        int error;                                                                                 \
        do {                                                                                       \
            Py_BEGIN_ALLOW_THREADS                                                                 \
            status = call;                                                                         \
            error = errno;                                                                         \
            Py_END_ALLOW_THREADS                                                                   \
        } while ((status) < 0 && posix_again(error));                                              \
    } while (0)

/* for PyArg_Parse "O&": offsets that may be left to the descriptor, as NULL */
typedef struct {
    off_t value, *place;
} optional_offset;

static int offset_converter(PyObject *op, void *address) {
    optional_offset *to = address;
    if (op == Py_None) {
        to->place = NULL;
        return 1;
    }
    PyObject *index = PyNumber_Index(op);
    to->value = index == NULL ? -1 : PyLong_AsLongLong(index);
    Py_XDECREF(index);
    to->place = &to->value;
    return !(to->value == -1 && PyErr_Occurred());
}

/* ---- at a place --------------------------------------------------------------------------------------- */

static PyObject *posix_pread(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    Py_ssize_t n, got;
    long long offset;
    if (!pyi_arguments(args, "inL:pread", &fd, &n, &offset)) {
        return NULL;
    }
    if (n < 0) {
        errno = EINVAL;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    if (bytes == NULL) {
        return NULL;
    }
    CALL(got, pread(fd, PyBytes_AS_STRING(bytes), (size_t)n, offset));
    if (got < 0) {
        Py_CLEAR(bytes);
    } else if (got != n) {
        _PyBytes_Resize(&bytes, got);
    }
    return bytes;
}

static PyObject *posix_pwrite(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    long long offset;
    Py_buffer data;
    Py_ssize_t n;
    if (!pyi_arguments(args, "iy*L:pwrite", &fd, &data, &offset)) {
        return NULL;
    }
    CALL(n, pwrite(fd, data.buf, (size_t)data.len, offset));
    PyBuffer_Release(&data);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

/* ---- in pieces ------------------------------------------------------------------------------------------ */

typedef struct {
    struct iovec *vectors;
    Py_buffer *buffers;
    int n;
} pieces;

static void pieces_clear(pieces *self) {
    for (int i = 0; i < self->n; i++) {
        PyBuffer_Release(&self->buffers[i]);
    }
    PyMem_Free(self->vectors);
    PyMem_Free(self->buffers);
}

/* 0 or -1; nothing to clear then */
static int take_pieces(pieces *self, PyObject *sequence, const char *function, int flags) {
    *self = (pieces){NULL, NULL, 0};
    if (!PySequence_Check(sequence)) {
        PyErr_Format(PyExc_TypeError, "%s() arg 2 must be a sequence", function);
        return -1;
    }
    Py_ssize_t n = PySequence_Size(sequence);
    if (n < 0) {
        return -1;
    }
    if (n > INT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
        return -1;
    }
    self->vectors = PyMem_New(struct iovec, n + 1);
    self->buffers = PyMem_New(Py_buffer, n + 1);
    if (self->vectors == NULL || self->buffers == NULL) {
        PyErr_NoMemory();
        pieces_clear(self);
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *op = PySequence_GetItem(sequence, i);
        int status = op == NULL ? -1 : PyObject_GetBuffer(op, &self->buffers[i], flags);
        Py_XDECREF(op);
        if (status < 0) {
            pieces_clear(self);
            return -1;
        }
        self->vectors[i] = (struct iovec){self->buffers[i].buf, (size_t)self->buffers[i].len};
        self->n++;
    }
    return 0;
}

/* new: how many bytes; clears the pieces */
static PyObject *finish(pieces *self, Py_ssize_t n) {
    pieces_clear(self);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *posix_readv(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    PyObject *sequence;
    pieces all;
    Py_ssize_t n;
    if (!pyi_arguments(args, "iO:readv", &fd, &sequence) ||
        take_pieces(&all, sequence, "readv", PyBUF_WRITABLE) < 0) {
        return NULL;
    }
    CALL(n, readv(fd, all.vectors, all.n));
    return finish(&all, n);
}

static PyObject *posix_writev(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    PyObject *sequence;
    pieces all;
    Py_ssize_t n;
    if (!pyi_arguments(args, "iO:writev", &fd, &sequence) ||
        take_pieces(&all, sequence, "writev", PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    CALL(n, writev(fd, all.vectors, all.n));
    return finish(&all, n);
}

/* The functions with flags came later to the C libraries than to the kernel, which takes the offset in two halves. */
static ssize_t with_flags(long call, int fd, const pieces *all, long long offset, int flags) {
    return syscall(call, fd, all->vectors, (long)all->n, (long)offset, 0L, flags);
}

static PyObject *posix_preadv(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, flags = 0;
    PyObject *sequence;
    long long offset;
    pieces all;
    Py_ssize_t n;
    if (!pyi_arguments(args, "iOL|i:preadv", &fd, &sequence, &offset, &flags) ||
        take_pieces(&all, sequence, "preadv", PyBUF_WRITABLE) < 0) {
        return NULL;
    }
    CALL(n, with_flags(SYS_preadv2, fd, &all, offset, flags));
    return finish(&all, n);
}

static PyObject *posix_pwritev(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, flags = 0;
    PyObject *sequence;
    long long offset;
    pieces all;
    Py_ssize_t n;
    if (!pyi_arguments(args, "iOL|i:pwritev", &fd, &sequence, &offset, &flags) ||
        take_pieces(&all, sequence, "pwritev", PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    CALL(n, with_flags(SYS_pwritev2, fd, &all, offset, flags));
    return finish(&all, n);
}

/* ---- between descriptors ---------------------------------------------------------------------------------- */

static PyObject *posix_sendfile(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"out_fd", "in_fd", "offset", "count", NULL};
    int out, in;
    optional_offset offset = {0, NULL};
    Py_ssize_t count, n;
    if (!pyi_named_arguments(args, kwargs, "iiO&n:sendfile", names, &out, &in, offset_converter,
                             &offset, &count)) {
        return NULL;
    }
    CALL(n, sendfile(out, in, offset.place, (size_t)count));
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static int check_count(Py_ssize_t count) {
    if (count < 0) {
        PyErr_SetString(PyExc_ValueError, "negative value for 'count' not allowed");
        return -1;
    }
    return 0;
}

static PyObject *posix_copy_file_range(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"src", "dst", "count", "offset_src", "offset_dst", NULL};
    int in, out;
    optional_offset from = {0, NULL}, to = {0, NULL};
    Py_ssize_t count, n;
    if (!pyi_named_arguments(args, kwargs, "iin|O&O&:copy_file_range", names, &in, &out, &count,
                             offset_converter, &from, offset_converter, &to) ||
        check_count(count) < 0) {
        return NULL;
    }
    CALL(n, syscall(SYS_copy_file_range, in, from.place, out, to.place, (size_t)count, 0));
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *posix_splice(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"src", "dst", "count", "offset_src", "offset_dst", "flags", NULL};
    int in, out;
    unsigned int flags = 0;
    optional_offset from = {0, NULL}, to = {0, NULL};
    Py_ssize_t count, n;
    if (!pyi_named_arguments(args, kwargs, "iin|O&O&I:splice", names, &in, &out, &count,
                             offset_converter, &from, offset_converter, &to, &flags) ||
        check_count(count) < 0) {
        return NULL;
    }
    CALL(n, splice(in, from.place, out, to.place, (size_t)count, flags));
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

/* ---- parts of files --------------------------------------------------------------------------------------- */

static PyObject *posix_lockf(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, command, status;
    long long length;
    if (!pyi_arguments(args, "iiL:lockf", &fd, &command, &length) ||
        PySys_Audit("os.lockf", "iiL", fd, command, length) < 0) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = lockf(fd, command, length);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

/* These two answer with the error instead of leaving it in errno. */
static PyObject *done_with(int error) {
    errno = error;
    return posix_done(error == 0 ? 0 : -1);
}

static PyObject *posix_posix_fallocate(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, error;
    long long offset, length;
    if (!pyi_arguments(args, "iLL:posix_fallocate", &fd, &offset, &length)) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        error = posix_fallocate(fd, offset, length);
        Py_END_ALLOW_THREADS
    } while (error == EINTR && PyErr_CheckSignals() == 0);
    return PyErr_Occurred() ? NULL : done_with(error);
}

static PyObject *posix_posix_fadvise(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, advice, error;
    long long offset, length;
    if (!pyi_arguments(args, "iLLi:posix_fadvise", &fd, &offset, &length, &advice)) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        error = posix_fadvise(fd, offset, length, advice);
        Py_END_ALLOW_THREADS
    } while (error == EINTR && PyErr_CheckSignals() == 0);
    return PyErr_Occurred() ? NULL : done_with(error);
}

static PyObject *posix_sync(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    Py_BEGIN_ALLOW_THREADS
    sync();
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
}

#define ROW(name, parameters)                                                                      \
    {#name, posix_##name, METH_VARARGS, PYI_SIGNATURE(#name, parameters)}
#define ROW_KEYWORDS(name, parameters)                                                             \
    {#name, POSIX_KEYWORDS(posix_##name), PYI_SIGNATURE(#name, parameters)}

PyMethodDef posix_transfer_functions[] = {
    ROW(pread, "($module, fd, length, offset, /)"),
    ROW(pwrite, "($module, fd, buffer, offset, /)"),
    ROW(readv, "($module, fd, buffers, /)"),
    ROW(writev, "($module, fd, buffers, /)"),
    ROW(preadv, "($module, fd, buffers, offset, flags=0, /)"),
    ROW(pwritev, "($module, fd, buffers, offset, flags=0, /)"),
    ROW_KEYWORDS(sendfile, "($module, /, out_fd, in_fd, offset, count)"),
    ROW_KEYWORDS(copy_file_range, "($module, /, src, dst, count, offset_src=None,\n"
                                  "                offset_dst=None)"),
    ROW_KEYWORDS(splice, "($module, /, src, dst, count, offset_src=None, offset_dst=None,\n"
                         "       flags=0)"),
    ROW(lockf, "($module, fd, command, length, /)"),
    ROW(posix_fallocate, "($module, fd, offset, length, /)"),
    ROW(posix_fadvise, "($module, fd, offset, length, advice, /)"),
    {"sync", posix_sync, METH_NOARGS, PYI_SIGNATURE("sync", "($module, /)")},
    {0},
};
