/* SPDX-License-Identifier: Apache-2.0 */
/* stmt: statements and whole trees that a program made are valid (validate.h). */
#include "validate.h"

static bool validate_stmt(pyi_tree_depth *depth, stmt_ty s);

static bool validate_stmts(pyi_tree_depth *depth, const asdl_stmt_seq *body) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(body); i++) {
        stmt_ty s = asdl_seq_GET(body, i);
        if (s == NULL) {
            return pyi_invalid("None disallowed in statement list");
        }
        if (!validate_stmt(depth, s)) {
            return false;
        }
    }
    return true;
}

static bool validate_body(pyi_tree_depth *depth, const asdl_stmt_seq *body, const char *owner) {
    return pyi_validate_not_empty(body, "body", owner) && validate_stmts(depth, body);
}

/* ---- definitions ---------------------------------------------------------------------------- */

#if PYI_313
#  define DEFAULT_OF(param, kind) (param)->v.kind.default_value
#elif PYI_312
#  define DEFAULT_OF(param, kind) NULL
#endif

#if PYI_312
static bool validate_type_param(pyi_tree_depth *depth, type_param_ty p) {
    if (!VALIDATE_LOCATION(p)) {
        return false;
    }
    switch (p->kind) {
    case TypeVar_kind:
        return pyi_validate_name(p->v.TypeVar.name) &&
               pyi_validate_optional(depth, p->v.TypeVar.bound) &&
               pyi_validate_optional(depth, DEFAULT_OF(p, TypeVar));
    case ParamSpec_kind:
        return pyi_validate_name(p->v.ParamSpec.name) &&
               pyi_validate_optional(depth, DEFAULT_OF(p, ParamSpec));
    case TypeVarTuple_kind:
        return pyi_validate_name(p->v.TypeVarTuple.name) &&
               pyi_validate_optional(depth, DEFAULT_OF(p, TypeVarTuple));
    }
    PyErr_SetString(PyExc_SystemError, "unexpected type parameter");
    return false;
}

static bool validate_type_params(pyi_tree_depth *depth, const asdl_type_param_seq *params) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(params); i++) {
        type_param_ty p = asdl_seq_GET(params, i);
        if (p == NULL) {
            return pyi_invalid("None disallowed in type parameter list");
        }
        if (!validate_type_param(depth, p)) {
            return false;
        }
    }
    return true;
}

static bool validate_type_alias(pyi_tree_depth *depth, stmt_ty s) {
    if (s->v.TypeAlias.name->kind != Name_kind) {
        PyErr_SetString(PyExc_TypeError, "TypeAlias with non-Name name");
        return false;
    }
    return pyi_validate_expr(depth, s->v.TypeAlias.name, Store) &&
           validate_type_params(depth, s->v.TypeAlias.type_params) &&
           pyi_validate_expr(depth, s->v.TypeAlias.value, Load);
}
#  define VALIDATE_TYPE_PARAMS(depth, s, kind) validate_type_params(depth, (s)->v.kind.type_params)
#else
#  define VALIDATE_TYPE_PARAMS(depth, s, kind) true
#endif

/* AsyncFunctionDef has the same layout. */
static bool validate_function(pyi_tree_depth *depth, stmt_ty s, const char *owner) {
    return validate_body(depth, s->v.FunctionDef.body, owner) &&
           VALIDATE_TYPE_PARAMS(depth, s, FunctionDef) &&
           pyi_validate_arguments(depth, s->v.FunctionDef.args) &&
           pyi_validate_exprs(depth, s->v.FunctionDef.decorator_list, Load, false) &&
           pyi_validate_optional(depth, s->v.FunctionDef.returns);
}

static bool validate_class(pyi_tree_depth *depth, stmt_ty s) {
    return validate_body(depth, s->v.ClassDef.body, "ClassDef") &&
           VALIDATE_TYPE_PARAMS(depth, s, ClassDef) &&
           pyi_validate_exprs(depth, s->v.ClassDef.bases, Load, false) &&
           pyi_validate_keywords(depth, s->v.ClassDef.keywords) &&
           pyi_validate_exprs(depth, s->v.ClassDef.decorator_list, Load, false);
}

/* ---- assignments ---------------------------------------------------------------------------- */

static bool validate_targets(pyi_tree_depth *depth, const asdl_expr_seq *targets,
                             expr_context_ty context) {
    return pyi_validate_not_empty(targets, "targets", context == Del ? "Delete" : "Assign") &&
           pyi_validate_exprs(depth, targets, context, false);
}

