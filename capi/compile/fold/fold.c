/* SPDX-License-Identifier: Apache-2.0 */
/* fold: constants in a tree are folded before code is generated from it.
 * Contract   pycore_compile.h; what is folded, and up to which size, is what the building version folds
 */
#include "fold.h"

static bool fold_statement(pyi_folder *f, stmt_ty s);

bool pyi_fold_descend(pyi_folder *f) {
    if (++f->depth.now <= f->depth.limit) {
        return true;
    }
    PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded during compilation");
    return false;
}

static bool fold_statements(pyi_folder *f, asdl_stmt_seq *body) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(body); i++) {
        if (!fold_statement(f, asdl_seq_GET(body, i))) {
            return false;
        }
    }
    return true;
}

/* Text that was no docstring, since it was computed, must not become one. */
static bool fold_body(pyi_folder *f, asdl_stmt_seq *body) {
    bool documented = _PyAST_GetDocString(body) != NULL;
    if (!fold_statements(f, body)) {
        return false;
    }
    if (documented || _PyAST_GetDocString(body) == NULL) {
        return true;
    }
    stmt_ty first = asdl_seq_GET(body, 0);
    asdl_expr_seq *values = _Py_asdl_expr_seq_new(1, f->arena);
    if (values == NULL) {
        return false;
    }
    asdl_seq_SET(values, 0, first->v.Expr.value);
    expr_ty text = _PyAST_JoinedStr(values, first->lineno, first->col_offset, first->end_lineno,
                                    first->end_col_offset, f->arena);
    first->v.Expr.value = text;
    return text != NULL;
}

/* ---- functions and classes ------------------------------------------------------------------- */

static bool fold_annotation(pyi_folder *f, expr_ty annotation) {
    return f->keep_annotations || pyi_fold_optional(f, annotation);
}

static bool fold_arg(pyi_folder *f, arg_ty a) {
    return a == NULL || fold_annotation(f, a->annotation);
}

static bool fold_args(pyi_folder *f, asdl_arg_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (!fold_arg(f, asdl_seq_GET(seq, i))) {
            return false;
        }
    }
    return true;
}

bool pyi_fold_arguments(pyi_folder *f, arguments_ty args) {
    return fold_args(f, args->posonlyargs) && fold_args(f, args->args) &&
           fold_arg(f, args->vararg) && fold_args(f, args->kwonlyargs) &&
           pyi_fold_exprs(f, args->kw_defaults) && fold_arg(f, args->kwarg) &&
           pyi_fold_exprs(f, args->defaults);
}

#if PYI_312
#  if PYI_313
#    define DEFAULT(kind) pyi_fold_optional(f, p->v.kind.default_value)
#  else
#    define DEFAULT(kind) true
#  endif

static bool fold_type_params(pyi_folder *f, asdl_type_param_seq *seq) {
    bool ok = true;
    for (Py_ssize_t i = 0; ok && i < asdl_seq_LEN(seq); i++) {
        type_param_ty p = asdl_seq_GET(seq, i);
        switch (p->kind) {
        case TypeVar_kind:
            ok = pyi_fold_optional(f, p->v.TypeVar.bound) && DEFAULT(TypeVar);
            break;
        case ParamSpec_kind:
            ok = DEFAULT(ParamSpec);
            break;
        case TypeVarTuple_kind:
            ok = DEFAULT(TypeVarTuple);
            break;
        }
    }
    return ok;
}
#  define TYPE_PARAMS(kind) fold_type_params(f, s->v.kind.type_params)
#else
#  define TYPE_PARAMS(kind) true
#endif

#define FUNCTION(kind)                                                                             \
    (TYPE_PARAMS(kind) && pyi_fold_arguments(f, s->v.kind.args) && fold_body(f, s->v.kind.body) && \
     pyi_fold_exprs(f, s->v.kind.decorator_list) && fold_annotation(f, s->v.kind.returns))

static bool fold_class(pyi_folder *f, stmt_ty s) {
    return TYPE_PARAMS(ClassDef) && pyi_fold_exprs(f, s->v.ClassDef.bases) &&
           pyi_fold_keywords(f, s->v.ClassDef.keywords) && fold_body(f, s->v.ClassDef.body) &&
           pyi_fold_exprs(f, s->v.ClassDef.decorator_list);
}

