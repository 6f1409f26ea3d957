/* SPDX-License-Identifier: Apache-2.0 */
/* assign.c: augmented assignments, target op= value, and annotated ones, target: annotation. */
#include "codegen.h"

/* ---- augmented ------------------------------------------------------------------------------- */

/* The value of the target, with above it nothing, and below it what storing needs again. */
static int
load_target(pyi_codegen *c, expr_ty e)
{
    pyi_location loc = AT(e);
    switch (e->kind) {
    case Attribute_kind:
        TRY(pyi_cg_expr(c, e->v.Attribute.value));
        TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
        loc = pyi_cg_attribute_location(loc, e);
        return pyi_cg_emit_mangled(c, loc, LOAD_ATTR, e->v.Attribute.attr);
    case Subscript_kind:
        TRY(pyi_cg_expr(c, e->v.Subscript.value));
#if PYI_312
        if (pyi_cg_is_plain_slice(e->v.Subscript.slice)) {
            TRY(pyi_cg_slice_parts(c, e->v.Subscript.slice));
            TRY(pyi_cg_emit_arg(c, loc, COPY, 3));
            TRY(pyi_cg_emit_arg(c, loc, COPY, 3));
            TRY(pyi_cg_emit_arg(c, loc, COPY, 3));
            return pyi_cg_emit(c, loc, BINARY_SLICE);
        }
#endif
        TRY(pyi_cg_expr(c, e->v.Subscript.slice));
        TRY(pyi_cg_emit_arg(c, loc, COPY, 2));
        TRY(pyi_cg_emit_arg(c, loc, COPY, 2));
        return pyi_cg_emit(c, loc, BINARY_SUBSCR);
    case Name_kind:
        return pyi_cg_name(c, loc, e->v.Name.id, Load);
    default:
        PyErr_Format(PyExc_SystemError, "invalid node type (%d) for augmented assignment", e->kind);
        return -1;
    }
}

static int
store_target(pyi_codegen *c, expr_ty e)
{
    pyi_location loc = AT(e);
    switch (e->kind) {
    case Attribute_kind:
        loc = pyi_cg_attribute_location(loc, e);
        TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
        return pyi_cg_emit_mangled(c, loc, STORE_ATTR, e->v.Attribute.attr);
    case Subscript_kind:
#if PYI_312
        if (pyi_cg_is_plain_slice(e->v.Subscript.slice)) {
            TRY(pyi_cg_emit_arg(c, loc, SWAP, 4));
            TRY(pyi_cg_emit_arg(c, loc, SWAP, 3));
            TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
            return pyi_cg_emit(c, loc, STORE_SLICE);
        }
#endif
        TRY(pyi_cg_emit_arg(c, loc, SWAP, 3));
        TRY(pyi_cg_emit_arg(c, loc, SWAP, 2));
        return pyi_cg_emit(c, loc, STORE_SUBSCR);
    default:
        return pyi_cg_name(c, loc, e->v.Name.id, Store);
    }
}

int
pyi_cg_aug_assign(pyi_codegen *c, stmt_ty s)
{
    TRY(load_target(c, s->v.AugAssign.target));
    TRY(pyi_cg_expr(c, s->v.AugAssign.value));
    TRY(pyi_cg_binary(c, AT(s), s->v.AugAssign.op, true));
    pyi_cg_go_to(c, AT(s->v.AugAssign.target));
    return store_target(c, s->v.AugAssign.target);
}

/* ---- annotated ------------------------------------------------------------------------------- */

/* An expression of which only the errors matter. */
static int
evaluate(pyi_codegen *c, expr_ty e)
{
    TRY(pyi_cg_expr(c, e));
    return pyi_cg_emit(c, pyi_cg_here(c, AT(e)), POP_TOP);
}

static int
evaluate_index(pyi_codegen *c, expr_ty e)
{
    switch (e->kind) {
    case Slice_kind: {
        expr_ty parts[] = {e->v.Slice.lower, e->v.Slice.upper, e->v.Slice.step};
        for (int i = 0; i < 3; i++) {
            if (parts[i] != NULL) {
                TRY(evaluate(c, parts[i]));
            }
        }
        return 0;
    }
    case Tuple_kind:
        for (Py_ssize_t i = 0; i < asdl_seq_LEN(e->v.Tuple.elts); i++) {
            TRY(evaluate_index(c, asdl_seq_GET(e->v.Tuple.elts, i)));
        }
        return 0;
    default:
        return evaluate(c, e);
    }
}

static bool
keeps_annotations(pyi_codegen *c)
{
    return c->unit->kind == PYI_UNIT_MODULE || c->unit->kind == PYI_UNIT_CLASS;
}

/* x: int in a module or class, as __annotations__['x'] = int */
static int
store_annotation(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    PyObject *name = pyi_cg_mangle(c, s->v.AnnAssign.target->v.Name.id);
    if (name == NULL) {
        return -1;
    }
    if (c->features & CO_FUTURE_ANNOTATIONS) {
        TRY(pyi_cg_annotation(c, s->v.AnnAssign.annotation));
    }
    else {
        TRY(pyi_cg_expr(c, s->v.AnnAssign.annotation));
    }
    TRY(pyi_cg_emit_mangled(c, loc, LOAD_NAME, PYI_NAME("__annotations__")));
    TRY(pyi_cg_constant(c, loc, name));
    return pyi_cg_emit(c, loc, STORE_SUBSCR);
}

int
pyi_cg_ann_assign(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s);
    expr_ty target = s->v.AnnAssign.target;
    bool has_value = s->v.AnnAssign.value != NULL;
    if (has_value) {
        TRY(pyi_cg_expr(c, s->v.AnnAssign.value));
        TRY(pyi_cg_expr(c, target));
    }
    switch (target->kind) {
    case Name_kind:
        TRY(pyi_cg_check_name(c, loc, target->v.Name.id, Store));
        if (s->v.AnnAssign.simple && keeps_annotations(c)) {
            TRY(store_annotation(c, s));
        }
        break;
    case Attribute_kind:
        TRY(pyi_cg_check_name(c, loc, target->v.Attribute.attr, Store));
        if (!has_value) {
            TRY(evaluate(c, target->v.Attribute.value));
        }
        break;
    case Subscript_kind:
        if (!has_value) {
            TRY(evaluate(c, target->v.Subscript.value));
            TRY(evaluate_index(c, target->v.Subscript.slice));
        }
        break;
    default:
        PyErr_Format(PyExc_SystemError, "invalid node type (%d) for annotated assignment",
                     target->kind);
        return -1;
    }
    /* The annotation of what is not a plain name is not kept. */
    if (!s->v.AnnAssign.simple && keeps_annotations(c) &&
        !(c->features & CO_FUTURE_ANNOTATIONS)) {
        return evaluate(c, s->v.AnnAssign.annotation);
    }
    return 0;
}
