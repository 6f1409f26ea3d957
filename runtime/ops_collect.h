/* SPDX-License-Identifier: Apache-2.0 */
/* ops_collect.h: generator expressions that a built-in consumes at once (aot_build/lower/collecting.py).
 *
 * `sum(f(x) for x in xs)` makes a generator that nobody sees but `sum`. Here its code runs from its
 * beginning to its end in a frame of its own, and hands each element to a collector, which does what the
 * built-in would do with it.
 */
#ifndef AOT_OPS_COLLECT_H
#define AOT_OPS_COLLECT_H

#include "ops.h"

/* In the order of KINDS in aot_build/lower/collecting.py. */
typedef enum {
    RT_COLLECT_ALL,
    RT_COLLECT_ANY,
    RT_COLLECT_FROZENSET,
    RT_COLLECT_JOIN, /* the list that str.join makes of its argument; callee is the str or bytes */
    RT_COLLECT_LIST,
    RT_COLLECT_MAX,
    RT_COLLECT_MIN,
    RT_COLLECT_SET,
    RT_COLLECT_SORTED, /* the list that `sorted` makes of its argument */
    RT_COLLECT_SUM,
    RT_COLLECT_TUPLE,
} rt_collect_kind;

/* Why the result is NULL: the exception that consuming an element raised, which has not passed through the
 * generator's frame. */
typedef struct {
    PyObject *type, *value, *traceback;
} rt_collect_error;

typedef struct {
    PyObject *result; /* owned; NULL as long as there is none */
    enum { RT_SUM_INTS, RT_SUM_FLOATS, RT_SUM_OBJECTS } summing;
    long ints;
    double floats, lost;
    rt_collect_error error;
} rt_collector;

/* new: what the first loop of the generator goes over, iterable itself where iterating it cannot be noticed */
RT_API PyObject *rt_collect_source(PyObject *iterable);
/* That for the loop itself. new; place as for rt_loop_over (ops_loop.c) */
RT_API PyObject *rt_collect_over(PyObject *source, int64_t *place);
/* new: its iterator */
RT_API PyObject *rt_collect_iterator(PyObject *source);
/* How many numbers there are, which begin with *number, *step apart; -1 if it is no range, or one of large
 * numbers. */
RT_API int64_t rt_collect_range(PyObject *source, int64_t *number, int64_t *step);

/* new: callee(generator), or for JOIN and SORTED what stands for the generator as its argument; frame_mem is
 * the caller's; frame is the caller's frame */
RT_API PyObject *rt_collect(PyThreadState *ts, struct _PyInterpreterFrame *frame, int32_t kind,
                            PyObject *callee, PyObject *code, PyObject *source,
                            PyObject *const *cells, int32_t ncells, rt_body body, void *frame_mem,
                            int32_t nlocalsplus);

/* The generator's frame hands over an element. 1: go on; 0: enough, or an exception, which is kept. They steal
 * the element. nlocalsplus: where the frame has the collector. */
#define RT_COLLECT_ITEM(name)                                                                      \
    RT_API int32_t rt_collect_##name(PyThreadState *ts, PyObject *item, int64_t nlocalsplus,       \
                                     struct _PyInterpreterFrame *frame)
RT_COLLECT_ITEM(all);
RT_COLLECT_ITEM(any);
RT_COLLECT_ITEM(list);
RT_COLLECT_ITEM(max);
RT_COLLECT_ITEM(min);
RT_COLLECT_ITEM(set);
RT_COLLECT_ITEM(sum);

/* The sum so far becomes an object. 0 or -1 */
RT_API int rt_collect_box_sum(rt_collector *self);

#endif /* AOT_OPS_COLLECT_H */
