/* SPDX-License-Identifier: Apache-2.0 */
/* direct.c: calls that go directly to a native function, and those that may the next time (direct.h). */
#include "direct.h"

#include "attr.h"

void rt_direct_failed(rt_direct_site *site) { rt_leaf_failed(&site->failures); }

/* ---- calls in a frame ------------------------------------------------------------------------------ */

PyObject *rt_enter_function(PyThreadState *ts, PyObject *function, PyObject *const *args,
                            int32_t nargs, rt_body body, void *frame_mem, int32_t nlocalsplus) {
    return rt_run_function(ts, (PyFunctionObject *)function, args, nargs, body, frame_mem,
                           nlocalsplus);
}

PyObject *rt_enter_method(PyThreadState *ts, rt_direct_site *site, PyObject *const *args,
                          int32_t nargs, rt_body body, void *frame_mem, int32_t nlocalsplus) {
    PyObject *function = Py_NewRef(site->function); /* the call may remove it from the class */
    PyObject *result = rt_enter_function(ts, function, args, nargs, body, frame_mem, nlocalsplus);
    Py_DECREF(function);
    return result;
}

/* ---- methods --------------------------------------------------------------------------------------- */

bool rt_direct_dict_lacks(PyObject *op, PyObject *name) {
    PyObject *dict = rt_instance_dict(op);
    return dict == NULL || rt_dict_lacks(dict, name);
}

/* Let the next call of a receiver of this class go to the function of this entry, if it means that. */
static void remember(rt_direct_site *site, rt_attr_entry *known, PyObject *receiver,
                     PyObject *name, vectorcallfunc entry) {
    bool bare = known->place == DICT_NONE ||
                (known->place == DICT_MANAGED && known->index == NO_INDEX &&
                 rt_has_shared_keys(Py_TYPE(receiver)));
    if (known->kind == ATTR_METHOD && bare && Py_IS_TYPE(known->value, &PyFunction_Type) &&
        rt_function_is_native(known->value, entry)) {
        site->unversion = ~known->type_version;
        site->known_keys = known->place == DICT_NONE ? RT_NO_DICT : known->known_keys;
        site->function = known->value;
        site->name = name;
    }
}

PyObject *rt_call_direct_method(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf,
                                PyObject *kwnames, void *cache, int32_t lookup_pos,
                                rt_direct_site *site, vectorcallfunc entry) {
    rt_attr_entry *known = rt_attr_find(cache, args[0], name, ATTR_READ);
    if (known != NULL) {
        remember(site, known, args[0], name, entry);
    }
    return rt_call_method(ts, name, args, nargsf, kwnames, cache, lookup_pos);
}
