/* SPDX-License-Identifier: Apache-2.0 */
/* depth: how high the stack is where each block starts, and how high it gets. */
#include "graph.h"

static void depth_enter(flow_graph *graph, flow_block *block, int depth)
{
    if (block->start_depth < 0) {
        block->start_depth = depth;
        pyi_flow_visit(graph, block);
    }
}

/* The deepest in that block; -1 with an exception. */
static int block_walk(flow_graph *graph, flow_block *block)
{
    int depth = block->start_depth;
    int deepest = depth;
    for (int i = 0; i < block->used; i++) {
        const flow_instr *instr = &block->instrs[i];
        int effect = pyi_flow_effect(instr, false);
        if (effect == PY_INVALID_STACK_EFFECT || depth + effect < 0) {
            PyErr_Format(PyExc_SystemError, "bad stack effect of opcode %d with oparg %d",
                         instr->opcode, instr->oparg);
            return -1;
        }
        if (instr->target != NULL) {
            int there = depth + pyi_flow_effect(instr, true);
            deepest = Py_MAX(deepest, there);
            depth_enter(graph, instr->target, there);
        }
        depth += effect;
        deepest = Py_MAX(deepest, depth);
    }
    if (flow_falls_through(block)) {
        if (block->next == NULL) {
            PyErr_SetString(PyExc_SystemError, "instructions go on behind the last one");
            return -1;
        }
        depth_enter(graph, block->next, depth);
    }
    return deepest;
}

int pyi_flow_stack_depth(flow_graph *graph)
{
    if (pyi_flow_start_visit(graph) < 0) {
        return -1;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        block->start_depth = -1;
    }
    /* Before 3.13, RETURN_GENERATOR does not count what is sent first. */
    int generator = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR;
    int start = !PYI_313 && (graph->facts->flags & generator) ? 1 : 0;
    depth_enter(graph, graph->entry, start);
    int deepest = 0;
    flow_block *block;
    while ((block = pyi_flow_next_visit(graph)) != NULL) {
        int depth = block_walk(graph, block);
        if (depth < 0) {
            return -1;
        }
        deepest = Py_MAX(deepest, depth);
    }
    return deepest;
}