/* ---- match ----------------------------------------------------------------------------------- */

static bool fold_pattern(pyi_folder *f, pattern_ty p);

static bool fold_patterns(pyi_folder *f, asdl_pattern_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (!fold_pattern(f, asdl_seq_GET(seq, i))) {
            return false;
        }
    }
    return true;
}

static bool fold_pattern_kind(pyi_folder *f, pattern_ty p) {
    switch (p->kind) {
    case MatchValue_kind:
        return pyi_fold_expr(f, p->v.MatchValue.value);
    case MatchSequence_kind:
        return fold_patterns(f, p->v.MatchSequence.patterns);
    case MatchMapping_kind:
        return pyi_fold_exprs(f, p->v.MatchMapping.keys) &&
               fold_patterns(f, p->v.MatchMapping.patterns);
    case MatchClass_kind:
        return pyi_fold_expr(f, p->v.MatchClass.cls) &&
               fold_patterns(f, p->v.MatchClass.patterns) &&
               fold_patterns(f, p->v.MatchClass.kwd_patterns);
    case MatchAs_kind:
        return p->v.MatchAs.pattern == NULL || fold_pattern(f, p->v.MatchAs.pattern);
    case MatchOr_kind:
        return fold_patterns(f, p->v.MatchOr.patterns);
    default: /* names and None, True, False */
        return true;
    }
}

static bool fold_pattern(pyi_folder *f, pattern_ty p) {
    if (!pyi_fold_descend(f) || !fold_pattern_kind(f, p)) {
        return false;
    }
    f->depth.now--;
    return true;
}

static bool fold_match(pyi_folder *f, stmt_ty s) {
    if (!pyi_fold_expr(f, s->v.Match.subject)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(s->v.Match.cases); i++) {
        match_case_ty c = asdl_seq_GET(s->v.Match.cases, i);
        if (!fold_pattern(f, c->pattern) || !pyi_fold_optional(f, c->guard) ||
            !fold_statements(f, c->body)) {
            return false;
        }
    }
    return true;
}

/* ---- statements with bodies ------------------------------------------------------------------ */

static bool fold_loop(pyi_folder *f, expr_ty target, expr_ty iter, asdl_stmt_seq *body,
                      asdl_stmt_seq *orelse) {
    return pyi_fold_expr(f, target) && pyi_fold_expr(f, iter) && fold_statements(f, body) &&
           fold_statements(f, orelse);
}

static bool fold_branch(pyi_folder *f, expr_ty test, asdl_stmt_seq *body, asdl_stmt_seq *orelse) {
    return pyi_fold_expr(f, test) && fold_statements(f, body) && fold_statements(f, orelse);
}

static bool fold_with(pyi_folder *f, asdl_withitem_seq *items, asdl_stmt_seq *body) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(items); i++) {
        withitem_ty item = asdl_seq_GET(items, i);
        if (!pyi_fold_expr(f, item->context_expr) || !pyi_fold_optional(f, item->optional_vars)) {
            return false;
        }
    }
    return fold_statements(f, body);
}

static bool fold_try(pyi_folder *f, asdl_stmt_seq *body, asdl_excepthandler_seq *handlers,
                     asdl_stmt_seq *orelse, asdl_stmt_seq *finalbody) {
    if (!fold_statements(f, body)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(handlers); i++) {
        excepthandler_ty h = asdl_seq_GET(handlers, i);
        if (!pyi_fold_optional(f, h->v.ExceptHandler.type) ||
            !fold_statements(f, h->v.ExceptHandler.body)) {
            return false;
        }
    }
    return fold_statements(f, orelse) && fold_statements(f, finalbody);
}

#define LOOP(kind) fold_loop(f, s->v.kind.target, s->v.kind.iter, s->v.kind.body, s->v.kind.orelse)
#define BRANCH(kind) fold_branch(f, s->v.kind.test, s->v.kind.body, s->v.kind.orelse)
#define WITH(kind) fold_with(f, s->v.kind.items, s->v.kind.body)
#define TRY(kind)                                                                                  \
    fold_try(f, s->v.kind.body, s->v.kind.handlers, s->v.kind.orelse, s->v.kind.finalbody)

