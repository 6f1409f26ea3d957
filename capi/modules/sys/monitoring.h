/* SPDX-License-Identifier: Apache-2.0 */
/* monitoring.h: what the two files of sys.monitoring share.
 */
#ifndef PYI_SYS_MONITORING_H
#define PYI_SYS_MONITORING_H

#include "pyi_monitor.h"

#if PYI_312

#  include "internal/pycore_instruments.h"

enum { PYI_TOOLS = 6 };

typedef struct {
    PyObject *name; /* owned, NULL: not in use */
    int events;
    PyObject *callbacks[PYI_EVENTS]; /* owned or NULL */
} pyi_monitoring_tool;

PYI_HIDDEN extern pyi_monitoring_tool pyi_monitoring_tools[PYI_TOOLS];
PYI_HIDDEN extern const char *const pyi_monitoring_names[PYI_EVENTS];
/* for each event, the tools that want it of all code */
PYI_HIDDEN extern uint8_t pyi_monitoring_wanted[PYI_EVENTS];
/* monitoring_events.c: for the interpreter while anybody wants anything */
PYI_HIDDEN extern const pyi_monitor_functions pyi_monitoring_functions;

/* What tools disabled is sent again. */
PYI_HIDDEN void pyi_monitoring_restart(void);
/* The events that a tool wants of one code object. */
PYI_HIDDEN int pyi_monitoring_local(PyCodeObject *code, int tool);
/* 0 or -1 */
PYI_HIDDEN int pyi_monitoring_set_local(PyCodeObject *code, int tool, int events);

#endif
#endif /* PYI_SYS_MONITORING_H */
