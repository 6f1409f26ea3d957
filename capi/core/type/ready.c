/* SPDX-License-Identifier: Apache-2.0 */
/* ready: a static type becomes usable: PyType_Ready, and what a type inherits from its bases.
 *
 * The dicts of types that are linked in are made when somebody looks into them, so that starting costs only slots.
 */
#include "type.h"

#include "descr.h"
#include "members.h"
#include "pyi_no_memory.h"

/* A row is NULL for a type that the program cannot get at (aot_build/link/trim). */
extern PyTypeObject *const __start_pyi_types[] __attribute__((weak));
extern PyTypeObject *const __stop_pyi_types[] __attribute__((weak));

static bool is_linked(PyTypeObject *type) {
    for (PyTypeObject *const *row = __start_pyi_types; row < __stop_pyi_types; row++) {
        if (*row == type) {
            return true;
        }
    }
    return false;
}

/* ---- inheritance of slots --------------------------------------------------------------------------------- */

/* A slot is taken from the first base that defines it itself rather than inherits it. */
#define DEFINES(base, slot) ((base)->slot != NULL && ((base)->tp_base == NULL ||                   \
                                                      (base)->slot != (base)->tp_base->slot))
#define TAKE(slot)                                                                                 \
    if (type->slot == NULL && DEFINES(base, slot)) {                                               \
        type->slot = base->slot;                                                                   \
    }

#define DEFINES_IN(base, table, slot)                                                              \
    ((base)->table != NULL && (base)->table->slot != NULL &&                                       \
     ((base)->tp_base == NULL || (base)->tp_base->table == NULL ||                                 \
      (base)->table->slot != (base)->tp_base->table->slot))
#define TAKE_IN(table, slot)                                                                       \
    if (type->table->slot == NULL && DEFINES_IN(base, table, slot)) {                              \
        type->table->slot = base->table->slot;                                                     \
    }

static void inherit_number(PyTypeObject *type, PyTypeObject *base) {
    if (type->tp_as_number == NULL || base->tp_as_number == NULL ||
        type->tp_as_number == base->tp_as_number) {
        return;
    }
    TAKE_IN(tp_as_number, nb_add)
    TAKE_IN(tp_as_number, nb_subtract)
    TAKE_IN(tp_as_number, nb_multiply)
    TAKE_IN(tp_as_number, nb_remainder)
    TAKE_IN(tp_as_number, nb_divmod)
    TAKE_IN(tp_as_number, nb_power)
    TAKE_IN(tp_as_number, nb_negative)
    TAKE_IN(tp_as_number, nb_positive)
    TAKE_IN(tp_as_number, nb_absolute)
    TAKE_IN(tp_as_number, nb_bool)
    TAKE_IN(tp_as_number, nb_invert)
    TAKE_IN(tp_as_number, nb_lshift)
    TAKE_IN(tp_as_number, nb_rshift)
    TAKE_IN(tp_as_number, nb_and)
    TAKE_IN(tp_as_number, nb_xor)
    TAKE_IN(tp_as_number, nb_or)
    TAKE_IN(tp_as_number, nb_int)
    TAKE_IN(tp_as_number, nb_float)
    TAKE_IN(tp_as_number, nb_inplace_add)
    TAKE_IN(tp_as_number, nb_inplace_subtract)
    TAKE_IN(tp_as_number, nb_inplace_multiply)
    TAKE_IN(tp_as_number, nb_inplace_remainder)
    TAKE_IN(tp_as_number, nb_inplace_power)
    TAKE_IN(tp_as_number, nb_inplace_lshift)
    TAKE_IN(tp_as_number, nb_inplace_rshift)
    TAKE_IN(tp_as_number, nb_inplace_and)
    TAKE_IN(tp_as_number, nb_inplace_xor)
    TAKE_IN(tp_as_number, nb_inplace_or)
    TAKE_IN(tp_as_number, nb_true_divide)
    TAKE_IN(tp_as_number, nb_floor_divide)
    TAKE_IN(tp_as_number, nb_inplace_true_divide)
    TAKE_IN(tp_as_number, nb_inplace_floor_divide)
    TAKE_IN(tp_as_number, nb_index)
    TAKE_IN(tp_as_number, nb_matrix_multiply)
    TAKE_IN(tp_as_number, nb_inplace_matrix_multiply)
}

