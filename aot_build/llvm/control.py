# SPDX-License-Identifier: Apache-2.0
"""Jumps, the ways out of a function, what loops look at, and reference counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aot_build.ir import ops as ir
from aot_build.ir.types import Rep
from aot_build.llvm.errors import error_label, leave_lines
from aot_build.llvm.types import NUM_RESULT, RELEASERS, UNLIKELY

if TYPE_CHECKING:
    from aot_build.llvm.emit import FunctionEmitter


def emit_eval_breaker(emitter: FunctionEmitter, op: ir.EvalBreaker) -> None:
    status, test = emitter.fresh("r"), emitter.fresh("e")
    pending, ok = emitter.fresh("pending")[1:], emitter.fresh("ok")[1:]
    emitter.line(f"{status} = call i32 @rt_eval_breaker_at(ptr %breaker)")
    emitter.line(f"{test} = icmp ne i32 {status}, 0")
    emitter.line(f"br i1 {test}, label %{pending}, label %{ok}{UNLIKELY}")
    emitter.start_label(pending)
    result = emitter.fresh("r")
    emitter.line(f"{result} = call i32 @rt_handle_eval_breaker(ptr %ts)")
    failed = emitter.fresh("e")
    emitter.line(f"{failed} = icmp slt i32 {result}, 0")
    emitter.line(f"br i1 {failed}, label %{error_label(emitter, op)}, label %{ok}{UNLIKELY}")
    emitter.start_label(ok)


def emit_goto(emitter: FunctionEmitter, op: ir.Goto) -> None:
    emitter.edges.setdefault(op.target, []).append((emitter.current_label, op.args))
    emitter.line(f"br label %{emitter.labels[op.target]}")


def emit_branch(emitter: FunctionEmitter, op: ir.Branch) -> None:
    weights = {None: "", False: UNLIKELY, True: ", !prof !1"}[op.likely]
    then, orelse = emitter.labels[op.then], emitter.labels[op.orelse]
    emitter.line(f"br i1 {emitter.ref(op.condition)}, label %{then}, label %{orelse}{weights}")


def emit_return(emitter: FunctionEmitter, op: ir.Return) -> None:
    emitter.lines += leave_lines(emitter)
    if op.value.rep is Rep.NUM:
        half, whole = emitter.fresh("v"), emitter.fresh("v")
        emitter.line(f"{half} = insertvalue {NUM_RESULT} undef, i64 {emitter.ref(op.value)}, 0")
        payload = emitter.payloads[op.value]
        emitter.line(f"{whole} = insertvalue {NUM_RESULT} {half}, double {payload}, 1")
        emitter.line(f"ret {NUM_RESULT} {whole}")
        return
    emitter.line(f"ret {emitter.typed(op.value)}")


def emit_raise(emitter: FunctionEmitter, op: ir.Raise) -> None:
    emitter.line(f"br label %{error_label(emitter, op)}")


def emit_reraise(emitter: FunctionEmitter, op: ir.Reraise) -> None:
    emitter.line(f"br label %{error_label(emitter, op, traceback=False)}")


def emit_unreachable(emitter: FunctionEmitter, op: ir.Unreachable) -> None:
    emitter.line("unreachable")


def emit_incref(emitter: FunctionEmitter, op: ir.Incref) -> None:
    kind = RELEASERS.get(op.value.rep, "rt_decref").replace("decref", "incref")
    emitter.line(f"call void @{kind}({emitter.typed(op.value)})")


def emit_decref(emitter: FunctionEmitter, op: ir.Decref) -> None:
    kind = RELEASERS.get(op.value.rep, "rt_decref_cold" if emitter.cold else "rt_decref")
    emitter.line(f"call void @{kind}({emitter.typed(op.value)})")
