/* SPDX-License-Identifier: Apache-2.0 */
/* fileio: FileIO, the bytes behind a file descriptor.
 * Layout     fd; what the mode allows; -1 for what nobody asked the system yet
 * Collected  yes, for its dict
 * Contract   docs.python.org/3/library/io.html#io.FileIO
 */
#include "io.h"
#include "pyi_places.h"

#include "internal/pycore_fileutils.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define SELF(op) ((pyi_fileio *)(op))

/* The largest count that a system call takes. */
#define MOST_BYTES ((Py_ssize_t)0x7ffff000)

/* ---- the mode ------------------------------------------------------------------------------- */

typedef struct {
    bool created, readable, writable, appending;
    int flags;
} open_mode;

static int bad_mode(const char *message, const char *mode) {
    PyErr_Format(PyExc_ValueError, message, mode);
    return -1;
}

static int parse_mode(const char *mode, open_mode *to) {
    static const char one_only[] =
        "Must have exactly one of create/read/write/append mode and at most one plus";
    bool plus = false;
    char kind = 0;
    for (const char *p = mode; *p != '\0'; p++) {
        if (strchr("xrwa", *p) != NULL) {
            if (kind != 0) {
                return bad_mode(one_only, mode);
            }
            kind = *p;
        } else if (*p == '+') {
            if (plus) {
                return bad_mode(one_only, mode);
            }
            plus = true;
        } else if (*p != 'b') {
            return bad_mode("invalid mode: %.200s", mode);
        }
    }
    if (kind == 0) {
        return bad_mode(one_only, mode);
    }
    *to = (open_mode){kind == 'x', kind == 'r' || plus, kind != 'r' || plus, kind == 'a', O_CLOEXEC};
    to->flags |= to->readable && to->writable ? O_RDWR : to->readable ? O_RDONLY : O_WRONLY;
    to->flags |= kind == 'x'   ? O_EXCL | O_CREAT
                 : kind == 'w' ? O_CREAT | O_TRUNC
                 : kind == 'a' ? O_APPEND | O_CREAT
                               : 0;
    return 0;
}

static const char *mode_text(pyi_fileio *self) {
    if (self->created) {
        return self->readable ? "xb+" : "xb";
    }
    if (self->appending) {
        return self->readable ? "ab+" : "ab";
    }
    return !self->readable ? "wb" : self->writable ? "rb+" : "rb";
}

/* ---- opening --------------------------------------------------------------------------------- */

/* 0 or -1. Leaves fd -1 when the system did not close it. */
static int close_fd(pyi_fileio *self) {
    int fd = self->fd;
    if (fd < 0) {
        return 0;
    }
    self->fd = -1;
    int status, error;
    Py_BEGIN_ALLOW_THREADS
    status = close(fd);
    error = errno;
    Py_END_ALLOW_THREADS
    if (status < 0) {
        errno = error;
        PyErr_SetFromErrno(PyExc_OSError);
    }
    return status;
}

/* The descriptor that an object is; -1: it is a path, -2: an exception. */
static int fd_of(PyObject *file) {
#if PYI_313
    if (PyBool_Check(file) &&
        PyErr_WarnEx(PyExc_RuntimeWarning, "bool is used as a file descriptor", 1) < 0) {
        return -2;
    }
#endif
    int fd = PYI_LONG_AS_INT(file);
    if (fd >= 0) {
        return fd;
    }
    if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_ValueError, "negative file descriptor");
        return -2;
    }
    PyErr_Clear();
    return -1;
}

static int open_with_opener(PyObject *file, PyObject *opener, int flags) {
    PyObject *answer = PyObject_CallFunction(opener, "Oi", file, flags);
    if (answer == NULL) {
        return -1;
    }
    int fd = -1;
    if (!PyLong_Check(answer)) {
        PyErr_SetString(PyExc_TypeError, "expected integer from opener");
    } else {
        fd = PYI_LONG_AS_INT(answer);
        if (fd < 0 && !PyErr_Occurred()) {
            PyErr_Format(PyExc_ValueError, "opener returned %d", fd);
        }
    }
    Py_DECREF(answer);
    return fd;
}

