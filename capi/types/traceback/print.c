/* SPDX-License-Identifier: Apache-2.0 */
/* print: a traceback as text, with source lines and what in them is pointed at.
 * Contract   docs.python.org/3/c-api/exceptions.html (PyTraceBack_Print), docs.python.org/3/library/traceback.html
 */
#include "print.h"

#include "internal/pycore_interp.h"
#include "internal/pycore_traceback.h"
#include <frameobject.h>

enum { RECURSION_SHOWN = 3, DEFAULT_LIMIT = 1000, SOURCE_INDENT = 4 };

/* ---- output --------------------------------------------------------------------------------------------- */

/* What is written before each line: spaces, and the margin of an exception group. */
typedef struct {
    PyObject *file;
    int indent;
    const char *margin;
    bool plain; /* only the source lines */
} printer;

static int put_spaces(PyObject *file, int n) {
    char spaces[64];
    memset(spaces, ' ', sizeof(spaces) - 1);
    spaces[sizeof(spaces) - 1] = 0;
    for (; n > 0; n -= (int)sizeof(spaces) - 1) {
        if (n < (int)sizeof(spaces) - 1) {
            spaces[n] = 0;
        }
        if (PyFile_WriteString(spaces, file) < 0) {
            return -1;
        }
    }
    return 0;
}

int _Py_WriteIndent(int indent, PyObject *file) { return put_spaces(file, indent); }

int _Py_WriteIndentedMargin(int indent, const char *margin, PyObject *file) {
    if (put_spaces(file, indent) < 0) {
        return -1;
    }
    return margin == NULL ? 0 : PyFile_WriteString(margin, file);
}

static int begin_line(const printer *out) {
    return _Py_WriteIndentedMargin(out->indent, out->margin, out->file);
}

/* Takes text, which may be NULL with an exception. */
static int put_text(const printer *out, PyObject *text) {
    int status = text == NULL ? -1 : PyFile_WriteObject(text, out->file, Py_PRINT_RAW);
    Py_XDECREF(text);
    return status;
}

/* ---- source lines ------------------------------------------------------------------------------------------- */

static bool is_blank(Py_UCS4 c) { return c == ' ' || c == '\t' || c == '\f'; }

static Py_ssize_t leading_blanks(PyObject *line) {
    Py_ssize_t i = 0, n = PyUnicode_GET_LENGTH(line);
    while (i < n && is_blank(PyUnicode_READ_CHAR(line, i))) {
        i++;
    }
    return i;
}

static Py_ssize_t end_without_blanks(PyObject *line) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(line);
    while (n > 0 && (is_blank(PyUnicode_READ_CHAR(line, n - 1)) ||
                     PyUnicode_READ_CHAR(line, n - 1) == '\r')) {
        n--;
    }
    return n;
}

/* The line without its first `skip` characters and its end, below the entry of the frame. */
static int put_source(const printer *out, PyObject *line, Py_ssize_t skip) {
    if (begin_line(out) < 0 || put_spaces(out->file, SOURCE_INDENT) < 0 ||
        put_text(out, PyUnicode_Substring(line, skip, end_without_blanks(line))) < 0) {
        return -1;
    }
    return PyFile_WriteString("\n", out->file);
}

/* ---- carets ---------------------------------------------------------------------------------------------------- */

