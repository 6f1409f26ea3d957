/* SPDX-License-Identifier: Apache-2.0 */
/* fstring: f-strings of 3.12 (PEP 701), from the tokens of their pieces.
 *
 *     fstring:  START (MIDDLE | field)* END
 *     field:    '{' (yield_expression | star_expressions) ['='] ['!' NAME] [':' spec] '}'
 *     spec:     (MIDDLE | field)*
 *
 * Text is decoded when all of the f-string, or of the spec, was read: mistakes in its escapes, and
 * warnings, are reported at the last token looked at by then, but those of specs in their place.
 */
#include "expressions.h"
#include "literal.h"

#if PYI_312

/* What was read of an f-string or spec; the Constants of text have no value before decode_text(). */
typedef struct {
    bool raw, in_spec;
    pyi_items *values; /* expr_ty */
    Py_ssize_t first;  /* of values: those before belong to others */
    pyi_items texts;   /* const pyi_token *: for each of values since then, or NULL */
} pieces;

static bool
add_piece(pyi_parser *p, pieces *self, expr_ty expr, const pyi_token *text)
{
    return pyi_items_add(p, self->values, expr) && pyi_items_add(p, &self->texts, (void *)text);
}

static bool
decode_text(pyi_parser *p, pieces *self)
{
    const pyi_token *last = &p->tokens[p->furthest];
    for (Py_ssize_t i = 0; i < self->texts.count; i++) {
        const pyi_token *token = self->texts.items[i];
        if (token == NULL)
            continue;
        const pyi_token *place = self->in_spec ? token : last;
        PyObject *value = pyi_decode_str(p, place, token->start, token->end, self->raw);
        pyi_token to = *token;
        if (token[1].start > token->end) /* the second brace of {{ or }} */
            to.end_col_offset++;
        expr_ty expr = value != NULL ? pyi_make_constant(p, value, token, &to) : NULL;
        if (expr == NULL)
            return false;
        self->values->items[self->first + i] = expr;
    }
    return true;
}

static bool parse_field(pyi_parser *p, pieces *self);

/* (MIDDLE | field)* */
static bool
parse_pieces(pyi_parser *p, pieces *self)
{
    for (;;) {
        const pyi_token *text = pyi_accept(p, PYI_TOK_FSTRING_MIDDLE);
        if (text != NULL) {
            if (!add_piece(p, self, NULL, text))
                return false;
        } else if (pyi_peek(p) != PYI_TOK_LBRACE)
            return !p->failed;
        else if (!parse_field(p, self))
            return false;
    }
}

/* ---- the parts of a field -------------------------------------------------------------------- */

/* new: the source from '{' to the token end, without comments */
static PyObject *
source_text(const pyi_token *open, const pyi_token *end)
{
    char *text = PyMem_Malloc((size_t)(end->start - open->end) + 1);
    if (text == NULL)
        return PyErr_NoMemory();
    char *out = text;
    const char *c = open->end;
    for (const pyi_token *token = open + 1; token <= end; token++) {
        for (; c < token->start; c++) { /* between two tokens */
            if (*c == '#')
                c += strcspn(c, "\n");
            *out++ = *c;
        }
        if (token == end)
            break;
        memcpy(out, token->start, (size_t)(token->end - token->start));
        out += token->end - token->start;
        c = token->end;
    }
    PyObject *result = PyUnicode_DecodeUTF8(text, out - text, NULL);
    PyMem_Free(text);
    return result;
}

/* new: with its escapes decoded, as if it were text of the f-string: CPython does so. */
static PyObject *
decode_debug_text(pyi_parser *p, const pyi_token *open, PyObject *text)
{
    Py_ssize_t size;
    const char *start = text != NULL ? PyUnicode_AsUTF8AndSize(text, &size) : NULL;
    PyObject *decoded = start != NULL ? pyi_decode_str(p, open, start, start + size, false) : NULL;
    Py_XDECREF(text);
    return decoded;
}

