/* SPDX-License-Identifier: Apache-2.0 */
/* expr_call: the arguments of calls and classes.
 *
 * First positional ones and *iterables, then keywords and *iterables, then keywords and **mappings.
 */
#include "expressions.h"

typedef struct {
    pyi_items args, keywords;
    bool named;    /* there was a keyword */
    bool unpacked; /* there was a **mapping */
} arguments;

/* NAME '=' expression, '**' expression */
static bool
parse_keyword(pyi_parser *p, arguments *self)
{
    const pyi_token *first = PYI_NEXT(p);
    PyObject *name = NULL;
    if (first->kind == PYI_TOK_DOUBLESTAR)
        self->unpacked = true;
    else {
        name = pyi_identifier(p, first);
        if (name == NULL)
            return false;
        self->named = true;
        p->pos++;
    }
    p->pos++;
    expr_ty value = pyi_parse_expression(p);
    if (value == NULL)
        return false;
    keyword_ty keyword = _PyAST_keyword(name, value, PYI_SPAN(p, first));
    return keyword != NULL ? pyi_items_add(p, &self->keywords, keyword) : pyi_fail(p) != NULL;
}

static bool
begins_keyword(pyi_parser *p)
{
    int kind = pyi_peek(p);
    return kind == PYI_TOK_DOUBLESTAR ||
           (kind == PYI_TOK_NAME && pyi_peek_second(p) == PYI_TOK_EQUAL);
}

/* One argument; false if there is none that may stand here */
static bool
parse_argument(pyi_parser *p, arguments *self)
{
    bool keywords = self->keywords.count > 0;
    if (p->explain && keywords) {
        pyi_explain_keyword(p);
        if (p->failed)
            return false;
    }
    if (begins_keyword(p)) {
        if (p->explain && !keywords) {
            pyi_explain_keyword(p);
            if (p->failed)
                return false;
        }
        return parse_keyword(p, self);
    }
    if (pyi_peek(p) == PYI_TOK_STAR) {
        if (self->unpacked)
            return false;
        expr_ty starred = pyi_parse_starred(p);
        return starred != NULL && pyi_items_add(p, &self->args, starred);
    }
    if (keywords || p->failed)
        return false;
    Py_ssize_t start = p->pos;
    expr_ty expr = pyi_parse_plain_named_expression(p);
    if (expr != NULL && pyi_peek(p) != PYI_TOK_EQUAL)
        return pyi_items_add(p, &self->args, expr);
    if (p->explain && !p->failed) {
        p->pos = start;
        pyi_explain_keyword(p);
    }
    return false;
}

expr_ty
pyi_parse_args(pyi_parser *p, expr_ty argument)
{
    arguments self = {.named = false};
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    Py_ssize_t end = p->pos;
    if (argument != NULL) {
        first--;
        if (pyi_peek(p) == PYI_TOK_EQUAL || !pyi_items_add(p, &self.args, argument))
            return NULL;
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            goto done;
    }
    while (pyi_peek(p) != PYI_TOK_RPAR || (self.args.count == 0 && self.keywords.count == 0)) {
        if (!parse_argument(p, &self)) {
            p->pos = end;
            break;
        }
        end = p->pos;
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
    }
    /* A comma at the end is not a part of them. */
    if (!p->failed && p->pos > 0 && p->pos == end + 1)
        p->pos = end;
done:
    if (p->failed || (self.args.count == 0 && self.keywords.count == 0))
        return NULL;
    void *args = pyi_items_seq_or_null(p, &self.args);
    void *keywords = pyi_items_seq_or_null(p, &self.keywords);
    if (p->failed)
        return NULL;
    expr_ty call = _PyAST_Call(_PyAST_Constant(Py_None, NULL, PYI_SPAN(p, first)), args, keywords,
                               PYI_SPAN(p, first));
    return call != NULL ? call : pyi_fail(p);
}

expr_ty
pyi_parse_arguments(pyi_parser *p, expr_ty argument)
{
    void *known;
    Py_ssize_t start = p->pos;
    if (argument == NULL && pyi_memo_get(p, PYI_MEMO_ARGUMENTS, &known))
        return known;
    expr_ty call = pyi_parse_args(p, argument);
    if (call != NULL) {
        pyi_accept(p, PYI_TOK_COMMA);
        if (pyi_peek(p) != PYI_TOK_RPAR)
            call = NULL;
    }
    if (call == NULL && p->explain && !p->failed) {
        p->pos = start;
        pyi_explain_arguments(p);
    }
    if (argument != NULL || p->failed)
        return p->failed ? NULL : call;
    return pyi_memo_put(p, PYI_MEMO_ARGUMENTS, start, call);
}
