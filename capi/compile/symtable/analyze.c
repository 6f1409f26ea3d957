/* SPDX-License-Identifier: Apache-2.0 */
/* analyze: the scope of every name, in the flags of the entries at SCOPE_OFFSET.
 *
 * Outer blocks first, each name is looked for in the blocks around its own; on the way back the
 * names that inner blocks look for become cells of the block that binds them, and free in those
 * between. While inner blocks are looked at, the entries around them still have the flags of the
 * first pass.
 */
#include "tables.h"

#if PYI_313
#  include "internal/pycore_setobject.h"
#endif

/* A block and those around it. */
typedef struct scope {
    const struct scope *outer; /* NULL for the module */
    PySTEntryObject *entry;
    PySTEntryObject *class_entry; /* whose names the block sees; usually NULL */
    PyObject *scopes;             /* owned dict: name to LOCAL … CELL */
    PyObject *inner_free;         /* owned set: names that blocks inside look for further out */
    PyObject *cells;              /* owned set: cells of comprehensions that became part of it */
} scope;

static bool analyze_block(scope *s, PyObject *free);

/* ---- where a name is ------------------------------------------------------------------------- */

typedef enum { NOWHERE, BOUND, DECLARED_GLOBAL } place_found;

/* Every class has these for its methods, in no dict. */
static bool is_class_cell(PyObject *name) {
    return PyUnicode_CompareWithASCIIString(name, "__class__") == 0
#if PYI_312
           || PyUnicode_CompareWithASCIIString(name, "__classdict__") == 0
#endif
        ;
}

/* What the next block out that has to say something about the name says. */
static place_found look_outside(const scope *s, PyObject *name) {
    for (const scope *outer = s->outer; outer != NULL; outer = outer->outer) {
        if (outer->entry->ste_type == ClassBlock) {
            if (is_class_cell(name)) {
                return BOUND;
            }
            continue;
        }
        long flags = _PyST_GetSymbol(outer->entry, name);
        if (flags & DEF_GLOBAL) {
            return DECLARED_GLOBAL;
        }
        if ((flags & DEF_BOUND) && !(flags & (DEF_NONLOCAL))) {
            return pyi_entry_is_function(outer->entry) ? BOUND : NOWHERE;
        }
    }
    return NOWHERE;
}

#if PYI_312
/* Whether the next block out that binds the name, a class too, does it by a type parameter. */
static bool is_type_param(const scope *s, PyObject *name) {
    for (const scope *outer = s->outer; outer != NULL; outer = outer->outer) {
        long flags = _PyST_GetSymbol(outer->entry, name);
        /* What an inlined comprehension iterates over is no name of the class. */
        bool inlined = outer->entry->ste_type == ClassBlock && (flags & (DEF_COMP_ITER));
        if ((flags & DEF_BOUND) && !(flags & (DEF_GLOBAL | DEF_NONLOCAL)) && !inlined) {
            return flags & (DEF_TYPE_PARAM);
        }
    }
    return false;
}
#endif

/* ---- the scope of one name ------------------------------------------------------------------- */

static bool check_nonlocal(const scope *s, PyObject *name) {
    if (s->outer == NULL) {
        return pyi_symtable_directive_error(s->entry, name,
                                            "nonlocal declaration not allowed at module level");
    }
    if (look_outside(s, name) != BOUND) {
        return pyi_symtable_directive_error(s->entry, name, "no binding for nonlocal '%U' found");
    }
#if PYI_312
    if (is_type_param(s, name)) {
        return pyi_symtable_directive_error(
            s->entry, name, "nonlocal binding not allowed for type parameter '%U'");
    }
#endif
    return true;
}

/* A name that the class around an annotation may bind: the code asks the class and then the globals. */
static int scope_in_class(const scope *s, PyObject *name) {
    long flags = s->class_entry == NULL ? 0 : _PyST_GetSymbol(s->class_entry, name);
    if (flags & DEF_GLOBAL) {
        return GLOBAL_EXPLICIT;
    }
    return (flags & DEF_BOUND) && !(flags & (DEF_NONLOCAL)) ? GLOBAL_IMPLICIT : 0;
}

/* A name that the block only uses. */
static int scope_of_use(const scope *s, PyObject *name) {
    int in_class = scope_in_class(s, name);
    if (in_class != 0) {
        return in_class;
    }
    switch (look_outside(s, name)) {
    case BOUND:
        return FREE;
    case DECLARED_GLOBAL:
        return GLOBAL_IMPLICIT;
    default:
        s->entry->ste_free |= s->entry->ste_nested;
        return GLOBAL_IMPLICIT;
    }
}

