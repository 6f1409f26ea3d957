/* SPDX-License-Identifier: Apache-2.0 */
/* builtin_function: a C function of a module or bound to an object, and its four calling conventions.
 *
 * Layout     m_ml borrowed (static); m_self, m_module owned; mm_class owned (METH_METHOD only)
 * Collected  yes
 * Contract   docs.python.org/3/c-api/structures.html#implementing-functions-and-methods
 */
#include "descr.h"
#include "members.h"

/* ---- calling -------------------------------------------------------------------------------------------- */

static PyObject *no_keywords(PyObject *function) {
    PyObject *name = _PyObject_FunctionStr(function);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%U takes no keyword arguments", name);
        Py_DECREF(name);
    }
    return NULL;
}

static PyObject *wrong_count(PyObject *function, const char *expected, Py_ssize_t n) {
    PyObject *name = _PyObject_FunctionStr(function);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%U takes %s (%zd given)", name, expected, n);
        Py_DECREF(name);
    }
    return NULL;
}

/* METH_VARARGS: the arguments become a tuple, the keywords a dict */
static PyObject *call_with_tuple(PyMethodDef *method, PyObject *self, PyObject *const *args,
                                 Py_ssize_t n, PyObject *kwnames) {
    PyObject *tuple = PyTuple_New(n);
    if (tuple == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    }
    PyObject *result = NULL;
    if (method->ml_flags & METH_KEYWORDS) {
        bool any = kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0;
        PyObject *kwargs = any ? _PyStack_AsDict(args + n, kwnames) : NULL;
        if (!any || kwargs != NULL) {
            PyCFunctionWithKeywords call =
                (PyCFunctionWithKeywords)(void (*)(void))method->ml_meth;
            result = call(self, tuple, kwargs);
        }
        Py_XDECREF(kwargs);
    } else {
        result = method->ml_meth(self, tuple);
    }
    Py_DECREF(tuple);
    return result;
}

static PyObject *call_by_flags(PyMethodDef *method, PyObject *function, PyObject *self,
                               PyTypeObject *defining, PyObject *const *args, Py_ssize_t n,
                               PyObject *kwnames) {
    int flags = method->ml_flags & ~(METH_CLASS | METH_STATIC | METH_COEXIST);
    void (*meth)(void) = (void (*)(void))method->ml_meth;
    bool keywords = kwnames != NULL && PyTuple_GET_SIZE(kwnames) > 0;
    if (keywords && !(flags & METH_KEYWORDS)) {
        return no_keywords(function);
    }
    switch (flags) {
    case METH_NOARGS:
        return n == 0 ? method->ml_meth(self, NULL) : wrong_count(function, "no arguments", n);
    case METH_O:
        return n == 1 ? method->ml_meth(self, args[0])
                      : wrong_count(function, "exactly one argument", n);
    case METH_FASTCALL:
        return ((PyObject * (*)(PyObject *, PyObject *const *, Py_ssize_t)) meth)(self, args, n);
    case METH_FASTCALL | METH_KEYWORDS:
        return ((PyObject * (*)(PyObject *, PyObject *const *, Py_ssize_t, PyObject *)) meth)(
            self, args, n, kwnames);
    case METH_METHOD | METH_FASTCALL | METH_KEYWORDS:
        return ((PyCMethod)meth)(self, defining, args, (size_t)n, kwnames);
    case METH_VARARGS:
    case METH_VARARGS | METH_KEYWORDS:
        return call_with_tuple(method, self, args, n, kwnames);
    default:
        PyErr_Format(PyExc_SystemError, "%s() method: bad call flags", method->ml_name);
        return NULL;
    }
}

PyObject *pyi_call_method_def(PyMethodDef *method, PyObject *function, PyObject *self,
                              PyTypeObject *defining, PyObject *const *args, Py_ssize_t n,
                              PyObject *kwnames) {
    if (Py_EnterRecursiveCall(" while calling a Python object")) {
        return NULL;
    }
    PyObject *result = call_by_flags(method, function, self, defining, args, n, kwnames);
    Py_LeaveRecursiveCall();
    return result;
}

static PyObject *function_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf,
                                     PyObject *kwnames) {
    PyCFunctionObject *self = (PyCFunctionObject *)op;
    return pyi_call_method_def(self->m_ml, op, PyCFunction_GET_SELF(op), PyCFunction_GET_CLASS(op),
                               args, PyVectorcall_NARGS(nargsf), kwnames);
}

/* ---- life -------------------------------------------------------------------------------------------------- */

static void function_dealloc(PyObject *op) {
    PyCFunctionObject *self = (PyCFunctionObject *)op;
    PyObject_GC_UnTrack(op);
    Py_TRASHCAN_BEGIN(op, function_dealloc)
    if (self->m_weakreflist != NULL) {
        PyObject_ClearWeakRefs(op);
    }
    Py_XDECREF(PyCFunction_GET_CLASS(op));
    Py_XDECREF(self->m_self);
    Py_XDECREF(self->m_module);
    PyObject_GC_Del(op);
    Py_TRASHCAN_END
}

