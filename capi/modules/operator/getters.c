/* SPDX-License-Identifier: Apache-2.0 */
/* operator.itemgetter, attrgetter, methodcaller: callables that look something up in their argument.
 * Layout     itemgetter, attrgetter: a tuple of what to look up; of a dotted name, a tuple of its parts
 *            methodcaller: name, args and kwargs of the call
 * Collected  yes
 * Contract   docs.python.org/3/library/operator.html#operator.itemgetter
 */
#include "operator.h"
#include "pyi_c_imports.h"

/* ---- what itemgetter and attrgetter share ---------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *wanted; /* tuple */
    PyObject *names;  /* as they were given, for repr and pickle */
    Py_ssize_t index; /* of an itemgetter for one index that is not negative, else -1 */
    vectorcallfunc vectorcall;
} lookup;

static void getter_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    Py_XDECREF(((lookup *)op)->wanted);
    Py_XDECREF(((lookup *)op)->names);
    Py_TYPE(op)->tp_free(op);
}

static int getter_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((lookup *)op)->wanted);
    Py_VISIT(((lookup *)op)->names);
    return 0;
}

static int getter_clear(PyObject *op) {
    Py_CLEAR(((lookup *)op)->wanted);
    Py_CLEAR(((lookup *)op)->names);
    return 0;
}

/* steals wanted */
static lookup *getter_make(PyTypeObject *type, PyObject *wanted, PyObject *names, vectorcallfunc call) {
    lookup *self = wanted == NULL ? NULL : (lookup *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(wanted);
        return NULL;
    }
    self->wanted = wanted;
    self->names = Py_NewRef(names);
    self->index = -1;
    self->vectorcall = call;
    return self;
}

/* new: one thing, or a tuple of them */
static PyObject *get_all(lookup *self, PyObject *op, PyObject *(*get)(PyObject *, PyObject *)) {
    Py_ssize_t n = PyTuple_GET_SIZE(self->wanted);
    if (n == 1) {
        return get(op, PyTuple_GET_ITEM(self->wanted, 0));
    }
    PyObject *result = PyTuple_New(n);
    for (Py_ssize_t i = 0; result != NULL && i < n; i++) {
        PyObject *item = get(op, PyTuple_GET_ITEM(self->wanted, i));
        if (item == NULL) {
            Py_CLEAR(result);
        } else {
            PyTuple_SET_ITEM(result, i, item);
        }
    }
    return result;
}

static PyObject *getter_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    return PyTuple_Pack(2, Py_TYPE(op), ((lookup *)op)->names);
}

static PyObject *getter_repr(PyObject *op) {
    lookup *self = (lookup *)op;
    int entered = Py_ReprEnter(op);
#if PYI_313
    PyObject *name = PyType_GetFullyQualifiedName(Py_TYPE(op));
#else
    PyObject *name = PyUnicode_FromString(Py_TYPE(op)->tp_name);
#endif
    if (name == NULL || entered != 0) {
        PyObject *text = name == NULL || entered < 0 ? NULL : PyUnicode_FromFormat("%U(...)", name);
        Py_XDECREF(name);
        if (entered == 0) {
            Py_ReprLeave(op);
        }
        return text;
    }
    PyObject *result;
    if (PyTuple_GET_SIZE(self->names) == 1) {
        result = PyUnicode_FromFormat("%U(%R)", name, PyTuple_GET_ITEM(self->names, 0));
    } else {
        result = PyUnicode_FromFormat("%U%R", name, self->names);
    }
    Py_DECREF(name);
    Py_ReprLeave(op);
    return result;
}

/* Since 3.13 inspect can tell how to call one. */
#if PYI_313
static PyObject *call_signature(PyObject *Py_UNUSED(op), void *Py_UNUSED(closure)) {
    return PyUnicode_FromString("(obj, /)");
}

#define SIGNATURE_GETSET(type)                                                                     \
    static PyGetSetDef type##_getset[] = {                                                         \
        {"__text_signature__", call_signature, NULL, NULL, NULL},                                  \
        {NULL, NULL, NULL, NULL, NULL},                                                            \
    }
