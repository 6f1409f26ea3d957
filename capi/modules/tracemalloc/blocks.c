/* SPDX-License-Identifier: Apache-2.0 */
/* blocks: a table of the memory that is allocated, by domain and address.
 * Storage    open addressing, the next free place; at most two thirds full
 */
#include "tracemalloc.h"

#include <stdlib.h>

enum { FIRST_ROOM = 4096 };

size_t trace_bytes, trace_peak;

static trace_block *blocks;
static size_t room, count;

static size_t home(unsigned int domain, uintptr_t address) {
    return (size_t)((address >> 4) * 0x9E3779B97F4A7C15u >> 20) + domain;
}

/* The place of a block, or where it would be. */
static trace_block *place_of(trace_block *table, size_t n, unsigned int domain, uintptr_t address) {
    size_t i = home(domain, address) & (n - 1);
    while (table[i].address != 0 && (table[i].address != address || table[i].domain != domain)) {
        i = (i + 1) & (n - 1);
    }
    return &table[i];
}

static bool grow(void) {
    size_t n = room == 0 ? FIRST_ROOM : room * 2;
    trace_block *fresh = calloc(n, sizeof(*fresh));
    if (fresh == NULL) {
        return false;
    }
    for (size_t i = 0; i < room; i++) {
        if (blocks[i].address != 0) {
            *place_of(fresh, n, blocks[i].domain, blocks[i].address) = blocks[i];
        }
    }
    free(blocks);
    blocks = fresh;
    room = n;
    return true;
}

const trace_block *trace_block_find(unsigned int domain, uintptr_t address) {
    if (room == 0) {
        return NULL;
    }
    const trace_block *block = place_of(blocks, room, domain, address);
    return block->address == 0 ? NULL : block;
}

int trace_block_add(unsigned int domain, uintptr_t address, size_t size, const trace_stack *stack) {
    if (count * 3 >= room * 2 && !grow()) {
        return -1;
    }
    trace_block *block = place_of(blocks, room, domain, address);
    if (block->address == 0) {
        count++;
    } else {
        trace_bytes -= block->size;
    }
    *block = (trace_block){address, domain, size, stack};
    trace_bytes += size;
    if (trace_bytes > trace_peak) {
        trace_peak = trace_bytes;
    }
    return 0;
}

void trace_block_remove(unsigned int domain, uintptr_t address) {
    trace_block *gap = (trace_block *)trace_block_find(domain, address);
    if (gap == NULL) {
        return;
    }
    trace_bytes -= gap->size;
    count--;
    /* Whatever was put behind the place because it was taken moves up. */
    size_t hole = (size_t)(gap - blocks);
    for (size_t i = (hole + 1) & (room - 1); blocks[i].address != 0; i = (i + 1) & (room - 1)) {
        size_t wanted = home(blocks[i].domain, blocks[i].address) & (room - 1);
        if (((i - wanted) & (room - 1)) >= ((i - hole) & (room - 1))) {
            blocks[hole] = blocks[i];
            hole = i;
        }
    }
    blocks[hole] = (trace_block){0};
}

trace_block *trace_blocks_copy(size_t *n) {
    trace_block *copy = malloc((count + 1) * sizeof(*copy));
    *n = 0;
    for (size_t i = 0; copy != NULL && i < room; i++) {
        if (blocks[i].address != 0) {
            copy[(*n)++] = blocks[i];
        }
    }
    return copy;
}

void trace_blocks_forget(void) {
    free(blocks);
    blocks = NULL;
    room = count = trace_bytes = trace_peak = 0;
}

size_t trace_blocks_bytes(void) { return room * sizeof(*blocks); }
