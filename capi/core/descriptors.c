/* SPDX-License-Identifier: Apache-2.0 */
/* descriptors: what stands in the dicts of static types: methods, class methods, members, computed attributes, and
 * wrappers of slots.
 *
 * Contract   docs.python.org/3/c-api/descriptor.html, cpython/descrobject.h
 */
#include "descr.h"

#include "members.h"

/* ---- storage -------------------------------------------------------------------------------------------- */

static void *descr_new(PyTypeObject *kind, PyTypeObject *type, const char *name) {
    PyDescrObject *self = (PyDescrObject *)_PyType_AllocNoTrack(kind, 0);
    if (self == NULL) {
        return NULL;
    }
    self->d_type = (PyTypeObject *)Py_XNewRef(type);
    self->d_name = PyUnicode_InternFromString(name);
    self->d_qualname = NULL;
    _PyObject_GC_TRACK((PyObject *)self);
    if (self->d_name == NULL) {
        Py_DECREF(self);
        return NULL;
    }
    return self;
}

/* ---- life -------------------------------------------------------------------------------------------------- */

static void descr_dealloc(PyObject *op) {
    PyDescrObject *self = (PyDescrObject *)op;
    _PyObject_GC_UNTRACK(op);
    Py_XDECREF(self->d_type);
    Py_XDECREF(self->d_name);
    Py_XDECREF(self->d_qualname);
    PyObject_GC_Del(op);
}

static int descr_traverse(PyObject *op, visitproc visit, void *arg) {
    Py_VISIT(((PyDescrObject *)op)->d_type);
    return 0;
}

/* ---- what all kinds share ------------------------------------------------------------------------------------ */

static PyObject *descr_repr(PyObject *op, const char *kind) {
    PyDescrObject *self = (PyDescrObject *)op;
    return PyUnicode_FromFormat("<%s '%U' of '%s' objects>", kind, self->d_name,
                                self->d_type->tp_name);
}

static bool check_receiver(PyDescrObject *self, PyObject *op) {
    if (PyObject_TypeCheck(op, self->d_type)) {
        return true;
    }
    PyErr_Format(PyExc_TypeError,
                 "descriptor '%U' for '%.100s' objects doesn't apply to a '%.100s' object",
                 self->d_name, self->d_type->tp_name, Py_TYPE(op)->tp_name);
    return false;
}

static PyObject *descr_qualname(PyObject *op, void *closure) {
    (void)closure;
    PyDescrObject *self = (PyDescrObject *)op;
    if (self->d_qualname == NULL) {
        PyObject *type = PyType_GetQualName(self->d_type);
        self->d_qualname = type == NULL ? NULL : PyUnicode_FromFormat("%S.%U", type, self->d_name);
        Py_XDECREF(type);
    }
    return Py_XNewRef(self->d_qualname);
}

/* pickled as getattr(type, name) */
static PyObject *descr_reduce(PyObject *op, PyObject *unused) {
    (void)unused;
    PyDescrObject *self = (PyDescrObject *)op;
    PyObject *builtins = PyEval_GetBuiltins();
    PyObject *function = PyDict_GetItemWithError(builtins, PYI_NAME("getattr"));
    if (function == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_AttributeError, "getattr");
        }
        return NULL;
    }
    return Py_BuildValue("O(OO)", function, self->d_type, self->d_name);
}

