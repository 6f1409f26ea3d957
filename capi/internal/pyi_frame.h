/* SPDX-License-Identifier: Apache-2.0 */
/* pyi_frame.h: frames of the three versions under one set of names, for files that deal with frames.
 *
 * `pyi_frame` is the interpreter's own frame (struct _PyInterpreterFrame), on a thread's data stack, in a
 * generator, in a frame object or, of native code, on the C stack. Its position is the instruction
 * that is being executed. Between instructions (not started, or suspended) 3.11 and 3.12 keep the
 * one before the next, 3.13 the next.
 */
#ifndef PYI_FRAME_H
#define PYI_FRAME_H

#include "pyi.h"

#include "internal/pycore_function.h"
#include "internal/pycore_genobject.h"
#if PYI_313
#  include "internal/pycore_modsupport.h"
#endif

typedef struct _PyInterpreterFrame pyi_frame;

#if PYI_313
#  define PYI_FRAME_POS(frame) ((frame)->instr_ptr)
static inline PyCodeObject *pyi_frame_code(pyi_frame *frame) {
    return (PyCodeObject *)frame->f_executable;
}
static inline bool pyi_frame_has_code(pyi_frame *frame) {
    return frame->f_executable != NULL && PyCode_Check(frame->f_executable);
}
#else
#  define PYI_FRAME_POS(frame) ((frame)->prev_instr)
static inline PyCodeObject *pyi_frame_code(pyi_frame *frame) { return frame->f_code; }
static inline bool pyi_frame_has_code(pyi_frame *frame) { return frame->f_code != NULL; }
#endif

#if PYI_312
#  define PYI_FRAME_FUNC(frame) ((frame)->f_funcobj)
#else
#  define PYI_FRAME_FUNC(frame) ((frame)->f_func)
#endif

#if PYI_313
#  define PYI_CURRENT_FRAME(ts) ((ts)->current_frame)
#else
#  define PYI_CURRENT_FRAME(ts) ((ts)->cframe->current_frame)
#endif

#if PYI_312
#  define PYI_RECURSION_REMAINING(ts) ((ts)->py_recursion_remaining)
#else
#  define PYI_RECURSION_REMAINING(ts) ((ts)->recursion_remaining)
#endif

/* words of a frame, with its locals and its evaluation stack */
static inline int pyi_frame_size(PyCodeObject *code) {
#if PYI_312
    return code->co_framesize;
#else
    return code->co_nlocalsplus + code->co_stacksize + (int)FRAME_SPECIALS_SIZE;
#endif
}

/* where execution goes on when the frame is not being executed */
static inline _Py_CODEUNIT *pyi_frame_next(pyi_frame *frame) {
#if PYI_313
    return frame->instr_ptr;
#else
    return frame->prev_instr + 1;
#endif
}

/* Owns func and code from now on; the caller fills the locals. */
static inline void pyi_frame_init(pyi_frame *frame, PyFunctionObject *func, PyCodeObject *code,
                                  PyObject *locals) {
#if PYI_313
    frame->f_executable = Py_NewRef(code);
    frame->instr_ptr = _PyCode_CODE(code);
#else
    frame->f_code = (PyCodeObject *)Py_NewRef(code);
    frame->prev_instr = _PyCode_CODE(code) - 1;
#endif
#if PYI_312
    frame->f_funcobj = (PyObject *)func;
    frame->return_offset = 0;
#else
    frame->f_func = func;
    frame->is_entry = false;
#endif
    frame->f_globals = func->func_globals;
    frame->f_builtins = func->func_builtins;
    frame->f_locals = locals;
    frame->frame_obj = NULL;
    frame->stacktop = code->co_nlocalsplus;
    frame->owner = FRAME_OWNED_BY_THREAD;
}

/* frames that show up: not those that are still making their cells */
static inline pyi_frame *pyi_frame_complete(pyi_frame *frame) {
    while (frame != NULL && _PyFrame_IsIncomplete(frame)) {
        frame = frame->previous;
    }
    return frame;
}

