/* SPDX-License-Identifier: Apache-2.0 */
/* finalize: the end of the program: threads, exit functions, output, then the modules and what they hold.
 *
 * Objects die in the order that programs can observe under CPython: first what only modules hold, module by module,
 * the last imported first; sys and builtins last, since finalizers still need them.
 */
#include "collect.h"
#include "gil.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- what runs before ------------------------------------------------------------------------------------- */

static PyObject *modules_dict(PyInterpreterState *interp) {
#if PYI_312
    return interp->imports.modules;
#else
    return interp->modules;
#endif
}

/* Joins the threads that are not daemons, if the program has the module for that. */
static void wait_for_threads(PyInterpreterState *interp) {
    PyObject *modules = modules_dict(interp);
    PyObject *threading =
        modules == NULL ? NULL : PyDict_GetItemWithError(modules, PYI_NAME("threading"));
    if (threading == NULL) {
        PyErr_Clear();
        return;
    }
    PyObject *result = PyObject_CallMethodNoArgs(threading, PYI_NAME("_shutdown"));
    if (result == NULL) {
        PyErr_WriteUnraisable(threading);
    }
    Py_XDECREF(result);
}

/* Say that the output is lost; later versions name the stream. */
static void report_lost_output(const char *name, PyObject *file) {
#if PYI_313
    (void)file;
    PyErr_FormatUnraisable("Exception ignored on flushing sys.%s", name);
#else
    (void)name;
    PyErr_WriteUnraisable(file);
#endif
}

/* 0, or -1 when what was written cannot get out */
static int flush(const char *name, bool report) {
    PyObject *file = PySys_GetObject(name);
    if (file == NULL || file == Py_None) {
        return 0;
    }
    Py_INCREF(file);
    PyObject *closed = PyObject_GetAttr(file, PYI_NAME("closed"));
    int is_closed = closed == NULL ? 0 : PyObject_IsTrue(closed);
    PyErr_Clear();
    Py_XDECREF(closed);
    int status = 0;
    if (!is_closed) {
        PyObject *result = PyObject_CallMethodNoArgs(file, PYI_NAME("flush"));
        if (result == NULL) {
            status = -1;
            if (report) {
                report_lost_output(name, file);
            }
            PyErr_Clear();
        }
        Py_XDECREF(result);
    }
    Py_DECREF(file);
    return status;
}

static int flush_streams(bool report) {
    int out = flush("stdout", report), error = flush("stderr", false);
    return out < 0 || error < 0 ? -1 : 0;
}

/* ---- modules -------------------------------------------------------------------------------------------------- */

/* Attributes of sys that hold objects of the program. */
static const char *const sys_attributes[] = {"path",        "argv",           "ps1",         "ps2",
                                             "last_type",   "last_value",     "last_traceback",
                                             "last_exc",    "path_hooks",     "path_importer_cache",
                                             "meta_path",   "__interactivehook__"};

static void forget_sys_attributes(PyInterpreterState *interp) {
    PyObject *dict = interp->sysdict;
    for (size_t i = 0; dict != NULL && i < sizeof(sys_attributes) / sizeof(sys_attributes[0]); i++) {
        if (PyDict_SetItemString(dict, sys_attributes[i], Py_None) < 0) {
            PyErr_Clear();
        }
    }
    static const char *const streams[] = {"stdin", "stdout", "stderr"};
    for (int i = 0; dict != NULL && i < 3; i++) {
        char original[16];
        snprintf(original, sizeof(original), "__%s__", streams[i]);
        PyObject *file = PyDict_GetItemString(dict, original);
        if (PyDict_SetItemString(dict, streams[i], file == NULL ? Py_None : file) < 0) {
            PyErr_Clear();
        }
    }
}

/* New: [(name, weak reference)] of all modules, which sys.modules holds no longer. */
static PyObject *take_modules(PyObject *modules) {
    PyObject *list = PyList_New(0);
    PyObject *names = list == NULL ? NULL : PyDict_Keys(modules);
    for (Py_ssize_t i = 0; names != NULL && i < PyList_GET_SIZE(names); i++) {
        PyObject *name = PyList_GET_ITEM(names, i);
        PyObject *module = PyDict_GetItemWithError(modules, name);
        if (module == NULL || !PyModule_Check(module)) {
            PyErr_Clear();
            continue;
        }
        PyObject *ref = PyWeakref_NewRef(module, NULL);
        PyObject *pair = ref == NULL ? NULL : PyTuple_Pack(2, name, ref);
        if (pair == NULL || PyList_Append(list, pair) < 0) {
            PyErr_Clear();
        }
        Py_XDECREF(pair);
        Py_XDECREF(ref);
        if (PyDict_SetItem(modules, name, Py_None) < 0) {
            PyErr_Clear();
        }
    }
    Py_XDECREF(names);
    PyErr_Clear();
    return list;
}

