/* SPDX-License-Identifier: Apache-2.0 */
/* _abc: what abc.ABCMeta does: abstract methods, registered classes, and caches of the answers of issubclass().
 *
 * Classes are held weakly: each set has weak references whose callback takes them out.
 * Contract   docs.python.org/3/library/abc.html
 */
#include "pyi.h"


/* The answers "no" are valid as long as nobody registers a class anywhere. */
static unsigned long long registrations;

/* ---- what a class keeps -------------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    PyObject *registered, *yes, *no; /* owned sets of weak references, NULL while empty */
    unsigned long long no_version;
} abc_data;

static int data_traverse(abc_data *self, visitproc visit, void *arg) {
    Py_VISIT(self->registered);
    Py_VISIT(self->yes);
    Py_VISIT(self->no);
    return 0;
}

static int data_clear(abc_data *self) {
    Py_CLEAR(self->registered);
    Py_CLEAR(self->yes);
    Py_CLEAR(self->no);
    return 0;
}

static void data_dealloc(abc_data *self) {
    PyObject_GC_UnTrack(self);
    data_clear(self);
    PyObject_GC_Del(self);
}

static PyTypeObject data_type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "_abc._abc_data",
    .tp_basicsize = sizeof(abc_data),
    .tp_dealloc = (destructor)data_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    .tp_traverse = (traverseproc)data_traverse,
    .tp_clear = (inquiry)data_clear,
};
PYI_TYPE(data_type);

static abc_data *data_new(void) {
    abc_data *self = PyObject_GC_New(abc_data, &data_type);
    if (self != NULL) {
        self->registered = self->yes = self->no = NULL;
        self->no_version = registrations;
        PyObject_GC_Track(self);
    }
    return self;
}

/* new */
static abc_data *data_of(PyObject *class) {
    PyObject *data = PyObject_GetAttr(class, PYI_NAME("_abc_impl"));
    if (data != NULL && !Py_IS_TYPE(data, &data_type)) {
        PyErr_SetString(PyExc_TypeError, "_abc_impl is set to a wrong type");
        Py_CLEAR(data);
    }
    return (abc_data *)data;
}

/* ---- weak sets ------------------------------------------------------------------------------------------------ */

/* new, NULL without an exception when it is gone */
static PyObject *referent(PyObject *reference) {
#if PYI_313
    PyObject *op;
    return PyWeakref_GetRef(reference, &op) == 1 ? op : NULL;
#else
    PyObject *op = PyWeakref_GET_OBJECT(reference);
    return op == Py_None ? NULL : Py_NewRef(op);
#endif
}

/* the class of a reference is gone; self: a weak reference to the set */
static PyObject *forget(PyObject *self, PyObject *reference) {
    PyObject *set = referent(self);
    if (set == NULL) {
        Py_RETURN_NONE;
    }
    int status = PySet_Discard(set, reference);
    Py_DECREF(set);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}
static PyMethodDef forget_method = {"_destroy", forget, METH_O, NULL};

static int add_to(PyObject **set, PyObject *class) {
    if (*set == NULL && (*set = PySet_New(NULL)) == NULL) {
        return -1;
    }
    PyObject *back = PyWeakref_NewRef(*set, NULL);
    PyObject *callback = back == NULL ? NULL : PyCFunction_New(&forget_method, back);
    PyObject *reference = callback == NULL ? NULL : PyWeakref_NewRef(class, callback);
    int status = reference == NULL ? -1 : PySet_Add(*set, reference);
    Py_XDECREF(reference);
    Py_XDECREF(callback);
    Py_XDECREF(back);
    return status;
}

static int is_in(PyObject *set, PyObject *class) {
    if (set == NULL || PySet_GET_SIZE(set) == 0) {
        return 0;
    }
    PyObject *reference = PyWeakref_NewRef(class, NULL);
    if (reference == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) {
            return -1;
        }
        PyErr_Clear(); /* without weak references it is in no set */
        return 0;
    }
    int found = PySet_Contains(set, reference);
    Py_DECREF(reference);
    return found;
}

/* ---- abstract methods --------------------------------------------------------------------------------------------- */

static int add_own(PyObject *class, PyObject *abstracts) {
    PyObject *dict = PyObject_GetAttr(class, PYI_NAME("__dict__"));
    PyObject *items = dict == NULL ? NULL : PyMapping_Items(dict);
    Py_XDECREF(dict);
    int status = items == NULL ? -1 : 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(items); i++) {
        PyObject *pair = PyList_GET_ITEM(items, i);
        int abstract = _PyObject_IsAbstract(PyTuple_GET_ITEM(pair, 1));
        status = abstract < 0 ? -1
                 : abstract   ? PySet_Add(abstracts, PyTuple_GET_ITEM(pair, 0))
                              : 0;
    }
    Py_XDECREF(items);
    return status;
}

