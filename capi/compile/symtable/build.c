/* SPDX-License-Identifier: Apache-2.0 */
/* build: the symbol tables of a module, which the code generator asks for the scope of names.
 * Contract   pycore_symtable.h
 */
#include "../depth.h"
#include "tables.h"

/* new; NULL with an exception */
static struct symtable *table_new(PyObject *filename, pyi_future *future) {
    struct symtable *st = PyMem_Calloc(1, sizeof *st);
    if (st == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    st->st_filename = Py_NewRef(filename);
    st->st_future = future;
    pyi_depth depth = pyi_depth_start();
    st->recursion_depth = depth.now;
    st->recursion_limit = depth.limit;
    if ((st->st_stack = PyList_New(0)) == NULL || (st->st_blocks = PyDict_New()) == NULL) {
        _PySymtable_Free(st);
        return NULL;
    }
    return st;
}

void _PySymtable_Free(struct symtable *st) {
    Py_XDECREF(st->st_filename);
    Py_XDECREF(st->st_blocks);
    Py_XDECREF(st->st_stack);
    PyMem_Free(st);
}

static bool visit_module(struct symtable *st, mod_ty mod) {
    switch (mod->kind) {
    case Module_kind:
        return pyi_visit_statements(st, mod->v.Module.body);
    case Interactive_kind:
        return pyi_visit_statements(st, mod->v.Interactive.body);
    case Expression_kind:
        return pyi_visit_expr(st, mod->v.Expression.body);
    case FunctionType_kind:
        PyErr_SetString(PyExc_RuntimeError, "this compiler does not handle FunctionTypes");
        return false;
    }
    Py_UNREACHABLE();
}

struct symtable *_PySymtable_Build(mod_ty mod, PyObject *filename, pyi_future *future) {
    struct symtable *st = table_new(filename, future);
    if (st == NULL) {
        return NULL;
    }
    if (!pyi_symtable_enter(st, PYI_NAME("top"), ModuleBlock, mod, (pyi_place){0, 0, 0, 0})) {
        _PySymtable_Free(st);
        return NULL;
    }
    st->st_top = st->st_cur;
    if (visit_module(st, mod)) {
        pyi_symtable_leave(st);
        if (pyi_symtable_analyze(st)) {
            return st;
        }
    }
    _PySymtable_Free(st);
    return NULL;
}
