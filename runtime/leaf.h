/* SPDX-License-Identifier: Apache-2.0 */
/* leaf.h: whether a call can try the leaf version of a function (aot_build/lower/leaves.py). */
#ifndef AOT_LEAF_H
#define AOT_LEAF_H

#include "inline_attr.h"

/* A leaf that has given up that often is not tried again. */
#define RT_LEAF_PATIENCE 2000

/* It gave up. */
RT_COLD void rt_leaf_failed(uint32_t *failures);

/* Without a frame nobody is told of the call, so nobody may want to know; and a loop in C over such calls must
 * let signals and other threads in. */
RT_INLINE int32_t rt_leaf_fits(PyObject *callable, size_t nargsf, PyObject *kwnames, size_t arity,
                               const uint32_t *failures) {
#if RT_HAS_WATCHERS
    if (kwnames != NULL || (nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET) != arity ||
        rt_unlikely(*failures >= RT_LEAF_PATIENCE)) {
        return 0;
    }
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)callable)->func_code;
    PyThreadState *ts = PyThreadState_Get();
    return !rt_eval_breaker_set(ts) && rt_quiet(ts, code);
#else
    (void)callable, (void)nargsf, (void)kwnames, (void)arity, (void)failures;
    return 0;
#endif
}

/* ---- calls that try a leaf themselves (aot_build/llvm/leafcalls.py) ------------------------------------ */

/* What one of them knows. Of a function only failures are used. */
typedef struct {
    uint32_t unversion;  /* ~tp_version_tag of the receiver's class; 0 when there is none: no tag is ~0 */
    uint32_t known_keys; /* so many shared keys of its instances are not the name; RT_NO_DICT */
    PyFunctionObject *function; /* borrowed: what the class has for the name, while its version stays */
    uint32_t failures;
} rt_leaf_site;
#define RT_NO_DICT UINT32_MAX

RT_COLD void rt_leaf_site_failed(rt_leaf_site *site);
/* As rt_call_method, for a call that could not go to the leaf, but may the next time. */
RT_API PyObject *rt_call_leaf_method(PyObject *name, PyObject *const *args, size_t nargsf,
                                     PyObject *kwnames, void *cache, int32_t lookup_pos,
                                     rt_leaf_site *site, vectorcallfunc entry);

RT_INLINE int32_t rt_leaf_call_fits(PyThreadState *ts, PyObject *callee, rt_leaf_site *site,
                                    vectorcallfunc entry) {
#if RT_HAS_WATCHERS
    if (!Py_IS_TYPE(callee, &PyFunction_Type) || ((PyFunctionObject *)callee)->vectorcall != entry) {
        return 0;
    }
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)callee)->func_code;
    return site->failures < RT_LEAF_PATIENCE && !rt_eval_breaker_set(ts) && rt_quiet(ts, code);
#else
    (void)ts, (void)callee, (void)site, (void)entry;
    return 0;
#endif
}

/* Whether the instance has nothing of the name itself. */
RT_INLINE bool rt_leaf_unhidden(PyObject *op, uint32_t known_keys) {
    if (known_keys == RT_NO_DICT) {
        return true;
    }
    PyHeapTypeObject *type = (PyHeapTypeObject *)Py_TYPE(op);
    return rt_values_of(op, false) != NULL &&
           (uint32_t)type->ht_cached_keys->dk_nentries == known_keys;
}

RT_INLINE int32_t rt_leaf_method_fits(PyThreadState *ts, PyObject *receiver, rt_leaf_site *site,
                                      vectorcallfunc entry) {
    return ~Py_TYPE(receiver)->tp_version_tag == site->unversion &&
           rt_leaf_unhidden(receiver, site->known_keys) &&
           rt_leaf_call_fits(ts, (PyObject *)site->function, site, entry);
}

#endif /* AOT_LEAF_H */