/* what a base leaves open and the class does not define */
static int add_inherited(PyObject *class, PyObject *base, PyObject *abstracts) {
    PyObject *open = PyObject_GetAttr(base, PYI_NAME("__abstractmethods__"));
    if (open == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_AttributeError)) {
            return -1;
        }
        PyErr_Clear();
        return 0;
    }
    PyObject *iterator = PyObject_GetIter(open), *name;
    Py_DECREF(open);
    int status = iterator == NULL ? -1 : 0;
    while (status == 0 && (name = PyIter_Next(iterator)) != NULL) {
        PyObject *value = PyObject_GetAttr(class, name);
        if (value == NULL) {
            status = PyErr_ExceptionMatches(PyExc_AttributeError) ? 0 : -1;
            if (status == 0) {
                PyErr_Clear();
            }
        } else {
            int abstract = _PyObject_IsAbstract(value);
            status = abstract < 0 ? -1 : abstract ? PySet_Add(abstracts, name) : 0;
            Py_DECREF(value);
        }
        Py_DECREF(name);
    }
    Py_XDECREF(iterator);
    return PyErr_Occurred() ? -1 : status;
}

static int set_abstract_methods(PyObject *class) {
    PyObject *abstracts = PyFrozenSet_New(NULL);
    int status = abstracts == NULL ? -1 : add_own(class, abstracts);
    PyObject *bases = status < 0 ? NULL : PyObject_GetAttr(class, PYI_NAME("__bases__"));
    if (status == 0) {
        status = bases == NULL ? -1 : 0;
    }
    if (status == 0 && !PyTuple_Check(bases)) {
        PyErr_SetString(PyExc_TypeError, "__bases__ is not tuple");
        status = -1;
    }
    for (Py_ssize_t i = 0; status == 0 && i < PyTuple_GET_SIZE(bases); i++) {
        status = add_inherited(class, PyTuple_GET_ITEM(bases, i), abstracts);
    }
    if (status == 0) {
        status = PyObject_SetAttr(class, PYI_NAME("__abstractmethods__"), abstracts);
    }
    Py_XDECREF(bases);
    Py_XDECREF(abstracts);
    return status;
}

/* ---- patterns of match statements ------------------------------------------------------------------------------------ */

enum { PATTERN_FLAGS = Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING };

static void set_pattern_flags(PyTypeObject *type, unsigned long flags) {
    if ((type->tp_flags & PATTERN_FLAGS) == flags ||
        PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE)) {
        return;
    }
    type->tp_flags = (type->tp_flags & ~(unsigned long)PATTERN_FLAGS) | flags;
    PyObject *subclasses = PyObject_CallMethod((PyObject *)type, "__subclasses__", NULL);
    for (Py_ssize_t i = 0; subclasses != NULL && i < PyList_GET_SIZE(subclasses); i++) {
        PyObject *subclass = PyList_GET_ITEM(subclasses, i);
        if (PyType_Check(subclass)) {
            set_pattern_flags((PyTypeObject *)subclass, flags);
        }
    }
    PyErr_Clear();
    Py_XDECREF(subclasses);
}

/* `__abc_tpflags__` in the body of a class says what its instances match as. */
static int take_pattern_flags(PyTypeObject *type) {
    PyObject *given = PyDict_GetItemWithError(type->tp_dict, PYI_NAME("__abc_tpflags__"));
    if (given == NULL || !PyLong_CheckExact(given)) {
        return PyErr_Occurred() ? -1 : 0;
    }
    long flags = PyLong_AsLong(given);
    if (flags == -1 && PyErr_Occurred()) {
        return -1;
    }
    if ((flags & PATTERN_FLAGS) == PATTERN_FLAGS) {
        PyErr_SetString(PyExc_TypeError, "__abc_tpflags__ cannot be both "
                                         "Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING");
        return -1;
    }
    type->tp_flags |= (unsigned long)flags & PATTERN_FLAGS;
    return PyDict_DelItem(type->tp_dict, PYI_NAME("__abc_tpflags__"));
}

/* ---- functions ------------------------------------------------------------------------------------------------------------ */

