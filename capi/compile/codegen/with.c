/* SPDX-License-Identifier: Apache-2.0 */
/* with.c: with and async with; several items are nested statements.
 *
 *         <context>; BEFORE_WITH                  __exit__ and the value of __enter__
 *         SETUP_WITH final
 *         <store the value>; <body>; POP_BLOCK
 *         <call __exit__ with None>; JUMP exit
 *     final:                                      __exit__, the exception
 *         <call __exit__ with it; when it answers false, raise it again>
 *     exit:
 */
#include "codegen.h"

int
pyi_cg_call_exit(pyi_codegen *c, pyi_location loc)
{
    for (int i = 0; i < 3; i++) {
        TRY(pyi_cg_none(c, loc));
    }
    return pyi_cg_call_n(c, loc, 2); /* The third one is where a method has its self. */
}

/* The exception is gone. */
static int
pop_exception(pyi_codegen *c)
{
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_EXCEPT));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_TOP)); /* where it was raised, */
    return pyi_cg_emit(c, pyi_nowhere, POP_TOP); /* and __exit__ */
}

/* Behind the answer of __exit__. */
static int
finish_exception(pyi_codegen *c, pyi_label cleanup)
{
    pyi_label suppress = pyi_cg_label(c);
    pyi_cg_go_to(c, pyi_nowhere);
    TRY(pyi_cg_to_bool(c, pyi_nowhere));
    TRY(pyi_cg_jump(c, pyi_nowhere, POP_JUMP_IF_TRUE, suppress));
    TRY(pyi_cg_emit_arg(c, pyi_nowhere, RERAISE, 2));
#if PYI_312
    pyi_label exit = pyi_cg_label(c);
    TRY(pyi_cg_place(c, suppress));
    TRY(pop_exception(c));
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, exit));
    TRY(pyi_cg_place(c, cleanup));
    TRY(pyi_cg_pop_except_and_reraise(c, pyi_nowhere));
    return pyi_cg_place(c, exit);
#else
    TRY(pyi_cg_place(c, cleanup));
    TRY(pyi_cg_pop_except_and_reraise(c, pyi_nowhere));
    TRY(pyi_cg_place(c, suppress));
    return pop_exception(c);
#endif
}

static int
store_value(pyi_codegen *c, pyi_location loc, withitem_ty item)
{
    if (item->optional_vars != NULL) {
        return pyi_cg_expr(c, item->optional_vars);
    }
    return pyi_cg_emit(c, loc, POP_TOP);
}

int
pyi_cg_with(pyi_codegen *c, stmt_ty s, Py_ssize_t position)
{
    withitem_ty item = asdl_seq_GET(s->v.With.items, position);
    pyi_label block = pyi_cg_label(c), final = pyi_cg_label(c);
    pyi_label exit = pyi_cg_label(c), cleanup = pyi_cg_label(c);
    pyi_location loc = PYI_313 ? AT(item->context_expr) : AT(s);
    TRY(pyi_cg_expr(c, item->context_expr));
    TRY(pyi_cg_emit(c, loc, BEFORE_WITH));
    TRY(pyi_cg_jump(c, loc, SETUP_WITH, final));
    TRY(pyi_cg_place(c, block));
    TRY(pyi_cg_push_block(c, loc, (pyi_block){.kind = PYI_BLOCK_WITH}));
    TRY(store_value(c, loc, item));
    if (position + 1 == asdl_seq_LEN(s->v.With.items)) {
        TRY(pyi_cg_stmts(c, s->v.With.body));
    }
    else {
        TRY(pyi_cg_with(c, s, position + 1));
    }
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_call_exit(c, loc));
    TRY(pyi_cg_emit(c, loc, POP_TOP));
    TRY(pyi_cg_jump(c, loc, JUMP, exit));
    TRY(pyi_cg_place(c, final));
    TRY(pyi_cg_jump(c, loc, SETUP_CLEANUP, cleanup));
    TRY(pyi_cg_emit(c, loc, PUSH_EXC_INFO));
    TRY(pyi_cg_emit(c, loc, WITH_EXCEPT_START));
    TRY(finish_exception(c, cleanup));
    return pyi_cg_place(c, exit);
}

/* ---- async ----------------------------------------------------------------------------------- */

/* What GET_AWAITABLE says when __aenter__ or __aexit__ give no awaitable. */
enum { FROM_AENTER = 1, FROM_AEXIT = 2 };

/* The body of an item: the next item, or the statements. */
static int
async_body(pyi_codegen *c, stmt_ty s, Py_ssize_t position)
{
    if (position + 1 == asdl_seq_LEN(s->v.AsyncWith.items)) {
        return pyi_cg_stmts(c, s->v.AsyncWith.body);
    }
    return pyi_cg_async_with(c, s, position + 1);
}

int
pyi_cg_async_with(pyi_codegen *c, stmt_ty s, Py_ssize_t position)
{
    withitem_ty item = asdl_seq_GET(s->v.AsyncWith.items, position);
    if (pyi_cg_is_top_level_await(c)) {
        c->unit->symbols->ste_coroutine = 1;
    }
    else if (c->unit->kind != PYI_UNIT_ASYNC_FUNCTION) {
        return pyi_cg_error(c, AT(s), "'async with' outside async function");
    }
    pyi_label block = pyi_cg_label(c), final = pyi_cg_label(c);
    pyi_label exit = pyi_cg_label(c), cleanup = pyi_cg_label(c);
    pyi_location loc = PYI_313 ? AT(item->context_expr) : AT(s);
    TRY(pyi_cg_expr(c, item->context_expr));
    TRY(pyi_cg_emit(c, loc, BEFORE_ASYNC_WITH));
    TRY(pyi_cg_await(c, loc, FROM_AENTER));
    TRY(pyi_cg_jump(c, loc, SETUP_WITH, final));
    TRY(pyi_cg_place(c, block));
    TRY(pyi_cg_push_block(c, loc, (pyi_block){.kind = PYI_BLOCK_ASYNC_WITH}));
    TRY(store_value(c, loc, item));
    TRY(async_body(c, s, position));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_emit(c, pyi_cg_here(c, loc), POP_BLOCK));
    TRY(pyi_cg_call_exit(c, loc));
    TRY(pyi_cg_await(c, loc, FROM_AEXIT));
    TRY(pyi_cg_emit(c, loc, POP_TOP));
    TRY(pyi_cg_jump(c, loc, JUMP, exit));
    TRY(pyi_cg_place(c, final));
    TRY(pyi_cg_jump(c, loc, SETUP_CLEANUP, cleanup));
    TRY(pyi_cg_emit(c, loc, PUSH_EXC_INFO));
    TRY(pyi_cg_emit(c, loc, WITH_EXCEPT_START));
    TRY(pyi_cg_await(c, loc, FROM_AEXIT));
    TRY(finish_exception(c, cleanup));
    return pyi_cg_place(c, exit);
}
