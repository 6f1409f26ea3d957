/* SPDX-License-Identifier: Apache-2.0 */
/* strings: adjacent literals of str and bytes as one constant.
 *
 * TODO f-strings are refused.
 */
#include "literal.h"

typedef struct {
    bool bytes, raw, unicode;
    const char *start, *end; /* without prefix and quotes */
} literal;

/* false for an f-string */
static bool
split_literal(const pyi_token *token, literal *self)
{
    const char *c = token->start;
    *self = (literal){.bytes = false};
    for (; *c != '\'' && *c != '"'; c++) {
        int letter = Py_TOLOWER((unsigned char)*c);
        if (letter == 'f')
            return false;
        self->bytes = self->bytes || letter == 'b';
        self->raw = self->raw || letter == 'r';
        self->unicode = self->unicode || letter == 'u';
    }
    int quotes = token->end - c >= 6 && c[1] == c[0] && c[2] == c[0] ? 3 : 1;
    self->start = c + quotes;
    self->end = token->end - quotes;
    return true;
}

/* new */
static PyObject *
decode_literal(pyi_parser *p, const pyi_token *token, const literal *self)
{
    return self->bytes ? pyi_decode_bytes(p, token, self->start, self->end, self->raw)
                       : pyi_decode_str(p, token, self->start, self->end, self->raw);
}

/* new: both joined; steals them */
static PyObject *
join(PyObject *left, PyObject *right)
{
    if (left == NULL || right == NULL) {
        Py_XDECREF(left);
        return right;
    }
    if (PyBytes_CheckExact(left)) {
        PyBytes_ConcatAndDel(&left, right);
        return left;
    }
    PyObject *result = PyUnicode_Concat(left, right);
    Py_DECREF(left);
    Py_DECREF(right);
    return result;
}

expr_ty
pyi_parse_strings(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p), *token;
    PyObject *value = NULL;
    literal one, all = {.bytes = false};
    if (pyi_peek(p) == PYI_TOK_FSTRING_START)
        return pyi_error_node(p, first, "f-strings are not supported yet");
    while ((token = pyi_accept(p, PYI_TOK_STRING)) != NULL) {
        if (!split_literal(token, &one) || pyi_peek(p) == PYI_TOK_FSTRING_START)
            return pyi_error_node(p, first, "f-strings are not supported yet");
        if (value == NULL)
            all = one;
        else if (one.bytes != all.bytes) {
            Py_DECREF(value);
            return pyi_error_range(p, first, token, "cannot mix bytes and nonbytes literals");
        }
        PyObject *more = decode_literal(p, token, &one);
        value = more != NULL ? join(value, more) : NULL;
        if (value == NULL)
            return pyi_fail(p);
    }
    if (p->failed || value == NULL)
        return NULL;
    if (!all.bytes)
        PyUnicode_InternInPlace(&value);
    if (_PyArena_AddPyObject(p->arena, value) < 0) {
        Py_DECREF(value);
        return pyi_fail(p);
    }
    expr_ty expr = _PyAST_Constant(value, all.unicode ? PYI_NAME("u") : NULL, PYI_SPAN(p, first));
    return expr != NULL ? expr : pyi_fail(p);
}
