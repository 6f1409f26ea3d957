/* SPDX-License-Identifier: Apache-2.0 */
/* spec: heap types made from a PyType_Spec, by extensions.
 *
 * Contract   docs.python.org/3/c-api/type.html#creating-heap-allocated-types
 */
#include "heaptype.h"
#include "type.h"
#include "type_new.h"

/* ---- where each slot is ------------------------------------------------------------------------------------- */

#define TYPE(member) offsetof(PyHeapTypeObject, ht_type.member)
#define NUM(member) offsetof(PyHeapTypeObject, as_number.member)
#define SEQ(member) offsetof(PyHeapTypeObject, as_sequence.member)
#define MAP(member) offsetof(PyHeapTypeObject, as_mapping.member)
#define ASY(member) offsetof(PyHeapTypeObject, as_async.member)
#define BUF(member) offsetof(PyHeapTypeObject, as_buffer.member)

static const short offsets[] = {
    [Py_bf_getbuffer] = BUF(bf_getbuffer),
    [Py_bf_releasebuffer] = BUF(bf_releasebuffer),
    [Py_mp_ass_subscript] = MAP(mp_ass_subscript),
    [Py_mp_length] = MAP(mp_length),
    [Py_mp_subscript] = MAP(mp_subscript),
    [Py_nb_absolute] = NUM(nb_absolute),
    [Py_nb_add] = NUM(nb_add),
    [Py_nb_and] = NUM(nb_and),
    [Py_nb_bool] = NUM(nb_bool),
    [Py_nb_divmod] = NUM(nb_divmod),
    [Py_nb_float] = NUM(nb_float),
    [Py_nb_floor_divide] = NUM(nb_floor_divide),
    [Py_nb_index] = NUM(nb_index),
    [Py_nb_inplace_add] = NUM(nb_inplace_add),
    [Py_nb_inplace_and] = NUM(nb_inplace_and),
    [Py_nb_inplace_floor_divide] = NUM(nb_inplace_floor_divide),
    [Py_nb_inplace_lshift] = NUM(nb_inplace_lshift),
    [Py_nb_inplace_multiply] = NUM(nb_inplace_multiply),
    [Py_nb_inplace_or] = NUM(nb_inplace_or),
    [Py_nb_inplace_power] = NUM(nb_inplace_power),
    [Py_nb_inplace_remainder] = NUM(nb_inplace_remainder),
    [Py_nb_inplace_rshift] = NUM(nb_inplace_rshift),
    [Py_nb_inplace_subtract] = NUM(nb_inplace_subtract),
    [Py_nb_inplace_true_divide] = NUM(nb_inplace_true_divide),
    [Py_nb_inplace_xor] = NUM(nb_inplace_xor),
    [Py_nb_int] = NUM(nb_int),
    [Py_nb_invert] = NUM(nb_invert),
    [Py_nb_lshift] = NUM(nb_lshift),
    [Py_nb_multiply] = NUM(nb_multiply),
    [Py_nb_negative] = NUM(nb_negative),
    [Py_nb_or] = NUM(nb_or),
    [Py_nb_positive] = NUM(nb_positive),
    [Py_nb_power] = NUM(nb_power),
    [Py_nb_remainder] = NUM(nb_remainder),
    [Py_nb_rshift] = NUM(nb_rshift),
    [Py_nb_subtract] = NUM(nb_subtract),
    [Py_nb_true_divide] = NUM(nb_true_divide),
    [Py_nb_xor] = NUM(nb_xor),
    [Py_sq_ass_item] = SEQ(sq_ass_item),
    [Py_sq_concat] = SEQ(sq_concat),
    [Py_sq_contains] = SEQ(sq_contains),
    [Py_sq_inplace_concat] = SEQ(sq_inplace_concat),
    [Py_sq_inplace_repeat] = SEQ(sq_inplace_repeat),
    [Py_sq_item] = SEQ(sq_item),
    [Py_sq_length] = SEQ(sq_length),
    [Py_sq_repeat] = SEQ(sq_repeat),
    [Py_tp_alloc] = TYPE(tp_alloc),
    [Py_tp_base] = TYPE(tp_base),
    [Py_tp_bases] = TYPE(tp_bases),
    [Py_tp_call] = TYPE(tp_call),
    [Py_tp_clear] = TYPE(tp_clear),
    [Py_tp_dealloc] = TYPE(tp_dealloc),
    [Py_tp_del] = TYPE(tp_del),
    [Py_tp_descr_get] = TYPE(tp_descr_get),
    [Py_tp_descr_set] = TYPE(tp_descr_set),
    [Py_tp_doc] = TYPE(tp_doc),
    [Py_tp_getattr] = TYPE(tp_getattr),
    [Py_tp_getattro] = TYPE(tp_getattro),
    [Py_tp_hash] = TYPE(tp_hash),
    [Py_tp_init] = TYPE(tp_init),
    [Py_tp_is_gc] = TYPE(tp_is_gc),
    [Py_tp_iter] = TYPE(tp_iter),
    [Py_tp_iternext] = TYPE(tp_iternext),
    [Py_tp_methods] = TYPE(tp_methods),
    [Py_tp_new] = TYPE(tp_new),
    [Py_tp_repr] = TYPE(tp_repr),
    [Py_tp_richcompare] = TYPE(tp_richcompare),
    [Py_tp_setattr] = TYPE(tp_setattr),
    [Py_tp_setattro] = TYPE(tp_setattro),
    [Py_tp_str] = TYPE(tp_str),
    [Py_tp_traverse] = TYPE(tp_traverse),
    [Py_tp_members] = TYPE(tp_members),
    [Py_tp_getset] = TYPE(tp_getset),
    [Py_tp_free] = TYPE(tp_free),
    [Py_nb_matrix_multiply] = NUM(nb_matrix_multiply),
    [Py_nb_inplace_matrix_multiply] = NUM(nb_inplace_matrix_multiply),
    [Py_am_await] = ASY(am_await),
    [Py_am_aiter] = ASY(am_aiter),
    [Py_am_anext] = ASY(am_anext),
    [Py_tp_finalize] = TYPE(tp_finalize),
    [Py_am_send] = ASY(am_send),
};
enum { SLOTS = sizeof(offsets) / sizeof(offsets[0]) };

