/* SPDX-License-Identifier: Apache-2.0 */
/* expressions: the names that every expression uses or, as a target, binds; the blocks of lambdas. */
#include "tables.h"

bool pyi_visit_optional(struct symtable *st, expr_ty e) {
    return e == NULL || pyi_visit_expr(st, e);
}

bool pyi_visit_exprs(struct symtable *st, asdl_expr_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (!pyi_visit_optional(st, asdl_seq_GET(seq, i))) {
            return false;
        }
    }
    return true;
}

bool pyi_visit_keywords(struct symtable *st, asdl_keyword_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (!pyi_visit_expr(st, asdl_seq_GET(seq, i)->value)) {
            return false;
        }
    }
    return true;
}

/* ---- parameters ------------------------------------------------------------------------------ */

bool pyi_visit_defaults(struct symtable *st, arguments_ty args) {
    return pyi_visit_exprs(st, args->defaults) && pyi_visit_exprs(st, args->kw_defaults);
}

static bool define_parameters(struct symtable *st, asdl_arg_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        arg_ty a = asdl_seq_GET(seq, i);
        if (!pyi_symtable_define(st, a->arg, DEF_PARAM, PLACE(a))) {
            return false;
        }
    }
    return true;
}

bool pyi_visit_parameters(struct symtable *st, arguments_ty args) {
    if (!define_parameters(st, args->posonlyargs) || !define_parameters(st, args->args) ||
        !define_parameters(st, args->kwonlyargs)) {
        return false;
    }
    arg_ty a = args->vararg;
    st->st_cur->ste_varargs = a != NULL;
    if (a != NULL && !pyi_symtable_define(st, a->arg, DEF_PARAM, PLACE(a))) {
        return false;
    }
    a = args->kwarg;
    st->st_cur->ste_varkeywords = a != NULL;
    return a == NULL || pyi_symtable_define(st, a->arg, DEF_PARAM, PLACE(a));
}

static bool visit_lambda(struct symtable *st, expr_ty e) {
    if (!pyi_refuse_in_class(st, "lambda", e) || !pyi_visit_defaults(st, e->v.Lambda.args) ||
        !pyi_symtable_enter(st, PYI_NAME("lambda"), FunctionBlock, e, PLACE(e)) ||
        !pyi_visit_parameters(st, e->v.Lambda.args) || !pyi_visit_expr(st, e->v.Lambda.body)) {
        return false;
    }
    pyi_symtable_leave(st);
    return true;
}

/* ---- generators and coroutines --------------------------------------------------------------- */

/* A comprehension is a function for itself, so that yield in it could not mean what it says. */
static bool refuse_in_comprehension(struct symtable *st, expr_ty e) {
    static const char *const messages[] = {
        [ListComprehension] = "'yield' inside list comprehension",
        [SetComprehension] = "'yield' inside set comprehension",
        [DictComprehension] = "'yield' inside dict comprehension",
        [GeneratorExpression] = "'yield' inside generator expression",
    };
    const char *message = messages[st->st_cur->ste_comprehension];
    return message == NULL || pyi_symtable_error(st, PLACE(e), message);
}

static bool visit_yield(struct symtable *st, expr_ty e, expr_ty value) {
    if (!pyi_refuse_in_annotation(st, "yield expression", e) || !pyi_visit_optional(st, value)) {
        return false;
    }
    st->st_cur->ste_generator = 1;
    return refuse_in_comprehension(st, e);
}

static bool visit_await(struct symtable *st, expr_ty e) {
    if (!pyi_refuse_in_annotation(st, "await expression", e) ||
        !pyi_visit_expr(st, e->v.Await.value)) {
        return false;
    }
    st->st_cur->ste_coroutine = 1;
    return true;
}

/* ---- names ----------------------------------------------------------------------------------- */