static int open_path(PyObject *file, PyObject *path, int flags) {
    int fd, error;
    do {
        Py_BEGIN_ALLOW_THREADS
        fd = open(PyBytes_AS_STRING(path), flags, 0666);
        error = errno;
        Py_END_ALLOW_THREADS
    } while (fd < 0 && error == EINTR && PyErr_CheckSignals() == 0);
    if (fd < 0 && !PyErr_Occurred()) {
        errno = error;
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, file);
    }
    return fd;
}

/* Looks at what was opened: a directory is an error. 0 or -1. */
static int inspect(pyi_fileio *self, PyObject *file) {
    struct stat status;
    int result;
    Py_BEGIN_ALLOW_THREADS
    result = fstat(self->fd, &status);
    Py_END_ALLOW_THREADS
    self->blksize = IO_BUFFER_SIZE;
    if (result < 0) {
        if (errno == EBADF) { /* other systems cannot look at all they can open */
            PyErr_SetFromErrno(PyExc_OSError);
            return -1;
        }
        return 0;
    }
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, file);
        return -1;
    }
    if (status.st_blksize > 1) {
        self->blksize = (unsigned int)status.st_blksize;
    }
    return 0;
}

/* Opens self->fd, or takes it over. *own: whether it is to be closed when something fails later. */
static int acquire(pyi_fileio *self, PyObject *file, PyObject *opener, int closefd, open_mode *mode,
                   bool *own) {
    int fd = fd_of(file);
    if (fd == -2) {
        return -1;
    }
    PyObject *path = NULL;
    if (fd < 0 && !PyUnicode_FSConverter(file, &path)) {
        return -1;
    }
    self->closefd = (char)closefd;
    if (fd >= 0) {
        self->fd = fd;
        return 0;
    }
    int status = -1;
    if (!closefd) {
        PyErr_SetString(PyExc_ValueError, "Cannot use closefd=False with file name");
    } else if (opener == Py_None) {
        self->fd = open_path(file, path, mode->flags);
        status = self->fd < 0 ? -1 : 0;
    } else {
        self->fd = open_with_opener(file, opener, mode->flags);
        status = self->fd < 0 ? -1 : _Py_set_inheritable(self->fd, 0, NULL);
    }
    *own = self->fd >= 0;
    Py_DECREF(path);
    return status;
}

static off_t seek_fd(pyi_fileio *self, off_t offset, int whence, bool quiet) {
    int fd = self->fd;
    off_t result;
    int error;
    Py_BEGIN_ALLOW_THREADS
    result = lseek(fd, offset, whence);
    error = errno;
    Py_END_ALLOW_THREADS
    if (self->seekable < 0) {
        self->seekable = result >= 0;
    }
    if (result < 0) {
        errno = error;
        if (quiet && error == ESPIPE) {
            return 0;
        }
        PyErr_SetFromErrno(PyExc_OSError);
    }
    return result;
}

static int fileio_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"file", "mode", "closefd", "opener", NULL};
    pyi_fileio *self = SELF(op);
    PyObject *file, *opener = Py_None;
    const char *mode_name = "r";
    int closefd = 1;
    if (!pyi_named_arguments(args, kwargs, "O|spO:FileIO", names, &file, &mode_name,
                             &closefd, &opener)) {
        return -1;
    }
    if (self->fd >= 0) { /* initialised again */
        if (!self->closefd) {
            self->fd = -1;
        } else if (close_fd(self) < 0) {
            return -1;
        }
    }
    open_mode mode;
    bool own = false;
    if (parse_mode(mode_name, &mode) < 0) {
        return -1;
    }
    self->created = mode.created;
    self->readable = mode.readable;
    self->writable = mode.writable;
    self->appending = mode.appending;
    self->seekable = -1;
    if (PySys_Audit("open", "Osi", file, mode_name, mode.flags) < 0 ||
        acquire(self, file, opener, closefd, &mode, &own) < 0 || inspect(self, file) < 0 ||
        PyObject_SetAttr(op, PYI_NAME("name"), file) < 0 ||
        (mode.appending && seek_fd(self, 0, SEEK_END, true) < 0)) {
        if (!own) {
            self->fd = -1;
        } else {
            PyObject *failed = pyi_io_take_exception();
            close_fd(self);
            pyi_io_chain(failed);
        }
        return -1;
    }
    return 0;
}

/* ---- life ----------------------------------------------------------------------------------- */

