/* SPDX-License-Identifier: Apache-2.0 */
/* expressions.h: what the files about expressions share. */
#ifndef PYI_EXPRESSIONS_H
#define PYI_EXPRESSIONS_H

#include "../parser.h"

/* expr.c */
/* As pyi_parse_expression(), but no mistakes inside are explained. */
PYI_HIDDEN expr_ty pyi_parse_expression_quietly(pyi_parser *p);
/* NAME ':=' expression, or an expression that ':=' does not follow */
PYI_HIDDEN expr_ty pyi_parse_plain_named_expression(pyi_parser *p);
/* '*' expression, at the star */
PYI_HIDDEN expr_ty pyi_parse_starred(pyi_parser *p);
/* *a = b or **a = b among arguments, at the star; p->pos is put back */
PYI_HIDDEN void pyi_explain_assigned_star(pyi_parser *p, const char *what);
/* star_named_expression (',' …)* [',']; false if there is not one */
PYI_HIDDEN bool pyi_parse_star_named_list(pyi_parser *p, pyi_items *items);
/* What is known to be wrong where an expression, or a named one, should begin; p->pos is put back. */
PYI_HIDDEN void pyi_explain_expression(pyi_parser *p);
PYI_HIDDEN void pyi_explain_named_expression(pyi_parser *p);
/* What is known to be wrong with '(' … as a group, and with brackets as a comprehension. */
PYI_HIDDEN void pyi_explain_group(pyi_parser *p);
PYI_HIDDEN void pyi_explain_comprehension(pyi_parser *p);
PYI_HIDDEN void pyi_explain_dict(pyi_parser *p);
PYI_HIDDEN void pyi_explain_arguments(pyi_parser *p);
PYI_HIDDEN void pyi_explain_keyword(pyi_parser *p);

/* expr_comprehension.c: the for and if clauses, NULL if there is no 'for' */
PYI_HIDDEN asdl_comprehension_seq *pyi_parse_clauses(pyi_parser *p);
/* '(' element clauses ')' */
PYI_HIDDEN expr_ty pyi_parse_generator(pyi_parser *p);

/* expr_display.c: what is in brackets */
PYI_HIDDEN expr_ty pyi_parse_parenthesised(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_list(pyi_parser *p);
PYI_HIDDEN expr_ty pyi_parse_braces(pyi_parser *p);
/* key ':' value, or '**' mapping with *key NULL; false if there is none */
PYI_HIDDEN bool pyi_parse_pair(pyi_parser *p, expr_ty *key, expr_ty *value);

/* expr_call.c: arguments, whatever follows them; the first positional one may have been parsed */
PYI_HIDDEN expr_ty pyi_parse_args(pyi_parser *p, expr_ty argument);

#endif /* PYI_EXPRESSIONS_H */
