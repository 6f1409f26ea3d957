/* SPDX-License-Identifier: Apache-2.0 */
/* fcntl: control of descriptors, and locks of files.
 * Contract   docs.python.org/3/library/fcntl.html
 */
#include "pyi.h"
#include "pyi_arguments.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

PYI_HIDDEN int fcntl_add_constants(PyObject *module);

/* The kernel may write to what it gets; more than this is refused. */
enum { MOST = 1024 };

/* for PyArg_Parse "O&" */
static int fd_converter(PyObject *op, void *fd) {
    *(int *)fd = PyObject_AsFileDescriptor(op);
    return *(int *)fd >= 0;
}

/* True when a call that failed shall be made again; else there is an exception. */
static bool again(int error) {
    if (error == EINTR) {
        return PyErr_CheckSignals() == 0;
    }
    errno = error;
    PyErr_SetFromErrno(PyExc_OSError);
    return false;
}

/* Makes a call without the GIL until it is not interrupted any more. */
#define CALL(status, call)                                                                         \
    do {                                                                                           \
        int error;                                                                                 \
        do {                                                                                       \
            Py_BEGIN_ALLOW_THREADS                                                                 \
            status = call;                                                                         \
            error = errno;                                                                         \
            Py_END_ALLOW_THREADS                                                                   \
        } while ((status) < 0 && again(error));                                                    \
    } while (0)

/* ---- fcntl ----------------------------------------------------------------------------------------- */

/* The bytes of str, bytes and buffers, with an end that is no part of them. 0 or -1 */
static int copy_text(PyObject *op, char *to, Py_ssize_t *n, const char *too_long) {
    Py_buffer view;
    if (!PyArg_Parse(op, "s*", &view)) {
        return -1;
    }
    *n = view.len;
    if (view.len > MOST) {
        PyErr_SetString(PyExc_ValueError, too_long);
    } else {
        memcpy(to, view.buf, (size_t)view.len);
        to[view.len] = '\0';
    }
    PyBuffer_Release(&view);
    return *n > MOST ? -1 : 0;
}

static bool is_text(PyObject *op) {
    return PyUnicode_Check(op) || PyObject_CheckBuffer(op);
}

static PyObject *fcntl_fcntl(PyObject *module, PyObject *args) {
    (void)module;
    int fd, command, status;
    PyObject *op = NULL;
    if (!pyi_arguments(args, "O&i|O:fcntl", fd_converter, &fd, &command, &op) ||
        PySys_Audit("fcntl.fcntl", "iiO", fd, command, op == NULL ? Py_None : op) < 0) {
        return NULL;
    }
    if (op != NULL && is_text(op)) {
        char buffer[MOST + 1];
        Py_ssize_t n;
        if (copy_text(op, buffer, &n, "fcntl string arg too long") < 0) {
            return NULL;
        }
        CALL(status, fcntl(fd, command, buffer));
        return status < 0 ? NULL : PyBytes_FromStringAndSize(buffer, n);
    }
    unsigned int number = 0;
    if (op != NULL && !PyArg_Parse(op, "I", &number)) {
        return NULL;
    }
    CALL(status, fcntl(fd, command, (int)number));
    return status < 0 ? NULL : PyLong_FromLong(status);
}

/* ---- ioctl ----------------------------------------------------------------------------------------- */

/* new: the kernel writes into the buffer itself; the answer is its number */
static PyObject *ioctl_in_place(int fd, unsigned long request, Py_buffer *view) {
    char buffer[MOST + 1];
    bool small = view->len <= MOST; /* then it may be without a NUL at its end */
    int status;
    if (small) {
        memcpy(buffer, view->buf, (size_t)view->len);
        buffer[view->len] = '\0';
    }
    CALL(status, ioctl(fd, request, small ? buffer : view->buf));
    if (small) {
        memcpy(view->buf, buffer, (size_t)view->len);
    }
    return status < 0 ? NULL : PyLong_FromLong(status);
}

/* new: the answer is what the kernel has made of the bytes */
static PyObject *ioctl_copy(int fd, unsigned long request, PyObject *op) {
    char buffer[MOST + 1];
    Py_ssize_t n;
    int status;
    if (copy_text(op, buffer, &n, "ioctl string arg too long") < 0) {
        return NULL;
    }
    CALL(status, ioctl(fd, request, buffer));
    return status < 0 ? NULL : PyBytes_FromStringAndSize(buffer, n);
}

