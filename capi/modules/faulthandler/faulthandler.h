/* SPDX-License-Identifier: Apache-2.0 */
/* faulthandler.h: the parts of the module faulthandler. */
#ifndef PYI_FAULTHANDLER_H
#define PYI_FAULTHANDLER_H

#include "pyi.h"

#include <signal.h>

/* A place to write tracebacks to. */
typedef struct {
    int fd;
    PyObject *file; /* owned, keeps the descriptor open; NULL when it was a number */
    bool all_threads;
} fault_target;

/* 0 or -1: the descriptor of an argument `file`; NULL and None are sys.stderr */
PYI_HIDDEN int fault_target_take(fault_target *target, PyObject *file, bool all_threads);
PYI_HIDDEN void fault_target_drop(fault_target *target);
PYI_HIDDEN void fault_put(int fd, const char *text);
/* Write where threads are; for signal handlers: nothing is allocated, no lock is taken. */
PYI_HIDDEN void fault_dump(const fault_target *target);

/* Signals that end the program. */
PYI_HIDDEN bool fault_is_fatal(int number);
PYI_HIDDEN PyObject *fault_enable(PyObject *module, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *fault_disable(PyObject *module, PyObject *unused);
PYI_HIDDEN PyObject *fault_is_enabled(PyObject *module, PyObject *unused);

/* A traceback after some time, unless it is cancelled. */
PYI_HIDDEN PyObject *fault_dump_traceback_later(PyObject *module, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *fault_cancel_dump_traceback_later(PyObject *module, PyObject *unused);

/* Tracebacks for signals that the user sends. */
PYI_HIDDEN PyObject *fault_register(PyObject *module, PyObject *args, PyObject *kwargs);
PYI_HIDDEN PyObject *fault_unregister(PyObject *module, PyObject *op);

/* Faults on purpose, to try the module. */
PYI_HIDDEN PyObject *fault_read_null(PyObject *module, PyObject *unused);
PYI_HIDDEN PyObject *fault_sigsegv(PyObject *module, PyObject *args);
PYI_HIDDEN PyObject *fault_sigabrt(PyObject *module, PyObject *unused);
PYI_HIDDEN PyObject *fault_sigfpe(PyObject *module, PyObject *unused);
PYI_HIDDEN PyObject *fault_stack_overflow(PyObject *module, PyObject *unused);
PYI_HIDDEN PyObject *fault_fatal_error_c_thread(PyObject *module, PyObject *unused);

#endif /* PYI_FAULTHANDLER_H */
