/* SPDX-License-Identifier: Apache-2.0 */
/* strings: adjacent literals of str and bytes as one constant, and with f-strings as a JoinedStr.
 *
 * TODO f-strings of 3.11 are refused.
 */
#include "literal.h"

typedef struct {
    bool bytes, raw, unicode, formatted;
    const char *start, *end; /* without prefix and quotes */
} literal;

static literal
split_literal(const pyi_token *token)
{
    const char *c = token->start;
    literal self = {.bytes = false};
    for (; *c != '\'' && *c != '"'; c++) {
        int letter = Py_TOLOWER((unsigned char)*c);
        self.bytes = self.bytes || letter == 'b';
        self.raw = self.raw || letter == 'r';
        self.unicode = self.unicode || letter == 'u';
        self.formatted = self.formatted || letter == 'f';
    }
    int quotes = token->end - c >= 6 && c[1] == c[0] && c[2] == c[0] ? 3 : 1;
    self.start = c + quotes;
    self.end = token->end - quotes;
    return self;
}

/* ---- constants ------------------------------------------------------------------------------- */

/* A Constant in the place of the tokens or nodes from and to; steals value. */
static expr_ty
make_constant(pyi_parser *p, PyObject *value, PyObject *kind, int lineno, int col_offset,
              int end_lineno, int end_col_offset)
{
    if (value == NULL)
        return pyi_fail(p);
    if (PyUnicode_CheckExact(value))
        PyUnicode_InternInPlace(&value);
    if (_PyArena_AddPyObject(p->arena, value) < 0) {
        Py_DECREF(value);
        return pyi_fail(p);
    }
    expr_ty expr = _PyAST_Constant(value, kind, lineno, col_offset, end_lineno, end_col_offset,
                                   p->arena);
    return expr != NULL ? expr : pyi_fail(p);
}

expr_ty
pyi_make_constant(pyi_parser *p, PyObject *value, const pyi_token *from, const pyi_token *to)
{
    return make_constant(p, value, NULL, from->lineno, from->col_offset, to->end_lineno,
                         to->end_col_offset);
}

static expr_ty
parse_literal(pyi_parser *p, const pyi_token *token)
{
    literal self = split_literal(token);
    if (self.formatted)
        return pyi_error_node(p, token, "f-strings are not supported yet");
    PyObject *value = self.bytes ? pyi_decode_bytes(p, token, self.start, self.end, self.raw)
                                 : pyi_decode_str(p, token, self.start, self.end, self.raw);
    expr_ty expr = pyi_make_constant(p, value, token, token);
    if (expr != NULL && self.unicode)
        expr->v.Constant.kind = PYI_NAME("u");
    return expr;
}

/* new: the values of n Constants, all str or all bytes, one behind the other */
static PyObject *
concatenate(expr_ty *constants, Py_ssize_t n)
{
    bool bytes = PyBytes_CheckExact(constants[0]->v.Constant.value);
    PyObject *values = PyList_New(n);
    PyObject *nothing = bytes ? PyBytes_FromStringAndSize(NULL, 0) : PyUnicode_New(0, 0);
    PyObject *result = NULL;
    if (values != NULL && nothing != NULL) {
        for (Py_ssize_t i = 0; i < n; i++)
            PyList_SET_ITEM(values, i, Py_NewRef(constants[i]->v.Constant.value));
        result = bytes ? _PyBytes_Join(nothing, values) : PyUnicode_Join(nothing, values);
    }
    Py_XDECREF(values);
    Py_XDECREF(nothing);
    return result;
}

/* n Constants as one, with the kind of the first */
static expr_ty
join_constants(pyi_parser *p, expr_ty *constants, Py_ssize_t n)
{
    expr_ty first = constants[0], last = constants[n - 1];
    if (n == 1)
        return first;
    return make_constant(p, concatenate(constants, n), first->v.Constant.kind, first->lineno,
                         first->col_offset, last->end_lineno, last->end_col_offset);
}

bool
pyi_merge_constants(pyi_parser *p, const pyi_items *values, pyi_items *merged)
{
    expr_ty *exprs = (expr_ty *)values->items;
    for (Py_ssize_t i = 0, n; i < values->count; i += n) {
        expr_ty expr = exprs[i];
        for (n = 0; i + n < values->count && exprs[i + n]->kind == Constant_kind;)
            n++;
        if (n > 0)
            expr = join_constants(p, &exprs[i], n);
        else
            n = 1;
        if (expr == NULL)
            return false;
        if (expr->kind == Constant_kind && PyUnicode_GET_LENGTH(expr->v.Constant.value) == 0)
            continue;
        if (!pyi_items_add(p, merged, expr))
            return false;
    }
    return !p->failed;
}

/* ---- adjacent literals ----------------------------------------------------------------------- */

static bool
is_bytes(expr_ty expr)
{
    return expr->kind == Constant_kind && PyBytes_CheckExact(expr->v.Constant.value);
}

static bool
parse_one(pyi_parser *p, pyi_items *values)
{
#if PYI_312
    if (pyi_peek(p) == PYI_TOK_FSTRING_START)
        return pyi_parse_fstring(p, values);
#endif
    const pyi_token *token = pyi_accept(p, PYI_TOK_STRING);
    expr_ty expr = token != NULL ? parse_literal(p, token) : NULL;
    return expr != NULL && pyi_items_add(p, values, expr);
}

expr_ty
pyi_parse_strings(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    pyi_items values = {0}, merged = {0};
    bool formatted = false, bytes = false, text = false;
    int next;
    while ((next = pyi_peek(p)) == PYI_TOK_STRING || next == PYI_TOK_FSTRING_START) {
        Py_ssize_t before = values.count;
        if (!parse_one(p, &values))
            return NULL;
        formatted = formatted || next == PYI_TOK_FSTRING_START;
        if (next == PYI_TOK_STRING && is_bytes(values.items[before]))
            bytes = true;
        else
            text = true;
    }
    if (p->failed)
        return NULL;
    if (bytes && text)
        return pyi_error_here(p, PyExc_SyntaxError, "cannot mix bytes and nonbytes literals");
    if (!formatted)
        return join_constants(p, (expr_ty *)values.items, values.count);
    asdl_expr_seq *seq = NULL;
    if (pyi_merge_constants(p, &values, &merged))
        seq = pyi_items_seq(p, &merged);
    return seq != NULL ? _PyAST_JoinedStr(seq, PYI_SPAN(p, first)) : NULL;
}
