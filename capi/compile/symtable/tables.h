/* SPDX-License-Identifier: Apache-2.0 */
/* tables.h: what the files of the symbol tables share.
 *
 *     build.c                                  the whole: _PySymtable_Build()
 *     entry.c                                  one block and its names, the type that scripts see
 *     define.c                                 names are defined, looked up, complained about
 *     statements.c expressions.c patterns.c    first pass: every node of the tree is visited
 *     annotations.c comprehensions.c           … the nodes with blocks of their own
 *     analyze.c inline.c                       second pass: the scope of each name
 *     future.c                                 from __future__ import …
 *     module.c                                 _symtable
 *
 * Functions that return bool return false with an exception set.
 */
#ifndef PYI_TABLES_H
#define PYI_TABLES_H

#include "pyi.h"

#include "internal/pycore_ast.h"
#include "internal/pycore_compile.h"
#include "internal/pycore_symtable.h"

/* ---- what the versions call differently ------------------------------------------------------ */

#if PYI_313
typedef _PyFutureFeatures pyi_future;
#else
typedef PyFutureFeatures pyi_future;
#  define _PySymtable_Lookup PySymtable_Lookup
#  define TypeVariableBlock TypeVarBoundBlock
#  define TypeParametersBlock TypeParamBlock
#endif

/* ---- places ---------------------------------------------------------------------------------- */

typedef struct {
    int lineno, col_offset, end_lineno, end_col_offset;
} pyi_place;

#define PLACE(node)                                                                                \
    ((pyi_place){(node)->lineno, (node)->col_offset, (node)->end_lineno, (node)->end_col_offset})

/* ---- entry.c --------------------------------------------------------------------------------- */

/* new, also kept by the table under the address of the node */
PYI_HIDDEN PySTEntryObject *pyi_entry_new(struct symtable *st, PyObject *name, _Py_block_ty type,
                                          void *node, pyi_place place);
/* Whether names that the block binds are seen by the blocks in it. */
PYI_HIDDEN bool pyi_entry_is_function(const PySTEntryObject *entry);
/* Whether the block evaluates type parameters, their bounds or the value of an alias. */
PYI_HIDDEN bool pyi_entry_is_for_types(const PySTEntryObject *entry);

/* ---- define.c -------------------------------------------------------------------------------- */

PYI_HIDDEN bool pyi_symtable_enter(struct symtable *st, PyObject *name, _Py_block_ty type,
                                   void *node, pyi_place place);
PYI_HIDDEN void pyi_symtable_leave(struct symtable *st);

/* In the current block, or in another one: the name gets more flags. */
PYI_HIDDEN bool pyi_symtable_define(struct symtable *st, PyObject *name, long flags,
                                    pyi_place place);
PYI_HIDDEN bool pyi_symtable_define_in(struct symtable *st, PySTEntryObject *entry, PyObject *name,
                                       long flags, pyi_place place);
/* new: a private name as the class spells it */
PYI_HIDDEN PyObject *pyi_symtable_mangle(struct symtable *st, PyObject *name);
/* false: exception set; *flags is 0 when the block does not have the name */
PYI_HIDDEN bool pyi_symtable_find(struct symtable *st, PySTEntryObject *entry, PyObject *name,
                                  long *flags);
/* The place of a global or nonlocal statement, for errors of the second pass. */
PYI_HIDDEN bool pyi_symtable_direct(struct symtable *st, PyObject *name, pyi_place place);

/* SyntaxError at that place; always false */
PYI_HIDDEN bool pyi_symtable_error(struct symtable *st, pyi_place place, const char *format, ...);
/* … where the name was declared global or nonlocal */
PYI_HIDDEN bool pyi_symtable_directive_error(PySTEntryObject *entry, PyObject *name,
                                             const char *format);

/* Every level of the tree passes here, so that no tree is too deep for the stack. */
PYI_HIDDEN bool pyi_symtable_descend(struct symtable *st);

/* ---- first pass ------------------------------------------------------------------------------ */

PYI_HIDDEN bool pyi_visit_statements(struct symtable *st, asdl_stmt_seq *body);
PYI_HIDDEN bool pyi_visit_expr(struct symtable *st, expr_ty e);
/* NULL is no expression */
PYI_HIDDEN bool pyi_visit_optional(struct symtable *st, expr_ty e);
/* … and neither are those NULL in a sequence (keys of **mappings, arguments without default) */
PYI_HIDDEN bool pyi_visit_exprs(struct symtable *st, asdl_expr_seq *seq);
PYI_HIDDEN bool pyi_visit_keywords(struct symtable *st, asdl_keyword_seq *seq);
PYI_HIDDEN bool pyi_visit_pattern(struct symtable *st, pattern_ty p);
PYI_HIDDEN bool pyi_visit_defaults(struct symtable *st, arguments_ty args);
PYI_HIDDEN bool pyi_visit_parameters(struct symtable *st, arguments_ty args);
PYI_HIDDEN bool pyi_visit_annotation(struct symtable *st, expr_ty annotation);
PYI_HIDDEN bool pyi_visit_annotations(struct symtable *st, stmt_ty s, arguments_ty args,
                                      expr_ty returns);
PYI_HIDDEN bool pyi_visit_comprehension(struct symtable *st, expr_ty e);
PYI_HIDDEN bool pyi_visit_named_expr(struct symtable *st, expr_ty e);
/* Whether yield, await and := are possible where the tables are; what names it in an error. */
PYI_HIDDEN bool pyi_refuse_in_annotation(struct symtable *st, const char *what, expr_ty e);
/* 3.12 cannot have functions in blocks that see a class. */
PYI_HIDDEN bool pyi_refuse_in_class(struct symtable *st, const char *what, expr_ty e);

#if PYI_312
PYI_HIDDEN bool pyi_enter_type_params(struct symtable *st, stmt_ty s, PyObject *name,
                                      asdl_type_param_seq *params, arguments_ty args);
PYI_HIDDEN bool pyi_visit_type_alias(struct symtable *st, stmt_ty s);
#endif

/* ---- second pass ----------------------------------------------------------------------------- */

PYI_HIDDEN bool pyi_symtable_analyze(struct symtable *st);
#if PYI_312
/* The names of a comprehension become those of the block around it: of scopes, its own dict, and of
 * free, the set of what the comprehension and blocks in it look for outside. */
PYI_HIDDEN bool pyi_symtable_inline(PySTEntryObject *entry, PySTEntryObject *comprehension,
                                    PyObject *scopes, PyObject *free, PyObject *cells);
#endif

#endif /* PYI_TABLES_H */
