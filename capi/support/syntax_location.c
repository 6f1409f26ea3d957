/* SPDX-License-Identifier: Apache-2.0 */
/* syntax_location: where in a source file an exception belongs, and the line that is there.
 *
 * Contract   docs.python.org/3/c-api/exceptions.html#c.PyErr_SyntaxLocationObject
 */
#include "pyi.h"

#include "internal/pycore_fileutils.h"

#include <stdio.h>

/* ---- the line -------------------------------------------------------------------------------- */

/* Reads that line, or the last part of it when it is longer than the buffer; false without one. */
static bool read_line(FILE *file, int lineno, char *line, int size) {
    for (int i = 0; i < lineno; i++) {
        char *last = line + size - 2; /* not NUL when the buffer was filled */
        do {
            *last = '\0';
            if (Py_UniversalNewlineFgets(line, size, file, NULL) == NULL) {
                return false;
            }
        } while (*last != '\0' && *last != '\n');
    }
    return true;
}

/* new; NULL without an exception when there is no such file or line, or it cannot be decoded */
PyObject *_PyErr_ProgramDecodedTextObject(PyObject *filename, int lineno, const char *encoding) {
    char line[1000];
    if (filename == NULL || lineno <= 0) {
        return NULL;
    }
    FILE *file = _Py_fopen_obj(filename, "r");
    if (file == NULL) {
        PyErr_Clear();
        return NULL;
    }
    bool found = read_line(file, lineno, line, sizeof(line));
    fclose(file);
    if (!found) {
        return NULL;
    }
    PyObject *text = encoding == NULL ? PyUnicode_FromString(line)
                                      : PyUnicode_Decode(line, strlen(line), encoding, "replace");
    if (text == NULL) {
        PyErr_Clear();
    }
    return text;
}

PyObject *PyErr_ProgramTextObject(PyObject *filename, int lineno) {
    return _PyErr_ProgramDecodedTextObject(filename, lineno, NULL);
}

PyObject *PyErr_ProgramText(const char *filename, int lineno) {
    PyObject *name = filename == NULL ? NULL : PyUnicode_DecodeFSDefault(filename);
    if (name == NULL) {
        PyErr_Clear();
        return NULL;
    }
    PyObject *text = PyErr_ProgramTextObject(name, lineno);
    Py_DECREF(name);
    return text;
}

/* ---- the place ------------------------------------------------------------------------------- */

/* steals value; what cannot be set stays as it is */
static void set(PyObject *exception, const char *name, PyObject *value) {
    if (value == NULL || PyObject_SetAttrString(exception, name, value) < 0) {
        PyErr_Clear();
    }
    Py_XDECREF(value);
}

/* new: None for a number that is not known */
static PyObject *number(int value) {
    return value < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(value);
}

static bool has(PyObject *exception, const char *name) {
    PyObject *value = PyObject_GetAttrString(exception, name);
    PyErr_Clear();
    Py_XDECREF(value);
    return value != NULL;
}

/* The exception that is set gets the attributes of a SyntaxError, whatever its class. */
void PyErr_RangedSyntaxLocationObject(PyObject *filename, int lineno, int offset, int end_lineno,
                                      int end_offset) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (value != NULL) {
        set(value, "lineno", PyLong_FromLong(lineno));
        set(value, "offset", number(offset));
        set(value, "end_lineno", number(end_lineno));
        set(value, "end_offset", number(end_offset));
        if (filename != NULL) {
            set(value, "filename", Py_NewRef(filename));
            PyObject *text = PyErr_ProgramTextObject(filename, lineno);
            set(value, "text", text == NULL ? Py_NewRef(Py_None) : text);
        }
        if (type != PyExc_SyntaxError && !has(value, "msg")) {
            set(value, "msg", PyObject_Str(value));
        }
        if (type != PyExc_SyntaxError && !has(value, "print_file_and_line")) {
            set(value, "print_file_and_line", Py_NewRef(Py_None));
        }
    }
    PyErr_Restore(type, value, traceback);
}

void PyErr_SyntaxLocationObject(PyObject *filename, int lineno, int offset) {
    PyErr_RangedSyntaxLocationObject(filename, lineno, offset, lineno, -1);
}

void PyErr_SyntaxLocationEx(const char *filename, int lineno, int offset) {
    PyObject *name = filename == NULL ? NULL : PyUnicode_DecodeFSDefault(filename);
    if (filename != NULL && name == NULL) {
        PyErr_Clear();
    }
    PyErr_SyntaxLocationObject(name, lineno, offset);
    Py_XDECREF(name);
}

void PyErr_SyntaxLocation(const char *filename, int lineno) {
    PyErr_SyntaxLocationEx(filename, lineno, -1);
}
