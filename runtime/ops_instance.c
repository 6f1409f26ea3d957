/* SPDX-License-Identifier: Apache-2.0 */
/* ops_instance.c: Class(...) of a class written in Python, without tuples and dicts of arguments.
 *
 * CPython packs the arguments for tp_new and tp_init, which unpack them again for __init__. Where
 * tp_new is object's and __init__ a Python function, the arguments can go to it as they are.
 */
#include "decimal_text.h"
#include "direct.h"
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

/* steals both; new: self, if that is what a call of its class gives after its __init__ gave none */
static PyObject *initialized(PyObject *self, PyObject *none) {
    if (rt_unlikely(none != Py_None)) {
        if (none != NULL) {
            PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(none)->tp_name);
        }
        Py_CLEAR(self);
    }
    Py_XDECREF(none);
    return self;
}

static PyObject *make_instance(PyThreadState *ts, PyTypeObject *type, rt_plain_class *known, PyObject *const *args,
                               size_t nargsf, PyObject *kwnames) {
    PyObject *init = Py_NewRef(known->init);
    PyObject *self = rt_new_instance(known, type);
    if (self != NULL) {
        self = initialized(self, call_with_self(ts, init, self, args, nargsf, kwnames));
    }
    Py_DECREF(init);
    return self;
}

/* new, or NULL; *known is false if it is none of the types that convert one object by themselves */
static PyObject *convert(PyObject *type, PyObject *op, bool *known) {
    *known = true;
    if (type == (PyObject *)&PyUnicode_Type) {
        return rt_text_of(op);
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

/* ---- calls that go directly (direct.h) ------------------------------------------------------------- */

int32_t rt_direct_class_fits(PyThreadState *ts, PyObject *callee, rt_direct_site *site, vectorcallfunc entry) {
    if (!Py_IS_TYPE(callee, &PyType_Type)) {
        return 0;
    }
    rt_plain_class *known = rt_plain_class_of((PyTypeObject *)callee);
    return known != NULL && known->init != NULL && rt_direct_call_fits(ts, known->init, site, entry);
}

PyObject *rt_hold_class_defaults(PyObject *type, Py_ssize_t count) {
    return Py_XNewRef(rt_defaults_of(rt_plain_class_of((PyTypeObject *)type)->init, count));
}

PyObject *rt_begin_instance(PyObject *type) {
    return rt_new_instance(rt_plain_class_of((PyTypeObject *)type), (PyTypeObject *)type);
}

/* tp_init, after something changed the class while the instance was made. 0, or -1 */
static int call_slot(PyObject *self, PyObject *const *args, int32_t nargs) {
    PyObject *packed = PyTuple_New(nargs);
    if (packed == NULL) {
        return -1;
    }
    for (int32_t i = 0; i < nargs; i++) {
        PyTuple_SET_ITEM(packed, i, Py_NewRef(args[i]));
    }
    int status = Py_TYPE(self)->tp_init(self, packed, NULL);
    Py_DECREF(packed);
    return status;
}

PyObject *rt_finish_instance(PyThreadState *ts, PyObject *self, PyObject **args, int32_t nargs) {
    rt_plain_class *known = rt_plain_class_of(Py_TYPE(self));
    if (known == NULL || known->init == NULL) {
        if (call_slot(self, args, nargs) < 0) {
            Py_CLEAR(self);
        }
        return self;
    }
    args[-1] = self;
    return initialized(self, rt_call_function(ts, known->init, args - 1, (size_t)nargs + 1, NULL));
}

PyObject *rt_enter_class(PyThreadState *ts, PyObject *type, PyObject **args, int32_t nargs, rt_body body,
                         void *frame_mem, int32_t nlocalsplus) {
    rt_plain_class *known = rt_plain_class_of((PyTypeObject *)type);
    PyFunctionObject *init = (PyFunctionObject *)Py_NewRef(known->init);
    PyObject *self = rt_new_instance(known, (PyTypeObject *)type);
    if (self != NULL) {
        args[-1] = self;
        self = initialized(self, rt_run_function(ts, init, args - 1, nargs + 1, body, frame_mem, nlocalsplus));
    }
    Py_DECREF(init);
    return self;
}
