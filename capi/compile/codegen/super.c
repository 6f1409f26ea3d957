/* SPDX-License-Identifier: Apache-2.0 */
/* super.c: super().name in one instruction, without a super object (3.12 on). */
#include "codegen.h"

#if PYI_312

/* super() or super(a, b), with `super` surely the builtin as far as the names tell. */
static bool
is_plain_super_call(pyi_codegen *c, expr_ty e)
{
    if (e->kind != Call_kind || e->v.Call.func->kind != Name_kind ||
        !_PyUnicode_EqualToASCIIString(e->v.Call.func->v.Name.id, "super") ||
        asdl_seq_LEN(e->v.Call.keywords) > 0) {
        return false;
    }
    PyObject *name = e->v.Call.func->v.Name.id;
    return _PyST_GetScope(c->unit->symbols, name) == GLOBAL_IMPLICIT &&
           _PyST_GetScope(c->symtable->st_top, name) == 0;
}

static bool
has_two_plain_arguments(asdl_expr_seq *args)
{
    return asdl_seq_LEN(args) == 2 && asdl_seq_GET(args, 0)->kind != Starred_kind &&
           asdl_seq_GET(args, 1)->kind != Starred_kind;
}

/* 1, 0, or -1 on failure */
int
pyi_cg_can_load_super(pyi_codegen *c, expr_ty attribute)
{
    expr_ty call = attribute->v.Attribute.value;
    /* super().__class__ is super itself. */
    if (!is_plain_super_call(c, call) ||
        _PyUnicode_EqualToASCIIString(attribute->v.Attribute.attr, "__class__")) {
        return 0;
    }
    if (asdl_seq_LEN(call->v.Call.args) > 0) {
        return has_two_plain_arguments(call->v.Call.args);
    }
    /* Without arguments it takes the first parameter, and the class from a cell. */
    if (c->unit->arg_count + c->unit->posonly_count == 0) {
        return 0;
    }
    int scope = pyi_cg_captured_scope(c, PYI_NAME("__class__"));
    return scope < 0 ? -1 : scope == FREE;
}

static int
load_arguments(pyi_codegen *c, expr_ty call)
{
    asdl_expr_seq *args = call->v.Call.args;
    expr_ty function = call->v.Call.func;
    TRY(pyi_cg_name(c, AT(function), function->v.Name.id, Load));
    if (asdl_seq_LEN(args) > 0) {
        return pyi_cg_exprs(c, args);
    }
    TRY(pyi_cg_name(c, AT(call), PYI_NAME("__class__"), Load));
    PyObject *self, *index;
    Py_ssize_t position = 0;
    if (!PyDict_Next(c->unit->varnames, &position, &self, &index)) {
        return -1;
    }
    return pyi_cg_name(c, AT(call), self, Load);
}

int
pyi_cg_load_super(pyi_codegen *c, expr_ty attribute, bool method)
{
    expr_ty call = attribute->v.Attribute.value;
    bool has_arguments = asdl_seq_LEN(call->v.Call.args) > 0;
    int opcode = method ? (has_arguments ? LOAD_SUPER_METHOD : LOAD_ZERO_SUPER_METHOD)
                        : (has_arguments ? LOAD_SUPER_ATTR : LOAD_ZERO_SUPER_ATTR);
    TRY(load_arguments(c, call));
    TRY(pyi_cg_emit_mangled(c, AT(attribute), opcode, attribute->v.Attribute.attr));
    /* The line of the name is run, too. */
    return pyi_cg_emit(c, pyi_cg_attribute_location(AT(attribute), attribute), NOP);
}

#endif
