/* SPDX-License-Identifier: Apache-2.0 */
/* alloc: memory for objects.
 *
 * Blocks of up to 512 bytes come from pools of 16 KiB, each of one size class, cut from one reserved range of
 * addresses, so that an address tells whether a block is from a pool, and its pool. Larger blocks and the
 * "raw" domain, which needs no GIL, are malloc's.
 * Contract   docs.python.org/3/c-api/memory.html
 */
#include "gil.h"
#include "pyi_stress.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

/* ---- pools ---------------------------------------------------------------------------------- */

enum {
    CLASS_STEP = 16,
    CLASSES = 32, /* 16, 32, … 512 bytes */
    SMALL_MAX = CLASS_STEP * CLASSES,
    POOL_BYTES = 16 * 1024,
    GROWTH = 64 * POOL_BYTES, /* made accessible at a time */
};

typedef struct block {
    struct block *next;
} block;

typedef struct pool {
    block *free;              /* released blocks */
    char *fresh;              /* never used from here to the end */
    struct pool *next, *prev; /* of its class, while it has room; `next` alone: empty pools */
    uint32_t used;
    uint32_t size_class;
} pool;

_Static_assert(sizeof(pool) <= 48, "pools lose more than three blocks to their header");
enum { POOL_HEADER = 48 };

static pool *with_room[CLASSES];
static pool *empty_pools;
static char *range_start, *range_ready, *range_next, *range_end;
static Py_ssize_t blocks_in_use;

static inline size_t class_bytes(uint32_t size_class) { return (size_class + 1) * CLASS_STEP; }

static inline bool in_pools(const void *p) {
    return (uintptr_t)p - (uintptr_t)range_start < (uintptr_t)(range_end - range_start);
}

static inline pool *pool_of(void *p) {
    return (pool *)((uintptr_t)p & ~(uintptr_t)(POOL_BYTES - 1));
}

/* Addresses only; memory comes as it is used. Where address space is limited, less and less. */
static void range_reserve(void) {
    for (size_t size = (size_t)1 << 36; size >= (size_t)1 << 26; size >>= 2) {
        void *start = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (start != MAP_FAILED) {
            range_start = (char *)(((uintptr_t)start + POOL_BYTES - 1) & ~(uintptr_t)(POOL_BYTES - 1));
            range_next = range_ready = range_start;
            range_end = (char *)(((uintptr_t)start + size) & ~(uintptr_t)(POOL_BYTES - 1));
            return;
        }
    }
    range_start = range_ready = range_next = range_end = (char *)POOL_BYTES; /* nothing is in it */
}

static pool *pool_from_range(void) {
    if (range_start == NULL) {
        range_reserve();
    }
    if (range_next == range_ready) {
        size_t left = (size_t)(range_end - range_ready);
        size_t size = left < GROWTH ? left : GROWTH;
        if (size == 0 || mprotect(range_ready, size, PROT_READ | PROT_WRITE) != 0) {
            return NULL;
        }
        range_ready += size;
    }
    pool *fresh = (pool *)range_next;
    range_next += POOL_BYTES;
    return fresh;
}

static void pool_link(pool *self) {
    pool **head = &with_room[self->size_class];
    self->prev = NULL;
    self->next = *head;
    if (*head != NULL) {
        (*head)->prev = self;
    }
    *head = self;
}

static void pool_unlink(pool *self) {
    if (self->next != NULL) {
        self->next->prev = self->prev;
    }
    if (self->prev != NULL) {
        self->prev->next = self->next;
    } else {
        with_room[self->size_class] = self->next;
    }
}

static pool *pool_new(uint32_t size_class) {
    pool *self = empty_pools;
    if (self != NULL) {
        empty_pools = self->next;
    } else {
        self = pool_from_range();
        if (self == NULL) {
            return NULL;
        }
    }
    self->free = NULL;
    self->fresh = (char *)self + POOL_HEADER;
    self->used = 0;
    self->size_class = size_class;
    pool_link(self);
    return self;
}

static inline bool pool_is_full(pool *self) {
    return self->free == NULL &&
           self->fresh + class_bytes(self->size_class) > (char *)self + POOL_BYTES;
}

