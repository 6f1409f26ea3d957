/* SPDX-License-Identifier: Apache-2.0 */
/* statements.h: what the files about statements share.
 *
 * Functions that parse a statement are called at its first token, without having taken it.
 */
#ifndef PYI_STATEMENTS_H
#define PYI_STATEMENTS_H

#include "../parser.h"

/* imports.c */
PYI_HIDDEN stmt_ty pyi_parse_import(pyi_parser *p);
PYI_HIDDEN stmt_ty pyi_parse_import_from(pyi_parser *p);
/* assignments.c: assignments of all kinds, and expressions that are statements */
PYI_HIDDEN stmt_ty pyi_parse_expression_statement(pyi_parser *p);
/* definitions.c: def, perhaps after async, and class; decorators may be NULL */
PYI_HIDDEN stmt_ty pyi_parse_decorated(pyi_parser *p);
PYI_HIDDEN stmt_ty pyi_parse_def(pyi_parser *p, asdl_expr_seq *decorators);
PYI_HIDDEN stmt_ty pyi_parse_class(pyi_parser *p, asdl_expr_seq *decorators);
/* with.c, try.c, pattern.c */
PYI_HIDDEN stmt_ty pyi_parse_with(pyi_parser *p);
PYI_HIDDEN stmt_ty pyi_parse_try(pyi_parser *p);
PYI_HIDDEN stmt_ty pyi_parse_match(pyi_parser *p);
#if PYI_312
/* typeparams.c */
PYI_HIDDEN stmt_ty pyi_parse_type_alias(pyi_parser *p);
/* '[' type parameters ']'; NULL without p->failed if there are none */
PYI_HIDDEN asdl_type_param_seq *pyi_parse_type_parameters(pyi_parser *p);
#endif

/* stmt_compound.c */
PYI_HIDDEN stmt_ty pyi_parse_async(pyi_parser *p);
PYI_HIDDEN stmt_ty pyi_parse_if(pyi_parser *p);
PYI_HIDDEN stmt_ty pyi_parse_while(pyi_parser *p);
PYI_HIDDEN stmt_ty pyi_parse_for(pyi_parser *p);
/* The block of else, if there is one; false only with p->failed or a block that is none. */
PYI_HIDDEN bool pyi_parse_else(pyi_parser *p, asdl_stmt_seq **block);
/* At ':' that nothing indented follows: "expected an indented block after <what> on line <n>", the
 * line of first. Explaining only; true when it was raised. */
PYI_HIDDEN bool pyi_explain_block(pyi_parser *p, const pyi_token *first, const char *what);
/* At the end of a line: "expected ':'". Explaining only; true when it was raised. */
PYI_HIDDEN bool pyi_explain_colon(pyi_parser *p);
/* The text of a type comment, if it comes next. */
PYI_HIDDEN bool pyi_parse_type_comment(pyi_parser *p, PyObject **comment);
/* Is that token a NAME with this text? */
PYI_HIDDEN bool pyi_is_word(const pyi_token *token, const char *word);

#endif /* PYI_STATEMENTS_H */
