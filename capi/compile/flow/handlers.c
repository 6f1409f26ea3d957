/* SPDX-License-Identifier: Apache-2.0 */
/* handlers: which handler is in force at each instruction.
 *
 * SETUP_… puts a handler on a stack, POP_BLOCK takes the last one off. Each path to a block arrives
 * with the same stack, so the first one tells.
 */
#include "graph.h"

/* The stack with the target of a SETUP_… on top; NULL without memory. */
static const flow_handlers *handlers_push(flow_graph *graph, const flow_handlers *outer,
                                          const flow_instr *setup)
{
    flow_handlers *top = _PyArena_Malloc(graph->arena, sizeof *top);
    if (top != NULL) {
        *top = (flow_handlers){outer, setup->target, outer == NULL ? 1 : outer->depth + 1};
        if (setup->opcode != SETUP_FINALLY) {
            setup->target->keeps_lasti = true;
        }
    }
    return top;
}

/* Come to that block with those handlers. */
static void handlers_enter(flow_graph *graph, flow_block *block, const flow_handlers *handlers)
{
    if (!block->visited) {
        block->handlers = handlers;
        pyi_flow_visit(graph, block);
    }
}

/* Of a YIELD_VALUE and the RESUME behind it: is only the handler around the whole generator in force? */
static void handlers_mark_yield(flow_instr *instr, int depth, int *yield_depth)
{
#if PYI_313
    if (instr->opcode == YIELD_VALUE) {
        *yield_depth = depth;
    } else if (instr->opcode == RESUME) {
        if ((instr->oparg & 3) != 0) { /* not at the start of the function */
            instr->oparg |= *yield_depth == 1 ? 4 : 0;
        }
        *yield_depth = -1;
    }
#elif PYI_312
    (void)yield_depth;
    if (instr->opcode == YIELD_VALUE) {
        instr->oparg = depth;
    }
#else
    (void)instr, (void)depth, (void)yield_depth;
#endif
}

static int handlers_label_block(flow_graph *graph, flow_block *block)
{
    const flow_handlers *handlers = block->handlers;
    int yield_depth = -1;
    for (int i = 0; i < block->used; i++) {
        flow_instr *instr = &block->instrs[i];
        if (flow_is_setup(instr->opcode)) {
            handlers_enter(graph, instr->target, handlers);
            handlers = handlers_push(graph, handlers, instr);
            if (handlers == NULL) {
                return -1;
            }
            continue;
        }
        if (instr->opcode == POP_BLOCK) {
            if (handlers == NULL) {
                PyErr_SetString(PyExc_SystemError, "POP_BLOCK without a block");
                return -1;
            }
            handlers = handlers->outer;
#if PYI_313
            flow_set(instr, NOP, 0);
#endif
            continue;
        }
        instr->handler = handlers == NULL ? NULL : handlers->block;
        if (pyi_flow_is_jump(instr->opcode)) {
            handlers_enter(graph, instr->target, handlers);
        } else {
            handlers_mark_yield(instr, handlers == NULL ? 0 : handlers->depth, &yield_depth);
        }
    }
    if (flow_falls_through(block) && block->next != NULL) {
        handlers_enter(graph, block->next, handlers);
    }
    return 0;
}

int pyi_flow_label_handlers(flow_graph *graph)
{
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            if (flow_is_setup(block->instrs[i].opcode)) {
                block->instrs[i].target->is_handler = true;
            }
        }
    }
    if (pyi_flow_start_visit(graph) < 0) {
        return -1;
    }
    pyi_flow_visit(graph, graph->entry);
    flow_block *block;
    while ((block = pyi_flow_next_visit(graph)) != NULL) {
        if (handlers_label_block(graph, block) < 0) {
            return -1;
        }
    }
    return 0;
}

void pyi_flow_remove_setups(flow_graph *graph)
{
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i < block->used; i++) {
            flow_instr *instr = &block->instrs[i];
            if (flow_is_setup(instr->opcode)) {
                flow_set(instr, NOP, 0);
                instr->target = NULL;
            } else if (instr->opcode == POP_BLOCK) {
                flow_set(instr, NOP, 0);
#if PYI_312
            } else if (instr->opcode == STORE_FAST_MAYBE_NULL) {
                instr->opcode = STORE_FAST;
#endif
#if PYI_313
            } else if (instr->opcode == LOAD_CLOSURE) {
                instr->opcode = LOAD_FAST;
#endif
            }
        }
    }
    pyi_flow_remove_nops(graph);
}
