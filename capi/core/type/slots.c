/* SPDX-License-Identifier: Apache-2.0 */
/* slots: C slots and special methods, both ways.
 *
 * A static type that defines nb_add gets a `__add__` in its dict (a slot wrapper, wrap_*.h). A class whose dict or
 * bases define `__add__` gets an nb_add that calls it (slot_*.h) or, when that `__add__` is the wrapper of a slot of
 * a base, that very slot.
 * Source     docs.python.org/3/c-api/typeobj.html, "Type Object Structures": the slots and their special methods
 */
#include "type.h"

#include "descr.h"
#include "slot_calls.h"

/* ---- the table ---------------------------------------------------------------------------------------- */

typedef struct {
    struct wrapperbase base; /* name, offset, function (generic), wrapper, doc, flags */
} slot_row;

#define AT(member) offsetof(PyHeapTypeObject, ht_type.member)
#define NUMBER(member) offsetof(PyHeapTypeObject, as_number.member)
#define SEQUENCE(member) offsetof(PyHeapTypeObject, as_sequence.member)
#define MAPPING(member) offsetof(PyHeapTypeObject, as_mapping.member)
#define ASYNC(member) offsetof(PyHeapTypeObject, as_async.member)
#define BUFFER(member) offsetof(PyHeapTypeObject, as_buffer.member)

#define ROW(text, place, generic, wrapper_function, parameters)                                    \
    {{.name = text, .offset = (int)(place), .function = (void *)(generic),                         \
      .wrapper = (wrapperfunc)(void (*)(void))(wrapper_function),                                  \
      .doc = PYI_SIGNATURE(text, parameters)}}
#define KEYWORD_ROW(text, place, generic, wrapper_function, parameters)                            \
    {{.name = text, .offset = (int)(place), .function = (void *)(generic),                         \
      .wrapper = (wrapperfunc)(void (*)(void))(wrapper_function),                                  \
      .doc = PYI_SIGNATURE(text, parameters), .flags = PyWrapperFlag_KEYWORDS}}

#define UNARY_ROW(text, member, generic) ROW(text, NUMBER(member), generic, wrap_unary, "($self, /)")
#define BINARY_ROWS(name, member, generic)                                                         \
    ROW("__" name "__", NUMBER(member), generic, wrap_binary_left, "($self, value, /)"),           \
        ROW("__r" name "__", NUMBER(member), generic, wrap_binary_right, "($self, value, /)")
#define INPLACE_ROW(text, member, generic)                                                         \
    ROW(text, NUMBER(member), generic, wrap_binary, "($self, value, /)")
#define COMPARE_ROW(text, wrapper)                                                                 \
    ROW(text, AT(tp_richcompare), slot_richcompare, wrapper, "($self, value, /)")

/* Rows of one slot stand together: its group. Where two slots share a name, the earlier one gets the method in the
 * dict of a static type that has both. */
