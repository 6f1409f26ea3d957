/* SPDX-License-Identifier: Apache-2.0 */
/* annotations: those of parameters and variables, and the blocks of type parameters (PEP 695, 696).
 *
 * Under `from __future__ import annotations` what is annotated stays text: the expression gets a
 * block that nobody evaluates, only to find what is not allowed in it.
 */
#include "tables.h"

/* ---- annotations ----------------------------------------------------------------------------- */

static bool enter_text(struct symtable *st, void *node, pyi_place place) {
    return !(st->st_future->ff_features & CO_FUTURE_ANNOTATIONS) ||
           pyi_symtable_enter(st, PYI_NAME("_annotation"), AnnotationBlock, node, place);
}

static void leave_text(struct symtable *st) {
    if (st->st_future->ff_features & CO_FUTURE_ANNOTATIONS) {
        pyi_symtable_leave(st);
    }
}

bool pyi_visit_annotation(struct symtable *st, expr_ty annotation) {
    if (!enter_text(st, annotation, PLACE(annotation)) || !pyi_visit_expr(st, annotation)) {
        return false;
    }
    leave_text(st);
    return true;
}

static bool visit_arg(struct symtable *st, arg_ty a) {
    return a == NULL || pyi_visit_optional(st, a->annotation);
}

static bool visit_args(struct symtable *st, asdl_arg_seq *seq) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(seq); i++) {
        if (!visit_arg(st, asdl_seq_GET(seq, i))) {
            return false;
        }
    }
    return true;
}

bool pyi_visit_annotations(struct symtable *st, stmt_ty s, arguments_ty args, expr_ty returns) {
    if (!enter_text(st, s, PLACE(s)) || !visit_args(st, args->posonlyargs) ||
        !visit_args(st, args->args) || !visit_arg(st, args->vararg) ||
        !visit_arg(st, args->kwarg) || !visit_args(st, args->kwonlyargs)) {
        return false;
    }
    leave_text(st);
    return returns == NULL || pyi_visit_annotation(st, returns);
}

/* ---- what they must not contain -------------------------------------------------------------- */

static const char *describe_block(const PySTEntryObject *entry) {
    switch (entry->ste_type) {
    case AnnotationBlock:
        return "an annotation";
#if PYI_312
    case TypeVariableBlock:
#  if PYI_313
        return entry->ste_scope_info;
#  else
        return "a TypeVar bound";
#  endif
    case TypeAliasBlock:
        return "a type alias";
    case TypeParametersBlock:
        return "the definition of a generic";
#endif
    default:
        return NULL;
    }
}

bool pyi_refuse_in_annotation(struct symtable *st, const char *what, expr_ty e) {
    const char *block = describe_block(st->st_cur);
    const char *format =
        PYI_312 ? "%s cannot be used within %s" : "'%s' can not be used within %s";
    return block == NULL || pyi_symtable_error(st, PLACE(e), format, what, block);
}

bool pyi_refuse_in_class(struct symtable *st, const char *what, expr_ty e) {
#if PYI_312 && !PYI_313
    if (st->st_cur->ste_can_see_class_scope) {
        return pyi_symtable_error(st, PLACE(e),
                                  "Cannot use %s in annotation scope within class scope", what);
    }
#else
    (void)st, (void)what, (void)e;
#endif
    return true;
}

/* ---- type parameters ------------------------------------------------------------------------- */

#if PYI_312

/* The block sees the names of the class that it is in, through the cell __classdict__. */
static bool see_class(struct symtable *st, bool in_class, pyi_place place) {
    st->st_cur->ste_can_see_class_scope = in_class;
    return !in_class || pyi_symtable_define(st, PYI_NAME("__classdict__"), USE, place);
}

/* A bound or a default is evaluated late, so it is a function of its own. */
static bool visit_late(struct symtable *st, expr_ty e, PyObject *name, void *key,
                       const char *description, pyi_place place) {
    if (e == NULL) {
        return true;
    }
    bool in_class = st->st_cur->ste_can_see_class_scope;
    if (!pyi_symtable_enter(st, name, TypeVariableBlock, key, place)) {
        return false;
    }
#  if PYI_313
    st->st_cur->ste_scope_info = description;
#  else
    (void)description;
#  endif
    if (!see_class(st, in_class, place) || !pyi_visit_expr(st, e)) {
        return false;
    }
    pyi_symtable_leave(st);
    return true;
}

