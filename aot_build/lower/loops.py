"""``while`` and ``for``, ``break`` and ``continue``.

    for x in items:            t0 = call_c rt_get_iter(items)
        body                   store_slot t0, $.iter
                     ->      next:
                               t1 = call_c rt_iter_next(load_slot $.iter, slot_address $x)
                               branch t1, body, exhausted
                             body: …
                               eval_breaker
                               goto next

A loop over ``range`` into an unboxed variable counts in a register instead.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable

from aot_build.ir.function import Block, Slot, SlotKind
from aot_build.ir.ops import (
    Call,
    ClearSlot,
    EvalBreaker,
    IntAdd,
    IntCompare,
    IntNarrow,
    IntSub,
    LoadGlobal,
    LoadSlot,
    SlotAddress,
    StoreSlot,
    TakeSlot,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.assign import assign_to, local_object_slot
from aot_build.lower.condition import lower_condition
from aot_build.lower.context import Context, Unsupported, Unwind, lowers_stmt
from aot_build.lower.flow import Region, leaving, start_if_reached, unwinding
from aot_build.lower.numbers import to_int
from aot_build.primitives.frames import RANGE_COUNT
from aot_build.primitives.numbers import INT_BINARY
from aot_build.primitives.objects import GET_ITER, ITER_NEXT
from aot_build.primitives.tagged import ANY_AS_SMALL, RANGE_IS_PLAIN


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


@lowers_stmt(ast.For)
def lower_for(cx: Context, node: ast.For) -> None:
    """``for target in iterable: … else: …``."""
    guess = probable_range(cx, node)
    if guess is not None:
        lower_probable_range(cx, node, guess)
        return
    target = unboxed_target(cx, node)
    if target is None:
        lower_iteration(cx, node, cx.obj(node.iter))
        return
    assert isinstance(node.iter, ast.Call)
    arguments = [cx.expr(argument) for argument in node.iter.args]
    if all(argument.rep is not Rep.OBJ or argument.ty == "int" for argument in arguments):
        lower_counted(cx, node, range_bounds(cx, arguments), target)
    else:  # something with __index__, perhaps; the numbers are ints all the same
        with cx.at(node.iter):
            boxed = tuple(cx.as_obj(argument) for argument in arguments)
            made = cx.b.emit(Call(cx.b.emit(LoadGlobal("range")), boxed))
        lower_iteration(cx, node, made)


def lower_iteration(cx: Context, node: ast.For, iterable: Value) -> None:
    """The loop over an object that has been evaluated."""
    region = Region(cx)
    loop = new_loop(cx, "next")
    body, exhausted = cx.b.new_block("body"), cx.b.new_block("exhausted")
    iterator = cx.b.temp("iter")
    with cx.at(node.iter):
        cx.b.emit(StoreSlot(cx.call(GET_ITER, iterable), iterator))
    cx.b.goto(loop.head)
    cx.b.start(loop.head)
    # A plain variable is bound by the iteration itself.
    direct = local_object_slot(cx, node.target.id) if isinstance(node.target, ast.Name) else None
    item = direct or cx.b.temp("item")
    with cx.at(node.iter):
        got = cx.call(ITER_NEXT, cx.b.emit(LoadSlot(iterator)), cx.b.emit(SlotAddress(item)))
    cx.b.branch(got, body, exhausted)
    cx.b.start(body)
    if direct is None:
        assign_to(cx, node.target, cx.b.emit(TakeSlot(item)))
    lower_rounds(cx, node.body, loop, region, lambda cx: clear(cx, iterator))
    finish_loop(cx, node.orelse, loop, exhausted, region, lambda cx: clear(cx, iterator))


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
) -> None:
    """The body of a loop and the way back to its head; *leave* is done by whoever leaves early."""
    unwind = Unwind(leave, cx.b.handler, loop.after, loop.latch, is_loop=True)
    with unwinding(cx, unwind):
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
    with leaving(cx, depth):
        cx.b.goto(target)


@lowers_stmt(ast.Continue)
def lower_continue(cx: Context, node: ast.Continue) -> None:
    """``continue``: the loop itself is not left."""
    depth = loop_depth(cx)
    target = cx.unwinds[depth].continue_to
    assert target is not None
    with leaving(cx, depth + 1):
        cx.b.goto(target)


def loop_depth(cx: Context) -> int:
    """The position of the innermost loop among the unwinds."""
    return max(i for i, unwind in enumerate(cx.unwinds) if unwind.is_loop)


@lowers_stmt(ast.AsyncFor)
def lower_async_for(cx: Context, node: ast.AsyncFor) -> None:
    """Only in coroutines, which are not native."""
    raise Unsupported("async", node)


# --- loops that are probably over the built-in range ---


def probable_range(cx: Context, node: ast.For) -> Slot | None:
    """The loop's variable when it may hold anything, but is best held as a small int."""
    slot = range_target(cx, node)
    return slot if slot is not None and slot.rep is Rep.ANY else None


