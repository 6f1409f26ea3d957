/* SPDX-License-Identifier: Apache-2.0 */
/* expr_explain: known mistakes in expressions, each looked for in the order CPython does. */
#include "expressions.h"

#include "statements.h"

/* ---- where an expression begins ---------------------------------------------------------------- */

/* print and exec were statements once. */
static bool
was_statement(expr_ty expr)
{
    return expr->kind == Name_kind &&
           (PyUnicode_CompareWithASCIIString(expr->v.Name.id, "print") == 0 ||
            PyUnicode_CompareWithASCIIString(expr->v.Name.id, "exec") == 0);
}

/* CPython takes every beginning of a soft keyword for one here: "c" and "ma" as well. */
static bool
is_soft_keyword(const pyi_token *token)
{
    static const char *const words[] = {"_", "case", "match", PYI_312 ? "type" : "_"};
    size_t length = (size_t)(token->end - token->start);
    for (size_t i = 0; i < Py_ARRAY_LENGTH(words); i++)
        if (strncmp(words[i], token->start, length) == 0)
            return true;
    return false;
}

/* a b: a comma may be missing, if that is inside of brackets */
static void
explain_missing_comma(pyi_parser *p)
{
    if (pyi_peek(p) == PYI_TOK_NAME) {
        int second = pyi_peek_second(p);
        if (second == PYI_TOK_STRING || is_soft_keyword(PYI_NEXT(p)))
            return;
    }
    expr_ty left = p->failed ? NULL : pyi_parse_disjunction(p);
    expr_ty right = left != NULL ? pyi_parse_expression_quietly(p) : NULL;
    if (right != NULL && !was_statement(left) && p->tokens[p->pos - 1].level > 0)
        pyi_error_range(p, left, right, "invalid syntax. Perhaps you forgot a comma?");
}

/* a if b */
static void
explain_missing_else(pyi_parser *p)
{
    expr_ty body = pyi_parse_disjunction(p);
    if (body == NULL || pyi_accept(p, PYI_TOK_IF) == NULL)
        return;
    expr_ty test = pyi_parse_disjunction(p);
    int next = test != NULL ? pyi_peek(p) : PYI_TOK_ELSE;
    if (next != PYI_TOK_ELSE && next != PYI_TOK_COLON && !p->failed)
        pyi_error_range(p, body, test, "expected 'else' after 'if' expression");
}

#if PYI_312
/* f"{lambda x: y}": the colon ends the expression */
static void
explain_lambda(pyi_parser *p)
{
    const pyi_token *first = pyi_accept(p, PYI_TOK_LAMBDA);
    if (first == NULL || pyi_parse_lambda_parameters(p) == NULL)
        return;
    const pyi_token *colon = pyi_accept(p, PYI_TOK_COLON);
    if (colon != NULL && pyi_peek(p) == PYI_TOK_FSTRING_MIDDLE)
        pyi_error_range(p, first, colon,
                        "f-string: lambda expressions are not allowed without parentheses");
}
#endif

/* print x */
static void
explain_old_statement(pyi_parser *p)
{
    const pyi_token *name = pyi_accept(p, PYI_TOK_NAME);
    if (name == NULL || pyi_peek(p) == PYI_TOK_LPAR)
        return;
    expr_ty rest = pyi_parse_star_expressions(p);
    if (rest == NULL)
        return;
    const char *old = pyi_is_word(name, "print") ? "print" : pyi_is_word(name, "exec") ? "exec" : NULL;
    if (old != NULL)
        pyi_error_range(p, name, rest, "Missing parentheses in call to '%s'. Did you mean %s(...)?",
                        old, old);
}

/* Each from the same place on. */
static void
explain_all(pyi_parser *p, void (*const explanations[])(pyi_parser *), size_t n)
{
    Py_ssize_t start = p->pos;
    for (size_t i = 0; i < n && !p->failed; i++) {
        explanations[i](p);
        p->pos = start;
    }
}

