/* SPDX-License-Identifier: Apache-2.0 */
/* type: the type of types: its life, calls and methods.
 *
 * Layout     PyTypeObject; a class is a PyHeapTypeObject with its members behind it
 * Collected  classes only
 */
#include "descr.h"
#include "heaptype.h"
#include "pyi_values.h"
#include "type.h"
#include "type_new.h"

#if !PYI_313
extern void _PyDictKeys_DecRef(PyDictKeysObject *keys); /* headers of 3.13 declare it */
#endif

/* ---- life ----------------------------------------------------------------------------------------------- */

static int traverse(PyObject *op, visitproc visit, void *arg) {
    PyTypeObject *type = (PyTypeObject *)op;
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return 0;
    }
    Py_VISIT(type->tp_dict);
    Py_VISIT(type->tp_cache);
    Py_VISIT(type->tp_mro);
    Py_VISIT(type->tp_bases);
    Py_VISIT(type->tp_base);
    Py_VISIT(((PyHeapTypeObject *)type)->ht_module);
    return 0; /* tp_subclasses holds only weak references; names and slots are in no cycle */
}

/* The bases stay: instances that are collected together with their class need its layout. */
static int clear(PyObject *op) {
    PyTypeObject *type = (PyTypeObject *)op;
    PyType_Modified(type);
    if (type->tp_dict != NULL) {
        PyDict_Clear(type->tp_dict);
    }
    Py_CLEAR(((PyHeapTypeObject *)type)->ht_module);
    Py_CLEAR(type->tp_mro);
    return 0;
}

