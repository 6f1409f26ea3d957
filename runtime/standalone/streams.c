/* SPDX-License-Identifier: Apache-2.0 */
/* streams.c: sys.stdin, stdout and stderr.
 *
 * They are made of the classes themselves, so that a program that only prints contains no more of io than they need.
 */
#include "start.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern PyTypeObject pyi_fileio_type, pyi_buffered_reader_type, pyi_buffered_writer_type,
    pyi_textio_type;
bool pyi_utf8_mode_of_locale(void); /* capi/support/locale_encoding.c */
unsigned int pyi_fileio_block_size(PyObject *raw); /* capi/modules/io/fileio.c */

typedef struct {
    const char *name, *shown; /* in sys; `.name` */
    int fd;
    bool writes;
} stream;

typedef struct {
    const char *encoding, *errors;
    bool unbuffered;
} settings;

/* ---- settings ---------------------------------------------------------------------------------- */

static bool is_c_locale(const char *name) {
    static const char *const names[] = {"C", "POSIX", "C.UTF-8", "C.utf8", "UTF-8"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* What the locale says. In the C locale, which nobody chose, no byte is refused. */
static settings of_locale(void) {
    const char *name = setlocale(LC_CTYPE, NULL);
    const char *codeset = nl_langinfo(CODESET);
    bool lenient = name == NULL || is_c_locale(name);
    bool utf8 = pyi_utf8_mode_of_locale() || lenient || strcmp(codeset, "UTF-8") == 0 || codeset[0] == '\0';
    return (settings){utf8 ? "utf-8" : codeset, lenient ? "surrogateescape" : "strict", false};
}

/* ---- one stream ---------------------------------------------------------------------------------- */

static bool is_open(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0;
}

/* new */
static PyObject *open_raw(const stream *which) {
    PyObject *raw = PyObject_CallFunction((PyObject *)&pyi_fileio_type, "isi", which->fd,
                                          which->writes ? "wb" : "rb", 0);
    PyObject *name = raw == NULL ? NULL : PyUnicode_FromString(which->shown);
    if (name != NULL && PyObject_SetAttrString(raw, "name", name) < 0) {
        Py_CLEAR(raw);
    }
    Py_XDECREF(name);
    return raw;
}

/* new. The buffer is as large as that of open(): what a failed write has taken along depends on it. */
static PyObject *open_binary(const stream *which, const settings *how) {
    PyObject *raw = open_raw(which);
    if (raw == NULL || (which->writes && how->unbuffered)) {
        return raw;
    }
    PyTypeObject *type = which->writes ? &pyi_buffered_writer_type : &pyi_buffered_reader_type;
    PyObject *binary = PyObject_CallFunction((PyObject *)type, "OI", raw, pyi_fileio_block_size(raw));
    Py_DECREF(raw);
    return binary;
}

/* new */
static PyObject *open_stream(const stream *which, const settings *how) {
    PyObject *binary = open_binary(which, how);
    if (binary == NULL) {
        return NULL;
    }
    bool is_stderr = which->fd == STDERR_FILENO;
    bool lines = is_stderr || isatty(which->fd);
    /* lines end as they are written: unlike a file, stdin translates nothing */
    PyObject *text = PyObject_CallFunction(
        (PyObject *)&pyi_textio_type, "OsssiO", binary, how->encoding,
        is_stderr ? "backslashreplace" : how->errors, "\n", lines && !how->unbuffered,
        how->unbuffered ? Py_True : Py_False);
    Py_DECREF(binary);
    PyObject *mode = text == NULL ? NULL : PyUnicode_FromString(which->writes ? "w" : "r");
    if (mode != NULL && PyObject_SetAttrString(text, "mode", mode) < 0) {
        Py_CLEAR(text);
    }
    Py_XDECREF(mode);
    return text;
}

static int set_stream(const stream *which, const settings *how) {
    PyObject *file = is_open(which->fd) ? open_stream(which, how) : Py_NewRef(Py_None);
    if (file == NULL) {
        return -1;
    }
    char original[16];
    snprintf(original, sizeof(original), "__%s__", which->name);
    int status = PySys_SetObject(which->name, file) < 0 ? -1 : PySys_SetObject(original, file);
    Py_DECREF(file);
    return status;
}

/* The built-in open() is that of _io. */
static int add_open(void) {
    PyObject *io = rt_import_builtin("_io") < 0 ? NULL : PyImport_AddModule("_io");
    PyObject *open = io == NULL ? NULL : PyObject_GetAttrString(io, "open");
    PyObject *builtins = open == NULL ? NULL : PyImport_AddModule("builtins");
    int status = builtins == NULL ? -1 : PyObject_SetAttrString(builtins, "open", open);
    Py_XDECREF(open);
    return status;
}

int rt_start_streams(void) {
    static const stream streams[] = {
        {"stderr", "<stderr>", STDERR_FILENO, true}, /* first: says what goes wrong with the others */
        {"stdin", "<stdin>", STDIN_FILENO, false},
        {"stdout", "<stdout>", STDOUT_FILENO, true},
    };
    settings how = of_locale();
    for (size_t i = 0; i < sizeof(streams) / sizeof(streams[0]); i++) {
        if (set_stream(&streams[i], &how) < 0) {
            return -1;
        }
    }
    return add_open();
}
