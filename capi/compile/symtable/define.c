/* SPDX-License-Identifier: Apache-2.0 */
/* define: blocks are entered and left, names get flags.
 *
 * The stack owns its entries; st_cur is borrowed from it, as from st_blocks.
 */
#include "tables.h"

/* ---- blocks ---------------------------------------------------------------------------------- */

bool pyi_symtable_enter(struct symtable *st, PyObject *name, _Py_block_ty type, void *node,
                        pyi_place place) {
    PySTEntryObject *outer = st->st_cur;
    PySTEntryObject *entry = pyi_entry_new(st, name, type, node, place);
    if (entry == NULL || PyList_Append(st->st_stack, (PyObject *)entry) < 0) {
        Py_XDECREF(entry);
        return false;
    }
    Py_DECREF(entry);
    st->st_cur = entry;
    if (type == ModuleBlock) {
        st->st_global = entry->ste_symbols;
    }
    if (outer == NULL) {
        return true;
    }
    entry->ste_comp_iter_expr = outer->ste_comp_iter_expr;
#if PYI_313
    if (outer->ste_mangled_names != NULL && type != ClassBlock) {
        entry->ste_mangled_names = Py_NewRef(outer->ste_mangled_names);
    }
#endif
    /* Annotations that stay text are looked at only for mistakes. */
    return type == AnnotationBlock ||
           PyList_Append(outer->ste_children, (PyObject *)entry) == 0;
}

void pyi_symtable_leave(struct symtable *st) {
    Py_ssize_t depth = PyList_GET_SIZE(st->st_stack) - 1;
    st->st_cur = depth == 0 ? NULL
                            : (PySTEntryObject *)PyList_GET_ITEM(st->st_stack, depth - 1);
    PyList_SetSlice(st->st_stack, depth, depth + 1, NULL);
}

bool pyi_symtable_descend(struct symtable *st) {
    if (++st->recursion_depth <= st->recursion_limit) {
        return true;
    }
    PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded during compilation");
    --st->recursion_depth;
    return false;
}

/* ---- errors ---------------------------------------------------------------------------------- */

static void set_location(PyObject *filename, pyi_place place) {
    PyErr_RangedSyntaxLocationObject(filename, place.lineno, place.col_offset + 1,
                                     place.end_lineno, place.end_col_offset + 1);
}

bool pyi_symtable_error(struct symtable *st, pyi_place place, const char *format, ...) {
    va_list args;
    va_start(args, format);
    PyErr_FormatV(PyExc_SyntaxError, format, args);
    va_end(args);
    set_location(st->st_filename, place);
    return false;
}

bool pyi_symtable_direct(struct symtable *st, PyObject *name, pyi_place place) {
    PySTEntryObject *entry = st->st_cur;
    if (entry->ste_directives == NULL && (entry->ste_directives = PyList_New(0)) == NULL) {
        return false;
    }
    PyObject *mangled = pyi_symtable_mangle(st, name);
    if (mangled == NULL) {
        return false;
    }
    PyObject *row = Py_BuildValue("(Niiii)", mangled, place.lineno, place.col_offset,
                                  place.end_lineno, place.end_col_offset);
    int status = row == NULL ? -1 : PyList_Append(entry->ste_directives, row);
    Py_XDECREF(row);
    return status == 0;
}

bool pyi_symtable_directive_error(PySTEntryObject *entry, PyObject *name, const char *format) {
    PyErr_Format(PyExc_SyntaxError, format, name);
    Py_ssize_t n = entry->ste_directives == NULL ? 0 : PyList_GET_SIZE(entry->ste_directives);
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *row = PyList_GET_ITEM(entry->ste_directives, i);
        if (PyUnicode_Compare(PyTuple_GET_ITEM(row, 0), name) == 0) {
            int at[4];
            for (int k = 0; k < 4; k++) {
                at[k] = (int)PyLong_AsLong(PyTuple_GET_ITEM(row, k + 1));
            }
            set_location(entry->ste_table->st_filename, (pyi_place){at[0], at[1], at[2], at[3]});
            return false;
        }
    }
    return false;
}

/* ---- names ----------------------------------------------------------------------------------- */

