/* SPDX-License-Identifier: Apache-2.0 */
/* expr: expressions that a program made are valid (validate.h). */
#include "validate.h"

/* ---- what all nodes share ------------------------------------------------------------------- */

bool pyi_validate_enter(pyi_tree_depth *depth) {
    if (++depth->depth > depth->limit) {
        PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded during compilation");
        return false;
    }
    return true;
}

bool pyi_validate_location(int lineno, int end_lineno, int col_offset, int end_col_offset) {
    if (lineno > end_lineno) {
        PyErr_Format(PyExc_ValueError, "AST node line range (%d, %d) is not valid", lineno,
                     end_lineno);
        return false;
    }
    if ((lineno < 0 && end_lineno != lineno) || (col_offset < 0 && col_offset != end_col_offset)) {
        PyErr_Format(PyExc_ValueError,
                     "AST node column range (%d, %d) for line range (%d, %d) is not valid",
                     col_offset, end_col_offset, lineno, end_lineno);
        return false;
    }
    if (lineno == end_lineno && col_offset > end_col_offset) {
        PyErr_Format(PyExc_ValueError, "line %d, column %d-%d is not a valid range", lineno,
                     col_offset, end_col_offset);
        return false;
    }
    return true;
}

bool pyi_validate_name(PyObject *name) {
    static const char *const constants[] = {"None", "True", "False"};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(constants); i++) {
        if (_PyUnicode_EqualToASCIIString(name, constants[i])) {
            PyErr_Format(PyExc_ValueError, "identifier field can't represent '%s' constant",
                         constants[i]);
            return false;
        }
    }
    return true;
}

bool pyi_validate_not_empty(const void *seq, const char *field, const char *owner) {
    if (asdl_seq_LEN((const asdl_seq *)seq) == 0) {
        PyErr_Format(PyExc_ValueError, "empty %s on %s", field, owner);
        return false;
    }
    return true;
}

bool pyi_validate_exprs(pyi_tree_depth *depth, const asdl_expr_seq *exprs, expr_context_ty context,
                        bool null_allowed) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(exprs); i++) {
        expr_ty e = asdl_seq_GET(exprs, i);
        if (e == NULL && !null_allowed) {
            return pyi_invalid("None disallowed in expression list");
        }
        if (e != NULL && !pyi_validate_expr(depth, e, context)) {
            return false;
        }
    }
    return true;
}

static bool validate_loads(pyi_tree_depth *depth, const asdl_expr_seq *exprs) {
    return pyi_validate_exprs(depth, exprs, Load, false);
}

/* ---- arguments ------------------------------------------------------------------------------ */

bool pyi_validate_keywords(pyi_tree_depth *depth, const asdl_keyword_seq *keywords) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(keywords); i++) {
        if (!pyi_validate_expr(depth, asdl_seq_GET(keywords, i)->value, Load)) {
            return false;
        }
    }
    return true;
}

static bool validate_args(pyi_tree_depth *depth, const asdl_arg_seq *args) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(args); i++) {
        arg_ty arg = asdl_seq_GET(args, i);
        if (!VALIDATE_LOCATION(arg) || !pyi_validate_optional(depth, arg->annotation)) {
            return false;
        }
    }
    return true;
}

static bool validate_rest(pyi_tree_depth *depth, arg_ty arg) {
    return arg == NULL || pyi_validate_optional(depth, arg->annotation);
}

bool pyi_validate_arguments(pyi_tree_depth *depth, arguments_ty args) {
    if (!validate_args(depth, args->posonlyargs) || !validate_args(depth, args->args) ||
        !validate_rest(depth, args->vararg) || !validate_args(depth, args->kwonlyargs) ||
        !validate_rest(depth, args->kwarg)) {
        return false;
    }
    if (asdl_seq_LEN(args->defaults) > asdl_seq_LEN(args->posonlyargs) + asdl_seq_LEN(args->args)) {
        return pyi_invalid("more positional defaults than args on arguments");
    }
    if (asdl_seq_LEN(args->kw_defaults) != asdl_seq_LEN(args->kwonlyargs)) {
        return pyi_invalid("length of kwonlyargs is not the same as kw_defaults on arguments");
    }
    return validate_loads(depth, args->defaults) &&
           pyi_validate_exprs(depth, args->kw_defaults, Load, true);
}

