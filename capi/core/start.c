/* SPDX-License-Identifier: Apache-2.0 */
/* start: the process becomes able to make objects (Py_Initialize), and what it says when it cannot go on.
 *
 * A standalone program does more (runtime/standalone/start.c): arguments, standard streams, the main module.
 */
#include "gil.h"
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
        Py_FatalError("no memory to start");
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
        Py_FatalError("no memory to start");
    }
    PyEval_RestoreThread(ts);
    pyi_ints_init();
    pyi_types_init();
    make_tables(interp);
    if (signals) {
        pyi_signals_start();
    }
    _PyRuntime.core_initialized = 1;
    _PyRuntime.initialized = 1;
}

void Py_Initialize(void) { Py_InitializeEx(1); }
