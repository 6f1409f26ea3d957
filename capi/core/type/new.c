/* SPDX-License-Identifier: Apache-2.0 */
/* new: type.__new__: a class from a name, bases and the dict of its body.
 *
 * Source     docs.python.org/3/reference/datamodel.html, "Customizing class creation" and "__slots__"
 */
#include "heaptype.h"
#include "type.h"
#include "type_new.h"

/* ---- the metaclass --------------------------------------------------------------------------------------- */

PyTypeObject *_PyType_CalculateMetaclass(PyTypeObject *metatype, PyObject *bases) {
    PyTypeObject *winner = metatype;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyTypeObject *candidate = Py_TYPE(PyTuple_GET_ITEM(bases, i));
        if (PyType_IsSubtype(winner, candidate)) {
            continue;
        }
        if (!PyType_IsSubtype(candidate, winner)) {
            PyErr_SetString(PyExc_TypeError,
                            "metaclass conflict: the metaclass of a derived class must be a "
                            "(non-strict) subclass of the metaclasses of all its bases");
            return NULL;
        }
        winner = candidate;
    }
    return winner;
}

/* ---- what is being made ------------------------------------------------------------------------------------ */

typedef struct {
    PyTypeObject *metatype;
    PyTypeObject *base; /* borrowed: whose layout is extended */
    PyObject *name, *bases, *dict, *kwargs;
    PyObject *slots; /* owned tuple of mangled, sorted names; NULL when there is no __slots__ */
    bool add_dict, add_weakref;
    bool may_add_dict, may_add_weakref;
} plan;

static PyTypeObject *allocate(plan *p) {
    Py_ssize_t count = p->slots == NULL ? 0 : PyTuple_GET_SIZE(p->slots);
    PyTypeObject *type = (PyTypeObject *)p->metatype->tp_alloc(p->metatype, count);
    if (type == NULL) {
        return NULL;
    }
    PyHeapTypeObject *heap = (PyHeapTypeObject *)type;
    bool collected = PyType_IS_GC(p->base) || p->add_dict || p->add_weakref || count > 0;
    type->tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HEAPTYPE | Py_TPFLAGS_BASETYPE |
                     (collected ? Py_TPFLAGS_HAVE_GC : 0);
    type->tp_as_async = &heap->as_async;
    type->tp_as_sequence = &heap->as_sequence;
    type->tp_as_mapping = &heap->as_mapping;
    type->tp_as_number = &heap->as_number;
    type->tp_as_buffer = &heap->as_buffer;
    type->tp_bases = Py_NewRef(p->bases);
    type->tp_base = (PyTypeObject *)Py_NewRef(p->base);
    type->tp_dict = Py_NewRef(p->dict);
    type->tp_dealloc = pyi_subtype_dealloc;
    type->tp_alloc = PyType_GenericAlloc;
    type->tp_vectorcall = pyi_class_vectorcall;
    if (collected) {
        type->tp_free = PyObject_GC_Del;
        type->tp_traverse = pyi_subtype_traverse;
        type->tp_clear = pyi_subtype_clear;
    } else {
        type->tp_free = PyObject_Free;
    }
    heap->ht_name = Py_NewRef(p->name);
    heap->ht_slots = Py_XNewRef(p->slots);
    return type;
}

/* ---- names ---------------------------------------------------------------------------------------------------- */

static int set_name(PyTypeObject *type, plan *p) {
    Py_ssize_t length;
    type->tp_name = PyUnicode_AsUTF8AndSize(p->name, &length);
    if (type->tp_name == NULL) {
        return -1;
    }
    if (strlen(type->tp_name) != (size_t)length) {
        PyErr_SetString(PyExc_ValueError, "type name must not contain null characters");
        return -1;
    }
    return 0;
}

