/* SPDX-License-Identifier: Apache-2.0 */
/* compare.c: comparisons, also chained, and jumps that depend on an expression. */
#include "codegen.h"

int
pyi_cg_compare_op(pyi_codegen *c, pyi_location loc, cmpop_ty op)
{
    static const unsigned char numbers[] = {
        [Eq] = Py_EQ, [NotEq] = Py_NE, [Lt] = Py_LT, [LtE] = Py_LE, [Gt] = Py_GT, [GtE] = Py_GE,
    };
    switch (op) {
    case Is:
    case IsNot:
        return pyi_cg_emit_arg(c, loc, IS_OP, op == IsNot);
    case In:
    case NotIn:
        return pyi_cg_emit_arg(c, loc, CONTAINS_OP, op == NotIn);
    default:
        break;
    }
    int arg = numbers[op];
#if PYI_312
    /* Below the operator are the outcomes for which it is true, for the specializing interpreter. */
    static const unsigned char outcomes[] = {
        [Py_LT] = COMPARISON_LESS_THAN,
        [Py_LE] = COMPARISON_LESS_THAN | COMPARISON_EQUALS,
        [Py_EQ] = COMPARISON_EQUALS,
        [Py_NE] = COMPARISON_NOT_EQUALS,
        [Py_GT] = COMPARISON_GREATER_THAN,
        [Py_GE] = COMPARISON_GREATER_THAN | COMPARISON_EQUALS,
    };
    arg = arg << (PYI_313 ? 5 : 4) | outcomes[arg];
#endif
    return pyi_cg_emit_arg(c, loc, COMPARE_OP, arg);
}

/* a < b with b kept below the result, for the next comparison of the chain. */
static int
compare_and_keep(pyi_codegen *c, expr_ty e, Py_ssize_t i)
{
    pyi_location loc = AT(e);
    TRY(pyi_cg_expr(c, asdl_seq_GET(e->v.Compare.comparators, i)));
    TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
    TRY(pyi_cg_emit_arg(c, loc, COPY, 2));
    return pyi_cg_compare_op(c, loc, asdl_seq_GET(e->v.Compare.ops, i));
}

static int
compare_last(pyi_codegen *c, expr_ty e)
{
    Py_ssize_t last = asdl_seq_LEN(e->v.Compare.ops) - 1;
    TRY(pyi_cg_expr(c, asdl_seq_GET(e->v.Compare.comparators, last)));
    return pyi_cg_compare_op(c, AT(e), asdl_seq_GET(e->v.Compare.ops, last));
}

int
pyi_cg_compare(pyi_codegen *c, expr_ty e)
{
    pyi_location loc = AT(e);
    Py_ssize_t last = asdl_seq_LEN(e->v.Compare.ops) - 1;
    TRY(pyi_cg_suspect_compare(c, e));
    TRY(pyi_cg_expr(c, e->v.Compare.left));
    if (last == 0) {
        return compare_last(c, e);
    }
    pyi_label cleanup = pyi_cg_label(c);
    for (Py_ssize_t i = 0; i < last; i++) {
        TRY(compare_and_keep(c, e, i));
#if PYI_312
        TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
        TRY(pyi_cg_to_bool(c, loc));
        TRY(pyi_cg_jump(c, loc, POP_JUMP_IF_FALSE, cleanup));
        TRY(pyi_cg_emit(c, loc, POP_TOP));
#else
        TRY(pyi_cg_jump(c, loc, JUMP_IF_FALSE_OR_POP, cleanup));
#endif
    }
    TRY(compare_last(c, e));
    pyi_label end = pyi_cg_label(c);
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end));
    TRY(pyi_cg_place(c, cleanup));
    TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
    TRY(pyi_cg_emit(c, loc, POP_TOP));
    return pyi_cg_place(c, end);
}

/* ---- jumps ----------------------------------------------------------------------------------- */

static int
pop_jump_if(pyi_codegen *c, pyi_location loc, pyi_label target, bool when)
{
    TRY(pyi_cg_to_bool(c, loc));
    return pyi_cg_jump(c, loc, when ? POP_JUMP_IF_TRUE : POP_JUMP_IF_FALSE, target);
}

static int
jump_if_bool_op(pyi_codegen *c, expr_ty e, pyi_label target, bool when)
{
    asdl_expr_seq *values = e->v.BoolOp.values;
    Py_ssize_t last = asdl_seq_LEN(values) - 1;
    bool decisive = e->v.BoolOp.op == Or; /* the truth of an operand that decides the whole */
    bool falls_through = decisive != when;
    pyi_label decided = falls_through ? pyi_cg_label(c) : target;
    for (Py_ssize_t i = 0; i < last; i++) {
        TRY(pyi_cg_jump_if(c, asdl_seq_GET(values, i), decided, decisive));
    }
    TRY(pyi_cg_jump_if(c, asdl_seq_GET(values, last), target, when));
    return falls_through ? pyi_cg_place(c, decided) : 0;
}

static int
jump_if_if_exp(pyi_codegen *c, expr_ty e, pyi_label target, bool when)
{
    pyi_label end = pyi_cg_label(c), otherwise = pyi_cg_label(c);
    TRY(pyi_cg_jump_if(c, e->v.IfExp.test, otherwise, false));
    TRY(pyi_cg_jump_if(c, e->v.IfExp.body, target, when));
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end));
    TRY(pyi_cg_place(c, otherwise));
    TRY(pyi_cg_jump_if(c, e->v.IfExp.orelse, target, when));
    return pyi_cg_place(c, end);
}

static int
jump_if_chain(pyi_codegen *c, expr_ty e, pyi_label target, bool when)
{
    pyi_location loc = AT(e);
    pyi_label cleanup = pyi_cg_label(c);
    TRY(pyi_cg_suspect_compare(c, e));
    TRY(pyi_cg_expr(c, e->v.Compare.left));
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(e->v.Compare.ops) - 1; i++) {
        TRY(compare_and_keep(c, e, i));
        TRY(pop_jump_if(c, loc, cleanup, false));
    }
    TRY(compare_last(c, e));
    TRY(pop_jump_if(c, loc, target, when));
    pyi_label end = pyi_cg_label(c);
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end));
    TRY(pyi_cg_place(c, cleanup));
    TRY(pyi_cg_emit(c, loc, POP_TOP));
    if (!when) {
        TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, target));
    }
    return pyi_cg_place(c, end);
}

/* Jumps to target when the truth of e is `when`, and goes on behind otherwise. */
int
pyi_cg_jump_if(pyi_codegen *c, expr_ty e, pyi_label target, bool when)
{
    switch (e->kind) {
    case UnaryOp_kind:
        if (e->v.UnaryOp.op == Not) {
            return pyi_cg_jump_if(c, e->v.UnaryOp.operand, target, !when);
        }
        break;
    case BoolOp_kind:
        return jump_if_bool_op(c, e, target, when);
    case IfExp_kind:
        return jump_if_if_exp(c, e, target, when);
    case Compare_kind:
        pyi_cg_go_to(c, AT(e));
        if (asdl_seq_LEN(e->v.Compare.ops) > 1) {
            return jump_if_chain(c, e, target, when);
        }
        break;
    default:
        break;
    }
    TRY(pyi_cg_expr(c, e));
    return pop_jump_if(c, pyi_cg_here(c, AT(e)), target, when);
}
