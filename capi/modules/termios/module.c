/* SPDX-License-Identifier: Apache-2.0 */
/* termios: how terminals treat what is typed and written.
 * Contract   docs.python.org/3/library/termios.html
 */
#include "pyi.h"
#include "pyi_arguments.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

PYI_HIDDEN int termios_add_constants(PyObject *module);

static PyObject *termios_error; /* termios.error */

/* ---- attributes ------------------------------------------------------------------------------------ */

/* Whether two special characters are the numbers that decide when reading ends. */
static bool has_counts(const struct termios *mode) { return (mode->c_lflag & ICANON) == 0; }

/* new: one special character */
static PyObject *character(const struct termios *mode, int i) {
    char byte = (char)mode->c_cc[i];
    return has_counts(mode) && (i == VMIN || i == VTIME) ? PyLong_FromLong(mode->c_cc[i])
                                                         : PyBytes_FromStringAndSize(&byte, 1);
}

/* new */
static PyObject *characters(const struct termios *mode) {
    PyObject *list = PyList_New(NCCS);
    for (int i = 0; list != NULL && i < NCCS; i++) {
        PyObject *item = character(mode, i);
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, item);
        }
    }
    return list;
}

/* for PyArg_Parse "O&" */
static int fd_converter(PyObject *op, void *fd) {
    *(int *)fd = PyObject_AsFileDescriptor(op);
    return *(int *)fd >= 0;
}

static PyObject *done(int status) {
    return status < 0 ? PyErr_SetFromErrno(termios_error) : Py_NewRef(Py_None);
}

