/* SPDX-License-Identifier: Apache-2.0 */
/* code.h: what the files of the code type share. */
#ifndef CODE_H
#define CODE_H

#include "pyi_frame.h"

#include <opcode.h>

/* watch.c: tells the watchers; frees what co_extra holds */
PYI_HIDDEN void pyi_code_created(PyCodeObject *self);
PYI_HIDDEN void pyi_code_destroyed(PyCodeObject *self);
PYI_HIDDEN Py_ssize_t pyi_code_extra_size(PyCodeObject *self);

/* ---- positions (lines.c) ---------------------------------------------------------------------- */

typedef struct {
    const uint8_t *next, *end; /* of the table */
    int offset;                /* code units before the current entry */
    int length;                /* code units of it */
    int computed_line;
    int line, end_line, column, end_column; /* -1: unknown */
} pyi_positions;

/* The first step must be taken before anything is read. */
PYI_HIDDEN void pyi_positions_init(pyi_positions *self, PyCodeObject *code);
PYI_HIDDEN bool pyi_positions_step(pyi_positions *self);

PYI_HIDDEN PyObject *pyi_code_lines(PyCodeObject *self);     /* new: what co_lines() gives */
PYI_HIDDEN PyObject *pyi_code_positions(PyCodeObject *self); /* new: what co_positions() gives */
/* Whether code objects keep columns (-X no_debug_ranges). */
PYI_HIDDEN bool pyi_code_wants_columns(void);
PYI_HIDDEN PyObject *pyi_code_only_lines(struct _PyCodeConstructor *con); /* new: its table without */
PYI_HIDDEN PyObject *pyi_code_lnotab(PyCodeObject *self);    /* new: bytes */

#endif /* CODE_H */
