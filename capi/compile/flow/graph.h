/* SPDX-License-Identifier: Apache-2.0 */
/* graph.h: basic blocks, and the passes over them. Only for the files of this folder.
 *
 * A block is entered at its first instruction and left behind its last: a jump is always the last
 * one. Blocks are linked in the order of the code; a block whose last instruction neither jumps
 * unconditionally nor leaves the scope goes on with the next one. Every pass walks that list or works
 * off a stack of blocks, so that the depth of what is compiled never is a depth of C calls.
 */
#ifndef PYI_FLOW_GRAPH_H
#define PYI_FLOW_GRAPH_H

#include "flow.h"

typedef struct flow_block flow_block;

typedef struct {
    int opcode, oparg;
    pyi_location loc;
    flow_block *target;  /* of a jump; of SETUP_…, the handler; else NULL */
    flow_block *handler; /* where an exception raised here goes; NULL: out of the scope */
} flow_instr;

/* The handlers in force at one place, innermost first. Never changed, so blocks share the tails. */
typedef struct flow_handlers {
    const struct flow_handlers *outer;
    flow_block *block;
    int depth; /* how many there are */
} flow_handlers;

struct flow_block {
    flow_block *next;
    flow_instr *instrs;
    int used, room;
    int predecessors;
    int number;      /* 3.11: the order in which blocks were made; 3.12: of its last label, from 1 */
    int start_depth; /* of the stack; -1 until known */
    int offset, end;    /* in code units */
    const flow_handlers *handlers; /* in force where it starts */
    uint64_t unsafe;               /* the locals, of the first 64, that may be unbound where it starts */
    bool labelled;                 /* something jumped here before anything was optimised */
    bool is_handler;               /* of exceptions */
    bool keeps_lasti;              /* a handler that finds the failing instruction below the exception */
    bool cold, warm;
    bool visited; /* for whichever pass is running; each begins by clearing it */
    bool waiting; /* is on the stack of the pass that is running */
};

typedef struct {
    PyArena *arena;
    flow_block *entry;
    int blocks; /* ever made, at least as many as are linked */
    int labels; /* 3.12: the last number of one */
    const pyi_code_facts *facts;
    flow_block **stack; /* of blocks waiting for a pass, with room for all */
    int waiting;
} flow_graph;

/* ---- graph.c: blocks and instructions --------------------------------------------------------- */

flow_graph *pyi_flow_graph(pyi_flow *flow, const pyi_code_facts *facts);
flow_block *pyi_flow_new_block(flow_graph *graph);
int pyi_flow_append(flow_graph *graph, flow_block *block, flow_instr instr);
/* Behind its own instructions, those of other. */
int pyi_flow_append_all(flow_graph *graph, flow_block *block, const flow_block *other);
/* An empty stack of blocks and no block visited. */
int pyi_flow_start_visit(flow_graph *graph);
/* Put it on the stack unless it was visited; then it counts as visited. */
void pyi_flow_visit(flow_graph *graph, flow_block *block);
/* NULL when none is waiting. */
flow_block *pyi_flow_next_visit(flow_graph *graph);

/* NULL in an empty block */
static inline flow_instr *flow_last(const flow_block *block)
{
    return block->used == 0 ? NULL : &block->instrs[block->used - 1];
}

/* That block, or the first behind it that has instructions. */
static inline flow_block *flow_nonempty(flow_block *block)
{
    while (block != NULL && block->used == 0) {
        block = block->next;
    }
    return block;
}

static inline void flow_set(flow_instr *instr, int opcode, int oparg)
{
    instr->opcode = opcode;
    instr->oparg = oparg;
}

/* ---- opcodes.c: facts about opcodes ----------------------------------------------------------- */

