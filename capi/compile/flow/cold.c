/* SPDX-License-Identifier: Apache-2.0 */
/* cold: blocks that only exceptions lead to go to the end, out of the way of the others. */
#include "graph.h"

#if PYI_312

/* Everything that is reached without an exception is warm. */
static int graph_mark_warm(flow_graph *graph)
{
    if (pyi_flow_start_visit(graph) < 0) {
        return -1;
    }
    pyi_flow_visit(graph, graph->entry);
    flow_block *block;
    while ((block = pyi_flow_next_visit(graph)) != NULL) {
        block->warm = true;
        if (block->next != NULL && flow_falls_through(block)) {
            pyi_flow_visit(graph, block->next);
        }
        const flow_instr *last = flow_last(block);
        if (last != NULL && pyi_flow_is_jump(last->opcode)) {
            pyi_flow_visit(graph, last->target);
        }
    }
    return 0;
}

/* Handlers, and what is reached from them alone. */
static int graph_mark_cold(flow_graph *graph)
{
    if (graph_mark_warm(graph) < 0 || pyi_flow_start_visit(graph) < 0) {
        return -1;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        if (block->is_handler) {
            assert(!block->warm);
            pyi_flow_visit(graph, block);
        }
    }
    flow_block *block;
    while ((block = pyi_flow_next_visit(graph)) != NULL) {
        block->cold = true;
        if (block->next != NULL && flow_falls_through(block) && !block->next->warm) {
            pyi_flow_visit(graph, block->next);
        }
        for (int i = 0; i < block->used; i++) {
            const flow_instr *instr = &block->instrs[i];
            if (pyi_flow_is_jump(instr->opcode) && !instr->target->warm) {
                pyi_flow_visit(graph, instr->target);
            }
        }
    }
    return 0;
}

/* A cold block that goes on with a warm one gets a block of its own with a jump there. */
static int block_add_jump(flow_graph *graph, flow_block *block)
{
    flow_block *fresh = pyi_flow_new_block(graph);
    if (fresh == NULL) {
        return -1;
    }
    flow_block *next = block->next;
    if (next->number == 0) {
        next->number = ++graph->labels;
    }
    flow_instr jump = {PYI_313 ? JUMP_NO_INTERRUPT : JUMP, next->number, PYI_NO_LOCATION,
                       next, NULL};
    if (pyi_flow_append(graph, fresh, jump) < 0) {
        return -1;
    }
    next->labelled = true;
    fresh->cold = true;
    fresh->predecessors = PYI_313; /* before, it stays without a line */
    fresh->next = next;
    block->next = fresh;
    return 0;
}

int pyi_flow_move_cold(flow_graph *graph)
{
    if (graph->entry->next == NULL) {
        return 0;
    }
    if (graph_mark_cold(graph) < 0) {
        return -1;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        if (block->cold && block->next != NULL && block->next->warm && flow_falls_through(block) &&
            block_add_jump(graph, block) < 0) {
            return -1;
        }
    }
    flow_block *cold = NULL;
    flow_block **cold_end = &cold;
    flow_block **place = &graph->entry;
    while (*place != NULL) {
        flow_block *block = *place;
        if (block->cold) {
            *place = block->next;
            *cold_end = block;
            cold_end = &block->next;
        } else {
            place = &block->next;
        }
    }
    *cold_end = NULL;
    *place = cold;
    if (cold == NULL) {
        return 0;
    }
#if PYI_313
    pyi_flow_remove_nops_and_jumps(graph);
#else
    pyi_flow_remove_jumps(graph);
#endif
    return 0;
}

#endif