/* Clears the modules that something else still holds, the last imported first; whether there were any. */
static bool clear_survivors(PyInterpreterState *interp, PyObject *list) {
    bool any = false;
    for (Py_ssize_t i = list == NULL ? -1 : PyList_GET_SIZE(list) - 1; i >= 0; i--) {
        PyObject *ref = PyTuple_GET_ITEM(PyList_GET_ITEM(list, i), 1);
        PyObject *module = ((PyWeakReference *)ref)->wr_object;
        PyObject *dict = module == Py_None ? NULL : PyModule_GetDict(module);
        if (dict == NULL || dict == interp->sysdict || dict == interp->builtins) {
            continue;
        }
        Py_INCREF(module);
        _PyModule_Clear(module);
        Py_DECREF(module);
        any = true;
    }
    return any;
}

/* The oldest generation with objects of the program. What was made before its first line is in the oldest of all
 * (pyi_gc_settle) and stays; others get there by a collection or by functions of the module gc. */
static int oldest_generation(PyInterpreterState *interp) {
    struct _gc_runtime_state *gc = &interp->gc;
    bool settled = gc->callbacks == NULL && gc->generation_stats[NUM_GENERATIONS - 2].collections == 0 &&
                   gc->generation_stats[NUM_GENERATIONS - 1].collections == 0;
    return settled ? NUM_GENERATIONS - 2 : NUM_GENERATIONS - 1;
}

static void finalize_modules(PyThreadState *ts) {
    PyInterpreterState *interp = ts->interp;
    PyObject *modules = modules_dict(interp);
    if (modules == NULL) {
        return;
    }
    forget_sys_attributes(interp);
    PyObject *list = take_modules(modules);
    PyDict_Clear(modules);
    int generation = oldest_generation(interp);
    Py_ssize_t found = pyi_gc_collect(ts, generation);
    bool cleared = clear_survivors(interp, list);
    Py_XDECREF(list);
    if (found > 0 || cleared) { /* otherwise nothing can have become unreachable since */
        pyi_gc_collect(ts, generation);
    }
}

/* ---- public functions --------------------------------------------------------------------------------------------- */

static void mark_finalizing(PyThreadState *ts) {
#if PYI_313
    _PyInterpreterState_SetFinalizing(ts->interp, ts);
    _PyRuntimeState_SetFinalizing(&_PyRuntime, ts);
#else
    _PyRuntimeState_SetFinalizing(&_PyRuntime, ts);
    ts->interp->finalizing = 1;
#endif
}

/* The functions that the module atexit keeps, when it is linked in. */
extern void _PyAtExit_Call(PyInterpreterState *interp) __attribute__((weak));

int Py_FinalizeEx(void) {
    if (!_PyRuntime.initialized) {
        return 0;
    }
    PyThreadState *ts = PyThreadState_Get();
    wait_for_threads(ts->interp);
    if (_PyAtExit_Call != NULL) {
        _PyAtExit_Call(ts->interp);
    }
    int status = flush_streams(true);
    mark_finalizing(ts);
    finalize_modules(ts);
    (void)flush_streams(false); /* what destructors printed; the streams are the first ones again, perhaps detached */
    _PyRuntime.initialized = 0; /* memory goes with the process */
    return status;
}

void Py_Finalize(void) { Py_FinalizeEx(); }

/* exit() of libc's functions only: the interpreter has said goodbye */
void _Py_NO_RETURN Py_Exit(int status) {
    if (Py_FinalizeEx() < 0) {
        status = 120;
    }
    exit(status);
}

#if PYI_313
int Py_IsFinalizing(void) { return _PyRuntimeState_GetFinalizing(&_PyRuntime) != NULL; }
#else
int _Py_IsFinalizing(void) { return _PyRuntimeState_GetFinalizing(&_PyRuntime) != NULL; }
#endif

int Py_AtExit(void (*function)(void)) { return atexit(function) == 0 ? 0 : -1; }
