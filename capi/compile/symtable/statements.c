/* SPDX-License-Identifier: Apache-2.0 */
/* statements: the names that every statement binds and uses, and the blocks of functions and classes.
 *
 * The order in which CPython visits the parts shows in the order of names and in which of two
 * mistakes is reported.
 */
#include "tables.h"

static bool visit_statement(struct symtable *st, stmt_ty s);

bool pyi_visit_statements(struct symtable *st, asdl_stmt_seq *body) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(body); i++) {
        if (!visit_statement(st, asdl_seq_GET(body, i))) {
            return false;
        }
    }
    return true;
}

/* ---- functions ------------------------------------------------------------------------------- */

/* The members that def and async def have in common. */
typedef struct {
    PyObject *name;
    arguments_ty args;
    asdl_stmt_seq *body;
    asdl_expr_seq *decorators;
    expr_ty returns;
    bool is_async;
#if PYI_312
    asdl_type_param_seq *params;
#endif
} function;

static function function_of(stmt_ty s) {
#if PYI_312
#  define PARAMS(kind) , s->v.kind.type_params
#else
#  define PARAMS(kind)
#endif
#define FUNCTION(kind, is_async)                                                                   \
    ((function){s->v.kind.name, s->v.kind.args, s->v.kind.body, s->v.kind.decorator_list,          \
                s->v.kind.returns, is_async PARAMS(kind)})
    return s->kind == FunctionDef_kind ? FUNCTION(FunctionDef, false)
                                       : FUNCTION(AsyncFunctionDef, true);
}

/* The block of the function itself. */
static bool visit_body(struct symtable *st, stmt_ty s, const function *f) {
    if (!pyi_symtable_enter(st, f->name, FunctionBlock, s, PLACE(s))) {
        return false;
    }
    st->st_cur->ste_coroutine = f->is_async;
    if (!pyi_visit_parameters(st, f->args) || !pyi_visit_statements(st, f->body)) {
        return false;
    }
    pyi_symtable_leave(st);
    return true;
}

static bool visit_function(struct symtable *st, stmt_ty s) {
    function f = function_of(s);
    if (!pyi_symtable_define(st, f.name, DEF_LOCAL, PLACE(s)) || !pyi_visit_defaults(st, f.args)) {
        return false;
    }
#if PYI_312
    bool generic = asdl_seq_LEN(f.params) > 0;
    if (!pyi_visit_exprs(st, f.decorators) ||
        (generic && !pyi_enter_type_params(st, s, f.name, f.params, f.args)) ||
        !pyi_visit_annotations(st, s, f.args, f.returns) || !visit_body(st, s, &f)) {
        return false;
    }
    if (generic) {
        pyi_symtable_leave(st);
    }
    return true;
#else
    return pyi_visit_annotations(st, s, f.args, f.returns) && pyi_visit_exprs(st, f.decorators) &&
           visit_body(st, s, &f);
#endif
}

/* ---- classes --------------------------------------------------------------------------------- */

/* The block of the class itself. */
static bool visit_class_body(struct symtable *st, stmt_ty s) {
    if (!pyi_symtable_enter(st, s->v.ClassDef.name, ClassBlock, s, PLACE(s))) {
        return false;
    }
    st->st_private = s->v.ClassDef.name;
#if PYI_312
    if (asdl_seq_LEN(s->v.ClassDef.type_params) > 0 &&
        (!pyi_symtable_define(st, PYI_NAME("__type_params__"), DEF_LOCAL, PLACE(s)) ||
         !pyi_symtable_define(st, PYI_NAME(".type_params"), USE, PLACE(s)))) {
        return false;
    }
#endif
    if (!pyi_visit_statements(st, s->v.ClassDef.body)) {
        return false;
    }
    pyi_symtable_leave(st);
    return true;
}

static bool visit_class(struct symtable *st, stmt_ty s) {
    PyObject *private = st->st_private;
    if (!pyi_symtable_define(st, s->v.ClassDef.name, DEF_LOCAL, PLACE(s))) {
        return false;
    }
#if PYI_312
    asdl_type_param_seq *params = s->v.ClassDef.type_params;
    bool generic = asdl_seq_LEN(params) > 0;
    if (!pyi_visit_exprs(st, s->v.ClassDef.decorator_list) ||
        (generic && !pyi_enter_type_params(st, s, s->v.ClassDef.name, params, NULL))) {
        return false;
    }
#endif
    if (!pyi_visit_exprs(st, s->v.ClassDef.bases) ||
        !pyi_visit_keywords(st, s->v.ClassDef.keywords)) {
        return false;
    }
#if !PYI_312
    if (!pyi_visit_exprs(st, s->v.ClassDef.decorator_list)) {
        return false;
    }
#endif
    if (!visit_class_body(st, s)) {
        return false;
    }
#if PYI_312
    if (generic) {
        pyi_symtable_leave(st);
    }
#endif
    st->st_private = private;
    return true;
}

