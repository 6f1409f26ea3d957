/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_compile.h: what a compiler for source text would be for the library: one function, set when it is linked in. */
#ifndef PYI_COMPILE_H
#define PYI_COMPILE_H

#include "pyi.h"

/* new: a code object, or a tree with PyCF_ONLY_AST; source is str, bytes, a buffer, or a tree */
typedef PyObject *(*pyi_compile_function)(PyObject *source, PyObject *filename, const char *mode,
                                          PyCompilerFlags *flags, int optimize);

/* NULL as long as the program has no compiler; set before it starts */
PYI_HIDDEN extern pyi_compile_function pyi_compile_hook;
/* by that; SystemError without */
PYI_HIDDEN PyObject *pyi_compile(PyObject *source, PyObject *filename, const char *mode,
                                 PyCompilerFlags *flags, int optimize);

#endif /* PYI_COMPILE_H */
