/* SPDX-License-Identifier: Apache-2.0 */
/* context.c: what `with`, `await` and `async for` ask of an object. */
#include "vm.h"

/* new: a special method bound to its object; NULL without an exception when the class has none */
static PyObject *special(PyObject *op, PyObject *name) {
    PyObject *method = _PyType_Lookup(Py_TYPE(op), name);
    if (method == NULL) {
        return NULL;
    }
    descrgetfunc get = Py_TYPE(method)->tp_descr_get;
    return get == NULL ? Py_NewRef(method) : get(method, op, (PyObject *)Py_TYPE(op));
}

/* ---- with ----------------------------------------------------------------------------------------- */

static PYI_COLD int no_manager(PyObject *op, bool is_async, const char *missing) {
    const char *kind = is_async ? "asynchronous context manager" : "context manager";
    if (missing == NULL) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the %s protocol",
                     Py_TYPE(op)->tp_name, kind);
    } else {
        PyErr_Format(PyExc_TypeError,
                     "'%.200s' object does not support the %s protocol (missed %s method)",
                     Py_TYPE(op)->tp_name, kind, missing);
    }
    return -1;
}

/* New: the bound __exit__ and what __enter__ gave. */
int vm_enter(PyObject *manager, bool is_async, PyObject **exit, PyObject **entered) {
    PyObject *enter =
        special(manager, is_async ? PYI_NAME("__aenter__") : PYI_NAME("__enter__"));
    if (enter == NULL) {
        return PyErr_Occurred() ? -1 : no_manager(manager, is_async, NULL);
    }
    *exit = special(manager, is_async ? PYI_NAME("__aexit__") : PYI_NAME("__exit__"));
    if (*exit == NULL) {
        Py_DECREF(enter);
        const char *missing = is_async ? "__aexit__" : "__exit__";
        return PyErr_Occurred() ? -1 : no_manager(manager, is_async, missing);
    }
    *entered = PyObject_CallNoArgs(enter);
    Py_DECREF(enter);
    if (*entered == NULL) {
        Py_CLEAR(*exit);
        return -1;
    }
    return 0;
}

/* ---- await ------------------------------------------------------------------------------------------ */

/* oparg: 1 for what __aenter__ gave, 2 for what __aexit__ gave */
PyObject *vm_get_awaitable(PyObject *iterable, int oparg) {
    PyObject *iterator = _PyCoro_GetAwaitableIter(iterable);
    PyTypeObject *type = Py_TYPE(iterable);
    if (iterator == NULL) {
        bool none = type->tp_as_async == NULL || type->tp_as_async->am_await == NULL;
        if (none && oparg != 0) {
            PyErr_Format(PyExc_TypeError,
                         "'async with' received an object from %s that does not implement"
                         " __await__: %.100s",
                         oparg == 1 ? "__aenter__" : "__aexit__", type->tp_name);
        }
        return NULL;
    }
    if (PyCoro_CheckExact(iterator)) {
        PyObject *delegate = _PyGen_yf((PyGenObject *)iterator);
        if (delegate != NULL) {
            Py_DECREF(delegate);
            Py_DECREF(iterator);
            PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
            return NULL;
        }
    }
    return iterator;
}

PyObject *vm_get_yield_from_iter(PyCodeObject *code, PyObject *iterable) {
    if (PyCoro_CheckExact(iterable)) {
        if (!(code->co_flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE))) {
            PyErr_SetString(PyExc_TypeError, "cannot 'yield from' a coroutine object in a"
                                             " non-coroutine generator");
            return NULL;
        }
        return Py_NewRef(iterable);
    }
    return PyGen_CheckExact(iterable) ? Py_NewRef(iterable) : PyObject_GetIter(iterable);
}

/* ---- async for ---------------------------------------------------------------------------------------- */

PyObject *vm_get_aiter(PyObject *iterable) {
    PyTypeObject *type = Py_TYPE(iterable);
    if (type->tp_as_async == NULL || type->tp_as_async->am_aiter == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' requires an object with __aiter__ method, got %.100s",
                     type->tp_name);
        return NULL;
    }
    PyObject *iterator = type->tp_as_async->am_aiter(iterable);
    if (iterator == NULL) {
        return NULL;
    }
    type = Py_TYPE(iterator);
    if (type->tp_as_async == NULL || type->tp_as_async->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' received an object from __aiter__ that does not implement"
                     " __anext__: %.100s",
                     type->tp_name);
        Py_DECREF(iterator);
        return NULL;
    }
    return iterator;
}

PyObject *vm_get_anext(PyObject *aiter) {
    PyTypeObject *type = Py_TYPE(aiter);
    if (PyAsyncGen_CheckExact(aiter)) {
        return type->tp_as_async->am_anext(aiter);
    }
    if (type->tp_as_async == NULL || type->tp_as_async->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' requires an iterator with __anext__ method, got %.100s",
                     type->tp_name);
        return NULL;
    }
    PyObject *next = type->tp_as_async->am_anext(aiter);
    if (next == NULL) {
        return NULL;
    }
    PyObject *awaitable = _PyCoro_GetAwaitableIter(next);
    if (awaitable == NULL) {
        _PyErr_FormatFromCause(PyExc_TypeError,
                               "'async for' received an invalid object from __anext__: %.100s",
                               Py_TYPE(next)->tp_name);
    }
    Py_DECREF(next);
    return awaitable;
}
