/* SPDX-License-Identifier: Apache-2.0 */
/* source: whole files, and the types of functions as type comments have them. */
#include "statements.h"

mod_ty
pyi_parse_file(pyi_parser *p)
{
    asdl_stmt_seq *body = pyi_parse_statements(p);
    if (body == NULL || pyi_accept(p, PYI_TOK_ENDMARKER) == NULL)
        return NULL;
    asdl_type_ignore_seq *ignores = p->type_ignores;
    if (ignores == NULL)
        ignores = _Py_asdl_type_ignore_seq_new(0, p->arena);
    return ignores != NULL ? _PyAST_Module(body, ignores, p->arena) : pyi_fail(p);
}

/* expression (',' expression)* [',' '*' expression] [',' '**' expression]: the stars are lost */
static bool
parse_types(pyi_parser *p, pyi_items *types)
{
    int stars = 0;
    do {
        int kind = pyi_peek(p);
        int star = kind == PYI_TOK_STAR ? 1 : kind == PYI_TOK_DOUBLESTAR ? 2 : 0;
        if (stars > 0 && star <= stars)
            return false;
        stars = star;
        if (star)
            p->pos++;
        expr_ty type = pyi_parse_expression(p);
        if (type == NULL || !pyi_items_add(p, types, type))
            return false;
    } while (pyi_accept(p, PYI_TOK_COMMA) != NULL);
    return !p->failed;
}

mod_ty
pyi_parse_func_type(pyi_parser *p)
{
    pyi_items types = {0};
    if (pyi_accept(p, PYI_TOK_LPAR) == NULL)
        return NULL;
    if (pyi_peek(p) != PYI_TOK_RPAR && !parse_types(p, &types))
        return NULL;
    if (pyi_accept(p, PYI_TOK_RPAR) == NULL || pyi_accept(p, PYI_TOK_RARROW) == NULL)
        return NULL;
    expr_ty returns = pyi_parse_expression(p);
    if (returns == NULL)
        return NULL;
    while (pyi_accept(p, PYI_TOK_NEWLINE) != NULL)
        continue;
    asdl_expr_seq *seq = pyi_items_seq(p, &types);
    if (seq == NULL || pyi_accept(p, PYI_TOK_ENDMARKER) == NULL)
        return NULL;
    return _PyAST_FunctionType(seq, returns, p->arena);
}
