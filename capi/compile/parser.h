/* SPDX-License-Identifier: Apache-2.0 */
/* parser.h: recursive descent over the tokens of a lexer, and what its files share.
 *
 * Two passes. The strict one accepts the grammar of the language reference, and on a mistake fails
 * without saying why; then the source is parsed again with explain set, where functions also look
 * for the known mistakes, in the order in which that grammar tries its alternatives, and raise the
 * first one found. If none is, it is "invalid syntax" at the last token the strict pass looked at.
 *
 * A function pyi_parse_…() parses from p->pos on and returns a node, or NULL: there is none here
 * (p->failed is false; p->pos is anywhere: a caller with another idea puts it back), or an exception
 * is set (p->failed is true: everybody returns). All memory is the arena's.
 */
#ifndef PYI_PARSER_H
#define PYI_PARSER_H

#include "pyi.h"

#include "lexer.h"

#include "internal/pycore_ast.h"

typedef struct pyi_memo pyi_memo; /* parse/memory.c */

typedef struct {
    pyi_lexer *lexer;
    const pyi_token *tokens;
    Py_ssize_t pos;      /* of the next token */
    Py_ssize_t furthest; /* the last token looked at, in both passes: errors "here" are there */
    PyArena *arena;
    PyObject *filename;
    bool explain; /* the second pass */
    bool failed;  /* an exception is set */
    int depth;    /* of nesting, for pyi_parser_enter() */
    int mode, flags, feature_version;
    pyi_memo **memo; /* by token, made when explaining begins */
    asdl_type_ignore_seq *type_ignores;
} pyi_parser;

/* ---- the whole (parse/parser.c) ------------------------------------------------------------------ */

/* A tree for the tokens of a lexer that has made them; NULL with an exception. */
PYI_HIDDEN mod_ty pyi_parse(pyi_lexer *lexer);

/* ---- tokens (parse/tokens.c) ------------------------------------------------------------------ */

/* The kind of the next token; PYI_TOK_ERROR raises what the lexer found. */
PYI_HIDDEN int pyi_peek_slowly(pyi_parser *p);
static inline int
pyi_peek(pyi_parser *p)
{
    if (p->pos > p->furthest)
        return pyi_peek_slowly(p);
    return p->failed ? PYI_TOK_ERROR : p->tokens[p->pos].kind;
}
/* The kind of the token after the next one, when the next one has been seen and is not the last. */
static inline int
pyi_peek_second(pyi_parser *p)
{
    p->pos++;
    int kind = pyi_peek(p);
    p->pos--;
    return kind;
}
/* That token if it is the next one, which is then taken, else NULL. */
static inline const pyi_token *
pyi_accept(pyi_parser *p, int kind)
{
    return pyi_peek(p) == kind ? &p->tokens[p->pos++] : NULL;
}
/* The same for a NAME with that text: soft keywords. */
PYI_HIDDEN const pyi_token *pyi_accept_word(pyi_parser *p, const char *word);
PYI_HIDDEN bool pyi_peek_word(pyi_parser *p, const char *word);
/* As pyi_accept(), but its absence is the error "expected '…'" in both passes. */
PYI_HIDDEN const pyi_token *pyi_force(pyi_parser *p, int kind, const char *spelling);
/* NAME as an identifier (normalised, interned, owned by the arena): NULL as for nodes. */
PYI_HIDDEN PyObject *pyi_accept_identifier(pyi_parser *p);
PYI_HIDDEN PyObject *pyi_identifier(pyi_parser *p, const pyi_token *token);

#define PYI_NEXT(p) (&(p)->tokens[(p)->pos])
/* The one taken last, where a node ends: the ends of lines and of blocks do not count. */
static inline const pyi_token *
pyi_last(const pyi_parser *p)
{
    const pyi_token *token = &p->tokens[p->pos - 1];
    while (token->kind >= PYI_TOK_NEWLINE && token->kind <= PYI_TOK_DEDENT)
        token--;
    return token;
}
/* The last five arguments of _PyAST_…(): from a token to the token taken last. */
#define PYI_SPAN(p, first)                                                                         \
    (first)->lineno, (first)->col_offset, pyi_last(p)->end_lineno, pyi_last(p)->end_col_offset,    \
        (p)->arena

