"""``with``: enter, and exit on every way out.

with a as x:          t0 = call_c rt_with_enter(a, slot_address $.exit)
    body        ->    x = t0; body                                  (raises into failed)
                      call_c rt_with_exit(take_slot $.exit)
                      goto after
                    failed:
                      caught = call_c rt_catch(…)
                      branch call_c rt_with_exit_exception(exit, caught), suppressed, unmatched
"""

from __future__ import annotations

import ast

from aot_build.ir.function import Block, Slot
from aot_build.ir.ops import ClearSlot, SlotAddress, StoreSlot, TakeSlot
from aot_build.lower.assign import assign_to
from aot_build.lower.context import Context, Unwind, lowers_stmt
from aot_build.lower.exceptions import catch, lower_handled
from aot_build.lower.flow import Region, let_in, start_if_raised, start_if_reached, unwinding
from aot_build.primitives.exceptions import (
    STAND_WHERE_RAISED,
    WITH_ENTER,
    WITH_EXIT,
    WITH_EXIT_EXC,
)


@lowers_stmt(ast.With)
def lower_with(cx: Context, node: ast.With) -> None:
    """``with a as x, b as y: …`` is one statement inside the other."""
    lower_items(cx, node, node.items)


def lower_items(cx: Context, node: ast.With, items: list[ast.withitem]) -> None:
    """Enter the first manager; the others and the body are inside of it."""
    if not items:
        cx.body(node.body)
        return
    item, *inner = items
    target = item.optional_vars
    exit_slot = cx.b.temp("exit")
    entered = cx.b.temp("entered") if target is not None else None
    blamed = cx.positions.find_with(node, item)
    enter(cx, item.context_expr, blamed, exit_slot, entered)

    def leave(cx: Context) -> None:
        with cx.at_unit(cx.positions.find_exit(node, item)):
            cx.call(WITH_EXIT, cx.b.emit(TakeSlot(exit_slot)))

    region = Region(cx)
    failed, after = cx.b.new_block("failed"), cx.b.new_block("after")
    unwind = Unwind(leave, cx.b.handler)
    with cx.handled_by(failed), unwinding(cx, unwind, exit_slot):
        if target is not None and entered is not None:
            assign_to(cx, target, cx.b.emit(TakeSlot(entered)))
        lower_items(cx, node, inner)
        let_in(cx, unwind.handler)
    held = region.held_at(failed)
    leave(cx)
    cx.b.goto(after)
    if start_if_raised(cx, failed, region):
        with cx.at_unit(cx.positions.find_exit_raised(node, item)):
            exit_after_error(cx, exit_slot, held, after)
    start_if_reached(cx, after, region)


def enter(
    cx: Context, manager: ast.expr, blamed: int, exit_slot: Slot, entered: Slot | None
) -> None:
    """Evaluate the manager and call its ``__enter__``; its ``__exit__`` is looked up before."""
    value = cx.obj(manager)
    with cx.at_unit(blamed):
        result = cx.call(WITH_ENTER, value, cx.b.emit(SlotAddress(exit_slot)))
        if entered is not None:
            cx.b.emit(StoreSlot(result, entered))


def exit_after_error(cx: Context, exit_slot: Slot, held: list[Slot], after: Block) -> None:
    """Tell ``__exit__`` of the exception; go on behind the statement if it says so."""
    caught = catch(cx, held)
    suppressed, propagate = cx.b.new_block("suppressed"), cx.b.new_block("propagate")

    def ask() -> None:
        callee, exception = cx.load_temp(exit_slot), cx.load_temp(caught.exception)
        cx.b.branch(cx.call(WITH_EXIT_EXC, callee, exception), suppressed, propagate)

    def finish() -> None:
        cx.b.start(suppressed)
        caught.pop(cx)
        cx.b.emit(ClearSlot(exit_slot))
        cx.b.goto(after)
        cx.b.start(propagate)
        cx.call(STAND_WHERE_RAISED, cx.load_temp(caught.exception))
        caught.reraise(cx)

    lower_handled(cx, caught, ask, finish)
