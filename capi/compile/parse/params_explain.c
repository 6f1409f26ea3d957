/* SPDX-License-Identifier: Apache-2.0 */
/* params_explain: what is wrong with parameters.
 *
 * The functions skip_…() move behind what they are named after, or do not move and return false.
 * Going over annotations and defaults they may also find a mistake in one of those.
 */
#include "params.h"

/* ---- skipping -------------------------------------------------------------------------------- */

typedef enum { WITHOUT_DEFAULT, WITH_DEFAULT, MAYBE_DEFAULT } wanted_default;

static bool
skip_param(pyi_parser *p, const pyi_params_kind *kind, wanted_default wanted, arg_ty *skipped)
{
    Py_ssize_t start = p->pos;
    arg_ty arg = pyi_parse_param(p, kind, false);
    expr_ty value = NULL;
    bool good = arg != NULL;
    if (good && wanted != WITHOUT_DEFAULT) {
        Py_ssize_t end = p->pos;
        good = pyi_parse_default(p, &value);
        if (!good && wanted == MAYBE_DEFAULT && !p->failed) {
            p->pos = end;
            good = true;
        }
    }
    good = good && (wanted != WITH_DEFAULT || value != NULL) &&
           pyi_parse_param_end(p, kind, NULL);
    if (good && skipped != NULL)
        *skipped = arg;
    if (!good)
        p->pos = start;
    return good && !p->failed;
}

/* The number of them. */
static int
skip_params(pyi_parser *p, const pyi_params_kind *kind, wanted_default wanted)
{
    int n = 0;
    while (skip_param(p, kind, wanted, NULL))
        n++;
    return n;
}

static bool
skip_slash(pyi_parser *p, const pyi_params_kind *kind)
{
    return pyi_accept(p, PYI_TOK_SLASH) != NULL &&
           (pyi_accept(p, PYI_TOK_COMMA) != NULL || pyi_peek(p) == kind->end);
}

/* Parameters that have no default, and '/' */
static bool
skip_plain_slash(pyi_parser *p, const pyi_params_kind *kind)
{
    Py_ssize_t start = p->pos;
    bool good = skip_params(p, kind, WITHOUT_DEFAULT) > 0 && skip_slash(p, kind);
    if (!good)
        p->pos = start;
    return good && !p->failed;
}

/* Parameters of which the last ones have defaults, and '/' */
static bool
skip_default_slash(pyi_parser *p, const pyi_params_kind *kind)
{
    Py_ssize_t start = p->pos;
    skip_params(p, kind, WITHOUT_DEFAULT);
    bool good = skip_params(p, kind, WITH_DEFAULT) > 0 && skip_slash(p, kind);
    if (!good)
        p->pos = start;
    return good && !p->failed;
}

static bool
skip_any_slash(pyi_parser *p, const pyi_params_kind *kind)
{
    return skip_plain_slash(p, kind) || skip_default_slash(p, kind);
}

/* ---- mistakes ------------------------------------------------------------------------------------ */

/* /, a   and   a, /, b, / */
static void
explain_slash(pyi_parser *p, const pyi_params_kind *kind)
{
    Py_ssize_t start = p->pos;
    const pyi_token *slash = pyi_accept(p, PYI_TOK_SLASH);
    if (slash != NULL && pyi_accept(p, PYI_TOK_COMMA) != NULL) {
        pyi_error_node(p, slash, "at least one argument must precede /");
        return;
    }
    p->pos = start;
    if (!skip_any_slash(p, kind))
        return;
    skip_params(p, kind, MAYBE_DEFAULT);
    slash = pyi_accept(p, PYI_TOK_SLASH);
    if (slash != NULL)
        pyi_error_node(p, slash, "/ may appear only once");
}

/* a=1, b */
static void
explain_missing_default(pyi_parser *p, const pyi_params_kind *kind)
{
    arg_ty arg;
    skip_plain_slash(p, kind);
    skip_params(p, kind, WITHOUT_DEFAULT);
    if (!skip_default_slash(p, kind) && skip_params(p, kind, WITH_DEFAULT) == 0)
        return;
    if (skip_param(p, kind, WITHOUT_DEFAULT, &arg))
        pyi_error_node(p, arg,
                       PYI_312 ? "parameter without a default follows parameter with a default"
                               : "non-default argument follows default argument");
}

/* a, (b, c) */
static void
explain_parentheses(pyi_parser *p, const pyi_params_kind *kind)
{
    skip_params(p, kind, WITHOUT_DEFAULT);
    const pyi_token *open = pyi_accept(p, PYI_TOK_LPAR);
    if (open == NULL)
        return;
    int n = 0;
    if (!kind->is_lambda)
        n = skip_params(p, kind, WITHOUT_DEFAULT);
    else {
        Py_ssize_t end = p->pos;
        while (pyi_parse_param(p, kind, false) != NULL) {
            n++;
            end = p->pos;
            if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
                break;
        }
        p->pos = end;
    }
    if (n == 0 || p->failed)
        return;
    pyi_accept(p, PYI_TOK_COMMA);
    const pyi_token *close = pyi_accept(p, PYI_TOK_RPAR);
    if (close != NULL)
        pyi_error_range(p, open, close, "%s parameters cannot be parenthesized",
                        kind->is_lambda ? "Lambda expression" : "Function");
}

