/* SPDX-License-Identifier: Apache-2.0 */
/* arguments.c: what the program is to the module sys: its arguments and its own path. */
#include "../../capi/internal/sysprogram.h"

#include <string.h>
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

/* Where the executable is; an empty string where /proc is not there to tell. */
static void find_program(char *path, size_t size) {
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    path[length < 0 ? 0 : length] = '\0';
}

/* The executable is no interpreter, but it is what subprocesses and logs are told. */
static PyObject *make_executable(void) {
    char path[4096];
    find_program(path, sizeof(path));
    return PyUnicode_DecodeFSDefault(path);
}

/* The folder of a script comes first there; a program has that of its executable. */
static PyObject *make_path(void) {
    char path[4096];
    find_program(path, sizeof(path));
    char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return PyList_New(0);
    }
    slash[slash == path ? 1 : 0] = '\0';
    return Py_BuildValue("[N]", PyUnicode_DecodeFSDefault(path));
}

void rt_start_arguments(int argc, char **argv) {
    count = argc;
    arguments = argv;
    pyi_program.argv = make_argv;
    pyi_program.executable = make_executable;
    pyi_program.path = make_path;
}
