/* SPDX-License-Identifier: Apache-2.0 */
/* one: an exception without those it is linked to: traceback, `Class: message`, notes.
 */
#include "display.h"

#include "../../types/traceback/print.h"

/* ---- lines -------------------------------------------------------------------------------------------------- */

int pyi_display_margin(const pyi_display *out) {
    for (int i = 0; i < out->depth; i++) {
        if (PyFile_WriteString("  ", out->file) < 0) {
            return -1;
        }
    }
    return out->depth == 0 ? 0 : PyFile_WriteString("| ", out->file);
}

int pyi_display_line(const pyi_display *out, const char *line) {
    return pyi_display_margin(out) < 0 || PyFile_WriteString(line, out->file) < 0
               ? -1
               : PyFile_WriteString("\n", out->file);
}

static int put(const pyi_display *out, PyObject *text) {
    int status = text == NULL ? -1 : PyFile_WriteObject(text, out->file, Py_PRINT_RAW);
    Py_XDECREF(text);
    return status;
}

int pyi_display_text(const pyi_display *out, PyObject *text) {
    if (text == NULL) {
        return -1;
    }
    if (out->depth == 0) {
        return put(out, text);
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(text), at = 0;
    int status = 0;
    while (at < n && status == 0) {
        /* Only since 3.13 the second line of a message has a margin too. */
        Py_ssize_t end = PYI_313 ? PyUnicode_FindChar(text, '\n', at, n, 1) : n - 1;
        end = end < 0 ? n : end + 1;
        status = pyi_display_margin(out) < 0 ? -1 : put(out, PyUnicode_Substring(text, at, end));
        at = end;
    }
    Py_DECREF(text);
    return status;
}

/* ---- the message ------------------------------------------------------------------------------------------------ */

/* new: `module.Class` */
static PyObject *full_name(PyObject *exception) {
    PyObject *type = (PyObject *)Py_TYPE(exception);
    PyObject *module = PyObject_GetAttr(type, PYI_NAME("__module__"));
    PyObject *name = PyType_GetQualName((PyTypeObject *)type), *result = NULL;
    PyErr_Clear();
    if (name == NULL) {
        name = PyUnicode_FromString("<unknown>");
    }
    if (name == NULL) {
        /* no memory */
    } else if (module == NULL || !PyUnicode_Check(module)) {
        result = PyUnicode_FromFormat("<unknown>.%U", name);
    } else if (PyUnicode_CompareWithASCIIString(module, "builtins") == 0 ||
               PyUnicode_CompareWithASCIIString(module, "__main__") == 0) {
        result = Py_NewRef(name);
    } else {
        result = PyUnicode_FromFormat("%U.%U", module, name);
    }
    Py_XDECREF(name);
    Py_XDECREF(module);
    return result;
}

/* new; steals the message, NULL: that of the exception */
static PyObject *message_line(PyObject *exception, PyObject *message) {
    if (message == NULL) {
        message = PyObject_Str(exception);
    }
#if PYI_313
    if (message != NULL && PyErr_GivenExceptionMatches(exception, PyExc_SyntaxError) &&
        (((PySyntaxErrorObject *)exception)->msg == NULL ||
         ((PySyntaxErrorObject *)exception)->msg == Py_None)) {
        Py_SETREF(message, PyUnicode_FromString("<no detail available>"));
    }
#endif
    if (message == NULL) {
        PyErr_Clear();
        message = PyUnicode_FromString("<exception str() failed>");
    }
    PyObject *hint = pyi_suggest(exception), *name = full_name(exception), *line = NULL;
    PyObject *rest = hint != NULL ? hint : PyUnicode_New(0, 0);
    if (name != NULL && message != NULL && rest != NULL) {
        const char *colon = PyUnicode_GET_LENGTH(message) == 0 ? "" : ": ";
        line = PyUnicode_FromFormat("%U%s%U%U\n", name, colon, message, rest);
    }
    Py_XDECREF(rest);
    Py_XDECREF(name);
    Py_XDECREF(message);
    return line;
}

/* ---- notes ---------------------------------------------------------------------------------------------------------- */

/* steals */
static int put_note(const pyi_display *out, PyObject *note) {
    PyObject *lines = note == NULL ? NULL : PyUnicode_Split(note, PYI_NAME("\n"), -1);
    Py_XDECREF(note);
    if (lines == NULL) {
        return -1;
    }
    int status = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(lines) && status == 0; i++) {
        status = pyi_display_margin(out) < 0 ||
                         put(out, Py_NewRef(PyList_GET_ITEM(lines, i))) < 0
                     ? -1
                     : PyFile_WriteString("\n", out->file);
    }
    Py_DECREF(lines);
    return status;
}

/* new: the text of a note that is no str, or that of a failure */
static PyObject *note_text(PyObject *(*convert)(PyObject *), PyObject *note, const char *failure) {
    PyObject *text = convert(note);
    if (text == NULL) {
        PyErr_Clear();
        text = PyUnicode_FromString(failure);
    }
    return text;
}

static bool is_list_of_notes(PyObject *notes) {
#if PYI_312
    return PySequence_Check(notes) && !PyUnicode_Check(notes) && !PyBytes_Check(notes);
#else
    return PySequence_Check(notes);
#endif
}

static int put_notes(const pyi_display *out, PyObject *exception) {
    PyObject *notes = PyObject_GetAttr(exception, PYI_NAME("__notes__"));
    if (notes == NULL) {
        PyErr_Clear();
        return 0;
    }
    int status = 0;
    if (notes == Py_None && PYI_312) {
        Py_DECREF(notes);
        return 0;
    }
    if (!is_list_of_notes(notes)) {
        status = pyi_display_text(out, note_text(PyObject_Repr, notes, "<__notes__ repr() failed>"));
        if (status == 0 && PYI_312) {
            status = PyFile_WriteString("\n", out->file);
        }
    } else {
        Py_ssize_t n = PySequence_Size(notes);
        status = n < 0 ? -1 : 0;
        for (Py_ssize_t i = 0; i < n && status == 0; i++) {
            PyObject *note = PySequence_GetItem(notes, i);
            status = note == NULL
                         ? -1
                         : put_note(out, PyUnicode_Check(note)
                                             ? Py_NewRef(note)
                                             : note_text(PyObject_Str, note, "<note str() failed>"));
            Py_XDECREF(note);
        }
    }
    Py_DECREF(notes);
    return status;
}

/* ---- together --------------------------------------------------------------------------------------------------------- */

int pyi_display_message(const pyi_display *out, PyObject *exception) {
    PyObject *message;
    if (pyi_display_syntax(out, exception, &message) < 0 ||
        pyi_display_text(out, message_line(exception, message)) < 0) {
        return -1;
    }
    return put_notes(out, exception);
}

int pyi_display_one(const pyi_display *out, PyObject *exception) {
    PyObject *traceback = ((PyBaseExceptionObject *)exception)->traceback;
    const char *margin = out->depth == 0 ? NULL : "| ";
    if (traceback != NULL && traceback != Py_None &&
        pyi_traceback_print(traceback, 2 * out->depth, margin, margin,
                            "Traceback (most recent call last):\n", out->file) < 0) {
        return -1;
    }
    return pyi_display_message(out, exception);
}
