/* SPDX-License-Identifier: Apache-2.0 */
/* params: the parameters of def and lambda. Mistakes are explained in params_explain.c. */
#include "params.h"
#include "statements.h"

static const pyi_params_kind of_def = {false, PYI_TOK_RPAR};
static const pyi_params_kind of_lambda = {true, PYI_TOK_COLON};

/* What has been read. Positional parameters become positional-only when '/' comes. */
typedef struct {
    const pyi_params_kind *kind;
    pyi_items positional_only, positional, keyword_only, keyword_defaults, defaults;
    arg_ty vararg, kwarg;
    bool slash, star;
} parameters;

/* ---- one parameter --------------------------------------------------------------------------- */

arg_ty
pyi_parse_param(pyi_parser *p, const pyi_params_kind *kind, bool starred)
{
    const pyi_token *first = PYI_NEXT(p);
    PyObject *name = pyi_accept_identifier(p);
    if (name == NULL)
        return NULL;
    expr_ty annotation = NULL;
    Py_ssize_t end = p->pos;
    if (!kind->is_lambda && pyi_accept(p, PYI_TOK_COLON) != NULL) {
        annotation = starred ? pyi_parse_star_expression(p) : pyi_parse_expression(p);
        if (annotation == NULL)
            p->pos = end;
    }
    if (p->failed)
        return NULL;
    arg_ty arg = _PyAST_arg(name, annotation, NULL, PYI_SPAN(p, first));
    return arg != NULL ? arg : pyi_fail(p);
}

bool
pyi_parse_default(pyi_parser *p, expr_ty *value)
{
    *value = NULL;
    const pyi_token *equal = pyi_accept(p, PYI_TOK_EQUAL);
    if (equal == NULL)
        return !p->failed;
    *value = pyi_parse_expression(p);
    if (*value != NULL || p->failed)
        return *value != NULL;
    p->pos = equal - p->tokens + 1;
    int next = pyi_peek(p);
    if (p->explain && (next == PYI_TOK_RPAR || next == PYI_TOK_COMMA))
        pyi_error_node(p, equal, "expected default value expression");
    return false;
}

bool
pyi_parse_param_end(pyi_parser *p, const pyi_params_kind *kind, arg_ty *arg)
{
    bool comma = pyi_accept(p, PYI_TOK_COMMA) != NULL;
    PyObject *comment = NULL;
    if (!kind->is_lambda && !pyi_parse_type_comment(p, &comment))
        return false;
    if (!comma && pyi_peek(p) != kind->end)
        return false;
    if (comment != NULL && arg != NULL) {
        arg_ty old = *arg;
        *arg = _PyAST_arg(old->arg, old->annotation, comment, old->lineno, old->col_offset,
                          old->end_lineno, old->end_col_offset, p->arena);
        if (*arg == NULL)
            pyi_fail(p);
    }
    return !p->failed;
}

/* ---- all of them --------------------------------------------------------------------------------- */

static bool
parse_named(pyi_parser *p, parameters *self)
{
    arg_ty arg = pyi_parse_param(p, self->kind, false);
    expr_ty value;
    if (arg == NULL || !pyi_parse_default(p, &value) || !pyi_parse_param_end(p, self->kind, &arg))
        return false;
    if (self->star)
        return pyi_items_add(p, &self->keyword_only, arg) &&
               pyi_items_add(p, &self->keyword_defaults, value);
    if (value == NULL && self->defaults.count > 0)
        return false;
    return pyi_items_add(p, &self->positional, arg) &&
           (value == NULL || pyi_items_add(p, &self->defaults, value));
}

static bool
parse_slash(pyi_parser *p, parameters *self)
{
    if (self->slash || self->star || self->positional.count == 0)
        return false;
    self->slash = true;
    self->positional_only = self->positional;
    self->positional = (pyi_items){0};
    p->pos++;
    return pyi_accept(p, PYI_TOK_COMMA) != NULL || pyi_peek(p) == self->kind->end;
}

/* '*' NAME, or '*' ',' and a name */
static bool
parse_star(pyi_parser *p, parameters *self)
{
    if (self->star)
        return false;
    if (p->explain) {
        pyi_explain_star(p, self->kind);
        if (p->failed)
            return false;
    }
    self->star = true;
    p->pos++;
    if (pyi_accept(p, PYI_TOK_COMMA) != NULL)
        return pyi_peek(p) == PYI_TOK_NAME;
    self->vararg = pyi_parse_param(p, self->kind, true);
    return self->vararg != NULL && pyi_parse_param_end(p, self->kind, &self->vararg);
}

static bool
parse_double_star(pyi_parser *p, parameters *self)
{
    if (p->explain) {
        pyi_explain_double_star(p, self->kind);
        if (p->failed)
            return false;
    }
    p->pos++;
    self->kwarg = pyi_parse_param(p, self->kind, false);
    return self->kwarg != NULL && pyi_parse_param_end(p, self->kind, &self->kwarg);
}

static bool
parse_all(pyi_parser *p, parameters *self)
{
    for (;;) {
        bool good;
        switch (pyi_peek(p)) {
        case PYI_TOK_NAME:
            good = parse_named(p, self);
            break;
        case PYI_TOK_SLASH:
            good = parse_slash(p, self);
            break;
        case PYI_TOK_STAR:
            good = parse_star(p, self);
            break;
        case PYI_TOK_DOUBLESTAR:
            return parse_double_star(p, self);
        default:
            return !p->failed;
        }
        if (!good)
            return false;
        if (pyi_peek(p) == self->kind->end)
            return true;
    }
}

static arguments_ty
parse_parameters(pyi_parser *p, const pyi_params_kind *kind)
{
    parameters self = {.kind = kind};
    if (pyi_peek(p) == PYI_TOK_ERROR)
        return NULL;
    if (p->explain) {
        pyi_explain_parameters(p, kind);
        if (p->failed)
            return NULL;
    }
    if (!parse_all(p, &self))
        return NULL;
    void *positional_only = pyi_items_seq(p, &self.positional_only);
    void *positional = pyi_items_seq(p, &self.positional);
    void *keyword_only = pyi_items_seq(p, &self.keyword_only);
    void *keyword_defaults = pyi_items_seq(p, &self.keyword_defaults);
    void *defaults = pyi_items_seq(p, &self.defaults);
    if (p->failed)
        return NULL;
    arguments_ty arguments = _PyAST_arguments(positional_only, positional, self.vararg, keyword_only,
                                              keyword_defaults, self.kwarg, defaults, p->arena);
    return arguments != NULL ? arguments : pyi_fail(p);
}

arguments_ty
pyi_parse_parameters(pyi_parser *p)
{
    return parse_parameters(p, &of_def);
}

arguments_ty
pyi_parse_lambda_parameters(pyi_parser *p)
{
    return parse_parameters(p, &of_lambda);
}
