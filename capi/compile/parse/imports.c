/* SPDX-License-Identifier: Apache-2.0 */
/* imports: the statements import and from … import. */
#include "statements.h"

/* name ('.' name)*, as one identifier */
static PyObject *
parse_dotted_name(pyi_parser *p)
{
    PyObject *name = pyi_accept_identifier(p);
    if (name == NULL)
        return NULL;
    while (pyi_peek(p) == PYI_TOK_DOT && pyi_peek_second(p) == PYI_TOK_NAME) {
        p->pos++;
        PyObject *part = pyi_accept_identifier(p);
        if (part == NULL)
            return NULL;
        PyObject *joined = PyUnicode_FromFormat("%U.%U", name, part);
        if (joined == NULL)
            return pyi_fail(p);
        PyUnicode_InternInPlace(&joined);
        if (_PyArena_AddPyObject(p->arena, joined) < 0) {
            Py_DECREF(joined);
            return pyi_fail(p);
        }
        name = joined;
    }
    return p->failed ? NULL : name;
}

/* [ 'as' NAME ]; false if there is 'as' and no name, or an exception */
static bool
parse_as_name(pyi_parser *p, PyObject **name)
{
    *name = NULL;
    if (pyi_accept(p, PYI_TOK_AS) == NULL)
        return !p->failed;
    *name = pyi_accept_identifier(p);
    return *name != NULL;
}

/* name ['as' NAME]; what fails after 'as' leaves the name, and 'as' for others to complain about */
static alias_ty
parse_alias(pyi_parser *p, bool dotted)
{
    pyi_peek(p);
    const pyi_token *first = PYI_NEXT(p);
    PyObject *name = dotted ? parse_dotted_name(p) : pyi_accept_identifier(p);
    if (name == NULL)
        return NULL;
    Py_ssize_t end = p->pos;
    PyObject *asname;
    if (!parse_as_name(p, &asname)) {
        if (p->failed)
            return NULL;
        p->pos = end;
    }
    alias_ty alias = _PyAST_alias(name, asname, PYI_SPAN(p, first));
    return alias != NULL ? alias : pyi_fail(p);
}

/* alias (',' alias)*; a comma that no name follows is left alone */
static asdl_alias_seq *
parse_aliases(pyi_parser *p, bool dotted)
{
    pyi_items items = {0};
    for (;;) {
        Py_ssize_t start = p->pos;
        if (items.count > 0 && pyi_accept(p, PYI_TOK_COMMA) == NULL)
            break;
        alias_ty alias = parse_alias(p, dotted);
        if (alias == NULL) {
            p->pos = start;
            break;
        }
        if (!pyi_items_add(p, &items, alias))
            return NULL;
    }
    return p->failed || items.count == 0 ? NULL : pyi_items_seq(p, &items);
}

/* ---- import -------------------------------------------------------------------------------------- */

#if PYI_312
/* import a, b from c */
static void
explain_import(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
#  if PYI_313
    if (pyi_peek(p) == PYI_TOK_NEWLINE) {
        pyi_error_starting(p, PYI_NEXT(p), "Expected one or more names after 'import'");
        return;
    }
#  endif
    do {
        if (parse_dotted_name(p) == NULL)
            return;
    } while (pyi_accept(p, PYI_TOK_COMMA) != NULL);
    if (pyi_accept(p, PYI_TOK_FROM) != NULL && parse_dotted_name(p) != NULL)
        pyi_error_starting(p, first, "Did you mean to use 'from ... import ...' instead?");
}
#endif

stmt_ty
pyi_parse_import(pyi_parser *p)
{
    Py_ssize_t start = p->pos;
    const pyi_token *first = &p->tokens[start];
#if PYI_312
    if (p->explain) {
        explain_import(p);
        if (p->failed)
            return NULL;
        p->pos = start;
    }
#endif
    p->pos++;
    asdl_alias_seq *names = parse_aliases(p, true);
    if (names == NULL)
        return NULL;
    stmt_ty statement = _PyAST_Import(names, PYI_SPAN(p, first));
    return statement != NULL ? statement : pyi_fail(p);
}

/* ---- from … import ----------------------------------------------------------------------------- */

static asdl_alias_seq *
parse_star(pyi_parser *p)
{
    const pyi_token *star = pyi_accept(p, PYI_TOK_STAR);
    alias_ty alias = _PyAST_alias(PYI_NAME("*"), NULL, PYI_SPAN(p, star));
    pyi_items items = {0};
    if (alias == NULL)
        return pyi_fail(p);
    return pyi_items_add(p, &items, alias) ? pyi_items_seq(p, &items) : NULL;
}

static asdl_alias_seq *
parse_from_targets(pyi_parser *p)
{
    asdl_alias_seq *names;
    if (pyi_accept(p, PYI_TOK_LPAR) != NULL) {
        names = parse_aliases(p, false);
        if (names == NULL)
            return NULL;
        pyi_accept(p, PYI_TOK_COMMA);
        return pyi_accept(p, PYI_TOK_RPAR) != NULL ? names : NULL;
    }
    if (pyi_peek(p) == PYI_TOK_STAR)
        return parse_star(p);
#if PYI_313
    if (p->explain && pyi_peek(p) == PYI_TOK_NEWLINE)
        return pyi_error_starting(p, PYI_NEXT(p), "Expected one or more names after 'import'");
#endif
    names = parse_aliases(p, false);
    if (names == NULL || pyi_accept(p, PYI_TOK_COMMA) == NULL)
        return p->failed ? NULL : names;
    if (pyi_peek(p) == PYI_TOK_NEWLINE && p->explain)
        pyi_error_here(p, PyExc_SyntaxError,
                       "trailing comma not allowed without surrounding parentheses");
    return NULL;
}

stmt_ty
pyi_parse_import_from(pyi_parser *p)
{
    const pyi_token *first = &p->tokens[p->pos++];
    int level = 0;
    for (;; level++) {
        if (pyi_accept(p, PYI_TOK_ELLIPSIS) != NULL)
            level += 2;
        else if (pyi_accept(p, PYI_TOK_DOT) == NULL)
            break;
    }
    PyObject *module = parse_dotted_name(p);
    if (p->failed || (module == NULL && level == 0) || pyi_accept(p, PYI_TOK_IMPORT) == NULL)
        return NULL;
    asdl_alias_seq *names = parse_from_targets(p);
    if (names == NULL)
        return NULL;
    stmt_ty statement = _PyAST_ImportFrom(module, names, level, PYI_SPAN(p, first));
    return statement != NULL ? statement : pyi_fail(p);
}
