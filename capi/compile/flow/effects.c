/* SPDX-License-Identifier: Apache-2.0 */
/* effects: by how much an instruction makes the stack higher.
 * Contract   dis.stack_effect() of that version, docs.python.org/3/library/dis.html
 */
#include "graph.h"

#include "compile.h"
#if PYI_313
#  include "internal/pycore_opcode_metadata.h"
#else
#  include "internal/pycore_opcode.h"
#endif

/* Of what is never in a code object; jump: to the target, or behind the instruction. */
static int setup_effect(int opcode, bool jump)
{
    return !jump ? 0 : opcode == SETUP_CLEANUP ? 2 : 1;
}

#if PYI_313

static int instr_effect(int opcode, int oparg, bool jump)
{
    if (flow_is_setup(opcode)) {
        return setup_effect(opcode, jump);
    }
    switch (opcode) { /* which the tables do not have */
    case JUMP:
    case JUMP_NO_INTERRUPT:
    case POP_BLOCK:
        return 0;
    case LOAD_CLOSURE:
        return 1;
    case STORE_FAST_MAYBE_NULL:
        return -1;
    case LOAD_METHOD:
        return 1;
    case LOAD_SUPER_METHOD:
    case LOAD_ZERO_SUPER_METHOD:
    case LOAD_ZERO_SUPER_ATTR:
        return -1;
    }
    int popped = _PyOpcode_num_popped(opcode, oparg);
    int pushed = _PyOpcode_num_pushed(opcode, oparg);
    return popped < 0 || pushed < 0 ? PY_INVALID_STACK_EFFECT : pushed - popped;
}

#else

/* Of those whose effect depends on the oparg, or on whether it jumps. */
static int variable_effect(int opcode, int oparg, bool jump)
{
    switch (opcode) {
    case BUILD_TUPLE:
    case BUILD_LIST:
    case BUILD_SET:
    case BUILD_STRING:
        return 1 - oparg;
    case BUILD_MAP:
        return 1 - 2 * oparg;
    case BUILD_CONST_KEY_MAP:
    case RAISE_VARARGS:
        return -oparg;
    case BUILD_SLICE:
        return oparg == 3 ? -2 : -1;
    case UNPACK_SEQUENCE:
        return oparg - 1;
    case UNPACK_EX:
        return (oparg & 0xFF) + (oparg >> 8);
    case MAKE_FUNCTION:
        return -__builtin_popcount(oparg & 15);
    case FORMAT_VALUE:
        return (oparg & 4) ? -1 : 0;
    case LOAD_GLOBAL:
        return 1 + (oparg & 1);
    case CALL_FUNCTION_EX:
        return -2 - (oparg & 1);
#  if PYI_312
    case CALL:
        return -1 - oparg;
    case LOAD_ATTR:
        return oparg & 1;
    case LOAD_SUPER_ATTR:
        return -2 + (oparg & 1);
    case FOR_ITER:
        return 1;
    case SEND:
        return 0;
    default:
        (void)jump;
#  else
    case PRECALL:
        return -oparg;
    case CALL:
        return -1;
    case LOAD_ATTR:
        return 0;
    case FOR_ITER:
        return jump ? -1 : 1;
    case SEND:
        return jump ? -1 : 0;
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP:
        return jump ? 0 : -1;
    default:
#  endif
        return PY_INVALID_STACK_EFFECT;
    }
}

