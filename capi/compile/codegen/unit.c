/* SPDX-License-Identifier: Apache-2.0 */
/* unit.c: begins and ends the instructions of one code object. */
#include "codegen.h"

PyObject *
pyi_cg_keep(pyi_codegen *c, PyObject *op)
{
    if (op != NULL && _PyArena_AddPyObject(c->arena, op) < 0) {
        Py_DECREF(op);
        return NULL;
    }
    return op;
}

bool
pyi_cg_is_function_like(pyi_unit *unit)
{
#if PYI_312
    return _PyST_IsFunctionLike(unit->symbols) != 0;
#else
    return unit->symbols->ste_type == FunctionBlock;
#endif
}

bool
pyi_cg_is_top_level_await(pyi_codegen *c)
{
    return (c->flags->cf_flags & PyCF_ALLOW_TOP_LEVEL_AWAIT) &&
           c->unit->symbols->ste_type == ModuleBlock;
}

/* ---- tables of names ------------------------------------------------------------------------- */

static int
add_name(pyi_codegen *c, PyObject *dict, PyObject *name, Py_ssize_t index)
{
    PyObject *number = pyi_cg_keep(c, PyLong_FromSsize_t(index));
    return number == NULL ? -1 : PyDict_SetItem(dict, name, number);
}

/* kept: the parameters, in their order */
static PyObject *
parameters(pyi_codegen *c, PySTEntryObject *symbols)
{
    PyObject *dict = pyi_cg_keep(c, PyDict_New());
    for (Py_ssize_t i = 0; dict != NULL && i < PyList_GET_SIZE(symbols->ste_varnames); i++) {
        if (add_name(c, dict, PyList_GET_ITEM(symbols->ste_varnames, i), i) < 0) {
            return NULL;
        }
    }
    return dict;
}

/* kept: the names of one scope, or with a flag, in alphabetical order, numbered from first on */
static PyObject *
names_of_scope(pyi_codegen *c, PySTEntryObject *symbols, int scope, long flag, Py_ssize_t first)
{
    PyObject *dict = pyi_cg_keep(c, PyDict_New());
    PyObject *sorted = pyi_cg_keep(c, PyDict_Keys(symbols->ste_symbols));
    if (dict == NULL || sorted == NULL || PyList_Sort(sorted) < 0) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(sorted); i++) {
        PyObject *name = PyList_GET_ITEM(sorted, i);
        long about = _PyST_GetSymbol(symbols, name);
        bool fits = ((about >> SCOPE_OFFSET) & SCOPE_MASK) == scope || (about & flag);
        if (fits && add_name(c, dict, name, first + PyDict_GET_SIZE(dict)) < 0) {
            return NULL;
        }
    }
    return dict;
}

static int
make_tables(pyi_codegen *c, pyi_unit *unit)
{
    PySTEntryObject *symbols = unit->symbols;
    unit->const_index = pyi_cg_keep(c, PyDict_New());
    unit->const_list = pyi_cg_keep(c, PyList_New(0));
    unit->names = pyi_cg_keep(c, PyDict_New());
    unit->fast_hidden = pyi_cg_keep(c, PyDict_New());
    unit->varnames = parameters(c, symbols);
#if PYI_312
    unit->cellvars = names_of_scope(c, symbols, CELL, DEF_COMP_CELL, 0);
#else
    unit->cellvars = names_of_scope(c, symbols, CELL, 0, 0);
#endif
    if (!unit->const_index || !unit->const_list || !unit->names || !unit->fast_hidden ||
        !unit->varnames || !unit->cellvars) {
        return -1;
    }
    /* Methods that say super() or __class__ share this cell, which the class itself fills. */
    if (symbols->ste_needs_class_closure) {
        TRY(add_name(c, unit->cellvars, PYI_NAME("__class__"), PyDict_GET_SIZE(unit->cellvars)));
    }
#if PYI_312
    if (symbols->ste_needs_classdict) {
        TRY(add_name(c, unit->cellvars, PYI_NAME("__classdict__"),
                     PyDict_GET_SIZE(unit->cellvars)));
    }
#endif
    unit->freevars =
        names_of_scope(c, symbols, FREE, DEF_FREE_CLASS, PyDict_GET_SIZE(unit->cellvars));
#if PYI_313
    if (unit->kind == PYI_UNIT_CLASS) {
        unit->static_attributes = pyi_cg_keep(c, PySet_New(NULL));
        return unit->freevars && unit->static_attributes ? 0 : -1;
    }
#endif
    return unit->freevars ? 0 : -1;
}

/* ---- begin ----------------------------------------------------------------------------------- */

