# SPDX-License-Identifier: Apache-2.0
"""One step of an iteration, for loops and comprehensions.

    for x in it:        t0 = call_c rt_iter_next(it, slot_address $x)

    for x in it:        t0 = call_c rt_loop_over(it, slot_address $.place)
                        t1 = call_c rt_next_at(t0, slot_address $.place, slot_address $x)

    for i, x in it:     t0 = slot_address $.item0
                        t1 = slot_address $.item1
                        t2 = call_c rt_iter_next_items(it, t0, t1, 2)
                        branch t2, body, exhausted
                      body:
                        call_c rt_unpack_item(t0, t1, 2)
                        store_slot (take_slot $.item1), $i
                        store_slot (take_slot $.item2), $x

What iterators such as `enumerate`, `zip` and `dict.items()` give is a tuple for nothing but to be
unpacked: so they are asked for what they would put into it. A loop that cannot be suspended goes
over a list or tuple without an iterator, which nobody would see, and over `d.items()` of a dict
without the view.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Callable

from aot_build.ir.function import Slot
from aot_build.ir.ops import CallMethod, IsType, TakeSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import OBJECT, Const, Value
from aot_build.lower.assign import assign_to
from aot_build.lower.context import Context
from aot_build.lower.joins import Join
from aot_build.primitives.objects import (
    GET_ITER,
    ITER_NEXT,
    ITER_NEXT_ITEMS,
    LOOP_OVER,
    LOOP_OVER_DICT,
    NEXT_AT,
    NEXT_ITEMS_AT,
    UNPACK_ITEM,
)

Bind = Callable[[Context], None]
VIEWS = ("keys", "values", "items")
DICT_PLACE = 4  # words


@dataclasses.dataclass(frozen=True)
class Source:
    """What a loop goes over: an iterator, or something and the place that it has come to there."""

    value: Value
    place: Slot | None = None

    def held_in(self, cx: Context, slot: Slot) -> Source:
        """The same when *slot* has taken the value over."""
        return Source(cx.load_temp(slot), self.place)


def loop_over(cx: Context, iterable: Value, *, suspends: bool) -> Source:
    """What a loop over *iterable* goes over; *suspends*: inside of it the function can be."""
    if suspends:
        return Source(cx.call(GET_ITER, iterable))
    place = cx.b.temp("place", Rep.I64)
    return Source(cx.call(LOOP_OVER, iterable, cx.slot_address(place)), place)


def lower_source(
    cx: Context, node: ast.expr, evaluate: Callable[[ast.expr], Value], unit: int, *, suspends: bool
) -> Source:
    """What a loop over *node* goes over; its beginning is blamed on the instruction *unit*."""
    view = dict_view(node)
    if view is not None and not suspends:
        return loop_over_view(cx, node, view, unit)
    iterable = evaluate(node)
    with cx.at_unit(unit):
        return loop_over(cx, iterable, suspends=suspends)


def dict_view(node: ast.expr) -> int | None:
    """The number of the view if *node* is ``d.keys()`` or one of the others of a dict, perhaps."""
    match node:
        case ast.Call(ast.Attribute(attr=name), [], []) if name in VIEWS:
            return VIEWS.index(name)
    return None


def loop_over_view(cx: Context, node: ast.expr, view: int, unit: int) -> Source:
    """A loop over ``d.items()``: over *d* itself if it is a dict, else over what the call gives."""
    assert isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    receiver = cx.obj(node.func.value)
    place = cx.b.temp_array("place", DICT_PLACE, Rep.I64)[0]
    plain, other = cx.b.new_block("dict"), cx.b.new_block("other")
    join = Join(cx)
    with cx.at(node):
        cx.b.branch(cx.b.emit(IsType(receiver, "dict")), plain, other)
        cx.b.start(plain)
        number = Const(view, Rep.I64)
        join.add(cx.call(LOOP_OVER_DICT, receiver, number, cx.slot_address(place)))
        cx.b.start(other)
        call = CallMethod(receiver, (), node.func.attr, ())
        call.lookup_pos = cx.positions.find(node.func)
        iterable = cx.b.emit(call)
    with cx.at_unit(unit):
        join.add(cx.call(LOOP_OVER, iterable, cx.slot_address(place)))
    return Source(join.finish(), place)


def next_item(
    cx: Context, target: ast.expr, source: Source, direct: Slot | None, item_type: str = OBJECT
) -> tuple[Value, Bind]:
    """Whether there is another item, and what binds it to *target* then.

    *direct*: the variable that is the target, if the iteration itself can bind it. All items are of
    exactly *item_type*.
    """
    if direct is not None:
        return step(cx, source, direct), lambda cx: None
    if isinstance(target, (ast.Tuple, ast.List)) and is_plain(target.elts):
        return next_items(cx, target, source)
    item = cx.b.temp("item")
    item.ty = item_type
    got = step(cx, source, item)
    return got, lambda cx: assign_to(cx, target, cx.b.emit(TakeSlot(item)))


def step(cx: Context, source: Source, target: Slot) -> Value:
    """Whether there is another item, which is in *target* then."""
    if source.place is None:
        return cx.call(ITER_NEXT, source.value, cx.slot_address(target))
    return cx.call(NEXT_AT, source.value, cx.slot_address(source.place), cx.slot_address(target))


def is_plain(targets: list[ast.expr]) -> bool:
    """Whether there are targets, and none of them has a star."""
    return bool(targets) and not any(isinstance(target, ast.Starred) for target in targets)


def next_items(cx: Context, target: ast.Tuple | ast.List, source: Source) -> tuple[Value, Bind]:
    """The same for an item that is unpacked into *target*, as the interpreter would do it there."""
    whole = cx.b.temp("item")
    slots = cx.b.temp_array("item", len(target.elts))
    count = Const(len(slots), Rep.I64)
    places = cx.slot_address(whole), cx.slot_address(slots[0])
    if source.place is None:
        got = cx.call(ITER_NEXT_ITEMS, source.value, *places, count)
    else:
        got = cx.call(NEXT_ITEMS_AT, source.value, cx.slot_address(source.place), *places, count)

    def bind(cx: Context) -> None:
        with cx.at(target):
            cx.call(UNPACK_ITEM, cx.slot_address(whole), cx.slot_address(slots[0]), count)
            cx.clear(whole)
            for inner, slot in zip(target.elts, slots, strict=True):
                assign_to(cx, inner, cx.b.emit(TakeSlot(slot)))

    return got, bind
