/* SPDX-License-Identifier: Apache-2.0 */
/* parser: from a source to its tree: the two passes, and what is reported when both fail. */
#include "../parser.h"

#include "internal/pycore_parser.h"

/* ---- one pass ------------------------------------------------------------------------------------ */

static mod_ty
parse_interactive(pyi_parser *p)
{
    asdl_stmt_seq *body = pyi_parse_interactive(p);
    return body != NULL ? _PyAST_Interactive(body, p->arena) : NULL;
}

static mod_ty
parse_eval(pyi_parser *p)
{
    expr_ty body = pyi_parse_expressions(p);
    if (body == NULL)
        return NULL;
    while (pyi_accept(p, PYI_TOK_NEWLINE) != NULL)
        continue;
    return pyi_accept(p, PYI_TOK_ENDMARKER) != NULL ? _PyAST_Expression(body, p->arena) : NULL;
}

/* A field of an f-string of 3.11: what is behind its ')' is not looked at. */
static mod_ty
parse_field(pyi_parser *p)
{
    expr_ty body = pyi_parse_star_expressions(p);
    return body != NULL ? _PyAST_Expression(body, p->arena) : NULL;
}

static mod_ty
parse_once(pyi_parser *p)
{
    mod_ty tree;
    switch (p->mode) {
    case Py_single_input:
        tree = parse_interactive(p);
        break;
    case Py_eval_input:
        tree = parse_eval(p);
        break;
    case Py_func_type_input:
        tree = pyi_parse_func_type(p);
        break;
    case PYI_FIELD_INPUT:
        tree = parse_field(p);
        break;
    default:
        tree = pyi_parse_file(p);
        break;
    }
    if (tree == NULL && !p->failed && PyErr_Occurred())
        pyi_fail(p);
    return p->failed ? NULL : tree;
}

/* ---- failure ------------------------------------------------------------------------------------- */

/* Where input may go on, as in an interactive session, what fails at its end is only incomplete. */
static bool
raise_incomplete(pyi_parser *p)
{
    if (!(p->flags & PyCF_ALLOW_INCOMPLETE_INPUT) ||
        !pyi_lexer_is_incomplete(p->lexer, p->furthest))
        return false;
    PyErr_Clear();
    p->failed = false;
#if PYI_313
    pyi_error_here(p, PyExc_IncompleteInputError, "incomplete input");
#else
    pyi_error_here(p, PyExc_SyntaxError, "incomplete input");
#endif
    return true;
}

static void
prefer_lexer(pyi_parser *p)
{
    if (PyErr_ExceptionMatches(PyExc_SyntaxError) &&
        p->tokens[p->furthest].kind != PYI_TOK_ERROR)
        pyi_lexer_raise_preferred(p->lexer, p->furthest);
}

/* No known mistake was found: it is at the last token of the strict pass. A mistake of the lexer behind
 * it is preferred, but not to wrong indentation. */
static void
raise_invalid(pyi_parser *p, const pyi_token *last)
{
    if (last->kind == PYI_TOK_INDENT)
        pyi_error_here(p, PyExc_IndentationError, "unexpected indent");
    else if (last->kind == PYI_TOK_DEDENT)
        pyi_error_here(p, PyExc_IndentationError, "unexpected unindent");
    else {
        pyi_error_node(p, last, "invalid syntax");
        prefer_lexer(p);
    }
}

static void
explain(pyi_parser *p)
{
    if (p->failed) {
        if (!raise_incomplete(p))
            prefer_lexer(p);
        return;
    }
    if (raise_incomplete(p))
        return;
    Py_ssize_t last = p->furthest;
    p->explain = true;
    p->pos = 0;
    p->depth = 0;
    size_t size = (size_t)p->lexer->count * sizeof(*p->memo);
    p->memo = _PyArena_Malloc(p->arena, size);
    if (p->memo == NULL) {
        PyErr_NoMemory();
        return;
    }
    memset(p->memo, 0, size);
    parse_once(p);
    bool known = p->failed;
    if (!known)
        raise_invalid(p, &p->tokens[last]);
    if (!raise_incomplete(p) && known)
        prefer_lexer(p);
}