/* ---- special members ---------------------------------------------------------------------------------------------- */

typedef struct {
    PyMemberDef *members;
    Py_ssize_t count;
    Py_ssize_t dict_offset, weaklist_offset, vectorcall_offset;
    const char *doc;
    PyTypeObject *base;
    PyObject *bases; /* borrowed */
} spec_facts;

static void read_members(PyMemberDef *members, spec_facts *facts) {
    facts->members = members;
    for (PyMemberDef *member = members; member != NULL && member->name != NULL; member++) {
        facts->count++;
        if (strcmp(member->name, "__weaklistoffset__") == 0) {
            facts->weaklist_offset = member->offset;
        } else if (strcmp(member->name, "__dictoffset__") == 0) {
            facts->dict_offset = member->offset;
        } else if (strcmp(member->name, "__vectorcalloffset__") == 0) {
            facts->vectorcall_offset = member->offset;
        }
    }
}

static int read_spec(PyType_Spec *spec, spec_facts *facts) {
    for (PyType_Slot *slot = spec->slots; slot->slot != 0; slot++) {
        if (slot->slot < 0 || slot->slot >= SLOTS) {
            PyErr_SetString(PyExc_RuntimeError, "invalid slot offset");
            return -1;
        }
        switch (slot->slot) {
        case Py_tp_members:
            if (facts->count != 0) {
                PyErr_SetString(PyExc_SystemError,
                                "Multiple Py_tp_members slots are not supported.");
                return -1;
            }
            read_members(slot->pfunc, facts);
            break;
        case Py_tp_doc:
            facts->doc = slot->pfunc;
            break;
        case Py_tp_base:
            facts->base = slot->pfunc;
            break;
        case Py_tp_bases:
            facts->bases = slot->pfunc;
            break;
        }
    }
    return 0;
}

