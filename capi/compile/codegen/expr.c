/* SPDX-License-Identifier: Apache-2.0 */
/* expr.c: expressions: which one it is, and the short ones. */
#include "codegen.h"

int
pyi_cg_exprs(pyi_codegen *c, asdl_expr_seq *exprs)
{
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(exprs); i++) {
        TRY(pyi_cg_expr(c, asdl_seq_GET(exprs, i)));
    }
    return 0;
}

/* ---- operators ------------------------------------------------------------------------------- */

static int
unary(pyi_codegen *c, expr_ty e)
{
    pyi_location loc = AT(e);
    TRY(pyi_cg_expr(c, e->v.UnaryOp.operand));
    switch (e->v.UnaryOp.op) {
    case Invert:
        return pyi_cg_emit(c, loc, UNARY_INVERT);
    case Not:
        TRY(pyi_cg_to_bool(c, loc));
        return pyi_cg_emit(c, loc, UNARY_NOT);
    case UAdd:
        return pyi_cg_intrinsic(c, loc, PYI_CG_UNARY_POSITIVE);
    case USub:
        return pyi_cg_emit(c, loc, UNARY_NEGATIVE);
    }
    return 0;
}

/* Keep the left operand, if its truth decides; otherwise drop it. */
static int
decide(pyi_codegen *c, pyi_location loc, boolop_ty op, pyi_label end)
{
#if PYI_312
    TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    TRY(pyi_cg_to_bool(c, loc));
    TRY(pyi_cg_jump(c, loc, op == And ? POP_JUMP_IF_FALSE : POP_JUMP_IF_TRUE, end));
    return pyi_cg_emit(c, loc, POP_TOP);
#else
    return pyi_cg_jump(c, loc, op == And ? JUMP_IF_FALSE_OR_POP : JUMP_IF_TRUE_OR_POP, end);
#endif
}

static int
bool_op(pyi_codegen *c, expr_ty e)
{
    asdl_expr_seq *values = e->v.BoolOp.values;
    Py_ssize_t last = asdl_seq_LEN(values) - 1;
    pyi_label end = pyi_cg_label(c);
    for (Py_ssize_t i = 0; i < last; i++) {
        TRY(pyi_cg_expr(c, asdl_seq_GET(values, i)));
        TRY(decide(c, AT(e), e->v.BoolOp.op, end));
    }
    TRY(pyi_cg_expr(c, asdl_seq_GET(values, last)));
    return pyi_cg_place(c, end);
}

static int
if_exp(pyi_codegen *c, expr_ty e)
{
    pyi_label end = pyi_cg_label(c), otherwise = pyi_cg_label(c);
    TRY(pyi_cg_jump_if(c, e->v.IfExp.test, otherwise, false));
    TRY(pyi_cg_expr(c, e->v.IfExp.body));
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end));
    TRY(pyi_cg_place(c, otherwise));
    TRY(pyi_cg_expr(c, e->v.IfExp.orelse));
    return pyi_cg_place(c, end);
}

/* ---- strings --------------------------------------------------------------------------------- */

static int
joined_str(pyi_codegen *c, expr_ty e)
{
    pyi_location loc = AT(e);
    asdl_expr_seq *values = e->v.JoinedStr.values;
    Py_ssize_t n = asdl_seq_LEN(values);
    if (n > STACK_USE_GUIDELINE) {
        TRY(pyi_cg_constant(c, loc, PYI_NAME("")));
        TRY(pyi_cg_emit_mangled(c, loc, LOAD_METHOD, PYI_NAME("join")));
        TRY(pyi_cg_emit_arg(c, loc, BUILD_LIST, 0));
        for (Py_ssize_t i = 0; i < n; i++) {
            TRY(pyi_cg_expr(c, asdl_seq_GET(values, i)));
            TRY(pyi_cg_emit_arg(c, loc, LIST_APPEND, 1));
        }
        return pyi_cg_call_n(c, loc, 1);
    }
    TRY(pyi_cg_exprs(c, values));
#if PYI_313
    if (n == 0) {
        return pyi_cg_constant(c, loc, PYI_NAME(""));
    }
#endif
    return n == 1 ? 0 : pyi_cg_emit_arg(c, loc, BUILD_STRING, n);
}

/* The argument for !s, !r and !a; -1 with an exception for what is none of these. */
static int
conversion_of(expr_ty e)
{
    switch (e->v.FormattedValue.conversion) {
    case -1:
        return 0;
    case 's':
        return 1;
    case 'r':
        return 2;
    case 'a':
        return 3;
    default:
        PyErr_Format(PyExc_SystemError, "Unrecognized conversion character %d",
                     e->v.FormattedValue.conversion);
        return -1;
    }
}

static int
formatted_value(pyi_codegen *c, expr_ty e)
{
    pyi_location loc = AT(e);
    expr_ty spec = e->v.FormattedValue.format_spec;
    TRY(pyi_cg_expr(c, e->v.FormattedValue.value));
    int conversion = conversion_of(e);
    TRY(conversion);
#if PYI_313
    if (conversion != 0) {
        TRY(pyi_cg_emit_arg(c, loc, CONVERT_VALUE, conversion));
    }
    if (spec == NULL) {
        return pyi_cg_emit(c, loc, FORMAT_SIMPLE);
    }
    TRY(pyi_cg_expr(c, spec));
    return pyi_cg_emit(c, loc, FORMAT_WITH_SPEC);
#else
    if (spec != NULL) {
        TRY(pyi_cg_expr(c, spec));
        conversion |= 4;
    }
    return pyi_cg_emit_arg(c, loc, FORMAT_VALUE, conversion);
#endif
}

