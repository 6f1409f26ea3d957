/* SPDX-License-Identifier: Apache-2.0 */
/* method: a function bound to its receiver; instancemethod: the same for any callable of an extension.
 *
 * Layout     im_func, im_self owned
 * Collected  yes
 * Contract   docs.python.org/3/c-api/method.html
 */
#include "members.h"

/* ---- life ----------------------------------------------------------------------------------------------- */

static void dealloc(PyObject *op) {
    PyMethodObject *self = (PyMethodObject *)op;
    _PyObject_GC_UNTRACK(op);
    if (self->im_weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_DECREF(self->im_func);
    Py_XDECREF(self->im_self);
    PyObject_GC_Del(op);
}

static int traverse(PyObject *op, visitproc visit, void *arg) {
    PyMethodObject *self = (PyMethodObject *)op;
    Py_VISIT(self->im_func);
    Py_VISIT(self->im_self);
    return 0;
}

/* ---- calling ---------------------------------------------------------------------------------------------- */

static PyObject *vectorcall(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    PyMethodObject *self = (PyMethodObject *)op;
    PyThreadState *ts = _PyThreadState_GET();
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    if (nargsf & PY_VECTORCALL_ARGUMENTS_OFFSET) {
        PyObject **stack = (PyObject **)args - 1;
        PyObject *saved = stack[0];
        stack[0] = self->im_self;
        PyObject *result =
            _PyObject_VectorcallTstate(ts, self->im_func, stack, (size_t)n + 1, kwnames);
        stack[0] = saved;
        return result;
    }
    enum { FEW = 8 };
    Py_ssize_t all = n + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    PyObject *few[FEW + 1];
    PyObject **stack = all <= FEW ? few : PyMem_Malloc((size_t)(all + 1) * sizeof(PyObject *));
    if (stack == NULL) {
        return PyErr_NoMemory();
    }
    stack[0] = self->im_self;
    if (all > 0) {
        memcpy(stack + 1, args, (size_t)all * sizeof(PyObject *));
    }
    PyObject *result = _PyObject_VectorcallTstate(ts, self->im_func, stack, (size_t)n + 1, kwnames);
    if (stack != few) {
        PyMem_Free(stack);
    }
    return result;
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

static PyObject *repr(PyObject *op) {
    PyMethodObject *self = (PyMethodObject *)op;
    PyObject *name = NULL;
    static const char *const attributes[] = {"__qualname__", "__name__"};
    for (int i = 0; i < 2 && name == NULL; i++) {
        name = PyObject_GetAttrString(self->im_func, attributes[i]);
        if (name == NULL && !PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return NULL;
        }
        PyErr_Clear();
    }
    if (name != NULL && !PyUnicode_Check(name)) {
        Py_CLEAR(name);
    }
    PyObject *result = name != NULL
                           ? PyUnicode_FromFormat("<bound method %U of %R>", name, self->im_self)
                           : PyUnicode_FromFormat("<bound method ? of %R>", self->im_self);
    Py_XDECREF(name);
    return result;
}

static Py_hash_t hash(PyObject *op) {
    PyMethodObject *self = (PyMethodObject *)op;
    Py_hash_t function = PyObject_Hash(self->im_func);
    if (function == -1) {
        return -1;
    }
    Py_hash_t result = PYI_HASH_POINTER(self->im_self) ^ function;
    return result == -1 ? -2 : result;
}

static PyObject *compare(PyObject *left, PyObject *right, int op) {
    if ((op != Py_EQ && op != Py_NE) || !PyMethod_Check(left) || !PyMethod_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyMethodObject *a = (PyMethodObject *)left, *b = (PyMethodObject *)right;
    int equal = PyObject_RichCompareBool(a->im_func, b->im_func, Py_EQ);
    if (equal < 0) {
        return NULL;
    }
    equal = equal && a->im_self == b->im_self;
    return PyBool_FromLong(equal == (op == Py_EQ));
}

/* What a method does not have itself, its function may have. */
static PyObject *getattro(PyObject *op, PyObject *name) {
    PyObject *descr = _PyType_Lookup(Py_TYPE(op), name);
    if (descr != NULL) {
        descrgetfunc get = Py_TYPE(descr)->tp_descr_get;
        return get != NULL ? get(descr, op, (PyObject *)Py_TYPE(op)) : Py_NewRef(descr);
    }
    return PyObject_GetAttr(((PyMethodObject *)op)->im_func, name);
}

#if PYI_313 /* before, methods were no descriptors */
static PyObject *descr_get(PyObject *op, PyObject *instance, PyObject *owner) {
    (void)instance, (void)owner; /* it is bound already */
    return Py_NewRef(op);
}
#endif

static PyObject *new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)type;
    PyObject *function, *self;
    if (!_PyArg_NoKeywords("method", kwargs) ||
        !PyArg_UnpackTuple(args, "method", 2, 2, &function, &self)) {
        return NULL;
    }
    if (!PyCallable_Check(function)) {
        PyErr_SetString(PyExc_TypeError, "first argument must be callable");
        return NULL;
    }
    if (self == Py_None) {
        PyErr_SetString(PyExc_TypeError,
#if PYI_312
                        "instance must not be None"
#else
                        "self must not be None"
#endif
        );
        return NULL;
    }
    return PyMethod_New(function, self);
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static PyObject *get_doc(PyObject *op, void *closure) {
    (void)closure;
    return PyObject_GetAttr(((PyMethodObject *)op)->im_func, PYI_NAME("__doc__"));
}

static PyObject *reduce(PyObject *op, PyObject *unused) {
    (void)unused;
    PyMethodObject *self = (PyMethodObject *)op;
    PyObject *name = PyObject_GetAttr(self->im_func, PYI_NAME("__name__"));
    PyObject *function =
        name == NULL ? NULL : PyDict_GetItemWithError(PyEval_GetBuiltins(), PYI_NAME("getattr"));
    PyObject *result =
        function == NULL ? NULL : Py_BuildValue("O(OO)", function, self->im_self, name);
    Py_XDECREF(name);
    return result;
}

static PyMemberDef members[] = {
    {"__func__", PYI_T_OBJECT, offsetof(PyMethodObject, im_func), PYI_READONLY, NULL},
    {"__self__", PYI_T_OBJECT, offsetof(PyMethodObject, im_self), PYI_READONLY, NULL},
    {0},
};
static PyGetSetDef getset[] = {{"__doc__", get_doc, NULL, NULL, NULL}, {0}};
static PyMethodDef methods[] = {
    {"__reduce__", reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {0},
};

/* ---- type ------------------------------------------------------------------------------------------------------ */

PyTypeObject PyMethod_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "method",
    .tp_basicsize = sizeof(PyMethodObject),
    .tp_dealloc = dealloc,
    .tp_vectorcall_offset = offsetof(PyMethodObject, vectorcall),
    .tp_repr = repr,
    .tp_hash = hash,
    .tp_call = PyVectorcall_Call,
    .tp_getattro = getattro,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_traverse = traverse,
    .tp_richcompare = compare,
    .tp_weaklistoffset = offsetof(PyMethodObject, im_weakreflist),
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = getset,
#if PYI_313
    .tp_descr_get = descr_get,
#endif
    .tp_new = new,
};
PYI_TYPE(PyMethod_Type);

/* ---- public functions -------------------------------------------------------------------------------------------- */

/* new; borrows function and self */
PyObject *PyMethod_New(PyObject *function, PyObject *self) {
    if (self == NULL) {
        PyErr_BadInternalCall();
        return NULL;
    }
    PyMethodObject *method = PyObject_GC_New(PyMethodObject, &PyMethod_Type);
    if (method == NULL) {
        return NULL;
    }
    method->im_weakreflist = NULL;
    method->im_func = Py_NewRef(function);
    method->im_self = Py_NewRef(self);
    method->vectorcall = vectorcall;
    _PyObject_GC_TRACK((PyObject *)method);
    return (PyObject *)method;
}

PyObject *PyMethod_Function(PyObject *op) {
    if (!PyMethod_Check(op)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return ((PyMethodObject *)op)->im_func;
}

PyObject *PyMethod_Self(PyObject *op) {
    if (!PyMethod_Check(op)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return ((PyMethodObject *)op)->im_self;
}
