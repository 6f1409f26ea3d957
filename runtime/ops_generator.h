/* SPDX-License-Identifier: Apache-2.0 */
/* ops_generator.h: what generators delegate to (aot_build/primitives/generators.py). */
#ifndef AOT_OPS_GENERATOR_H
#define AOT_OPS_GENERATOR_H

#include "rt.h"

RT_API PyObject *rt_yield_from_iter(PyObject *iterable, struct _PyInterpreterFrame *frame);
RT_API int32_t rt_send(PyObject *receiver, PyObject *value, PyObject **item);

#endif
