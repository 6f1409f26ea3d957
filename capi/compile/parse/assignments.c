/* SPDX-License-Identifier: Apache-2.0 */
/* assignments: '=', ':' and augmented ones, and expressions that are statements.
 *
 * What comes first is parsed as an expression; the token after it says what the statement is.
 */
#include "statements.h"

/* The operator of an augmented assignment; 0 for other tokens. */
static operator_ty
augmented_operator(int kind)
{
    switch (kind) {
    case PYI_TOK_PLUSEQUAL:
        return Add;
    case PYI_TOK_MINEQUAL:
        return Sub;
    case PYI_TOK_STAREQUAL:
        return Mult;
    case PYI_TOK_ATEQUAL:
        return MatMult;
    case PYI_TOK_SLASHEQUAL:
        return Div;
    case PYI_TOK_PERCENTEQUAL:
        return Mod;
    case PYI_TOK_AMPEREQUAL:
        return BitAnd;
    case PYI_TOK_VBAREQUAL:
        return BitOr;
    case PYI_TOK_CIRCUMFLEXEQUAL:
        return BitXor;
    case PYI_TOK_LEFTSHIFTEQUAL:
        return LShift;
    case PYI_TOK_RIGHTSHIFTEQUAL:
        return RShift;
    case PYI_TOK_DOUBLESTAREQUAL:
        return Pow;
    case PYI_TOK_DOUBLESLASHEQUAL:
        return FloorDiv;
    default:
        return (operator_ty)0;
    }
}

/* What may stand to the right of an assignment. */
static expr_ty
parse_value(pyi_parser *p)
{
    return pyi_peek(p) == PYI_TOK_YIELD ? pyi_parse_yield_expression(p)
                                        : pyi_parse_star_expressions(p);
}

static bool
is_single_target(expr_ty expr)
{
    return expr->kind == Name_kind || expr->kind == Attribute_kind || expr->kind == Subscript_kind;
}

/* ---- mistakes ------------------------------------------------------------------------------------ */

/* '(' … a list or tuple in brackets … ')' */
static expr_ty
parse_bracketed_target(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    if (pyi_peek(p) != PYI_TOK_LPAR && pyi_peek(p) != PYI_TOK_LSQB)
        return NULL;
    expr_ty expr = pyi_parse_atom(p);
    if (expr != NULL && expr->kind != List_kind && expr->kind != Tuple_kind)
        expr = NULL;
    if (expr == NULL)
        p->pos = start;
    return expr;
}

static void
explain_annotation(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    expr_ty target = parse_bracketed_target(p);
    if (target != NULL && pyi_accept(p, PYI_TOK_COLON) != NULL && pyi_parse_expression(p) != NULL) {
        pyi_error_node(p, target, "only single target (not %s) can be annotated",
                       target->kind == List_kind ? "list" : "tuple");
        return;
    }
    p->pos = start;
    target = p->failed ? NULL : pyi_parse_star_named_expression(p);
    if (target != NULL && pyi_accept(p, PYI_TOK_COMMA) != NULL) {
        for (;;) {
            Py_ssize_t end = p->pos;
            if (pyi_parse_star_named_expression(p) == NULL) {
                p->pos = end;
                break;
            }
            pyi_accept(p, PYI_TOK_COMMA);
        }
        if (pyi_accept(p, PYI_TOK_COLON) != NULL && pyi_parse_expression(p) != NULL) {
            pyi_error_node(p, target, "only single target (not tuple) can be annotated");
            return;
        }
    }
    p->pos = start;
    target = p->failed ? NULL : pyi_parse_expression(p);
    if (target != NULL && pyi_accept(p, PYI_TOK_COLON) != NULL && pyi_parse_expression(p) != NULL)
        pyi_error_node(p, target, "illegal target for annotation");
}

/* x = f() = …, x = yield = … */
static void
explain_equal(pyi_parser *p)
{
    for (;;) {
        bool is_yield = pyi_peek(p) == PYI_TOK_YIELD;
        expr_ty expr = parse_value(p);
        if (expr == NULL || pyi_accept(p, PYI_TOK_EQUAL) == NULL)
            return;
        if (is_yield) {
            pyi_error_node(p, expr, "assignment to yield expression not possible");
            return;
        }
        if (pyi_find_invalid_target(expr, PYI_STAR_TARGETS) != NULL) {
            pyi_explain_target(p, expr, PYI_STAR_TARGETS);
            return;
        }
    }
}

static void
explain_augmented(pyi_parser *p)
{
    expr_ty expr = pyi_parse_star_expressions(p);
    if (expr == NULL || !augmented_operator(pyi_peek(p)))
        return;
    p->pos++;
    if (parse_value(p) != NULL)
        pyi_error_node(p, expr, "'%s' is an illegal expression for augmented assignment",
                       pyi_expression_name(p, expr));
}