/* 0 with an exception */
static int scope_of(const scope *s, PyObject *name, long flags) {
    if (flags & DEF_GLOBAL) {
        if (flags & (DEF_NONLOCAL)) {
            pyi_symtable_directive_error(s->entry, name, "name '%U' is nonlocal and global");
            return 0;
        }
        return GLOBAL_EXPLICIT;
    }
    if (flags & (DEF_NONLOCAL)) {
        return check_nonlocal(s, name) ? FREE : 0;
    }
    return flags & DEF_BOUND ? LOCAL : scope_of_use(s, name);
}

static bool set_number(PyObject *dict, PyObject *name, long value) {
    PyObject *number = PyLong_FromLong(value);
    int status = number == NULL ? -1 : PyDict_SetItem(dict, name, number);
    Py_XDECREF(number);
    return status == 0;
}

/* All names of the block itself; the free ones are added to a set. */
static bool analyze_names(scope *s, PyObject *free) {
    PyObject *name, *flags;
    Py_ssize_t pos = 0;
    while (PyDict_Next(s->entry->ste_symbols, &pos, &name, &flags)) {
        int found = scope_of(s, name, PyLong_AsLong(flags));
        if (found == 0 || !set_number(s->scopes, name, found)) {
            return false;
        }
        if (found == FREE) {
            s->entry->ste_free = 1;
            if (PySet_Add(free, name) < 0) {
                return false;
            }
        }
    }
    return true;
}

/* ---- blocks inside --------------------------------------------------------------------------- */

/* The class whose names an inner block sees. */
static PySTEntryObject *class_seen_by(const scope *s, const PySTEntryObject *entry) {
#if PYI_312
    if (entry->ste_can_see_class_scope) {
        return s->entry->ste_type == ClassBlock ? s->entry : s->class_entry;
    }
#else
    (void)s, (void)entry;
#endif
    return NULL;
}

/* What a block that is done means for the one around it. */
static bool merge_child(scope *s, PySTEntryObject *entry, PyObject *free) {
#if PYI_312
    if (entry->ste_comprehension != NoComprehension &&
        entry->ste_comprehension != GeneratorExpression && !s->entry->ste_can_see_class_scope) {
        if (!pyi_symtable_inline(s->entry, entry, s->scopes, free, s->cells)) {
            return false;
        }
        entry->ste_comp_inlined = 1;
    }
#endif
    s->entry->ste_child_free |= entry->ste_free || entry->ste_child_free;
    return _PySet_Update(s->inner_free, free) == 0;
}

/* Comprehensions in a function are merged when all blocks are done, since their names must not be
 * found from those; in a class nobody finds them, but what sees the class sees them, too. */
static bool analyze_children(scope *s) {
    PyObject *children = s->entry->ste_children;
    Py_ssize_t n = PyList_GET_SIZE(children);
    PyObject *frees = PyList_New(n);
    bool early = s->entry->ste_type == ClassBlock;
    bool ok = frees != NULL;
    for (Py_ssize_t i = 0; ok && i < n; i++) {
        PySTEntryObject *entry = (PySTEntryObject *)PyList_GET_ITEM(children, i);
        PyObject *free = PySet_New(NULL);
        PyList_SET_ITEM(frees, i, free);
        scope inner = {.outer = s, .entry = entry, .class_entry = class_seen_by(s, entry)};
        ok = free != NULL && analyze_block(&inner, free) &&
             (!early || merge_child(s, entry, free));
    }
    for (Py_ssize_t i = 0; ok && !early && i < n; i++) {
        ok = merge_child(s, (PySTEntryObject *)PyList_GET_ITEM(children, i),
                         PyList_GET_ITEM(frees, i));
    }
    Py_XDECREF(frees);
    return ok;
}

#if PYI_312
/* In the list of children, those of an inlined comprehension take its place. */
static bool splice_children(PySTEntryObject *entry) {
    PyObject *children = entry->ste_children;
    for (Py_ssize_t i = PyList_GET_SIZE(children) - 1; i >= 0; i--) {
        PySTEntryObject *child = (PySTEntryObject *)PyList_GET_ITEM(children, i);
        if (child->ste_comp_inlined &&
            PyList_SetSlice(children, i, i + 1, child->ste_children) < 0) {
            return false;
        }
    }
    return true;
}
#endif

/* ---- cells and free names -------------------------------------------------------------------- */

