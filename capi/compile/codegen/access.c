/* SPDX-License-Identifier: Apache-2.0 */
/* access.c: a.b and a[b], loaded, stored and deleted. */
#include "codegen.h"

/* ---- attributes ------------------------------------------------------------------------------ */

pyi_location
pyi_cg_attribute_location(pyi_location loc, expr_ty e)
{
    if (loc.lineno == e->end_lineno) {
        return loc;
    }
    loc.lineno = e->end_lineno;
    int length = (int)PyUnicode_GET_LENGTH(e->v.Attribute.attr);
    if (length <= e->end_col_offset) {
        loc.col_offset = e->end_col_offset - length;
    }
    else { /* In a tree made by a program the name may not fit there. */
        loc.col_offset = -1;
        loc.end_col_offset = -1;
    }
    loc.end_lineno = Py_MAX(loc.lineno, loc.end_lineno);
    if (loc.lineno == loc.end_lineno) {
        loc.end_col_offset = Py_MAX(loc.col_offset, loc.end_col_offset);
    }
    return loc;
}

#if PYI_313
/* self.x = ... in a method: x is one of the static attributes of the class around it. */
static int
note_static_attribute(pyi_codegen *c, expr_ty e)
{
    expr_ty object = e->v.Attribute.value;
    if (e->v.Attribute.ctx != Store || object->kind != Name_kind ||
        !_PyUnicode_EqualToASCIIString(object->v.Name.id, "self")) {
        return 0;
    }
    for (pyi_unit *unit = c->unit; unit != NULL; unit = unit->outer) {
        if (unit->kind == PYI_UNIT_CLASS) {
            return PySet_Add(unit->static_attributes, e->v.Attribute.attr);
        }
    }
    return 0;
}
#endif

int
pyi_cg_attribute(pyi_codegen *c, expr_ty e)
{
    expr_context_ty ctx = e->v.Attribute.ctx;
    pyi_location loc = AT(e);
#if PYI_312
    if (ctx == Load) {
        int can = pyi_cg_can_load_super(c, e);
        TRY(can);
        if (can) {
            return pyi_cg_load_super(c, e, false);
        }
    }
#endif
#if PYI_313
    TRY(note_static_attribute(c, e));
#endif
    TRY(pyi_cg_expr(c, e->v.Attribute.value));
    loc = pyi_cg_attribute_location(loc, e);
    if (ctx == Store) {
        TRY(pyi_cg_check_name(c, loc, e->v.Attribute.attr, Store));
    }
    int opcode = ctx == Load ? LOAD_ATTR : ctx == Store ? STORE_ATTR : DELETE_ATTR;
    return pyi_cg_emit_mangled(c, loc, opcode, e->v.Attribute.attr);
}

/* ---- items ----------------------------------------------------------------------------------- */

/* The parts of a slice on the stack, and how many they are; -1 on failure. */
int
pyi_cg_slice_parts(pyi_codegen *c, expr_ty e)
{
    expr_ty ends[] = {e->v.Slice.lower, e->v.Slice.upper};
    for (int i = 0; i < 2; i++) {
        if (ends[i] != NULL) {
            TRY(pyi_cg_expr(c, ends[i]));
        }
        else {
            TRY(pyi_cg_none(c, AT(e)));
        }
    }
    if (e->v.Slice.step == NULL) {
        return 2;
    }
    TRY(pyi_cg_expr(c, e->v.Slice.step));
    return 3;
}

bool
pyi_cg_is_plain_slice(expr_ty e)
{
    return e->kind == Slice_kind && e->v.Slice.step == NULL;
}

int
pyi_cg_subscript(pyi_codegen *c, expr_ty e)
{
    expr_context_ty ctx = e->v.Subscript.ctx;
    expr_ty index = e->v.Subscript.slice;
    if (ctx == Load) {
        TRY(pyi_cg_suspect_subscript(c, e->v.Subscript.value, index));
    }
    TRY(pyi_cg_expr(c, e->v.Subscript.value));
#if PYI_312
    if (pyi_cg_is_plain_slice(index) && ctx != Del) {
        TRY(pyi_cg_slice_parts(c, index));
        return pyi_cg_emit(c, AT(e), ctx == Load ? BINARY_SLICE : STORE_SLICE);
    }
#endif
    TRY(pyi_cg_expr(c, index));
    int opcode = ctx == Load ? BINARY_SUBSCR : ctx == Store ? STORE_SUBSCR : DELETE_SUBSCR;
    return pyi_cg_emit(c, AT(e), opcode);
}