/* Also looks at statements that are only expressions. */
static void
explain_assignment(pyi_parser *p, Py_ssize_t start)
{
    static void (*const explanations[])(pyi_parser *) = {explain_annotation, explain_equal,
                                                         explain_augmented};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(explanations) && !p->failed; i++) {
        p->pos = start;
        explanations[i](p);
    }
    p->pos = start;
}

/* ---- statements -------------------------------------------------------------------------------- */

/* From ':' on; simple: the target is a name without parentheses */
static stmt_ty
parse_annotated(pyi_parser *p, expr_ty target, bool simple, const pyi_token *first)
{
    target = pyi_make_target(p, target, Store);
    if (target == NULL || pyi_accept(p, PYI_TOK_COLON) == NULL)
        return NULL;
    expr_ty annotation = pyi_parse_expression(p);
    if (annotation == NULL)
        return NULL;
    expr_ty value = NULL;
    Py_ssize_t end = p->pos;
    if (pyi_accept(p, PYI_TOK_EQUAL) != NULL) {
        value = parse_value(p);
        if (value == NULL)
            p->pos = end;
    }
    if (p->failed || !pyi_check_version(p, 6, simple ? "Variable annotation syntax is"
                                                     : "Variable annotations syntax is"))
        return NULL;
    stmt_ty statement = _PyAST_AnnAssign(target, annotation, value, simple, PYI_SPAN(p, first));
    return statement != NULL ? statement : pyi_fail(p);
}

/* From the first '=' on */
static stmt_ty
parse_assign(pyi_parser *p, expr_ty expr, const pyi_token *first)
{
    pyi_items items = {0};
    while (pyi_peek(p) == PYI_TOK_EQUAL) {
        bool is_yield = expr->kind == Yield_kind || expr->kind == YieldFrom_kind;
        expr_ty target = is_yield ? NULL : pyi_make_target(p, expr, Store);
        if (target == NULL || !pyi_items_add(p, &items, target))
            return NULL;
        p->pos++;
        expr = parse_value(p);
        if (expr == NULL)
            return NULL;
    }
    PyObject *comment;
    if (!pyi_parse_type_comment(p, &comment))
        return NULL;
    asdl_expr_seq *targets = pyi_items_seq(p, &items);
    if (targets == NULL)
        return NULL;
    stmt_ty statement = _PyAST_Assign(targets, expr, comment, PYI_SPAN(p, first));
    return statement != NULL ? statement : pyi_fail(p);
}

static stmt_ty
parse_augmented(pyi_parser *p, expr_ty target, const pyi_token *first)
{
    operator_ty op = augmented_operator(pyi_peek(p));
    target = pyi_make_target(p, target, Store);
    if (target == NULL)
        return NULL;
    p->pos++;
    if (op == MatMult && !pyi_check_version(p, 5, "The '@' operator is"))
        return NULL;
    expr_ty value = parse_value(p);
    if (value == NULL)
        return NULL;
    stmt_ty statement = _PyAST_AugAssign(target, op, value, PYI_SPAN(p, first));
    return statement != NULL ? statement : pyi_fail(p);
}

/* After expr, whatever it is; *committed: no other reading is possible */
static stmt_ty
parse_assignment(pyi_parser *p, expr_ty expr, const pyi_token *first, bool *committed)
{
    int next = pyi_peek(p);
    if (next == PYI_TOK_EQUAL)
        return parse_assign(p, expr, first);
    if (!is_single_target(expr))
        return NULL;
    if (next == PYI_TOK_COLON) {
        bool simple = expr->kind == Name_kind && first->kind == PYI_TOK_NAME;
        return parse_annotated(p, expr, simple, first);
    }
    if (!augmented_operator(next))
        return NULL;
    *committed = true;
    return parse_augmented(p, expr, first);
}

stmt_ty
pyi_parse_expression_statement(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    const pyi_token *first = &p->tokens[start];
    bool committed = false;
    expr_ty expr = parse_value(p);
    if (p->failed)
        return NULL;
    Py_ssize_t end = p->pos;
    stmt_ty statement = NULL;
    if (expr != NULL)
        statement = parse_assignment(p, expr, first, &committed);
    if (statement != NULL || p->failed || committed)
        return statement;
    if (p->explain) {
        explain_assignment(p, start);
        if (p->failed)
            return NULL;
    }
    if (expr == NULL)
        return NULL;
    p->pos = end;
    statement = _PyAST_Expr(expr, PYI_SPAN(p, first));
    return statement != NULL ? statement : pyi_fail(p);
}
