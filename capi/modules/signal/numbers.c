/* SPDX-License-Identifier: Apache-2.0 */
/* numbers: the names of the signals. */
#include "signalmodule.h"

#define NUMBER(name) {#name, name}
static const struct {
    const char *name;
    int number;
} numbers[] = {
    NUMBER(SIGHUP),  NUMBER(SIGINT),  NUMBER(SIGQUIT), NUMBER(SIGILL),    NUMBER(SIGTRAP),
    NUMBER(SIGABRT), NUMBER(SIGBUS),  NUMBER(SIGFPE),  NUMBER(SIGKILL),   NUMBER(SIGUSR1),
    NUMBER(SIGSEGV), NUMBER(SIGUSR2), NUMBER(SIGPIPE), NUMBER(SIGALRM),   NUMBER(SIGTERM),
    NUMBER(SIGCHLD), NUMBER(SIGCONT), NUMBER(SIGSTOP), NUMBER(SIGTSTP),   NUMBER(SIGTTIN),
    NUMBER(SIGTTOU), NUMBER(SIGURG),  NUMBER(SIGXCPU), NUMBER(SIGXFSZ),   NUMBER(SIGVTALRM),
    NUMBER(SIGPROF), NUMBER(SIGWINCH), NUMBER(SIGIO),  NUMBER(SIGSYS),
#ifdef SIGIOT
    NUMBER(SIGIOT),
#endif
#ifdef SIGCLD
    NUMBER(SIGCLD),
#endif
#ifdef SIGPOLL
    NUMBER(SIGPOLL),
#endif
#ifdef SIGPWR
    NUMBER(SIGPWR),
#endif
#ifdef SIGSTKFLT
    NUMBER(SIGSTKFLT),
#endif
};

int signal_add_numbers(PyObject *module) {
    for (size_t i = 0; i < Py_ARRAY_LENGTH(numbers); i++) {
        if (PyModule_AddIntConstant(module, numbers[i].name, numbers[i].number) < 0) {
            return -1;
        }
    }
#ifdef SIGRTMIN
    if (PyModule_AddIntConstant(module, "SIGRTMIN", SIGRTMIN) < 0 ||
        PyModule_AddIntConstant(module, "SIGRTMAX", SIGRTMAX) < 0) {
        return -1;
    }
#endif
    return PyModule_AddIntConstant(module, "NSIG", PYI_SIGNALS);
}
