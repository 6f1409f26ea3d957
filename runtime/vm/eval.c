/* SPDX-License-Identifier: Apache-2.0 */
/* eval.c: the interpreter of bytecode: one function, which is all of it that has to be fast.
 *
 * It executes frames. A call of a Python function, and a `for` or `await` over a generator, go on in
 * the same activation of this function with another frame; it returns when the frame that it was
 * given returns, yields or raises.
 *
 *   ip     the instruction being executed, until NEXT moves on
 *   sp     one past the top of the evaluation stack
 *   fp     the frame's locals; the evaluation stack begins after them
 *
 * What an instruction pops stays on the stack until it has succeeded, so `goto error` at any time
 * leaves nothing to clean up. PURE instructions cannot raise nor run other code; all others note the
 * position in the frame first, for whoever looks at it.
 */
#include "vm.h"

#include "internal/pycore_abstract.h"
#include "internal/pycore_list.h"
#include "internal/pycore_object.h"
#if PYI_312
#  include "internal/pycore_range.h"
#  include "internal/pycore_typeobject.h"
#endif
#if PYI_313
#  include "internal/pycore_setobject.h"
#endif

const void *const *vm_targets;
const void *const *vm_plain_targets;
const void *const *vm_traced_targets;

#include "vm_attr.h"
#include "inline_ops.h"

#if PYI_312
#  define UNIT_OPCODE(unit) ((unit).op.code)
#  define UNIT_OPARG(unit) ((unit).op.arg)
#else
#  define UNIT_OPCODE(unit) ((unit)&255)
#  define UNIT_OPARG(unit) ((unit) >> 8)
#endif

#define SAVE() (PYI_FRAME_POS(frame) = ip)
#define DISPATCH()                                                                                 \
    do {                                                                                           \
        opcode = UNIT_OPCODE(*ip);                                                                 \
        oparg = UNIT_OPARG(*ip);                                                                   \
        goto *vm_targets[opcode];                                                                  \
    } while (0)
/* The names of instructions are macros themselves: these must not hand them on as arguments. */
#define PURE(name) TARGET_##name:
#define TARGET(name)                                                                               \
    TARGET_##name:                                                                                 \
    SAVE();
#define FORM(name)                                                                                 \
    FORM_##name:                                                                                   \
    SAVE();
#define SKIP(name) (ip += 1 + VM_CACHE_##name)
#define NEXT(name)                                                                                 \
    do {                                                                                           \
        ip += 1 + VM_CACHE_##name;                                                                 \
        DISPATCH();                                                                                \
    } while (0)

#define PUSH(op)                                                                                   \
    do {                                                                                           \
        PyObject *pushed_ = (op); /* which may be made of what is on the stack */                  \
        *sp++ = pushed_;                                                                           \
    } while (0)
#define POP() (*--sp)
#define TOP sp[-1]
#define SECOND sp[-2]
#define THIRD sp[-3]
#define REPLACE_TOP(op)                                                                            \
    do {                                                                                           \
        PyObject *old_ = TOP;                                                                      \
        TOP = (op);                                                                                \
        Py_DECREF(old_);                                                                           \
    } while (0)
/* two popped, result pushed */
#define REPLACE_TWO(op)                                                                            \
    do {                                                                                           \
        PyObject *first_ = SECOND, *second_ = TOP;                                                 \
        sp--;                                                                                      \
        TOP = (op);                                                                                \
        Py_DECREF(first_);                                                                         \
        Py_DECREF(second_);                                                                        \
    } while (0)

/* Runs the general form from now on; counts down to the next attempt. */
#define GUARD(name, condition)                                                                     \
    do {                                                                                           \
        if (pyi_unlikely(!(condition))) {                                                          \
            opcode = pyi_opcode_base[opcode];                                                      \
            vm_set_opcode(ip, (int)opcode);                                                        \
            vm_cache(ip)[0] = (uint16_t)VM_AFTER_MISS;                                             \
            goto TARGET_##name;                                                                    \
        }                                                                                          \
    } while (0)
#define WARM_UP(statement)                                                                         \
    do {                                                                                           \
        if (pyi_unlikely(++vm_cache(ip)[0] == VM_WARM)) {                                          \
            statement;                                                                             \
            if (UNIT_OPCODE(*ip) != opcode && !pyi_watched) { /* forms tell no events */           \
                DISPATCH_AGAIN();                                                                  \
            }                                                                                      \
        }                                                                                          \
    } while (0)
/* the instruction has another form now; oparg may have come from EXTENDED_ARG */
#define DISPATCH_AGAIN()                                                                           \
    do {                                                                                           \
        opcode = UNIT_OPCODE(*ip);                                                                 \
        goto *vm_plain_targets[opcode];                                                            \
    } while (0)

#define CHECK_BREAKER()                                                                            \
    do {                                                                                           \
        if (pyi_unlikely(vm_breaker_set(ts)) && pyi_handle_pending(ts) < 0) {                      \
            goto error;                                                                            \
        }                                                                                          \
    } while (0)

