/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE2s. */
#include "blake2.h"

#define WORD uint32_t
#define WORDS w32
#define LOAD hash_load32
#define STORE hash_store32
#define ROTATE_RIGHT(x, n) hash_rotate32(x, 32 - (n))
#define ROUNDS 10
#define TURN1 16
#define TURN2 12
#define TURN3 8
#define TURN4 7

static const uint32_t initial[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

#include "blake2_impl.h"

const blake2_variant blake2s_variant = {
    {"blake2s", &BLAKE2s_Type, 32, 64, NULL, 0, blocks, finish}, 8, 32, (1ull << 48) - 1, start,
};
