# SPDX-License-Identifier: Apache-2.0
"""Counting instead of iterating, for what most likely is a call of the built-in ``range``.

    for i in range(n):     t0 = call_c rt_range_is_plain(range, 0, n, 1)
                           branch t0, counted, generic
                  ->     counted: left = number of rounds; number = 0; step = 1
                         generic: iter = iter(range(n)); left = -1

Which of the two it is to be is decided when the loop starts; both ways share its body. The variable
is a tagged word, which takes whatever another ``range`` may give.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable

from aot_build.front.codes import COMPREHENSION_NODES
from aot_build.infer.computed import ORDERING
from aot_build.ir.function import Block, Slot
from aot_build.ir.ops import (
    Call,
    IntCompare,
    IntSub,
    LoadSlot,
    SlotAddress,
    StoreSlot,
    TakeSlot,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const
from aot_build.lower.context import Context
from aot_build.primitives.frames import RANGE_COUNT
from aot_build.primitives.numbers import INT_BINARY
from aot_build.primitives.objects import GET_ITER, ITER_NEXT
from aot_build.primitives.tagged import ANY_AS_SMALL, RANGE_IS_PLAIN


@dataclasses.dataclass(frozen=True)
class Count:
    """The temporaries of such a loop; ``left`` is negative while it iterates instead."""

    left: Slot
    number: Slot
    step: Slot
    iterator: Slot


def is_best_counted(name: str, parts: Iterable[ast.AST]) -> bool:
    """Whether a number is best held unboxed where *parts* are evaluated for each of them.

    Every place that wants an object makes one anew; iterating would make one for all.
    """
    return sum(boxed_uses(part, name) for part in parts) <= 1


def boxed_uses(node: ast.AST, name: str) -> int:
    """How often *node* uses the variable as an object; what may be done repeatedly counts twice."""
    if isinstance(node, ast.Name):
        return int(node.id == name)
    unboxed: list[ast.expr] = []
    match node:
        case ast.BinOp():
            unboxed = [node.left, node.right]
        case ast.UnaryOp():
            unboxed = [node.operand]
        case ast.Compare():
            ordered = all(isinstance(operator, ORDERING) for operator in node.ops)
            unboxed = [node.left, *node.comparators] if ordered else []
        case ast.Subscript():
            unboxed = [node.slice]
    times = 2 if isinstance(node, COMPREHENSION_NODES) else 1
    return times * sum(
        boxed_uses(child, name)
        for child in ast.iter_child_nodes(node)
        if not (isinstance(child, ast.Name) and child in unboxed)
    )


def new_count(cx: Context) -> Count:
    """Temporaries for one loop."""
    return Count(
        cx.b.temp("left", Rep.I64),
        cx.b.temp("number", Rep.INT),
        cx.b.temp("step", Rep.INT),
        cx.b.temp("iter"),
    )


def start_count(cx: Context, call: ast.Call, unit: int) -> Count:
    """Evaluate the call, and set up counting or iterating, which blames the instruction *unit*."""
    count = new_count(cx)
    with cx.at(call):
        callee = cx.expr(call.func)
        bounds = [cx.as_rep(cx.expr(argument), Rep.ANY) for argument in call.args]
        three = [*bounds, Const(1, Rep.ANY)][:3] if len(bounds) > 1 else None
        start, stop, by = three or (Const(0, Rep.ANY), bounds[0], Const(1, Rep.ANY))
        counted, generic = cx.b.new_block("counted"), cx.b.new_block("generic")
        ready = cx.b.new_block("ready")
        plain = cx.call(RANGE_IS_PLAIN, callee, start, stop, by)
        cx.b.branch(plain, counted, generic, likely=True)
        cx.b.start(counted)
        smalls = [cx.call(ANY_AS_SMALL, value) for value in (start, stop, by)]
        cx.b.emit(StoreSlot(cx.call(RANGE_COUNT, *smalls), count.left))
        cx.b.emit(StoreSlot(smalls[0], count.number))
        cx.b.emit(StoreSlot(smalls[2], count.step))
        cx.b.goto(ready)
        cx.b.start(generic)
        made = cx.b.emit(Call(callee, tuple(cx.as_obj(value) for value in bounds)))
        with cx.at_unit(unit):
            cx.b.emit(StoreSlot(cx.call(GET_ITER, made), count.iterator))
        cx.b.emit(StoreSlot(Const(-1, Rep.I64), count.left))
        cx.b.goto(ready)
        cx.b.start(ready)
    return count


def take_next(cx: Context, count: Count, target: Slot, body: Block, exhausted: Block) -> None:
    """Bind *target* to the next number, or item, and go to *body*."""
    number, item = cx.b.new_block("number"), cx.b.new_block("item")
    iterating = cx.b.emit(IntCompare(cx.load_temp(count.left), Const(0, Rep.I64), "lt"))
    cx.b.branch(iterating, item, number, likely=False)
    cx.b.start(item)
    take_item(cx, count, target, exhausted)
    cx.b.goto(body)
    cx.b.start(number)
    take_number(cx, count, target, exhausted)
    cx.b.goto(body)


def take_item(cx: Context, count: Count, target: Slot, exhausted: Block) -> None:
    """The next item of whatever ``range`` gave."""
    item = cx.b.temp("item")
    iterator = cx.b.emit(LoadSlot(count.iterator))
    got = cx.call(ITER_NEXT, iterator, cx.b.emit(SlotAddress(item)))
    found = cx.b.new_block("found")
    cx.b.branch(got, found, exhausted)
    cx.b.start(found)
    cx.b.emit(StoreSlot(cx.as_rep(cx.b.emit(TakeSlot(item)), Rep.ANY), target))


def take_number(cx: Context, count: Count, target: Slot, exhausted: Block) -> None:
    """The next number."""
    take = cx.b.new_block("take")
    left = cx.load_temp(count.left)
    cx.b.branch(cx.b.emit(IntCompare(left, Const(0, Rep.I64), "gt")), take, exhausted)
    cx.b.start(take)
    cx.b.emit(StoreSlot(cx.as_rep(cx.load_temp(count.number), Rep.ANY), target))
    fewer = IntSub(cx.load_temp(count.left), Const(1, Rep.I64))  # type: ignore[call-arg]
    cx.b.emit(StoreSlot(cx.b.emit(fewer), count.left))
    following = cx.call(INT_BINARY["Add"], cx.load_temp(count.number), cx.load_temp(count.step))
    cx.b.emit(StoreSlot(following, count.number))
