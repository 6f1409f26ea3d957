/* SPDX-License-Identifier: Apache-2.0 */
/* vm.h: what the files of the bytecode interpreter share.
 *
 * eval.c is one function; the bodies of the instructions are in ops_*.h by group, which it includes.
 * opcodes_3xx.h lists what instructions a version has. Instructions with inline caches replace themselves by a
 * special form once they know what they see (specialize.c); a form that is wrong for once puts the
 * general one back.
 */
#ifndef VM_H
#define VM_H

#include "pyi_monitor.h"

#include <opcode.h>

#if PYI_313
#  include "opcodes_313.h"
#elif PYI_312
#  include "opcodes_312.h"
#else
#  include "opcodes_311.h"
#endif

/* ---- special forms -------------------------------------------------------------------------------- */

/* X(name, the instruction it stands for); numbers that no version uses */
#define VM_FORMS_COMMON(X)                                                                         \
    X(LOAD_GLOBAL_MODULE, LOAD_GLOBAL) X(LOAD_GLOBAL_BUILTIN_, LOAD_GLOBAL)                        \
    X(ATTR_VALUE, LOAD_ATTR) X(ATTR_DICT, LOAD_ATTR) X(ATTR_SLOT, LOAD_ATTR)                       \
    X(ATTR_MODULE, LOAD_ATTR) X(STORE_VALUE, STORE_ATTR) X(STORE_SLOT, STORE_ATTR)                 \
    X(STORE_DICT, STORE_ATTR) X(ADD_INT, BINARY_OP) X(SUB_INT, BINARY_OP) X(MUL_INT, BINARY_OP)    \
    X(ADD_FLOAT, BINARY_OP) X(SUB_FLOAT, BINARY_OP) X(MUL_FLOAT, BINARY_OP) X(DIV_FLOAT, BINARY_OP)\
    X(ADD_STR, BINARY_OP) X(COMPARE_INT, COMPARE_OP) X(COMPARE_FLOAT, COMPARE_OP)                  \
    X(COMPARE_STR, COMPARE_OP) X(ITEM_LIST, BINARY_SUBSCR) X(ITEM_TUPLE, BINARY_SUBSCR)            \
    X(ITEM_DICT, BINARY_SUBSCR) X(SET_LIST, STORE_SUBSCR) X(SET_DICT, STORE_SUBSCR)                \
    X(UNPACK_TWO, UNPACK_SEQUENCE) X(UNPACK_TUPLE, UNPACK_SEQUENCE)                                \
    X(CALL_FUNCTION, CALL) X(CALL_BUILTIN_O, CALL) X(CALL_BUILTIN_FAST, CALL)                      \
    X(CALL_DESCR_O, CALL) X(CALL_DESCR_NOARGS, CALL) X(CALL_DESCR_FAST, CALL)                      \
    X(CALL_METHOD, CALL) X(AND_INT, BINARY_OP) X(OR_INT, BINARY_OP)                                \
    X(ITEM_STR, BINARY_SUBSCR)
#if PYI_312
#  define VM_FORMS(X)                                                                              \
      VM_FORMS_COMMON(X)                                                                           \
      X(METHOD_VALUES, LOAD_ATTR) X(METHOD_PLAIN, LOAD_ATTR) X(METHOD_DICT, LOAD_ATTR)             \
      X(METHOD_MANAGED, LOAD_ATTR) X(CALL_CLASS, CALL)                                             \
      X(ATTR_CLASS, LOAD_ATTR) X(ITER_LIST, FOR_ITER) X(ITER_TUPLE, FOR_ITER)                      \
      X(ITER_RANGE, FOR_ITER) X(ITER_GEN, FOR_ITER)
#else
#  define VM_FORMS(X)                                                                              \
      VM_FORMS_COMMON(X)                                                                           \
      X(METHOD_VALUES, LOAD_METHOD) X(METHOD_PLAIN, LOAD_METHOD) X(METHOD_DICT, LOAD_METHOD)       \
      X(METHOD_MANAGED, LOAD_METHOD) X(METHOD_CLASS, LOAD_METHOD)
