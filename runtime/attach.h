/* SPDX-License-Identifier: Apache-2.0 */
/* attach.h: what attach.c and its half for 3.11, prologue_311.c, share. */
#ifndef AOT_ATTACH_H
#define AOT_ATTACH_H

#include "library.h"

/* True when the cells of a module are those of this pair of dicts. The first function decides whose
 * they are (object-model §2). Never an exception. */
RT_API bool rt_module_serves(const rt_module_def *module, PyObject *globals, PyObject *builtins);

/* Makes func's vectorcall the interpreter's again. */
RT_API void rt_detach(PyFunctionObject *func);

#if !RT_HAS_WATCHERS
/* 0, or -1 with an exception */
RT_API int rt_prologue_init(void);
/* Puts the entry of a native function into the prologue of its code object. 0 or -1. */
RT_API int rt_prologue_fill(const rt_module_def *module, const rt_function_def *def,
                            PyCodeObject *code);
#endif

#endif
