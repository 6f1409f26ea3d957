/* SPDX-License-Identifier: Apache-2.0 */
/* sha2.h: the four functions of SHA-2, and the types of their objects. */
#ifndef PYI_SHA2_H
#define PYI_SHA2_H

#include "hash.h"

PYI_HIDDEN extern PyTypeObject SHA224_Type, SHA256_Type, SHA384_Type, SHA512_Type;
PYI_HIDDEN extern const hash_kind sha224_kind, sha256_kind, sha384_kind, sha512_kind;

#endif /* PYI_SHA2_H */
