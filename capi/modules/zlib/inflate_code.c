/* SPDX-License-Identifier: Apache-2.0 */
/* inflate_code: Huffman codes from the lengths of their symbols' codes.
 * Contract   RFC 1951, section 3.2.2
 */
#include "inflate.h"

/* Whether the lengths are those of a code: not too many, and not too few, unless it is a single one. */
static bool is_code(inflate_code *code, bool sizes) {
    const uint16_t *counts = code->counts;
    int left = 1;
    unsigned longest = 0;
    for (unsigned bits = 1; bits <= LONGEST_BITS; bits++) {
        left = 2 * left - counts[bits];
        if (left < 0) {
            return false;
        }
        longest = counts[bits] != 0 ? bits : longest;
    }
    code->longest = (uint8_t)longest;
    return left == 0 || longest == 0 || (longest == 1 && !sizes);
}

bool inflate_make_code(inflate_code *code, const uint8_t *lengths, unsigned n, bool sizes) {
    uint16_t offsets[LONGEST_BITS + 1], next[LONGEST_BITS + 1];
    memset(code->counts, 0, sizeof(code->counts));
    memset(code->quick, 0, sizeof(code->quick));
    for (unsigned i = 0; i < n; i++) {
        code->counts[lengths[i]]++;
    }
    code->counts[0] = 0;
    if (!is_code(code, sizes)) {
        return false;
    }
    if (sizes && code->longest == 0) { /* then every bit means 0, which fails later */
        for (unsigned i = 0; i < 1u << QUICK_BITS; i++) {
            code->quick[i] = 1;
        }
    }
    offsets[0] = next[0] = 0;
    for (unsigned bits = 1; bits <= LONGEST_BITS; bits++) {
        offsets[bits] = (uint16_t)(offsets[bits - 1] + code->counts[bits - 1]);
        next[bits] = (uint16_t)((next[bits - 1] + code->counts[bits - 1]) << 1);
    }
    for (unsigned symbol = 0; symbol < n; symbol++) {
        unsigned length = lengths[symbol];
        if (length == 0) {
            continue;
        }
        code->symbols[offsets[length]++] = (uint16_t)symbol;
        unsigned bits = next[length]++, reversed = 0;
        for (unsigned i = 0; i < length; i++, bits >>= 1) {
            reversed = reversed << 1 | (bits & 1);
        }
        for (; length <= QUICK_BITS && reversed < 1u << QUICK_BITS; reversed += 1u << length) {
            code->quick[reversed] = (uint16_t)(symbol << 4 | length);
        }
    }
    return true;
}

void inflate_make_fixed(inflate_code *literals, inflate_code *distances) {
    uint8_t lengths[288];
    for (unsigned i = 0; i < 288; i++) {
        lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    }
    inflate_make_code(literals, lengths, 288, false);
    memset(lengths, 5, 32);
    inflate_make_code(distances, lengths, 32, false);
}

/* Bit by bit: the codes of one length are consecutive numbers. */
int inflate_symbol_slowly(inflate_state *state, const inflate_code *code) {
    unsigned bits = 0, first = 0, index = 0;
    for (unsigned n = 1; n == 1 || n <= code->longest; n++) {
        if (n > state->bit_count) {
            return MORE_BITS;
        }
        bits = bits << 1 | (unsigned)(state->bits >> (n - 1) & 1);
        unsigned count = code->counts[n];
        if (bits - first < count) {
            state->bits >>= n;
            state->bit_count -= n;
            return code->symbols[index + bits - first];
        }
        index += count;
        first = (first + count) << 1;
    }
    return NO_SYMBOL; /* in a code that is not complete */
}
