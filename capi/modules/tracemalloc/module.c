/* SPDX-License-Identifier: Apache-2.0 */
/* _tracemalloc: which lines of the program allocated the memory that is in use.
 * Contract   docs.python.org/3/library/tracemalloc.html
 */
#include "tracemalloc.h"

#include <stdlib.h>

/* ---- on and off --------------------------------------------------------------------------------------------- */

static PyObject *trace_is_tracing(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyBool_FromLong(trace_on);
}

static PyObject *trace_start_call(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *op = NULL;
    if (!_PyArg_CheckPositional("start", PyTuple_GET_SIZE(args), 0, 1) || !PyArg_ParseTuple(args, "|O:start", &op)) {
        return NULL;
    }
    int limit = op == NULL ? 1 : PYI_LONG_AS_INT(op);
    if (limit == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (limit < 1 || limit > MAX_FRAMES) {
        return PyErr_Format(PyExc_ValueError, "the number of frames must be in range [1; %i]", MAX_FRAMES);
    }
    trace_start(limit);
    Py_RETURN_NONE;
}

static PyObject *trace_stop_call(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    trace_stop();
    Py_RETURN_NONE;
}

static PyObject *trace_clear_traces(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    if (trace_on) {
        trace_clear();
    }
    Py_RETURN_NONE;
}

/* ---- numbers -------------------------------------------------------------------------------------------------- */

static PyObject *trace_get_traceback_limit(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyLong_FromLong(trace_limit);
}

static PyObject *trace_get_tracemalloc_memory(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return PyLong_FromSize_t(trace_stacks_bytes() + trace_blocks_bytes());
}

static PyObject *trace_get_traced_memory(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    return Py_BuildValue("nn", (Py_ssize_t)trace_bytes, (Py_ssize_t)trace_peak);
}

static PyObject *trace_reset_peak(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    trace_peak = trace_bytes;
    Py_RETURN_NONE;
}

/* ---- traces ------------------------------------------------------------------------------------------------------ */

/* 0 or -1 */
static int append(PyObject *list, const trace_block *block) {
    PyObject *frames = trace_stack_to_python(block->stack);
    PyObject *row = frames == NULL ? NULL
                                   : Py_BuildValue("InNi", block->domain, (Py_ssize_t)block->size, frames,
                                                   block->stack->total);
    int status = row == NULL ? -1 : PyList_Append(list, row);
    Py_XDECREF(row);
    return status;
}

static PyObject *trace_get_traces(PyObject *module, PyObject *unused) {
    (void)module, (void)unused;
    PyObject *list = PyList_New(0);
    if (list == NULL || !trace_on) {
        return list;
    }
    size_t n;
    trace_block *blocks = trace_blocks_copy(&n);
    if (blocks == NULL) {
        Py_DECREF(list);
        return PyErr_NoMemory();
    }
    trace_on = false; /* the answer is no part of itself */
    for (size_t i = 0; i < n && list != NULL; i++) {
        if (append(list, &blocks[i]) < 0) {
            Py_CLEAR(list);
        }
    }
    trace_on = true;
    free(blocks);
    return list;
}

static PyObject *trace_get_object_traceback(PyObject *module, PyObject *op) {
    (void)module;
    PyTypeObject *type = Py_TYPE(op);
    size_t before = PyObject_IS_GC(op) ? sizeof(PyGC_Head) : 0;
#if PYI_312
    before += _PyType_HasFeature(type, Py_TPFLAGS_PREHEADER) ? 2 * sizeof(PyObject *) : 0;
#else
    before += _PyType_HasFeature(type, Py_TPFLAGS_MANAGED_DICT) ? 2 * sizeof(PyObject *) : 0;
#endif
    return _PyTraceMalloc_GetTraceback(0, (uintptr_t)op - before);
}

/* ---- the module ----------------------------------------------------------------------------------------------------- */

#define ROW(name, function, flags, parameters) {name, function, flags, PYI_SIGNATURE(name, parameters)}

static PyMethodDef functions[] = {
    ROW("is_tracing", trace_is_tracing, METH_NOARGS, "($module, /)"),
    ROW("clear_traces", trace_clear_traces, METH_NOARGS, "($module, /)"),
    ROW("_get_traces", trace_get_traces, METH_NOARGS, "($module, /)"),
    ROW("_get_object_traceback", trace_get_object_traceback, METH_O, "($module, obj, /)"),
    ROW("start", trace_start_call, METH_VARARGS, "($module, nframe=1, /)"),
    ROW("stop", trace_stop_call, METH_NOARGS, "($module, /)"),
    ROW("get_traceback_limit", trace_get_traceback_limit, METH_NOARGS, "($module, /)"),
    ROW("get_tracemalloc_memory", trace_get_tracemalloc_memory, METH_NOARGS, "($module, /)"),
    ROW("get_traced_memory", trace_get_traced_memory, METH_NOARGS, "($module, /)"),
    ROW("reset_peak", trace_reset_peak, METH_NOARGS, "($module, /)"),
    {0},
};

static PyModuleDef tracemalloc_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_tracemalloc",
    .m_doc = "Debug module to trace memory blocks allocated by Python.",
    .m_methods = functions,
};

static PyObject *tracemalloc_init(void) { return PyModuleDef_Init(&tracemalloc_module); }
PYI_MODULE("_tracemalloc", tracemalloc_init);