def lower_probable_range(cx: Context, node: ast.For, target: Slot) -> None:
    """Count, if ``range`` turns out to be the built-in and the bounds small; else iterate.

    Both ways share the body: ``left`` is negative while iterating.
    """
    assert isinstance(node.iter, ast.Call)
    region = Region(cx)
    loop = new_loop(cx, "count")
    body, exhausted = cx.b.new_block("body"), cx.b.new_block("exhausted")
    left, number = cx.b.temp("left", Rep.I64), cx.b.temp("number", Rep.INT)
    step, iterator = cx.b.temp("step", Rep.INT), cx.b.temp("iter")
    with cx.at(node.iter):
        callee = cx.expr(node.iter.func)
        arguments = [cx.expr(argument) for argument in node.iter.args]
        bounds = [cx.as_rep(value, Rep.ANY) for value in arguments]
        three = (bounds + [Const(1, Rep.ANY)])[:3] if len(bounds) > 1 else None
        start, stop, by = three or (Const(0, Rep.ANY), bounds[0], Const(1, Rep.ANY))
        plain = cx.call(RANGE_IS_PLAIN, callee, start, stop, by)
        counted, generic = cx.b.new_block("counted"), cx.b.new_block("generic")
        cx.b.branch(plain, counted, generic, likely=True)
        cx.b.start(counted)
        smalls = [cx.call(ANY_AS_SMALL, value) for value in (start, stop, by)]
        cx.b.emit(StoreSlot(cx.call(RANGE_COUNT, *smalls), left))
        cx.b.emit(StoreSlot(smalls[0], number))
        cx.b.emit(StoreSlot(smalls[2], step))
        cx.b.goto(loop.head)
        cx.b.start(generic)
        made = cx.b.emit(Call(callee, tuple(cx.as_obj(value) for value in bounds)))
        cx.b.emit(StoreSlot(cx.call(GET_ITER, made), iterator))
        cx.b.emit(StoreSlot(Const(-1, Rep.I64), left))
        cx.b.goto(loop.head)
    cx.b.start(loop.head)
    next_number, next_item = cx.b.new_block("number"), cx.b.new_block("item")
    iterating = cx.b.emit(IntCompare(cx.load_temp(left), Const(0, Rep.I64), "lt"))
    cx.b.branch(iterating, next_item, next_number, likely=False)
    cx.b.start(next_item)
    item = cx.b.temp("item")
    with cx.at(node.iter):
        got = cx.call(ITER_NEXT, cx.b.emit(LoadSlot(iterator)), cx.b.emit(SlotAddress(item)))
    found = cx.b.new_block("found")
    cx.b.branch(got, found, exhausted)
    cx.b.start(found)
    cx.b.emit(StoreSlot(cx.as_rep(cx.b.emit(TakeSlot(item)), Rep.ANY), target))
    cx.b.goto(body)
    cx.b.start(next_number)
    take = cx.b.new_block("take")
    more = cx.b.emit(IntCompare(cx.load_temp(left), Const(0, Rep.I64), "gt"))
    cx.b.branch(more, take, exhausted)
    cx.b.start(take)
    cx.b.emit(StoreSlot(cx.as_rep(cx.load_temp(number), Rep.ANY), target))
    cx.b.emit(StoreSlot(cx.b.emit(IntSub(cx.load_temp(left), Const(1, Rep.I64))), left))
    following = cx.call(INT_BINARY["Add"], cx.load_temp(number), cx.load_temp(step))
    cx.b.emit(StoreSlot(following, number))
    cx.b.goto(body)
    cx.b.start(body)
    lower_rounds(cx, node.body, loop, region, lambda cx: clear(cx, iterator))
    finish_loop(cx, node.orelse, loop, exhausted, region, lambda cx: clear(cx, iterator))


# --- counted loops ---


def unboxed_target(cx: Context, node: ast.For) -> Slot | None:
    """The loop's variable when it is an unboxed int and the loop runs over ``range``."""
    if cx.typing.globals.get("range") != "builtins.range":
        return None
    slot = range_target(cx, node)
    return slot if slot is not None and slot.rep in (Rep.INT, Rep.I64) else None


def range_target(cx: Context, node: ast.For) -> Slot | None:
    """The variable of a loop over a call of the global ``range`` that binds as the built-in does."""
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