static PyObject *abc_init(PyObject *module, PyObject *class) {
    (void)module;
    if (set_abstract_methods(class) < 0) {
        return NULL;
    }
    abc_data *data = data_new();
    int status = data == NULL ? -1
                              : PyObject_SetAttr(class, PYI_NAME("_abc_impl"), (PyObject *)data);
    Py_XDECREF(data);
    if (status == 0 && PyType_Check(class)) {
        status = take_pattern_flags((PyTypeObject *)class);
    }
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *abc_register(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    if (!_PyArg_CheckPositional("_abc_register", n, 2, 2)) {
        return NULL;
    }
    PyObject *class = args[0], *subclass = args[1];
    if (!PyType_Check(subclass)) {
        PyErr_SetString(PyExc_TypeError, "Can only register classes");
        return NULL;
    }
    int answer = PyObject_IsSubclass(subclass, class);
    if (answer != 0) {
        return answer < 0 ? NULL : Py_NewRef(subclass);
    }
    answer = PyObject_IsSubclass(class, subclass);
    if (answer > 0) {
        PyErr_SetString(PyExc_RuntimeError, "Refusing to create an inheritance cycle");
    }
    abc_data *data = answer != 0 ? NULL : data_of(class);
    if (data == NULL) {
        return NULL;
    }
    int status = add_to(&data->registered, subclass);
    Py_DECREF(data);
    if (status < 0) {
        return NULL;
    }
    registrations++;
    unsigned long flags = PyType_Check(class) ? ((PyTypeObject *)class)->tp_flags & PATTERN_FLAGS : 0;
    if (flags != 0) {
        set_pattern_flags((PyTypeObject *)subclass, flags);
    }
    return Py_NewRef(subclass);
}

/* 1, 0 or -1 */
static int ask_class(PyObject *class, PyObject *subclass) {
    PyObject *answer = PyObject_CallMethodOneArg(class, PYI_NAME("__subclasscheck__"), subclass);
    int truth = answer == NULL ? -1 : PyObject_IsTrue(answer);
    Py_XDECREF(answer);
    return truth;
}

static int instance_check(abc_data *data, PyObject *class, PyObject *instance, PyObject *subclass) {
    int found = is_in(data->yes, subclass);
    if (found != 0) {
        return found;
    }
    PyObject *type = (PyObject *)Py_TYPE(instance);
    if (type == subclass) {
        if (data->no_version == registrations) {
            found = is_in(data->no, subclass);
            if (found != 0) {
                return found < 0 ? -1 : 0;
            }
        }
        return ask_class(class, subclass);
    }
    int answer = ask_class(class, subclass);
    return answer != 0 ? answer : ask_class(class, type);
}

static PyObject *abc_instancecheck(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    if (!_PyArg_CheckPositional("_abc_instancecheck", n, 2, 2)) {
        return NULL;
    }
    abc_data *data = data_of(args[0]);
    if (data == NULL) {
        return NULL;
    }
    PyObject *subclass = PyObject_GetAttr(args[1], PYI_NAME("__class__"));
    int answer = subclass == NULL ? -1 : instance_check(data, args[0], args[1], subclass);
    Py_XDECREF(subclass);
    Py_DECREF(data);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

/* 2: __subclasshook__ does not know; else its answer or -1 */
static int ask_hook(PyObject *class, PyObject *subclass) {
    PyObject *answer = PyObject_CallMethodOneArg(class, PYI_NAME("__subclasshook__"), subclass);
    if (answer == NULL) {
        return -1;
    }
    int result = answer == Py_True ? 1 : answer == Py_False ? 0 : answer == Py_NotImplemented ? 2 : -1;
    Py_DECREF(answer);
    if (result < 0) {
        PyErr_SetString(PyExc_AssertionError,
                        "__subclasshook__ must return either False, True, or NotImplemented");
    }
    return result;
}

static int is_subclass_of_registered(abc_data *data, PyObject *subclass) {
    if (data->registered == NULL) {
        return 0;
    }
    int found = is_in(data->registered, subclass);
    PyObject *references = found != 0 ? NULL : PySequence_List(data->registered);
    if (references == NULL) {
        return found != 0 ? found : -1;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(references) && found == 0; i++) {
        PyObject *registered = referent(PyList_GET_ITEM(references, i));
        if (registered != NULL) {
            found = PyObject_IsSubclass(subclass, registered);
            Py_DECREF(registered);
        }
    }
    Py_DECREF(references);
    return found;
}

static int is_subclass_of_subclass(PyObject *class, PyObject *subclass) {
    PyObject *subclasses = PyObject_CallMethod(class, "__subclasses__", NULL);
    if (subclasses == NULL) {
        return -1;
    }
    int found = 0;
    if (!PyList_Check(subclasses)) {
        PyErr_SetString(PyExc_TypeError, "__subclasses__() must return a list");
        found = -1;
    }
    for (Py_ssize_t i = 0; found == 0 && i < PyList_GET_SIZE(subclasses); i++) {
        PyObject *item = Py_NewRef(PyList_GET_ITEM(subclasses, i));
        found = PyObject_IsSubclass(subclass, item);
        Py_DECREF(item);
    }
    Py_DECREF(subclasses);
    return found;
}

/* without the caches */
static int find_out(abc_data *data, PyObject *class, PyObject *subclass) {
    int answer = ask_hook(class, subclass);
    if (answer != 2) {
        return answer;
    }
    PyObject *mro = ((PyTypeObject *)subclass)->tp_mro;
    for (Py_ssize_t i = 0; mro != NULL && i < PyTuple_GET_SIZE(mro); i++) {
        if (PyTuple_GET_ITEM(mro, i) == class) {
            return 1;
        }
    }
    answer = is_subclass_of_registered(data, subclass);
    return answer != 0 ? answer : is_subclass_of_subclass(class, subclass);
}

static int subclass_check(abc_data *data, PyObject *class, PyObject *subclass) {
    int answer = is_in(data->yes, subclass);
    if (answer != 0) {
        return answer;
    }
    if (data->no_version < registrations) {
        if (data->no != NULL && PySet_Clear(data->no) < 0) {
            return -1;
        }
        data->no_version = registrations;
    } else {
        answer = is_in(data->no, subclass);
        if (answer != 0) {
            return answer < 0 ? -1 : 0;
        }
    }
    answer = find_out(data, class, subclass);
    if (answer < 0 || add_to(answer ? &data->yes : &data->no, subclass) < 0) {
        return -1;
    }
    return answer;
}

static PyObject *abc_subclasscheck(PyObject *module, PyObject *const *args, Py_ssize_t n) {
    (void)module;
    if (!_PyArg_CheckPositional("_abc_subclasscheck", n, 2, 2)) {
        return NULL;
    }
    if (!PyType_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "issubclass() arg 1 must be a class");
        return NULL;
    }
    abc_data *data = data_of(args[0]);
    int answer = data == NULL ? -1 : subclass_check(data, args[0], args[1]);
    Py_XDECREF(data);
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

/* ---- for tests ----------------------------------------------------------------------------------------------------------- */

static PyObject *get_cache_token(PyObject *module, PyObject *unused) {
    (void)module;
    (void)unused;
    return PyLong_FromUnsignedLongLong(registrations);
}

static PyObject *reset_registry(PyObject *module, PyObject *class) {
    (void)module;
    abc_data *data = data_of(class);
    int status = data == NULL ? -1 : data->registered == NULL ? 0 : PySet_Clear(data->registered);
    Py_XDECREF(data);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *reset_caches(PyObject *module, PyObject *class) {
    (void)module;
    abc_data *data = data_of(class);
    int status = data == NULL || (data->yes != NULL && PySet_Clear(data->yes) < 0) ||
                         (data->no != NULL && PySet_Clear(data->no) < 0)
                     ? -1
                     : 0;
    Py_XDECREF(data);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *get_dump(PyObject *module, PyObject *class) {
    (void)module;
    abc_data *data = data_of(class);
    if (data == NULL) {
        return NULL;
    }
    PyObject *result = Py_BuildValue("NNNK", PySet_New(data->registered), PySet_New(data->yes),
                                     PySet_New(data->no), data->no_version);
    Py_DECREF(data);
    return result;
}

/* ---- the module -------------------------------------------------------------------------------------------------------------- */

static PyMethodDef abc_methods[] = {
    {"_abc_init", abc_init, METH_O, PYI_SIGNATURE("_abc_init", "($module, self, /)")},
    {"_abc_register", PYI_FASTCALL(abc_register), METH_FASTCALL,
     PYI_SIGNATURE("_abc_register", "($module, self, subclass, /)")},
    {"_abc_instancecheck", PYI_FASTCALL(abc_instancecheck), METH_FASTCALL,
     PYI_SIGNATURE("_abc_instancecheck", "($module, self, instance, /)")},
    {"_abc_subclasscheck", PYI_FASTCALL(abc_subclasscheck), METH_FASTCALL,
     PYI_SIGNATURE("_abc_subclasscheck", "($module, self, subclass, /)")},
    {"get_cache_token", get_cache_token, METH_NOARGS,
     PYI_SIGNATURE("get_cache_token", "($module, /)")},
    {"_get_dump", get_dump, METH_O, PYI_SIGNATURE("_get_dump", "($module, self, /)")},
    {"_reset_registry", reset_registry, METH_O,
     PYI_SIGNATURE("_reset_registry", "($module, self, /)")},
    {"_reset_caches", reset_caches, METH_O, PYI_SIGNATURE("_reset_caches", "($module, self, /)")},
    {0},
};

static PyModuleDef_Slot abc_slots[] = {
#if PYI_312
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};
static PyModuleDef abc_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_abc",
    .m_methods = abc_methods,
    .m_slots = abc_slots,
};

PyMODINIT_FUNC PyInit__abc(void) { return PyModuleDef_Init(&abc_module); }
PYI_MODULE("_abc", PyInit__abc);
