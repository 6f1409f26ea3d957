/* SPDX-License-Identifier: Apache-2.0 */
/* _sha1: SHA-1.
 * Source     FIPS 180-4, section 6.1
 */
#include "hash.h"

/* ---- the function ---------------------------------------------------------------------------- */

/* Word i of the schedule; `w` keeps the last 16. */
static inline uint32_t schedule(uint32_t *w, int i) {
    if (i >= 16) {
        uint32_t mixed = w[(i + 13) & 15] ^ w[(i + 8) & 15] ^ w[(i + 2) & 15] ^ w[i & 15];
        w[i & 15] = hash_rotate32(mixed, 1);
    }
    return w[i & 15];
}

#define CHOOSE(b, c, d) (d ^ (b & (c ^ d)))
#define PARITY(b, c, d) (b ^ c ^ d)
#define MAJORITY(b, c, d) ((b & c) | (d & (b | c)))

/* One round; the caller turns the names of the five instead of the values. */
#define ROUND(a, b, c, d, e, choice, constant, i)                                                  \
    do {                                                                                           \
        e += hash_rotate32(a, 5) + choice(b, c, d) + constant + schedule(w, i);                    \
        b = hash_rotate32(b, 30);                                                                  \
    } while (0)

/* Twenty rounds from `first`. */
#define ROUNDS(first, choice, constant)                                                            \
    for (int i = first; i < first + 20; i += 5) {                                                  \
        ROUND(a, b, c, d, e, choice, constant, i);                                                 \
        ROUND(e, a, b, c, d, choice, constant, i + 1);                                             \
        ROUND(d, e, a, b, c, choice, constant, i + 2);                                             \
        ROUND(c, d, e, a, b, choice, constant, i + 3);                                             \
        ROUND(b, c, d, e, a, choice, constant, i + 4);                                             \
    }

static void compress(uint32_t *state, const uint8_t *data) {
    uint32_t w[16];
    for (size_t i = 0; i < 16; i++) {
        w[i] = hash_load32(data + 4 * i, true);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    /* The square roots of 2, 3, 5 and 10. */
    ROUNDS(0, CHOOSE, 0x5a827999)
    ROUNDS(20, PARITY, 0x6ed9eba1)
    ROUNDS(40, MAJORITY, 0x8f1bbcdc)
    ROUNDS(60, PARITY, 0xca62c1d6)
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

static void blocks(hash_state *state, const uint8_t *data, size_t count) {
    for (; count > 0; count--, data += 64) {
        compress(state->words.w32, data);
    }
}

static void finish(hash_state *state, uint8_t *digest, size_t size) {
    hash_pad(state, 8, true);
    hash_store32(digest, state->words.w32, size, true);
}

/* ---- module ---------------------------------------------------------------------------------- */

HASH_TYPE(SHA1_Type, "_sha1.sha1");

static const uint32_t start[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};

static const hash_kind sha1_kind = {
    "sha1", &SHA1_Type, 20, 64, start, sizeof(start), blocks, finish,
};

HASH_FUNCTION(sha1)

static PyMethodDef functions[] = {
    HASH_FUNCTION_ROW(sha1),
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module) { return hash_add_type(module, "SHA1Type", &SHA1_Type); }

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_sha1",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *sha1_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_sha1", sha1_init);