/* characters in the first bytes of a line */
static Py_ssize_t characters(PyObject *line, int bytes) {
    Py_ssize_t i = 0, n = PyUnicode_GET_LENGTH(line);
    for (int at = 0; i < n && at < bytes; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(line, i);
        at += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
    return i;
}

/* A line of marks below characters start to end; between left and right they differ. */
static int put_carets(const printer *out, PyObject *line, Py_ssize_t skip, Py_ssize_t start,
                      Py_ssize_t end, Py_ssize_t left, Py_ssize_t right, bool anchored) {
    PyObject *marks = NULL;
    char *text = PyMem_Malloc((size_t)(end - skip) * 2 + 2);
    if (text == NULL) {
        return -1;
    }
    Py_ssize_t n = 0;
    for (Py_ssize_t i = skip; i < end; i++) {
        char mark = i < start                               ? ' '
                    : anchored && (i < left || i >= right) ? '~'
                                                            : '^';
        for (int w = pyi_display_width(PyUnicode_READ_CHAR(line, i)); w > 0; w--) {
            text[n++] = mark;
        }
    }
    text[n++] = '\n';
    marks = PyUnicode_FromStringAndSize(text, n);
    PyMem_Free(text);
    if (begin_line(out) < 0 || put_spaces(out->file, SOURCE_INDENT) < 0) {
        Py_XDECREF(marks);
        return -1;
    }
    return put_text(out, marks);
}

typedef struct {
    int line, end_line, column, end_column; /* columns in bytes */
} position;

/* The source line and the marks for a position in one line, or on to the end of it. */
static int put_single(const printer *out, PyObject *line, const position *at) {
    Py_ssize_t skip = leading_blanks(line), n = end_without_blanks(line);
    if (put_source(out, line, skip) < 0) {
        return -1;
    }
    if (out->plain || at->line < 0 || at->column < 0 || at->end_column < 0) {
        return 0;
    }
    Py_ssize_t start = characters(line, at->column);
    Py_ssize_t end = at->end_line == at->line ? characters(line, at->end_column) : n;
    pyi_anchors anchors = {false, 0, 0};
    if (at->end_line == at->line) {
        anchors = pyi_find_anchors(line, start, end);
    }
    if (PYI_313 && pyi_is_plain_call(line, start, end)) {
        return 0;
    }
#if !PYI_313
    if (start >= end) { /* the place of `def`, say: a line of no marks */
        return begin_line(out) < 0 ? -1 : PyFile_WriteString("\n", out->file);
    }
#endif
    if (start < skip || end > n || start >= end || (!anchors.found && end - start == n - skip)) {
        return 0; /* all of it, or nothing that is shown */
    }
    return put_carets(out, line, skip, start, end, start + anchors.left, start + anchors.right,
                      anchors.found);
}

#if PYI_313

/* ---- positions of several lines (3.13) ------------------------------------------------------------------------- */

/* new list of str: the lines of a position; NULL without an exception when one cannot be had */
static PyObject *source_lines(PyObject *filename, const position *at) {
    PyObject *lines = PyList_New(0);
    for (int i = at->line; lines != NULL && i <= at->end_line; i++) {
        PyObject *line = pyi_source_line(filename, i);
        if (line == NULL || PyList_Append(lines, line) < 0) {
            Py_CLEAR(lines);
        }
        Py_XDECREF(line);
    }
    return lines;
}

/* blanks that all lines begin with */
static Py_ssize_t common_blanks(PyObject *lines) {
    Py_ssize_t common = PY_SSIZE_T_MAX;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(lines); i++) {
        PyObject *line = PyList_GET_ITEM(lines, i);
        Py_ssize_t n = leading_blanks(line);
        if (n < PyUnicode_GET_LENGTH(line)) {
            common = Py_MIN(common, n);
        }
    }
    return common == PY_SSIZE_T_MAX ? 0 : common;
}

/* The expression as one text, and where each line of it begins in it. */
static PyObject *join_expression(PyObject *lines, Py_ssize_t start, Py_ssize_t end) {
    Py_ssize_t n = PyList_GET_SIZE(lines);
    PyObject *parts = PyList_New(0), *newline = PyUnicode_FromString("\n"), *text = NULL;
    for (Py_ssize_t i = 0; parts != NULL && i < n; i++) {
        PyObject *line = PyList_GET_ITEM(lines, i);
        PyObject *part = PyUnicode_Substring(line, i == 0 ? start : 0,
                                             i == n - 1 ? end : PyUnicode_GET_LENGTH(line));
        if (part == NULL || PyList_Append(parts, part) < 0) {
            Py_CLEAR(parts);
        }
        Py_XDECREF(part);
    }
    if (parts != NULL && newline != NULL) {
        text = PyUnicode_Join(newline, parts);
    }
    Py_XDECREF(parts);
    Py_XDECREF(newline);
    return text;
}

