/* SPDX-License-Identifier: Apache-2.0 */
/* syswrite: text to sys.stdout and sys.stderr from C, or to the files of C while there are none.
 *
 * Contract   docs.python.org/3/c-api/sys.html#c.PySys_WriteStdout
 */
#include "pyi.h"

#include <stdio.h>

/* 0, or -1 when there is no such file or it does not take it; the exception set before stays set */
static int write_object(const char *name, PyObject *text) {
    PyObject *file = PySys_GetObject(name);
    if (file == NULL || file == Py_None) {
        return -1;
    }
    Py_INCREF(file);
    int status = PyFile_WriteObject(text, file, Py_PRINT_RAW);
    Py_DECREF(file);
    return status;
}

static void write_formatted(const char *name, FILE *instead, const char *format, va_list va) {
    enum { MOST = 1000 };
    char buffer[MOST + 1];
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    int n = PyOS_vsnprintf(buffer, sizeof(buffer), format, va);
    bool cut = n < 0 || (size_t)n >= sizeof(buffer);
    const char *parts[] = {buffer, cut ? "... truncated" : NULL};
    for (int i = 0; i < 2 && parts[i] != NULL; i++) {
        PyObject *text = PyUnicode_FromString(parts[i]);
        if (text == NULL || write_object(name, text) < 0) {
            PyErr_Clear();
            fputs(parts[i], instead);
        }
        Py_XDECREF(text);
    }
    PyErr_Restore(type, value, traceback);
}

void PySys_WriteStdout(const char *format, ...) {
    va_list va;
    va_start(va, format);
    write_formatted("stdout", stdout, format, va);
    va_end(va);
}
void PySys_WriteStderr(const char *format, ...) {
    va_list va;
    va_start(va, format);
    write_formatted("stderr", stderr, format, va);
    va_end(va);
}

/* the formats of PyUnicode_FromFormat, of any length */
static void write_unicode(const char *name, FILE *instead, const char *format, va_list va) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *text = PyUnicode_FromFormatV(format, va);
    if (text != NULL && write_object(name, text) < 0) {
        PyErr_Clear();
        const char *utf8 = PyUnicode_AsUTF8(text);
        if (utf8 != NULL) {
            fputs(utf8, instead);
        }
    }
    PyErr_Clear();
    Py_XDECREF(text);
    PyErr_Restore(type, value, traceback);
}

void PySys_FormatStdout(const char *format, ...) {
    va_list va;
    va_start(va, format);
    write_unicode("stdout", stdout, format, va);
    va_end(va);
}
void PySys_FormatStderr(const char *format, ...) {
    va_list va;
    va_start(va, format);
    write_unicode("stderr", stderr, format, va);
    va_end(va);
}
