/* SPDX-License-Identifier: Apache-2.0 */
/* end.c: how a program ends that was left by an exception. */
#include "start.h"

#include <signal.h>
#include <unistd.h>

static void flush(const char *name) {
    PyObject *file = PySys_GetObject(name);
    PyObject *result = file == NULL || file == Py_None ? NULL : PyObject_CallMethod(file, "flush", NULL);
    Py_XDECREF(result);
    PyErr_Clear();
}

/* python FILE has written what the program said before it says anything itself; python -m has not. */
static void flush_as_of_a_script(void) {
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyObject *module = PyImport_AddModule("__main__");
    PyObject *spec = module == NULL ? NULL : PyDict_GetItemString(PyModule_GetDict(module), "__spec__");
    if (spec == NULL || spec == Py_None) {
        flush("stderr");
        flush("stdout");
    }
    PyErr_Restore(type, value, trace);
}

/* Whoever started the program shall see that it was interrupted: it dies of the signal itself. */
static int interrupted(void) {
    PyErr_Print();
    Py_FinalizeEx();
    signal(SIGINT, SIG_DFL);
    kill(getpid(), SIGINT);
    return 128 + SIGINT; /* the signal is blocked */
}

int rt_end_with_exception(void) {
    flush_as_of_a_script();
    if (PyErr_ExceptionMatches(PyExc_KeyboardInterrupt)) {
        return interrupted();
    }
    PyErr_Print(); /* SystemExit ends here */
    return 1;
}