static PyMemberDef descr_members[] = {
    {"__objclass__", PYI_T_OBJECT, offsetof(PyDescrObject, d_type), PYI_READONLY, NULL},
    {"__name__", PYI_T_OBJECT, offsetof(PyDescrObject, d_name), PYI_READONLY, NULL},
    {0},
};
static PyMethodDef descr_methods[] = {
    {"__reduce__", descr_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {0},
};

/* ---- methods ------------------------------------------------------------------------------------------------- */

static PyObject *method_get(PyObject *op, PyObject *instance, PyObject *owner) {
    (void)owner;
    if (instance == NULL) {
        return Py_NewRef(op);
    }
    PyMethodDescrObject *self = (PyMethodDescrObject *)op;
    if (!check_receiver(&self->d_common, instance)) {
        return NULL;
    }
    PyTypeObject *defining = self->d_method->ml_flags & METH_METHOD ? self->d_common.d_type : NULL;
    return PyCMethod_New(self->d_method, instance, NULL, defining);
}

static PyObject *method_repr(PyObject *op) { return descr_repr(op, "method"); }

static PyObject *method_doc(PyObject *op, void *closure) {
    (void)closure;
    PyMethodDef *method = ((PyMethodDescrObject *)op)->d_method;
    return pyi_doc_object(method->ml_name, method->ml_doc);
}

static PyObject *method_signature(PyObject *op, void *closure) {
    (void)closure;
    PyMethodDef *method = ((PyMethodDescrObject *)op)->d_method;
    return pyi_doc_signature(method->ml_name, method->ml_doc);
}

static PyGetSetDef method_getset[] = {
    {"__doc__", method_doc, NULL, NULL, NULL},
    {"__qualname__", descr_qualname, NULL, NULL, NULL},
    {"__text_signature__", method_signature, NULL, NULL, NULL},
    {0},
};

/* The receiver of an unbound call, borrowed. */
static PyObject *receiver(PyMethodDescrObject *self, PyObject *const *args, Py_ssize_t n) {
    if (n < 1) {
        PyObject *name = _PyObject_FunctionStr((PyObject *)self);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "unbound method %U needs an argument", name);
            Py_DECREF(name);
        }
        return NULL;
    }
    return check_receiver(&self->d_common, args[0]) ? args[0] : NULL;
}

static PyObject *method_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf,
                                   PyObject *kwnames) {
    PyMethodDescrObject *self = (PyMethodDescrObject *)op;
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    PyObject *instance = receiver(self, args, n);
    if (instance == NULL) {
        return NULL;
    }
    return pyi_call_method_def(self->d_method, op, instance, self->d_common.d_type, args + 1, n - 1,
                               kwnames);
}

PyTypeObject PyMethodDescr_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "method_descriptor",
    .tp_basicsize = sizeof(PyMethodDescrObject),
    .tp_dealloc = descr_dealloc,
    .tp_vectorcall_offset = offsetof(PyMethodDescrObject, vectorcall),
    .tp_repr = method_repr,
    .tp_call = PyVectorcall_Call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL |
                Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_traverse = descr_traverse,
    .tp_methods = descr_methods,
    .tp_members = descr_members,
    .tp_getset = method_getset,
    .tp_descr_get = method_get,
};
PYI_TYPE(PyMethodDescr_Type);

PyObject *PyDescr_NewMethod(PyTypeObject *type, PyMethodDef *method) {
    PyMethodDescrObject *self = descr_new(&PyMethodDescr_Type, type, method->ml_name);
    if (self != NULL) {
        self->d_method = method;
        self->vectorcall = method_vectorcall;
    }
    return (PyObject *)self;
}

/* ---- class methods --------------------------------------------------------------------------------------------- */

static PyObject *classmethod_get(PyObject *op, PyObject *instance, PyObject *owner) {
    PyMethodDescrObject *self = (PyMethodDescrObject *)op;
    if (owner == NULL && instance != NULL) {
        owner = (PyObject *)Py_TYPE(instance);
    }
    PyTypeObject *type = self->d_common.d_type;
    if (owner == NULL) {
        PyErr_Format(PyExc_TypeError,
                     "descriptor '%U' for type '%.100s' needs either an object or a type",
                     self->d_common.d_name, type->tp_name);
        return NULL;
    }
    if (!PyType_Check(owner)) {
        PyErr_Format(PyExc_TypeError,
                     "descriptor '%U' for type '%.100s' needs a type, not a '%.100s' as arg 2",
                     self->d_common.d_name, type->tp_name, Py_TYPE(owner)->tp_name);
        return NULL;
    }
    if (!PyType_IsSubtype((PyTypeObject *)owner, type)) {
        PyErr_Format(PyExc_TypeError,
                     "descriptor '%U' requires a subtype of '%.100s' but received '%.100s'",
                     self->d_common.d_name, type->tp_name, ((PyTypeObject *)owner)->tp_name);
        return NULL;
    }
    PyTypeObject *defining = self->d_method->ml_flags & METH_METHOD ? type : NULL;
    return PyCMethod_New(self->d_method, owner, NULL, defining);
}

