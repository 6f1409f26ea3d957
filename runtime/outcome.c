/* SPDX-License-Identifier: Apache-2.0 */
/* outcome.c: how a generator ended, as an object to delegate to.
 *
 * Who waits for a generator learns of its end by asking it for a value. When the end came while nobody asked
 * (resume.c), an outcome is put in its place: it ends at once, in the same way.
 */
#include "ops_generator.h"
#include "resume.h"

typedef struct {
    PyObject_HEAD
    PyObject *value;     /* what it returned; NULL: the exception */
    PyObject *error[3]; /* as PyErr_Fetch has it */
} outcome;

static void outcome_empty(outcome *self) {
    Py_CLEAR(self->value);
    for (int i = 0; i < 3; i++) {
        Py_CLEAR(self->error[i]);
    }
}

static void outcome_dealloc(PyObject *self) {
    outcome_empty((outcome *)self);
    Py_TYPE(self)->tp_free(self);
}

/* What it holds is handed over: it is asked once. */
static PySendResult outcome_send(PyObject *op, PyObject *arg, PyObject **result) {
    (void)arg;
    outcome *self = (outcome *)op;
    *result = self->value;
    self->value = NULL;
    if (*result != NULL) {
        return PYGEN_RETURN;
    }
    PyErr_Restore(self->error[0], self->error[1], self->error[2]);
    self->error[0] = self->error[1] = self->error[2] = NULL;
    return PYGEN_ERROR;
}

static PyObject *outcome_next(PyObject *self) {
    PyObject *value;
    return outcome_send(self, Py_None, &value) == PYGEN_RETURN ? rt_stop_iteration(value) : NULL;
}

static PyAsyncMethods outcome_as_async = {.am_send = outcome_send};
static PyTypeObject outcome_type = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "aot_build.outcome",
    .tp_basicsize = sizeof(outcome),
    .tp_dealloc = outcome_dealloc,
    .tp_as_async = &outcome_as_async,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = outcome_next,
};

/* The one that is always there; it is free when nobody else refers to it. */
static outcome *spare;

int rt_outcome_prepare(void) {
    if (spare == NULL && PyType_Ready(&outcome_type) == 0) {
        spare = PyObject_New(outcome, &outcome_type);
        if (spare != NULL) {
            spare->value = spare->error[0] = spare->error[1] = spare->error[2] = NULL;
        }
    }
    return spare == NULL ? -1 : 0;
}

/* new, or NULL with an exception */
static outcome *outcome_new(void) {
    if (rt_likely(Py_REFCNT(spare) == 1)) {
        return (outcome *)Py_NewRef(spare);
    }
    outcome *self = PyObject_New(outcome, &outcome_type);
    if (self != NULL) {
        self->value = self->error[0] = self->error[1] = self->error[2] = NULL;
    }
    return self;
}

int rt_take_outcome(PyObject **receiver, PyObject *value) {
    PyObject *error[3] = {NULL, NULL, NULL};
    if (value == NULL) {
        PyErr_Fetch(&error[0], &error[1], &error[2]);
    }
    PyObject *ended = *receiver;
    *receiver = NULL;
    rt_decref(ended); /* may run anything */
    outcome *self = outcome_new();
    if (self == NULL) {
        Py_XDECREF(value);
        for (int i = 0; i < 3; i++) {
            Py_XDECREF(error[i]);
        }
        *receiver = Py_NewRef(Py_None);
        return -1;
    }
    self->value = value;
    for (int i = 0; i < 3; i++) {
        self->error[i] = error[i];
    }
    *receiver = (PyObject *)self;
    return 0;
}

/* ---- asking anything ----------------------------------------------------------------------------------- */

rt_outcome rt_outcome_of_slot(PyObject *given, PyObject **result) {
    *result = given;
    if (given != NULL) {
        return RT_YIELDED;
    }
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
        return RT_FAILED;
    }
    PyObject *type, *exception, *traceback;
    PyErr_Fetch(&type, &exception, &traceback);
    PyErr_NormalizeException(&type, &exception, &traceback);
    *result = Py_NewRef(((PyStopIterationObject *)exception)->value);
    Py_DECREF(type);
    Py_DECREF(exception);
    Py_XDECREF(traceback);
    return RT_RETURNED;
}

rt_outcome rt_send_anywhere(PyThreadState *ts, PyObject *receiver, PyObject *arg,
                            PyObject **result) {
    rt_outcome how;
    if ((PyGen_CheckExact(receiver) || PyCoro_CheckExact(receiver)) &&
        rt_generator_resumed(ts, receiver, arg, result, &how)) {
        return how;
    }
    switch (PyIter_Send(receiver, arg, result)) {
    case PYGEN_NEXT:
        return RT_YIELDED;
    case PYGEN_RETURN:
        return RT_RETURNED;
    default:
        return RT_FAILED;
    }
}

rt_outcome rt_throw_anywhere(PyObject *receiver, PyObject **result) {
    PyObject *type, *exception, *traceback;
    PyErr_Fetch(&type, &exception, &traceback);
    PyErr_NormalizeException(&type, &exception, &traceback);
    PyObject *given = PyObject_CallMethod(receiver, "throw", "O", exception);
    Py_XDECREF(type);
    Py_XDECREF(exception);
    Py_XDECREF(traceback);
    return rt_outcome_of_slot(given, result);
}
