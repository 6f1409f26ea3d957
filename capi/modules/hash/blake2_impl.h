/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE2 of one size of words, included by blake2b.c and blake2s.c, which define
 *
 *   WORD, WORDS              uint64_t and its member of hash_state.words; half as many bits for 2s
 *   LOAD, STORE, ROTATE_RIGHT(x, n)
 *   ROUNDS, TURN1 … TURN4    amounts of the mixing function
 *   initial                  eight words
 */

/* The order of the message words in a round; round 10 is as round 0. */
static const uint8_t order[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

#define MIX(a, b, c, d, i)                                                                         \
    do {                                                                                           \
        a += b + m[from[2 * (i)]];                                                                 \
        d = ROTATE_RIGHT(d ^ a, TURN1);                                                            \
        c += d;                                                                                    \
        b = ROTATE_RIGHT(b ^ c, TURN2);                                                            \
        a += b + m[from[2 * (i) + 1]];                                                             \
        d = ROTATE_RIGHT(d ^ a, TURN3);                                                            \
        c += d;                                                                                    \
        b = ROTATE_RIGHT(b ^ c, TURN4);                                                            \
    } while (0)

/* `length` counts the bytes up to the end of this block; last and last_node are all ones or 0. */
static void compress(WORD *state, const uint8_t *data, uint64_t length, WORD last, WORD last_node) {
    WORD m[16], v[16];
    for (size_t i = 0; i < 16; i++) {
        m[i] = LOAD(data + sizeof(WORD) * i, false);
        v[i] = i < 8 ? state[i] : initial[i - 8];
    }
    v[12] ^= (WORD)length;
    v[13] ^= sizeof(WORD) == 4 ? (WORD)(length >> 32) : 0;
    v[14] ^= last;
    v[15] ^= last_node;
    for (int round = 0; round < ROUNDS; round++) {
        const uint8_t *from = order[round % 10];
        MIX(v[0], v[4], v[8], v[12], 0);
        MIX(v[1], v[5], v[9], v[13], 1);
        MIX(v[2], v[6], v[10], v[14], 2);
        MIX(v[3], v[7], v[11], v[15], 3);
        MIX(v[0], v[5], v[10], v[15], 4);
        MIX(v[1], v[6], v[11], v[12], 5);
        MIX(v[2], v[7], v[8], v[13], 6);
        MIX(v[3], v[4], v[9], v[14], 7);
    }
    for (size_t i = 0; i < 8; i++) {
        state[i] ^= v[i] ^ v[i + 8];
    }
}

static void blocks(hash_state *state, const uint8_t *data, size_t count) {
    uint64_t length = state->length;
    for (; count > 0; count--, data += 16 * sizeof(WORD)) {
        length += 16 * sizeof(WORD);
        compress(state->words.WORDS, data, length, 0, 0);
    }
}

static void finish(hash_state *state, uint8_t *digest, size_t size) {
    memset(state->block + state->held, 0, 16 * sizeof(WORD) - state->held);
    WORD last_node = state->last_node ? (WORD)-1 : 0;
    compress(state->words.WORDS, state->block, state->length + state->held, (WORD)-1, last_node);
    STORE(digest, state->words.WORDS, size, false);
}

/* Mixes the parameters, written one after the other as eight words, into the initial ones. */
static void start(hash_state *state, const blake2_parameters *p) {
    uint8_t block[8 * sizeof(WORD)] = {p->digest_size, p->key_size, p->fanout, p->depth};
    size_t half = 2 * sizeof(WORD); /* 2s has six bytes for the offset, 2b eight and some unused */
    uint32_t offset[2] = {(uint32_t)p->node_offset, (uint32_t)(p->node_offset >> 32)};
    hash_store32(block + 4, &p->leaf_size, 4, false);
    hash_store32(block + 8, offset, sizeof(WORD) == 4 ? 6 : 8, false);
    block[sizeof(WORD) == 4 ? 14 : 16] = p->node_depth;
    block[sizeof(WORD) == 4 ? 15 : 17] = p->inner_size;
    memcpy(block + 2 * half, p->salt, half);
    memcpy(block + 3 * half, p->person, half);
    for (size_t i = 0; i < 8; i++) {
        state->words.WORDS[i] = initial[i] ^ LOAD(block + sizeof(WORD) * i, false);
    }
}
