/* SPDX-License-Identifier: Apache-2.0 */
/* errors: raising SyntaxErrors of the parser. Columns are bytes from 0, offsets bytes from 1. */
#include "../parser.h"

void *
pyi_fail(pyi_parser *p)
{
    if (!PyErr_Occurred())
        PyErr_NoMemory();
    p->failed = true;
    return NULL;
}

/* Tokens without columns end where the lexer is: in the line read last, behind what it took of it. */
static Py_ssize_t
offset_of_cursor(const pyi_parser *p, const pyi_token *token)
{
    const char *text = p->lexer->text;
    const char *line = token->start;
    if (line == p->lexer->end && line > text && line[-1] == '\n')
        line--;
    while (line > text && line[-1] != '\n')
        line--;
    return token->start - line;
}

static void
raise_at(pyi_parser *p, PyObject *type, int lineno, Py_ssize_t offset, int end_lineno,
         Py_ssize_t end_offset, const char *format, va_list arguments)
{
    if (!p->failed)
        pyi_lexer_raise_at(p->lexer, p->furthest, type, lineno, offset, end_lineno, end_offset,
                           PyUnicode_FromFormatV(format, arguments));
    p->failed = true;
}

void *
pyi_error_here(pyi_parser *p, PyObject *type, const char *format, ...)
{
    const pyi_token *token = &p->tokens[p->furthest];
    Py_ssize_t offset = token->col_offset == -1 ? offset_of_cursor(p, token)
                                                : token->col_offset + 1;
    Py_ssize_t end_offset = token->end_col_offset == -1 ? -1 : token->end_col_offset + 1;
    va_list arguments;
    va_start(arguments, format);
    raise_at(p, type, token->lineno, offset, token->end_lineno, end_offset, format, arguments);
    va_end(arguments);
    return NULL;
}

void *
pyi_error_at(pyi_parser *p, PyObject *type, int lineno, int col_offset, int end_lineno,
             int end_col_offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    raise_at(p, type, lineno, (Py_ssize_t)col_offset + 1, end_lineno,
             (Py_ssize_t)end_col_offset + 1, format, arguments);
    va_end(arguments);
    return NULL;
}

bool
pyi_check_version(pyi_parser *p, int minor, const char *what)
{
    if (p->feature_version < minor && !p->failed)
        pyi_error_here(p, PyExc_SyntaxError, "%s only supported in Python 3.%i and greater", what,
                       minor);
    return !p->failed;
}
