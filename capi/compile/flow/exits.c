/* SPDX-License-Identifier: Apache-2.0 */
/* exits: short ways out of the scope are copied to where they are jumped to.
 *
 *     JUMP L          ->  LOAD_CONST 0
 *     …                   RETURN_VALUE
 *  L: LOAD_CONST 0        …
 *     RETURN_VALUE
 */
#include "graph.h"

#define MOST_COPIED 4 /* instructions */

#if PYI_313 || !PYI_312
static bool block_has_no_line(const flow_block *block)
{
    for (int i = 0; i < block->used; i++) {
        if (block->instrs[i].loc.lineno >= 0) {
            return false;
        }
    }
    return true;
}
#endif

/* 1 if the jump at its end became a copy of what it jumps to, 0 if not, -1 without memory. */
static int block_inline_exit(flow_graph *graph, flow_block *block)
{
    flow_instr *last = flow_last(block);
    if (last == NULL || !flow_always_jumps(last->opcode)) {
        return 0;
    }
    flow_block *target = last->target;
    bool short_exit = flow_exits(target) && target->used <= MOST_COPIED;
#if PYI_313
    bool lineless = block_has_no_line(target) && !flow_falls_through(target);
#else
    bool lineless = false;
#  if !PYI_312
    short_exit = short_exit && block_has_no_line(target);
#  endif
#endif
    if (!short_exit && !lineless) {
        return 0;
    }
    int opcode = last->opcode;
    flow_set(last, NOP, 0);
    last->target = NULL;
    if (pyi_flow_append_all(graph, block, target) < 0) {
        return -1;
    }
    last = flow_last(block);
    if (lineless && flow_always_jumps(last->opcode) && opcode == JUMP) {
        last->opcode = JUMP; /* a loop may be interrupted where either jump would have been */
    }
    target->predecessors--;
    return 1;
}

int pyi_flow_inline_exits(flow_graph *graph)
{
    bool again;
    do {
        again = false;
        for (flow_block *block = graph->entry; block != NULL; block = block->next) {
            int changed = block_inline_exit(graph, block);
            if (changed < 0) {
                return -1;
            }
            again |= PYI_313 && changed;
        }
    } while (again);
    return 0;
}

/* ---- exits without a line of their own ----------------------------------------------------------- */

/* Would the line of such a block tell which way the code came? */
static bool block_wants_line(const flow_block *block)
{
    bool polls = false;
    for (int i = 0; i < block->used; i++) {
        const flow_instr *instr = &block->instrs[i];
        if (instr->loc.lineno >= 0) {
            return false;
        }
#if PYI_313
        polls |= pyi_flow_polls(instr->opcode);
#endif
    }
    return flow_exits(block) || polls;
}

/* Behind its target, a copy of the target for this jump alone. */
static int jump_copy_target(flow_graph *graph, flow_instr *jump, flow_block *target)
{
    flow_block *copy = pyi_flow_new_block(graph);
    if (copy == NULL || pyi_flow_append_all(graph, copy, target) < 0) {
        return -1;
    }
    copy->instrs[0].loc = jump->loc;
    copy->predecessors = 1;
    copy->labelled = true;
    copy->next = target->next;
    target->next = copy;
    target->predecessors--;
    jump->target = copy;
    return 0;
}

static int block_duplicate_exit(flow_graph *graph, flow_block *block)
{
    flow_instr *last = flow_last(block);
    if (last == NULL || !pyi_flow_is_jump(last->opcode)) {
        return 0;
    }
    flow_block *target = flow_nonempty(last->target);
    if (target->predecessors > 1 && block_wants_line(target)) {
        return jump_copy_target(graph, last, target);
    }
    return 0;
}

#if PYI_312
static int graph_duplicate_exits(flow_graph *graph)
{
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        if (block_duplicate_exit(graph, block) < 0) {
            return -1;
        }
    }
    return 0;
}
#else
/* Blocks in the order opposite to the one in which they were made. */
static int graph_duplicate_exits(flow_graph *graph)
{
    int n = graph->blocks;
    flow_block **blocks = _PyArena_Malloc(graph->arena, n * sizeof *blocks);
    if (blocks == NULL) {
        return -1;
    }
    memset(blocks, 0, n * sizeof *blocks);
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        blocks[block->number] = block;
    }
    for (int i = n - 1; i >= 0; i--) {
        if (blocks[i] != NULL && block_duplicate_exit(graph, blocks[i]) < 0) {
            return -1;
        }
    }
    return 0;
}
#endif

int pyi_flow_duplicate_exits(flow_graph *graph)
{
    if (graph_duplicate_exits(graph) < 0) {
        return -1;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        flow_instr *last = flow_last(block);
        if (last != NULL && block->next != NULL && flow_falls_through(block) &&
            block->next->used > 0 && block_wants_line(block->next)) {
            block->next->instrs[0].loc = last->loc;
        }
    }
    return 0;
}
