/* SPDX-License-Identifier: Apache-2.0 */
/* emit.c: single instructions, and the few sequences that many constructs share. */
#include "codegen.h"

pyi_label
pyi_cg_label(pyi_codegen *c)
{
    return pyi_flow_label(c->unit->flow);
}

int
pyi_cg_place(pyi_codegen *c, pyi_label label)
{
    return label < 0 ? -1 : pyi_flow_place(c->unit->flow, label);
}

int
pyi_cg_emit(pyi_codegen *c, pyi_location loc, int opcode)
{
    return pyi_flow_emit(c->unit->flow, opcode, 0, loc);
}

int
pyi_cg_emit_arg(pyi_codegen *c, pyi_location loc, int opcode, Py_ssize_t arg)
{
    return pyi_flow_emit(c->unit->flow, opcode, (int)arg, loc);
}

int
pyi_cg_jump(pyi_codegen *c, pyi_location loc, int opcode, pyi_label target)
{
    return target < 0 ? -1 : pyi_flow_jump(c->unit->flow, opcode, target, loc);
}

/* ---- names and constants --------------------------------------------------------------------- */

static Py_ssize_t
index_or_add(pyi_codegen *c, PyObject *dict, PyObject *name)
{
    PyObject *known = PyDict_GetItemWithError(dict, name);
    if (known == NULL) {
        PyObject *number =
            PyErr_Occurred() ? NULL : pyi_cg_keep(c, PyLong_FromSsize_t(PyDict_GET_SIZE(dict)));
        if (number == NULL || PyDict_SetItem(dict, name, number) < 0) {
            return -1;
        }
        known = number;
    }
    return PyLong_AsSsize_t(known);
}

int
pyi_cg_emit_name(pyi_codegen *c, pyi_location loc, int opcode, PyObject *dict, PyObject *name)
{
    Py_ssize_t index = index_or_add(c, dict, name);
    TRY(index);
    if (opcode == LOAD_GLOBAL) {
        index <<= 1; /* The lowest bit would push NULL for a call, too. */
    }
#if PYI_312
    /* One opcode each for attributes and methods, told apart by the lowest bit. */
    switch (opcode) {
    case LOAD_ATTR:
        index <<= 1;
        break;
    case LOAD_METHOD:
        opcode = LOAD_ATTR;
        index = index << 1 | 1;
        break;
    case LOAD_SUPER_ATTR: /* The second bit: super() was given arguments. */
        index = index << 2 | 2;
        break;
    case LOAD_SUPER_METHOD:
        opcode = LOAD_SUPER_ATTR;
        index = index << 2 | 3;
        break;
    case LOAD_ZERO_SUPER_ATTR:
        opcode = LOAD_SUPER_ATTR;
        index <<= 2;
        break;
    case LOAD_ZERO_SUPER_METHOD:
        opcode = LOAD_SUPER_ATTR;
        index = index << 2 | 1;
        break;
    }
#endif
    return pyi_cg_emit_arg(c, loc, opcode, index);
}

int
pyi_cg_emit_mangled(pyi_codegen *c, pyi_location loc, int opcode, PyObject *name)
{
    PyObject *mangled = pyi_cg_mangle(c, name);
    return mangled == NULL ? -1 : pyi_cg_emit_name(c, loc, opcode, c->unit->names, mangled);
}

int
pyi_cg_constant(pyi_codegen *c, pyi_location loc, PyObject *value)
{
    Py_ssize_t index = pyi_cg_add_constant(c, value);
    TRY(index);
    return pyi_cg_emit_arg(c, loc, LOAD_CONST, index);
}

int
pyi_cg_new_constant(pyi_codegen *c, pyi_location loc, PyObject *value)
{
    return pyi_cg_keep(c, value) == NULL ? -1 : pyi_cg_constant(c, loc, value);
}

int
pyi_cg_none(pyi_codegen *c, pyi_location loc)
{
    return pyi_cg_constant(c, loc, Py_None);
}

/* ---- operators and calls --------------------------------------------------------------------- */

