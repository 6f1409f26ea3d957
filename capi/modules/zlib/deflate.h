/* SPDX-License-Identifier: Apache-2.0 */
/* deflate.h: compressing as RFC 1951 says, framed as RFC 1950 or RFC 1952 say.
 *
 * Which matches are taken and where blocks end is decided as by zlib 1.2, whose heuristics its documentation
 * (algorithm.txt) and RFC 1951, section 4, describe, so that compressed data have the same bytes.
 * Nothing here touches Python objects; the GIL need not be held.
 */
#ifndef PYI_DEFLATE_H
#define PYI_DEFLATE_H

#include "pyi_crc32.h"

enum { SHORTEST = 3, LONGEST = 258 }; /* matches */
enum { LENGTH_CODES = 29, DISTANCE_CODES = 30, LITERAL_CODES = 257 + LENGTH_CODES, SIZE_CODES = 19 };
enum { END_OF_BLOCK = 256 };

typedef enum { NO_FLUSH, PARTIAL_FLUSH, SYNC_FLUSH, FULL_FLUSH, FINISH, BLOCK_FLUSH, TREES_FLUSH } flush_mode;
typedef enum { DEFAULT_STRATEGY, FILTERED, HUFFMAN_ONLY, RLE, FIXED } strategy;
typedef enum { RAW, ZLIB, GZIP } container;

/* Bytes that grow; when there is no memory for them they stay as they are, and `failed` says so. */
typedef struct {
    uint8_t *data; /* owned, from PyMem_RawMalloc */
    size_t n, room;
    bool failed;
} zlib_bytes;

PYI_HIDDEN void zlib_bytes_append(zlib_bytes *bytes, const void *data, size_t n);
PYI_HIDDEN void zlib_bytes_push_slowly(zlib_bytes *bytes, uint8_t byte);
static inline void zlib_bytes_push(zlib_bytes *bytes, uint8_t byte) {
    if (pyi_likely(bytes->n < bytes->room)) {
        bytes->data[bytes->n++] = byte;
    } else {
        zlib_bytes_push_slowly(bytes, byte);
    }
}

/* ---- blocks (block.c) --------------------------------------------------------------------------- */

/* One Huffman code being made: leaves are symbols, the other nodes lie behind them. */
typedef struct {
    uint32_t frequency[2 * LITERAL_CODES + 1];
    uint16_t code[LITERAL_CODES + 2]; /* with its first bit lowest, as it is written */
    uint8_t length[2 * LITERAL_CODES + 1];
    int last; /* symbol that occurs */
} huffman;

/* The symbols of a block, before their codes are known, and bits that are not yet a byte. */
typedef struct {
    uint16_t *distances; /* owned; 0: a literal */
    uint8_t *values;     /* owned: the literal, or the length less SHORTEST */
    unsigned n, room;
    huffman literals, distance_codes, sizes;
    uint64_t bits;
    int bit_count;
    zlib_bytes *out;
} deflate_block;

PYI_HIDDEN void deflate_make_tables(void); /* once, with the module */
PYI_HIDDEN void deflate_block_start(deflate_block *block);
/* Adds a literal (distance 0) or a match; true when the block is full. */
PYI_HIDDEN bool deflate_block_add(deflate_block *block, unsigned distance, unsigned value);
/* Writes the symbols and starts another block. `text`: what they stand for, NULL when it is gone. */
PYI_HIDDEN void deflate_block_end(deflate_block *block, const uint8_t *text, size_t n, bool fixed,
                                  bool last);
/* The head of a stored block; its n bytes are to follow. */
PYI_HIDDEN void deflate_block_store(deflate_block *block, size_t n, bool last);
/* An empty block of fixed codes, after which a decoder has all that came before */
PYI_HIDDEN void deflate_block_align(deflate_block *block);
PYI_HIDDEN void deflate_block_flush_bytes(deflate_block *block); /* fewer than 8 bits stay */
PYI_HIDDEN void deflate_block_fill_byte(deflate_block *block);

/* ---- matches (match.c) --------------------------------------------------------------------------- */

typedef struct {
    uint16_t good, lazy, nice, chain;
} effort;

typedef struct {
    int level, strategy, memory;
    container wrap;
    unsigned window_bits, size, hash_bits, hash_shift;
    effort effort;

    uint8_t *window; /* owned: 2 * size bytes; older data move from the upper half to the lower */
    uint16_t *previous, *heads; /* owned: places of the same hash before a place; 0: none */
    unsigned start, ahead; /* the place now, and bytes known behind it */
    unsigned to_insert;    /* places before `start` whose hash needs bytes that were not there */
    ptrdiff_t block_start;
    unsigned match_length, match_start; /* the last match found */
    bool literal_waits;                 /* for a longer match, one place later */

    const uint8_t *input; /* of this call */
    size_t available;
    deflate_block block;

    uint32_t check, total, dictionary_check;
    int last_flush;
    bool has_header, has_dictionary, finished;
} deflate_state;

typedef enum { NEEDS_MORE, BLOCK_DONE } match_result;
PYI_HIDDEN match_result deflate_find_matches(deflate_state *state, flush_mode flush);
PYI_HIDDEN void deflate_forget(deflate_state *state); /* no match reaches back any more */
/* The data before the first byte, which matches may refer to */
PYI_HIDDEN void deflate_preset(deflate_state *state, const uint8_t *data, size_t n);

/* ---- streams (deflate.c) ------------------------------------------------------------------------- */

typedef enum { DEFLATE_OK, DEFLATE_BAD_OPTION, DEFLATE_NO_MEMORY } deflate_status;
PYI_HIDDEN deflate_status deflate_init(deflate_state *state, int level, int wbits, int memory, int strategy);
PYI_HIDDEN deflate_status deflate_copy(deflate_state *copy, const deflate_state *state);
PYI_HIDDEN void deflate_clear(deflate_state *state);
/* Only before the first byte */
PYI_HIDDEN bool deflate_set_dictionary(deflate_state *state, const uint8_t *data, size_t n);
PYI_HIDDEN void deflate_write(deflate_state *state, const uint8_t *data, size_t n, flush_mode flush,
                              zlib_bytes *out);

/* The sum of RFC 1950; 1 for no data */
PYI_HIDDEN uint32_t zlib_adler32(uint32_t sum, const uint8_t *data, size_t n);

#endif /* PYI_DEFLATE_H */
