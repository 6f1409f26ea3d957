/* SPDX-License-Identifier: Apache-2.0 */
/* deflate: a stream of compressed data: head, blocks, flushes and sums.
 * Contract   RFC 1950, RFC 1952
 */
#include "deflate.h"

enum { METHOD = 8, UNIX = 3 };

/* What a level spends: when a match is good, not worth waiting, good enough, and how many places are tried */
static const effort efforts[10] = {
    {0, 0, 0, 0},       {4, 4, 8, 4},         {4, 5, 16, 8},        {4, 6, 32, 32},       {4, 4, 16, 16},
    {8, 16, 32, 32},    {8, 16, 128, 128},    {8, 32, 128, 256},    {32, 128, 258, 1024}, {32, 258, 258, 4096},
};

/* ---- bytes ---------------------------------------------------------------------------------------------- */

static bool make_room(zlib_bytes *bytes, size_t n) {
    if (bytes->failed || bytes->room - bytes->n >= n) {
        return !bytes->failed;
    }
    size_t room = bytes->room + (bytes->room >> 1) + n + 256;
    uint8_t *data = room > PY_SSIZE_T_MAX ? NULL : PyMem_RawRealloc(bytes->data, room);
    if (data == NULL) {
        bytes->failed = true;
        return false;
    }
    bytes->data = data;
    bytes->room = room;
    return true;
}

void zlib_bytes_append(zlib_bytes *bytes, const void *data, size_t n) {
    if (n > 0 && make_room(bytes, n)) {
        memcpy(bytes->data + bytes->n, data, n);
        bytes->n += n;
    }
}

void zlib_bytes_push_slowly(zlib_bytes *bytes, uint8_t byte) { zlib_bytes_append(bytes, &byte, 1); }

static void push_big_endian(zlib_bytes *bytes, uint32_t value) {
    uint8_t text[4] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
    zlib_bytes_append(bytes, text, sizeof(text));
}