static PyObject *fileio_new(PyTypeObject *type, PyObject *Py_UNUSED(args),
                            PyObject *Py_UNUSED(kwargs)) {
    pyi_fileio *self = (pyi_fileio *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->fd = -1;
        self->seekable = -1;
        self->closefd = 1;
    }
    return (PyObject *)self;
}

static int fileio_clear(PyObject *self) {
    pyi_io_clear_base(self);
    return 0;
}

static void fileio_dealloc(PyObject *self) {
    SELF(self)->finalizing = 1;
    if (pyi_io_finalize(self)) {
        PyObject_GC_UnTrack(self);
        pyi_io_free_base(self);
    }
}

/* Warns that nobody closed the file. Keeps the exception that is set. */
static void warn_unclosed(pyi_fileio *self, PyObject *source) {
    if (self->fd < 0 || !self->closefd) {
        return;
    }
    PyObject *saved = pyi_io_take_exception();
    if (PyErr_ResourceWarning(source, 1, "unclosed file %R", source) < 0) {
        if (PyErr_ExceptionMatches(PyExc_Warning)) {
            PyErr_WriteUnraisable((PyObject *)self);
        }
        PyErr_Clear();
    }
    pyi_io_chain(saved);
}

static PyObject *fileio_dealloc_warn(PyObject *self, PyObject *source) {
    warn_unclosed(SELF(self), source);
    Py_RETURN_NONE;
}

static PyObject *fileio_close(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_fileio *self = SELF(op);
    PyObject *result = PyObject_CallMethodOneArg((PyObject *)&pyi_rawiobase_type, PYI_NAME("close"), op);
    if (!self->closefd) {
        self->fd = -1;
        return result;
    }
    PyObject *failed = result == NULL ? pyi_io_take_exception() : NULL;
    if (self->finalizing) {
        warn_unclosed(self, op);
    }
    if (close_fd(self) < 0) {
        Py_CLEAR(result);
    }
    pyi_io_chain(failed);
    return result;
}

/* ---- reading and writing ------------------------------------------------------------------------- */

static PyObject *raise_closed(void) {
    PyErr_SetString(PyExc_ValueError, "I/O operation on closed file");
    return NULL;
}

static PyObject *raise_mode(const char *action) {
    PyObject *type = pyi_io_unsupported_type();
    if (type != NULL) {
        PyErr_Format(type, "File not open for %s", action);
    }
    return NULL;
}

/* 0, or -1 with an exception: a descriptor that is open for reading */
static int need_readable(pyi_fileio *self) {
    if (self->fd < 0) {
        raise_closed();
        return -1;
    }
    if (!self->readable) {
        raise_mode("reading");
        return -1;
    }
    return 0;
}

static int need_writable(pyi_fileio *self) {
    if (self->fd < 0) {
        raise_closed();
        return -1;
    }
    if (!self->writable) {
        raise_mode("writing");
        return -1;
    }
    return 0;
}

/* An answer of the system that only says to come again is none. */
static Py_ssize_t or_would_block(Py_ssize_t n) {
    if (n < 0 && errno == EAGAIN) {
        PyErr_Clear();
        return IO_WOULD_BLOCK;
    }
    return n;
}

Py_ssize_t pyi_fileio_read_into(PyObject *self, char *to, Py_ssize_t n) {
    if (need_readable(SELF(self)) < 0) {
        return -1;
    }
    return or_would_block(_Py_read(SELF(self)->fd, to, (size_t)n));
}

Py_ssize_t pyi_fileio_write_from(PyObject *self, const char *from, Py_ssize_t n) {
    if (need_writable(SELF(self)) < 0) {
        return -1;
    }
    return or_would_block(_Py_write(SELF(self)->fd, from, (size_t)n));
}

off_t pyi_fileio_position(PyObject *self) {
    if (SELF(self)->fd < 0) {
        raise_closed();
        return -1;
    }
    return seek_fd(SELF(self), 0, SEEK_CUR, false);
}

/* new: how many, None when the call would have waited */
static PyObject *count(Py_ssize_t n) {
    return n == IO_WOULD_BLOCK ? Py_NewRef(Py_None) : n < 0 ? NULL : PyLong_FromSsize_t(n);
}

