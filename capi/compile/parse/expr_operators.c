/* SPDX-License-Identifier: Apache-2.0 */
/* expr_operators: or, and, not, comparisons, binary and unary operators, powers.
 *
 * An operator that no operand follows is left alone: p->pos is in front of it, where the caller then
 * finds what it did not expect.
 */
#include "expressions.h"

/* ---- or, and, not ------------------------------------------------------------------------------ */

static expr_ty parse_inversion(pyi_parser *p);

/* operand (operator operand)* */
static expr_ty
parse_bool(pyi_parser *p, int kind, boolop_ty op, expr_ty (*parse_operand)(pyi_parser *))
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    expr_ty operand = parse_operand(p);
    if (operand == NULL || pyi_peek(p) != kind)
        return p->failed ? NULL : operand;
    pyi_items items = {0};
    if (!pyi_items_add(p, &items, operand))
        return NULL;
    for (;;) {
        Py_ssize_t end = p->pos;
        expr_ty next = pyi_accept(p, kind) != NULL ? parse_operand(p) : NULL;
        if (next == NULL) {
            p->pos = end;
            break;
        }
        if (!pyi_items_add(p, &items, next))
            return NULL;
    }
    if (p->failed || items.count == 1)
        return p->failed ? NULL : operand;
    asdl_expr_seq *values = pyi_items_seq(p, &items);
    return values != NULL ? _PyAST_BoolOp(op, values, PYI_SPAN(p, first)) : NULL;
}

static expr_ty
parse_conjunction(pyi_parser *p)
{
    return parse_bool(p, PYI_TOK_AND, And, parse_inversion);
}

expr_ty
pyi_parse_disjunction(pyi_parser *p)
{
    void *known;
    Py_ssize_t start = p->pos;
    if (pyi_memo_get(p, PYI_MEMO_DISJUNCTION, &known))
        return known;
    expr_ty expr = parse_bool(p, PYI_TOK_OR, Or, parse_conjunction);
    return pyi_memo_put(p, PYI_MEMO_DISJUNCTION, start, expr);
}

/* ---- comparisons ------------------------------------------------------------------------------- */

/* Since "from __future__ import barry_as_FLUFL" it is <> that means "not equal". */
static bool
is_not_equal(pyi_parser *p)
{
    bool old = PYI_NEXT(p)->start[0] == '<';
    if (!(p->flags & CO_FUTURE_BARRY_AS_BDFL))
        return !old;
    if (!old)
        pyi_error_here(p, PyExc_SyntaxError, "with Barry as BDFL, use '<>' instead of '!='");
    return old;
}

/* The comparison that comes next, taken; 0 if there is none. */
static cmpop_ty
accept_comparison(pyi_parser *p)
{
    cmpop_ty op;
    switch (pyi_peek(p)) {
    case PYI_TOK_EQEQUAL:
        op = Eq;
        break;
    case PYI_TOK_NOTEQUAL:
        if (!is_not_equal(p))
            return (cmpop_ty)0;
        op = NotEq;
        break;
    case PYI_TOK_LESSEQUAL:
        op = LtE;
        break;
    case PYI_TOK_LESS:
        op = Lt;
        break;
    case PYI_TOK_GREATEREQUAL:
        op = GtE;
        break;
    case PYI_TOK_GREATER:
        op = Gt;
        break;
    case PYI_TOK_IN:
        op = In;
        break;
    case PYI_TOK_NOT:
        if (pyi_peek_second(p) != PYI_TOK_IN)
            return (cmpop_ty)0;
        p->pos++;
        op = NotIn;
        break;
    case PYI_TOK_IS:
        p->pos++;
        return pyi_accept(p, PYI_TOK_NOT) != NULL ? IsNot : Is;
    default:
        return (cmpop_ty)0;
    }
    p->pos++;
    return op;
}

static expr_ty
make_comparison(pyi_parser *p, expr_ty left, const pyi_items *ops, const pyi_items *operands,
                const pyi_token *first)
{
    asdl_expr_seq *comparators = pyi_items_seq(p, operands);
    asdl_int_seq *op_seq = p->failed ? NULL : _Py_asdl_int_seq_new(ops->count, p->arena);
    if (op_seq == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < ops->count; i++)
        asdl_seq_SET(op_seq, i, (int)(intptr_t)ops->items[i]);
    return _PyAST_Compare(left, op_seq, comparators, PYI_SPAN(p, first));
}

static expr_ty
parse_comparison(pyi_parser *p)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    expr_ty left = pyi_parse_bitwise_or(p);
    if (left == NULL)
        return NULL;
    pyi_items ops = {0}, operands = {0};
    for (;;) {
        Py_ssize_t end = p->pos;
        cmpop_ty op = accept_comparison(p);
        expr_ty operand = op && !p->failed ? pyi_parse_bitwise_or(p) : NULL;
        if (operand == NULL) {
            p->pos = end;
            break;
        }
        if (!pyi_items_add(p, &ops, (void *)(intptr_t)op) || !pyi_items_add(p, &operands, operand))
            return NULL;
    }
    if (p->failed || ops.count == 0)
        return p->failed ? NULL : left;
    return make_comparison(p, left, &ops, &operands, first);
}