#  if PYI_313
/* What has a bound as well, which comes by the address of the parameter, has its default by the next. */
#    define DEFAULT(kind, key)                                                                     \
        visit_late(st, p->v.kind.default_value, p->v.kind.name, key, "a " #kind " default", PLACE(p))
#  else
#    define DEFAULT(kind, key) true
#  endif

static bool visit_param_kind(struct symtable *st, type_param_ty p) {
    long flags = DEF_TYPE_PARAM | DEF_LOCAL;
    switch (p->kind) {
    case TypeVar_kind: {
        expr_ty bound = p->v.TypeVar.bound;
        bool several = bound != NULL && bound->kind == Tuple_kind;
        return pyi_symtable_define(st, p->v.TypeVar.name, flags, PLACE(p)) &&
               visit_late(st, bound, p->v.TypeVar.name, p,
                          several ? "a TypeVar constraint" : "a TypeVar bound", PLACE(p)) &&
               DEFAULT(TypeVar, (char *)p + 1);
    }
    case TypeVarTuple_kind:
        return pyi_symtable_define(st, p->v.TypeVarTuple.name, flags, PLACE(p)) &&
               DEFAULT(TypeVarTuple, p);
    case ParamSpec_kind:
        return pyi_symtable_define(st, p->v.ParamSpec.name, flags, PLACE(p)) &&
               DEFAULT(ParamSpec, p);
    }
    Py_UNREACHABLE();
}

static bool visit_params(struct symtable *st, asdl_type_param_seq *params) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(params); i++) {
        if (!pyi_symtable_descend(st) || !visit_param_kind(st, asdl_seq_GET(params, i))) {
            return false;
        }
        --st->recursion_depth;
    }
    return true;
}

/* Names that only the code generator uses: where the parameters and the base Generic are kept. */
static bool define_generic_class(struct symtable *st, PyObject *name, pyi_place place) {
    st->st_private = name;
#  if PYI_313
    if ((st->st_cur->ste_mangled_names = PySet_New(NULL)) == NULL) {
        return false;
    }
#  endif
    PyObject *hidden[] = {PYI_NAME(".type_params"), PYI_NAME(".generic_base")};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(hidden); i++) {
        if (!pyi_symtable_define(st, hidden[i], DEF_LOCAL, place) ||
            !pyi_symtable_define(st, hidden[i], USE, place)) {
            return false;
        }
    }
    return true;
}

static bool has_keyword_defaults(arguments_ty args) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(args->kw_defaults); i++) {
        if (asdl_seq_GET(args->kw_defaults, i) != NULL) {
            return true;
        }
    }
    return false;
}

bool pyi_enter_type_params(struct symtable *st, stmt_ty s, PyObject *name,
                           asdl_type_param_seq *params, arguments_ty args) {
    bool in_class = st->st_cur->ste_type == ClassBlock;
    pyi_place place = PLACE(s);
    if (!pyi_symtable_enter(st, name, TypeParametersBlock, params, place) ||
        !see_class(st, in_class, place) ||
        (s->kind == ClassDef_kind && !define_generic_class(st, name, place))) {
        return false;
    }
    if (args != NULL && args->defaults != NULL &&
        !pyi_symtable_define(st, PYI_NAME(".defaults"), DEF_PARAM, place)) {
        return false;
    }
    if (args != NULL && has_keyword_defaults(args) &&
        !pyi_symtable_define(st, PYI_NAME(".kwdefaults"), DEF_PARAM, place)) {
        return false;
    }
    return visit_params(st, params);
}

bool pyi_visit_type_alias(struct symtable *st, stmt_ty s) {
    PyObject *name = s->v.TypeAlias.name->v.Name.id;
    asdl_type_param_seq *params = s->v.TypeAlias.type_params;
    bool in_class = st->st_cur->ste_type == ClassBlock;
    bool generic = asdl_seq_LEN(params) > 0;
    if (!pyi_visit_expr(st, s->v.TypeAlias.name) ||
        (generic && !pyi_enter_type_params(st, s, name, params, NULL)) ||
        !pyi_symtable_enter(st, name, TypeAliasBlock, s, PLACE(s)) ||
        !see_class(st, in_class, PLACE(s->v.TypeAlias.value)) ||
        !pyi_visit_expr(st, s->v.TypeAlias.value)) {
        return false;
    }
    pyi_symtable_leave(st);
    if (generic) {
        pyi_symtable_leave(st);
    }
    return true;
}

#endif /* PYI_312 */
