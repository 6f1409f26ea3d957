/* SPDX-License-Identifier: Apache-2.0 */
/* stmt.c: statements: which one it is, and the short ones. */
#include "codegen.h"

int
pyi_cg_stmts(pyi_codegen *c, asdl_stmt_seq *stmts)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(stmts); i++) {
        TRY(pyi_cg_stmt(c, asdl_seq_GET(stmts, i)));
    }
    return 0;
}

static int
return_stmt(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    expr_ty value = s->v.Return.value;
    bool is_computed = value != NULL && value->kind != Constant_kind;
    if (!pyi_cg_is_function_like(c->unit)) {
        return pyi_cg_error(c, loc, "'return' outside function");
    }
    if (value != NULL && c->unit->symbols->ste_coroutine && c->unit->symbols->ste_generator) {
        return pyi_cg_error(c, loc, "'return' with value in async generator");
    }
    if (is_computed) {
        TRY(pyi_cg_expr(c, value));
    }
    else if (value != NULL) {
        loc = AT(value);
        TRY(pyi_cg_emit(c, loc, NOP)); /* The line of the constant is run, too. */
    }
    if (value == NULL || value->lineno != s->lineno) {
        loc = AT(s);
        TRY(pyi_cg_emit(c, loc, NOP));
    }
    TRY(pyi_cg_unwind_all(c, &loc, is_computed, NULL));
    if (!is_computed) {
        TRY(pyi_cg_constant(c, loc, value != NULL ? value->v.Constant.value : Py_None));
    }
    pyi_cg_go_to(c, loc);
    return pyi_cg_emit(c, loc, RETURN_VALUE);
}

static int
assign(pyi_codegen *c, stmt_ty s)
{
    asdl_expr_seq *targets = s->v.Assign.targets;
    Py_ssize_t n = asdl_seq_LEN(targets);
    TRY(pyi_cg_expr(c, s->v.Assign.value));
    for (Py_ssize_t i = 0; i < n; i++) {
        if (i + 1 < n) {
            TRY(pyi_cg_emit_arg(c, AT(s), COPY, 1));
        }
        TRY(pyi_cg_expr(c, asdl_seq_GET(targets, i)));
    }
    return 0;
}

static int
raise_stmt(pyi_codegen *c, stmt_ty s)
{
    int n = 0;
    if (s->v.Raise.exc != NULL) {
        n++;
        TRY(pyi_cg_expr(c, s->v.Raise.exc));
        if (s->v.Raise.cause != NULL) {
            n++;
            TRY(pyi_cg_expr(c, s->v.Raise.cause));
        }
    }
    return pyi_cg_emit_arg(c, AT(s), RAISE_VARARGS, n);
}

static bool
is_filled_tuple(expr_ty e)
{
    if (e->kind == Tuple_kind) {
        return asdl_seq_LEN(e->v.Tuple.elts) > 0;
    }
    return e->kind == Constant_kind && PyTuple_Check(e->v.Constant.value) &&
           PyTuple_GET_SIZE(e->v.Constant.value) > 0;
}

static int
assert_stmt(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    if (is_filled_tuple(s->v.Assert.test)) {
        TRY(pyi_cg_warn(c, loc, "assertion is always true, perhaps remove parentheses?"));
    }
    if (c->optimize) {
        return 0;
    }
    pyi_label end = pyi_cg_label(c);
    TRY(pyi_cg_jump_if(c, s->v.Assert.test, end, true));
    loc = pyi_cg_here(c, loc);
    TRY(pyi_cg_emit(c, loc, LOAD_ASSERTION_ERROR));
    if (s->v.Assert.msg != NULL) {
        TRY(pyi_cg_expr(c, s->v.Assert.msg));
        TRY(pyi_cg_call_n(c, loc, 0));
    }
    TRY(pyi_cg_emit_arg(c, PYI_313 ? AT(s->v.Assert.test) : loc, RAISE_VARARGS, 1));
    return pyi_cg_place(c, end);
}

int
pyi_cg_expr_stmt(pyi_codegen *c, stmt_ty s)
{
    expr_ty value = s->v.Expr.value;
    if (c->interactive && c->depth <= 1) {
        TRY(pyi_cg_expr(c, value));
        TRY(pyi_cg_intrinsic(c, AT(s), PYI_CG_PRINT));
#if PYI_312
        TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP));
#endif
        return 0;
    }
    if (value->kind == Constant_kind) {
        return pyi_cg_emit(c, AT(s), NOP); /* Only the line is run. */
    }
    TRY(pyi_cg_expr(c, value));
    pyi_cg_go_to(c, pyi_nowhere);
    return pyi_cg_emit(c, pyi_nowhere, POP_TOP);
}

static int
if_stmt(pyi_codegen *c, stmt_ty s)
{
    bool has_else = asdl_seq_LEN(s->v.If.orelse) > 0;
    pyi_label end = pyi_cg_label(c);
    pyi_label otherwise = has_else ? pyi_cg_label(c) : end;
    TRY(pyi_cg_jump_if(c, s->v.If.test, otherwise, false));
    TRY(pyi_cg_stmts(c, s->v.If.body));
    if (has_else) {
        TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end));
        TRY(pyi_cg_place(c, otherwise));
        TRY(pyi_cg_stmts(c, s->v.If.orelse));
    }
    return pyi_cg_place(c, end);
}

int
pyi_cg_stmt(pyi_codegen *c, stmt_ty s)
{
    pyi_cg_go_to(c, AT(s));
    switch (s->kind) {
    case FunctionDef_kind:
    case AsyncFunctionDef_kind:
        return pyi_cg_function(c, s);
    case ClassDef_kind:
        return pyi_cg_class(c, s);
    case Return_kind:
        return return_stmt(c, s);
    case Delete_kind:
        return pyi_cg_exprs(c, s->v.Delete.targets);
    case Assign_kind:
        return assign(c, s);
#if PYI_312
    case TypeAlias_kind:
        return pyi_cg_type_alias(c, s);
#endif
    case AugAssign_kind:
        return pyi_cg_aug_assign(c, s);
    case AnnAssign_kind:
        return pyi_cg_ann_assign(c, s);
    case For_kind:
        return pyi_cg_for(c, s);
    case AsyncFor_kind:
        return pyi_cg_async_for(c, s);
    case While_kind:
        return pyi_cg_while(c, s);
    case If_kind:
        return if_stmt(c, s);
    case With_kind:
        return pyi_cg_with(c, s, 0);
    case AsyncWith_kind:
        return pyi_cg_async_with(c, s, 0);
    case Match_kind:
        return pyi_cg_match(c, s);
    case Raise_kind:
        return raise_stmt(c, s);
    case Try_kind:
        return pyi_cg_try(c, s);
    case TryStar_kind:
        return pyi_cg_try_star(c, s);
    case Assert_kind:
        return assert_stmt(c, s);
    case Import_kind:
        return pyi_cg_import(c, s);
    case ImportFrom_kind:
        return pyi_cg_import_from(c, s);
    case Global_kind:
    case Nonlocal_kind:
        return 0; /* The symbol table has read them. */
    case Expr_kind:
        return pyi_cg_expr_stmt(c, s);
    case Pass_kind:
        return pyi_cg_emit(c, AT(s), NOP);
    case Break_kind:
        return pyi_cg_break(c, s);
    case Continue_kind:
        return pyi_cg_continue(c, s);
    }
    return 0;
}
