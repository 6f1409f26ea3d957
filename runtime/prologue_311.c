/* SPDX-License-Identifier: Apache-2.0 */
/* prologue_311.c: native functions on CPython 3.11, entered from their own code objects.
 *
 * The code object of a native function begins with two loops over its last constant (described in
 * aot_build/bytecode/prologue.py). Here is that constant: an iterator that each loop asks once.
 *
 *   first loop   the native body runs in the interpreter's frame of the function; an item is what
 *                the function returns, no item means that the bytecode is to run
 *   second loop  the StopIteration that the body raised: the first loop cannot tell it from the end
 *
 * Which loop asks is seen by the frame's position, so whoever else gets hold of the constant, or of
 * a copy of the code object, finds an empty iterator.
 *
 * C code calls functions by their vectorcall, and so do native functions. The first call of a
 * function sets it, which spares them the way through the interpreter. There is no watcher to see
 * `f.__code__ = ...`, so that entry looks itself whether the function still has its code.
 */
#include "attach.h"

#if !RT_HAS_WATCHERS

#  include <opcode.h>

/* ---- the body, run in the interpreter's frame ----------------------------------------------------- */

/* The place for StopIteration between the loops: the last one of the frame's evaluation stack, which
 * the prologue asks for and does not use. */
static PyObject **stop_place(struct _PyInterpreterFrame *frame) {
    return &frame->localsplus[frame->f_code->co_nlocalsplus + RT_PROLOGUE_STACK - 1];
}

/* New: the exception that is set, which no longer is. */
static PyObject *take_exception(void) {
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (traceback != NULL) {
        PyException_SetTraceback(value, traceback);
    }
    Py_DECREF(type);
    Py_XDECREF(traceback);
    return value;
}

static bool serves(const rt_native_entry *self, struct _PyInterpreterFrame *frame) {
    const rt_module_state *state = self->module->state;
    if (rt_likely(frame->f_globals == state->globals && frame->f_builtins == state->builtins)) {
        return true;
    }
    return rt_module_serves(self->module, frame->f_globals, frame->f_builtins);
}

/* A frame object that somebody keeps gets the frame's contents now, while the position is still the
 * body's; the interpreter finds an empty frame to clear. */
static void frame_hand_over(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    int n = frame->f_code->co_nlocalsplus;
    frame->stacktop = n;
    rt_frame_unlink(ts, frame);
    rt_frame_hand_over(ts, frame);
    rt_frame_link(ts, frame);
    frame->stacktop = -1; /* in a register, as long as the interpreter runs the frame */
    frame->f_locals = NULL;
    for (int i = 0; i < n; i++) {
        frame->localsplus[i] = NULL;
    }
}

/* Somebody began to trace this frame while the body ran. The interpreter would report its return
 * from the prologue, which has no line. */
static void frame_forget_trace(PyThreadState *ts, struct _PyInterpreterFrame *frame) {
    if (ts->cframe->use_tracing && frame->frame_obj != NULL) {
        Py_CLEAR(frame->frame_obj->f_trace);
    }
}

/* What the interpreter has not done before the first instruction. */
static PyObject *run(PyThreadState *ts, struct _PyInterpreterFrame *frame, rt_body body) {
    uintptr_t sp = (uintptr_t)__builtin_frame_address(0);
    if (rt_unlikely(sp - rt_stack_base > rt_stack_span) && rt_stack_exceeded(ts, sp) < 0) {
        return NULL;
    }
    return rt_run_frame(ts, frame, body);
}

/* new; NULL with an exception, or without one: run the bytecode, or ask the second loop */
static PyObject *enter(rt_native_entry *self, PyThreadState *ts,
                       struct _PyInterpreterFrame *frame) {
    PyObject **stop = stop_place(frame);
    *stop = NULL;
    if (rt_unlikely(ts->cframe->use_tracing || !serves(self, frame))) {
        return NULL;
    }
    if (self->def->entry != NULL) {
        frame->f_func->vectorcall = self->def->entry;
    }
    frame->prev_instr = self->start;
    PyObject *result = run(ts, frame, self->def->body);
    frame_forget_trace(ts, frame);
    if (rt_unlikely(frame->frame_obj != NULL && Py_REFCNT(frame->frame_obj) > 1)) {
        frame_hand_over(ts, frame);
    }
    frame->prev_instr = self->first_loop; /* not started: no traceback entry for the prologue */
    if (rt_unlikely(result == NULL && PyErr_ExceptionMatches(PyExc_StopIteration))) {
        *stop = take_exception();
    }
    return result;
}

/* ---- the constant ------------------------------------------------------------------------------------ */

static PyObject *entry_next(PyObject *op) {
    rt_native_entry *self = (rt_native_entry *)op;
    PyThreadState *ts = PyThreadState_Get();
    struct _PyInterpreterFrame *frame = ts->cframe->current_frame;
    if (rt_likely(frame != NULL && frame->prev_instr == self->first_loop)) {
        return enter(self, ts, frame);
    }
    if (frame != NULL && frame->prev_instr == self->second_loop) {
        return *stop_place(frame);
    }
    return NULL;
}

