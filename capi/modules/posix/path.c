/* SPDX-License-Identifier: Apache-2.0 */
/* path: arguments that name files, and what the answers of the system become. */
#include "posix.h"

void posix_path_clear(posix_path *path) {
    Py_CLEAR(path->object);
    Py_CLEAR(path->bytes);
}

static int wrong_type(posix_path *path, PyObject *op) {
    const char *wanted = path->allow_fd && path->nullable
                             ? "string, bytes, os.PathLike, integer or None"
                         : path->allow_fd ? "string, bytes, os.PathLike or integer"
                         : path->nullable ? "string, bytes, os.PathLike or None"
                                          : "string, bytes or os.PathLike";
    PyErr_Format(PyExc_TypeError, "%s: %s should be %s, not %.200s", path->function, path->argument,
                 wanted, Py_TYPE(op)->tp_name);
    return 0;
}

static int take_fd(posix_path *path, PyObject *op) {
    long fd = PyLong_AsLong(op);
    if (fd == -1 && PyErr_Occurred()) {
        return 0;
    }
    path->fd = (int)fd;
    path->object = Py_NewRef(op);
    return Py_CLEANUP_SUPPORTED;
}

int posix_path_converter(PyObject *op, void *address) {
    posix_path *path = address;
    if (op == NULL) {
        posix_path_clear(path);
        return 1;
    }
    if (op == Py_None && path->nullable) {
        path->name = ".";
        path->object = Py_NewRef(op);
        return Py_CLEANUP_SUPPORTED;
    }
    if (path->allow_fd && PyIndex_Check(op)) {
        return take_fd(path, op);
    }
    PyObject *plain = PyUnicode_Check(op) || PyBytes_Check(op) ? Py_NewRef(op) : NULL;
    if (plain == NULL) {
        PyObject *method = _PyObject_LookupSpecial(op, PYI_NAME("__fspath__"));
        if (method == NULL) {
            return PyErr_Occurred() ? 0 : wrong_type(path, op);
        }
        Py_DECREF(method);
        plain = PyOS_FSPath(op);
        if (plain == NULL) {
            return 0;
        }
    }
    path->is_bytes = PyBytes_Check(plain);
    path->bytes = path->is_bytes ? Py_NewRef(plain) : PyUnicode_EncodeFSDefault(plain);
    if (path->bytes == NULL) {
        Py_DECREF(plain);
        return 0;
    }
    path->name = PyBytes_AS_STRING(path->bytes);
    path->object = plain;
    if (strlen(path->name) != (size_t)PyBytes_GET_SIZE(path->bytes)) {
#if PYI_313
        PyErr_Format(PyExc_ValueError, "%s: embedded null character in %s", path->function,
                     path->argument);
#else
        PyErr_SetString(PyExc_ValueError, "embedded null byte");
#endif
        posix_path_clear(path);
        return 0;
    }
    return Py_CLEANUP_SUPPORTED;
}

int posix_dir_fd_converter(PyObject *op, void *address) {
    if (op == Py_None) {
        *(int *)address = AT_FDCWD;
        return 1;
    }
    if (!PyIndex_Check(op)) {
        PyErr_Format(PyExc_TypeError, "argument should be integer or None, not %.200s",
                     Py_TYPE(op)->tp_name);
        return 0;
    }
    int fd = PYI_LONG_AS_INT(op);
    *(int *)address = fd;
    return fd == -1 && PyErr_Occurred() ? 0 : 1;
}

PyObject *posix_path_error(posix_path *path) {
    return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path->object);
}

PyObject *posix_paths_error(posix_path *path, posix_path *other) {
    return PyErr_SetFromErrnoWithFilenameObjects(PyExc_OSError, path->object, other->object);
}

PyObject *posix_done(int status) {
    return status < 0 ? PyErr_SetFromErrno(PyExc_OSError) : Py_NewRef(Py_None);
}

bool posix_again(int error) {
    if (error == EINTR) {
        return PyErr_CheckSignals() == 0;
    }
    errno = error;
    PyErr_SetFromErrno(PyExc_OSError);
    return false;
}