/* ---- the whole ----------------------------------------------------------------------------------- */

/* Take those comments out of the tokens, into the tree. */
static bool
take_type_ignores(pyi_parser *p)
{
    pyi_items items = {0};
    Py_ssize_t n = 0;
    pyi_token *tokens = p->lexer->tokens;
    for (Py_ssize_t i = 0; i < p->lexer->count; i++) {
        if (tokens[i].kind != PYI_TOK_TYPE_IGNORE) {
            if (n != i)
                tokens[n] = tokens[i];
            n++;
            continue;
        }
        PyObject *tag = PyUnicode_DecodeUTF8(tokens[i].start, tokens[i].end - tokens[i].start, NULL);
        if (tag == NULL || _PyArena_AddPyObject(p->arena, tag) < 0) {
            Py_XDECREF(tag);
            return pyi_fail(p);
        }
        type_ignore_ty ignore = _PyAST_TypeIgnore(tokens[i].lineno, tag, p->arena);
        if (ignore == NULL)
            return pyi_fail(p);
        if (!pyi_items_add(p, &items, ignore))
            return false;
    }
    p->lexer->count = n;
    p->type_ignores = pyi_items_seq(p, &items);
    return p->type_ignores != NULL;
}

/* An interactive statement is all there is. */
static bool
check_single(pyi_parser *p)
{
    if (p->mode != Py_single_input)
        return true;
    for (Py_ssize_t i = p->pos; p->tokens[i].kind != PYI_TOK_ENDMARKER; i++)
        if (p->tokens[i].kind != PYI_TOK_NEWLINE) {
            pyi_error_here(p, PyExc_SyntaxError,
                           "multiple statements found while compiling a single statement");
            return false;
        }
    return true;
}

/* Since 3.12 the end of a line is a character of it, in messages. */
static void
widen_newlines(pyi_lexer *lexer)
{
    for (Py_ssize_t i = 0; PYI_312 && i < lexer->count; i++) {
        pyi_token *token = &lexer->tokens[i];
        if (token->kind == PYI_TOK_NEWLINE && token->col_offset >= 0)
            token->end_col_offset++;
    }
}

mod_ty
pyi_parse(pyi_lexer *lexer)
{
    widen_newlines(lexer);
    pyi_parser parser = {
        .lexer = lexer,
        .tokens = lexer->tokens,
        .furthest = -1,
        .arena = lexer->arena,
        .filename = lexer->filename,
        .mode = lexer->mode,
        .flags = lexer->flags,
        .feature_version = lexer->feature_version,
    };
    if ((parser.flags & PyCF_TYPE_COMMENTS) && !take_type_ignores(&parser))
        return NULL;
    mod_ty tree = parse_once(&parser);
    Py_ssize_t furthest = parser.furthest;
    if (!parser.failed && pyi_lexer_warn(lexer, furthest) < 0)
        return NULL;
    if (tree == NULL) {
        explain(&parser);
        return NULL;
    }
    return check_single(&parser) ? tree : NULL;
}

/* ---- what CPython declares ----------------------------------------------------------------------- */

mod_ty
_PyParser_ASTFromString(const char *text, PyObject *filename, int mode, PyCompilerFlags *flags,
                        PyArena *arena)
{
    pyi_lexer lexer;
    if (PySys_Audit("compile", "yO", text, filename) < 0)
        return NULL;
    if (pyi_lexer_init(&lexer, text, filename, mode, flags, arena) < 0 || pyi_lex(&lexer) < 0)
        return NULL;
    return pyi_parse(&lexer);
}

mod_ty
_PyParser_ASTFromFile(FILE *file, PyObject *filename, const char *encoding, int mode,
                      const char *ps1, const char *ps2, PyCompilerFlags *flags, int *errcode,
                      PyArena *arena)
{
    pyi_lexer lexer;
    (void)ps1;
    (void)ps2;
    (void)errcode;
    if (PySys_Audit("compile", "OO", Py_None, filename) < 0)
        return NULL;
    if (pyi_lexer_init_file(&lexer, file, encoding, filename, mode, flags, arena) < 0 ||
        pyi_lex(&lexer) < 0)
        return NULL;
    return pyi_parse(&lexer);
}
