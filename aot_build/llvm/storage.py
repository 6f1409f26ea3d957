# SPDX-License-Identifier: Apache-2.0
"""Constants, variables of the function in its slots, and globals.

x = i             ->   %a1 = getelementptr ptr, ptr %locals, i64 3
                       call void @rt_slot_set(ptr %a1, ptr %v2)
load_global f     ->   %v1 = call ptr @rt_load_global(ptr @module, i32 5)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aot_build.ir import ops as ir
from aot_build.ir.function import Slot, SlotKind
from aot_build.ir.types import Rep
from aot_build.ir.values import Op
from aot_build.llvm.constants import SINGLETONS
from aot_build.llvm.errors import error_label
from aot_build.llvm.fastpaths import pointer_or_slow
from aot_build.llvm.numbers import set_num
from aot_build.llvm.types import LLVM_TYPE, RELEASERS, UNLIKELY, zero_of

if TYPE_CHECKING:
    from aot_build.llvm.emit import FunctionEmitter


def emit_load_const(emitter: FunctionEmitter, op: ir.LoadConst) -> None:
    value = op.value
    if op in emitter.late_names:
        return
    if value is True or value is False:
        emitter.names[op] = "@_Py_TrueStruct" if value else "@_Py_FalseStruct"
    elif value is None or value is Ellipsis or value is NotImplemented:
        emitter.names[op] = f"@{SINGLETONS[value]}"
    else:
        emitter.names[op] = emitter.constant(value)


def emit_load_slot(emitter: FunctionEmitter, op: ir.LoadSlot) -> None:
    name = emitter.define(op, f"load {LLVM_TYPE[op.rep]}, ptr {emitter.address(op.slot)}")
    if op.rep is Rep.NUM:
        payload = emitter.fresh("f")
        emitter.line(f"{payload} = load double, ptr {emitter.payload_name(op.slot)}")
        set_num(emitter, op, name, payload)
    if op.checked:
        check_bound(emitter, op, name, op.slot)


def check_bound(emitter: FunctionEmitter, op: Op, name: str, slot: Slot) -> None:
    test = emitter.fresh("e")
    unbound, ok = emitter.fresh("unbound")[1:], emitter.fresh("ok")[1:]
    emitter.line(f"{test} = icmp eq ptr {name}, null")
    emitter.line(f"br i1 {test}, label %{unbound}, label %{ok}{UNLIKELY}")
    emitter.start_label(unbound)
    variable = emitter.constant(slot.name)
    emitter.line(f"call i32 @rt_unbound_local(ptr {variable})")
    emitter.line(f"br label %{error_label(emitter, op)}")
    emitter.start_label(ok)


def emit_store_slot(emitter: FunctionEmitter, op: ir.StoreSlot) -> None:
    rep = op.slot.rep
    if isinstance(op.value, ir.LoadConst) and op.value.value is None:
        stand_at_dropped(emitter, op)
    address = emitter.address(op.slot)
    if op.slot.borrowed:
        emitter.line(f"store {emitter.typed(op.value)}, ptr {address}")
        if rep is Rep.NUM:
            payload = emitter.payloads[op.value]
            emitter.line(f"store double {payload}, ptr {emitter.payload_name(op.slot)}")
    elif rep is Rep.OBJ:
        emitter.line(f"call void @rt_slot_set(ptr {address}, ptr {emitter.ref(op.value)})")
    elif rep in RELEASERS:
        old = emitter.fresh("old")
        emitter.line(f"{old} = load i64, ptr {address}")
        emitter.line(f"store i64 {emitter.ref(op.value)}, ptr {address}")
        if rep is Rep.NUM:
            payload = emitter.payloads[op.value]
            emitter.line(f"store double {payload}, ptr {emitter.payload_name(op.slot)}")
        emitter.line(f"call void @{RELEASERS[rep]}(i64 {old})")
    else:
        emitter.line(f"store {emitter.typed(op.value)}, ptr {address}")


def stand_at_dropped(emitter: FunctionEmitter, op: ir.StoreSlot | ir.ClearSlot) -> None:
    """`del x` and `x = None` are there to drop an object, whose end may ask for the line.

    Other assignments may end an object as well, but storing the line before each would slow loops.
    """
    if op.slot.rep is Rep.OBJ and op.slot.kind is not SlotKind.TEMP:
        emitter.set_line(op.pos)


def emit_clear_slot(emitter: FunctionEmitter, op: ir.ClearSlot) -> None:
    stand_at_dropped(emitter, op)
    address = emitter.address(op.slot)
    if op.checked:
        name = emitter.fresh("v")
        emitter.line(f"{name} = load ptr, ptr {address}")
        check_bound(emitter, op, name, op.slot)
    if op.slot.rep in RELEASERS:
        old = emitter.fresh("old")
        emitter.line(f"{old} = load i64, ptr {address}")
        emitter.line(f"store i64 {zero_of(op.slot.rep)}, ptr {address}")
        emitter.line(f"call void @{RELEASERS[op.slot.rep]}(i64 {old})")
        return
    emitter.line(f"call void @rt_slot_clear(ptr {address})")


def emit_take_slot(emitter: FunctionEmitter, op: ir.TakeSlot) -> None:
    address = emitter.address(op.slot)
    ty = LLVM_TYPE[op.rep]
    name = emitter.define(op, f"load {ty}, ptr {address}")
    if op.rep is Rep.NUM:
        payload = emitter.fresh("f")
        emitter.line(f"{payload} = load double, ptr {emitter.payload_name(op.slot)}")
        set_num(emitter, op, name, payload)
    emitter.line(f"store {ty} {zero_of(op.rep)}, ptr {address}")


def emit_slot_address(emitter: FunctionEmitter, op: ir.SlotAddress) -> None:
    emitter.names[op] = emitter.address(op.slot)


def global_operands(emitter: FunctionEmitter, symbol: str) -> str:
    return f"ptr @{emitter.module.symbol}, i32 {emitter.module.global_index(symbol)}"


def emit_load_global(emitter: FunctionEmitter, op: ir.LoadGlobal) -> None:
    place = global_operands(emitter, op.symbol)
    if emitter.fn.is_leaf:
        name = emitter.define(op, f"call ptr @rt_peek_global({place})")
        emitter.check_result(op, name, "ptr", Rep.OBJ)
        emitter.line(f"call void @rt_incref(ptr {name})")
        return
    if emitter.cold:
        emitter.set_pos(op.pos)
        name = emitter.define(op, f"call ptr @rt_load_global_cold({place})")
        emitter.check_result(op, name, "ptr", Rep.OBJ)
        return
    pointer_or_slow(
        emitter,
        op,
        f"call ptr @rt_known_global({place})",
        lambda: f"call ptr @rt_load_global_slow({place})",
    )


def emit_store_global(emitter: FunctionEmitter, op: ir.StoreGlobal) -> None:
    status = emitter.fresh("r")
    where = global_operands(emitter, op.symbol)
    emitter.line(f"{status} = call i32 @rt_store_global({where}, {emitter.typed(op.value)})")
    emitter.check_result(op, status, "i32", Rep.NONE)


def emit_delete_global(emitter: FunctionEmitter, op: ir.DeleteGlobal) -> None:
    status = emitter.fresh("r")
    emitter.line(f"{status} = call i32 @rt_delete_global({global_operands(emitter, op.symbol)})")
    emitter.check_result(op, status, "i32", Rep.NONE)


def emit_global_is(emitter: FunctionEmitter, op: ir.GlobalIs) -> None:
    status = emitter.fresh("r")
    kind, _, name = op.expected.partition(".")
    where = global_operands(emitter, op.symbol)
    if kind == "builtins":
        expected = emitter.module.builtin_index(name)
        emitter.line(f"{status} = call i32 @rt_global_is_builtin({where}, i32 {expected})")
    else:
        entry = emitter.module.entry_of(name)
        emitter.line(f"{status} = call i32 @rt_global_is_native({where}, ptr @{entry})")
    emitter.define(op, f"icmp ne i32 {status}, 0")
