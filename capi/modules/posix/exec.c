/* SPDX-License-Identifier: Apache-2.0 */
/* exec: this process becomes another program. */
#include "posix_exec.h"

#include <stdlib.h>

extern char **environ;

char **posix_strings_of(PyObject *sequence) {
    Py_ssize_t n = PySequence_Size(sequence);
    char **list = n < 0 ? NULL : PyMem_Calloc((size_t)n + 1, sizeof(char *));
    if (n >= 0 && list == NULL) {
        PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; list != NULL && i < n; i++) {
        PyObject *item = PySequence_GetItem(sequence, i), *bytes = NULL;
        if (item != NULL && PyUnicode_FSConverter(item, &bytes)) {
            list[i] = strdup(PyBytes_AS_STRING(bytes));
            if (list[i] == NULL) {
                PyErr_NoMemory();
            }
        }
        Py_XDECREF(item);
        Py_XDECREF(bytes);
        if (list[i] == NULL) {
            for (Py_ssize_t k = 0; k < i; k++) {
                free(list[k]);
            }
            PyMem_Free(list);
            return NULL;
        }
    }
    return list;
}

void posix_free_strings(char **list) {
    for (Py_ssize_t i = 0; list != NULL && list[i] != NULL; i++) {
        free(list[i]);
    }
    PyMem_Free(list);
}

/* new list of bytes: name=value */
static PyObject *rows_of(PyObject *mapping) {
    PyObject *items = PyMapping_Items(mapping);
    PyObject *rows = items == NULL ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; rows != NULL && i < PyList_GET_SIZE(items); i++) {
        PyObject *name = NULL, *value = NULL, *row = NULL;
        if (PyArg_ParseTuple(PyList_GET_ITEM(items, i), "O&O&", PyUnicode_FSConverter, &name,
                             PyUnicode_FSConverter, &value)) {
            if (PyBytes_GET_SIZE(name) == 0 || strchr(PyBytes_AS_STRING(name) + 1, '=') != NULL) {
                PyErr_SetString(PyExc_ValueError, "illegal environment variable name");
            } else {
                row = PyBytes_FromFormat("%s=%s", PyBytes_AS_STRING(name), PyBytes_AS_STRING(value));
            }
            Py_DECREF(name);
            Py_DECREF(value);
        }
        if (row == NULL || PyList_Append(rows, row) < 0) {
            Py_CLEAR(rows);
        }
        Py_XDECREF(row);
    }
    Py_XDECREF(items);
    return rows;
}

char **posix_environment_of(PyObject *mapping, const char *function) {
    if (!PyMapping_Check(mapping)) {
        PyErr_Format(PyExc_TypeError, "%s: environment must be a mapping object", function);
        return NULL;
    }
    PyObject *rows = rows_of(mapping);
    char **variables = rows == NULL ? NULL : posix_strings_of(rows);
    Py_XDECREF(rows);
    return variables;
}

int posix_check_argv(PyObject *argv, const char *function) {
    if (!PyList_Check(argv) && !PyTuple_Check(argv)) {
        PyErr_Format(PyExc_TypeError,
                     strcmp(function, "execv") == 0 ? "%s() arg 2 must be a tuple or list"
                                                    : "%s: argv must be a tuple or list",
                     function);
        return -1;
    }
    if (PySequence_Size(argv) < 1) {
        PyErr_Format(PyExc_ValueError,
                     strcmp(function, "execv") == 0 ? "%s() arg 2 must not be empty"
                                                    : "%s: argv must not be empty",
                     function);
        return -1;
    }
    return 0;
}

/* Comes back only with an exception. */
static PyObject *run(posix_path *path, PyObject *argv, char **variables, const char *function) {
    char **arguments = posix_check_argv(argv, function) < 0 ? NULL : posix_strings_of(argv);
    if (arguments != NULL) {
        if (arguments[0][0] == '\0') {
            PyErr_Format(PyExc_ValueError,
                         strcmp(function, "execv") == 0 ? "%s() arg 2 first element cannot be empty"
                                                        : "%s: argv first element cannot be empty",
                         function);
        } else if (PySys_Audit("os.exec", "OOO", path->object, argv, Py_None) == 0) {
            if (path->fd >= 0) {
                fexecve(path->fd, arguments, variables);
            } else {
                execve(path->name, arguments, variables);
            }
            if (variables == environ) {
                PyErr_SetFromErrno(PyExc_OSError); /* execv() does not say which file */
            } else {
                posix_path_error(path);
            }
        }
        posix_free_strings(arguments);
    }
    return NULL;
}

static PyObject *posix_execv(PyObject *Py_UNUSED(module), PyObject *args) {
    posix_path path = POSIX_PATH("execv", "path");
    PyObject *argv;
    if (!pyi_arguments(args, "O&O:execv", posix_path_converter, &path, &argv)) {
        return NULL;
    }
    run(&path, argv, environ, "execv");
    posix_path_clear(&path);
    return NULL;
}

static PyObject *posix_execve(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", "argv", "env", NULL};
    posix_path path = POSIX_PATH_OR_FD("execve", "path");
    PyObject *argv, *mapping;
    if (!pyi_named_arguments(args, kwargs, "O&OO:execve", names, posix_path_converter, &path,
                             &argv, &mapping)) {
        return NULL;
    }
    char **variables = posix_environment_of(mapping, "execve");
    if (variables != NULL) {
        run(&path, argv, variables, "execve");
        posix_free_strings(variables);
    }
    posix_path_clear(&path);
    return NULL;
}

PyMethodDef posix_exec_functions[] = {
    {"execv", posix_execv, METH_VARARGS, PYI_SIGNATURE("execv", "($module, path, argv, /)")},
    {"execve", POSIX_KEYWORDS(posix_execve), PYI_SIGNATURE("execve", "($module, /, path, argv, env)")},
    {NULL, NULL, 0, NULL},
};