/* super() without arguments reads the cell __class__. */
static bool visit_name(struct symtable *st, expr_ty e) {
    PyObject *name = e->v.Name.id;
    bool loads = e->v.Name.ctx == Load;
    if (!pyi_symtable_define(st, name, loads ? USE : DEF_LOCAL, PLACE(e))) {
        return false;
    }
    return !loads || !pyi_entry_is_function(st->st_cur) ||
           PyUnicode_CompareWithASCIIString(name, "super") != 0 ||
           pyi_symtable_define(st, PYI_NAME("__class__"), USE, PLACE(e));
}

/* ---- every expression ------------------------------------------------------------------------ */

static bool visit_two(struct symtable *st, expr_ty first, expr_ty second) {
    return pyi_visit_expr(st, first) && pyi_visit_expr(st, second);
}

/* The kinds that are no more than their parts. */
static bool visit_parts(struct symtable *st, expr_ty e) {
    switch (e->kind) {
    case BoolOp_kind:
        return pyi_visit_exprs(st, e->v.BoolOp.values);
    case BinOp_kind:
        return visit_two(st, e->v.BinOp.left, e->v.BinOp.right);
    case UnaryOp_kind:
        return pyi_visit_expr(st, e->v.UnaryOp.operand);
    case IfExp_kind:
        return visit_two(st, e->v.IfExp.test, e->v.IfExp.body) &&
               pyi_visit_expr(st, e->v.IfExp.orelse);
    case Dict_kind:
        return pyi_visit_exprs(st, e->v.Dict.keys) && pyi_visit_exprs(st, e->v.Dict.values);
    case Set_kind:
        return pyi_visit_exprs(st, e->v.Set.elts);
    case Compare_kind:
        return pyi_visit_expr(st, e->v.Compare.left) &&
               pyi_visit_exprs(st, e->v.Compare.comparators);
    case Call_kind:
        return pyi_visit_expr(st, e->v.Call.func) && pyi_visit_exprs(st, e->v.Call.args) &&
               pyi_visit_keywords(st, e->v.Call.keywords);
    case FormattedValue_kind:
        return pyi_visit_expr(st, e->v.FormattedValue.value) &&
               pyi_visit_optional(st, e->v.FormattedValue.format_spec);
    case JoinedStr_kind:
        return pyi_visit_exprs(st, e->v.JoinedStr.values);
    case Attribute_kind:
        return pyi_visit_expr(st, e->v.Attribute.value);
    case Subscript_kind:
        return visit_two(st, e->v.Subscript.value, e->v.Subscript.slice);
    case Starred_kind:
        return pyi_visit_expr(st, e->v.Starred.value);
    case List_kind:
        return pyi_visit_exprs(st, e->v.List.elts);
    case Tuple_kind:
        return pyi_visit_exprs(st, e->v.Tuple.elts);
    case Slice_kind:
        return pyi_visit_optional(st, e->v.Slice.lower) &&
               pyi_visit_optional(st, e->v.Slice.upper) && pyi_visit_optional(st, e->v.Slice.step);
    default: /* Constant */
        return true;
    }
}

static bool visit_kind(struct symtable *st, expr_ty e) {
    switch (e->kind) {
    case NamedExpr_kind:
        return pyi_visit_named_expr(st, e);
    case Lambda_kind:
        return visit_lambda(st, e);
    case ListComp_kind:
    case SetComp_kind:
    case DictComp_kind:
    case GeneratorExp_kind:
        return pyi_visit_comprehension(st, e);
    case Await_kind:
        return visit_await(st, e);
    case Yield_kind:
        return visit_yield(st, e, e->v.Yield.value);
    case YieldFrom_kind:
        return visit_yield(st, e, e->v.YieldFrom.value);
    case Name_kind:
        return visit_name(st, e);
    default:
        return visit_parts(st, e);
    }
}

bool pyi_visit_expr(struct symtable *st, expr_ty e) {
    if (!pyi_symtable_descend(st) || !visit_kind(st, e)) {
        return false;
    }
    --st->recursion_depth;
    return true;
}