static PyObject *read_into_buffer(PyObject *self, PyObject *arg) {
    Py_buffer buffer;
    if (!PyArg_Parse(arg, "w*:readinto", &buffer)) {
        return NULL;
    }
    Py_ssize_t n = pyi_fileio_read_into(self, buffer.buf, buffer.len);
    PyBuffer_Release(&buffer);
    return count(n);
}

static PyObject *write_buffer(PyObject *self, PyObject *arg) {
    if (need_writable(SELF(self)) < 0) {
        return NULL;
    }
    Py_buffer buffer;
    if (!PyArg_Parse(arg, "y*:write", &buffer)) {
        return NULL;
    }
    Py_ssize_t n = pyi_fileio_write_from(self, buffer.buf, buffer.len);
    PyBuffer_Release(&buffer);
    return count(n);
}

/* What is left of the file, plus one byte by which its end is seen; a block when nobody knows. */
static Py_ssize_t rest_size(int fd) {
    struct stat status;
    off_t position, end = 0;
    Py_BEGIN_ALLOW_THREADS
    position = lseek(fd, 0, SEEK_CUR);
    if (fstat(fd, &status) == 0) {
        end = status.st_size;
    }
    Py_END_ALLOW_THREADS
    if (end > 0 && position >= 0 && end >= position && end - position < PY_SSIZE_T_MAX) {
        return (Py_ssize_t)(end - position) + 1;
    }
    return IO_BUFFER_SIZE;
}

unsigned int pyi_fileio_block_size(PyObject *self) { return SELF(self)->blksize; }

static PyObject *fileio_readall(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    pyi_fileio *self = SELF(op);
    if (self->fd < 0) {
        return raise_closed();
    }
    Py_ssize_t room = rest_size(self->fd), used = 0;
    PyObject *result = PyBytes_FromStringAndSize(NULL, room);
    while (result != NULL) {
        if (used >= room) {
            Py_ssize_t more = used < 65536 ? used + IO_BUFFER_SIZE : used + (used >> 3);
            if (more > PY_SSIZE_T_MAX - used - 64) {
                PyErr_SetString(PyExc_OverflowError,
                                "unbounded read returned more bytes than a Python bytes object can hold");
                Py_CLEAR(result);
                break;
            }
            room = used + more;
            if (_PyBytes_Resize(&result, room) < 0) {
                return NULL;
            }
        }
        Py_ssize_t n = or_would_block(
            _Py_read(self->fd, PyBytes_AS_STRING(result) + used, (size_t)(room - used)));
        if (n == IO_WOULD_BLOCK && used == 0) {
            Py_DECREF(result);
            Py_RETURN_NONE;
        }
        if (n == -1) {
            Py_CLEAR(result);
            return NULL;
        }
        if (n <= 0) {
            break;
        }
        used += n;
    }
    if (result != NULL && used < room) {
        _PyBytes_Resize(&result, used);
    }
    return result;
}

/* *limit*: how many, or NULL */
static PyObject *read_bytes(PyObject *self, PyObject *limit) {
    Py_ssize_t size = -1;
    if ((limit != NULL && !pyi_io_size_converter(limit, &size)) || need_readable(SELF(self)) < 0) {
        return NULL;
    }
    if (size < 0) {
        return fileio_readall(self, NULL);
    }
    size = size > MOST_BYTES ? MOST_BYTES : size;
    PyObject *result = PyBytes_FromStringAndSize(NULL, size);
    if (result == NULL) {
        return NULL;
    }
    Py_ssize_t n = pyi_fileio_read_into(self, PyBytes_AS_STRING(result), size);
    if (n < 0) {
        Py_DECREF(result);
        return n == IO_WOULD_BLOCK ? Py_NewRef(Py_None) : NULL;
    }
    if (n != size) {
        _PyBytes_Resize(&result, n);
    }
    return result;
}

/* ---- position ------------------------------------------------------------------------------------- */

static PyObject *position(off_t offset) { return offset < 0 ? NULL : PyLong_FromLongLong(offset); }

static PyObject *fileio_seek(PyObject *self, PyObject *args) {
    PyObject *target;
    int whence = 0;
    if (!pyi_arguments(args, "O|i:seek", &target, &whence)) {
        return NULL;
    }
    if (SELF(self)->fd < 0) {
        return raise_closed();
    }
    if (PyFloat_Check(target)) {
        PyErr_SetString(PyExc_TypeError, "an integer is required");
        return NULL;
    }
    off_t offset = pyi_io_offset(target, PyExc_OverflowError);
    if (offset == -1 && PyErr_Occurred()) {
        return NULL;
    }
    return position(seek_fd(SELF(self), offset, whence, false));
}