PyObject *pyi_symtable_mangle(struct symtable *st, PyObject *name) {
#if PYI_313
    return _Py_MaybeMangle(st->st_private, st->st_cur, name);
#else
    return _Py_Mangle(st->st_private, name);
#endif
}

#if PYI_313
/* new: in the blocks between a generic class and its type parameters only those are private names */
PyObject *_Py_MaybeMangle(PyObject *privateobj, PySTEntryObject *entry, PyObject *name) {
    if (privateobj == NULL) {
        return Py_NewRef(name);
    }
    if (entry->ste_mangled_names != NULL) {
        int found = PySet_Contains(entry->ste_mangled_names, name);
        if (found <= 0) {
            return found < 0 ? NULL : Py_NewRef(name);
        }
    }
    return _Py_Mangle(privateobj, name);
}
#endif

bool pyi_symtable_find(struct symtable *st, PySTEntryObject *entry, PyObject *name, long *flags) {
    PyObject *mangled = pyi_symtable_mangle(st, name);
    if (mangled == NULL) {
        return false;
    }
    *flags = _PyST_GetSymbol(entry, mangled);
    Py_DECREF(mangled);
    return true;
}

/* flags |= those of the name in a dict; false with an exception */
static bool add_known(PyObject *dict, PyObject *name, long *flags) {
    PyObject *known = PyDict_GetItemWithError(dict, name);
    if (known == NULL) {
        return !PyErr_Occurred();
    }
    *flags |= PyLong_AsLong(known);
    return true;
}

static bool store(PyObject *dict, PyObject *name, long flags) {
    PyObject *number = PyLong_FromLong(flags);
    int status = number == NULL ? -1 : PyDict_SetItem(dict, name, number);
    Py_XDECREF(number);
    return status == 0;
}

static bool refuse_twice(struct symtable *st, PyObject *name, long both, pyi_place place) {
    if (both & (DEF_PARAM)) {
        return pyi_symtable_error(st, place, "duplicate argument '%U' in function definition",
                                  name);
    }
#if PYI_312
    if (both & (DEF_TYPE_PARAM)) {
        return pyi_symtable_error(st, place, "duplicate type parameter '%U'", name);
    }
#endif
    return true;
}

/* The name is a target of the comprehension, unless a named expression in it binds it outside. */
static bool mark_target(struct symtable *st, PyObject *name, long *flags, pyi_place place) {
    if (*flags & (DEF_GLOBAL | DEF_NONLOCAL)) {
        return pyi_symtable_error(
            st, place,
            "comprehension inner loop cannot rebind assignment expression target '%U'", name);
    }
    *flags |= DEF_COMP_ITER;
    return true;
}

/* With the name as the class spells it. */
static bool define_mangled(struct symtable *st, PySTEntryObject *entry, PyObject *name,
                           PyObject *mangled, long flags, pyi_place place) {
    long known = 0;
    if (!add_known(entry->ste_symbols, mangled, &known) ||
        !refuse_twice(st, name, flags & known, place)) {
        return false;
    }
    long all = known | flags;
    if (entry->ste_comp_iter_target && !mark_target(st, name, &all, place)) {
        return false;
    }
    if (!store(entry->ste_symbols, mangled, all)) {
        return false;
    }
    if (flags & (DEF_PARAM)) {
        return PyList_Append(entry->ste_varnames, mangled) == 0;
    }
    if (flags & (DEF_GLOBAL)) {
        long module = flags;
        return add_known(st->st_global, mangled, &module) &&
               store(st->st_global, mangled, module);
    }
    return true;
}

bool pyi_symtable_define_in(struct symtable *st, PySTEntryObject *entry, PyObject *name,
                            long flags, pyi_place place) {
    PyObject *mangled = pyi_symtable_mangle(st, name);
    bool ok = mangled != NULL && define_mangled(st, entry, name, mangled, flags, place);
    Py_XDECREF(mangled);
    return ok;
}

bool pyi_symtable_define(struct symtable *st, PyObject *name, long flags, pyi_place place) {
#if PYI_313
    if ((flags & DEF_TYPE_PARAM) && st->st_cur->ste_mangled_names != NULL &&
        PySet_Add(st->st_cur->ste_mangled_names, name) < 0) {
        return false;
    }
#endif
    return pyi_symtable_define_in(st, st->st_cur, name, flags, place);
}
