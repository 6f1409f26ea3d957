/* SPDX-License-Identifier: Apache-2.0 */
/* params.h: parameters of def and of lambda, which differ in what ends them and in annotations. */
#ifndef PYI_PARAMS_H
#define PYI_PARAMS_H

#include "../parser.h"

typedef struct {
    bool is_lambda;
    int end; /* PYI_TOK_RPAR, or PYI_TOK_COLON of lambda */
} pyi_params_kind;

/* NAME [':' annotation]; of a parameter after '*' the annotation may be starred */
PYI_HIDDEN arg_ty pyi_parse_param(pyi_parser *p, const pyi_params_kind *kind, bool starred);
/* [ '=' expression ]: *value is NULL if there is none; false if '=' is followed by none */
PYI_HIDDEN bool pyi_parse_default(pyi_parser *p, expr_ty *value);
/* ',' or, not taken, the end; type comments are put into arg, which may be NULL */
PYI_HIDDEN bool pyi_parse_param_end(pyi_parser *p, const pyi_params_kind *kind, arg_ty *arg);

/* Explaining: look for known mistakes from the first parameter on, at '*', and at '**'; p->pos is put
 * back. */
PYI_HIDDEN void pyi_explain_parameters(pyi_parser *p, const pyi_params_kind *kind);
PYI_HIDDEN void pyi_explain_star(pyi_parser *p, const pyi_params_kind *kind);
PYI_HIDDEN void pyi_explain_double_star(pyi_parser *p, const pyi_params_kind *kind);

#endif /* PYI_PARAMS_H */