static PyObject *classmethod_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n < 1) {
        PyMethodDescrObject *self = (PyMethodDescrObject *)op;
        PyErr_Format(PyExc_TypeError, "descriptor '%U' of '%.100s' object needs an argument",
                     self->d_common.d_name, self->d_common.d_type->tp_name);
        return NULL;
    }
    PyObject *bound = classmethod_get(op, NULL, PyTuple_GET_ITEM(args, 0));
    PyObject *rest = bound == NULL ? NULL : PyTuple_GetSlice(args, 1, n);
    PyObject *result = rest == NULL ? NULL : PyObject_Call(bound, rest, kwargs);
    Py_XDECREF(rest);
    Py_XDECREF(bound);
    return result;
}

PyTypeObject PyClassMethodDescr_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "classmethod_descriptor",
    .tp_basicsize = sizeof(PyMethodDescrObject),
    .tp_dealloc = descr_dealloc,
    .tp_repr = method_repr,
    .tp_call = classmethod_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = descr_traverse,
    .tp_members = descr_members,
    .tp_getset = method_getset,
    .tp_descr_get = classmethod_get,
};
PYI_TYPE(PyClassMethodDescr_Type);

PyObject *PyDescr_NewClassMethod(PyTypeObject *type, PyMethodDef *method) {
    PyMethodDescrObject *self = descr_new(&PyClassMethodDescr_Type, type, method->ml_name);
    if (self != NULL) {
        self->d_method = method;
    }
    return (PyObject *)self;
}

/* ---- members ----------------------------------------------------------------------------------------------------- */

static PyObject *member_get(PyObject *op, PyObject *instance, PyObject *owner) {
    (void)owner;
    PyMemberDescrObject *self = (PyMemberDescrObject *)op;
    if (instance == NULL) {
        return Py_NewRef(op);
    }
    if (!check_receiver(&self->d_common, instance)) {
        return NULL;
    }
    return PyMember_GetOne((const char *)instance, self->d_member);
}

static bool check_target(PyDescrObject *self, PyObject *instance) {
    if (PyObject_TypeCheck(instance, self->d_type)) {
        return true;
    }
    PyErr_Format(PyExc_TypeError,
                 "descriptor '%U' for '%.100s' objects doesn't apply to a '%.100s' object",
                 self->d_name, self->d_type->tp_name, Py_TYPE(instance)->tp_name);
    return false;
}

static int member_set(PyObject *op, PyObject *instance, PyObject *value) {
    PyMemberDescrObject *self = (PyMemberDescrObject *)op;
    return check_target(&self->d_common, instance)
               ? PyMember_SetOne((char *)instance, self->d_member, value)
               : -1;
}

static PyObject *member_repr(PyObject *op) { return descr_repr(op, "member"); }

static PyObject *member_doc(PyObject *op, void *closure) {
    (void)closure;
    const char *doc = ((PyMemberDescrObject *)op)->d_member->doc;
    return doc == NULL ? Py_NewRef(Py_None) : PyUnicode_FromString(doc);
}

static PyGetSetDef member_getset[] = {
    {"__doc__", member_doc, NULL, NULL, NULL},
    {"__qualname__", descr_qualname, NULL, NULL, NULL},
    {0},
};

PyTypeObject PyMemberDescr_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "member_descriptor",
    .tp_basicsize = sizeof(PyMemberDescrObject),
    .tp_dealloc = descr_dealloc,
    .tp_repr = member_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = descr_traverse,
    .tp_methods = descr_methods,
    .tp_members = descr_members,
    .tp_getset = member_getset,
    .tp_descr_get = member_get,
    .tp_descr_set = member_set,
};
PYI_TYPE(PyMemberDescr_Type);