/* ---- nesting and memory (parse/memory.c) ------------------------------------------------------- */

/* Around functions that can nest; false with the exception of that version when it is too deep. */
PYI_HIDDEN bool pyi_parser_enter(pyi_parser *p);
#define pyi_parser_leave(p) ((p)->depth--)

/* A growing array in the arena, to become a sequence of the tree. */
typedef struct {
    void **items;
    Py_ssize_t count, room;
} pyi_items;
PYI_HIDDEN bool pyi_items_add(pyi_parser *p, pyi_items *items, void *item);
/* asdl_TYPE_seq * with those items; NULL with p->failed set when there is no memory. */
PYI_HIDDEN void *pyi_items_seq(pyi_parser *p, const pyi_items *items);
/* The same, but NULL when there are none. */
#define pyi_items_seq_or_null(p, items) ((items)->count ? pyi_items_seq(p, items) : NULL)

/* For the explaining pass, where alternatives repeat each other: what that function (rule is any
 * number of its own) returned at p->pos before; true moves p->pos behind it. */
typedef enum {
    PYI_MEMO_BLOCK,
    PYI_MEMO_EXPRESSION,
    PYI_MEMO_NAMED_EXPRESSION,
    PYI_MEMO_DISJUNCTION,
    PYI_MEMO_BITWISE_OR,
    PYI_MEMO_PRIMARY,
    PYI_MEMO_ARGUMENTS,
} pyi_memo_rule;
PYI_HIDDEN bool pyi_memo_get(pyi_parser *p, int rule, void **node);
PYI_HIDDEN void *pyi_memo_put(pyi_parser *p, int rule, Py_ssize_t start, void *node);

/* ---- errors (parse/errors.c) -------------------------------------------------------------------- */

/* All return NULL with p->failed set; the first exception stays. */
/* "here": at the last token looked at (p->furthest), from its start to its end. */
PYI_HIDDEN void *pyi_error_here(pyi_parser *p, PyObject *type, const char *format, ...);
PYI_HIDDEN void *pyi_error_at(pyi_parser *p, PyObject *type, int lineno, int col_offset,
                              int end_lineno, int end_col_offset, const char *format, ...);
#define pyi_error_node(p, node, ...)                                                               \
    pyi_error_at(p, PyExc_SyntaxError, (node)->lineno, (node)->col_offset, (node)->end_lineno,     \
                 (node)->end_col_offset, __VA_ARGS__)
#define pyi_error_range(p, from, to, ...)                                                          \
    pyi_error_at(p, PyExc_SyntaxError, (from)->lineno, (from)->col_offset, (to)->end_lineno,       \
                 (to)->end_col_offset, __VA_ARGS__)
/* From there to where the last token looked at ends. That end is one less than those of others are,
 * since it is the place of the lexer of CPython at that moment, which nobody turned into an offset. */
#define pyi_error_starting(p, from, ...)                                                           \
    pyi_error_at(p, PyExc_SyntaxError, (from)->lineno, (from)->col_offset,                         \
                 (p)->tokens[(p)->furthest].end_lineno,                                            \
                 (p)->tokens[(p)->furthest].end_col_offset - 1, __VA_ARGS__)
/* What an exception of another function (no memory, …) is turned into: NULL. */
PYI_HIDDEN void *pyi_fail(pyi_parser *p);
/* Feature versions: true if minor >= p->feature_version is fine, else "%s only supported in …". */
PYI_HIDDEN bool pyi_check_version(pyi_parser *p, int minor, const char *what);

/* ---- expressions (parse/expr*.c) --------------------------------------------------------------- */