static slot_row rows[] = {
    ROW("__getattribute__", AT(tp_getattro), slot_getattr_hook, wrap_binary, "($self, name, /)"),
    ROW("__getattr__", AT(tp_getattro), slot_getattr_hook, NULL, "($self, name, /)"),
    ROW("__setattr__", AT(tp_setattro), slot_setattro, wrap_setattr, "($self, name, value, /)"),
    ROW("__delattr__", AT(tp_setattro), slot_setattro, wrap_delattr, "($self, name, /)"),
    ROW("__repr__", AT(tp_repr), slot_repr, wrap_unary, "($self, /)"),
    ROW("__hash__", AT(tp_hash), slot_hash, wrap_hash, "($self, /)"),
    KEYWORD_ROW("__call__", AT(tp_call), slot_call, wrap_call, "($self, /, *args, **kwargs)"),
    ROW("__str__", AT(tp_str), slot_str, wrap_unary, "($self, /)"),
    COMPARE_ROW("__lt__", wrap_lt),
    COMPARE_ROW("__le__", wrap_le),
    COMPARE_ROW("__eq__", wrap_eq),
    COMPARE_ROW("__ne__", wrap_ne),
    COMPARE_ROW("__gt__", wrap_gt),
    COMPARE_ROW("__ge__", wrap_ge),
    ROW("__iter__", AT(tp_iter), slot_iter, wrap_unary, "($self, /)"),
    ROW("__next__", AT(tp_iternext), slot_iternext, wrap_next, "($self, /)"),
    ROW("__get__", AT(tp_descr_get), slot_descr_get, wrap_descr_get,
        "($self, instance, owner=None, /)"),
    ROW("__set__", AT(tp_descr_set), slot_descr_set, wrap_descr_set, "($self, instance, value, /)"),
    ROW("__delete__", AT(tp_descr_set), slot_descr_set, wrap_descr_delete, "($self, instance, /)"),
    KEYWORD_ROW("__init__", AT(tp_init), slot_init, wrap_init, "($self, /, *args, **kwargs)"),
    ROW("__new__", AT(tp_new), slot_new, NULL, "(type, /, *args, **kwargs)"),
    ROW("__del__", AT(tp_finalize), slot_finalize, wrap_del, "($self, /)"),
#if PYI_312
    ROW("__buffer__", BUFFER(bf_getbuffer), slot_getbuffer, wrap_buffer, "($self, flags, /)"),
    ROW("__release_buffer__", BUFFER(bf_releasebuffer), slot_releasebuffer, wrap_releasebuffer,
        "($self, buffer, /)"),
#endif
    ROW("__await__", ASYNC(am_await), slot_await, wrap_unary, "($self, /)"),
    ROW("__aiter__", ASYNC(am_aiter), slot_aiter, wrap_unary, "($self, /)"),
    ROW("__anext__", ASYNC(am_anext), slot_anext, wrap_unary, "($self, /)"),
    BINARY_ROWS("add", nb_add, slot_add),
    BINARY_ROWS("sub", nb_subtract, slot_sub),
    BINARY_ROWS("mul", nb_multiply, slot_mul),
    BINARY_ROWS("mod", nb_remainder, slot_mod),
    BINARY_ROWS("divmod", nb_divmod, slot_divmod),
    ROW("__pow__", NUMBER(nb_power), slot_pow, wrap_pow, "($self, value, mod=None, /)"),
    ROW("__rpow__", NUMBER(nb_power), slot_pow, wrap_rpow, "($self, value, mod=None, /)"),
    UNARY_ROW("__neg__", nb_negative, slot_neg),
    UNARY_ROW("__pos__", nb_positive, slot_pos),
    UNARY_ROW("__abs__", nb_absolute, slot_abs),
    ROW("__bool__", NUMBER(nb_bool), slot_bool, wrap_inquiry, "($self, /)"),
    UNARY_ROW("__invert__", nb_invert, slot_invert),
    BINARY_ROWS("lshift", nb_lshift, slot_lshift),
    BINARY_ROWS("rshift", nb_rshift, slot_rshift),
    BINARY_ROWS("and", nb_and, slot_and),
    BINARY_ROWS("xor", nb_xor, slot_xor),
    BINARY_ROWS("or", nb_or, slot_or),
    UNARY_ROW("__int__", nb_int, slot_int),
    UNARY_ROW("__float__", nb_float, slot_float),
    INPLACE_ROW("__iadd__", nb_inplace_add, slot_iadd),
    INPLACE_ROW("__isub__", nb_inplace_subtract, slot_isub),
    INPLACE_ROW("__imul__", nb_inplace_multiply, slot_imul),
    INPLACE_ROW("__imod__", nb_inplace_remainder, slot_imod),
    ROW("__ipow__", NUMBER(nb_inplace_power), slot_ipow, wrap_ipow, "($self, value, /)"),
    INPLACE_ROW("__ilshift__", nb_inplace_lshift, slot_ilshift),
    INPLACE_ROW("__irshift__", nb_inplace_rshift, slot_irshift),
    INPLACE_ROW("__iand__", nb_inplace_and, slot_iand),
    INPLACE_ROW("__ixor__", nb_inplace_xor, slot_ixor),
    INPLACE_ROW("__ior__", nb_inplace_or, slot_ior),
    BINARY_ROWS("floordiv", nb_floor_divide, slot_floordiv),
    BINARY_ROWS("truediv", nb_true_divide, slot_truediv),
    INPLACE_ROW("__ifloordiv__", nb_inplace_floor_divide, slot_ifloordiv),
    INPLACE_ROW("__itruediv__", nb_inplace_true_divide, slot_itruediv),
    UNARY_ROW("__index__", nb_index, slot_index),
    BINARY_ROWS("matmul", nb_matrix_multiply, slot_matmul),
    INPLACE_ROW("__imatmul__", nb_inplace_matrix_multiply, slot_imatmul),
    ROW("__len__", MAPPING(mp_length), slot_length, wrap_length, "($self, /)"),
    ROW("__getitem__", MAPPING(mp_subscript), slot_subscript, wrap_binary, "($self, key, /)"),
    ROW("__setitem__", MAPPING(mp_ass_subscript), slot_ass_subscript, wrap_set_item,
        "($self, key, value, /)"),
    ROW("__delitem__", MAPPING(mp_ass_subscript), slot_ass_subscript, wrap_del_item,
        "($self, key, /)"),
    ROW("__len__", SEQUENCE(sq_length), slot_length, wrap_length, "($self, /)"),
    ROW("__add__", SEQUENCE(sq_concat), NULL, wrap_binary, "($self, value, /)"),
    ROW("__mul__", SEQUENCE(sq_repeat), NULL, wrap_index_argument, "($self, value, /)"),
    ROW("__rmul__", SEQUENCE(sq_repeat), NULL, wrap_index_argument, "($self, value, /)"),
    ROW("__getitem__", SEQUENCE(sq_item), slot_item, wrap_sequence_item, "($self, key, /)"),
    ROW("__setitem__", SEQUENCE(sq_ass_item), slot_ass_item, wrap_sequence_set,
        "($self, key, value, /)"),
    ROW("__delitem__", SEQUENCE(sq_ass_item), slot_ass_item, wrap_sequence_del, "($self, key, /)"),
    ROW("__contains__", SEQUENCE(sq_contains), slot_contains, wrap_contains, "($self, key, /)"),
    ROW("__iadd__", SEQUENCE(sq_inplace_concat), NULL, wrap_binary, "($self, value, /)"),
    ROW("__imul__", SEQUENCE(sq_inplace_repeat), NULL, wrap_index_argument, "($self, value, /)"),
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };
_Static_assert(ROWS <= 128, "a pyi_slot_set has 128 bits");

