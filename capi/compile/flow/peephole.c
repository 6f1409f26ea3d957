/* SPDX-License-Identifier: Apache-2.0 */
/* peephole: instructions that do less, or that better ones replace, within one block. */
#include "graph.h"


/* Where the pass is. The constant that a LOAD_CONST put on top is still known at a COPY 1 behind it: then
 * the place is the COPY, and opcode and oparg are those of the LOAD_CONST. */
typedef struct {
    flow_graph *graph;
    flow_block *block;
    int index;
    int opcode, oparg;
} peephole;

static flow_instr *place_instr(const peephole *at, int ahead)
{
    int index = at->index + ahead;
    return index < at->block->used ? &at->block->instrs[index] : NULL;
}

static int place_opcode(const peephole *at, int ahead)
{
    const flow_instr *instr = place_instr(at, ahead);
    return instr == NULL ? NOP : instr->opcode;
}

/* ---- jumps to jumps ------------------------------------------------------------------------------ */

/* Let the jump here go where its target jumps to, as opcode, and look at it again. */
static int place_thread(peephole *at, const flow_instr *target, int opcode)
{
    flow_instr *jump = place_instr(at, 0);
    if (jump->target == target->target) {
        return 0;
    }
#if PYI_313
    /* A NOP keeps the line of the jump. */
    flow_instr fresh = {opcode, 0, target->loc, target->target, NULL};
    flow_set(jump, NOP, 0);
    jump->target = NULL;
    at->index--;
    return pyi_flow_append(at->graph, at->block, fresh);
#else
    /* Otherwise the line of the second jump would be lost. */
    if ((PYI_312 && target->loc.lineno < 0) || jump->loc.lineno == target->loc.lineno) {
        jump->target = target->target;
        jump->opcode = opcode;
        at->index--;
    }
    return 0;
#endif
}

#if !PYI_312
/* JUMP_IF_…_OR_POP, which is a jump that another one of its kind can follow. */
static int place_jump_or_pop(peephole *at, const flow_instr *target)
{
    bool if_true = at->opcode == JUMP_IF_TRUE_OR_POP;
    int same_pop = if_true ? POP_JUMP_IF_TRUE : POP_JUMP_IF_FALSE;
    int other = if_true ? JUMP_IF_FALSE_OR_POP : JUMP_IF_TRUE_OR_POP;
    int other_pop = if_true ? POP_JUMP_IF_FALSE : POP_JUMP_IF_TRUE;
    if (target->opcode == same_pop) {
        return place_thread(at, target, same_pop);
    }
    if (target->opcode == JUMP || target->opcode == at->opcode) {
        return place_thread(at, target, at->opcode);
    }
    flow_instr *jump = place_instr(at, 0);
    if ((target->opcode == other || target->opcode == other_pop) &&
        jump->loc.lineno == target->loc.lineno) {
        /* The second jump would not be taken. */
        jump->opcode = same_pop;
        jump->target = flow_nonempty(jump->target)->next;
        at->index--;
    }
    return 0;
}
#endif

static int place_jump(peephole *at)
{
    const flow_block *block = flow_nonempty(place_instr(at, 0)->target);
    if (block == NULL) {
        return 0;
    }
    const flow_instr *target = &block->instrs[0];
    switch (at->opcode) {
    case JUMP:
#if PYI_313
    case JUMP_NO_INTERRUPT:
#endif
        if (target->opcode == JUMP) {
            return place_thread(at, target, JUMP);
        }
        if (target->opcode == JUMP_NO_INTERRUPT) {
            return place_thread(at, target, at->opcode);
        }
        return 0;
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE:
    case POP_JUMP_IF_NONE:
    case POP_JUMP_IF_NOT_NONE:
        return target->opcode == JUMP ? place_thread(at, target, at->opcode) : 0;
#if !PYI_312
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP:
        return place_jump_or_pop(at, target);
#endif
    default:
        return 0;
    }
}

/* ---- constants ----------------------------------------------------------------------------------- */

