/* SPDX-License-Identifier: Apache-2.0 */
/* resume_async.c: asynchronous generators with native code go on in it.
 *
 * Nobody resumes such a generator itself: `__anext__` and `asend` give an awaitable, which runs it until
 * it yields a value. So the slots that become ours are those of the awaitable, and what they do to it
 * and to the generator besides running is done here, too. Only native code runs from here: what it
 * yields is known by where it stands, and needs no wrapper to be told from what it awaits. The
 * awaitables of `athrow` and `aclose` are left to the interpreter.
 */
#include "generator.h"
#include "resume.h"

typedef enum { INITIAL, ITERATING, CLOSED } awaitable_state;

/* Its layout in every version supported. */
typedef struct {
    PyObject_HEAD
    PyAsyncGenObject *gen;
    PyObject *value; /* what is sent first, or NULL */
    awaitable_state state;
} awaitable;

static iternextfunc interpreter_next;
static PyCFunction interpreter_send;

/* ---- running --------------------------------------------------------------------------------------- */

/* The awaitable has come to its end, and the generator is free for another one. */
static inline void finish(awaitable *self) {
    self->state = CLOSED;
    self->gen->ag_running_async = 0;
}

/* The generator has ended, with this exception set. */
static void finish_failed(awaitable *self) {
    if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration) ||
        PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
        self->gen->ag_closed = 1;
    }
    finish(self);
}

/* Whether native code took it from here. *how: RT_YIELDED what it awaits, RT_RETURNED what the generator
 * yields, which is the value of the awaitable. */
static bool resumed(awaitable *self, PyObject *arg, PyObject **result, rt_outcome *how) {
    PyAsyncGenObject *gen = self->gen;
    if (self->state == CLOSED || (self->state == INITIAL && gen->ag_running_async)) {
        return false; /* an error, which the interpreter explains */
    }
    if (self->state == INITIAL && arg == Py_None && self->value != NULL) {
        arg = self->value;
    }
    awaitable_state state = self->state;
    char running = gen->ag_running_async;
    self->state = ITERATING;
    gen->ag_running_async = 1;
    if (!rt_generator_resumed(PyThreadState_Get(), (PyObject *)gen, arg, result, how)) {
        self->state = state;
        gen->ag_running_async = running;
        return false;
    }
    if (*how == RT_YIELDED && !rt_generator_delegates((PyGenObject *)gen)) {
        finish(self);
        *how = RT_RETURNED;
    } else if (*how == RT_RETURNED) {
        Py_CLEAR(*result);
        PyErr_SetNone(PyExc_StopAsyncIteration);
        *how = RT_FAILED;
    }
    if (*how == RT_FAILED) {
        finish_failed(self);
    }
    return true;
}

/* ---- the slots ------------------------------------------------------------------------------------- */

/* Ends the call of `send` or `__next__` with the value. */
static PyObject *outcome_of_method(PyObject *result, rt_outcome how) {
    return how == RT_RETURNED ? rt_stop_iteration(result) : result;
}

static PyObject *awaitable_next(PyObject *self) {
    PyObject *result;
    rt_outcome how;
    if (!resumed((awaitable *)self, Py_None, &result, &how)) {
        return interpreter_next(self);
    }
    return outcome_of_method(result, how);
}

static PyObject *awaitable_send_method(PyObject *self, PyObject *arg) {
    PyObject *result;
    rt_outcome how;
    if (!resumed((awaitable *)self, arg, &result, &how)) {
        return interpreter_send(self, arg);
    }
    return outcome_of_method(result, how);
}

static inline PySendResult send_result(rt_outcome how) {
    return how == RT_YIELDED ? PYGEN_NEXT : how == RT_RETURNED ? PYGEN_RETURN : PYGEN_ERROR;
}

/* The type has no such slot of its own: with it, native code gets values without a StopIteration. */
static PySendResult awaitable_send(PyObject *self, PyObject *arg, PyObject **result) {
    rt_outcome how;
    if (!resumed((awaitable *)self, arg, result, &how)) {
        how = rt_outcome_of_slot(interpreter_send(self, arg), result);
    }
    return send_result(how);
}

/* ---- putting them there ------------------------------------------------------------------------------ */

int rt_resume_install_async(void) {
    static PyAsyncMethods methods; /* other types share the interpreter's */
    PyTypeObject *type = &_PyAsyncGenASend_Type;
    if (type->tp_basicsize != sizeof(awaitable)) {
        return 0; /* another layout: they stay in bytecode */
    }
    PyMethodDef *send = rt_send_definition(type);
    if (send == NULL) {
        return -1;
    }
    interpreter_next = type->tp_iternext;
    interpreter_send = send->ml_meth;
    methods = *type->tp_as_async;
    methods.am_send = awaitable_send;
    type->tp_as_async = &methods;
    type->tp_iternext = awaitable_next;
    send->ml_meth = awaitable_send_method;
    return 0;
}
