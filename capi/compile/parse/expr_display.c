/* SPDX-License-Identifier: Apache-2.0 */
/* expr_display: what begins with a bracket: groups, tuples, lists, sets, dicts, comprehensions. */
#include "expressions.h"

/* ---- parentheses --------------------------------------------------------------------------------- */

/* '(' ')' or '(' elements with at least one comma ')' */
static expr_ty
parse_tuple(pyi_parser *p)
{
    const pyi_token *open = &p->tokens[p->pos++];
    pyi_items items = {0};
    if (pyi_peek(p) != PYI_TOK_RPAR) {
        expr_ty first = pyi_parse_star_named_expression(p);
        if (first == NULL || pyi_accept(p, PYI_TOK_COMMA) == NULL ||
            !pyi_items_add(p, &items, first))
            return NULL;
        pyi_parse_star_named_list(p, &items);
    }
    if (p->failed || pyi_accept(p, PYI_TOK_RPAR) == NULL)
        return NULL;
    asdl_expr_seq *elements = pyi_items_seq(p, &items);
    return elements != NULL ? _PyAST_Tuple(elements, Load, PYI_SPAN(p, open)) : NULL;
}

/* '(' yield or named expression ')' */
static expr_ty
parse_group(pyi_parser *p)
{
    Py_ssize_t start = p->pos++;
    expr_ty expr = pyi_peek(p) == PYI_TOK_YIELD ? pyi_parse_yield_expression(p)
                                                : pyi_parse_named_expression(p);
    if (expr != NULL && pyi_accept(p, PYI_TOK_RPAR) != NULL)
        return expr;
    if (p->explain && !p->failed) {
        p->pos = start;
        pyi_explain_group(p);
    }
    return NULL;
}

/* One alternative after the other, as the grammar has them, so that mistakes are found in that order. */
static expr_ty
explain_parenthesised(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    expr_ty expr = parse_tuple(p);
    if (expr == NULL && !p->failed) {
        p->pos = start;
        expr = parse_group(p);
    }
    if (expr == NULL && !p->failed) {
        p->pos = start;
        expr = pyi_parse_generator(p);
    }
    return expr;
}

expr_ty
pyi_parse_parenthesised(pyi_parser *p)
{
    if (p->explain)
        return explain_parenthesised(p);
    Py_ssize_t start = p->pos;
    const pyi_token *open = &p->tokens[p->pos++];
    int next = pyi_peek(p);
    if (next == PYI_TOK_YIELD || next == PYI_TOK_RPAR) {
        p->pos = start;
        return next == PYI_TOK_YIELD ? parse_group(p) : parse_tuple(p);
    }
    expr_ty expr = pyi_parse_star_named_expression(p);
    if (expr == NULL)
        return NULL;
    bool starred = next == PYI_TOK_STAR;
    next = pyi_peek(p);
    pyi_items items = {0};
    if (next == PYI_TOK_COMMA) {
        p->pos++;
        if (!pyi_items_add(p, &items, expr))
            return NULL;
        pyi_parse_star_named_list(p, &items);
        if (p->failed || pyi_accept(p, PYI_TOK_RPAR) == NULL)
            return NULL;
        asdl_expr_seq *elements = pyi_items_seq(p, &items);
        return elements != NULL ? _PyAST_Tuple(elements, Load, PYI_SPAN(p, open)) : NULL;
    }
    if (starred)
        return NULL;
    if (next == PYI_TOK_FOR || next == PYI_TOK_ASYNC) {
        asdl_comprehension_seq *clauses = pyi_parse_clauses(p);
        if (clauses == NULL || pyi_accept(p, PYI_TOK_RPAR) == NULL)
            return NULL;
        return _PyAST_GeneratorExp(expr, clauses, PYI_SPAN(p, open));
    }
    return pyi_accept(p, PYI_TOK_RPAR) != NULL ? expr : NULL;
}

/* ---- lists ------------------------------------------------------------------------------------- */

