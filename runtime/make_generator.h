/* SPDX-License-Identifier: Apache-2.0 */
/* make_generator.h: what calls of the functions of generators and coroutines give. */
#ifndef AOT_MAKE_GENERATOR_H
#define AOT_MAKE_GENERATOR_H

#include "rt.h"

#if RT_HAS_WATCHERS

/* The code unit of a code object's RETURN_GENERATOR; -1: only the interpreter knows how to make one. */
RT_API int32_t rt_generator_start(PyCodeObject *code);

/* A vectorcall that nobody traces; start is what rt_generator_start said. */
RT_API PyObject *rt_make_generator(PyThreadState *ts, PyObject *callable, PyObject *const *args,
                                   size_t nargsf, PyObject *kwnames, int32_t start);

#endif

#endif /* AOT_MAKE_GENERATOR_H */
