# SPDX-License-Identifier: Apache-2.0
"""What a function begins with: memory for its slots, the constants of its code, the first checks.

entry:  %s0 = alloca i64                                  an unboxed variable
        %temps = alloca [2 x ptr]                         what the function owns meanwhile
        %locals = call ptr @rt_frame_locals(ptr %frame)   variables that others can see
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aot_build.ir import ops as ir
from aot_build.ir.function import SlotKind
from aot_build.ir.types import Rep
from aot_build.llvm.errors import error_return, traceback_lines
from aot_build.llvm.generators import entry_switch
from aot_build.llvm.inlining import calls_natives
from aot_build.llvm.module import FRAME_HEADER
from aot_build.llvm.types import LLVM_TYPE, UNLIKELY, zero_of

if TYPE_CHECKING:
    from aot_build.llvm.emit import FunctionEmitter

# All variables meet where the function is left by an exception: in registers, that is a phi node
# for each, with a value from each operation that may raise. Beyond this product, memory is cheaper.
MEETINGS_LIMIT = 8_000


def prologue(emitter: FunctionEmitter) -> list[str]:
    """Storage for slots and call arguments, and what the body reads from its frame."""
    lines = ["entry:"]
    storage: list[str] = []
    for slot in emitter.fn.slots:
        if slot.kind is SlotKind.TEMP and not slot.array:
            continue  # lies in the array that began before it
        if slot.rep is not Rep.OBJ or slot.borrowed:
            ty = LLVM_TYPE[slot.rep]
            if slot.array > 1:
                ty = f"[{slot.array} x {ty}]"
            storage.append(emitter.slot_name(slot))
            lines.append(f"  {storage[-1]} = alloca {ty}")
            zero = zero_of(slot.rep) if slot.array <= 1 else "zeroinitializer"
            lines.append(f"  store {ty} {zero}, ptr {storage[-1]}")
        if slot.rep is Rep.NUM:
            storage.append(emitter.payload_name(slot))
            lines.append(f"  {storage[-1]} = alloca double")
            lines.append(f"  store double 0.0, ptr {storage[-1]}")
    if len(storage) * sum(op.raises for op in emitter.fn.ops()) > MEETINGS_LIMIT:
        lines += [keep_in_memory(name) for name in storage]
    if emitter.temp_index:
        n = len(emitter.temp_index)
        lines.append(f"  %temps = alloca [{n} x ptr]")
        lines.append(f"  store [{n} x ptr] zeroinitializer, ptr %temps")
    if emitter.uses_num:
        lines.append("  %num = alloca { i64, double }")
    if emitter.callee_locals is not None:
        size = FRAME_HEADER + 8 * (emitter.callee_locals + 4)
        lines.append(f"  %callee = alloca [{size} x i8], align 16")
    if emitter.max_args:
        lines.append(f"  %args = alloca [{emitter.max_args + 1} x ptr]")
    if emitter.fn.framed:
        lines.append("  %locals = call ptr @rt_frame_locals(ptr %frame)")
        lines.append("  %code = call ptr @rt_frame_code(ptr %frame)")
        lines.append("  %consts = call ptr @rt_code_consts(ptr %code)")
        lines.append("  %names = call ptr @rt_code_names(ptr %code)")
    else:
        lines.append("  %pos = alloca i32")
        lines.append("  store i32 0, ptr %pos")
    lines += breaker_lines(emitter)
    if not emitter.fn.framed and not emitter.level and calls_natives(emitter.fn):
        lines += entry_checks(emitter)
    elif emitter.fn.is_generator:
        lines += entry_switch(emitter)
    else:
        lines.append("  br label %b0")
    return lines


def breaker_lines(emitter: FunctionEmitter) -> list[str]:
    """The address of the eval breaker, which loops look at."""
    if any(isinstance(op, ir.EvalBreaker) for op in emitter.fn.ops()):
        return ["  %breaker = call ptr @rt_eval_breaker_address(ptr %ts)"]
    return []


def entry_checks(emitter: FunctionEmitter) -> list[str]:
    """A function without a frame that may recur watches the stack and the eval breaker."""
    return [
        "  %entry.bad = call i32 @rt_enter_unframed(ptr %ts)",
        "  %entry.failed = icmp slt i32 %entry.bad, 0",
        f"  br i1 %entry.failed, label %entry.error, label %b0{UNLIKELY}",
        "entry.error:",
        *traceback_lines(emitter),
        f"  {error_return(emitter)}",
    ]


def keep_in_memory(pointer: str) -> str:
    """An instruction, no code, after which anybody may know *pointer*: its target stays memory."""
    return f'  call void asm sideeffect "", "r"(ptr {pointer})'
