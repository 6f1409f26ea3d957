/* SPDX-License-Identifier: Apache-2.0 */
/* object_type: the type `object`: making instances, the default methods, `__class__`, and pickling.
 *
 * Contract   docs.python.org/3/reference/datamodel.html, "Basic customization"; PEP 307 and library/pickle.html
 */
#include "heaptype.h"
#include "pyi_values.h"
#include "type.h"
#include "type_new.h"
#include "pyi_c_imports.h"

/* ---- __new__ and __init__ ---------------------------------------------------------------------------- */

static bool has_arguments(PyObject *args, PyObject *kwargs) {
    return PyTuple_GET_SIZE(args) > 0 || (kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0);
}

/* Arguments that one of the two ignores are for the other, if that one is not this default as well. */
int pyi_object_init(PyObject *self, PyObject *args, PyObject *kwargs) {
    PyTypeObject *type = Py_TYPE(self);
    if (!has_arguments(args, kwargs)) {
        return 0;
    }
    if (type->tp_init != pyi_object_init) {
        PyErr_SetString(PyExc_TypeError, "object.__init__() takes exactly one argument (the instance "
                                         "to initialize)");
        return -1;
    }
    if (type->tp_new == pyi_object_new) {
        PyErr_Format(PyExc_TypeError,
                     "%.200s.__init__() takes exactly one argument (the instance to initialize)",
                     type->tp_name);
        return -1;
    }
    return 0;
}

static PyObject *cannot_be_abstract(PyTypeObject *type) {
    PyObject *methods = PyDict_GetItemWithError(type->tp_dict, PYI_NAME("__abstractmethods__"));
    PyObject *sorted = methods == NULL ? NULL : PySequence_List(methods);
    PyObject *comma = sorted == NULL || PyList_Sort(sorted) < 0 ? NULL : PyUnicode_FromString(
#if PYI_312
        "', '"
#else
        ", "
#endif
    );
    PyObject *joined = comma == NULL ? NULL : PyUnicode_Join(comma, sorted);
    if (joined != NULL) {
        const char *plural = PyList_GET_SIZE(sorted) > 1 ? "s" : "";
#if PYI_312
        PyErr_Format(PyExc_TypeError,
                     "Can't instantiate abstract class %s without an implementation for abstract "
                     "method%s '%U'",
                     type->tp_name, plural, joined);
#else
        PyErr_Format(PyExc_TypeError,
                     "Can't instantiate abstract class %s with abstract method%s %U", type->tp_name,
                     plural, joined);
#endif
    }
    Py_XDECREF(joined);
    Py_XDECREF(comma);
    Py_XDECREF(sorted);
    return NULL;
}

PyObject *pyi_instance_new(PyTypeObject *type) {
    PyObject *self = type->tp_alloc(type, 0);
#if !PYI_313 /* since then a part of allocating */
    if (self != NULL && _PyObject_InitializeDict(self) < 0) {
        Py_CLEAR(self);
    }
#endif
    return self;
}

PyObject *pyi_object_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    if (has_arguments(args, kwargs)) {
        if (type->tp_new != pyi_object_new) {
            PyErr_SetString(PyExc_TypeError,
                            "object.__new__() takes exactly one argument (the type to instantiate)");
            return NULL;
        }
        if (type->tp_init == pyi_object_init) {
            PyErr_Format(PyExc_TypeError, "%.200s() takes no arguments", type->tp_name);
            return NULL;
        }
    }
    if (type->tp_flags & Py_TPFLAGS_IS_ABSTRACT) {
        return cannot_be_abstract(type);
    }
    return pyi_instance_new(type);
}

static void object_dealloc(PyObject *self) { Py_TYPE(self)->tp_free(self); }

/* ---- showing and comparing ------------------------------------------------------------------------------ */

static PyObject *object_repr(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject *module = PyObject_GetAttr((PyObject *)type, PYI_NAME("__module__"));
    if (module == NULL || !PyUnicode_Check(module)) {
        PyErr_Clear();
        Py_CLEAR(module);
    }
    PyObject *qualname = PyType_GetQualName(type);
    PyObject *result = NULL;
    if (qualname != NULL && module != NULL &&
        PyUnicode_CompareWithASCIIString(module, "builtins") != 0) {
        result = PyUnicode_FromFormat("<%U.%U object at %p>", module, qualname, self);
    } else if (qualname != NULL) {
        result = PyUnicode_FromFormat("<%s object at %p>", type->tp_name, self);
    }
    Py_XDECREF(qualname);
    Py_XDECREF(module);
    return result;
}

