/* SPDX-License-Identifier: Apache-2.0 */
/* tokens: looking at the next token, and taking it. */
#include "../parser.h"
#include "pyi_c_imports.h"

int
pyi_peek_slowly(pyi_parser *p)
{
    if (p->failed)
        return PYI_TOK_ERROR;
    p->furthest = p->pos;
    int kind = p->tokens[p->pos].kind;
    if (kind == PYI_TOK_ERROR) {
        pyi_lexer_raise(p->lexer);
        p->failed = true;
    }
    return kind;
}

bool
pyi_peek_word(pyi_parser *p, const char *word)
{
    if (pyi_peek(p) != PYI_TOK_NAME)
        return false;
    const pyi_token *token = PYI_NEXT(p);
    size_t length = strlen(word);
    return (size_t)(token->end - token->start) == length &&
           memcmp(token->start, word, length) == 0;
}

const pyi_token *
pyi_accept_word(pyi_parser *p, const char *word)
{
    return pyi_peek_word(p, word) ? &p->tokens[p->pos++] : NULL;
}

const pyi_token *
pyi_force(pyi_parser *p, int kind, const char *spelling)
{
    const pyi_token *token = pyi_accept(p, kind);
    if (token == NULL && !p->failed)
        pyi_error_node(p, PYI_NEXT(p), "expected '%s'", spelling);
    return token;
}

/* ---- identifiers ----------------------------------------------------------------------------- */

static bool
is_ascii(const pyi_token *token)
{
    for (const char *c = token->start; c < token->end; c++)
        if ((unsigned char)*c >= 128)
            return false;
    return true;
}

PYI_C_IMPORT("unicodedata", "normalize", "<text>", "");

/* new: NFKC of a str, which it steals */
static PyObject *
normalise(PyObject *name)
{
    PyObject *module = PyImport_ImportModule("unicodedata");
    PyObject *normal = NULL;
    if (module != NULL)
        normal = PyObject_CallMethod(module, "normalize", "sO", "NFKC", name);
    Py_XDECREF(module);
    Py_DECREF(name);
    if (normal != NULL && !PyUnicode_Check(normal)) {
        PyErr_Format(PyExc_TypeError, "unicodedata.normalize() must return a string, not %.200s",
                     Py_TYPE(normal)->tp_name);
        Py_CLEAR(normal);
    }
    return normal;
}

PyObject *
pyi_identifier(pyi_parser *p, const pyi_token *token)
{
    PyObject *name = PyUnicode_DecodeUTF8(token->start, token->end - token->start, NULL);
    if (name != NULL && !is_ascii(token))
        name = normalise(name);
    if (name == NULL)
        return pyi_fail(p);
    PyUnicode_InternInPlace(&name);
    if (_PyArena_AddPyObject(p->arena, name) < 0) {
        Py_DECREF(name);
        return pyi_fail(p);
    }
    return name;
}

PyObject *
pyi_accept_identifier(pyi_parser *p)
{
    const pyi_token *token = pyi_accept(p, PYI_TOK_NAME);
    return token != NULL ? pyi_identifier(p, token) : NULL;
}
