# SPDX-License-Identifier: Apache-2.0
"""Loops over ``enumerate`` that count beside the loop over its argument.

    for i, x in enumerate(xs):     t0 = load_global enumerate
                                   t1 = call_c rt_enumerate_is_plain(t0, 0)
                            ->     branch t1, counted, generic
                                 counted: iter = xs; number = 0
                                 generic: iter = enumerate(xs)

Neither the enumerate object nor the tuples that it gives are made, and the number is an object only
where one is wanted. Whether the name means the built-in is asked when the loop starts.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable

from aot_build.infer.variables import calls_enumerate
from aot_build.ir.function import Block, Slot
from aot_build.ir.ops import Call, IntCompare, StoreSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.assign import assign_to
from aot_build.lower.context import Context
from aot_build.lower.iteration import Source, next_item
from aot_build.lower.names import is_global
from aot_build.primitives.numbers import INT_BINARY
from aot_build.primitives.objects import LOOP_OVER
from aot_build.primitives.tagged import ANY_AS_SMALL, ENUMERATE_IS_PLAIN

# The variable of the comprehension, or of the function, that the iteration itself can bind.
Direct = Callable[[ast.expr], Slot | None]


@dataclasses.dataclass(frozen=True)
class Enumeration:
    """The temporaries of such a loop; ``counts`` is 0 where it goes over what the call gave."""

    iterator: Slot
    place: Slot
    number: Slot
    counts: Slot


def is_enumerated(cx: Context, target: ast.expr, node: ast.expr) -> bool:
    """Whether ``for target in node`` most likely numbers the items of something."""
    return calls_enumerate(target, node) and is_global(cx, "enumerate")


def start_enumeration(cx: Context, call: ast.expr, unit: int) -> Enumeration:
    """Evaluate the call, and set up both ways; iterating blames the instruction *unit*."""
    assert isinstance(call, ast.Call)
    made = Enumeration(
        cx.b.temp("iter"),
        cx.b.temp("place", Rep.I64),
        cx.b.temp("number", Rep.INT),
        cx.b.temp("counts", Rep.I64),
    )
    with cx.at(call):
        callee = cx.obj(call.func)
        iterable = cx.obj(call.args[0])
        start = [cx.as_rep(cx.expr(argument), Rep.ANY) for argument in call.args[1:]]
        counted, generic = cx.b.new_block("counted"), cx.b.new_block("generic")
        ready = cx.b.new_block("ready")
        first = start[0] if start else Const(0, Rep.ANY)
        plain = cx.call(ENUMERATE_IS_PLAIN, callee, first)
        cx.b.branch(plain, counted, generic, likely=True)
        cx.b.start(counted)
        cx.b.emit(StoreSlot(cx.call(ANY_AS_SMALL, first), made.number))
        start_iterator(cx, made, iterable, 1)
        cx.b.goto(ready)
        cx.b.start(generic)
        arguments = (iterable, *(cx.as_obj(value) for value in start))
        given = cx.b.emit(Call(callee, arguments))
    with cx.at_unit(unit):
        start_iterator(cx, made, given, 0)
    cx.b.goto(ready)
    cx.b.start(ready)
    return made


def start_iterator(cx: Context, made: Enumeration, iterable: Value, counts: int) -> None:
    """Let the loop go over *iterable*."""
    source = cx.call(LOOP_OVER, iterable, cx.slot_address(made.place))
    cx.b.emit(StoreSlot(source, made.iterator))
    cx.b.emit(StoreSlot(Const(counts, Rep.I64), made.counts))


def take_enumerated(
    cx: Context,
    made: Enumeration,
    target: ast.expr,
    direct: Direct,
    body: Block,
    exhausted: Block,
) -> None:
    """Bind *target* to the next number and item, and go to *body*."""
    assert isinstance(target, (ast.Tuple, ast.List))
    number, item = target.elts
    counted, generic = cx.b.new_block("counted"), cx.b.new_block("generic")
    counts = cx.b.emit(IntCompare(cx.load_temp(made.counts), Const(0, Rep.I64), "ne"))
    cx.b.branch(counts, counted, generic, likely=True)
    cx.b.start(counted)
    source = Source(cx.load_temp(made.iterator), made.place)
    bind = branch_on_item(cx, source, item, direct(item), exhausted)
    assign_to(cx, number, cx.load_temp(made.number))
    bind(cx)
    one = Const(1, Rep.INT)
    following = cx.call(INT_BINARY["Add"], cx.load_temp(made.number), one)
    cx.b.emit(StoreSlot(following, made.number))
    cx.b.goto(body)
    cx.b.start(generic)
    source = Source(cx.load_temp(made.iterator), made.place)
    bind = branch_on_item(cx, source, target, None, exhausted)
    bind(cx)
    cx.b.goto(body)


def branch_on_item(
    cx: Context, source: Source, target: ast.expr, direct: Slot | None, exhausted: Block
) -> Callable[[Context], None]:
    """What binds *target*, in a block that is reached when there is another item."""
    got, bind = next_item(cx, target, source, direct)
    found = cx.b.new_block("found")
    cx.b.branch(got, found, exhausted)
    cx.b.start(found)
    return bind
