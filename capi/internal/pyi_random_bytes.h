/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_random_bytes.h: random bytes of the system (support/urandom.c). */
#ifndef PYI_RANDOM_BYTES_H
#define PYI_RANDOM_BYTES_H

#include "pyi.h"

/* The number of bytes that were written, which may be fewer, or -1 with errno. Not *blocking*: also
 * when the system has gathered little chance so far. */
PYI_HIDDEN ssize_t pyi_random_bytes(void *to, size_t size, bool blocking);

#endif /* PYI_RANDOM_BYTES_H */