/* Local names that inner blocks look for are found. */
static bool make_cells(scope *s) {
    PyObject *name, *found;
    Py_ssize_t pos = 0;
    while (PyDict_Next(s->scopes, &pos, &name, &found)) {
        if (PyLong_AsLong(found) != LOCAL) {
            continue;
        }
        int wanted = PySet_Contains(s->inner_free, name);
        if (wanted == 0) {
            wanted = PySet_Contains(s->cells, name);
        }
        if (wanted < 0) {
            return false;
        }
        if (wanted &&
            (!set_number(s->scopes, name, CELL) || PySet_Discard(s->inner_free, name) < 0)) {
            return false;
        }
    }
    return true;
}

static bool take_class_cells(scope *s) {
    int found = PySet_Discard(s->inner_free, PYI_NAME("__class__"));
    s->entry->ste_needs_class_closure |= found > 0;
#if PYI_312
    if (found >= 0) {
        found = PySet_Discard(s->inner_free, PYI_NAME("__classdict__"));
        s->entry->ste_needs_classdict |= found > 0;
    }
#endif
    return found >= 0;
}

/* The scopes of the names go into their flags. */
static bool store_scopes(const scope *s) {
    PyObject *symbols = s->entry->ste_symbols;
    PyObject *name, *number;
    Py_ssize_t pos = 0;
    while (PyDict_Next(symbols, &pos, &name, &number)) {
        long flags = PyLong_AsLong(number);
#if PYI_312
        int cell = PySet_Contains(s->cells, name);
        if (cell < 0) {
            return false;
        }
        flags |= cell ? DEF_COMP_CELL : 0;
#endif
        PyObject *found = PyDict_GetItemWithError(s->scopes, name);
        if (found == NULL) {
            return false;
        }
        if (!set_number(symbols, name, flags | PyLong_AsLong(found) << SCOPE_OFFSET)) {
            return false;
        }
    }
    return true;
}

/* Whether the block has the name for itself, while inner blocks mean one from further out. */
static bool has_another(const scope *s, long flags) {
#if PYI_312
    (void)flags;
    return s->entry->ste_type == ClassBlock || s->entry->ste_can_see_class_scope;
#else
    return s->entry->ste_type == ClassBlock && (flags & (DEF_BOUND | DEF_GLOBAL));
#endif
}

/* A name that inner blocks look for passes through the block. */
static bool store_free_name(const scope *s, PyObject *name) {
    PyObject *symbols = s->entry->ste_symbols;
    PyObject *number = PyDict_GetItemWithError(symbols, name);
    if (number != NULL) {
        long flags = PyLong_AsLong(number);
        return !has_another(s, flags) || set_number(symbols, name, flags | (DEF_FREE_CLASS));
    }
    if (PyErr_Occurred()) {
        return false;
    }
    return look_outside(s, name) != BOUND || set_number(symbols, name, FREE << SCOPE_OFFSET);
}

static bool store_free_names(const scope *s) {
    PyObject *names = PySequence_List(s->inner_free);
    bool ok = names != NULL;
    for (Py_ssize_t i = 0; ok && i < PyList_GET_SIZE(names); i++) {
        ok = store_free_name(s, PyList_GET_ITEM(names, i));
    }
    Py_XDECREF(names);
    return ok;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool analyze_contents(scope *s, PyObject *free) {
    if (!analyze_names(s, free) || !analyze_children(s)) {
        return false;
    }
#if PYI_312
    if (!splice_children(s->entry)) {
        return false;
    }
#endif
    if (pyi_entry_is_function(s->entry) && !make_cells(s)) {
        return false;
    }
    if (s->entry->ste_type == ClassBlock && !take_class_cells(s)) {
        return false;
    }
    return store_scopes(s) && store_free_names(s) && _PySet_Update(free, s->inner_free) == 0;
}

/* The names that it and blocks inside look for further out are added to a set. */
static bool analyze_block(scope *s, PyObject *free) {
    s->scopes = PyDict_New();
    s->inner_free = PySet_New(NULL);
    s->cells = PySet_New(NULL);
    bool ok = s->scopes != NULL && s->inner_free != NULL && s->cells != NULL &&
              analyze_contents(s, free);
    Py_XDECREF(s->scopes);
    Py_XDECREF(s->inner_free);
    Py_XDECREF(s->cells);
    return ok;
}

bool pyi_symtable_analyze(struct symtable *st) {
    PyObject *free = PySet_New(NULL);
    if (free == NULL) {
        return false;
    }
    scope module = {.entry = st->st_top};
    bool ok = analyze_block(&module, free);
    Py_DECREF(free);
    return ok;
}
