/* SPDX-License-Identifier: Apache-2.0 */
/* class.c: class statements: __build_class__(function of the body, name, bases, keywords). */
#include "codegen.h"

static bool
is_generic(stmt_ty s)
{
#if PYI_312
    return asdl_seq_LEN(s->v.ClassDef.type_params) > 0;
#else
    (void)s;
    return false;
#endif
}

static int
load_cell(pyi_codegen *c, PyObject *name)
{
    Py_ssize_t index = pyi_cg_index(c->unit->cellvars, name);
    TRY(index);
    return pyi_cg_emit_arg(c, pyi_nowhere, LOAD_CLOSURE, index);
}

/* What a class body sets before its own statements. */
static int
prologue(pyi_codegen *c, stmt_ty s, pyi_location loc)
{
    TRY(pyi_cg_name(c, loc, PYI_NAME("__name__"), Load));
    TRY(pyi_cg_name(c, loc, PYI_NAME("__module__"), Store));
    TRY(pyi_cg_constant(c, loc, c->unit->qualname));
    TRY(pyi_cg_name(c, loc, PYI_NAME("__qualname__"), Store));
#if PYI_313
    TRY(pyi_cg_new_constant(c, loc, PyLong_FromLong(c->unit->first_line)));
    TRY(pyi_cg_name(c, loc, PYI_NAME("__firstlineno__"), Store));
#endif
    if (is_generic(s)) {
        TRY(pyi_cg_name(c, loc, PYI_NAME(".type_params"), Load));
        TRY(pyi_cg_name(c, loc, PYI_NAME("__type_params__"), Store));
    }
#if PYI_312
    if (c->unit->symbols->ste_needs_classdict) {
        TRY(pyi_cg_emit(c, loc, LOAD_LOCALS));
        TRY(pyi_cg_emit_name(c, loc, STORE_DEREF, c->unit->cellvars, PYI_NAME("__classdict__")));
    }
#endif
    return 0;
}

#if PYI_313
/* new: the names in alphabetical order, whatever the hashes are */
static PyObject *
sorted_tuple(PyObject *set)
{
    PyObject *names = PySequence_List(set);
    PyObject *tuple = names != NULL && PyList_Sort(names) == 0 ? PyList_AsTuple(names) : NULL;
    Py_XDECREF(names);
    return tuple;
}
#endif

/* What it sets after them, for type.__new__; returns the cell of __class__ or None. */
static int
epilogue(pyi_codegen *c)
{
    PySTEntryObject *symbols = c->unit->symbols;
#if PYI_313
    TRY(pyi_cg_new_constant(c, pyi_nowhere, sorted_tuple(c->unit->static_attributes)));
    TRY(pyi_cg_name(c, pyi_nowhere, PYI_NAME("__static_attributes__"), Store));
#endif
#if PYI_312
    if (symbols->ste_needs_classdict) {
        TRY(load_cell(c, PYI_NAME("__classdict__")));
        TRY(pyi_cg_name(c, pyi_nowhere, PYI_NAME("__classdictcell__"), Store));
    }
#endif
    if (symbols->ste_needs_class_closure) {
        TRY(load_cell(c, PYI_NAME("__class__")));
        TRY(pyi_cg_emit_arg(c, pyi_nowhere, COPY, 1));
        TRY(pyi_cg_name(c, pyi_nowhere, PYI_NAME("__classcell__"), Store));
    }
    else {
        TRY(pyi_cg_none(c, pyi_nowhere));
    }
    return pyi_cg_emit(c, pyi_nowhere, RETURN_VALUE);
}

/* borrowed: the code object of the body */
static PyCodeObject *
body(pyi_codegen *c, stmt_ty s, int first_line)
{
    pyi_location loc = {first_line, first_line, 0, 0};
    if (pyi_cg_enter(c, s->v.ClassDef.name, PYI_UNIT_CLASS, s, first_line) < 0) {
        return NULL;
    }
    c->unit->private_name = s->v.ClassDef.name;
    if (prologue(c, s, loc) < 0 || pyi_cg_body(c, loc, s->v.ClassDef.body) < 0 ||
        epilogue(c) < 0) {
        return NULL;
    }
    return pyi_cg_leave(c, true);
}