/* ---- bases and metaclass ---------------------------------------------------------------------------------------------- */

/* new */
static PyObject *bases_of(PyObject *given, spec_facts *facts) {
    if (given == NULL) {
        if (facts->bases != NULL) {
            return Py_NewRef(facts->bases);
        }
        return PyTuple_Pack(1, facts->base != NULL ? facts->base : &PyBaseObject_Type);
    }
    return PyTuple_Check(given) ? Py_NewRef(given) : PyTuple_Pack(1, given);
}

static PyTypeObject *metatype_of(PyTypeObject *given, PyObject *bases) {
    PyTypeObject *metatype =
        _PyType_CalculateMetaclass(given != NULL ? given : &PyType_Type, bases);
    if (metatype == NULL) {
        return NULL;
    }
    if (!PyType_Check(metatype)) {
        PyErr_Format(PyExc_TypeError, "Metaclass '%R' is not a subclass of 'type'.", metatype);
        return NULL;
    }
#if PYI_312
    if (metatype->tp_new != PyType_Type.tp_new) {
#  if PYI_313
        if (given != NULL) {
            PyErr_SetString(PyExc_TypeError, "Metaclasses with custom tp_new are not supported.");
            return NULL;
        }
#  endif
        if (PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                             "Type uses PyType_Spec with a metaclass that has custom tp_new. This is "
                             "deprecated and will no longer be allowed in Python 3.14.") < 0) {
            return NULL;
        }
    }
#endif
    return metatype;
}

/* ---- making it -------------------------------------------------------------------------------------------------------- */

static char *copy_text(const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = PyMem_Malloc(size);
    if (copy == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    return memcpy(copy, text, size);
}

static int set_names(PyHeapTypeObject *heap, PyType_Spec *spec, spec_facts *facts) {
    const char *dot = strrchr(spec->name, '.');
    heap->ht_name = PyUnicode_FromString(dot == NULL ? spec->name : dot + 1);
    heap->ht_qualname = Py_XNewRef(heap->ht_name);
    heap->_ht_tpname = heap->ht_name == NULL ? NULL : copy_text(spec->name);
    heap->ht_type.tp_name = heap->_ht_tpname;
    if (heap->_ht_tpname == NULL) {
        return -1;
    }
    if (facts->doc != NULL) {
        heap->ht_type.tp_doc = copy_text(facts->doc);
        return heap->ht_type.tp_doc == NULL ? -1 : 0;
    }
    return 0;
}

/* The room of the instance: the spec's size may be relative to the base's (PEP 697). */
static int set_size(PyTypeObject *type, PyType_Spec *spec, Py_ssize_t *data_start) {
    PyTypeObject *base = type->tp_base;
    Py_ssize_t size = spec->basicsize, aligned = (base->tp_basicsize + 15) & ~(Py_ssize_t)15;
    *data_start = 0;
    if (size < 0) {
        *data_start = aligned;
        size = aligned + ((-size + 15) & ~(Py_ssize_t)15);
    } else if (size == 0) {
        size = base->tp_basicsize;
    } else if (size < base->tp_basicsize) {
        PyErr_Format(PyExc_TypeError,
                     "tp_basicsize for type '%s' (%zd) is too small for base '%s' (%zd)", spec->name,
                     size, base->tp_name, base->tp_basicsize);
        return -1;
    }
    type->tp_basicsize = size;
    type->tp_itemsize = spec->itemsize != 0 ? spec->itemsize : base->tp_itemsize;
    return 0;
}

static void set_members(PyTypeObject *type, spec_facts *facts, Py_ssize_t data_start) {
    PyMemberDef *members = pyi_heap_members(type);
    if (facts->count > 0) {
        memcpy(members, facts->members, (size_t)facts->count * sizeof(PyMemberDef));
    }
#if PYI_312
    for (Py_ssize_t i = 0; i < facts->count; i++) {
        if (members[i].flags & Py_RELATIVE_OFFSET) {
            members[i].flags &= ~Py_RELATIVE_OFFSET;
            members[i].offset += data_start;
        }
    }
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        type->tp_dictoffset = -1;
    }
    if (type->tp_flags & Py_TPFLAGS_MANAGED_WEAKREF) {
        type->tp_weaklistoffset = MANAGED_WEAKREF_OFFSET;
    }
#endif
    type->tp_members = members;
    if (facts->dict_offset != 0) {
        type->tp_dictoffset = facts->dict_offset + data_start;
    }
    if (facts->weaklist_offset != 0) {
        type->tp_weaklistoffset = facts->weaklist_offset + data_start;
    }
    if (facts->vectorcall_offset != 0) {
        type->tp_vectorcall_offset = facts->vectorcall_offset + data_start;
    }
}