static int set_qualname(PyTypeObject *type, plan *p) {
    PyHeapTypeObject *heap = (PyHeapTypeObject *)type;
    PyObject *name = PyDict_GetItemWithError(p->dict, PYI_NAME("__qualname__"));
    if (name == NULL) {
        heap->ht_qualname = PyErr_Occurred() ? NULL : Py_NewRef(heap->ht_name);
        return heap->ht_qualname == NULL ? -1 : 0;
    }
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "type __qualname__ must be a str, not %s",
                     Py_TYPE(name)->tp_name);
        return -1;
    }
    heap->ht_qualname = Py_NewRef(name);
    return PyDict_DelItem(p->dict, PYI_NAME("__qualname__"));
}

/* `__module__` is that of the code which makes the class. */
static int set_module(plan *p) {
    int known = PyDict_Contains(p->dict, PYI_NAME("__module__"));
    PyObject *globals = known == 0 ? PyEval_GetGlobals() : NULL;
    if (known != 0 || globals == NULL) {
        return known < 0 ? -1 : 0;
    }
    PyObject *module = PyDict_GetItemWithError(globals, PYI_NAME("__name__"));
    if (module == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    return PyDict_SetItem(p->dict, PYI_NAME("__module__"), module);
}

static int set_doc(PyTypeObject *type, plan *p) {
    PyObject *doc = PyDict_GetItemWithError(p->dict, PYI_NAME("__doc__"));
    if (doc == NULL || !PyUnicode_Check(doc)) {
        return PyErr_Occurred() ? -1 : 0;
    }
    Py_ssize_t size;
    const char *text = PyUnicode_AsUTF8AndSize(doc, &size);
    if (text == NULL) { /* lone surrogates: the dict still has it */
        PyErr_Clear();
        return 0;
    }
    char *copy = PyMem_Malloc((size_t)size + 1);
    if (copy == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    type->tp_doc = memcpy(copy, text, (size_t)size + 1);
    return 0;
}

/* ---- methods that are static or class methods without saying so -------------------------------------------------- */

static int convert(PyObject *dict, PyObject *name, PyObject *(*wrap)(PyObject *)) {
    PyObject *function = PyDict_GetItemWithError(dict, name);
    if (function == NULL || !PyFunction_Check(function)) {
        return PyErr_Occurred() ? -1 : 0;
    }
    PyObject *wrapped = wrap(function);
    int status = wrapped == NULL ? -1 : PyDict_SetItem(dict, name, wrapped);
    Py_XDECREF(wrapped);
    return status;
}

static int convert_methods(PyObject *dict) {
    return convert(dict, PYI_NAME("__new__"), PyStaticMethod_New) < 0 ||
                   convert(dict, PYI_NAME("__init_subclass__"), PyClassMethod_New) < 0 ||
                   convert(dict, PYI_NAME("__class_getitem__"), PyClassMethod_New) < 0
               ? -1
               : 0;
}

/* ---- the layout of instances ---------------------------------------------------------------------------------------- */

static void lay_out_members(PyTypeObject *type, plan *p) {
    Py_ssize_t offset = p->base->tp_basicsize;
    PyMemberDef *member = pyi_heap_members(type);
    Py_ssize_t count = p->slots == NULL ? 0 : PyTuple_GET_SIZE(p->slots);
    for (Py_ssize_t i = 0; i < count; i++, member++) {
        member->name = PyUnicode_AsUTF8(PyTuple_GET_ITEM(p->slots, i));
        member->type = PYI_T_OBJECT_EX;
        member->offset = offset;
        offset += (Py_ssize_t)sizeof(PyObject *);
    }
    if (p->add_dict) {
        if (p->base->tp_itemsize != 0) {
            type->tp_dictoffset = -(Py_ssize_t)sizeof(PyObject *); /* behind the items */
            offset += (Py_ssize_t)sizeof(PyObject *);
        } else {
            type->tp_flags |= Py_TPFLAGS_MANAGED_DICT; /* before the object */
            type->tp_dictoffset = -1;
        }
    }
    if (p->add_weakref) {
#if PYI_312
        type->tp_flags |= Py_TPFLAGS_MANAGED_WEAKREF;
        type->tp_weaklistoffset = MANAGED_WEAKREF_OFFSET;
#else
        type->tp_weaklistoffset = offset;
        offset += (Py_ssize_t)sizeof(PyObject *);
#endif
    }
#if PYI_313
    bool managed = ((type->tp_flags | p->base->tp_flags) & Py_TPFLAGS_MANAGED_DICT) != 0;
    if (managed && offset == (Py_ssize_t)sizeof(PyObject)) {
        type->tp_flags |= Py_TPFLAGS_INLINE_VALUES;
    }
#endif
    type->tp_basicsize = offset;
    type->tp_itemsize = p->base->tp_itemsize;
    type->tp_members = pyi_heap_members(type);
    bool dict = p->add_dict, weakref = p->add_weakref;
    type->tp_getset = dict && weakref ? pyi_subtype_getset_both
                      : dict          ? pyi_subtype_getset_dict
                      : weakref       ? pyi_subtype_getset_weakref
                                      : NULL;
}

/* ---- afterwards ------------------------------------------------------------------------------------------------------- */

/* Gives a variable of the class's functions its value, and takes its cell out of the namespace. */
static int set_cell(plan *p, PyObject *name, PyObject *value) {
    PyObject *cell = PyDict_GetItemWithError(p->dict, name);
    if (cell == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    if (!PyCell_Check(cell)) {
        PyErr_Format(PyExc_TypeError, "%U must be a nonlocal cell, not %.200R", name,
                     Py_TYPE(cell));
        return -1;
    }
    PyCell_Set(cell, value);
    return PyDict_DelItem(p->dict, name);
}

static int set_cells(PyTypeObject *type, plan *p) {
    if (set_cell(p, PYI_NAME("__classcell__"), (PyObject *)type) < 0) {
        return -1;
    }
#if PYI_312
    return set_cell(p, PYI_NAME("__classdictcell__"), p->dict);
#else
    return 0;
#endif
}

/* 0 or -1: value.__set_name__(type, name) */
static int tell_name(PyTypeObject *type, PyObject *name, PyObject *value) {
    PyObject *method = _PyObject_LookupSpecial(value, PYI_NAME("__set_name__"));
    if (method == NULL) {
        return PyErr_Occurred() ? -1 : 0;
    }
    PyObject *args[] = {(PyObject *)type, name};
    PyObject *result = PyObject_Vectorcall(method, args, 2, NULL);
    Py_DECREF(method);
    if (result == NULL) {
#if PYI_312
        _PyErr_FormatNote("Error calling __set_name__ on '%.100s' instance %R in '%.100s'",
                          Py_TYPE(value)->tp_name, name, type->tp_name);
#else
        _PyErr_FormatFromCause(PyExc_RuntimeError,
                               "Error calling __set_name__ on '%.100s' instance %R in '%.100s'",
                               Py_TYPE(value)->tp_name, name, type->tp_name);
#endif
        return -1;
    }
    Py_DECREF(result);
    return 0;
}

static int set_names(PyTypeObject *type) {
    PyObject *copy = PyDict_Copy(type->tp_dict); /* __set_name__ may add attributes */
    PyObject *key, *value;
    Py_ssize_t at = 0;
    int status = copy == NULL ? -1 : 0;
    while (status == 0 && PyDict_Next(copy, &at, &key, &value)) {
        status = tell_name(type, key, value);
    }
    Py_XDECREF(copy);
    return status;
}

/* super(type, type).__init_subclass__(**kwargs) */
static int init_subclass(PyTypeObject *type, PyObject *kwargs) {
    PyObject *args[] = {(PyObject *)type, (PyObject *)type};
    PyObject *super = PyObject_Vectorcall((PyObject *)&PySuper_Type, args, 2, NULL);
    PyObject *method =
        super == NULL ? NULL : PyObject_GetAttr(super, PYI_NAME("__init_subclass__"));
    Py_XDECREF(super);
    PyObject *result = method == NULL ? NULL : PyObject_VectorcallDict(method, NULL, 0, kwargs);
    Py_XDECREF(method);
    Py_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static PyObject *make(plan *p) {
    PyTypeObject *type = allocate(p);
    if (type == NULL) {
        return NULL;
    }
    lay_out_members(type, p);
    if (set_name(type, p) < 0 || set_qualname(type, p) < 0 || set_module(p) < 0 ||
        set_doc(type, p) < 0 || convert_methods(p->dict) < 0 || set_cells(type, p) < 0 ||
        PyType_Ready(type) < 0 || pyi_type_fix_slots(type) < 0 || set_names(type) < 0 ||
        init_subclass(type, p->kwargs) < 0) {
        Py_DECREF(type);
        return NULL;
    }
    return (PyObject *)type;
}

/* ---- __slots__ ---------------------------------------------------------------------------------------------------------- */

static int check_slot_name(PyObject *name) {
    if (!PyUnicode_Check(name)) {
        PyErr_Format(PyExc_TypeError, "__slots__ items must be strings, not '%.200s'",
                     Py_TYPE(name)->tp_name);
        return -1;
    }
    if (!PyUnicode_IsIdentifier(name)) {
        PyErr_SetString(PyExc_TypeError, "__slots__ must be identifiers");
        return -1;
    }
    return 0;
}

/* 1 when the name asks for a dict or weak references, and that was noted; 0 when it is an ordinary one; -1 */
static int special_slot(plan *p, PyObject *name) {
    if (PyUnicode_CompareWithASCIIString(name, "__dict__") == 0) {
        if (!p->may_add_dict || p->add_dict) {
            PyErr_SetString(PyExc_TypeError,
                            "__dict__ slot disallowed: we already got one");
            return -1;
        }
        return p->add_dict = true;
    }
    if (PyUnicode_CompareWithASCIIString(name, "__weakref__") == 0) {
        if (!p->may_add_weakref || p->add_weakref) {
            PyErr_SetString(PyExc_TypeError, "__weakref__ slot disallowed: we already got one");
            return -1;
        }
        return p->add_weakref = true;
    }
    return 0;
}

static int add_slot(plan *p, PyObject *name, PyObject *names) {
    int special = check_slot_name(name) < 0 ? -1 : special_slot(p, name);
    if (special != 0) {
        return special < 0 ? -1 : 0;
    }
    PyObject *mangled = _Py_Mangle(p->name, name);
    if (mangled == NULL) {
        return -1;
    }
    /* those that the compiler puts into class dicts itself */
    int clash = PyDict_Contains(p->dict, mangled);
    if (clash > 0 && (PyUnicode_CompareWithASCIIString(mangled, "__qualname__") == 0 ||
                      PyUnicode_CompareWithASCIIString(mangled, "__classcell__") == 0 ||
                      (PYI_312 &&
                       PyUnicode_CompareWithASCIIString(mangled, "__classdictcell__") == 0))) {
        clash = 0;
    }
    int status = clash < 0 ? -1 : PyList_Append(names, mangled);
    if (clash > 0) {
        PyErr_Format(PyExc_ValueError, "%R in __slots__ conflicts with class variable", name);
        status = -1;
    }
    Py_DECREF(mangled);
    return status;
}

static int read_slots(plan *p, PyObject *value) {
    PyObject *given = PyUnicode_Check(value) ? PyTuple_Pack(1, value) : PySequence_Tuple(value);
    if (given == NULL) {
        return -1;
    }
    Py_ssize_t n = PyTuple_GET_SIZE(given);
    if (n > 0 && p->base->tp_itemsize != 0) {
        PyErr_Format(PyExc_TypeError, "nonempty __slots__ not supported for subtype of '%s'",
                     p->base->tp_name);
        Py_DECREF(given);
        return -1;
    }
    PyObject *names = PyList_New(0);
    for (Py_ssize_t i = 0; names != NULL && i < n; i++) {
        if (add_slot(p, PyTuple_GET_ITEM(given, i), names) < 0) {
            Py_CLEAR(names);
        }
    }
    Py_DECREF(given);
    if (names != NULL && PyList_Sort(names) < 0) { /* classes with the same names lay out alike */
        Py_CLEAR(names);
    }
    p->slots = names == NULL ? NULL : PyList_AsTuple(names);
    Py_XDECREF(names);
    return p->slots == NULL ? -1 : 0;
}

/* Bases other than the one with the layout may bring a dict or weak references too. */
static void look_at_other_bases(plan *p) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(p->bases); i++) {
        PyTypeObject *other = (PyTypeObject *)PyTuple_GET_ITEM(p->bases, i);
        if (other == p->base) {
            continue;
        }
        p->add_dict |= p->may_add_dict && other->tp_dictoffset != 0;
        p->add_weakref |= p->may_add_weakref && other->tp_weaklistoffset != 0;
    }
}

static int plan_slots(plan *p) {
    p->may_add_dict = p->base->tp_dictoffset == 0;
    p->may_add_weakref = p->base->tp_weaklistoffset == 0 && p->base->tp_itemsize == 0;
    PyObject *value = PyDict_GetItemWithError(p->dict, PYI_NAME("__slots__"));
    if (value == NULL) {
        p->add_dict = p->may_add_dict;
        p->add_weakref = p->may_add_weakref;
        return PyErr_Occurred() ? -1 : 0;
    }
    Py_INCREF(value);
    int status = read_slots(p, value);
    Py_DECREF(value);
    if (status == 0) {
        look_at_other_bases(p);
        p->may_add_dict = false;
    }
    return status;
}

/* ---- type.__new__ ---------------------------------------------------------------------------------------------------------- */

/* Only `class` statements resolve bases that are no types. */
static int check_bases(PyObject *bases) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(bases); i++) {
        PyObject *base = PyTuple_GET_ITEM(bases, i);
        if (PyType_Check(base)) {
            continue;
        }
        PyObject *method = _PyObject_LookupSpecial(base, PYI_NAME("__mro_entries__"));
        if (method != NULL) {
            Py_DECREF(method);
            PyErr_SetString(PyExc_TypeError, "type() doesn't support MRO entry resolution; "
                                             "use types.new_class()");
            return -1;
        }
        if (PyErr_Occurred()) {
            return -1;
        }
    }
    return 0;
}

