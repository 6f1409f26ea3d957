"""``while`` and ``for``, ``break`` and ``continue``.

    for x in items:            t0 = call_c rt_loop_over(items, slot_address $.place)
        body                   store_slot t0, $.iter
                     ->      next:
                               t1 = call_c rt_next_at(load_slot $.iter, …, slot_address $x)
                               branch t1, body, exhausted
                             body: …
                               eval_breaker
                               goto next

Loops over ``range`` are in ranges.py, which dispatches ``for``.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable

from aot_build.ir.function import Block, Slot
from aot_build.ir.ops import ClearSlot, EvalBreaker, StoreSlot
from aot_build.ir.values import OBJECT, Value
from aot_build.lower.assign import local_object_slot
from aot_build.lower.condition import lower_condition
from aot_build.lower.context import Context, Unwind, lowers_stmt
from aot_build.lower.flow import Region, leaving, let_in, start_if_reached, unwinding
from aot_build.lower.iteration import Source, loop_over, lower_source, next_item
from aot_build.lower.operands import may_suspend


@dataclasses.dataclass
class Loop:
    """The blocks of a loop: the next round, behind the loop, and before the next round."""

    head: Block
    after: Block
    latch: Block  # where `continue` goes: lets signals in, then the head


def new_loop(cx: Context, hint: str) -> Loop:
    """Blocks for a loop whose head is called *hint*."""
    return Loop(cx.b.new_block(hint), cx.b.new_block("after"), cx.b.new_block("again"))


@lowers_stmt(ast.While)
def lower_while(cx: Context, node: ast.While) -> None:
    """``while test: … else: …``."""
    region = Region(cx)
    loop = new_loop(cx, "while")
    body, orelse = cx.b.new_block("body"), cx.b.new_block("else")
    cx.b.goto(loop.head)
    cx.b.start(loop.head)
    lower_condition(cx, node.test, body, orelse)
    if start_if_reached(cx, body, region):
        lower_rounds(cx, node.body, loop, region, leave=lambda cx: None)
    finish_loop(cx, node.orelse, loop, orelse, region)


def lower_plain_for(cx: Context, node: ast.For) -> None:
    """A loop over anything."""
    unit, suspends = cx.positions.find_iteration(node, node.iter), may_suspend_in(cx, node)
    source = lower_source(cx, node.iter, cx.obj, unit, suspends=suspends)
    lower_iteration(cx, node, source)


def lower_iteration_of(cx: Context, node: ast.For, iterable: Value, item_type: str) -> None:
    """The loop over an object that has been evaluated; all its items are of exactly *item_type*."""
    with cx.at_unit(cx.positions.find_iteration(node, node.iter)):
        source = loop_over(cx, iterable, suspends=may_suspend_in(cx, node))
    lower_iteration(cx, node, source, item_type)


def may_suspend_in(cx: Context, node: ast.For) -> bool:
    """Whether the function can be suspended inside of a loop."""
    return may_suspend(cx, (node.target, *node.body))


def lower_iteration(cx: Context, node: ast.For, source: Source, item_type: str = OBJECT) -> None:
    """The loop over *source*; all its items are of exactly *item_type*."""
    region = Region(cx)
    loop = new_loop(cx, "next")
    body, exhausted = cx.b.new_block("body"), cx.b.new_block("exhausted")
    iterator = cx.b.temp("iter")
    with cx.at_unit(cx.positions.find_iteration(node, node.iter)):
        cx.b.emit(StoreSlot(source.value, iterator))
    cx.b.goto(loop.head)
    cx.b.start(loop.head)
    direct = own_variable(cx, node.target)
    with cx.at_unit(cx.positions.find_next(node, node.iter)):
        source = source.held_in(cx, iterator)
        got, bind = next_item(cx, node.target, source, direct, item_type)
    cx.b.branch(got, body, exhausted)
    cx.b.start(body)
    bind(cx)
    leave = lambda cx: clear(cx, iterator)  # noqa: E731
    lower_rounds(cx, node.body, loop, region, leave, held=(iterator,))
    finish_loop(cx, node.orelse, loop, exhausted, region, leave)


def own_variable(cx: Context, target: ast.expr) -> Slot | None:
    """The slot of a plain variable, which is bound by the iteration itself."""
    return local_object_slot(cx, target.id) if isinstance(target, ast.Name) else None


def clear(cx: Context, slot: Slot) -> None:
    """Release a temporary."""
    cx.b.emit(ClearSlot(slot))


def lower_rounds(
    cx: Context,
    body: list[ast.stmt],
    loop: Loop,
    region: Region,
    leave: Callable[[Context], None],
    advance: Callable[[Context], None] | None = None,
    held: tuple[Slot, ...] = (),
) -> None:
    """The body of a loop and the way back to its head; *leave* is done by whoever leaves early.

    *held*: the slot of its iterator.
    """
    unwind = Unwind(leave, cx.b.handler, loop.after, loop.latch, is_loop=True)
    with unwinding(cx, unwind, *held):
        cx.body(body)
    cx.b.goto(loop.latch)
    if start_if_reached(cx, loop.latch, region):
        if advance is not None:
            advance(cx)
        cx.b.emit(EvalBreaker())
        cx.b.goto(loop.head)


def finish_loop(
    cx: Context,
    orelse: list[ast.stmt],
    loop: Loop,
    exhausted: Block,
    region: Region,
    release: Callable[[Context], None] | None = None,
) -> None:
    """What follows when the loop ends by itself, and the meeting point with ``break``."""
    if start_if_reached(cx, exhausted, region):
        if release is not None:
            release(cx)
        cx.body(orelse)
        cx.b.goto(loop.after)
    start_if_reached(cx, loop.after, region)


# --- break and continue ---


@lowers_stmt(ast.Break)
def lower_break(cx: Context, node: ast.Break) -> None:
    """``break``: also releases the loop's iterator."""
    depth = loop_depth(cx)
    target = cx.unwinds[depth].break_to
    assert target is not None
    let_in(cx, cx.unwinds[depth].handler)
    with leaving(cx, depth):
        cx.b.goto(target)


@lowers_stmt(ast.Continue)
def lower_continue(cx: Context, node: ast.Continue) -> None:
    """``continue``: the loop itself is not left."""
    depth = loop_depth(cx)
    target = cx.unwinds[depth].continue_to
    assert target is not None
    let_in(cx, cx.unwinds[depth].handler)
    with leaving(cx, depth + 1):
        cx.b.goto(target)


def loop_depth(cx: Context) -> int:
    """The position of the innermost loop among the unwinds."""
    return max(i for i, unwind in enumerate(cx.unwinds) if unwind.is_loop)
