# SPDX-License-Identifier: Apache-2.0
"""Calls that go directly to the native function that is most likely meant.

      %fits = call i32 @rt_direct_method_fits(ptr %ts, ptr %receiver, ptr @site, ptr @f.entry)
      br %fits, direct, usual
    direct:                                          a leaf version, or else
      %found = call ptr @f.leaf(ptr null, ptr %receiver, …)
      br %found, joined, failed
      %found = call ptr @rt_enter_method(ptr %ts, …, ptr @f, ptr %callee, i32 3)
      br joined
    failed:
      call void @rt_direct_failed(ptr @site)
    usual:
      %made = call ptr @rt_call_direct_method(…)
    joined:

What a call costs is mostly the way to the function: finding it, binding its arguments, the frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from aot_build.ir.types import Rep
from aot_build.llvm.calls import (
    SHORT_CALLS,
    emit_call_method,
    generic_call,
    generic_method_call,
)
from aot_build.llvm.types import LIKELY

if TYPE_CHECKING:
    from aot_build.ir.ops import CallDirect, CallDirectMethod
    from aot_build.ir.values import Value
    from aot_build.llvm.emit import FunctionEmitter

SITE_SIZE = 24  # rt_direct_site
LEAF_SUFFIX = ".leaf"


def function_of(target: str) -> str:
    """The function of which *target* is a version."""
    return target.removesuffix(LEAF_SUFFIX)


def emit_direct_call(emitter: FunctionEmitter, op: CallDirect) -> None:
    """A call of a function by its global name."""
    callee = emitter.ref(op.callee)
    way = Ways(emitter, op, op.args, "rt_direct_call_fits", callee)
    way.take("rt_enter_function", callee)
    way.finish(lambda: generic_call(emitter, op))


def emit_direct_method_call(emitter: FunctionEmitter, op: CallDirectMethod) -> None:
    """A call of a method by its name."""
    if (op.symbol, len(op.args)) in SHORT_CALLS:  # most often that of a built-in type
        emit_call_method(emitter, op)
        return
    symbol = emitter.constant(op.symbol)
    arguments = (op.receiver, *op.args)
    way = Ways(emitter, op, arguments, "rt_direct_method_fits", emitter.ref(op.receiver))
    way.take("rt_enter_method", f"@{way.site}")
    more = f"ptr @{way.site}, ptr @{way.entry}"
    way.finish(lambda: generic_method_call(emitter, op, "rt_call_direct_method", symbol, more))


class Ways:
    """The two ways of a call, and where they meet."""

    def __init__(
        self,
        emitter: FunctionEmitter,
        op: CallDirect | CallDirectMethod,
        arguments: Sequence[Value],
        test: str,
        tested: str,
    ) -> None:
        self.emitter, self.op, self.arguments = emitter, op, arguments
        self.site = emitter.module.new_cache(SITE_SIZE)
        self.entry = emitter.module.entry_of(function_of(op.target))
        self.usual, self.joined = emitter.fresh("usual")[1:], emitter.fresh("joined")[1:]
        self.results: list[tuple[str, str]] = []
        direct, status, fits = emitter.fresh("direct")[1:], emitter.fresh("v"), emitter.fresh("v")
        operands = f"ptr %ts, ptr {tested}, ptr @{self.site}, ptr @{self.entry}"
        emitter.line(f"{status} = call i32 @{test}({operands})")
        emitter.line(f"{fits} = icmp ne i32 {status}, 0")
        emitter.line(f"br i1 {fits}, label %{direct}, label %{self.usual}{LIKELY}")
        emitter.start_label(direct)

    def take(self, enter: str, callee: str) -> None:
        """The direct way: *enter* is called where there is no leaf version."""
        if self.op.target.endswith(LEAF_SUFFIX):
            self.try_leaf()
        else:
            self.enter_frame(enter, callee)

    def try_leaf(self) -> None:
        emitter, found, missed = self.emitter, self.emitter.fresh("v"), self.emitter.fresh("v")
        failed = emitter.fresh("failed")[1:]
        given = ", ".join(["ptr null", *(emitter.typed(argument) for argument in self.arguments)])
        emitter.line(f"{found} = call ptr @{emitter.module.body_of(self.op.target)}({given})")
        emitter.line(f"{missed} = icmp ne ptr {found}, null")
        emitter.line(f"br i1 {missed}, label %{self.joined}, label %{failed}{LIKELY}")
        self.results.append((found, emitter.current_label))
        emitter.start_label(failed)
        emitter.line(f"call void @rt_direct_failed(ptr @{self.site})")
        emitter.line(f"br label %{self.usual}")

    def enter_frame(self, enter: str, callee: str) -> None:
        emitter, found = self.emitter, self.emitter.fresh("v")
        start = emitter.argument_array(tuple(self.arguments), 1)
        body, count = emitter.module.body_of(self.op.target), len(self.arguments)
        frame = emitter.callee_frame(self.op.locals)
        emitter.line(
            f"{found} = call ptr @{enter}(ptr %ts, ptr {callee}, ptr {start}, i32 {count}, "
            f"ptr @{body}, ptr {frame}, i32 {self.op.locals})"
        )
        emitter.line(f"br label %{self.joined}")
        self.results.append((found, emitter.current_label))

    def finish(self, generic: Callable[[], str]) -> None:
        """The usual way, by the instruction that *generic* gives, and the result of both."""
        emitter, made = self.emitter, self.emitter.fresh("v")
        emitter.start_label(self.usual)
        emitter.line(f"{made} = {generic()}")
        emitter.line(f"br label %{self.joined}")
        self.results.append((made, emitter.current_label))
        emitter.start_label(self.joined)
        result = emitter.fresh("v")
        choices = ", ".join(f"[ {value}, %{label} ]" for value, label in self.results)
        emitter.line(f"{result} = phi ptr {choices}")
        emitter.check_result(self.op, result, "ptr", Rep.OBJ)
        emitter.names[self.op] = result