static PyObject *fcntl_ioctl(PyObject *module, PyObject *args) {
    (void)module;
    int fd, mutate = 1, status;
    unsigned int request;
    PyObject *op = NULL;
    if (!pyi_arguments(args, "O&I|Op:ioctl", fd_converter, &fd, &request, &op, &mutate) ||
        PySys_Audit("fcntl.ioctl", "iIO", fd, request, op == NULL ? Py_None : op) < 0) {
        return NULL;
    }
    if (op != NULL && is_text(op)) {
        Py_buffer view;
        if (mutate && !PyUnicode_Check(op) && PyObject_GetBuffer(op, &view, PyBUF_WRITABLE) == 0) {
            PyObject *result = ioctl_in_place(fd, request, &view);
            PyBuffer_Release(&view);
            return result;
        }
        PyErr_Clear(); /* it cannot be written to */
        return ioctl_copy(fd, request, op);
    }
    int number = 0;
    if (op != NULL && !PyArg_Parse(op, "i", &number)) {
        return NULL;
    }
    CALL(status, ioctl(fd, request, number));
    return status < 0 ? NULL : PyLong_FromLong(status);
}

/* ---- locks ------------------------------------------------------------------------------------------- */

static PyObject *fcntl_flock(PyObject *module, PyObject *args) {
    (void)module;
    int fd, operation, status;
    if (!pyi_arguments(args, "O&i:flock", fd_converter, &fd, &operation) ||
        PySys_Audit("fcntl.flock", "ii", fd, operation) < 0) {
        return NULL;
    }
    CALL(status, flock(fd, operation));
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* 0 or -1; op may be NULL: 0 */
static int take_offset(PyObject *op, off_t *to) {
    *to = op == NULL ? 0 : PyLong_AsLongLong(op);
    return op != NULL && *to == -1 && PyErr_Occurred() ? -1 : 0;
}

static PyObject *fcntl_lockf(PyObject *module, PyObject *args) {
    (void)module;
    int fd, code, whence = 0, status;
    PyObject *length = NULL, *start = NULL;
    if (!pyi_arguments(args, "O&i|OOi:lockf", fd_converter, &fd, &code, &length, &start, &whence) ||
        PySys_Audit("fcntl.lockf", "iiOOi", fd, code, length == NULL ? Py_None : length,
                    start == NULL ? Py_None : start, whence) < 0) {
        return NULL;
    }
    struct flock lock = {.l_whence = (short)whence};
    if (code & LOCK_UN) {
        lock.l_type = F_UNLCK;
    } else if (code & LOCK_SH) {
        lock.l_type = F_RDLCK;
    } else if (code & LOCK_EX) {
        lock.l_type = F_WRLCK;
    } else {
        PyErr_SetString(PyExc_ValueError, "unrecognized lockf argument");
        return NULL;
    }
    if (take_offset(start, &lock.l_start) < 0 || take_offset(length, &lock.l_len) < 0) {
        return NULL;
    }
    CALL(status, fcntl(fd, (code & LOCK_NB) ? F_SETLK : F_SETLKW, &lock));
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

/* ---- the module ------------------------------------------------------------------------------------------ */

#define ROW(name, parameters) {#name, fcntl_##name, METH_VARARGS, PYI_SIGNATURE(#name, parameters)}

static PyMethodDef fcntl_functions[] = {
    ROW(fcntl, "($module, fd, cmd, arg=0, /)"),
    ROW(ioctl, "($module, fd, request, arg=0, mutate_flag=True, /)"),
    ROW(flock, "($module, fd, operation, /)"),
    ROW(lockf, "($module, fd, cmd, len=0, start=0, whence=0, /)"),
    {0},
};

static PyModuleDef_Slot fcntl_slots[] = {
    {Py_mod_exec, fcntl_add_constants},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef fcntl_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "fcntl",
    .m_methods = fcntl_functions,
    .m_slots = fcntl_slots,
};

static PyObject *fcntl_init(void) { return PyModuleDef_Init(&fcntl_module); }
PYI_MODULE("fcntl", fcntl_init);
