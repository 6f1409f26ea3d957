/* SPDX-License-Identifier: Apache-2.0 */
/* ops_function.c: functions made by a function. */
#include "ops.h"

/* Moves a value into a field of a new function; None leaves it empty. */
static void fill(PyObject **field, PyObject *value) {
    if (value != Py_None) {
        Py_XSETREF(*field, Py_NewRef(value));
    }
}

/* Without a watcher nobody else sees a new function; the prologue does this at the first call, but a
 * comprehension is called once. Whoever runs natively has the globals of its module. */
static void attach(PyFunctionObject *function) {
#if !RT_HAS_WATCHERS
    const rt_native_entry *entry = rt_entry_of(function);
    if (entry != NULL && entry->def->entry != NULL) {
        function->vectorcall = entry->def->entry;
    }
#else
    (void)function;
#endif
}

PyObject *rt_make_function(PyObject *code, PyObject *defaults, PyObject *kwdefaults,
                           PyObject *annotations, PyObject *closure,
                           struct _PyInterpreterFrame *frame) {
    PyObject *result = PyFunction_New(code, rt_frame_globals(frame));
    if (result == NULL) {
        return NULL;
    }
    /* Straight into the fields, as the interpreter does: the setters would report a change of
     * an existing function to watchers, and would refuse the tuple form of annotations. */
    PyFunctionObject *function = (PyFunctionObject *)result;
    fill(&function->func_defaults, defaults);
    fill(&function->func_kwdefaults, kwdefaults);
    fill(&function->func_annotations, annotations);
    fill(&function->func_closure, closure);
    attach(function);
    return result;
}

void rt_set_type_parameters(PyObject *function, PyObject *parameters) {
#if PY_VERSION_HEX >= 0x030C0000
    Py_XSETREF(((PyFunctionObject *)function)->func_typeparams, Py_NewRef(parameters));
#else
    (void)function, (void)parameters;
#endif
}
