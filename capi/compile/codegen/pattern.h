/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.h: what is known while a pattern is compiled.
 *
 * A pattern consumes the subject on top of the stack. Names that it captures stay on the stack, below
 * what is still to be matched, until all of it has matched. When it fails, as many values are to be
 * popped as are there at that moment: fail_pop[n] is the label where n of them are.
 */
#ifndef PYI_CODEGEN_PATTERN_H
#define PYI_CODEGEN_PATTERN_H

#include "codegen.h"

typedef struct {
    PyObject *stores;       /* list: names captured so far, in the order of the stack */
    bool allow_irrefutable; /* may the pattern be one that always matches? */
    pyi_label *fail_pop;
    Py_ssize_t fail_pop_size;
    Py_ssize_t on_top;      /* values on the stack above those captured */
} pyi_pattern;

/* _: matches and binds nothing */
PYI_HIDDEN bool pyi_cg_is_wildcard(pattern_ty p);
PYI_HIDDEN int pyi_cg_pattern(pyi_codegen *c, pattern_ty p, pyi_pattern *pc);
/* A part of a pattern, which may always match. */
PYI_HIDDEN int pyi_cg_subpattern(pyi_codegen *c, pattern_ty p, pyi_pattern *pc);
PYI_HIDDEN int pyi_cg_pattern_sequence(pyi_codegen *c, pattern_ty p, pyi_pattern *pc);
PYI_HIDDEN int pyi_cg_pattern_mapping(pyi_codegen *c, pattern_ty p, pyi_pattern *pc);
PYI_HIDDEN int pyi_cg_pattern_class(pyi_codegen *c, pattern_ty p, pyi_pattern *pc);
PYI_HIDDEN int pyi_cg_pattern_or(pyi_codegen *c, pattern_ty p, pyi_pattern *pc);

/* Keeps the top of the stack as the value of a name; NULL drops it. */
PYI_HIDDEN int pyi_cg_capture(pyi_codegen *c, pyi_location loc, PyObject *name, pyi_pattern *pc);
PYI_HIDDEN int pyi_cg_raise_captured_twice(pyi_codegen *c, pyi_location loc, PyObject *name);
/* Moves the top of the stack below the count - 1 values under it. */
PYI_HIDDEN int pyi_cg_rotate(pyi_codegen *c, pyi_location loc, Py_ssize_t count);

PYI_HIDDEN int pyi_cg_ensure_fail_pop(pyi_codegen *c, pyi_pattern *pc, Py_ssize_t n);
/* Jumps to the label where as many values are popped as there are now. */
PYI_HIDDEN int pyi_cg_jump_to_fail_pop(pyi_codegen *c, pyi_location loc, pyi_pattern *pc,
                                       int opcode);
/* The labels, and the pops between them; behind them the pattern has failed. */
PYI_HIDDEN int pyi_cg_place_fail_pop(pyi_codegen *c, pyi_location loc, pyi_pattern *pc);

#endif /* PYI_CODEGEN_PATTERN_H */
