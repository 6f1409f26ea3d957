/* SPDX-License-Identifier: Apache-2.0 */
/* targets: what stands left of '=', after 'for', 'as' and 'del'.
 *
 * A target is parsed as an expression, of which a copy in Store or Del context is then made: the tree
 * shares no node between two contexts.
 */
#include "../parser.h"

/* ---- copies ---------------------------------------------------------------------------------- */

static asdl_expr_seq *
copy_targets(pyi_parser *p, asdl_expr_seq *elements, expr_context_ty ctx)
{
    Py_ssize_t n = asdl_seq_LEN(elements);
    asdl_expr_seq *copies = _Py_asdl_expr_seq_new(n, p->arena);
    if (copies == NULL)
        return pyi_fail(p);
    for (Py_ssize_t i = 0; i < n; i++) {
        expr_ty copy = pyi_make_target(p, asdl_seq_GET(elements, i), ctx);
        if (copy == NULL)
            return NULL;
        asdl_seq_SET(copies, i, copy);
    }
    return copies;
}

static expr_ty
copy_sequence(pyi_parser *p, expr_ty expr, expr_context_ty ctx)
{
    bool is_list = expr->kind == List_kind;
    asdl_expr_seq *elements = is_list ? expr->v.List.elts : expr->v.Tuple.elts;
    /* Nesting was counted when the expression was parsed. */
    asdl_expr_seq *copies = copy_targets(p, elements, ctx);
    if (copies == NULL)
        return NULL;
    return (is_list ? _PyAST_List : _PyAST_Tuple)(copies, ctx, expr->lineno, expr->col_offset,
                                                  expr->end_lineno, expr->end_col_offset, p->arena);
}

static expr_ty
copy_starred(pyi_parser *p, expr_ty expr, expr_context_ty ctx)
{
    expr_ty value = expr->v.Starred.value;
    if (ctx == Del || value->kind == Starred_kind)
        return NULL;
    value = pyi_make_target(p, value, ctx);
    if (value == NULL)
        return NULL;
    return _PyAST_Starred(value, ctx, expr->lineno, expr->col_offset, expr->end_lineno,
                          expr->end_col_offset, p->arena);
}

expr_ty
pyi_make_target(pyi_parser *p, expr_ty expr, expr_context_ty ctx)
{
    expr_ty copy;
    switch (expr->kind) {
    case Name_kind:
        copy = _PyAST_Name(expr->v.Name.id, ctx, expr->lineno, expr->col_offset, expr->end_lineno,
                           expr->end_col_offset, p->arena);
        break;
    case Attribute_kind:
        copy = _PyAST_Attribute(expr->v.Attribute.value, expr->v.Attribute.attr, ctx, expr->lineno,
                                expr->col_offset, expr->end_lineno, expr->end_col_offset, p->arena);
        break;
    case Subscript_kind:
        copy = _PyAST_Subscript(expr->v.Subscript.value, expr->v.Subscript.slice, ctx, expr->lineno,
                                expr->col_offset, expr->end_lineno, expr->end_col_offset, p->arena);
        break;
    case Starred_kind:
        copy = copy_starred(p, expr, ctx);
        break;
    case List_kind:
    case Tuple_kind:
        copy = copy_sequence(p, expr, ctx);
        break;
    default:
        return NULL;
    }
    return copy != NULL || !PyErr_Occurred() ? copy : pyi_fail(p);
}

/* ---- parsing ----------------------------------------------------------------------------------- */

/* ['*'] primary */
expr_ty
pyi_parse_star_target(pyi_parser *p)
{
    const pyi_token *star = pyi_accept(p, PYI_TOK_STAR);
    const pyi_token *first = PYI_NEXT(p);
    if (star != NULL && pyi_peek(p) == PYI_TOK_STAR)
        return NULL;
    expr_ty expr = pyi_parse_primary(p);
    if (expr == NULL)
        return NULL;
    /* Where a primary goes on, CPython's parser looks at the token that ends it. */
    pyi_peek(p);
    expr_ty target = p->failed ? NULL : pyi_make_target(p, expr, Store);
    if (target == NULL || star == NULL)
        return target;
    (void)first;
    target = _PyAST_Starred(target, Store, PYI_SPAN(p, star));
    return target != NULL ? target : pyi_fail(p);
}

expr_ty
pyi_parse_star_targets(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    expr_ty target = pyi_parse_star_target(p);
    if (target == NULL || pyi_peek(p) != PYI_TOK_COMMA)
        return p->failed ? NULL : target;
    pyi_items items = {0};
    if (!pyi_items_add(p, &items, target))
        return NULL;
    while (pyi_accept(p, PYI_TOK_COMMA) != NULL) {
        Py_ssize_t start = p->pos;
        target = pyi_parse_star_target(p);
        if (target == NULL) {
            if (p->failed)
                return NULL;
            p->pos = start;
            break;
        }
        if (!pyi_items_add(p, &items, target))
            return NULL;
    }
    asdl_expr_seq *elements = p->failed ? NULL : pyi_items_seq(p, &items);
    if (elements == NULL)
        return NULL;
    expr_ty tuple = _PyAST_Tuple(elements, Store, PYI_SPAN(p, first));
    return tuple != NULL ? tuple : pyi_fail(p);
}

/* ---- mistakes ------------------------------------------------------------------------------------ */

static expr_ty
find_in_elements(asdl_expr_seq *elements, pyi_target_kind kind)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(elements); i++) {
        expr_ty invalid = pyi_find_invalid_target(asdl_seq_GET(elements, i), kind);
        if (invalid != NULL)
            return invalid;
    }
    return NULL;
}

expr_ty
pyi_find_invalid_target(expr_ty expr, pyi_target_kind kind)
{
    switch (expr->kind) {
    case Name_kind:
    case Attribute_kind:
    case Subscript_kind:
        return NULL;
    case List_kind:
        return find_in_elements(expr->v.List.elts, kind);
    case Tuple_kind:
        return find_in_elements(expr->v.Tuple.elts, kind);
    case Starred_kind:
        return kind == PYI_DEL_TARGETS ? expr
                                       : pyi_find_invalid_target(expr->v.Starred.value, kind);
    case Compare_kind:
        /* "for f() in x": the target ends where 'in' is. */
        if (kind != PYI_FOR_TARGETS)
            return expr;
        return asdl_seq_GET(expr->v.Compare.ops, 0) == In
                   ? pyi_find_invalid_target(expr->v.Compare.left, kind)
                   : NULL;
    default:
        return expr;
    }
}

void *
pyi_explain_target(pyi_parser *p, expr_ty expr, pyi_target_kind kind)
{
    expr_ty invalid = pyi_find_invalid_target(expr, kind);
    if (invalid == NULL || p->failed)
        return NULL;
    return pyi_error_node(p, invalid, kind == PYI_DEL_TARGETS ? "cannot delete %s"
                                                              : "cannot assign to %s",
                          pyi_expression_name(p, invalid));
}
