/* SPDX-License-Identifier: Apache-2.0 */
/* wrapped_methods: staticmethod and classmethod, which differ only in what they bind to, and instancemethod.
 *
 * Layout     callable owned, NULL only before __init__; dict owned
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#classmethod
 */
#include "members.h"

typedef struct {
    PyObject_HEAD
    PyObject *callable;
    PyObject *dict;
} wrapper;

/* ---- life ----------------------------------------------------------------------------------------------- */

static void dealloc(PyObject *op) {
    wrapper *self = (wrapper *)op;
    _PyObject_GC_UNTRACK(op);
    Py_XDECREF(self->callable);
    Py_XDECREF(self->dict);
    Py_TYPE(op)->tp_free(op);
}

static int traverse(PyObject *op, visitproc visit, void *arg) {
    wrapper *self = (wrapper *)op;
    Py_VISIT(self->callable);
    Py_VISIT(self->dict);
    return 0;
}

static int clear(PyObject *op) {
    wrapper *self = (wrapper *)op;
    Py_CLEAR(self->callable);
    Py_CLEAR(self->dict);
    return 0;
}

/* The wrapper looks like what it wraps: 0 or -1. */
static int copy_attribute(PyObject *op, PyObject *callable, PyObject *name) {
    PyObject *value = PyObject_GetAttr(callable, name);
    if (value == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    int status = PyObject_SetAttr(op, name, value);
    Py_DECREF(value);
    return status;
}

static int fill(PyObject *op, PyObject *callable) {
    Py_XSETREF(((wrapper *)op)->callable, Py_NewRef(callable));
    return copy_attribute(op, callable, PYI_NAME("__module__")) < 0 ||
                   copy_attribute(op, callable, PYI_NAME("__name__")) < 0 ||
                   copy_attribute(op, callable, PYI_NAME("__qualname__")) < 0 ||
                   copy_attribute(op, callable, PYI_NAME("__doc__")) < 0 ||
                   copy_attribute(op, callable, PYI_NAME("__annotations__")) < 0
               ? -1
               : 0;
}

static int init_named(PyObject *op, PyObject *args, PyObject *kwargs, const char *name) {
    PyObject *callable;
    if (!_PyArg_NoKeywords(name, kwargs) || !PyArg_UnpackTuple(args, name, 1, 1, &callable)) {
        return -1;
    }
    return fill(op, callable);
}

static int static_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    return init_named(op, args, kwargs, "staticmethod");
}

static int class_init(PyObject *op, PyObject *args, PyObject *kwargs) {
    return init_named(op, args, kwargs, "classmethod");
}

/* ---- slots -------------------------------------------------------------------------------------------------- */

static PyObject *callable_of(wrapper *self, const char *kind) {
    if (self->callable == NULL) {
        PyErr_Format(PyExc_RuntimeError, "uninitialized %s object", kind);
    }
    return self->callable;
}

static PyObject *static_get(PyObject *op, PyObject *instance, PyObject *owner) {
    (void)instance, (void)owner;
    return Py_XNewRef(callable_of((wrapper *)op, "staticmethod"));
}

static PyObject *class_get(PyObject *op, PyObject *instance, PyObject *owner) {
    PyObject *callable = callable_of((wrapper *)op, "classmethod");
    if (callable == NULL) {
        return NULL;
    }
    owner = owner != NULL ? owner : (PyObject *)Py_TYPE(instance);
#if !PYI_313
    if (Py_TYPE(callable)->tp_descr_get != NULL) { /* chains of descriptors, until Python 3.13 */
        return Py_TYPE(callable)->tp_descr_get(callable, owner, owner);
    }
#endif
    return PyMethod_New(callable, owner);
}

static PyObject *static_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyObject *callable = callable_of((wrapper *)op, "staticmethod");
    return callable == NULL ? NULL : PyObject_Call(callable, args, kwargs);
}

static PyObject *static_repr(PyObject *op) {
    return PyUnicode_FromFormat("<staticmethod(%R)>", ((wrapper *)op)->callable);
}

