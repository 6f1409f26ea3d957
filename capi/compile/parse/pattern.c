/* SPDX-License-Identifier: Apache-2.0 */
/* pattern: what may follow "case": alternatives, captures, sequences. */
#include "pattern.h"

/* ---- sequences --------------------------------------------------------------------------------- */

/* '*' NAME, or a pattern */
static pattern_ty
parse_maybe_star(pyi_parser *p)
{
    const pyi_token *star = pyi_accept(p, PYI_TOK_STAR);
    if (star == NULL)
        return pyi_parse_pattern(p);
    PyObject *name = NULL;
    if (pyi_accept_word(p, "_") == NULL) {
        name = p->failed ? NULL : pyi_parse_capture(p);
        if (name == NULL)
            return NULL;
    }
    pattern_ty pattern = _PyAST_MatchStar(name, PYI_SPAN(p, star));
    return pattern != NULL ? pattern : pyi_fail(p);
}

/* The patterns after the first of a sequence, from a comma on. */
static bool
parse_more(pyi_parser *p, pyi_items *items)
{
    while (pyi_accept(p, PYI_TOK_COMMA) != NULL) {
        Py_ssize_t start = p->pos;
        pattern_ty pattern = parse_maybe_star(p);
        if (pattern == NULL) {
            p->pos = start;
            break;
        }
        if (!pyi_items_add(p, items, pattern))
            return false;
    }
    return !p->failed;
}

static pattern_ty
make_sequence(pyi_parser *p, pyi_items *items, const pyi_token *first)
{
    asdl_pattern_seq *patterns = pyi_items_seq(p, items);
    if (patterns == NULL)
        return NULL;
    pattern_ty pattern = _PyAST_MatchSequence(patterns, PYI_SPAN(p, first));
    return pattern != NULL ? pattern : pyi_fail(p);
}

/* '[' … ']' or '(' … ')': without a comma, parentheses only group */
static pattern_ty
parse_bracketed(pyi_parser *p, int closing)
{
    const pyi_token *first = &p->tokens[p->pos++];
    pyi_items items = {0};
    if (pyi_accept(p, closing) != NULL)
        return make_sequence(p, &items, first);
    bool star = pyi_peek(p) == PYI_TOK_STAR;
    pattern_ty pattern = parse_maybe_star(p);
    if (pattern == NULL)
        return NULL;
    if (closing == PYI_TOK_RPAR && pyi_peek(p) != PYI_TOK_COMMA) {
        if (star)
            return NULL;
        return pyi_accept(p, closing) != NULL ? pattern : NULL;
    }
    if (!pyi_items_add(p, &items, pattern) || !parse_more(p, &items))
        return NULL;
    return pyi_accept(p, closing) != NULL ? make_sequence(p, &items, first) : NULL;
}

pattern_ty
pyi_parse_patterns(pyi_parser *p)
{
    bool star = pyi_peek(p) == PYI_TOK_STAR;
    const pyi_token *first = PYI_NEXT(p);
    pattern_ty pattern = parse_maybe_star(p);
    if (pattern == NULL)
        return NULL;
    if (pyi_peek(p) != PYI_TOK_COMMA)
        return star || p->failed ? NULL : pattern;
    pyi_items items = {0};
    if (!pyi_items_add(p, &items, pattern) || !parse_more(p, &items))
        return NULL;
    return make_sequence(p, &items, first);
}

/* ---- one pattern --------------------------------------------------------------------------------- */

/* A name alone binds, with a dot it is a value, with '(' a class. */
static pattern_ty
parse_name_pattern(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    pattern_ty pattern;
    if (pyi_accept_word(p, "_") != NULL) {
        pattern = _PyAST_MatchAs(NULL, NULL, PYI_SPAN(p, first));
        return pattern != NULL ? pattern : pyi_fail(p);
    }
    bool dotted;
    expr_ty name = pyi_parse_pattern_name(p, &dotted);
    if (name == NULL)
        return NULL;
    int next = pyi_peek(p);
    if (next == PYI_TOK_LPAR)
        return pyi_parse_class_pattern(p, first, name);
    if (p->failed || next == PYI_TOK_DOT || next == PYI_TOK_EQUAL)
        return NULL;
    if (dotted)
        pattern = _PyAST_MatchValue(name, PYI_SPAN(p, first));
    else
        pattern = _PyAST_MatchAs(NULL, name->v.Name.id, PYI_SPAN(p, first));
    return pattern != NULL ? pattern : pyi_fail(p);
}

static pattern_ty
parse_closed(pyi_parser *p)
{
    if (!pyi_parser_enter(p))
        return NULL;
    pattern_ty pattern;
    switch (pyi_peek(p)) {
    case PYI_TOK_NAME:
        pattern = parse_name_pattern(p);
        break;
    case PYI_TOK_LPAR:
        pattern = parse_bracketed(p, PYI_TOK_RPAR);
        break;
    case PYI_TOK_LSQB:
        pattern = parse_bracketed(p, PYI_TOK_RSQB);
        break;
    case PYI_TOK_LBRACE:
        pattern = pyi_parse_mapping_pattern(p);
        break;
    default:
        pattern = pyi_parse_literal_pattern(p);
        break;
    }
    pyi_parser_leave(p);
    return pattern;
}

/* closed ('|' closed)*; a bar that nothing follows is left alone */
static pattern_ty
parse_or(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    pattern_ty pattern = parse_closed(p);
    if (pattern == NULL || pyi_peek(p) != PYI_TOK_VBAR)
        return p->failed ? NULL : pattern;
    pyi_items items = {0};
    if (!pyi_items_add(p, &items, pattern))
        return NULL;
    for (;;) {
        Py_ssize_t start = p->pos;
        pattern_ty other = NULL;
        if (pyi_accept(p, PYI_TOK_VBAR) != NULL)
            other = parse_closed(p);
        if (other == NULL) {
            p->pos = start;
            break;
        }
        if (!pyi_items_add(p, &items, other))
            return NULL;
    }
    if (p->failed || items.count == 1)
        return p->failed ? NULL : pattern;
    asdl_pattern_seq *patterns = pyi_items_seq(p, &items);
    if (patterns == NULL)
        return NULL;
    pattern = _PyAST_MatchOr(patterns, PYI_SPAN(p, first));
    return pattern != NULL ? pattern : pyi_fail(p);
}

/* After 'as': neither _ nor anything but a name */
static void
explain_as_target(pyi_parser *p)
{
    if (pyi_peek(p) == PYI_TOK_NAME) {
        if (pyi_is_word(PYI_NEXT(p), "_"))
            pyi_error_node(p, PYI_NEXT(p), "cannot use '_' as a target");
        return;
    }
    expr_ty expr = pyi_parse_expression(p);
    if (expr != NULL)
        pyi_error_node(p, expr, "invalid pattern target");
}

pattern_ty
pyi_parse_pattern(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    pattern_ty pattern = parse_or(p);
    if (pattern == NULL || pyi_peek(p) != PYI_TOK_AS)
        return p->failed ? NULL : pattern;
    Py_ssize_t end = p->pos++;
    PyObject *name = pyi_parse_capture(p);
    if (name == NULL) {
        if (!p->failed && p->explain) {
            p->pos = end + 1;
            explain_as_target(p);
        }
        p->pos = end;
        return p->failed ? NULL : pattern;
    }
    pattern = _PyAST_MatchAs(pattern, name, PYI_SPAN(p, first));
    return pattern != NULL ? pattern : pyi_fail(p);
}
