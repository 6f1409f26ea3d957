/* SPDX-License-Identifier: Apache-2.0 */
/* fork_checks: whether a process had better not fork. */
#include "fork.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#if PYI_312
/* All of the process, also those that no Python function started; 0 when the system does not tell. */
static long count_threads(void) {
    FILE *file = fopen("/proc/self/stat", "re");
    if (file == NULL) {
        return 0;
    }
    char text[1024];
    size_t n = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[n] = '\0';
    /* proc(5): the name of the program, in parentheses, may hold spaces; num_threads is the 18th after it */
    char *place = strrchr(text, ')');
    for (int i = 0; i < 18 && place != NULL; i++) {
        place = strchr(place + 1, ' ');
    }
    return place == NULL ? 0 : strtol(place, NULL, 10);
}

int pyi_fork_warn(const char *function) {
    if (count_threads() <= 1) {
        return 0;
    }
    return PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                            "This process (pid=%d) is multi-threaded, use of %s() may lead to "
                            "deadlocks in the child.",
                            (int)getpid(), function);
}
#else
int pyi_fork_warn(const char *function) {
    (void)function;
    return 0;
}
#endif

#if PYI_313
int pyi_fork_allowed(const char *message) {
    if (Py_IsFinalizing()) {
        PyErr_SetString(PyExc_PythonFinalizationError, message);
        return -1;
    }
    return 0;
}
#elif PYI_312
int pyi_fork_allowed(const char *message) {
    if (PyInterpreterState_Get()->finalizing) {
        PyErr_SetString(PyExc_RuntimeError, message);
        return -1;
    }
    return 0;
}
#else
int pyi_fork_allowed(const char *message) {
    (void)message;
    return 0;
}
#endif