static void inherit_containers(PyTypeObject *type, PyTypeObject *base) {
    if (type->tp_as_sequence != NULL && base->tp_as_sequence != NULL) {
        TAKE_IN(tp_as_sequence, sq_length)
        TAKE_IN(tp_as_sequence, sq_concat)
        TAKE_IN(tp_as_sequence, sq_repeat)
        TAKE_IN(tp_as_sequence, sq_item)
        TAKE_IN(tp_as_sequence, sq_ass_item)
        TAKE_IN(tp_as_sequence, sq_contains)
        TAKE_IN(tp_as_sequence, sq_inplace_concat)
        TAKE_IN(tp_as_sequence, sq_inplace_repeat)
    }
    if (type->tp_as_mapping != NULL && base->tp_as_mapping != NULL) {
        TAKE_IN(tp_as_mapping, mp_length)
        TAKE_IN(tp_as_mapping, mp_subscript)
        TAKE_IN(tp_as_mapping, mp_ass_subscript)
    }
    if (type->tp_as_buffer != NULL && base->tp_as_buffer != NULL) {
        TAKE_IN(tp_as_buffer, bf_getbuffer)
        TAKE_IN(tp_as_buffer, bf_releasebuffer)
    }
    if (type->tp_as_async != NULL && base->tp_as_async != NULL) {
        TAKE_IN(tp_as_async, am_await)
        TAKE_IN(tp_as_async, am_aiter)
        TAKE_IN(tp_as_async, am_anext)
        TAKE_IN(tp_as_async, am_send)
    }
}

/* Whether the type's own dict says how it compares or hashes; then both slots are its own affair. */
static bool overrides_hash(PyTypeObject *type) {
    PyObject *dict = type->tp_dict;
    if (dict == NULL) {
        return false;
    }
    return PyDict_Contains(dict, PYI_NAME("__eq__")) > 0 ||
           PyDict_Contains(dict, PYI_NAME("__hash__")) > 0;
}

static void inherit_calls(PyTypeObject *type, PyTypeObject *base) {
    if (type->tp_getattr == NULL && type->tp_getattro == NULL) {
        type->tp_getattr = base->tp_getattr;
        type->tp_getattro = base->tp_getattro;
    }
    if (type->tp_setattr == NULL && type->tp_setattro == NULL) {
        type->tp_setattr = base->tp_setattr;
        type->tp_setattro = base->tp_setattro;
    }
    if (type->tp_vectorcall_offset == 0) {
        type->tp_vectorcall_offset = base->tp_vectorcall_offset;
    }
    /* A class that may get a __call__ later must not skip it. */
    if (type->tp_call == NULL && (base->tp_flags & Py_TPFLAGS_HAVE_VECTORCALL) &&
        (PYI_312 || (type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE))) {
        type->tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
    }
    TAKE(tp_call)
    TAKE(tp_str)
    TAKE(tp_repr)
    if (type->tp_richcompare == NULL && type->tp_hash == NULL && !overrides_hash(type)) {
        type->tp_richcompare = base->tp_richcompare;
        type->tp_hash = base->tp_hash;
    }
}

static void inherit_life(PyTypeObject *type, PyTypeObject *base) {
    TAKE(tp_dealloc)
    TAKE(tp_alloc)
    TAKE(tp_init)
    if (type->tp_free == NULL && DEFINES(base, tp_free)) {
        bool collected = PyType_IS_GC(type);
        if (collected == (bool)PyType_IS_GC(base)) {
            type->tp_free = base->tp_free;
        } else if (collected && base->tp_free == PyObject_Free) {
            type->tp_free = PyObject_GC_Del;
        }
    }
    TAKE(tp_finalize)
    TAKE(tp_is_gc)
}

static void inherit_slots(PyTypeObject *type, PyTypeObject *base) {
    inherit_number(type, base);
    inherit_containers(type, base);
    if (base->tp_base != NULL || base == &PyBaseObject_Type) {
        inherit_calls(type, base);
    }
    TAKE(tp_iter)
    TAKE(tp_iternext)
    if (type->tp_descr_get == NULL && DEFINES(base, tp_descr_get)) {
        type->tp_descr_get = base->tp_descr_get;
        if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || (type->tp_flags & Py_TPFLAGS_IMMUTABLETYPE)) {
            type->tp_flags |= base->tp_flags & Py_TPFLAGS_METHOD_DESCRIPTOR;
        }
    }
    TAKE(tp_descr_set)
    inherit_life(type, base);
}

