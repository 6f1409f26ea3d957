/* SPDX-License-Identifier: Apache-2.0 */
/* locals: loads of locals that may be unbound are checked; pairs of loads and stores are combined.
 *
 * The first 64 locals are bits of a set that flows through the graph. The others, rare as they are, are
 * only known to be bound behind a load or store in the same block.
 */
#include "graph.h"

#if PYI_312
#  define TRACKED 64

/* ---- the first locals: a set of those that may be unbound -------------------------------------------- */

/* Come to that block with those unsafe. It is looked at again whenever that is news. */
static void locals_enter(flow_graph *graph, flow_block *block, uint64_t unsafe)
{
    uint64_t both = block->unsafe | unsafe;
    if (block->visited && both == block->unsafe) {
        return;
    }
    block->visited = true;
    block->unsafe = both;
    if (!block->waiting) {
        block->waiting = true;
        graph->stack[graph->waiting++] = block;
    }
}

/* The set behind that instruction. */
static uint64_t instr_after(flow_instr *instr, uint64_t unsafe)
{
    uint64_t bit = (uint64_t)1 << instr->oparg;
    switch (instr->opcode) {
    case DELETE_FAST:
    case LOAD_FAST_AND_CLEAR:
    case STORE_FAST_MAYBE_NULL:
        return unsafe | bit;
    case STORE_FAST:
    case LOAD_FAST_CHECK:
        return unsafe & ~bit;
    case LOAD_FAST:
        if (unsafe & bit) {
            instr->opcode = LOAD_FAST_CHECK;
        }
        return unsafe & ~bit;
    default:
        return unsafe;
    }
}

static void locals_scan_block(flow_graph *graph, flow_block *block)
{
    uint64_t unsafe = block->unsafe;
    for (int i = 0; i < block->used; i++) {
        flow_instr *instr = &block->instrs[i];
        if (instr->handler != NULL) {
            locals_enter(graph, instr->handler, unsafe);
        }
        if (instr->oparg < TRACKED) {
            unsafe = instr_after(instr, unsafe);
        }
    }
    if (block->next != NULL && flow_falls_through(block)) {
        locals_enter(graph, block->next, unsafe);
    }
    const flow_instr *last = flow_last(block);
    if (last != NULL && pyi_flow_is_jump(last->opcode)) {
        locals_enter(graph, last->target, unsafe);
    }
}

/* ---- the others: bound in this block or not ----------------------------------------------------------- */

static void locals_scan_others(flow_block *block, int *bound_in, int mark)
{
    for (int i = 0; i < block->used; i++) {
        flow_instr *instr = &block->instrs[i];
        if (instr->oparg < TRACKED) {
            continue;
        }
        switch (instr->opcode) {
        case DELETE_FAST:
        case LOAD_FAST_AND_CLEAR:
        case STORE_FAST_MAYBE_NULL:
            bound_in[instr->oparg - TRACKED] = mark - 1;
            break;
        case LOAD_FAST:
            if (bound_in[instr->oparg - TRACKED] != mark) {
                instr->opcode = LOAD_FAST_CHECK;
            }
            bound_in[instr->oparg - TRACKED] = mark;
            break;
        case STORE_FAST:
            bound_in[instr->oparg - TRACKED] = mark;
            break;
        }
    }
}

static int locals_check_others(flow_graph *graph, int n)
{
    int *bound_in = _PyArena_Malloc(graph->arena, (n - TRACKED) * sizeof *bound_in);
    if (bound_in == NULL) {
        return -1;
    }
    memset(bound_in, 0, (n - TRACKED) * sizeof *bound_in);
    int mark = 0;
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        locals_scan_others(block, bound_in, ++mark);
    }
    return 0;
}

/* ---- both ------------------------------------------------------------------------------------------- */

static int facts_parameters(const pyi_code_facts *facts)
{
    return facts->argcount + facts->kwonlyargcount + ((facts->flags & CO_VARARGS) != 0) +
           ((facts->flags & CO_VARKEYWORDS) != 0);
}

int pyi_flow_check_locals(flow_graph *graph)
{
    int n = (int)PyDict_GET_SIZE(graph->facts->varnames);
    if (n == 0) {
        return 0;
    }
    if (n > TRACKED) {
        if (locals_check_others(graph, n) < 0) {
            return -1;
        }
        n = TRACKED;
    }
    if (pyi_flow_start_visit(graph) < 0) {
        return -1;
    }
    uint64_t unbound = 0;
    for (int i = facts_parameters(graph->facts); i < n; i++) {
        unbound |= (uint64_t)1 << i;
    }
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        block->unsafe = 0;
        block->waiting = false;
    }
    locals_enter(graph, graph->entry, unbound);
    flow_block *block;
    while ((block = pyi_flow_next_visit(graph)) != NULL) {
        block->waiting = false;
        locals_scan_block(graph, block);
    }
    return 0;
}

/* ---- combined instructions ------------------------------------------------------------------------------ */

#  if PYI_313
static int pair_opcode(int first, int second)
{
    if (first == LOAD_FAST) {
        return second == LOAD_FAST ? LOAD_FAST_LOAD_FAST : NOP;
    }
    if (first == STORE_FAST) {
        return second == LOAD_FAST    ? STORE_FAST_LOAD_FAST
               : second == STORE_FAST ? STORE_FAST_STORE_FAST
                                      : NOP;
    }
    return NOP;
}

/* Both opargs in one, where they fit. The second becomes a NOP. */
static void pair_combine(flow_instr *first, flow_instr *second)
{
    int opcode = pair_opcode(first->opcode, second->opcode);
    if (opcode == NOP || first->oparg >= 16 || second->oparg >= 16) {
        return;
    }
    int line = first->loc.lineno, next_line = second->loc.lineno;
    if (line >= 0 && next_line >= 0 && line != next_line) {
        return;
    }
    flow_set(first, opcode, first->oparg << 4 | second->oparg);
    flow_set(second, NOP, 0);
}
#  endif

/* 3.12 has pairs too, but co_code does not show them, and the interpreter that runs the code makes
 * its own. */
void pyi_flow_combine(flow_graph *graph)
{
#  if PYI_313
    for (flow_block *block = graph->entry; block != NULL; block = block->next) {
        for (int i = 0; i + 1 < block->used; i++) {
            pair_combine(&block->instrs[i], &block->instrs[i + 1]);
        }
    }
#  endif
    pyi_flow_remove_nops(graph);
}
#endif
