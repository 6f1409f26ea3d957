/* SPDX-License-Identifier: Apache-2.0 */
/* opcodes.c: what is known of each instruction beside what it does. */
#include "vm.h"

const uint8_t pyi_opcode_base[256] = {
#define BASE(name, caches) [name] = name,
    VM_OPCODES(BASE)
#undef BASE
#define BASE(name, base) [VM_##name] = base,
        VM_FORMS(BASE)
#undef BASE
};

const uint8_t pyi_opcode_caches[256] = {
#define CACHES(name, caches) [name] = caches,
    VM_OPCODES(CACHES)
#undef CACHES
#define CACHES(name, base) [VM_##name] = VM_CACHE_##base,
        VM_FORMS(CACHES)
#undef CACHES
};

static PyObject *power(PyObject *left, PyObject *right) {
    return PyNumber_Power(left, right, Py_None);
}

static PyObject *inplace_power(PyObject *left, PyObject *right) {
    return PyNumber_InPlacePower(left, right, Py_None);
}

const binaryfunc vm_binary_functions[] = {
    [NB_ADD] = PyNumber_Add,
    [NB_AND] = PyNumber_And,
    [NB_FLOOR_DIVIDE] = PyNumber_FloorDivide,
    [NB_LSHIFT] = PyNumber_Lshift,
    [NB_MATRIX_MULTIPLY] = PyNumber_MatrixMultiply,
    [NB_MULTIPLY] = PyNumber_Multiply,
    [NB_REMAINDER] = PyNumber_Remainder,
    [NB_OR] = PyNumber_Or,
    [NB_POWER] = power,
    [NB_RSHIFT] = PyNumber_Rshift,
    [NB_SUBTRACT] = PyNumber_Subtract,
    [NB_TRUE_DIVIDE] = PyNumber_TrueDivide,
    [NB_XOR] = PyNumber_Xor,
    [NB_INPLACE_ADD] = PyNumber_InPlaceAdd,
    [NB_INPLACE_AND] = PyNumber_InPlaceAnd,
    [NB_INPLACE_FLOOR_DIVIDE] = PyNumber_InPlaceFloorDivide,
    [NB_INPLACE_LSHIFT] = PyNumber_InPlaceLshift,
    [NB_INPLACE_MATRIX_MULTIPLY] = PyNumber_InPlaceMatrixMultiply,
    [NB_INPLACE_MULTIPLY] = PyNumber_InPlaceMultiply,
    [NB_INPLACE_REMAINDER] = PyNumber_InPlaceRemainder,
    [NB_INPLACE_OR] = PyNumber_InPlaceOr,
    [NB_INPLACE_POWER] = inplace_power,
    [NB_INPLACE_RSHIFT] = PyNumber_InPlaceRshift,
    [NB_INPLACE_SUBTRACT] = PyNumber_InPlaceSubtract,
    [NB_INPLACE_TRUE_DIVIDE] = PyNumber_InPlaceTrueDivide,
    [NB_INPLACE_XOR] = PyNumber_InPlaceXor,
};
