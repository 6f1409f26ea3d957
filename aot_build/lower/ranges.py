# SPDX-License-Identifier: Apache-2.0
"""Loops over ``range`` that count instead of making objects.

    for i in range(n):           left = number of rounds; number = 0
        body              ->   count: while left > 0: i = number; left -= 1; number += step
                                 body

Where ``range`` is assumed to be the built-in, the variable is an unboxed int. Elsewhere the choice
is made when the loop starts (``lower/counting.py``).
"""

from __future__ import annotations

import ast
from functools import partial

from aot_build.ir.function import Slot, SlotKind
from aot_build.ir.ops import (
    Call,
    IntAdd,
    IntCompare,
    IntNarrow,
    IntSub,
    LoadGlobal,
    LoadSlot,
    StoreSlot,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.collecting import collecting_count, collecting_source
from aot_build.lower.context import Context, lowers_stmt
from aot_build.lower.counting import Count, start_count, take_next
from aot_build.lower.enumerations import is_enumerated, start_enumeration, take_enumerated
from aot_build.lower.flow import Region
from aot_build.lower.generators import Argument
from aot_build.lower.iteration import Source
from aot_build.lower.loops import (
    clear,
    finish_loop,
    lower_iteration,
    lower_iteration_of,
    lower_plain_for,
    lower_rounds,
    may_suspend_in,
    new_loop,
    own_variable,
)
from aot_build.lower.numbers import to_int
from aot_build.primitives.frames import RANGE_COUNT
from aot_build.primitives.numbers import INT_BINARY


@lowers_stmt(ast.For)
def lower_for(cx: Context, node: ast.For) -> None:
    """``for target in iterable: … else: …``."""
    if isinstance(node.iter, Argument):
        lower_first_loop(cx, node)
        return
    guess = probable_range(cx, node)
    if guess is not None:
        unit = cx.positions.find_iteration(node, node.iter)
        assert isinstance(node.iter, ast.Call)
        lower_probable_range(cx, node, guess, start_count(cx, node.iter, unit), unit)
        return
    if is_enumerated(cx, node.target, node.iter) and not may_suspend_in(cx, node):
        lower_enumerated(cx, node)
        return
    target = unboxed_target(cx, node)
    if target is None:
        lower_plain_for(cx, node)
        return
    assert isinstance(node.iter, ast.Call)
    arguments = [cx.expr(argument) for argument in node.iter.args]
    if all(argument.rep is not Rep.OBJ or argument.ty == "int" for argument in arguments):
        lower_counted(cx, node, range_bounds(cx, arguments), target)
    else:  # something with __index__, perhaps; the numbers are ints all the same
        with cx.at(node.iter):
            boxed = tuple(cx.as_obj(argument) for argument in arguments)
            made = cx.b.emit(Call(cx.b.emit(LoadGlobal("range")), boxed))
        lower_iteration_of(cx, node, made, "int")


def lower_first_loop(cx: Context, node: ast.For) -> None:
    """The first loop of a generator expression."""
    if not cx.typing.collecting:
        lower_iteration(cx, node, Source(cx.b.emit(LoadSlot(cx.slots[".0"]))))
        return
    target = cx.slot(cx.scope.mangle(node.target.id)) if isinstance(node.target, ast.Name) else None
    unit = cx.positions.find_iteration(node, node.iter)
    with cx.at_unit(unit):
        if target is not None and target.rep is Rep.ANY:
            lower_probable_range(cx, node, target, collecting_count(cx), unit)
        else:
            lower_iteration(cx, node, collecting_source(cx))


# --- loops that are probably over the built-in range ---


def probable_range(cx: Context, node: ast.For) -> Slot | None:
    """The loop's variable when it may hold anything, but is best held as a small int."""
    slot = range_target(cx, node)
    return slot if slot is not None and slot.rep is Rep.ANY else None


def lower_probable_range(cx: Context, node: ast.For, target: Slot, count: Count, unit: int) -> None:
    """Count, if ``range`` turned out to be the built-in and the bounds small; else iterate."""
    region = Region(cx)
    loop = new_loop(cx, "count")
    body, exhausted = cx.b.new_block("body"), cx.b.new_block("exhausted")
    with cx.at_unit(unit):
        cx.b.goto(loop.head)
        cx.b.start(loop.head)
        take_next(cx, count, target, body, exhausted)
    cx.b.start(body)
    lower_rounds(cx, node.body, loop, region, lambda cx: clear(cx, count.iterator))
    finish_loop(cx, node.orelse, loop, exhausted, region, lambda cx: clear(cx, count.iterator))


def lower_enumerated(cx: Context, node: ast.For) -> None:
    """A loop over ``enumerate``."""
    region = Region(cx)
    loop = new_loop(cx, "next")
    body, exhausted = cx.b.new_block("body"), cx.b.new_block("exhausted")
    unit = cx.positions.find_iteration(node, node.iter)
    made = start_enumeration(cx, node.iter, unit)
    cx.b.goto(loop.head)
    cx.b.start(loop.head)
    with cx.at_unit(unit):
        take_enumerated(cx, made, node.target, partial(own_variable, cx), body, exhausted)
    cx.b.start(body)
    leave = lambda cx: clear(cx, made.iterator)  # noqa: E731
    lower_rounds(cx, node.body, loop, region, leave, held=(made.iterator,))
    finish_loop(cx, node.orelse, loop, exhausted, region, leave)


# --- counted loops ---


def unboxed_target(cx: Context, node: ast.For) -> Slot | None:
    """The loop's variable when it is an unboxed int and the loop runs over ``range``."""
    if cx.typing.globals.get("range") != "builtins.range":
        return None
    slot = range_target(cx, node)
    return slot if slot is not None and slot.rep in (Rep.INT, Rep.I64) else None


def range_target(cx: Context, node: ast.For) -> Slot | None:
    """The variable of a loop over a call of the global ``range`` with fitting arguments."""
    call = node.iter
    if not (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "range"
        and cx.slot("range") is None
        and isinstance(node.target, ast.Name)
    ):
        return None
    plain = not any(isinstance(argument, ast.Starred) for argument in call.args)
    if call.keywords or not plain or not 1 <= len(call.args) <= 3:
        return None
    slot = cx.slot(cx.scope.mangle(node.target.id))
    return None if slot is None or slot.kind is SlotKind.CELL else slot


def range_bounds(cx: Context, arguments: list[Value]) -> tuple[Value, Value, Value]:
    """Start, stop and step from the arguments of ``range``, unboxed."""
    values = [as_number(cx, argument) for argument in arguments]
    if len(values) == 1:
        values.insert(0, Const(0, Rep.I64))
    start, stop, step = values if len(values) == 3 else (*values, Const(1, Rep.I64))
    return start, stop, step


def as_number(cx: Context, value: Value) -> Value:
    """An argument of ``range`` as i64 where it is one, else as a tagged int."""
    if isinstance(value, Const):
        return Const(int(value.value), Rep.I64)
    return value if value.rep is Rep.I64 else to_int(cx, value)


def lower_counted(
    cx: Context, node: ast.For, bounds: tuple[Value, Value, Value], target: Slot
) -> None:
    """A loop over ``range``: the number of rounds is known before, as it is for range objects."""
    region = Region(cx)
    loop = new_loop(cx, "count")
    body, exhausted = cx.b.new_block("body"), cx.b.new_block("exhausted")
    rep = target.rep
    left = cx.b.temp("left", Rep.I64)
    number = cx.b.temp("number", rep)
    with cx.at(node.iter):
        cx.b.emit(StoreSlot(cx.call(RANGE_COUNT, *bounds), left))
        cx.b.emit(StoreSlot(as_bound(cx, bounds[0], rep), number))
        step = hold(cx, "step", as_bound(cx, bounds[2], rep))
    cx.b.goto(loop.head)
    cx.b.start(loop.head)
    more = cx.b.emit(IntCompare(cx.load_temp(left), Const(0, Rep.I64), "gt"))
    cx.b.branch(more, body, exhausted)
    cx.b.start(body)
    cx.b.emit(StoreSlot(cx.load_temp(number), target))

    def advance(cx: Context) -> None:
        rounds, one = cx.load_temp(left), Const(1, Rep.I64)
        fewer = cx.b.emit(IntSub(rounds, one))  # type: ignore[call-arg]
        cx.b.emit(StoreSlot(fewer, left))
        cx.b.emit(StoreSlot(add_step(cx, cx.load_temp(number), step), number))

    lower_rounds(cx, node.body, loop, region, lambda cx: None, advance)
    finish_loop(cx, node.orelse, loop, exhausted, region)


def add_step(cx: Context, number: Value, step: Slot | Const) -> Value:
    """The number after *number*; after the last one it is not used."""
    added = step if isinstance(step, Const) else cx.load_temp(step)
    if number.rep is Rep.I64:
        return cx.b.emit(IntAdd(number, added))  # type: ignore[call-arg]
    return cx.call(INT_BINARY["Add"], number, added)


def hold(cx: Context, hint: str, value: Value) -> Slot | Const:
    """A number that other statements can load."""
    if isinstance(value, Const):
        return value
    slot = cx.b.temp(hint, value.rep)
    cx.b.emit(StoreSlot(value, slot))
    return slot


def as_bound(cx: Context, value: Value, rep: Rep) -> Value:
    """A bound in the representation of the variable; i64 was chosen because all numbers fit."""
    if rep is Rep.I64 and value.rep is Rep.INT:
        return cx.b.emit(IntNarrow(value))
    return cx.as_rep(value, rep)