#else
#define SIGNATURE_GETSET(type) static PyGetSetDef type##_getset[] = {{NULL, NULL, NULL, NULL, NULL}}
#endif
SIGNATURE_GETSET(itemgetter);
SIGNATURE_GETSET(attrgetter);
SIGNATURE_GETSET(methodcaller);

static PyMethodDef itemgetter_methods[] = {
    {"__reduce__", getter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef attrgetter_methods[] = {
    {"__reduce__", getter_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyObject *getter_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    const char *name = PyObject_TypeCheck(op, &pyi_itemgetter_type) ? "itemgetter" : "attrgetter";
    if (!_PyArg_NoKeywords(name, kwargs) ||
        !_PyArg_CheckPositional(name, PyTuple_GET_SIZE(args), 1, 1)) {
        return NULL;
    }
    PyObject *arg = PyTuple_GET_ITEM(args, 0);
    return ((lookup *)op)->vectorcall(op, &arg, 1, NULL);
}

#define GETTER_SLOTS                                                                               \
    .tp_basicsize = sizeof(lookup), .tp_dealloc = getter_dealloc,                                  \
    .tp_vectorcall_offset = offsetof(lookup, vectorcall), .tp_repr = getter_repr,                  \
    .tp_call = getter_call, .tp_getattro = PyObject_GenericGetAttr,                                \
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,              \
    .tp_traverse = getter_traverse, .tp_clear = getter_clear, .tp_alloc = PyType_GenericAlloc,     \
    .tp_free = PyObject_GC_Del

/* ---- itemgetter -------------------------------------------------------------------------- */

static PyObject *itemgetter_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf,
                                       PyObject *kwnames) {
    lookup *self = (lookup *)op;
    if (!_PyArg_NoKwnames("itemgetter", kwnames) ||
        !_PyArg_CheckPositional("itemgetter", PyVectorcall_NARGS(nargsf), 1, 1)) {
        return NULL;
    }
    if (self->index >= 0 && PyTuple_CheckExact(args[0]) && self->index < PyTuple_GET_SIZE(args[0])) {
        return Py_NewRef(PyTuple_GET_ITEM(args[0], self->index));
    }
    return get_all(self, args[0], PyObject_GetItem);
}

static PyObject *itemgetter_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (!_PyArg_NoKeywords("itemgetter", kwargs)) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(args) <= 1) { /* for the message */
        PyObject *item;
        if (!PyArg_UnpackTuple(args, "itemgetter", 1, 1, &item)) {
            return NULL;
        }
    }
    lookup *self = getter_make(type, Py_NewRef(args), args, itemgetter_vectorcall);
    if (self != NULL && PyTuple_GET_SIZE(args) == 1 && PyLong_CheckExact(PyTuple_GET_ITEM(args, 0))) {
        self->index = PyLong_AsSsize_t(PyTuple_GET_ITEM(args, 0));
        if (self->index < 0) {
            PyErr_Clear();
            self->index = -1;
        }
    }
    return (PyObject *)self;
}

PyTypeObject pyi_itemgetter_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "operator.itemgetter",
    .tp_doc = PYI_SIGNATURE("itemgetter", "(item, /, *items)"),
    .tp_methods = itemgetter_methods,
    .tp_getset = itemgetter_getset,
    .tp_new = itemgetter_new,
    GETTER_SLOTS,
};
PYI_TYPE(pyi_itemgetter_type);

/* ---- attrgetter -------------------------------------------------------------------------- */

/* new: an interned name, or a tuple of those between the dots */
static PyObject *split_name(PyObject *name) {
    Py_ssize_t n = PyUnicode_GET_LENGTH(name);
    if (PyUnicode_FindChar(name, '.', 0, n, 1) < 0) {
        Py_INCREF(name);
        PyUnicode_InternInPlace(&name);
        return name;
    }
    PyObject *dot = PyUnicode_FromString(".");
    PyObject *parts = dot == NULL ? NULL : PyUnicode_Split(name, dot, -1);
    Py_XDECREF(dot);
    PyObject *tuple = parts == NULL ? NULL : PyList_AsTuple(parts);
    Py_XDECREF(parts);
    return tuple;
}

