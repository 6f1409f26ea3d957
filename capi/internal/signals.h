/* SPDX-License-Identifier: Apache-2.0 */
/* signals.h: for the module signal and the start of the program. */
#ifndef PYI_SIGNALS_H
#define PYI_SIGNALS_H

#include "pyi.h"

#include <signal.h>

#ifdef NSIG
enum { PYI_SIGNALS = NSIG };
#else
enum { PYI_SIGNALS = 65 };
#endif

/* 0 or -1: from now on the handler, any callable, is called with (number, frame) */
PYI_HIDDEN int pyi_signal_set(int number, PyObject *handler);
PYI_HIDDEN void pyi_signal_forget(int number);
PYI_HIDDEN PyObject *pyi_signal_handler(int number); /* borrowed or NULL */
/* whether SIGINT raises KeyboardInterrupt without a handler, as it does from the start */
PYI_HIDDEN bool pyi_signal_interrupts(void);
/* the one before, -1 for none; warns: also when it is full */
PYI_HIDDEN int pyi_signal_set_wakeup_fd(int fd, bool warns);
/* what CPython does about signals when it starts */
PYI_HIDDEN void pyi_signals_start(void);

#endif /* PYI_SIGNALS_H */
