/* SPDX-License-Identifier: Apache-2.0 */
/* BLAKE2b. */
#include "blake2.h"

#define WORD uint64_t
#define WORDS w64
#define LOAD hash_load64
#define STORE hash_store64
#define ROTATE_RIGHT(x, n) hash_rotate64(x, 64 - (n))
#define ROUNDS 12
#define TURN1 32
#define TURN2 24
#define TURN3 16
#define TURN4 63

static const uint64_t initial[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

#include "blake2_impl.h"

const blake2_variant blake2b_variant = {
    {"blake2b", &BLAKE2b_Type, 64, 128, NULL, 0, blocks, finish}, 16, 64, UINT64_MAX, start,
};