/* A place in the joined expression as line and character of the source. */
static void locate(PyObject *lines, Py_ssize_t start, Py_ssize_t offset, Py_ssize_t *line,
                   Py_ssize_t *character) {
    *line = 0;
    offset += start;
    while (*line < PyList_GET_SIZE(lines) - 1 &&
           offset > PyUnicode_GET_LENGTH(PyList_GET_ITEM(lines, *line))) {
        offset -= PyUnicode_GET_LENGTH(PyList_GET_ITEM(lines, *line)) + 1;
        (*line)++;
    }
    *character = offset;
}

/* Whether an expression is all there is in its lines, or in a statement of which it is the point. */
static bool goes_without_marks(PyObject *lines, Py_ssize_t start, Py_ssize_t end, bool anchored) {
    PyObject *first = PyList_GET_ITEM(lines, 0);
    PyObject *last = PyList_GET_ITEM(lines, PyList_GET_SIZE(lines) - 1);
    if (!anchored) {
        return leading_blanks(first) >= start && end_without_blanks(last) <= end;
    }
    /* as one line: what is before the expression, the expression, what is after it */
    PyObject *text = join_expression(lines, 0, PyUnicode_GET_LENGTH(last));
    if (text == NULL) {
        PyErr_Clear();
        return false;
    }
    Py_ssize_t after = PyUnicode_GET_LENGTH(last) - end;
    bool plain = pyi_is_plain_call(text, start, PyUnicode_GET_LENGTH(text) - after);
    Py_DECREF(text);
    return plain;
}

/* One of the lines, and its marks. */
static int put_one_of(const printer *out, PyObject *lines, Py_ssize_t i, Py_ssize_t skip,
                      Py_ssize_t start, Py_ssize_t end, const pyi_anchors *anchors) {
    PyObject *line = PyList_GET_ITEM(lines, i);
    Py_ssize_t last = PyList_GET_SIZE(lines) - 1, n = end_without_blanks(line);
    if (put_source(out, line, skip) < 0) {
        return -1;
    }
    Py_ssize_t from = i == 0 ? start : Py_MAX(leading_blanks(line), skip);
    Py_ssize_t to = i == last ? Py_MIN(end, n) : n;
    if (anchors == NULL) {
        return 0;
    }
    if (from >= to) { /* an empty line has an empty line of marks */
        return begin_line(out) < 0 || put_spaces(out->file, SOURCE_INDENT) < 0
                   ? -1
                   : PyFile_WriteString("\n", out->file);
    }
    Py_ssize_t left = 0, right = 0, at_line, at;
    if (anchors->found) {
        locate(lines, start, anchors->left, &at_line, &at);
        left = at_line < i ? 0 : at_line > i ? PY_SSIZE_T_MAX : at;
        locate(lines, start, anchors->right, &at_line, &at);
        right = at_line < i ? 0 : at_line > i ? PY_SSIZE_T_MAX : at;
    }
    return put_carets(out, line, skip, from, to, left, right, anchors->found);
}

