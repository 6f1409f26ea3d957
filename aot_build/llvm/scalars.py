# SPDX-License-Identifier: Apache-2.0
"""Machine numbers and truth values: from objects and back, arithmetic, comparisons.

t: i64 = int_add(a, b)    ->   %v3 = add nsw i64 %v1, %v2
t: obj = box(a)           ->   %v4 = call ptr @rt_box_i64(i64 %v3)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aot_build.ir import ops as ir
from aot_build.ir.types import Rep
from aot_build.ir.values import Op
from aot_build.llvm.numbers import box_num
from aot_build.llvm.types import LLVM_TYPE

if TYPE_CHECKING:
    from aot_build.llvm.emit import FunctionEmitter

BOXERS = {
    Rep.INT: "rt_box_int",
    Rep.ANY: "rt_any_to_object",
    Rep.I64: "rt_box_i64",
    Rep.F64: "rt_box_f64",
}
UNBOXERS = {
    Rep.INT: "rt_unbox_int",
    Rep.ANY: "rt_any_from_object",
    Rep.I64: "rt_unbox_i64",
    Rep.F64: "rt_unbox_f64",
}
INT_PREDICATE = {"eq": "eq", "ne": "ne", "lt": "slt", "le": "sle", "gt": "sgt", "ge": "sge"}
FLOAT_PREDICATE = {"eq": "oeq", "ne": "une", "lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge"}
OPCODE = {
    "int_add": "add nsw",
    "int_sub": "sub nsw",
    "int_mul": "mul nsw",
    "int_and": "and",
    "int_or": "or",
    "int_xor": "xor",
    "float_add": "fadd",
    "float_sub": "fsub",
    "float_mul": "fmul",
    "float_div": "fdiv",
}


def emit_box(emitter: FunctionEmitter, op: ir.Box) -> None:
    value = op.value
    if value.rep is Rep.BOOL:
        pick = f"select i1 {emitter.ref(value)}, ptr @_Py_TrueStruct, ptr @_Py_FalseStruct"
        name = emitter.define(op, pick)
        emitter.line(f"call void @rt_incref(ptr {name})")
        return
    if value.rep is Rep.NUM:
        box_num(emitter, op)
        return
    maker = BOXERS[value.rep]
    name = emitter.define(op, f"call ptr @{maker}({emitter.typed(value)})")
    emitter.check_result(op, name, "ptr", Rep.OBJ)


def emit_unbox(emitter: FunctionEmitter, op: ir.Unbox) -> None:
    operand = emitter.typed(op.value)
    if op.to is Rep.BOOL:
        emitter.define(op, f"icmp eq {operand}, @_Py_TrueStruct")
        return
    emitter.define(op, f"call {LLVM_TYPE[op.to]} @{UNBOXERS[op.to]}({operand})")


def emit_is_type(emitter: FunctionEmitter, op: ir.IsType) -> None:
    if op.type_name == "smallint":
        status = emitter.fresh("r")
        emitter.line(f"{status} = call i32 @rt_is_smallint({emitter.typed(op.value)})")
        emitter.define(op, f"icmp ne i32 {status}, 0")
        return
    kind = emitter.fresh("t")
    emitter.line(f"{kind} = call ptr @rt_type_of({emitter.typed(op.value)})")
    emitter.define(op, f"icmp eq ptr {kind}, @{emitter.module.type_symbol(op.type_name)}")


def emit_int_widen(emitter: FunctionEmitter, op: ir.IntWiden) -> None:
    emitter.define(op, f"shl nsw i64 {emitter.ref(op.value)}, 1")


def emit_int_narrow(emitter: FunctionEmitter, op: ir.IntNarrow) -> None:
    emitter.define(op, f"ashr exact i64 {emitter.ref(op.value)}, 1")


def emit_int_to_float(emitter: FunctionEmitter, op: ir.IntToFloat) -> None:
    emitter.define(op, f"sitofp i64 {emitter.ref(op.value)} to double")


def binary(emitter: FunctionEmitter, op: Op, opcode: str) -> None:
    left, right = op.operands
    emitter.define(op, f"{opcode} {emitter.typed(left)}, {emitter.ref(right)}")


def emit_float_neg(emitter: FunctionEmitter, op: ir.FloatNeg) -> None:
    emitter.define(op, f"fneg double {emitter.ref(op.value)}")


def emit_int_compare(emitter: FunctionEmitter, op: ir.IntCompare) -> None:
    binary(emitter, op, f"icmp {INT_PREDICATE[op.predicate]}")


def emit_float_compare(emitter: FunctionEmitter, op: ir.FloatCompare) -> None:
    binary(emitter, op, f"fcmp {FLOAT_PREDICATE[op.predicate]}")


def emit_is_same(emitter: FunctionEmitter, op: ir.IsSame) -> None:
    binary(emitter, op, "icmp eq")


def emit_bool_not(emitter: FunctionEmitter, op: ir.BoolNot) -> None:
    emitter.define(op, f"xor i1 {emitter.ref(op.value)}, true")


def emit_opcode(emitter: FunctionEmitter, op: Op) -> None:
    """An operation that is one instruction of LLVM's."""
    binary(emitter, op, OPCODE[op.mnemonic])
