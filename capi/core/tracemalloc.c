/* SPDX-License-Identifier: Apache-2.0 */
/* tracemalloc: what extension modules tell of their own memory. Nothing is traced: there is no module tracemalloc.
 *
 * Contract   docs.python.org/3/c-api/memory.html#tracemalloc-c-api
 */
#include "pyi.h"

#include <sys/mman.h>

#if PYI_313
#  include "cpython/tracemalloc.h"
#else
#  include "tracemalloc.h"
#endif

#define DISABLED (-2) /* the documented answer when nothing is traced */

PyAPI_FUNC(int) PyTraceMalloc_Track(unsigned int domain, uintptr_t address, size_t size) {
    (void)domain, (void)address, (void)size;
    return DISABLED;
}

PyAPI_FUNC(int) PyTraceMalloc_Untrack(unsigned int domain, uintptr_t address) {
    (void)domain, (void)address;
    return DISABLED;
}

/* new */
PyAPI_FUNC(PyObject *) _PyTraceMalloc_GetTraceback(unsigned int domain, uintptr_t address) {
    (void)domain, (void)address;
    Py_RETURN_NONE;
}

/* ---- arenas ------------------------------------------------------------------------------------------------------------- */

/* The allocator of capi/core/alloc.c has none; what is set can be asked for again, as by those who wrap the former one. */

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
