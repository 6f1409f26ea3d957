/* SPDX-License-Identifier: Apache-2.0 */
/* trace: sys.settrace and sys.setprofile: events while the interpreter runs. Those of sys.monitoring pass here, too.
 *
 * While any thread traces or profiles, or a tool monitors, the interpreter dispatches through a table that leads every
 * instruction here first. Line events come from the line table: one when execution gets to another line,
 * or jumps back.
 * Contract   docs.python.org/3/c-api/profiling.html
 */
#include "pyi_monitor.h"

#include "internal/pycore_interp.h"

#include <opcode.h>

PYI_HIDDEN extern const void *const *vm_targets;
PYI_HIDDEN extern const void *const *vm_plain_targets;
PYI_HIDDEN extern const void *const *vm_traced_targets;
PYI_HIDDEN PyObject *vm_run(PyThreadState *ts, pyi_frame *frame, int throwflag);
PYI_HIDDEN int pyi_trace_instruction(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at,
                                     _Py_CODEUNIT *before, int oparg, PyObject **sp);
PYI_HIDDEN PyObject *pyi_trace_c_call(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                                      PyObject *const *args, size_t nargsf, PyObject *kwnames);
PYI_HIDDEN PyObject *pyi_trace_c_call_expanded(PyThreadState *ts, pyi_frame *frame,
                                               PyObject *callable, PyObject *positional,
                                               PyObject *keywords);
PYI_HIDDEN int pyi_trace_expanded(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                                  PyObject *positional);
PYI_HIDDEN PyObject *pyi_trace_super(PyThreadState *ts, pyi_frame *frame, PyObject *super,
                                     PyObject *const *args, size_t nargs);
PYI_HIDDEN void pyi_trace_exception(PyThreadState *ts, pyi_frame *frame);
PYI_HIDDEN void pyi_monitor_exception(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at,
                                      int event);
PYI_HIDDEN PySendResult pyi_trace_send(PyThreadState *ts, pyi_frame *frame, PyObject *receiver,
                                       PyObject *sent, PyObject **result);
PYI_HIDDEN void pyi_trace_unwind(PyThreadState *ts, pyi_frame *frame);
PYI_HIDDEN int pyi_trace_return(PyThreadState *ts, pyi_frame *frame, PyObject *result);

/* ---- switching ----------------------------------------------------------------------------------------- */

static bool any_thread_traces(PyInterpreterState *interp) {
    for (PyThreadState *ts = interp->threads.head; ts != NULL; ts = ts->next) {
        if (ts->c_tracefunc != NULL || ts->c_profilefunc != NULL) {
            return true;
        }
    }
    return false;
}

/* Native code compares this number to learn that it must give way (runtime/quiet.c). */
static void raise_version(PyInterpreterState *interp) {
#if PYI_313
    uintptr_t step = (uintptr_t)1 << _PY_EVAL_EVENTS_BITS;
    interp->ceval.instrumentation_version += step;
    for (PyThreadState *ts = interp->threads.head; ts != NULL; ts = ts->next) {
        ts->eval_breaker = (ts->eval_breaker & _PY_EVAL_EVENTS_MASK) |
                           interp->ceval.instrumentation_version;
    }
#elif PYI_312
    interp->monitoring_version++;
#else
    (void)interp;
#endif
}

bool pyi_watched;
const pyi_monitor_functions *pyi_monitor;

static void update(PyThreadState *ts) {
    if (vm_targets == NULL) {
        vm_run(ts, NULL, 0);
    }
    pyi_watched = pyi_monitor != NULL || any_thread_traces(ts->interp);
    vm_targets = pyi_watched ? vm_traced_targets : vm_plain_targets;
    raise_version(ts->interp);
#if !PYI_312
    bool tracing = ts->c_tracefunc != NULL || ts->c_profilefunc != NULL;
    ts->cframe->use_tracing = tracing && ts->tracing == 0 ? 255 : 0;
#endif
}

void pyi_monitor_set(const pyi_monitor_functions *functions) {
    pyi_monitor = functions;
    update(PyThreadState_Get());
}

/* ---- events ------------------------------------------------------------------------------------------------ */

