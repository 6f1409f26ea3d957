/* SPDX-License-Identifier: Apache-2.0 */
/* expr_comprehension: for and if clauses, and generators. */
#include "expressions.h"

/* After 'for': the targets and 'in' */
static expr_ty
parse_targets(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    expr_ty target = pyi_parse_star_targets(p);
    if (target != NULL && pyi_accept(p, PYI_TOK_IN) != NULL)
        return target;
    if (p->failed || !p->explain)
        return NULL;
#if PYI_313
    p->pos = start;
    bool any = false;
    while (pyi_parse_bitwise_or(p) != NULL) {
        any = true;
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
    }
    if (any && !p->failed && pyi_peek(p) != PYI_TOK_IN)
        return pyi_error_here(p, PyExc_SyntaxError, "'in' expected after for-loop variables");
#endif
    p->pos = start;
    expr_ty expr = p->failed ? NULL : pyi_parse_star_expressions(p);
    if (expr != NULL)
        pyi_explain_target(p, expr, PYI_FOR_TARGETS);
    return NULL;
}

/* ['async'] 'for' targets 'in' disjunction ('if' disjunction)* */
static comprehension_ty
parse_clause(pyi_parser *p)
{
    bool is_async = pyi_accept(p, PYI_TOK_ASYNC) != NULL;
    if (pyi_accept(p, PYI_TOK_FOR) == NULL)
        return NULL;
    expr_ty target = parse_targets(p);
    if (target == NULL)
        return NULL;
    expr_ty iterable = pyi_parse_disjunction(p);
    if (iterable == NULL)
        return NULL;
    pyi_items conditions = {0};
    for (;;) {
        Py_ssize_t end = p->pos;
        expr_ty condition = NULL;
        if (pyi_accept(p, PYI_TOK_IF) != NULL)
            condition = pyi_parse_disjunction(p);
        if (condition == NULL) {
            p->pos = end;
            break;
        }
        if (!pyi_items_add(p, &conditions, condition))
            return NULL;
    }
    asdl_expr_seq *ifs = pyi_items_seq(p, &conditions);
    if (ifs == NULL || (is_async && !pyi_check_version(p, 6, "Async comprehensions are")))
        return NULL;
    comprehension_ty clause = _PyAST_comprehension(target, iterable, ifs, is_async, p->arena);
    return clause != NULL ? clause : pyi_fail(p);
}

asdl_comprehension_seq *
pyi_parse_clauses(pyi_parser *p)
{
    pyi_items items = {0};
    for (;;) {
        int next = pyi_peek(p);
        if (next != PYI_TOK_FOR && next != PYI_TOK_ASYNC)
            break;
        Py_ssize_t end = p->pos;
        comprehension_ty clause = parse_clause(p);
        if (clause == NULL) {
            p->pos = end;
            break;
        }
        if (!pyi_items_add(p, &items, clause))
            return NULL;
    }
    return p->failed || items.count == 0 ? NULL : pyi_items_seq(p, &items);
}

expr_ty
pyi_parse_generator(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    const pyi_token *open = &p->tokens[p->pos++];
    asdl_comprehension_seq *clauses = NULL;
    expr_ty element = pyi_parse_plain_named_expression(p);
    if (element != NULL)
        clauses = pyi_parse_clauses(p);
    if (clauses != NULL && pyi_accept(p, PYI_TOK_RPAR) != NULL)
        return _PyAST_GeneratorExp(element, clauses, PYI_SPAN(p, open));
    if (p->explain && !p->failed) {
        p->pos = start;
        pyi_explain_comprehension(p);
    }
    return NULL;
}