/* ---- kinds of expressions ------------------------------------------------------------------- */

/* What a code object can hold as a constant. */
static bool validate_constant(pyi_tree_depth *depth, PyObject *value) {
    if (value == Py_None || value == Py_Ellipsis || PyLong_CheckExact(value) ||
        PyFloat_CheckExact(value) || PyComplex_CheckExact(value) || PyBool_Check(value) ||
        PyUnicode_CheckExact(value) || PyBytes_CheckExact(value)) {
        return true;
    }
    if (!PyTuple_CheckExact(value) && !PyFrozenSet_CheckExact(value)) {
        PyErr_Format(PyExc_TypeError, "got an invalid type in Constant: %s",
                     _PyType_Name(Py_TYPE(value)));
        return false;
    }
    PyObject *iter = PyObject_GetIter(value);
    bool valid = iter != NULL && pyi_validate_enter(depth);
    PyObject *item;
    while (valid && (item = PyIter_Next(iter)) != NULL) {
        valid = validate_constant(depth, item);
        Py_DECREF(item);
    }
    Py_XDECREF(iter);
    depth->depth--;
    return valid && !PyErr_Occurred();
}

static bool validate_comprehension(pyi_tree_depth *depth, const asdl_comprehension_seq *generators) {
    if (asdl_seq_LEN(generators) == 0) {
        return pyi_invalid("comprehension with no generators");
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(generators); i++) {
        comprehension_ty generator = asdl_seq_GET(generators, i);
        if (!pyi_validate_expr(depth, generator->target, Store) ||
            !pyi_validate_expr(depth, generator->iter, Load) ||
            !validate_loads(depth, generator->ifs)) {
            return false;
        }
    }
    return true;
}

static bool validate_named(pyi_tree_depth *depth, expr_ty e) {
    if (e->v.NamedExpr.target->kind != Name_kind) {
        PyErr_SetString(PyExc_TypeError, "NamedExpr target must be a Name");
        return false;
    }
    return pyi_validate_expr(depth, e->v.NamedExpr.value, Load);
}

static bool validate_dict(pyi_tree_depth *depth, expr_ty e) {
    if (asdl_seq_LEN(e->v.Dict.keys) != asdl_seq_LEN(e->v.Dict.values)) {
        return pyi_invalid("Dict doesn't have the same number of keys as values");
    }
    return pyi_validate_exprs(depth, e->v.Dict.keys, Load, true) &&
           validate_loads(depth, e->v.Dict.values);
}

static bool validate_compare(pyi_tree_depth *depth, expr_ty e) {
    if (asdl_seq_LEN(e->v.Compare.comparators) == 0) {
        return pyi_invalid("Compare with no comparators");
    }
    if (asdl_seq_LEN(e->v.Compare.comparators) != asdl_seq_LEN(e->v.Compare.ops)) {
        return pyi_invalid("Compare has a different number of comparators and operands");
    }
    return validate_loads(depth, e->v.Compare.comparators) &&
           pyi_validate_expr(depth, e->v.Compare.left, Load);
}

