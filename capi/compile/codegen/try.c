/* SPDX-License-Identifier: Apache-2.0 */
/* try.c: try with except and finally.
 *
 * The statements of finally are there twice, for the way without and the way with an exception (and
 * once more for each return, break or continue that leaves the body, see blocks.c). A handler runs
 * inside a handler of its own: what is raised there finds the first exception put away again.
 */
#include "codegen.h"

static int
try_except(pyi_codegen *c, stmt_ty s);

typedef int (*body_function)(pyi_codegen *, stmt_ty);

static int
try_finally(pyi_codegen *c, stmt_ty s, body_function handlers)
{
    pyi_label body = pyi_cg_label(c), end = pyi_cg_label(c);
    pyi_label exit = pyi_cg_label(c), cleanup = pyi_cg_label(c);
    asdl_stmt_seq *finally = s->v.Try.finalbody;
    TRY(pyi_cg_jump(c, AT(s), SETUP_FINALLY, end));
    TRY(pyi_cg_place(c, body));
    TRY(pyi_cg_push_block(c, AT(s),
                          (pyi_block){.kind = PYI_BLOCK_FINALLY_TRY, .finally = finally}));
    if (asdl_seq_LEN(s->v.Try.handlers) > 0) {
        TRY(handlers(c, s));
    }
    else {
        TRY(pyi_cg_stmts(c, s->v.Try.body));
    }
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_stmts(c, finally));
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, exit));

    TRY(pyi_cg_place(c, end));
    TRY(pyi_cg_push_block(c, AT(s), (pyi_block){.kind = PYI_BLOCK_FINALLY_END}));
    pyi_cg_go_to(c, pyi_nowhere);
    TRY(pyi_cg_jump(c, pyi_nowhere, SETUP_CLEANUP, cleanup));
    TRY(pyi_cg_emit(c, pyi_nowhere, PUSH_EXC_INFO));
    TRY(pyi_cg_stmts(c, finally));
    pyi_cg_pop_block(c);
    pyi_location loc = pyi_cg_here(c, pyi_nowhere);
    TRY(pyi_cg_emit_arg(c, loc, RERAISE, 0));
    TRY(pyi_cg_place(c, cleanup));
    TRY(pyi_cg_pop_except_and_reraise(c, loc));
    return pyi_cg_place(c, exit);
}

int
pyi_cg_forget_name(pyi_codegen *c, PyObject *name)
{
    TRY(pyi_cg_none(c, pyi_nowhere));
    TRY(pyi_cg_name(c, pyi_nowhere, name, Store));
    return pyi_cg_name(c, pyi_nowhere, name, Del);
}

/* except E as name: the name is unbound when the clause is left, in whichever way. */
static int
named_handler(pyi_codegen *c, pyi_location loc, excepthandler_ty handler, pyi_label end)
{
    PyObject *name = handler->v.ExceptHandler.name;
    pyi_label cleanup_end = pyi_cg_label(c), cleanup_body = pyi_cg_label(c);
    TRY(pyi_cg_name(c, loc, name, Store));
    TRY(pyi_cg_jump(c, loc, SETUP_CLEANUP, cleanup_end));
    TRY(pyi_cg_place(c, cleanup_body));
    TRY(pyi_cg_push_block(c, loc,
                          (pyi_block){.kind = PYI_BLOCK_HANDLER_CLEANUP, .name = name}));
    TRY(pyi_cg_stmts(c, handler->v.ExceptHandler.body));
    pyi_cg_pop_block(c);
    pyi_cg_go_to(c, pyi_nowhere);
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_EXCEPT));
    TRY(pyi_cg_forget_name(c, name));
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end));
    TRY(pyi_cg_place(c, cleanup_end));
    TRY(pyi_cg_forget_name(c, name));
    return pyi_cg_emit_arg(c, pyi_nowhere, RERAISE, 1);
}

