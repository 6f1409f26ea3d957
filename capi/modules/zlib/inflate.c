/* SPDX-License-Identifier: Apache-2.0 */
/* inflate: the stream as a machine with a place, which stops wherever input or room ends.
 *
 * Bits are read ahead by whole bytes. Who stops for another reason than the end of the input gives back those
 * that were not needed, so that the caller knows what is behind the stream.
 * Contract   RFC 1950, RFC 1951, RFC 1952
 */
#include "inflate.h"

typedef enum { GO_ON, NO_INPUT, NO_ROOM, ENDED } step;

enum { DEFLATE = 8, HAS_SUM = 0x200, HAS_EXTRA = 0x400, HAS_NAME = 0x800, HAS_COMMENT = 0x1000, RESERVED = 0xe000 };

/* ---- bits ------------------------------------------------------------------------------------------------ */

static bool need(inflate_state *state, unsigned n) {
    if (state->bit_count < n) {
        inflate_pull(state);
    }
    return state->bit_count >= n;
}

static unsigned take(inflate_state *state, unsigned n) {
    unsigned value = (unsigned)(state->bits & (((uint64_t)1 << n) - 1));
    state->bits >>= n;
    state->bit_count -= n;
    return value;
}

static void give_back(inflate_state *state) {
    while (state->bit_count >= 8 && state->input > state->input_start) {
        state->input--;
        state->bit_count -= 8;
    }
    state->bits &= ((uint64_t)1 << state->bit_count) - 1;
}

static step fail(inflate_state *state, const char *problem) {
    state->place = BROKEN;
    state->problem = problem;
    return ENDED;
}

static step go(inflate_state *state, inflate_place place) {
    state->place = place;
    return GO_ON;
}

/* ---- sums -------------------------------------------------------------------------------------------------- */

static void sum_output(inflate_state *state) {
    size_t n = (size_t)(state->output - state->summed);
    if (state->is_gzip) {
        state->check = pyi_crc32(state->check, state->summed, n);
    } else if (state->zlib) {
        state->check = zlib_adler32(state->check, state->summed, n);
    }
    state->total += (uint32_t)n;
    state->summed = state->output;
}

static uint32_t swap_bytes(uint32_t value) {
    return value << 24 | (value & 0xff00) << 8 | (value >> 8 & 0xff00) | value >> 24;
}

static step read_sum(inflate_state *state) {
    sum_output(state);
    if (state->zlib || state->is_gzip) {
        if (!need(state, 32)) {
            return NO_INPUT;
        }
        uint32_t sum = take(state, 32);
        if ((state->is_gzip ? sum : swap_bytes(sum)) != state->check) {
            return fail(state, "incorrect data check");
        }
    }
    return go(state, state->is_gzip ? AT_LENGTH : DONE);
}

static step read_length(inflate_state *state) {
    if (!need(state, 32)) {
        return NO_INPUT;
    }
    return take(state, 32) != state->total ? fail(state, "incorrect length check") : go(state, DONE);
}

/* ---- heads -------------------------------------------------------------------------------------------------- */

/* Bytes of a gzip head, which its own sum covers */
static uint32_t take_head(inflate_state *state, unsigned n) {
    uint32_t value = take(state, n);
    uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), (uint8_t)(value >> 24)};
    state->head_check = pyi_crc32(state->head_check, bytes, n / 8);
    return value;
}

static step read_head(inflate_state *state) {
    if (!state->zlib && !state->gzip) {
        return go(state, AT_BLOCK);
    }
    if (!need(state, 16)) {
        return NO_INPUT;
    }
    unsigned low = (unsigned)(state->bits & 0xff), high = (unsigned)(state->bits >> 8 & 0xff);
    if (state->gzip && low == 0x1f && high == 0x8b) {
        state->window_bits = state->window_bits == 0 ? 15 : state->window_bits;
        state->head_check = 0;
        take_head(state, 16);
        state->is_gzip = true;
        state->check = 0;
        return go(state, AT_GZIP_HEAD);
    }
    if (!state->zlib || (low << 8 | high) % 31 != 0) {
        return fail(state, "incorrect header check");
    }
    take(state, 16);
    if ((low & 15) != DEFLATE) {
        return fail(state, "unknown compression method");
    }
    unsigned bits = (low >> 4) + 8;
    state->window_bits = state->window_bits == 0 ? bits : state->window_bits;
    if (bits > 15 || bits > state->window_bits) {
        return fail(state, "invalid window size");
    }
    state->check = 1;
    return go(state, high & 0x20 ? AT_DICTIONARY_SUM : AT_BLOCK);
}

