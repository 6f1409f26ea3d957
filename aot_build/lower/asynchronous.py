# SPDX-License-Identifier: Apache-2.0
"""Coroutines: ``await``, ``async for``, ``async with``.

    await x            ->        t0 = call_c rt_awaitable(x, 0)
                                 …                   as `yield from`, see generators.py

``async with`` keeps in its failing exit what the interpreter has on its stack there: besides the
exception and the one handled before, the place where it was raised.
"""

from __future__ import annotations

import ast
import sys

from aot_build.ir.function import Block, Slot
from aot_build.ir.ops import LoadSlot, Reraise, StoreSlot, TakeSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.assign import assign_to
from aot_build.lower.context import Context, Unwind, lowers_expr, lowers_stmt
from aot_build.lower.exceptions import catch, lower_handled
from aot_build.lower.flow import Region, let_in, start_if_raised, start_if_reached, unwinding
from aot_build.lower.generators import Argument, delegate
from aot_build.lower.loops import finish_loop, lower_rounds, new_loop
from aot_build.primitives.exceptions import STAND_WHERE_RAISED
from aot_build.primitives.generators import (
    ASYNC_ENTER,
    ASYNC_EXIT,
    ASYNC_EXIT_EXC,
    ASYNC_ITER,
    ASYNC_NEXT,
    AWAITABLE,
    FRAME_PLACE,
    ITERATION_ENDED,
)
from aot_build.primitives.objects import TRUTH

# From 3.13 on what a manager does has the place of its expression, before that of the statement.
BLAMES_EXPRESSIONS = sys.version_info >= (3, 13)
AWAITED, ENTERED, EXITED = 0, 1, 2  # what the TypeError of something not awaitable speaks of


@lowers_expr(ast.Await)
def lower_await(cx: Context, node: ast.Await) -> Value:
    """``await x``."""
    return wait_for(cx, node, cx.obj(node.value), AWAITED)


def wait_for(cx: Context, node: ast.AST, value: Value, use: int) -> Value:
    """What the awaitable *value* returns."""
    receiver = cx.b.temp("awaited")
    cx.b.emit(StoreSlot(cx.call(AWAITABLE, value, Const(use, Rep.I64)), receiver))
    return delegate(cx, node, receiver, use)


# --- async for ---


@lowers_stmt(ast.AsyncFor)
def lower_async_for(cx: Context, node: ast.AsyncFor) -> None:
    """``async for target in iterable: … else: …``."""
    region = Region(cx)
    loop = new_loop(cx, "next")
    exhausted, ended = cx.b.new_block("exhausted"), cx.b.new_block("ended")
    iterator = cx.b.temp("iter")
    blamed = cx.positions.find_iteration(node, node.iter)
    cx.b.emit(StoreSlot(async_iterator(cx, node.iter, blamed), iterator))
    cx.b.goto(loop.head)
    cx.b.start(loop.head)
    with cx.holding(iterator):
        item, held = await_item(cx, node, iterator, blamed, ended)
    assign_to(cx, node.target, cx.b.emit(TakeSlot(item)))
    lower_rounds(cx, node.body, loop, region, lambda cx: cx.clear(iterator), held=(iterator,))
    if start_if_raised(cx, ended, region):
        lower_ended(cx, exhausted)

    def release(cx: Context) -> None:
        for slot in held:
            cx.clear(slot)
        cx.clear(iterator)

    finish_loop(cx, node.orelse, loop, exhausted, region, release)


def async_iterator(cx: Context, iterable: ast.expr, blamed: int) -> Value:
    """What `async for` goes over; the argument of a generator expression is that already."""
    if isinstance(iterable, Argument):
        return cx.b.emit(LoadSlot(cx.slots[".0"]))
    value = cx.obj(iterable)
    with cx.at_unit(blamed):
        return cx.call(ASYNC_ITER, value)


