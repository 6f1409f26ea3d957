/* SPDX-License-Identifier: Apache-2.0 */
/* open: open() and the module _io.
 * Contract   docs.python.org/3/library/io.html
 */
#include "pyi_named.h"
#include "io.h"

/* ---- the mode ---------------------------------------------------------------------------------- */

typedef struct {
    bool creating, reading, writing, appending, updating, text, binary;
} open_mode;

static bool *flag_of(open_mode *mode, char c) {
    switch (c) {
    case 'x':
        return &mode->creating;
    case 'r':
        return &mode->reading;
    case 'w':
        return &mode->writing;
    case 'a':
        return &mode->appending;
    case '+':
        return &mode->updating;
    case 't':
        return &mode->text;
    case 'b':
        return &mode->binary;
    default:
        return NULL;
    }
}

static int parse_mode(const char *name, open_mode *mode) {
    *mode = (open_mode){0};
    for (const char *p = name; *p != '\0'; p++) {
        bool *flag = flag_of(mode, *p);
        if (flag == NULL || *flag) {
            PyErr_Format(PyExc_ValueError, "invalid mode: '%s'", name);
            return -1;
        }
        *flag = true;
    }
    return 0;
}

static int refuse(const char *message) {
    PyErr_SetString(PyExc_ValueError, message);
    return -1;
}

typedef struct {
    PyObject *file;
    const char *mode;
    int buffering;
    const char *encoding, *errors, *newline;
    int closefd;
    PyObject *opener;
} request;

static int check_mode(const open_mode *mode, const request *how) {
    if (mode->text && mode->binary) {
        return refuse("can't have text and binary mode at once");
    }
    if (mode->creating + mode->reading + mode->writing + mode->appending > 1) {
        return refuse("must have exactly one of create/read/write/append mode");
    }
    if (mode->binary && how->encoding != NULL) {
        return refuse("binary mode doesn't take an encoding argument");
    }
    if (mode->binary && how->errors != NULL) {
        return refuse("binary mode doesn't take an errors argument");
    }
    if (mode->binary && how->newline != NULL) {
        return refuse("binary mode doesn't take a newline argument");
    }
    if (mode->binary && how->buffering == 1) {
        return PyErr_WarnEx(PyExc_RuntimeWarning,
                            "line buffering (buffering=1) isn't supported in binary mode, "
                            "the default buffer size will be used",
                            1);
    }
    return 0;
}

/* ---- the layers --------------------------------------------------------------------------------- */

/* new */
static PyObject *open_raw(const request *how, const open_mode *mode) {
    char raw[6], *p = raw;
    static const char names[] = "xrwa+";
    const bool flags[] = {mode->creating, mode->reading, mode->writing, mode->appending,
                          mode->updating};
    for (int i = 0; i < 5; i++) {
        if (flags[i]) {
            *p++ = names[i];
        }
    }
    *p = '\0';
    PyObject *path = PyNumber_Check(how->file) ? Py_NewRef(how->file) : PyOS_FSPath(how->file);
    PyObject *file = path == NULL ? NULL
                                  : PyObject_CallFunction((PyObject *)&pyi_fileio_type, "OsOO", path,
                                                          raw, how->closefd ? Py_True : Py_False,
                                                          how->opener);
    Py_XDECREF(path);
    return file;
}

/* The size of the buffer, and whether lines are passed on at once. 0 or -1. */
static int choose_buffering(PyObject *raw, int *buffering, bool *lines) {
    bool terminal = false;
    if (*buffering < 0) {
        PyObject *answer = PyObject_CallMethodNoArgs(raw, PYI_NAME("isatty"));
        int yes = answer == NULL ? -1 : PyObject_IsTrue(answer);
        Py_XDECREF(answer);
        if (yes < 0) {
            return -1;
        }
        terminal = yes;
    }
    *lines = *buffering == 1 || terminal;
    if (*lines) {
        *buffering = -1;
    }
    if (*buffering < 0) {
        *buffering = (int)pyi_fileio_block_size(raw);
    }
    return *buffering < 0 ? refuse("invalid buffering size") : 0;
}

static PyTypeObject *buffer_type(const open_mode *mode, const char *name) {
    if (mode->updating) {
        return &pyi_buffered_random_type;
    }
    if (mode->creating || mode->writing || mode->appending) {
        return &pyi_buffered_writer_type;
    }
    if (mode->reading) {
        return &pyi_buffered_reader_type;
    }
    PyErr_Format(PyExc_ValueError, "unknown mode: '%s'", name);
    return NULL;
}

/* Puts the layers above *file, which is the topmost one that is there. 0 or -1. */
static int add_layers(PyObject **file, const request *how, const open_mode *mode) {
    int buffering = how->buffering;
    bool lines;
    if (choose_buffering(*file, &buffering, &lines) < 0) {
        return -1;
    }
    if (buffering == 0) {
        return mode->binary ? 0 : refuse("can't have unbuffered text I/O");
    }
    PyTypeObject *type = buffer_type(mode, how->mode);
    PyObject *buffer =
        type == NULL ? NULL : PyObject_CallFunction((PyObject *)type, "Oi", *file, buffering);
    if (buffer == NULL) {
        return -1;
    }
    Py_SETREF(*file, buffer);
    if (mode->binary) {
        return 0;
    }
    PyObject *text = PyObject_CallFunction((PyObject *)&pyi_textio_type, "OzzzO", buffer,
                                           how->encoding, how->errors, how->newline,
                                           lines ? Py_True : Py_False);
    if (text == NULL) {
        return -1;
    }
    Py_SETREF(*file, text);
    PyObject *name = PyUnicode_FromString(how->mode);
    int status = name == NULL ? -1 : PyObject_SetAttr(text, PYI_NAME("mode"), name);
    Py_XDECREF(name);
    return status;
}

