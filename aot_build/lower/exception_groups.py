"""``try … except*``: clause after clause takes its part of what was raised.

    try: body                  body                              (raises into catch)
    except* E as e: h   ->     goto end
                             catch:
                               $.caught = call_c rt_catch(slot_address $.previous)
                               $.raised = call_c rt_new_list(); $.rest = $.caught
                               branch call_c rt_group_matches(E, $.rest, $.matched), case, other
                             case:
                               e = $.matched; h; del e           (raises into failed)
                               goto following
                             failed:
                               t0 = call_c rt_take_raised()
                               del e; call_c rt_list_append($.raised, t0); goto following
                             other:
                               clear_slot $.matched; goto following
                             following:
                               (the next clause; after the last one:)
                               call_c rt_list_append($.raised, $.rest)
                               branch call_c rt_group_remains($.caught, $.raised, …), remains, done

What a clause raises is not handled by anybody until the last one has run: the exception handled
stays the part that this clause took. ``return``, ``break`` and ``continue`` cannot leave a clause.
"""

from __future__ import annotations

import ast

from aot_build.ir.function import Block, Slot
from aot_build.ir.ops import StoreSlot, TakeSlot
from aot_build.lower.assign import assign_name
from aot_build.lower.context import Context, lowers_stmt
from aot_build.lower.exceptions import (
    Caught,
    forget_name,
    lower_finally,
    lower_handled,
    lower_try_except,
    release,
)
from aot_build.lower.flow import Region, start_if_raised, start_if_reached
from aot_build.primitives.containers import LIST_APPEND, NEW_LIST
from aot_build.primitives.exceptions import GROUP_MATCHES, GROUP_REMAINS, TAKE_RAISED


@lowers_stmt(ast.TryStar)
def lower_try_star(cx: Context, node: ast.TryStar) -> None:
    """``try … finally`` around ``try … except* … else``."""
    lower_finally(cx, node.finalbody, lambda: lower_try_except(cx, node, lower_clauses))


def lower_clauses(
    cx: Context, handlers: list[ast.ExceptHandler], caught: Caught, after: Block
) -> None:
    """Run the clauses that match; what they raised, and what none of them took, goes on."""
    region = Region(cx)
    done, remains = cx.b.new_block("done"), cx.b.new_block("remains")
    remaining = cx.b.temp("remaining")

    def clauses() -> None:
        raised, rest = cx.b.temp("raised"), cx.b.temp("rest")
        cx.b.emit(StoreSlot(cx.call(NEW_LIST), raised))
        cx.b.emit(StoreSlot(cx.load_temp(caught.exception), rest))
        with cx.holding(raised, rest):
            for handler in handlers:
                with cx.at(handler):
                    lower_clause(cx, handler, raised, rest)
        with cx.at_unit(cx.positions.find_remains(handlers[-1])):
            cx.call(LIST_APPEND, cx.load_temp(raised), cx.b.emit(TakeSlot(rest)))
            exception, exceptions = cx.load_temp(caught.exception), cx.b.emit(TakeSlot(raised))
            found = cx.call(GROUP_REMAINS, exception, exceptions, cx.slot_address(remaining))
            cx.b.branch(found, remains, done)

    def finish() -> None:
        if start_if_reached(cx, done, region):
            cx.clear(remaining)
            caught.pop(cx)
            cx.b.goto(after)
        if start_if_reached(cx, remains, region):
            cx.clear(caught.exception)
            Caught(remaining, caught.previous).reraise(cx)

    lower_handled(cx, caught, clauses, finish)


def lower_clause(cx: Context, handler: ast.ExceptHandler, raised: Slot, rest: Slot) -> None:
    """One clause, if anything is there for it; ends in a block where the next one can begin."""
    assert handler.type is not None, "except* without a type is a syntax error"
    matched = cx.b.temp("matched")
    case, other = cx.b.new_block("case"), cx.b.new_block("other")
    following = cx.b.new_block("following")
    kind = cx.obj(handler.type)
    rest_address, address = cx.slot_address(rest), cx.slot_address(matched)
    cx.b.branch(cx.call(GROUP_MATCHES, kind, rest_address, address), case, other)
    cx.b.start(case)
    if handler.name is None:
        cx.clear(matched)
    else:
        assign_name(cx, handler.name, cx.b.emit(TakeSlot(matched)))
    lower_clause_body(cx, handler, raised, following)
    cx.b.start(other)
    cx.clear(matched)
    cx.b.goto(following)
    cx.b.start(following)


def lower_clause_body(
    cx: Context, handler: ast.ExceptHandler, raised: Slot, following: Block
) -> None:
    """What a clause does; the exception that it raises is put aside."""
    region = Region(cx)
    failed = cx.b.new_block("failed")
    with cx.handled_by(failed):
        cx.body(handler.body)
    held = region.held_at(failed)
    if not cx.b.terminated:
        forget(cx, handler)
        cx.b.goto(following)
    if start_if_raised(cx, failed, region):
        release(cx, held)
        exception = cx.call(TAKE_RAISED)
        forget(cx, handler)
        cx.call(LIST_APPEND, cx.load_temp(raised), exception)
        cx.b.goto(following)


def forget(cx: Context, handler: ast.ExceptHandler) -> None:
    """The name of a clause is unbound at its end."""
    if handler.name is not None:
        forget_name(cx, handler.name)