static PyObject *fileio_tell(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return position(pyi_fileio_position(self));
}

/* *size*: the new one; NULL is None, the position */
static PyObject *cut(PyObject *self, PyObject *size) {
    if (need_writable(SELF(self)) < 0) {
        return NULL;
    }
    PyObject *target = size == NULL || size == Py_None ? fileio_tell(self, NULL) : Py_NewRef(size);
    off_t length = target == NULL ? -1 : pyi_io_offset(target, PyExc_OverflowError);
    if (target == NULL || (length == -1 && PyErr_Occurred())) {
        Py_XDECREF(target);
        return NULL;
    }
    int fd = SELF(self)->fd, status;
    Py_BEGIN_ALLOW_THREADS
    errno = 0;
    status = ftruncate(fd, length);
    Py_END_ALLOW_THREADS
    if (status != 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        Py_CLEAR(target);
    }
    return target;
}

/* ---- methods: state ------------------------------------------------------------------------------- */

static PyObject *fileio_readable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return SELF(self)->fd < 0 ? raise_closed() : PyBool_FromLong(SELF(self)->readable);
}

static PyObject *fileio_writable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return SELF(self)->fd < 0 ? raise_closed() : PyBool_FromLong(SELF(self)->writable);
}

static PyObject *fileio_seekable(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    if (SELF(self)->fd < 0) {
        return raise_closed();
    }
    if (SELF(self)->seekable < 0 && seek_fd(SELF(self), 0, SEEK_CUR, false) < 0) {
        PyErr_Clear();
    }
    return PyBool_FromLong(SELF(self)->seekable);
}

static PyObject *fileio_fileno(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    return SELF(self)->fd < 0 ? raise_closed() : PyLong_FromLong(SELF(self)->fd);
}

static PyObject *fileio_isatty(PyObject *self, PyObject *Py_UNUSED(ignored)) {
    if (SELF(self)->fd < 0) {
        return raise_closed();
    }
    int answer;
    Py_BEGIN_ALLOW_THREADS
    answer = isatty(SELF(self)->fd);
    Py_END_ALLOW_THREADS
    return PyBool_FromLong(answer);
}

static PyObject *repr_named(PyObject *self, PyObject *name) {
    const char *type = Py_TYPE(self)->tp_name;
    const char *mode = mode_text(SELF(self)), *closefd = SELF(self)->closefd ? "True" : "False";
    if (name == NULL) {
        return PyUnicode_FromFormat("<%s fd=%d mode='%s' closefd=%s>", type, SELF(self)->fd, mode,
                                    closefd);
    }
    int entered = Py_ReprEnter(self);
    if (entered != 0) {
        if (entered > 0) {
            PyErr_Format(PyExc_RuntimeError, "reentrant call inside %s.__repr__", type);
        }
        return NULL;
    }
    PyObject *result =
        PyUnicode_FromFormat("<%s name=%R mode='%s' closefd=%s>", type, name, mode, closefd);
    Py_ReprLeave(self);
    return result;
}

static PyObject *fileio_repr(PyObject *self) {
    if (SELF(self)->fd < 0) {
        return PyUnicode_FromFormat("<%s [closed]>", Py_TYPE(self)->tp_name);
    }
    PyObject *name;
    if (_PyObject_LookupAttr(self, PYI_NAME("name"), &name) < 0) {
        return NULL;
    }
    PyObject *result = repr_named(self, name);
    Py_XDECREF(name);
    return result;
}

static PyObject *fileio_get_closed(PyObject *self, void *Py_UNUSED(closure)) {
    return PyBool_FromLong(SELF(self)->fd < 0);
}

static PyObject *fileio_get_closefd(PyObject *self, void *Py_UNUSED(closure)) {
    return PyBool_FromLong(SELF(self)->closefd);
}

static PyObject *fileio_get_mode(PyObject *self, void *Py_UNUSED(closure)) {
    return PyUnicode_FromString(mode_text(SELF(self)));
}

/* ---- type ------------------------------------------------------------------------------------- */

