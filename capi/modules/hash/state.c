/* SPDX-License-Identifier: Apache-2.0 */
/* The state of a hash function: cuts what comes into blocks, and pads the last one. */
#include "hash.h"

void hash_start(hash_state *state, const hash_kind *kind) {
    memset(state, 0, sizeof(*state));
    state->kind = kind;
    state->digest_size = kind->digest_size;
    if (kind->start != NULL) {
        memcpy(&state->words, kind->start, kind->start_size);
    }
}

static void take_blocks(hash_state *state, const uint8_t *data, size_t count) {
    state->kind->blocks(state, data, count);
    state->length += count * state->kind->block_size;
}

void hash_update(hash_state *state, const uint8_t *data, size_t size) {
    size_t block_size = state->kind->block_size;
    if (size == 0) {
        return;
    }
    if (state->held > 0) {
        size_t fits = block_size - state->held;
        fits = size < fits ? size : fits;
        memcpy(state->block + state->held, data, fits);
        state->held += fits;
        data += fits;
        size -= fits;
        if (size == 0) {
            return;
        }
        take_blocks(state, state->block, 1);
    }
    size_t count = (size - 1) / block_size;
    take_blocks(state, data, count);
    state->held = size - count * block_size;
    memcpy(state->block, data + count * block_size, state->held);
}

/* A block that is full already goes first; after it there is place for one more byte. */
static void make_place(hash_state *state, size_t needed) {
    size_t block_size = state->kind->block_size;
    if (state->held + needed > block_size) {
        memset(state->block + state->held, 0, block_size - state->held);
        take_blocks(state, state->block, 1);
        state->held = 0;
    }
}

void hash_pad(hash_state *state, size_t length_size, bool big_endian) {
    size_t block_size = state->kind->block_size;
    uint64_t bytes = state->length + state->held;
    make_place(state, 1);
    state->block[state->held++] = 0x80;
    make_place(state, length_size);
    memset(state->block + state->held, 0, block_size - state->held);
    uint64_t bits = bytes << 3, above = bytes >> 61;
    if (length_size > 8) { /* big endian, as all of those are */
        hash_store64(state->block + block_size - 16, &above, 8, true);
    }
    hash_store64(state->block + block_size - 8, &bits, 8, big_endian);
    take_blocks(state, state->block, 1);
}

void hash_store32(uint8_t *to, const uint32_t *words, size_t size, bool big_endian) {
    for (size_t i = 0; i < size; i++) {
        size_t in_word = big_endian ? 3 - i % 4 : i % 4;
        to[i] = (uint8_t)(words[i / 4] >> 8 * in_word);
    }
}

void hash_store64(uint8_t *to, const uint64_t *words, size_t size, bool big_endian) {
    for (size_t i = 0; i < size; i++) {
        size_t in_word = big_endian ? 7 - i % 8 : i % 8;
        to[i] = (uint8_t)(words[i / 8] >> 8 * in_word);
    }
}
