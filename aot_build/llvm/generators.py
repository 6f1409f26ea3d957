# SPDX-License-Identifier: Apache-2.0
"""Generators: where a body begins, how it is suspended, and how it goes on.

    yield t3, next, [$.iter0], [14]     move $.iter0 to the frame's stack; stand at unit 14
                                        ret t3
                                  resume14:                  where `switch` at the entry leads
                                        move $.iter0 back; br next

What a suspended generator holds is in its frame, as the interpreter would have left it there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aot_build.ir import ops as ir
from aot_build.ir.function import Slot
from aot_build.llvm.errors import error_label
from aot_build.llvm.types import UNLIKELY

if TYPE_CHECKING:
    from aot_build.llvm.emit import FunctionEmitter


def entry_switch(emitter: FunctionEmitter) -> list[str]:
    """To the beginning, or behind one of the suspensions; any other place is the interpreter's."""
    fn = emitter.fn
    targets = [(fn.start, "b0")]
    for op in fn.ops():
        if isinstance(op, ir.Yield):
            targets += [(unit, resume_label(op)) for unit in op.units]
    cases = " ".join(f"i32 {unit}, label %{label}" for unit, label in targets)
    return [
        "  %resume = call i32 @rt_resume_point(ptr %frame)",
        f"  switch i32 %resume, label %elsewhere [{cases}]",
        "elsewhere:",
        "  ret ptr %frame",
    ]


def resume_label(op: ir.Yield) -> str:
    """Where the code behind a suspension begins."""
    return f"resume{op.units[0]}"


def emit_yield(emitter: FunctionEmitter, op: ir.Yield) -> None:
    """Leave with a value, and the way back in."""
    move(emitter, op.slots, to_stack=True)
    depth = emitter.fn.nlocalsplus + len(op.slots)
    state = f"i32 {op.units[0]}, i32 {depth}, i32 {int(op.delegates)}"
    emitter.line(f"call void @rt_suspend(ptr %frame, {state})")
    emitter.line(f"ret ptr {emitter.ref(op.value)}")
    emitter.start_label(resume_label(op))
    move(emitter, op.slots, to_stack=False)
    emitter.line(f"br label %{emitter.labels[op.target]}")


def move(emitter: FunctionEmitter, slots: tuple[Slot, ...], *, to_stack: bool) -> None:
    """Objects from temporary slots to the stack of the frame, or back."""
    for depth, slot in enumerate(slots):
        own = emitter.address(slot)
        place = stack_place(emitter, depth)
        source, target = (own, place) if to_stack else (place, own)
        value = emitter.fresh("m")
        emitter.line(f"{value} = load ptr, ptr {source}")
        emitter.line(f"store ptr {value}, ptr {target}")


def stack_place(emitter: FunctionEmitter, depth: int) -> str:
    """The address of a value on the frame's stack."""
    name = emitter.fresh("a")
    index = emitter.fn.nlocalsplus + depth
    emitter.line(f"{name} = getelementptr ptr, ptr %locals, i64 {index}")
    return name


def emit_resumed(emitter: FunctionEmitter, op: ir.Resumed) -> None:
    """Take the sent value, and do what else the interpreter's RESUME does."""
    place = stack_place(emitter, op.depth)
    name = emitter.define(op, f"load ptr, ptr {place}")
    emitter.line(f"call void @rt_unwind_stack(ptr %frame, i32 {emitter.fn.nlocalsplus})")
    if not op.delegates:
        let_in(emitter, op, name)


def let_in(emitter: FunctionEmitter, op: ir.Resumed, name: str) -> None:
    """Look at the eval breaker; if what is let in raises, the sent value is released."""
    status, test = emitter.fresh("r"), emitter.fresh("e")
    pending, failed, ok = (emitter.fresh(hint)[1:] for hint in ("pending", "failed", "ok"))
    emitter.line(f"{status} = call i32 @rt_eval_breaker_set(ptr %ts)")
    emitter.line(f"{test} = icmp ne i32 {status}, 0")
    emitter.line(f"br i1 {test}, label %{pending}, label %{ok}{UNLIKELY}")
    emitter.start_label(pending)
    result, raised = emitter.fresh("r"), emitter.fresh("e")
    emitter.line(f"{result} = call i32 @rt_handle_eval_breaker(ptr %ts)")
    emitter.line(f"{raised} = icmp slt i32 {result}, 0")
    emitter.line(f"br i1 {raised}, label %{failed}, label %{ok}{UNLIKELY}")
    emitter.start_label(failed)
    emitter.line(f"call void @rt_decref_cold(ptr {name})")
    emitter.line(f"br label %{error_label(emitter, op)}")
    emitter.start_label(ok)
