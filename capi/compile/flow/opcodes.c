/* SPDX-License-Identifier: Apache-2.0 */
/* opcodes: what kind of instruction an opcode is, and how long.
 *
 * The tables are those of the headers, which define them where they are asked to.
 */
#define NEED_OPCODE_TABLES
#define NEED_OPCODE_METADATA
#include "graph.h"

#if PYI_313
#  include "internal/pycore_opcode_metadata.h"
#else
#  include "internal/pycore_opcode.h"
#endif

#if !PYI_313
static bool table_has(const uint32_t *table, int size, int opcode)
{
    return opcode / 32 < size && (table[opcode / 32] >> (opcode % 32) & 1);
}
#endif

bool pyi_flow_is_jump(int opcode)
{
#if PYI_313
    return OPCODE_HAS_JUMP(opcode) && !flow_is_setup(opcode);
#else
#  if !PYI_312
    if (opcode >= JUMP && opcode <= POP_JUMP_IF_NOT_NONE) {
        return true;
    }
#  endif
    return table_has(_PyOpcode_Jump, Py_ARRAY_LENGTH(_PyOpcode_Jump), opcode);
#endif
}

bool pyi_flow_uses_const(int opcode)
{
#if PYI_313
    return OPCODE_HAS_CONST(opcode);
#else
    return HAS_CONST(opcode);
#endif
}

#if PYI_313
bool pyi_flow_polls(int opcode)
{
    return OPCODE_HAS_EVAL_BREAK(opcode);
}
#endif

int pyi_flow_instr_size(int opcode, int oparg)
{
    int extended = (oparg > 0xFF) + (oparg > 0xFFFF) + (oparg > 0xFFFFFF);
    return extended + 1 + _PyOpcode_Caches[opcode];
}