static void push_little_endian(zlib_bytes *bytes, uint32_t value) {
    uint8_t text[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    zlib_bytes_append(bytes, text, sizeof(text));
}

/* ---- life ------------------------------------------------------------------------------------------------- */

static void *copy_of(const void *data, size_t size) {
    void *copy = PyMem_RawMalloc(size);
    return copy == NULL ? NULL : memcpy(copy, data, size);
}

/* What belongs to a state: pointers to it, and how large it is */
typedef struct {
    void **at;
    size_t size;
} part;
enum { PARTS = 5 };

static void list_parts(deflate_state *state, part parts[PARTS]) {
    parts[0] = (part){(void **)&state->window, 2 * (size_t)state->size};
    parts[1] = (part){(void **)&state->previous, sizeof(uint16_t) * state->size};
    parts[2] = (part){(void **)&state->heads, sizeof(uint16_t) << state->hash_bits};
    parts[3] = (part){(void **)&state->block.distances, sizeof(uint16_t) * state->block.room};
    parts[4] = (part){(void **)&state->block.values, state->block.room};
}

void deflate_clear(deflate_state *state) {
    part parts[PARTS];
    list_parts(state, parts);
    for (int i = 0; i < PARTS; i++) {
        PyMem_RawFree(*parts[i].at);
        *parts[i].at = NULL;
    }
}

deflate_status deflate_copy(deflate_state *copy, const deflate_state *state) {
    *copy = *state;
    part parts[PARTS];
    list_parts(copy, parts);
    bool whole = true;
    for (int i = 0; i < PARTS; i++) {
        *parts[i].at = whole ? copy_of(*parts[i].at, parts[i].size) : NULL;
        whole = *parts[i].at != NULL;
    }
    if (!whole) {
        deflate_clear(copy);
    }
    return whole ? DEFLATE_OK : DEFLATE_NO_MEMORY;
}

deflate_status deflate_init(deflate_state *state, int level, int wbits, int memory, int strategy) {
    memset(state, 0, sizeof(*state));
    container wrap = wbits < 0 ? RAW : wbits > 15 ? GZIP : ZLIB;
    level = level == -1 ? 6 : level;
    if (wbits < -15 || wbits > 31) {
        return DEFLATE_BAD_OPTION;
    }
    int bits = wbits < 0 ? -wbits : wbits > 15 ? wbits - 16 : wbits;
    if (level < 0 || level > 9 || bits < 8 || bits > 15 || (bits == 8 && wrap != ZLIB) || memory < 1 ||
        memory > 9 || strategy < 0 || strategy > FIXED) {
        return DEFLATE_BAD_OPTION;
    }
    bits = Py_MAX(bits, 9); /* 8 is what other programs say and nobody does */
    state->level = level;
    state->strategy = strategy;
    state->memory = memory;
    state->wrap = wrap;
    state->window_bits = (unsigned)bits;
    state->size = 1u << bits;
    state->hash_bits = (unsigned)memory + 7;
    state->hash_shift = (state->hash_bits + SHORTEST - 1) / SHORTEST;
    state->effort = efforts[level];
    state->block.room = 1u << (memory + 6);
    state->match_length = SHORTEST - 1;
    state->last_flush = -2;
    state->check = wrap == ZLIB;
    part parts[PARTS];
    list_parts(state, parts);
    for (int i = 0; i < PARTS; i++) {
        if ((*parts[i].at = PyMem_RawCalloc(1, parts[i].size)) == NULL) {
            deflate_clear(state);
            return DEFLATE_NO_MEMORY;
        }
    }
    deflate_block_start(&state->block);
    return DEFLATE_OK;
}

bool deflate_set_dictionary(deflate_state *state, const uint8_t *data, size_t n) {
    if (state->wrap == GZIP || state->has_header) {
        return false;
    }
    state->dictionary_check = zlib_adler32(1, data, n);
    state->has_dictionary = n > 0;
    if (state->level > 0) {
        deflate_preset(state, data, n);
    }
    return true;
}

/* ---- sums -------------------------------------------------------------------------------------------------- */

uint32_t zlib_adler32(uint32_t sum, const uint8_t *data, size_t n) {
    /* Sums of so many bytes fit into 32 bits before they are divided. */
    enum { PRIME = 65521, AT_ONCE = 5552 };
    uint32_t low = sum & 0xffff, high = sum >> 16;
    while (n > 0) {
        size_t count = Py_MIN(n, AT_ONCE);
        n -= count;
        for (; count > 0; count--) {
            low += *data++;
            high += low;
        }
        low %= PRIME;
        high %= PRIME;
    }
    return high << 16 | low;
}

/* ---- frames ------------------------------------------------------------------------------------------------ */

static bool is_simple(const deflate_state *state) {
    return state->strategy >= HUFFMAN_ONLY || state->level < 2;
}

static void write_head(deflate_state *state, zlib_bytes *out) {
    state->has_header = true;
    if (state->wrap == GZIP) {
        uint8_t extra = state->level == 9 ? 2 : is_simple(state) ? 4 : 0;
        uint8_t head[10] = {0x1f, 0x8b, METHOD, [8] = extra, [9] = UNIX};
        zlib_bytes_append(out, head, sizeof(head));
    } else if (state->wrap == ZLIB) {
        unsigned effort = is_simple(state) ? 0 : state->level < 6 ? 1 : state->level == 6 ? 2 : 3;
        unsigned head = (METHOD + ((state->window_bits - 8) << 4)) << 8 | effort << 6;
        head |= state->has_dictionary ? 0x20 : 0;
        head += 31 - head % 31;
        uint8_t text[2] = {(uint8_t)(head >> 8), (uint8_t)head};
        zlib_bytes_append(out, text, sizeof(text));
        if (state->has_dictionary) {
            push_big_endian(out, state->dictionary_check);
        }
    }
}

static void write_tail(deflate_state *state, zlib_bytes *out) {
    state->finished = true;
    if (state->wrap == GZIP) {
        push_little_endian(out, state->check);
        push_little_endian(out, state->total);
    } else if (state->wrap == ZLIB) {
        push_big_endian(out, state->check);
    }
}

/* All that was written can be read from here on. */
static void write_mark(deflate_state *state, flush_mode flush) {
    if (flush == PARTIAL_FLUSH) {
        deflate_block_align(&state->block);
    } else if (flush == SYNC_FLUSH || flush == FULL_FLUSH) {
        deflate_block_store(&state->block, 0, false);
    }
    if (flush == FULL_FLUSH) {
        deflate_forget(state);
    }
}

/* Stronger flushes have higher ranks; a second one of the same rank without input has no effect. */
static int rank(int flush) { return flush * 2 - (flush > FINISH ? 9 : 0); }

void deflate_write(deflate_state *state, const uint8_t *data, size_t n, flush_mode flush, zlib_bytes *out) {
    int before = state->last_flush;
    state->last_flush = (int)flush;
    if (state->finished) {
        return;
    }
    state->block.out = out;
    if (!state->has_header) {
        write_head(state, out);
    } else if (n == 0 && rank((int)flush) <= rank(before) && flush != FINISH) {
        return;
    }
    if (state->wrap == GZIP) {
        state->check = pyi_crc32(state->check, data, n);
    } else if (state->wrap == ZLIB) {
        state->check = zlib_adler32(state->check, data, n);
    }
    state->total += (uint32_t)n;
    state->input = data;
    state->available = n;
    if (n > 0 || state->ahead > 0 || flush != NO_FLUSH) {
        if (deflate_find_matches(state, flush) == BLOCK_DONE && flush != FINISH && flush != NO_FLUSH) {
            write_mark(state, flush);
        }
    }
    deflate_block_flush_bytes(&state->block);
    if (flush == FINISH) {
        write_tail(state, out);
    }
}
