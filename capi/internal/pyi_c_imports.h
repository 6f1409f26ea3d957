/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_c_imports.h: which modules C code imports when it runs, told to whoever gathers the modules of a program.
 *
 * Imports in Python are found by reading it; those in C are rows beside the code that does them:
 *
 *     PYI_C_IMPORT("_strptime", "_strptime_time", "time", "strptime");
 *
 * aot_build/link/c_imports.py reads the rows. They mean nothing to the compiler.
 */
#ifndef PYI_C_IMPORTS_H
#define PYI_C_IMPORTS_H

/* The module, and the words for what C asks it for. It belongs to programs which contain the module `user` ("" for all;
 * "<text>" for those that may compile text which they did not write, "<extensions>" for those with extension modules,
 * "<foreign extensions>" for those with some that are not the library's) and in which one of the words in `said` occurs
 * (all programs, when there are none). */
#define PYI_C_IMPORT(module, asked, user, said)                                                                        \
    _Static_assert(sizeof(module) > 1 && sizeof(asked) && sizeof(user) && sizeof(said), "rows are of literals")

/* C code that goes on without the module, as if it were empty: it belongs to programs that import it themselves. */
#define PYI_C_IMPORT_IF_THERE(module) _Static_assert(sizeof(module) > 1, "rows are of literals")

#endif