#endif

enum {
    VM_FORM_FIRST = 179,
#define VM_FORM_NUMBER(name, base) VM_##name,
    VM_FORMS(VM_FORM_NUMBER)
#undef VM_FORM_NUMBER
    VM_FORM_END,
};
_Static_assert(VM_FORM_END <= 236, "these numbers belong to instrumented instructions");

/* code units of the inline cache of an instruction */
enum {
#define VM_CACHE_NUMBER(name, caches) VM_CACHE_##name = caches,
    VM_OPCODES(VM_CACHE_NUMBER)
#undef VM_CACHE_NUMBER
};

/* ---- inline caches ---------------------------------------------------------------------------------- */

/* Layout: the counter; then
 *   LOAD_GLOBAL             keys version of the module's dict, of the builtins, index
 *   LOAD_ATTR, STORE_ATTR   type version (2), index or offset
 *   methods                 type version (2), keys version (2), the method (4), borrowed from the type
 *   CALL of a C function    nothing: what was called is looked at each time
 */
static inline uint16_t *vm_cache(_Py_CODEUNIT *instruction) {
    return (uint16_t *)(instruction + 1);
}

/* In a frame's return_offset: what is called is the __init__ of an instance, which lies on the stack
 * and is the value of the call (3.12+). */
enum { VM_INIT_CALL = 0x8000 };

/* The counter says how often the general form ran since it was fresh (0). */
enum { VM_WARM = 6, VM_AFTER_MISS = 0x10000 + VM_WARM - 48, VM_AFTER_REFUSAL = 0x10000 + VM_WARM - 400 };

PYI_HIDDEN void vm_specialize_load_global(pyi_frame *frame, _Py_CODEUNIT *at, PyObject *name);
PYI_HIDDEN void vm_specialize_load_attr(PyObject *owner, _Py_CODEUNIT *at, PyObject *name);
PYI_HIDDEN void vm_specialize_method(PyObject *owner, _Py_CODEUNIT *at, PyObject *name);
PYI_HIDDEN void vm_specialize_store_attr(PyObject *owner, _Py_CODEUNIT *at, PyObject *name);
PYI_HIDDEN void vm_specialize_binary_op(PyObject *left, PyObject *right, _Py_CODEUNIT *at,
                                        int oparg);
PYI_HIDDEN void vm_specialize_compare(PyObject *left, PyObject *right, _Py_CODEUNIT *at);
PYI_HIDDEN void vm_specialize_subscr(PyObject *container, PyObject *index, _Py_CODEUNIT *at);
PYI_HIDDEN void vm_specialize_store_subscr(PyObject *container, PyObject *index,
                                           _Py_CODEUNIT *at);
PYI_HIDDEN void vm_specialize_unpack(PyObject *sequence, _Py_CODEUNIT *at, int oparg);
PYI_HIDDEN void vm_specialize_for_iter(PyObject *iterator, _Py_CODEUNIT *at, int oparg);
PYI_HIDDEN void vm_specialize_call(PyObject *callable, bool has_self, int nargs,
                                   _Py_CODEUNIT *at, bool has_names);

/* ---- requests from outside --------------------------------------------------------------------------- */

static inline bool vm_breaker_set(PyThreadState *ts) {
#if PYI_313
    return (*(volatile uintptr_t *)&ts->eval_breaker & _PY_EVAL_EVENTS_MASK) != 0;
#else
    return *(volatile int *)&ts->interp->ceval.eval_breaker._value != 0;
#endif
}
/* support/pending.c: signals, calls, other threads, the collector; 0 or -1 */
PYI_HIDDEN int pyi_handle_pending(PyThreadState *ts);

/* ---- tracing (support/trace.c) ------------------------------------------------------------------------- */

