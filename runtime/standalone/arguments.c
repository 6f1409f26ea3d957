/* SPDX-License-Identifier: Apache-2.0 */
/* arguments.c: what the program is to the module sys: its arguments and its own path. */
#include "../../capi/internal/sysprogram.h"

#include <unistd.h>

void rt_start_arguments(int argc, char **argv); /* start.h, which is for files without Py_BUILD_CORE */

static int count;
static char **arguments;

static PyObject *make_argv(void) {
    PyObject *list = PyList_New(count);
    for (int i = 0; list != NULL && i < count; i++) {
        PyObject *item = PyUnicode_DecodeFSDefault(arguments[i]);
        if (item == NULL) {
            Py_CLEAR(list);
        } else {
            PyList_SET_ITEM(list, i, item);
        }
    }
    return list;
}

/* The executable is no interpreter, but it is what subprocesses and logs are told. */
static PyObject *make_executable(void) {
    char path[4096];
    ssize_t size = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (size < 0) {
        return PyUnicode_FromString("");
    }
    path[size] = '\0';
    return PyUnicode_DecodeFSDefault(path);
}

void rt_start_arguments(int argc, char **argv) {
    count = argc;
    arguments = argv;
    pyi_program.argv = make_argv;
    pyi_program.executable = make_executable;
}
