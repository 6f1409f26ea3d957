/* SPDX-License-Identifier: Apache-2.0 */
/* names.c: loads, stores and deletes a name by the instruction for its scope. */
#include "codegen.h"

PyObject *
pyi_cg_mangle(pyi_codegen *c, PyObject *name)
{
#if PYI_313
    return pyi_cg_keep(c, _Py_MaybeMangle(c->unit->private_name, c->unit->symbols, name));
#else
    return pyi_cg_keep(c, _Py_Mangle(c->unit->private_name, name));
#endif
}

int
pyi_cg_check_name(pyi_codegen *c, pyi_location loc, PyObject *name, expr_context_ty ctx)
{
    if (ctx == Load || !_PyUnicode_EqualToASCIIString(name, "__debug__")) {
        return 0;
    }
    return pyi_cg_error(c, loc, "cannot %s __debug__", ctx == Store ? "assign to" : "delete");
}

Py_ssize_t
pyi_cg_index(PyObject *dict, PyObject *name)
{
    PyObject *index = PyDict_GetItemWithError(dict, name);
    if (index == NULL) {
        if (!PyErr_Occurred()) {
            PyErr_Format(PyExc_SystemError, "no cell for %R", name);
        }
        return -1;
    }
    return PyLong_AsSsize_t(index);
}

/* One instruction for each of load, store and delete. */
typedef struct {
    int load, store, del;
} opcodes;

static int
opcode_for(opcodes of, expr_context_ty ctx)
{
    return ctx == Load ? of.load : ctx == Store ? of.store : of.del;
}

static const opcodes fast_opcodes = {LOAD_FAST, STORE_FAST, DELETE_FAST};
static const opcodes global_opcodes = {LOAD_GLOBAL, STORE_GLOBAL, DELETE_GLOBAL};
static const opcodes deref_opcodes = {LOAD_DEREF, STORE_DEREF, DELETE_DEREF};
static const opcodes name_opcodes = {LOAD_NAME, STORE_NAME, DELETE_NAME};

#if PYI_312
/* In an annotation scope of a class: the namespace of the class, where to look first. */
static int
load_class_namespace(pyi_codegen *c, pyi_location loc)
{
    Py_ssize_t index = pyi_cg_index(c->unit->freevars, PYI_NAME("__classdict__"));
    return index < 0 ? -1 : pyi_cg_emit_arg(c, loc, LOAD_DEREF, index);
}
#endif

static int
cell_name(pyi_codegen *c, pyi_location loc, PyObject *name, expr_context_ty ctx, PyObject *dict)
{
    int opcode = opcode_for(deref_opcodes, ctx);
    bool in_class = c->unit->symbols->ste_type == ClassBlock && c->unit->inlined_depth == 0;
    if (ctx == Load) {
#if PYI_312
        if (in_class) {
            opcode = LOAD_FROM_DICT_OR_DEREF;
            TRY(pyi_cg_emit(c, loc, LOAD_LOCALS));
        }
        else if (c->unit->symbols->ste_can_see_class_scope) {
            opcode = LOAD_FROM_DICT_OR_DEREF;
            TRY(load_class_namespace(c, loc));
        }
#else
        if (in_class) {
            opcode = LOAD_CLASSDEREF;
        }
#endif
    }
    return pyi_cg_emit_name(c, loc, opcode, dict, name);
}

static int
global_name(pyi_codegen *c, pyi_location loc, PyObject *name, expr_context_ty ctx, int scope)
{
    int opcode = opcode_for(global_opcodes, ctx);
#if PYI_312
    if (ctx == Load && scope == GLOBAL_IMPLICIT && c->unit->symbols->ste_can_see_class_scope) {
        opcode = LOAD_FROM_DICT_OR_GLOBALS;
        TRY(load_class_namespace(c, loc));
    }
#else
    (void)scope;
#endif
    return pyi_cg_emit_name(c, loc, opcode, c->unit->names, name);
}

/* A local of a function, or of a comprehension that is inlined anywhere. */
static bool
is_fast(pyi_codegen *c, PyObject *name)
{
    if (pyi_cg_is_function_like(c->unit)) {
        return true;
    }
    return PyDict_GetItemWithError(c->unit->fast_hidden, name) == Py_True;
}

int
pyi_cg_name(pyi_codegen *c, pyi_location loc, PyObject *plain, expr_context_ty ctx)
{
    TRY(pyi_cg_check_name(c, loc, plain, ctx));
    PyObject *name = pyi_cg_mangle(c, plain);
    if (name == NULL) {
        return -1;
    }
    pyi_unit *unit = c->unit;
    int scope = _PyST_GetScope(unit->symbols, name);
    switch (scope) {
    case FREE:
        return cell_name(c, loc, name, ctx, unit->freevars);
    case CELL:
        return cell_name(c, loc, name, ctx, unit->cellvars);
    case LOCAL:
        if (is_fast(c, name)) {
            return pyi_cg_emit_name(c, loc, opcode_for(fast_opcodes, ctx), unit->varnames, name);
        }
        break;
    case GLOBAL_IMPLICIT:
        if (pyi_cg_is_function_like(unit)) {
            return global_name(c, loc, name, ctx, scope);
        }
        break;
    case GLOBAL_EXPLICIT:
        return global_name(c, loc, name, ctx, scope);
    }
    int opcode = opcode_for(name_opcodes, ctx);
    if (ctx == Load && unit->symbols->ste_type == ClassBlock && unit->inlined_depth > 0) {
        opcode = LOAD_GLOBAL; /* A comprehension does not see the names of its class. */
    }
    return pyi_cg_emit_name(c, loc, opcode, unit->names, name);
}
