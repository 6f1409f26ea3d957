/* SPDX-License-Identifier: Apache-2.0 */
/* stmt_compound: blocks, sequences of statements, if, while and for. */
#include "statements.h"

/* ---- what is wrong with a heading -------------------------------------------------------------- */

bool
pyi_explain_colon(pyi_parser *p)
{
    if (!p->explain || pyi_peek(p) != PYI_TOK_NEWLINE)
        return false;
    pyi_error_here(p, PyExc_SyntaxError, "expected ':'");
    return true;
}

bool
pyi_explain_block(pyi_parser *p, const pyi_token *first, const char *what)
{
    if (!p->explain || pyi_peek(p) != PYI_TOK_NEWLINE)
        return false;
    p->pos++;
    bool missing = pyi_peek(p) != PYI_TOK_INDENT && !p->failed;
    p->pos--;
    if (missing)
        pyi_error_here(p, PyExc_IndentationError, "expected an indented block after %s on line %d",
                       what, first->lineno);
    return p->failed;
}

/* ---- sequences --------------------------------------------------------------------------------- */

static bool
begins_match(pyi_parser *p)
{
    return pyi_is_word(PYI_NEXT(p), "match");
}

stmt_ty
pyi_parse_async(pyi_parser *p)
{
    switch (pyi_peek_second(p)) {
    case PYI_TOK_DEF:
        return pyi_parse_def(p, NULL);
    case PYI_TOK_WITH:
        return pyi_parse_with(p);
    case PYI_TOK_FOR:
        return pyi_parse_for(p);
    default:
        return NULL;
    }
}

static stmt_ty
parse_compound(pyi_parser *p)
{
    switch (pyi_peek(p)) {
    case PYI_TOK_IF:
        return pyi_parse_if(p);
    case PYI_TOK_DEF:
        return pyi_parse_def(p, NULL);
    case PYI_TOK_CLASS:
        return pyi_parse_class(p, NULL);
    case PYI_TOK_AT:
        return pyi_parse_decorated(p);
    case PYI_TOK_ASYNC:
        return pyi_parse_async(p);
    case PYI_TOK_WITH:
        return pyi_parse_with(p);
    case PYI_TOK_FOR:
        return pyi_parse_for(p);
    case PYI_TOK_TRY:
        return pyi_parse_try(p);
    case PYI_TOK_WHILE:
        return pyi_parse_while(p);
    case PYI_TOK_NAME:
        return begins_match(p) ? pyi_parse_match(p) : NULL;
    default:
        return NULL;
    }
}

stmt_ty
pyi_parse_compound_statement(pyi_parser *p)
{
    if (!pyi_parser_enter(p))
        return NULL;
    stmt_ty statement = parse_compound(p);
    pyi_parser_leave(p);
    if (statement == NULL && !p->failed && PyErr_Occurred())
        pyi_fail(p);
    return statement;
}

/* A compound statement, or a line of simple ones, is added to items. */
static bool
parse_statement(pyi_parser *p, pyi_items *items)
{
    Py_ssize_t start = p->pos;
    stmt_ty statement = pyi_parse_compound_statement(p);
    if (statement != NULL)
        return pyi_items_add(p, items, statement);
    if (p->failed)
        return false;
    p->pos = start;
    return pyi_parse_simple_statements(p, items);
}

asdl_stmt_seq *
pyi_parse_statements(pyi_parser *p)
{
    pyi_items items = {0};
    for (;;) {
        Py_ssize_t start = p->pos;
        Py_ssize_t count = items.count;
        int kind = pyi_peek(p);
        if (kind == PYI_TOK_DEDENT || kind == PYI_TOK_ENDMARKER)
            break;
        if (!parse_statement(p, &items)) {
            p->pos = start;
            items.count = count;
            break;
        }
    }
    return p->failed ? NULL : pyi_items_seq(p, &items);
}

asdl_stmt_seq *
pyi_parse_interactive(pyi_parser *p)
{
    pyi_items items = {0};
    const pyi_token *newline = pyi_accept(p, PYI_TOK_NEWLINE);
    if (newline != NULL) {
        stmt_ty pass = _PyAST_Pass(newline->lineno, newline->col_offset, newline->end_lineno,
                                   newline->end_col_offset, p->arena);
        if (pass == NULL)
            return pyi_fail(p);
        return pyi_items_add(p, &items, pass) ? pyi_items_seq(p, &items) : NULL;
    }
    if (pyi_peek(p) == PYI_TOK_ENDMARKER)
        return NULL;
    Py_ssize_t start = p->pos;
    stmt_ty statement = pyi_parse_compound_statement(p);
    if (statement != NULL) {
        if (pyi_accept(p, PYI_TOK_NEWLINE) != NULL)
            return pyi_items_add(p, &items, statement) ? pyi_items_seq(p, &items) : NULL;
    }
    if (p->failed)
        return NULL;
    p->pos = start;
    return pyi_parse_simple_statements(p, &items) ? pyi_items_seq(p, &items) : NULL;
}

/* ---- blocks ------------------------------------------------------------------------------------ */

static asdl_stmt_seq *
parse_indented(pyi_parser *p)
{
    if (pyi_accept(p, PYI_TOK_INDENT) == NULL) {
        if (p->explain && !p->failed)
            pyi_error_here(p, PyExc_IndentationError, "expected an indented block");
        return NULL;
    }
    asdl_stmt_seq *statements = pyi_parse_statements(p);
    if (asdl_seq_LEN(statements) == 0 || pyi_accept(p, PYI_TOK_DEDENT) == NULL)
        return NULL;
    return statements;
}

