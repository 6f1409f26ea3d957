/* SPDX-License-Identifier: Apache-2.0 */
/* ops_async.c: what `await` and `async for` ask objects for. */
#include "generator.h"
#include "ops.h"
#include "ops_generator.h"

/* ---- await ------------------------------------------------------------------------------------------ */

static PyCodeObject *code_of(PyObject *generator) {
    PyGenObject *gen = (PyGenObject *)generator;
#if PY_VERSION_HEX >= 0x030C0000
    return (PyCodeObject *)rt_frame_code(rt_generator_frame(gen));
#else
    return gen->gi_code;
#endif
}

/* Coroutines, and generators that types.coroutine has made one of. */
static bool is_coroutine(PyObject *op) {
    return PyCoro_CheckExact(op) ||
           (PyGen_CheckExact(op) && (code_of(op)->co_flags & CO_ITERABLE_COROUTINE) != 0);
}

/* Steals iterator, what an __await__ method gave; NULL with TypeError if it may not. */
static PyObject *check_iterator(PyObject *iterator) {
    if (is_coroutine(iterator)) {
        PyErr_SetString(PyExc_TypeError, "__await__() returned a coroutine");
    } else if (!PyIter_Check(iterator)) {
        PyErr_Format(PyExc_TypeError, "__await__() returned non-iterator of type '%.100s'",
                     Py_TYPE(iterator)->tp_name);
    } else {
        return iterator;
    }
    Py_DECREF(iterator);
    return NULL;
}

static unaryfunc awaiter_of(PyObject *op) {
    PyAsyncMethods *methods = Py_TYPE(op)->tp_as_async;
    return methods == NULL ? NULL : methods->am_await;
}

/* new */
static PyObject *await_iterator(PyObject *op) {
    if (is_coroutine(op)) {
        return Py_NewRef(op);
    }
    unaryfunc await = awaiter_of(op);
    if (await == NULL) {
        PyErr_Format(PyExc_TypeError, "object %.100s can't be used in 'await' expression",
                     Py_TYPE(op)->tp_name);
        return NULL;
    }
    PyObject *iterator = await(op);
    return iterator == NULL ? NULL : check_iterator(iterator);
}

/* Whether a coroutine waits for something: then it is being awaited by somebody else. -1 on error. */
static int is_waiting(PyObject *coroutine) {
    if (((PyGenObject *)coroutine)->gi_frame_state == FRAME_CREATED) {
        return 0;
    }
    PyObject *delegate = PyObject_GetAttrString(coroutine, "cr_await");
    if (delegate == NULL) {
        return -1;
    }
    Py_DECREF(delegate); /* the coroutine keeps it */
    return delegate != Py_None;
}

static void explain_use(PyObject *op, int64_t use) {
    if (use != 0 && awaiter_of(op) == NULL && !is_coroutine(op)) {
        PyErr_Format(PyExc_TypeError,
                     "'async with' received an object from %s that does not implement __await__: "
                     "%.100s",
                     use == 1 ? "__aenter__" : "__aexit__", Py_TYPE(op)->tp_name);
    }
}

PyObject *rt_awaitable(PyObject *op, int64_t use) {
    PyObject *iterator = await_iterator(op);
    if (iterator == NULL) {
        explain_use(op, use);
        return NULL;
    }
    int waiting = PyCoro_CheckExact(iterator) ? is_waiting(iterator) : 0;
    if (waiting == 0) {
        return iterator;
    }
    if (waiting > 0) {
        PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
    }
    Py_DECREF(iterator);
    return NULL;
}

/* ---- async for ---------------------------------------------------------------------------------------- */

static unaryfunc stepper_of(PyObject *op) {
    PyAsyncMethods *methods = Py_TYPE(op)->tp_as_async;
    return methods == NULL ? NULL : methods->am_anext;
}

PyObject *rt_async_iter(PyObject *iterable) {
    PyAsyncMethods *methods = Py_TYPE(iterable)->tp_as_async;
    if (methods == NULL || methods->am_aiter == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' requires an object with __aiter__ method, got %.100s",
                     Py_TYPE(iterable)->tp_name);
        return NULL;
    }
    PyObject *iterator = methods->am_aiter(iterable);
    if (iterator != NULL && stepper_of(iterator) == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' received an object from __aiter__ that does not implement "
                     "__anext__: %.100s",
                     Py_TYPE(iterator)->tp_name);
        Py_CLEAR(iterator);
    }
    return iterator;
}

PyObject *rt_async_next(PyObject *iterator) {
    unaryfunc step = stepper_of(iterator);
    if (step == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "'async for' requires an iterator with __anext__ method, got %.100s",
                     Py_TYPE(iterator)->tp_name);
        return NULL;
    }
    PyObject *next = step(iterator);
    if (next == NULL || PyAsyncGen_CheckExact(iterator)) {
        return next;
    }
    PyObject *awaited = await_iterator(next);
    if (awaited == NULL) {
        rt_replace_exception(PyExc_TypeError,
                             "'async for' received an invalid object from __anext__: %.100s",
                             Py_TYPE(next)->tp_name);
    }
    Py_DECREF(next);
    return awaited;
}

int32_t rt_async_ended(void) {
    if (!PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
        return 0;
    }
    PyErr_Clear();
    return 1;
}
