/* SPDX-License-Identifier: Apache-2.0 */
/* jumps: from labels to directions and distances. */
#include "graph.h"

/* ---- directions ------------------------------------------------------------------------------------- */

#if PYI_312
static int opcode_reversed(int opcode)
{
    switch (opcode) {
    case POP_JUMP_IF_FALSE:
        return POP_JUMP_IF_TRUE;
    case POP_JUMP_IF_TRUE:
        return POP_JUMP_IF_FALSE;
    case POP_JUMP_IF_NONE:
        return POP_JUMP_IF_NOT_NONE;
    default:
        return POP_JUMP_IF_NONE;
    }
}

/* Conditional jumps go forward only: behind the reversed one, to a block that jumps back. */
static int block_split_back_jump(flow_graph *graph, flow_block *block, flow_instr *jump)
{
    flow_block *fresh = pyi_flow_new_block(graph);
    if (fresh == NULL) {
        return -1;
    }
    flow_instr back = {JUMP, jump->target->number, jump->loc, jump->target, NULL};
    if (pyi_flow_append(graph, fresh, back) < 0) {
        return -1;
    }
    fresh->cold = block->cold;
    fresh->start_depth = jump->target->start_depth;
    jump->opcode = opcode_reversed(jump->opcode);
    jump->target = block->next;
    fresh->next = block->next;
    block->next = fresh;
    return 0;
}
#else
/* The opcode for that direction. */
static int opcode_directed(int opcode, bool back)
{
    switch (opcode) {
    case POP_JUMP_IF_FALSE:
        return back ? POP_JUMP_BACKWARD_IF_FALSE : POP_JUMP_FORWARD_IF_FALSE;
    case POP_JUMP_IF_TRUE:
        return back ? POP_JUMP_BACKWARD_IF_TRUE : POP_JUMP_FORWARD_IF_TRUE;
    case POP_JUMP_IF_NONE:
        return back ? POP_JUMP_BACKWARD_IF_NONE : POP_JUMP_FORWARD_IF_NONE;
    case POP_JUMP_IF_NOT_NONE:
        return back ? POP_JUMP_BACKWARD_IF_NOT_NONE : POP_JUMP_FORWARD_IF_NOT_NONE;
    default:
        return opcode;
    }
}
#endif

static int block_direct_jump(flow_graph *graph, flow_block *block, flow_instr *jump)
{
    bool back = jump->target->visited;
    switch (jump->opcode) {
    case JUMP:
        jump->opcode = back ? JUMP_BACKWARD : JUMP_FORWARD;
        return 0;
    case JUMP_NO_INTERRUPT:
        jump->opcode = back ? JUMP_BACKWARD_NO_INTERRUPT : JUMP_FORWARD;
        return 0;
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE:
    case POP_JUMP_IF_NONE:
    case POP_JUMP_IF_NOT_NONE:
#if PYI_312
        return back ? block_split_back_jump(graph, block, jump) : 0;
#else
        (void)graph, (void)block;
        jump->opcode = opcode_directed(jump->opcode, back);
        return 0;
#endif
    default:
        if (back) {
            PyErr_Format(PyExc_SystemError, "opcode %d cannot jump back", jump->opcode);
            return -1;
        }
        return 0;
    }
}

int pyi_flow_direct_jumps(flow_graph *graph)
{
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        block->visited = false;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        block->visited = true; /* from here on, a jump to it goes back */
        flow_instr *last = flow_last(block);
        if (last != NULL && pyi_flow_is_jump(last->opcode) &&
            block_direct_jump(graph, block, last) < 0) {
            return -1;
        }
    }
    return 0;
}

/* ---- distances ---------------------------------------------------------------------------------------- */

/* Opargs of the jumps for the offsets that blocks have now; whether one needs more room than before. */
static bool graph_measure_jumps(flow_graph *graph)
{
    bool longer = false;
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        flow_instr *last = flow_last(block);
        if (last == NULL || !pyi_flow_is_jump(last->opcode)) {
            continue;
        }
        int before = pyi_flow_instr_size(last->opcode, last->oparg);
        last->oparg = abs(last->target->offset - block->end);
        longer |= pyi_flow_instr_size(last->opcode, last->oparg) != before;
    }
    return longer;
}

/* First guesses at the opargs of jumps. They matter where a distance is short enough only without an
 * EXTENDED_ARG of its own: then the guess decides. */
static void graph_guess_jumps(flow_graph *graph, bool shortest)
{
    int index = 0;
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        block->offset = index;
        index += block->used;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        flow_instr *last = flow_last(block);
        if (last != NULL && pyi_flow_is_jump(last->opcode)) {
            if (shortest || !PYI_312) {
                last->oparg = 0;
            } else if (PYI_313) {
                last->oparg = last->target->offset; /* 3.12: the number of the label, as it is */
            }
        }
    }
}

#define ROUNDS 32 /* more than ever seen; guesses that are too long might go on for ever */

int pyi_flow_lay_out(flow_graph *graph)
{
    graph_guess_jumps(graph, false);
    int offset;
    int round = 0;
    do {
        if (++round == ROUNDS) {
            graph_guess_jumps(graph, true); /* from where distances only grow */
        }
        offset = 0;
        for (flow_block *block = graph->entry; block != NULL; block = block->next) {
            block->offset = offset;
            for (int i = 0; i < block->used; i++) {
                offset += pyi_flow_instr_size(block->instrs[i].opcode, block->instrs[i].oparg);
            }
            block->end = offset;
        }
    } while (graph_measure_jumps(graph));
    return offset;
}
