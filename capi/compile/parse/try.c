/* SPDX-License-Identifier: Apache-2.0 */
/* try: with except, except* or finally. */
#include "statements.h"

/* ---- except ------------------------------------------------------------------------------------ */

/* [ 'as' NAME ]; an 'as' that no name follows is left alone */
static PyObject *
parse_as_name(pyi_parser *p)
{
    Py_ssize_t end = p->pos;
    PyObject *name = NULL;
    if (pyi_accept(p, PYI_TOK_AS) != NULL) {
        name = pyi_accept_identifier(p);
        if (name == NULL)
            p->pos = end;
    }
    return name;
}

/* except a, b: */
static void
explain_unparenthesised(pyi_parser *p, expr_ty expr)
{
    if (pyi_accept(p, PYI_TOK_COMMA) == NULL || pyi_parse_expression(p) == NULL)
        return;
    for (;;) {
        Py_ssize_t end = p->pos;
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
        if (pyi_parse_expression(p) == NULL) {
            p->pos = end + 1;
            break;
        }
    }
    if (p->failed)
        return;
    parse_as_name(p);
    if (pyi_accept(p, PYI_TOK_COLON) != NULL)
        pyi_error_starting(p, expr, "multiple exception types must be parenthesized");
}

/* From "except" on */
static void
explain_except(pyi_parser *p)
{
    p->pos++;
    bool star = pyi_accept(p, PYI_TOK_STAR) != NULL;
    Py_ssize_t start = p->pos;
    expr_ty expr = pyi_parse_expression(p);
    Py_ssize_t end = p->pos;
    if (p->failed)
        return;
    if (expr != NULL) {
        explain_unparenthesised(p, expr);
        p->pos = end;
        if (p->failed)
            return;
        parse_as_name(p);
        pyi_explain_colon(p);
        return;
    }
    p->pos = start;
    if (!star)
        pyi_explain_colon(p);
    else if (pyi_peek(p) == PYI_TOK_NEWLINE || pyi_peek(p) == PYI_TOK_COLON)
        pyi_error_here(p, PyExc_SyntaxError, "expected one or more exception types");
}

/* 'except' ['*'] [type ['as' name]] ':' block */
static excepthandler_ty
parse_handler(pyi_parser *p, bool star)
{
    const pyi_token *first = &p->tokens[p->pos++];
    PyObject *name = NULL;
    expr_ty type = NULL;
    if (star && pyi_accept(p, PYI_TOK_STAR) == NULL)
        return NULL;
    if (star || pyi_peek(p) != PYI_TOK_COLON) {
        type = pyi_parse_expression(p);
        if (type == NULL)
            return NULL;
        name = parse_as_name(p);
    }
    if (pyi_accept(p, PYI_TOK_COLON) == NULL ||
        pyi_explain_block(p, first, star ? "'except*' statement" : "'except' statement"))
        return NULL;
    asdl_stmt_seq *body = pyi_parse_block(p);
    if (body == NULL)
        return NULL;
    excepthandler_ty handler = _PyAST_ExceptHandler(type, name, body, PYI_SPAN(p, first));
    return handler != NULL ? handler : pyi_fail(p);
}

/* All of one sort; what follows them is left alone. */
static bool
parse_handlers(pyi_parser *p, bool star, pyi_items *handlers)
{
    while (pyi_peek(p) == PYI_TOK_EXCEPT) {
        Py_ssize_t start = p->pos;
        excepthandler_ty handler = parse_handler(p, star);
        if (handler == NULL) {
            p->pos = start;
            if (p->explain && !p->failed)
                explain_except(p);
            p->pos = start;
            break;
        }
        if (!pyi_items_add(p, handlers, handler))
            return false;
    }
    return !p->failed;
}

/* At an "except" of the other sort than those before it */
static void
explain_mixture(pyi_parser *p, bool star)
{
    Py_ssize_t start = p->pos;
    const pyi_token *first = pyi_accept(p, PYI_TOK_EXCEPT);
    if (first == NULL)
        return;
    const pyi_token *last = star ? first : pyi_accept(p, PYI_TOK_STAR);
    Py_ssize_t end = p->pos;
    if (last != NULL) {
        bool typed = pyi_parse_expression(p) != NULL;
        if (typed)
            parse_as_name(p);
        else
            p->pos = end;
        if ((typed || star) && pyi_accept(p, PYI_TOK_COLON) != NULL)
            pyi_error_range(p, first, last,
                            "cannot have both 'except' and 'except*' on the same 'try'");
    }
    p->pos = start;
}

/* ---- try --------------------------------------------------------------------------------------- */

static bool
parse_finally(pyi_parser *p, asdl_stmt_seq **block)
{
    *block = NULL;
    const pyi_token *first = pyi_accept(p, PYI_TOK_FINALLY);
    if (first == NULL)
        return !p->failed;
    if (pyi_force(p, PYI_TOK_COLON, ":") == NULL ||
        pyi_explain_block(p, first, "'finally' statement"))
        return false;
    *block = pyi_parse_block(p);
    return *block != NULL;
}

/* Of which sort the first "except" is, the second token says. */
static bool
begins_star(pyi_parser *p)
{
    return pyi_peek(p) == PYI_TOK_EXCEPT && pyi_peek_second(p) == PYI_TOK_STAR;
}

static asdl_stmt_seq *
parse_body(pyi_parser *p, const pyi_token *first)
{
    if (pyi_force(p, PYI_TOK_COLON, ":") == NULL || pyi_explain_block(p, first, "'try' statement"))
        return NULL;
    asdl_stmt_seq *body = pyi_parse_block(p);
    if (body == NULL)
        return NULL;
    int next = pyi_peek(p);
    if (next == PYI_TOK_EXCEPT || next == PYI_TOK_FINALLY)
        return body;
    if (p->explain)
        pyi_error_here(p, PyExc_SyntaxError, "expected 'except' or 'finally' block");
    return NULL;
}

stmt_ty
pyi_parse_try(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    asdl_stmt_seq *body = parse_body(p, first);
    if (body == NULL)
        return NULL;
    pyi_items items = {0};
    bool star = begins_star(p);
    asdl_stmt_seq *orelse = NULL, *final;
    if (pyi_peek(p) == PYI_TOK_EXCEPT) {
        if (star && p->explain) {
            /* CPython looks at this as "except" first. */
            Py_ssize_t start = p->pos;
            explain_except(p);
            p->pos = start;
        }
        if (p->failed || !parse_handlers(p, star, &items) || items.count == 0)
            return NULL;
        if (p->explain)
            explain_mixture(p, star);
        if (p->failed || !pyi_parse_else(p, &orelse))
            return NULL;
    }
    if (!parse_finally(p, &final))
        return NULL;
    asdl_excepthandler_seq *handlers = pyi_items_seq_or_null(p, &items);
    if (p->failed || (star && !pyi_check_version(p, 11, "Exception groups are")))
        return NULL;
    return (star ? _PyAST_TryStar : _PyAST_Try)(body, handlers, orelse, final, PYI_SPAN(p, first));
}
