/* SPDX-License-Identifier: Apache-2.0 */
/* ops_method.c: receiver.name(...) without making the bound method. */
#include "attr.h"

/* Bound, fetched and called: args[0], the receiver, is not passed. Its place is the free one that
 * the callee may use. */
static PyObject *call_without_receiver(PyObject *callable, PyObject *const *args, size_t nargsf,
                                       PyObject *kwnames) {
    size_t nargs = (size_t)PyVectorcall_NARGS(nargsf) - 1;
    return rt_call(callable, args + 1, nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
}

/* A method of a built-in type, called as its descriptor would. */
static PyObject *call_c_method(PyObject *descriptor, PyObject *const *args, size_t nargsf,
                               PyObject *kwnames) {
    PyMethodDef *method = ((PyMethodDescrObject *)descriptor)->d_method;
    Py_ssize_t nargs = PyVectorcall_NARGS(nargsf) - 1;
    int convention = method->ml_flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST);
    if (convention == (METH_FASTCALL | METH_KEYWORDS)) {
        _PyCFunctionFastWithKeywords function =
            (_PyCFunctionFastWithKeywords)(void (*)(void))method->ml_meth;
        return function(args[0], args + 1, nargs, kwnames);
    }
    if (kwnames == NULL) {
        if (convention == METH_FASTCALL) {
            _PyCFunctionFast function = (_PyCFunctionFast)(void (*)(void))method->ml_meth;
            return function(args[0], args + 1, nargs);
        }
        if (convention == METH_O && nargs == 1) {
            return method->ml_meth(args[0], args[1]);
        }
        if (convention == METH_NOARGS && nargs == 0) {
            return method->ml_meth(args[0], NULL);
        }
    }
    return PyObject_Vectorcall(descriptor, args, nargsf, kwnames);
}

/* value was found on the class of the receiver, which has no attribute of that name itself */
static inline PyObject *call_unbound(PyObject *value, PyObject *const *args, size_t nargsf,
                                     PyObject *kwnames) {
    Py_INCREF(value); /* the call may remove it from the class */
    PyObject *result;
    if (PyFunction_Check(value)) {
        result = ((PyFunctionObject *)value)->vectorcall(value, args, nargsf, kwnames);
    } else if (Py_IS_TYPE(value, &PyMethodDescr_Type) &&
               rt_likely(PyType_IsSubtype(Py_TYPE(args[0]), PyDescr_TYPE(value)))) {
        result = call_c_method(value, args, nargsf, kwnames);
    } else {
        result = PyObject_Vectorcall(value, args, nargsf, kwnames);
    }
    Py_DECREF(value);
    return result;
}

PyObject *rt_call_method(PyObject *name, PyObject *const *args, size_t nargsf, PyObject *kwnames,
                         void *cache) {
    rt_attr_entry *entry = rt_attr_find(cache, args[0], name, ATTR_READ);
    if (rt_likely(entry != NULL)) {
        if (rt_likely(entry->kind == ATTR_METHOD && !rt_attr_shadowed(entry, args[0], name))) {
            return call_unbound(entry->value, args, nargsf, kwnames);
        }
    } else if (Py_TYPE(args[0])->tp_getattro == PyObject_GenericGetAttr) {
        rt_attr_remember(cache, args[0], name);
        return PyObject_VectorcallMethod(name, args, nargsf, kwnames);
    }
    PyObject *callable = rt_get_attr(args[0], name, cache);
    if (callable == NULL) {
        return NULL;
    }
    PyObject *result = call_without_receiver(callable, args, nargsf, kwnames);
    Py_DECREF(callable);
    return result;
}

/* ---- in two steps: the method first, then its arguments ------------------------------------------- */

PyObject *rt_find_method(PyObject *op, PyObject *name, int64_t *unbound, void *cache) {
    rt_attr_entry *entry = rt_attr_find(cache, op, name, ATTR_READ);
    *unbound = entry != NULL && entry->kind == ATTR_METHOD && !rt_attr_shadowed(entry, op, name);
    return *unbound ? Py_NewRef(entry->value) : rt_get_attr(op, name, cache);
}

PyObject *rt_call_found(PyObject *callable, PyObject *kwnames, int64_t unbound,
                        PyObject *const *items, Py_ssize_t count) {
    Py_ssize_t named = kwnames == Py_None ? 0 : PyTuple_GET_SIZE(kwnames);
    kwnames = named == 0 ? NULL : kwnames;
    size_t nargs = (size_t)(count - named);
    return unbound ? call_unbound(callable, items, nargs, kwnames)
                   : call_without_receiver(callable, items, nargs, kwnames);
}
