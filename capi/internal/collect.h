/* SPDX-License-Identifier: Apache-2.0 */
/* collect.h: the cycle collector, for core/gc.c and the module gc. */
#ifndef PYI_COLLECT_H
#define PYI_COLLECT_H

#include "pyi.h"

PYI_HIDDEN void pyi_gc_list_init(PyGC_Head *list);
/* Collects the oldest generation whose turn it is. Exceptions in it are reported, never left set. */
PYI_HIDDEN void pyi_gc_collect_due(PyThreadState *ts);
/* Collects a generation and the younger ones; the number of unreachable objects found. Exceptions as above. */
PYI_HIDDEN Py_ssize_t pyi_gc_collect(PyThreadState *ts, int generation);
/* What exists now will stay: it is old already, without having been looked at. */
PYI_HIDDEN void pyi_gc_settle(PyThreadState *ts);

#endif /* PYI_COLLECT_H */
