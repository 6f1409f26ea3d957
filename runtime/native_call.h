/* SPDX-License-Identifier: Apache-2.0 */
/* native_call.h: calls of functions of this library, whoever makes them, without the way through their entry.
 *
 * An entry gets a vectorcall's arguments and has to find out the rest: the thread, whether the arguments
 * fit. Who makes the call knows most of that.
 */
#ifndef AOT_NATIVE_CALL_H
#define AOT_NATIVE_CALL_H

#include "rt.h"

#if RT_HAS_WATCHERS

/* Native functions by their entries, and entries of others with NULL: what was asked for lately. */
#  define RT_KNOWN_ENTRIES 512
typedef struct {
    vectorcallfunc entry;
    const rt_function_def *def;
} rt_known_entry;
RT_DATA rt_known_entry rt_known_entries[RT_KNOWN_ENTRIES];

static inline rt_known_entry *rt_entry_place(vectorcallfunc entry) {
    return &rt_known_entries[((uintptr_t)entry >> 4) % RT_KNOWN_ENTRIES];
}

/* Whether the function's entry is one of this library's, and of which row (attach.c). */
RT_API const rt_function_def *rt_find_function_def(PyFunctionObject *func);
/* The same, remembered in its place or, if that is taken, next to it. */
RT_API const rt_function_def *rt_function_def_slow(PyFunctionObject *func);

static inline const rt_function_def *rt_function_def_of(PyFunctionObject *func) {
    const rt_known_entry *known = rt_entry_place(func->vectorcall);
    return rt_likely(known->entry == func->vectorcall) ? known->def : rt_function_def_slow(func);
}

/* new; calls a native function with arguments that fill its parameters; nobody traces */
RT_API PyObject *rt_call_native(PyThreadState *ts, const rt_function_def *def, PyFunctionObject *func,
                                PyObject *const *args, Py_ssize_t nargs);

#endif

/* new; calls a function by its vectorcall, and keeps it meanwhile */
RT_API PyObject *rt_call_kept(PyObject *function, PyObject *const *args, size_t nargsf,
                              PyObject *kwnames);

/* new; calls a function written in Python, which is borrowed from what the call may change */
static inline PyObject *rt_call_function(PyThreadState *ts, PyObject *function,
                                         PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    PyFunctionObject *func = (PyFunctionObject *)function;
#if RT_HAS_WATCHERS
    const rt_function_def *def = rt_function_def_of(func);
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (rt_likely(def != NULL && nargs + 1 == def->direct && kwnames == NULL &&
                  rt_quiet(ts, (PyCodeObject *)func->func_code))) {
        return rt_call_native(ts, def, func, args, nargs);
    }
#else
    (void)ts, (void)func;
#endif
    return rt_call_kept(function, args, nargsf, kwnames);
}

#endif /* AOT_NATIVE_CALL_H */
