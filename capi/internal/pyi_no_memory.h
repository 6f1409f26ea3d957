/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_no_memory.h: what is left to be done when memory is short. */
#ifndef PYI_NO_MEMORY_H
#define PYI_NO_MEMORY_H

#include <Python.h>

#ifndef PYI_HIDDEN
#  define PYI_HIDDEN __attribute__((visibility("hidden")))
#endif

/* Makes the MemoryErrors; before that the process ends where one is raised. 0 or -1. */
PYI_HIDDEN int pyi_memory_errors_init(void);
/* new: the one that many may share, because none can be made; NULL before pyi_memory_errors_init() */
PYI_HIDDEN PyObject *pyi_last_memory_error(void);

/* Ends a process that could not even begin, with status 1. */
PYI_HIDDEN void _Py_NO_RETURN pyi_no_memory_to_start(void);

#endif /* PYI_NO_MEMORY_H */
