/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_named.h: tables whose rows go when their name does not occur in a program (aot_build/link/trim).
 *
 * Tables of PyMethodDef and PyGetSetDef need no mark. A row that went has its name still and nothing else.
 */
#ifndef PYI_NAMED_H
#define PYI_NAMED_H

#include "pyi.h"

/* For a table of structures of `bytes` bytes that begin with a name; `table` is a word of its own for each table. The
 * table cannot be static: a compiler that sees all of its rows would not look for the empty ones. */
#define PYI_NAMED(bytes, table)                                                                    \
    __attribute__((visibility("hidden"), section("pyi_named." #bytes "." #table)))

/* Rows of values that are made when a module is. */
typedef struct {
    const char *name;
    PyObject *(*make)(PyObject *module); /* new */
} pyi_made_row;

/* Set what the rows make in the module; 0 or -1. */
PYI_HIDDEN int pyi_add_made(PyObject *module, const pyi_made_row *rows, size_t count);

/* Of a row that went: something that a module would have under that name, borrowed for ever. */
PYI_HIDDEN int pyi_note_dropped(PyObject *module, const char *name);
/* Append to the list the names that went: of the module with this dict. */
PYI_HIDDEN int pyi_append_dropped(PyObject *list, PyObject *dict);
/* The same of whatever `dir(op)` looks into. */
PYI_HIDDEN int pyi_append_dropped_attributes(PyObject *list, PyObject *op);

#endif /* PYI_NAMED_H */