static int is_gc(PyObject *op) {
    return (((PyTypeObject *)op)->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
}

static void dealloc(PyObject *op) {
    PyTypeObject *type = (PyTypeObject *)op;
    PyHeapTypeObject *heap = (PyHeapTypeObject *)op;
    PyObject *error_type, *error, *traceback;
    PyErr_Fetch(&error_type, &error, &traceback);
    _PyObject_GC_UNTRACK(op);
    PyType_Modified(type);
    for (Py_ssize_t i = 0; type->tp_bases != NULL && i < PyTuple_GET_SIZE(type->tp_bases); i++) {
        pyi_type_remove_subclass((PyTypeObject *)PyTuple_GET_ITEM(type->tp_bases, i), type);
    }
    PyErr_Restore(error_type, error, traceback);
    PyObject_ClearWeakRefs(op);
    Py_XDECREF(type->tp_base);
    Py_XDECREF(type->tp_dict);
    Py_XDECREF(type->tp_bases);
    Py_XDECREF(type->tp_mro);
    Py_XDECREF(type->tp_cache);
    Py_XDECREF((PyObject *)type->tp_subclasses);
    PyMem_Free((char *)type->tp_doc);
    Py_XDECREF(heap->ht_name);
    Py_XDECREF(heap->ht_qualname);
    Py_XDECREF(heap->ht_slots);
    Py_XDECREF(heap->ht_module);
    if (heap->ht_cached_keys != NULL) {
        _PyDictKeys_DecRef(heap->ht_cached_keys);
    }
#if PYI_312
    PyMem_Free(heap->_ht_tpname);
#else
    PyMem_Free(heap->_ht_tpname);
#endif
    Py_TYPE(op)->tp_free(op);
}

/* ---- calling --------------------------------------------------------------------------------------------- */

static PyObject *not_instantiable(PyTypeObject *type) {
    PyErr_Format(PyExc_TypeError, "cannot create '%s' instances", type->tp_name);
    return NULL;
}

/* New: *op* initialised; steals it. What `__new__` answers may be anything. */
static PyObject *initialise(PyTypeObject *type, PyObject *op, PyObject *args, PyObject *kwargs) {
    if (op == NULL || !PyObject_TypeCheck(op, type)) {
        return op;
    }
    initproc init = Py_TYPE(op)->tp_init;
    if (init != NULL && init(op, args, kwargs) < 0) {
        Py_CLEAR(op);
    }
    return op;
}

PyObject *pyi_type_call(PyObject *op, PyObject *args, PyObject *kwargs) {
    PyTypeObject *type = (PyTypeObject *)op;
    if (type == &PyType_Type) { /* type(x) is no class being made */
        Py_ssize_t n = PyTuple_GET_SIZE(args);
        bool keywords = kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0;
        if (n == 1 && !keywords) {
            return Py_NewRef(Py_TYPE(PyTuple_GET_ITEM(args, 0)));
        }
        if (n != 3) {
            PyErr_SetString(PyExc_TypeError, n == 1 ? "type() takes no keyword arguments"
                                                    : "type() takes 1 or 3 arguments");
            return NULL;
        }
    }
    if (type->tp_new == NULL) {
        return not_instantiable(type);
    }
    PyObject *made = type->tp_new(type, args, kwargs);
    made = _Py_CheckFunctionResult(_PyThreadState_GET(), op, made, NULL);
    return initialise(type, made, args, kwargs);
}

static PyObject *vectorcall(PyObject *op, PyObject *const *args, size_t nargsf, PyObject *kwnames) {
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    if (n == 1 && (kwnames == NULL || PyTuple_GET_SIZE(kwnames) == 0)) {
        return Py_NewRef(Py_TYPE(args[0]));
    }
    return _PyObject_MakeTpCall(_PyThreadState_GET(), op, args, n, kwnames);
}

/* The commonest class: instances by object.__new__, `__init__` a function. Without a tuple for the arguments. */
static PyObject *call_simple_class(PyTypeObject *type, PyObject *init, PyObject *const *args,
                                   Py_ssize_t n, PyObject *kwnames) {
    enum { FEW = 8 };
    Py_ssize_t all = n + (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    PyObject *few[FEW + 1];
    PyObject **stack = all <= FEW ? few : PyMem_Malloc((size_t)(all + 1) * sizeof(PyObject *));
    PyObject *self = stack == NULL ? PyErr_NoMemory() : pyi_instance_new(type);
    if (self != NULL) {
        stack[0] = self;
        memcpy(stack + 1, args, (size_t)all * sizeof(PyObject *));
        Py_INCREF(init);
        PyObject *result = PyObject_Vectorcall(init, stack, (size_t)n + 1, kwnames);
        Py_DECREF(init);
        if (result != NULL && result != Py_None) {
            PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'",
                         Py_TYPE(result)->tp_name);
        }
        if (result != Py_None) {
            Py_CLEAR(self);
        }
        Py_XDECREF(result);
    }
    if (stack != few) {
        PyMem_Free(stack);
    }
    return self;
}

PyObject *pyi_class_vectorcall(PyObject *op, PyObject *const *args, size_t nargsf,
                               PyObject *kwnames) {
    PyTypeObject *type = (PyTypeObject *)op;
    Py_ssize_t n = PyVectorcall_NARGS(nargsf);
    if (Py_TYPE(type)->tp_call == pyi_type_call && type->tp_new == pyi_object_new &&
        !(type->tp_flags & Py_TPFLAGS_IS_ABSTRACT)) {
        PyObject *init = _PyType_Lookup(type, PYI_NAME("__init__"));
        if (init != NULL && PyFunction_Check(init)) {
            return call_simple_class(type, init, args, n, kwnames);
        }
    }
    return _PyObject_MakeTpCall(_PyThreadState_GET(), op, args, n, kwnames);
}

static int init(PyObject *op, PyObject *args, PyObject *kwargs) {
    (void)op;
    Py_ssize_t n = PyTuple_GET_SIZE(args);
    if (n == 1 && kwargs != NULL && PyDict_GET_SIZE(kwargs) != 0) {
        PyErr_SetString(PyExc_TypeError, "type.__init__() takes no keyword arguments");
        return -1;
    }
    if (n != 1 && n != 3) {
        PyErr_SetString(PyExc_TypeError, "type.__init__() takes 1 or 3 arguments");
        return -1;
    }
    return 0;
}

/* ---- methods ------------------------------------------------------------------------------------------------ */

static PyObject *repr(PyObject *op) {
    PyTypeObject *type = (PyTypeObject *)op;
    PyObject *module = PyObject_GetAttr(op, PYI_NAME("__module__"));
    if (module == NULL || !PyUnicode_Check(module)) {
        PyErr_Clear();
        Py_CLEAR(module);
    }
    PyObject *qualname = PyType_GetQualName(type);
    PyObject *result = NULL;
    if (qualname != NULL && module != NULL &&
        PyUnicode_CompareWithASCIIString(module, "builtins") != 0) {
        result = PyUnicode_FromFormat("<class '%U.%U'>", module, qualname);
    } else if (qualname != NULL) {
        result = PyUnicode_FromFormat("<class '%s'>", type->tp_name);
    }
    Py_XDECREF(qualname);
    Py_XDECREF(module);
    return result;
}

static PyObject *method_mro(PyObject *op, PyObject *unused) {
    (void)unused;
    PyObject *order = pyi_type_compute_mro((PyTypeObject *)op);
    PyObject *result = order == NULL ? NULL : PySequence_List(order);
    Py_XDECREF(order);
    return result;
}

static int append_subclass(PyTypeObject *type, void *list) {
    return PyList_Append(list, (PyObject *)type);
}

typedef struct {
    PyTypeObject *base;
    PyObject *list;
} subclass_search;

static int append_linked(PyTypeObject *type, void *arg) {
    subclass_search *search = arg;
    return type->tp_base == search->base ? PyList_Append(search->list, (PyObject *)type) : 0;
}

static PyObject *method_subclasses(PyObject *op, PyObject *unused) {
    (void)unused;
    PyTypeObject *type = (PyTypeObject *)op;
    PyObject *list = PyList_New(0);
    subclass_search search = {type, list};
    if (list != NULL && (pyi_type_each_linked(append_linked, &search) < 0 ||
                         pyi_type_each_subclass(type, append_subclass, list) < 0)) {
        Py_CLEAR(list);
    }
    return list;
}

#if PYI_312
PyObject *_PyType_GetSubclasses(PyTypeObject *type) {
    return method_subclasses((PyObject *)type, NULL);
}
#endif

static PyObject *method_prepare(PyObject *op, PyObject *args, PyObject *kwargs) {
    (void)op, (void)args, (void)kwargs;
    return PyDict_New();
}

static PyObject *method_instancecheck(PyObject *op, PyObject *instance) {
    int answer = _PyObject_RealIsInstance(instance, op);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *method_subclasscheck(PyObject *op, PyObject *subclass) {
    int answer = _PyObject_RealIsSubclass(subclass, op);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

/* The dicts of a class and of its bases, the nearest last. */
static int merge_class_dict(PyObject *dict, PyObject *class) {
    PyObject *own = PyObject_GetAttr(class, PYI_NAME("__dict__"));
    if (own == NULL) {
        PyErr_Clear();
    } else {
        int status = PyDict_Update(dict, own);
        Py_DECREF(own);
        if (status < 0) {
            return -1;
        }
    }
    PyObject *bases = PyObject_GetAttr(class, PYI_NAME("__bases__"));
    if (bases == NULL) {
        PyErr_Clear();
        return 0;
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && PyTuple_Check(bases) && i < PyTuple_GET_SIZE(bases); i++) {
        status = merge_class_dict(dict, PyTuple_GET_ITEM(bases, i));
    }
    Py_DECREF(bases);
    return status;
}

int pyi_merge_class_dict(PyObject *dict, PyObject *class) { return merge_class_dict(dict, class); }

static PyObject *method_dir(PyObject *op, PyObject *unused) {
    (void)unused;
    PyObject *dict = PyDict_New();
    PyObject *names = dict == NULL || merge_class_dict(dict, op) < 0 ? NULL : PyDict_Keys(dict);
    Py_XDECREF(dict);
    return names;
}

static PyObject *method_sizeof(PyObject *op, PyObject *unused) {
    (void)unused;
    PyTypeObject *type = (PyTypeObject *)op;
    size_t size = sizeof(PyTypeObject);
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        size = sizeof(PyHeapTypeObject) + (size_t)Py_SIZE(type) * sizeof(PyMemberDef);
    }
    return PyLong_FromSize_t(size);
}

static PyMethodDef methods[] = {
    {"mro", method_mro, METH_NOARGS, PYI_SIGNATURE("mro", "($self, /)")},
    {"__subclasses__", method_subclasses, METH_NOARGS, PYI_SIGNATURE("__subclasses__", "($self, /)")},
    {"__prepare__", (PyCFunction)(void (*)(void))method_prepare,
     METH_VARARGS | METH_KEYWORDS | METH_CLASS, NULL},
    {"__instancecheck__", method_instancecheck, METH_O,
     PYI_SIGNATURE("__instancecheck__", "($self, instance, /)")},
    {"__subclasscheck__", method_subclasscheck, METH_O,
     PYI_SIGNATURE("__subclasscheck__", "($self, subclass, /)")},
    {"__dir__", method_dir, METH_NOARGS, PYI_SIGNATURE("__dir__", "($self, /)")},
    {"__sizeof__", method_sizeof, METH_NOARGS, PYI_SIGNATURE("__sizeof__", "($self, /)")},
    {0},
};

static PyMemberDef members[] = {
    {"__basicsize__", PYI_T_PYSSIZET, offsetof(PyTypeObject, tp_basicsize), PYI_READONLY, NULL},
    {"__itemsize__", PYI_T_PYSSIZET, offsetof(PyTypeObject, tp_itemsize), PYI_READONLY, NULL},
    {"__flags__", T_ULONG, offsetof(PyTypeObject, tp_flags), PYI_READONLY, NULL},
    {"__weakrefoffset__", PYI_T_PYSSIZET, offsetof(PyTypeObject, tp_weaklistoffset), PYI_READONLY,
     NULL},
    {"__base__", PYI_T_OBJECT, offsetof(PyTypeObject, tp_base), PYI_READONLY, NULL},
    {"__dictoffset__", PYI_T_PYSSIZET, offsetof(PyTypeObject, tp_dictoffset), PYI_READONLY, NULL},
    {0},
};

static PyNumberMethods number = {.nb_or = _Py_union_type_or};

/* ---- type ------------------------------------------------------------------------------------------------------ */

PyTypeObject PyType_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "type",
    .tp_basicsize = sizeof(PyHeapTypeObject),
    .tp_itemsize = sizeof(PyMemberDef),
    .tp_dealloc = dealloc,
    .tp_vectorcall_offset = offsetof(PyTypeObject, tp_vectorcall),
    .tp_repr = repr,
    .tp_as_number = &number,
    .tp_call = pyi_type_call,
    .tp_getattro = pyi_type_getattro,
    .tp_setattro = pyi_type_setattro,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE |
                Py_TPFLAGS_TYPE_SUBCLASS | Py_TPFLAGS_HAVE_VECTORCALL
#if PYI_312
                | Py_TPFLAGS_ITEMS_AT_END
#endif
    ,
    .tp_traverse = traverse,
    .tp_clear = clear,
    .tp_weaklistoffset = offsetof(PyTypeObject, tp_weaklist),
    .tp_methods = methods,
    .tp_members = members,
    .tp_getset = pyi_type_getset,
    .tp_dictoffset = offsetof(PyTypeObject, tp_dict),
    .tp_init = init,
    .tp_new = pyi_type_new,
    .tp_free = PyObject_GC_Del,
    .tp_is_gc = is_gc,
    .tp_vectorcall = vectorcall,
};
PYI_TYPE(PyType_Type);

/* ---- public functions ------------------------------------------------------------------------------------------- */

unsigned long PyType_GetFlags(PyTypeObject *type) { return type->tp_flags; }

PyObject *PyType_GenericNew(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    (void)args, (void)kwargs;
    return type->tp_alloc(type, 0);
}
