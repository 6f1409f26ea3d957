/* SPDX-License-Identifier: Apache-2.0 */
/* comprehensions: blocks of their own whose first iterable is evaluated outside, and named
 * expressions, which bind outside of the comprehensions that they are in.
 */
#include "tables.h"

/* ---- comprehensions -------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    _Py_comprehension_ty type;
    asdl_comprehension_seq *generators;
    expr_ty first, second; /* in the order of visits; second may be NULL */
} parts;

static parts parts_of(expr_ty e) {
    switch (e->kind) {
    case ListComp_kind:
        return (parts){"listcomp", ListComprehension, e->v.ListComp.generators,
                       e->v.ListComp.elt, NULL};
    case SetComp_kind:
        return (parts){"setcomp", SetComprehension, e->v.SetComp.generators, e->v.SetComp.elt,
                       NULL};
    case DictComp_kind:
        return (parts){"dictcomp", DictComprehension, e->v.DictComp.generators,
                       e->v.DictComp.value, e->v.DictComp.key};
    default:
        return (parts){"genexpr", GeneratorExpression, e->v.GeneratorExp.generators,
                       e->v.GeneratorExp.elt, NULL};
    }
}

static bool visit_target(struct symtable *st, expr_ty target) {
    st->st_cur->ste_comp_iter_target = 1;
    bool ok = pyi_visit_expr(st, target);
    st->st_cur->ste_comp_iter_target = 0;
    return ok;
}

static bool visit_iterable(struct symtable *st, expr_ty iter) {
    st->st_cur->ste_comp_iter_expr++;
    bool ok = pyi_visit_expr(st, iter);
    st->st_cur->ste_comp_iter_expr--;
    return ok;
}

/* Everything but the first iterable. */
static bool visit_inside(struct symtable *st, const parts *p) {
    for (Py_ssize_t i = 0; i < asdl_seq_LEN(p->generators); i++) {
        comprehension_ty c = asdl_seq_GET(p->generators, i);
        if (!visit_target(st, c->target) || (i > 0 && !visit_iterable(st, c->iter)) ||
            !pyi_visit_exprs(st, c->ifs)) {
            return false;
        }
        st->st_cur->ste_coroutine |= c->is_async;
    }
    return pyi_visit_expr(st, p->first) && pyi_visit_optional(st, p->second);
}

bool pyi_visit_comprehension(struct symtable *st, expr_ty e) {
    if (!pyi_refuse_in_class(st, "comprehension", e)) {
        return false;
    }
    parts p = parts_of(e);
    PyObject *name = PyUnicode_InternFromString(p.name);
    bool entered = name != NULL && visit_iterable(st, asdl_seq_GET(p.generators, 0)->iter) &&
                   pyi_symtable_enter(st, name, FunctionBlock, e, PLACE(e));
    Py_XDECREF(name);
    if (!entered) {
        return false;
    }
    PySTEntryObject *entry = st->st_cur;
    entry->ste_comprehension = p.type;
    if (!pyi_symtable_define(st, PYI_NAME(".0"), DEF_PARAM, PLACE(e)) || !visit_inside(st, &p)) {
        return false;
    }
    bool lazy = p.type == GeneratorExpression;
    bool waits = entry->ste_coroutine && !lazy;
    entry->ste_generator = lazy;
    pyi_symtable_leave(st);
    st->st_cur->ste_coroutine |= waits;
    return true;
}

/* ---- named expressions ----------------------------------------------------------------------- */

/* Why a block around a comprehension cannot take the name; NULL when it can. */
static const char *describe_refusal(const PySTEntryObject *entry) {
    switch (entry->ste_type) {
    case ClassBlock:
        return "assignment expression within a comprehension cannot be used in a class body";
#if PYI_312
    case TypeParametersBlock:
        return "assignment expression within a comprehension cannot be used within the definition "
               "of a generic";
    case TypeAliasBlock:
        return "assignment expression within a comprehension cannot be used in a type alias";
    case TypeVariableBlock:
        return "assignment expression within a comprehension cannot be used in a TypeVar bound";
#endif
    default:
        return NULL;
    }
}

/* Before 3.13 private names are looked for as they are written. */
static bool find_outside(struct symtable *st, PySTEntryObject *entry, PyObject *name,
                         long *flags) {
#if PYI_313
    return pyi_symtable_find(st, entry, name, flags);
#else
    (void)st;
    *flags = _PyST_GetSymbol(entry, name);
    return true;
#endif
}

/* From a comprehension the name is one of this block. */
static bool bind_outside(struct symtable *st, PySTEntryObject *entry, expr_ty target) {
    PyObject *name = target->v.Name.id;
    pyi_place place = PLACE(target);
    long flags = DEF_GLOBAL;
    if (entry->ste_type == FunctionBlock) {
        if (!find_outside(st, entry, name, &flags)) {
            return false;
        }
        return pyi_symtable_define(st, name, flags & DEF_GLOBAL ? DEF_GLOBAL : DEF_NONLOCAL,
                                   place) &&
               pyi_symtable_direct(st, name, place) &&
               pyi_symtable_define_in(st, entry, name, DEF_LOCAL, place);
    }
    return pyi_symtable_define(st, name, DEF_GLOBAL, place) &&
           pyi_symtable_direct(st, name, place) &&
           pyi_symtable_define_in(st, entry, name, DEF_GLOBAL, place);
}

/* Finds the block that is no comprehension, beginning with the innermost. */
static bool extend_scope(struct symtable *st, expr_ty target) {
    PyObject *name = target->v.Name.id;
    for (Py_ssize_t i = PyList_GET_SIZE(st->st_stack) - 1; i >= 0; i--) {
        PySTEntryObject *entry = (PySTEntryObject *)PyList_GET_ITEM(st->st_stack, i);
        if (entry->ste_comprehension != NoComprehension) {
            long flags;
            if (!find_outside(st, entry, name, &flags)) {
                return false;
            }
            if ((flags & (DEF_COMP_ITER)) && (flags & (DEF_LOCAL | DEF_GLOBAL))) {
                return pyi_symtable_error(
                    st, PLACE(target),
                    "assignment expression cannot rebind comprehension iteration variable '%U'",
                    name);
            }
        }
        else if (entry->ste_type == FunctionBlock || entry->ste_type == ModuleBlock) {
            return bind_outside(st, entry, target);
        }
        else {
            const char *refusal = describe_refusal(entry);
            if (refusal != NULL) {
                return pyi_symtable_error(st, PLACE(target), refusal);
            }
        }
    }
    Py_UNREACHABLE();
}

bool pyi_visit_named_expr(struct symtable *st, expr_ty e) {
    if (!pyi_refuse_in_annotation(st, "named expression", e)) {
        return false;
    }
    if (st->st_cur->ste_comp_iter_expr > 0) {
        return pyi_symtable_error(
            st, PLACE(e),
            "assignment expression cannot be used in a comprehension iterable expression");
    }
    if (st->st_cur->ste_comprehension != NoComprehension &&
        !extend_scope(st, e->v.NamedExpr.target)) {
        return false;
    }
    return pyi_visit_expr(st, e->v.NamedExpr.value) && pyi_visit_expr(st, e->v.NamedExpr.target);
}
