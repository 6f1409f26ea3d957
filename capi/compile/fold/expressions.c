/* SPDX-License-Identifier: Apache-2.0 */
/* expressions: the parts of every expression are folded first, then the expression. */
#include "fold.h"

bool pyi_fold_optional(pyi_folder *f, expr_ty e) { return e == NULL || pyi_fold_expr(f, e); }

bool pyi_fold_exprs(pyi_folder *f, asdl_expr_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (!pyi_fold_optional(f, asdl_seq_GET(seq, i))) {
            return false;
        }
    }
    return true;
}

bool pyi_fold_keywords(pyi_folder *f, asdl_keyword_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (!pyi_fold_expr(f, asdl_seq_GET(seq, i)->value)) {
            return false;
        }
    }
    return true;
}

static bool fold_two(pyi_folder *f, expr_ty first, expr_ty second) {
    return pyi_fold_expr(f, first) && pyi_fold_expr(f, second);
}

static bool fold_generators(pyi_folder *f, asdl_comprehension_seq *generators) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(generators); i++) {
        comprehension_ty c = asdl_seq_GET(generators, i);
        if (!fold_two(f, c->target, c->iter) || !pyi_fold_exprs(f, c->ifs) ||
            !pyi_fold_iterable(f, c->iter)) {
            return false;
        }
    }
    return true;
}

static bool fold_comparison(pyi_folder *f, expr_ty e) {
    asdl_expr_seq *operands = e->v.Compare.comparators;
    if (!pyi_fold_expr(f, e->v.Compare.left) || !pyi_fold_exprs(f, operands)) {
        return false;
    }
    /* Those before the last are compared again, and must stay what they are. */
    Py_ssize_t last = asdl_seq_LEN(operands) - 1;
    cmpop_ty op = asdl_seq_GET(e->v.Compare.ops, last);
    return (op != In && op != NotIn) || pyi_fold_iterable(f, asdl_seq_GET(operands, last));
}

static bool fold_name(pyi_folder *f, expr_ty e) {
    if (e->v.Name.ctx == Load && PyUnicode_CompareWithASCIIString(e->v.Name.id, "__debug__") == 0) {
        return pyi_fold_to(f, e, PyBool_FromLong(f->optimize == 0));
    }
    return true;
}

/* Expressions that contain functions. */
static bool fold_functions(pyi_folder *f, expr_ty e) {
    switch (e->kind) {
    case Lambda_kind:
        return pyi_fold_arguments(f, e->v.Lambda.args) && pyi_fold_expr(f, e->v.Lambda.body);
    case ListComp_kind:
        return pyi_fold_expr(f, e->v.ListComp.elt) && fold_generators(f, e->v.ListComp.generators);
    case SetComp_kind:
        return pyi_fold_expr(f, e->v.SetComp.elt) && fold_generators(f, e->v.SetComp.generators);
    case DictComp_kind:
        return fold_two(f, e->v.DictComp.key, e->v.DictComp.value) &&
               fold_generators(f, e->v.DictComp.generators);
    case GeneratorExp_kind:
        return pyi_fold_expr(f, e->v.GeneratorExp.elt) &&
               fold_generators(f, e->v.GeneratorExp.generators);
    case Await_kind:
        return pyi_fold_expr(f, e->v.Await.value);
    case Yield_kind:
        return pyi_fold_optional(f, e->v.Yield.value);
    case YieldFrom_kind:
        return pyi_fold_expr(f, e->v.YieldFrom.value);
    default: /* Constant */
        return true;
    }
}

/* Containers, parts of containers, text. */
static bool fold_containers(pyi_folder *f, expr_ty e) {
    switch (e->kind) {
    case Dict_kind:
        return pyi_fold_exprs(f, e->v.Dict.keys) && pyi_fold_exprs(f, e->v.Dict.values);
    case Set_kind:
        return pyi_fold_exprs(f, e->v.Set.elts);
    case List_kind:
        return pyi_fold_exprs(f, e->v.List.elts);
    case Tuple_kind:
        return pyi_fold_exprs(f, e->v.Tuple.elts) && pyi_fold_tuple(f, e);
    case Subscript_kind:
        return fold_two(f, e->v.Subscript.value, e->v.Subscript.slice) && pyi_fold_subscript(f, e);
    case Slice_kind:
        return pyi_fold_optional(f, e->v.Slice.lower) && pyi_fold_optional(f, e->v.Slice.upper) &&
               pyi_fold_optional(f, e->v.Slice.step);
    case Starred_kind:
        return pyi_fold_expr(f, e->v.Starred.value);
    case FormattedValue_kind:
        return pyi_fold_expr(f, e->v.FormattedValue.value) &&
               pyi_fold_optional(f, e->v.FormattedValue.format_spec);
    case JoinedStr_kind:
        return pyi_fold_exprs(f, e->v.JoinedStr.values);
    default:
        return fold_functions(f, e);
    }
}

static bool fold_kind(pyi_folder *f, expr_ty e) {
    switch (e->kind) {
    case BoolOp_kind:
        return pyi_fold_exprs(f, e->v.BoolOp.values);
    case NamedExpr_kind:
        return pyi_fold_expr(f, e->v.NamedExpr.value);
    case BinOp_kind:
        return fold_two(f, e->v.BinOp.left, e->v.BinOp.right) && pyi_fold_binary(f, e);
    case UnaryOp_kind:
        return pyi_fold_expr(f, e->v.UnaryOp.operand) && pyi_fold_unary(f, e);
    case IfExp_kind:
        return fold_two(f, e->v.IfExp.test, e->v.IfExp.body) &&
               pyi_fold_expr(f, e->v.IfExp.orelse);
    case Compare_kind:
        return fold_comparison(f, e);
    case Call_kind:
        return pyi_fold_expr(f, e->v.Call.func) && pyi_fold_exprs(f, e->v.Call.args) &&
               pyi_fold_keywords(f, e->v.Call.keywords);
    case Attribute_kind:
        return pyi_fold_expr(f, e->v.Attribute.value);
    case Name_kind:
        return fold_name(f, e);
    default:
        return fold_containers(f, e);
    }
}

bool pyi_fold_expr(pyi_folder *f, expr_ty e) {
    if (!pyi_fold_descend(f) || !fold_kind(f, e)) {
        return false;
    }
    f->depth.now--;
    return true;
}