/* The first and last lines and those around the anchors; what is left out is counted. */
static int put_multiple(const printer *out, PyObject *lines, const position *at) {
    Py_ssize_t n = PyList_GET_SIZE(lines), skip = common_blanks(lines);
    Py_ssize_t start = characters(PyList_GET_ITEM(lines, 0), at->column);
    Py_ssize_t end = characters(PyList_GET_ITEM(lines, n - 1), at->end_column);
    PyObject *text = join_expression(lines, start, end);
    if (text == NULL) {
        return -1;
    }
    pyi_anchors anchors = pyi_find_anchors(text, 0, PyUnicode_GET_LENGTH(text));
    Py_DECREF(text);
    bool marked = !goes_without_marks(lines, start, end, anchors.found);
    const pyi_anchors *shown = marked ? &anchors : NULL;
    Py_ssize_t left_line = -1, right_line = -1, unused, previous = -1;
    if (anchors.found) {
        locate(lines, start, anchors.left, &left_line, &unused);
        locate(lines, start, anchors.right, &right_line, &unused);
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        bool near = anchors.found && ((i >= left_line - 1 && i <= left_line + 1) ||
                                      (i >= right_line - 1 && i <= right_line + 1));
        if (i != 0 && i != n - 1 && !near) {
            continue;
        }
        if (previous >= 0 && i - previous == 2) {
            if (put_one_of(out, lines, i - 1, skip, start, end, shown) < 0) {
                return -1;
            }
        } else if (previous >= 0 && i - previous > 2) {
            if (begin_line(out) < 0 || put_spaces(out->file, SOURCE_INDENT) < 0 ||
                put_text(out, PyUnicode_FromFormat("...<%zd lines>...\n", i - previous - 1)) < 0) {
                return -1;
            }
        }
        if (put_one_of(out, lines, i, skip, start, end, shown) < 0) {
            return -1;
        }
        previous = i;
    }
    return 0;
}

#endif

/* ---- entries ------------------------------------------------------------------------------------------------------- */

static int entry_line(PyTracebackObject *entry) {
    return entry->tb_lineno >= 0
               ? entry->tb_lineno
               : PyCode_Addr2Line(pyi_frame_code(entry->tb_frame->f_frame), entry->tb_lasti);
}

static int put_entry_source(const printer *out, PyTracebackObject *entry, int lineno) {
    PyCodeObject *code = pyi_frame_code(entry->tb_frame->f_frame);
    position at;
    PyCode_Addr2Location(code, entry->tb_lasti, &at.line, &at.column, &at.end_line,
                         &at.end_column);
    if (at.line != lineno) {
        at.line = -1;
    }
#if PYI_313
    if (!out->plain && at.line >= 0 && at.end_line > at.line && at.column >= 0 && at.end_column >= 0) {
        PyObject *lines = source_lines(code->co_filename, &at);
        if (lines != NULL) {
            int status = put_multiple(out, lines, &at);
            Py_DECREF(lines);
            return status;
        }
    }
#endif
    PyObject *line = pyi_source_line(code->co_filename, lineno);
    if (line == NULL) {
        return 0;
    }
    int status = put_single(out, line, &at);
    Py_DECREF(line);
    return status;
}

static int put_entry(const printer *out, PyTracebackObject *entry, int lineno) {
    PyCodeObject *code = pyi_frame_code(entry->tb_frame->f_frame);
    if (begin_line(out) < 0 ||
        put_text(out, PyUnicode_FromFormat("  File \"%U\", line %d, in %U\n", code->co_filename,
                                           lineno, code->co_name)) < 0) {
        return -1;
    }
    return put_entry_source(out, entry, lineno);
}

static int put_repeated(const printer *out, long count) {
    count -= RECURSION_SHOWN;
    return begin_line(out) < 0
               ? -1
               : put_text(out, PyUnicode_FromFormat(count > 1 ? "  [Previous line repeated %ld more times]\n"
                                                              : "  [Previous line repeated %ld more time]\n",
                                                    count));
}

/* Whether two entries look the same. */
static bool same_place(PyTracebackObject *a, PyTracebackObject *b) {
    PyCodeObject *x = pyi_frame_code(a->tb_frame->f_frame);
    PyCodeObject *y = pyi_frame_code(b->tb_frame->f_frame);
    return entry_line(a) == entry_line(b) &&
           (x == y || (PyUnicode_Compare(x->co_filename, y->co_filename) == 0 &&
                       PyUnicode_Compare(x->co_name, y->co_name) == 0));
}

