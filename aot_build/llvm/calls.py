# SPDX-License-Identifier: Apache-2.0
"""Calls: of primitives, of any callable, of methods, of other native functions.

call t0(a, k=b)    ->   %args = …                    arguments lie in one area, side by side
                        %v1 = call ptr @rt_call(ptr %ts, ptr %t0, ptr %args, i64 2, ptr %names)
                        br …                         the test of the result
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aot_build.ir import ops as ir
from aot_build.ir.values import NO_POS
from aot_build.llvm.fastpaths import emit_split
from aot_build.llvm.tagged import emit_tagged
from aot_build.llvm.types import C_TYPE, LLVM_TYPE, c_parameters, c_result
from aot_build.primitives.collecting import COLLECT_KINDS
from aot_build.primitives.objects import ATTR_CACHE, SHORT_CALLS

if TYPE_CHECKING:
    from aot_build.llvm.emit import FunctionEmitter

OFFSET_FLAG = -(1 << 63)  # PY_VECTORCALL_ARGUMENTS_OFFSET as a signed 64-bit number


def emit_call_c(emitter: FunctionEmitter, op: ir.CallC) -> None:
    """A primitive of the runtime."""
    if emit_tagged(emitter, op) or emit_split(emitter, op):
        return
    prim = op.prim
    emitter.module.declare(prim.name, c_result(prim), c_parameters(prim))
    args = ["ptr %ts"] if prim.thread else []
    fixed = len(prim.args)
    args += [emitter.c_operand(arg) for arg in op.args[:fixed]]
    if prim.variadic:
        items = op.args[fixed:]
        args += [f"ptr {emitter.argument_array(items, 0)}", f"i64 {len(items)}"]
    if prim.cache:
        args.append(f"ptr @{emitter.module.new_cache(prim.cache)}")
    if prim.frame:
        args.append("ptr %frame")
    call = f"call {c_result(prim)} @{prim.name}({', '.join(args)})"
    emitter.finish_call(op, call, c_result(prim))


def emit_call(emitter: FunctionEmitter, op: ir.Call) -> None:
    """A call of anything."""
    emitter.finish_call(op, generic_call(emitter, op), "ptr")


def generic_call(emitter: FunctionEmitter, op: ir.Call) -> str:
    """The instruction that calls anything."""
    start = emitter.argument_array(op.args, 1)
    flags = OFFSET_FLAG + len(op.args) - len(op.kwnames)
    names = keyword_names(emitter, op.kwnames)
    operands = f"ptr %ts, ptr {emitter.ref(op.callee)}, ptr {start}, i64 {flags}, ptr {names}"
    return f"call ptr @rt_call({operands})"


def keyword_names(emitter: FunctionEmitter, kwnames: tuple[str, ...]) -> str:
    """The tuple of the names of the last arguments."""
    return emitter.constant(kwnames) if kwnames else "null"


def emit_call_method(emitter: FunctionEmitter, op: ir.CallMethod) -> None:
    """A call of a method by its name."""
    caller = "rt_call_method"
    if not op.kwnames:
        caller = SHORT_CALLS.get((op.symbol, len(op.args)), caller)
    call = generic_method_call(emitter, op, caller, emitter.constant(op.symbol))
    emitter.finish_call(op, call, "ptr")


def generic_method_call(
    emitter: FunctionEmitter, op: ir.CallMethod, caller: str, symbol: str, more: str = ""
) -> str:
    """The instruction that calls any method; *more*: what *caller* wants besides."""
    start = emitter.argument_array((op.receiver, *op.args), 1)
    flags = OFFSET_FLAG + 1 + len(op.args) - len(op.kwnames)
    names = keyword_names(emitter, op.kwnames)
    cache = emitter.module.new_cache(ATTR_CACHE)
    lookup = op.lookup_pos if emitter.fn.framed else NO_POS
    receiver = f"ptr %ts, ptr {symbol}, ptr {start}, i64 {flags}, ptr {names}"
    operands = f"{receiver}, ptr @{cache}, i32 {lookup}"
    types = ["ptr", "ptr", "ptr", "i64", "ptr", "ptr", "i32"]
    if more:
        operands += f", {more}"
        types += ["ptr"] * more.count("ptr ")
    emitter.module.declare(caller, "ptr", types)
    return f"call ptr @{caller}({operands})"


def emit_call_native(emitter: FunctionEmitter, op: ir.CallNative) -> None:
    """A typed function of this module, called directly."""
    args = ", ".join(["ptr %ts", *(emitter.typed(arg) for arg in op.args)])
    result = LLVM_TYPE[op.rep]
    inner = (
        emitter.level + 1 if op.target == emitter.fn.name and emitter.level < emitter.levels else 0
    )
    target = emitter.body_symbol(op.target, inner)
    emitter.finish_call(op, f"call {result} @{target}({args})", C_TYPE[op.rep])


def emit_continue_in(emitter: FunctionEmitter, op: ir.ContinueIn) -> None:
    """Another version of this function goes on in this frame."""
    name = emitter.fresh("v")
    target = emitter.module.body_of(op.target)
    emitter.line(f"{name} = tail call ptr @{target}(ptr %ts, ptr %frame)")
    emitter.line(f"ret ptr {name}")


def emit_collect(emitter: FunctionEmitter, op: ir.Collect) -> None:
    """A generator expression, consumed at once (lower/collecting.py)."""
    cells = emitter.argument_array(op.args, 0)
    given = [op.callee, op.code, op.source]
    operands = [
        *("ptr %ts", "ptr %frame", f"i32 {COLLECT_KINDS.index(op.kind)}"),
        *(f"ptr {emitter.ref(value)}" for value in given),
        *(f"ptr {cells}", f"i32 {len(op.args)}", f"ptr @{emitter.module.body_of(op.target)}"),
        *(f"ptr {emitter.callee_frame(op.locals)}", f"i32 {op.locals}"),
    ]
    emitter.finish_call(op, f"call ptr @rt_collect({', '.join(operands)})", "ptr")
