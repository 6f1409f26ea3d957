/* SPDX-License-Identifier: Apache-2.0 */
/* lines: artificial instructions get the location of what runs before them, where that is one place. */
#include "graph.h"

static void block_take_location(flow_block *block, pyi_location loc)
{
    if (block->predecessors == 1 && block->used > 0 && block->instrs[0].loc.lineno == -1) {
        block->instrs[0].loc = loc;
    }
}

void pyi_flow_spread_lines(flow_graph *graph)
{
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        const flow_instr *last = flow_last(block);
        if (last == NULL) {
            continue;
        }
        pyi_location loc = PYI_NO_LOCATION;
        for (int i = 0; i < block->used; i++) {
            pyi_location *own = &block->instrs[i].loc;
            if (own->lineno == -1) {
                *own = loc;
            } else {
                loc = *own;
            }
        }
        if (block->next != NULL && flow_falls_through(block)) {
            block_take_location(block->next, loc);
        }
        if (pyi_flow_is_jump(last->opcode)) {
            block_take_location(last->target, loc);
        }
    }
#if !PYI_313
    /* An exit that still has none takes the last line before it. */
    int line = graph->facts->firstlineno;
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        const flow_instr *last = flow_last(block);
        if (last == NULL) {
            continue;
        }
        if (last->loc.lineno >= 0) {
            line = last->loc.lineno;
        } else if (last->opcode == RETURN_VALUE) {
            for (int i = 0; i < block->used; i++) {
                block->instrs[i].loc.lineno = line;
            }
        }
    }
#endif
}