static PyObject *place_const(const peephole *at)
{
    return PyList_GET_ITEM(at->graph->facts->consts, at->oparg);
}

/* LOAD_CONST, POP_JUMP_IF_…: known to jump, or not to. */
static int const_jump(peephole *at)
{
    flow_instr *jump = place_instr(at, 1);
    int truth = PyObject_IsTrue(place_const(at));
    if (truth < 0) {
        return -1;
    }
    bool if_true = jump->opcode == POP_JUMP_IF_TRUE;
    bool keeps = false;
#if !PYI_312
    if (jump->opcode == JUMP_IF_TRUE_OR_POP || jump->opcode == JUMP_IF_FALSE_OR_POP) {
        if_true = jump->opcode == JUMP_IF_TRUE_OR_POP;
        keeps = truth == if_true;
    }
#endif
    bool jumps = truth == if_true;
    if (!keeps) {
        flow_set(place_instr(at, 0), NOP, 0);
    }
    if (jumps) {
        jump->opcode = JUMP;
    } else {
        flow_set(jump, NOP, 0);
        jump->target = NULL;
    }
    return 0;
}

/* LOAD_CONST None, IS_OP, POP_JUMP_IF_TRUE  ->  POP_JUMP_IF_NONE */
static void const_is_none(peephole *at)
{
    if (place_const(at) != Py_None) {
        return;
    }
    flow_instr *jump = place_instr(at, 2);
#if PYI_313
    if (jump != NULL && jump->opcode == TO_BOOL) {
        flow_set(jump, NOP, 0);
        jump = place_instr(at, 3);
    }
#endif
    if (jump == NULL ||
        (jump->opcode != POP_JUMP_IF_TRUE && jump->opcode != POP_JUMP_IF_FALSE)) {
        return;
    }
    flow_instr *is = place_instr(at, 1);
    bool negated = (is->oparg != 0) != (jump->opcode == POP_JUMP_IF_FALSE);
    jump->opcode = negated ? POP_JUMP_IF_NOT_NONE : POP_JUMP_IF_NONE;
    flow_set(is, NOP, 0);
    flow_set(place_instr(at, 0), NOP, 0);
}

#if PYI_313
/* LOAD_CONST, TO_BOOL  ->  LOAD_CONST of True or False */
static int const_to_bool(peephole *at)
{
    int truth = PyObject_IsTrue(place_const(at));
    if (truth < 0) {
        return -1;
    }
    int index = pyi_flow_add_const(at->graph, PyBool_FromLong(truth));
    if (index < 0) {
        return -1;
    }
    flow_set(place_instr(at, 0), NOP, 0);
    flow_set(place_instr(at, 1), LOAD_CONST, index);
    return 0;
}
#endif

static int place_load_const(peephole *at)
{
    switch (place_opcode(at, 1)) {
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE:
#if !PYI_312
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP:
#endif
        return const_jump(at);
    case IS_OP:
        const_is_none(at);
        return 0;
#if PYI_312
    case RETURN_VALUE:
        flow_set(place_instr(at, 0), NOP, 0);
        flow_set(place_instr(at, 1), RETURN_CONST, at->oparg);
        at->index++;
        return 0;
#endif
#if PYI_313
    case TO_BOOL:
        return const_to_bool(at);
#endif
    default:
        return 0;
    }
}

/* ---- tuples, exchanges, calls ---------------------------------------------------------------------- */

/* BUILD_TUPLE n, UNPACK_SEQUENCE n, as in `a, b = b, a`: the items, the other way round. */
static int place_build_tuple(peephole *at)
{
    flow_instr *build = place_instr(at, 0);
    flow_instr *unpack = place_instr(at, 1);
    int n = at->oparg;
    if (unpack != NULL && unpack->opcode == UNPACK_SEQUENCE && unpack->oparg == n) {
        if (n == 1) {
            flow_set(build, NOP, 0);
            flow_set(unpack, NOP, 0);
            return 0;
        }
        if (n == 2 || n == 3) {
            flow_set(build, NOP, 0);
            unpack->opcode = SWAP;
            return 0;
        }
    }
    return at->index >= n ? pyi_flow_fold_tuple(at->graph, build) : 0;
}

