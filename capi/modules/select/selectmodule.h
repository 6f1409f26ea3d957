/* SPDX-License-Identifier: Apache-2.0 */
/* selectmodule.h: the parts of the module select. */
#ifndef PYI_SELECTMODULE_H
#define PYI_SELECTMODULE_H

#include "pyi.h"

#include <errno.h>
#include <limits.h>

#if PYI_312
#  include "internal/pycore_time.h"
#endif
#if PYI_313
typedef PyTime_t nanoseconds;
#else
typedef _PyTime_t nanoseconds;
#endif

/* Each adds its part to the module; 0 or -1. */
PYI_HIDDEN int select_add_poll(PyObject *module);
PYI_HIDDEN int select_add_epoll(PyObject *module);
PYI_HIDDEN extern PyMethodDef select_functions[];

/* How long to wait, over interruptions. */
typedef struct {
    bool for_ever;
    nanoseconds left, end;
} select_timeout;

PYI_HIDDEN void select_start(select_timeout *timeout);
/* After EINTR: 1 to wait again, 0 when the time is over, -1 with an exception of a signal's handler. */
PYI_HIDDEN int select_interrupted(select_timeout *timeout);
/* The milliseconds that are left, -1 for ever; -2 with an exception. */
PYI_HIDDEN int select_milliseconds(const select_timeout *timeout, _PyTime_round_t round);
/* 0 or -1; wrong_type: what TypeError says instead of its own words */
PYI_HIDDEN int select_take(select_timeout *timeout, PyObject *op, bool milliseconds, const char *wrong_type);

#endif /* PYI_SELECTMODULE_H */