/* NULL when there are no more pools: malloc may still have something */
static void *small_alloc(size_t size) {
    uint32_t size_class = size == 0 ? 0 : (uint32_t)((size - 1) / CLASS_STEP);
    pool *self = with_room[size_class];
    if (pyi_unlikely(self == NULL)) {
        self = pool_new(size_class);
        if (self == NULL) {
            return NULL;
        }
    }
    block *result = self->free;
    if (pyi_likely(result != NULL)) {
        self->free = result->next;
    } else {
        result = (block *)self->fresh;
        self->fresh += class_bytes(size_class);
    }
    self->used++;
    blocks_in_use++;
    if (pyi_unlikely(pool_is_full(self))) {
        pool_unlink(self);
    }
    return result;
}

static void small_free(void *p) {
    pool *self = pool_of(p);
    bool was_full = pool_is_full(self);
    block *released = p;
    released->next = self->free;
    self->free = released;
    self->used--;
    blocks_in_use--;
    if (pyi_unlikely(was_full)) {
        pool_link(self);
    }
    /* The last pool of a class stays: a loop that makes and drops one object would move it about. */
    if (pyi_unlikely(self->used == 0) && (self->next != NULL || self->prev != NULL)) {
        pool_unlink(self);
        self->next = empty_pools;
        empty_pools = self;
    }
}

/* ---- the three domains ----------------------------------------------------------------------- */

static void *raw_malloc(void *ctx, size_t size) {
    (void)ctx;
    return pyi_stress_fails() ? NULL : malloc(size == 0 ? 1 : size);
}

static void *raw_calloc(void *ctx, size_t count, size_t size) {
    (void)ctx;
    if (pyi_stress_fails()) {
        return NULL;
    }
    return count == 0 || size == 0 ? calloc(1, 1) : calloc(count, size);
}

static void *raw_realloc(void *ctx, void *p, size_t size) {
    (void)ctx;
    return pyi_stress_fails() ? NULL : realloc(p, size == 0 ? 1 : size);
}

static void raw_free(void *ctx, void *p) {
    (void)ctx;
    free(p);
}

static void *object_malloc(void *ctx, size_t size) {
    if (PYI_KEEPS_FREED && pyi_likely(size <= SMALL_MAX)) {
        void *p = small_alloc(size);
        if (pyi_likely(p != NULL)) {
            return p;
        }
    }
    void *p = raw_malloc(ctx, size);
    blocks_in_use += p != NULL;
    return p;
}

static void *object_calloc(void *ctx, size_t count, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        return NULL;
    }
    if (PYI_KEEPS_FREED && bytes <= SMALL_MAX) {
        void *p = small_alloc(bytes);
        if (p != NULL) {
            return memset(p, 0, bytes);
        }
    }
    void *p = raw_calloc(ctx, count, size);
    blocks_in_use += p != NULL;
    return p;
}

static void object_free(void *ctx, void *p) {
    if (pyi_likely(in_pools(p))) {
        small_free(p);
    } else if (p != NULL) {
        blocks_in_use--;
        raw_free(ctx, p);
    }
}

static void *object_realloc(void *ctx, void *p, size_t size) {
    if (p == NULL) {
        return object_malloc(ctx, size);
    }
    if (!in_pools(p)) {
        return raw_realloc(ctx, p, size);
    }
    size_t had = class_bytes(pool_of(p)->size_class);
    if (size <= had && size > had / 2) {
        return p;
    }
    void *moved = object_malloc(ctx, size);
    if (moved == NULL) {
        return size <= had ? p : NULL;
    }
    memcpy(moved, p, size < had ? size : had);
    small_free(p);
    return moved;
}

/* ---- public functions ------------------------------------------------------------------------ */

#define RAW_ALLOCATOR {NULL, raw_malloc, raw_calloc, raw_realloc, raw_free}
#define OBJECT_ALLOCATOR {NULL, object_malloc, object_calloc, object_realloc, object_free}

/* by PyMemAllocatorDomain: raw, mem, obj */
static PyMemAllocatorEx allocators[] = {RAW_ALLOCATOR, OBJECT_ALLOCATOR, OBJECT_ALLOCATOR};
static bool replaced; /* somebody called PyMem_SetAllocator */

