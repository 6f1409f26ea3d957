/* SPDX-License-Identifier: Apache-2.0 */
/* match.c: the match statement, case by case (PEP 634). The patterns are in pattern*.c. */
#include "pattern.h"

bool
pyi_cg_is_wildcard(pattern_ty p)
{
    return p->kind == MatchAs_kind && p->v.MatchAs.name == NULL;
}

/* The names that the pattern binds are only stored when all of it has matched. */
static int
store_captures(pyi_codegen *c, pyi_location loc, pyi_pattern *pc)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(pc->stores); i++) {
        TRY(pyi_cg_name(c, loc, PyList_GET_ITEM(pc->stores, i), Store));
    }
    return 0;
}

/* The subject is on top; the last case may use it up, others need a copy. */
static int
match_case(pyi_codegen *c, match_case_ty m, bool uses_up, bool may_be_irrefutable, pyi_label end)
{
    pyi_location loc = AT(m->pattern);
    pyi_pattern pc = {.allow_irrefutable = m->guard != NULL || may_be_irrefutable};
    pc.stores = pyi_cg_keep(c, PyList_New(0));
    if (pc.stores == NULL) {
        return -1;
    }
    if (!uses_up) {
        TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    }
    TRY(pyi_cg_pattern(c, m->pattern, &pc));
    TRY(store_captures(c, pyi_cg_here(c, loc), &pc));
    if (m->guard != NULL) {
        TRY(pyi_cg_ensure_fail_pop(c, &pc, 0));
        TRY(pyi_cg_jump_if(c, m->guard, pc.fail_pop[0], false));
    }
    if (!uses_up) {
        TRY(pyi_cg_emit(c, pyi_cg_here(c, loc), POP_TOP));
    }
    TRY(pyi_cg_stmts(c, m->body));
    TRY(pyi_cg_jump(c, pyi_nowhere, JUMP, end));
    pyi_cg_go_to(c, loc);
    /* What cleans up is where the pattern is that failed, not where the body ends. */
    return pyi_cg_place_fail_pop(c, loc, &pc);
}

/* case _: at the end, which needs no subject; the case before has used it up. */
static int
default_case(pyi_codegen *c, match_case_ty m, pyi_label end)
{
    pyi_cg_go_to(c, AT(m->pattern));
    TRY(pyi_cg_emit(c, AT(m->pattern), NOP));
    if (m->guard != NULL) {
        TRY(pyi_cg_jump_if(c, m->guard, end, false));
    }
    return pyi_cg_stmts(c, m->body);
}

int
pyi_cg_match(pyi_codegen *c, stmt_ty s)
{
    asdl_match_case_seq *cases = s->v.Match.cases;
    Py_ssize_t n = asdl_seq_LEN(cases);
    match_case_ty last = asdl_seq_GET(cases, n - 1);
    pyi_label end = pyi_cg_label(c);
    TRY(pyi_cg_expr(c, s->v.Match.subject));
    bool has_default = n > 1 && pyi_cg_is_wildcard(last->pattern);
    Py_ssize_t tested = n - has_default;
    for (Py_ssize_t i = 0; i < tested; i++) {
        TRY(match_case(c, asdl_seq_GET(cases, i), i == tested - 1, i == n - 1, end));
    }
    if (has_default) {
        TRY(default_case(c, last, end));
    }
    return pyi_cg_place(c, end);
}