/* The interned name of a row, borrowed. */
static PyObject *row_name(slot_row *row) {
    PyObject **place = &row->base.name_strobj;
    return *place != NULL ? *place : pyi_name_intern(place, row->base.name);
}

/* ---- where a slot is --------------------------------------------------------------------------------------- */

/* The slots of a type are in several structures, which heap types have behind each other. */
typedef struct {
    size_t start, end; /* offsets in a heap type */
    size_t pointer;    /* offset in a type of the pointer to the structure; of the type itself: 0 */
} slot_table;

#define TABLE(member, next)                                                                        \
    {offsetof(PyHeapTypeObject, member), offsetof(PyHeapTypeObject, next),                         \
     offsetof(PyTypeObject, tp_##member)}

static const slot_table tables[] = {
    {0, offsetof(PyHeapTypeObject, as_async), 0},
    TABLE(as_async, as_number),
    TABLE(as_number, as_mapping),
    TABLE(as_mapping, as_sequence),
    TABLE(as_sequence, as_buffer),
    TABLE(as_buffer, ht_name),
};

static const slot_table *table_with(size_t offset) {
    const slot_table *table = tables;
    while (offset >= table->end) {
        table++;
    }
    return table;
}

/* NULL when the type has no structure of that kind */
static char *table_of(PyTypeObject *type, const slot_table *table) {
    return table->pointer == 0 ? (char *)type : *(char **)((char *)type + table->pointer);
}

/* NULL when the type has no structure with it */
static void **slot_place(PyTypeObject *type, int offset) {
    const slot_table *table = table_with((size_t)offset);
    char *slots = table_of(type, table);
    return slots == NULL ? NULL : (void **)(slots + (size_t)offset - table->start);
}

/* ---- from slots to methods ------------------------------------------------------------------------------------ */

/* of a row: the next one that is in another structure */
static int run_end(int first) {
    static uint8_t ends[ROWS];
    if (ends[first] == 0) {
        const slot_table *table = table_with((size_t)rows[first].base.offset);
        int end = first;
        while (end < ROWS && table_with((size_t)rows[end].base.offset) == table) {
            end++;
        }
        ends[first] = (uint8_t)end;
    }
    return ends[first];
}

pyi_slot_set pyi_type_own_slots(PyTypeObject *type) {
    pyi_slot_set own = {{0, 0}};
    for (int first = 0, end; first < ROWS; first = end) {
        const slot_table *table = table_with((size_t)rows[first].base.offset);
        const char *slots = table_of(type, table);
        end = run_end(first);
        for (int i = first; slots != NULL && i < end; i++) {
            if (*(void *const *)(slots + (size_t)rows[i].base.offset - table->start) != NULL) {
                own.bits[i / 64] |= (uint64_t)1 << i % 64;
            }
        }
    }
    return own;
}

static int add_wrapper(PyTypeObject *type, slot_row *row) {
    PyObject *name = row_name(row);
    void *function = *slot_place(type, row->base.offset);
    if (function == (void *)PyObject_HashNotImplemented) {
        return PyDict_SetDefault(type->tp_dict, name, Py_None) == NULL ? -1 : 0;
    }
    int known = PyDict_Contains(type->tp_dict, name);
    if (known != 0) {
        return known < 0 ? -1 : 0;
    }
    PyObject *descr = row->base.offset == (int)AT(tp_new)
                          ? pyi_new_wrapper(type)
                          : PyDescr_NewWrapper(type, &row->base, function);
    int status = descr == NULL ? -1 : PyDict_SetItem(type->tp_dict, name, descr);
    Py_XDECREF(descr);
    return status;
}

int pyi_type_add_slot_wrappers(PyTypeObject *type, const pyi_slot_set *own) {
    for (int i = 0; i < ROWS; i++) {
        bool is_new = rows[i].base.offset == (int)AT(tp_new);
        if (!(own->bits[i / 64] >> i % 64 & 1) || (rows[i].base.wrapper == NULL && !is_new) ||
            (is_new && (type->tp_new == NULL || type->tp_flags & Py_TPFLAGS_DISALLOW_INSTANTIATION))) {
            continue;
        }
        if (add_wrapper(type, &rows[i]) < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- from methods to slots --------------------------------------------------------------------------------------- */

/* What one special method says about its slot. */
typedef struct {
    void *specific;    /* the slot of a base that the method wraps */
    void *generic;     /* the function that calls the method */
    bool use_generic;
} slot_choice;

static bool is_new_of_static_type(PyObject *descr) {
    return PyCFunction_CheckExact(descr) && pyi_is_new_wrapper(descr);
}

/* The slot of the type that a name stands for, when of several with that name just one is used; else NULL. */
static void **only_slot_of_name(PyTypeObject *type, slot_row *row) {
    void **only = NULL;
    for (slot_row *other = rows; other < rows + ROWS; other++) {
        if (row_name(other) != row_name(row)) {
            continue;
        }
        void **place = slot_place(type, other->base.offset);
        if (place == NULL || *place == NULL || place == only) {
            continue;
        }
        if (only != NULL) {
            return NULL;
        }
        only = place;
    }
    return only;
}

/* The type whose slot a method wraps must have the layout that the slot expects. */
static void choose_wrapped(slot_choice *choice, PyTypeObject *type, slot_row *row,
                           PyWrapperDescrObject *descr) {
    bool same = descr->d_base->wrapper == row->base.wrapper &&
                PyType_IsSubtype(type, PyDescr_TYPE(descr));
    if (!same) {
        choice->use_generic = true;
    } else if (choice->specific == NULL || choice->specific == descr->d_wrapped) {
        choice->specific = descr->d_wrapped;
    } else {
        choice->use_generic = true; /* two names of the slot wrap different functions */
    }
}

static void choose(slot_choice *choice, PyTypeObject *type, slot_row *row, PyObject *descr) {
    if (Py_IS_TYPE(descr, &PyWrapperDescr_Type) &&
        strcmp(((PyWrapperDescrObject *)descr)->d_base->name, row->base.name) == 0) {
        void **only = only_slot_of_name(type, row);
        if (only == NULL || only == slot_place(type, row->base.offset)) {
            choice->generic = row->base.function;
        }
        choose_wrapped(choice, type, row, (PyWrapperDescrObject *)descr);
        return;
    }
    if (row->base.offset == (int)AT(tp_new) && is_new_of_static_type(descr)) {
        choice->specific = (void *)type->tp_new; /* inherited from the base it belongs to */
        choice->generic = row->base.function;
        return;
    }
    if (descr == Py_None && row->base.offset == (int)AT(tp_hash)) {
        choice->specific = (void *)PyObject_HashNotImplemented;
        choice->generic = row->base.function;
        return;
    }
    choice->use_generic = true;
    choice->generic = row->base.function;
}

/* Sets one slot of a heap type; the row after its group. */
static slot_row *update_group(PyTypeObject *type, slot_row *row) {
    int offset = row->base.offset;
    void **place = slot_place(type, offset);
    slot_choice choice = {NULL, NULL, false};
    for (; row < rows + ROWS && row->base.offset == offset; row++) {
        PyObject *descr = place == NULL ? NULL : _PyType_Lookup(type, row_name(row));
        if (descr == NULL) {
            if (offset == (int)AT(tp_iternext) && place != NULL) {
                choice.specific = (void *)_PyObject_NextNotImplemented;
            }
            continue;
        }
        choose(&choice, type, row, descr);
    }
    if (place != NULL) {
        *place = choice.specific != NULL && !choice.use_generic ? choice.specific : choice.generic;
        if (*place == (void *)slot_call) { /* not the function that instances inherit from a type in C */
            type->tp_flags &= ~Py_TPFLAGS_HAVE_VECTORCALL;
        }
    }
    return row;
}

int pyi_type_fix_slots(PyTypeObject *type) {
    for (slot_row *row = rows; row < rows + ROWS;) {
        row = update_group(type, row);
    }
    return 0;
}

/* ---- a change of one special method ---------------------------------------------------------------------------------- */

static int update_named(PyTypeObject *type, void *arg);

/* Subclasses with a method of their own of that name do not change. */
static int update_subclass(PyTypeObject *type, void *arg) {
    int known = PyDict_Contains(type->tp_dict, arg);
    return known < 0 ? -1 : known > 0 ? 0 : update_named(type, arg);
}

static int update_named(PyTypeObject *type, void *arg) {
    PyObject *name = arg;
    for (slot_row *row = rows; row < rows + ROWS; row++) {
        if (row_name(row) != name) {
            continue;
        }
        slot_row *first = row;
        while (first > rows && first[-1].base.offset == row->base.offset) {
            first--;
        }
        update_group(type, first);
    }
    return pyi_type_each_subclass(type, update_subclass, arg);
}

static bool is_special(PyObject *name) {
    for (slot_row *row = rows; row < rows + ROWS; row++) {
        if (row_name(row) == name) {
            return true;
        }
    }
    return false;
}

int pyi_type_update_slot(PyTypeObject *type, PyObject *name) {
    return is_special(name) ? update_named(type, name) : 0;
}