#if PYI_312
PYI_OPTIONAL_PLACE(fileio_read, "read", read_bytes)
PYI_ONE_PLACE(fileio_readinto, "readinto", read_into_buffer)
PYI_ONE_PLACE(fileio_write, "write", write_buffer)
PYI_OPTIONAL_PLACE(fileio_truncate, "truncate", cut)
#  define ONE_PLACE PYI_METH_PLACES
#  define OPTIONAL_PLACE PYI_METH_PLACES
#else
static PyObject *fileio_read(PyObject *self, PyObject *args) {
    PyObject *limit = NULL;
    return pyi_arguments(args, "|O:read", &limit) ? read_bytes(self, limit) : NULL;
}

static PyObject *fileio_truncate(PyObject *self, PyObject *args) {
    PyObject *size = NULL;
    return pyi_arguments(args, "|O:truncate", &size) ? cut(self, size) : NULL;
}

#  define fileio_readinto read_into_buffer
#  define fileio_write write_buffer
#  define ONE_PLACE METH_O
#  define OPTIONAL_PLACE METH_VARARGS
#endif

static PyMethodDef fileio_methods[] = {
    {"read", PYI_FASTCALL(fileio_read), OPTIONAL_PLACE, PYI_SIGNATURE("read", "($self, size=-1, /)")},
    {"readall", fileio_readall, METH_NOARGS, PYI_SIGNATURE("readall", "($self, /)")},
    {"readinto", PYI_FASTCALL(fileio_readinto), ONE_PLACE, PYI_SIGNATURE("readinto", "($self, buffer, /)")},
    {"write", PYI_FASTCALL(fileio_write), ONE_PLACE, PYI_SIGNATURE("write", "($self, b, /)")},
    {"seek", fileio_seek, METH_VARARGS, PYI_SIGNATURE("seek", "($self, pos, whence=0, /)")},
    {"tell", fileio_tell, METH_NOARGS, PYI_SIGNATURE("tell", "($self, /)")},
    {"truncate", PYI_FASTCALL(fileio_truncate), OPTIONAL_PLACE,
     PYI_SIGNATURE("truncate", "($self, size=None, /)")},
    {"close", fileio_close, METH_NOARGS, PYI_SIGNATURE("close", "($self, /)")},
    {"seekable", fileio_seekable, METH_NOARGS, PYI_SIGNATURE("seekable", "($self, /)")},
    {"readable", fileio_readable, METH_NOARGS, PYI_SIGNATURE("readable", "($self, /)")},
    {"writable", fileio_writable, METH_NOARGS, PYI_SIGNATURE("writable", "($self, /)")},
    {"fileno", fileio_fileno, METH_NOARGS, PYI_SIGNATURE("fileno", "($self, /)")},
    {"isatty", fileio_isatty, METH_NOARGS, PYI_SIGNATURE("isatty", "($self, /)")},
#if PYI_313
    {"_isatty_open_only", fileio_isatty, METH_NOARGS, NULL},
#endif
    {"_dealloc_warn", fileio_dealloc_warn, METH_O, NULL},
    IO_NO_PICKLE
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef fileio_getset[] = {
    {"closed", fileio_get_closed, NULL, NULL, NULL},
    {"closefd", fileio_get_closefd, NULL, NULL, NULL},
    {"mode", fileio_get_mode, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMemberDef fileio_members[] = {
    {"_blksize", PYI_T_UINT, offsetof(pyi_fileio, blksize), 0, NULL},
    {"_finalizing", PYI_T_BOOL, offsetof(pyi_fileio, finalizing), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

PyTypeObject pyi_fileio_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "_io.FileIO",
    .tp_basicsize = sizeof(pyi_fileio),
    .tp_dealloc = fileio_dealloc,
    .tp_repr = fileio_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("FileIO", "(file, mode='r', closefd=True, opener=None)"),
    .tp_traverse = pyi_io_traverse_base,
    .tp_clear = fileio_clear,
    .tp_weaklistoffset = offsetof(pyi_iobase, weakreflist),
    .tp_methods = fileio_methods,
    .tp_members = fileio_members,
    .tp_getset = fileio_getset,
    .tp_base = &pyi_rawiobase_type,
    .tp_dictoffset = offsetof(pyi_iobase, dict),
    .tp_init = fileio_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = fileio_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_fileio_type);
