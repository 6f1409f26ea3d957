/* SPDX-License-Identifier: Apache-2.0 */
/* inline: comprehensions become code of the block around them (PEP 709).
 *
 * Their names are added to those of the block, except where both have the name: then the code
 * generator keeps the value of the block aside meanwhile.
 */
#include "tables.h"

#if PYI_312

/* Whether a block in the comprehension needs the name to be a cell. */
static bool is_free_inside(PySTEntryObject *comprehension, PyObject *name) {
    PyObject *children = comprehension->ste_children;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(children); i++) {
        PySTEntryObject *child = (PySTEntryObject *)PyList_GET_ITEM(children, i);
        if (_PyST_GetScope(child, name) == FREE) {
            return true;
        }
    }
    return false;
}

static bool copy_name(PySTEntryObject *entry, PyObject *scopes, PyObject *name, long flags,
                      int scope) {
    PyObject *only_flags = PyLong_FromLong(flags & ((1L << SCOPE_OFFSET) - 1));
    PyObject *number = PyLong_FromLong(scope);
    bool ok = only_flags != NULL && number != NULL &&
              PyDict_SetItem(entry->ste_symbols, name, only_flags) == 0 &&
              PyDict_SetItem(scopes, name, number) == 0;
    Py_XDECREF(only_flags);
    Py_XDECREF(number);
    return ok;
}

/* The name of a comprehension; *drop when the comprehension must forget it. */
static bool inline_name(PySTEntryObject *entry, PySTEntryObject *comprehension, PyObject *scopes,
                        PyObject *free, PyObject *cells, PyObject *name, long flags, bool *drop) {
    int scope = (int)(flags >> SCOPE_OFFSET) & (SCOPE_MASK);
    if ((scope == CELL || (flags & (DEF_COMP_CELL))) && PySet_Add(cells, name) < 0) {
        return false;
    }
    /* Code of the class itself cannot read the cell that its methods have: it is not bound yet. */
    if (scope == FREE && entry->ste_type == ClassBlock &&
        PyUnicode_CompareWithASCIIString(name, "__class__") == 0) {
        *drop = true;
        scope = GLOBAL_IMPLICIT;
        if (PySet_Discard(free, name) < 0) {
            return false;
        }
    }
    PyObject *known = PyDict_GetItemWithError(entry->ste_symbols, name);
    if (known == NULL) {
        return !PyErr_Occurred() && copy_name(entry, scopes, name, flags, scope);
    }
    /* What was free in the comprehension is now just a name of the block. */
    bool found = (PyLong_AsLong(known) & DEF_BOUND) && entry->ste_type != ClassBlock;
    return !found || is_free_inside(comprehension, name) || PySet_Discard(free, name) >= 0;
}

bool pyi_symtable_inline(PySTEntryObject *entry, PySTEntryObject *comprehension, PyObject *scopes,
                         PyObject *free, PyObject *cells) {
    PyObject *name, *number;
    Py_ssize_t pos = 0;
    bool drop = false;
    while (PyDict_Next(comprehension->ste_symbols, &pos, &name, &number)) {
        long flags = PyLong_AsLong(number);
        /* The iterable is no parameter any more. */
        if (!(flags & (DEF_PARAM)) &&
            !inline_name(entry, comprehension, scopes, free, cells, name, flags, &drop)) {
            return false;
        }
    }
    comprehension->ste_free = PySet_GET_SIZE(free) > 0;
    return !drop || PyDict_DelItem(comprehension->ste_symbols, PYI_NAME("__class__")) == 0;
}

#endif /* PYI_312 */
