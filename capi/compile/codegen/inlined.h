/* SPDX-License-Identifier: Apache-2.0 */
/* inlined.h: begin and end of a comprehension without a function of its own. */
#ifndef PYI_CODEGEN_INLINED_H
#define PYI_CODEGEN_INLINED_H

#include "codegen.h"

#if PYI_312

typedef struct {
    PyObject *hidden;        /* list: names that became fast locals */
    PyObject *pushed;        /* list: names whose outer values are on the stack */
    PyObject *outer_symbols; /* dict: name -> its symbol outside */
    pyi_label cleanup, end;  /* when something is on the stack */
} pyi_inlined;

PYI_HIDDEN int pyi_cg_begin_inlined(pyi_codegen *c, pyi_location loc, PySTEntryObject *symbols,
                                    pyi_inlined *state);
PYI_HIDDEN int pyi_cg_end_inlined(pyi_codegen *c, pyi_location loc, pyi_inlined *state);

#endif

#endif /* PYI_CODEGEN_INLINED_H */
