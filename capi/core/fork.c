/* SPDX-License-Identifier: Apache-2.0 */
/* fork: what surrounds fork(): hooks of the program, and locks that other threads held.
 *
 * The hooks are those of os.register_at_fork(), in lists that the interpreter has room for.
 * Contract   docs.python.org/3/c-api/sys.html#c.PyOS_BeforeFork
 */
#include "fork.h"

#include "gil.h"
#include "pyi_import.h"

#include "internal/pycore_import.h"

#if PYI_313
/* of the module _thread, when it is linked in */
extern void _PyThread_AfterFork(struct _pythread_runtime_state *state) __attribute__((weak));
#endif

static PyInterpreterState *interpreter(void) { return PyThreadState_Get()->interp; }

/* A hook that fails is reported, and the others are called all the same. */
static void call_hook(PyObject *hook) {
    PyObject *result = PyObject_CallNoArgs(hook);
    if (result == NULL) {
        PyErr_WriteUnraisable(hook);
    }
    Py_XDECREF(result);
}

static void call_hooks(PyObject *list, bool reversed) {
    PyObject *hooks = list == NULL ? NULL : PySequence_Tuple(list); /* a hook may register others */
    if (hooks == NULL) {
        if (list != NULL) {
            PyErr_WriteUnraisable(list);
        }
        return;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(hooks);
    for (Py_ssize_t i = 0; i < n; i++) {
        call_hook(PyTuple_GET_ITEM(hooks, reversed ? n - 1 - i : i));
    }
    Py_DECREF(hooks);
}

#if PYI_312
#  define IMPORT_LOCK(verb) _PyImport_##verb##Lock(interpreter())
#else
#  define IMPORT_LOCK(verb) _PyImport_##verb##Lock()
#endif

void PyOS_BeforeFork(void) {
    call_hooks(interpreter()->before_forkers, true);
    IMPORT_LOCK(Acquire); /* no import of another thread may be half done in the child */
}

void PyOS_AfterFork_Parent(void) {
    IMPORT_LOCK(Release);
    call_hooks(interpreter()->after_forkers_parent, false);
}

void PyOS_AfterFork_Child(void) {
    PyThreadState *survivor = PyThreadState_Get();
    pyi_threads_after_fork(survivor);
#if PYI_313
    if (_PyThread_AfterFork != NULL) {
        _PyThread_AfterFork(&_PyRuntime.threads);
    }
#endif
    pyi_pending_after_fork();
    pyi_import_after_fork();
    IMPORT_LOCK(Release);
    call_hooks(survivor->interp->after_forkers_child, false);
}

void PyOS_AfterFork(void) { PyOS_AfterFork_Child(); }
