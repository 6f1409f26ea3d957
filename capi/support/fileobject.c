/* SPDX-License-Identifier: Apache-2.0 */
/* fileobject: any object with the methods of a file, for C code.
 * Contract   docs.python.org/3/c-api/file.html
 */
#include "pyi.h"

#include "internal/pycore_fileutils.h"

#include <limits.h>
#include <stdio.h>

#if PYI_313
#  define _PyObject_LookupAttr PyObject_GetOptionalAttr
#endif

/* Of capi/modules/io, when the program has streams of that kind. */
extern PyTypeObject pyi_textio_type __attribute__((weak));
extern PyObject *pyi_textio_write(PyObject *self, PyObject *text) __attribute__((weak));

/* ---- writing --------------------------------------------------------------------------------- */

/* Whether file.write can only be the method of the class. */
static bool is_plain_text_file(PyObject *file) {
    if (&pyi_textio_type == NULL || !Py_IS_TYPE(file, &pyi_textio_type)) {
        return false;
    }
    PyObject *dict = *_PyObject_GetDictPtr(file);
    if (dict == NULL) {
        return true;
    }
    int own = PyDict_Contains(dict, PYI_NAME("write"));
    if (own < 0) {
        PyErr_Clear();
    }
    return own == 0;
}

/* 0 or -1 */
static int write_str(PyObject *file, PyObject *text) {
    PyObject *answer = is_plain_text_file(file)
                           ? pyi_textio_write(file, text)
                           : PyObject_CallMethodOneArg(file, PYI_NAME("write"), text);
    Py_XDECREF(answer);
    return answer == NULL ? -1 : 0;
}

int PyFile_WriteObject(PyObject *op, PyObject *file, int flags) {
    if (file == NULL) {
        PyErr_SetString(PyExc_TypeError, "writeobject with NULL file");
        return -1;
    }
    PyObject *text = flags & Py_PRINT_RAW ? PyObject_Str(op) : PyObject_Repr(op);
    int status = text == NULL ? -1 : write_str(file, text);
    Py_XDECREF(text);
    return status;
}

int PyFile_WriteString(const char *text, PyObject *file) {
    if (file == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_SystemError, "null file for PyFile_WriteString");
        }
        return -1;
    }
    if (PyErr_Occurred()) {
        return -1;
    }
    PyObject *str = PyUnicode_FromString(text);
    int status = str == NULL ? -1 : write_str(file, str);
    Py_XDECREF(str);
    return status;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* new; steals line: without its newline. EOFError for an empty one. */
static PyObject *strip_newline(PyObject *line) {
    bool text = PyUnicode_Check(line);
    Py_ssize_t n = text ? PyUnicode_GET_LENGTH(line) : PyBytes_GET_SIZE(line);
    if (n == 0) {
        Py_DECREF(line);
        PyErr_SetString(PyExc_EOFError, "EOF when reading a line");
        return NULL;
    }
    Py_UCS4 last = text ? PyUnicode_READ_CHAR(line, n - 1)
                        : (unsigned char)PyBytes_AS_STRING(line)[n - 1];
    if (last == '\n') {
        PyObject *shorter = text ? PyUnicode_Substring(line, 0, n - 1)
                                 : PyBytes_FromStringAndSize(PyBytes_AS_STRING(line), n - 1);
        Py_SETREF(line, shorter);
    }
    return line;
}

