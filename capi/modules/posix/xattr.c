/* SPDX-License-Identifier: Apache-2.0 */
/* xattr: attributes of files beyond those of stat(). */
#include "posix.h"

#include <linux/limits.h>
#include <sys/xattr.h>

/* A file, and whether links are followed. */
typedef struct {
    posix_path path;
    int follow;
} target;

#define TARGET(function) {POSIX_PATH_OR_FD(function, "path"), 1}

/* 0 or -1; path is cleared then */
static int check_target(target *self) {
    if (self->path.fd >= 0 && !self->follow) {
        PyErr_Format(PyExc_ValueError, "%s: cannot use fd and follow_symlinks together",
                     self->path.function);
        posix_path_clear(&self->path);
        return -1;
    }
    return 0;
}

/* The three forms of each function of the system. */
#define CALL(self, verb, ...)                                                                      \
    ((self)->path.fd >= 0 ? f##verb((self)->path.fd, ##__VA_ARGS__)                                \
     : (self)->follow     ? verb((self)->path.name, ##__VA_ARGS__)                                 \
                          : l##verb((self)->path.name, ##__VA_ARGS__))

/* Sizes that are tried: nearly everything is small. */
static const Py_ssize_t sizes[] = {128, XATTR_SIZE_MAX};

static PyObject *posix_getxattr(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "attribute", "follow_symlinks", NULL};
    target file = TARGET("getxattr");
    posix_path name = POSIX_PATH("getxattr", "attribute");
    if (!pyi_named_arguments(args, kwargs, "O&O&|$p:getxattr", names, posix_path_converter,
                             &file.path, posix_path_converter, &name, &file.follow)) {
        return NULL;
    }
    PyObject *bytes = NULL;
    if (check_target(&file) == 0 && PySys_Audit("os.getxattr", "OO", file.path.object, name.object) == 0) {
        for (int i = 0; i < 2; i++) {
            ssize_t n;
            Py_XSETREF(bytes, PyBytes_FromStringAndSize(NULL, sizes[i]));
            if (bytes == NULL) {
                break;
            }
            Py_BEGIN_ALLOW_THREADS
            n = CALL(&file, getxattr, name.name, PyBytes_AS_STRING(bytes), (size_t)sizes[i]);
            Py_END_ALLOW_THREADS
            if (n >= 0) {
                _PyBytes_Resize(&bytes, n);
                break;
            }
            if (errno != ERANGE || i == 1) {
                Py_CLEAR(bytes);
                posix_path_error(&file.path);
                break;
            }
        }
    }
    posix_path_clear(&file.path);
    posix_path_clear(&name);
    return bytes;
}

static PyObject *posix_setxattr(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "attribute", "value", "flags", "follow_symlinks", NULL};
    target file = TARGET("setxattr");
    posix_path name = POSIX_PATH("setxattr", "attribute");
    Py_buffer value;
    int flags = 0, status;
    if (!pyi_named_arguments(args, kwargs, "O&O&y*|i$p:setxattr", names, posix_path_converter,
                             &file.path, posix_path_converter, &name, &value, &flags,
                             &file.follow)) {
        return NULL;
    }
    PyObject *answer = NULL;
    if (check_target(&file) == 0 && PySys_Audit("os.setxattr", "OOy#i", file.path.object, name.object,
                                                value.buf, value.len, flags) == 0) {
        Py_BEGIN_ALLOW_THREADS
        status = CALL(&file, setxattr, name.name, value.buf, (size_t)value.len, flags);
        Py_END_ALLOW_THREADS
        answer = status < 0 ? posix_path_error(&file.path) : Py_NewRef(Py_None);
    }
    posix_path_clear(&file.path);
    posix_path_clear(&name);
    PyBuffer_Release(&value);
    return answer;
}

static PyObject *posix_removexattr(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "attribute", "follow_symlinks", NULL};
    target file = TARGET("removexattr");
    posix_path name = POSIX_PATH("removexattr", "attribute");
    int status;
    if (!pyi_named_arguments(args, kwargs, "O&O&|$p:removexattr", names, posix_path_converter,
                             &file.path, posix_path_converter, &name, &file.follow)) {
        return NULL;
    }
    PyObject *answer = NULL;
    if (check_target(&file) == 0 &&
        PySys_Audit("os.removexattr", "OO", file.path.object, name.object) == 0) {
        Py_BEGIN_ALLOW_THREADS
        status = CALL(&file, removexattr, name.name);
        Py_END_ALLOW_THREADS
        answer = status < 0 ? posix_path_error(&file.path) : Py_NewRef(Py_None);
    }
    posix_path_clear(&file.path);
    posix_path_clear(&name);
    return answer;
}

/* new: a list of the names, each of which ends with NUL */
static PyObject *split(const char *text, ssize_t n) {
    PyObject *list = PyList_New(0);
    for (const char *end = text + n; list != NULL && text < end; text += strlen(text) + 1) {
        PyObject *name = PyUnicode_DecodeFSDefault(text);
        if (name == NULL || PyList_Append(list, name) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(name);
    }
    return list;
}

static PyObject *posix_listxattr(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "follow_symlinks", NULL};
    target file = TARGET("listxattr");
    file.path.nullable = true;
    file.path.name = ".";
    if (!pyi_named_arguments(args, kwargs, "|O&$p:listxattr", names, posix_path_converter,
                             &file.path, &file.follow)) {
        return NULL;
    }
    if (file.path.object == NULL) {
        file.path.object = Py_NewRef(Py_None);
    }
    PyObject *list = NULL;
    char *room = NULL;
    if (check_target(&file) == 0 && PySys_Audit("os.listxattr", "O", file.path.object) == 0) {
        room = PyMem_Malloc(XATTR_LIST_MAX);
        ssize_t n = -1;
        if (room == NULL) {
            PyErr_NoMemory();
        } else {
            Py_BEGIN_ALLOW_THREADS
            n = CALL(&file, listxattr, room, XATTR_LIST_MAX);
            Py_END_ALLOW_THREADS
            list = n < 0 ? posix_path_error(&file.path) : split(room, n);
        }
    }
    PyMem_Free(room);
    posix_path_clear(&file.path);
    return list;
}

#define ROW(name, parameters)                                                                      \
    {#name, POSIX_KEYWORDS(posix_##name), PYI_SIGNATURE(#name, parameters)}

PyMethodDef posix_xattr_functions[] = {
    ROW(getxattr, "($module, /, path, attribute, *, follow_symlinks=True)"),
    ROW(setxattr, "($module, /, path, attribute, value, flags=0, *,\n         follow_symlinks=True)"),
    ROW(removexattr, "($module, /, path, attribute, *, follow_symlinks=True)"),
    ROW(listxattr, "($module, /, path=None, *, follow_symlinks=True)"),
    {0},
};
