/* SPDX-License-Identifier: Apache-2.0 */
/* expr: expressions down to conditions: lambda, if else, named, starred and yield. */
#include "expressions.h"

/* ---- lambda and if else ------------------------------------------------------------------------ */

static expr_ty
parse_lambda(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    arguments_ty arguments = pyi_parse_lambda_parameters(p);
    if (arguments == NULL || pyi_accept(p, PYI_TOK_COLON) == NULL)
        return NULL;
    expr_ty body = pyi_parse_expression(p);
    return body != NULL ? _PyAST_Lambda(arguments, body, PYI_SPAN(p, first)) : NULL;
}

/* disjunction ['if' disjunction 'else' expression]; an 'if' without all that is left alone */
static expr_ty
parse_conditional(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    expr_ty body = pyi_parse_disjunction(p);
    if (body == NULL)
        return NULL;
    Py_ssize_t end = p->pos;
    if (pyi_accept(p, PYI_TOK_IF) == NULL)
        return body;
    expr_ty orelse = NULL, test = pyi_parse_disjunction(p);
    if (test != NULL && pyi_accept(p, PYI_TOK_ELSE) != NULL)
        orelse = pyi_parse_expression(p);
    if (orelse != NULL)
        return _PyAST_IfExp(test, body, orelse, PYI_SPAN(p, first));
    p->pos = end;
    return body;
}

static expr_ty
parse_expression(pyi_parser *p)
{
    if (p->explain) {
        pyi_explain_expression(p);
        if (p->failed)
            return NULL;
    }
    return pyi_peek(p) == PYI_TOK_LAMBDA ? parse_lambda(p) : parse_conditional(p);
}

expr_ty
pyi_parse_expression(pyi_parser *p)
{
    void *known;
    Py_ssize_t start = p->pos;
    if (pyi_memo_get(p, PYI_MEMO_EXPRESSION, &known))
        return known;
    if (!pyi_parser_enter(p))
        return NULL;
    expr_ty expr = parse_expression(p);
    pyi_parser_leave(p);
    if (expr == NULL && !p->failed && PyErr_Occurred())
        pyi_fail(p);
    if (expr == NULL)
        p->pos = start;
    return p->failed ? NULL : pyi_memo_put(p, PYI_MEMO_EXPRESSION, start, expr);
}

expr_ty
pyi_parse_expression_quietly(pyi_parser *p)
{
    bool explain = p->explain;
    p->explain = false;
    expr_ty expr = NULL;
    if (pyi_parser_enter(p)) {
        expr = parse_expression(p);
        pyi_parser_leave(p);
    }
    p->explain = explain;
    return p->failed ? NULL : expr;
}

expr_ty
pyi_parse_expressions(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    expr_ty expr = pyi_parse_expression(p);
    if (expr == NULL || pyi_peek(p) != PYI_TOK_COMMA)
        return p->failed ? NULL : expr;
    pyi_items items = {0};
    while (pyi_items_add(p, &items, expr) && pyi_accept(p, PYI_TOK_COMMA) != NULL) {
        expr = pyi_parse_expression(p);
        if (expr == NULL)
            break;
    }
    asdl_expr_seq *elements = pyi_items_seq(p, &items);
    return elements != NULL ? _PyAST_Tuple(elements, Load, PYI_SPAN(p, first)) : NULL;
}

/* ---- named ----------------------------------------------------------------------------------------- */

/* NAME ':=' expression */
static expr_ty
parse_assignment_expression(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    PyObject *id = pyi_identifier(p, first);
    if (id == NULL)
        return NULL;
    p->pos++;
    expr_ty target = _PyAST_Name(id, Store, PYI_SPAN(p, first));
    p->pos++;
    expr_ty value = target != NULL ? pyi_parse_expression(p) : NULL;
    if (value == NULL || !pyi_check_version(p, 8, "Assignment expressions are"))
        return NULL;
    return _PyAST_NamedExpr(target, value, PYI_SPAN(p, first));
}

static bool
begins_assignment_expression(pyi_parser *p)
{
    return pyi_peek(p) == PYI_TOK_NAME && pyi_peek_second(p) == PYI_TOK_COLONEQUAL;
}

static expr_ty
without_colon_equal(pyi_parser *p, expr_ty expr)
{
    return expr != NULL && pyi_peek(p) != PYI_TOK_COLONEQUAL && !p->failed ? expr : NULL;
}

expr_ty
pyi_parse_plain_named_expression(pyi_parser *p)
{
    if (begins_assignment_expression(p))
        return parse_assignment_expression(p);
    return without_colon_equal(p, pyi_parse_expression(p));
}