/* new: an attribute, or that of an attribute … */
static PyObject *get_attribute(PyObject *op, PyObject *name) {
    if (!PyTuple_CheckExact(name)) {
        return PyObject_GetAttr(op, name);
    }
    Py_INCREF(op);
    for (Py_ssize_t i = 0; op != NULL && i < PyTuple_GET_SIZE(name); i++) {
        Py_SETREF(op, PyObject_GetAttr(op, PyTuple_GET_ITEM(name, i)));
    }
    return op;
}

static PyObject *attrgetter_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf,
                                       PyObject *kwnames) {
    if (!_PyArg_NoKwnames("attrgetter", kwnames) ||
        !_PyArg_CheckPositional("attrgetter", PyVectorcall_NARGS(nargsf), 1, 1)) {
        return NULL;
    }
    return get_all((lookup *)op, args[0], get_attribute);
}

static PyObject *attrgetter_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (!_PyArg_NoKeywords("attrgetter", kwargs)) {
        return NULL;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n <= 1) { /* for the message */
        PyObject *name;
        if (!PyArg_UnpackTuple(args, "attrgetter", 1, 1, &name)) {
            return NULL;
        }
    }
    PyObject *wanted = PyTuple_New(n);
    for (Py_ssize_t i = 0; wanted != NULL && i < n; i++) {
        PyObject *name = PyTuple_GET_ITEM(args, i);
        PyObject *part = NULL;
        if (PyUnicode_Check(name)) {
            part = split_name(name);
        } else {
            PyErr_SetString(PyExc_TypeError, "attribute name must be a string");
        }
        if (part == NULL) {
            Py_CLEAR(wanted);
        } else {
            PyTuple_SET_ITEM(wanted, i, part);
        }
    }
    return (PyObject *)getter_make(type, wanted, args, attrgetter_vectorcall);
}

PyTypeObject pyi_attrgetter_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "operator.attrgetter",
    .tp_doc = PYI_SIGNATURE("attrgetter", "(attr, /, *attrs)"),
    .tp_methods = attrgetter_methods,
    .tp_getset = attrgetter_getset,
    .tp_new = attrgetter_new,
    GETTER_SLOTS,
};
PYI_TYPE(pyi_attrgetter_type);

/* ---- methodcaller ------------------------------------------------------------------------ */

typedef struct {
    PyObject_HEAD
    PyObject *name;
    PyObject *args;   /* tuple */
    PyObject *kwargs; /* dict or NULL */
} methodcaller;

static PyObject *methodcaller_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n < 1) {
        PyErr_SetString(PyExc_TypeError,
                        "methodcaller needs at least one argument, the method name");
        return NULL;
    }
    PyObject *name = PyTuple_GET_ITEM(args, 0);
    if (!PyUnicode_Check(name)) {
        PyErr_SetString(PyExc_TypeError, "method name must be a string");
        return NULL;
    }
    PyObject *rest = PyTuple_GetSlice(args, 1, n);
    methodcaller *self = rest == NULL ? NULL : (methodcaller *)type->tp_alloc(type, 0);
    if (self == NULL) {
        Py_XDECREF(rest);
        return NULL;
    }
    Py_INCREF(name);
    PyUnicode_InternInPlace(&name);
    self->name = name;
    self->args = rest;
    self->kwargs = kwargs != NULL && PyDict_Size(kwargs) > 0 ? Py_NewRef(kwargs) : NULL;
    return (PyObject *)self;
}

static int methodcaller_clear(PyObject *op) {
    Py_CLEAR(((methodcaller *)op)->name);
    Py_CLEAR(((methodcaller *)op)->args);
    Py_CLEAR(((methodcaller *)op)->kwargs);
    return 0;
}

static void methodcaller_dealloc(PyObject *op) {
    PyObject_GC_UnTrack(op);
    methodcaller_clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int methodcaller_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((methodcaller *)op)->name);
    Py_VISIT(((methodcaller *)op)->args);
    Py_VISIT(((methodcaller *)op)->kwargs);
    return 0;
}