static expr_ty
parse_inversion(pyi_parser *p)
{
    const pyi_token *first = pyi_accept(p, PYI_TOK_NOT);
    if (first == NULL)
        return p->failed ? NULL : parse_comparison(p);
    expr_ty operand = NULL;
    if (pyi_parser_enter(p)) {
        operand = parse_inversion(p);
        pyi_parser_leave(p);
    }
    return operand != NULL ? _PyAST_UnaryOp(Not, operand, PYI_SPAN(p, first)) : NULL;
}

/* ---- powers and signs -------------------------------------------------------------------------- */

static expr_ty
parse_await(pyi_parser *p)
{
    const pyi_token *first = pyi_accept(p, PYI_TOK_AWAIT);
    expr_ty value = p->failed ? NULL : pyi_parse_primary(p);
    if (first == NULL || value == NULL)
        return value;
    if (!pyi_check_version(p, 5, "Await expressions are"))
        return NULL;
    return _PyAST_Await(value, PYI_SPAN(p, first));
}

static expr_ty parse_factor(pyi_parser *p);

static expr_ty
parse_power(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    expr_ty base = parse_await(p);
    if (base == NULL || pyi_peek(p) != PYI_TOK_DOUBLESTAR)
        return p->failed ? NULL : base;
    Py_ssize_t end = p->pos++;
    expr_ty exponent = parse_factor(p);
    if (exponent == NULL) {
        p->pos = end;
        return p->failed ? NULL : base;
    }
    return _PyAST_BinOp(base, Pow, exponent, PYI_SPAN(p, first));
}

static expr_ty
parse_sign(pyi_parser *p, unaryop_ty op)
{
    const pyi_token *first = &p->tokens[p->pos++];
    expr_ty operand = parse_factor(p);
    return operand != NULL ? _PyAST_UnaryOp(op, operand, PYI_SPAN(p, first)) : NULL;
}

static expr_ty
parse_factor(pyi_parser *p)
{
    if (!pyi_parser_enter(p))
        return NULL;
    expr_ty expr;
    switch (pyi_peek(p)) {
    case PYI_TOK_PLUS:
        expr = parse_sign(p, UAdd);
        break;
    case PYI_TOK_MINUS:
        expr = parse_sign(p, USub);
        break;
    case PYI_TOK_TILDE:
        expr = parse_sign(p, Invert);
        break;
    default:
        expr = parse_power(p);
        break;
    }
    pyi_parser_leave(p);
    return expr;
}

/* ---- binary operators -------------------------------------------------------------------------- */

typedef struct {
    uint8_t precedence, op;
} binary_operator;

static const binary_operator binary_operators[PYI_TOK_KINDS] = {
    [PYI_TOK_VBAR] = {1, BitOr},       [PYI_TOK_CIRCUMFLEX] = {2, BitXor},
    [PYI_TOK_AMPER] = {3, BitAnd},     [PYI_TOK_LEFTSHIFT] = {4, LShift},
    [PYI_TOK_RIGHTSHIFT] = {4, RShift}, [PYI_TOK_PLUS] = {5, Add},
    [PYI_TOK_MINUS] = {5, Sub},        [PYI_TOK_STAR] = {6, Mult},
    [PYI_TOK_SLASH] = {6, Div},        [PYI_TOK_DOUBLESLASH] = {6, FloorDiv},
    [PYI_TOK_PERCENT] = {6, Mod},      [PYI_TOK_AT] = {6, MatMult},
};

/* Operators that bind at least that strongly. */
static expr_ty
parse_binary(pyi_parser *p, int precedence)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    expr_ty left = parse_factor(p);
    while (left != NULL) {
        binary_operator next = binary_operators[pyi_peek(p)];
        if (p->failed)
            return NULL;
        if (next.precedence == 0 || next.precedence < precedence)
            break;
        Py_ssize_t end = p->pos++;
        expr_ty right = parse_binary(p, next.precedence + 1);
        if (right == NULL) {
            p->pos = end;
            return p->failed ? NULL : left;
        }
        if (next.op == MatMult && !pyi_check_version(p, 5, "The '@' operator is"))
            return NULL;
        left = _PyAST_BinOp(left, (operator_ty)next.op, right, PYI_SPAN(p, first));
    }
    return left;
}

expr_ty
pyi_parse_bitwise_or(pyi_parser *p)
{
    void *known;
    Py_ssize_t start = p->pos;
    if (pyi_memo_get(p, PYI_MEMO_BITWISE_OR, &known))
        return known;
    expr_ty expr = parse_binary(p, 1);
    return pyi_memo_put(p, PYI_MEMO_BITWISE_OR, start, expr);
}