/* One call of a trace or profile function; not while one runs. 0 or -1. */
static int call_hook(PyThreadState *ts, Py_tracefunc func, PyObject *arg, pyi_frame *frame,
                     int what, PyObject *value) {
    if (func == NULL || ts->tracing != 0) {
        return 0;
    }
    PyFrameObject *object = _PyFrame_GetFrameObject(frame);
    if (object == NULL) {
        return -1;
    }
    int lineno = PyFrame_GetLineNumber(object);
    Py_INCREF(object);
    PyThreadState_EnterTracing(ts);
    object->f_lineno = what == PyTrace_LINE && lineno > 0 ? lineno : 0;
    int status = func(arg, object, what, value);
    object->f_lineno = 0;
    PyThreadState_LeaveTracing(ts);
    Py_DECREF(object);
    return status;
}

/* The same with an exception set, which comes back unless the hook raises its own. */
static void call_hook_protected(PyThreadState *ts, Py_tracefunc func, PyObject *arg,
                                pyi_frame *frame, int what, PyObject *value) {
    PyObject *type, *exc, *traceback;
    PyErr_Fetch(&type, &exc, &traceback);
    if (call_hook(ts, func, arg, frame, what, value) == 0) {
        PyErr_Restore(type, exc, traceback);
    } else {
        Py_XDECREF(type);
        Py_XDECREF(exc);
        Py_XDECREF(traceback);
    }
}

/* Both functions; for the beginning of a call. */
int pyi_trace_call(PyThreadState *ts, pyi_frame *frame, int what, PyObject *arg) {
    bool pending = _PyErr_Occurred(ts) != NULL;
    if (pending) {
        call_hook_protected(ts, ts->c_tracefunc, ts->c_traceobj, frame, what, arg);
        call_hook_protected(ts, ts->c_profilefunc, ts->c_profileobj, frame, what, arg);
        return 0;
    }
    if (call_hook(ts, ts->c_tracefunc, ts->c_traceobj, frame, what, arg) < 0) {
        return -1;
    }
    return call_hook(ts, ts->c_profilefunc, ts->c_profileobj, frame, what, arg);
}

int pyi_trace_return(PyThreadState *ts, pyi_frame *frame, PyObject *result) {
    return pyi_trace_call(ts, frame, PyTrace_RETURN, result);
}

/* A frame ends by an exception, which is set. */
void pyi_trace_unwind(PyThreadState *ts, pyi_frame *frame) {
    if (_PyFrame_IsIncomplete(frame)) {
        return;
    }
    call_hook_protected(ts, ts->c_tracefunc, ts->c_traceobj, frame, PyTrace_RETURN, NULL);
    call_hook_protected(ts, ts->c_profilefunc, ts->c_profileobj, frame, PyTrace_RETURN, NULL);
}

/* An exception, which is set, arrives in a frame. */
void pyi_trace_exception(PyThreadState *ts, pyi_frame *frame) {
    if (ts->c_tracefunc == NULL || ts->tracing != 0 || _PyFrame_IsIncomplete(frame)) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL && value != NULL) {
        PyException_SetTraceback(value, traceback);
    }
    PyObject *arg = PyTuple_Pack(3, type, value == NULL ? Py_None : value,
                                 traceback == NULL ? Py_None : traceback);
    int status = arg == NULL ? -1
                             : call_hook(ts, ts->c_tracefunc, ts->c_traceobj, frame,
                                         PyTrace_EXCEPTION, arg);
    Py_XDECREF(arg);
    if (status == 0) {
        PyErr_Restore(type, value, traceback);
    } else {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
    }
}

/* ---- lines ----------------------------------------------------------------------------------------------------- */

/* The instruction before, and in which frame: a thread executes one at a time, and a change of frame
 * makes it unknown. */
static _Thread_local pyi_frame *last_frame;
static _Thread_local _Py_CODEUNIT *last_at;

static int unit_line(PyCodeObject *code, _Py_CODEUNIT *at) {
    return PyCode_Addr2Line(code, (int)((char *)at - (char *)_PyCode_CODE(code)));
}

/* Whether a line of the table begins with this instruction. */
static bool begins_line(PyCodeObject *code, _Py_CODEUNIT *at, int line) {
    int offset = (int)((char *)at - (char *)_PyCode_CODE(code));
    PyCodeAddressRange bounds;
    int before = -2;
    _PyCode_InitAddressRange(code, &bounds);
    while (_PyLineTable_NextAddressRange(&bounds)) {
        if (bounds.ar_start == offset) {
            return before != line;
        }
        if (bounds.ar_end > offset) {
            return false;
        }
        before = bounds.ar_line;
    }
    return false;
}

/* Whether an instruction is the way back to what a `yield from` or `await` delegates to. */
static bool waits(_Py_CODEUNIT *at) {
    return pyi_opcode_base[*(const uint8_t *)at] == JUMP_BACKWARD_NO_INTERRUPT;
}

