/* SPDX-License-Identifier: Apache-2.0 */
/* descriptor: open files by their numbers. */
#include "posix.h"

#include "user_ids.h"

#include "internal/pycore_fileutils.h"

#include <sys/ioctl.h>

static PyObject *posix_open(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "flags", "mode", "dir_fd", NULL};
    posix_path path = POSIX_PATH("open", "path");
    int flags, mode = 0777, dir_fd = AT_FDCWD, fd, error;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O&i|i$O&:open", names, posix_path_converter, &path,
                                     &flags, &mode, posix_dir_fd_converter, &dir_fd)) {
        return NULL;
    }
    if (PySys_Audit("open", "OOi", path.object, Py_None, flags) < 0) {
        posix_path_clear(&path);
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        fd = openat(dir_fd, path.name, flags | O_CLOEXEC, (mode_t)mode);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (fd < 0 && error == EINTR && PyErr_CheckSignals() == 0);
    PyObject *answer = NULL;
    if (fd >= 0) {
        answer = PyLong_FromLong(fd);
    } else if (!PyErr_Occurred()) {
        errno = error;
        posix_path_error(&path);
    }
    posix_path_clear(&path);
    return answer;
}

static PyObject *posix_close_fd(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", NULL};
    int fd, status;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i:close", names, &fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = close(fd);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

static PyObject *posix_closerange(PyObject *Py_UNUSED(module), PyObject *args) {
    int low, high;
    if (!PyArg_ParseTuple(args, "ii:closerange", &low, &high)) {
        return NULL;
    }
    _Py_closerange(low, high - 1);
    Py_RETURN_NONE;
}

static PyObject *posix_read(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    Py_ssize_t n;
    if (!PyArg_ParseTuple(args, "in:read", &fd, &n)) {
        return NULL;
    }
    if (n < 0) {
        errno = EINVAL;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, n);
    Py_ssize_t got = bytes == NULL ? -1 : _Py_read(fd, PyBytes_AS_STRING(bytes), (size_t)n);
    if (got < 0) {
        Py_XDECREF(bytes);
        return NULL;
    }
    if (got != n) {
        _PyBytes_Resize(&bytes, got);
    }
    return bytes;
}

static PyObject *posix_write(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    Py_buffer data;
    if (!PyArg_ParseTuple(args, "iy*:write", &fd, &data)) {
        return NULL;
    }
    Py_ssize_t n = _Py_write(fd, data.buf, (size_t)data.len);
    PyBuffer_Release(&data);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *posix_lseek(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, whence;
    long long offset;
    if (!PyArg_ParseTuple(args, "iLi:lseek", &fd, &offset, &whence)) {
        return NULL;
    }
    off_t result;
    Py_BEGIN_ALLOW_THREADS
    result = lseek(fd, offset, whence);
    Py_END_ALLOW_THREADS
    return result < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLongLong(result);
}

static PyObject *posix_fstat(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", NULL};
    int fd;
    struct stat status;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i:fstat", names, &fd)) {
        return NULL;
    }
    return _Py_fstat(fd, &status) < 0 ? NULL : posix_stat_result(&status);
}

/* new: what a call of one descriptor answers */
static PyObject *call_fd(PyObject *op, int (*function)(int)) {
    int fd, status;
    if (!_PyLong_FileDescriptor_Converter(op, &fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = function(fd);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

static PyObject *posix_fsync(PyObject *Py_UNUSED(module), PyObject *fd) { return call_fd(fd, fsync); }

static PyObject *posix_fdatasync(PyObject *Py_UNUSED(module), PyObject *fd) {
    return call_fd(fd, fdatasync);
}

static PyObject *posix_fchdir(PyObject *Py_UNUSED(module), PyObject *fd) { return call_fd(fd, fchdir); }

static PyObject *posix_ftruncate(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, status;
    long long length;
    if (!PyArg_ParseTuple(args, "iL:ftruncate", &fd, &length)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = ftruncate(fd, length);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

static PyObject *posix_dup(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    if (!PyArg_ParseTuple(args, "i:dup", &fd)) {
        return NULL;
    }
    int copy = _Py_dup(fd);
    return copy < 0 ? NULL : PyLong_FromLong(copy);
}

static PyObject *posix_dup2(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "fd2", "inheritable", NULL};
    int fd, to, inheritable = 1, result;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "ii|p:dup2", names, &fd, &to, &inheritable)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = inheritable || fd == to ? dup2(fd, to) : dup3(fd, to, O_CLOEXEC);
    Py_END_ALLOW_THREADS
    return result < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(result);
}

static PyObject *posix_isatty(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, result;
    if (!PyArg_ParseTuple(args, "i:isatty", &fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = isatty(fd);
    Py_END_ALLOW_THREADS
    return PyBool_FromLong(result);
}

static PyObject *make_pipe(int flags) {
    int ends[2], status;
    Py_BEGIN_ALLOW_THREADS
    status = pipe2(ends, flags);
    Py_END_ALLOW_THREADS
    return status < 0 ? PyErr_SetFromErrno(PyExc_OSError) : Py_BuildValue("(ii)", ends[0], ends[1]);
}

static PyObject *posix_pipe(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    return make_pipe(O_CLOEXEC);
}

static PyObject *posix_pipe2(PyObject *Py_UNUSED(module), PyObject *args) {
    int flags;
    return PyArg_ParseTuple(args, "i:pipe2", &flags) ? make_pipe(flags) : NULL;
}

static PyObject *posix_get_inheritable(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    if (!PyArg_ParseTuple(args, "i:get_inheritable", &fd)) {
        return NULL;
    }
    int answer = _Py_get_inheritable(fd);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *posix_set_inheritable(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, inheritable;
    if (!PyArg_ParseTuple(args, "ii:set_inheritable", &fd, &inheritable)) {
        return NULL;
    }
    return _Py_set_inheritable(fd, inheritable, NULL) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *posix_get_blocking(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    if (!PyArg_ParseTuple(args, "i:get_blocking", &fd)) {
        return NULL;
    }
    int answer = _Py_get_blocking(fd);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *posix_set_blocking(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, blocking;
    if (!PyArg_ParseTuple(args, "ip:set_blocking", &fd, &blocking)) {
        return NULL;
    }
    return _Py_set_blocking(fd, blocking) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *posix_device_encoding(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    return PyArg_ParseTuple(args, "i:device_encoding", &fd) ? _Py_device_encoding(fd) : NULL;
}

static PyObject *posix_fchmod(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "mode", NULL};
    int fd, mode, result, error;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "ii:fchmod", names, &fd, &mode) ||
        PySys_Audit("os.chmod", "iii", fd, mode, -1) < 0) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        result = fchmod(fd, (mode_t)mode);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (result < 0 && posix_again(error));
    return result < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *posix_fchown(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "uid", "gid", NULL};
    int fd, result, error;
    uid_t uid;
    gid_t gid;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "iO&O&:fchown", names, &fd, pyi_uid_converter, &uid,
                                     pyi_gid_converter, &gid) ||
        PySys_Audit("os.chown", "iIIi", fd, uid, gid, -1) < 0) {
        return NULL;
    }
    do {
        Py_BEGIN_ALLOW_THREADS
        result = fchown(fd, uid, gid);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (result < 0 && posix_again(error));
    return result < 0 ? NULL : Py_NewRef(Py_None);
}

PyMethodDef posix_fd_functions[] = {
    {"open", POSIX_KEYWORDS(posix_open),
     PYI_SIGNATURE("open", "($module, /, path, flags, mode=511, *, dir_fd=None)")},
    {"close", POSIX_KEYWORDS(posix_close_fd), PYI_SIGNATURE("close", "($module, /, fd)")},
    {"closerange", posix_closerange, METH_VARARGS, NULL},
    {"read", posix_read, METH_VARARGS, PYI_SIGNATURE("read", "($module, fd, length, /)")},
    {"write", posix_write, METH_VARARGS, PYI_SIGNATURE("write", "($module, fd, data, /)")},
    {"lseek", posix_lseek, METH_VARARGS,
     PYI_SIGNATURE("lseek", "($module, fd, position, whence, /)")},
    {"fstat", POSIX_KEYWORDS(posix_fstat), PYI_SIGNATURE("fstat", "($module, /, fd)")},
    {"fchmod", POSIX_KEYWORDS(posix_fchmod), PYI_SIGNATURE("fchmod", "($module, /, fd, mode)")},
    {"fchown", POSIX_KEYWORDS(posix_fchown), PYI_SIGNATURE("fchown", "($module, /, fd, uid, gid)")},
    {"fsync", posix_fsync, METH_O, NULL},
    {"fdatasync", posix_fdatasync, METH_O, NULL},
    {"fchdir", posix_fchdir, METH_O, NULL},
    {"ftruncate", posix_ftruncate, METH_VARARGS, NULL},
    {"dup", posix_dup, METH_VARARGS, NULL},
    {"dup2", POSIX_KEYWORDS(posix_dup2), NULL},
    {"isatty", posix_isatty, METH_VARARGS, NULL},
    {"pipe", posix_pipe, METH_NOARGS, NULL},
    {"pipe2", posix_pipe2, METH_VARARGS, NULL},
    {"get_inheritable", posix_get_inheritable, METH_VARARGS, NULL},
    {"set_inheritable", posix_set_inheritable, METH_VARARGS, NULL},
    {"get_blocking", posix_get_blocking, METH_VARARGS, NULL},
    {"set_blocking", posix_set_blocking, METH_VARARGS, NULL},
    {"device_encoding", posix_device_encoding, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
