/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_class: patterns with names or keys inside: classes and mappings. */
#include "pattern.h"

/* ---- mappings ------------------------------------------------------------------------------------ */

/* key ':' pattern */
static bool
parse_item(pyi_parser *p, pyi_items *keys, pyi_items *patterns)
{
    expr_ty key;
    if (pyi_peek(p) == PYI_TOK_NAME) {
        bool dotted;
        key = pyi_parse_pattern_name(p, &dotted);
        if (key == NULL || !dotted)
            return false;
        int next = pyi_peek(p);
        if (next == PYI_TOK_DOT || next == PYI_TOK_LPAR || next == PYI_TOK_EQUAL)
            return false;
    }
    else
        key = pyi_parse_literal_key(p);
    if (key == NULL || pyi_accept(p, PYI_TOK_COLON) == NULL)
        return false;
    pattern_ty pattern = pyi_parse_pattern(p);
    return pattern != NULL && pyi_items_add(p, keys, key) && pyi_items_add(p, patterns, pattern);
}

pattern_ty
pyi_parse_mapping_pattern(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    pyi_items keys = {0}, patterns = {0};
    PyObject *rest = NULL;
    while (pyi_peek(p) != PYI_TOK_RBRACE) {
        if (pyi_accept(p, PYI_TOK_DOUBLESTAR) != NULL) {
            rest = pyi_parse_capture(p);
            if (rest == NULL)
                return NULL;
            pyi_accept(p, PYI_TOK_COMMA);
            break;
        }
        if (!parse_item(p, &keys, &patterns))
            return NULL;
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
    }
    if (pyi_accept(p, PYI_TOK_RBRACE) == NULL)
        return NULL;
    asdl_expr_seq *key_seq = pyi_items_seq(p, &keys);
    asdl_pattern_seq *pattern_seq = pyi_items_seq(p, &patterns);
    if (p->failed)
        return NULL;
    pattern_ty pattern = _PyAST_MatchMapping(key_seq, pattern_seq, rest, PYI_SPAN(p, first));
    return pattern != NULL ? pattern : pyi_fail(p);
}

/* ---- classes ------------------------------------------------------------------------------------- */

static bool
is_keyword(pyi_parser *p)
{
    return pyi_peek(p) == PYI_TOK_NAME && pyi_peek_second(p) == PYI_TOK_EQUAL;
}

/* C(a=1, b): explained at the positional patterns that come too late */
static void
explain_order(pyi_parser *p)
{
    pattern_ty first = NULL, last = NULL;
    for (;;) {
        pattern_ty pattern = is_keyword(p) ? NULL : pyi_parse_pattern(p);
        if (pattern == NULL)
            break;
        if (first == NULL)
            first = pattern;
        last = pattern;
        Py_ssize_t end = p->pos;
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
        if (is_keyword(p)) {
            p->pos = end;
            break;
        }
    }
    if (first != NULL && !p->failed)
        pyi_error_range(p, first, last, "positional patterns follow keyword patterns");
}

/* NAME '=' pattern */
static bool
parse_keyword(pyi_parser *p, pyi_items *names, pyi_items *patterns)
{
    PyObject *name = pyi_accept_identifier(p);
    if (name == NULL || pyi_accept(p, PYI_TOK_EQUAL) == NULL)
        return false;
    pattern_ty pattern = pyi_parse_pattern(p);
    return pattern != NULL && pyi_items_add(p, names, name) && pyi_items_add(p, patterns, pattern);
}

static bool
parse_arguments(pyi_parser *p, pyi_items *positional, pyi_items *names, pyi_items *named)
{
    while (pyi_peek(p) != PYI_TOK_RPAR) {
        if (is_keyword(p)) {
            if (!parse_keyword(p, names, named))
                return false;
        }
        else if (names->count > 0) {
            if (p->explain)
                explain_order(p);
            return false;
        }
        else {
            pattern_ty pattern = pyi_parse_pattern(p);
            if (pattern == NULL || !pyi_items_add(p, positional, pattern))
                return false;
        }
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
    }
    return pyi_accept(p, PYI_TOK_RPAR) != NULL;
}

pattern_ty
pyi_parse_class_pattern(pyi_parser *p, const pyi_token *first, expr_ty cls)
{
    pyi_items positional = {0}, names = {0}, named = {0};
    p->pos++;
    if (!parse_arguments(p, &positional, &names, &named))
        return NULL;
    asdl_pattern_seq *positional_seq = pyi_items_seq(p, &positional);
    asdl_identifier_seq *name_seq = pyi_items_seq(p, &names);
    asdl_pattern_seq *named_seq = pyi_items_seq(p, &named);
    if (p->failed)
        return NULL;
    pattern_ty pattern = _PyAST_MatchClass(cls, positional_seq, name_seq, named_seq,
                                           PYI_SPAN(p, first));
    return pattern != NULL ? pattern : pyi_fail(p);
}
