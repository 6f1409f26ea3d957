/* SPDX-License-Identifier: Apache-2.0 */
/* property: functions that are called when an attribute is read, written or deleted.
 *
 * Layout     get, set, del, doc, name owned, NULL when absent
 * Collected  yes
 * Contract   docs.python.org/3/library/functions.html#property
 */
#include "members.h"

typedef struct {
    PyObject_HEAD
    PyObject *get, *set, *del, *doc, *name;
    int doc_of_getter;
} property_object;

#define SELF(op) ((property_object *)(op))

/* ---- life ----------------------------------------------------------------------------------------------- */

static int clear(PyObject *op) {
    property_object *self = SELF(op);
    Py_CLEAR(self->get);
    Py_CLEAR(self->set);
    Py_CLEAR(self->del);
    Py_CLEAR(self->doc);
    Py_CLEAR(self->name);
    return 0;
}

static void dealloc(PyObject *op) {
    _PyObject_GC_UNTRACK(op);
    clear(op);
    Py_TYPE(op)->tp_free(op);
}

static int traverse(PyObject *op, visitproc visit, void *arg) {
    property_object *self = SELF(op);
    Py_VISIT(self->get);
    Py_VISIT(self->set);
    Py_VISIT(self->del);
    Py_VISIT(self->doc);
    Py_VISIT(self->name);
    return 0;
}

/* ---- reading and writing ------------------------------------------------------------------------------------ */

/* New or NULL: the name to blame; before 3.13 only one that `__set_name__` gave. */
static PyObject *known_name(property_object *self) {
    if (self->name != NULL) {
        return Py_NewRef(self->name);
    }
#if PYI_313
    if (self->get != NULL) {
        PyObject *name = PyObject_GetAttr(self->get, PYI_NAME("__name__"));
        if (name == NULL) {
            PyErr_Clear();
        }
        return name;
    }
#endif
    return NULL;
}

static void no_accessor(property_object *self, PyObject *instance, const char *kind) {
    PyObject *name = known_name(self);
    PyObject *type = PyType_GetQualName(Py_TYPE(instance));
    if (name != NULL && type != NULL) {
        PyErr_Format(PyExc_AttributeError, "property %R of %R object has no %s", name, type, kind);
    } else if (type != NULL) {
        PyErr_Format(PyExc_AttributeError, "property of %R object has no %s", type, kind);
    }
    Py_XDECREF(type);
    Py_XDECREF(name);
}

static PyObject *descr_get(PyObject *op, PyObject *instance, PyObject *owner) {
    (void)owner;
    if (instance == NULL || instance == Py_None) {
        return Py_NewRef(op);
    }
    if (SELF(op)->get == NULL) {
        no_accessor(SELF(op), instance, "getter");
        return NULL;
    }
    return PyObject_CallOneArg(SELF(op)->get, instance);
}

static int descr_set(PyObject *op, PyObject *instance, PyObject *value) {
    property_object *self = SELF(op);
    PyObject *function = value == NULL ? self->del : self->set;
    if (function == NULL) {
        no_accessor(self, instance, value == NULL ? "deleter" : "setter");
        return -1;
    }
    PyObject *args[] = {instance, value};
    PyObject *result = PyObject_Vectorcall(function, args, value == NULL ? 1 : 2, NULL);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

/* ---- the doc ----------------------------------------------------------------------------------------------------- */

/* Instances of subclasses have a `__dict__`, where class attribute lookup expects the doc. 0 or -1; steals. */
static int store_doc(PyObject *op, PyObject *doc) {
    if (Py_IS_TYPE(op, &PyProperty_Type)) {
        Py_XSETREF(SELF(op)->doc, doc);
        return 0;
    }
    int status = PyObject_SetAttr(op, PYI_NAME("__doc__"), doc);
    Py_DECREF(doc);
#if PYI_312
    if (status < 0 && !SELF(op)->doc_of_getter &&
        PyErr_ExceptionMatches(PyExc_AttributeError)) { /* __slots__ */
        PyErr_Clear();
        status = 0;
    }
#endif
    return status;
}

/* Since Python 3.12 an instance of a subclass does not show the doc of its class. */
static int store_no_doc(PyObject *op) {
#if PYI_312
    return Py_IS_TYPE(op, &PyProperty_Type) ? 0 : store_doc(op, Py_NewRef(Py_None));
#else
    (void)op;
    return 0;
#endif
}

static int take_doc_of_getter(PyObject *op, PyObject *getter) {
    PyObject *doc = PyObject_GetAttr(getter, PYI_NAME("__doc__"));
    if (doc == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return store_no_doc(op);
    }
    if (doc == Py_None) {
        Py_DECREF(doc);
        return store_no_doc(op);
    }
    SELF(op)->doc_of_getter = 1;
    return store_doc(op, doc);
}

static int init(PyObject *op, PyObject *args, PyObject *kwargs) {
    static char *keywords[] = {"fget", "fset", "fdel", "doc", NULL};
    PyObject *get = Py_None, *set = Py_None, *del = Py_None, *doc = Py_None;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OOOO:property", keywords, &get, &set, &del,
                                     &doc)) {
        return -1;
    }
    property_object *self = SELF(op);
    Py_XSETREF(self->get, get == Py_None ? NULL : Py_NewRef(get));
    Py_XSETREF(self->set, set == Py_None ? NULL : Py_NewRef(set));
    Py_XSETREF(self->del, del == Py_None ? NULL : Py_NewRef(del));
    Py_CLEAR(self->doc);
    Py_CLEAR(self->name);
    self->doc_of_getter = 0;
    if (doc != Py_None) {
        return store_doc(op, Py_NewRef(doc));
    }
    return self->get != NULL ? take_doc_of_getter(op, self->get) : store_no_doc(op);
}

