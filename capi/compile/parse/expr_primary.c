/* SPDX-License-Identifier: Apache-2.0 */
/* expr_primary: atoms, and the attributes, calls and subscripts that follow them. */
#include "expressions.h"

/* ---- atoms ------------------------------------------------------------------------------------- */

static expr_ty
parse_constant(pyi_parser *p, PyObject *value)
{
    const pyi_token *first = &p->tokens[p->pos++];
    return _PyAST_Constant(value, NULL, PYI_SPAN(p, first));
}

static expr_ty
parse_name(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    PyObject *id = pyi_accept_identifier(p);
    return id != NULL ? _PyAST_Name(id, Load, PYI_SPAN(p, first)) : NULL;
}

expr_ty
pyi_parse_atom(pyi_parser *p)
{
    switch (pyi_peek(p)) {
    case PYI_TOK_NAME:
        return parse_name(p);
    case PYI_TOK_NUMBER:
        return pyi_parse_number(p);
    case PYI_TOK_STRING:
    case PYI_TOK_FSTRING_START:
        return pyi_parse_strings(p);
    case PYI_TOK_TRUE:
        return parse_constant(p, Py_True);
    case PYI_TOK_FALSE:
        return parse_constant(p, Py_False);
    case PYI_TOK_NONE:
        return parse_constant(p, Py_None);
    case PYI_TOK_ELLIPSIS:
        return parse_constant(p, Py_Ellipsis);
    case PYI_TOK_LPAR:
        return pyi_parse_parenthesised(p);
    case PYI_TOK_LSQB:
        return pyi_parse_list(p);
    case PYI_TOK_LBRACE:
        return pyi_parse_braces(p);
    default:
        return NULL;
    }
}

/* ---- subscripts -------------------------------------------------------------------------------- */

/* [expression], which may be missing */
static bool
parse_bound(pyi_parser *p, expr_ty *bound)
{
    Py_ssize_t end = p->pos;
    int next = pyi_peek(p);
    *bound = NULL;
    if (next == PYI_TOK_COLON || next == PYI_TOK_RSQB || next == PYI_TOK_COMMA)
        return true;
    *bound = pyi_parse_expression(p);
    if (*bound == NULL)
        p->pos = end;
    return !p->failed;
}

/* From ':' on */
static expr_ty
parse_slice_rest(pyi_parser *p, expr_ty lower, const pyi_token *first)
{
    expr_ty upper, step = NULL;
    p->pos++;
    if (!parse_bound(p, &upper))
        return NULL;
    if (pyi_accept(p, PYI_TOK_COLON) != NULL && !parse_bound(p, &step))
        return NULL;
    return p->failed ? NULL : _PyAST_Slice(lower, upper, step, PYI_SPAN(p, first));
}

static expr_ty
parse_slice(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    const pyi_token *first = PYI_NEXT(p);
    if (pyi_peek(p) == PYI_TOK_COLON)
        return parse_slice_rest(p, NULL, first);
    if (p->failed)
        return NULL;
    if (p->explain) {
        expr_ty lower = pyi_parse_expression(p);
        if (lower != NULL && pyi_peek(p) == PYI_TOK_COLON)
            return parse_slice_rest(p, lower, first);
        p->pos = start;
        return p->failed ? NULL : pyi_parse_named_expression(p);
    }
    expr_ty expr = pyi_parse_named_expression(p);
    if (expr == NULL || pyi_peek(p) != PYI_TOK_COLON || expr->kind == NamedExpr_kind)
        return p->failed ? NULL : expr;
    return parse_slice_rest(p, expr, first);
}

