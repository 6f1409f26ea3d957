/* SPDX-License-Identifier: Apache-2.0 */
/* terminal: terminals, real ones and pairs of descriptors that look like one. */
#include "posix.h"

#include <pty.h>
#include <stdlib.h>
#include <utmp.h>

/* Both stay in this program unless they are made inheritable. */
static int close_on_exec(int fd) { return fcntl(fd, F_SETFD, FD_CLOEXEC); }

static PyObject *posix_openpty(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    int controller, terminal;
    if (openpty(&controller, &terminal, NULL, NULL, NULL) < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    if (close_on_exec(controller) < 0 || close_on_exec(terminal) < 0) {
        PyErr_SetFromErrno(PyExc_OSError);
        close(controller);
        close(terminal);
        return NULL;
    }
    return Py_BuildValue("(ii)", controller, terminal);
}

static PyObject *posix_login_tty(PyObject *Py_UNUSED(module), PyObject *op) {
    int fd;
    return _PyLong_FileDescriptor_Converter(op, &fd) ? posix_done(login_tty(fd)) : NULL;
}

static PyObject *posix_ttyname(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    char name[256];
    if (!pyi_arguments(args, "i:posix.ttyname", &fd)) {
        return NULL;
    }
    errno = ttyname_r(fd, name, sizeof(name));
    return errno != 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyUnicode_DecodeFSDefault(name);
}

static PyObject *posix_tcgetpgrp(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd;
    if (!pyi_arguments(args, "i:posix.tcgetpgrp", &fd)) {
        return NULL;
    }
    pid_t group = tcgetpgrp(fd);
    return group < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(group);
}

static PyObject *posix_tcsetpgrp(PyObject *Py_UNUSED(module), PyObject *args) {
    int fd, group;
    return PyArg_ParseTuple(args, "ii:tcsetpgrp", &fd, &group) ? posix_done(tcsetpgrp(fd, group)) : NULL;
}

static PyObject *posix_ctermid(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored)) {
    char name[L_ctermid];
    return PyUnicode_DecodeFSDefault(ctermid(name));
}

#if PYI_313
static PyObject *posix_posix_openpt(PyObject *Py_UNUSED(module), PyObject *op) {
    int flags = PYI_LONG_AS_INT(op);
    if (flags == -1 && PyErr_Occurred()) {
        return NULL;
    }
    int fd = posix_openpt(flags | O_CLOEXEC);
    return fd < 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyLong_FromLong(fd);
}

static PyObject *posix_grantpt(PyObject *Py_UNUSED(module), PyObject *op) {
    int fd;
    return _PyLong_FileDescriptor_Converter(op, &fd) ? posix_done(grantpt(fd)) : NULL;
}

static PyObject *posix_unlockpt(PyObject *Py_UNUSED(module), PyObject *op) {
    int fd;
    return _PyLong_FileDescriptor_Converter(op, &fd) ? posix_done(unlockpt(fd)) : NULL;
}

static PyObject *posix_ptsname(PyObject *Py_UNUSED(module), PyObject *op) {
    int fd;
    char name[128];
    if (!_PyLong_FileDescriptor_Converter(op, &fd)) {
        return NULL;
    }
    errno = ptsname_r(fd, name, sizeof(name));
    return errno != 0 ? PyErr_SetFromErrno(PyExc_OSError) : PyUnicode_DecodeFSDefault(name);
}
#endif

#define ROW(name, flags, parameters) {#name, posix_##name, flags, PYI_SIGNATURE(#name, parameters)}

PyMethodDef posix_terminal_functions[] = {
    ROW(openpty, METH_NOARGS, "($module, /)"),
    ROW(login_tty, METH_O, "($module, fd, /)"),
    ROW(ttyname, METH_VARARGS, "($module, fd, /)"),
    ROW(tcgetpgrp, METH_VARARGS, "($module, fd, /)"),
    ROW(tcsetpgrp, METH_VARARGS, "($module, fd, pgid, /)"),
    ROW(ctermid, METH_NOARGS, "($module, /)"),
#if PYI_313
    ROW(posix_openpt, METH_O, "($module, oflag, /)"),
    ROW(grantpt, METH_O, "($module, fd, /)"),
    ROW(unlockpt, METH_O, "($module, fd, /)"),
    ROW(ptsname, METH_O, "($module, fd, /)"),
#endif
    {0},
};