/* A function or class that its outer unit declares global has no other name before its own. */
static int
is_declared_global(pyi_unit *unit, pyi_unit *parent)
{
    if (unit->kind != PYI_UNIT_FUNCTION && unit->kind != PYI_UNIT_ASYNC_FUNCTION &&
        unit->kind != PYI_UNIT_CLASS) {
        return 0;
    }
    PyObject *mangled = _Py_Mangle(parent->private_name, unit->name);
    if (mangled == NULL) {
        return -1;
    }
    int scope = _PyST_GetScope(parent->symbols, mangled);
    Py_DECREF(mangled);
    return scope == GLOBAL_EXPLICIT;
}

static int
make_qualname(pyi_codegen *c, pyi_unit *unit)
{
    pyi_unit *parent = unit->outer;
    /* The units of type parameters are no part of names. */
    if (parent != NULL && parent->kind == PYI_UNIT_TYPE_PARAMS) {
        parent = parent->outer;
    }
    unit->qualname = unit->name;
    if (parent == NULL || parent->outer == NULL) {
        return 0;
    }
    int is_global = is_declared_global(unit, parent);
    TRY(is_global);
    if (is_global) {
        return 0;
    }
    bool has_locals = parent->kind == PYI_UNIT_FUNCTION ||
                      parent->kind == PYI_UNIT_ASYNC_FUNCTION || parent->kind == PYI_UNIT_LAMBDA;
    unit->qualname = pyi_cg_keep(c, PyUnicode_FromFormat(has_locals ? "%U.<locals>.%U" : "%U.%U",
                                                         parent->qualname, unit->name));
    return unit->qualname == NULL ? -1 : 0;
}

PySTEntryObject *
pyi_cg_find_symbols(pyi_codegen *c, void *node)
{
#if PYI_313
    PySTEntryObject *symbols = _PySymtable_Lookup(c->symtable, node);
#else
    PySTEntryObject *symbols = PySymtable_Lookup(c->symtable, node);
#endif
    return (PySTEntryObject *)pyi_cg_keep(c, (PyObject *)symbols);
}

#if PYI_312
/* StopIteration must not leave a generator: its whole body is inside a handler. */
static bool
guards_stop_iteration(pyi_unit *unit)
{
    PySTEntryObject *symbols = unit->symbols;
    switch (unit->kind) {
    case PYI_UNIT_FUNCTION:
    case PYI_UNIT_ASYNC_FUNCTION:
        return symbols->ste_generator || symbols->ste_coroutine;
    case PYI_UNIT_COMPREHENSION:
        return symbols->ste_comprehension == GeneratorExpression;
    default:
        return false;
    }
}

static int
end_stop_iteration_guard(pyi_codegen *c)
{
    TRY(pyi_cg_none(c, pyi_nowhere));
    TRY(pyi_cg_emit(c, pyi_nowhere, RETURN_VALUE));
    TRY(pyi_cg_place(c, c->unit->stop_iteration));
    TRY(pyi_cg_emit_arg(c, pyi_nowhere, CALL_INTRINSIC_1, INTRINSIC_STOPITERATION_ERROR));
    return pyi_cg_emit_arg(c, pyi_nowhere, RERAISE, 1);
}
#endif

static int
start(pyi_codegen *c, pyi_unit *unit)
{
    pyi_location loc = {unit->first_line, unit->first_line, 0, 0};
    if (unit->kind == PYI_UNIT_MODULE) {
        loc.lineno = 0;
    }
#if PYI_312
    unit->is_guarded = guards_stop_iteration(unit);
    if (unit->is_guarded) {
        unit->stop_iteration = pyi_cg_label(c);
        TRY(pyi_cg_jump(c, pyi_nowhere, SETUP_CLEANUP, unit->stop_iteration));
    }
#endif
    return pyi_cg_emit_arg(c, loc, RESUME, 0);
}

