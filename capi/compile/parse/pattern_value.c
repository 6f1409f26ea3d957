/* SPDX-License-Identifier: Apache-2.0 */
/* pattern_value: patterns that compare: literals, dotted names, and names that bind. */
#include "pattern.h"

/* ---- names ------------------------------------------------------------------------------------- */

expr_ty
pyi_parse_pattern_name(pyi_parser *p, bool *dotted)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    *dotted = false;
    PyObject *name = pyi_accept_identifier(p);
    if (name == NULL)
        return NULL;
    expr_ty expr = _PyAST_Name(name, Load, PYI_SPAN(p, first));
    while (expr != NULL && pyi_peek(p) == PYI_TOK_DOT && pyi_peek_second(p) == PYI_TOK_NAME) {
        p->pos++;
        PyObject *attribute = pyi_accept_identifier(p);
        if (attribute == NULL)
            return NULL;
        *dotted = true;
        expr = _PyAST_Attribute(expr, attribute, Load, PYI_SPAN(p, first));
    }
    if (expr == NULL)
        return pyi_fail(p);
    return p->failed ? NULL : expr;
}

PyObject *
pyi_parse_capture(pyi_parser *p)
{
    if (pyi_peek(p) != PYI_TOK_NAME || pyi_is_word(PYI_NEXT(p), "_"))
        return NULL;
    PyObject *name = pyi_accept_identifier(p);
    if (name == NULL)
        return NULL;
    int next = pyi_peek(p);
    if (p->failed || next == PYI_TOK_DOT || next == PYI_TOK_LPAR || next == PYI_TOK_EQUAL)
        return NULL;
    return name;
}

/* ---- numbers ----------------------------------------------------------------------------------- */

/* ['-'] NUMBER */
static expr_ty
parse_signed_number(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    bool negative = pyi_accept(p, PYI_TOK_MINUS) != NULL;
    if (pyi_peek(p) != PYI_TOK_NUMBER)
        return NULL;
    expr_ty number = pyi_parse_number(p);
    if (number == NULL || !negative)
        return number;
    number = _PyAST_UnaryOp(USub, number, PYI_SPAN(p, first));
    return number != NULL ? number : pyi_fail(p);
}

static bool
is_imaginary(expr_ty number)
{
    if (number->kind == UnaryOp_kind)
        number = number->v.UnaryOp.operand;
    return PyComplex_CheckExact(number->v.Constant.value);
}

/* A number, or real ± imaginary */
static expr_ty
parse_number(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    expr_ty real = parse_signed_number(p);
    if (real == NULL)
        return NULL;
    int sign = pyi_peek(p);
    if (sign != PYI_TOK_PLUS && sign != PYI_TOK_MINUS)
        return p->failed ? NULL : real;
    if (is_imaginary(real)) {
        expr_ty at = real->kind == UnaryOp_kind ? real->v.UnaryOp.operand : real;
        return pyi_error_node(p, at, "real number required in complex literal");
    }
    p->pos++;
    if (pyi_peek(p) != PYI_TOK_NUMBER)
        return NULL;
    expr_ty imaginary = pyi_parse_number(p);
    if (imaginary == NULL)
        return NULL;
    if (!is_imaginary(imaginary))
        return pyi_error_node(p, imaginary, "imaginary number required in complex literal");
    expr_ty sum = _PyAST_BinOp(real, sign == PYI_TOK_PLUS ? Add : Sub, imaginary, PYI_SPAN(p, first));
    return sum != NULL ? sum : pyi_fail(p);
}

/* ---- literals ------------------------------------------------------------------------------------ */

static PyObject *
singleton(int kind)
{
    switch (kind) {
    case PYI_TOK_NONE:
        return Py_None;
    case PYI_TOK_TRUE:
        return Py_True;
    case PYI_TOK_FALSE:
        return Py_False;
    default:
        return NULL;
    }
}

/* Numbers and strings */
static expr_ty
parse_value(pyi_parser *p)
{
    switch (pyi_peek(p)) {
    case PYI_TOK_NUMBER:
    case PYI_TOK_MINUS:
        return parse_number(p);
    case PYI_TOK_STRING:
    case PYI_TOK_FSTRING_START:
        return pyi_parse_strings(p);
    default:
        return NULL;
    }
}

pattern_ty
pyi_parse_literal_pattern(pyi_parser *p)
{
    PyObject *constant = singleton(pyi_peek(p));
    const pyi_token *first = PYI_NEXT(p);
    pattern_ty pattern;
    if (constant != NULL) {
        p->pos++;
        pattern = _PyAST_MatchSingleton(constant, PYI_SPAN(p, first));
    }
    else {
        expr_ty value = parse_value(p);
        if (value == NULL)
            return NULL;
        pattern = _PyAST_MatchValue(value, PYI_SPAN(p, first));
    }
    return pattern != NULL ? pattern : pyi_fail(p);
}

expr_ty
pyi_parse_literal_key(pyi_parser *p)
{
    PyObject *constant = singleton(pyi_peek(p));
    if (constant == NULL)
        return parse_value(p);
    const pyi_token *first = &p->tokens[p->pos++];
    expr_ty key = _PyAST_Constant(constant, NULL, PYI_SPAN(p, first));
    return key != NULL ? key : pyi_fail(p);
}
