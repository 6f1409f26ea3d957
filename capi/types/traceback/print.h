/* SPDX-License-Identifier: Apache-2.0 */
/* print.h: the parts of printing a traceback. */
#ifndef TRACEBACK_PRINT_H
#define TRACEBACK_PRINT_H

#include "pyi_frame.h"

/* ---- print.c --------------------------------------------------------------------------------------- */

/* Each line after so many spaces and the margin (or NULL), the first after its own. 0 or -1. */
PYI_HIDDEN int pyi_traceback_print(PyObject *tb, int indent, const char *margin,
                                   const char *header_margin, const char *header, PyObject *file);

/* ---- source.c ------------------------------------------------------------------------------------ */

/* new: a line of a file, without its end; NULL without an exception when it cannot be had */
PYI_HIDDEN PyObject *pyi_source_line(PyObject *filename, int lineno);

/* ---- carets.c ------------------------------------------------------------------------------------ */

/* What of an expression is pointed at: the operator, the index in brackets, the arguments. */
typedef struct {
    bool found;
    Py_ssize_t left, right; /* characters from the beginning of the expression */
} pyi_anchors;
PYI_HIDDEN pyi_anchors pyi_find_anchors(PyObject *text, Py_ssize_t start, Py_ssize_t end);

/* Whether an expression is all that a statement `name = call()` or `return name()` computes: then
 * nothing is pointed at (3.13). */
PYI_HIDDEN bool pyi_is_plain_call(PyObject *line, Py_ssize_t start, Py_ssize_t end);

/* columns that a character takes in a terminal */
PYI_HIDDEN int pyi_display_width(Py_UCS4 c);

#endif /* TRACEBACK_PRINT_H */