/* The others, by opcode: the effect plus OFFSET, since 0 says that there is none such. */
#  define OFFSET 5
#  define EFFECT(opcode, n) [opcode] = (n) + OFFSET
static const unsigned char fixed_effects[] = {
    EFFECT(NOP, 0),
    EFFECT(CACHE, 0),
    EFFECT(RESUME, 0),
    EFFECT(EXTENDED_ARG, 0),
    EFFECT(POP_TOP, -1),
    EFFECT(PUSH_NULL, 1),
    EFFECT(COPY, 1),
    EFFECT(SWAP, 0),
    EFFECT(UNARY_NEGATIVE, 0),
    EFFECT(UNARY_NOT, 0),
    EFFECT(UNARY_INVERT, 0),
    EFFECT(BINARY_OP, -1),
    EFFECT(BINARY_SUBSCR, -1),
    EFFECT(STORE_SUBSCR, -3),
    EFFECT(DELETE_SUBSCR, -2),
    EFFECT(COMPARE_OP, -1),
    EFFECT(IS_OP, -1),
    EFFECT(CONTAINS_OP, -1),
    EFFECT(GET_LEN, 1),
    EFFECT(MATCH_MAPPING, 1),
    EFFECT(MATCH_SEQUENCE, 1),
    EFFECT(MATCH_KEYS, 1),
    EFFECT(MATCH_CLASS, -2),
    EFFECT(PUSH_EXC_INFO, 1),
    EFFECT(POP_EXCEPT, -1),
    EFFECT(CHECK_EXC_MATCH, 0),
    EFFECT(CHECK_EG_MATCH, 0),
    EFFECT(RERAISE, -1),
    EFFECT(WITH_EXCEPT_START, 1),
    EFFECT(BEFORE_WITH, 1),
    EFFECT(BEFORE_ASYNC_WITH, 1),
    EFFECT(GET_AITER, 0),
    EFFECT(GET_ANEXT, 1),
    EFFECT(END_ASYNC_FOR, -2),
    EFFECT(GET_ITER, 0),
    EFFECT(GET_YIELD_FROM_ITER, 0),
    EFFECT(GET_AWAITABLE, 0),
    EFFECT(YIELD_VALUE, 0),
    EFFECT(RETURN_GENERATOR, 0),
    EFFECT(RETURN_VALUE, -1),
    EFFECT(LOAD_BUILD_CLASS, 1),
    EFFECT(LOAD_ASSERTION_ERROR, 1),
    EFFECT(SETUP_ANNOTATIONS, 0),
    EFFECT(STORE_NAME, -1),
    EFFECT(DELETE_NAME, 0),
    EFFECT(LOAD_NAME, 1),
    EFFECT(LOAD_CONST, 1),
    EFFECT(STORE_ATTR, -2),
    EFFECT(DELETE_ATTR, -1),
    EFFECT(STORE_GLOBAL, -1),
    EFFECT(DELETE_GLOBAL, 0),
    EFFECT(LOAD_FAST, 1),
    EFFECT(STORE_FAST, -1),
    EFFECT(DELETE_FAST, 0),
    EFFECT(LOAD_CLOSURE, 1),
    EFFECT(LOAD_DEREF, 1),
    EFFECT(STORE_DEREF, -1),
    EFFECT(DELETE_DEREF, 0),
    EFFECT(MAKE_CELL, 0),
    EFFECT(COPY_FREE_VARS, 0),
    EFFECT(IMPORT_NAME, -1),
    EFFECT(IMPORT_FROM, 1),
    EFFECT(LIST_APPEND, -1),
    EFFECT(SET_ADD, -1),
    EFFECT(MAP_ADD, -2),
    EFFECT(LIST_EXTEND, -1),
    EFFECT(SET_UPDATE, -1),
    EFFECT(DICT_MERGE, -1),
    EFFECT(DICT_UPDATE, -1),
    EFFECT(KW_NAMES, 0),
    EFFECT(JUMP_FORWARD, 0),
    EFFECT(JUMP_BACKWARD, 0),
    EFFECT(JUMP_BACKWARD_NO_INTERRUPT, 0),
    EFFECT(JUMP, 0),
    EFFECT(JUMP_NO_INTERRUPT, 0),
    EFFECT(POP_BLOCK, 0),
    EFFECT(POP_JUMP_IF_FALSE, -1),
    EFFECT(POP_JUMP_IF_TRUE, -1),
    EFFECT(POP_JUMP_IF_NONE, -1),
    EFFECT(POP_JUMP_IF_NOT_NONE, -1),
#  if PYI_312
    EFFECT(RESERVED, 0),
    EFFECT(INTERPRETER_EXIT, -1),
    EFFECT(END_FOR, -2),
    EFFECT(END_SEND, -1),
    EFFECT(CLEANUP_THROW, -1),
    EFFECT(BINARY_SLICE, -2),
    EFFECT(STORE_SLICE, -4),
    EFFECT(LOAD_LOCALS, 1),
    EFFECT(RETURN_CONST, 0),
    EFFECT(LOAD_FAST_CHECK, 1),
    EFFECT(LOAD_FAST_AND_CLEAR, 1),
    EFFECT(STORE_FAST_MAYBE_NULL, -1),
    EFFECT(LOAD_FROM_DICT_OR_GLOBALS, 0),
    EFFECT(LOAD_FROM_DICT_OR_DEREF, 0),
    EFFECT(CALL_INTRINSIC_1, 0),
    EFFECT(CALL_INTRINSIC_2, -1),
    EFFECT(LOAD_METHOD, 1),
    EFFECT(LOAD_SUPER_METHOD, -1),
    EFFECT(LOAD_ZERO_SUPER_METHOD, -1),
    EFFECT(LOAD_ZERO_SUPER_ATTR, -1),
#  else
    EFFECT(UNARY_POSITIVE, 0),
    EFFECT(PRINT_EXPR, -1),
    EFFECT(LIST_TO_TUPLE, 0),
    EFFECT(IMPORT_STAR, -1),
    EFFECT(ASYNC_GEN_WRAP, 0),
    EFFECT(PREP_RERAISE_STAR, -1),
    EFFECT(LOAD_CLASSDEREF, 1),
    EFFECT(LOAD_METHOD, 1),
    EFFECT(POP_JUMP_FORWARD_IF_FALSE, -1),
    EFFECT(POP_JUMP_FORWARD_IF_TRUE, -1),
    EFFECT(POP_JUMP_FORWARD_IF_NONE, -1),
    EFFECT(POP_JUMP_FORWARD_IF_NOT_NONE, -1),
    EFFECT(POP_JUMP_BACKWARD_IF_FALSE, -1),
    EFFECT(POP_JUMP_BACKWARD_IF_TRUE, -1),
    EFFECT(POP_JUMP_BACKWARD_IF_NONE, -1),
    EFFECT(POP_JUMP_BACKWARD_IF_NOT_NONE, -1),
#  endif
};