PyObject *PyDescr_NewMember(PyTypeObject *type, PyMemberDef *member) {
#if PYI_312
    if (member->flags & Py_RELATIVE_OFFSET) {
        PyErr_SetString(PyExc_SystemError, "PyDescr_NewMember used with Py_RELATIVE_OFFSET");
        return NULL;
    }
#endif
    PyMemberDescrObject *self = descr_new(&PyMemberDescr_Type, type, member->name);
    if (self != NULL) {
        self->d_member = member;
    }
    return (PyObject *)self;
}

/* ---- computed attributes ------------------------------------------------------------------------------------------ */

static PyObject *getset_get(PyObject *op, PyObject *instance, PyObject *owner) {
    (void)owner;
    PyGetSetDescrObject *self = (PyGetSetDescrObject *)op;
    if (instance == NULL) {
        return Py_NewRef(op);
    }
    if (!check_receiver(&self->d_common, instance)) {
        return NULL;
    }
    if (self->d_getset->get != NULL) {
        return self->d_getset->get(instance, self->d_getset->closure);
    }
    PyErr_Format(PyExc_AttributeError, "attribute '%U' of '%.100s' objects is not readable",
                 self->d_common.d_name, self->d_common.d_type->tp_name);
    return NULL;
}

static int getset_set(PyObject *op, PyObject *instance, PyObject *value) {
    PyGetSetDescrObject *self = (PyGetSetDescrObject *)op;
    if (!check_target(&self->d_common, instance)) {
        return -1;
    }
    if (self->d_getset->set != NULL) {
        return self->d_getset->set(instance, value, self->d_getset->closure);
    }
    PyErr_Format(PyExc_AttributeError, "attribute '%U' of '%.100s' objects is not writable",
                 self->d_common.d_name, self->d_common.d_type->tp_name);
    return -1;
}

static PyObject *getset_repr(PyObject *op) { return descr_repr(op, "attribute"); }

static PyObject *getset_doc(PyObject *op, void *closure) {
    (void)closure;
    const char *doc = ((PyGetSetDescrObject *)op)->d_getset->doc;
    return doc == NULL ? Py_NewRef(Py_None) : PyUnicode_FromString(doc);
}

static PyGetSetDef getset_getset[] = {
    {"__doc__", getset_doc, NULL, NULL, NULL},
    {"__qualname__", descr_qualname, NULL, NULL, NULL},
    {0},
};

PyTypeObject PyGetSetDescr_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "getset_descriptor",
    .tp_basicsize = sizeof(PyGetSetDescrObject),
    .tp_dealloc = descr_dealloc,
    .tp_repr = getset_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = descr_traverse,
    .tp_members = descr_members,
    .tp_getset = getset_getset,
    .tp_descr_get = getset_get,
    .tp_descr_set = getset_set,
};
PYI_TYPE(PyGetSetDescr_Type);

PyObject *PyDescr_NewGetSet(PyTypeObject *type, PyGetSetDef *getset) {
    PyGetSetDescrObject *self = descr_new(&PyGetSetDescr_Type, type, getset->name);
    if (self != NULL) {
        self->d_getset = getset;
    }
    return (PyObject *)self;
}

/* ---- wrappers of slots -------------------------------------------------------------------------------------------- */

/* the wrapped slot called; the caller has checked the receiver */
static PyObject *wrapper_raw_call(PyWrapperDescrObject *self, PyObject *instance, PyObject *args,
                                  PyObject *kwargs) {
    struct wrapperbase *base = self->d_base;
    if (base->flags & PyWrapperFlag_KEYWORDS) {
        wrapperfunc_kwds call = (wrapperfunc_kwds)(void (*)(void))base->wrapper;
        return call(instance, args, self->d_wrapped, kwargs);
    }
    if (kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0) {
        PyErr_Format(PyExc_TypeError, "wrapper %s() takes no keyword arguments", base->name);
        return NULL;
    }
    return base->wrapper(instance, args, self->d_wrapped);
}

