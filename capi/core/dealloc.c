/* SPDX-License-Identifier: Apache-2.0 */
/* dealloc: the end of objects: reference counts out of line, finalizers, chains of deallocations. */
#include "pyi.h"

/* ---- reference counts ---------------------------------------------------------------------------------- */

void _Py_Dealloc(PyObject *op) { Py_TYPE(op)->tp_dealloc(op); }

#undef Py_IncRef
#undef Py_DecRef
void Py_IncRef(PyObject *op) { Py_XINCREF(op); }
void Py_DecRef(PyObject *op) { Py_XDECREF(op); }
void _Py_IncRef(PyObject *op) { Py_INCREF(op); }
void _Py_DecRef(PyObject *op) { Py_DECREF(op); }

/* Not Py_SET_REFCNT: what was in that memory may look immortal, and would stay so. */
#undef _Py_NewReference
void _Py_NewReference(PyObject *op) { op->ob_refcnt = 1; }
#if PYI_312
void _Py_NewReferenceNoTotal(PyObject *op) { op->ob_refcnt = 1; }
void _Py_ResurrectReference(PyObject *op) { op->ob_refcnt = 1; }
#endif

PyObject *(Py_NewRef)(PyObject *op) {
    Py_INCREF(op);
    return op;
}
PyObject *(Py_XNewRef)(PyObject *op) {
    Py_XINCREF(op);
    return op;
}

int (Py_Is)(PyObject *left, PyObject *right) { return left == right; }
int (Py_IsNone)(PyObject *op) { return op == Py_None; }
int (Py_IsTrue)(PyObject *op) { return op == Py_True; }
int (Py_IsFalse)(PyObject *op) { return op == Py_False; }

/* ---- finalizers -------------------------------------------------------------------------------------------- */

void PyObject_CallFinalizer(PyObject *op) {
    PyTypeObject *type = Py_TYPE(op);
    if (type->tp_finalize == NULL || (_PyType_IS_GC(type) && _PyGC_FINALIZED(op))) {
        return;
    }
    type->tp_finalize(op);
    if (_PyType_IS_GC(type)) {
        _PyGC_SET_FINALIZED(op);
    }
}

int PyObject_CallFinalizerFromDealloc(PyObject *op) {
    if (Py_REFCNT(op) != 0) {
        Py_FatalError("a finalizer was called from the deallocation of a living object");
    }
    Py_SET_REFCNT(op, 1); /* alive for as long as the finalizer runs */
    PyObject_CallFinalizer(op);
    Py_SET_REFCNT(op, Py_REFCNT(op) - 1);
    return Py_REFCNT(op) == 0 ? 0 : -1;
}

/* ---- the trashcan --------------------------------------------------------------------------------------------- */

/* A chain of containers that hold each other must not be released by recursion of its length. From a certain depth on,
 * objects wait in a list linked through the word of their GC head that is free once they are untracked. */
enum { DEPTH = 50 };

static PyObject **waiting(PyThreadState *ts, int **depth) {
#if PYI_313
    static _Thread_local int own_depth;
    *depth = &own_depth;
    return &ts->delete_later;
#elif PYI_312
    *depth = &ts->trash.delete_nesting;
    return &ts->trash.delete_later;
#else
    *depth = &ts->trash_delete_nesting;
    return &ts->trash_delete_later;
#endif
}

static void deposit(PyObject **list, PyObject *op) {
    _Py_AS_GC(op)->_gc_prev = (uintptr_t)*list;
    *list = op;
}

static void release_all(PyObject **list, int *depth) {
    while (*list != NULL) {
        PyObject *op = *list;
        *list = (PyObject *)_Py_AS_GC(op)->_gc_prev;
        _Py_AS_GC(op)->_gc_prev = 0;
        (*depth)++; /* objects that this one held wait in the list too */
        Py_TYPE(op)->tp_dealloc(op);
        (*depth)--;
    }
}

#if PYI_313
void _PyTrash_thread_deposit_object(PyThreadState *ts, PyObject *op) {
    int *depth;
    deposit(waiting(ts, &depth), op);
}
void _PyTrash_thread_destroy_chain(PyThreadState *ts) {
    int *depth;
    PyObject **list = waiting(ts, &depth);
    release_all(list, depth);
}
#else
int _PyTrash_begin(PyThreadState *ts, PyObject *op) {
    int *depth;
    PyObject **list = waiting(ts, &depth);
    if (*depth >= DEPTH) {
        deposit(list, op);
        return 1;
    }
    (*depth)++;
    return 0;
}
void _PyTrash_end(PyThreadState *ts) {
    int *depth;
    PyObject **list = waiting(ts, &depth);
    (*depth)--;
    if (*list != NULL && *depth <= 0) {
        release_all(list, depth);
    }
}
int _PyTrash_cond(PyObject *op, destructor dealloc) { return Py_TYPE(op)->tp_dealloc == dealloc; }
#endif