static bool validate_annotated(pyi_tree_depth *depth, stmt_ty s) {
    if (s->v.AnnAssign.target->kind != Name_kind && s->v.AnnAssign.simple) {
        PyErr_SetString(PyExc_TypeError, "AnnAssign with simple non-Name target");
        return false;
    }
    return pyi_validate_expr(depth, s->v.AnnAssign.target, Store) &&
           pyi_validate_optional(depth, s->v.AnnAssign.value) &&
           pyi_validate_expr(depth, s->v.AnnAssign.annotation, Load);
}

/* ---- compound statements -------------------------------------------------------------------- */

/* AsyncFor has the same layout. */
static bool validate_for(pyi_tree_depth *depth, stmt_ty s, const char *owner) {
    return pyi_validate_expr(depth, s->v.For.target, Store) &&
           pyi_validate_expr(depth, s->v.For.iter, Load) &&
           validate_body(depth, s->v.For.body, owner) && validate_stmts(depth, s->v.For.orelse);
}

/* AsyncWith has the same layout. */
static bool validate_with(pyi_tree_depth *depth, stmt_ty s, const char *owner) {
    const asdl_withitem_seq *items = s->v.With.items;
    if (!pyi_validate_not_empty(items, "items", owner)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(items); i++) {
        withitem_ty item = asdl_seq_GET(items, i);
        if (!pyi_validate_expr(depth, item->context_expr, Load) ||
            (item->optional_vars != NULL &&
             !pyi_validate_expr(depth, item->optional_vars, Store))) {
            return false;
        }
    }
    return validate_body(depth, s->v.With.body, owner);
}

static bool validate_match(pyi_tree_depth *depth, stmt_ty s) {
    const asdl_match_case_seq *cases = s->v.Match.cases;
    if (!pyi_validate_expr(depth, s->v.Match.subject, Load) ||
        !pyi_validate_not_empty(cases, "cases", "Match")) {
        return false;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(cases); i++) {
        match_case_ty one = asdl_seq_GET(cases, i);
        if (!pyi_validate_pattern(depth, one->pattern, false) ||
            !pyi_validate_optional(depth, one->guard) ||
            !validate_body(depth, one->body, "match_case")) {
            return false;
        }
    }
    return true;
}

static bool validate_raise(pyi_tree_depth *depth, stmt_ty s) {
    if (s->v.Raise.exc == NULL) {
        return s->v.Raise.cause == NULL || pyi_invalid("Raise with cause but no exception");
    }
    return pyi_validate_expr(depth, s->v.Raise.exc, Load) &&
           pyi_validate_optional(depth, s->v.Raise.cause);
}

static bool validate_handlers(pyi_tree_depth *depth, const asdl_excepthandler_seq *handlers) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(handlers); i++) {
        excepthandler_ty handler = asdl_seq_GET(handlers, i);
        if (handler == NULL) {
            return pyi_invalid("None disallowed in handler list");
        }
        if (!VALIDATE_LOCATION(handler) ||
            !pyi_validate_optional(depth, handler->v.ExceptHandler.type) ||
            !validate_body(depth, handler->v.ExceptHandler.body, "ExceptHandler")) {
            return false;
        }
    }
    return true;
}

/* TryStar has the same layout. */
static bool validate_try(pyi_tree_depth *depth, stmt_ty s, const char *owner) {
    if (!validate_body(depth, s->v.Try.body, owner)) {
        return false;
    }
    if (asdl_seq_LEN(s->v.Try.handlers) == 0) {
        const char *wrong = asdl_seq_LEN(s->v.Try.finalbody) == 0
                                ? "%s has neither except handlers nor finalbody"
                            : asdl_seq_LEN(s->v.Try.orelse) != 0
                                ? "%s has orelse but no except handlers"
                                : NULL;
        if (wrong != NULL) {
            PyErr_Format(PyExc_ValueError, wrong, owner);
            return false;
        }
    }
    return validate_handlers(depth, s->v.Try.handlers) &&
           validate_stmts(depth, s->v.Try.finalbody) && validate_stmts(depth, s->v.Try.orelse);
}

static bool validate_import_from(stmt_ty s) {
    if (s->v.ImportFrom.level < 0) {
        return pyi_invalid("Negative ImportFrom level");
    }
    return pyi_validate_not_empty(s->v.ImportFrom.names, "names", "ImportFrom");
}

/* ---- all statements ------------------------------------------------------------------------- */