/* ---- assignments and declarations ------------------------------------------------------------ */

static bool visit_annotated_name(struct symtable *st, stmt_ty s) {
    expr_ty target = s->v.AnnAssign.target;
    PyObject *name = target->v.Name.id;
    long flags;
    if (!pyi_symtable_find(st, st->st_cur, name, &flags)) {
        return false;
    }
    if ((flags & (DEF_GLOBAL | DEF_NONLOCAL)) && st->st_cur->ste_symbols != st->st_global &&
        s->v.AnnAssign.simple) {
        return pyi_symtable_error(st, PLACE(s),
                                  flags & DEF_GLOBAL ? "annotated name '%U' can't be global"
                                                     : "annotated name '%U' can't be nonlocal",
                                  name);
    }
    if (s->v.AnnAssign.simple) {
        return pyi_symtable_define(st, name, DEF_ANNOT | DEF_LOCAL, PLACE(target));
    }
    return s->v.AnnAssign.value == NULL ||
           pyi_symtable_define(st, name, DEF_LOCAL, PLACE(target));
}

static bool visit_annotated(struct symtable *st, stmt_ty s) {
    expr_ty target = s->v.AnnAssign.target;
    return (target->kind == Name_kind ? visit_annotated_name(st, s)
                                      : pyi_visit_expr(st, target)) &&
           pyi_visit_annotation(st, s->v.AnnAssign.annotation) &&
           pyi_visit_optional(st, s->v.AnnAssign.value);
}

/* What a name was before a statement declares it, which it must not be. */
static const char *describe_early(long flags, bool global) {
    if (flags & (DEF_PARAM)) {
        return global ? "name '%U' is parameter and global" : "name '%U' is parameter and nonlocal";
    }
    if (flags & (USE)) {
        return global ? "name '%U' is used prior to global declaration"
                      : "name '%U' is used prior to nonlocal declaration";
    }
    if (flags & (DEF_ANNOT)) {
        return global ? "annotated name '%U' can't be global"
                      : "annotated name '%U' can't be nonlocal";
    }
    return global ? "name '%U' is assigned to before global declaration"
                  : "name '%U' is assigned to before nonlocal declaration";
}

static bool visit_declaration(struct symtable *st, stmt_ty s) {
    bool global = s->kind == Global_kind;
    asdl_identifier_seq *names = global ? s->v.Global.names : s->v.Nonlocal.names;
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(names); i++) {
        PyObject *name = asdl_seq_GET(names, i);
        long flags;
        if (!pyi_symtable_find(st, st->st_cur, name, &flags)) {
            return false;
        }
        if (flags & (DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT)) {
            return pyi_symtable_error(st, PLACE(s), describe_early(flags, global), name);
        }
        if (!pyi_symtable_define(st, name, global ? DEF_GLOBAL : DEF_NONLOCAL, PLACE(s)) ||
            !pyi_symtable_direct(st, name, PLACE(s))) {
            return false;
        }
    }
    return true;
}

/* `import a.b` binds a. */
static bool visit_alias(struct symtable *st, alias_ty a) {
    PyObject *name = a->asname == NULL ? a->name : a->asname;
    if (PyUnicode_CompareWithASCIIString(name, "*") == 0) {
        return st->st_cur->ste_type == ModuleBlock ||
               pyi_symtable_error(st, PLACE(a), "import * only allowed at module level");
    }
    Py_ssize_t dot = PyUnicode_FindChar(name, '.', 0, PyUnicode_GET_LENGTH(name), 1);
    PyObject *bound = dot < 0 ? Py_NewRef(name) : PyUnicode_Substring(name, 0, dot);
    bool ok = bound != NULL && pyi_symtable_define(st, bound, DEF_IMPORT, PLACE(a));
    Py_XDECREF(bound);
    return ok;
}

static bool visit_aliases(struct symtable *st, asdl_alias_seq *names) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(names); i++) {
        if (!visit_alias(st, asdl_seq_GET(names, i))) {
            return false;
        }
    }
    return true;
}

/* ---- statements with bodies ------------------------------------------------------------------ */

static bool visit_loop(struct symtable *st, expr_ty target, expr_ty iter, asdl_stmt_seq *body,
                       asdl_stmt_seq *orelse) {
    return pyi_visit_expr(st, target) && pyi_visit_expr(st, iter) &&
           pyi_visit_statements(st, body) && pyi_visit_statements(st, orelse);
}

static bool visit_branch(struct symtable *st, expr_ty test, asdl_stmt_seq *body,
                         asdl_stmt_seq *orelse) {
    return pyi_visit_expr(st, test) && pyi_visit_statements(st, body) &&
           pyi_visit_statements(st, orelse);
}

