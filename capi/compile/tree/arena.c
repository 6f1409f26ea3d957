/* SPDX-License-Identifier: Apache-2.0 */
/* arena: memory that is given back at once, and the objects that live as long as it.
 *
 * A compilation puts its tree and its tables into one arena. Blocks double in size, so that a short
 * text costs little and a long one few allocations.
 */
#include "pyi.h"

#include "internal/pycore_pyarena.h"

/* With AddressSanitizer each piece has a block of its own, so that it sees accesses past the end. */
#ifdef __SANITIZE_ADDRESS__
#  define FIRST_BLOCK 0
#else
#  define FIRST_BLOCK (4 * 1024)
#endif
#define LARGEST_BLOCK (256 * 1024)
#define STEP sizeof(void *)
#define ROUND_UP(n) (((n) + STEP - 1) & ~(STEP - 1))

typedef struct block {
    struct block *older;
    void *data[];
} block;

struct _arena {
    block *newest;
    char *free; /* in the newest block, up to end */
    char *end;
    size_t next_size;
    PyObject **objects; /* owned */
    size_t object_count, object_room;
};

/* ---- life ----------------------------------------------------------------------------------- */

PyArena *_PyArena_New(void) {
    PyArena *arena = PyMem_Calloc(1, sizeof *arena);
    if (arena == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    arena->next_size = FIRST_BLOCK;
    return arena;
}

void _PyArena_Free(PyArena *arena) {
    for (size_t i = 0; i < arena->object_count; i++) {
        Py_DECREF(arena->objects[i]);
    }
    PyMem_Free(arena->objects);
    for (block *current = arena->newest; current != NULL;) {
        block *older = current->older;
        PyMem_Free(current);
        current = older;
    }
    PyMem_Free(arena);
}

/* ---- memory --------------------------------------------------------------------------------- */

/* A new block with room for size; -1 with MemoryError. */
static int arena_grow(PyArena *arena, size_t size) {
    size_t room = size > arena->next_size ? size : arena->next_size;
    block *fresh = PyMem_Malloc(sizeof(block) + room);
    if (fresh == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    fresh->older = arena->newest;
    arena->newest = fresh;
    arena->free = (char *)fresh->data;
    arena->end = arena->free + room;
    if (arena->next_size < LARGEST_BLOCK) {
        arena->next_size *= 2;
    }
    return 0;
}

/* MemoryError is set when it answers NULL */
void *_PyArena_Malloc(PyArena *arena, size_t size) {
    if (size > PY_SSIZE_T_MAX - sizeof(block) - STEP) {
        return PyErr_NoMemory();
    }
#ifndef __SANITIZE_ADDRESS__
    size = ROUND_UP(size);
#endif
    if (arena->newest == NULL || size > (size_t)(arena->end - arena->free)) {
        if (arena_grow(arena, size) < 0) {
            return NULL;
        }
    }
    void *result = arena->free;
    arena->free += size;
    return result;
}

/* ---- objects -------------------------------------------------------------------------------- */

/* steals op, but not when it fails */
int _PyArena_AddPyObject(PyArena *arena, PyObject *op) {
    if (arena->object_count == arena->object_room) {
        size_t room = arena->object_room ? 2 * arena->object_room : 32;
        PyObject **objects = PyMem_Realloc(arena->objects, room * sizeof *objects);
        if (objects == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        arena->objects = objects;
        arena->object_room = room;
    }
    arena->objects[arena->object_count++] = op;
    return 0;
}
