/* SPDX-License-Identifier: Apache-2.0 */
/* graph: basic blocks made of the emitted instructions, and what all passes do with blocks. */
#include "emit.h"
#include "graph.h"

#define STOPS(opcode) (pyi_flow_is_jump(opcode) || flow_leaves_scope(opcode))

/* ---- blocks --------------------------------------------------------------------------------- */

flow_block *pyi_flow_new_block(flow_graph *graph)
{
    flow_block *block = _PyArena_Malloc(graph->arena, sizeof *block);
    if (block != NULL) {
        *block = (flow_block){.start_depth = -1};
        graph->blocks++;
    }
    return block;
}

/* Room for n more instructions. */
static int block_reserve(flow_graph *graph, flow_block *block, int n)
{
    if (block->used + n <= block->room) {
        return 0;
    }
    int room = block->used + n + (block->used >> 1) + 4;
    flow_instr *instrs = _PyArena_Malloc(graph->arena, room * sizeof *instrs);
    if (instrs == NULL) {
        return -1;
    }
    if (block->used > 0) {
        memcpy(instrs, block->instrs, block->used * sizeof *instrs);
    }
    block->instrs = instrs;
    block->room = room;
    return 0;
}

int pyi_flow_append(flow_graph *graph, flow_block *block, flow_instr instr)
{
    if (block_reserve(graph, block, 1) < 0) {
        return -1;
    }
    block->instrs[block->used++] = instr;
    return 0;
}

int pyi_flow_append_all(flow_graph *graph, flow_block *block, const flow_block *other)
{
    int n = other->used; /* both may be the same block */
    if (block_reserve(graph, block, n) < 0) {
        return -1;
    }
    if (n > 0) {
        memcpy(block->instrs + block->used, other->instrs, n * sizeof(flow_instr));
        block->used += n;
    }
    return 0;
}

/* ---- visits --------------------------------------------------------------------------------- */

int pyi_flow_start_visit(flow_graph *graph)
{
    graph->stack = _PyArena_Malloc(graph->arena, graph->blocks * sizeof *graph->stack);
    if (graph->stack == NULL) {
        return -1;
    }
    graph->waiting = 0;
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        block->visited = false;
    }
    return 0;
}

void pyi_flow_visit(flow_graph *graph, flow_block *block)
{
    if (!block->visited) {
        block->visited = true;
        graph->stack[graph->waiting++] = block;
    }
}

flow_block *pyi_flow_next_visit(flow_graph *graph)
{
    return graph->waiting == 0 ? NULL : graph->stack[--graph->waiting];
}

/* ---- from instructions to blocks ---------------------------------------------------------------- */

/* Where blocks start: an array of NULL or a new block for each instruction and the end. */
static flow_block **graph_find_starts(flow_graph *graph, const pyi_flow *flow)
{
    flow_block **starts = _PyArena_Malloc(graph->arena, (flow->count + 1) * sizeof *starts);
    bool *wanted = _PyArena_Malloc(graph->arena, flow->count + 1);
    if (starts == NULL || wanted == NULL) {
        return NULL;
    }
    memset(wanted, 0, flow->count + 1);
    wanted[0] = true;
    for (int i = 0; i < flow->count; i++) {
        const flow_emitted *instr = &flow->instrs[i];
        if (instr->label >= 0) {
            assert(flow->labels[instr->label].index >= 0);
            wanted[flow->labels[instr->label].index] = true;
        }
        if (STOPS(instr->opcode) && i + 1 < flow->count) {
            wanted[i + 1] = true;
        }
    }
#if !PYI_313
    /* Every label starts a block, whether something jumps there or not. */
    for (int i = 0; i < flow->label_count; i++) {
        if (flow->labels[i].index >= 0) {
            wanted[flow->labels[i].index] = true;
        }
    }
#endif
    for (int i = 0; i <= flow->count; i++) {
        starts[i] = NULL;
        if (wanted[i] && (starts[i] = pyi_flow_new_block(graph)) == NULL) {
            return NULL;
        }
    }
    return starts;
}

#if !PYI_312
/* The numbers of blocks as they would be had each been made with its label. */
static void graph_number_blocks(flow_graph *graph, const pyi_flow *flow, flow_block **starts)
{
    for (int i = 0; i < flow->count; i++) {
        if (starts[i] != NULL) {
            starts[i]->number = i == 0 ? 0 : flow->instrs[i].number;
        }
    }
    for (int i = 0; i < flow->label_count; i++) {
        const flow_label *label = &flow->labels[i];
        flow_block *block = label->index > 0 ? starts[label->index] : NULL;
        if (block != NULL && label->placed > block->offset) {
            block->number = label->number; /* of the labels at one place, the last */
            block->offset = label->placed;
        }
    }
    graph->blocks += flow->numbered + 1;
}
#elif !PYI_313
static void graph_number_labels(flow_graph *graph, const pyi_flow *flow, flow_block **starts)
{
    for (int i = 0; i < flow->label_count; i++) {
        if (flow->labels[i].index >= 0) {
            flow_block *block = starts[flow->labels[i].index];
            block->labelled = true;
            block->number = graph->labels = i + 1;
        }
    }
}
#endif

flow_graph *pyi_flow_graph(pyi_flow *flow, const pyi_code_facts *facts)
{
    flow_graph *graph = _PyArena_Malloc(flow->arena, sizeof *graph);
    if (graph == NULL) {
        return NULL;
    }
    *graph = (flow_graph){.arena = flow->arena, .facts = facts};
    flow_block **starts = graph_find_starts(graph, flow);
    if (starts == NULL) {
        return NULL;
    }
    flow_block *block = graph->entry = starts[0];
    for (int i = 0; i < flow->count; i++) {
        const flow_emitted *instr = &flow->instrs[i];
        if (i > 0 && starts[i] != NULL) {
            block = block->next = starts[i];
        }
        flow_block *target = NULL;
        if (instr->label >= 0) {
            target = starts[flow->labels[instr->label].index];
            target->labelled = true;
        }
        flow_instr copy = {instr->opcode, instr->oparg, instr->loc, target, NULL};
#if PYI_312 && !PYI_313
        copy.oparg += instr->label + 1; /* a first guess at the distance, as lay_out() wants it */
#endif
        if (pyi_flow_append(graph, block, copy) < 0) {
            return NULL;
        }
    }
    if (flow->count > 0) {
        block->next = starts[flow->count];
    }
#if PYI_312 && !PYI_313
    graph_number_labels(graph, flow, starts);
#elif !PYI_312
    graph_number_blocks(graph, flow, starts);
#endif
    return graph;
}
