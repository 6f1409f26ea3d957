/* SPDX-License-Identifier: Apache-2.0 */
/* fold.h: what the files that fold constants share.
 *
 *     fold.c           the whole: _PyAST_Optimize(), statements
 *     expressions.c    every expression, its parts first
 *     constants.c      operations on constants, with a limit for the size of results
 *     format.c         '…%s…' % (a, b) becomes an f-string
 *
 * Nodes are changed in place. Functions that return bool return false with an exception set.
 */
#ifndef PYI_FOLD_H
#define PYI_FOLD_H

#include "pyi.h"

#include "../depth.h"
#include "internal/pycore_ast.h"
#include "internal/pycore_compile.h"

typedef struct {
    PyArena *arena;
    int optimize;          /* level of -O */
    bool keep_annotations; /* they stay text, as written */
    pyi_depth depth;
} pyi_folder;

/* ---- fold.c ---------------------------------------------------------------------------------- */

PYI_HIDDEN bool pyi_fold_descend(pyi_folder *f);
PYI_HIDDEN bool pyi_fold_arguments(pyi_folder *f, arguments_ty args);

/* ---- expressions.c --------------------------------------------------------------------------- */

PYI_HIDDEN bool pyi_fold_expr(pyi_folder *f, expr_ty e);
/* NULL is no expression */
PYI_HIDDEN bool pyi_fold_optional(pyi_folder *f, expr_ty e);
PYI_HIDDEN bool pyi_fold_exprs(pyi_folder *f, asdl_expr_seq *seq);
PYI_HIDDEN bool pyi_fold_keywords(pyi_folder *f, asdl_keyword_seq *seq);

/* ---- constants.c ----------------------------------------------------------------------------- */

/* The node becomes that constant. Steals value; NULL with an exception: the node stays as it is, since
 * what fails now may be caught when it fails again at run time. */
PYI_HIDDEN bool pyi_fold_to(pyi_folder *f, expr_ty e, PyObject *value);
PYI_HIDDEN bool pyi_fold_unary(pyi_folder *f, expr_ty e);
PYI_HIDDEN bool pyi_fold_binary(pyi_folder *f, expr_ty e);
PYI_HIDDEN bool pyi_fold_subscript(pyi_folder *f, expr_ty e);
PYI_HIDDEN bool pyi_fold_tuple(pyi_folder *f, expr_ty e);
/* What is only iterated over or searched: a list becomes a tuple, a set a frozenset. */
PYI_HIDDEN bool pyi_fold_iterable(pyi_folder *f, expr_ty e);

/* ---- format.c -------------------------------------------------------------------------------- */

PYI_HIDDEN bool pyi_has_starred(asdl_expr_seq *seq);
/* e is format % values, with a str and a tuple that is no constant */
PYI_HIDDEN bool pyi_fold_format(pyi_folder *f, expr_ty e, PyObject *format,
                                asdl_expr_seq *values);

#endif /* PYI_FOLD_H */
