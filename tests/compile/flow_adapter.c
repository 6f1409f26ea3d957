/* SPDX-License-Identifier: Apache-2.0 */
/* flow_adapter: CPython's code generator in front of our flow graph.
 *
 * Defines the functions by which CPython hands the instructions of a scope to its own flow graph, so that
 * whatever it compiles shows whether ours makes the same code object of the same instructions. It hands
 * them over one scope after the other, and asks for the code object last.
 */
#include "flow.h"

#include "internal/pycore_flowgraph.h"
#if PYI_313
#  include "internal/pycore_opcode_metadata.h"
#endif

#if PYI_313
typedef struct _PyCfgBuilder builder;
typedef _PyJumpTargetLabel target;
typedef _Py_SourceLocation location;
struct _PyCfgBuilder {
    int unused;
};
#else
typedef _PyCfgBuilder builder;
typedef _PyCfgJumpTargetLabel target;
typedef _PyCompilerSrcLocation location;
#endif

static PyArena *arena;
static pyi_flow *flow;
static int label_count;

static int start_scope(void)
{
    arena = _PyArena_New();
    label_count = 0;
    return arena == NULL || (flow = pyi_flow_new(arena)) == NULL ? -1 : 0;
}

/* Theirs count from 1, or name an instruction (3.13). */
static pyi_label find_label(int id)
{
    while (label_count <= id) {
        pyi_flow_label(flow);
        label_count++;
    }
    return PYI_313 ? id : id - 1;
}

int _PyCfgBuilder_UseLabel(builder *g, target label)
{
    (void)g;
    return pyi_flow_place(flow, find_label(label.id));
}

int _PyCfgBuilder_Addop(builder *g, int opcode, int oparg, location loc)
{
    (void)g;
    pyi_location copy = {loc.lineno, loc.end_lineno, loc.col_offset, loc.end_col_offset};
    if (HAS_TARGET(opcode)) {
        return pyi_flow_jump(flow, opcode, find_label(oparg), copy);
    }
    return pyi_flow_emit(flow, opcode, oparg, copy);
}

int _PyCfg_JumpLabelsToTargets(void *entry);
int _PyCfg_JumpLabelsToTargets(void *entry)
{
    (void)entry;
    return 0;
}

#if PYI_313

builder *_PyCfgBuilder_New(void)
{
    static builder only;
    return start_scope() < 0 ? NULL : &only;
}

void _PyCfgBuilder_Free(builder *g)
{
    (void)g;
}

int _PyCfgBuilder_CheckSize(builder *g)
{
    (void)g;
    return 0;
}

int _PyCfg_OptimizeCodeUnit(builder *g, PyObject *consts, PyObject *const_cache, int nlocals,
                            int nparams, int firstlineno)
{
    (void)g, (void)consts, (void)const_cache, (void)nlocals, (void)nparams, (void)firstlineno;
    return 0;
}

int _PyCfg_OptimizedCfgToInstructionSequence(builder *g, _PyCompile_CodeUnitMetadata *umd, int flags,
                                             int *depth, int *nlocalsplus,
                                             _PyInstructionSequence *seq)
{
    (void)g, (void)umd, (void)flags, (void)seq;
    *depth = *nlocalsplus = 0;
    return 0;
}

#else

static _PyCfgBasicblock no_block; /* CPython puts nothing into it, and finds nothing there */

int _PyCfgBuilder_Init(builder *g)
{
    *g = (builder){.g_entryblock = &no_block, .g_block_list = &no_block};
    return start_scope();
}

void _PyCfgBuilder_Fini(builder *g)
{
    (void)g;
}

int _PyBasicblock_InsertInstruction(_PyCfgBasicblock *block, int pos, _PyCfgInstruction *instr)
{
    (void)block, (void)pos, (void)instr;
    return 0;
}

_PyCfgInstruction *_PyCfg_BasicblockLastInstr(const _PyCfgBasicblock *block)
{
    (void)block;
    return NULL;
}

int _PyCfg_OptimizeCodeUnit(builder *g, PyObject *consts, PyObject *const_cache, int code_flags,
                            int nlocals, int nparams, int firstlineno)
{
    (void)g, (void)consts, (void)const_cache, (void)code_flags;
    (void)nlocals, (void)nparams, (void)firstlineno;
    return 0;
}

int _PyCfg_Stackdepth(_PyCfgBasicblock *entry, int code_flags)
{
    (void)entry, (void)code_flags;
    return 0;
}

void _PyCfg_ConvertPseudoOps(_PyCfgBasicblock *entry)
{
    (void)entry;
}

int _PyCfg_ResolveJumps(builder *g)
{
    (void)g;
    return 0;
}

#endif

#if PYI_313
typedef _PyInstructionSequence sequence;
#else
typedef _PyCompile_InstructionSequence sequence;
#endif

PyCodeObject *_PyAssemble_MakeCodeObject(_PyCompile_CodeUnitMetadata *umd, PyObject *const_cache,
                                         PyObject *consts, int maxdepth, sequence *instrs,
                                         int nlocalsplus, int code_flags, PyObject *filename)
{
    (void)maxdepth, (void)instrs, (void)nlocalsplus;
    pyi_code_facts facts = {
        .name = umd->u_name,
        .qualname = umd->u_qualname == NULL ? umd->u_name : umd->u_qualname,
        .filename = filename,
        .flags = code_flags,
        .argcount = (int)(umd->u_argcount + umd->u_posonlyargcount),
        .posonlyargcount = (int)umd->u_posonlyargcount,
        .kwonlyargcount = (int)umd->u_kwonlyargcount,
        .firstlineno = umd->u_firstlineno,
        .consts = consts,
        .names = umd->u_names,
        .varnames = umd->u_varnames,
        .cellvars = umd->u_cellvars,
        .freevars = umd->u_freevars,
        .fasthidden = umd->u_fasthidden,
        .const_cache = const_cache,
    };
    PyCodeObject *code = pyi_flow_finish(flow, &facts);
    _PyArena_Free(arena);
    return code;
}
