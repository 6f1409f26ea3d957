/* SPDX-License-Identifier: Apache-2.0 */
/* _md5: MD5.
 * Source     RFC 1321
 */
#include "hash.h"

/* ---- the function ---------------------------------------------------------------------------- */

/* The sines of 1 to 64, of which the sign is left out. */
static const uint32_t constants[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

#define CHOOSE(b, c, d) (d ^ (b & (c ^ d)))
#define CHOOSE_BY_LAST(b, c, d) (c ^ (d & (b ^ c)))
#define PARITY(b, c, d) (b ^ c ^ d)
#define LAST(b, c, d) (c ^ (b | ~d))

/* One step; the caller turns the names of the four instead of the values. */
#define STEP(a, b, c, d, choice, word, i, left)                                                    \
    a = b + hash_rotate32(a + choice(b, c, d) + w[(word) & 15] + constants[i], left)

/* Sixteen steps from `first`, which take the words `at + i * by`. */
#define STEPS(first, choice, at, by, left0, left1, left2, left3)                                   \
    for (int i = 0; i < 16; i += 4) {                                                              \
        STEP(a, b, c, d, choice, at + i * by, first + i, left0);                                   \
        STEP(d, a, b, c, choice, at + (i + 1) * by, first + i + 1, left1);                         \
        STEP(c, d, a, b, choice, at + (i + 2) * by, first + i + 2, left2);                         \
        STEP(b, c, d, a, choice, at + (i + 3) * by, first + i + 3, left3);                         \
    }

static void compress(uint32_t *state, const uint8_t *data) {
    uint32_t w[16];
    for (size_t i = 0; i < 16; i++) {
        w[i] = hash_load32(data + 4 * i, false);
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    STEPS(0, CHOOSE, 0, 1, 7, 12, 17, 22)
    STEPS(16, CHOOSE_BY_LAST, 1, 5, 5, 9, 14, 20)
    STEPS(32, PARITY, 5, 3, 4, 11, 16, 23)
    STEPS(48, LAST, 0, 7, 6, 10, 15, 21)
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

static void blocks(hash_state *state, const uint8_t *data, size_t count) {
    for (; count > 0; count--, data += 64) {
        compress(state->words.w32, data);
    }
}

static void finish(hash_state *state, uint8_t *digest, size_t size) {
    hash_pad(state, 8, false);
    hash_store32(digest, state->words.w32, size, false);
}

/* ---- module ---------------------------------------------------------------------------------- */

HASH_TYPE(MD5_Type, "_md5.md5");

static const uint32_t start[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};

static const hash_kind md5_kind = {
    "md5", &MD5_Type, 16, 64, start, sizeof(start), blocks, finish,
};

HASH_FUNCTION(md5)

static PyMethodDef functions[] = {
    HASH_FUNCTION_ROW(md5),
    {NULL, NULL, 0, NULL},
};

static int fill(PyObject *module) { return hash_add_type(module, "MD5Type", &MD5_Type); }

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_md5",
    .m_methods = functions,
    .m_slots = slots,
};

static PyObject *md5_init(void) { return PyModuleDef_Init(&definition); }
PYI_MODULE("_md5", md5_init);