/* Which table the interpreter dispatches through; the other one leads every instruction to
 * pyi_trace_instruction first. */
PYI_HIDDEN extern const void *const *vm_targets;
PYI_HIDDEN extern const void *const *vm_plain_targets;
PYI_HIDDEN extern const void *const *vm_traced_targets;
PYI_HIDDEN PyObject *vm_run(PyThreadState *ts, pyi_frame *frame, int throwflag);

/* Events before an instruction; *before* is the one that ran last in the frame. 0, or -1 with an exception; the
 * position may have been moved. */
PYI_HIDDEN int pyi_trace_instruction(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at,
                                     _Py_CODEUNIT *before, int oparg, PyObject **sp);
/* A call of something not made of bytecode, with its profile events. */
PYI_HIDDEN PyObject *pyi_trace_c_call(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                                      PyObject *const *args, size_t nargsf, PyObject *kwnames);
PYI_HIDDEN PyObject *pyi_trace_c_call_expanded(PyThreadState *ts, pyi_frame *frame,
                                               PyObject *callable, PyObject *positional,
                                               PyObject *keywords);
/* Before a call with its arguments in a tuple, of whatever. 0 or -1. */
PYI_HIDDEN int pyi_trace_expanded(PyThreadState *ts, pyi_frame *frame, PyObject *callable,
                                  PyObject *positional);
/* new: `super(...)`, with its events. */
PYI_HIDDEN PyObject *pyi_trace_super(PyThreadState *ts, pyi_frame *frame, PyObject *super,
                                     PyObject *const *args, size_t nargs);
/* PyIter_Send, with the event of the StopIteration that ends it. */
PYI_HIDDEN PySendResult pyi_trace_send(PyThreadState *ts, pyi_frame *frame, PyObject *receiver,
                                       PyObject *sent, PyObject **result);
PYI_HIDDEN void pyi_trace_exception(PyThreadState *ts, pyi_frame *frame);
PYI_HIDDEN void pyi_trace_unwind(PyThreadState *ts, pyi_frame *frame);
PYI_HIDDEN int pyi_trace_return(PyThreadState *ts, pyi_frame *frame, PyObject *result);
/* One of the events of sys.monitoring that are about the exception that is set (pyi_monitor.h). */
PYI_HIDDEN void pyi_monitor_exception(PyThreadState *ts, pyi_frame *frame, _Py_CODEUNIT *at,
                                      int event);
/* Does any thread trace or profile, or a tool monitor? */
PYI_HIDDEN extern bool pyi_watched;

/* ---- slow parts of instructions ---------------------------------------------------------------------------- */

/* names.c: new references, or NULL or -1 with an exception */
PYI_HIDDEN PyObject *vm_load_name(pyi_frame *frame, PyObject *name);
PYI_HIDDEN PyObject *vm_load_global(pyi_frame *frame, PyObject *name);
PYI_HIDDEN PyObject *vm_load_from(PyObject *mapping, PyObject *name, bool *failed);
PYI_HIDDEN int vm_store_name(pyi_frame *frame, PyObject *name, PyObject *value);
PYI_HIDDEN int vm_delete_name(pyi_frame *frame, PyObject *name);
PYI_HIDDEN int vm_delete_global(pyi_frame *frame, PyObject *name);
PYI_HIDDEN PyObject *vm_load_build_class(pyi_frame *frame);
PYI_HIDDEN PyObject *vm_import_name(pyi_frame *frame, PyObject *name, PyObject *fromlist,
                                    PyObject *level);
PYI_HIDDEN PyObject *vm_import_from(PyObject *module, PyObject *name);
/* the ImportError of it */
PYI_HIDDEN PYI_COLD void vm_cannot_import(PyObject *module, PyObject *name);
PYI_HIDDEN int vm_import_star(pyi_frame *frame, PyObject *module);
PYI_HIDDEN int vm_setup_annotations(pyi_frame *frame);
PYI_HIDDEN PYI_COLD void vm_unbound_local(PyCodeObject *code, int index);
PYI_HIDDEN PYI_COLD void vm_name_error(const char *format, PyObject *name);