bool pyi_flow_is_jump(int opcode); /* also JUMP_FORWARD and others of the assembled form */
static inline bool flow_is_setup(int opcode)
{
    return opcode == SETUP_FINALLY || opcode == SETUP_CLEANUP || opcode == SETUP_WITH;
}
static inline bool flow_has_target(int opcode)
{
    return flow_is_setup(opcode) || pyi_flow_is_jump(opcode);
}
static inline bool flow_always_jumps(int opcode)
{
    return opcode == JUMP || opcode == JUMP_NO_INTERRUPT || opcode == JUMP_FORWARD ||
           opcode == JUMP_BACKWARD || opcode == JUMP_BACKWARD_NO_INTERRUPT;
}
static inline bool flow_leaves_scope(int opcode)
{
    return opcode == RETURN_VALUE || opcode == RAISE_VARARGS || opcode == RERAISE
#if PYI_312
           || opcode == RETURN_CONST
#endif
        ;
}
bool pyi_flow_uses_const(int opcode);
/* Code units, with EXTENDED_ARG and inline caches. */
int pyi_flow_instr_size(int opcode, int oparg);
/* What it adds to the stack, or PY_INVALID_STACK_EFFECT; jump: to its target. (effects.c) */
int pyi_flow_effect(const flow_instr *instr, bool jump);
#if PYI_313
bool pyi_flow_polls(int opcode); /* may let signals and other threads in */
#endif

static inline bool flow_exits(const flow_block *block)
{
    const flow_instr *last = flow_last(block);
    return last != NULL && flow_leaves_scope(last->opcode);
}
static inline bool flow_falls_through(const flow_block *block)
{
    const flow_instr *last = flow_last(block);
    return last == NULL || !(flow_leaves_scope(last->opcode) || flow_always_jumps(last->opcode));
}

/* ---- the passes, in the order of their files; -1 with an exception when they fail --------------- */

int pyi_flow_label_handlers(flow_graph *graph);   /* handlers.c */
void pyi_flow_remove_setups(flow_graph *graph);   /* handlers.c: and what only codegen writes */
void pyi_flow_remove_empty(flow_graph *graph);    /* blocks.c */
int pyi_flow_remove_unreachable(flow_graph *graph);
int pyi_flow_remove_nops(flow_graph *graph); /* how many */
int pyi_flow_remove_jumps(flow_graph *graph); /* that become NOPs; how many */
void pyi_flow_remove_nops_and_jumps(flow_graph *graph); /* until none is left */
void pyi_flow_remove_pairs(flow_graph *graph); /* with the NOPs */
int pyi_flow_inline_exits(flow_graph *graph);     /* exits.c */
int pyi_flow_duplicate_exits(flow_graph *graph);
int pyi_flow_optimize_block(flow_graph *graph, flow_block *block); /* peephole.c */
bool pyi_flow_merge_swaps(flow_graph *graph, flow_block *block, int *index); /* swaps.c; false: no memory */
void pyi_flow_apply_swaps(flow_block *block, int index);
PyObject *pyi_flow_const(flow_graph *graph, const flow_instr *instr); /* consts.c; borrowed */
int pyi_flow_add_const(flow_graph *graph, PyObject *value); /* steals; its index */
int pyi_flow_fold_tuple(flow_graph *graph, flow_instr *build);
int pyi_flow_remove_consts(flow_graph *graph);
int pyi_flow_check_locals(flow_graph *graph); /* locals.c */
void pyi_flow_combine(flow_graph *graph);
int pyi_flow_move_cold(flow_graph *graph);    /* cold.c */
void pyi_flow_spread_lines(flow_graph *graph); /* lines.c */
int pyi_flow_add_prefix(flow_graph *graph);    /* cells.c */
int pyi_flow_stack_depth(flow_graph *graph);   /* depth.c: the deepest */
int pyi_flow_direct_jumps(flow_graph *graph);  /* jumps.c */
int pyi_flow_lay_out(flow_graph *graph);       /* jumps.c: the number of code units */

/* ---- tables.c: the assembled instructions as bytes; new ------------------------------------------ */

PyObject *pyi_flow_bytecode(const flow_graph *graph, int size);
PyObject *pyi_flow_locations(const flow_graph *graph, int firstlineno);
PyObject *pyi_flow_exceptions(const flow_graph *graph);

/* names and kinds of locals, cells and free variables; new (cells.c) */
int pyi_flow_local_names(const pyi_code_facts *facts, PyObject **names, PyObject **kinds);

#endif /* PYI_FLOW_GRAPH_H */