/* What is in the head behind what was read: the first of these that the flags name */
static step go_in_head(inflate_state *state, inflate_place from) {
    if (from < AT_GZIP_EXTRA && state->flags & HAS_EXTRA) {
        return go(state, AT_GZIP_EXTRA);
    }
    if (from < AT_GZIP_NAME && state->flags & HAS_NAME) {
        return go(state, AT_GZIP_NAME);
    }
    if (from < AT_GZIP_COMMENT && state->flags & HAS_COMMENT) {
        return go(state, AT_GZIP_COMMENT);
    }
    return go(state, from < AT_GZIP_SUM && state->flags & HAS_SUM ? AT_GZIP_SUM : AT_BLOCK);
}

/* Method, flags, time, and how and where it was made: `n` of these four pieces are read. */
static step read_gzip_head(inflate_state *state) {
    static const uint8_t bits[] = {16, 32, 16};
    for (; state->n < sizeof(bits); state->n++) {
        if (!need(state, bits[state->n])) {
            return NO_INPUT;
        }
        if (state->n > 0) {
            take_head(state, bits[state->n]);
            continue;
        }
        state->flags = (uint32_t)(state->bits & 0xffff);
        if ((state->flags & 0xff) != DEFLATE) {
            return fail(state, "unknown compression method");
        }
        if (state->flags & RESERVED) {
            return fail(state, "unknown header flags set");
        }
        take_head(state, 16);
    }
    state->n = 0;
    state->length = 0;
    return go_in_head(state, AT_GZIP_HEAD);
}

/* `n`: whether the length is read */
static step skip_extra(inflate_state *state) {
    if (state->n == 0) {
        if (!need(state, 16)) {
            return NO_INPUT;
        }
        state->length = take_head(state, 16);
        state->n = 1;
    }
    for (; state->length > 0; state->length--) {
        if (!need(state, 8)) {
            return NO_INPUT;
        }
        take_head(state, 8);
    }
    state->n = 0;
    return go_in_head(state, AT_GZIP_EXTRA);
}

static step skip_text(inflate_state *state) {
    do {
        if (!need(state, 8)) {
            return NO_INPUT;
        }
    } while (take_head(state, 8) != 0);
    return go_in_head(state, state->place);
}

static step read_head_sum(inflate_state *state) {
    if (!need(state, 16)) {
        return NO_INPUT;
    }
    return take(state, 16) != (state->head_check & 0xffff) ? fail(state, "header crc mismatch")
                                                           : go(state, AT_BLOCK);
}

static step read_dictionary_sum(inflate_state *state) {
    if (!need(state, 32)) {
        return NO_INPUT;
    }
    state->check = swap_bytes(take(state, 32));
    return go(state, NEEDS_DICTIONARY);
}

/* ---- blocks -------------------------------------------------------------------------------------------------- */

static step read_block_head(inflate_state *state) {
    if (state->last) {
        take(state, state->bit_count & 7);
        return go(state, AT_SUM);
    }
    if (!need(state, 3)) {
        return NO_INPUT;
    }
    state->last = take(state, 1);
    switch (take(state, 2)) {
    case 0: take(state, state->bit_count & 7); return go(state, AT_STORED);
    case 1: inflate_make_fixed(&state->code, &state->distance_code); return go(state, IN_SYMBOLS);
    case 2: return go(state, AT_CODES);
    default: return fail(state, "invalid block type");
    }
}

static step read_stored_head(inflate_state *state) {
    if (!need(state, 32)) {
        return NO_INPUT;
    }
    unsigned n = take(state, 16), inverse = take(state, 16);
    if (n != (inverse ^ 0xffff)) {
        return fail(state, "invalid stored block lengths");
    }
    state->length = n;
    give_back(state);
    return go(state, IN_STORED);
}

static step copy_stored(inflate_state *state) {
    size_t known = (size_t)(state->input_end - state->input);
    size_t room = (size_t)(state->output_end - state->output);
    size_t n = Py_MIN(Py_MIN(known, room), state->length);
    if (n > 0) {
        memcpy(state->output, state->input, n);
        state->input += n;
        state->output += n;
        state->length -= (unsigned)n;
    }
    if (state->length == 0) {
        return go(state, AT_BLOCK);
    }
    return n == known ? NO_INPUT : NO_ROOM;
}

static step read_code_counts(inflate_state *state) {
    if (!need(state, 14)) {
        return NO_INPUT;
    }
    state->literals = take(state, 5) + 257;
    state->distances = take(state, 5) + 1;
    state->sizes = take(state, 4) + 4;
    if (state->literals > LITERAL_CODES || state->distances > DISTANCE_CODES) {
        return fail(state, "too many length or distance symbols");
    }
    memset(state->lengths, 0, sizeof(state->lengths));
    state->n = 0;
    return go(state, AT_SIZES);
}