static PyObject *termios_tcgetattr(PyObject *module, PyObject *op) {
    (void)module;
    int fd, status;
    struct termios mode;
    if (!fd_converter(op, &fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = tcgetattr(fd, &mode);
    Py_END_ALLOW_THREADS
    if (status < 0) {
        return PyErr_SetFromErrno(termios_error);
    }
    PyObject *list = characters(&mode);
    return list == NULL ? NULL
                        : Py_BuildValue("[kkkkkkN]", (unsigned long)mode.c_iflag,
                                        (unsigned long)mode.c_oflag, (unsigned long)mode.c_cflag,
                                        (unsigned long)mode.c_lflag, (unsigned long)cfgetispeed(&mode),
                                        (unsigned long)cfgetospeed(&mode), list);
}

/* 0 or -1 */
static int take_character(PyObject *op, cc_t *to) {
    if (PyBytes_Check(op) && PyBytes_GET_SIZE(op) == 1) {
        *to = (cc_t)*PyBytes_AS_STRING(op);
        return 0;
    }
    if (PyLong_Check(op)) {
        long number = PyLong_AsLong(op);
        *to = (cc_t)number;
        return number == -1 && PyErr_Occurred() ? -1 : 0;
    }
    PyErr_SetString(PyExc_TypeError,
                    "tcsetattr: elements of attributes must be characters or integers");
    return -1;
}

/* 0 or -1: the last of the attributes */
static int take_characters(PyObject *list, struct termios *mode) {
    if (!PyList_Check(list) || PyList_GET_SIZE(list) != NCCS) {
        PyErr_Format(PyExc_TypeError, "tcsetattr: attributes[6] must be %d element list", NCCS);
        return -1;
    }
    for (int i = 0; i < NCCS; i++) {
        if (take_character(PyList_GET_ITEM(list, i), &mode->c_cc[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* 0 or -1 */
static int take_attributes(PyObject *list, struct termios *mode) {
    unsigned long numbers[6];
    for (int i = 0; i < 6; i++) {
        numbers[i] = (unsigned long)PyLong_AsLong(PyList_GET_ITEM(list, i));
        if (numbers[i] == (unsigned long)-1 && PyErr_Occurred()) {
            return -1;
        }
    }
    mode->c_iflag = (tcflag_t)numbers[0];
    mode->c_oflag = (tcflag_t)numbers[1];
    mode->c_cflag = (tcflag_t)numbers[2];
    mode->c_lflag = (tcflag_t)numbers[3];
    if (take_characters(PyList_GET_ITEM(list, 6), mode) < 0) {
        return -1;
    }
    if (cfsetispeed(mode, (speed_t)numbers[4]) < 0 || cfsetospeed(mode, (speed_t)numbers[5]) < 0) {
        PyErr_SetFromErrno(termios_error);
        return -1;
    }
    return 0;
}

static PyObject *termios_tcsetattr(PyObject *module, PyObject *args) {
    (void)module;
    int fd, when, status;
    PyObject *list;
    struct termios mode;
    if (!pyi_arguments(args, "O&iO:tcsetattr", fd_converter, &fd, &when, &list)) {
        return NULL;
    }
    if (!PyList_Check(list) || PyList_GET_SIZE(list) != 7) {
        PyErr_SetString(PyExc_TypeError, "tcsetattr, arg 3: must be 7 element list");
        return NULL;
    }
    if (tcgetattr(fd, &mode) < 0) { /* the system may have more than these attributes */
        return PyErr_SetFromErrno(termios_error);
    }
    if (take_attributes(list, &mode) < 0) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = tcsetattr(fd, when, &mode);
    Py_END_ALLOW_THREADS
    return done(status);
}

/* ---- what is on its way -------------------------------------------------------------------------------- */

#define WITH_NUMBER(name)                                                                          \
    static PyObject *termios_##name(PyObject *module, PyObject *args) {                            \
        (void)module;                                                                              \
        int fd, number, status;                                                                    \
        if (!pyi_arguments(args, "O&i:" #name, fd_converter, &fd, &number)) {                   \
            return NULL;                                                                           \
        }                                                                                          \
        Py_BEGIN_ALLOW_THREADS                                                                     \
        status = name(fd, number);                                                                 \
        Py_END_ALLOW_THREADS                                                                       \
        return done(status);                                                                       \
    }

WITH_NUMBER(tcsendbreak)
WITH_NUMBER(tcflush)
WITH_NUMBER(tcflow)

static PyObject *termios_tcdrain(PyObject *module, PyObject *op) {
    (void)module;
    int fd, status;
    if (!fd_converter(op, &fd)) {
        return NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = tcdrain(fd);
    Py_END_ALLOW_THREADS
    return done(status);
}

/* ---- the size of the window ------------------------------------------------------------------------------ */

static PyObject *termios_tcgetwinsize(PyObject *module, PyObject *op) {
    (void)module;
    int fd;
    struct winsize size;
    if (!fd_converter(op, &fd)) {
        return NULL;
    }
    return ioctl(fd, TIOCGWINSZ, &size) < 0 ? PyErr_SetFromErrno(termios_error)
                                            : Py_BuildValue("(ii)", size.ws_row, size.ws_col);
}

/* 0 or -1 */
static int take_size(PyObject *op, struct winsize *to) {
    if (!PySequence_Check(op) || PySequence_Size(op) != 2) {
        PyErr_SetString(PyExc_TypeError, "tcsetwinsize, arg 2: must be a two-item sequence");
        return -1;
    }
    long numbers[2];
    for (int i = 0; i < 2; i++) {
        PyObject *item = PySequence_GetItem(op, i);
        numbers[i] = item == NULL ? -1 : PyLong_AsLong(item);
        Py_XDECREF(item);
        if (numbers[i] == -1 && PyErr_Occurred()) {
            return -1;
        }
    }
    to->ws_row = (unsigned short)numbers[0];
    to->ws_col = (unsigned short)numbers[1];
    if (to->ws_row != numbers[0] || to->ws_col != numbers[1]) {
        PyErr_SetString(PyExc_OverflowError, "winsize value(s) out of range.");
        return -1;
    }
    return 0;
}

static PyObject *termios_tcsetwinsize(PyObject *module, PyObject *args) {
    (void)module;
    int fd;
    PyObject *op;
    struct winsize size;
    if (!pyi_arguments(args, "O&O:tcsetwinsize", fd_converter, &fd, &op)) {
        return NULL;
    }
    if (ioctl(fd, TIOCGWINSZ, &size) < 0) { /* its pixels stay */
        return PyErr_SetFromErrno(termios_error);
    }
    return take_size(op, &size) < 0 ? NULL : done(ioctl(fd, TIOCSWINSZ, &size));
}

/* ---- the module -------------------------------------------------------------------------------------------- */

#define ROW(name, flags, parameters) {#name, termios_##name, flags, PYI_SIGNATURE(#name, parameters)}

static PyMethodDef functions[] = {
    ROW(tcgetattr, METH_O, "($module, fd, /)"),
    ROW(tcsetattr, METH_VARARGS, "($module, fd, when, attributes, /)"),
    ROW(tcsendbreak, METH_VARARGS, "($module, fd, duration, /)"),
    ROW(tcdrain, METH_O, "($module, fd, /)"),
    ROW(tcflush, METH_VARARGS, "($module, fd, queue, /)"),
    ROW(tcflow, METH_VARARGS, "($module, fd, action, /)"),
    ROW(tcgetwinsize, METH_O, "($module, fd, /)"),
    ROW(tcsetwinsize, METH_VARARGS, "($module, fd, winsize, /)"),
    {0},
};

static int termios_exec(PyObject *module) {
    termios_error = PyErr_NewException("termios.error", NULL, NULL);
    return termios_error == NULL || PyModule_AddObjectRef(module, "error", termios_error) < 0
               ? -1
               : termios_add_constants(module);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, termios_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef termios_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "termios",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *termios_init(void) { return PyModuleDef_Init(&termios_module); }
PYI_MODULE("termios", termios_init);