int
pyi_cg_binary(pyi_codegen *c, pyi_location loc, operator_ty op, bool in_place)
{
    static const unsigned char numbers[] = {
        [Add] = NB_ADD,           [Sub] = NB_SUBTRACT,         [Mult] = NB_MULTIPLY,
        [MatMult] = NB_MATRIX_MULTIPLY, [Div] = NB_TRUE_DIVIDE, [Mod] = NB_REMAINDER,
        [Pow] = NB_POWER,         [LShift] = NB_LSHIFT,        [RShift] = NB_RSHIFT,
        [BitOr] = NB_OR,          [BitXor] = NB_XOR,           [BitAnd] = NB_AND,
        [FloorDiv] = NB_FLOOR_DIVIDE,
    };
    int number = numbers[op] + (in_place ? NB_INPLACE_ADD - NB_ADD : 0);
    return pyi_cg_emit_arg(c, loc, BINARY_OP, number);
}

int
pyi_cg_call_n(pyi_codegen *c, pyi_location loc, Py_ssize_t n)
{
#if !PYI_312
    TRY(pyi_cg_emit_arg(c, loc, PRECALL, n));
#endif
    return pyi_cg_emit_arg(c, loc, CALL, n);
}

int
pyi_cg_to_bool(pyi_codegen *c, pyi_location loc)
{
#if PYI_313
    return pyi_cg_emit(c, loc, TO_BOOL);
#else
    (void)c;
    (void)loc;
    return 0; /* The jumps ask for the truth value themselves. */
#endif
}

int
pyi_cg_pop_except_and_reraise(pyi_codegen *c, pyi_location loc)
{
    TRY(pyi_cg_emit_arg(c, loc, COPY, 3));
    TRY(pyi_cg_emit(c, loc, POP_EXCEPT));
    return pyi_cg_emit_arg(c, loc, RERAISE, 1);
}

/* ---- generators and coroutines --------------------------------------------------------------- */

/* What RESUME is told about what was waited for. */
enum { AFTER_YIELD = 1, AFTER_YIELD_FROM = 2, AFTER_AWAIT = 3 };

int
pyi_cg_yield_from(pyi_codegen *c, pyi_location loc, bool is_await)
{
    int after = is_await ? AFTER_AWAIT : AFTER_YIELD_FROM;
    pyi_label send = pyi_cg_label(c), done = pyi_cg_label(c);
    TRY(pyi_cg_place(c, send));
    TRY(pyi_cg_jump(c, loc, SEND, done));
#if PYI_312
    /* throw() and close() on the outer generator may end the inner one by StopIteration. */
    pyi_label thrown = pyi_cg_label(c);
    TRY(pyi_cg_jump(c, loc, SETUP_FINALLY, thrown));
    TRY(pyi_cg_emit_arg(c, loc, YIELD_VALUE, PYI_313 ? 1 : 0));
    TRY(pyi_cg_emit(c, pyi_nowhere, POP_BLOCK));
    TRY(pyi_cg_emit_arg(c, loc, RESUME, after));
    TRY(pyi_cg_jump(c, loc, JUMP_NO_INTERRUPT, send));
    TRY(pyi_cg_place(c, thrown));
    TRY(pyi_cg_emit(c, loc, CLEANUP_THROW));
    TRY(pyi_cg_place(c, done));
    return pyi_cg_emit(c, loc, END_SEND);
#else
    TRY(pyi_cg_emit(c, loc, YIELD_VALUE));
    TRY(pyi_cg_emit_arg(c, loc, RESUME, after));
    TRY(pyi_cg_jump(c, loc, JUMP_NO_INTERRUPT, send));
    return pyi_cg_place(c, done);
#endif
}

int
pyi_cg_await(pyi_codegen *c, pyi_location loc, int what)
{
    TRY(pyi_cg_emit_arg(c, loc, GET_AWAITABLE, what));
    TRY(pyi_cg_none(c, loc));
    return pyi_cg_yield_from(c, loc, true);
}

int
pyi_cg_yield(pyi_codegen *c, pyi_location loc)
{
    PySTEntryObject *symbols = c->unit->symbols;
    if (symbols->ste_generator && symbols->ste_coroutine) {
        TRY(pyi_cg_intrinsic(c, loc, PYI_CG_ASYNC_GEN_WRAP));
    }
    TRY(pyi_cg_emit_arg(c, loc, YIELD_VALUE, 0));
    return pyi_cg_emit_arg(c, loc, RESUME, AFTER_YIELD);
}