static int instr_effect(int opcode, int oparg, bool jump)
{
    if (flow_is_setup(opcode)) {
        return setup_effect(opcode, jump);
    }
    if (opcode < (int)sizeof fixed_effects && fixed_effects[opcode] != 0) {
        return fixed_effects[opcode] - OFFSET;
    }
    return variable_effect(opcode, oparg, jump);
}

#endif

/* ---- public functions --------------------------------------------------------------------------------- */

int pyi_flow_effect(const flow_instr *instr, bool jump)
{
    return instr_effect(instr->opcode, instr->oparg, jump);
}

/* jump: 1 when it jumps, 0 when not, -1 the larger of both */
int PyCompile_OpcodeStackEffectWithJump(int opcode, int oparg, int jump)
{
    if (opcode < 0 || (opcode < 256 && _PyOpcode_Deopt[opcode] != opcode)) {
        return PY_INVALID_STACK_EFFECT;
    }
#if PYI_313
    if (opcode > STORE_FAST_MAYBE_NULL) {
        return PY_INVALID_STACK_EFFECT;
    }
#endif
    int straight = instr_effect(opcode, oparg, false);
    int jumping = instr_effect(opcode, oparg, true);
    return jump < 0 ? Py_MAX(straight, jumping) : jump > 0 ? jumping : straight;
}

int PyCompile_OpcodeStackEffect(int opcode, int oparg)
{
    return PyCompile_OpcodeStackEffectWithJump(opcode, oparg, -1);
}
