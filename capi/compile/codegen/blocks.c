/* SPDX-License-Identifier: Apache-2.0 */
/* blocks.c: the statements around the current one, and how return, break and continue leave them. */
#include "codegen.h"

int
pyi_cg_push_block(pyi_codegen *c, pyi_location loc, pyi_block block)
{
    pyi_unit *unit = c->unit;
    if (unit->block_count >= CO_MAXBLOCKS) {
        return pyi_cg_error(c, loc, "too many statically nested blocks");
    }
    block.loc = loc;
    unit->blocks[unit->block_count++] = block;
    return 0;
}

void
pyi_cg_pop_block(pyi_codegen *c)
{
    c->unit->block_count--;
}

/* The value to return stays on top of what is popped below it. */
static int
swap_if(pyi_codegen *c, pyi_location loc, bool keep_top)
{
    return keep_top ? pyi_cg_emit_arg(c, loc, SWAP, 2) : 0;
}

/* The statements of finally run here; what follows has no place, so that they seem to come last. */
static int
unwind_finally(pyi_codegen *c, pyi_location *loc, pyi_block *block, bool keep_top)
{
    TRY(pyi_cg_emit(c, *loc, POP_BLOCK));
    if (keep_top) {
        TRY(pyi_cg_push_block(c, pyi_nowhere, (pyi_block){.kind = PYI_BLOCK_POP_VALUE}));
    }
    TRY(pyi_cg_stmts(c, block->finally));
    if (keep_top) {
        pyi_cg_pop_block(c);
    }
    *loc = pyi_nowhere;
    return 0;
}

static int
unwind_with(pyi_codegen *c, pyi_location *loc, pyi_block *block, bool keep_top)
{
    *loc = block->loc;
    TRY(pyi_cg_emit(c, *loc, POP_BLOCK));
    TRY(swap_if(c, *loc, keep_top));
    TRY(pyi_cg_call_exit(c, *loc));
    if (block->kind == PYI_BLOCK_ASYNC_WITH) {
        TRY(pyi_cg_await(c, *loc, 2));
    }
    TRY(pyi_cg_emit(c, *loc, POP_TOP));
    *loc = pyi_nowhere;
    return 0;
}

static int
unwind_handler(pyi_codegen *c, pyi_location loc, pyi_block *block, bool keep_top)
{
    if (block->name != NULL) {
        TRY(pyi_cg_emit(c, loc, POP_BLOCK));
    }
    TRY(swap_if(c, loc, keep_top));
    TRY(pyi_cg_emit(c, loc, POP_BLOCK));
    TRY(pyi_cg_emit(c, loc, POP_EXCEPT));
    if (block->name != NULL) {
        TRY(pyi_cg_none(c, loc));
        TRY(pyi_cg_name(c, loc, block->name, Store));
        TRY(pyi_cg_name(c, loc, block->name, Del));
    }
    return 0;
}

int
pyi_cg_unwind(pyi_codegen *c, pyi_location *loc, pyi_block *block, bool keep_top)
{
    switch (block->kind) {
    case PYI_BLOCK_FOR: /* the iterator */
    case PYI_BLOCK_POP_VALUE:
        TRY(swap_if(c, *loc, keep_top));
        return pyi_cg_emit(c, *loc, POP_TOP);
    case PYI_BLOCK_TRY:
        return pyi_cg_emit(c, *loc, POP_BLOCK);
    case PYI_BLOCK_FINALLY_TRY:
        return unwind_finally(c, loc, block, keep_top);
    case PYI_BLOCK_FINALLY_END:
        TRY(swap_if(c, *loc, keep_top));
        TRY(pyi_cg_emit(c, *loc, POP_TOP)); /* the exception */
        TRY(swap_if(c, *loc, keep_top));
        TRY(pyi_cg_emit(c, *loc, POP_BLOCK));
        return pyi_cg_emit(c, *loc, POP_EXCEPT);
    case PYI_BLOCK_WITH:
    case PYI_BLOCK_ASYNC_WITH:
        return unwind_with(c, loc, block, keep_top);
    case PYI_BLOCK_HANDLER_CLEANUP:
        return unwind_handler(c, *loc, block, keep_top);
    case PYI_BLOCK_WHILE:
    case PYI_BLOCK_HANDLER:
    case PYI_BLOCK_GROUP_HANDLER:
    case PYI_BLOCK_ASYNC_COMPREHENSION:
    case PYI_BLOCK_STOP_ITERATION:
        break;
    }
    return 0;
}

int
pyi_cg_unwind_all(pyi_codegen *c, pyi_location *loc, bool keep_top, pyi_block **loop)
{
    pyi_unit *unit = c->unit;
    int count = unit->block_count;
    pyi_block saved[CO_MAXBLOCKS];
    memcpy(saved, unit->blocks, (size_t)count * sizeof(*saved));
    int status = 0;
    /* A block is not there any more while what it wants done is emitted, */
    while (status == 0 && unit->block_count > 0) {
        pyi_block *top = &unit->blocks[unit->block_count - 1];
        if (top->kind == PYI_BLOCK_GROUP_HANDLER) {
            return pyi_cg_error(c, *loc, "'break', 'continue' and 'return' cannot appear in an "
                                         "except* block");
        }
        if (loop != NULL && (top->kind == PYI_BLOCK_WHILE || top->kind == PYI_BLOCK_FOR)) {
            *loop = top;
            break;
        }
        pyi_block block = *top;
        unit->block_count--;
        status = pyi_cg_unwind(c, loc, &block, keep_top);
    }
    /* but the statements after this one are still inside it. */
    memcpy(unit->blocks, saved, (size_t)count * sizeof(*saved));
    unit->block_count = count;
    return status;
}
