/* SPDX-License-Identifier: Apache-2.0 */
/* types.c: type parameters and type statements (PEP 695, 3.12 on; defaults PEP 696, 3.13 on).
 *
 * Bounds, constraints, defaults and the values of aliases are functions, called when asked for.
 */
#include "codegen.h"

#if PYI_312

int
pyi_cg_enter_type_params(pyi_codegen *c, PyObject *name, asdl_type_param_seq *params,
                         int first_line)
{
    PyObject *text = pyi_cg_keep(c, PyUnicode_FromFormat("<generic parameters of %U>", name));
    return text == NULL ? -1 : pyi_cg_enter(c, text, PYI_UNIT_TYPE_PARAMS, params, first_line);
}

/* A function that evaluates a bound or default; node is what the symbol table knows it by. */
static int
evaluator(pyi_codegen *c, pyi_location loc, expr_ty e, PyObject *name, void *node,
          bool may_unpack)
{
    TRY(pyi_cg_enter(c, name, PYI_UNIT_TYPE_PARAMS, node, e->lineno));
    if (may_unpack && e->kind == Starred_kind) { /* *Ts = *tuple[int] */
        TRY(pyi_cg_expr(c, e->v.Starred.value));
        TRY(pyi_cg_emit_arg(c, AT(e), UNPACK_SEQUENCE, 1));
    }
    else {
        TRY(pyi_cg_expr(c, e));
    }
    TRY(pyi_cg_emit(c, loc, RETURN_VALUE));
    PyCodeObject *code = pyi_cg_leave(c, true);
    return code == NULL ? -1 : pyi_cg_make_function(c, loc, code, 0);
}

static int
type_var(pyi_codegen *c, type_param_ty param)
{
    pyi_location loc = AT(param);
    expr_ty bound = param->v.TypeVar.bound;
    TRY(pyi_cg_constant(c, loc, param->v.TypeVar.name));
    if (bound == NULL) {
        return pyi_cg_emit_arg(c, loc, CALL_INTRINSIC_1, INTRINSIC_TYPEVAR);
    }
    TRY(evaluator(c, PYI_313 ? AT(bound) : loc, bound, param->v.TypeVar.name, param, false));
    int which = bound->kind == Tuple_kind ? INTRINSIC_TYPEVAR_WITH_CONSTRAINTS
                                          : INTRINSIC_TYPEVAR_WITH_BOUND;
    return pyi_cg_emit_arg(c, loc, CALL_INTRINSIC_2, which);
}

#if PYI_313
/* borrowed: the default of a parameter, or NULL */
static expr_ty
default_of(type_param_ty param)
{
    switch (param->kind) {
    case TypeVar_kind:
        return param->v.TypeVar.default_value;
    case TypeVarTuple_kind:
        return param->v.TypeVarTuple.default_value;
    case ParamSpec_kind:
        return param->v.ParamSpec.default_value;
    }
    return NULL;
}

static int
type_param_default(pyi_codegen *c, type_param_ty param, PyObject *name, bool *seen_default)
{
    expr_ty value = default_of(param);
    if (value == NULL) {
        if (*seen_default) {
            return pyi_cg_error(c, AT(param),
                                "non-default type parameter '%U' follows default type parameter",
                                name);
        }
        return 0;
    }
    *seen_default = true;
    /* The symbol table knows bounds by the address of the parameter, and so the defaults of those
     * that have no bounds; that of a TypeVar is known by the address behind it. */
    void *key = param->kind == TypeVar_kind ? (char *)param + 1 : (char *)param;
    TRY(evaluator(c, AT(value), value, name, key, param->kind == TypeVarTuple_kind));
    return pyi_cg_emit_arg(c, AT(param), CALL_INTRINSIC_2, INTRINSIC_SET_TYPEPARAM_DEFAULT);
}
#endif

static int
type_param(pyi_codegen *c, type_param_ty param, bool *seen_default)
{
    pyi_location loc = AT(param);
    PyObject *name = NULL;
    switch (param->kind) {
    case TypeVar_kind:
        name = param->v.TypeVar.name;
        TRY(type_var(c, param));
        break;
    case TypeVarTuple_kind:
        name = param->v.TypeVarTuple.name;
        TRY(pyi_cg_constant(c, loc, name));
        TRY(pyi_cg_emit_arg(c, loc, CALL_INTRINSIC_1, INTRINSIC_TYPEVARTUPLE));
        break;
    case ParamSpec_kind:
        name = param->v.ParamSpec.name;
        TRY(pyi_cg_constant(c, loc, name));
        TRY(pyi_cg_emit_arg(c, loc, CALL_INTRINSIC_1, INTRINSIC_PARAMSPEC));
        break;
    }
#if PYI_313
    TRY(type_param_default(c, param, name, seen_default));
#else
    (void)seen_default;
#endif
    TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    return pyi_cg_name(c, loc, name, Store);
}

/* All parameters, as a tuple and each by its name. */
int
pyi_cg_type_params(pyi_codegen *c, asdl_type_param_seq *params)
{
    Py_ssize_t n = asdl_seq_LEN(params);
    bool seen_default = false;
    for (Py_ssize_t i = 0; i < n; i++) {
        TRY(type_param(c, asdl_seq_GET(params, i), &seen_default));
    }
    return pyi_cg_emit_arg(c, AT(asdl_seq_GET(params, 0)), BUILD_TUPLE, n);
}

/* ---- type ------------------------------------------------------------------------------------ */

/* The alias, of its name and type parameters on the stack. */
static int
alias(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    TRY(pyi_cg_enter(c, s->v.TypeAlias.name->v.Name.id, PYI_UNIT_FUNCTION, s, s->lineno));
    TRY(pyi_cg_add_constant(c, Py_None)); /* Otherwise a first string would be a docstring. */
    TRY(pyi_cg_expr(c, s->v.TypeAlias.value));
    TRY(pyi_cg_emit(c, loc, RETURN_VALUE));
    PyCodeObject *code = pyi_cg_leave(c, false);
    if (code == NULL) {
        return -1;
    }
    TRY(pyi_cg_make_function(c, loc, code, 0));
    TRY(pyi_cg_emit_arg(c, loc, BUILD_TUPLE, 3));
    return pyi_cg_emit_arg(c, loc, CALL_INTRINSIC_1, INTRINSIC_TYPEALIAS);
}

static int
generic_alias(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    PyObject *name = s->v.TypeAlias.name->v.Name.id;
    asdl_type_param_seq *params = s->v.TypeAlias.type_params;
#if !PYI_313
    TRY(pyi_cg_emit(c, loc, PUSH_NULL));
#endif
    TRY(pyi_cg_enter_type_params(c, name, params, s->lineno));
    TRY(pyi_cg_constant(c, loc, name));
    TRY(pyi_cg_type_params(c, params));
    TRY(alias(c, s));
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

int
pyi_cg_type_alias(pyi_codegen *c, stmt_ty s)
{
    PyObject *name = s->v.TypeAlias.name->v.Name.id;
    if (asdl_seq_LEN(s->v.TypeAlias.type_params) > 0) {
        TRY(generic_alias(c, s));
    }
    else {
        TRY(pyi_cg_constant(c, AT(s), name));
        TRY(pyi_cg_none(c, AT(s)));
        TRY(alias(c, s));
    }
    return pyi_cg_name(c, AT(s), name, Store);
}

#endif