static PyObject *class_repr(PyObject *op) {
    return PyUnicode_FromFormat("<classmethod(%R)>", ((wrapper *)op)->callable);
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static PyObject *get_isabstract(PyObject *op, void *closure) {
    (void)closure;
    wrapper *self = (wrapper *)op;
    int abstract = self->callable == NULL ? 0 : _PyObject_IsAbstract(self->callable);
    return abstract < 0 ? NULL : PyBool_FromLong(abstract);
}

static PyMemberDef members[] = {
    {"__func__", PYI_T_OBJECT, offsetof(wrapper, callable), PYI_READONLY, NULL},
    {"__wrapped__", PYI_T_OBJECT, offsetof(wrapper, callable), PYI_READONLY, NULL},
    {0},
};
static PyGetSetDef getset[] = {
    {"__isabstractmethod__", get_isabstract, NULL, NULL, NULL},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, NULL, NULL},
    {0},
};

/* ---- types -------------------------------------------------------------------------------------------------------- */

PyTypeObject PyStaticMethod_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "staticmethod",
    .tp_basicsize = sizeof(wrapper),
    .tp_dealloc = dealloc,
    .tp_repr = static_repr,
    .tp_call = static_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
#if PYI_313
    .tp_doc = PYI_SIGNATURE("staticmethod", "(function, /)"),
#endif
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_members = members,
    .tp_getset = getset,
    .tp_descr_get = static_get,
    .tp_dictoffset = offsetof(wrapper, dict),
    .tp_init = static_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PyStaticMethod_Type);

PyTypeObject PyClassMethod_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "classmethod",
    .tp_basicsize = sizeof(wrapper),
    .tp_dealloc = dealloc,
    .tp_repr = class_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC,
#if PYI_313
    .tp_doc = PYI_SIGNATURE("classmethod", "(function, /)"),
#endif
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_members = members,
    .tp_getset = getset,
    .tp_descr_get = class_get,
    .tp_dictoffset = offsetof(wrapper, dict),
    .tp_init = class_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PyClassMethod_Type);

/* ---- instancemethod -------------------------------------------------------------------------------------------------- */

static void instance_dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    Py_DECREF(((PyInstanceMethodObject *)op)->func);
    PyObject_GC_Del(op);
}

static int instance_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((PyInstanceMethodObject *)op)->func);
    return 0;
}

static PyObject *instance_get(PyObject *op, PyObject *instance, PyObject *owner) {
    (void)owner;
    PyObject *function = ((PyInstanceMethodObject *)op)->func;
    return instance == NULL ? Py_NewRef(function) : PyMethod_New(function, instance);
}

static PyObject *instance_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    return PyObject_Call(((PyInstanceMethodObject *)op)->func, args, kwargs);
}

static PyMemberDef instance_members[] = {
    {"__func__", PYI_T_OBJECT, offsetof(PyInstanceMethodObject, func), PYI_READONLY, NULL},
    {0},
};

PyTypeObject PyInstanceMethod_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "instancemethod",
    .tp_basicsize = sizeof(PyInstanceMethodObject),
    .tp_dealloc = instance_dealloc,
    .tp_call = instance_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = instance_traverse,
    .tp_members = instance_members,
    .tp_descr_get = instance_get,
};
PYI_TYPE(PyInstanceMethod_Type);

/* ---- public functions -------------------------------------------------------------------------------------------------- */

static PyObject *wrapper_new(PyTypeObject *type, PyObject *callable) {
    PyObject *op = PyType_GenericAlloc(type, 0);
    if (op != NULL && fill(op, callable) < 0) {
        Py_CLEAR(op);
    }
    return op;
}

PyObject *PyStaticMethod_New(PyObject *callable) { return wrapper_new(&PyStaticMethod_Type, callable); }
PyObject *PyClassMethod_New(PyObject *callable) { return wrapper_new(&PyClassMethod_Type, callable); }

PyObject *PyInstanceMethod_New(PyObject *callable) {
    PyInstanceMethodObject *self = PyObject_GC_New(PyInstanceMethodObject, &PyInstanceMethod_Type);
    if (self != NULL) {
        self->func = Py_NewRef(callable);
        _PyObject_GC_TRACK((PyObject *)self);
    }
    return (PyObject *)self;
}

PyObject *PyInstanceMethod_Function(PyObject *op) {
    if (!PyInstanceMethod_Check(op)) {
        PyErr_BadInternalCall();
        return NULL;
    }
    return PyInstanceMethod_GET_FUNCTION(op);
}

/* 1 when `op.__isabstractmethod__` is true, 0, or -1 */
int _PyObject_IsAbstract(PyObject *op) {
    PyObject *value = op == NULL ? NULL : PyObject_GetAttr(op, PYI_NAME("__isabstractmethod__"));
    if (value == NULL) {
        if (op != NULL && !PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    int truth = PyObject_IsTrue(value);
    Py_DECREF(value);
    return truth;
}
