/* SPDX-License-Identifier: Apache-2.0 */
/* swaps: SWAP instructions that fewer others, or none, can replace. */
#include "graph.h"

/* ---- runs of SWAP: the shortest with the same effect ----------------------------------------------- */

/* The run of SWAP and NOP at index: its length, the deepest item it moves, and whether it has more
 * than one SWAP. */
static int run_measure(const flow_block *block, int index, int *depth, bool *several)
{
    const flow_instr *run = &block->instrs[index];
    int limit = block->used - index;
    int n = 1;
    *depth = run[0].oparg;
    *several = false;
    for (; n < limit; n++) {
        if (run[n].opcode == SWAP) {
            *depth = Py_MAX(*depth, run[n].oparg);
            *several = true;
        } else if (run[n].opcode != NOP) {
            break;
        }
    }
    return n;
}

/* Which item each of the places 0 (top) to depth - 1 has behind the run; NULL without memory. */
static int *run_effect(flow_graph *graph, const flow_instr *run, int n, int depth)
{
    int *items = _PyArena_Malloc(graph->arena, depth * sizeof *items);
    if (items == NULL) {
        return NULL;
    }
    for (int i = 0; i < depth; i++) {
        items[i] = i;
    }
    for (int i = 0; i < n; i++) {
        if (run[i].opcode == SWAP) {
            int other = run[i].oparg - 1;
            int top = items[0];
            items[0] = items[other];
            items[other] = top;
        }
    }
    return items;
}

/* A permutation is a product of cycles, and a cycle is done by exchanging the top with each of its
 * places in turn, the first one again at the end unless that is the top itself. Written from the end of
 * the run to its start, since a cycle is followed backwards. Items that are placed become -1. */
static void run_write(flow_instr *run, int n, int *items, int depth)
{
    int end = n;
    for (int i = 0; i < depth; i++) {
        if (items[i] < 0 || items[i] == i) {
            continue;
        }
        for (int place = i;;) {
            if (place != 0) {
                flow_set(&run[--end], SWAP, place + 1);
            }
            int next = items[place];
            if (next < 0) {
                break;
            }
            items[place] = -1;
            place = next;
        }
    }
    while (end > 0) {
        flow_set(&run[--end], NOP, 0);
    }
}

/* *index becomes that of the last instruction of the run. False without memory. */
bool pyi_flow_merge_swaps(flow_graph *graph, flow_block *block, int *index)
{
    int depth;
    bool several;
    int n = run_measure(block, *index, &depth, &several);
    if (!several) {
        return true;
    }
    flow_instr *run = &block->instrs[*index];
    int *items = run_effect(graph, run, n, depth);
    if (items == NULL) {
        return false;
    }
    run_write(run, n, items, depth);
    *index += n - 1;
    return true;
}

/* ---- SWAP before stores: the stores change places --------------------------------------------------- */

static bool instr_takes_top(const flow_instr *instr)
{
    return instr->opcode == STORE_FAST || instr->opcode == POP_TOP
#if PYI_312
           || instr->opcode == STORE_FAST_MAYBE_NULL
#endif
        ;
}

/* The local it stores to, or -1. */
static int instr_stores_to(const flow_instr *instr)
{
    return instr_takes_top(instr) && instr->opcode != POP_TOP ? instr->oparg : -1;
}

/* The next instruction that only takes the top off, of that line if it is one; -1 if another kind comes
 * first. */
static int block_next_taker(const flow_block *block, int index, int line)
{
    while (++index < block->used) {
        const flow_instr *instr = &block->instrs[index];
        if (line >= 0 && instr->loc.lineno != line) {
            return -1;
        }
        if (instr->opcode == NOP) {
            continue;
        }
        return instr_takes_top(instr) ? index : -1;
    }
    return -1;
}

/* Would the last value of a local be another one if the two changed places? */
static bool takers_conflict(const flow_block *block, int first, int second)
{
    int one = instr_stores_to(&block->instrs[first]);
    int other = instr_stores_to(&block->instrs[second]);
    if (one < 0 && other < 0) {
        return false;
    }
    if (one == other) {
        return true;
    }
    for (int i = first + 1; i < second; i++) {
        int between = instr_stores_to(&block->instrs[i]);
        if (between >= 0 && (between == one || between == other)) {
            return true;
        }
    }
    return false;
}

/* The SWAP at that index, then those before it as long as only stores and NOPs are between. */
void pyi_flow_apply_swaps(flow_block *block, int index)
{
    for (; index >= 0; index--) {
        flow_instr *swap = &block->instrs[index];
        if (swap->opcode != SWAP) {
            if (swap->opcode == NOP || instr_takes_top(swap)) {
                continue;
            }
            return;
        }
        int first = block_next_taker(block, index, -1);
        if (first < 0) {
            return;
        }
        int second = first;
        for (int n = swap->oparg - 1; n > 0 && second >= 0; n--) {
            second = block_next_taker(block, second, block->instrs[first].loc.lineno);
        }
        if (second < 0 || takers_conflict(block, first, second)) {
            return;
        }
        flow_set(swap, NOP, 0);
        flow_instr moved = block->instrs[first];
        block->instrs[first] = block->instrs[second];
        block->instrs[second] = moved;
    }
}