/* room on the thread's data stack; NULL with MemoryError */
static inline pyi_frame *pyi_datastack_push(PyThreadState *ts, int size) {
    if (pyi_likely(size < ts->datastack_limit - ts->datastack_top)) {
        pyi_frame *frame = (pyi_frame *)ts->datastack_top;
        ts->datastack_top += size;
        return frame;
    }
#if PYI_312
    return _PyThreadState_PushFrame(ts, size);
#else
    return _PyThreadState_BumpFramePointerSlow(ts, size);
#endif
}

/* frame.c: drops what the frame owns, code included; a frame object that lives on takes it over */
PYI_HIDDEN void pyi_frame_clear(pyi_frame *frame);
/* frame.c: the same for an owned frame on the data stack, which shrinks */
static inline void pyi_frame_pop(PyThreadState *ts, pyi_frame *frame) {
    pyi_frame_clear(frame);
    _PyThreadState_PopFrame(ts, frame);
}

/* ---- code objects (code.c) -------------------------------------------------------------------- */

/* The opcode that the compiler wrote, for one that the interpreter put in its place; how many code
 * units of inline cache follow it (runtime/vm/opcodes.c). */
PYI_HIDDEN extern const uint8_t pyi_opcode_base[256];
PYI_HIDDEN extern const uint8_t pyi_opcode_caches[256];

/* Source lines for tracebacks of sources that are not files: new, or NULL without an exception. */
PYI_HIDDEN extern PyObject *(*pyi_source_line_hook)(PyObject *filename, int lineno);

/* ---- calls (runtime/vm/bind.c) ------------------------------------------------------------------ */

/* Distributes arguments over the parameters; owns args from now on, whatever happens. localsplus
 * is filled; on failure -1, and it is left with what has to be dropped. */
PYI_HIDDEN int pyi_bind_arguments(PyThreadState *ts, PyFunctionObject *func, PyObject **localsplus,
                                  PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames);

/* A frame for a call, pushed but not linked; owns func, locals and args from now on. */
PYI_HIDDEN pyi_frame *pyi_frame_push_call(PyThreadState *ts, PyFunctionObject *func,
                                          PyObject *locals, PyObject *const *args,
                                          Py_ssize_t nargs, PyObject *kwnames);

/* modules/build_class.c: builtins.__build_class__, METH_FASTCALL | METH_KEYWORDS */
PYI_HIDDEN PyObject *pyi_builtin_build_class(PyObject *module, PyObject *const *args,
                                             Py_ssize_t nargs, PyObject *kwnames);

/* ---- exceptions ---------------------------------------------------------------------------------- */

/* new: the exception that is set, normalised and with its traceback, which no longer is */
static inline PyObject *pyi_exception_take(PyThreadState *ts) {
#if PYI_312
    return _PyErr_GetRaisedException(ts);
#else
    PyObject *type, *value, *traceback;
    _PyErr_Fetch(ts, &type, &value, &traceback);
    _PyErr_NormalizeException(ts, &type, &value, &traceback);
    if (value != NULL && traceback != NULL) {
        PyException_SetTraceback(value, traceback);
    }
    Py_XDECREF(type);
    Py_XDECREF(traceback);
    return value;
#endif
}

/* steals exc, an exception instance */
static inline void pyi_exception_set(PyThreadState *ts, PyObject *exc) {
#if PYI_312
    _PyErr_SetRaisedException(ts, exc);
#else
    _PyErr_Restore(ts, Py_NewRef(Py_TYPE(exc)), exc, PyException_GetTraceback(exc));
#endif
}

/* ---- tracing (support/trace.c) ------------------------------------------------------------------- */

PYI_HIDDEN int pyi_trace_call(PyThreadState *ts, pyi_frame *frame, int what, PyObject *arg);

#endif /* PYI_FRAME_H */
