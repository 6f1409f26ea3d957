/* SPDX-License-Identifier: Apache-2.0 */
/* blocks: what is never reached and what does nothing goes away.
 *
 * A NOP stays where it is the only instruction of its line, since a debugger may stop there.
 */
#include "graph.h"

/* ---- empty and unreachable blocks ---------------------------------------------------------------- */

void pyi_flow_remove_empty(flow_graph *graph)
{
    graph->entry = flow_nonempty(graph->entry);
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        block->next = flow_nonempty(block->next);
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            flow_instr *instr = &block->instrs[i];
            if (instr->target != NULL) {
                instr->target = flow_nonempty(instr->target);
            }
            if (instr->handler != NULL) {
                instr->handler = flow_nonempty(instr->handler);
            }
        }
    }
}

/* Count how often each block can be entered, and empty those that cannot. */
int pyi_flow_remove_unreachable(flow_graph *graph)
{
    if (pyi_flow_start_visit(graph) < 0) {
        return -1;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        block->predecessors = 0;
    }
    graph->entry->predecessors = 1;
    pyi_flow_visit(graph, graph->entry);
    flow_block *block;
    while ((block = pyi_flow_next_visit(graph)) != NULL) {
        if (block->next != NULL && flow_falls_through(block)) {
            block->next->predecessors++;
            pyi_flow_visit(graph, block->next);
        }
        for (int i = 0; i < block->used; i++) {
            flow_block *target = block->instrs[i].target;
            if (target != NULL) {
                target->predecessors++;
                pyi_flow_visit(graph, target);
            }
        }
    }
    for (block = graph->entry; block != NULL; block = block->next) {
        if (block->predecessors == 0) {
            block->used = 0;
            block->is_handler = false;
        }
    }
    return 0;
}

/* ---- NOPs ------------------------------------------------------------------------------------- */

/* The first line that runs behind that block: -1 if none, or unknown. */
static int block_next_line(const flow_block *block)
{
    const flow_block *next = flow_nonempty(block->next);
    if (next == NULL) {
        return -1;
    }
#if PYI_312
    for (int i = 0; i < next->used; i++) {
        const flow_instr *instr = &next->instrs[i];
        if (instr->opcode != NOP || instr->loc.lineno >= 0) {
            return instr->loc.lineno;
        }
    }
    return -1;
#else
    return next->instrs[0].loc.lineno;
#endif
}

/* Can the NOP at that index go? prev_line is the line before it, in the same block. */
static bool nop_is_spare(flow_block *block, int index, int prev_line)
{
    const pyi_location *loc = &block->instrs[index].loc;
    if (loc->lineno < 0 || loc->lineno == prev_line) {
        return true;
    }
    if (index + 1 == block->used) {
        return block_next_line(block) == loc->lineno;
    }
    flow_instr *next = &block->instrs[index + 1];
    if (next->loc.lineno == loc->lineno) {
        return true;
    }
    if (next->loc.lineno < 0) {
        next->loc = *loc;
        return true;
    }
    return false;
}

static void block_remove_nops(flow_block *block)
{
    int kept = 0;
    int prev_line = -1;
    for (int i = 0; i < block->used; i++) {
        if (block->instrs[i].opcode == NOP && nop_is_spare(block, i, prev_line)) {
            continue;
        }
        prev_line = block->instrs[i].loc.lineno;
        if (kept != i) {
            block->instrs[kept] = block->instrs[i];
        }
        kept++;
    }
    block->used = kept;
}

int pyi_flow_remove_nops(flow_graph *graph)
{
    int removed = 0;
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        removed += block->used;
        block_remove_nops(block);
        removed -= block->used;
    }
    return removed;
}

/* Nothing is gained by POP_TOP of what was just loaded. */
static bool pair_is_spare(const flow_instr *first, const flow_instr *second)
{
    return PYI_312 && first != NULL && second->opcode == POP_TOP &&
           (first->opcode == LOAD_CONST || (first->opcode == COPY && first->oparg == 1));
}

void pyi_flow_remove_pairs(flow_graph *graph)
{
    bool again = true;
    while (again) {
        again = false;
        flow_instr *last = NULL; /* what surely runs before the next instruction */
        for (flow_block *block = graph->entry; block != NULL; block = block->next) {
            block_remove_nops(block);
            if (block->labelled) {
                last = NULL;
            }
            for (int i = 0; i < block->used; i++) {
                flow_instr *instr = &block->instrs[i];
                if (pair_is_spare(last, instr)) {
                    flow_set(last, NOP, 0);
                    flow_set(instr, NOP, 0);
                    again = true;
                }
                last = instr;
            }
            if (last != NULL && (pyi_flow_is_jump(last->opcode) || !flow_falls_through(block))) {
                last = NULL;
            }
        }
    }
}

/* ---- jumps to where the code goes anyway --------------------------------------------------------- */

int pyi_flow_remove_jumps(flow_graph *graph)
{
    int removed = 0;
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        flow_instr *last = flow_last(block);
        if (last == NULL || !flow_always_jumps(last->opcode)) {
            continue;
        }
        flow_block *next = flow_nonempty(block->next);
        if (next != NULL && flow_nonempty(last->target) == next) {
            flow_set(last, NOP, 0);
            last->target = NULL;
            removed++;
        }
    }
    return removed;
}

void pyi_flow_remove_nops_and_jumps(flow_graph *graph)
{
    while (pyi_flow_remove_nops(graph) + pyi_flow_remove_jumps(graph) > 0) {
    }
}
