/* SPDX-License-Identifier: Apache-2.0 */
/* ops_instance.c: Class(...) of a class written in Python, without tuples and dicts of arguments.
 *
 * CPython packs the arguments for tp_new and tp_init, which unpack them again for __init__. Where
 * tp_new is object's and __init__ a Python function, the arguments can go to it as they are.
 */
#include "native_call.h"
#include "ops.h"
#include "plain_class.h"

#define FEW_ARGUMENTS 8

/* The same arguments with self before them; the free place before args is used if there is one. */
static PyObject *call_with_self(PyThreadState *ts, PyObject *function, PyObject *self, PyObject *const *args,
                                size_t nargsf, PyObject *kwnames) {
    size_t nargs = (size_t)PyVectorcall_NARGS(nargsf);
    if (nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET) {
        PyObject **place = (PyObject **)args - 1;
        PyObject *kept = *place;
        *place = self;
        PyObject *result = rt_call_function(ts, function, place, nargs + 1, kwnames);
        *place = kept;
        return result;
    }
    size_t total = nargs + (kwnames == NULL ? 0 : (size_t)PyTuple_GET_SIZE(kwnames));
    PyObject *few[FEW_ARGUMENTS + 1];
    PyObject **all = total <= FEW_ARGUMENTS ? few : PyMem_New(PyObject *, total + 1);
    if (all == NULL) {
        return PyErr_NoMemory();
    }
    all[0] = self;
    for (size_t i = 0; i < total; i++) {
        all[i + 1] = args[i];
    }
    PyObject *result = rt_call_function(ts, function, all, nargs + 1, kwnames);
    if (all != few) {
        PyMem_Free(all);
    }
    return result;
}

static PyObject *make_instance(PyThreadState *ts, PyTypeObject *type, rt_plain_class *known, PyObject *const *args,
                               size_t nargsf, PyObject *kwnames) {
    PyObject *init = Py_NewRef(known->init);
    PyObject *self = rt_new_instance(known, type);
    if (self != NULL) {
        PyObject *none = call_with_self(ts, init, self, args, nargsf, kwnames);
        if (none != Py_None) {
            if (none != NULL) {
                PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'",
                             Py_TYPE(none)->tp_name);
            }
            Py_CLEAR(self);
        }
        Py_XDECREF(none);
    }
    Py_DECREF(init);
    return self;
}

/* new, or NULL; *known is false if it is none of the types that convert one object by themselves */
static PyObject *convert(PyObject *type, PyObject *op, bool *known) {
    *known = true;
    if (type == (PyObject *)&PyUnicode_Type) {
        return PyObject_Str(op);
    }
    if (type == (PyObject *)&PyType_Type) {
        return Py_NewRef((PyObject *)Py_TYPE(op));
    }
    if (type == (PyObject *)&PyTuple_Type) {
        return PySequence_Tuple(op);
    }
    *known = false;
    return NULL;
}

PyObject *rt_call_class(PyThreadState *ts, PyObject *type, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    if (PyVectorcall_NARGS(nargsf) == 1 && kwnames == NULL) {
        bool known;
        PyObject *result = convert(type, args[0], &known);
        if (known) {
            return result;
        }
    }
    rt_plain_class *known = rt_plain_class_of((PyTypeObject *)type);
    if (known == NULL || known->init == NULL || Py_TYPE(type)->tp_call != PyType_Type.tp_call) {
        return PyObject_Vectorcall(type, args, nargsf, kwnames);
    }
    return make_instance(ts, (PyTypeObject *)type, known, args, nargsf, kwnames);
}
