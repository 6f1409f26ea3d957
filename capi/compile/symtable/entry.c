/* SPDX-License-Identifier: Apache-2.0 */
/* symtable entry: one block of the source and the names in it.
 * Layout     PySTEntryObject of pycore_symtable.h
 * Collected  no: children do not know their parents
 * Contract   Lib/symtable.py reads the members
 */
#include "tables.h"

#include <structmember.h>

/* ---- life ------------------------------------------------------------------------------------ */

/* new containers of an entry; false with an exception */
static bool entry_fill(PySTEntryObject *entry, void *node) {
    return (entry->ste_id = PyLong_FromVoidPtr(node)) != NULL &&
           (entry->ste_symbols = PyDict_New()) != NULL &&
           (entry->ste_varnames = PyList_New(0)) != NULL &&
           (entry->ste_children = PyList_New(0)) != NULL;
}

PySTEntryObject *pyi_entry_new(struct symtable *st, PyObject *name, _Py_block_ty type, void *node,
                               pyi_place place) {
    PySTEntryObject *self = PyObject_New(PySTEntryObject, &PySTEntry_Type);
    if (self == NULL) {
        return NULL;
    }
    memset((char *)self + sizeof(PyObject), 0, sizeof *self - sizeof(PyObject));
    self->ste_table = st;
    self->ste_name = Py_NewRef(name);
    self->ste_type = type;
    self->ste_lineno = place.lineno;
    self->ste_col_offset = place.col_offset;
    self->ste_end_lineno = place.end_lineno;
    self->ste_end_col_offset = place.end_col_offset;
    PySTEntryObject *outer = st->st_cur;
    self->ste_nested = outer != NULL && (outer->ste_nested || pyi_entry_is_function(outer));
    if (!entry_fill(self, node) ||
        PyDict_SetItem(st->st_blocks, self->ste_id, (PyObject *)self) < 0) {
        Py_DECREF(self);
        return NULL;
    }
    return self;
}

static void entry_dealloc(PyObject *op) {
    PySTEntryObject *self = (PySTEntryObject *)op;
    Py_XDECREF(self->ste_id);
    Py_XDECREF(self->ste_name);
    Py_XDECREF(self->ste_symbols);
    Py_XDECREF(self->ste_varnames);
    Py_XDECREF(self->ste_children);
    Py_XDECREF(self->ste_directives);
#if PYI_313
    Py_XDECREF(self->ste_mangled_names);
#endif
    PyObject_Free(self);
}

/* ---- slots ----------------------------------------------------------------------------------- */

static PyObject *entry_repr(PyObject *op) {
    PySTEntryObject *self = (PySTEntryObject *)op;
    return PyUnicode_FromFormat("<symtable entry %U(%R), line %d>", self->ste_name, self->ste_id,
                                self->ste_lineno);
}

/* ---- type ------------------------------------------------------------------------------------ */

#define MEMBER(name, type) {#name, type, offsetof(PySTEntryObject, ste_##name), READONLY, NULL}

static PyMemberDef entry_members[] = {
    MEMBER(id, T_OBJECT),     MEMBER(name, T_OBJECT),     MEMBER(symbols, T_OBJECT),
    MEMBER(varnames, T_OBJECT), MEMBER(children, T_OBJECT), MEMBER(nested, T_INT),
    MEMBER(type, T_INT),      MEMBER(lineno, T_INT),      {NULL, 0, 0, 0, NULL},
};

PyTypeObject PySTEntry_Type = {
    PyVarObject_HEAD_INIT(&PyType_Type, 0).tp_name = "symtable entry",
    .tp_basicsize = sizeof(PySTEntryObject),
    .tp_dealloc = entry_dealloc,
    .tp_repr = entry_repr,
    .tp_getattro = PyObject_GenericGetAttr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_members = entry_members,
};
PYI_TYPE(PySTEntry_Type);

/* ---- questions ------------------------------------------------------------------------------- */

#if PYI_312
bool pyi_entry_is_for_types(const PySTEntryObject *entry) {
    return entry->ste_type == TypeVariableBlock || entry->ste_type == TypeAliasBlock ||
           entry->ste_type == TypeParametersBlock;
}

int _PyST_IsFunctionLike(PySTEntryObject *entry) { return pyi_entry_is_function(entry); }
#else
bool pyi_entry_is_for_types(const PySTEntryObject *Py_UNUSED(entry)) { return false; }
#endif

bool pyi_entry_is_function(const PySTEntryObject *entry) {
    return entry->ste_type == FunctionBlock || pyi_entry_is_for_types(entry);
}

long _PyST_GetSymbol(PySTEntryObject *entry, PyObject *name) {
    PyObject *flags = PyDict_GetItemWithError(entry->ste_symbols, name);
    return flags == NULL ? 0 : PyLong_AsLong(flags);
}

int _PyST_GetScope(PySTEntryObject *entry, PyObject *name) {
    return (int)(_PyST_GetSymbol(entry, name) >> SCOPE_OFFSET) & (SCOPE_MASK);
}

/* new; KeyError when the node has no block */
PySTEntryObject *_PySymtable_Lookup(struct symtable *st, void *node) {
    PyObject *key = PyLong_FromVoidPtr(node);
    if (key == NULL) {
        return NULL;
    }
    PyObject *entry = PyDict_GetItemWithError(st->st_blocks, key);
    if (entry == NULL && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_KeyError, "unknown symbol table entry");
    }
    Py_DECREF(key);
    return (PySTEntryObject *)Py_XNewRef(entry);
}