#define INHERITED_FLAGS                                                                            \
    (Py_TPFLAGS_BASE_EXC_SUBCLASS | Py_TPFLAGS_TYPE_SUBCLASS | Py_TPFLAGS_LONG_SUBCLASS |          \
     Py_TPFLAGS_BYTES_SUBCLASS | Py_TPFLAGS_UNICODE_SUBCLASS | Py_TPFLAGS_TUPLE_SUBCLASS |         \
     Py_TPFLAGS_LIST_SUBCLASS | Py_TPFLAGS_DICT_SUBCLASS | _Py_TPFLAGS_MATCH_SELF)

/* What comes from the one base whose layout it extends: sizes, offsets, flags, tp_new. */
void pyi_type_inherit_special(PyTypeObject *type, PyTypeObject *base) {
    if (!(type->tp_flags & Py_TPFLAGS_HAVE_GC) && (base->tp_flags & Py_TPFLAGS_HAVE_GC) &&
        type->tp_traverse == NULL && type->tp_clear == NULL) {
        type->tp_flags |= Py_TPFLAGS_HAVE_GC;
        type->tp_traverse = base->tp_traverse;
        type->tp_clear = base->tp_clear;
    }
    type->tp_basicsize = type->tp_basicsize == 0 ? base->tp_basicsize : type->tp_basicsize;
    type->tp_itemsize = type->tp_itemsize == 0 ? base->tp_itemsize : type->tp_itemsize;
    if (type->tp_weaklistoffset == 0) {
        type->tp_weaklistoffset = base->tp_weaklistoffset;
    }
    if (type->tp_dictoffset == 0) {
        type->tp_dictoffset = base->tp_dictoffset;
    }
    type->tp_flags |= base->tp_flags & (INHERITED_FLAGS | Py_TPFLAGS_MANAGED_DICT);
#if PYI_312
    type->tp_flags |= base->tp_flags & (Py_TPFLAGS_MANAGED_WEAKREF | Py_TPFLAGS_ITEMS_AT_END);
#endif
}

/* Sequences and mappings as `match` sees them: one of the two at most. */
static void inherit_collection_flags(PyTypeObject *type, PyTypeObject *base) {
    unsigned long both = Py_TPFLAGS_SEQUENCE | Py_TPFLAGS_MAPPING;
    if (!(type->tp_flags & both)) {
        type->tp_flags |= base->tp_flags & both;
    }
}

void pyi_type_inherit(PyTypeObject *type) {
    PyObject *mro = type->tp_mro;
    for (Py_ssize_t i = 1; i < PyTuple_GET_SIZE(mro); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(mro, i);
        inherit_slots(type, base);
        inherit_collection_flags(type, base);
    }
}

/* A static type without tables of its own uses its base's. */
static void share_tables(PyTypeObject *type, PyTypeObject *base) {
    type->tp_as_async = type->tp_as_async == NULL ? base->tp_as_async : type->tp_as_async;
    type->tp_as_number = type->tp_as_number == NULL ? base->tp_as_number : type->tp_as_number;
    type->tp_as_sequence = type->tp_as_sequence == NULL ? base->tp_as_sequence : type->tp_as_sequence;
    type->tp_as_mapping = type->tp_as_mapping == NULL ? base->tp_as_mapping : type->tp_as_mapping;
    type->tp_as_buffer = type->tp_as_buffer == NULL ? base->tp_as_buffer : type->tp_as_buffer;
}

/* ---- the dict -------------------------------------------------------------------------------------------------- */

/* steals value */
static int add(PyTypeObject *type, PyObject *name, PyObject *value, bool replace) {
    if (value == NULL) {
        return -1;
    }
    int status = 0;
    if (replace) {
        status = PyDict_SetItem(type->tp_dict, name, value);
    } else if (PyDict_SetDefault(type->tp_dict, name, value) == NULL) {
        status = -1;
    }
    Py_DECREF(value);
    return status;
}

static PyObject *method_descr(PyTypeObject *type, PyMethodDef *method) {
    if (method->ml_flags & METH_CLASS) {
        return PyDescr_NewClassMethod(type, method);
    }
    if (!(method->ml_flags & METH_STATIC)) {
        return PyDescr_NewMethod(type, method);
    }
    PyObject *function = PyCFunction_NewEx(method, (PyObject *)type, NULL);
    PyObject *result = function == NULL ? NULL : PyStaticMethod_New(function);
    Py_XDECREF(function);
    return result;
}

