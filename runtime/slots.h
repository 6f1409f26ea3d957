/* SPDX-License-Identifier: Apache-2.0 */
/* slots.h: references, local slots and the constants of a code object, as generated code uses them. */
#ifndef AOT_SLOTS_H
#define AOT_SLOTS_H

#include "rt.h"

/* ---- references ------------------------------------------------------------------------- */

RT_INLINE PyObject *rt_type_of(PyObject *op) { return (PyObject *)Py_TYPE(op); }

/* ---- slots: each owns what it holds, NULL while unbound ----------------------------------- */

/* steals value; the old content is released last, for a destructor may look at the slot */
RT_INLINE void rt_slot_set(PyObject **slot, PyObject *value) {
    PyObject *old = *slot;
    *slot = value;
    if (old != NULL) {
        rt_decref(old);
    }
}

RT_INLINE void rt_slot_clear(PyObject **slot) {
    PyObject *old = *slot;
    if (old != NULL) {
        *slot = NULL;
        rt_decref(old);
    }
}

/* out of line, to keep error edges small */
RT_COLD void rt_decref_cold(PyObject *op);
RT_API void rt_clear_slots(PyObject **slots, Py_ssize_t n);

/* ---- the code object of a frame ------------------------------------------------------------ */

/* borrowed constants and names, in the order of co_consts and co_names */
RT_INLINE PyObject **rt_code_consts(PyObject *code) {
    return ((PyTupleObject *)((PyCodeObject *)code)->co_consts)->ob_item;
}

RT_INLINE PyObject **rt_code_names(PyObject *code) {
    return ((PyTupleObject *)((PyCodeObject *)code)->co_names)->ob_item;
}

/* ---- what names mean (builtins.c) ---------------------------------------------------------- */

/* the built-ins that generated code compares with, in the order of aot_build/llvm/module.py */
#define RT_N_BUILTINS 20
RT_DATA PyObject *rt_builtins[RT_N_BUILTINS];

RT_COLD int32_t rt_global_is_builtin_slow(const rt_module_def *module, uint32_t index,
                                          uint32_t which);
RT_COLD int32_t rt_global_is_native_slow(const rt_module_def *module, uint32_t index,
                                         vectorcallfunc entry);

/* whether a global name means the built-in number `which`: 0 or 1, never an exception */
RT_INLINE int32_t rt_global_is_builtin(const rt_module_def *module, uint32_t index,
                                       uint32_t which) {
    PyObject *value = rt_peek_global(module, index);
    if (rt_likely(value != NULL && value == rt_builtins[which])) {
        return 1;
    }
    return rt_global_is_builtin_slow(module, index, which);
}

/* whether a global name means a function whose native entry is `entry` */
RT_INLINE int32_t rt_global_is_native(const rt_module_def *module, uint32_t index,
                                      vectorcallfunc entry) {
    PyObject *value = rt_peek_global(module, index);
    if (rt_likely(value != NULL && rt_function_is_native(value, entry))) {
        return 1;
    }
    return rt_global_is_native_slow(module, index, entry);
}

RT_COLD int32_t rt_error_is_set(PyThreadState *ts);

#endif /* AOT_SLOTS_H */