static int line_event(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at) {
    PyCodeObject *code = pyi_frame_code(frame);
    bool just_begun = last_frame == frame && last_at == NULL;
    _Py_CODEUNIT *before = last_frame == frame ? last_at : NULL;
    int line = unit_line(code, at);
    last_frame = frame;
    last_at = at;
    if (line < 0) {
        return 0;
    }
    bool jumped_back = before != NULL && at <= before && !waits(before);
    bool another = just_begun       ? true
                   : before == NULL ? begins_line(code, at, line)
                                    : unit_line(code, before) != line;
    if (!another && !jumped_back) {
        return 0;
    }
    return call_hook(ts, ts->c_tracefunc, ts->c_traceobj, frame, PyTrace_LINE, Py_None);
}

/* ---- instructions ------------------------------------------------------------------------------------------------- */

static int trace_instruction(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, PyObject **sp) {
    if (ts->tracing != 0 || _PyFrame_IsIncomplete(frame)) {
        return 0;
    }
    if (ts->c_tracefunc == NULL && ts->c_profilefunc == NULL) {
        return 0;
    }
    const uint8_t *unit = (const uint8_t *)at;
    frame->stacktop = (int)(sp - frame->localsplus); /* in case the hook moves the position */
    int status = 0;
    if (pyi_opcode_base[unit[0]] == RESUME) {
        /* the line of `def` is no line event; the next instruction begins a line even if it is
         * the same */
        int where = unit[1] & 3; /* 0 the beginning, 1 after a yield, 2 yield from, 3 await */
        last_frame = frame;
        last_at = NULL;
        if (where < 2) {
            status = pyi_trace_call(ts, frame, PyTrace_CALL, Py_None);
        }
        if (where == 0 || status < 0) {
            goto done;
        }
        if (where == 1) {
            last_frame = frame;
            last_at = at;
            goto done;
        }
    }
    PyFrameObject *object = ts->c_tracefunc == NULL ? NULL : _PyFrame_GetFrameObject(frame);
    if (object != NULL) {
        if (object->f_trace_lines) {
            status = line_event(ts, frame, at);
        }
        if (status == 0 && object->f_trace_opcodes && PYI_FRAME_POS(frame) == at) {
            status =
                call_hook(ts, ts->c_tracefunc, ts->c_traceobj, frame, PyTrace_OPCODE, Py_None);
        }
    }
done:
    if (PYI_FRAME_POS(frame) == at) {
        frame->stacktop = -1;
    }
    return status;
}

int pyi_trace_instruction(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at,
                          _Py_CODEUNIT *before, int oparg, PyObject **sp) {
    if (pyi_monitor == NULL) {
        return trace_instruction(ts, frame, at, sp);
    }
    int stacktop = frame->stacktop;
    frame->stacktop = (int)(sp - frame->localsplus); /* callbacks may look into the frame */
    int status = pyi_monitor->instruction(ts, frame, at, before, oparg, sp);
    frame->stacktop = stacktop;
    return status < 0 ? -1 : trace_instruction(ts, frame, at, sp);
}

PySendResult pyi_trace_send(PyThreadState *ts, pyi_frame *frame, PyObject *receiver,
                            PyObject *sent, PyObject **result) {
    if (sent == Py_None && PyIter_Check(receiver)) {
        *result = Py_TYPE(receiver)->tp_iternext(receiver);
    } else {
        *result = PyObject_CallMethodOneArg(receiver, PYI_NAME("send"), sent);
    }
    if (*result != NULL) {
        return PYGEN_NEXT;
    }
    if (PyErr_ExceptionMatches(PyExc_StopIteration)) {
        pyi_trace_exception(ts, frame);
    }
    return _PyGen_FetchStopIterationValue(result) == 0 ? PYGEN_RETURN : PYGEN_ERROR;
}

/* ---- calls of C functions ------------------------------------------------------------------------------------------ */

static bool is_c_function(PyObject *op) {
    return PyCFunction_Check(op) || Py_IS_TYPE(op, &PyMethodDescr_Type) ||
           Py_IS_TYPE(op, &PyClassMethodDescr_Type);
}

/* new: what profile functions get to see of a method: bound to its receiver */
static PyObject *visible_callable(PyObject *callable, PyObject *self) {
    if (Py_IS_TYPE(callable, &PyMethodDescr_Type) && self != NULL) {
        return Py_TYPE(callable)->tp_descr_get(callable, self, (PyObject *)Py_TYPE(self));
    }
    return Py_NewRef(callable);
}

