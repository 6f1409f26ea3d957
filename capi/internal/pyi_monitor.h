/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_monitor.h: what the interpreter tells sys.monitoring while a tool wants to hear something.
 *
 * The module gives the interpreter its functions when the first event is asked for (modules/sys/monitoring.c), so that
 * programs without that module have nothing of this.
 */
#ifndef PYI_MONITOR_H
#define PYI_MONITOR_H

#include "pyi_frame.h"

/* the numbers that CPython gives them */
enum {
    PYI_EVENT_PY_START,
    PYI_EVENT_PY_RESUME,
    PYI_EVENT_PY_RETURN,
    PYI_EVENT_PY_YIELD,
    PYI_EVENT_CALL,
    PYI_EVENT_LINE,
    PYI_EVENT_INSTRUCTION,
    PYI_EVENT_JUMP,
    PYI_EVENT_BRANCH,
    PYI_EVENT_STOP_ITERATION,
    PYI_EVENT_RAISE,
    PYI_EVENT_EXCEPTION_HANDLED,
    PYI_EVENT_PY_UNWIND,
    PYI_EVENT_PY_THROW,
    PYI_EVENT_RERAISE,
    PYI_EVENT_C_RETURN,
    PYI_EVENT_C_RAISE,
    PYI_EVENTS,
};

typedef struct {
    /* Before the instruction *at*, of which the whole argument is *oparg*; *before* is the one that ran last in this
     * frame. 0 or -1. */
    int (*instruction)(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, _Py_CODEUNIT *before,
                       int oparg, PyObject **sp);
    /* Before a call; *first* is its first argument, NULL without one. 0 or -1. */
    int (*call)(PyThreadState *ts, pyi_frame *frame, PyObject *callable, PyObject *first);
    /* Is anybody told of calls in this frame? */
    bool (*hears_calls)(pyi_frame *frame);
    /* After one, of something not made of bytecode: takes the result, gives it back. */
    PyObject *(*called)(PyThreadState *ts, pyi_frame *frame, PyObject *callable, PyObject *first,
                        PyObject *result);
    /* An exception, which is set, and another one afterwards if a callback raises that. */
    void (*exception)(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, int event);
} pyi_monitor_functions;

/* NULL while nobody wants anything (support/trace.c) */
PYI_HIDDEN extern const pyi_monitor_functions *pyi_monitor;
/* After a change of what tools want. */
PYI_HIDDEN void pyi_monitor_set(const pyi_monitor_functions *functions);

#endif /* PYI_MONITOR_H */