int
pyi_cg_enter(pyi_codegen *c, PyObject *name, pyi_unit_kind kind, void *node, int first_line)
{
    pyi_unit *unit = _PyArena_Malloc(c->arena, sizeof(pyi_unit));
    if (unit == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(unit, 0, sizeof(*unit));
    unit->outer = c->unit;
    unit->kind = kind;
    unit->name = name;
    unit->first_line = first_line;
    unit->private_name = c->unit != NULL ? c->unit->private_name : NULL;
    unit->symbols = pyi_cg_find_symbols(c, node);
    if (unit->symbols == NULL || make_tables(c, unit) < 0 || make_qualname(c, unit) < 0) {
        return -1;
    }
    unit->flow = pyi_flow_new(c->arena);
    if (unit->flow == NULL) {
        return -1;
    }
    c->unit = unit;
    c->depth++;
    pyi_cg_go_to(c, ((pyi_location){first_line, first_line, 0, 0}));
    return start(c, unit);
}

/* ---- end ------------------------------------------------------------------------------------- */

static int
code_flags(pyi_codegen *c)
{
    PySTEntryObject *symbols = c->unit->symbols;
    int flags = c->flags->cf_flags & PyCF_MASK;
    if (pyi_cg_is_function_like(c->unit)) {
        flags |= CO_NEWLOCALS | CO_OPTIMIZED;
        flags |= symbols->ste_nested ? CO_NESTED : 0;
        flags |= symbols->ste_varargs ? CO_VARARGS : 0;
        flags |= symbols->ste_varkeywords ? CO_VARKEYWORDS : 0;
        if (symbols->ste_generator) {
            flags |= symbols->ste_coroutine ? CO_ASYNC_GENERATOR : CO_GENERATOR;
        }
        else if (symbols->ste_coroutine) {
            flags |= CO_COROUTINE;
        }
    }
    if (pyi_cg_is_top_level_await(c) && symbols->ste_coroutine && !symbols->ste_generator) {
        flags |= CO_COROUTINE;
    }
    return flags;
}

/* The return that nobody wrote; 3.11 has none behind one that was written. */
static int
end_of_unit(pyi_codegen *c, bool returns_none)
{
    if (!PYI_312 && pyi_flow_last(c->unit->flow) == RETURN_VALUE) {
        return 0;
    }
    if (returns_none) {
        TRY(pyi_cg_none(c, pyi_nowhere));
    }
    return pyi_cg_emit(c, pyi_nowhere, RETURN_VALUE);
}

PyCodeObject *
pyi_cg_leave(pyi_codegen *c, bool returns_none)
{
    pyi_unit *unit = c->unit;
#if PYI_312
    if (unit->is_guarded && end_stop_iteration_guard(c) < 0) {
        return NULL;
    }
#endif
    if (end_of_unit(c, returns_none) < 0) {
        return NULL;
    }
    pyi_code_facts facts = {
        .name = unit->name,
        .qualname = unit->qualname,
        .filename = c->filename,
        .flags = code_flags(c),
        .argcount = (int)(unit->posonly_count + unit->arg_count),
        .posonlyargcount = (int)unit->posonly_count,
        .kwonlyargcount = (int)unit->kwonly_count,
        .firstlineno = unit->first_line,
        .consts = unit->const_list,
        .names = unit->names,
        .varnames = unit->varnames,
        .cellvars = unit->cellvars,
        .freevars = unit->freevars,
        .fasthidden = unit->fast_hidden,
        .const_cache = c->const_cache,
    };
    PyObject *code = pyi_cg_keep(c, (PyObject *)pyi_flow_finish(unit->flow, &facts));
    c->unit = unit->outer;
    c->depth--;
    return (PyCodeObject *)code;
}

/* ---- functions of code objects --------------------------------------------------------------- */

int
pyi_cg_captured_scope(pyi_codegen *c, PyObject *name)
{
    if (c->unit->kind == PYI_UNIT_CLASS && (_PyUnicode_EqualToASCIIString(name, "__class__") ||
                                            _PyUnicode_EqualToASCIIString(name, "__classdict__"))) {
        return CELL;
    }
    int scope = _PyST_GetScope(c->unit->symbols, name);
    if (scope == 0) {
        PyErr_Format(PyExc_SystemError, "unknown scope of %R in %S of %S", name, c->unit->qualname,
                     c->filename);
        return -1;
    }
    return scope;
}

static int
load_closure(pyi_codegen *c, pyi_location loc, PyCodeObject *code)
{
    int first = code->co_nlocalsplus - code->co_nfreevars;
    for (int i = first; i < code->co_nlocalsplus; i++) {
        PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, i);
        int scope = pyi_cg_captured_scope(c, name);
        TRY(scope);
        Py_ssize_t index =
            pyi_cg_index(scope == CELL ? c->unit->cellvars : c->unit->freevars, name);
        TRY(index);
        TRY(pyi_cg_emit_arg(c, loc, LOAD_CLOSURE, index));
    }
    return pyi_cg_emit_arg(c, loc, BUILD_TUPLE, code->co_nfreevars);
}

/* flags: 1 defaults, 2 defaults of keyword-only parameters, 4 annotations, 8 closure */
int
pyi_cg_make_function(pyi_codegen *c, pyi_location loc, PyCodeObject *code, int flags)
{
    if (code->co_nfreevars) {
        TRY(load_closure(c, loc, code));
        flags |= 8;
    }
    TRY(pyi_cg_constant(c, loc, (PyObject *)code));
#if PYI_313
    TRY(pyi_cg_emit(c, loc, MAKE_FUNCTION));
    for (int flag = 8; flag != 0; flag >>= 1) {
        if (flags & flag) {
            TRY(pyi_cg_emit_arg(c, loc, SET_FUNCTION_ATTRIBUTE, flag));
        }
    }
    return 0;
#else
    return pyi_cg_emit_arg(c, loc, MAKE_FUNCTION, flags);
#endif
}
