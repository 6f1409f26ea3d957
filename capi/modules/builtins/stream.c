/* SPDX-License-Identifier: Apache-2.0 */
/* stream: print() and input(). */
#include "builtins.h"

#if PYI_313
#  include "internal/pycore_sysmodule.h"
#endif

/* ---- print ------------------------------------------------------------------------------------------------ */

typedef struct {
    PyObject *sep, *end, *file, *flush; /* borrowed; NULL where nothing was said */
} print_options;

/* 0 or -1 */
static int text_or_none(PyObject **value, const char *name) {
    if (*value == Py_None) {
        *value = NULL;
    }
    if (*value != NULL && !PyUnicode_Check(*value)) {
        PyErr_Format(PyExc_TypeError, "%s must be None or a string, not %.200s", name,
                     Py_TYPE(*value)->tp_name);
        return -1;
    }
    return 0;
}

static int read_options(print_options *self, PyObject *const *values, PyObject *kwnames) {
    static const char *const keywords[] = {"sep", "end", "file", "flush", NULL};
    static _PyArg_Parser parser = {.keywords = keywords, .fname = "print"};
    *self = (print_options){NULL, NULL, NULL, NULL};
    if (kwnames == NULL || PyTuple_GET_SIZE(kwnames) == 0) {
        return 0;
    }
    PyObject *found[4];
    PyObject *const *given =
        _PyArg_UnpackKeywords(values, 0, NULL, kwnames, &parser, 0, 0, 0, found);
    if (given == NULL) {
        return -1;
    }
    *self = (print_options){given[0], given[1], given[2], given[3]};
    return 0;
}

static int flush_file(PyObject *file) {
    PyObject *result = PyObject_CallMethodNoArgs(file, PYI_NAME("flush"));
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* 0 or -1 */
static int print_all(const print_options *self, PyObject *file, PyObject *const *args,
                     Py_ssize_t nargs) {
    for (Py_ssize_t i = 0; i < nargs; i++) {
        if (i > 0 && PyFile_WriteObject(self->sep != NULL ? self->sep : PYI_NAME(" "), file,
                                        Py_PRINT_RAW) < 0) {
            return -1;
        }
        if (PyFile_WriteObject(args[i], file, Py_PRINT_RAW) < 0) {
            return -1;
        }
    }
    PyObject *end = self->end != NULL ? self->end : PYI_NAME("\n");
    return PyFile_WriteObject(end, file, Py_PRINT_RAW);
}

static PyObject *builtin_print(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *kwnames) {
    print_options options;
    (void)module;
    if (read_options(&options, args + nargs, kwnames) < 0) {
        return NULL;
    }
    PyObject *file = options.file;
    if (file == NULL || file == Py_None) {
        file = _PySys_GetAttr(_PyThreadState_GET(), PYI_NAME("stdout"));
        if (file == NULL) {
            PyErr_SetString(PyExc_RuntimeError, "lost sys.stdout");
            return NULL;
        }
        if (file == Py_None) { /* a program without streams */
            Py_RETURN_NONE;
        }
    }
    if (text_or_none(&options.sep, "sep") < 0 || text_or_none(&options.end, "end") < 0) {
        return NULL;
    }
    int flush = options.flush == NULL ? 0 : PyObject_IsTrue(options.flush);
    if (flush < 0) {
        return NULL;
    }
    Py_INCREF(file); /* what is printed may assign sys.stdout */
    int status = print_all(&options, file, args, nargs);
    if (status == 0 && flush > 0) {
        status = flush_file(file);
    }
    Py_DECREF(file);
    if (status < 0) {
        return NULL;
    }
    Py_RETURN_NONE;
}

/* ---- input ------------------------------------------------------------------------------------------------- */

/* new */
static PyObject *stream(const char *name) {
    PyObject *file = PySys_GetObject(name);
    if (file == NULL || file == Py_None) {
        PyErr_Format(PyExc_RuntimeError, "input(): lost sys.%s", name);
        return NULL;
    }
    return Py_NewRef(file);
}

/* What cannot be flushed is not missed. */
static void flush_quietly(PyObject *file) {
    if (flush_file(file) < 0) {
        PyErr_Clear();
    }
}

static PyObject *read_line(PyObject *prompt) {
    PyObject *in = NULL, *out = NULL, *err = NULL, *line = NULL;
    if ((in = stream("stdin")) != NULL && (out = stream("stdout")) != NULL &&
        (err = stream("stderr")) != NULL && PySys_Audit("builtins.input", "O", prompt) == 0) {
        flush_quietly(err);
        if (prompt == Py_None || PyFile_WriteObject(prompt, out, Py_PRINT_RAW) == 0) {
            flush_quietly(out);
            line = PyFile_GetLine(in, -1);
        }
    }
    Py_XDECREF(in);
    Py_XDECREF(out);
    Py_XDECREF(err);
    if (line != NULL && PySys_Audit("builtins.input/result", "O", line) < 0) {
        Py_CLEAR(line);
    }
    return line;
}

static PyObject *builtin_input(PyObject *module, PyObject *const *args, Py_ssize_t nargs) {
    (void)module;
    return _PyArg_CheckPositional("input", nargs, 0, 1) ? read_line(nargs == 0 ? Py_None : args[0])
                                                        : NULL;
}

PyMethodDef pyi_builtin_stream_rows[] = {
    ROW("input", builtin_input, METH_FASTCALL, "($module, prompt='', /)"),
    ROW("print", builtin_print, PYI_KEYWORDS,
        "($module, /, *args, sep=' ', end='\\n', file=None, flush=False)"),
    {0},
};
