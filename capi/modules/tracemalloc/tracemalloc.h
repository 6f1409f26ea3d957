/* SPDX-License-Identifier: Apache-2.0 */
/* tracemalloc.h: the parts of the module _tracemalloc. */
#ifndef PYI_TRACEMALLOC_H
#define PYI_TRACEMALLOC_H

#include "pyi.h"

#if PYI_313
#  include "cpython/tracemalloc.h"
#else
#  include "tracemalloc.h"
#endif

enum { MAX_FRAMES = 0xFFFF };

/* ---- stacks.c: where memory was allocated; each stack is kept once ---------------------------------- */

typedef struct {
    PyObject *filename; /* owned */
    int line;
} trace_frame;

typedef struct trace_stack {
    struct trace_stack *next; /* of the same bucket */
    size_t hash;
    int n, total; /* frames kept, frames there were (at most MAX_FRAMES) */
    trace_frame frames[]; /* the innermost first */
} trace_stack;

extern PYI_HIDDEN int trace_limit; /* of the frames that are kept */

/* borrowed until the next trace_stacks_forget(); NULL when there is no memory; needs the GIL */
PYI_HIDDEN const trace_stack *trace_stack_now(void);
PYI_HIDDEN void trace_stacks_forget(void);
PYI_HIDDEN size_t trace_stacks_bytes(void);
/* new: ((file, line), ...) */
PYI_HIDDEN PyObject *trace_stack_to_python(const trace_stack *stack);

/* ---- blocks.c: what is allocated ----------------------------------------------------------------------- */

typedef struct {
    uintptr_t address; /* 0: the place is empty */
    unsigned int domain;
    size_t size;
    const trace_stack *stack;
} trace_block;

extern PYI_HIDDEN size_t trace_bytes, trace_peak;

/* 0, or -1 when there is no memory */
PYI_HIDDEN int trace_block_add(unsigned int domain, uintptr_t address, size_t size, const trace_stack *stack);
PYI_HIDDEN void trace_block_remove(unsigned int domain, uintptr_t address);
/* borrowed or NULL */
PYI_HIDDEN const trace_block *trace_block_find(unsigned int domain, uintptr_t address);
/* new: a copy of all, for free(); NULL when there is no memory */
PYI_HIDDEN trace_block *trace_blocks_copy(size_t *n);
PYI_HIDDEN void trace_blocks_forget(void);
PYI_HIDDEN size_t trace_blocks_bytes(void);

/* ---- hooks.c: around the allocators --------------------------------------------------------------------- */

extern PYI_HIDDEN bool trace_on;

PYI_HIDDEN void trace_start(int limit);
PYI_HIDDEN void trace_stop(void);
PYI_HIDDEN void trace_clear(void);

#endif /* PYI_TRACEMALLOC_H */