static PyObject *entry_repr(PyObject *op) {
    rt_native_entry *self = (rt_native_entry *)op;
    return PyUnicode_FromFormat("<native code of %s.%U>", self->module->name,
                                self->code->co_qualname);
}

/* What is copied out of the process is the constant as it was shipped, and that is empty bytes:
 * pickle asks this, */
static PyObject *entry_reduce(PyObject *self, PyObject *unused) {
    (void)self, (void)unused;
    return Py_BuildValue("(O())", &PyBytes_Type);
}

/* and marshal this. */
static int entry_buffer(PyObject *self, Py_buffer *view, int flags) {
    static char nothing[1];
    return PyBuffer_FillInfo(view, self, nothing, 0, 1, flags);
}

static PyMethodDef entry_methods[] = {
    {"__reduce__", entry_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static PyBufferProcs entry_as_buffer = {.bf_getbuffer = entry_buffer};

PyTypeObject rt_native_entry_type = {
    .ob_base = PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "aot_build.native_entry",
    .tp_basicsize = sizeof(rt_native_entry),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_repr = entry_repr,
    .tp_as_buffer = &entry_as_buffer,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = entry_next,
    .tp_methods = entry_methods,
};

/* ---- code objects ---------------------------------------------------------------------------------- */

/* The n-th FOR_ITER of the prologue, or NULL. */
static _Py_CODEUNIT *find_loop(PyCodeObject *code, int n) {
    _Py_CODEUNIT *units = _PyCode_CODE(code);
    for (int i = 0; i < RT_PROLOGUE_UNITS && i < Py_SIZE(code); i++) {
        if (_Py_OPCODE(units[i]) == FOR_ITER && n-- == 0) {
            return &units[i];
        }
    }
    return NULL;
}

/* True when the code object has a prologue, to be filled. */
static bool has_prologue(PyCodeObject *code) {
    Py_ssize_t n = PyTuple_GET_SIZE(code->co_consts);
    PyObject *last = n == 0 ? NULL : PyTuple_GET_ITEM(code->co_consts, n - 1);
    return last != NULL && PyBytes_CheckExact(last) && PyBytes_GET_SIZE(last) == 0 &&
           code->co_stacksize >= RT_PROLOGUE_STACK &&
           code->_co_firsttraceable >= RT_PROLOGUE_UNITS && find_loop(code, 1) != NULL;
}

static rt_native_entry *entry_new(const rt_module_def *module, const rt_function_def *def,
                                  PyCodeObject *code) {
    rt_native_entry *self = PyObject_New(rt_native_entry, &rt_native_entry_type);
    if (self != NULL) {
        self->module = module;
        self->def = def;
        self->code = code;
        self->first_loop = find_loop(code, 0);
        self->second_loop = find_loop(code, 1);
        self->start = _PyCode_CODE(code) + code->_co_firsttraceable;
    }
    return self;
}

int rt_prologue_fill(const rt_module_def *module, const rt_function_def *def,
                     PyCodeObject *code) {
    if (!has_prologue(code)) {
        return 0; /* nothing leads to the body then */
    }
    Py_ssize_t last = PyTuple_GET_SIZE(code->co_consts) - 1;
    PyObject *entry = (PyObject *)entry_new(module, def, code);
    /* equal tuples of constants were marshalled as one */
    PyObject *consts = entry == NULL ? NULL : PyTuple_New(last + 1);
    if (consts == NULL) {
        Py_XDECREF(entry);
        return -1;
    }
    for (Py_ssize_t i = 0; i < last; i++) {
        PyTuple_SET_ITEM(consts, i, Py_NewRef(PyTuple_GET_ITEM(code->co_consts, i)));
    }
    PyTuple_SET_ITEM(consts, last, entry);
    Py_SETREF(code->co_consts, consts);
    return 0;
}

const rt_function_def *rt_body_of(PyObject *code, const rt_module_def **module) {
    const rt_native_entry *entry = rt_entry_of_code((PyCodeObject *)code);
    if (entry == NULL || entry->def->entry != NULL) {
        return NULL;
    }
    *module = entry->module;
    return entry->def;
}

int rt_prologue_init(void) { return PyType_Ready(&rt_native_entry_type); }

/* ---- the vectorcall of a function that has been called ----------------------------------------------- */

PyObject *rt_vectorcall_framed(PyObject *callable, PyObject *const *args, size_t nargsf,
                               PyObject *kwnames, rt_body body, void *frame_mem,
                               int32_t nlocalsplus) {
    PyFunctionObject *func = (PyFunctionObject *)callable;
    const rt_native_entry *entry = rt_entry_of(func);
    if (rt_unlikely(entry == NULL || entry->def->body != body)) {
        rt_detach(func); /* it has another code object by now */
        return rt_call_bytecode_tier(callable, args, nargsf, kwnames);
    }
    return rt_vectorcall(callable, args, nargsf, kwnames, body, frame_mem, nlocalsplus);
}

#endif