static bool validate_kind(pyi_tree_depth *depth, expr_ty e, expr_context_ty context) {
    switch (e->kind) {
    case BoolOp_kind:
        return asdl_seq_LEN(e->v.BoolOp.values) < 2 ? pyi_invalid("BoolOp with less than 2 values")
                                                    : validate_loads(depth, e->v.BoolOp.values);
    case NamedExpr_kind:
        return validate_named(depth, e);
    case BinOp_kind:
        return pyi_validate_expr(depth, e->v.BinOp.left, Load) &&
               pyi_validate_expr(depth, e->v.BinOp.right, Load);
    case UnaryOp_kind:
        return pyi_validate_expr(depth, e->v.UnaryOp.operand, Load);
    case Lambda_kind:
        return pyi_validate_arguments(depth, e->v.Lambda.args) &&
               pyi_validate_expr(depth, e->v.Lambda.body, Load);
    case IfExp_kind:
        return pyi_validate_expr(depth, e->v.IfExp.test, Load) &&
               pyi_validate_expr(depth, e->v.IfExp.body, Load) &&
               pyi_validate_expr(depth, e->v.IfExp.orelse, Load);
    case Dict_kind:
        return validate_dict(depth, e);
    case Set_kind:
        return validate_loads(depth, e->v.Set.elts);
    case ListComp_kind:
    case SetComp_kind:
    case GeneratorExp_kind: /* of one layout */
        return validate_comprehension(depth, e->v.ListComp.generators) &&
               pyi_validate_expr(depth, e->v.ListComp.elt, Load);
    case DictComp_kind:
        return validate_comprehension(depth, e->v.DictComp.generators) &&
               pyi_validate_expr(depth, e->v.DictComp.key, Load) &&
               pyi_validate_expr(depth, e->v.DictComp.value, Load);
    case Await_kind:
    case YieldFrom_kind:
    case Yield_kind: /* of one layout */
        return pyi_validate_optional(depth, e->v.Yield.value);
    case Compare_kind:
        return validate_compare(depth, e);
    case Call_kind:
        return pyi_validate_expr(depth, e->v.Call.func, Load) &&
               validate_loads(depth, e->v.Call.args) &&
               pyi_validate_keywords(depth, e->v.Call.keywords);
    case FormattedValue_kind:
        return pyi_validate_expr(depth, e->v.FormattedValue.value, Load) &&
               pyi_validate_optional(depth, e->v.FormattedValue.format_spec);
    case JoinedStr_kind:
        return validate_loads(depth, e->v.JoinedStr.values);
    case Constant_kind:
        return validate_constant(depth, e->v.Constant.value);
    case Attribute_kind:
        return pyi_validate_expr(depth, e->v.Attribute.value, Load);
    case Subscript_kind:
        return pyi_validate_expr(depth, e->v.Subscript.slice, Load) &&
               pyi_validate_expr(depth, e->v.Subscript.value, Load);
    case Starred_kind:
        return pyi_validate_expr(depth, e->v.Starred.value, context);
    case Name_kind:
        return true;
    case List_kind:
    case Tuple_kind: /* of one layout */
        return pyi_validate_exprs(depth, e->v.List.elts, context, false);
    case Slice_kind:
        return pyi_validate_optional(depth, e->v.Slice.lower) &&
               pyi_validate_optional(depth, e->v.Slice.upper) &&
               pyi_validate_optional(depth, e->v.Slice.step);
    }
    PyErr_SetString(PyExc_SystemError, "unexpected expression");
    return false;
}

/* ---- contexts ------------------------------------------------------------------------------- */

static const char *context_name(expr_context_ty context) {
    return context == Load ? "Load" : context == Store ? "Store" : "Del";
}

/* 0 for kinds without one, which are always loaded */
static expr_context_ty context_of(expr_ty e) {
    switch (e->kind) {
    case Attribute_kind:
        return e->v.Attribute.ctx;
    case Subscript_kind:
        return e->v.Subscript.ctx;
    case Starred_kind:
        return e->v.Starred.ctx;
    case Name_kind:
        return e->v.Name.ctx;
    case List_kind:
        return e->v.List.ctx;
    case Tuple_kind:
        return e->v.Tuple.ctx;
    default:
        return 0;
    }
}

static bool validate_context(expr_ty e, expr_context_ty context) {
    expr_context_ty actual = context_of(e);
    if (actual == 0 && context != Load) {
        PyErr_Format(PyExc_ValueError, "expression which can't be assigned to in %s context",
                     context_name(context));
        return false;
    }
    if (actual != 0 && actual != context) {
        PyErr_Format(PyExc_ValueError, "expression must have %s context but has %s instead",
                     context_name(context), context_name(actual));
        return false;
    }
    return true;
}

bool pyi_validate_expr(pyi_tree_depth *depth, expr_ty e, expr_context_ty context) {
    if (!VALIDATE_LOCATION(e) || !pyi_validate_enter(depth)) {
        return false;
    }
    bool valid = (e->kind != Name_kind || pyi_validate_name(e->v.Name.id)) &&
                 validate_context(e, context) && validate_kind(depth, e, context);
    depth->depth--;
    return valid;
}