def await_item(
    cx: Context, node: ast.AST, iterator: Slot, blamed: int, ended: Block
) -> tuple[Slot, list[Slot]]:
    """The slot with the next item; exceptions go to *ended*, where the other slots may be full."""
    item, received = cx.b.temp("item"), Region(cx)
    with cx.at_unit(blamed):
        receiver = cx.b.temp("awaited")
        with cx.handled_by(ended):
            cx.b.emit(StoreSlot(cx.call(ASYNC_NEXT, cx.load_temp(iterator)), receiver))
            cx.b.emit(StoreSlot(delegate(cx, node, receiver), item))
    return item, received.held_at(ended)


def lower_ended(cx: Context, exhausted: Block) -> None:
    """Go to *exhausted* if the exception says that there are no more items."""
    other = cx.b.new_block("other")
    cx.b.branch(cx.call(ITERATION_ENDED), exhausted, other)
    cx.b.start(other)
    cx.b.emit(Reraise())


# --- async with ---


@lowers_stmt(ast.AsyncWith)
def lower_async_with(cx: Context, node: ast.AsyncWith) -> None:
    """``async with a as x, b as y: …`` is one statement inside the other."""
    lower_items(cx, node, node.items)


def lower_items(cx: Context, node: ast.AsyncWith, items: list[ast.withitem]) -> None:
    """Enter the first manager; the others and the body are inside of it."""
    if not items:
        cx.body(node.body)
        return
    item, *inner = items
    place = item.context_expr if BLAMES_EXPRESSIONS else node
    blamed = cx.positions.find_with(node, item)
    exit_slot, entered = cx.b.temp("exit"), cx.b.temp("entered")
    manager = cx.obj(item.context_expr)
    with cx.at_unit(blamed):
        begun = cx.call(ASYNC_ENTER, manager, cx.slot_address(exit_slot))
        with cx.holding(exit_slot):
            cx.b.emit(StoreSlot(wait_for(cx, place, begun, ENTERED), entered))

    def leave(cx: Context) -> None:
        with cx.at_unit(blamed):
            left = cx.call(ASYNC_EXIT, cx.b.emit(TakeSlot(exit_slot)))
            wait_for(cx, place, left, EXITED)

    region = Region(cx)
    failed, after = cx.b.new_block("failed"), cx.b.new_block("after")
    unwind = Unwind(leave, cx.b.handler)
    with cx.handled_by(failed), unwinding(cx, unwind, exit_slot):
        if item.optional_vars is None:
            cx.clear(entered)
        else:
            assign_to(cx, item.optional_vars, cx.b.emit(TakeSlot(entered)))
        lower_items(cx, node, inner)
        let_in(cx, unwind.handler)
    held = region.held_at(failed)
    leave(cx)
    cx.b.goto(after)
    if start_if_raised(cx, failed, region):
        with cx.at_unit(blamed):
            exit_after_error(cx, place, exit_slot, held, after)
    start_if_reached(cx, after, region)


def exit_after_error(
    cx: Context, place: ast.AST, exit_slot: Slot, held: list[Slot], after: Block
) -> None:
    """Tell ``__aexit__`` of the exception; go on behind the statement if it says so."""
    raised_at = cx.b.temp("place")
    caught = catch(cx, held)
    cx.b.emit(StoreSlot(cx.call(FRAME_PLACE), raised_at))
    suppressed, propagate = cx.b.new_block("suppressed"), cx.b.new_block("propagate")

    def ask() -> None:
        callee, exception = cx.load_temp(exit_slot), cx.load_temp(caught.exception)
        answer = wait_for(cx, place, cx.call(ASYNC_EXIT_EXC, callee, exception), EXITED)
        cx.b.branch(cx.call(TRUTH, answer), suppressed, propagate)

    def finish() -> None:
        cx.b.start(suppressed)
        caught.pop(cx)
        cx.clear(raised_at)
        cx.clear(exit_slot)
        cx.b.goto(after)
        cx.b.start(propagate)
        cx.clear(raised_at)
        cx.call(STAND_WHERE_RAISED, cx.load_temp(caught.exception))
        caught.reraise(cx)

    with cx.holding(exit_slot, raised_at):
        lower_handled(cx, caught, ask, finish)
