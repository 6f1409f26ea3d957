/* SPDX-License-Identifier: Apache-2.0 */
/* lexer/error: mistakes in the source and warnings, remembered until the parser gets there.
 *
 * CPython has two ways to report what its lexer finds. Most errors the lexer raises itself: at the
 * character read last, with the text of the line up to its \n; those also replace an error that the
 * parser found earlier in the source. The others (indentation, backslashes, the end of the text)
 * only make the parser stop, which places them by its own rules.
 */
#include "state.h"

#include "internal/pycore_pyerrors.h"

/* ---- raised by the lexer --------------------------------------------------------------------- */

/* new: (message, (filename, lineno, offset, text, lineno, end_offset)); steals message. Offset 0:
 * the number of characters from the start of the line to there. */
static PyObject *make_args(pyi_lex_state *s, PyObject *message, const char *line_start,
                           const char *cur, int lineno, Py_ssize_t offset, Py_ssize_t end_offset) {
    PyObject *text = PyUnicode_DecodeUTF8(line_start, strcspn(line_start, "\n"), "replace");
    PyObject *before = PyUnicode_DecodeUTF8(line_start, cur - line_start, "replace");
    PyObject *args = NULL;
    if (message != NULL && text != NULL && before != NULL) {
        if (offset == 0) {
            offset = end_offset = PyUnicode_GET_LENGTH(before);
        }
        args = Py_BuildValue("(O(OinOin))", message, s->lexer->filename, lineno, offset, text,
                             lineno, end_offset);
    }
    Py_XDECREF(message);
    Py_XDECREF(text);
    Py_XDECREF(before);
    return args;
}

static int record(pyi_lex_state *s, PyObject *message, int offset, int end_offset) {
    if (s->failed) {
        Py_XDECREF(message);
        return PYI_TOK_ERROR;
    }
    PyObject *args = make_args(s, message, s->line_start, s->cur, s->lineno, offset, end_offset);
    if (args == NULL || _PyArena_AddPyObject(s->lexer->arena, args) < 0) {
        return lex_failed(s);
    }
    s->error = (lex_error){.type = PyExc_SyntaxError, .args = args};
    return PYI_TOK_ERROR;
}

int pyi_lex_error(pyi_lex_state *s, const char *format, ...) {
    va_list values;
    va_start(values, format);
    PyObject *message = PyUnicode_FromFormatV(format, values);
    va_end(values);
    return record(s, message, 0, 0);
}

int pyi_lex_error_range(pyi_lex_state *s, int offset, int end_offset, const char *message) {
    return record(s, PyUnicode_FromString(message), offset, end_offset);
}

int pyi_lex_error_unprintable(pyi_lex_state *s, Py_UCS4 character) {
    char code[16];
    PyOS_snprintf(code, sizeof(code), "%04X", (unsigned int)character);
    return pyi_lex_error(s, "invalid non-printable character U+%s", code);
}

/* ---- raised by the parser -------------------------------------------------------------------- */

static int record_late(pyi_lex_state *s, PyObject *type, PyObject *message, Py_ssize_t offset,
                       int end_offset) {
    if (message == NULL || _PyArena_AddPyObject(s->lexer->arena, message) < 0) {
        return lex_failed(s);
    }
    s->error = (lex_error){
        .type = type, .message = message, .offset = offset, .end_offset = end_offset};
    return PYI_TOK_ERROR;
}

int pyi_lex_error_late(pyi_lex_state *s, PyObject *type, const char *message, Py_ssize_t offset,
                       int end_offset) {
    return record_late(s, type, PyUnicode_FromString(message), offset, end_offset);
}

int pyi_lex_error_end(pyi_lex_state *s) {
    s->error = (lex_error){.at_end_of_text = true};
    return PYI_TOK_ERROR;
}

int pyi_lex_error_decode(pyi_lex_state *s) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *message = PyUnicode_FromFormat("(unicode error) %S", value);
    int kind = record_late(s, PyExc_SyntaxError, message, s->cur - s->line_start, -1);
    s->error.undecodable = value;
    if (value == NULL || _PyArena_AddPyObject(s->lexer->arena, Py_NewRef(value)) < 0) {
        kind = lex_failed(s);
    }
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    return kind;
}

