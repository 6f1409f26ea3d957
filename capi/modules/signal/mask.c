/* SPDX-License-Identifier: Apache-2.0 */
/* mask: sets of signals, and those that a thread does not want to get now. */
#include "signalmodule.h"
#include "pyi_arguments.h"

#include "signal_sets.h"

/* ---- sets ---------------------------------------------------------------------------------------- */

PyObject *signal_set_to_python(const sigset_t *set) {
    PyObject *result = PySet_New(NULL);
    for (int number = 1; number < PYI_SIGNALS && result != NULL; number++) {
        if (sigismember(set, number) != 1) {
            continue;
        }
        PyObject *op = PyLong_FromLong(number);
        if (op == NULL || PySet_Add(result, op) < 0) {
            Py_CLEAR(result);
        }
        Py_XDECREF(op);
    }
    return result;
}

static PyObject *signal_valid_signals(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    sigset_t all;
    sigfillset(&all);
    return signal_set_to_python(&all);
}

/* ---- the mask of a thread ---------------------------------------------------------------------------- */

static PyObject *signal_pthread_sigmask(PyObject *module, PyObject *args) {
    (void)module;
    int how;
    sigset_t set, before;
    if (!pyi_arguments(args, "iO&:pthread_sigmask", &how, pyi_sigset_converter, &set)) {
        return NULL;
    }
    errno = pthread_sigmask(how, &set, &before);
    if (errno != 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    /* what was let in has been handled when this returns */
    return PyErr_CheckSignals() < 0 ? NULL : signal_set_to_python(&before);
}

static PyObject *signal_sigpending(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    sigset_t set;
    return sigpending(&set) < 0 ? PyErr_SetFromErrno(PyExc_OSError) : signal_set_to_python(&set);
}

static PyMethodDef mask_functions[] = {
    SIGNAL_ROW(valid_signals, METH_NOARGS, "($module, /)"),
    SIGNAL_ROW(pthread_sigmask, METH_VARARGS, "($module, how, mask, /)"),
    SIGNAL_ROW(sigpending, METH_NOARGS, "($module, /)"),
    {0},
};

int signal_add_masks(PyObject *module) {
    return PyModule_AddFunctions(module, mask_functions) < 0 ||
                   PyModule_AddIntConstant(module, "SIG_BLOCK", SIG_BLOCK) < 0 ||
                   PyModule_AddIntConstant(module, "SIG_UNBLOCK", SIG_UNBLOCK) < 0
               ? -1
               : PyModule_AddIntConstant(module, "SIG_SETMASK", SIG_SETMASK);
}
