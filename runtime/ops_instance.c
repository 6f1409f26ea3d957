/* SPDX-License-Identifier: Apache-2.0 */
/* ops_instance.c: Class(...) of a class written in Python, without tuples and dicts of arguments.
 *
 * CPython packs the arguments for tp_new and tp_init, which unpack them again for __init__. Where
 * tp_new is object's and __init__ a Python function, the arguments can go to it as they are.
 */
#include "native_call.h"
#include "ops.h"

/* borrowed; the __init__ to be called for a new instance, NULL when the class is not that plain */
static PyObject *find_init(PyTypeObject *type) {
    static PyObject *init_name;
    if (type->tp_new != PyBaseObject_Type.tp_new || type->tp_vectorcall != NULL ||
        Py_TYPE(type)->tp_call != PyType_Type.tp_call ||
        !PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE)) {
        return NULL;
    }
    if (rt_intern(&init_name, "__init__") == NULL) {
        PyErr_Clear();
        return NULL;
    }
    PyObject *init = _PyType_Lookup(type, init_name);
    return init != NULL && PyFunction_Check(init) ? init : NULL;
}

/* What find_init found, by the version tag of the class: it has a new one once anything of it or its
 * bases changes. Of its metaclass it does not tell. */
#define KNOWN 64
static struct {
    uint32_t version;
    PyObject *init; /* borrowed from the class */
} known_inits[KNOWN];

static PyObject *look_up_init(PyTypeObject *type) {
    uint32_t version = type->tp_version_tag;
    if (rt_likely(version != 0 && known_inits[version % KNOWN].version == version &&
                  Py_TYPE(type)->tp_call == PyType_Type.tp_call)) {
        return known_inits[version % KNOWN].init;
    }
    PyObject *init = find_init(type);
    version = type->tp_version_tag; /* the look-up gives one */
    if (init != NULL && version != 0) {
        known_inits[version % KNOWN].version = version;
        known_inits[version % KNOWN].init = init;
    }
    return init;
}

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

static PyObject *make_instance(PyThreadState *ts, PyTypeObject *type, PyObject *init, PyObject *const *args,
                               size_t nargsf, PyObject *kwnames) {
    static PyObject *no_arguments;
    if (no_arguments == NULL && (no_arguments = PyTuple_New(0)) == NULL) {
        return NULL;
    }
    Py_INCREF(init);
    /* Refuses abstract classes, and makes the array of values: tp_alloc alone would not. */
    PyObject *self = type->tp_new(type, no_arguments, NULL);
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
    PyObject *init = look_up_init((PyTypeObject *)type);
    if (init == NULL) {
        return PyObject_Vectorcall(type, args, nargsf, kwnames);
    }
    return make_instance(ts, (PyTypeObject *)type, init, args, nargsf, kwnames);
}
