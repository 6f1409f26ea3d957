/* SPDX-License-Identifier: Apache-2.0 */
/* hash: SipHash-1-3 keyed with a secret of the process.
 * Contract   the hash of the same bytes under the same PYTHONHASHSEED is CPython's (PEP 456)
 */
#include "pyi_random_bytes.h"
#include "pyi_str.h"

#include "internal/pycore_initconfig.h"
#include "internal/pycore_pyhash.h"

#include <errno.h>

_Py_HashSecret_t _Py_HashSecret;
int Py_HashRandomizationFlag;

/* ---- SipHash ------------------------------------------------------------------------------ */

typedef struct {
    uint64_t v0, v1, v2, v3;
} sip_state;

static inline uint64_t rotate(uint64_t x, int bits) {
    return (x << bits) | (x >> (64 - bits));
}

static inline void sip_round(sip_state *s) {
    s->v0 += s->v1;
    s->v2 += s->v3;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v1;
    s->v0 += s->v3;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 = rotate(s->v2, 32);
}

/* the next n bytes (at most 8) as a little-endian number */
static inline uint64_t load_le(const unsigned char *bytes, int n) {
    uint64_t word = 0;
#if PY_LITTLE_ENDIAN
    memcpy(&word, bytes, (size_t)n);
#else
    for (int i = 0; i < n; i++) {
        word |= (uint64_t)bytes[i] << (8 * i);
    }
#endif
    return word;
}

static uint64_t siphash13(uint64_t k0, uint64_t k1, const void *data, Py_ssize_t size) {
    const unsigned char *bytes = data;
    sip_state s = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
                   k1 ^ 0x7465646279746573u};
    Py_ssize_t left = size;
    for (; left >= 8; left -= 8, bytes += 8) {
        uint64_t word = load_le(bytes, 8);
        s.v3 ^= word;
        sip_round(&s);
        s.v0 ^= word;
    }
    uint64_t last = ((uint64_t)size << 56) | load_le(bytes, (int)left);
    s.v3 ^= last;
    sip_round(&s);
    s.v0 ^= last;
    s.v2 ^= 0xff;
    sip_round(&s);
    sip_round(&s);
    sip_round(&s);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

static Py_hash_t hash_secretly(const void *data, Py_ssize_t size) {
    return (Py_hash_t)siphash13(_Py_HashSecret.siphash.k0, _Py_HashSecret.siphash.k1, data, size);
}

/* ---- the secret --------------------------------------------------------------------------- */

/* The generator that CPython documents for a seed: the same seed gives the same hashes everywhere. */
static void expand_seed(unsigned int seed, unsigned char *to, size_t n) {
    for (size_t i = 0; i < n; i++) {
        seed = seed * 214013u + 2531011u;
        to[i] = (unsigned char)(seed >> 16);
    }
}

static int random_bytes(unsigned char *to, size_t n) {
    while (n > 0) {
        ssize_t got = pyi_random_bytes(to, n, false);
        if (got > 0) {
            to += got;
            n -= (size_t)got;
        } else if (got == 0 || errno != EINTR) {
            return -1;
        }
    }
    return 0;
}

PyStatus _Py_HashRandomization_Init(const PyConfig *config) {
    if (!config->use_hash_seed) {
        if (random_bytes(_Py_HashSecret.uc, sizeof(_Py_HashSecret.uc)) < 0) {
            return PyStatus_Error("failed to get random numbers to initialize Python");
        }
    } else if (config->hash_seed == 0) {
        memset(&_Py_HashSecret, 0, sizeof(_Py_HashSecret));
    } else {
        expand_seed((unsigned int)config->hash_seed, _Py_HashSecret.uc, sizeof(_Py_HashSecret.uc));
    }
    return PyStatus_Ok();
}

/* ---- public functions --------------------------------------------------------------------- */

/* never -1; 0 for no bytes */
Py_hash_t _Py_HashBytes(const void *data, Py_ssize_t size) {
    if (size == 0) {
        return 0;
    }
    Py_hash_t hash = hash_secretly(data, size);
    return hash == -1 ? -2 : hash;
}

#if PYI_313
uint64_t _Py_KeyedHash(uint64_t key, const void *data, Py_ssize_t size) {
#else
uint64_t _Py_KeyedHash(uint64_t key, const char *data, Py_ssize_t size) {
#endif
    return siphash13(key, 0, data, size);
}

static PyHash_FuncDef hash_definition = {hash_secretly, "siphash13", 64, 128};

PyHash_FuncDef *PyHash_GetFuncDef(void) {
    return &hash_definition;
}
