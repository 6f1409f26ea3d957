# SPDX-License-Identifier: Apache-2.0
"""Calls that go directly to the native function that is most likely meant.

      %fits = call i32 @rt_direct_method_fits(ptr %ts, ptr %receiver, ptr @site, ptr @f.entry)
      br %fits, direct, usual
    direct:                                          where a parameter gets no argument
      %defaults = call ptr @rt_method_defaults(ptr @site, i64 2)
      br %defaults, filled, usual
    filled:                                          a leaf version, or else
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
from aot_build.ir.values import Param, Value
from aot_build.llvm.calls import generic_call, generic_method_call
from aot_build.llvm.numbers import IS_FLOAT, NO_PAYLOAD, read_operand
from aot_build.llvm.types import GAVE_UP, LIKELY, NUM_RESULT, UNLIKELY

if TYPE_CHECKING:
    from aot_build.ir.ops import (
        CallDirect,
        CallDirectClass,
        CallDirectMethod,
        CallTriedMethod,
        TryDirect,
    )
    from aot_build.llvm.emit import FunctionEmitter

SITE_SIZE = 32  # rt_direct_site
LEAF_SUFFIX = ".leaf"
REGISTERS_SUFFIX = ".registers"


def function_of(target: str) -> str:
    """The function of which *target* is a version."""
    return target.removesuffix(LEAF_SUFFIX).removesuffix(REGISTERS_SUFFIX)


def emit_call_direct(emitter: FunctionEmitter, op: CallDirect) -> None:
    """A call of a function by its global name."""
    callee = emitter.ref(op.callee)
    way = Ways(emitter, op, "rt_direct_call_fits", callee)
    way.fill(op.args, f"rt_defaults_of(ptr {callee}")
    way.take("rt_enter_function", callee)
    way.finish(lambda: generic_call(emitter, op))


def emit_call_direct_method(emitter: FunctionEmitter, op: CallDirectMethod) -> None:
    """A call of a method by its name."""
    symbol = emitter.constant(op.symbol)
    way = Ways(emitter, op, "rt_direct_method_fits", emitter.ref(op.receiver))
    way.fill(op.args, f"rt_method_defaults(ptr @{way.site}")
    way.arguments.insert(0, op.receiver)
    way.take("rt_enter_method", f"@{way.site}")
    more = f"ptr @{way.site}, ptr @{way.entry}"
    way.finish(lambda: generic_method_call(emitter, op, "rt_call_direct_method", symbol, more))


def emit_call_direct_class(emitter: FunctionEmitter, op: CallDirectClass) -> None:
    """A call of a class by its global name, which leads to an `__init__`."""
    callee = emitter.ref(op.callee)
    way = Ways(emitter, op, "rt_direct_class_fits", callee)
    way.held = way.fill(op.args, f"rt_hold_class_defaults(ptr {callee}")
    if op.target.endswith(LEAF_SUFFIX):
        way.initialize(callee)
    else:
        way.enter_frame("rt_enter_class", callee)
    way.finish(lambda: generic_call(emitter, op))


def emit_call_tried_method(emitter: FunctionEmitter, op: CallTriedMethod) -> None:
    """A method call that could not go directly, but may the next time."""
    entry = emitter.module.entry_of(function_of(op.target))
    more = f"ptr @{emitter.sites[op.tried]}, ptr @{entry}"
    symbol = emitter.constant(op.symbol)
    call = generic_method_call(emitter, op, "rt_call_direct_method", symbol, more)
    emitter.finish_call(op, call, "ptr")


def emit_try_direct(emitter: FunctionEmitter, op: TryDirect) -> None:
    """Call a leaf version whose numbers are in registers, if it fits (lower/triedcalls.py)."""
    site = emitter.sites[op] = emitter.module.new_cache(SITE_SIZE)
    entry = emitter.module.entry_of(function_of(op.target))
    direct, missed, given_up, found, done = (
        emitter.fresh(hint)[1:] for hint in ("direct", "missed", "failed", "found", "tried")
    )
    test = "rt_direct_method_fits" if op.method else "rt_direct_call_fits"
    status, fits = emitter.fresh("v"), emitter.fresh("v")
    operands = f"ptr %ts, ptr {emitter.ref(op.callee)}, ptr @{site}, ptr @{entry}"
    emitter.line(f"{status} = call i32 @{test}({operands})")
    emitter.line(f"{fits} = icmp ne i32 {status}, 0")
    emitter.line(f"br i1 {fits}, label %{direct}, label %{missed}{LIKELY}")
    emitter.start_label(direct)
    source = (
        f"rt_method_defaults(ptr @{site}"
        if op.method
        else f"rt_defaults_of(ptr {emitter.ref(op.callee)}"
    )
    arguments, _ = fill(emitter, op.args, op.filled, source, missed)
    call_leaf(emitter, op, arguments, found, given_up)
    emitter.line(f"br label %{done}")
    took = emitter.current_label
    emitter.start_label(given_up)
    emitter.line(f"call void @rt_direct_failed(ptr @{site})")
    emitter.line(f"br label %{missed}")
    emitter.start_label(missed)
    emitter.line(f"br label %{done}")
    emitter.start_label(done)
    emitter.define(op, f"phi i1 [ true, %{took} ], [ false, %{missed} ]")


def fill(
    emitter: FunctionEmitter,
    arguments: Sequence[Value],
    filled: Sequence[int],
    source: str,
    unlike: str,
) -> tuple[list[Value], str | None]:
    """The arguments in the order of the parameters, and the defaults if any are among them.

    *source* is the call that gives the defaults, up to their number; *unlike* is where to go when
    there are not so many.
    """
    if not filled or min(filled) >= 0:
        return [arguments[i] for i in filled] if filled else list(arguments), None
    first = next(place for place, i in enumerate(filled) if i < 0)
    count = len(filled) - first + ~filled[first]  # the last parameter has the last default
    defaults, known, as_known = emitter.fresh("v"), emitter.fresh("v"), emitter.fresh("filled")[1:]
    emitter.line(f"{defaults} = call ptr @{source}, i64 {count})")
    emitter.line(f"{known} = icmp ne ptr {defaults}, null")
    emitter.line(f"br i1 {known}, label %{as_known}, label %{unlike}{LIKELY}")
    emitter.start_label(as_known)
    given: list[Value] = []
    for i in filled:
        value = arguments[i] if i >= 0 else Param(Rep.OBJ, owned=False)
        if i < 0:
            emitter.names[value] = emitter.fresh("v")
            emitter.line(
                f"{emitter.names[value]} = call ptr @rt_default_at(ptr {defaults}, i64 {~i})"
            )
        given.append(value)
    return given, defaults


def call_leaf(
    emitter: FunctionEmitter, op: TryDirect, arguments: Sequence[Value], found: str, given_up: str
) -> None:
    """Call it, and go to *found* with its result in the slot, or to *given_up*."""
    given = ["ptr null"]
    for i, argument in enumerate(arguments):
        in_register = i in op.numbers
        given += as_register(emitter, argument) if in_register else [emitter.typed(argument)]
    made, missed = emitter.fresh("v"), emitter.fresh("v")
    ty = NUM_RESULT if op.slot.rep is Rep.NUM else "ptr"
    emitter.line(f"{made} = call {ty} @{emitter.module.body_of(op.target)}({', '.join(given)})")
    word, payload = made, ""
    if op.slot.rep is Rep.NUM:
        word, payload = emitter.fresh("w"), emitter.fresh("f")
        emitter.line(f"{word} = extractvalue {ty} {made}, 0")
        emitter.line(f"{payload} = extractvalue {ty} {made}, 1")
        emitter.line(f"{missed} = icmp eq i64 {word}, {GAVE_UP}")
    else:
        emitter.line(f"{missed} = icmp eq ptr {word}, null")
    emitter.line(f"br i1 {missed}, label %{given_up}, label %{found}{UNLIKELY}")
    emitter.start_label(found)
    address = emitter.address(op.slot)  # it is empty
    emitter.line(f"store {'i64' if payload else 'ptr'} {word}, ptr {address}")
    if payload:
        emitter.line(f"store double {payload}, ptr {emitter.payload_name(op.slot)}")


def as_register(emitter: FunctionEmitter, value: Value) -> list[str]:
    """An argument as word and payload, lent."""
    operand = read_operand(emitter, value)
    if operand.kind == "object":
        word, payload = emitter.fresh("w"), emitter.fresh("f")
        emitter.line(f"{word} = call i64 @rt_num_peek(ptr {operand.text})")
        emitter.line(f"{payload} = call double @rt_num_payload(ptr {operand.text})")
        return [f"i64 {word}", f"double {payload}"]
    if operand.kind == "float":
        return [f"i64 {IS_FLOAT}", f"double {operand.payload}"]
    return [
        f"i64 {operand.text}",
        f"double {operand.payload if operand.kind == 'num' else NO_PAYLOAD}",
    ]


class Ways:
    """The two ways of a call, and where they meet."""

    def __init__(
        self,
        emitter: FunctionEmitter,
        op: CallDirect | CallDirectMethod,
        test: str,
        tested: str,
    ) -> None:
        self.emitter, self.op = emitter, op
        self.arguments: list[Value] = []
        self.held: str | None = None  # the defaults, to be released after the call
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

    def fill(self, arguments: Sequence[Value], source: str) -> str | None:
        """Put the arguments in the order of the parameters; the defaults, if any are among them."""
        self.arguments, defaults = fill(self.emitter, arguments, self.op.filled, source, self.usual)
        return defaults

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

    def initialize(self, callee: str) -> None:
        """Make the instance here, and let the leaf version of `__init__` begin it."""
        emitter, made, missed = self.emitter, self.emitter.fresh("v"), self.emitter.fresh("v")
        begun, failed = emitter.fresh("begun")[1:], emitter.fresh("failed")[1:]
        none, done = emitter.fresh("v"), emitter.fresh("v")
        emitter.line(f"{made} = call ptr @rt_begin_instance(ptr {callee})")
        emitter.line(f"{missed} = icmp eq ptr {made}, null")
        emitter.line(f"br i1 {missed}, label %{self.joined}, label %{begun}{UNLIKELY}")
        self.results.append(("null", emitter.current_label))
        emitter.start_label(begun)
        arguments = (f"ptr {made}", *(emitter.typed(argument) for argument in self.arguments))
        given = ", ".join(["ptr null", *arguments])
        emitter.line(f"{none} = call ptr @{emitter.module.body_of(self.op.target)}({given})")
        emitter.line(f"{done} = icmp ne ptr {none}, null")  # None, which is immortal
        emitter.line(f"br i1 {done}, label %{self.joined}, label %{failed}{LIKELY}")
        self.results.append((made, emitter.current_label))
        emitter.start_label(failed)
        finished = emitter.fresh("v")
        emitter.line(f"call void @rt_direct_failed(ptr @{self.site})")
        start, count = emitter.argument_array(tuple(self.arguments), 1), len(self.arguments)
        operands = f"ptr %ts, ptr {made}, ptr {start}, i32 {count}"
        emitter.line(f"{finished} = call ptr @rt_finish_instance({operands})")
        emitter.line(f"br label %{self.joined}")
        self.results.append((finished, emitter.current_label))

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
        if self.held is not None:
            labels = [label for _, label in self.results]
            held = [f"[ {self.held}, %{label} ]" for label in labels[:-1]]
            kept = emitter.fresh("v")
            emitter.line(f"{kept} = phi ptr {', '.join([*held, f'[ null, %{labels[-1]} ]'])}")
            emitter.line(f"call void @rt_release_defaults(ptr {kept})")
        emitter.check_result(self.op, result, "ptr", Rep.OBJ)
        emitter.names[self.op] = result
