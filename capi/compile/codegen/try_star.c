/* SPDX-License-Identifier: Apache-2.0 */
/* try_star.c: try with except*.
 *
 * Each clause takes its share of the group. On the stack are the group as it came, a list of what
 * the clauses raised, and what is left of the group; in the end the list, with the rest, tells
 * whether and what to raise.
 */
#include "codegen.h"

typedef struct {
    pyi_label after;            /* the clause ran to its end */
    pyi_label after_exception;  /* it raised, or did not run */
    pyi_label no_match;
} clause_labels;

/* The body of a clause, its share of the group on top. */
static int
clause_body(pyi_codegen *c, pyi_location loc, excepthandler_ty handler, clause_labels labels)
{
    PyObject *name = handler->v.ExceptHandler.name;
    pyi_label cleanup_end = pyi_cg_label(c), cleanup_body = pyi_cg_label(c);
    if (name != NULL) {
        TRY(pyi_cg_name(c, loc, name, Store));
    }
    else {
        TRY(pyi_cg_emit(c, loc, POP_TOP));
    }
    TRY(pyi_cg_jump(c, loc, SETUP_CLEANUP, cleanup_end));
    TRY(pyi_cg_place(c, cleanup_body));
    TRY(pyi_cg_push_block(c, loc,
                          (pyi_block){.kind = PYI_BLOCK_HANDLER_CLEANUP, .name = name}));
    TRY(pyi_cg_stmts(c, handler->v.ExceptHandler.body));
    pyi_cg_pop_block(c);
    pyi_cg_go_to(c, pyi_nowhere);
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    if (name != NULL) {
        TRY(pyi_cg_forget_name(c, name));
    }
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, labels.after));
    TRY(pyi_cg_place(c, cleanup_end));
    if (name != NULL) {
        TRY(pyi_cg_forget_name(c, name));
    }
    TRY(pyi_cg_emit_arg(c, pyi_nowhere, LIST_APPEND, 3)); /* what the clause raised */
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP));            /* where */
    return pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, labels.after_exception);
}

static int
clause(pyi_codegen *c, excepthandler_ty handler)
{
    pyi_location loc = AT(handler);
    clause_labels labels;
    labels.after = pyi_cg_label(c);
    labels.after_exception = pyi_cg_label(c);
    labels.no_match = pyi_cg_label(c);
    TRY(pyi_cg_expr(c, handler->v.ExceptHandler.type));
    TRY(pyi_cg_emit(c, loc, CHECK_EG_MATCH));
    TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    TRY(pyi_cg_jump(c, loc, POP_JUMP_IF_NONE, labels.no_match));
    TRY(clause_body(c, loc, handler, labels));
    TRY(pyi_cg_place(c, labels.after));
    TRY(pyi_cg_emit(c, pyi_nowhere, NOP)); /* to take a line along */
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, labels.after_exception));
    TRY(pyi_cg_place(c, labels.no_match));
    TRY(pyi_cg_emit(c, loc, POP_TOP)); /* None */
    return pyi_cg_place(c, labels.after_exception);
}

/* Below the group another one, and between them a list. */
static int
begin(pyi_codegen *c, pyi_location loc)
{
#if PYI_312
    TRY(pyi_cg_emit_arg(c, loc, BUILD_LIST, 0));
    return pyi_cg_emit_arg(c, loc, COPY, 2);
#else
    TRY(pyi_cg_emit_arg(c, loc, COPY, 1));
    TRY(pyi_cg_emit_arg(c, loc, BUILD_LIST, 0));
    return pyi_cg_emit_arg(c, loc, SWAP, 2);
#endif
}

static int
clauses(pyi_codegen *c, asdl_excepthandler_seq *handlers, pyi_label reraise)
{
    Py_ssize_t n = asdl_seq_LEN(handlers);
    for (Py_ssize_t i = 0; i < n; i++) {
        excepthandler_ty handler = asdl_seq_GET(handlers, i);
        if (i == 0) {
            TRY(begin(c, AT(handler)));
        }
        TRY(clause(c, handler));
        if (i == n - 1) {
            TRY(pyi_cg_emit_arg(c, pyi_nowhere, LIST_APPEND, 1)); /* what no clause took */
            TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, reraise));
        }
    }
    return 0;
}

/* The group and the list become the exception to raise, or None. */
static int
raise_rest(pyi_codegen *c, pyi_label end)
{
    pyi_label reraise = pyi_cg_label(c);
#if PYI_312
    TRY(pyi_cg_emit_arg(c, pyi_nowhere, CALL_INTRINSIC_2, INTRINSIC_PREP_RERAISE_STAR));
#else
    TRY(pyi_cg_emit(c, pyi_nowhere, PREP_RERAISE_STAR));
#endif
    TRY(pyi_cg_emit_arg(c, pyi_nowhere, COPY, 1));
    TRY(pyi_cg_jump(c, pyi_nowhere, POP_JUMP_IF_NOT_NONE, reraise));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_EXCEPT));
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end));
    TRY(pyi_cg_place(c, reraise));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_emit_arg(c, pyi_nowhere, SWAP, 2));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_EXCEPT));
    return pyi_cg_emit_arg(c, pyi_nowhere, RERAISE, 0);
}

int
pyi_cg_try_star_handlers(pyi_codegen *c, stmt_ty s)
{
    pyi_label body = pyi_cg_label(c), except = pyi_cg_label(c), orelse = pyi_cg_label(c);
    pyi_label end = pyi_cg_label(c), cleanup = pyi_cg_label(c), reraise = pyi_cg_label(c);
    TRY(pyi_cg_jump(c, AT(s), SETUP_FINALLY, except));
    TRY(pyi_cg_place(c, body));
    TRY(pyi_cg_push_block(c, AT(s), (pyi_block){.kind = PYI_BLOCK_TRY}));
    TRY(pyi_cg_stmts(c, s->v.TryStar.body));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, orelse));

    TRY(pyi_cg_place(c, except));
    pyi_cg_go_to(c, pyi_nowhere);
    TRY(pyi_cg_jump(c, pyi_nowhere, SETUP_CLEANUP, cleanup));
    TRY(pyi_cg_emit(c, pyi_nowhere, PUSH_EXC_INFO));
    TRY(pyi_cg_push_block(c, AT(s), (pyi_block){.kind = PYI_BLOCK_GROUP_HANDLER}));
    TRY(clauses(c, s->v.TryStar.handlers, reraise));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_place(c, reraise));
    TRY(raise_rest(c, end));
    TRY(pyi_cg_place(c, cleanup));
    TRY(pyi_cg_pop_except_and_reraise(c, pyi_nowhere));

    TRY(pyi_cg_place(c, orelse));
    TRY(pyi_cg_stmts(c, s->v.TryStar.orelse));
    return pyi_cg_place(c, end);
}
