/* SPDX-License-Identifier: Apache-2.0 */
/* sysprogram.h: what the executable tells the module sys about itself.
 */
#ifndef PYI_SYSPROGRAM_H
#define PYI_SYSPROGRAM_H

#include "pyi.h"

/* Filled in before sys is imported. A function gives a new object, NULL with an exception; one that is NULL leaves
 * the value as in a program that knows nothing of itself: no arguments, no paths. */
typedef struct {
    PyObject *(*argv)(void);       /* list of str; sys.orig_argv is a copy */
    PyObject *(*executable)(void); /* str */
    PyObject *(*prefix)(void);     /* str; also exec_prefix and the base ones */
    PyObject *(*path)(void);       /* list of str */
} pyi_sysprogram;
PYI_HIDDEN extern pyi_sysprogram pyi_program;

/* Whether the name is in sys.stdlib_module_names, which a program that does not ask for it need not have; -1 with an
 * exception. */
PYI_HIDDEN int pyi_sys_is_standard_module(PyObject *name);

#endif /* PYI_SYSPROGRAM_H */