/* ---- yield and await ------------------------------------------------------------------------- */

static int
yield(pyi_codegen *c, expr_ty e)
{
    if (!pyi_cg_is_function_like(c->unit)) {
        return pyi_cg_error(c, AT(e), "'yield' outside function");
    }
    if (e->v.Yield.value != NULL) {
        TRY(pyi_cg_expr(c, e->v.Yield.value));
    }
    else {
        TRY(pyi_cg_none(c, AT(e)));
    }
    return pyi_cg_yield(c, AT(e));
}

static int
yield_from(pyi_codegen *c, expr_ty e)
{
    pyi_location loc = AT(e);
    if (!pyi_cg_is_function_like(c->unit)) {
        return pyi_cg_error(c, loc, "'yield' outside function");
    }
    if (c->unit->kind == PYI_UNIT_ASYNC_FUNCTION) {
        return pyi_cg_error(c, loc, "'yield from' inside async function");
    }
    TRY(pyi_cg_expr(c, e->v.YieldFrom.value));
    TRY(pyi_cg_emit(c, loc, GET_YIELD_FROM_ITER));
    TRY(pyi_cg_none(c, loc));
    return pyi_cg_yield_from(c, loc, false);
}

static int
await(pyi_codegen *c, expr_ty e)
{
    if (!pyi_cg_is_top_level_await(c)) {
        if (!pyi_cg_is_function_like(c->unit)) {
            return pyi_cg_error(c, AT(e), "'await' outside function");
        }
        if (c->unit->kind != PYI_UNIT_ASYNC_FUNCTION && c->unit->kind != PYI_UNIT_COMPREHENSION) {
            return pyi_cg_error(c, AT(e), "'await' outside async function");
        }
    }
    TRY(pyi_cg_expr(c, e->v.Await.value));
    return pyi_cg_await(c, AT(e), 0);
}

/* ---- which one ------------------------------------------------------------------------------- */

static int
starred(pyi_codegen *c, expr_ty e)
{
    if (e->v.Starred.ctx == Store) {
        return pyi_cg_error(c, AT(e), "starred assignment target must be in a list or tuple");
    }
    return pyi_cg_error(c, AT(e), "can't use starred expression here");
}

static int
named_expr(pyi_codegen *c, expr_ty e)
{
    TRY(pyi_cg_expr(c, e->v.NamedExpr.value));
    TRY(pyi_cg_emit_arg(c, AT(e), COPY, 1));
    return pyi_cg_expr(c, e->v.NamedExpr.target);
}

static int
slice(pyi_codegen *c, expr_ty e)
{
    int n = pyi_cg_slice_parts(c, e);
    TRY(n);
    return pyi_cg_emit_arg(c, AT(e), BUILD_SLICE, n);
}

static int
bin_op(pyi_codegen *c, expr_ty e)
{
    TRY(pyi_cg_expr(c, e->v.BinOp.left));
    TRY(pyi_cg_expr(c, e->v.BinOp.right));
    return pyi_cg_binary(c, AT(e), e->v.BinOp.op, false);
}

static int
visit(pyi_codegen *c, expr_ty e)
{
    switch (e->kind) {
    case NamedExpr_kind:
        return named_expr(c, e);
    case BoolOp_kind:
        return bool_op(c, e);
    case BinOp_kind:
        return bin_op(c, e);
    case UnaryOp_kind:
        return unary(c, e);
    case Lambda_kind:
        return pyi_cg_lambda(c, e);
    case IfExp_kind:
        return if_exp(c, e);
    case Dict_kind:
        return pyi_cg_dict(c, e);
    case Set_kind:
        return pyi_cg_set(c, e);
    case GeneratorExp_kind:
    case ListComp_kind:
    case SetComp_kind:
    case DictComp_kind:
        return pyi_cg_comprehension(c, e);
    case Yield_kind:
        return yield(c, e);
    case YieldFrom_kind:
        return yield_from(c, e);
    case Await_kind:
        return await(c, e);
    case Compare_kind:
        return pyi_cg_compare(c, e);
    case Call_kind:
        return pyi_cg_call(c, e);
    case Constant_kind:
        return pyi_cg_constant(c, AT(e), e->v.Constant.value);
    case JoinedStr_kind:
        return joined_str(c, e);
    case FormattedValue_kind:
        return formatted_value(c, e);
    case Attribute_kind:
        return pyi_cg_attribute(c, e);
    case Subscript_kind:
        return pyi_cg_subscript(c, e);
    case Starred_kind:
        return starred(c, e);
    case Slice_kind:
        return slice(c, e);
    case Name_kind:
        return pyi_cg_name(c, AT(e), e->v.Name.id, e->v.Name.ctx);
    case List_kind:
        return pyi_cg_list(c, e);
    case Tuple_kind:
        return pyi_cg_tuple(c, e);
    }
    return 0;
}

int
pyi_cg_expr(pyi_codegen *c, expr_ty e)
{
#if PYI_312
    return visit(c, e);
#else
    pyi_location before = c->unit->here;
    pyi_cg_go_to(c, AT(e));
    int status = visit(c, e);
    pyi_cg_go_to(c, before);
    return status;
#endif
}
