/* SPDX-License-Identifier: Apache-2.0 */
/* hooks: allocators that note what the former ones do.
 *
 * Those of objects and of PyMem_Malloc() are wrapped; they are called with the GIL. PyMem_RawMalloc() is for
 * memory that is not of Python's objects, and may be called without it.
 */
#include "tracemalloc.h"

#define NOT_TRACING (-2) /* the documented answer when nothing is traced */

bool trace_on;

static PyMemAllocatorEx former[2];
static const PyMemAllocatorDomain domains[2] = {PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ};

/* ---- noting ------------------------------------------------------------------------------------------------------ */

/* 0 or -1 */
static int note(unsigned int domain, uintptr_t address, size_t size) {
    const trace_stack *stack = trace_stack_now();
    return stack == NULL ? -1 : trace_block_add(domain, address, size, stack);
}

static void *noted(PyMemAllocatorEx *allocator, void *p, size_t size) {
    if (p != NULL && trace_on && note(0, (uintptr_t)p, size) < 0) {
        allocator->free(allocator->ctx, p);
        return NULL;
    }
    return p;
}

static void *hook_malloc(void *context, size_t size) {
    PyMemAllocatorEx *allocator = context;
    return noted(allocator, allocator->malloc(allocator->ctx, size), size);
}

static void *hook_calloc(void *context, size_t n, size_t size) {
    PyMemAllocatorEx *allocator = context;
    return noted(allocator, allocator->calloc(allocator->ctx, n, size), n * size);
}

static void *hook_realloc(void *context, void *p, size_t size) {
    PyMemAllocatorEx *allocator = context;
    void *moved = allocator->realloc(allocator->ctx, p, size);
    if (moved != NULL && trace_on) {
        if (p != NULL) {
            trace_block_remove(0, (uintptr_t)p);
        }
        /* Without memory for the note the block is there all the same: the old one is gone. */
        note(0, (uintptr_t)moved, size);
    }
    return moved;
}

static void hook_free(void *context, void *p) {
    PyMemAllocatorEx *allocator = context;
    if (p != NULL && trace_on) {
        trace_block_remove(0, (uintptr_t)p);
    }
    allocator->free(allocator->ctx, p);
}

/* ---- start and end -------------------------------------------------------------------------------------------------- */

/* The hooks stay when tracing ends: somebody may have wrapped them by then. */
static void wrap_allocators(void) {
    static bool wrapped;
    for (int i = 0; i < 2 && !wrapped; i++) {
        PyMem_GetAllocator(domains[i], &former[i]);
        PyMemAllocatorEx hooks = {&former[i], hook_malloc, hook_calloc, hook_realloc, hook_free};
        PyMem_SetAllocator(domains[i], &hooks);
    }
    wrapped = true;
}

void trace_start(int limit) {
    if (!trace_on) {
        trace_limit = limit;
        wrap_allocators();
        trace_on = true;
    }
}

void trace_clear(void) {
    bool was_on = trace_on;
    trace_on = false; /* while file names are given back */
    trace_blocks_forget();
    trace_stacks_forget();
    trace_on = was_on;
}

void trace_stop(void) {
    trace_on = false;
    trace_clear();
}

/* ---- public functions ------------------------------------------------------------------------------------------------ */

PyAPI_FUNC(int) PyTraceMalloc_Track(unsigned int domain, uintptr_t address, size_t size) {
    if (!trace_on) {
        return NOT_TRACING;
    }
    PyGILState_STATE state = PyGILState_Ensure();
    int status = note(domain, address, size);
    PyGILState_Release(state);
    return status;
}

PyAPI_FUNC(int) PyTraceMalloc_Untrack(unsigned int domain, uintptr_t address) {
    if (!trace_on) {
        return NOT_TRACING;
    }
    PyGILState_STATE state = PyGILState_Ensure();
    trace_block_remove(domain, address);
    PyGILState_Release(state);
    return 0;
}

/* new */
PyAPI_FUNC(PyObject *) _PyTraceMalloc_GetTraceback(unsigned int domain, uintptr_t address) {
    const trace_block *block = trace_on ? trace_block_find(domain, address) : NULL;
    return block == NULL ? Py_NewRef(Py_None) : trace_stack_to_python(block->stack);
}