static int function_traverse(PyObject *op, visitproc visit, void *arg) {
    PyCFunctionObject *self = (PyCFunctionObject *)op;
    Py_VISIT(PyCFunction_GET_CLASS(op));
    Py_VISIT(self->m_self);
    Py_VISIT(self->m_module);
    return 0;
}

/* ---- slots --------------------------------------------------------------------------------------------------- */

static PyObject *function_repr(PyObject *op) {
    PyCFunctionObject *self = (PyCFunctionObject *)op;
    if (self->m_self == NULL || PyModule_Check(self->m_self)) {
        return PyUnicode_FromFormat("<built-in function %s>", self->m_ml->ml_name);
    }
    return PyUnicode_FromFormat("<built-in method %s of %s object at %p>", self->m_ml->ml_name,
                                Py_TYPE(self->m_self)->tp_name, self->m_self);
}

static PyObject *function_compare(PyObject *left, PyObject *right, int op) {
    if ((op != Py_EQ && op != Py_NE) || !PyCFunction_Check(left) || !PyCFunction_Check(right)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyCFunctionObject *a = (PyCFunctionObject *)left, *b = (PyCFunctionObject *)right;
    bool equal = a->m_self == b->m_self && a->m_ml->ml_meth == b->m_ml->ml_meth;
    return PyBool_FromLong(equal == (op == Py_EQ));
}

static Py_hash_t function_hash(PyObject *op) {
    PyCFunctionObject *self = (PyCFunctionObject *)op;
    Py_hash_t hash =
        PYI_HASH_POINTER(self->m_self) ^ PYI_HASH_POINTER((void *)(uintptr_t)self->m_ml->ml_meth);
    return hash == -1 ? -2 : hash;
}

/* ---- attributes ------------------------------------------------------------------------------------------------ */

static PyObject *function_name(PyObject *op, void *closure) {
    (void)closure;
    return PyUnicode_FromString(((PyCFunctionObject *)op)->m_ml->ml_name);
}

/* `dict.fromkeys`, `list.append` of an instance; a function of a module has no prefix */
static PyObject *function_qualname(PyObject *op, void *closure) {
    (void)closure;
    PyCFunctionObject *self = (PyCFunctionObject *)op;
    const char *name = self->m_ml->ml_name;
    if (self->m_self == NULL || PyModule_Check(self->m_self)) {
        return PyUnicode_FromString(name);
    }
    PyObject *type = PyType_Check(self->m_self) ? self->m_self : (PyObject *)Py_TYPE(self->m_self);
    PyObject *prefix = PyObject_GetAttr(type, PYI_NAME("__qualname__"));
    if (prefix != NULL && !PyUnicode_Check(prefix)) {
        PyErr_SetString(PyExc_TypeError, "<method>.__class__.__qualname__ is not a unicode object");
        Py_CLEAR(prefix);
    }
    PyObject *result = prefix == NULL ? NULL : PyUnicode_FromFormat("%S.%s", prefix, name);
    Py_XDECREF(prefix);
    return result;
}

static PyObject *function_self(PyObject *op, void *closure) {
    (void)closure;
    PyObject *self = PyCFunction_GET_SELF(op);
    return Py_NewRef(self == NULL ? Py_None : self);
}

static PyObject *function_doc(PyObject *op, void *closure) {
    (void)closure;
    PyMethodDef *method = ((PyCFunctionObject *)op)->m_ml;
    return pyi_doc_object(method->ml_name, method->ml_doc);
}

static PyObject *function_signature(PyObject *op, void *closure) {
    (void)closure;
    PyMethodDef *method = ((PyCFunctionObject *)op)->m_ml;
    return pyi_doc_signature(method->ml_name, method->ml_doc);
}

static PyObject *function_reduce(PyObject *op, PyObject *unused) {
    (void)unused;
    PyCFunctionObject *self = (PyCFunctionObject *)op;
    if (self->m_self == NULL || PyModule_Check(self->m_self)) {
        return PyUnicode_FromString(self->m_ml->ml_name);
    }
    PyObject *function = PyDict_GetItemWithError(PyEval_GetBuiltins(), PYI_NAME("getattr"));
    return function == NULL ? NULL
                            : Py_BuildValue("O(Os)", function, self->m_self, self->m_ml->ml_name);
}

static PyGetSetDef function_getset[] = {
    {"__doc__", function_doc, NULL, NULL, NULL},
    {"__name__", function_name, NULL, NULL, NULL},
    {"__qualname__", function_qualname, NULL, NULL, NULL},
    {"__self__", function_self, NULL, NULL, NULL},
    {"__text_signature__", function_signature, NULL, NULL, NULL},
    {0},
};
static PyMemberDef function_members[] = {
    {"__module__", PYI_T_OBJECT, offsetof(PyCFunctionObject, m_module), 0, NULL},
    {0},
};
static PyMethodDef function_methods[] = {
    {"__reduce__", function_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {0},
};

/* ---- type ------------------------------------------------------------------------------------------------------ */

PyTypeObject PyCFunction_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "builtin_function_or_method",
    .tp_basicsize = sizeof(PyCFunctionObject),
    .tp_dealloc = function_dealloc,
    .tp_vectorcall_offset = offsetof(PyCFunctionObject, vectorcall),
    .tp_repr = function_repr,
    .tp_hash = function_hash,
    .tp_call = PyVectorcall_Call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL,
    .tp_traverse = function_traverse,
    .tp_richcompare = function_compare,
    .tp_weaklistoffset = offsetof(PyCFunctionObject, m_weakreflist),
    .tp_methods = function_methods,
    .tp_members = function_members,
    .tp_getset = function_getset,
};
PYI_TYPE(PyCFunction_Type);

PyTypeObject PyCMethod_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "builtin_method",
    .tp_basicsize = sizeof(PyCMethodObject),
    .tp_base = &PyCFunction_Type,
};
PYI_TYPE(PyCMethod_Type);