/* unpack.c */
PYI_HIDDEN int vm_unpack(PyObject *iterable, int before, int after, PyObject **top);
PYI_HIDDEN int vm_list_extend(PyObject *list, PyObject *iterable);
PYI_HIDDEN int vm_dict_update(PyObject *dict, PyObject *mapping);
PYI_HIDDEN int vm_dict_merge(PyObject *dict, PyObject *mapping, PyObject *func);
/* bind.c: a frame for f(*positional, **keywords), which are borrowed; pushed but not linked */
PYI_HIDDEN pyi_frame *vm_push_expanded(PyThreadState *ts, PyFunctionObject *func,
                                       PyObject *positional, PyObject *keywords);
PYI_HIDDEN PyObject *vm_positional_tuple(PyObject *func, PyObject *iterable);

/* match.c */
PYI_HIDDEN PyObject *vm_match_keys(PyObject *mapping, PyObject *keys);
PYI_HIDDEN PyObject *vm_match_class(PyObject *subject, PyObject *type, Py_ssize_t nargs,
                                    PyObject *names);

/* raise.c */
PYI_HIDDEN int vm_raise(PyThreadState *ts, PyObject *exc, PyObject *cause);
PYI_HIDDEN int vm_check_exception_class(PyObject *type);
PYI_HIDDEN int vm_check_group_class(PyObject *type);
PYI_HIDDEN int vm_group_match(PyObject *exc, PyObject *type, PyObject **match, PyObject **rest);
PYI_HIDDEN PyObject *vm_stop_iteration_error(PyThreadState *ts, PyObject *exc);
PYI_HIDDEN bool vm_find_handler(PyCodeObject *code, int offset, int *depth, int *handler,
                                int *lasti);

/* context.c: with, await, async for */
PYI_HIDDEN int vm_enter(PyObject *manager, bool is_async, PyObject **exit, PyObject **entered);
PYI_HIDDEN PyObject *vm_get_aiter(PyObject *iterable);
PYI_HIDDEN PyObject *vm_get_anext(PyObject *aiter);
PYI_HIDDEN PyObject *vm_get_awaitable(PyObject *iterable, int oparg);
PYI_HIDDEN PyObject *vm_get_yield_from_iter(PyCodeObject *code, PyObject *iterable);

/* intrinsics.c */
PYI_HIDDEN PyObject *vm_intrinsic_1(PyThreadState *ts, pyi_frame *frame, int which,
                                    PyObject *value);
PYI_HIDDEN PyObject *vm_intrinsic_2(PyThreadState *ts, int which, PyObject *first,
                                    PyObject *second);
PYI_HIDDEN PyObject *vm_print_expr(PyObject *value);

/* opcodes.c */
PYI_HIDDEN extern const binaryfunc vm_binary_functions[];

/* support/recursion.c: 0 or -1; called when the counter has run out */
PYI_HIDDEN PYI_COLD int pyi_recursion_exceeded(PyThreadState *ts);
/* support/recursion.c: 0 or -1: whether the C stack has room for one more interpreter */
PYI_HIDDEN int pyi_stack_check(PyThreadState *ts);

/* ---- ints that fit in a word ---------------------------------------------------------------------------------- */

static inline bool vm_int_small(PyObject *op) {
#if PYI_312
    return _PyLong_IsCompact((PyLongObject *)op);
#else
    return (size_t)(Py_SIZE(op) + 1) <= 2;
#endif
}
static inline Py_ssize_t vm_int_value(PyObject *op) {
#if PYI_312
    return _PyLong_CompactValue((PyLongObject *)op);
#else
    return Py_SIZE(op) * (Py_ssize_t)((PyLongObject *)op)->ob_digit[0];
#endif
}

#endif /* VM_H */
