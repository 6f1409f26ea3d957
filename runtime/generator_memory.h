/* SPDX-License-Identifier: Apache-2.0 */
/* generator_memory.h: generators and coroutines come and go without the allocator. */
#ifndef AOT_GENERATOR_MEMORY_H
#define AOT_GENERATOR_MEMORY_H

#include "rt.h"

#if RT_HAS_WATCHERS

/* new, not tracked, with room for a frame of the code object; or NULL */
RT_API PyGenObject *rt_allocate_generator(PyTypeObject *type, PyCodeObject *code);

/* The end of a generator or coroutine; false if it is to end as usual. */
RT_API bool rt_end_generator(PyObject *op);

#endif

#endif /* AOT_GENERATOR_MEMORY_H */
