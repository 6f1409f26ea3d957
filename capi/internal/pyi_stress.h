/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_stress.h: what a sanitized program does on request, to show mistakes that memory usually hides.
 *
 *     PYI_DEBUG=fail=100          from the 100th allocation on, all fail
 *     PYI_DEBUG=fail=100-101      the 100th alone fails
 *     PYI_DEBUG=start,fail=100    counted from the start of the process, not from that of __main__
 *     PYI_DEBUG=gc=1              the youngest generation is collected at each allocation of a collected object
 *     PYI_DEBUG=count             the number of allocations is printed to standard error at the end
 *
 * There every block is malloc's, and nothing freed is kept for later: the sanitizer has to see each of them.
 */
#ifndef PYI_STRESS_H
#define PYI_STRESS_H

#include <stdbool.h>

#ifdef PYI_STRESS

#  ifndef PYI_HIDDEN
#    define PYI_HIDDEN __attribute__((visibility("hidden")))
#  endif

/* Counts an allocation; whether it is to fail. */
PYI_HIDDEN bool pyi_stress_fails(void);
/* Whether the collector is to run before the allocation of a collected object. */
PYI_HIDDEN bool pyi_stress_collects(void);
/* The code of the program begins now. */
PYI_HIDDEN void pyi_stress_begin(void);

#  define PYI_KEEPS_FREED 0

#else

static inline bool pyi_stress_fails(void) { return false; }
static inline bool pyi_stress_collects(void) { return false; }
static inline void pyi_stress_begin(void) {}

#  define PYI_KEEPS_FREED 1

#endif

#endif /* PYI_STRESS_H */