static bool fold_compound(pyi_folder *f, stmt_ty s) {
    switch (s->kind) {
    case FunctionDef_kind:
        return FUNCTION(FunctionDef);
    case AsyncFunctionDef_kind:
        return FUNCTION(AsyncFunctionDef);
    case ClassDef_kind:
        return fold_class(f, s);
    case For_kind:
        return LOOP(For) && pyi_fold_iterable(f, s->v.For.iter);
    case AsyncFor_kind:
        return LOOP(AsyncFor);
    case While_kind:
        return BRANCH(While);
    case If_kind:
        return BRANCH(If);
    case With_kind:
        return WITH(With);
    case AsyncWith_kind:
        return WITH(AsyncWith);
    case Match_kind:
        return fold_match(f, s);
    case Try_kind:
        return TRY(Try);
    case TryStar_kind:
        return TRY(TryStar);
    default: /* no expressions in it */
        return true;
    }
}

/* ---- every statement ------------------------------------------------------------------------- */

static bool fold_kind(pyi_folder *f, stmt_ty s) {
    switch (s->kind) {
    case Return_kind:
        return pyi_fold_optional(f, s->v.Return.value);
    case Delete_kind:
        return pyi_fold_exprs(f, s->v.Delete.targets);
    case Assign_kind:
        return pyi_fold_exprs(f, s->v.Assign.targets) && pyi_fold_expr(f, s->v.Assign.value);
    case AugAssign_kind:
        return pyi_fold_expr(f, s->v.AugAssign.target) && pyi_fold_expr(f, s->v.AugAssign.value);
    case AnnAssign_kind:
        return pyi_fold_expr(f, s->v.AnnAssign.target) &&
               fold_annotation(f, s->v.AnnAssign.annotation) &&
               pyi_fold_optional(f, s->v.AnnAssign.value);
#if PYI_312
    case TypeAlias_kind:
        return pyi_fold_expr(f, s->v.TypeAlias.name) && TYPE_PARAMS(TypeAlias) &&
               pyi_fold_expr(f, s->v.TypeAlias.value);
#endif
    case Raise_kind:
        return pyi_fold_optional(f, s->v.Raise.exc) && pyi_fold_optional(f, s->v.Raise.cause);
    case Assert_kind:
        return pyi_fold_expr(f, s->v.Assert.test) && pyi_fold_optional(f, s->v.Assert.msg);
    case Expr_kind:
        return pyi_fold_expr(f, s->v.Expr.value);
    default:
        return fold_compound(f, s);
    }
}

static bool fold_statement(pyi_folder *f, stmt_ty s) {
    if (!pyi_fold_descend(f) || !fold_kind(f, s)) {
        return false;
    }
    f->depth.now--;
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool fold_module(pyi_folder *f, mod_ty mod) {
    switch (mod->kind) {
    case Module_kind:
        return fold_body(f, mod->v.Module.body);
    case Interactive_kind:
        return fold_statements(f, mod->v.Interactive.body);
    case Expression_kind:
        return pyi_fold_expr(f, mod->v.Expression.body);
    case FunctionType_kind:
        return true;
    }
    Py_UNREACHABLE();
}

static int fold_tree(mod_ty mod, PyArena *arena, int optimize, int features) {
    pyi_folder folder = {
        .arena = arena,
        .optimize = optimize,
        .keep_annotations = features & CO_FUTURE_ANNOTATIONS,
        .depth = pyi_depth_start(),
    };
    return fold_module(&folder, mod);
}

#if PYI_313
/* 0 with an exception */
int _PyAST_Optimize(mod_ty mod, PyArena *arena, int optimize, int ff_features) {
    return fold_tree(mod, arena, optimize, ff_features);
}
#else
int _PyAST_Optimize(mod_ty mod, PyArena *arena, _PyASTOptimizeState *state) {
    return fold_tree(mod, arena, state->optimize, state->ff_features);
}
#endif
