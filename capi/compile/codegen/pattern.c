/* SPDX-License-Identifier: Apache-2.0 */
/* pattern.c: values, captures and alternatives, and what all patterns need. */
#include "pattern.h"

/* ---- failure --------------------------------------------------------------------------------- */

int
pyi_cg_ensure_fail_pop(pyi_codegen *c, pyi_pattern *pc, Py_ssize_t n)
{
    Py_ssize_t size = n + 1;
    if (size <= pc->fail_pop_size) {
        return 0;
    }
    pyi_label *labels = _PyArena_Malloc(c->arena, (size_t)size * sizeof(pyi_label));
    if (labels == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    if (pc->fail_pop_size > 0) {
        memcpy(labels, pc->fail_pop, (size_t)pc->fail_pop_size * sizeof(pyi_label));
    }
    pc->fail_pop = labels;
    while (pc->fail_pop_size < size) {
        labels[pc->fail_pop_size++] = pyi_cg_label(c);
    }
    return 0;
}

int
pyi_cg_jump_to_fail_pop(pyi_codegen *c, pyi_location loc, pyi_pattern *pc, int opcode)
{
    Py_ssize_t pops = pc->on_top + PyList_GET_SIZE(pc->stores);
    TRY(pyi_cg_ensure_fail_pop(c, pc, pops));
    return pyi_cg_jump(c, loc, opcode, pc->fail_pop[pops]);
}

int
pyi_cg_place_fail_pop(pyi_codegen *c, pyi_location loc, pyi_pattern *pc)
{
    if (pc->fail_pop_size == 0) {
        return 0;
    }
    for (Py_ssize_t i = pc->fail_pop_size - 1; i > 0; i--) {
        TRY(pyi_cg_place(c, pc->fail_pop[i]));
        TRY(pyi_cg_emit(c, loc, POP_TOP));
    }
    TRY(pyi_cg_place(c, pc->fail_pop[0]));
    pc->fail_pop = NULL;
    pc->fail_pop_size = 0;
    return 0;
}

/* ---- captures -------------------------------------------------------------------------------- */

int
pyi_cg_rotate(pyi_codegen *c, pyi_location loc, Py_ssize_t count)
{
    for (; count > 1; count--) {
        TRY(pyi_cg_emit_arg(c, loc, SWAP, count));
    }
    return 0;
}

int
pyi_cg_raise_captured_twice(pyi_codegen *c, pyi_location loc, PyObject *name)
{
    return pyi_cg_error(c, loc, "multiple assignments to name %R in pattern", name);
}

int
pyi_cg_capture(pyi_codegen *c, pyi_location loc, PyObject *name, pyi_pattern *pc)
{
    if (name == NULL) {
        return pyi_cg_emit(c, loc, POP_TOP);
    }
    int known = PySequence_Contains(pc->stores, name);
    TRY(known);
    if (known) {
        return pyi_cg_raise_captured_twice(c, loc, name);
    }
    TRY(pyi_cg_rotate(c, loc, pc->on_top + PyList_GET_SIZE(pc->stores) + 1));
    return PyList_Append(pc->stores, name);
}

static int
pattern_as(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    pyi_location loc = AT(p);
    PyObject *name = p->v.MatchAs.name;
    if (p->v.MatchAs.pattern == NULL) {
        if (!pc->allow_irrefutable && name != NULL) {
            return pyi_cg_error(c, loc, "name capture %R makes remaining patterns unreachable",
                                name);
        }
        if (!pc->allow_irrefutable) {
            return pyi_cg_error(c, loc, "wildcard makes remaining patterns unreachable");
        }
        return pyi_cg_capture(c, loc, name, pc);
    }
    /* A copy for the name waits below while the pattern takes the subject. */
    pc->on_top++;
    TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    TRY(pyi_cg_pattern(c, p->v.MatchAs.pattern, pc));
    pc->on_top--;
    return pyi_cg_capture(c, pyi_cg_here(c, loc), name, pc);
}

/* ---- values ---------------------------------------------------------------------------------- */

static int
pattern_value(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    pyi_location loc = AT(p);
    expr_ty value = p->v.MatchValue.value;
    if (value->kind != Constant_kind && value->kind != Attribute_kind) {
        return pyi_cg_error(c, loc, "patterns may only match literals and attribute lookups");
    }
    TRY(pyi_cg_expr(c, value));
    TRY(pyi_cg_compare_op(c, loc, Eq));
    TRY(pyi_cg_to_bool(c, loc));
    return pyi_cg_jump_to_fail_pop(c, loc, pc, POP_JUMP_IF_FALSE);
}

static int
pattern_singleton(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    pyi_location loc = AT(p);
    TRY(pyi_cg_constant(c, loc, p->v.MatchSingleton.value));
    TRY(pyi_cg_compare_op(c, loc, Is));
    return pyi_cg_jump_to_fail_pop(c, loc, pc, POP_JUMP_IF_FALSE);
}

/* ---- which one ------------------------------------------------------------------------------- */

int
pyi_cg_subpattern(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    bool allow = pc->allow_irrefutable;
    pc->allow_irrefutable = true;
    TRY(pyi_cg_pattern(c, p, pc));
    pc->allow_irrefutable = allow;
    return 0;
}

int
pyi_cg_pattern(pyi_codegen *c, pattern_ty p, pyi_pattern *pc)
{
    pyi_cg_go_to(c, AT(p));
    switch (p->kind) {
    case MatchValue_kind:
        return pattern_value(c, p, pc);
    case MatchSingleton_kind:
        return pattern_singleton(c, p, pc);
    case MatchSequence_kind:
        return pyi_cg_pattern_sequence(c, p, pc);
    case MatchMapping_kind:
        return pyi_cg_pattern_mapping(c, p, pc);
    case MatchClass_kind:
        return pyi_cg_pattern_class(c, p, pc);
    case MatchStar_kind:
        return pyi_cg_capture(c, AT(p), p->v.MatchStar.name, pc);
    case MatchAs_kind:
        return pattern_as(c, p, pc);
    case MatchOr_kind:
        return pyi_cg_pattern_or(c, p, pc);
    }
    PyErr_Format(PyExc_SystemError, "invalid match pattern node in AST (kind=%d)", p->kind);
    return -1;
}