/* new; n > 0: at most so many characters, 0: a line, < 0: a line without its newline */
PyObject *PyFile_GetLine(PyObject *file, int n) {
    if (file == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    PyObject *line = n <= 0 ? PyObject_CallMethodNoArgs(file, PYI_NAME("readline"))
                            : PyObject_CallMethod(file, "readline", "i", n);
    if (line != NULL && !PyBytes_Check(line) && !PyUnicode_Check(line)) {
        Py_DECREF(line);
        PyErr_SetString(PyExc_TypeError, "object.readline() returned non-string");
        return NULL;
    }
    return line != NULL && n < 0 ? strip_newline(line) : line;
}

/* fgets() that takes every kind of newline for '\n'. NULL at the end. */
char *_Py_UniversalNewlineFgetsWithSize(char *to, int n, FILE *file, PyObject *Py_UNUSED(object),
                                        size_t *size) {
    char *p = to;
    int c = EOF;
    while (--n > 0 && (c = getc(file)) != EOF) {
        if (c == '\r') {
            int next = getc(file);
            if (next != '\n' && next != EOF) {
                ungetc(next, file);
            }
            c = '\n';
        }
        *p++ = (char)c;
        if (c == '\n') {
            break;
        }
    }
    *p = '\0';
    if (size != NULL) {
        *size = (size_t)(p - to);
    }
    return p == to ? NULL : to;
}

char *Py_UniversalNewlineFgets(char *to, int n, FILE *file, PyObject *object) {
    return _Py_UniversalNewlineFgetsWithSize(to, n, file, object, NULL);
}

/* ---- descriptors -------------------------------------------------------------------------------- */

int PyObject_AsFileDescriptor(PyObject *op) {
    int fd;
    if (PyLong_Check(op)) {
#if PYI_313
        if (PyBool_Check(op) &&
            PyErr_WarnEx(PyExc_RuntimeWarning, "bool is used as a file descriptor", 1) < 0) {
            return -1;
        }
#endif
        fd = PYI_LONG_AS_INT(op);
    } else {
        PyObject *method;
        if (_PyObject_LookupAttr(op, PYI_NAME("fileno"), &method) < 0) {
            return -1;
        }
        if (method == NULL) {
            PyErr_SetString(PyExc_TypeError, "argument must be an int, or have a fileno() method.");
            return -1;
        }
        PyObject *answer = PyObject_CallNoArgs(method);
        Py_DECREF(method);
        if (answer == NULL) {
            return -1;
        }
        if (!PyLong_Check(answer)) {
            PyErr_SetString(PyExc_TypeError, "fileno() returned a non-integer");
            Py_DECREF(answer);
            return -1;
        }
        fd = PYI_LONG_AS_INT(answer);
        Py_DECREF(answer);
    }
    if (fd == -1 && PyErr_Occurred()) {
        return -1;
    }
    if (fd < 0) {
        PyErr_Format(PyExc_ValueError, "file descriptor cannot be a negative integer (%i)", fd);
        return -1;
    }
    return fd;
}

/* for PyArg_Parse "O&" */
int _PyLong_FileDescriptor_Converter(PyObject *op, void *address) {
    int fd = PyObject_AsFileDescriptor(op);
    if (fd == -1) {
        return 0;
    }
    *(int *)address = fd;
    return 1;
}

/* ---- opening ------------------------------------------------------------------------------------- */

/* new: io.open() of a descriptor; name is not used */
PyObject *PyFile_FromFd(int fd, const char *Py_UNUSED(name), const char *mode, int buffering,
                        const char *encoding, const char *errors, const char *newline, int closefd) {
    PyObject *io = PyImport_ImportModule("_io");
    PyObject *file = io == NULL ? NULL
                                : PyObject_CallMethod(io, "open", "isisssO", fd, mode, buffering,
                                                      encoding, errors, newline,
                                                      closefd ? Py_True : Py_False);
    Py_XDECREF(io);
    return file;
}

static Py_OpenCodeHookFunction open_code_hook;
static void *open_code_data;

int PyFile_SetOpenCodeHook(Py_OpenCodeHookFunction hook, void *data) {
    if (open_code_hook != NULL) {
        if (_PyRuntime.initialized) {
            PyErr_SetString(PyExc_SystemError, "failed to change existing open_code hook");
        }
        return -1;
    }
    open_code_hook = hook;
    open_code_data = data;
    return 0;
}

PyObject *PyFile_OpenCodeObject(PyObject *path) {
    if (!PyUnicode_Check(path)) {
        PyErr_Format(PyExc_TypeError, "'path' must be 'str', not '%.200s'", Py_TYPE(path)->tp_name);
        return NULL;
    }
    if (open_code_hook != NULL) {
        return open_code_hook(path, open_code_data);
    }
    PyObject *io = PyImport_ImportModule("_io");
    PyObject *file = io == NULL ? NULL : PyObject_CallMethod(io, "open", "Os", path, "rb");
    Py_XDECREF(io);
    return file;
}

PyObject *PyFile_OpenCode(const char *path) {
    PyObject *name = PyUnicode_FromString(path);
    PyObject *file = name == NULL ? NULL : PyFile_OpenCodeObject(name);
    Py_XDECREF(name);
    return file;
}