static PyObject *open_file(const request *how) {
    open_mode mode;
    if (parse_mode(how->mode, &mode) < 0 || check_mode(&mode, how) < 0) {
        return NULL;
    }
    PyObject *file = open_raw(how, &mode);
    if (file != NULL && add_layers(&file, how, &mode) < 0) {
        PyObject *failed = pyi_io_take_exception();
        PyObject *closed = PyObject_CallMethodNoArgs(file, PYI_NAME("close"));
        Py_XDECREF(closed);
        pyi_io_chain(failed);
        Py_CLEAR(file);
    }
    return file;
}

PyObject *pyi_io_open(PyObject *file, const char *mode, int buffering, const char *encoding,
                      const char *errors, const char *newline, int closefd, PyObject *opener) {
    request how = {file, mode, buffering, encoding, errors, newline, closefd, opener};
    return open_file(&how);
}

/* ---- functions ------------------------------------------------------------------------------------ */

static PyObject *io_open(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"file",   "mode",    "buffering", "encoding", "errors",
                            "newline", "closefd", "opener",    NULL};
    request how = {NULL, "r", -1, NULL, NULL, NULL, 1, Py_None};
    if (!pyi_named_arguments(args, kwargs, "O|sizzzpO:open", names, &how.file, &how.mode,
                             &how.buffering, &how.encoding, &how.errors, &how.newline,
                             &how.closefd, &how.opener)) {
        return NULL;
    }
    return open_file(&how);
}

static PyObject *io_open_code(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs) {
    static char *names[] = {"path", NULL};
    PyObject *path;
    if (!pyi_named_arguments(args, kwargs, "U:open_code", names, &path)) {
        return NULL;
    }
    return PyFile_OpenCodeObject(path);
}

static PyObject *io_text_encoding(PyObject *Py_UNUSED(module), PyObject *args) {
    PyObject *encoding;
    int stacklevel = 2;
    if (!pyi_arguments(args, "O|i:text_encoding", &encoding, &stacklevel)) {
        return NULL;
    }
    if (encoding != NULL && encoding != Py_None) {
        return Py_NewRef(encoding);
    }
    if (_Py_GetConfig()->warn_default_encoding &&
        PyErr_WarnEx(PyExc_EncodingWarning, "'encoding' argument not specified", stacklevel) < 0) {
        return NULL;
    }
    return PyUnicode_FromString(_PyRuntime.preconfig.utf8_mode ? "utf-8" : "locale");
}

/* ---- module ----------------------------------------------------------------------------------------- */

static PyMethodDef io_functions[] = {
    {"open", PYI_FASTCALL(io_open), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("open", "($module, /, file, mode='r', buffering=-1, encoding=None,\n"
                           "     errors=None, newline=None, closefd=True, opener=None)")},
    {"text_encoding", io_text_encoding, METH_VARARGS,
     PYI_SIGNATURE("text_encoding", "($module, encoding, stacklevel=2, /)")},
    {"open_code", PYI_FASTCALL(io_open_code), METH_VARARGS | METH_KEYWORDS,
     PYI_SIGNATURE("open_code", "($module, /, path)")},
    {NULL, NULL, 0, NULL},
};

struct {
    const char *name;
    PyTypeObject *type;
} pyi_io_types[] PYI_NAMED(16, io_types) = {
    {"IncrementalNewlineDecoder", &pyi_newline_decoder_type},
    {"_BytesIOBuffer", &pyi_bytesio_buffer_type},
    {"_IOBase", &pyi_iobase_type},
    {"_TextIOBase", &pyi_textiobase_type},
    {"_BufferedIOBase", &pyi_bufferediobase_type},
    {"_RawIOBase", &pyi_rawiobase_type},
    {"BytesIO", &pyi_bytesio_type},
    {"BufferedWriter", &pyi_buffered_writer_type},
    {"BufferedReader", &pyi_buffered_reader_type},
    {"BufferedRWPair", &pyi_buffered_pair_type},
    {"BufferedRandom", &pyi_buffered_random_type},
    {"FileIO", &pyi_fileio_type},
    {"StringIO", &pyi_stringio_type},
    {"TextIOWrapper", &pyi_textio_type},
};

static PyObject *make_unsupported(PyObject *module) {
    (void)module;
    return Py_XNewRef(pyi_io_unsupported_type());
}

pyi_made_row pyi_io_made[] PYI_NAMED(16, io_made) = {
    {"UnsupportedOperation", make_unsupported},
};

static int io_exec(PyObject *module) {
    if (PyModule_AddIntConstant(module, "DEFAULT_BUFFER_SIZE", IO_BUFFER_SIZE) < 0 ||
        pyi_add_made(module, pyi_io_made, Py_ARRAY_LENGTH(pyi_io_made)) < 0 ||
        PyModule_AddObjectRef(module, "BlockingIOError", PyExc_BlockingIOError) < 0) {
        return -1;
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(pyi_io_types); i++) {
        if (pyi_io_types[i].type != NULL && PyModule_AddType(module, pyi_io_types[i].type) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyModuleDef_Slot io_slots[] = {
    {Py_mod_exec, io_exec},
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static PyModuleDef io_def = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_io",
    .m_methods = io_functions,
    .m_slots = io_slots,
};

static PyObject *io_init(void) { return PyModuleDef_Init(&io_def); }
PYI_MODULE("_io", io_init);