asdl_stmt_seq *
pyi_parse_block(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    void *block = NULL;
    if (p->explain && pyi_memo_get(p, PYI_MEMO_BLOCK, &block))
        return block;
    if (pyi_accept(p, PYI_TOK_NEWLINE) != NULL)
        block = parse_indented(p);
    else {
        pyi_items items = {0};
        if (!p->failed && pyi_parse_simple_statements(p, &items))
            block = pyi_items_seq(p, &items);
    }
    return p->explain && !p->failed ? pyi_memo_put(p, PYI_MEMO_BLOCK, start, block) : block;
}

bool
pyi_parse_else(pyi_parser *p, asdl_stmt_seq **block)
{
    *block = NULL;
    const pyi_token *first = pyi_accept(p, PYI_TOK_ELSE);
    if (first == NULL)
        return !p->failed;
    if (pyi_force(p, PYI_TOK_COLON, ":") == NULL || pyi_explain_block(p, first, "'else' statement"))
        return false;
    *block = pyi_parse_block(p);
    return *block != NULL;
}

/* ---- if ---------------------------------------------------------------------------------------- */

/* One of if … elif … elif …: the statement is made from the last one on, which they all end with. */
typedef struct {
    const pyi_token *first;
    expr_ty test;
    asdl_stmt_seq *body;
} branch;

static branch *
parse_branch(pyi_parser *p)
{
    branch *self = _PyArena_Malloc(p->arena, sizeof(*self));
    if (self == NULL)
        return pyi_fail(p);
    self->first = &p->tokens[p->pos++];
    bool is_if = self->first->kind == PYI_TOK_IF;
    self->test = pyi_parse_named_expression(p);
    if (self->test == NULL || pyi_explain_colon(p) || pyi_accept(p, PYI_TOK_COLON) == NULL ||
        pyi_explain_block(p, self->first, is_if ? "'if' statement" : "'elif' statement"))
        return NULL;
    self->body = pyi_parse_block(p);
    return self->body != NULL ? self : NULL;
}

stmt_ty
pyi_parse_if(pyi_parser *p)
{
    pyi_items branches = {0};
    do {
        branch *one = parse_branch(p);
        if (one == NULL || !pyi_items_add(p, &branches, one))
            return NULL;
    } while (pyi_peek(p) == PYI_TOK_ELIF);
    asdl_stmt_seq *orelse;
    if (!pyi_parse_else(p, &orelse))
        return NULL;
    for (Py_ssize_t i = branches.count - 1;; i--) {
        branch *one = branches.items[i];
        stmt_ty statement = _PyAST_If(one->test, one->body, orelse, PYI_SPAN(p, one->first));
        if (statement == NULL)
            return pyi_fail(p);
        if (i == 0)
            return statement;
        pyi_items nested = {0};
        orelse = pyi_items_add(p, &nested, statement) ? pyi_items_seq(p, &nested) : NULL;
        if (orelse == NULL)
            return NULL;
    }
}

/* ---- loops --------------------------------------------------------------------------------------- */

stmt_ty
pyi_parse_while(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    expr_ty test = pyi_parse_named_expression(p);
    if (test == NULL || pyi_explain_colon(p) || pyi_accept(p, PYI_TOK_COLON) == NULL ||
        pyi_explain_block(p, first, "'while' statement"))
        return NULL;
    asdl_stmt_seq *orelse, *body = pyi_parse_block(p);
    if (body == NULL || !pyi_parse_else(p, &orelse))
        return NULL;
    return _PyAST_While(test, body, orelse, PYI_SPAN(p, first));
}

/* targets 'in': what is wrong with them, unless they are fine */
static expr_ty
parse_loop_targets(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    expr_ty targets = pyi_parse_star_targets(p);
    if (targets != NULL && pyi_accept(p, PYI_TOK_IN) != NULL)
        return targets;
    if (p->explain && !p->failed) {
        p->pos = start;
        expr_ty expr = pyi_parse_star_expressions(p);
        if (expr != NULL)
            pyi_explain_target(p, expr, PYI_FOR_TARGETS);
    }
    return NULL;
}

stmt_ty
pyi_parse_for(pyi_parser *p)
{
    const pyi_token *first = PYI_NEXT(p);
    bool is_async = pyi_accept(p, PYI_TOK_ASYNC) != NULL;
    const pyi_token *keyword = &p->tokens[p->pos++];
    expr_ty target = parse_loop_targets(p);
    if (target == NULL)
        return NULL;
    expr_ty iterable = pyi_parse_star_expressions(p);
    if (iterable == NULL || pyi_explain_colon(p) || pyi_accept(p, PYI_TOK_COLON) == NULL ||
        pyi_explain_block(p, keyword, "'for' statement"))
        return NULL;
    PyObject *comment;
    asdl_stmt_seq *orelse, *body;
    if (!pyi_parse_type_comment(p, &comment))
        return NULL;
    body = pyi_parse_block(p);
    if (body == NULL || !pyi_parse_else(p, &orelse))
        return NULL;
    if (is_async && !pyi_check_version(p, 5, "Async for loops are"))
        return NULL;
    return (is_async ? _PyAST_AsyncFor : _PyAST_For)(target, iterable, body, orelse, comment,
                                                     PYI_SPAN(p, first));
}