#define NAME(i) PyTuple_GET_ITEM(names, i)

/* after the frame changed: everything that is kept in registers */
#define LOAD_FRAME()                                                                               \
    do {                                                                                           \
        code = pyi_frame_code(frame);                                                              \
        names = code->co_names;                                                                    \
        consts = ((PyTupleObject *)code->co_consts)->ob_item;                                      \
        fp = frame->localsplus;                                                                    \
        sp = fp + frame->stacktop;                                                                 \
        frame->stacktop = -1;                                                                      \
    } while (0)

/* the tables of targets have an entry for everything else first */
#pragma GCC diagnostic ignored "-Woverride-init"

#if defined(__GNUC__) && !defined(__clang__)
__attribute__((optimize("no-gcse", "no-crossjumping")))
#endif
PyObject *
vm_run(PyThreadState *ts, pyi_frame *frame, int throwflag) {
    static const void *const plain[256] = {
        [0 ... 255] = &&unknown_instruction,
#define PLAIN_TARGET(name, caches) [name] = &&TARGET_##name,
        VM_OPCODES(PLAIN_TARGET)
#undef PLAIN_TARGET
#define FORM_TARGET(name, base) [VM_##name] = &&FORM_##name,
            VM_FORMS(FORM_TARGET)
#undef FORM_TARGET
    };
    static const void *const traced[256] = {[0 ... 255] = &&traced_instruction};

    if (pyi_unlikely(frame == NULL)) {
        vm_plain_targets = plain;
        vm_traced_targets = traced;
        vm_targets = plain;
        return NULL;
    }

    _Py_CODEUNIT *ip;
    PyObject **sp, **fp, **consts;
    PyObject *names, *result, *kwnames = NULL;
    PyCodeObject *code;
    unsigned opcode, oparg;
    pyi_frame *const entry = frame;
    pyi_frame *callee;

    frame->previous = PYI_CURRENT_FRAME(ts);
    PYI_CURRENT_FRAME(ts) = frame;
    if (pyi_unlikely(throwflag)) {
        PYI_RECURSION_REMAINING(ts)--;
        LOAD_FRAME();
#if PYI_313
        ip = PYI_FRAME_POS(frame) - 1; /* the instruction that is interrupted */
#else
        ip = PYI_FRAME_POS(frame);
#endif
        if (pyi_watched) {
            pyi_monitor_exception(ts, frame, ip, PYI_EVENT_PY_THROW);
            pyi_trace_call(ts, frame, PyTrace_CALL, Py_None); /* what it raises goes on instead */
        }
        goto error;
    }
    goto start;

/* ---- frames ---------------------------------------------------------------------------------- */

enter: /* callee is pushed, or a generator's; what was on the stack for it is gone */
    frame->stacktop = (int)(sp - fp);
    callee->previous = frame;
    frame = callee;
    PYI_CURRENT_FRAME(ts) = frame;
start:
    if (pyi_unlikely(PYI_RECURSION_REMAINING(ts)-- <= 0) && pyi_recursion_exceeded(ts) < 0) {
        LOAD_FRAME();
        goto leave_failed;
    }
    LOAD_FRAME();
    ip = pyi_frame_next(frame);
    DISPATCH();

leave: /* with result */
    PYI_RECURSION_REMAINING(ts)++;
    callee = frame;
    frame = callee->previous;
    callee->stacktop = (int)(sp - fp);
    PYI_CURRENT_FRAME(ts) = frame;
    if (callee->owner == FRAME_OWNED_BY_GENERATOR) {
        vm_generator_finish(ts, callee);
        if (callee != entry) {
            goto generator_returned;
        }
        return result;
    }
    pyi_frame_pop(ts, callee);
    if (callee == entry) {
        return result;
    }
resume: /* the frame goes on after a call; result is what it gave */
    LOAD_FRAME();
#if PYI_312
    ip = PYI_FRAME_POS(frame);
    if (frame->return_offset & VM_INIT_CALL) { /* the instance is on the stack already */
        if (pyi_unlikely(result != Py_None)) {
            PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'",
                         Py_TYPE(result)->tp_name);
            Py_DECREF(result);
            goto error;
        }
        ip += frame->return_offset & ~VM_INIT_CALL;
        DISPATCH();
    }
    PUSH(result);
    ip += frame->return_offset;
#else
    PUSH(result);
    ip = PYI_FRAME_POS(frame);
    ip += 1 + pyi_opcode_caches[UNIT_OPCODE(*ip)];
#endif
    DISPATCH();

