/* SPDX-License-Identifier: Apache-2.0 */
/* direct.h: calls that go directly to the native function they most likely mean (aot_build/llvm/directcalls.py).
 *
 * Whether they do mean it is asked each time, by what the function is found by: the native entry in its
 * vectorcall slot, which it loses when it gets other code.
 */
#ifndef AOT_DIRECT_H
#define AOT_DIRECT_H

#include "inline_attr.h"
#include "leaf.h"

/* What one of them knows. Of a call by a global name only failures are used. */
typedef struct {
    uint32_t unversion;  /* ~tp_version_tag of the receiver's class; 0 when there is none: no tag is ~0 */
    uint32_t known_keys; /* so many shared keys of its instances are not the name; RT_NO_DICT */
    PyObject *function;  /* borrowed: what the class has for the name, while its version stays */
    PyObject *name;      /* a constant of the program */
    uint32_t failures;   /* of the leaf version */
} rt_direct_site;
#define RT_NO_DICT UINT32_MAX

/* The leaf version gave up. */
RT_COLD void rt_direct_failed(rt_direct_site *site);
/* As rt_call_method, for a call that could not go directly, but may the next time. */
RT_API PyObject *rt_call_direct_method(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf,
                                       PyObject *kwnames, void *cache, int32_t lookup_pos,
                                       rt_direct_site *site, vectorcallfunc entry);
/* new; args, which are all positional, fill the first variables; frame_mem is the caller's */
RT_API PyObject *rt_enter_function(PyThreadState *ts, PyObject *function, PyObject *const *args,
                                   int32_t nargs, rt_body body, void *frame_mem,
                                   int32_t nlocalsplus);
RT_API PyObject *rt_enter_method(PyThreadState *ts, rt_direct_site *site, PyObject *const *args,
                                 int32_t nargs, rt_body body, void *frame_mem,
                                 int32_t nlocalsplus);

/* new; the defaults of the __init__ of such a class, if it has so many, else NULL. They must not go before all are
 * used, as others do not while nothing foreign runs. */
RT_API PyObject *rt_hold_class_defaults(PyObject *type, Py_ssize_t count);

/* Whether a call of the class makes an instance as usual, by an __init__ of this entry. */
RT_API int32_t rt_direct_class_fits(PyThreadState *ts, PyObject *callee, rt_direct_site *site,
                                    vectorcallfunc entry);
/* new; what such a class makes before its __init__ */
RT_API PyObject *rt_begin_instance(PyObject *type);
/* new; steals self; what follows when the leaf version of its __init__ gave up. The place before args is free. */
RT_API PyObject *rt_finish_instance(PyThreadState *ts, PyObject *self, PyObject **args, int32_t nargs);
/* As rt_enter_function, for such a class. The place before args is free. */
RT_API PyObject *rt_enter_class(PyThreadState *ts, PyObject *type, PyObject **args, int32_t nargs,
                                rt_body body, void *frame_mem, int32_t nlocalsplus);

RT_INLINE int32_t rt_direct_call_fits(PyThreadState *ts, PyObject *callee, rt_direct_site *site,
                                      vectorcallfunc entry) {
#if RT_HAS_WATCHERS
    if (!Py_IS_TYPE(callee, &PyFunction_Type) ||
        ((PyFunctionObject *)callee)->vectorcall != entry) {
        return 0;
    }
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)callee)->func_code;
    return site->failures < RT_LEAF_PATIENCE && !rt_eval_breaker_set(ts) && rt_quiet(ts, code);
#else
    (void)ts, (void)callee, (void)site, (void)entry;
    return 0;
#endif
}

/* The same where the attributes of the instance are in a dict. */
RT_API bool rt_direct_dict_lacks(PyObject *op, PyObject *name);

/* Whether the instance has nothing of the name itself. */
RT_INLINE bool rt_direct_unhidden(PyObject *op, const rt_direct_site *site) {
    if (site->known_keys == RT_NO_DICT) {
        return true;
    }
    if (rt_unlikely(rt_values_of(op, false) == NULL)) {
        return rt_direct_dict_lacks(op, site->name);
    }
    PyHeapTypeObject *type = (PyHeapTypeObject *)Py_TYPE(op);
    return (uint32_t)type->ht_cached_keys->dk_nentries == site->known_keys;
}

RT_INLINE int32_t rt_direct_method_fits(PyThreadState *ts, PyObject *receiver,
                                        rt_direct_site *site, vectorcallfunc entry) {
    return ~Py_TYPE(receiver)->tp_version_tag == site->unversion &&
           rt_direct_unhidden(receiver, site) &&
           rt_direct_call_fits(ts, site->function, site, entry);
}

/* ---- defaults of parameters that get no argument ---- */

/* borrowed; all defaults of a function if it has so many, else NULL */
RT_INLINE PyObject *rt_defaults_of(PyObject *function, Py_ssize_t count) {
    PyObject *defaults = ((PyFunctionObject *)function)->func_defaults;
    return defaults != NULL && PyTuple_GET_SIZE(defaults) == count ? defaults : NULL;
}

/* The same of the method that the receiver was found to have. */
RT_INLINE PyObject *rt_method_defaults(rt_direct_site *site, Py_ssize_t count) {
    return rt_defaults_of(site->function, count);
}

/* borrowed */
RT_INLINE PyObject *rt_default_at(PyObject *defaults, Py_ssize_t i) { return PyTuple_GET_ITEM(defaults, i); }

RT_INLINE void rt_release_defaults(PyObject *defaults) { rt_xdecref(defaults); }

#endif /* AOT_DIRECT_H */