static PyObject *wrapper_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyWrapperDescrObject *self = (PyWrapperDescrObject *)op;
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n < 1) {
        PyErr_Format(PyExc_TypeError, "descriptor '%U' of '%.100s' object needs an argument",
                     self->d_common.d_name, self->d_common.d_type->tp_name);
        return NULL;
    }
    PyObject *instance = PyTuple_GET_ITEM(args, 0);
    if (!PyObject_TypeCheck(instance, self->d_common.d_type)) {
        PyErr_Format(PyExc_TypeError, "descriptor '%U' requires a '%.100s' object but received a '%.100s'",
                     self->d_common.d_name, self->d_common.d_type->tp_name,
                     Py_TYPE(instance)->tp_name);
        return NULL;
    }
    PyObject *rest = PyTuple_GetSlice(args, 1, n);
    PyObject *result = rest == NULL ? NULL : wrapper_raw_call(self, instance, rest, kwargs);
    Py_XDECREF(rest);
    return result;
}

static PyObject *wrapper_get(PyObject *op, PyObject *instance, PyObject *owner) {
    (void)owner;
    if (instance == NULL) {
        return Py_NewRef(op);
    }
    return check_receiver((PyDescrObject *)op, instance) ? PyWrapper_New(op, instance) : NULL;
}

static PyObject *wrapper_repr(PyObject *op) { return descr_repr(op, "slot wrapper"); }

static PyObject *wrapper_doc(PyObject *op, void *closure) {
    (void)closure;
    struct wrapperbase *base = ((PyWrapperDescrObject *)op)->d_base;
    return pyi_doc_object(base->name, base->doc);
}

static PyObject *wrapper_signature(PyObject *op, void *closure) {
    (void)closure;
    struct wrapperbase *base = ((PyWrapperDescrObject *)op)->d_base;
    return pyi_doc_signature(base->name, base->doc);
}

static PyGetSetDef wrapper_getset[] = {
    {"__doc__", wrapper_doc, NULL, NULL, NULL},
    {"__qualname__", descr_qualname, NULL, NULL, NULL},
    {"__text_signature__", wrapper_signature, NULL, NULL, NULL},
    {0},
};

PyTypeObject PyWrapperDescr_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "wrapper_descriptor",
    .tp_basicsize = sizeof(PyWrapperDescrObject),
    .tp_dealloc = descr_dealloc,
    .tp_repr = wrapper_repr,
    .tp_call = wrapper_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_METHOD_DESCRIPTOR,
    .tp_traverse = descr_traverse,
    .tp_methods = descr_methods,
    .tp_members = descr_members,
    .tp_getset = wrapper_getset,
    .tp_descr_get = wrapper_get,
};
PYI_TYPE(PyWrapperDescr_Type);

PyObject *PyDescr_NewWrapper(PyTypeObject *type, struct wrapperbase *base, void *wrapped) {
    PyWrapperDescrObject *self = descr_new(&PyWrapperDescr_Type, type, base->name);
    if (self != NULL) {
        self->d_base = base;
        self->d_wrapped = wrapped;
    }
    return (PyObject *)self;
}

int PyDescr_IsData(PyObject *op) { return Py_TYPE(op)->tp_descr_set != NULL; }

/* ---- a wrapper bound to its receiver ------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyWrapperDescrObject *descr; /* owned */
    PyObject *self;              /* owned */
} method_wrapper;

static void bound_dealloc(PyObject *op) {
    method_wrapper *self = (method_wrapper *)op;
    PyObject_GC_UnTrack(op);
    Py_TRASHCAN_BEGIN(op, bound_dealloc)
    Py_XDECREF(self->descr);
    Py_XDECREF(self->self);
    PyObject_GC_Del(op);
    Py_TRASHCAN_END
}

static int bound_traverse(PyObject *op, visitproc visit, void *arg) {
    method_wrapper *self = (method_wrapper *)op;
    Py_VISIT(self->descr);
    Py_VISIT(self->self);
    return 0;
}