/* a, *b, /   and   a / * */
static void
explain_late_slash(pyi_parser *p, const pyi_params_kind *kind)
{
    Py_ssize_t start = p->pos;
    skip_any_slash(p, kind);
    skip_params(p, kind, MAYBE_DEFAULT);
    if (pyi_accept(p, PYI_TOK_STAR) != NULL &&
        (pyi_accept(p, PYI_TOK_COMMA) != NULL || skip_param(p, kind, WITHOUT_DEFAULT, NULL))) {
        skip_params(p, kind, MAYBE_DEFAULT);
        const pyi_token *slash = pyi_accept(p, PYI_TOK_SLASH);
        if (slash != NULL) {
            pyi_error_node(p, slash, "/ must be ahead of *");
            return;
        }
    }
    p->pos = start;
    if (skip_params(p, kind, MAYBE_DEFAULT) == 0 || pyi_accept(p, PYI_TOK_SLASH) == NULL)
        return;
    const pyi_token *star = pyi_accept(p, PYI_TOK_STAR);
    if (star != NULL)
        pyi_error_node(p, star, "expected comma between / and *");
}

void
pyi_explain_parameters(pyi_parser *p, const pyi_params_kind *kind)
{
    static void (*const explanations[])(pyi_parser *, const pyi_params_kind *) = {
        explain_slash, explain_missing_default, explain_parentheses, explain_late_slash};
    Py_ssize_t start = p->pos;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(explanations) && !p->failed; i++) {
        explanations[i](p, kind);
        p->pos = start;
    }
}

/* ---- at a star -------------------------------------------------------------------------------- */

/* *   and   *, **k: nothing can be given by keyword */
static void
explain_bare_star(pyi_parser *p, const pyi_params_kind *kind)
{
    const pyi_token *star = pyi_accept(p, PYI_TOK_STAR);
    if (pyi_accept(p, PYI_TOK_COMMA) == NULL) {
        if (pyi_peek(p) != kind->end)
            return;
    }
    else if (pyi_peek(p) == PYI_TOK_TYPE_COMMENT && !kind->is_lambda) {
        pyi_error_here(p, PyExc_SyntaxError, "bare * has associated type comment");
        return;
    }
    else if (pyi_peek(p) != kind->end && pyi_peek(p) != PYI_TOK_DOUBLESTAR)
        return;
    if (p->failed)
        return;
    if (kind->is_lambda)
        pyi_error_here(p, PyExc_SyntaxError, "named arguments must follow bare *");
    else
        pyi_error_node(p, star, "named arguments must follow bare *");
}

/* '*' and what it may stand in front of */
static const pyi_token *
skip_star(pyi_parser *p, const pyi_params_kind *kind)
{
    const pyi_token *star = pyi_accept(p, PYI_TOK_STAR);
    if (star == NULL)
        return NULL;
    if (!skip_param(p, kind, WITHOUT_DEFAULT, NULL) && pyi_accept(p, PYI_TOK_COMMA) == NULL)
        return NULL;
    return p->failed ? NULL : star;
}

void
pyi_explain_star(pyi_parser *p, const pyi_params_kind *kind)
{
    Py_ssize_t start = p->pos;
    explain_bare_star(p, kind);
    p->pos = start + 1;
    if (!p->failed && pyi_parse_param(p, kind, false) != NULL) {
        const pyi_token *equal = pyi_accept(p, PYI_TOK_EQUAL);
        if (equal != NULL)
            pyi_error_node(p, equal, "var-positional argument cannot have default value");
    }
    p->pos = start;
    if (!p->failed && skip_star(p, kind) != NULL) {
        skip_params(p, kind, MAYBE_DEFAULT);
        const pyi_token *star = skip_star(p, kind);
        if (star != NULL)
            pyi_error_node(p, star, "* argument may appear only once");
    }
    p->pos = start;
}

/* **k=1, or more after **k */
void
pyi_explain_double_star(pyi_parser *p, const pyi_params_kind *kind)
{
    Py_ssize_t start = p->pos++;
    if (pyi_parse_param(p, kind, false) != NULL) {
        const pyi_token *equal = pyi_accept(p, PYI_TOK_EQUAL);
        if (equal != NULL)
            pyi_error_node(p, equal, "var-keyword argument cannot have default value");
        else if (pyi_accept(p, PYI_TOK_COMMA) != NULL) {
            arg_ty arg = pyi_parse_param(p, kind, false);
            int next = pyi_peek(p);
            if (arg != NULL)
                pyi_error_node(p, arg, "arguments cannot follow var-keyword argument");
            else if (next == PYI_TOK_STAR || next == PYI_TOK_DOUBLESTAR || next == PYI_TOK_SLASH)
                pyi_error_node(p, PYI_NEXT(p), "arguments cannot follow var-keyword argument");
        }
    }
    p->pos = start;
}