void
pyi_explain_expression(pyi_parser *p)
{
    static void (*const explanations[])(pyi_parser *) = {
        explain_missing_comma, explain_missing_else,
#if PYI_312
        explain_lambda,
#endif
        explain_old_statement};
    explain_all(p, explanations, Py_ARRAY_LENGTH(explanations));
}

/* ---- named expressions ------------------------------------------------------------------------- */

/* f() := x */
static void
explain_named_target(pyi_parser *p)
{
    expr_ty expr = pyi_parse_expression(p);
    if (expr != NULL && pyi_accept(p, PYI_TOK_COLONEQUAL) != NULL && pyi_parse_expression(p) != NULL)
        pyi_error_node(p, expr, "cannot use assignment expressions with %s",
                       pyi_expression_name(p, expr));
}

/* Is '=' bitwise_or next, and not one more assignment? */
static const pyi_token *
accept_assigned(pyi_parser *p)
{
    const pyi_token *equal = pyi_accept(p, PYI_TOK_EQUAL);
    if (equal == NULL || pyi_parse_bitwise_or(p) == NULL)
        return NULL;
    int next = pyi_peek(p);
    return next != PYI_TOK_EQUAL && next != PYI_TOK_COLONEQUAL && !p->failed ? equal : NULL;
}

/* x = 1 where only an expression may be */
static void
explain_assigned_name(pyi_parser *p)
{
    const pyi_token *name = pyi_accept(p, PYI_TOK_NAME);
    if (name == NULL || pyi_peek(p) != PYI_TOK_EQUAL)
        return;
    if (accept_assigned(p) == NULL)
        return;
    pyi_error_at(p, PyExc_SyntaxError, name->lineno, name->col_offset,
                 p->tokens[p->pos - 1].end_lineno, p->tokens[p->pos - 1].end_col_offset,
                 "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
}

/* f() = 1 where only an expression may be; of displays this is not said */
static void
explain_assigned(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    switch (pyi_peek(p)) {
    case PYI_TOK_TRUE:
    case PYI_TOK_FALSE:
    case PYI_TOK_NONE:
        return;
    case PYI_TOK_LPAR:
    case PYI_TOK_LSQB: {
        expr_ty atom = pyi_parse_atom(p);
        if (p->failed)
            return;
        if (atom != NULL && p->tokens[start].lineno == atom->lineno &&
            p->tokens[start].col_offset == atom->col_offset &&
            (atom->kind == List_kind || atom->kind == Tuple_kind ||
             atom->kind == GeneratorExp_kind))
            return;
        p->pos = start;
        break;
    }
    default:
        break;
    }
    expr_ty left = pyi_parse_bitwise_or(p);
    if (left != NULL && accept_assigned(p) != NULL)
        pyi_error_node(p, left, "cannot assign to %s here. Maybe you meant '==' instead of '='?",
                       pyi_expression_name(p, left));
}

void
pyi_explain_named_expression(pyi_parser *p)
{
    static void (*const explanations[])(pyi_parser *) = {explain_named_target,
                                                         explain_assigned_name, explain_assigned};
    explain_all(p, explanations, Py_ARRAY_LENGTH(explanations));
}

/* ---- brackets ------------------------------------------------------------------------------------ */

/* (*a) and (**a) */
void
pyi_explain_group(pyi_parser *p)
{
    Py_ssize_t start = p->pos++;
    int star = pyi_peek(p);
    const pyi_token *token = PYI_NEXT(p);
    if (star == PYI_TOK_STAR) {
        expr_ty starred = pyi_parse_starred(p);
        if (starred != NULL && pyi_accept(p, PYI_TOK_RPAR) != NULL)
            pyi_error_node(p, starred, "cannot use starred expression here");
    }
    else if (star == PYI_TOK_DOUBLESTAR) {
        p->pos++;
        if (pyi_parse_expression(p) != NULL && pyi_accept(p, PYI_TOK_RPAR) != NULL)
            pyi_error_node(p, token, "cannot use double starred expression here");
    }
    p->pos = start;
}

/* [*a for …] and [a, b for …] */
void
pyi_explain_comprehension(pyi_parser *p)
{
    Py_ssize_t start = p->pos++;
    bool parenthesis = p->tokens[start].kind == PYI_TOK_LPAR;
    if (pyi_peek(p) == PYI_TOK_STAR) {
        expr_ty starred = pyi_parse_starred(p);
        if (starred != NULL && pyi_parse_clauses(p) != NULL)
            pyi_error_node(p, starred, "iterable unpacking cannot be used in comprehension");
    }
    p->pos = start + 1;
    expr_ty first = parenthesis || p->failed ? NULL : pyi_parse_star_named_expression(p);
    const pyi_token *comma = first != NULL ? pyi_accept(p, PYI_TOK_COMMA) : NULL;
    if (comma != NULL) {
        pyi_items items = {0};
        bool more = pyi_parse_star_named_list(p, &items);
        if (!p->failed && pyi_parse_clauses(p) != NULL) {
            const char *message = "did you forget parentheses around the comprehension target?";
            if (more)
                pyi_error_range(p, first, (expr_ty)items.items[items.count - 1], "%s", message);
            else
                pyi_error_range(p, first, comma, "%s", message);
        }
    }
    p->pos = start;
}

/* ':' of a pair, or its value, is missing or starred */
static void
explain_value(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    expr_ty key = pyi_parse_expression(p);
    const pyi_token *colon = key != NULL ? pyi_accept(p, PYI_TOK_COLON) : NULL;
    int next = colon != NULL ? pyi_peek(p) : PYI_TOK_COLON;
    const pyi_token *star = PYI_NEXT(p);
    if (next == PYI_TOK_STAR) {
        p->pos++;
        if (pyi_parse_bitwise_or(p) != NULL)
            pyi_error_starting(p, star, "cannot use a starred expression in a dictionary value");
    }
    else if (next == PYI_TOK_RBRACE || next == PYI_TOK_COMMA)
        pyi_error_node(p, colon, "expression expected after dictionary key and ':'");
    p->pos = start;
}

/* {a: b, c}, {a: *b} and {a: } ; behind the brace */
void
pyi_explain_dict(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    expr_ty key, value;
    bool comma = false;
    while (pyi_parse_pair(p, &key, &value)) {
        comma = pyi_accept(p, PYI_TOK_COMMA) != NULL;
        if (!comma)
            break;
    }
    if (comma && !p->failed) {
        Py_ssize_t end = p->pos;
        expr_ty last = pyi_parse_expression(p);
        if (last != NULL && pyi_peek(p) != PYI_TOK_COLON && !p->failed)
            pyi_error_at(p, PyExc_SyntaxError, last->lineno, last->end_col_offset - 1,
                         last->end_lineno, -1, "':' expected after dictionary key");
        p->pos = end;
        if (!p->failed)
            explain_value(p);
    }
    p->pos = start;
    if (!p->failed)
        explain_value(p);
}

/* ---- arguments ----------------------------------------------------------------------------------- */

static void
explain_equal_in_generator(pyi_parser *p)
{
    const pyi_token *name = pyi_accept(p, PYI_TOK_NAME);
    const pyi_token *equal = name != NULL ? pyi_accept(p, PYI_TOK_EQUAL) : NULL;
    if (equal != NULL && pyi_parse_expression(p) != NULL && pyi_parse_clauses(p) != NULL)
        pyi_error_range(p, name, equal,
                        "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
}

/* True=1 */
static void
explain_constant_keyword(pyi_parser *p)
{
    int kind = pyi_peek(p);
    if (kind != PYI_TOK_TRUE && kind != PYI_TOK_FALSE && kind != PYI_TOK_NONE)
        return;
    const pyi_token *constant = &p->tokens[p->pos++];
    const pyi_token *equal = pyi_accept(p, PYI_TOK_EQUAL);
    if (equal != NULL)
        pyi_error_range(p, constant, equal, "cannot assign to %s",
                        kind == PYI_TOK_TRUE ? "True" : kind == PYI_TOK_FALSE ? "False" : "None");
}

/* f()=1 */
static void
explain_keyword_name(pyi_parser *p)
{
    if (pyi_peek(p) == PYI_TOK_NAME && pyi_peek_second(p) == PYI_TOK_EQUAL)
        return;
    expr_ty expr = pyi_parse_expression(p);
    const pyi_token *equal = expr != NULL ? pyi_accept(p, PYI_TOK_EQUAL) : NULL;
    if (equal != NULL)
        pyi_error_range(p, expr, equal,
                        "expression cannot contain assignment, perhaps you meant \"==\"?");
}

#if PYI_312
/* **a=1 */
static void
explain_assigned_mapping(pyi_parser *p)
{
    if (pyi_peek(p) == PYI_TOK_DOUBLESTAR)
        pyi_explain_assigned_star(p, "keyword");
}
#endif

void
pyi_explain_keyword(pyi_parser *p)
{
    static void (*const explanations[])(pyi_parser *) = {
        explain_constant_keyword, explain_equal_in_generator, explain_keyword_name,
#if PYI_312
        explain_assigned_mapping,
#endif
    };
    explain_all(p, explanations, Py_ARRAY_LENGTH(explanations));
}

/* f(**a, *b) */
static void
explain_late_star(pyi_parser *p)
{
    expr_ty call = pyi_parse_args(p, NULL);
    const pyi_token *comma = call != NULL ? pyi_accept(p, PYI_TOK_COMMA) : NULL;
    if (comma == NULL || pyi_peek(p) != PYI_TOK_STAR)
        return;
    const char *message = "iterable argument unpacking follows keyword argument unpacking";
    asdl_keyword_seq *keywords = call->v.Call.keywords;
    if (asdl_seq_LEN(keywords) == 0)
        return;
#if PYI_313
    if (pyi_parse_starred(p) != NULL && pyi_peek(p) != PYI_TOK_EQUAL && !p->failed)
        pyi_error_starting(p, comma, "%s", message);
#else
    pyi_error_node(p, PYI_NEXT(p), "%s", message);
#endif
}

static comprehension_ty
last_clause(asdl_comprehension_seq *clauses)
{
    return asdl_seq_GET(clauses, asdl_seq_LEN(clauses) - 1);
}

/* What the last clause ends with */
static expr_ty
end_of_clauses(asdl_comprehension_seq *clauses)
{
    comprehension_ty last = last_clause(clauses);
    Py_ssize_t n = asdl_seq_LEN(last->ifs);
    return n == 0 ? last->iter : asdl_seq_GET(last->ifs, n - 1);
}

static void
raise_generator(pyi_parser *p, expr_ty element, asdl_comprehension_seq *clauses)
{
    expr_ty end = end_of_clauses(clauses);
    pyi_error_range(p, element, end, "Generator expression must be parenthesized");
}

/* f(a for a in b, c) */
static void
explain_first_generator(pyi_parser *p)
{
    expr_ty element = pyi_parse_expression(p);
    asdl_comprehension_seq *clauses = element != NULL ? pyi_parse_clauses(p) : NULL;
    if (clauses == NULL || pyi_accept(p, PYI_TOK_COMMA) == NULL)
        return;
    Py_ssize_t end = p->pos;
    pyi_parse_args(p, NULL);
    p->pos = end;
    if (!p->failed) {
        expr_ty second = pyi_parse_expression(p);
        if (second != NULL)
            pyi_parse_clauses(p);
    }
    if (!p->failed)
        raise_generator(p, element, clauses);
}

#if PYI_312
/* f(a=) */
static void
explain_missing_value(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    if (pyi_parse_args(p, NULL) == NULL || pyi_accept(p, PYI_TOK_COMMA) == NULL)
        p->pos = start;
    for (int round = 0; round < 2 && !p->failed; round++) {
        const pyi_token *name = pyi_accept(p, PYI_TOK_NAME);
        const pyi_token *equal = name != NULL ? pyi_accept(p, PYI_TOK_EQUAL) : NULL;
        int next = equal != NULL ? pyi_peek(p) : PYI_TOK_EQUAL;
        if (next == PYI_TOK_COMMA || next == PYI_TOK_RPAR) {
            pyi_error_range(p, name, equal, "expected argument value expression");
            return;
        }
        p->pos = start;
    }
}
#endif

/* f(a, b for b in c): the last argument is the one that needs parentheses */
static void
explain_last_generator(pyi_parser *p)
{
    expr_ty call = pyi_parse_args(p, NULL);
    asdl_comprehension_seq *clauses = call != NULL ? pyi_parse_clauses(p) : NULL;
    if (clauses == NULL)
        return;
    Py_ssize_t n = asdl_seq_LEN(call->v.Call.args);
    if (n > 1)
        raise_generator(p, asdl_seq_GET(call->v.Call.args, n - 1), clauses);
}

/* f(a, b=1, c for c in d) */
static void
explain_later_generator(pyi_parser *p)
{
    if (pyi_parse_args(p, NULL) == NULL || pyi_accept(p, PYI_TOK_COMMA) == NULL)
        return;
    expr_ty element = pyi_parse_expression(p);
    asdl_comprehension_seq *clauses = element != NULL ? pyi_parse_clauses(p) : NULL;
    if (clauses != NULL)
        raise_generator(p, element, clauses);
}

/* f(a=1, b) */
static void
explain_late_positional(pyi_parser *p)
{
    expr_ty call = pyi_parse_args(p, NULL);
    if (call == NULL || pyi_accept(p, PYI_TOK_COMMA) == NULL || pyi_parse_args(p, NULL) == NULL)
        return;
    bool unpacking = false;
    asdl_keyword_seq *keywords = call->v.Call.keywords;
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(keywords); i++)
        unpacking = unpacking || asdl_seq_GET(keywords, i)->arg == NULL;
    pyi_error_here(p, PyExc_SyntaxError, "positional argument follows keyword argument%s",
                   unpacking ? " unpacking" : "");
}

void
pyi_explain_arguments(pyi_parser *p)
{
    static void (*const explanations[])(pyi_parser *) = {
        explain_late_star,      explain_first_generator, explain_equal_in_generator,
#if PYI_312
        explain_missing_value,
#endif
        explain_last_generator, explain_later_generator, explain_late_positional};
    explain_all(p, explanations, Py_ARRAY_LENGTH(explanations));
}

/* ---- names of expressions ------------------------------------------------------------------------ */

static const char *
constant_name(PyObject *value)
{
    if (value == Py_None)
        return "None";
    if (value == Py_True)
        return "True";
    if (value == Py_False)
        return "False";
    return value == Py_Ellipsis ? "ellipsis" : "literal";
}

const char *
pyi_expression_name(pyi_parser *p, expr_ty expr)
{
    static const char *const names[] = {
        [Attribute_kind] = "attribute",
        [Subscript_kind] = "subscript",
        [Starred_kind] = "starred",
        [Name_kind] = "name",
        [List_kind] = "list",
        [Tuple_kind] = "tuple",
        [Lambda_kind] = "lambda",
        [Call_kind] = "function call",
        [BoolOp_kind] = "expression",
        [BinOp_kind] = "expression",
        [UnaryOp_kind] = "expression",
        [GeneratorExp_kind] = "generator expression",
        [Yield_kind] = "yield expression",
        [YieldFrom_kind] = "yield expression",
        [Await_kind] = "await expression",
        [ListComp_kind] = "list comprehension",
        [SetComp_kind] = "set comprehension",
        [DictComp_kind] = "dict comprehension",
        [Dict_kind] = "dict literal",
        [Set_kind] = "set display",
        [JoinedStr_kind] = "f-string expression",
        [FormattedValue_kind] = "f-string expression",
        [Compare_kind] = "comparison",
        [IfExp_kind] = "conditional expression",
        [NamedExpr_kind] = "named expression",
    };
    (void)p;
    if (expr->kind == Constant_kind)
        return constant_name(expr->v.Constant.value);
    size_t kind = (size_t)expr->kind;
    return kind < Py_ARRAY_LENGTH(names) && names[kind] != NULL ? names[kind] : "expression";
}
