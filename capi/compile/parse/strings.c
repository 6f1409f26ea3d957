/* SPDX-License-Identifier: Apache-2.0 */
/* strings: adjacent literals of str and bytes as one constant, and with f-strings as a JoinedStr. */
#include "literal.h"

typedef struct {
    bool bytes, raw, formatted;
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

static PyObject *
kind_of(const pyi_token *token)
{
    return *token->start == 'u' ? PYI_NAME("u") : NULL;
}

static expr_ty
make_literal(pyi_parser *p, const pyi_token *token, const literal *self)
{
    PyObject *value = self->bytes ? pyi_decode_bytes(p, token, self->start, self->end, self->raw)
                                  : pyi_decode_str(p, token, self->start, self->end, self->raw);
    expr_ty expr = pyi_make_constant(p, value, token, token);
    if (expr != NULL)
        expr->v.Constant.kind = kind_of(token);
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

/* What was found in the literals so far. */
typedef struct {
    pyi_items values; /* expr_ty */
    bool formatted, bytes, text;
} found;

#if PYI_312

static bool
parse_one(pyi_parser *p, found *all)
{
    if (pyi_peek(p) == PYI_TOK_FSTRING_START) {
        all->formatted = all->text = true;
        return pyi_parse_fstring(p, &all->values);
    }
    const pyi_token *token = &p->tokens[p->pos++];
    literal self = split_literal(token);
    all->bytes = all->bytes || self.bytes;
    all->text = all->text || !self.bytes;
    expr_ty expr = make_literal(p, token, &self);
    return expr != NULL && pyi_items_add(p, &all->values, expr);
}

static bool
parse_all(pyi_parser *p, found *all)
{
    int next;
    while ((next = pyi_peek(p)) == PYI_TOK_STRING || next == PYI_TOK_FSTRING_START)
        if (!parse_one(p, all))
            return false;
    return !p->failed;
}

#else

/* One of the literals from first to last. */
static bool
read_one(pyi_parser *p, const pyi_token *token, const pyi_token *first, const pyi_token *last,
         found *all)
{
    literal self = split_literal(token);
    all->bytes = all->bytes || self.bytes;
    all->text = all->text || !self.bytes;
    if (!self.formatted) {
        expr_ty expr = make_literal(p, token, &self);
        return expr != NULL && pyi_items_add(p, &all->values, expr);
    }
    all->formatted = true;
    pyi_fstring_311 fstring = {token, first, last, self.start, self.end, self.raw, kind_of(first)};
    return pyi_parse_fstring_311(p, &fstring, &all->values);
}

/* All nodes of text have the place of all the literals, and the kind of the first. */
static void
spread_constants(found *all, const pyi_token *first, const pyi_token *last)
{
    for (Py_ssize_t i = 0; i < all->values.count; i++) {
        expr_ty expr = all->values.items[i];
        if (expr->kind != Constant_kind)
            continue;
        expr->v.Constant.kind = kind_of(first);
        expr->lineno = first->lineno;
        expr->col_offset = first->col_offset;
        expr->end_lineno = last->end_lineno;
        expr->end_col_offset = last->end_col_offset;
    }
}

/* They are decoded when all have been read: mistakes are reported behind them. */
static bool
parse_all(pyi_parser *p, found *all)
{
    const pyi_token *first = PYI_NEXT(p);
    while (pyi_accept(p, PYI_TOK_STRING) != NULL)
        continue;
    const pyi_token *last = PYI_NEXT(p) - 1;
    for (const pyi_token *token = first; token <= last && !p->failed; token++) {
        if (token->kind == PYI_TOK_STRING && !read_one(p, token, first, last, all))
            return false;
    }
    spread_constants(all, first, last);
    return !p->failed;
}

#endif

expr_ty
pyi_parse_strings(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    found all = {.formatted = false};
    pyi_items merged = {0};
    if (!parse_all(p, &all))
        return NULL;
    if (all.bytes && all.text)
        return pyi_error_here(p, PyExc_SyntaxError, "cannot mix bytes and nonbytes literals");
    if (!all.formatted)
        return join_constants(p, (expr_ty *)all.values.items, all.values.count);
    asdl_expr_seq *seq = NULL;
    if (pyi_merge_constants(p, &all.values, &merged))
        seq = pyi_items_seq(p, &merged);
    return seq != NULL ? _PyAST_JoinedStr(seq, PYI_SPAN(p, first)) : NULL;
}
