/* SPDX-License-Identifier: Apache-2.0 */
/* signalmodule.h: the parts of the module _signal. */
#ifndef PYI_SIGNALMODULE_H
#define PYI_SIGNALMODULE_H

#include "signals.h"

#include <errno.h>

#if PYI_312
#  include "internal/pycore_time.h"
#endif
#if PYI_313
typedef PyTime_t nanoseconds;
#else
typedef _PyTime_t nanoseconds;
#endif

/* Each adds its part to the module; 0 or -1. */
PYI_HIDDEN int signal_add_numbers(PyObject *module);
PYI_HIDDEN int signal_add_masks(PyObject *module);
PYI_HIDDEN int signal_add_timers(PyObject *module);
PYI_HIDDEN int signal_add_waits(PyObject *module);

/* new: a set of numbers */
PYI_HIDDEN PyObject *signal_set_to_python(const sigset_t *set);

#define SIGNAL_ROW(name, flags, parameters)                                                        \
    {#name, signal_##name, flags, PYI_SIGNATURE(#name, parameters)}

#endif /* PYI_SIGNALMODULE_H */