/* Of an element that is known */
static expr_ty
parse_list_comprehension(pyi_parser *p, expr_ty element, const pyi_token *open)
{
    asdl_comprehension_seq *clauses = pyi_parse_clauses(p);
    if (clauses == NULL || pyi_accept(p, PYI_TOK_RSQB) == NULL)
        return NULL;
    return _PyAST_ListComp(element, clauses, PYI_SPAN(p, open));
}

expr_ty
pyi_parse_list(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    const pyi_token *open = &p->tokens[p->pos++];
    pyi_items items = {0};
    bool star = pyi_peek(p) == PYI_TOK_STAR;
    if (pyi_peek(p) != PYI_TOK_RSQB)
        pyi_parse_star_named_list(p, &items);
    if (pyi_accept(p, PYI_TOK_RSQB) != NULL) {
        asdl_expr_seq *elements = pyi_items_seq(p, &items);
        return elements != NULL ? _PyAST_List(elements, Load, PYI_SPAN(p, open)) : NULL;
    }
    expr_ty list = NULL;
    if (items.count == 1 && !star && p->tokens[p->pos - 1].kind != PYI_TOK_COMMA)
        list = parse_list_comprehension(p, items.items[0], open);
    if (list == NULL && p->explain && !p->failed) {
        p->pos = start;
        pyi_explain_comprehension(p);
    }
    return p->failed ? NULL : list;
}

/* ---- braces ------------------------------------------------------------------------------------ */

bool
pyi_parse_pair(pyi_parser *p, expr_ty *key, expr_ty *value)
{
    Py_ssize_t start = p->pos;
    *key = NULL;
    if (pyi_accept(p, PYI_TOK_DOUBLESTAR) != NULL)
        *value = pyi_parse_bitwise_or(p);
    else {
        *key = pyi_parse_expression(p);
        *value = *key != NULL && pyi_accept(p, PYI_TOK_COLON) != NULL ? pyi_parse_expression(p)
                                                                      : NULL;
    }
    if (*value == NULL)
        p->pos = start;
    return *value != NULL && !p->failed;
}

/* ':' value, behind a key that is known */
static bool
parse_value(pyi_parser *p, expr_ty *value)
{
    *value = pyi_accept(p, PYI_TOK_COLON) != NULL ? pyi_parse_expression(p) : NULL;
    return *value != NULL && !p->failed;
}

/* pairs [','], up to '}'; the first key may be known, and then the parser stands behind it */
static expr_ty
parse_pairs(pyi_parser *p, expr_ty first, const pyi_token *open)
{
    pyi_items keys = {0}, values = {0};
    expr_ty key = first, value;
    while (keys.count == 0 && first != NULL ? parse_value(p, &value)
                                            : pyi_parse_pair(p, &key, &value)) {
        if (!pyi_items_add(p, &keys, key) || !pyi_items_add(p, &values, value))
            return NULL;
        int next = pyi_peek(p);
        if (keys.count == 1 && key != NULL && (next == PYI_TOK_FOR || next == PYI_TOK_ASYNC) &&
            !p->explain) {
            asdl_comprehension_seq *clauses = pyi_parse_clauses(p);
            if (clauses == NULL || pyi_accept(p, PYI_TOK_RBRACE) == NULL)
                return NULL;
            return _PyAST_DictComp(key, value, clauses, PYI_SPAN(p, open));
        }
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
    }
    bool no_value = first != NULL && keys.count == 0;
    if (p->failed || no_value || pyi_accept(p, PYI_TOK_RBRACE) == NULL)
        return NULL;
    asdl_expr_seq *key_seq = pyi_items_seq(p, &keys);
    asdl_expr_seq *value_seq = pyi_items_seq(p, &values);
    return p->failed ? NULL : _PyAST_Dict(key_seq, value_seq, PYI_SPAN(p, open));
}

static expr_ty
parse_dict(pyi_parser *p)
{
    const pyi_token *open = &p->tokens[p->pos++];
    return parse_pairs(p, NULL, open);
}

