/* SPDX-License-Identifier: Apache-2.0 */
/* definitions: def and class, with decorators. */
#include "statements.h"

/* ---- decorators -------------------------------------------------------------------------------- */

stmt_ty
pyi_parse_decorated(pyi_parser *p)
{
    pyi_items items = {0};
    while (pyi_accept(p, PYI_TOK_AT) != NULL) {
        expr_ty decorator = pyi_parse_named_expression(p);
        if (decorator == NULL || !pyi_items_add(p, &items, decorator) ||
            pyi_accept(p, PYI_TOK_NEWLINE) == NULL)
            return NULL;
    }
    asdl_expr_seq *decorators = p->failed ? NULL : pyi_items_seq(p, &items);
    if (decorators == NULL)
        return NULL;
    switch (pyi_peek(p)) {
    case PYI_TOK_CLASS:
        return pyi_parse_class(p, decorators);
    case PYI_TOK_ASYNC:
        return pyi_peek_second(p) == PYI_TOK_DEF ? pyi_parse_def(p, decorators) : NULL;
    case PYI_TOK_DEF:
        return pyi_parse_def(p, decorators);
    default:
        return NULL;
    }
}

/* ---- def --------------------------------------------------------------------------------------- */

typedef struct {
    const pyi_token *first, *keyword;
    PyObject *name, *comment;
    arguments_ty arguments;
    expr_ty returns;
    asdl_stmt_seq *body;
    void *type_parameters;
} definition;

/* After ':': a type comment on that line, or alone on the next one */
static bool
parse_def_comment(pyi_parser *p, PyObject **comment)
{
    Py_ssize_t start = p->pos;
    if (pyi_accept(p, PYI_TOK_NEWLINE) != NULL) {
        if (!pyi_parse_type_comment(p, comment))
            return false;
        if (*comment != NULL && pyi_peek(p) == PYI_TOK_NEWLINE &&
            pyi_peek_second(p) == PYI_TOK_INDENT)
            return true;
        p->pos = start;
        *comment = NULL;
        return !p->failed;
    }
    if (!pyi_parse_type_comment(p, comment))
        return false;
    if (*comment == NULL || !p->explain)
        return true;
    Py_ssize_t end = p->pos;
    if (pyi_accept(p, PYI_TOK_NEWLINE) != NULL && pyi_accept(p, PYI_TOK_TYPE_COMMENT) != NULL &&
        pyi_accept(p, PYI_TOK_NEWLINE) != NULL && pyi_accept(p, PYI_TOK_INDENT) != NULL)
        pyi_error_here(p, PyExc_SyntaxError, "Cannot have two type comments on def");
    p->pos = end;
    return !p->failed;
}

/* '(' parameters ')' ['->' annotation] */
static bool
parse_signature(pyi_parser *p, definition *self)
{
#if PYI_313
    /* The only absence that 3.13 does not complain about at once. */
    if (!p->explain && pyi_peek(p) != PYI_TOK_LPAR)
        return false;
#endif
    if (pyi_force(p, PYI_TOK_LPAR, "(") == NULL)
        return false;
    self->arguments = pyi_parse_parameters(p);
    if (self->arguments == NULL || pyi_accept(p, PYI_TOK_RPAR) == NULL)
        return false;
    Py_ssize_t end = p->pos;
    if (pyi_accept(p, PYI_TOK_RARROW) != NULL) {
        self->returns = pyi_parse_expression(p);
        if (self->returns == NULL)
            p->pos = end;
    }
    return !p->failed;
}

static bool
parse_def(pyi_parser *p, definition *self)
{
    self->name = pyi_accept_identifier(p);
    if (self->name == NULL)
        return false;
#if PYI_312
    self->type_parameters = pyi_parse_type_parameters(p);
    if (p->failed)
        return false;
#endif
    if (!parse_signature(p, self) || pyi_force(p, PYI_TOK_COLON, ":") == NULL)
        return false;
    if (pyi_explain_block(p, self->keyword, "function definition"))
        return false;
    if (!parse_def_comment(p, &self->comment))
        return false;
    self->body = pyi_parse_block(p);
    return self->body != NULL;
}

#if PYI_312
#  define TYPE_PARAMETERS(self) (self)->type_parameters,
#else
#  define TYPE_PARAMETERS(self)
#endif

stmt_ty
pyi_parse_def(pyi_parser *p, asdl_expr_seq *decorators)
{
    definition self = {.first = PYI_NEXT(p)};
    bool is_async = pyi_accept(p, PYI_TOK_ASYNC) != NULL;
    self.keyword = &p->tokens[p->pos++];
    if (!parse_def(p, &self))
        return NULL;
    if (is_async && !pyi_check_version(p, 5, "Async functions are"))
        return NULL;
    return (is_async ? _PyAST_AsyncFunctionDef
                     : _PyAST_FunctionDef)(self.name, self.arguments, self.body, decorators,
                                           self.returns, self.comment, TYPE_PARAMETERS(&self)
                                           PYI_SPAN(p, self.first));
}

/* ---- class ------------------------------------------------------------------------------------- */

/* [ '(' arguments ')' ]; *call is NULL if there are none. What is none of this is left alone. */
static bool
parse_bases(pyi_parser *p, expr_ty *call)
{
    Py_ssize_t start = p->pos;
    *call = NULL;
    if (pyi_accept(p, PYI_TOK_LPAR) == NULL)
        return !p->failed;
    Py_ssize_t end = p->pos;
    *call = pyi_parse_arguments(p, NULL);
    if (*call == NULL)
        p->pos = end;
    if (!p->failed && pyi_accept(p, PYI_TOK_RPAR) == NULL) {
        *call = NULL;
        p->pos = start;
    }
    return !p->failed;
}

stmt_ty
pyi_parse_class(pyi_parser *p, asdl_expr_seq *decorators)
{
    definition self = {.first = &p->tokens[p->pos++]};
    self.name = pyi_accept_identifier(p);
    if (self.name == NULL)
        return NULL;
#if PYI_312
    self.type_parameters = pyi_parse_type_parameters(p);
    if (p->failed)
        return NULL;
#endif
    expr_ty call;
    if (!parse_bases(p, &call) || pyi_explain_colon(p) || pyi_accept(p, PYI_TOK_COLON) == NULL ||
        pyi_explain_block(p, self.first, "class definition"))
        return NULL;
    self.body = pyi_parse_block(p);
    if (self.body == NULL)
        return NULL;
    return _PyAST_ClassDef(self.name, call != NULL ? call->v.Call.args : NULL,
                           call != NULL ? call->v.Call.keywords : NULL, self.body, decorators,
                           TYPE_PARAMETERS(&self) PYI_SPAN(p, self.first));
}