static bool visit_with(struct symtable *st, asdl_withitem_seq *items, asdl_stmt_seq *body) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(items); i++) {
        withitem_ty item = asdl_seq_GET(items, i);
        if (!pyi_visit_expr(st, item->context_expr) ||
            !pyi_visit_optional(st, item->optional_vars)) {
            return false;
        }
    }
    return pyi_visit_statements(st, body);
}

static bool visit_handlers(struct symtable *st, asdl_excepthandler_seq *handlers) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(handlers); i++) {
        excepthandler_ty h = asdl_seq_GET(handlers, i);
        PyObject *name = h->v.ExceptHandler.name;
        if (!pyi_visit_optional(st, h->v.ExceptHandler.type) ||
            (name != NULL && !pyi_symtable_define(st, name, DEF_LOCAL, PLACE(h))) ||
            !pyi_visit_statements(st, h->v.ExceptHandler.body)) {
            return false;
        }
    }
    return true;
}

static bool visit_try(struct symtable *st, asdl_stmt_seq *body, asdl_excepthandler_seq *handlers,
                      asdl_stmt_seq *orelse, asdl_stmt_seq *finalbody) {
    if (!pyi_visit_statements(st, body)) {
        return false;
    }
#if PYI_313
    bool ok = visit_handlers(st, handlers) && pyi_visit_statements(st, orelse);
#else
    bool ok = pyi_visit_statements(st, orelse) && visit_handlers(st, handlers);
#endif
    return ok && pyi_visit_statements(st, finalbody);
}

static bool visit_match(struct symtable *st, stmt_ty s) {
    if (!pyi_visit_expr(st, s->v.Match.subject)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(s->v.Match.cases); i++) {
        match_case_ty c = asdl_seq_GET(s->v.Match.cases, i);
        if (!pyi_visit_pattern(st, c->pattern) || !pyi_visit_optional(st, c->guard) ||
            !pyi_visit_statements(st, c->body)) {
            return false;
        }
    }
    return true;
}

#define LOOP(kind) visit_loop(st, s->v.kind.target, s->v.kind.iter, s->v.kind.body, s->v.kind.orelse)
#define BRANCH(kind) visit_branch(st, s->v.kind.test, s->v.kind.body, s->v.kind.orelse)
#define WITH(kind) visit_with(st, s->v.kind.items, s->v.kind.body)
#define TRY(kind)                                                                                  \
    visit_try(st, s->v.kind.body, s->v.kind.handlers, s->v.kind.orelse, s->v.kind.finalbody)

/* ---- every statement ------------------------------------------------------------------------- */

static bool visit_kind(struct symtable *st, stmt_ty s) {
    switch (s->kind) {
    case FunctionDef_kind:
    case AsyncFunctionDef_kind:
        return visit_function(st, s);
    case ClassDef_kind:
        return visit_class(st, s);
    case Return_kind:
        st->st_cur->ste_returns_value |= s->v.Return.value != NULL;
        return pyi_visit_optional(st, s->v.Return.value);
    case Delete_kind:
        return pyi_visit_exprs(st, s->v.Delete.targets);
    case Assign_kind:
        return pyi_visit_exprs(st, s->v.Assign.targets) && pyi_visit_expr(st, s->v.Assign.value);
#if PYI_312
    case TypeAlias_kind:
        return pyi_visit_type_alias(st, s);
#endif
    case AugAssign_kind:
        return pyi_visit_expr(st, s->v.AugAssign.target) &&
               pyi_visit_expr(st, s->v.AugAssign.value);
    case AnnAssign_kind:
        return visit_annotated(st, s);
    case For_kind:
        return LOOP(For);
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
        return visit_match(st, s);
    case Raise_kind:
        return pyi_visit_optional(st, s->v.Raise.exc) && pyi_visit_optional(st, s->v.Raise.cause);
    case Try_kind:
        return TRY(Try);
    case TryStar_kind:
        return TRY(TryStar);
    case Assert_kind:
        return pyi_visit_expr(st, s->v.Assert.test) && pyi_visit_optional(st, s->v.Assert.msg);
    case Import_kind:
        return visit_aliases(st, s->v.Import.names);
    case ImportFrom_kind:
        return visit_aliases(st, s->v.ImportFrom.names);
    case Global_kind:
    case Nonlocal_kind:
        return visit_declaration(st, s);
    case Expr_kind:
        return pyi_visit_expr(st, s->v.Expr.value);
    case Pass_kind:
    case Break_kind:
    case Continue_kind:
        return true;
    }
    Py_UNREACHABLE();
}

static bool visit_statement(struct symtable *st, stmt_ty s) {
    if (!pyi_symtable_descend(st) || !visit_kind(st, s)) {
        return false;
    }
    --st->recursion_depth;
    return true;
}
