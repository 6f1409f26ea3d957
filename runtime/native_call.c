/* SPDX-License-Identifier: Apache-2.0 */
/* native_call.c: calls of functions of this library without the way through their entry (native_call.h). */
#include "native_call.h"

#include "leaf.h"

PyObject *rt_call_kept(PyObject *function, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    Py_INCREF(function);
    /* Python functions keep the rule of "NULL or exception, not both" themselves. */
    PyObject *result = ((PyFunctionObject *)function)->vectorcall(function, args, nargsf, kwnames);
    Py_DECREF(function);
    return result;
}

#if RT_HAS_WATCHERS

rt_known_entry rt_known_entries[RT_KNOWN_ENTRIES];

const rt_function_def *rt_function_def_slow(PyFunctionObject *func) {
    rt_known_entry *first = rt_entry_place(func->vectorcall);
    rt_known_entry *second = &rt_known_entries[(first - rt_known_entries) ^ 1];
    if (second->entry == func->vectorcall) {
        return second->def;
    }
    rt_known_entry *known = first->entry == NULL ? first : second;
    *known = (rt_known_entry){func->vectorcall, rt_find_function_def(func)};
    return known->def;
}

/* The first argument stands for the thread, which leaf versions do not look at. */
#  define LEAF(...) ((PyObject * (*)(void *, ##__VA_ARGS__)) leaf)
#  define O PyObject *

/* new, or NULL: it gave up. Arguments are lent. */
static PyObject *call_leaf(void (*leaf)(void), PyObject *const *a, Py_ssize_t nargs) {
    _Static_assert(RT_LEAF_ARGUMENTS == 5, "as many as there are cases");
    switch (nargs) {
    case 0:
        return LEAF()(NULL);
    case 1:
        return LEAF(O)(NULL, a[0]);
    case 2:
        return LEAF(O, O)(NULL, a[0], a[1]);
    case 3:
        return LEAF(O, O, O)(NULL, a[0], a[1], a[2]);
    case 4:
        return LEAF(O, O, O, O)(NULL, a[0], a[1], a[2], a[3]);
    default:
        return LEAF(O, O, O, O, O)(NULL, a[0], a[1], a[2], a[3], a[4]);
    }
}

static PyObject *call_framed(PyThreadState *ts, const rt_function_def *def, PyFunctionObject *func,
                             PyObject *const *args, Py_ssize_t nargs) {
    int32_t n = def->nlocalsplus;
    void *frame = __builtin_alloca(RT_FRAME_HEADER_MAX + sizeof(PyObject *) * (size_t)(n + 4));
    Py_INCREF(func);
    PyObject *result = rt_run_function(ts, func, args, (int32_t)nargs, def->body, frame, n);
    Py_DECREF(func);
    return result;
}

PyObject *rt_call_native(PyThreadState *ts, const rt_function_def *def, PyFunctionObject *func,
                         PyObject *const *args, Py_ssize_t nargs) {
    if (def->leaf != NULL && *def->failures < RT_LEAF_PATIENCE && !rt_eval_breaker_set(ts)) {
        PyObject *result = call_leaf(def->leaf, args, nargs);
        if (rt_likely(result != NULL)) {
            return result;
        }
        rt_leaf_failed(def->failures);
    }
    return call_framed(ts, def, func, args, nargs);
}

#endif