static void set_slots(PyTypeObject *type, PyType_Spec *spec) {
    for (PyType_Slot *slot = spec->slots; slot->slot != 0; slot++) {
        switch (slot->slot) {
        case Py_tp_base:
        case Py_tp_bases:
        case Py_tp_doc:
        case Py_tp_members:
            break;
        default:
            *(void **)((char *)type + offsets[slot->slot]) = slot->pfunc;
        }
    }
    if (type->tp_dealloc == NULL) {
        type->tp_dealloc = pyi_subtype_dealloc;
    }
    if ((type->tp_flags & Py_TPFLAGS_HAVE_GC) && type->tp_traverse == NULL) {
        type->tp_traverse = pyi_subtype_traverse; /* PyType_Ready checks that there is one */
        type->tp_clear = type->tp_clear == NULL ? pyi_subtype_clear : type->tp_clear;
    }
}

/* `__module__` from the part of the name before its last dot. */
static int set_module_name(PyTypeObject *type, const char *name) {
    int known = PyDict_Contains(type->tp_dict, PYI_NAME("__module__"));
    const char *dot = strrchr(name, '.');
    if (known != 0) {
        return known < 0 ? -1 : 0;
    }
    if (dot == NULL) {
        return PyErr_WarnFormat(PyExc_DeprecationWarning, 1,
                                "builtin type %.200s has no __module__ attribute", name);
    }
    PyObject *module = PyUnicode_FromStringAndSize(name, dot - name);
    int status =
        module == NULL ? -1 : PyDict_SetItem(type->tp_dict, PYI_NAME("__module__"), module);
    Py_XDECREF(module);
    return status;
}

static PyTypeObject *make(PyTypeObject *metatype, PyObject *module, PyType_Spec *spec, PyObject *bases,
                          spec_facts *facts) {
    PyTypeObject *base = pyi_type_best_base(bases);
    PyTypeObject *type =
        base == NULL ? NULL : (PyTypeObject *)metatype->tp_alloc(metatype, facts->count);
    if (type == NULL) {
        return NULL;
    }
    PyHeapTypeObject *heap = (PyHeapTypeObject *)type;
    type->tp_flags = spec->flags | Py_TPFLAGS_HEAPTYPE;
    type->tp_as_async = &heap->as_async;
    type->tp_as_number = &heap->as_number;
    type->tp_as_sequence = &heap->as_sequence;
    type->tp_as_mapping = &heap->as_mapping;
    type->tp_as_buffer = &heap->as_buffer;
    type->tp_base = (PyTypeObject *)Py_NewRef(base);
    type->tp_bases = Py_NewRef(bases);
    heap->ht_module = Py_XNewRef(module);
    Py_ssize_t data_start;
    if (set_names(heap, spec, facts) < 0 || set_size(type, spec, &data_start) < 0) {
        Py_DECREF(type);
        return NULL;
    }
    set_members(type, facts, data_start);
    set_slots(type, spec);
    if (PyType_Ready(type) < 0 || set_module_name(type, spec->name) < 0) {
        Py_DECREF(type);
        return NULL;
    }
    return type;
}