static PyObject *object_str(PyObject *self) {
    reprfunc slot = Py_TYPE(self)->tp_repr;
    return slot == NULL ? object_repr(self) : slot(self);
}

static PyObject *object_richcompare(PyObject *self, PyObject *other, int op) {
    if (op == Py_EQ) {
        return Py_NewRef(self == other ? Py_True : Py_NotImplemented);
    }
    PyTypeObject *type = Py_TYPE(self);
    if (op != Py_NE || type->tp_richcompare == NULL) {
        Py_RETURN_NOTIMPLEMENTED;
    }
    PyObject *equal = type->tp_richcompare(self, other, Py_EQ); /* != is not == */
    if (equal == NULL || equal == Py_NotImplemented) {
        return equal;
    }
    int truth = PyObject_IsTrue(equal);
    Py_DECREF(equal);
    return truth < 0 ? NULL : PyBool_FromLong(!truth);
}

PyObject *_Py_BaseObject_RichCompare(PyObject *self, PyObject *other, int op) {
    return object_richcompare(self, other, op);
}

static Py_hash_t object_hash(PyObject *self) { return PYI_HASH_POINTER(self); }

static PyObject *object_format(PyObject *self, PyObject *spec) {
    if (!PyUnicode_Check(spec)) {
        _PyArg_BadArgument("__format__", "argument", "str", spec);
        return NULL;
    }
    if (PyUnicode_GET_LENGTH(spec) > 0) {
        PyErr_Format(PyExc_TypeError, "unsupported format string passed to %.200s.__format__",
                     Py_TYPE(self)->tp_name);
        return NULL;
    }
    return PyObject_Str(self);
}

/* ---- __class__ ---------------------------------------------------------------------------------------------- */

static PyObject *get_class(PyObject *self, void *closure) {
    (void)closure;
    return Py_NewRef(Py_TYPE(self));
}

static bool same_slots(PyTypeObject *a, PyTypeObject *b) {
    PyObject *left = ((PyHeapTypeObject *)a)->ht_slots, *right = ((PyHeapTypeObject *)b)->ht_slots;
    return left == NULL || right == NULL ? left == right || Py_SIZE(a) + Py_SIZE(b) == 0
                                         : PyObject_RichCompareBool(left, right, Py_EQ) == 1;
}

#if PYI_313
#  define LAYOUT_FLAGS (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_INLINE_VALUES)
#else
#  define LAYOUT_FLAGS (Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_HAVE_GC)
#endif

/* Whether a class has just the layout of its base. */
static bool adds_nothing(PyTypeObject *type) {
    PyTypeObject *base = type->tp_base;
    return base != NULL && type->tp_basicsize == base->tp_basicsize &&
           type->tp_itemsize == base->tp_itemsize && type->tp_dictoffset == base->tp_dictoffset &&
           type->tp_weaklistoffset == base->tp_weaklistoffset &&
           !((type->tp_flags ^ base->tp_flags) & LAYOUT_FLAGS);
}

/* Instances of two classes are alike when both have the layout of one class, or each that of a class which adds the
 * same variables of `__slots__`, dict and weak references to one base. */
static bool alike(PyTypeObject *a, PyTypeObject *b) {
    while (adds_nothing(a)) {
        a = a->tp_base;
    }
    while (adds_nothing(b)) {
        b = b->tp_base;
    }
    bool heap = (a->tp_flags & b->tp_flags & Py_TPFLAGS_HEAPTYPE) != 0;
    return a == b || (heap && a->tp_base == b->tp_base && same_slots(a, b));
}

