/* SPDX-License-Identifier: Apache-2.0 */
/* readline: lines from a terminal, by the function that a module like `readline` puts here.
 *
 * Contract   docs.python.org/3/c-api/veryhigh.html#c.PyOS_ReadlineFunctionPointer
 */
#include "pyi.h"

#include <locale.h>
#include <stdio.h>
#include <unistd.h>

int (*PyOS_InputHook)(void) = NULL;
char *(*PyOS_ReadlineFunctionPointer)(FILE *, FILE *, const char *) = NULL;
#if PYI_313 /* readline asks for it, though no header says so any more */
PyAPI_DATA(PyThreadState *) _PyOS_ReadlineTState;
#endif
PyThreadState *_PyOS_ReadlineTState = NULL;

/* Reads a line with its end, of any length; "" at the end of the file. PyMem_RawMalloc'ed; NULL without memory */
static char *read_plain(FILE *input) {
    size_t size = 0, room = 0;
    char *line = NULL;
    for (int c = 0; c != EOF && c != '\n';) {
        if (size + 2 > room) {
            room = room == 0 ? 128 : 2 * room;
            char *more = PyMem_RawRealloc(line, room);
            if (more == NULL) {
                PyMem_RawFree(line);
                return NULL;
            }
            line = more;
        }
        c = fgetc(input);
        if (c != EOF) {
            line[size++] = (char)c;
        }
        line[size] = '\0';
    }
    return line;
}

static char *read_prompted(FILE *input, FILE *output, const char *prompt) {
    fflush(output);
    if (prompt != NULL) {
        fputs(prompt, stderr);
        fflush(stderr);
    }
    return read_plain(input);
}

/* PyMem_Malloc'ed; NULL perhaps without an exception: interrupted */
char *PyOS_Readline(FILE *input, FILE *output, const char *prompt) {
    PyThreadState *ts = PyThreadState_Get();
    if (_PyOS_ReadlineTState == ts) {
        PyErr_SetString(PyExc_RuntimeError, "can't re-enter readline");
        return NULL;
    }
    bool terminal = isatty(fileno(input)) && isatty(fileno(output));
    _PyOS_ReadlineTState = ts;
    char *line;
    Py_BEGIN_ALLOW_THREADS
    line = terminal && PyOS_ReadlineFunctionPointer != NULL
               ? PyOS_ReadlineFunctionPointer(input, output, prompt)
               : read_prompted(input, output, prompt);
    Py_END_ALLOW_THREADS
    _PyOS_ReadlineTState = NULL;
    if (line == NULL) {
        return NULL;
    }
    size_t size = strlen(line) + 1;
    char *copy = PyMem_Malloc(size);
    if (copy == NULL) {
        PyErr_NoMemory();
    } else {
        memcpy(copy, line, size);
    }
    PyMem_RawFree(line);
    return copy;
}

PyAPI_FUNC(char *) _Py_SetLocaleFromEnv(int category) { return setlocale(category, ""); }

/* Whether a file is read by somebody at a terminal. */
int Py_FdIsInteractive(FILE *file, const char *name) {
    if (isatty(fileno(file))) {
        return 1;
    }
    return name == NULL || strcmp(name, "<stdin>") == 0 || strcmp(name, "???") == 0
               ? _PyInterpreterState_GetConfig(_PyInterpreterState_GET())->interactive
               : 0;
}