static int place_swap(peephole *at)
{
    if (!pyi_flow_merge_swaps(at->graph, at->block, &at->index)) {
        return -1;
    }
    pyi_flow_apply_swaps(at->block, at->index);
    return 0;
}

/* LOAD_GLOBAL can also put there the NULL that a call wants. */
static void place_load_null(peephole *at)
{
#if PYI_313
    flow_instr *null = place_instr(at, 1), *load = place_instr(at, 0);
#else
    flow_instr *null = place_instr(at, 0), *load = place_instr(at, 1);
#endif
    if (load == NULL || null == NULL || load->opcode != LOAD_GLOBAL || null->opcode != PUSH_NULL ||
        (load->oparg & 1) != 0) {
        return;
    }
    load->oparg |= 1;
    flow_set(null, NOP, 0);
}

#if PYI_313
/* What gives a bool needs no TO_BOOL behind it. */
static void place_bool(peephole *at)
{
    flow_instr *to_bool = place_instr(at, 1);
    if (to_bool != NULL && to_bool->opcode == TO_BOOL) {
        flow_set(to_bool, at->opcode, at->opcode == COMPARE_OP ? at->oparg | 16 : at->oparg);
        flow_set(place_instr(at, 0), NOP, 0);
    }
}

/* Twice the contrary of a bool is that bool. */
static void place_not(peephole *at)
{
    flow_instr *next = place_instr(at, 1);
    if (next != NULL && next->opcode == UNARY_NOT) {
        flow_set(next, NOP, 0);
        flow_set(place_instr(at, 0), NOP, 0);
    } else {
        place_bool(at);
    }
}

/* Of two stores to one local in a line, the first need not be. */
static void place_store(peephole *at)
{
    flow_instr *first = place_instr(at, 0), *second = place_instr(at, 1);
    if (second != NULL && second->opcode == STORE_FAST && second->oparg == first->oparg &&
        second->loc.lineno == first->loc.lineno) {
        flow_set(first, POP_TOP, 0);
    }
}
#endif

static int place_optimize(peephole *at)
{
    switch (at->opcode) {
    case LOAD_CONST:
        return place_load_const(at);
    case BUILD_TUPLE:
        return place_build_tuple(at);
    case SWAP:
        if (at->oparg == 1) {
            flow_set(place_instr(at, 0), NOP, 0);
            return 0;
        }
        return PYI_313 ? 0 : place_swap(at);
#if PYI_313
    case UNARY_NOT:
        place_not(at);
        return 0;
    case LOAD_GLOBAL:
        place_load_null(at);
        return 0;
    case COMPARE_OP:
    case CONTAINS_OP:
    case IS_OP:
    case TO_BOOL:
        place_bool(at);
        return 0;
    case STORE_FAST:
        place_store(at);
        return 0;
#else
    case PUSH_NULL:
        place_load_null(at);
        return 0;
#endif
    default:
        return pyi_flow_is_jump(at->opcode) ? place_jump(at) : 0;
    }
}

int pyi_flow_optimize_block(flow_graph *graph, flow_block *block)
{
    peephole at = {.graph = graph, .block = block, .opcode = NOP};
    for (; at.index < block->used; at.index++) {
        const flow_instr *instr = &block->instrs[at.index];
        bool copies_const =
            PYI_312 && at.opcode == LOAD_CONST && instr->opcode == COPY && instr->oparg == 1;
        if (!copies_const) {
            at.opcode = instr->opcode;
            at.oparg = instr->oparg;
        }
        if (place_optimize(&at) < 0) {
            return -1;
        }
    }
#if PYI_313
    /* Last, when stores that are not needed have become POP_TOP. */
    for (at.index = 0; at.index < block->used; at.index++) {
        if (block->instrs[at.index].opcode == SWAP && place_swap(&at) < 0) {
            return -1;
        }
    }
#endif
    return 0;
}
