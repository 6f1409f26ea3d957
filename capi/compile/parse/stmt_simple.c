/* SPDX-License-Identifier: Apache-2.0 */
/* stmt_simple: statements that fit on a line, and lines of them. */
#include "statements.h"

bool
pyi_is_word(const pyi_token *token, const char *word)
{
    size_t length = strlen(word);
    return token->kind == PYI_TOK_NAME && (size_t)(token->end - token->start) == length &&
           memcmp(token->start, word, length) == 0;
}

bool
pyi_parse_type_comment(pyi_parser *p, PyObject **comment)
{
    *comment = NULL;
    const pyi_token *token = pyi_accept(p, PYI_TOK_TYPE_COMMENT);
    if (token == NULL)
        return !p->failed;
    *comment = PyUnicode_DecodeUTF8(token->start, token->end - token->start, NULL);
    if (*comment == NULL)
        return pyi_fail(p);
    if (_PyArena_AddPyObject(p->arena, *comment) < 0) {
        Py_CLEAR(*comment);
        return pyi_fail(p);
    }
    return true;
}

/* ---- statements that begin with a keyword -------------------------------------------------------- */

static stmt_ty
parse_return(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    Py_ssize_t end = p->pos;
    expr_ty value = pyi_parse_star_expressions(p);
    if (value == NULL)
        p->pos = end;
    return p->failed ? NULL : _PyAST_Return(value, PYI_SPAN(p, first));
}

static stmt_ty
parse_raise(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    Py_ssize_t end = p->pos;
    expr_ty cause = NULL, exception = pyi_parse_expression(p);
    if (exception != NULL) {
        end = p->pos;
        if (pyi_accept(p, PYI_TOK_FROM) != NULL) {
            cause = pyi_parse_expression(p);
            if (cause != NULL)
                end = p->pos;
        }
    }
    p->pos = end;
    return p->failed ? NULL : _PyAST_Raise(exception, cause, PYI_SPAN(p, first));
}

static stmt_ty
parse_assert(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    expr_ty message = NULL, test = pyi_parse_expression(p);
    if (test == NULL)
        return NULL;
    Py_ssize_t end = p->pos;
    if (pyi_accept(p, PYI_TOK_COMMA) != NULL) {
        message = pyi_parse_expression(p);
        if (message == NULL)
            p->pos = end;
    }
    return p->failed ? NULL : _PyAST_Assert(test, message, PYI_SPAN(p, first));
}

/* global and nonlocal */
static stmt_ty
parse_names(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos];
    pyi_items items = {0};
    do {
        Py_ssize_t end = p->pos++;
        PyObject *name = pyi_accept_identifier(p);
        if (name == NULL) {
            p->pos = end;
            break;
        }
        if (!pyi_items_add(p, &items, name))
            return NULL;
    } while (pyi_peek(p) == PYI_TOK_COMMA);
    if (p->failed || items.count == 0)
        return NULL;
    asdl_identifier_seq *names = pyi_items_seq(p, &items);
    if (names == NULL)
        return NULL;
    return (first->kind == PYI_TOK_GLOBAL ? _PyAST_Global : _PyAST_Nonlocal)(names,
                                                                             PYI_SPAN(p, first));
}

/* ---- del ----------------------------------------------------------------------------------------- */

/* The elements of a tuple without parentheses, one expression otherwise; in Del context. */
static asdl_expr_seq *
parse_del_targets(pyi_parser *p)
{
    pyi_items items = {0};
    do {
        Py_ssize_t end = p->pos;
        expr_ty expr = pyi_parse_primary(p);
        pyi_peek(p);
        expr_ty target = expr == NULL || p->failed ? NULL : pyi_make_target(p, expr, Del);
        if (target == NULL) {
            p->pos = end;
            break;
        }
        if (!pyi_items_add(p, &items, target))
            return NULL;
    } while (pyi_accept(p, PYI_TOK_COMMA) != NULL);
    return p->failed || items.count == 0 ? NULL : pyi_items_seq(p, &items);
}

static stmt_ty
parse_del(pyi_parser *p)
{
    Py_ssize_t start = p->pos++;
    asdl_expr_seq *targets = parse_del_targets(p);
    int next = pyi_peek(p);
    if (targets != NULL && (next == PYI_TOK_SEMI || next == PYI_TOK_NEWLINE))
        return _PyAST_Delete(targets, PYI_SPAN(p, &p->tokens[start]));
    if (!p->failed && p->explain) {
        p->pos = start + 1;
        expr_ty expr = pyi_parse_star_expressions(p);
        if (expr != NULL)
            pyi_explain_target(p, expr, PYI_DEL_TARGETS);
    }
    return NULL;
}

/* ---- lines ----------------------------------------------------------------------------------------- */

static stmt_ty
parse_simple_statement(pyi_parser *p)
{
    int kind = pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    switch (kind) {
    case PYI_TOK_RETURN:
        return parse_return(p);
    case PYI_TOK_IMPORT:
        return pyi_parse_import(p);
    case PYI_TOK_FROM:
        return pyi_parse_import_from(p);
    case PYI_TOK_RAISE:
        return parse_raise(p);
    case PYI_TOK_DEL:
        return parse_del(p);
    case PYI_TOK_ASSERT:
        return parse_assert(p);
    case PYI_TOK_GLOBAL:
    case PYI_TOK_NONLOCAL:
        return parse_names(p);
    case PYI_TOK_PASS:
        p->pos++;
        return _PyAST_Pass(PYI_SPAN(p, first));
    case PYI_TOK_BREAK:
        p->pos++;
        return _PyAST_Break(PYI_SPAN(p, first));
    case PYI_TOK_CONTINUE:
        p->pos++;
        return _PyAST_Continue(PYI_SPAN(p, first));
    default:
        break;
    }
#if PYI_312
    /* "type" and a name cannot begin anything else. */
    if (pyi_is_word(first, "type") && pyi_peek_second(p) == PYI_TOK_NAME) {
        Py_ssize_t start = p->pos;
        if (p->explain)
            pyi_parse_expression_statement(p); /* has the first word where there are mistakes */
        p->pos = start;
        stmt_ty alias = p->failed ? NULL : pyi_parse_type_alias(p);
        if (alias != NULL || p->failed)
            return alias;
        p->pos = start;
    }
#endif
    return pyi_parse_expression_statement(p);
}

bool
pyi_parse_simple_statements(pyi_parser *p, pyi_items *statements)
{
    do {
        stmt_ty statement = parse_simple_statement(p);
        if (statement == NULL) {
            if (!p->failed && PyErr_Occurred())
                pyi_fail(p);
            return false;
        }
        if (!pyi_items_add(p, statements, statement))
            return false;
        if (pyi_accept(p, PYI_TOK_NEWLINE) != NULL)
            return true;
        if (pyi_accept(p, PYI_TOK_SEMI) == NULL)
            return false;
    } while (pyi_accept(p, PYI_TOK_NEWLINE) == NULL);
    return !p->failed;
}
