/* SPDX-License-Identifier: Apache-2.0 */
/* with: its items may be in parentheses, which an expression may begin with, too. */
#include "statements.h"

/* ---- items ------------------------------------------------------------------------------------- */

static bool
ends_item(int kind)
{
    return kind == PYI_TOK_COMMA || kind == PYI_TOK_RPAR || kind == PYI_TOK_COLON;
}

/* 'as' expression, of which only some may be assigned to */
static void
explain_item(pyi_parser *p)
{
    p->pos++;
    expr_ty expr = pyi_parse_expression(p);
    if (expr != NULL && ends_item(pyi_peek(p)) && !p->failed)
        pyi_explain_target(p, expr, PYI_STAR_TARGETS);
}

/* expression ['as' target]; an 'as' that no target follows is left alone */
static withitem_ty
parse_item(pyi_parser *p)
{
    expr_ty expr = pyi_parse_expression(p);
    if (expr == NULL)
        return NULL;
    Py_ssize_t end = p->pos;
    expr_ty target = NULL;
    if (pyi_accept(p, PYI_TOK_AS) != NULL) {
        target = pyi_parse_star_target(p);
        if (target == NULL || !ends_item(pyi_peek(p))) {
            target = NULL;
            p->pos = end;
            if (p->explain && !p->failed)
                explain_item(p);
            p->pos = end;
        }
    }
    if (p->failed)
        return NULL;
    withitem_ty item = _PyAST_withitem(expr, target, p->arena);
    return item != NULL ? item : pyi_fail(p);
}

/* item (',' item)*; a comma that no item follows is left alone */
static asdl_withitem_seq *
parse_items(pyi_parser *p)
{
    pyi_items items = {0};
    for (;;) {
        Py_ssize_t start = p->pos;
        if (items.count > 0 && pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
        withitem_ty item = parse_item(p);
        if (item == NULL) {
            p->pos = start;
            break;
        }
        if (!pyi_items_add(p, &items, item))
            return NULL;
    }
    return p->failed || items.count == 0 ? NULL : pyi_items_seq(p, &items);
}

/* '(' items ')' ':' */
static asdl_withitem_seq *
parse_parenthesised_items(pyi_parser *p)
{
    if (pyi_accept(p, PYI_TOK_LPAR) == NULL)
        return NULL;
    asdl_withitem_seq *items = parse_items(p);
    if (items == NULL)
        return NULL;
    pyi_accept(p, PYI_TOK_COMMA);
    if (pyi_accept(p, PYI_TOK_RPAR) == NULL || pyi_accept(p, PYI_TOK_COLON) == NULL)
        return NULL;
    return items;
}

/* ---- mistakes ------------------------------------------------------------------------------------ */

/* expression, and inside of parentheses also a tuple of them without its own */
static bool
skip_expressions(pyi_parser *p, bool inside)
{
    if (pyi_parse_expression(p) == NULL)
        return false;
    while (inside) {
        Py_ssize_t end = p->pos;
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
        if (pyi_parse_expression(p) == NULL) {
            if (p->tokens[end - 1].kind == PYI_TOK_COMMA)
                p->pos = end;
            break;
        }
    }
    return !p->failed;
}

/* Over all items, up to where ':' should be. */
static bool
skip_items(pyi_parser *p, bool inside)
{
    if (inside && pyi_accept(p, PYI_TOK_LPAR) == NULL)
        return false;
    for (int n = 0;; n++) {
        Py_ssize_t start = p->pos;
        if (n > 0 && pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
        if (!skip_expressions(p, inside)) {
            p->pos = start;
            if (n == 0 || p->failed)
                return false;
            break;
        }
        Py_ssize_t end = p->pos;
        if (pyi_accept(p, PYI_TOK_AS) != NULL && pyi_parse_star_target(p) == NULL)
            p->pos = end;
    }
    if (inside) {
        pyi_accept(p, PYI_TOK_COMMA);
        return pyi_accept(p, PYI_TOK_RPAR) != NULL;
    }
    return !p->failed;
}

/* From behind "with", once looking for the block and once for ':' */
static void
explain_with(pyi_parser *p, const pyi_token *keyword, bool block)
{
    Py_ssize_t start = p->pos;
    for (int inside = 0; inside < 2 && !p->failed; inside++) {
        p->pos = start;
        if (!skip_items(p, inside))
            continue;
        if (!block)
            pyi_explain_colon(p);
        else if (pyi_accept(p, PYI_TOK_COLON) != NULL)
            pyi_explain_block(p, keyword, "'with' statement");
    }
    p->pos = start;
}

/* ---- the statement ----------------------------------------------------------------------------- */

static stmt_ty
parse_with(pyi_parser *p, const pyi_token *first, bool is_async)
{
    Py_ssize_t start = p->pos;
    PyObject *comment = NULL;
    asdl_withitem_seq *items = parse_parenthesised_items(p);
    bool parenthesised = items != NULL;
    if (items == NULL) {
        p->pos = start;
        items = p->failed ? NULL : parse_items(p);
        if (items == NULL || pyi_accept(p, PYI_TOK_COLON) == NULL)
            return NULL;
    }
#if !PYI_313
    /* A type comment makes them one tuple. */
    if (parenthesised && pyi_peek(p) == PYI_TOK_TYPE_COMMENT) {
        parenthesised = false;
        p->pos = start;
        items = parse_items(p);
        if (items == NULL || pyi_accept(p, PYI_TOK_COLON) == NULL)
            return NULL;
    }
#endif
    if (!pyi_parse_type_comment(p, &comment))
        return NULL;
    asdl_stmt_seq *body = pyi_parse_block(p);
    if (body == NULL)
        return NULL;
    if (!PYI_313 && parenthesised && !pyi_check_version(p, 9, "Parenthesized context managers are"))
        return NULL;
    if (is_async && !pyi_check_version(p, 5, "Async with statements are"))
        return NULL;
    return (is_async ? _PyAST_AsyncWith : _PyAST_With)(items, body, comment, PYI_SPAN(p, first));
}

stmt_ty
pyi_parse_with(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    bool is_async = pyi_accept(p, PYI_TOK_ASYNC) != NULL;
    const pyi_token *keyword = &p->tokens[p->pos++];
    Py_ssize_t start = p->pos;
    if (p->explain)
        explain_with(p, keyword, true);
    stmt_ty statement = p->failed ? NULL : parse_with(p, first, is_async);
    if (statement == NULL && p->explain && !p->failed) {
        p->pos = start;
        explain_with(p, keyword, false);
    }
    return statement;
}