/* elements, or one with clauses; the first may be known, and then the parser stands behind it */
static expr_ty
parse_elements(pyi_parser *p, expr_ty first, const pyi_token *open)
{
    pyi_items items = {0};
    bool star = first == NULL && pyi_peek(p) == PYI_TOK_STAR;
    if (first == NULL) {
        if (!pyi_parse_star_named_list(p, &items))
            return NULL;
    }
    else {
        if (!pyi_items_add(p, &items, first))
            return NULL;
        if (pyi_accept(p, PYI_TOK_COMMA) != NULL)
            pyi_parse_star_named_list(p, &items);
        if (p->failed)
            return NULL;
    }
    if (pyi_accept(p, PYI_TOK_RBRACE) != NULL) {
        asdl_expr_seq *elements = pyi_items_seq(p, &items);
        return elements != NULL ? _PyAST_Set(elements, PYI_SPAN(p, open)) : NULL;
    }
    if (items.count != 1 || star || p->tokens[p->pos - 1].kind == PYI_TOK_COMMA || p->explain)
        return NULL;
    asdl_comprehension_seq *clauses = pyi_parse_clauses(p);
    if (clauses == NULL || pyi_accept(p, PYI_TOK_RBRACE) == NULL)
        return NULL;
    return _PyAST_SetComp(items.items[0], clauses, PYI_SPAN(p, open));
}

static expr_ty
parse_set(pyi_parser *p)
{
    const pyi_token *open = &p->tokens[p->pos++];
    return parse_elements(p, NULL, open);
}

/* key ':' value clauses; what is wrong with '**' there */
static expr_ty
explain_dict_comprehension(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    const pyi_token *open = &p->tokens[p->pos++];
    expr_ty key, value;
    bool pair = pyi_parse_pair(p, &key, &value);
    if (p->failed)
        return NULL;
    if (pair && key != NULL) {
        asdl_comprehension_seq *clauses = pyi_parse_clauses(p);
        if (clauses != NULL && pyi_accept(p, PYI_TOK_RBRACE) != NULL)
            return _PyAST_DictComp(key, value, clauses, PYI_SPAN(p, open));
    }
    else if (pair && pyi_parse_clauses(p) != NULL)
        pyi_error_node(p, &p->tokens[start + 1],
                       "dict unpacking cannot be used in dict comprehension");
    return NULL;
}

static expr_ty
explain_set_comprehension(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    const pyi_token *open = &p->tokens[p->pos++];
    expr_ty element = pyi_parse_named_expression(p);
    asdl_comprehension_seq *clauses = element != NULL ? pyi_parse_clauses(p) : NULL;
    if (clauses != NULL && pyi_accept(p, PYI_TOK_RBRACE) != NULL)
        return _PyAST_SetComp(element, clauses, PYI_SPAN(p, open));
    if (!p->failed) {
        p->pos = start;
        pyi_explain_comprehension(p);
    }
    return NULL;
}

static expr_ty
explain_braces(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    expr_ty expr = parse_dict(p);
    if (expr == NULL && !p->failed) {
        p->pos = start + 1;
        pyi_explain_dict(p);
    }
    static expr_ty (*const alternatives[])(pyi_parser *) = {
        parse_set, explain_dict_comprehension, explain_set_comprehension};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(alternatives) && expr == NULL && !p->failed; i++) {
        p->pos = start;
        expr = alternatives[i](p);
    }
    return expr;
}

/* Does a dict begin here? As soon as ':' is seen, or '**'. The first element is parsed once only: twice
 * at each level is exponential in the depth. */
expr_ty
pyi_parse_braces(pyi_parser *p)
{
    if (p->explain)
        return explain_braces(p);
    Py_ssize_t start = p->pos++;
    const pyi_token *open = &p->tokens[start];
    int next = pyi_peek(p);
    if (next == PYI_TOK_RBRACE || next == PYI_TOK_DOUBLESTAR)
        return parse_pairs(p, NULL, open);
    if (next == PYI_TOK_STAR)
        return parse_elements(p, NULL, open);
    expr_ty first = pyi_parse_named_expression(p);
    if (first == NULL || p->failed)
        return NULL;
    if (pyi_peek(p) != PYI_TOK_COLON)
        return p->failed ? NULL : parse_elements(p, first, open);
    /* A key is no assignment, unless in parentheses. */
    if (first->kind == NamedExpr_kind && next == PYI_TOK_NAME)
        return NULL;
    return parse_pairs(p, first, open);
}
