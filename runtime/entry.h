/* SPDX-License-Identifier: Apache-2.0 */
/* entry.h: from a vectorcall to a body, and back. */
#ifndef AOT_ENTRY_H
#define AOT_ENTRY_H

#if RT_HAS_WATCHERS

/* The version of instrumentation at which nothing was traced, profiled or monitored (quiet.c). */
RT_DATA uint64_t rt_quiet_version;
RT_COLD bool rt_quiet_slow(PyThreadState *ts, PyCodeObject *code);

RT_INLINE uint64_t rt_instrumentation_version(PyThreadState *ts) {
#  if PY_VERSION_HEX >= 0x030D0000
    return ts->eval_breaker & ~(uintptr_t)0xff;
#  else
    return ts->interp->monitoring_version;
#  endif
}

/* False when this call has to be seen by a tracer, profiler or monitoring tool. */
RT_INLINE bool rt_quiet(PyThreadState *ts, PyCodeObject *code) {
    if (rt_likely(rt_instrumentation_version(ts) == rt_quiet_version &&
                  code->_co_monitoring == NULL)) {
        return true;
    }
    return rt_quiet_slow(ts, code);
}

/* Whether op is a function whose native entry is `entry`. */
RT_INLINE bool rt_function_is_native(PyObject *op, vectorcallfunc entry) {
    return PyFunction_Check(op) && ((PyFunctionObject *)op)->vectorcall == entry;
}

#else

RT_INLINE bool rt_quiet(PyThreadState *ts, PyCodeObject *code) {
    (void)code;
    return ts->cframe->use_tracing == 0;
}

/* The last constant of a native function's code object (prologue_311.c). */
typedef struct {
    PyObject_HEAD
    const rt_module_def *module;
    const rt_function_def *def;
    PyCodeObject *code; /* borrowed: lives for ever */
    _Py_CODEUNIT *first_loop, *second_loop; /* of the prologue: where each asks for an item */
    _Py_CODEUNIT *start;                    /* the first instruction that tracebacks may show */
} rt_native_entry;
RT_DATA PyTypeObject rt_native_entry_type;

/* borrowed; NULL when it is that of none of this library's native functions */
RT_INLINE const rt_native_entry *rt_entry_of_code(PyCodeObject *code) {
    PyTupleObject *consts = (PyTupleObject *)code->co_consts;
    Py_ssize_t n = PyTuple_GET_SIZE(consts);
    if (n == 0 || !Py_IS_TYPE(consts->ob_item[n - 1], &rt_native_entry_type)) {
        return NULL;
    }
    const rt_native_entry *entry = (const rt_native_entry *)consts->ob_item[n - 1];
    return entry->code == code ? entry : NULL; /* copies of a code object share its constants */
}
/* the same of a function */
RT_INLINE const rt_native_entry *rt_entry_of(PyFunctionObject *func) {
    return rt_entry_of_code((PyCodeObject *)func->func_code);
}

/* Its vectorcall does not tell before the first call, and not after a change of its code object. */
RT_INLINE bool rt_function_is_native(PyObject *op, vectorcallfunc entry) {
    if (!PyFunction_Check(op)) {
        return false;
    }
    PyFunctionObject *func = (PyFunctionObject *)op;
    const rt_native_entry *own = rt_entry_of(func);
    return own != NULL && own->def->entry == entry &&
           func->func_globals == own->module->state->globals;
}

/* what generated entries call (entry.c) */
RT_API PyObject *rt_vectorcall_framed(PyObject *callable, PyObject *const *args, size_t nargsf,
                                      PyObject *kwnames, rt_body body, void *frame_mem,
                                      int32_t nlocalsplus);

#endif

/* True when nargs positional arguments are exactly the parameters. */
RT_INLINE bool rt_binds_directly(PyCodeObject *code, Py_ssize_t nargs, PyObject *kwnames) {
    return kwnames == NULL && nargs == code->co_argcount && code->co_kwonlyargcount == 0 &&
           (code->co_flags & (CO_VARARGS | CO_VARKEYWORDS)) == 0;
}

/* Most often there are a few, for which a call of memset costs more than it saves. */
RT_INLINE void rt_clear_locals(PyObject **locals, Py_ssize_t i, Py_ssize_t n) {
    for (; i < n; i++) {
        locals[i] = NULL;
        __asm__("" : : "r"(locals) : "memory");
    }
}

/* What the interpreter does between a frame's first instruction and its last. */
RT_INLINE PyObject *rt_run_frame(PyThreadState *ts, struct _PyInterpreterFrame *frame,
                                 rt_body body) {
    if (rt_unlikely(rt_eval_breaker_set(ts)) && rt_handle_eval_breaker(ts) < 0) {
        rt_traceback(ts, frame);
        return NULL;
    }
    return body(ts, frame);
}

/* Runs a frame whose slots are filled, and leaves it. new, or NULL with an exception */
RT_INLINE PyObject *rt_call_frame(PyThreadState *ts, struct _PyInterpreterFrame *frame,
                                  rt_body body, int32_t nlocalsplus) {
    rt_frame_link(ts, frame);
    PyObject *result = NULL;
    if (rt_likely(rt_enter_recursive(ts) == 0)) {
        result = rt_run_frame(ts, frame, body);
        rt_leave_recursive(ts);
    }
    rt_frame_leave(ts, frame, nlocalsplus);
    return result;
}

/* new; args fill the first variables; the function is kept by the caller, as is its frame's memory */
RT_INLINE PyObject *rt_run_function(PyThreadState *ts, PyFunctionObject *func,
                                    PyObject *const *args, int32_t nargs, rt_body body,
                                    void *frame_mem, int32_t nlocalsplus) {
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    struct _PyInterpreterFrame *frame = rt_frame_lay(frame_mem, func, code, nlocalsplus);
    for (int32_t i = 0; i < nargs; i++) {
        frame->localsplus[i] = Py_NewRef(args[i]);
    }
    rt_clear_locals(frame->localsplus, nargs, nlocalsplus);
    return rt_call_frame(ts, frame, body, nlocalsplus);
}

RT_INLINE PyObject *rt_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf,
                                  PyObject *kwnames, rt_body body, void *frame_mem,
                                  int32_t nlocalsplus) {
    PyThreadState *ts = PyThreadState_Get();
    PyFunctionObject *func = (PyFunctionObject *)callable;
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    if (rt_unlikely(!rt_quiet(ts, code))) {
        return rt_call_bytecode_tier(callable, args, nargsf, kwnames);
    }
    struct _PyInterpreterFrame *frame = rt_frame_lay(frame_mem, func, code, nlocalsplus);
    PyObject **locals = frame->localsplus;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    if (rt_likely(rt_binds_directly(code, nargs, kwnames))) {
        for (Py_ssize_t i = 0; i < nargs; i++) {
            locals[i] = Py_NewRef(args[i]);
        }
        rt_clear_locals(locals, nargs, nlocalsplus);
    } else {
        rt_clear_locals(locals, 0, nlocalsplus);
        int32_t bound = rt_bind(callable, args, nargsf, kwnames, locals);
        if (rt_unlikely(bound <= 0)) {
            return bound < 0 ? NULL : rt_call_bytecode_tier(callable, args, nargsf, kwnames);
        }
    }
    Py_INCREF(callable); /* who calls may have borrowed it from what the call changes */
    PyObject *result = rt_call_frame(ts, frame, body, nlocalsplus);
    rt_decref(callable);
    return result;
}

#endif
