/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_compile.h: what the compiler for source text is for the library: one function, if it is linked in. */
#ifndef PYI_COMPILE_H
#define PYI_COMPILE_H

#include "pyi.h"

/* new: a code object, or a tree with PyCF_ONLY_AST; source is str, bytes, a buffer, or a tree. Weak, since
 * only programs that may compile text contain it: they are linked with this symbol as wanted. */
PYI_HIDDEN PyObject *pyi_compile_source(PyObject *source, PyObject *filename, const char *mode,
                                        PyCompilerFlags *flags, int optimize)
    __attribute__((weak));
/* by that; SystemError without */
PYI_HIDDEN PyObject *pyi_compile(PyObject *source, PyObject *filename, const char *mode,
                                 PyCompilerFlags *flags, int optimize);

#endif /* PYI_COMPILE_H */
