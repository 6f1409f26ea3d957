/* SPDX-License-Identifier: Apache-2.0 */
/* ops_patterns.h: what the patterns of `match` ask of their subject (ops_patterns.c).
 *
 * An int32_t result is 1 when the subject fits, 0 when it does not, -1 with an exception. targets are
 * variables as in ops.h, filled only when it fits.
 */
#ifndef AOT_OPS_PATTERNS_H
#define AOT_OPS_PATTERNS_H

#include "ops.h"

/* a sequence of count items, or of at least as many; any number when count is negative */
RT_API int32_t rt_match_sequence(PyObject *subject, int64_t count, int64_t at_least);
/* new: the item before the last distance - 1 of them */
RT_API PyObject *rt_match_from_end(PyObject *subject, int64_t distance);
/* a mapping of at least count items */
RT_API int32_t rt_match_mapping(PyObject *subject, int64_t count);
/* the values of keys, a tuple */
RT_API int32_t rt_match_keys(PyObject *subject, PyObject *keys, PyObject **targets);
/* new: a dict of the other keys */
RT_API PyObject *rt_match_rest(PyObject *subject, PyObject *keys);
RT_API int32_t rt_match_instance(PyObject *subject, PyObject *type);
/* an instance; the attributes for count positional patterns, and then those of names, a tuple */
RT_API int32_t rt_match_class(PyObject *subject, PyObject *type, PyObject *names, int64_t count,
                              PyObject **targets);

#endif /* AOT_OPS_PATTERNS_H */