static step read_size_lengths(inflate_state *state) {
    static const uint8_t order[SIZE_CODES] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    for (; state->n < state->sizes; state->n++) {
        if (!need(state, 3)) {
            return NO_INPUT;
        }
        state->lengths[order[state->n]] = (uint8_t)take(state, 3);
    }
    if (!inflate_make_code(&state->code, state->lengths, SIZE_CODES, true)) {
        return fail(state, "invalid code lengths set");
    }
    state->n = 0;
    return go(state, IN_SIZES);
}

static step make_codes(inflate_state *state) {
    if (state->lengths[END_OF_BLOCK] == 0) {
        return fail(state, "invalid code -- missing end-of-block");
    }
    if (!inflate_make_code(&state->code, state->lengths, state->literals, false)) {
        return fail(state, "invalid literal/lengths set");
    }
    if (!inflate_make_code(&state->distance_code, state->lengths + state->literals, state->distances, false)) {
        return fail(state, "invalid distances set");
    }
    return go(state, IN_SYMBOLS);
}

static step read_sizes(inflate_state *state) {
    static const uint8_t extra[] = {2, 3, 7}, least[] = {3, 3, 11};
    unsigned all = state->literals + state->distances;
    while (state->n < all) {
        inflate_pull(state);
        uint64_t bits = state->bits;
        unsigned count = state->bit_count;
        int size = inflate_symbol(state, &state->code);
        if (size == MORE_BITS) {
            return NO_INPUT;
        }
        if (size < 16) {
            state->lengths[state->n++] = (uint8_t)size;
            continue;
        }
        if (state->bit_count < extra[size - 16]) {
            state->bits = bits; /* again, when all of it is there */
            state->bit_count = count;
            return NO_INPUT;
        }
        unsigned times = least[size - 16] + take(state, extra[size - 16]);
        if ((size == 16 && state->n == 0) || times > all - state->n) {
            return fail(state, "invalid bit length repeat");
        }
        uint8_t value = size == 16 ? state->lengths[state->n - 1] : 0;
        memset(state->lengths + state->n, value, times);
        state->n += times;
    }
    return make_codes(state);
}

/* ---- symbols ---------------------------------------------------------------------------------------------------- */

