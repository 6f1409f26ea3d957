/* SPDX-License-Identifier: Apache-2.0 */
/* collect.c: runs the code of a generator expression for a built-in that consumes it (ops_collect.h). */
#include "ops_collect.h"
#include "ops_generator.h"

static const char *const names[] = {
    "all", "any", NULL, NULL, NULL, "max", "min", NULL, "sorted", "sum", NULL,
};

/* Whether the callee is what its name says. */
static bool is_genuine(int32_t kind, PyObject *callee) {
    static PyMethodDef *known[sizeof(names) / sizeof(*names)];
    switch ((rt_collect_kind)kind) {
    case RT_COLLECT_FROZENSET:
        return callee == (PyObject *)&PyFrozenSet_Type;
    case RT_COLLECT_LIST:
        return callee == (PyObject *)&PyList_Type;
    case RT_COLLECT_SET:
        return callee == (PyObject *)&PySet_Type;
    case RT_COLLECT_TUPLE:
        return callee == (PyObject *)&PyTuple_Type;
    case RT_COLLECT_JOIN:
        return PyUnicode_CheckExact(callee) || PyBytes_CheckExact(callee);
    default:
        return rt_is_builtin(callee, names[kind], &known[kind]);
    }
}

/* callee(generator), with the generator. */
static PyObject *collect_anyway(struct _PyInterpreterFrame *frame, int32_t kind, PyObject *callee,
                                PyObject *code, PyObject *source, PyObject *const *cells,
                                int32_t ncells) {
    PyObject *closure = ncells == 0 ? Py_NewRef(Py_None) : PyTuple_New(ncells);
    PyObject *iterator = closure == NULL ? NULL : rt_collect_iterator(source);
    for (int32_t i = 0; closure != NULL && i < ncells; i++) {
        PyTuple_SET_ITEM(closure, i, Py_NewRef(cells[i]));
    }
    PyObject *function =
        iterator == NULL ? NULL
                         : rt_make_function(code, Py_None, Py_None, Py_None, closure, frame);
    PyObject *generator = function == NULL ? NULL : PyObject_CallOneArg(function, iterator);
    Py_XDECREF(function);
    Py_XDECREF(iterator);
    Py_XDECREF(closure);
    if (generator == NULL || kind == RT_COLLECT_JOIN || kind == RT_COLLECT_SORTED) {
        return generator;
    }
    PyObject *result = PyObject_CallOneArg(callee, generator);
    Py_DECREF(generator);
    return result;
}

/* 0 or -1 */
static int begin(rt_collector *self, int32_t kind) {
    switch ((rt_collect_kind)kind) {
    case RT_COLLECT_JOIN:
    case RT_COLLECT_LIST:
    case RT_COLLECT_SORTED:
    case RT_COLLECT_TUPLE:
        self->result = PyList_New(0);
        break;
    case RT_COLLECT_SET:
        self->result = PySet_New(NULL);
        break;
    case RT_COLLECT_FROZENSET:
        self->result = PyFrozenSet_New(NULL);
        break;
    case RT_COLLECT_ANY:
        self->result = Py_False;
        return 0;
    case RT_COLLECT_ALL:
        self->result = Py_True;
        return 0;
    default:
        return 0;
    }
    return self->result == NULL ? -1 : 0;
}

/* new; consumes the result */
static PyObject *finish(rt_collector *self, int32_t kind, PyObject *callee) {
    PyObject *result = self->result;
    if (kind == RT_COLLECT_ANY || kind == RT_COLLECT_ALL) {
        return Py_NewRef(result);
    }
    if (kind == RT_COLLECT_SUM) {
        return self->summing == RT_SUM_OBJECTS || rt_collect_box_sum(self) == 0 ? self->result : NULL;
    }
    if (kind == RT_COLLECT_TUPLE) {
        PyObject *tuple = PyList_AsTuple(result);
        Py_DECREF(result);
        return tuple;
    }
    if (result == NULL) { /* min or max of nothing: let it complain itself */
        PyObject *nothing = PyTuple_New(0);
        result = nothing == NULL ? NULL : PyObject_CallOneArg(callee, nothing);
        Py_XDECREF(nothing);
    }
    return result;
}

/* NULL, with the exception that is set, or that the collector keeps. */
static PyObject *drop(rt_collector *self, int32_t kind) {
    if (kind != RT_COLLECT_ANY && kind != RT_COLLECT_ALL) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        Py_CLEAR(self->result);
        PyErr_Restore(type, value, traceback);
    }
    return NULL;
}

PyObject *rt_collect(PyThreadState *ts, struct _PyInterpreterFrame *outer, int32_t kind,
                     PyObject *callee, PyObject *code, PyObject *source, PyObject *const *cells,
                     int32_t ncells, rt_body body, void *frame_mem, int32_t nlocalsplus) {
    rt_collector self = {.result = NULL};
    if (rt_unlikely(!rt_quiet(ts, (PyCodeObject *)code) || !is_genuine(kind, callee))) {
        return collect_anyway(outer, kind, callee, code, source, cells, ncells);
    }
    if (begin(&self, kind) < 0) {
        return NULL;
    }
    struct _PyInterpreterFrame *frame = rt_frame_lay(
        frame_mem, (PyFunctionObject *)rt_frame_func(outer), (PyCodeObject *)code, nlocalsplus);
    PyObject **locals = rt_frame_locals(frame);
    int32_t first_cell = nlocalsplus - ncells;
    locals[0] = Py_NewRef(source);
    rt_clear_locals(locals, 1, first_cell);
    for (int32_t i = 0; i < ncells; i++) {
        locals[first_cell + i] = Py_NewRef(cells[i]);
    }
    locals[nlocalsplus] = (PyObject *)&self;
    PyObject *ended = rt_call_frame(ts, frame, body, nlocalsplus);
    if (rt_unlikely(ended == NULL)) {
        if (PyErr_ExceptionMatches(PyExc_StopIteration)) { /* PEP 479 */
            rt_replace_exception(PyExc_RuntimeError, "%s raised StopIteration", "generator");
        }
        return drop(&self, kind);
    }
    Py_DECREF(ended);
    if (rt_unlikely(self.error.type != NULL)) {
        PyErr_Restore(self.error.type, self.error.value, self.error.traceback);
        return drop(&self, kind);
    }
    return finish(&self, kind, callee);
}