static int
plain_handler(pyi_codegen *c, pyi_location loc, excepthandler_ty handler, pyi_label end)
{
    pyi_label cleanup_body = pyi_cg_label(c);
    TRY(pyi_cg_emit(c, loc, POP_TOP));
    TRY(pyi_cg_place(c, cleanup_body));
    TRY(pyi_cg_push_block(c, loc, (pyi_block){.kind = PYI_BLOCK_HANDLER_CLEANUP}));
    TRY(pyi_cg_stmts(c, handler->v.ExceptHandler.body));
    pyi_cg_pop_block(c);
    pyi_cg_go_to(c, pyi_nowhere);
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_EXCEPT));
    return pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end);
}

static int
except_clauses(pyi_codegen *c, asdl_excepthandler_seq *handlers, pyi_label end)
{
    Py_ssize_t n = asdl_seq_LEN(handlers);
    for (Py_ssize_t i = 0; i < n; i++) {
        excepthandler_ty handler = asdl_seq_GET(handlers, i);
        expr_ty type = handler->v.ExceptHandler.type;
        pyi_location loc = AT(handler);
        if (type == NULL && i < n - 1) {
            return pyi_cg_error(c, loc, "default 'except:' must be last");
        }
        pyi_label next = pyi_cg_label(c);
        if (type != NULL) {
            TRY(pyi_cg_expr(c, type));
            TRY(pyi_cg_emit(c, loc, CHECK_EXC_MATCH));
            TRY(pyi_cg_jump(c, loc, POP_JUMP_IF_FALSE, next));
        }
        if (handler->v.ExceptHandler.name != NULL) {
            TRY(named_handler(c, loc, handler, end));
        }
        else {
            TRY(plain_handler(c, loc, handler, end));
        }
        TRY(pyi_cg_place(c, next));
    }
    return 0;
}

static int
try_except(pyi_codegen *c, stmt_ty s)
{
    pyi_label body = pyi_cg_label(c), except = pyi_cg_label(c);
    pyi_label end = pyi_cg_label(c), cleanup = pyi_cg_label(c);
    TRY(pyi_cg_jump(c, AT(s), SETUP_FINALLY, except));
    TRY(pyi_cg_place(c, body));
    TRY(pyi_cg_push_block(c, AT(s), (pyi_block){.kind = PYI_BLOCK_TRY}));
    TRY(pyi_cg_stmts(c, s->v.Try.body));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_stmts(c, s->v.Try.orelse));
    TRY(pyi_cg_jump(c, pyi_nowhere, PYI_CG_SKIP, end));

    TRY(pyi_cg_place(c, except));
    pyi_cg_go_to(c, pyi_nowhere);
    TRY(pyi_cg_jump(c, pyi_nowhere, SETUP_CLEANUP, cleanup));
    TRY(pyi_cg_emit(c, pyi_nowhere, PUSH_EXC_INFO));
    TRY(pyi_cg_push_block(c, AT(s), (pyi_block){.kind = PYI_BLOCK_HANDLER}));
    TRY(except_clauses(c, s->v.Try.handlers, end));
    pyi_cg_pop_block(c);
    TRY(pyi_cg_emit_arg(c, pyi_nowhere, RERAISE, 0));
    TRY(pyi_cg_place(c, cleanup));
    TRY(pyi_cg_pop_except_and_reraise(c, pyi_nowhere));
    return pyi_cg_place(c, end);
}

int
pyi_cg_try(pyi_codegen *c, stmt_ty s)
{
    if (asdl_seq_LEN(s->v.Try.finalbody) > 0) {
        return try_finally(c, s, try_except);
    }
    return try_except(c, s);
}

/* The nodes Try and TryStar have the same fields. */
int
pyi_cg_try_star(pyi_codegen *c, stmt_ty s)
{
    if (asdl_seq_LEN(s->v.TryStar.finalbody) > 0) {
        return try_finally(c, s, pyi_cg_try_star_handlers);
    }
    return pyi_cg_try_star_handlers(c, s);
}
