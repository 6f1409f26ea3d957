# SPDX-License-Identifier: Apache-2.0
"""One step of an iteration, for loops and comprehensions.

    for x in it:        t0 = call_c rt_iter_next(it, slot_address $x)

    for i, x in it:     t0 = slot_address $.item0
                        t1 = slot_address $.item1
                        t2 = call_c rt_iter_next_items(it, t0, t1, 2)
                        branch t2, body, exhausted
                      body:
                        call_c rt_unpack_item(t0, t1, 2)
                        store_slot (take_slot $.item1), $i
                        store_slot (take_slot $.item2), $x

What iterators such as `enumerate`, `zip` and `dict.items()` give is a tuple for nothing but to be
unpacked: so they are asked for what they would put into it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from aot_build.ir.function import Slot
from aot_build.ir.ops import SlotAddress, TakeSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import OBJECT, Const, Value
from aot_build.lower.assign import assign_to
from aot_build.lower.context import Context
from aot_build.primitives.objects import ITER_NEXT, ITER_NEXT_ITEMS, UNPACK_ITEM

Bind = Callable[[Context], None]


def next_item(
    cx: Context, target: ast.expr, iterator: Value, direct: Slot | None, item_type: str = OBJECT
) -> tuple[Value, Bind]:
    """Whether there is another item, and what binds it to *target* then.

    *direct*: the variable that is the target, if the iteration itself can bind it. All items are of
    exactly *item_type*.
    """
    if direct is not None:
        return cx.call(ITER_NEXT, iterator, cx.b.emit(SlotAddress(direct))), lambda cx: None
    if isinstance(target, (ast.Tuple, ast.List)) and is_plain(target.elts):
        return next_items(cx, target, iterator)
    item = cx.b.temp("item")
    item.ty = item_type
    got = cx.call(ITER_NEXT, iterator, cx.b.emit(SlotAddress(item)))
    return got, lambda cx: assign_to(cx, target, cx.b.emit(TakeSlot(item)))


def is_plain(targets: list[ast.expr]) -> bool:
    """Whether there are targets, and none of them has a star."""
    return bool(targets) and not any(isinstance(target, ast.Starred) for target in targets)


def next_items(cx: Context, target: ast.Tuple | ast.List, iterator: Value) -> tuple[Value, Bind]:
    """The same for an item that is unpacked into *target*, as the interpreter would do it there."""
    whole = cx.b.temp("item")
    slots = cx.b.temp_array("item", len(target.elts))
    count = Const(len(slots), Rep.I64)
    places = cx.slot_address(whole), cx.slot_address(slots[0])
    got = cx.call(ITER_NEXT_ITEMS, iterator, *places, count)

    def bind(cx: Context) -> None:
        with cx.at(target):
            cx.call(UNPACK_ITEM, cx.slot_address(whole), cx.slot_address(slots[0]), count)
            cx.clear(whole)
            for inner, slot in zip(target.elts, slots, strict=True):
                assign_to(cx, inner, cx.b.emit(TakeSlot(slot)))

    return got, bind