static bool compatible(PyTypeObject *old, PyTypeObject *new) {
    if (new->tp_free != old->tp_free) {
        PyErr_Format(PyExc_TypeError, "__class__ assignment: '%s' deallocator differs from '%s'",
                     new->tp_name, old->tp_name);
        return false;
    }
    bool flags = ((new->tp_flags ^ old->tp_flags) & LAYOUT_FLAGS) == 0;
    if (!flags || new->tp_basicsize != old->tp_basicsize || new->tp_itemsize != old->tp_itemsize ||
        new->tp_dictoffset != old->tp_dictoffset ||
        new->tp_weaklistoffset != old->tp_weaklistoffset || !alike(new, old)) {
        PyErr_Format(PyExc_TypeError, "__class__ assignment: '%s' object layout differs from '%s'",
                     new->tp_name, old->tp_name);
        return false;
    }
    return true;
}

static int set_class(PyObject *self, PyObject *value, void *closure) {
    (void)closure;
    PyTypeObject *old = Py_TYPE(self);
    if (value == NULL) {
        PyErr_SetString(PyExc_TypeError, "can't delete __class__ attribute");
        return -1;
    }
    if (!PyType_Check(value)) {
        PyErr_Format(PyExc_TypeError, "__class__ must be set to a class, not '%s' object",
                     Py_TYPE(value)->tp_name);
        return -1;
    }
    PyTypeObject *new = (PyTypeObject *)value;
    bool modules = PyType_IsSubtype(new, &PyModule_Type) && PyType_IsSubtype(old, &PyModule_Type);
    if (!modules && ((new->tp_flags | old->tp_flags) & Py_TPFLAGS_IMMUTABLETYPE)) {
        PyErr_Format(PyExc_TypeError,
                     "__class__ assignment only supported for mutable types or ModuleType subclasses");
        return -1;
    }
    if (!compatible(old, new)) {
        return -1;
    }
    /* Its values are under names that belong to the old class. */
    if (pyi_values_of(self) != NULL && pyi_instance_dict_place(self) == NULL) {
        return -1;
    }
    if (new->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        Py_INCREF(new);
    }
    Py_SET_TYPE(self, new);
    if (old->tp_flags & Py_TPFLAGS_HEAPTYPE) {
        Py_DECREF(old);
    }
    return 0;
}

/* ---- copying and pickling --------------------------------------------------------------------------------------- */

PYI_C_IMPORT("copyreg", "__newobj__ __newobj_ex__ _reduce_ex _slotnames", "",
            "__reduce__ __reduce_ex__ __getstate__");

/* new: copyreg.name */
static PyObject *copyreg(const char *name) {
    PyObject *module = PyImport_ImportModule("copyreg");
    PyObject *result = module == NULL ? NULL : PyObject_GetAttrString(module, name);
    Py_XDECREF(module);
    return result;
}

/* New: the names of the variables that `__slots__` of the class and its bases made, or None. */
static PyObject *slot_names(PyTypeObject *type) {
    PyObject *known = PyDict_GetItemWithError(type->tp_dict, PYI_NAME("__slotnames__"));
    if (known != NULL || PyErr_Occurred()) {
        return Py_XNewRef(known);
    }
    PyObject *function = copyreg("_slotnames");
    PyObject *names = function == NULL ? NULL : PyObject_CallOneArg(function, (PyObject *)type);
    Py_XDECREF(function);
    if (names != NULL && names != Py_None && !PyList_Check(names)) {
        PyErr_SetString(PyExc_TypeError, "copyreg._slotnames didn't return a list or None");
        Py_CLEAR(names);
    }
    return names;
}

/* new: {name: value} of the slots that are bound; NULL with an exception */
static PyObject *slot_values(PyObject *self, PyObject *names) {
    PyObject *values = PyDict_New();
    for (Py_ssize_t i = 0; values != NULL && i < PyList_GET_SIZE(names); i++) {
        PyObject *name = Py_NewRef(PyList_GET_ITEM(names, i)); /* __getattr__ may change the list */
        PyObject *value = PyObject_GetAttr(self, name);
        if (value == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
            PyErr_Clear();
        } else if (value == NULL || PyDict_SetItem(values, name, value) < 0) {
            Py_CLEAR(values);
        }
        Py_XDECREF(value);
        Py_DECREF(name);
    }
    return values;
}

