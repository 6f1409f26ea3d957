/* SPDX-License-Identifier: Apache-2.0 */
/* atexit: functions that are called before the program ends, the last first.
 *
 * Contract   docs.python.org/3/library/atexit.html
 */
#include "pyi.h"


typedef struct {
    PyObject *function, *args, *kwargs; /* owned; function NULL: unregistered; kwargs NULL: none */
} callback;

/* owned; the memory grows by factors */
static callback *callbacks;
static Py_ssize_t used, room;

/* ---- the list ------------------------------------------------------------------------------------------------ */

static void forget(callback *which) {
    callback gone = *which;
    *which = (callback){NULL, NULL, NULL};
    Py_XDECREF(gone.function);
    Py_XDECREF(gone.args);
    Py_XDECREF(gone.kwargs);
}

static void forget_all(void) {
    Py_ssize_t n = used;
    used = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        forget(&callbacks[i]);
    }
}

static int grow(void) {
    Py_ssize_t wanted = room == 0 ? 16 : 2 * room;
    callback *moved = PyMem_Realloc(callbacks, (size_t)wanted * sizeof(*moved));
    if (moved == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    callbacks = moved;
    room = wanted;
    return 0;
}

static void report(PyObject *function) {
#if PYI_313
    PyErr_FormatUnraisable("Exception ignored in atexit callback %R", function);
#else
    _PyErr_WriteUnraisableMsg("in atexit callback", function);
#endif
}

/* An exception is reported, and the others are called all the same. What is registered meanwhile is forgotten. */
static void run(void) {
    for (Py_ssize_t i = used - 1; i >= 0; i--) {
        if (i >= used || callbacks[i].function == NULL) {
            continue; /* another one took it out */
        }
        callback call = callbacks[i];
        Py_INCREF(call.function);
        Py_INCREF(call.args);
        Py_XINCREF(call.kwargs);
        PyObject *result = PyObject_Call(call.function, call.args, call.kwargs);
        if (result == NULL) {
            report(call.function);
        }
        Py_XDECREF(result);
        forget(&call);
    }
    forget_all();
}

/* Py_FinalizeEx calls it when this file is linked. */
void _PyAtExit_Call(PyInterpreterState *interp) {
    (void)interp;
    run();
}

/* ---- functions -------------------------------------------------------------------------------------------------- */

static PyObject *atexit_register(PyObject *module, PyObject *args, PyObject *kwargs) {
    (void)module;
    if (PyTuple_GET_SIZE(args) == 0) {
        PyErr_SetString(PyExc_TypeError, "register() takes at least 1 argument (0 given)");
        return NULL;
    }
    PyObject *function = PyTuple_GET_ITEM(args, 0);
    if (!PyCallable_Check(function)) {
        PyErr_SetString(PyExc_TypeError, "the first argument must be callable");
        return NULL;
    }
    PyObject *rest = PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
    if (rest == NULL || (used == room && grow() < 0)) {
        Py_XDECREF(rest);
        return NULL;
    }
    callbacks[used++] = (callback){Py_NewRef(function), rest, Py_XNewRef(kwargs)};
    return Py_NewRef(function); /* so that it is a decorator */
}

static PyObject *atexit_unregister(PyObject *module, PyObject *function) {
    (void)module;
    for (Py_ssize_t i = 0; i < used; i++) {
        if (callbacks[i].function == NULL) {
            continue;
        }
        PyObject *held = Py_NewRef(callbacks[i].function); /* comparing may change the list */
        int equal = PyObject_RichCompareBool(held, function, Py_EQ);
        Py_DECREF(held);
        if (equal < 0) {
            return NULL;
        }
        if (equal && i < used && callbacks[i].function == held) {
            forget(&callbacks[i]);
        }
    }
    Py_RETURN_NONE;
}

static PyObject *atexit_run(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    run();
    Py_RETURN_NONE;
}

static PyObject *atexit_clear(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    forget_all();
    Py_RETURN_NONE;
}

static PyObject *atexit_count(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromSsize_t(used);
}

/* ---- the module ------------------------------------------------------------------------------------------------------ */

#if PYI_313
#  define DOC(name, parameters) PYI_SIGNATURE(name, parameters)
#else
#  define DOC(name, parameters) NULL
#endif

static PyMethodDef atexit_methods[] = {
    {"register", PYI_FASTCALL(atexit_register), METH_VARARGS | METH_KEYWORDS,
     DOC("register", "($module, func, /, *args, **kwargs)")},
    {"unregister", atexit_unregister, METH_O, DOC("unregister", "($module, func, /)")},
    {"_run_exitfuncs", atexit_run, METH_NOARGS, DOC("_run_exitfuncs", "($module, /)")},
    {"_clear", atexit_clear, METH_NOARGS, DOC("_clear", "($module, /)")},
    {"_ncallbacks", atexit_count, METH_NOARGS, DOC("_ncallbacks", "($module, /)")},
    {0},
};

static PyModuleDef_Slot atexit_slots[] = {
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef atexit_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "atexit",
    .m_methods = atexit_methods,
    .m_slots = atexit_slots,
};

PyMODINIT_FUNC PyInit_atexit(void) { return PyModuleDef_Init(&atexit_module); }
PYI_MODULE("atexit", PyInit_atexit);