/* The entries, of which only the last `limit`. */
static int put_entries(const printer *out, PyTracebackObject *entry, long limit) {
    long depth = 0, same = 0;
    for (PyTracebackObject *at = entry; at != NULL; at = at->tb_next) {
        depth++;
    }
    for (; entry != NULL && depth > limit; depth--) {
        entry = entry->tb_next;
    }
    PyTracebackObject *last = NULL;
    for (; entry != NULL; entry = entry->tb_next) {
        if (last == NULL || !same_place(last, entry)) {
            if (same > RECURSION_SHOWN && put_repeated(out, same) < 0) {
                return -1;
            }
            same = 0;
        }
        last = entry;
        if (++same <= RECURSION_SHOWN && put_entry(out, entry, entry_line(entry)) < 0) {
            return -1;
        }
        if (PyErr_CheckSignals() < 0) {
            return -1;
        }
    }
    return same > RECURSION_SHOWN ? put_repeated(out, same) : 0;
}

static long traceback_limit(void) {
    PyObject *limit = PySys_GetObject("tracebacklimit");
    if (limit == NULL || !PyLong_Check(limit)) {
        return DEFAULT_LIMIT;
    }
    int overflow;
    long value = PyLong_AsLongAndOverflow(limit, &overflow);
    return overflow > 0 ? LONG_MAX : overflow < 0 ? 0 : value;
}

static int print_traceback(const printer *out, PyObject *tb, const char *header_margin,
                           const char *header) {
    if (tb == NULL) {
        return 0;
    }
    if (!PyTraceBack_Check(tb)) {
        PyErr_BadInternalCall();
        return -1;
    }
    long limit = traceback_limit();
    if (limit <= 0) {
        return 0;
    }
    if (_Py_WriteIndentedMargin(out->indent, header_margin, out->file) < 0 ||
        PyFile_WriteString(header, out->file) < 0) {
        return -1;
    }
    return put_entries(out, (PyTracebackObject *)tb, limit);
}

/* ---- public functions ------------------------------------------------------------------------------------------------ */

/* Since 3.13 CPython's C code leaves what is pointed at to the module traceback. What uncaught
 * exceptions print has it here as well: _PyTraceBack_Print. */
int PyTraceBack_Print(PyObject *tb, PyObject *file) {
    printer out = {file, 0, NULL, PYI_313};
    return print_traceback(&out, tb, NULL, "Traceback (most recent call last):\n");
}

int pyi_traceback_print(PyObject *tb, int indent, const char *margin, const char *header_margin,
                        const char *header, PyObject *file) {
    printer out = {file, indent, margin, false};
    return print_traceback(&out, tb, header_margin, header);
}

#if PYI_313
int _PyTraceBack_Print(PyObject *tb, const char *header, PyObject *file) {
    return pyi_traceback_print(tb, 0, NULL, NULL, header, file);
}
#else
int _PyTraceBack_Print_Indented(PyObject *tb, int indent, const char *margin,
                                const char *header_margin, const char *header, PyObject *file) {
    return pyi_traceback_print(tb, indent, margin, header_margin, header, file);
}
#endif

/* A source line, indented; *line gets it as it is in the file (new), *truncation its blanks. */
int _Py_DisplaySourceLine(PyObject *file, PyObject *filename, int lineno, int indent,
                          int *truncation, PyObject **line) {
    PyObject *text = pyi_source_line(filename, lineno);
    if (text == NULL) {
        return 0;
    }
    Py_ssize_t skip = leading_blanks(text);
    if (truncation != NULL) {
        *truncation = (int)skip - indent;
    }
    PyObject *shown = PyUnicode_Substring(text, skip, end_without_blanks(text));
    int status = shown == NULL ? -1 : put_spaces(file, indent);
    if (status == 0) {
        status = PyFile_WriteObject(shown, file, Py_PRINT_RAW);
    }
    if (status == 0) {
        status = PyFile_WriteString("\n", file);
    }
    Py_XDECREF(shown);
    if (line != NULL && status == 0) {
        *line = text;
    } else {
        Py_DECREF(text);
    }
    return status;
}