static PyObject *bound_compare(PyObject *left, PyObject *right, int op) {
    if ((op != Py_EQ && op != Py_NE) || !Py_IS_TYPE(left, &_PyMethodWrapper_Type) ||
        !Py_IS_TYPE(right, &_PyMethodWrapper_Type)) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    method_wrapper *a = (method_wrapper *)left, *b = (method_wrapper *)right;
    bool equal = a->descr == b->descr && a->self == b->self;
    return PyBool_FromLong(equal == (op == Py_EQ));
}

static Py_hash_t bound_hash(PyObject *op) {
    method_wrapper *self = (method_wrapper *)op;
    Py_hash_t hash = PYI_HASH_POINTER(self->self) ^ PYI_HASH_POINTER(self->descr);
    return hash == -1 ? -2 : hash;
}

static PyObject *bound_repr(PyObject *op) {
    method_wrapper *self = (method_wrapper *)op;
    return PyUnicode_FromFormat("<method-wrapper '%s' of %s object at %p>",
                                self->descr->d_base->name, Py_TYPE(self->self)->tp_name, self->self);
}

static PyObject *bound_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    method_wrapper *self = (method_wrapper *)op;
    return wrapper_raw_call(self->descr, self->self, args, kwargs);
}

static PyObject *bound_objclass(PyObject *op, void *closure) {
    (void)closure;
    return Py_NewRef(((method_wrapper *)op)->descr->d_common.d_type);
}
static PyObject *bound_name(PyObject *op, void *closure) {
    (void)closure;
    return PyUnicode_FromString(((method_wrapper *)op)->descr->d_base->name);
}
static PyObject *bound_qualname(PyObject *op, void *closure) {
    return descr_qualname((PyObject *)((method_wrapper *)op)->descr, closure);
}
static PyObject *bound_doc(PyObject *op, void *closure) {
    return wrapper_doc((PyObject *)((method_wrapper *)op)->descr, closure);
}
static PyObject *bound_signature(PyObject *op, void *closure) {
    return wrapper_signature((PyObject *)((method_wrapper *)op)->descr, closure);
}

static PyObject *bound_reduce(PyObject *op, PyObject *unused) {
    (void)unused;
    method_wrapper *self = (method_wrapper *)op;
    PyObject *builtins = PyEval_GetBuiltins();
    PyObject *function = PyDict_GetItemWithError(builtins, PYI_NAME("getattr"));
    return function == NULL
               ? NULL
               : Py_BuildValue("O(OO)", function, self->self, self->descr->d_common.d_name);
}

static PyGetSetDef bound_getset[] = {
    {"__objclass__", bound_objclass, NULL, NULL, NULL},
    {"__name__", bound_name, NULL, NULL, NULL},
    {"__qualname__", bound_qualname, NULL, NULL, NULL},
    {"__doc__", bound_doc, NULL, NULL, NULL},
    {"__text_signature__", bound_signature, NULL, NULL, NULL},
    {0},
};
static PyMemberDef bound_members[] = {
    {"__self__", PYI_T_OBJECT, offsetof(method_wrapper, self), PYI_READONLY, NULL},
    {0},
};
static PyMethodDef bound_methods[] = {
    {"__reduce__", bound_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {0},
};

PyTypeObject _PyMethodWrapper_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "method-wrapper",
    .tp_basicsize = sizeof(method_wrapper),
    .tp_dealloc = bound_dealloc,
    .tp_repr = bound_repr,
    .tp_hash = bound_hash,
    .tp_call = bound_call,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = bound_traverse,
    .tp_richcompare = bound_compare,
    .tp_methods = bound_methods,
    .tp_members = bound_members,
    .tp_getset = bound_getset,
};
PYI_TYPE(_PyMethodWrapper_Type);

PyObject *PyWrapper_New(PyObject *descr, PyObject *instance) {
    method_wrapper *self = PyObject_GC_New(method_wrapper, &_PyMethodWrapper_Type);
    if (self != NULL) {
        self->descr = (PyWrapperDescrObject *)Py_NewRef(descr);
        self->self = Py_NewRef(instance);
        _PyObject_GC_TRACK((PyObject *)self);
    }
    return (PyObject *)self;
}