static PyObject *from_spec(PyTypeObject *given_metatype, PyObject *module, PyType_Spec *spec,
                           PyObject *given_bases) {
    spec_facts facts = {0};
    if (read_spec(spec, &facts) < 0) {
        return NULL;
    }
    PyObject *bases = bases_of(given_bases, &facts);
    if (bases != NULL && !PyTuple_Check(bases)) {
        PyErr_SetString(PyExc_SystemError, "Py_tp_bases is not a tuple");
        Py_CLEAR(bases);
    }
    PyTypeObject *metatype = bases == NULL ? NULL : metatype_of(given_metatype, bases);
    PyTypeObject *type = metatype == NULL ? NULL : make(metatype, module, spec, bases, &facts);
    Py_XDECREF(bases);
    return (PyObject *)type;
}

/* ---- public functions ---------------------------------------------------------------------------------------------------- */

#if PYI_312
PyObject *PyType_FromMetaclass(PyTypeObject *metatype, PyObject *module, PyType_Spec *spec,
                               PyObject *bases) {
    return from_spec(metatype, module, spec, bases);
}
#endif
PyObject *PyType_FromModuleAndSpec(PyObject *module, PyType_Spec *spec, PyObject *bases) {
    return from_spec(NULL, module, spec, bases);
}
PyObject *PyType_FromSpecWithBases(PyType_Spec *spec, PyObject *bases) {
    return from_spec(NULL, NULL, spec, bases);
}
PyObject *PyType_FromSpec(PyType_Spec *spec) { return from_spec(NULL, NULL, spec, NULL); }

void *PyType_GetSlot(PyTypeObject *type, int slot) {
    if (slot <= 0 || slot >= SLOTS) {
        PyErr_BadInternalCall();
        return NULL;
    }
    size_t offset = (size_t)offsets[slot];
    if (offset < offsetof(PyHeapTypeObject, as_async)) {
        return *(void **)((char *)type + offset);
    }
    struct {
        size_t start;
        void *table;
    } tables[] = {
        {offsetof(PyHeapTypeObject, as_buffer), type->tp_as_buffer},
        {offsetof(PyHeapTypeObject, as_sequence), type->tp_as_sequence},
        {offsetof(PyHeapTypeObject, as_mapping), type->tp_as_mapping},
        {offsetof(PyHeapTypeObject, as_number), type->tp_as_number},
        {offsetof(PyHeapTypeObject, as_async), type->tp_as_async},
    };
    int i = 0;
    while (offset < tables[i].start) {
        i++;
    }
    return tables[i].table == NULL ? NULL : *(void **)((char *)tables[i].table + offset - tables[i].start);
}

PyObject *PyType_GetModule(PyTypeObject *type) {
    PyHeapTypeObject *heap = (PyHeapTypeObject *)type;
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        PyErr_Format(PyExc_TypeError, "PyType_GetModule: Type '%s' is not a heap type", type->tp_name);
        return NULL;
    }
    if (heap->ht_module == NULL) {
        PyErr_Format(PyExc_TypeError, "PyType_GetModule: Type '%s' has no associated module",
                     type->tp_name);
    }
    return heap->ht_module;
}

void *PyType_GetModuleState(PyTypeObject *type) {
    PyObject *module = PyType_GetModule(type);
    return module == NULL ? NULL : PyModule_GetState(module);
}

#if PYI_312
void *PyObject_GetTypeData(PyObject *op, PyTypeObject *type) {
    return (char *)op + ((type->tp_base->tp_basicsize + 15) & ~(Py_ssize_t)15);
}
Py_ssize_t PyType_GetTypeDataSize(PyTypeObject *type) {
    Py_ssize_t size = type->tp_basicsize - ((type->tp_base->tp_basicsize + 15) & ~(Py_ssize_t)15);
    return size < 0 ? 0 : size;
}
void *PyObject_GetItemData(PyObject *op) {
    if (!PyType_HasFeature(Py_TYPE(op), Py_TPFLAGS_ITEMS_AT_END)) {
        PyErr_Format(PyExc_TypeError, "type '%s' does not have Py_TPFLAGS_ITEMS_AT_END",
                     Py_TYPE(op)->tp_name);
        return NULL;
    }
    return (char *)op + Py_TYPE(op)->tp_basicsize;
}
#endif