/* A bracket was open where the text ends. */
static void raise_unclosed(const pyi_lexer *lexer, Py_ssize_t furthest) {
    const pyi_lex_state *s = lexer->state;
    const lex_bracket *bracket = &s->brackets[s->level - 1];
    pyi_lexer_raise_at(lexer, furthest, PyExc_SyntaxError, bracket->lineno,
                       bracket->col_offset + 1, bracket->lineno, 0,
                       PyUnicode_FromFormat("'%c' was never closed", bracket->character));
}

void pyi_lexer_raise(pyi_lexer *lexer) {
    const pyi_lex_state *s = lexer->state;
    const lex_error *error = &s->error;
    Py_ssize_t last = lexer->count - 1;
    if (error->args != NULL) {
        PyErr_SetObject(error->type, error->args);
    } else if (error->type != NULL) {
        pyi_lexer_raise_at(lexer, last, error->type, s->lineno, error->offset, s->lineno,
                           error->end_offset, Py_NewRef(error->message));
    } else if (s->level > 0) {
        raise_unclosed(lexer, last);
    } else {
        pyi_lexer_raise_at(lexer, last, PyExc_SyntaxError, s->lineno, s->cur - s->line_start,
                           s->lineno, -1, PyUnicode_FromString("unexpected EOF while parsing"));
    }
}

void pyi_lexer_raise_preferred(pyi_lexer *lexer, Py_ssize_t furthest) {
    const pyi_lex_state *s = lexer->state;
    const lex_error *error = &s->error;
    if (lexer->tokens[lexer->count - 1].kind != PYI_TOK_ERROR || furthest >= lexer->count - 1) {
        return;
    }
#if PYI_312
    if (s->fstrings > 0) {
        return; /* a mistake in a field would often come back as missing quotes or braces */
    }
#endif
    if (error->args != NULL) {
        PyErr_Clear();
        PyErr_SetObject(error->type, error->args);
    } else if (error->undecodable != NULL) {
        PyErr_Clear();
        PyErr_SetObject((PyObject *)Py_TYPE(error->undecodable), error->undecodable);
    } else if (s->level > 0 &&
               lexer->tokens[furthest].lineno > s->brackets[s->level - 1].lineno) {
        PyErr_Clear();
        raise_unclosed(lexer, lexer->count - 1);
    }
}

bool pyi_lexer_is_incomplete(const pyi_lexer *lexer, Py_ssize_t furthest) {
    const pyi_lex_state *s = lexer->state;
    if (lexer->tokens[furthest].kind == PYI_TOK_ERROR) {
        return s->error.at_end_of_text;
    }
    return s->end_seen >= 0 && furthest >= s->end_seen;
}

/* ---- warnings -------------------------------------------------------------------------------- */

int pyi_lex_warn(pyi_lex_state *s, const char *message) {
    lex_warning *warnings = pyi_lex_grow(s->lexer->arena, s->warnings, s->n_warnings,
                                         &s->warnings_capacity, sizeof(*warnings));
    if (warnings == NULL) {
        return -1;
    }
    s->warnings = warnings;
    s->warnings[s->n_warnings++] = (lex_warning){
        .token = s->lexer->count,
        .message = message,
        .line_start = s->line_start,
        .cur = s->cur,
        .lineno = s->lineno,
    };
    return 0;
}

static int issue(pyi_lex_state *s, const lex_warning *warning) {
    PyObject *category = PYI_312 ? PyExc_SyntaxWarning : PyExc_DeprecationWarning;
    PyObject *message = PyUnicode_FromString(warning->message);
    if (message == NULL) {
        return -1;
    }
    int status = PyErr_WarnExplicitObject(category, message, s->lexer->filename, warning->lineno,
                                          NULL, NULL);
    if (status < 0 && PyErr_ExceptionMatches(category)) { /* a filter made it an error */
        PyErr_Clear();
        PyObject *args = make_args(s, Py_NewRef(message), warning->line_start, warning->cur,
                                   warning->lineno, 0, 0);
        if (args != NULL) {
            PyErr_SetObject(PyExc_SyntaxError, args);
            Py_DECREF(args);
        }
    }
    Py_DECREF(message);
    return status;
}

int pyi_lexer_warn(pyi_lexer *lexer, Py_ssize_t furthest) {
    pyi_lex_state *s = lexer->state;
    while (s->n_warned < s->n_warnings && s->warnings[s->n_warned].token <= furthest) {
        if (issue(s, &s->warnings[s->n_warned++]) < 0) {
            return -1;
        }
    }
    return 0;
}
