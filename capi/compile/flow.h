/* SPDX-License-Identifier: Apache-2.0 */
/* flow.h: from the instructions of one scope to its code object.
 *
 *     pyi_flow *flow = pyi_flow_new(arena);
 *     pyi_label end = pyi_flow_label(flow);
 *     pyi_flow_jump(flow, POP_JUMP_IF_FALSE, end, location);
 *     …
 *     pyi_flow_place(flow, end);
 *     pyi_flow_emit(flow, LOAD_CONST, 0, location);
 *     pyi_flow_emit(flow, RETURN_VALUE, 0, location);
 *     PyCodeObject *code = pyi_flow_finish(flow, &facts);
 *
 * Whoever emits writes the plain form: JUMP and POP_JUMP_IF_… to a label whatever the direction,
 * SETUP_… and POP_BLOCK around what a handler guards, LOAD_FAST and STORE_FAST one by one, opargs of
 * any size, index in cellvars and freevars for variables in cells, and RESUME where that version has
 * it. The last instruction leaves the scope. Everything else is done here: the graph of basic blocks
 * and what can be spared in it, LOAD_FAST_CHECK, combined instructions, the instructions in front of
 * RESUME (MAKE_CELL, COPY_FREE_VARS, RETURN_GENERATOR), depth of the stack, tables of exceptions and
 * of locations, EXTENDED_ARG and inline caches.
 *
 * All memory is the arena's. Functions return -1 or NULL with an exception set when they fail.
 */
#ifndef PYI_FLOW_H
#define PYI_FLOW_H

#include "pyi.h"

#include "internal/pycore_pyarena.h"
#include "opcode.h"

#if !PYI_312
/* Instructions that are never in a code object; later versions number theirs in opcode.h. */
#  define SETUP_FINALLY 256
#  define SETUP_CLEANUP 257
#  define SETUP_WITH 258
#  define POP_BLOCK 259
#  define JUMP 260
#  define JUMP_NO_INTERRUPT 261
#  define POP_JUMP_IF_FALSE 262
#  define POP_JUMP_IF_TRUE 263
#  define POP_JUMP_IF_NONE 264
#  define POP_JUMP_IF_NOT_NONE 265
#endif

/* The order of members is that of the location structs of CPython's headers. */
typedef struct {
    int lineno, end_lineno, col_offset, end_col_offset;
} pyi_location;

/* No line at all: an artificial instruction, which may take over the line of what runs before it. */
#define PYI_NO_LOCATION ((pyi_location){-1, -1, -1, -1})
/* The location of the instruction that follows (from 3.13 on). */
#define PYI_NEXT_LOCATION ((pyi_location){-2, -2, -2, -2})

typedef struct pyi_flow pyi_flow; /* the instructions of one scope */
typedef int pyi_label;            /* a place in them, counted from 0 as made */

/* in the arena */
pyi_flow *pyi_flow_new(PyArena *arena);

/* A label, not placed yet. Before 3.13 the order in which labels are made can be seen in the result, in
 * copies of exits (3.11) and where EXTENDED_ARG is (3.12): make one where CPython makes one. -1 without
 * memory. */
pyi_label pyi_flow_label(pyi_flow *flow);
/* The next instruction is where it is; once for each label. */
int pyi_flow_place(pyi_flow *flow, pyi_label label);
int pyi_flow_emit(pyi_flow *flow, int opcode, int oparg, pyi_location location);
/* Jumps, and SETUP_FINALLY, SETUP_CLEANUP and SETUP_WITH with the label of the handler. */
int pyi_flow_jump(pyi_flow *flow, int opcode, pyi_label label, pyi_location location);
/* Before the first instruction, in front of the labels there. For SETUP_CLEANUP around a generator. */
int pyi_flow_jump_first(pyi_flow *flow, int opcode, pyi_label label, pyi_location location);
/* How many instructions there are so far. */
int pyi_flow_size(const pyi_flow *flow);
/* The opcode of the last instruction, -1 if there is none or a label was placed behind it. */
int pyi_flow_last(const pyi_flow *flow);

/* What a code object says about itself besides its instructions. All borrowed. */
typedef struct {
    PyObject *name, *qualname, *filename; /* str */
    int flags;                            /* CO_… */
    int argcount;                         /* with the positional-only ones, as in co_argcount */
    int posonlyargcount, kwonlyargcount;
    int firstlineno;
    PyObject *consts;    /* list; changed: what nobody loads is removed, what is folded is added */
    PyObject *names;     /* dict: str -> index, and so the following four */
    PyObject *varnames;  /* parameters first, in the order of the fast locals */
    PyObject *cellvars;
    PyObject *freevars;  /* the indices go on where those of cellvars end */
    PyObject *fasthidden; /* dict: str -> bool, locals of inlined comprehensions (3.12 on); or NULL */
    PyObject *const_cache; /* dict of constants shared by the code objects of a compilation; or NULL */
} pyi_code_facts;

/* new; no more may be emitted after it. */
PyCodeObject *pyi_flow_finish(pyi_flow *flow, const pyi_code_facts *facts);

/* Of equal constants (same type, value and sign of zero) one is kept: *op, owned, becomes the one that
 * cache has. Tuples and frozensets are compared whole; their items are not replaced. */
int pyi_flow_merge_constant(PyObject *cache, PyObject **op);

#endif /* PYI_FLOW_H */