/* What instances have beyond a dict and named slots cannot be pickled this way. */
static bool only_known_storage(PyTypeObject *type, PyObject *names) {
    Py_ssize_t size = PyBaseObject_Type.tp_basicsize;
    if (type->tp_dictoffset > 0) {
        size += (Py_ssize_t)sizeof(PyObject *);
    }
    if (type->tp_weaklistoffset > 0) {
        size += (Py_ssize_t)sizeof(PyObject *);
    }
    if (names != Py_None) {
        size += PyList_GET_SIZE(names) * (Py_ssize_t)sizeof(PyObject *);
    }
    return type->tp_basicsize <= size;
}

static PyObject *default_state(PyObject *self, bool required) {
    PyTypeObject *type = Py_TYPE(self);
    if (required && type->tp_itemsize != 0) {
        PyErr_Format(PyExc_TypeError, "cannot pickle %.200s objects", type->tp_name);
        return NULL;
    }
    PyObject *state = PyObject_GetAttr(self, PYI_NAME("__dict__"));
    if (state != NULL && _PyObject_IsInstanceDictEmpty(self)) {
        Py_SETREF(state, Py_NewRef(Py_None));
    }
    if (state == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return NULL;
        }
        PyErr_Clear();
        state = Py_NewRef(Py_None);
    }
    PyObject *names = slot_names(type);
    if (names != NULL && required && !only_known_storage(type, names)) {
        PyErr_Format(PyExc_TypeError, "cannot pickle '%.200s' object", type->tp_name);
        Py_CLEAR(names);
    }
    if (names == NULL) {
        Py_DECREF(state);
        return NULL;
    }
    if (names != Py_None && PyList_GET_SIZE(names) > 0) {
        PyObject *values = slot_values(self, names);
        if (values == NULL) {
            Py_CLEAR(state);
        } else if (PyDict_GET_SIZE(values) > 0) {
            Py_SETREF(state, PyTuple_Pack(2, state, values));
        }
        Py_XDECREF(values);
    }
    Py_DECREF(names);
    return state;
}

static PyObject *method_getstate(PyObject *self, PyObject *unused) {
    (void)unused;
    return default_state(self, false);
}

PyObject *_PyObject_GetState(PyObject *self) {
    PyObject *method = PyObject_GetAttr(self, PYI_NAME("__getstate__"));
    PyObject *state = method == NULL ? NULL : PyObject_CallNoArgs(method);
    Py_XDECREF(method);
    return state;
}

/* New: the state; an object whose class keeps the default must have no storage that would be lost. */
static PyObject *state_of(PyObject *self, bool required) {
    PyObject *method = PyObject_GetAttr(self, PYI_NAME("__getstate__"));
    if (method == NULL) {
        return NULL;
    }
    bool is_default = PyCFunction_Check(method) && PyCFunction_GET_SELF(method) == self &&
                      PyCFunction_GET_FUNCTION(method) == method_getstate;
    PyObject *state = is_default ? default_state(self, required) : PyObject_CallNoArgs(method);
    Py_DECREF(method);
    return state;
}

/* 1 with *args and *kwargs new (kwargs may be NULL): what `__new__` is to be called with; 0 when the class does not
 * say; -1. */