void PyMem_GetAllocator(PyMemAllocatorDomain domain, PyMemAllocatorEx *allocator) {
    *allocator = allocators[domain];
}

void PyMem_SetAllocator(PyMemAllocatorDomain domain, PyMemAllocatorEx *allocator) {
    allocators[domain] = *allocator;
    replaced = true;
}

void PyMem_SetupDebugHooks(void) {}

#if PYI_312
Py_ssize_t _Py_GetGlobalAllocatedBlocks(void) { return blocks_in_use; }
Py_ssize_t _PyInterpreterState_GetAllocatedBlocks(PyInterpreterState *interp) {
    (void)interp;
    return blocks_in_use;
}
#else
PyAPI_FUNC(Py_ssize_t) _Py_GetAllocatedBlocks(void) { return blocks_in_use; }
#endif

static inline bool too_big(size_t size) { return size > (size_t)PY_SSIZE_T_MAX; }

static inline bool product_too_big(size_t count, size_t size) {
    return size != 0 && count > (size_t)PY_SSIZE_T_MAX / size;
}

#define DOMAIN_FUNCTIONS(prefix, domain, own_malloc, own_calloc, own_realloc, own_free)           \
    void *prefix##Malloc(size_t size) {                                                            \
        if (too_big(size)) {                                                                       \
            return NULL;                                                                           \
        }                                                                                          \
        if (pyi_unlikely(replaced)) {                                                              \
            return allocators[domain].malloc(allocators[domain].ctx, size);                        \
        }                                                                                          \
        return own_malloc(NULL, size);                                                             \
    }                                                                                              \
    void *prefix##Calloc(size_t count, size_t size) {                                              \
        if (product_too_big(count, size)) {                                                        \
            return NULL;                                                                           \
        }                                                                                          \
        if (pyi_unlikely(replaced)) {                                                              \
            return allocators[domain].calloc(allocators[domain].ctx, count, size);                 \
        }                                                                                          \
        return own_calloc(NULL, count, size);                                                      \
    }                                                                                              \
    void *prefix##Realloc(void *p, size_t size) {                                                  \
        if (too_big(size)) {                                                                       \
            return NULL;                                                                           \
        }                                                                                          \
        if (pyi_unlikely(replaced)) {                                                              \
            return allocators[domain].realloc(allocators[domain].ctx, p, size);                    \
        }                                                                                          \
        return own_realloc(NULL, p, size);                                                         \
    }                                                                                              \
    void prefix##Free(void *p) {                                                                   \
        if (pyi_unlikely(replaced)) {                                                              \
            allocators[domain].free(allocators[domain].ctx, p);                                    \
            return;                                                                                \
        }                                                                                          \
        own_free(NULL, p);                                                                         \
    }

DOMAIN_FUNCTIONS(PyMem_Raw, PYMEM_DOMAIN_RAW, raw_malloc, raw_calloc, raw_realloc, raw_free)
DOMAIN_FUNCTIONS(PyMem_, PYMEM_DOMAIN_MEM, object_malloc, object_calloc, object_realloc, object_free)
DOMAIN_FUNCTIONS(PyObject_, PYMEM_DOMAIN_OBJ, object_malloc, object_calloc, object_realloc,
                 object_free)

/* ---- whole pages, for the data stacks of threads ---------------------------------------------- */

void *_PyObject_VirtualAlloc(size_t size) {
    void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void _PyObject_VirtualFree(void *p, size_t size) { munmap(p, size); }

/* ---- copies of C strings ------------------------------------------------------------------------ */

wchar_t *_PyMem_RawWcsdup(const wchar_t *text) {
    size_t size = (wcslen(text) + 1) * sizeof(wchar_t);
    wchar_t *copy = PyMem_RawMalloc(size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

static char *duplicate(const char *text, void *(*allocate)(size_t)) {
    size_t size = strlen(text) + 1;
    char *copy = allocate(size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

char *_PyMem_Strdup(const char *text) { return duplicate(text, PyMem_Malloc); }
char *_PyMem_RawStrdup(const char *text) { return duplicate(text, PyMem_RawMalloc); }