/* Takes the result of the call and gives it back. */
static PyObject *after_call(PyThreadState *ts, pyi_frame *frame, PyObject *shown,
                            PyObject *result) {
    if (result == NULL) {
        call_hook_protected(ts, ts->c_profilefunc, ts->c_profileobj, frame, PyTrace_C_EXCEPTION,
                            shown);
    } else if (call_hook(ts, ts->c_profilefunc, ts->c_profileobj, frame, PyTrace_C_RETURN,
                         shown) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *trace_c_call(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                              PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    if (ts->c_profilefunc == NULL || ts->tracing != 0 || !is_c_function(callable)) {
        return PyObject_Vectorcall(callable, args, nargsf, kwnames);
    }
    PyObject *shown =
        visible_callable(callable, PyVectorcall_NARGS(nargsf) > 0 ? args[0] : NULL);
    if (shown == NULL ||
        call_hook(ts, ts->c_profilefunc, ts->c_profileobj, frame, PyTrace_C_CALL, shown) < 0) {
        Py_XDECREF(shown);
        return NULL;
    }
    PyObject *result =
        after_call(ts, frame, shown, PyObject_Vectorcall(callable, args, nargsf, kwnames));
    Py_DECREF(shown);
    return result;
}

static PyObject *trace_c_call_expanded(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                                       PyObject *positional, PyObject *keywords) {
    if (ts->c_profilefunc == NULL || ts->tracing != 0 || !is_c_function(callable)) {
        return PyObject_Call(callable, positional, keywords);
    }
    bool has_self = PyTuple_GET_SIZE(positional) > 0;
    PyObject *shown =
        visible_callable(callable, has_self ? PyTuple_GET_ITEM(positional, 0) : NULL);
    if (shown == NULL ||
        call_hook(ts, ts->c_profilefunc, ts->c_profileobj, frame, PyTrace_C_CALL, shown) < 0) {
        Py_XDECREF(shown);
        return NULL;
    }
    PyObject *result =
        after_call(ts, frame, shown, PyObject_Call(callable, positional, keywords));
    Py_DECREF(shown);
    return result;
}

/* ---- monitoring ---------------------------------------------------------------------------------------------------- */

/* Whether tools are to hear of the end of a call that begins now: not if they only ask for it in that call. */
static bool hears_calls(pyi_frame *frame) {
    return pyi_monitor != NULL && pyi_monitor->hears_calls(frame);
}

/* Takes the result and gives it back. */
static PyObject *tell_end(PyThreadState *ts, pyi_frame *frame, PyObject *callable, PyObject *first,
                          PyObject *result) {
    return pyi_monitor == NULL ? result : pyi_monitor->called(ts, frame, callable, first, result);
}

PyObject *pyi_trace_c_call(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                           PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    PyObject *first = PyVectorcall_NARGS(nargsf) > 0 ? Py_NewRef(args[0]) : NULL;
    bool heard = hears_calls(frame);
    PyObject *result = trace_c_call(ts, frame, callable, args, nargsf, kwnames);
    result = heard ? tell_end(ts, frame, callable, first, result) : result;
    Py_XDECREF(first);
    return result;
}

/* borrowed, NULL for none, but before 3.13 tools are told None */
static PyObject *first_of(PyObject *positional) {
    PyObject *none = PYI_313 ? NULL : Py_None;
    return PyTuple_GET_SIZE(positional) > 0 ? PyTuple_GET_ITEM(positional, 0) : none;
}

PyObject *pyi_trace_c_call_expanded(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                                    PyObject *positional, PyObject *keywords) {
    bool heard = hears_calls(frame);
    PyObject *result = trace_c_call_expanded(ts, frame, callable, positional, keywords);
    return heard ? tell_end(ts, frame, callable, first_of(positional), result) : result;
}

int pyi_trace_expanded(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                       PyObject *positional) {
    /* before 3.13 such calls of Python functions are not told */
    bool told = pyi_monitor != NULL && (PYI_313 || !PyFunction_Check(callable));
    return told ? pyi_monitor->call(ts, frame, callable, first_of(positional)) : 0;
}

PyObject *pyi_trace_super(PyThreadState *ts, pyi_frame *frame, PyObject *super,
                          PyObject *const *args, size_t nargs) {
    PyObject *first = nargs > 0 ? args[0] : NULL;
    if (pyi_monitor != NULL && pyi_monitor->call(ts, frame, super, first) < 0) {
        return NULL;
    }
    bool heard = hears_calls(frame);
    PyObject *result = PyObject_Vectorcall(super, args, nargs, NULL);
    return heard ? tell_end(ts, frame, super, first, result) : result;
}

void pyi_monitor_exception(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at, int event) {
    if (pyi_monitor != NULL) {
        pyi_monitor->exception(ts, frame, at, event);
    }
}

/* ---- public functions ------------------------------------------------------------------------------------------------ */

static bool installing;

/* Before 3.12 the end of a function that is replaced may not install another one. */
static bool begin_install(const char *kind) {
    if (!PYI_312 && installing) {
        PyErr_Format(PyExc_RuntimeError,
                     "Cannot install a %s function while another %s function is being installed",
                     kind, kind);
        return false;
    }
    installing = true;
    return true;
}

int _PyEval_SetTrace(PyThreadState *ts, Py_tracefunc func, PyObject *arg) {
    if (PySys_Audit("sys.settrace", NULL) < 0) {
        return -1;
    }
    if (!begin_install("trace")) {
        return -1;
    }
    PyObject *old = ts->c_traceobj;
    ts->c_tracefunc = NULL;
    ts->c_traceobj = Py_XNewRef(arg);
    ts->c_tracefunc = func;
    last_frame = NULL;
    update(ts);
    Py_XDECREF(old);
    installing = false;
    return 0;
}

int _PyEval_SetProfile(PyThreadState *ts, Py_tracefunc func, PyObject *arg) {
    if (PySys_Audit("sys.setprofile", NULL) < 0) {
        return -1;
    }
    if (!begin_install("profile")) {
        return -1;
    }
    PyObject *old = ts->c_profileobj;
    ts->c_profilefunc = NULL;
    ts->c_profileobj = Py_XNewRef(arg);
    ts->c_profilefunc = func;
    update(ts);
    Py_XDECREF(old);
    installing = false;
    return 0;
}

void PyEval_SetTrace(Py_tracefunc func, PyObject *arg) {
    if (_PyEval_SetTrace(PyThreadState_Get(), func, arg) < 0) {
        PyErr_WriteUnraisable(NULL);
    }
}

void PyEval_SetProfile(Py_tracefunc func, PyObject *arg) {
    if (_PyEval_SetProfile(PyThreadState_Get(), func, arg) < 0) {
        PyErr_WriteUnraisable(NULL);
    }
}

#if PYI_312
void PyEval_SetTraceAllThreads(Py_tracefunc func, PyObject *arg) {
    PyThreadState *ts = PyInterpreterState_Get()->threads.head;
    for (; ts != NULL; ts = ts->next) {
        if (_PyEval_SetTrace(ts, func, arg) < 0) {
            PyErr_WriteUnraisable(NULL);
        }
    }
}

void PyEval_SetProfileAllThreads(Py_tracefunc func, PyObject *arg) {
    PyThreadState *ts = PyInterpreterState_Get()->threads.head;
    for (; ts != NULL; ts = ts->next) {
        if (_PyEval_SetProfile(ts, func, arg) < 0) {
            PyErr_WriteUnraisable(NULL);
        }
    }
}
#endif

void PyThreadState_EnterTracing(PyThreadState *ts) {
    ts->tracing++;
#if !PYI_312
    ts->cframe->use_tracing = 0;
#endif
}

void PyThreadState_LeaveTracing(PyThreadState *ts) {
    ts->tracing--;
#if !PYI_312
    bool tracing = ts->c_tracefunc != NULL || ts->c_profilefunc != NULL;
    ts->cframe->use_tracing = tracing && ts->tracing == 0 ? 255 : 0;
#endif
}

/* new: the call is traced although a trace function makes it */
PyObject *_PyEval_CallTracing(PyObject *func, PyObject *args) {
    PyThreadState *ts = PyThreadState_Get();
    int tracing = ts->tracing;
    ts->tracing = 0;
#if !PYI_312
    uint8_t use_tracing = ts->cframe->use_tracing;
    ts->cframe->use_tracing = ts->c_tracefunc != NULL || ts->c_profilefunc != NULL ? 255 : 0;
#endif
    PyObject *result = PyObject_Call(func, args, NULL);
    ts->tracing = tracing;
#if !PYI_312
    ts->cframe->use_tracing = use_tracing;
#endif
    return result;
}

#if PYI_313
int _PyEval_SetOpcodeTrace(PyFrameObject *self, bool enable) {
    self->f_trace_opcodes = enable;
    return 0;
}
#endif
