/* SPDX-License-Identifier: Apache-2.0 */
/* validate.h: the checks of trees that a program made, which the parser's trees pass by construction.
 *
 * Each function answers whether what it is given is valid; if not, ValueError or TypeError is set. What is
 * NULL where the grammar allows it is valid.
 */
#ifndef PYI_TREE_VALIDATE_H
#define PYI_TREE_VALIDATE_H

#include "../table.h"

/* One level deeper; false with RecursionError. */
PYI_HIDDEN bool pyi_validate_enter(pyi_tree_depth *depth);

/* The attributes of a node that has them. */
#define VALIDATE_LOCATION(node)                                                                    \
    pyi_validate_location((node)->lineno, (node)->end_lineno, (node)->col_offset,                  \
                          (node)->end_col_offset)
PYI_HIDDEN bool pyi_validate_location(int lineno, int end_lineno, int col_offset,
                                      int end_col_offset);

/* A name that is not one of the keywords that are constants. */
PYI_HIDDEN bool pyi_validate_name(PyObject *name);
/* field of owner has elements. */
PYI_HIDDEN bool pyi_validate_not_empty(const void *seq, const char *field, const char *owner);

PYI_HIDDEN bool pyi_validate_expr(pyi_tree_depth *depth, expr_ty e, expr_context_ty context);
PYI_HIDDEN bool pyi_validate_exprs(pyi_tree_depth *depth, const asdl_expr_seq *exprs,
                                   expr_context_ty context, bool null_allowed);
PYI_HIDDEN bool pyi_validate_keywords(pyi_tree_depth *depth, const asdl_keyword_seq *keywords);
PYI_HIDDEN bool pyi_validate_arguments(pyi_tree_depth *depth, arguments_ty args);
PYI_HIDDEN bool pyi_validate_pattern(pyi_tree_depth *depth, pattern_ty p, bool star_allowed);

/* An expression that may be left out. */
static inline bool pyi_validate_optional(pyi_tree_depth *depth, expr_ty e) {
    return e == NULL || pyi_validate_expr(depth, e, Load);
}

/* false, with ValueError */
static inline bool pyi_invalid(const char *message) {
    PyErr_SetString(PyExc_ValueError, message);
    return false;
}

#endif /* PYI_TREE_VALIDATE_H */