static int new_arguments(PyObject *self, PyObject **args, PyObject **kwargs) {
    *args = *kwargs = NULL;
    PyObject *method = _PyObject_LookupSpecial(self, PYI_NAME("__getnewargs_ex__"));
    if (method != NULL) {
        PyObject *pair = PyObject_CallNoArgs(method);
        Py_DECREF(method);
        if (pair == NULL) {
            return -1;
        }
        bool good = PyTuple_Check(pair) && PyTuple_GET_SIZE(pair) == 2 &&
                    PyTuple_Check(PyTuple_GET_ITEM(pair, 0)) &&
                    PyDict_Check(PyTuple_GET_ITEM(pair, 1));
        if (!good) {
            PyErr_Format(PyExc_TypeError, "__getnewargs_ex__ should return a tuple, not '%.200s'",
                         Py_TYPE(pair)->tp_name);
        } else {
            *args = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
            *kwargs = Py_NewRef(PyTuple_GET_ITEM(pair, 1));
        }
        Py_DECREF(pair);
        return good ? 1 : -1;
    }
    method = PyErr_Occurred() ? NULL : _PyObject_LookupSpecial(self, PYI_NAME("__getnewargs__"));
    if (method == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    *args = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (*args != NULL && !PyTuple_Check(*args)) {
        PyErr_Format(PyExc_TypeError, "__getnewargs__ should return a tuple, not '%.200s'",
                     Py_TYPE(*args)->tp_name);
        Py_CLEAR(*args);
    }
    return *args == NULL ? -1 : 1;
}

/* new: iterators over the items of lists and dicts, else None twice */
static int item_iterators(PyObject *self, PyObject **list_items, PyObject **dict_items) {
    *list_items = *dict_items = NULL;
    if (PyList_Check(self)) {
        *list_items = PyObject_GetIter(self);
        *dict_items = Py_NewRef(Py_None);
    } else if (PyDict_Check(self)) {
        PyObject *items = PyObject_CallMethodNoArgs(self, PYI_NAME("items"));
        *list_items = Py_NewRef(Py_None);
        *dict_items = items == NULL ? NULL : PyObject_GetIter(items);
        Py_XDECREF(items);
    } else {
        *list_items = Py_NewRef(Py_None);
        *dict_items = Py_NewRef(Py_None);
    }
    return *list_items == NULL || *dict_items == NULL ? -1 : 0;
}

/* new: (copyreg.__newobj__, (class, *args)) or (copyreg.__newobj_ex__, (class, args, kwargs)) */
static int constructor(PyObject *self, PyObject *args, PyObject *kwargs, PyObject **function,
                       PyObject **arguments) {
    PyObject *class = (PyObject *)Py_TYPE(self);
    bool ex = kwargs != NULL && PyDict_GET_SIZE(kwargs) > 0;
    *function = copyreg(ex ? "__newobj_ex__" : "__newobj__");
    if (ex) {
        *arguments = PyTuple_Pack(3, class, args, kwargs);
    } else {
        Py_ssize_t n = args == NULL ? 0 : PyTuple_GET_SIZE(args);
        *arguments = PyTuple_New(n + 1);
        if (*arguments != NULL) {
            PyTuple_SET_ITEM(*arguments, 0, Py_NewRef(class));
        }
        for (Py_ssize_t i = 0; *arguments != NULL && i < n; i++) {
            PyTuple_SET_ITEM(*arguments, i + 1, Py_NewRef(PyTuple_GET_ITEM(args, i)));
        }
    }
    return *function == NULL || *arguments == NULL ? -1 : 0;
}

static PyObject *reduce_newobj(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    if (type->tp_new == NULL) {
        PyErr_Format(PyExc_TypeError, "cannot pickle '%.200s' object", type->tp_name);
        return NULL;
    }
    PyObject *args, *kwargs, *function = NULL, *arguments = NULL, *state = NULL;
    PyObject *list_items = NULL, *dict_items = NULL, *result = NULL;
    int says = new_arguments(self, &args, &kwargs);
    if (says >= 0 && constructor(self, args, kwargs, &function, &arguments) == 0) {
        bool required = !says && !PyList_Check(self) && !PyDict_Check(self);
        state = state_of(self, required);
    }
    if (state != NULL && item_iterators(self, &list_items, &dict_items) == 0) {
        result = PyTuple_Pack(5, function, arguments, state, list_items, dict_items);
    }
    Py_XDECREF(args);
    Py_XDECREF(kwargs);
    Py_XDECREF(function);
    Py_XDECREF(arguments);
    Py_XDECREF(state);
    Py_XDECREF(list_items);
    Py_XDECREF(dict_items);
    return result;
}

static PyObject *reduce(PyObject *self, int protocol) {
    if (protocol >= 2) {
        return reduce_newobj(self);
    }
    PyObject *function = copyreg("_reduce_ex");
    PyObject *result = function == NULL ? NULL : PyObject_CallFunction(function, "Oi", self, protocol);
    Py_XDECREF(function);
    return result;
}

static PyObject *method_reduce(PyObject *self, PyObject *unused) {
    (void)unused;
    return reduce(self, 0);
}

/* A class that overrides `__reduce__` wants that to be used. */
static PyObject *method_reduce_ex(PyObject *self, PyObject *argument) {
    int protocol = PYI_LONG_AS_INT(argument);
    if (protocol == -1 && PyErr_Occurred()) {
        return NULL;
    }
    PyObject *own = PyObject_GetAttr((PyObject *)Py_TYPE(self), PYI_NAME("__reduce__"));
    PyObject *inherited = PyDict_GetItemWithError(PyBaseObject_Type.tp_dict, PYI_NAME("__reduce__"));
    if (own == NULL || inherited == NULL) {
        Py_XDECREF(own);
        PyErr_Clear();
        return reduce(self, protocol);
    }
    bool overridden = own != inherited;
    Py_DECREF(own);
    return overridden ? PyObject_CallMethodNoArgs(self, PYI_NAME("__reduce__")) : reduce(self, protocol);
}

/* ---- other methods -------------------------------------------------------------------------------------------------- */

int pyi_merge_class_dict(PyObject *dict, PyObject *class);

static PyObject *method_dir(PyObject *self, PyObject *unused) {
    (void)unused;
    PyObject *dict = PyObject_GetAttr(self, PYI_NAME("__dict__"));
    PyObject *all = NULL;
    if (dict == NULL && PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        all = PyDict_New();
    } else if (dict != NULL) {
        all = PyDict_Check(dict) ? PyDict_Copy(dict) : PyDict_New();
    }
    Py_XDECREF(dict);
    PyObject *class = all == NULL ? NULL : PyObject_GetAttr(self, PYI_NAME("__class__"));
    PyObject *names = NULL;
    if (class != NULL && pyi_merge_class_dict(all, class) == 0) {
        names = PyDict_Keys(all);
    }
    Py_XDECREF(class);
    Py_XDECREF(all);
    return names;
}

static PyObject *method_sizeof(PyObject *self, PyObject *unused) {
    (void)unused;
    PyTypeObject *type = Py_TYPE(self);
    Py_ssize_t size = type->tp_basicsize;
    if (type->tp_itemsize > 0) {
        Py_ssize_t n = Py_SIZE(self);
        size += (n < 0 ? -n : n) * type->tp_itemsize;
    }
    return PyLong_FromSsize_t(size);
}

static PyObject *method_format(PyObject *self, PyObject *spec) { return object_format(self, spec); }

static PyObject *method_subclasshook(PyObject *class, PyObject *args) {
    (void)class, (void)args;
    Py_RETURN_NOTIMPLEMENTED;
}

static PyObject *method_init_subclass(PyObject *class, PyObject *unused) {
    (void)class, (void)unused;
    Py_RETURN_NONE;
}

/* ---- type -------------------------------------------------------------------------------------------------------------- */

static PyMethodDef methods[] = {
    {"__reduce_ex__", method_reduce_ex, METH_O, PYI_SIGNATURE("__reduce_ex__", "($self, protocol, /)")},
    {"__reduce__", method_reduce, METH_NOARGS, PYI_SIGNATURE("__reduce__", "($self, /)")},
    {"__getstate__", method_getstate, METH_NOARGS, PYI_SIGNATURE("__getstate__", "($self, /)")},
    {"__subclasshook__", method_subclasshook, METH_CLASS | METH_VARARGS, NULL},
    {"__init_subclass__", method_init_subclass, METH_CLASS | METH_NOARGS, NULL},
    {"__format__", method_format, METH_O, PYI_SIGNATURE("__format__", "($self, format_spec, /)")},
    {"__sizeof__", method_sizeof, METH_NOARGS, PYI_SIGNATURE("__sizeof__", "($self, /)")},
    {"__dir__", method_dir, METH_NOARGS, PYI_SIGNATURE("__dir__", "($self, /)")},
    {0},
};
static PyGetSetDef getset[] = {{"__class__", get_class, set_class, NULL, NULL}, {0}};

PyTypeObject PyBaseObject_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "object",
    .tp_basicsize = sizeof(PyObject),
    .tp_dealloc = object_dealloc,
    .tp_repr = object_repr,
    .tp_hash = object_hash,
    .tp_str = object_str,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_setattro = PyObject_GenericSetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_doc = PYI_SIGNATURE("object", "()"),
    .tp_richcompare = object_richcompare,
    .tp_methods = methods,
    .tp_getset = getset,
    .tp_init = pyi_object_init,
    .tp_alloc = PyType_GenericAlloc,
    .tp_new = pyi_object_new,
    .tp_free = PyObject_Free,
};
PYI_TYPE(PyBaseObject_Type);
