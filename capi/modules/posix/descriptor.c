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
    if (!pyi_named_arguments(args, kwargs, "O&i|i$O&:open", names, posix_path_converter, &path,
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
    if (!pyi_named_arguments(args, kwargs, "i:close", names, &fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = close(fd);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

static PyObject *posix_closerange(PyObject *Py_UNUSED(module), PyObject *args) {
    int low, high;
    if (!pyi_arguments(args, "ii:closerange", &low, &high)) {
        return NULL;
    }
    _Py_closerange(low, high - 1);
    Py_RETURN_NONE;
}

static PyObject *posix_read(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    Py_ssize_t n;
    if (!pyi_arguments(args, "in:read", &fd, &n)) {
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
    if (!pyi_arguments(args, "iy*:write", &fd, &data)) {
        return NULL;
    }
    Py_ssize_t n = _Py_write(fd, data.buf, (size_t)data.len);
    PyBuffer_Release(&data);
    return n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *posix_lseek(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, whence;
    long long offset;
    if (!pyi_arguments(args, "iLi:lseek", &fd, &offset, &whence)) {
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
    if (!pyi_named_arguments(args, kwargs, "i:fstat", names, &fd)) {
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
    if (!pyi_arguments(args, "iL:ftruncate", &fd, &length)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = ftruncate(fd, length);
    Py_END_ALLOW_THREADS
    return posix_done(status);
}

static PyObject *posix_dup(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    if (!pyi_arguments(args, "i:posix.dup", &fd)) {
        return NULL;
    }
    int copy = _Py_dup(fd);
    return copy < 0 ? NULL : PyLong_FromLong(copy);
}

static PyObject *posix_dup2(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "fd2", "inheritable", NULL};
    int fd, to, inheritable = 1, result;
    if (!pyi_named_arguments(args, kwargs, "ii|p:dup2", names, &fd, &to, &inheritable)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    result = inheritable || fd == to ? dup2(fd, to) : dup3(fd, to, O_CLOEXEC);
    Py_END_ALLOW_THREADS
    return result < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(result);
}

static PyObject *posix_isatty(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, result;
    if (!pyi_arguments(args, "i:posix.isatty", &fd)) {
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
    return pyi_arguments(args, "i:posix.pipe2", &flags) ? make_pipe(flags) : NULL;
}

static PyObject *posix_get_inheritable(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    if (!pyi_arguments(args, "i:posix.get_inheritable", &fd)) {
        return NULL;
    }
    int answer = _Py_get_inheritable(fd);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *posix_set_inheritable(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, inheritable;
    if (!pyi_arguments(args, "ii:set_inheritable", &fd, &inheritable)) {
        return NULL;
    }
    return _Py_set_inheritable(fd, inheritable, NULL) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *posix_get_blocking(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    if (!pyi_arguments(args, "i:posix.get_blocking", &fd)) {
        return NULL;
    }
    int answer = _Py_get_blocking(fd);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *posix_set_blocking(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, blocking;
    if (!pyi_arguments(args, "ip:set_blocking", &fd, &blocking)) {
        return NULL;
    }
    return _Py_set_blocking(fd, blocking) < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *posix_device_encoding(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    return pyi_arguments(args, "i:posix.device_encoding", &fd) ? _Py_device_encoding(fd) : NULL;
}

static PyObject *posix_fchmod(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"fd", "mode", NULL};
    int fd, mode, result, error;
    if (!pyi_named_arguments(args, kwargs, "ii:fchmod", names, &fd, &mode) ||
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
    if (!pyi_named_arguments(args, kwargs, "iO&O&:fchown", names, &fd, pyi_uid_converter, &uid,
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
    {"closerange", posix_closerange, METH_VARARGS,
     PYI_SIGNATURE("closerange", "($module, fd_low, fd_high, /)")},
    {"read", posix_read, METH_VARARGS, PYI_SIGNATURE("read", "($module, fd, length, /)")},
    {"write", posix_write, METH_VARARGS, PYI_SIGNATURE("write", "($module, fd, data, /)")},
    {"lseek", posix_lseek, METH_VARARGS,
     PYI_SIGNATURE("lseek", "($module, fd, position, whence, /)")},
    {"fstat", POSIX_KEYWORDS(posix_fstat), PYI_SIGNATURE("fstat", "($module, /, fd)")},
    {"fchmod", POSIX_KEYWORDS(posix_fchmod), PYI_SIGNATURE("fchmod", "($module, /, fd, mode)")},
    {"fchown", POSIX_KEYWORDS(posix_fchown), PYI_SIGNATURE("fchown", "($module, /, fd, uid, gid)")},
    {"fsync", posix_fsync, METH_O, PYI_SIGNATURE("fsync", "($module, /, fd)")},
    {"fdatasync", posix_fdatasync, METH_O, PYI_SIGNATURE("fdatasync", "($module, /, fd)")},
    {"fchdir", posix_fchdir, METH_O, PYI_SIGNATURE("fchdir", "($module, /, fd)")},
    {"ftruncate", posix_ftruncate, METH_VARARGS,
     PYI_SIGNATURE("ftruncate", "($module, fd, length, /)")},
    {"dup", posix_dup, METH_VARARGS, PYI_SIGNATURE("dup", "($module, fd, /)")},
    {"dup2", POSIX_KEYWORDS(posix_dup2),
     PYI_SIGNATURE("dup2", "($module, /, fd, fd2, inheritable=True)")},
    {"isatty", posix_isatty, METH_VARARGS, PYI_SIGNATURE("isatty", "($module, fd, /)")},
    {"pipe", posix_pipe, METH_NOARGS, PYI_SIGNATURE("pipe", "($module, /)")},
    {"pipe2", posix_pipe2, METH_VARARGS, PYI_SIGNATURE("pipe2", "($module, flags, /)")},
    {"get_inheritable", posix_get_inheritable, METH_VARARGS,
     PYI_SIGNATURE("get_inheritable", "($module, fd, /)")},
    {"set_inheritable", posix_set_inheritable, METH_VARARGS,
     PYI_SIGNATURE("set_inheritable", "($module, fd, inheritable, /)")},
    {"get_blocking", posix_get_blocking, METH_VARARGS,
     PYI_SIGNATURE("get_blocking", "($module, fd, /)")},
    {"set_blocking", posix_set_blocking, METH_VARARGS,
     PYI_SIGNATURE("set_blocking", "($module, fd, blocking, /)")},
    {"device_encoding", posix_device_encoding, METH_VARARGS,
     PYI_SIGNATURE("device_encoding", "($module, /, fd)")},
    {NULL, NULL, 0, NULL},
};
