/* SPDX-License-Identifier: Apache-2.0 */
/* blake2.h: the parameters of BLAKE2, and the two functions.
 * Source     RFC 7693; for trees "BLAKE2: simpler, smaller, fast as MD5", section 2.10
 */
#ifndef PYI_BLAKE2_H
#define PYI_BLAKE2_H

#include "hash.h"

/* What a state starts with, in the sizes of BLAKE2b. */
typedef struct {
    uint8_t digest_size, key_size, fanout, depth;
    uint32_t leaf_size;
    uint64_t node_offset;
    uint8_t node_depth, inner_size;
    uint8_t salt[16], person[16];
} blake2_parameters;

typedef struct {
    hash_kind kind;
    int salt_size; /* and of a personalization */
    int max_key_size;
    uint64_t max_node_offset;
    void (*start)(hash_state *state, const blake2_parameters *parameters);
} blake2_variant;

PYI_HIDDEN extern PyTypeObject BLAKE2b_Type, BLAKE2s_Type;
PYI_HIDDEN extern const blake2_variant blake2b_variant, blake2s_variant;

#endif /* PYI_BLAKE2_H */