/* slice, or a tuple of slices and starred expressions */
static expr_ty
parse_slices(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    bool tuple = false;
    pyi_items items = {0};
    for (;;) {
        Py_ssize_t end = p->pos;
        bool star = pyi_peek(p) == PYI_TOK_STAR;
        expr_ty expr = star ? pyi_parse_starred(p) : parse_slice(p);
        if (expr == NULL) {
            p->pos = end;
            break;
        }
        tuple = tuple || star;
        if (!pyi_items_add(p, &items, expr))
            return NULL;
        if (pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
        tuple = true;
    }
    if (p->failed || items.count == 0)
        return NULL;
    if (!tuple)
        return items.items[0];
    asdl_expr_seq *elements = pyi_items_seq(p, &items);
    return elements != NULL ? _PyAST_Tuple(elements, Load, PYI_SPAN(p, first)) : NULL;
}

/* ---- what follows an atom ---------------------------------------------------------------------- */

static expr_ty
parse_attribute(pyi_parser *p, expr_ty value, const pyi_token *first)
{
    p->pos++;
    PyObject *name = pyi_accept_identifier(p);
    return name != NULL ? _PyAST_Attribute(value, name, Load, PYI_SPAN(p, first)) : NULL;
}

static expr_ty
parse_subscript(pyi_parser *p, expr_ty value, const pyi_token *first)
{
    p->pos++;
    expr_ty slice = parse_slices(p);
    if (slice == NULL || pyi_accept(p, PYI_TOK_RSQB) == NULL)
        return NULL;
    return _PyAST_Subscript(value, slice, Load, PYI_SPAN(p, first));
}

static expr_ty
make_call_of_generator(pyi_parser *p, expr_ty func, expr_ty generator, const pyi_token *first)
{
    pyi_items items = {0};
    asdl_expr_seq *args = NULL;
    if (pyi_items_add(p, &items, generator))
        args = pyi_items_seq(p, &items);
    return args != NULL ? _PyAST_Call(func, args, NULL, PYI_SPAN(p, first)) : NULL;
}

/* The first argument, when it may be a generator without parentheses of its own: that is known when
 * it has been parsed. Both stay NULL where no positional argument begins; false if one should be here
 * but is not: parsing it again, to fail again, would double the time at each level of nesting. */
static bool
parse_first_argument(pyi_parser *p, const pyi_token *open, expr_ty *argument, expr_ty *generator)
{
    int next = pyi_peek(p);
    if (next == PYI_TOK_RPAR || next == PYI_TOK_STAR || next == PYI_TOK_DOUBLESTAR ||
        (next == PYI_TOK_NAME && pyi_peek_second(p) == PYI_TOK_EQUAL))
        return !p->failed;
    expr_ty expr = pyi_parse_plain_named_expression(p);
    next = pyi_peek(p);
    if (expr == NULL || (next != PYI_TOK_FOR && next != PYI_TOK_ASYNC)) {
        *argument = expr;
        return expr != NULL && !p->failed;
    }
    asdl_comprehension_seq *clauses = pyi_parse_clauses(p);
    if (clauses != NULL && pyi_accept(p, PYI_TOK_RPAR) != NULL)
        *generator = _PyAST_GeneratorExp(expr, clauses, PYI_SPAN(p, open));
    return *generator != NULL;
}

static expr_ty
parse_call(pyi_parser *p, expr_ty func, const pyi_token *first)
{
    Py_ssize_t start = p->pos;
    const pyi_token *open = PYI_NEXT(p);
    expr_ty generator = NULL, argument = NULL;
    if (p->explain)
        generator = pyi_parse_generator(p);
    else {
        p->pos++;
        if (!parse_first_argument(p, open, &argument, &generator))
            return NULL;
    }
    if (generator != NULL)
        return make_call_of_generator(p, func, generator, first);
    if (p->failed)
        return NULL;
    if (argument == NULL)
        p->pos = start + 1;
    expr_ty call = NULL;
    if (pyi_peek(p) != PYI_TOK_RPAR || argument != NULL) {
        call = pyi_parse_arguments(p, argument);
        if (call == NULL)
            return NULL;
    }
    if (pyi_accept(p, PYI_TOK_RPAR) == NULL)
        return NULL;
    return _PyAST_Call(func, call != NULL ? call->v.Call.args : NULL,
                       call != NULL ? call->v.Call.keywords : NULL, PYI_SPAN(p, first));
}

static expr_ty
parse_primary(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    expr_ty expr = pyi_parse_atom(p);
    while (expr != NULL) {
        Py_ssize_t end = p->pos;
        expr_ty longer;
        int next = pyi_peek(p);
        if (next == PYI_TOK_DOT)
            longer = parse_attribute(p, expr, first);
        else if (next == PYI_TOK_LPAR)
            longer = parse_call(p, expr, first);
        else if (next == PYI_TOK_LSQB)
            longer = parse_subscript(p, expr, first);
        else
            break;
        if (longer == NULL) {
            p->pos = end;
            break;
        }
        expr = longer;
    }
    if (!p->failed && PyErr_Occurred())
        pyi_fail(p);
    return p->failed ? NULL : expr;
}

expr_ty
pyi_parse_primary(pyi_parser *p)
{
    void *known;
    Py_ssize_t start = p->pos;
    if (pyi_memo_get(p, PYI_MEMO_PRIMARY, &known))
        return known;
    return pyi_memo_put(p, PYI_MEMO_PRIMARY, start, parse_primary(p));
}
