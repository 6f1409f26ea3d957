/* SPDX-License-Identifier: Apache-2.0 */
/* typeparams: type parameters of functions, classes and aliases, and the statement "type". */
#include "statements.h"

#if PYI_312

/* *T: int and **P: int: there is nothing to be bounded. */
static bool
check_bound(pyi_parser *p, const char *what)
{
    Py_ssize_t end = p->pos;
    const pyi_token *colon = pyi_accept(p, PYI_TOK_COLON);
    if (colon == NULL)
        return !p->failed;
    expr_ty bound = pyi_parse_expression(p);
    pyi_peek(p); /* the message covers what ends the expression */
    if (bound != NULL && !p->failed)
        pyi_error_starting(p, colon, "cannot use %s with %s",
                           bound->kind == Tuple_kind ? "constraints" : "bound", what);
    p->pos = end;
    return !p->failed;
}

#  if PYI_313
/* [ '=' expression ]; an '=' that nothing follows is left alone */
static expr_ty
parse_default(pyi_parser *p, bool starred)
{
    Py_ssize_t end = p->pos;
    if (pyi_accept(p, PYI_TOK_EQUAL) == NULL)
        return NULL;
    expr_ty value = starred ? pyi_parse_star_expression(p) : pyi_parse_expression(p);
    if (value == NULL)
        p->pos = end;
    else if (!pyi_check_version(p, 13, "Type parameter defaults are"))
        return NULL;
    return value;
}
#    define DEFAULT(p, starred, value) expr_ty value = parse_default(p, starred)
#    define DEFAULT_ARGUMENT(value) value,
#  else
#    define DEFAULT(p, starred, value)
#    define DEFAULT_ARGUMENT(value)
#  endif

static type_param_ty
parse_star_parameter(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    bool one = first->kind == PYI_TOK_STAR;
    PyObject *name = pyi_accept_identifier(p);
    if (name == NULL || !check_bound(p, one ? "TypeVarTuple" : "ParamSpec"))
        return NULL;
    DEFAULT(p, one, value);
    if (p->failed)
        return NULL;
    return (one ? _PyAST_TypeVarTuple : _PyAST_ParamSpec)(name, DEFAULT_ARGUMENT(value)
                                                          PYI_SPAN(p, first));
}

static type_param_ty
parse_plain_parameter(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    PyObject *name = pyi_accept_identifier(p);
    if (name == NULL)
        return NULL;
    expr_ty bound = NULL;
    Py_ssize_t end = p->pos;
    if (pyi_accept(p, PYI_TOK_COLON) != NULL) {
        bound = pyi_parse_expression(p);
        if (bound == NULL)
            p->pos = end;
    }
    if (p->failed)
        return NULL;
    DEFAULT(p, false, value);
    if (p->failed)
        return NULL;
    return _PyAST_TypeVar(name, bound, DEFAULT_ARGUMENT(value) PYI_SPAN(p, first));
}

static type_param_ty
parse_parameter(pyi_parser *p)
{
    int kind = pyi_peek(p);
    bool star = kind == PYI_TOK_STAR || kind == PYI_TOK_DOUBLESTAR;
    if (!star && kind != PYI_TOK_NAME)
        return NULL;
    type_param_ty parameter = star ? parse_star_parameter(p) : parse_plain_parameter(p);
    if (parameter == NULL && !p->failed && PyErr_Occurred())
        pyi_fail(p);
    return parameter;
}

asdl_type_param_seq *
pyi_parse_type_parameters(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    if (pyi_accept(p, PYI_TOK_LSQB) == NULL)
        return NULL;
    if (PYI_313 && p->explain && pyi_peek(p) == PYI_TOK_RSQB)
        return pyi_error_starting(p, PYI_NEXT(p), "Type parameter list cannot be empty");
    pyi_items items = {0};
    do {
        Py_ssize_t end = p->pos;
        type_param_ty parameter = parse_parameter(p);
        if (parameter == NULL) {
            p->pos = end;
            break;
        }
        if (!pyi_items_add(p, &items, parameter))
            return NULL;
    } while (pyi_accept(p, PYI_TOK_COMMA) != NULL);
    if (p->failed || items.count == 0 || pyi_accept(p, PYI_TOK_RSQB) == NULL) {
        p->pos = start;
        return NULL;
    }
    if (!pyi_check_version(p, 12, "Type parameter lists are"))
        return NULL;
    return pyi_items_seq(p, &items);
}

/* "type" NAME [type parameters] '=' expression */
stmt_ty
pyi_parse_type_alias(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    const pyi_token *token = PYI_NEXT(p);
    PyObject *id = pyi_accept_identifier(p);
    if (id == NULL)
        return NULL;
    expr_ty name = _PyAST_Name(id, Store, PYI_SPAN(p, token));
    if (name == NULL)
        return pyi_fail(p);
    asdl_type_param_seq *parameters = pyi_parse_type_parameters(p);
    if (p->failed || pyi_accept(p, PYI_TOK_EQUAL) == NULL)
        return NULL;
    expr_ty value = pyi_parse_expression(p);
    if (value == NULL || !pyi_check_version(p, 12, "Type statement is"))
        return NULL;
    stmt_ty statement = _PyAST_TypeAlias(name, parameters, value, PYI_SPAN(p, first));
    return statement != NULL ? statement : pyi_fail(p);
}

#endif /* PYI_312 */
