/* SPDX-License-Identifier: Apache-2.0 */
/* match: the match statement. "match" and "case" are names everywhere else. */
#include "pattern.h"

/* An expression, or a tuple without parentheses; a starred expression only in that. */
static expr_ty
parse_subject(pyi_parser *p)
{
    bool star = pyi_peek(p) == PYI_TOK_STAR;
    const pyi_token *first = PYI_NEXT(p);
    expr_ty subject = pyi_parse_star_named_expression(p);
    if (subject == NULL)
        return NULL;
    if (pyi_peek(p) != PYI_TOK_COMMA)
        return star || p->failed ? NULL : subject;
    pyi_items items = {0};
    while (pyi_items_add(p, &items, subject) && pyi_accept(p, PYI_TOK_COMMA) != NULL) {
        Py_ssize_t start = p->pos;
        subject = pyi_parse_star_named_expression(p);
        if (subject == NULL) {
            p->pos = start;
            break;
        }
    }
    asdl_expr_seq *elements = p->failed ? NULL : pyi_items_seq(p, &items);
    if (elements == NULL)
        return NULL;
    expr_ty tuple = _PyAST_Tuple(elements, Load, PYI_SPAN(p, first));
    return tuple != NULL ? tuple : pyi_fail(p);
}

/* [ 'if' condition ]; an 'if' that nothing follows is left alone */
static expr_ty
parse_guard(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    if (pyi_accept(p, PYI_TOK_IF) == NULL)
        return NULL;
    expr_ty guard = pyi_parse_named_expression(p);
    if (guard == NULL)
        p->pos = start;
    return guard;
}

static match_case_ty
parse_case(pyi_parser *p)
{
    const pyi_token *first = pyi_accept_word(p, "case");
    if (first == NULL)
        return NULL;
    pattern_ty pattern = pyi_parse_patterns(p);
    if (pattern == NULL)
        return NULL;
    expr_ty guard = parse_guard(p);
    if (p->failed || pyi_explain_colon(p) || pyi_accept(p, PYI_TOK_COLON) == NULL ||
        pyi_explain_block(p, first, "'case' statement"))
        return NULL;
    asdl_stmt_seq *body = pyi_parse_block(p);
    if (body == NULL)
        return NULL;
    match_case_ty result = _PyAST_match_case(pattern, guard, body, p->arena);
    return result != NULL ? result : pyi_fail(p);
}

/* match subject, without ':' or block: explained even where the line means something else, as a call
 * of match() does, once there is some mistake in the file. */
static void
explain_match(pyi_parser *p, const pyi_token *first)
{
    p->pos++;
    if (parse_subject(p) == NULL)
        return;
    if (pyi_peek(p) == PYI_TOK_NEWLINE) {
        if (pyi_check_version(p, 10, "Pattern matching is"))
            pyi_explain_colon(p);
        return;
    }
    if (pyi_accept(p, PYI_TOK_COLON) != NULL)
        pyi_explain_block(p, first, "'match' statement");
}

static stmt_ty
parse_match(pyi_parser *p, const pyi_token *first)
{
    p->pos++;
    expr_ty subject = parse_subject(p);
    if (subject == NULL || pyi_accept(p, PYI_TOK_COLON) == NULL ||
        pyi_accept(p, PYI_TOK_NEWLINE) == NULL || pyi_accept(p, PYI_TOK_INDENT) == NULL)
        return NULL;
    pyi_items items = {0};
    for (;;) {
        Py_ssize_t start = p->pos;
        match_case_ty one = parse_case(p);
        if (one == NULL) {
            p->pos = start;
            break;
        }
        if (!pyi_items_add(p, &items, one))
            return NULL;
    }
    if (p->failed || items.count == 0 || pyi_accept(p, PYI_TOK_DEDENT) == NULL)
        return NULL;
    asdl_match_case_seq *cases = pyi_items_seq(p, &items);
    if (cases == NULL || !pyi_check_version(p, 10, "Pattern matching is"))
        return NULL;
    stmt_ty statement = _PyAST_Match(subject, cases, PYI_SPAN(p, first));
    return statement != NULL ? statement : pyi_fail(p);
}

stmt_ty
pyi_parse_match(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    const pyi_token *first = &p->tokens[start];
    stmt_ty statement = parse_match(p, first);
    if (statement == NULL && !p->failed && p->explain) {
        p->pos = start;
        explain_match(p, first);
    }
    return statement;
}