/* ---- methods ------------------------------------------------------------------------------------------------------- */

/* New: the same property with some functions exchanged (NULL: as it is). */
static PyObject *copy_with(PyObject *op, PyObject *get, PyObject *set, PyObject *del) {
    property_object *self = SELF(op);
    get = get != NULL && get != Py_None ? get : self->get;
    set = set != NULL && set != Py_None ? set : self->set;
    del = del != NULL && del != Py_None ? del : self->del;
    bool own_doc = self->doc != NULL && !(self->doc_of_getter && get != NULL);
    PyObject *args[] = {get == NULL ? Py_None : get, set == NULL ? Py_None : set,
                        del == NULL ? Py_None : del, own_doc ? self->doc : Py_None};
    PyObject *made = PyObject_Vectorcall((PyObject *)Py_TYPE(op), args, 4, NULL);
    if (made != NULL && PyObject_TypeCheck(made, &PyProperty_Type)) {
        Py_XSETREF(SELF(made)->name, Py_XNewRef(self->name));
    }
    return made;
}

static PyObject *method_getter(PyObject *op, PyObject *function) { return copy_with(op, function, NULL, NULL); }
static PyObject *method_setter(PyObject *op, PyObject *function) { return copy_with(op, NULL, function, NULL); }
static PyObject *method_deleter(PyObject *op, PyObject *function) { return copy_with(op, NULL, NULL, function); }

static PyObject *set_name(PyObject *op, PyObject *args) {
    if (PyTuple_GET_SIZE(args) != 2) {
        PyErr_Format(PyExc_TypeError, "__set_name__() takes 2 positional arguments but %zd were given",
                     PyTuple_GET_SIZE(args));
        return NULL;
    }
    Py_XSETREF(SELF(op)->name, Py_NewRef(PyTuple_GET_ITEM(args, 1)));
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"getter", method_getter, METH_O, NULL},
    {"setter", method_setter, METH_O, NULL},
    {"deleter", method_deleter, METH_O, NULL},
    {"__set_name__", set_name, METH_VARARGS, NULL},
    {0},
};

/* ---- attributes ------------------------------------------------------------------------------------------------------ */

static PyObject *get_isabstract(PyObject *op, void *closure) {
    (void)closure;
    PyObject *functions[] = {SELF(op)->get, SELF(op)->set, SELF(op)->del};
    int abstract = 0;
    for (int i = 0; i < 3 && abstract == 0; i++) {
        abstract = _PyObject_IsAbstract(functions[i]);
    }
    return abstract < 0 ? NULL : PyBool_FromLong(abstract);
}

#if PYI_313
static PyObject *get_name(PyObject *op, void *closure) {
    (void)closure;
    PyObject *name = known_name(SELF(op));
    if (name == NULL) {
        PyErr_Format(PyExc_AttributeError, "'%T' object has no attribute '__name__'", op);
    }
    return name;
}

static int set_name_attribute(PyObject *op, PyObject *value, void *closure) {
    (void)closure;
    Py_XSETREF(SELF(op)->name, Py_XNewRef(value));
    return 0;
}
#endif

static PyMemberDef members[] = {
    {"fget", PYI_T_OBJECT, offsetof(property_object, get), PYI_READONLY, NULL},
    {"fset", PYI_T_OBJECT, offsetof(property_object, set), PYI_READONLY, NULL},
    {"fdel", PYI_T_OBJECT, offsetof(property_object, del), PYI_READONLY, NULL},
    {"__doc__", PYI_T_OBJECT, offsetof(property_object, doc), 0, NULL},
    {0},
};
static PyGetSetDef getset[] = {
#if PYI_313
    {"__name__", get_name, set_name_attribute, NULL, NULL},
#endif
    {"__isabstractmethod__", get_isabstract, NULL, NULL, NULL},
    {0},
};

/* ---- type ------------------------------------------------------------------------------------------------------------- */

PyTypeObject PyProperty_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "property",
    .tp_basicsize = sizeof(property_object),
    .tp_dealloc = dealloc,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = PYI_SIGNATURE("property", "(fget=None, fset=None, fdel=None, doc=None)"),
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = getset,
    .tp_descr_get = descr_get,
    .tp_descr_set = descr_set,
    .tp_init = init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = PyType_GenericNew,
    .tp_free = PyObject_GC_Del,
};
PYI_TYPE(PyProperty_Type);
