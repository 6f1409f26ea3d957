/* SPDX-License-Identifier: Apache-2.0 */
/* arenas: those of CPython's allocator, which the one here (alloc.c) does without.
 *
 * Contract   docs.python.org/3/c-api/memory.html#the-pymalloc-allocator
 */
#include "pyi.h"

#include <sys/mman.h>

/* What is set can be asked for again, as by those who wrap the former one. */

static void *arena_map(void *context, size_t size) {
    (void)context;
    void *place = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return place == MAP_FAILED ? NULL : place;
}

static void arena_unmap(void *context, void *place, size_t size) {
    (void)context;
    munmap(place, size);
}

static PyObjectArenaAllocator arenas = {NULL, arena_map, arena_unmap};

void PyObject_GetArenaAllocator(PyObjectArenaAllocator *allocator) { *allocator = arenas; }
void PyObject_SetArenaAllocator(PyObjectArenaAllocator *allocator) { arenas = *allocator; }