/* The text of a field with '=', up to the token end. */
static expr_ty
make_debug_text(pyi_parser *p, const pieces *self, const pyi_token *open, const pyi_token *end)
{
    pyi_token from = *open, to = *end;
    from.col_offset++;
    to.end_lineno = end->lineno;
    to.end_col_offset = end->col_offset;
    PyObject *text = source_text(open, end);
    if (!self->raw && !self->in_spec)
        text = decode_debug_text(p, open, text);
    return pyi_make_constant(p, text, &from, &to);
}

/* '!' NAME if '!' is next; false if there is no NAME. */
static bool
accept_conversion(pyi_parser *p, const pyi_token **name)
{
    const pyi_token *mark = pyi_accept(p, PYI_TOK_EXCLAMATION);
    *name = mark != NULL ? pyi_accept(p, PYI_TOK_NAME) : NULL;
    if (*name != NULL && mark->end != (*name)->start)
        pyi_error_range(p, mark, *name,
                        "f-string: conversion type must come right after the exclamanation mark");
    return !p->failed && (mark == NULL || *name != NULL);
}

/* What the NAME stands for; 0 with an error */
static int
conversion_of(pyi_parser *p, const pyi_token *name)
{
    int c = *name->start;
    if (name->end - name->start == 1 && (c == 's' || c == 'r' || c == 'a'))
        return c;
    PyObject *id = pyi_identifier(p, name);
    if (id != NULL)
        pyi_error_node(
            p, name, "f-string: invalid conversion character %R: expected 's', 'r', or 'a'", id);
    return 0;
}

static Py_ssize_t
count_texts(const pyi_items *values)
{
    Py_ssize_t n = 0;
    for (Py_ssize_t i = 0; i < values->count; i++) {
        expr_ty expr = values->items[i];
        n += expr->kind == Constant_kind && PyUnicode_GET_LENGTH(expr->v.Constant.value) > 0;
    }
    return n;
}

/* In 3.12 text stays as its tokens divide it, even into nothing; but not if that is all. */
static expr_ty
make_spec(pyi_parser *p, const pyi_token *colon, pyi_items *values)
{
    Py_ssize_t texts = count_texts(values);
    pyi_items merged = {0};
    if (PYI_313) {
        if (!pyi_merge_constants(p, values, &merged))
            return NULL;
        if (texts > 1 && merged.count == 1) /* only text, in several tokens */
            return merged.items[0];
        values = &merged;
    } else if (values->count == 1 && texts == 0 &&
               ((expr_ty)values->items[0])->kind == Constant_kind)
        values->count = 0;
    asdl_expr_seq *seq = pyi_items_seq(p, values);
    return seq != NULL ? _PyAST_JoinedStr(seq, PYI_SPAN(p, colon)) : NULL;
}

/* behind ':' */
static expr_ty
parse_spec(pyi_parser *p, bool raw)
{
    const pyi_token *colon = PYI_NEXT(p) - 1;
    pyi_items values = {0};
    pieces self = {.raw = raw, .in_spec = true, .values = &values};
    if (!parse_pieces(p, &self) || !decode_text(p, &self))
        return NULL;
    return make_spec(p, colon, &values);
}

static expr_ty
parse_value(pyi_parser *p)
{
    return pyi_peek(p) == PYI_TOK_YIELD ? pyi_parse_yield_expression(p)
                                        : pyi_parse_star_expressions(p);
}

/* ---- fields ---------------------------------------------------------------------------------- */

/* From its parts: debug is '=', name that of the conversion. */
static bool
add_field(pyi_parser *p, pieces *self, const pyi_token *open, expr_ty value, const pyi_token *debug,
          const pyi_token *name, expr_ty spec)
{
    int conversion = name != NULL ? conversion_of(p, name) : -1;
    if (conversion == 0)
        return false;
    if (debug != NULL) {
        expr_ty text = make_debug_text(p, self, open, &debug[1]);
        if (text == NULL || !add_piece(p, self, text, NULL))
            return false;
        if (conversion < 0 && spec == NULL)
            conversion = 'r';
    }
    expr_ty field = _PyAST_FormattedValue(value, conversion, spec, PYI_SPAN(p, open));
    return field != NULL ? add_piece(p, self, field, NULL) : pyi_fail(p) != NULL;
}

