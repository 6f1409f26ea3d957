/* SPDX-License-Identifier: Apache-2.0 */
/* show: a warning is shown: by the module warnings, or as `file:line: Category: text` and the line of the file.
 */
#include "warnings.h"

#include "internal/pycore_traceback.h"
#include "pyi_c_imports.h"
#include "pyi_frame.h"

PYI_C_IMPORT_IF_THERE("linecache");

/* The module reads the line with linecache, which finds no file where the program carries the source: it is told of the
 * loader. Without linecache the warning is shown without its line. */
static void offer_line(const pyi_warning *warning) {
    PyObject *line = warning->globals == NULL || pyi_source_line_hook == NULL
                         ? NULL
                         : pyi_source_line_hook(warning->filename, warning->line);
    if (line == NULL) {
        return;
    }
    Py_DECREF(line);
    PyObject *module = PyImport_ImportModule("linecache");
    PyObject *done = module == NULL ? NULL
                                    : PyObject_CallMethod(module, "lazycache", "OO",
                                                          warning->filename, warning->globals);
    if (done == NULL) {
        PyErr_Clear();
    }
    Py_XDECREF(done);
    Py_XDECREF(module);
}

/* warnings.WarningMessage(message, category, filename, lineno, file, line, source) given to _showwarnmsg */
static int show_by_module(const pyi_warning *warning, PyObject *message, PyObject *show) {
    if (!PyCallable_Check(show)) {
        PyErr_SetString(PyExc_TypeError, "warnings._showwarnmsg() must be set to a callable");
        return -1;
    }
    PyObject *type = pyi_warnings_attr(PYI_NAME("WarningMessage"), false);
    if (type == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_RuntimeError, "unable to get warnings.WarningMessage");
        }
        return -1;
    }
    offer_line(warning);
    PyObject *source = warning->source == NULL ? Py_None : warning->source;
    PyObject *details =
        PyObject_CallFunction(type, "OOOiOOO", message, warning->category, warning->filename,
                              warning->line, Py_None, Py_None, source);
    Py_DECREF(type);
    PyObject *result = details == NULL ? NULL : PyObject_CallOneArg(show, details);
    Py_XDECREF(details);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* two spaces and the line without its indentation */
static int write_line(PyObject *file, PyObject *line) {
    PyObject *stripped = PyObject_CallMethod(line, "lstrip", "s", " \t\014");
    if (stripped == NULL) {
        return -1;
    }
    int status = PyFile_WriteString("  ", file) < 0 ||
                         PyFile_WriteObject(stripped, file, Py_PRINT_RAW) < 0
                     ? -1
                     : PyFile_WriteString("\n", file);
    Py_DECREF(stripped);
    return status;
}

static int write_warning(PyObject *file, const pyi_warning *warning) {
    PyObject *name = PyObject_GetAttr(warning->category, PYI_NAME("__name__"));
    PyObject *head = name == NULL ? NULL
                                  : PyUnicode_FromFormat("%S:%d: %S: %S\n", warning->filename,
                                                         warning->line, name, warning->text);
    Py_XDECREF(name);
    int status = head == NULL ? -1 : PyFile_WriteObject(head, file, Py_PRINT_RAW);
    Py_XDECREF(head);
    if (status < 0) {
        return -1;
    }
    return warning->source_line != NULL
               ? write_line(file, warning->source_line)
               : _Py_DisplaySourceLine(file, warning->filename, warning->line, 2, NULL, NULL);
}

int pyi_warnings_show(const pyi_warning *warning, PyObject *message) {
    /* The module says where a resource was allocated: worth an import. */
    PyObject *show = pyi_warnings_attr(PYI_NAME("_showwarnmsg"), warning->source != NULL);
    if (show != NULL) {
        int status = show_by_module(warning, message, show);
        Py_DECREF(show);
        return status;
    }
    if (PyErr_Occurred()) {
        return -1;
    }
    PyObject *file = PySys_GetObject("stderr");
    if (file == NULL || file == Py_None) {
        return 0;
    }
    Py_INCREF(file);
    if (write_warning(file, warning) < 0) {
        PyErr_Clear(); /* nowhere to say it */
    }
    Py_DECREF(file);
    return 0;
}