static bool validate_compound(pyi_tree_depth *depth, stmt_ty s) {
    switch (s->kind) {
    case FunctionDef_kind:
        return validate_function(depth, s, "FunctionDef");
    case AsyncFunctionDef_kind:
        return validate_function(depth, s, "AsyncFunctionDef");
    case ClassDef_kind:
        return validate_class(depth, s);
    case For_kind:
        return validate_for(depth, s, "For");
    case AsyncFor_kind:
        return validate_for(depth, s, "AsyncFor");
    case While_kind:
        return pyi_validate_expr(depth, s->v.While.test, Load) &&
               validate_body(depth, s->v.While.body, "While") &&
               validate_stmts(depth, s->v.While.orelse);
    case If_kind:
        return pyi_validate_expr(depth, s->v.If.test, Load) &&
               validate_body(depth, s->v.If.body, "If") && validate_stmts(depth, s->v.If.orelse);
    case With_kind:
        return validate_with(depth, s, "With");
    case AsyncWith_kind:
        return validate_with(depth, s, "AsyncWith");
    case Match_kind:
        return validate_match(depth, s);
    case Try_kind:
        return validate_try(depth, s, "Try");
    case TryStar_kind:
        return validate_try(depth, s, "TryStar");
    default:
        PyErr_SetString(PyExc_SystemError, "unexpected statement");
        return false;
    }
}

static bool validate_kind(pyi_tree_depth *depth, stmt_ty s) {
    switch (s->kind) {
    case Return_kind:
        return pyi_validate_optional(depth, s->v.Return.value);
    case Delete_kind:
        return validate_targets(depth, s->v.Delete.targets, Del);
    case Assign_kind:
        return validate_targets(depth, s->v.Assign.targets, Store) &&
               pyi_validate_expr(depth, s->v.Assign.value, Load);
    case AugAssign_kind:
        return pyi_validate_expr(depth, s->v.AugAssign.target, Store) &&
               pyi_validate_expr(depth, s->v.AugAssign.value, Load);
    case AnnAssign_kind:
        return validate_annotated(depth, s);
#if PYI_312
    case TypeAlias_kind:
        return validate_type_alias(depth, s);
#endif
    case Raise_kind:
        return validate_raise(depth, s);
    case Assert_kind:
        return pyi_validate_expr(depth, s->v.Assert.test, Load) &&
               pyi_validate_optional(depth, s->v.Assert.msg);
    case Import_kind:
        return pyi_validate_not_empty(s->v.Import.names, "names", "Import");
    case ImportFrom_kind:
        return validate_import_from(s);
    case Global_kind:
        return pyi_validate_not_empty(s->v.Global.names, "names", "Global");
    case Nonlocal_kind:
        return pyi_validate_not_empty(s->v.Nonlocal.names, "names", "Nonlocal");
    case Expr_kind:
        return pyi_validate_expr(depth, s->v.Expr.value, Load);
    case Pass_kind:
    case Break_kind:
    case Continue_kind:
        return true;
    default:
        return validate_compound(depth, s);
    }
}

static bool validate_stmt(pyi_tree_depth *depth, stmt_ty s) {
    if (!VALIDATE_LOCATION(s) || !pyi_validate_enter(depth)) {
        return false;
    }
    bool valid = validate_kind(depth, s);
    depth->depth--;
    return valid;
}

/* ---- public functions ----------------------------------------------------------------------- */

/* 1 when it is valid, 0 with an exception */
int _PyAST_Validate(mod_ty tree) {
    pyi_tree_depth depth = pyi_tree_depth_start();
    switch (tree->kind) {
    case Module_kind:
        return validate_stmts(&depth, tree->v.Module.body);
    case Interactive_kind:
        return validate_stmts(&depth, tree->v.Interactive.body);
    case Expression_kind:
        return pyi_validate_expr(&depth, tree->v.Expression.body, Load);
    case FunctionType_kind:
        return pyi_validate_exprs(&depth, tree->v.FunctionType.argtypes, Load, false) &&
               pyi_validate_expr(&depth, tree->v.FunctionType.returns, Load);
    }
    PyErr_SetString(PyExc_SystemError, "impossible module node");
    return 0;
}

/* borrowed: the str that documents what the statements are the body of, or NULL; sets no exception */
PyObject *_PyAST_GetDocString(asdl_stmt_seq *body) {
    if (asdl_seq_LEN(body) == 0) {
        return NULL;
    }
    stmt_ty first = asdl_seq_GET(body, 0);
    if (first->kind != Expr_kind) {
        return NULL;
    }
    expr_ty e = first->v.Expr.value;
    bool is_doc = e->kind == Constant_kind && PyUnicode_CheckExact(e->v.Constant.value);
    return is_doc ? e->v.Constant.value : NULL;
}
