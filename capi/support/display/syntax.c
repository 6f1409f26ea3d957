/* SPDX-License-Identifier: Apache-2.0 */
/* syntax: the place of a SyntaxError: its file, the line and what in it is pointed at.
 */
#include "display.h"

/* what the attributes say; offsets count characters from 1, -1 when not known */
typedef struct {
    PyObject *message, *filename, *text; /* owned; text NULL when there is none */
    long line, end_line;
    Py_ssize_t offset, end_offset;
} place;

static void place_clear(place *at) {
    Py_CLEAR(at->message);
    Py_CLEAR(at->filename);
    Py_CLEAR(at->text);
}

/* 1, or 0 when it is no number; None is *instead* */
static int take_number(PyObject *exception, const char *name, long instead, long *value) {
    PyObject *op = PyObject_GetAttrString(exception, name);
    *value = instead;
    if (op == NULL) {
        return 0;
    }
    if (op != Py_None) {
        *value = PyLong_AsLong(op);
    }
    Py_DECREF(op);
    return !(*value == -1 && PyErr_Occurred());
}

/* whether all attributes are what they should be */
static bool take_place(PyObject *exception, place *at) {
    long offset, end_offset;
    *at = (place){.message = PyObject_GetAttrString(exception, "msg")};
    at->filename = at->message == NULL ? NULL : PyObject_GetAttrString(exception, "filename");
    at->text = at->filename == NULL ? NULL : PyObject_GetAttrString(exception, "text");
    if (at->text == NULL) {
        return false;
    }
    if (at->filename == Py_None) {
        Py_SETREF(at->filename, PyUnicode_FromString("<string>"));
    }
    PyObject *line = PyObject_GetAttrString(exception, "lineno");
    bool ok = line != NULL && line != Py_None;
#if PYI_313
    if (ok && PyUnicode_Check(line)) { /* some tools give it as text */
        Py_SETREF(line, PyLong_FromUnicodeObject(line, 10));
        ok = line != NULL;
    }
#endif
    at->line = ok ? PyLong_AsLong(line) : -1;
    Py_XDECREF(line);
    ok = ok && !(at->line == -1 && PyErr_Occurred()) &&
         take_number(exception, "offset", -1, &offset) &&
         take_number(exception, "end_lineno", PYI_313 ? -1 : at->line, &at->end_line) &&
         take_number(exception, "end_offset", -1, &end_offset);
    if (ok) {
        at->offset = offset;
        at->end_offset = end_offset;
    }
    return ok;
}

/* ---- the text and the marks below it ------------------------------------------------------------------------ */

static bool is_blank(Py_UCS4 c) { return c == ' ' || c == '\f' || (!PYI_313 && c == '\t'); }

static Py_ssize_t count_blanks(PyObject *text) {
    Py_ssize_t n = 0, length = PyUnicode_GET_LENGTH(text);
    while (n < length) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, n);
        if (!is_blank(c) && !(PYI_313 && c == '\n')) {
            break;
        }
        n++;
    }
    return n;
}

static Py_ssize_t without_newlines(PyObject *text) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    while (n > 0 && PyUnicode_READ_CHAR(text, n - 1) == '\n') {
        n--;
        if (!PYI_313) {
            break;
        }
    }
    return n;
}

/* Marks from one column to another below the text that begins with *shown*; columns count from 0. */
static int put_marks(const pyi_display *out, PyObject *shown, Py_ssize_t from, Py_ssize_t to) {
    _PyUnicodeWriter writer;
    _PyUnicodeWriter_Init(&writer);
    int status = _PyUnicodeWriter_WriteASCIIString(&writer, "    ", 4);
    for (Py_ssize_t i = 0; i < from && status == 0; i++) {
        Py_UCS4 c = i < PyUnicode_GET_LENGTH(shown) ? PyUnicode_READ_CHAR(shown, i) : ' ';
        /* Tabs have to stay tabs, or the marks are somewhere else. */
        status = _PyUnicodeWriter_WriteChar(&writer, PYI_313 && Py_UNICODE_ISSPACE(c) ? c : ' ');
    }
    for (Py_ssize_t i = from; (i < to || i == from) && status == 0; i++) {
        status = _PyUnicodeWriter_WriteChar(&writer, '^');
    }
    if (status == 0) {
        status = _PyUnicodeWriter_WriteChar(&writer, '\n');
    }
    if (status < 0) {
        _PyUnicodeWriter_Dealloc(&writer);
        return -1;
    }
    return pyi_display_text(out, _PyUnicodeWriter_Finish(&writer));
}

#if PYI_313
/* the columns to mark, from 0 in the whole text */
static bool choose_marks(const place *at, Py_ssize_t end, Py_ssize_t *from, Py_ssize_t *to) {
    Py_ssize_t offset = at->offset, length = PyUnicode_GET_LENGTH(at->text);
    Py_ssize_t end_offset = at->line != at->end_line ? end + 1
                            : at->end_offset == 0    ? offset
                                                     : at->end_offset;
    if (length > 0 && offset > length) {
        offset = length + 1;
    }
    if (length > 0 && end_offset > length) {
        end_offset = length + 1;
    }
    if (offset >= end_offset || end_offset < 0) {
        end_offset = offset + 1;
    }
    *from = offset - 1;
    *to = end_offset - 1;
    return true;
}
#else
static bool choose_marks(const place *at, Py_ssize_t end, Py_ssize_t *from, Py_ssize_t *to) {
    Py_ssize_t end_offset = at->end_line > at->line ? PyUnicode_GET_LENGTH(at->text) : at->end_offset;
    *from = at->offset - 1;
    *to = end_offset - 1;
    if (*from > end) {
        *from = end;
    }
    if (*to > end) {
        *to = end;
    }
    return at->offset >= 0;
}
#endif

static int put_source(const pyi_display *out, const place *at) {
    Py_ssize_t skipped = count_blanks(at->text), end = without_newlines(at->text), from, to;
    bool marked = choose_marks(at, end, &from, &to) && at->offset != -1;
    PyObject *shown = PyUnicode_Substring(at->text, skipped, end);
    if (shown == NULL) {
        return -1;
    }
    int status = pyi_display_text(out, PyUnicode_FromFormat("    %U\n", shown));
    from -= skipped;
    to -= skipped;
    if (status == 0 && marked && from >= 0) {
        status = put_marks(out, shown, from, to);
    }
    Py_DECREF(shown);
    return status;
}

int pyi_display_syntax(const pyi_display *out, PyObject *exception, PyObject **message) {
    place at;
    *message = NULL;
    PyObject *marker = PyObject_GetAttrString(exception, "print_file_and_line");
    Py_XDECREF(marker);
    if (marker == NULL || !take_place(exception, &at)) {
        PyErr_Clear(); /* it is shown like any other exception */
        if (marker != NULL) {
            place_clear(&at);
        }
        return 0;
    }
    int status = pyi_display_text(
        out, PyUnicode_FromFormat("  File \"%S\", line %ld\n", at.filename, at.line));
    if (status == 0 && PyUnicode_Check(at.text)) {
        status = put_source(out, &at);
    }
    if (status == 0) {
        bool none = PYI_313 && at.message == Py_None;
        *message = none ? PyUnicode_FromString("<no detail available>") : PyObject_Str(at.message);
        status = *message == NULL ? -1 : 0;
    }
    place_clear(&at);
    return status;
}
