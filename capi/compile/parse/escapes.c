/* SPDX-License-Identifier: Apache-2.0 */
/* escapes: the values of literal text, and warnings about escapes that do not exist. */
#include "literal.h"

#if PYI_313
#  include "internal/pycore_bytesobject.h"
#  include "internal/pycore_unicodeobject.h"
#endif

#define CATEGORY (PYI_312 ? PyExc_SyntaxWarning : PyExc_DeprecationWarning)

/* ---- warnings -------------------------------------------------------------------------------- */

bool
pyi_warn_escape(pyi_parser *p, const pyi_token *token, const char *c)
{
    /* The lexer has warned about braces in f-strings. */
    if (p->explain || (token->kind != PYI_TOK_STRING && (*c == '{' || *c == '}')))
        return true;
    bool octal = *c >= '4' && *c <= '7';
    PyObject *message = octal ? PyUnicode_FromFormat("invalid octal escape sequence '\\%.3s'", c)
                              : PyUnicode_FromFormat("invalid escape sequence '\\%c'", *c);
    if (message == NULL)
        return pyi_fail(p);
    int status = PyErr_WarnExplicitObject(CATEGORY, message, p->filename, token->lineno, NULL, NULL);
    if (status < 0) {
        if (PyErr_ExceptionMatches(CATEGORY)) { /* as an error it has a place */
            PyErr_Clear();
            pyi_error_node(p, token, "%U", message);
        }
        p->failed = true;
    }
    Py_DECREF(message);
    return status == 0;
}

/* ---- decoding -------------------------------------------------------------------------------- */

/* At its token; but before 3.12, where strings were decoded when all adjacent ones had been read, at
 * the token behind those. */
static void
raise_mistake(pyi_parser *p, const pyi_token *token, const char *what, PyObject *text)
{
#if PYI_312
    pyi_error_node(p, token, "(%s) %U", what, text);
#else
    (void)token;
    while (pyi_accept(p, PYI_TOK_STRING) != NULL)
        continue;
    pyi_error_here(p, PyExc_SyntaxError, "(%s) %U", what, text);
#endif
}

/* What went wrong in an escape is a SyntaxError. */
static PyObject *
explain(pyi_parser *p, const pyi_token *token)
{
    const char *what = PyErr_ExceptionMatches(PyExc_UnicodeError) ? "unicode error"
                       : PyErr_ExceptionMatches(PyExc_ValueError) ? "value error"
                                                                  : NULL;
    if (what == NULL)
        return pyi_fail(p);
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *text = PyObject_Str(value);
    if (text != NULL)
        raise_mistake(p, token, what, text);
    else
        pyi_fail(p);
    Py_XDECREF(text);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
    return NULL;
}

/* What is not ASCII written as escapes, and a backslash that then would escape those as one too. */
static char *
escape_text(pyi_parser *p, const char *start, const char *end, Py_ssize_t *size)
{
    char *escaped = _PyArena_Malloc(p->arena, (size_t)(end - start) * 6 + 8);
    PyObject *text = PyUnicode_DecodeUTF8(start, end - start, NULL);
    if (escaped == NULL || text == NULL) {
        Py_XDECREF(text);
        return pyi_fail(p);
    }
    char *out = escaped;
    Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    for (Py_ssize_t i = 0; i < n; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        Py_UCS4 next = i + 1 < n ? PyUnicode_READ_CHAR(text, i + 1) : 128;
        if (c >= 128)
            out += sprintf(out, "\\U%08x", (unsigned)c);
        else if (c == '\\' && next >= 128)
            out += sprintf(out, "\\u005c");
        else {
            *out++ = (char)c;
            if (c == '\\') {
                *out++ = (char)next;
                i++;
            }
        }
    }
    Py_DECREF(text);
    *size = out - escaped;
    *out = '\0';
    return escaped;
}

PyObject *
pyi_decode_str(pyi_parser *p, const pyi_token *token, const char *start, const char *end, bool raw)
{
    PyObject *result;
    const char *invalid = NULL;
    if (raw || memchr(start, '\\', (size_t)(end - start)) == NULL)
        result = PyUnicode_DecodeUTF8(start, end - start, NULL);
    else {
        Py_ssize_t size = 0;
        char *text = escape_text(p, start, end, &size);
        if (text == NULL)
            return NULL;
        result = _PyUnicode_DecodeUnicodeEscapeInternal(text, size, NULL, NULL, &invalid);
    }
    if (result == NULL)
        return explain(p, token);
    if (invalid != NULL && !pyi_warn_escape(p, token, invalid))
        Py_CLEAR(result);
    return result;
}

PyObject *
pyi_decode_bytes(pyi_parser *p, const pyi_token *token, const char *start, const char *end,
                 bool raw)
{
    for (const char *c = start; c < end; c++)
        if ((unsigned char)*c >= 128)
            return pyi_error_node(p, token, "bytes can only contain ASCII literal characters");
    if (raw)
        return PyBytes_FromStringAndSize(start, end - start);
    const char *invalid = NULL;
    PyObject *result = _PyBytes_DecodeEscape(start, end - start, NULL, &invalid);
    if (result == NULL)
        return explain(p, token);
    if (invalid != NULL && !pyi_warn_escape(p, token, invalid))
        Py_CLEAR(result);
    return result;
}
