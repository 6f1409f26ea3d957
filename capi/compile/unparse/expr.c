/* SPDX-License-Identifier: Apache-2.0 */
/* expr: the text of an expression, for annotations under `from __future__ import annotations`.
 *
 * An expression is put in parentheses when it binds weaker than its place demands, so the text has
 * no more of them than it needs. Literals are their repr(); an f-string is written again from its parts.
 */
#include "unparse.h"

static int write_list(writer *w, const asdl_expr_seq *exprs, const char *between, level place) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(exprs); i++) {
        if (unparse_with(w, i == 0 ? "" : between, asdl_seq_GET(exprs, i), place) < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- operators ------------------------------------------------------------------------------ */

static int write_bool(writer *w, expr_ty e) {
    bool is_and = e->v.BoolOp.op == And;
    return write_list(w, e->v.BoolOp.values, is_and ? " and " : " or ",
                      (is_and ? LEVEL_AND : LEVEL_OR) + 1);
}

typedef struct {
    const char *text;
    level own;
} operator_row;

static const operator_row binary[] = {
    [Add] = {" + ", LEVEL_ARITH},     [Sub] = {" - ", LEVEL_ARITH},
    [Mult] = {" * ", LEVEL_TERM},     [MatMult] = {" @ ", LEVEL_TERM},
    [Div] = {" / ", LEVEL_TERM},      [Mod] = {" % ", LEVEL_TERM},
    [Pow] = {" ** ", LEVEL_POWER},    [LShift] = {" << ", LEVEL_SHIFT},
    [RShift] = {" >> ", LEVEL_SHIFT}, [BitOr] = {" | ", LEVEL_BOR},
    [BitXor] = {" ^ ", LEVEL_BXOR},   [BitAnd] = {" & ", LEVEL_BAND},
    [FloorDiv] = {" // ", LEVEL_TERM},
};

static int write_binary(writer *w, expr_ty e) {
    operator_row op = binary[e->v.BinOp.op];
    bool from_right = e->v.BinOp.op == Pow;
    return pyi_unparse_expr(w, e->v.BinOp.left, op.own + from_right) < 0
               ? -1
               : unparse_with(w, op.text, e->v.BinOp.right, op.own + !from_right);
}

static const operator_row unary[] = {
    [Invert] = {"~", LEVEL_FACTOR},
    [Not] = {"not ", LEVEL_NOT},
    [UAdd] = {"+", LEVEL_FACTOR},
    [USub] = {"-", LEVEL_FACTOR},
};

static int write_unary(writer *w, expr_ty e) {
    operator_row op = unary[e->v.UnaryOp.op];
    return unparse_with(w, op.text, e->v.UnaryOp.operand, op.own);
}

static int write_compare(writer *w, expr_ty e) {
    static const char *const texts[] = {
        [Eq] = " == ", [NotEq] = " != ", [Lt] = " < ",       [LtE] = " <= ", [Gt] = " > ",
        [GtE] = " >= ", [Is] = " is ",   [IsNot] = " is not ", [In] = " in ",  [NotIn] = " not in ",
    };
    if (pyi_unparse_expr(w, e->v.Compare.left, LEVEL_COMPARE + 1) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(e->v.Compare.comparators); i++) {
        const char *text = texts[asdl_seq_GET(e->v.Compare.ops, i)];
        expr_ty right = asdl_seq_GET(e->v.Compare.comparators, i);
        if (unparse_with(w, text, right, LEVEL_COMPARE + 1) < 0) {
            return -1;
        }
    }
    return 0;
}

static int write_conditional(writer *w, expr_ty e) {
    if (pyi_unparse_expr(w, e->v.IfExp.body, LEVEL_TEST + 1) < 0 ||
        unparse_with(w, " if ", e->v.IfExp.test, LEVEL_TEST + 1) < 0) {
        return -1;
    }
    return unparse_with(w, " else ", e->v.IfExp.orelse, LEVEL_TEST);
}

/* ---- lambda --------------------------------------------------------------------------------- */

static int write_arg(writer *w, const char *before, arg_ty arg) {
    if (unparse_put(w, before) < 0 || _PyUnicodeWriter_WriteStr(w, arg->arg) < 0) {
        return -1;
    }
    return unparse_optional(w, ": ", arg->annotation, LEVEL_TEST);
}

/* Parameters by position; the last of them have the defaults. */
static int write_positional(writer *w, arguments_ty args) {
    Py_ssize_t before = asdl_seq_LEN(args->posonlyargs);
    Py_ssize_t n = before + asdl_seq_LEN(args->args);
    Py_ssize_t required = n - asdl_seq_LEN(args->defaults);
    for (Py_ssize_t i = 0; i < n; i++) {
        arg_ty arg = i < before ? asdl_seq_GET(args->posonlyargs, i)
                                : asdl_seq_GET(args->args, i - before);
        if (write_arg(w, i == 0 ? "" : ", ", arg) < 0 ||
            (i >= required &&
             unparse_with(w, "=", asdl_seq_GET(args->defaults, i - required), LEVEL_TEST) < 0) ||
            unparse_put_if(w, i + 1 == before, ", /") < 0) {
            return -1;
        }
    }
    return 0;
}

/* first: nothing stands before them */
static int write_keyword_only(writer *w, arguments_ty args, bool first) {
    if (args->vararg != NULL || asdl_seq_LEN(args->kwonlyargs) != 0) {
        const char *star = first ? "*" : ", *";
        if ((args->vararg == NULL ? unparse_put(w, star) : write_arg(w, star, args->vararg)) < 0) {
            return -1;
        }
        first = false;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(args->kwonlyargs); i++) {
        if (write_arg(w, ", ", asdl_seq_GET(args->kwonlyargs, i)) < 0 ||
            unparse_optional(w, "=", asdl_seq_GET(args->kw_defaults, i), LEVEL_TEST) < 0) {
            return -1;
        }
    }
    return args->kwarg == NULL ? 0 : write_arg(w, first ? "**" : ", **", args->kwarg);
}

static int write_lambda(writer *w, expr_ty e) {
    arguments_ty args = e->v.Lambda.args;
    bool positional = asdl_seq_LEN(args->posonlyargs) + asdl_seq_LEN(args->args) != 0;
    if (unparse_put(w, positional ? "lambda " : "lambda") < 0 || write_positional(w, args) < 0 ||
        write_keyword_only(w, args, !positional) < 0) {
        return -1;
    }
    return unparse_with(w, ": ", e->v.Lambda.body, LEVEL_TEST);
}

/* ---- displays and comprehensions ------------------------------------------------------------ */

static int write_dict(writer *w, expr_ty e) {
    if (unparse_put(w, "{") < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(e->v.Dict.values); i++) {
        expr_ty key = asdl_seq_GET(e->v.Dict.keys, i), value = asdl_seq_GET(e->v.Dict.values, i);
        const char *between = i == 0 ? "" : ", ";
        int status = key != NULL ? unparse_with(w, between, key, LEVEL_TEST)
                                 : unparse_put(w, between);
        if (status == 0) {
            status = key != NULL ? unparse_with(w, ": ", value, LEVEL_TEST)
                                 : unparse_with(w, "**", value, LEVEL_BOR);
        }
        if (status < 0) {
            return -1;
        }
    }
    return unparse_put(w, "}");
}

static int write_elements(writer *w, const char *open, const asdl_expr_seq *elements,
                          const char *close) {
    if (unparse_put(w, open) < 0 || write_list(w, elements, ", ", LEVEL_TEST) < 0) {
        return -1;
    }
    return unparse_put(w, close);
}

static int write_tuple(writer *w, expr_ty e) {
    const asdl_expr_seq *elements = e->v.Tuple.elts;
    if (asdl_seq_LEN(elements) == 0) {
        return unparse_put(w, "()");
    }
    return write_elements(w, "", elements, asdl_seq_LEN(elements) == 1 ? "," : "");
}

static int write_generators(writer *w, const asdl_comprehension_seq *generators) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(generators); i++) {
        comprehension_ty c = asdl_seq_GET(generators, i);
        if (unparse_with(w, c->is_async ? " async for " : " for ", c->target, LEVEL_TUPLE) < 0 ||
            unparse_with(w, " in ", c->iter, LEVEL_TEST + 1) < 0) {
            return -1;
        }
        for (Py_ssize_t j = 0; j < asdl_seq_LEN(c->ifs); j++) {
            if (unparse_with(w, " if ", asdl_seq_GET(c->ifs, j), LEVEL_TEST + 1) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

/* SetComp and GeneratorExp have the same layout. */
static int write_comprehension(writer *w, const char *open, expr_ty e, const char *close) {
    if (unparse_with(w, open, e->v.ListComp.elt, LEVEL_TEST) < 0 ||
        write_generators(w, e->v.ListComp.generators) < 0) {
        return -1;
    }
    return unparse_put(w, close);
}

static int write_dict_comprehension(writer *w, expr_ty e) {
    if (unparse_with(w, "{", e->v.DictComp.key, LEVEL_TEST) < 0 ||
        unparse_with(w, ": ", e->v.DictComp.value, LEVEL_TEST) < 0 ||
        write_generators(w, e->v.DictComp.generators) < 0) {
        return -1;
    }
    return unparse_put(w, "}");
}

/* ---- primaries ------------------------------------------------------------------------------ */

static int write_attribute(writer *w, expr_ty e) {
    expr_ty value = e->v.Attribute.value;
    bool is_int = value->kind == Constant_kind && PyLong_CheckExact(value->v.Constant.value);
    if (pyi_unparse_expr(w, value, LEVEL_ATOM) < 0 || unparse_put(w, is_int ? " ." : ".") < 0) {
        return -1; /* `1.real` would begin with a float */
    }
    return _PyUnicodeWriter_WriteStr(w, e->v.Attribute.attr);
}

static int write_call(writer *w, expr_ty e) {
    const asdl_expr_seq *args = e->v.Call.args;
    const asdl_keyword_seq *keywords = e->v.Call.keywords;
    if (pyi_unparse_expr(w, e->v.Call.func, LEVEL_ATOM) < 0) {
        return -1;
    }
    if (asdl_seq_LEN(args) == 1 && asdl_seq_LEN(keywords) == 0 &&
        asdl_seq_GET(args, 0)->kind == GeneratorExp_kind) {
        /* It has parentheses of its own. */
        return pyi_unparse_expr(w, asdl_seq_GET(args, 0), LEVEL_ATOM);
    }
    if (unparse_put(w, "(") < 0 || write_list(w, args, ", ", LEVEL_TEST) < 0) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(keywords); i++) {
        keyword_ty keyword = asdl_seq_GET(keywords, i);
        if (unparse_put_if(w, i != 0 || asdl_seq_LEN(args) != 0, ", ") < 0 ||
            (keyword->arg != NULL && _PyUnicodeWriter_WriteStr(w, keyword->arg) < 0) ||
            unparse_with(w, keyword->arg != NULL ? "=" : "**", keyword->value, LEVEL_TEST) < 0) {
            return -1;
        }
    }
    return unparse_put(w, ")");
}

static int write_subscript(writer *w, expr_ty e) {
    if (pyi_unparse_expr(w, e->v.Subscript.value, LEVEL_ATOM) < 0 ||
        unparse_with(w, "[", e->v.Subscript.slice, LEVEL_TUPLE) < 0) {
        return -1;
    }
    return unparse_put(w, "]");
}

static int write_slice(writer *w, expr_ty e) {
    if (unparse_optional(w, "", e->v.Slice.lower, LEVEL_TEST) < 0 || unparse_put(w, ":") < 0 ||
        unparse_optional(w, "", e->v.Slice.upper, LEVEL_TEST) < 0) {
        return -1;
    }
    return unparse_optional(w, ":", e->v.Slice.step, LEVEL_TEST);
}

/* ---- all expressions ------------------------------------------------------------------------ */

/* How strongly an expression binds. */
static level own_level(expr_ty e) {
    switch (e->kind) {
    case NamedExpr_kind:
        return LEVEL_TUPLE;
    case Tuple_kind:
        return asdl_seq_LEN(e->v.Tuple.elts) == 0 ? LEVEL_ATOM : LEVEL_TUPLE;
    case Lambda_kind:
    case IfExp_kind:
        return LEVEL_TEST;
    case BoolOp_kind:
        return e->v.BoolOp.op == And ? LEVEL_AND : LEVEL_OR;
    case BinOp_kind:
        return binary[e->v.BinOp.op].own;
    case UnaryOp_kind:
        return unary[e->v.UnaryOp.op].own;
    case Compare_kind:
        return LEVEL_COMPARE;
    case Await_kind:
        return LEVEL_AWAIT;
    default:
        return LEVEL_ATOM;
    }
}

static int write_named(writer *w, expr_ty e) {
    return pyi_unparse_expr(w, e->v.NamedExpr.target, LEVEL_TUPLE) < 0
               ? -1
               : unparse_with(w, " := ", e->v.NamedExpr.value, LEVEL_ATOM);
}

static int write_yield(writer *w, expr_ty e) {
    expr_ty value = e->v.Yield.value;
    const char *text = e->kind == YieldFrom_kind ? "(yield from " : "(yield ";
    int status = value == NULL ? unparse_put(w, "(yield")
                               : unparse_with(w, text, value, LEVEL_TEST);
    return status < 0 ? -1 : unparse_put(w, ")");
}

/* A kind that is no str is one no parser makes. */
static int write_prefixed(writer *w, expr_ty e) {
    PyObject *prefix = e->v.Constant.kind;
    if (prefix != NULL && PyUnicode_Check(prefix) && _PyUnicodeWriter_WriteStr(w, prefix) < 0) {
        return -1;
    }
    return pyi_unparse_constant(w, e->v.Constant.value);
}

/* What has no parentheses to be added. */
static int write_primary(writer *w, expr_ty e) {
    switch (e->kind) {
    case Yield_kind:
    case YieldFrom_kind: /* of one layout */
        return write_yield(w, e);
    case FormattedValue_kind:
        return pyi_unparse_replacement(w, e);
    case JoinedStr_kind:
        return pyi_unparse_fstring(w, e);
    case Constant_kind:
        return write_prefixed(w, e);
    case Attribute_kind:
        return write_attribute(w, e);
    case Subscript_kind:
        return write_subscript(w, e);
    case Slice_kind:
        return write_slice(w, e);
    case Call_kind:
        return write_call(w, e);
    case Starred_kind:
        return unparse_with(w, "*", e->v.Starred.value, LEVEL_BOR);
    case Name_kind:
        return _PyUnicodeWriter_WriteStr(w, e->v.Name.id);
    case List_kind:
        return write_elements(w, "[", e->v.List.elts, "]");
    case Set_kind:
        return write_elements(w, "{", e->v.Set.elts, "}");
    case Dict_kind:
        return write_dict(w, e);
    case ListComp_kind:
        return write_comprehension(w, "[", e, "]");
    case SetComp_kind:
        return write_comprehension(w, "{", e, "}");
    case GeneratorExp_kind:
        return write_comprehension(w, "(", e, ")");
    case DictComp_kind:
        return write_dict_comprehension(w, e);
    default:
        return unparse_unknown("unknown expression kind");
    }
}

static int write_kind(writer *w, expr_ty e) {
    switch (e->kind) {
    case NamedExpr_kind:
        return write_named(w, e);
    case Tuple_kind:
        return write_tuple(w, e);
    case Lambda_kind:
        return write_lambda(w, e);
    case IfExp_kind:
        return write_conditional(w, e);
    case BoolOp_kind:
        return write_bool(w, e);
    case BinOp_kind:
        return write_binary(w, e);
    case UnaryOp_kind:
        return write_unary(w, e);
    case Compare_kind:
        return write_compare(w, e);
    case Await_kind:
        return unparse_with(w, "await ", e->v.Await.value, LEVEL_ATOM);
    default:
        return write_primary(w, e);
    }
}

int pyi_unparse_expr(writer *w, expr_ty e, level place) {
    bool enclosed = place > own_level(e);
    if (unparse_put_if(w, enclosed, "(") < 0 || write_kind(w, e) < 0) {
        return -1;
    }
    return unparse_put_if(w, enclosed, ")");
}

/* new */
PyObject *pyi_unparse_text(expr_ty e, level place) {
    writer w;
    _PyUnicodeWriter_Init(&w);
    w.overallocate = 1;
    if (pyi_unparse_expr(&w, e, place) < 0) {
        _PyUnicodeWriter_Dealloc(&w);
        return NULL;
    }
    return _PyUnicodeWriter_Finish(&w);
}

/* ---- public functions ----------------------------------------------------------------------- */

/* new */
PyObject *_PyAST_ExprAsUnicode(expr_ty e) { return pyi_unparse_text(e, LEVEL_TEST); }