leave_failed: /* with an exception; the stack is empty */
    PYI_RECURSION_REMAINING(ts)++;
    callee = frame;
    frame = callee->previous;
    callee->stacktop = (int)(sp - fp);
    PYI_CURRENT_FRAME(ts) = frame;
    if (callee->owner == FRAME_OWNED_BY_GENERATOR) {
        vm_generator_finish(ts, callee);
    } else {
        pyi_frame_pop(ts, callee);
    }
    if (callee == entry) {
        return NULL;
    }
    LOAD_FRAME();
    ip = PYI_FRAME_POS(frame);
    kwnames = NULL;
    goto error;

/* ---- exceptions ----------------------------------------------------------------------------------- */

unknown_instruction:
    SAVE();
    PyErr_Format(PyExc_SystemError, "unknown opcode %d", opcode);
    goto error;

return_failed: /* who watches the return failed */
#if !PYI_312
    /* The frame has ended for CPython: it has no place in the traceback and no handlers. */
    while (sp > fp + code->co_nlocalsplus) {
        PyObject *op = POP();
        Py_XDECREF(op);
    }
    goto leave_failed;
#endif
error:
    kwnames = NULL;
    if (!_PyFrame_IsIncomplete(frame)) {
        PyFrameObject *object = _PyFrame_GetFrameObject(frame);
        if (object != NULL) {
            PyTraceBack_Here(object);
        }
    }
    if (pyi_unlikely(pyi_watched)) {
        pyi_monitor_exception(ts, frame, ip, PYI_EVENT_RAISE);
        pyi_trace_exception(ts, frame);
    }
    goto unwind;
reraise:
    if (pyi_unlikely(pyi_watched)) {
        pyi_monitor_exception(ts, frame, ip, PYI_EVENT_RERAISE);
    }
unwind: {
    int depth, handler, lasti;
    PyObject **base = fp + code->co_nlocalsplus;
    bool found = vm_find_handler(code, (int)(ip - _PyCode_CODE(code)), &depth, &handler, &lasti);
    PyObject **keep = found ? base + depth : base;
    while (sp > keep) {
        PyObject *op = POP();
        Py_XDECREF(op);
    }
    if (!found) {
        if (pyi_unlikely(pyi_watched)) {
            pyi_monitor_exception(ts, frame, ip, PYI_EVENT_PY_UNWIND);
            pyi_trace_unwind(ts, frame);
        }
        goto leave_failed;
    }
    if (lasti) {
        PyObject *position = PyLong_FromLong((long)(PYI_FRAME_POS(frame) - _PyCode_CODE(code)));
        if (position == NULL) { /* trying again would go on for ever; MemoryError is what is raised now */
            position = Py_NewRef(Py_None);
        }
        PUSH(position);
    }
    ip = _PyCode_CODE(code) + handler;
    if (pyi_unlikely(pyi_watched)) {
        pyi_monitor_exception(ts, frame, ip, PYI_EVENT_EXCEPTION_HANDLED);
    }
    PUSH(pyi_exception_take(ts));
    DISPATCH();
}

traced_instruction: {
    _Py_CODEUNIT *before = PYI_FRAME_POS(frame);
    SAVE();
    if (pyi_trace_instruction(ts, frame, ip, before, (int)oparg, sp) < 0) {
        goto error;
    }
    if (pyi_unlikely(PYI_FRAME_POS(frame) != ip)) { /* somebody set f_lineno */
        ip = PYI_FRAME_POS(frame);
        sp = fp + frame->stacktop;
        frame->stacktop = -1;
        opcode = UNIT_OPCODE(*ip);
        oparg = UNIT_OPARG(*ip);
    }
    opcode = pyi_opcode_base[opcode];
    goto *vm_plain_targets[opcode];
}

#include "ops_stack.h"
#include "ops_names.h"
#include "ops_attributes.h"
#include "ops_operators.h"
#include "ops_build.h"
#include "ops_control.h"
#include "ops_generators.h"
#include "ops_exceptions.h"
#include "ops_match.h"
#include "ops_calls.h"
}

PyObject *_PyEval_EvalFrameDefault(PyThreadState *ts, pyi_frame *frame, int throwflag) {
    if (pyi_unlikely(vm_targets == NULL)) {
        vm_run(ts, NULL, 0);
    }
    if (pyi_unlikely(pyi_stack_check(ts) < 0)) {
        /* as if it had been refused by its first instruction */
        if (frame->owner == FRAME_OWNED_BY_GENERATOR) {
            vm_generator_finish(ts, frame);
        } else {
            pyi_frame_pop(ts, frame);
        }
        return NULL;
    }
#if PYI_312
    if (pyi_unlikely(ts->c_recursion_remaining-- <= 0) && _Py_CheckRecursiveCall(ts, "") < 0) {
        ts->c_recursion_remaining++;
        if (frame->owner == FRAME_OWNED_BY_GENERATOR) {
            vm_generator_finish(ts, frame);
        } else {
            pyi_frame_pop(ts, frame);
        }
        return NULL;
    }
#endif
    PyObject *result = vm_run(ts, frame, throwflag);
#if PYI_312
    ts->c_recursion_remaining++;
#endif
    return result;
}
