/* SPDX-License-Identifier: Apache-2.0 */
/* make_generator.c: generators and coroutines, made without a turn of the interpreter.
 *
 * A call of their function makes what the interpreter's RETURN_GENERATOR would have made: the object with its
 * frame, whose arguments are bound and which stands at that instruction.
 */
#include "make_generator.h"
#include "generator.h"
#include "generator_memory.h"
#include "resume.h"
#include "spare_memory.h"

#if RT_HAS_WATCHERS

#  include <opcode.h>

/* borrowed; what functions of the code object make, NULL for those of other kinds */
static PyTypeObject *type_of(PyCodeObject *code) {
    if (code->co_flags & CO_GENERATOR) {
        return &PyGen_Type;
    }
    if (code->co_flags & CO_COROUTINE) {
        return &PyCoro_Type;
    }
    return code->co_flags & CO_ASYNC_GENERATOR ? &PyAsyncGen_Type : NULL;
}

int32_t rt_generator_start(PyCodeObject *code) {
    const _Py_CODEUNIT *first = _PyCode_CODE(code);
    PyTypeObject *type = type_of(code);
    Py_ssize_t head =
        offsetof(PyGenObject, gi_iframe) + offsetof(struct _PyInterpreterFrame, localsplus);
    if (type == NULL || type->tp_basicsize != head || type->tp_itemsize != sizeof(PyObject *)) {
        return -1;
    }
    for (int32_t i = 0; i < Py_SIZE(code); i++) {
        switch (first[i].op.code) {
        case RETURN_GENERATOR:
            return i;
        case COPY_FREE_VARS:
        case MAKE_CELL:
        case EXTENDED_ARG:
            break;
        default:
            return -1; /* does more before than is known */
        }
    }
    return -1;
}

/* Cells and closure, as the instructions before RETURN_GENERATOR make them. 0 or -1. */
static int run_prologue(struct _PyInterpreterFrame *frame, PyCodeObject *code, int32_t start) {
    const _Py_CODEUNIT *first = _PyCode_CODE(code);
    int arg = 0;
    for (int32_t i = 0; i < start; i++) {
        arg = arg << 8 | first[i].op.arg;
        if (first[i].op.code == EXTENDED_ARG) {
            continue;
        }
        if (first[i].op.code == COPY_FREE_VARS) {
            rt_frame_copy_closure(frame);
        } else if (rt_frame_make_cell(frame, arg) < 0) {
            return -1;
        }
        arg = 0;
    }
    return 0;
}

/* Arguments to the first of n variables; the others are empty. 1, 0 when they do not fit, -1 */
static inline int32_t bind(PyObject *callable, PyCodeObject *code, PyObject *const *args,
                           size_t nargsf, PyObject *kwnames, PyObject **locals, int32_t n) {
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf);
    bool direct = rt_binds_directly(code, nargs, kwnames);
    for (Py_ssize_t i = 0; direct && i < nargs; i++) {
        locals[i] = Py_NewRef(args[i]);
    }
    rt_clear_locals(locals, direct ? nargs : 0, n);
    return direct ? 1 : rt_bind(callable, args, nargsf, kwnames, locals);
}

/* Its frame is complete. */
static PyObject *begin(PyGenObject *gen, PyFunctionObject *func) {
    gen->gi_weakreflist = NULL;
    gen->gi_name = Py_NewRef(func->func_name);
    gen->gi_qualname = Py_NewRef(func->func_qualname);
    gen->gi_exc_state = (_PyErr_StackItem){NULL, NULL};
    gen->gi_origin_or_finalizer = NULL;
    gen->gi_hooks_inited = gen->gi_closed = gen->gi_running_async = 0;
    gen->gi_frame_state = FRAME_CREATED;
    rt_track((PyObject *)gen);
    return (PyObject *)gen;
}

/* Not tracked, nothing in it but its frame, of which `bound` variables have a value or none. */
static void give_up(PyGenObject *gen, PyObject **locals, int32_t bound) {
    for (int32_t i = 0; i < bound; i++) {
        Py_XDECREF(locals[i]);
    }
    PyObject_GC_Del(gen);
}

PyObject *rt_make_generator(PyThreadState *ts, PyObject *callable, PyObject *const *args,
                            size_t nargsf, PyObject *kwnames, int32_t start) {
    PyFunctionObject *func = (PyFunctionObject *)callable;
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    if (rt_unlikely(ts->coroutine_origin_tracking_depth != 0)) {
        return rt_call_bytecode_tier(callable, args, nargsf, kwnames);
    }
    int32_t n = code->co_nlocalsplus;
    PyGenObject *gen = rt_allocate_generator(type_of(code), code);
    if (gen == NULL) {
        return NULL;
    }
    struct _PyInterpreterFrame *frame = rt_frame_lay(rt_generator_frame(gen), func, code, n);
    int32_t bound = bind(callable, code, args, nargsf, kwnames, frame->localsplus, n);
    if (rt_likely(bound > 0) && start > 0 && run_prologue(frame, code, start) < 0) {
        bound = -1;
    }
    if (rt_unlikely(bound <= 0)) {
        give_up(gen, frame->localsplus, n);
        return bound < 0 ? NULL : rt_call_bytecode_tier(callable, args, nargsf, kwnames);
    }
    Py_INCREF(code);
    Py_INCREF(func);
    *rt_frame_position(frame) = _PyCode_CODE(code) + start + RT_SUSPENDED_BEHIND;
    frame->previous = NULL;
    frame->owner = FRAME_OWNED_BY_GENERATOR;
    return begin(gen, func);
}

#endif
