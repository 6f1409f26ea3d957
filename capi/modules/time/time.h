/* SPDX-License-Identifier: Apache-2.0 */
/* time.h: the parts of the module time. */
#ifndef PYI_TIME_H
#define PYI_TIME_H

#include "pyi.h"

#if PYI_312
#  include "internal/pycore_time.h"
#endif

#include <time.h>

/* Each adds its part to the module; 0 or -1. */
PYI_HIDDEN int pyi_time_add_clocks(PyObject *module);
PYI_HIDDEN int pyi_time_add_calendar(PyObject *module);

/* the doc of functions that have one since 3.13 only */
#if PYI_313
#  define TIME_DOC(name, parameters) PYI_SIGNATURE(name, parameters)
#else
#  define TIME_DOC(name, parameters) NULL
#endif

#endif /* PYI_TIME_H */
