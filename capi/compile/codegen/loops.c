/* SPDX-License-Identifier: Apache-2.0 */
/* loops.c: for, async for, while, and the jumps out of them. */
#include "codegen.h"

static int
push_loop(pyi_codegen *c, stmt_ty s, pyi_block_kind kind, pyi_label start, pyi_label end)
{
    return pyi_cg_push_block(c, AT(s), (pyi_block){.kind = kind, .start = start, .exit = end});
}

int
pyi_cg_for(pyi_codegen *c, stmt_ty s)
{
    pyi_label start = pyi_cg_label(c), body = pyi_cg_label(c);
    pyi_label exhausted = pyi_cg_label(c), end = pyi_cg_label(c);
    TRY(push_loop(c, s, PYI_BLOCK_FOR, start, end));
    TRY(pyi_cg_expr(c, s->v.For.iter));
    pyi_location loc = PYI_313 ? AT(s->v.For.iter) : AT(s);
    TRY(pyi_cg_emit(c, loc, GET_ITER));
    TRY(pyi_cg_place(c, start));
    TRY(pyi_cg_jump(c, loc, FOR_ITER, exhausted));
#if PYI_313
    /* Otherwise the store of one round has the line of the jump that ends the round before. */
    TRY(pyi_cg_emit(c, AT(s->v.For.target), NOP));
#endif
    TRY(pyi_cg_place(c, body));
    TRY(pyi_cg_expr(c, s->v.For.target));
    TRY(pyi_cg_stmts(c, s->v.For.body));
    pyi_cg_go_to(c, pyi_nowhere);
    TRY(pyi_cg_jump(c, pyi_nowhere, JUMP, start));
    TRY(pyi_cg_place(c, exhausted));
#if PYI_312
    TRY(pyi_cg_emit(c, pyi_nowhere, END_FOR));
#endif
#if PYI_313
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP));
#endif
    pyi_cg_pop_block(c);
    TRY(pyi_cg_stmts(c, s->v.For.orelse));
    return pyi_cg_place(c, end);
}

int
pyi_cg_async_for(pyi_codegen *c, stmt_ty s)
{
    pyi_location loc = AT(s), iter_loc = AT(s->v.AsyncFor.iter);
    if (pyi_cg_is_top_level_await(c)) {
        c->unit->symbols->ste_coroutine = 1;
    }
    else if (c->unit->kind != PYI_UNIT_ASYNC_FUNCTION) {
        return pyi_cg_error(c, loc, "'async for' outside async function");
    }
    pyi_label start = pyi_cg_label(c), except = pyi_cg_label(c), end = pyi_cg_label(c);
    TRY(pyi_cg_expr(c, s->v.AsyncFor.iter));
    TRY(pyi_cg_emit(c, PYI_313 ? iter_loc : loc, GET_AITER));
    TRY(pyi_cg_place(c, start));
    TRY(push_loop(c, s, PYI_BLOCK_FOR, start, end));
    /* StopAsyncIteration of __anext__ ends the loop. */
    TRY(pyi_cg_jump(c, loc, SETUP_FINALLY, except));
    TRY(pyi_cg_emit(c, loc, GET_ANEXT));
    TRY(pyi_cg_none(c, loc));
    TRY(pyi_cg_yield_from(c, loc, true));
    TRY(pyi_cg_emit(c, loc, POP_BLOCK));
    TRY(pyi_cg_expr(c, s->v.AsyncFor.target));
    TRY(pyi_cg_stmts(c, s->v.AsyncFor.body));
    TRY(pyi_cg_jump(c, pyi_nowhere, JUMP, start));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_place(c, except));
    pyi_cg_go_to(c, iter_loc);
    /* The loop ends where its iterator is, not where its body ends. */
    TRY(pyi_cg_emit(c, iter_loc, END_ASYNC_FOR));
    TRY(pyi_cg_stmts(c, s->v.AsyncFor.orelse));
    return pyi_cg_place(c, end);
}

int
pyi_cg_while(pyi_codegen *c, stmt_ty s)
{
    pyi_label loop = pyi_cg_label(c), body = pyi_cg_label(c);
    pyi_label anchor = pyi_cg_label(c), end = pyi_cg_label(c);
    TRY(pyi_cg_place(c, loop));
    TRY(push_loop(c, s, PYI_BLOCK_WHILE, loop, end));
    TRY(pyi_cg_jump_if(c, s->v.While.test, anchor, false));
    TRY(pyi_cg_place(c, body));
    TRY(pyi_cg_stmts(c, s->v.While.body));
    pyi_cg_go_to(c, AT(s));
    /* The test is there twice, so that a round needs one jump only. */
    TRY(pyi_cg_jump_if(c, s->v.While.test, body, true));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_place(c, anchor));
    TRY(pyi_cg_stmts(c, s->v.While.orelse));
    return pyi_cg_place(c, end);
}

int
pyi_cg_break(pyi_codegen *c, stmt_ty s)
{
    pyi_block *loop = NULL;
    pyi_location loc = AT(s);
    TRY(pyi_cg_emit(c, loc, NOP)); /* The line of break is run, whatever is unwound. */
    TRY(pyi_cg_unwind_all(c, &loc, false, &loop));
    if (loop == NULL) {
        return pyi_cg_error(c, AT(s), "'break' outside loop");
    }
    TRY(pyi_cg_unwind(c, &loc, loop, false));
    pyi_cg_go_to(c, loc);
    return pyi_cg_jump(c, loc, JUMP, loop->exit);
}

int
pyi_cg_continue(pyi_codegen *c, stmt_ty s)
{
    pyi_block *loop = NULL;
    pyi_location loc = AT(s);
    TRY(pyi_cg_emit(c, loc, NOP));
    TRY(pyi_cg_unwind_all(c, &loc, false, &loop));
    if (loop == NULL) {
        return pyi_cg_error(c, AT(s), "'continue' not properly in loop");
    }
    pyi_cg_go_to(c, loc);
    return pyi_cg_jump(c, loc, JUMP, loop->start);
}
