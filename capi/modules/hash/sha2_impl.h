/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-2 of one size of words, included by sha2_32.c and sha2_64.c, which define
 *
 *   WORD        uint32_t, uint64_t
 *   WORDS       the member of hash_state.words
 *   LOAD, STORE, ROTATE_RIGHT(x, n)
 *   ROUNDS      and `constants`, one word for each
 *   SUM0, SUM1, SIGMA0, SIGMA1    three amounts each, with commas; the last of a sigma is a shift
 *
 * Source     FIPS 180-4, section 6
 */

#define XOR3(x, a, b, c) (ROTATE_RIGHT(x, a) ^ ROTATE_RIGHT(x, b) ^ ROTATE_RIGHT(x, c))
#define XOR2(x, a, b, c) (ROTATE_RIGHT(x, a) ^ ROTATE_RIGHT(x, b) ^ (x) >> (c))
#define APPLY(macro, x, ...) macro(x, __VA_ARGS__)

/* One round; the caller turns the names of the eight instead of the values. */
#define ROUND(a, b, c, d, e, f, g, h, added)                                                       \
    do {                                                                                           \
        WORD one = h + APPLY(XOR3, e, SUM1) + (g ^ (e & (f ^ g))) + (added);                       \
        WORD two = APPLY(XOR3, a, SUM0) + ((a & b) | (c & (a | b)));                               \
        d += one;                                                                                  \
        h = one + two;                                                                             \
    } while (0)

/* Word i of the schedule; `w` keeps the last 16. */
static inline WORD schedule(WORD *w, int i) {
    if (i >= 16) {
        WORD far = w[(i + 1) & 15], near = w[(i + 14) & 15];
        w[i & 15] += APPLY(XOR2, far, SIGMA0) + w[(i + 9) & 15] + APPLY(XOR2, near, SIGMA1);
    }
    return w[i & 15] + constants[i];
}

static void compress(WORD *state, const uint8_t *data) {
    WORD w[16];
    for (int i = 0; i < 16; i++) {
        w[i] = LOAD(data + sizeof(WORD) * (size_t)i, true);
    }
    WORD a = state[0], b = state[1], c = state[2], d = state[3];
    WORD e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < ROUNDS; i += 8) {
        ROUND(a, b, c, d, e, f, g, h, schedule(w, i));
        ROUND(h, a, b, c, d, e, f, g, schedule(w, i + 1));
        ROUND(g, h, a, b, c, d, e, f, schedule(w, i + 2));
        ROUND(f, g, h, a, b, c, d, e, schedule(w, i + 3));
        ROUND(e, f, g, h, a, b, c, d, schedule(w, i + 4));
        ROUND(d, e, f, g, h, a, b, c, schedule(w, i + 5));
        ROUND(c, d, e, f, g, h, a, b, schedule(w, i + 6));
        ROUND(b, c, d, e, f, g, h, a, schedule(w, i + 7));
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

static void blocks(hash_state *state, const uint8_t *data, size_t count) {
    for (; count > 0; count--, data += 16 * sizeof(WORD)) {
        compress(state->words.WORDS, data);
    }
}

static void finish(hash_state *state, uint8_t *digest, size_t size) {
    hash_pad(state, 2 * sizeof(WORD), true);
    STORE(digest, state->words.WORDS, size, true);
}
