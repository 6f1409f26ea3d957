/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/report: SyntaxErrors of the parser: their text and columns.
 *
 * The text is the line of the error, but with all lines that CPython holds in its buffer when the
 * error is in the line read last: strings of several lines and lines joined by a backslash stay
 * there together. Columns become characters of that text.
 */
#include "state.h"

#include "internal/pycore_pyerrors.h"

const pyi_token *pyi_lexer_open_bracket(const pyi_lexer *lexer, Py_ssize_t index) {
    int level = lexer->tokens[index].level;
    if (level == 0) {
        return NULL;
    }
    while (index > 0 && lexer->tokens[index - 1].level >= level) {
        index--;
    }
    return &lexer->tokens[index];
}

/* ---- text ------------------------------------------------------------------------------------ */

static bool is_joined(const pyi_lex_state *s, int lineno) {
    Py_ssize_t low = 0, high = s->n_joined;
    while (low < high) {
        Py_ssize_t middle = (low + high) / 2;
        if (s->joined[middle] < lineno) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < s->n_joined && s->joined[low] == lineno;
}

static const char *find_line(const pyi_lexer *lexer, int lineno) {
    const char *line = lexer->text;
    for (int i = lexer->first_lineno; i < lineno; i++) {
        const char *newline = memchr(line, '\n', lexer->end - line);
        if (newline == NULL) {
            break; /* an error behind the text is shown with its last line */
        }
        line = newline + 1;
    }
    return line;
}

static const char *line_end(const pyi_lexer *lexer, const char *line, bool with_newline) {
    const char *newline = memchr(line, '\n', lexer->end - line);
    return newline == NULL ? lexer->end : newline + with_newline;
}

PyObject *pyi_lexer_error_text(const pyi_lexer *lexer, int lineno, Py_ssize_t furthest) {
    int last = lexer->tokens[furthest].end_lineno;
    if (lexer->mode == Py_file_input) {
        PyObject *text =
            _PyErr_ProgramDecodedTextObject(lexer->filename, lineno, lexer->encoding);
        if (text != NULL || PyErr_Occurred()) {
            return text;
        }
    }
    if (last > lineno || last < lexer->first_lineno) {
        const char *line = find_line(lexer, lineno);
        return PyUnicode_DecodeUTF8(line, line_end(lexer, line, false) - line, "replace");
    }
    int first = last;
    while (first > lexer->first_lineno && is_joined(lexer->state, first)) {
        first--;
    }
    const char *end = line_end(lexer, find_line(lexer, last), true);
    const char *start = find_line(lexer, first);
    return PyUnicode_DecodeUTF8(start, end - start, "replace");
}

/* ---- columns --------------------------------------------------------------------------------- */

/* how many characters the first bytes of the text are; -2 with an exception */
static Py_ssize_t count_characters(PyObject *text, Py_ssize_t bytes) {
    if (bytes < 0) {
        return -1;
    }
    Py_ssize_t size;
    const char *utf8 = PyUnicode_AsUTF8AndSize(text, &size);
    if (utf8 == NULL) {
        return -2;
    }
    if (bytes > size + 1) {
        bytes = size + 1; /* the NUL counts as one */
    }
    PyObject *part = PyUnicode_DecodeUTF8(utf8, bytes, "replace");
    if (part == NULL) {
        return -2;
    }
    Py_ssize_t n = PyUnicode_GET_LENGTH(part);
    Py_DECREF(part);
    return n;
}

static int make_columns(const pyi_lexer *lexer, PyObject *text, Py_ssize_t *offset,
                        Py_ssize_t *end_offset) {
    if (lexer->mode == PYI_FIELD_INPUT) { /* the text of the error is that of the field */
        *offset -= lexer->first_col_offset;
        *end_offset -= lexer->first_col_offset;
    }
    if (!PYI_313 && lexer->encoding == NULL) {
        return 0; /* what came as bytes without a cookie is counted in bytes */
    }
    if ((*offset = count_characters(text, *offset)) == -2) {
        return -1;
    }
    if (*end_offset > 0 && (*end_offset = count_characters(text, *end_offset)) == -2) {
        return -1;
    }
    return 0;
}

void pyi_lexer_raise_at(const pyi_lexer *lexer, Py_ssize_t furthest, PyObject *type, int lineno,
                        Py_ssize_t offset, int end_lineno, Py_ssize_t end_offset,
                        PyObject *message) {
    if (message != NULL && lexer->mode == PYI_FIELD_INPUT) {
        Py_SETREF(message, PyUnicode_FromFormat("f-string: %U", message));
    }
    PyObject *text = message == NULL ? NULL : pyi_lexer_error_text(lexer, lineno, furthest);
    if (text != NULL && make_columns(lexer, text, &offset, &end_offset) == 0) {
        PyObject *args = Py_BuildValue("(O(OinOin))", message, lexer->filename, lineno, offset,
                                       text, end_lineno, end_offset);
        if (args != NULL) {
            PyErr_SetObject(type, args);
            Py_DECREF(args);
        }
    }
    Py_XDECREF(text);
    Py_XDECREF(message);
}