static PyObject *new_class(plan *p) {
    p->base = pyi_type_best_base(p->bases);
    if (p->base == NULL) {
        return NULL;
    }
    PyObject *given = p->dict;
    p->dict = PyDict_Copy(given);
    PyObject *result = p->dict == NULL || plan_slots(p) < 0 ? NULL : make(p);
    Py_XDECREF(p->slots);
    Py_XDECREF(p->dict);
    return result;
}

PyObject *pyi_type_new(PyTypeObject *metatype, PyObject *args, PyObject *kwargs) {
    plan p = {.metatype = metatype, .kwargs = kwargs};
    if (!PyArg_ParseTuple(args, "UO!O!:type.__new__", &p.name, &PyTuple_Type, &p.bases,
                          &PyDict_Type, &p.dict) ||
        check_bases(p.bases) < 0) {
        return NULL;
    }
    PyTypeObject *winner = _PyType_CalculateMetaclass(metatype, p.bases);
    if (winner == NULL) {
        return NULL;
    }
    if (winner != metatype && winner->tp_new != pyi_type_new) {
        return winner->tp_new(winner, args, kwargs);
    }
    p.metatype = winner;
    if (PyTuple_GET_SIZE(p.bases) > 0) {
        return new_class(&p);
    }
    p.bases = PyTuple_Pack(1, &PyBaseObject_Type);
    PyObject *result = p.bases == NULL ? NULL : new_class(&p);
    Py_XDECREF(p.bases);
    return result;
}