static int add_methods(PyTypeObject *type) {
    for (PyMethodDef *method = type->tp_methods; method && method->ml_name; method++) {
        if (method->ml_meth == NULL) {
            continue; /* its name does not occur in the program */
        }
        PyObject *descr = method_descr(type, method);
        PyObject *name = PyUnicode_InternFromString(method->ml_name);
        /* a special method that was already added for a slot stays, unless METH_COEXIST */
        int status = name == NULL ? -1 : add(type, name, descr, method->ml_flags & METH_COEXIST);
        Py_XDECREF(name);
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

static int add_named(PyTypeObject *type, const char *text, PyObject *value) {
    PyObject *name = PyUnicode_InternFromString(text);
    int status = name == NULL ? -1 : add(type, name, value, false);
    Py_XDECREF(name);
    return status;
}

static int add_members(PyTypeObject *type) {
    for (PyMemberDef *member = type->tp_members; member && member->name; member++) {
        if (add_named(type, member->name, PyDescr_NewMember(type, member)) < 0) {
            return -1;
        }
    }
    for (PyGetSetDef *getset = type->tp_getset; getset && getset->name; getset++) {
        if (getset->get == NULL && getset->set == NULL) {
            continue; /* as above */
        }
        if (add_named(type, getset->name, PyDescr_NewGetSet(type, getset)) < 0) {
            return -1;
        }
    }
    return 0;
}

static int add_doc(PyTypeObject *type) {
    if (PyDict_Contains(type->tp_dict, PYI_NAME("__doc__"))) {
        return 0;
    }
    if (type->tp_doc == NULL) {
        return PyDict_SetItem(type->tp_dict, PYI_NAME("__doc__"), Py_None);
    }
    const char *text = pyi_doc_text(type->tp_name, type->tp_doc);
    return add(type, PYI_NAME("__doc__"), PyUnicode_FromString(text), true);
}

/* A type that compares and does not say how it hashes does not hash. */
static int add_hash(PyTypeObject *type) {
    if (type->tp_hash != PyObject_HashNotImplemented || type->tp_base == NULL ||
        type->tp_base->tp_hash == PyObject_HashNotImplemented) {
        return 0;
    }
    return PyDict_SetDefault(type->tp_dict, PYI_NAME("__hash__"), Py_None) == NULL ? -1 : 0;
}

static int add_everything(PyTypeObject *type, const pyi_slot_set *own) {
    return pyi_type_add_slot_wrappers(type, own) == 0 && add_methods(type) == 0 &&
                   add_members(type) == 0 && add_doc(type) == 0
               ? 0
               : -1;
}

/* The slots that the static type had before it inherited others, of the types that are linked in. */
static pyi_slot_set *own_slots;

int pyi_type_fill_dict(PyTypeObject *type) {
    PyTypeObject *const *row = __start_pyi_types;
    while (row < __stop_pyi_types && *row != type) {
        row++;
    }
    if (row == __stop_pyi_types) {
        PyErr_Format(PyExc_SystemError, "type '%s' has lost its dict", type->tp_name);
        return -1;
    }
    type->tp_dict = PyDict_New();
    if (type->tp_dict == NULL) {
        return -1;
    }
    if (add_everything(type, &own_slots[row - __start_pyi_types]) < 0 || add_hash(type) < 0) {
        Py_CLEAR(type->tp_dict);
        return -1;
    }
    return 0;
}

/* ---- PyType_Ready ------------------------------------------------------------------------------------------------ */

static int ready(PyTypeObject *type, bool with_dict);

static int set_bases(PyTypeObject *type) {
    if (type->tp_base == NULL && type != &PyBaseObject_Type) {
        type->tp_base = &PyBaseObject_Type;
    }
    PyTypeObject *base = type->tp_base;
    /* A base that is being made has called code in Python, its mro() */
    if (base != NULL && !(base->tp_flags & (Py_TPFLAGS_READY | Py_TPFLAGS_READYING)) &&
        ready(base, own_slots == NULL || !is_linked(base)) < 0) {
        return -1;
    }
    if (Py_TYPE(type) == NULL) {
        Py_SET_TYPE(type, Py_TYPE(base));
    }
    if (type->tp_bases == NULL) {
        type->tp_bases = base == NULL ? PyTuple_New(0) : PyTuple_Pack(1, base);
    }
    return type->tp_bases == NULL ? -1 : 0;
}

static void set_new(PyTypeObject *type) {
    PyTypeObject *base = type->tp_base;
    if (type->tp_flags & Py_TPFLAGS_DISALLOW_INSTANTIATION) {
        type->tp_new = NULL;
    } else if (type->tp_new == NULL && base != NULL) {
        if (base == &PyBaseObject_Type && !(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
            type->tp_flags |= Py_TPFLAGS_DISALLOW_INSTANTIATION;
        } else {
            type->tp_new = base->tp_new;
        }
    }
}

static int check_features(PyTypeObject *type) {
#if PYI_312
    if ((type->tp_flags & Py_TPFLAGS_MANAGED_WEAKREF) && type->tp_weaklistoffset == 0) {
        type->tp_weaklistoffset = MANAGED_WEAKREF_OFFSET;
    }
    if ((type->tp_flags & Py_TPFLAGS_MANAGED_DICT) && type->tp_dictoffset == 0) {
        type->tp_dictoffset = -1;
    }
#endif
    if ((type->tp_flags & Py_TPFLAGS_HAVE_GC) && type->tp_traverse == NULL) {
        PyErr_Format(PyExc_SystemError,
                     "type %s has the Py_TPFLAGS_HAVE_GC flag but has no traverse function",
                     type->tp_name);
        return -1;
    }
    return 0;
}

/* everything but the dict */
static int ready_slots(PyTypeObject *type) {
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
    }
    if (set_bases(type) < 0) {
        return -1;
    }
    set_new(type);
    if (pyi_type_set_mro(type) < 0) {
        return -1;
    }
    if (type->tp_base != NULL) {
        pyi_type_inherit_special(type, type->tp_base);
        pyi_type_inherit(type);
        if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
            share_tables(type, type->tp_base);
        }
    }
    if (type->tp_hash == NULL) {
        type->tp_hash = PyObject_HashNotImplemented;
    }
    return check_features(type);
}

static int ready(PyTypeObject *type, bool with_dict) {
    type->tp_flags |= Py_TPFLAGS_READYING;
    int status = set_bases(type);
    if (status == 0 && with_dict) {
        /* before slots are inherited: only a type's own slots become methods in its dict */
        if (type->tp_dict == NULL) { /* an extension may have put things into it already */
            type->tp_dict = PyDict_New();
        }
        pyi_slot_set own = pyi_type_own_slots(type);
        status = type->tp_dict == NULL ? -1 : add_everything(type, &own);
    }
    if (status == 0) {
        status = ready_slots(type);
    }
    type->tp_flags &= ~Py_TPFLAGS_READYING;
    if (status < 0) {
        return -1;
    }
    type->tp_flags |= Py_TPFLAGS_READY;
    if (with_dict && add_hash(type) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; with_dict && i < PyTuple_GET_SIZE(type->tp_bases); i++) {
        PyTypeObject *base = (PyTypeObject *)PyTuple_GET_ITEM(type->tp_bases, i);
        if (pyi_type_add_subclass(base, type) < 0) {
            return -1;
        }
    }
    return 0;
}

int PyType_Ready(PyTypeObject *type) {
    return type->tp_flags & Py_TPFLAGS_READY ? 0 : ready(type, true);
}

/* ---- the types that are linked in --------------------------------------------------------------------------------- */

int pyi_type_each_linked(int (*visit)(PyTypeObject *, void *), void *arg) {
    int status = 0;
    for (PyTypeObject *const *row = __start_pyi_types; row < __stop_pyi_types && status == 0; row++) {
        status = *row == NULL ? 0 : visit(*row, arg);
    }
    return status;
}

void pyi_types_init(void) {
    size_t count = (size_t)(__stop_pyi_types - __start_pyi_types);
    own_slots = PyMem_RawMalloc((count + 1) * sizeof(*own_slots));
    if (own_slots == NULL) {
        pyi_no_memory_to_start();
    }
    for (size_t i = 0; i < count; i++) {
        if (__start_pyi_types[i] != NULL) {
            own_slots[i] = pyi_type_own_slots(__start_pyi_types[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (__start_pyi_types[i] != NULL && !(__start_pyi_types[i]->tp_flags & Py_TPFLAGS_READY) &&
            ready(__start_pyi_types[i], false) < 0) {
            pyi_no_memory_to_start();
        }
    }
}
