/* SPDX-License-Identifier: Apache-2.0 */
/* ops_method.c: receiver.name(...) without making the bound method. */
#include "attr.h"
#include "c_call.h"
#include "native_call.h"

/* Bound, fetched and called: args[0], the receiver, is not passed. Its place is the free one that
 * the callee may use. */
static PyObject *call_without_receiver(PyThreadState *ts, PyObject *callable, PyObject *const *args, size_t nargsf,
                                       PyObject *kwnames) {
    size_t nargs = (size_t)PyVectorcall_NARGS(nargsf) - 1;
    return rt_call(ts, callable, args + 1, nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
}

/* A method of a built-in type, called as its descriptor would. */
static PyObject *call_c_method(PyObject *descriptor, PyObject *const *args, size_t nargsf,
                               PyObject *kwnames) {
    bool fits;
    PyObject *result =
        rt_call_method_def(((PyMethodDescrObject *)descriptor)->d_method, args[0], args + 1,
                           PyVectorcall_NARGS(nargsf) - 1, kwnames, &fits);
    if (!fits) {
        return PyObject_Vectorcall(descriptor, args, nargsf, kwnames);
    }
    return rt_likely(result != NULL) ? result : rt_call_failed(descriptor);
}

/* value was found on the class of the receiver, which has no attribute of that name itself */
static __attribute__((noinline)) PyObject *call_unbound(PyThreadState *ts, PyObject *value, PyObject *const *args,
                                     size_t nargsf, PyObject *kwnames) {
    if (PyFunction_Check(value)) {
        return rt_call_function(ts, value, args, nargsf, kwnames);
    }
    Py_INCREF(value); /* the call may remove it from the class */
    PyObject *result;
    if (Py_IS_TYPE(value, &PyMethodDescr_Type) &&
               rt_likely(Py_IS_TYPE(args[0], PyDescr_TYPE(value)) ||
                         PyType_IsSubtype(Py_TYPE(args[0]), PyDescr_TYPE(value)))) {
        result = call_c_method(value, args, nargsf, kwnames);
    } else {
        result = PyObject_Vectorcall(value, args, nargsf, kwnames);
    }
    Py_DECREF(value);
    return result;
}

/* New, or NULL: op.name; *unbound: to be called with op before the arguments. */
static PyObject *look_up(PyObject *op, PyObject *name, void *cache, rt_attr_entry *entry,
                         bool *unbound) {
    if (entry != NULL || Py_TYPE(op)->tp_getattro != PyObject_GenericGetAttr) {
        *unbound = false;
        return rt_get_attr(op, name, cache);
    }
    PyObject *callable = NULL;
    rt_attr_remember(cache, op, name);
    *unbound = _PyObject_GetMethod(op, name, &callable) == 1;
    return callable;
}

/* The same, while the caller's frame stands at the look-up; there it stays when that fails. */
static PyObject *look_up_at(PyThreadState *ts, int32_t pos, PyObject *op, PyObject *name, void *cache,
                            rt_attr_entry *entry, bool *unbound) {
    if (pos < 0) {
        return look_up(op, name, cache, entry, unbound);
    }
    struct _PyInterpreterFrame *frame = rt_frame_current(ts);
    _Py_CODEUNIT *call = *rt_frame_position(frame);
    rt_frame_set_pos(frame, pos);
    PyObject *callable = look_up(op, name, cache, entry, unbound);
    if (callable != NULL) {
        *rt_frame_position(frame) = call;
    }
    return callable;
}

/* The same where it is not just a method of the class, or the instance may hide that. */
static __attribute__((noinline)) PyObject *
call_method_slow(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf,
                 PyObject *kwnames, void *cache, int32_t lookup_pos) {
    rt_attr_entry *entry = rt_attr_find(cache, args[0], name, ATTR_READ);
    if (entry != NULL && entry->kind == ATTR_METHOD &&
        !rt_attr_shadowed_slow(entry, args[0], name)) {
        return PyFunction_Check(entry->value)
                   ? rt_call_function(ts, entry->value, args, nargsf, kwnames)
                   : call_unbound(ts, entry->value, args, nargsf, kwnames);
    }
    bool unbound;
    PyObject *callable = look_up_at(ts, lookup_pos, args[0], name, cache, entry, &unbound);
    if (callable == NULL) {
        return NULL;
    }
    PyObject *result = unbound ? call_unbound(ts, callable, args, nargsf, kwnames)
                               : call_without_receiver(ts, callable, args, nargsf, kwnames);
    Py_DECREF(callable);
    return result;
}

PyObject *rt_call_method(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                         void *cache, int32_t lookup_pos) {
    rt_attr_entry *entry = rt_attr_find(cache, args[0], name, ATTR_READ);
    if (rt_likely(entry != NULL && entry->kind == ATTR_METHOD && rt_attr_is_bare(entry, args[0]))) {
        return rt_likely(PyFunction_Check(entry->value))
                   ? rt_call_function(ts, entry->value, args, nargsf, kwnames)
                   : call_unbound(ts, entry->value, args, nargsf, kwnames);
    }
    return call_method_slow(ts, name, args, nargsf, kwnames, cache, lookup_pos);
}

/* ---- names that are most often those of a built-in type ------------------------------------------- */

/* Methods of exactly these types cannot be replaced, so there is nothing to look up. */

PyObject *rt_call_append(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                         void *cache, int32_t lookup_pos) {
    if (rt_likely(PyList_CheckExact(args[0]))) {
        return rt_list_append(args[0], args[1]) < 0 ? NULL : Py_NewRef(Py_None);
    }
    return rt_call_method(ts, name, args, nargsf, kwnames, cache, lookup_pos);
}

PyObject *rt_call_add(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                      void *cache, int32_t lookup_pos) {
    if (PySet_CheckExact(args[0])) {
        return PySet_Add(args[0], args[1]) < 0 ? NULL : Py_NewRef(Py_None);
    }
    return rt_call_method(ts, name, args, nargsf, kwnames, cache, lookup_pos);
}

PyObject *rt_call_get(PyThreadState *ts, PyObject *name, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                      void *cache, int32_t lookup_pos) {
    if (PyDict_CheckExact(args[0])) {
        PyObject *value = PyDict_GetItemWithError(args[0], args[1]);
        if (value == NULL && PyErr_Occurred()) {
            return NULL;
        }
        PyObject *missing = PyVectorcall_NARGS(nargsf) == 3 ? args[2] : Py_None;
        return Py_NewRef(value == NULL ? missing : value);
    }
    return rt_call_method(ts, name, args, nargsf, kwnames, cache, lookup_pos);
}

/* ---- in two steps: the method first, then its arguments ------------------------------------------- */

PyObject *rt_find_method(PyObject *op, PyObject *name, int64_t *unbound, void *cache) {
    rt_attr_entry *entry = rt_attr_find(cache, op, name, ATTR_READ);
    *unbound = entry != NULL && entry->kind == ATTR_METHOD && !rt_attr_shadowed(entry, op, name);
    return *unbound ? Py_NewRef(entry->value) : rt_get_attr(op, name, cache);
}

PyObject *rt_call_found(PyThreadState *ts, PyObject *callable, PyObject *kwnames, int64_t unbound,
                        PyObject *const *items, Py_ssize_t count) {
    Py_ssize_t named = kwnames == Py_None ? 0 : PyTuple_GET_SIZE(kwnames);
    kwnames = named == 0 ? NULL : kwnames;
    size_t nargs = (size_t)(count - named);
    return unbound ? call_unbound(ts, callable, items, nargs, kwnames)
                   : call_without_receiver(ts, callable, items, nargs, kwnames);
}

/* *unbound of a list, whose `append` is called without having been fetched */
enum { LIST_ITSELF = 2 };

PyObject *rt_find_append(PyObject *op, PyObject *name, int64_t *unbound, void *cache) {
    if (rt_likely(PyList_CheckExact(op))) {
        *unbound = LIST_ITSELF;
        return Py_NewRef(Py_None);
    }
    return rt_find_method(op, name, unbound, cache);
}

PyObject *rt_call_found_append(PyThreadState *ts, PyObject *callable, int64_t unbound, PyObject *op,
                               PyObject *item) {
    if (rt_likely(unbound == LIST_ITSELF)) {
        return rt_list_append(op, item) < 0 ? NULL : Py_NewRef(Py_None);
    }
    PyObject *args[] = {op, item};
    return rt_call_found(ts, callable, Py_None, unbound, args, 2);
}