/* ---- public functions --------------------------------------------------------------------------------------------- */

/* new; borrows self, module and defining */
#undef PyCMethod_New
PyObject *PyCMethod_New(PyMethodDef *method, PyObject *self, PyObject *module,
                        PyTypeObject *defining) {
    bool with_class = method->ml_flags & METH_METHOD;
    if (with_class != (defining != NULL)) {
        PyErr_SetString(PyExc_SystemError,
                        with_class ? "attempting to create PyCMethod with a METH_METHOD flag but no class"
                                   : "attempting to create PyCFunction with class but no METH_METHOD flag");
        return NULL;
    }
    PyCFunctionObject *op =
        with_class ? (PyCFunctionObject *)PyObject_GC_New(PyCMethodObject, &PyCMethod_Type)
                   : PyObject_GC_New(PyCFunctionObject, &PyCFunction_Type);
    if (op == NULL) {
        return NULL;
    }
    if (with_class) {
        ((PyCMethodObject *)op)->mm_class = (PyTypeObject *)Py_NewRef(defining);
    }
    op->m_ml = method;
    op->m_self = Py_XNewRef(self);
    op->m_module = Py_XNewRef(module);
    op->m_weakreflist = NULL;
    op->vectorcall = function_vectorcall;
    _PyObject_GC_TRACK((PyObject *)op);
    return (PyObject *)op;
}

#undef PyCFunction_NewEx
#undef PyCFunction_New
PyObject *PyCFunction_NewEx(PyMethodDef *method, PyObject *self, PyObject *module) {
    return PyCMethod_New(method, self, module, NULL);
}
PyObject *PyCFunction_New(PyMethodDef *method, PyObject *self) {
    return PyCMethod_New(method, self, NULL, NULL);
}

static bool check(PyObject *op) {
    if (!PyCFunction_Check(op)) {
        PyErr_BadInternalCall();
        return false;
    }
    return true;
}

PyCFunction PyCFunction_GetFunction(PyObject *op) {
    return check(op) ? PyCFunction_GET_FUNCTION(op) : NULL;
}
PyObject *PyCFunction_GetSelf(PyObject *op) { return check(op) ? PyCFunction_GET_SELF(op) : NULL; }
int PyCFunction_GetFlags(PyObject *op) { return check(op) ? PyCFunction_GET_FLAGS(op) : -1; }

/* The name of a function for messages: "name()", with its qualified name and module where it has them. New. */
PyObject *_PyObject_FunctionStr(PyObject *op) {
    PyObject *qualname = PyObject_GetAttr(op, PYI_NAME("__qualname__"));
    if (qualname == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return NULL;
        }
        PyErr_Clear();
        return PyObject_Str(op);
    }
    PyObject *module = PyObject_GetAttr(op, PYI_NAME("__module__"));
    if (module == NULL && !PyErr_ExceptionMatches(PyExc_AttributeError)) {
        Py_DECREF(qualname);
        return NULL;
    }
    PyErr_Clear();
    bool prefixed = module != NULL && module != Py_None && PyUnicode_Check(module) &&
                    PyUnicode_CompareWithASCIIString(module, "builtins") != 0;
    PyObject *result = prefixed ? PyUnicode_FromFormat("%S.%S()", module, qualname)
                                : PyUnicode_FromFormat("%S()", qualname);
    Py_XDECREF(module);
    Py_DECREF(qualname);
    return result;
}