static bool
parse_parts(pyi_parser *p, pieces *self)
{
    const pyi_token *open = pyi_accept(p, PYI_TOK_LBRACE), *name;
    expr_ty spec = NULL, value = parse_value(p);
    if (value == NULL)
        return false;
    const pyi_token *debug = pyi_accept(p, PYI_TOK_EQUAL);
    if (!accept_conversion(p, &name))
        return false;
    if (pyi_accept(p, PYI_TOK_COLON) != NULL && (spec = parse_spec(p, self->raw)) == NULL)
        return false;
    return pyi_accept(p, PYI_TOK_RBRACE) != NULL &&
           add_field(p, self, open, value, debug, name, spec);
}

/* Is one of those next? */
static bool
peek_any(pyi_parser *p, const char *characters)
{
    const pyi_token *token = PYI_NEXT(p);
    int kind = pyi_peek(p);
    return p->failed || (kind >= PYI_TOK_LPAR && kind <= PYI_TOK_OP &&
                         token->end - token->start == 1 && strchr(characters, *token->start));
}

static void
expecting(pyi_parser *p, const char *what)
{
    pyi_error_node(p, PYI_NEXT(p), "f-string: expecting %s", what);
}

/* What follows the expression and '=' */
static void
explain_field_end(pyi_parser *p, pieces *self)
{
    if (pyi_accept(p, PYI_TOK_EXCLAMATION) != NULL) {
        if (peek_any(p, ":}"))
            pyi_error_node(p, PYI_NEXT(p), "f-string: missing conversion character");
        else if (pyi_accept(p, PYI_TOK_NAME) == NULL)
            pyi_error_node(p, PYI_NEXT(p), "f-string: invalid conversion character");
    }
    if (!peek_any(p, ":}"))
        expecting(p, "':' or '}'");
    else if (pyi_accept(p, PYI_TOK_COLON) != NULL) {
        parse_spec(p, self->raw);
        if (!peek_any(p, "}"))
            expecting(p, "'}', or format specs");
    }
}

/* At '{' of a field that is not one. */
static void
explain_field(pyi_parser *p, pieces *self)
{
    p->pos++;
    if (peek_any(p, "=!:}")) {
        pyi_error_node(p, PYI_NEXT(p), "f-string: valid expression required before '%c'",
                       *PYI_NEXT(p)->start);
        return;
    }
    Py_ssize_t start = p->pos;
    if (parse_value(p) == NULL) {
        p->pos = start;
        expecting(p, "a valid expression after '{'");
    } else if (!peek_any(p, "=!:}"))
        expecting(p, "'=', or '!', or ':', or '}'");
    else if (pyi_accept(p, PYI_TOK_EQUAL) != NULL && !peek_any(p, "!:}"))
        expecting(p, "'!', or ':', or '}'");
    else
        explain_field_end(p, self);
}

static bool
parse_field(pyi_parser *p, pieces *self)
{
    Py_ssize_t start = p->pos;
    if (!pyi_parser_enter(p))
        return false;
    bool done = parse_parts(p, self);
    if (!done && !p->failed && p->explain) {
        p->pos = start;
        explain_field(p, self);
    }
    pyi_parser_leave(p);
    return done && !p->failed;
}

/* ---- the whole ------------------------------------------------------------------------------- */

bool
pyi_parse_fstring(pyi_parser *p, pyi_items *values)
{
    const pyi_token *start = pyi_accept(p, PYI_TOK_FSTRING_START);
    pieces self = {.values = values, .first = values->count};
    for (const char *c = start->start; c < start->end; c++)
        self.raw = self.raw || *c == 'r' || *c == 'R';
    return parse_pieces(p, &self) && pyi_accept(p, PYI_TOK_FSTRING_END) != NULL &&
           decode_text(p, &self);
}

#endif /* PYI_312 */