PYI_HIDDEN expr_ty pyi_parse_expression(pyi_parser *p);
/* expression, or a tuple without parentheses of them */
PYI_HIDDEN expr_ty pyi_parse_expressions(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_disjunction(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_bitwise_or(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_primary(pyi_parser *p); /* atom and what follows it, without await */
PYI_HIDDEN expr_ty pyi_parse_atom(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_named_expression(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_star_expression(pyi_parser *p);        /* '*' bitwise_or | expression */
PYI_HIDDEN expr_ty pyi_parse_star_named_expression(pyi_parser *p);  /* … | named_expression */
PYI_HIDDEN expr_ty pyi_parse_star_expressions(pyi_parser *p);       /* perhaps a tuple of those */
PYI_HIDDEN expr_ty pyi_parse_yield_expression(pyi_parser *p);       /* at "yield" */
PYI_HIDDEN expr_ty pyi_parse_strings(pyi_parser *p);                /* adjacent literals */
PYI_HIDDEN expr_ty pyi_parse_number(pyi_parser *p);
/* After '(' of a call or class: its arguments up to but without ')'; a Call whose func is a dummy
 * and whose positions are not meant to be used. NULL also when there are none. The first positional one
 * may have been parsed already, else NULL. */
PYI_HIDDEN expr_ty pyi_parse_arguments(pyi_parser *p, expr_ty argument);
/* "function call", "literal", "expression", …: what an expression is called in messages. */
PYI_HIDDEN const char *pyi_expression_name(pyi_parser *p, expr_ty expr);

/* ---- targets (parse/targets.c) --------------------------------------------------------------- */

typedef enum { PYI_STAR_TARGETS, PYI_DEL_TARGETS, PYI_FOR_TARGETS } pyi_target_kind;

/* new nodes, in Store or Del context: what an expression is as a target; NULL if it cannot be one. */
PYI_HIDDEN expr_ty pyi_make_target(pyi_parser *p, expr_ty expr, expr_context_ty ctx);
/* Targets in front of 'in', and the one after 'as'. */
PYI_HIDDEN expr_ty pyi_parse_star_targets(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_star_target(pyi_parser *p);
/* The innermost part of an expression that cannot be such a target; NULL if it can. */
PYI_HIDDEN expr_ty pyi_find_invalid_target(expr_ty expr, pyi_target_kind kind);
/* Explaining: "cannot assign to %s" or "cannot delete %s" at that part, NULL; nothing if it can. */
PYI_HIDDEN void *pyi_explain_target(pyi_parser *p, expr_ty expr, pyi_target_kind kind);

/* ---- statements (parse/stmt_*.c, params.c, pattern.c, typeparams.c, imports.c) -------------------- */

/* What is left of a file; the whole interactive statement; both with the ends of lines. */
PYI_HIDDEN asdl_stmt_seq *pyi_parse_statements(pyi_parser *p); /* empty, not NULL, if none */
PYI_HIDDEN asdl_stmt_seq *pyi_parse_interactive(pyi_parser *p);
/* All of a source, by p->mode; eval is that of the expressions. */
PYI_HIDDEN mod_ty pyi_parse_file(pyi_parser *p);
PYI_HIDDEN mod_ty pyi_parse_func_type(pyi_parser *p);
PYI_HIDDEN asdl_stmt_seq *pyi_parse_block(pyi_parser *p);
PYI_HIDDEN stmt_ty pyi_parse_compound_statement(pyi_parser *p);
PYI_HIDDEN bool pyi_parse_simple_statements(pyi_parser *p, pyi_items *statements);

/* Parameters up to but without ')' or, of a lambda, ':'; empty arguments, not NULL, if none. */
PYI_HIDDEN arguments_ty pyi_parse_parameters(pyi_parser *p);
PYI_HIDDEN arguments_ty pyi_parse_lambda_parameters(pyi_parser *p);

#endif /* PYI_PARSER_H */