/* All of the call but the bases and keywords. */
static int
begin_call(pyi_codegen *c, stmt_ty s, int first_line)
{
    pyi_location loc = AT(s);
    PyCodeObject *code = body(c, s, first_line);
    if (code == NULL) {
        return -1;
    }
#if PYI_313
    TRY(pyi_cg_emit(c, loc, LOAD_BUILD_CLASS));
    TRY(pyi_cg_emit(c, loc, PUSH_NULL));
#else
    TRY(pyi_cg_emit(c, loc, PUSH_NULL));
    TRY(pyi_cg_emit(c, loc, LOAD_BUILD_CLASS));
#endif
    TRY(pyi_cg_make_function(c, loc, code, 0));
    return pyi_cg_constant(c, loc, s->v.ClassDef.name);
}

#if PYI_312
/* The bases, and behind them Generic[T, ...]. */
static asdl_expr_seq *
bases_with_generic(pyi_codegen *c, stmt_ty s)
{
    Py_ssize_t n = asdl_seq_LEN(s->v.ClassDef.bases);
    asdl_expr_seq *bases = _Py_asdl_expr_seq_new(n + 1, c->arena);
    expr_ty generic = _PyAST_Name(PYI_NAME(".generic_base"), Load, s->lineno, s->col_offset,
                                  s->end_lineno, s->end_col_offset, c->arena);
    if (bases == NULL || generic == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        asdl_seq_SET(bases, i, asdl_seq_GET(s->v.ClassDef.bases, i));
    }
    asdl_seq_SET(bases, n, generic);
    return bases;
}

/* class A[T]: the class is made in a function of its own, which is called at once. */
static int
generic_class(pyi_codegen *c, stmt_ty s, int first_line)
{
    pyi_location loc = AT(s);
    asdl_type_param_seq *params = s->v.ClassDef.type_params;
#if !PYI_313
    TRY(pyi_cg_emit(c, loc, PUSH_NULL));
#endif
    TRY(pyi_cg_enter_type_params(c, s->v.ClassDef.name, params, first_line));
    c->unit->private_name = s->v.ClassDef.name;
    TRY(pyi_cg_type_params(c, params));
    TRY(pyi_cg_name(c, loc, PYI_NAME(".type_params"), Store));
    TRY(begin_call(c, s, first_line));
    TRY(pyi_cg_name(c, loc, PYI_NAME(".type_params"), Load));
    TRY(pyi_cg_emit_arg(c, loc, CALL_INTRINSIC_1, INTRINSIC_SUBSCRIPT_GENERIC));
    TRY(pyi_cg_name(c, loc, PYI_NAME(".generic_base"), Store));
    asdl_expr_seq *bases = bases_with_generic(c, s);
    if (bases == NULL) {
        return -1;
    }
    TRY(pyi_cg_call_with(c, loc, 2, bases, s->v.ClassDef.keywords));
    PyCodeObject *code = pyi_cg_leave(c, false);
    if (code == NULL) {
        return -1;
    }
    TRY(pyi_cg_make_function(c, loc, code, 0));
#if PYI_313
    TRY(pyi_cg_emit(c, loc, PUSH_NULL));
#endif
    return pyi_cg_call_n(c, loc, 0);
}
#endif

int
pyi_cg_class(pyi_codegen *c, stmt_ty s)
{
    asdl_expr_seq *decorators = s->v.ClassDef.decorator_list;
    TRY(pyi_cg_decorators(c, decorators));
    int first_line =
        asdl_seq_LEN(decorators) > 0 ? asdl_seq_GET(decorators, 0)->lineno : s->lineno;
#if PYI_312
    if (is_generic(s)) {
        TRY(generic_class(c, s, first_line));
    }
    else
#endif
    {
        TRY(begin_call(c, s, first_line));
        TRY(pyi_cg_call_with(c, AT(s), 2, s->v.ClassDef.bases, s->v.ClassDef.keywords));
    }
    TRY(pyi_cg_apply_decorators(c, decorators));
    return pyi_cg_name(c, AT(s), s->v.ClassDef.name, Store);
}