static PyObject *methodcaller_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    methodcaller *self = (methodcaller *)op;
    if (!_PyArg_NoKeywords("methodcaller", kwargs) ||
        !_PyArg_CheckPositional("methodcaller", PyTuple_GET_SIZE(args), 1, 1)) {
        return NULL;
    }
    PyObject *method = PyObject_GetAttr(PyTuple_GET_ITEM(args, 0), self->name);
    PyObject *result = method == NULL ? NULL : PyObject_Call(method, self->args, self->kwargs);
    Py_XDECREF(method);
    return result;
}

/* new: "'name', arg, name=value" */
static PyObject *call_text(methodcaller *self) {
    PyObject *text = PyObject_Repr(self->name);
    for (Py_ssize_t i = 0; text != NULL && i < PyTuple_GET_SIZE(self->args); i++) {
        Py_SETREF(text, PyUnicode_FromFormat("%U, %R", text, PyTuple_GET_ITEM(self->args, i)));
    }
    PyObject *key, *value;
    Py_ssize_t pos = 0;
    while (text != NULL && self->kwargs != NULL && PyDict_Next(self->kwargs, &pos, &key, &value)) {
        Py_INCREF(key);
        Py_INCREF(value);
        Py_SETREF(text, PyUnicode_FromFormat("%U, %U=%R", text, key, value));
        Py_DECREF(key);
        Py_DECREF(value);
    }
    return text;
}

static PyObject *methodcaller_repr(PyObject *op) {
    const char *name = Py_TYPE(op)->tp_name;
    int entered = Py_ReprEnter(op);
    if (entered != 0) {
        return entered > 0 ? PyUnicode_FromFormat("%s(...)", name) : NULL;
    }
    PyObject *text = call_text((methodcaller *)op);
    PyObject *result = text == NULL ? NULL : PyUnicode_FromFormat("%s(%U)", name, text);
    Py_XDECREF(text);
    Py_ReprLeave(op);
    return result;
}

PYI_C_IMPORT("functools", "partial", "_operator", "__reduce__ __reduce_ex__");

/* With keywords: a partial of the class, which unpickling calls with the rest. */
static PyObject *methodcaller_reduce(PyObject *op, PyObject *Py_UNUSED(ignored)) {
    methodcaller *self = (methodcaller *)op;
    if (self->kwargs == NULL) {
        PyObject *first = PyTuple_Pack(1, self->name);
        PyObject *all = first == NULL ? NULL : PySequence_Concat(first, self->args);
        Py_XDECREF(first);
        return all == NULL ? NULL : Py_BuildValue("ON", Py_TYPE(op), all);
    }
    PyObject *functools = PyImport_ImportModule("functools");
    PyObject *partial = functools == NULL ? NULL : PyObject_GetAttrString(functools, "partial");
    PyObject *args = partial == NULL ? NULL : PyTuple_Pack(2, Py_TYPE(op), self->name);
    PyObject *maker = args == NULL ? NULL : PyObject_Call(partial, args, self->kwargs);
    Py_XDECREF(functools);
    Py_XDECREF(partial);
    Py_XDECREF(args);
    return maker == NULL ? NULL : Py_BuildValue("NO", maker, self->args);
}

static PyMethodDef methodcaller_methods[] = {
    {"__reduce__", methodcaller_reduce, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

PyTypeObject pyi_methodcaller_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0)
    .tp_name = "operator.methodcaller",
    .tp_basicsize = sizeof(methodcaller),
    .tp_dealloc = methodcaller_dealloc,
    .tp_repr = methodcaller_repr,
    .tp_call = methodcaller_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_doc = PYI_SIGNATURE("methodcaller", "(name, /, *args, **kwargs)"),
    .tp_traverse = methodcaller_traverse,
    .tp_clear = methodcaller_clear,
    .tp_methods = methodcaller_methods,
    .tp_getset = methodcaller_getset,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = methodcaller_new,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(pyi_methodcaller_type);