static const uint16_t length_base[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                       31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extra[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                       2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_base[] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,
                                         33,  49,  65,  97,  129, 193,  257,  385,  513,  769,
                                         1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};

/* Length and distance of a match. A whole one has 48 bits at most, so all of it is there or it waits. */
static step read_match(inflate_state *state, unsigned symbol) {
    if (symbol >= 257 + LENGTH_CODES) {
        return fail(state, "invalid literal/length code");
    }
    symbol -= 257;
    if (state->bit_count < length_extra[symbol]) {
        return NO_INPUT;
    }
    unsigned length = length_base[symbol] + take(state, length_extra[symbol]);
    int code = inflate_symbol(state, &state->distance_code);
    if (code == MORE_BITS) {
        return NO_INPUT;
    }
    if (code < 0 || code >= DISTANCE_CODES) {
        return fail(state, "invalid distance code");
    }
    unsigned extra = code < 4 ? 0 : (unsigned)code / 2 - 1;
    if (state->bit_count < extra) {
        return NO_INPUT;
    }
    unsigned distance = distance_base[code] + take(state, extra);
    if (distance > state->window_n + (size_t)(state->output - state->output_start)) {
        return fail(state, "invalid distance too far back");
    }
    state->length = length;
    state->distance = distance;
    return go(state, IN_MATCH);
}

static step copy_match(inflate_state *state) {
    while (state->length > 0) {
        size_t room = (size_t)(state->output_end - state->output);
        size_t made = (size_t)(state->output - state->output_start);
        if (room == 0) {
            return NO_ROOM;
        }
        size_t n = Py_MIN(room, state->length);
        if (state->distance > made) { /* from earlier calls: up to where they end, or the ring does */
            unsigned back = state->distance - (unsigned)made;
            unsigned from = (state->window_next + state->window_size - back) % state->window_size;
            n = Py_MIN(n, Py_MIN(back, state->window_size - from));
            memcpy(state->output, state->window + from, n);
        } else if (state->distance >= n) {
            memcpy(state->output, state->output - state->distance, n);
        } else { /* what is copied is part of what is to be copied */
            for (size_t i = 0; i < n; i++) {
                state->output[i] = state->output[(ptrdiff_t)i - (ptrdiff_t)state->distance];
            }
        }
        state->output += n;
        state->length -= (unsigned)n;
    }
    return go(state, IN_SYMBOLS);
}

static step write_literal(inflate_state *state) {
    if (state->output == state->output_end) {
        return NO_ROOM;
    }
    *state->output++ = state->literal;
    return go(state, IN_SYMBOLS);
}

static step read_symbols(inflate_state *state) {
    for (;;) {
        inflate_pull(state);
        uint64_t bits = state->bits;
        unsigned count = state->bit_count;
        int symbol = inflate_symbol(state, &state->code);
        if (symbol == MORE_BITS) {
            return NO_INPUT;
        }
        if (symbol < 0) {
            return fail(state, "invalid literal/length code");
        }
        if (symbol == END_OF_BLOCK) {
            return go(state, AT_BLOCK);
        }
        step result;
        if (symbol < END_OF_BLOCK) {
            if (pyi_likely(state->output < state->output_end)) {
                *state->output++ = (uint8_t)symbol;
                continue;
            }
            state->literal = (uint8_t)symbol;
            return go(state, IN_LITERAL);
        }
        result = read_match(state, (unsigned)symbol);
        if (result == NO_INPUT) {
            state->bits = bits;
            state->bit_count = count;
            return result;
        }
        result = result == GO_ON ? copy_match(state) : result;
        if (result != GO_ON) {
            return result;
        }
    }
}

/* ---- streams ---------------------------------------------------------------------------------------------------- */

static step do_step(inflate_state *state) {
    switch (state->place) {
    case AT_HEAD: return read_head(state);
    case AT_GZIP_HEAD: return read_gzip_head(state);
    case AT_GZIP_EXTRA: return skip_extra(state);
    case AT_GZIP_NAME:
    case AT_GZIP_COMMENT: return skip_text(state);
    case AT_GZIP_SUM: return read_head_sum(state);
    case AT_DICTIONARY_SUM: return read_dictionary_sum(state);
    case AT_BLOCK: return read_block_head(state);
    case AT_STORED: return read_stored_head(state);
    case IN_STORED: return copy_stored(state);
    case AT_CODES: return read_code_counts(state);
    case AT_SIZES: return read_size_lengths(state);
    case IN_SIZES: return read_sizes(state);
    case IN_SYMBOLS: return read_symbols(state);
    case IN_LITERAL: return write_literal(state);
    case IN_MATCH: return copy_match(state);
    case AT_SUM: return read_sum(state);
    case AT_LENGTH: return read_length(state);
    default: return ENDED;
    }
}

/* Keeps the end of some bytes for the matches of later calls. */
static bool remember(inflate_state *state, const uint8_t *data, size_t n) {
    if (state->window == NULL && n > 0) {
        state->window_size = 1u << (state->window_bits == 0 ? 15 : state->window_bits);
        state->window = PyMem_RawMalloc(state->window_size);
        if (state->window == NULL) {
            return false;
        }
    }
    if (n > state->window_size) {
        data += n - state->window_size;
        n = state->window_size;
    }
    while (n > 0) {
        size_t part = Py_MIN(n, state->window_size - state->window_next);
        memcpy(state->window + state->window_next, data, part);
        state->window_next = (state->window_next + (unsigned)part) % state->window_size;
        state->window_n = Py_MIN(state->window_n + (unsigned)part, state->window_size);
        data += part;
        n -= part;
    }
    return true;
}

bool inflate_run(inflate_state *state) {
    step result;
    state->input_start = state->input;
    state->output_start = state->summed = state->output;
    do {
        result = do_step(state);
    } while (result == GO_ON);
    if (result != NO_INPUT) {
        give_back(state);
    }
    sum_output(state);
    return state->place == DONE ||
           remember(state, state->output_start, (size_t)(state->output - state->output_start));
}

int inflate_init(inflate_state *state, int wbits) {
    memset(state, 0, sizeof(*state));
    if (wbits < -15 || wbits > 47) {
        return -1;
    }
    unsigned bits = wbits < 0 ? (unsigned)-wbits : (unsigned)wbits & 15;
    if (bits != 0 && bits < 8) {
        return -1;
    }
    state->window_bits = bits;
    state->zlib = wbits >= 32 || (wbits >= 0 && wbits < 16);
    state->gzip = wbits >= 16;
    return 0;
}

void inflate_clear(inflate_state *state) {
    PyMem_RawFree(state->window);
    state->window = NULL;
}

bool inflate_copy(inflate_state *copy, const inflate_state *state) {
    *copy = *state;
    if (state->window == NULL) {
        return true;
    }
    copy->window = PyMem_RawMalloc(state->window_size);
    if (copy->window != NULL) {
        memcpy(copy->window, state->window, state->window_size);
    }
    return copy->window != NULL;
}

bool inflate_set_dictionary(inflate_state *state, const uint8_t *data, size_t n, bool *no_memory) {
    *no_memory = false;
    if (state->place == NEEDS_DICTIONARY) {
        if (zlib_adler32(1, data, n) != state->check) {
            return false;
        }
        state->check = 1;
        state->place = AT_BLOCK;
    }
    *no_memory = !remember(state, data, n);
    return !*no_memory;
}
