/* SPDX-License-Identifier: Apache-2.0 */
/* inflate.h: decompressing what RFC 1951 describes, framed as in RFC 1950 or RFC 1952.
 *
 * Input may come and output may go in pieces of any length. Nothing here touches Python objects.
 */
#ifndef PYI_INFLATE_H
#define PYI_INFLATE_H

#include "deflate.h"

enum { LONGEST_BITS = 15, QUICK_BITS = 10 };

/* A code being read. Short codes are looked up at once, by the bits that come next: the symbol and, in the
 * lowest four bits, the length; 0 for longer codes and for those that there are not. */
typedef struct {
    uint16_t quick[1 << QUICK_BITS];
    uint16_t counts[LONGEST_BITS + 1]; /* codes of each length */
    uint16_t symbols[288];             /* by their codes */
    uint8_t longest;
} inflate_code;

typedef enum {
    AT_HEAD,
    AT_GZIP_HEAD,
    AT_GZIP_EXTRA,
    AT_GZIP_NAME,
    AT_GZIP_COMMENT,
    AT_GZIP_SUM,
    AT_DICTIONARY_SUM,
    NEEDS_DICTIONARY,
    AT_BLOCK,
    AT_STORED,
    IN_STORED,
    AT_CODES,
    AT_SIZES,
    IN_SIZES,
    IN_SYMBOLS,
    IN_LITERAL,
    IN_MATCH,
    AT_SUM,
    AT_LENGTH,
    DONE,
    BROKEN,
} inflate_place;

typedef struct {
    inflate_place place;
    bool zlib, gzip, is_gzip; /* what the head may be, and what it was */
    unsigned window_bits;     /* 0: as the head says */
    const char *problem;      /* once BROKEN */

    uint64_t bits; /* read, but not used yet; the next one is the lowest */
    unsigned bit_count;
    const uint8_t *input, *input_start, *input_end; /* of this call */
    uint8_t *output, *output_start, *output_end, *summed;

    uint8_t *window; /* owned: the last bytes that earlier calls gave, as a ring; made when there are any */
    unsigned window_size, window_n, window_next;

    bool last;                           /* block */
    unsigned length, distance;           /* of a match or a stored block, as far as it is to be written */
    uint8_t literal;
    unsigned literals, distances, sizes; /* symbols of the codes */
    unsigned n;                          /* lengths read so far */
    uint8_t lengths[320];
    inflate_code code, distance_code;    /* `code` is that of the sizes first */

    uint32_t check, total, flags, head_check;
} inflate_state;

/* 0, or -1: wbits is none that zlib knows */
PYI_HIDDEN int inflate_init(inflate_state *state, int wbits);
PYI_HIDDEN void inflate_clear(inflate_state *state);
PYI_HIDDEN bool inflate_copy(inflate_state *copy, const inflate_state *state);
/* Reads on from input to output, both of which move, until one of them is at its end or there is nothing to
 * do; false: no memory. */
PYI_HIDDEN bool inflate_run(inflate_state *state);
/* false: it is not the one that was asked for */
PYI_HIDDEN bool inflate_set_dictionary(inflate_state *state, const uint8_t *data, size_t n, bool *no_memory);

/* ---- codes (inflate_code.c) -------------------------------------------------------------------- */

/* false: no code has these lengths. `sizes`: the code of the lengths themselves, which must be complete */
PYI_HIDDEN bool inflate_make_code(inflate_code *code, const uint8_t *lengths, unsigned n, bool sizes);
PYI_HIDDEN void inflate_make_fixed(inflate_code *literals, inflate_code *distances);

enum { NO_SYMBOL = -1, MORE_BITS = -2 };
/* The symbol of the next bits, whose number is taken off; MORE_BITS when there are not enough. */
PYI_HIDDEN int inflate_symbol_slowly(inflate_state *state, const inflate_code *code);
static inline int inflate_symbol(inflate_state *state, const inflate_code *code) {
    unsigned entry = code->quick[state->bits & ((1u << QUICK_BITS) - 1)], n = entry & 15;
    if (pyi_likely(n != 0 && n <= state->bit_count)) {
        state->bits >>= n;
        state->bit_count -= n;
        return (int)(entry >> 4);
    }
    return inflate_symbol_slowly(state, code);
}

/* As many bytes as fit */
static inline void inflate_pull(inflate_state *state) {
    while (state->bit_count <= 56 && state->input < state->input_end) {
        state->bits |= (uint64_t)*state->input++ << state->bit_count;
        state->bit_count += 8;
    }
}

#endif /* PYI_INFLATE_H */
