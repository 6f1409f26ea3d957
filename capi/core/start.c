/* SPDX-License-Identifier: Apache-2.0 */
/* start: the process becomes able to make objects (Py_Initialize), and what it says when it cannot go on.
 *
 * A standalone program does more (runtime/standalone/start.c): arguments, standard streams, the main module.
 */
#include "gil.h"
#include "pyi_no_memory.h"
#include "signals.h"
#include "type.h"

#include "internal/pycore_initconfig.h"
#include "internal/pycore_pylifecycle.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- the end without return ------------------------------------------------------------------------------ */

void _Py_NO_RETURN _Py_FatalErrorFunc(const char *function, const char *text) {
    fflush(stdout);
    fprintf(stderr, "Fatal Python error: %s%s%s\n", function == NULL ? "" : function,
            function == NULL ? "" : ": ", text);
    fflush(stderr);
    abort();
}

void _Py_NO_RETURN pyi_no_memory_to_start(void) {
    fputs("Fatal Python error: no memory to start\n", stderr);
    exit(1);
}

#undef Py_FatalError
void _Py_NO_RETURN Py_FatalError(const char *text) { _Py_FatalErrorFunc(NULL, text); }

void _Py_NO_RETURN _Py_FatalErrorFormat(const char *function, const char *format, ...) {
    char text[500];
    va_list va;
    va_start(va, format);
    vsnprintf(text, sizeof(text), format, va);
    va_end(va);
    _Py_FatalErrorFunc(function, text);
}

/* ---- the beginning -------------------------------------------------------------------------------------------- */

int Py_IsInitialized(void) { return _PyRuntime.initialized; }

/* steals the state of the main thread's modules: dicts that everything needs */
static void make_tables(PyInterpreterState *interp) {
#if PYI_312
    interp->imports.modules = PyDict_New();
    bool ok = interp->imports.modules != NULL;
#else
    interp->modules = PyDict_New();
    bool ok = interp->modules != NULL;
#endif
    if (!ok) {
        pyi_no_memory_to_start();
    }
}

void Py_InitializeEx(int signals) {
    if (_PyRuntime.initialized) {
        return;
    }
    PyInterpreterState *interp = pyi_interpreter_init();
    PyStatus status = _Py_HashRandomization_Init(&interp->config);
    if (_PyStatus_EXCEPTION(status)) {
        Py_FatalError(status.err_msg);
    }
    PyThreadState *ts = PyThreadState_New(interp);
    if (ts == NULL) {
        pyi_no_memory_to_start();
    }
    PyEval_RestoreThread(ts);
    pyi_ints_init();
    pyi_types_init();
    if (pyi_memory_errors_init() < 0) {
        pyi_no_memory_to_start();
    }
    make_tables(interp);
    if (signals) {
        pyi_signals_start();
    }
    _PyRuntime.core_initialized = 1;
    _PyRuntime.initialized = 1;
}

void Py_Initialize(void) { Py_InitializeEx(1); }
