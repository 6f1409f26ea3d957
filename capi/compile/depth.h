/* SPDX-License-Identifier: Apache-2.0 */
/* depth.h: how deep a tree may be for functions that walk it by recursion.
 *
 * The limits are those of the building version, in which the same trees are too deep.
 */
#ifndef PYI_DEPTH_H
#define PYI_DEPTH_H

#include "pyi.h"

typedef struct {
    int now, limit; /* levels in use, and how many there may be */
} pyi_depth;

/* At the beginning of a walk. */
static inline pyi_depth pyi_depth_start(void) {
    PyThreadState *tstate = PyThreadState_Get();
#if PYI_313
    int limit = Py_C_RECURSION_LIMIT;
    return (pyi_depth){limit - tstate->c_recursion_remaining, limit};
#elif PYI_312
    enum { SCALE = 2 };
    int limit = C_RECURSION_LIMIT;
    return (pyi_depth){(limit - tstate->c_recursion_remaining) * SCALE, limit * SCALE};
#else
    enum { SCALE = 3 };
    int limit = Py_GetRecursionLimit();
    int now = tstate->recursion_limit - tstate->recursion_remaining;
    return (pyi_depth){now < INT_MAX / SCALE ? now * SCALE : now,
                       limit > INT_MAX / SCALE ? INT_MAX : limit * SCALE};
#endif
}

#endif /* PYI_DEPTH_H */
