/* SPDX-License-Identifier: Apache-2.0 */
/* end.c: how a program ends that was left by an exception. */
#include "start.h"

#include <signal.h>
#include <unistd.h>

/* Whoever started the program shall see that it was interrupted: it dies of the signal itself. */
static int interrupted(void) {
    PyErr_Print();
    Py_FinalizeEx();
    signal(SIGINT, SIG_DFL);
    kill(getpid(), SIGINT);
    return 128 + SIGINT; /* the signal is blocked */
}

int rt_end_with_exception(void) {
    if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
        return interrupted();
    }
    PyErr_Print(); /* SystemExit ends here */
    return 1;
}
