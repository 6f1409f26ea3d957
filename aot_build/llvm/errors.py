# SPDX-License-Identifier: Apache-2.0
"""The blocks through which an exception leaves an operation.

error1:  call void @rt_traceback(ptr %ts, ptr %frame)     the entry of this function
         br label %b7                                     to the handler
error2:  call void @rt_decref_cold(ptr %v4)               what was alive, the newest first
         br label %error1
leave:   ret ptr null                                     where no handler is
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aot_build.ir import ops as ir
from aot_build.ir.types import Rep
from aot_build.ir.values import Op, Value
from aot_build.llvm.types import GAVE_UP, LLVM_TYPE, NUM_RESULT, RELEASERS, float_literal

if TYPE_CHECKING:
    from aot_build.llvm.emit import FunctionEmitter


def error_label(emitter: FunctionEmitter, op: Op, *, traceback: bool = True) -> str:
    """The label of the block that takes *op*'s exception on.

    Each such block releases one value, the newest, and goes to the block for those before it:
    so operations that leave the same values behind share all that follows.
    """
    if emitter.fn.is_leaf or (isinstance(op, ir.CallNative) and op.same):
        traceback = False
    handler = emitter.block.handler
    for count in range(len(op.cleanup), -1, -1):
        values = op.cleanup[:count]
        key = (values, handler, traceback)
        if key in emitter.errors:
            break
        label = emitter.errors[key] = f"error{len(emitter.errors)}"
        emitter.error_lines.append(f"{label}:")
        if values:
            following = emitter.errors.get((values[:-1], handler, traceback))
            following = following or f"error{len(emitter.errors)}"  # the one made next
            emitter.error_lines += [release_line(emitter, values[-1]), f"  br label %{following}"]
        else:
            emitter.error_lines += error_end(emitter, traceback)
    return emitter.errors[op.cleanup, handler, traceback]


def release_line(emitter: FunctionEmitter, value: Value) -> str:
    """Release a value where an exception is on its way."""
    if value.rep in RELEASERS:
        return f"  call void @{RELEASERS[value.rep]}(i64 {emitter.names[value]})"
    return f"  call void @rt_decref_cold(ptr {emitter.names[value]})"


def error_end(emitter: FunctionEmitter, traceback: bool) -> list[str]:
    """Add the traceback entry, then go to the handler or leave the function."""
    lines = traceback_lines(emitter) if traceback else []
    if emitter.block.handler is not None:
        return [*lines, f"  br label %{emitter.labels[emitter.block.handler]}"]
    if "leave" not in emitter.errors:
        emitter.errors["leave"] = "leave"
        leave = ["leave:", *leave_lines(emitter), f"  {error_return(emitter)}"]
        return [*lines, "  br label %leave", *leave]
    return [*lines, "  br label %leave"]


def traceback_lines(emitter: FunctionEmitter) -> list[str]:
    """Add the entry of this function to the traceback."""
    if emitter.fn.framed:
        return ["  call void @rt_traceback(ptr %ts, ptr %frame)"]
    position = emitter.fresh("pos")
    code = f"ptr @{emitter.module.symbol}, i32 {emitter.fn.code_index}"
    return [
        f"  {position} = load i32, ptr %pos",
        f"  call void @rt_traceback_unframed(ptr %ts, {code}, i32 {position})",
    ]


def error_return(emitter: FunctionEmitter) -> str:
    """The instruction that leaves the function with an exception set."""
    rep = emitter.fn.result
    if rep is Rep.NUM:
        return f"ret {NUM_RESULT} {{ i64 {GAVE_UP}, double 0.0 }}"
    value = {Rep.OBJ: "null", Rep.F64: float_literal(-1.0), Rep.INT: "1"}.get(rep, "-1")
    return f"ret {LLVM_TYPE[rep]} {value}"


def leave_lines(emitter: FunctionEmitter) -> list[str]:
    """Release the compiler's own slots; the frame's are released with the frame."""
    lines = []
    if emitter.temp_index:
        lines.append(f"  call void @rt_clear_slots(ptr %temps, i64 {len(emitter.temp_index)})")
    for slot in emitter.fn.slots:
        if slot.rep in RELEASERS and not slot.borrowed:
            name = emitter.fresh("d")
            lines.append(f"  {name} = load i64, ptr {emitter.slot_name(slot)}")
            lines.append(f"  call void @{RELEASERS[slot.rep]}(i64 {name})")
    return lines