expr_ty
pyi_parse_named_expression(pyi_parser *p)
{
    void *known;
    Py_ssize_t start = p->pos;
    if (pyi_memo_get(p, PYI_MEMO_NAMED_EXPRESSION, &known))
        return known;
    expr_ty expr;
    if (begins_assignment_expression(p))
        expr = parse_assignment_expression(p);
    else {
        if (p->explain)
            pyi_explain_named_expression(p);
        expr = p->failed ? NULL : without_colon_equal(p, pyi_parse_expression(p));
    }
    return pyi_memo_put(p, PYI_MEMO_NAMED_EXPRESSION, start, expr);
}

/* ---- starred --------------------------------------------------------------------------------------- */

/* '*' and that */
static expr_ty
parse_star(pyi_parser *p, expr_ty (*parse_value)(pyi_parser *))
{
    const pyi_token *star = &p->tokens[p->pos++];
    expr_ty value = parse_value(p);
    return value != NULL ? _PyAST_Starred(value, Load, PYI_SPAN(p, star)) : NULL;
}

void
pyi_explain_assigned_star(pyi_parser *p, const char *what)
{
    Py_ssize_t start = p->pos;
    const pyi_token *star = &p->tokens[p->pos++];
    expr_ty value = NULL;
    if (pyi_parse_expression(p) != NULL && pyi_accept(p, PYI_TOK_EQUAL) != NULL)
        value = pyi_parse_expression(p);
    if (value != NULL)
        pyi_error_range(p, star, value, "cannot assign to %s argument unpacking", what);
    p->pos = start;
}

expr_ty
pyi_parse_starred(pyi_parser *p)
{
    if (PYI_312 && p->explain)
        pyi_explain_assigned_star(p, "iterable");
    expr_ty expr = p->failed ? NULL : parse_star(p, pyi_parse_expression);
#if PYI_313
    if (expr == NULL && !p->failed && p->explain)
        pyi_error_here(p, PyExc_SyntaxError, "Invalid star expression");
#endif
    return expr;
}

expr_ty
pyi_parse_star_expression(pyi_parser *p)
{
    return pyi_peek(p) == PYI_TOK_STAR ? parse_star(p, pyi_parse_bitwise_or)
                                       : pyi_parse_expression(p);
}

expr_ty
pyi_parse_star_named_expression(pyi_parser *p)
{
    return pyi_peek(p) == PYI_TOK_STAR ? parse_star(p, pyi_parse_bitwise_or)
                                       : pyi_parse_named_expression(p);
}

/* parse (',' parse)* [',']; what a comma is not followed by is left alone */
static bool
parse_list_of(pyi_parser *p, pyi_items *items, expr_ty (*parse)(pyi_parser *))
{
    do {
        Py_ssize_t end = p->pos;
        expr_ty expr = parse(p);
        if (expr == NULL) {
            p->pos = end;
            break;
        }
        if (!pyi_items_add(p, items, expr))
            return false;
    } while (pyi_accept(p, PYI_TOK_COMMA) != NULL);
    return !p->failed && items->count > 0;
}

bool
pyi_parse_star_named_list(pyi_parser *p, pyi_items *items)
{
    return parse_list_of(p, items, pyi_parse_star_named_expression);
}

expr_ty
pyi_parse_star_expressions(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    pyi_items items = {0};
    expr_ty expr = pyi_parse_star_expression(p);
    if (expr == NULL || pyi_peek(p) != PYI_TOK_COMMA)
        return p->failed ? NULL : expr;
    p->pos++;
    if (!pyi_items_add(p, &items, expr))
        return NULL;
    parse_list_of(p, &items, pyi_parse_star_expression);
    asdl_expr_seq *elements = pyi_items_seq(p, &items);
    return elements != NULL ? _PyAST_Tuple(elements, Load, PYI_SPAN(p, first)) : NULL;
}

/* ---- yield ------------------------------------------------------------------------------------- */

expr_ty
pyi_parse_yield_expression(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    Py_ssize_t end = p->pos;
    if (pyi_accept(p, PYI_TOK_FROM) != NULL) {
        expr_ty from = pyi_parse_expression(p);
        if (from != NULL)
            return _PyAST_YieldFrom(from, PYI_SPAN(p, first));
        p->pos = end;
        return p->failed ? NULL : _PyAST_Yield(NULL, PYI_SPAN(p, first));
    }
    expr_ty value = pyi_parse_star_expressions(p);
    if (value == NULL)
        p->pos = end;
    return p->failed ? NULL : _PyAST_Yield(value, PYI_SPAN(p, first));
}
