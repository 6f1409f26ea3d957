# SPDX-License-Identifier: Apache-2.0
"""Comprehensions whose state lies where the interpreter has it.

Those with ``await`` or ``async for`` must be so, and those whose variables others may look for.

    [await f(x) for x in xs]   ->   store_slot call_c rt_get_iter(xs), $.iter
                                    store_slot take_slot $x, $.hidden       (3.12 and later)
                                    store_slot call_c rt_new_list(), $.result
                                    …  yield t3, resumed, [$.hidden $.result $.iter $.awaited]  …
                                    store_slot take_slot $.hidden, $x

Unlike those of other comprehensions, the variables are in the frame, since the frame is all that
is left of the function while it is suspended, and where ``locals()`` looks, and reads of a variable
that is not bound. Before 3.12 a comprehension that suspends is a coroutine.
"""

from __future__ import annotations

import ast
import dis
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from aot_build.ir.function import Block, Slot, SlotKind
from aot_build.ir.ops import EvalBreaker, LoadSlot, Reraise, Return, StoreSlot, TakeSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Value
from aot_build.lower import comprehensions as plain
from aot_build.lower.asynchronous import await_item, lower_ended
from aot_build.lower.comprehension_variables import all_targets, captured_names
from aot_build.lower.condition import lower_condition
from aot_build.lower.context import Context, Unsupported
from aot_build.lower.flow import Region, start_if_raised
from aot_build.lower.generators import condition_place, loop_place
from aot_build.lower.names import ComprehensionVariables
from aot_build.primitives.frames import CELL_EMPTY
from aot_build.primitives.objects import ITER_NEXT

if TYPE_CHECKING:
    from aot_build.lower.comprehension_variables import Inlined


def lower_suspending(cx: Context, node: Inlined) -> Value:
    """A comprehension that is a part of this function, with its variables in the frame."""
    iterator = cx.b.temp("iter")
    cx.b.emit(StoreSlot(plain.start_iteration(cx, node, node.generators[0]), iterator))
    region = Region(cx)
    variables = FrameVariables(cx, node)
    failed = cx.b.new_block("failed")
    with cx.handled_by(failed), cx.holding(*variables.held):
        result = lower_loops(cx, node, iterator)
    held = [slot for slot in region.held_at(failed) if slot not in variables.held]
    cx.renamed.pop()
    variables.restore()
    after = cx.b.new_block("after")
    cx.b.goto(after)
    if start_if_raised(cx, failed, region):
        for slot in (*held, iterator):
            cx.clear(slot)
        variables.restore()
        cx.b.emit(Reraise())
    cx.b.start(after)
    return cx.b.emit(TakeSlot(result))


def lower_loops(cx: Context, node: Inlined, iterator: Slot) -> Slot:
    """The loops of a comprehension over *iterator*; the slot that has the result then."""
    result = cx.b.temp("result")
    cx.b.emit(StoreSlot(plain.new_result(cx, node), result))
    done = cx.b.new_block("done")
    with cx.holding(result):
        add = partial(plain.add_element, cx, node, lambda: cx.load_temp(result))
        lower_loop(cx, node, 0, iterator, done, add)
    cx.b.start(done)
    return result


def lower_loop(
    cx: Context,
    node: Inlined,
    index: int,
    iterator: Slot | None,
    latch: Block,
    add: Callable[[], None],
) -> None:
    """Loop number *index* and those inside of it; then *latch*."""
    generator = node.generators[index]
    place = loop_place(node, index)
    single = None if iterator is not None else plain.single_item(generator.iter)
    if single is not None and not generator.is_async:
        plain.assign_target(cx, generator.target, cx.expr(single))
        lower_inside(cx, node, index, latch, add)
        return
    if iterator is None:
        iterator = cx.b.temp("iter")
        cx.b.emit(StoreSlot(plain.start_iteration(cx, place, generator), iterator))
    head, again = cx.b.new_block("next"), cx.b.new_block("again")
    cx.b.goto(head)
    cx.b.start(head)
    bind = bind_awaited if generator.is_async else bind_next
    with cx.holding(iterator):
        start_end = bind(cx, place, generator, iterator)
        lower_inside(cx, node, index, again, add)
    cx.b.start(again)
    with cx.at(node):
        cx.b.emit(EvalBreaker())
    cx.b.goto(head)
    start_end()
    cx.clear(iterator)
    cx.b.goto(latch)


def lower_inside(
    cx: Context, node: Inlined, index: int, latch: Block, add: Callable[[], None]
) -> None:
    """The conditions of loop *index*, then the next loop inwards or the element; then *latch*."""
    for number, test in enumerate(node.generators[index].ifs):
        kept = cx.b.new_block("kept")
        with cx.at(condition_place(node, index, number)):
            lower_condition(cx, test, kept, latch)
        cx.b.start(kept)
    if index + 1 < len(node.generators):
        lower_loop(cx, node, index + 1, None, latch, add)
    else:
        add()
        cx.b.goto(latch)


def bind_next(
    cx: Context, node: ast.expr, generator: ast.comprehension, iterator: Slot
) -> Callable[[], None]:
    """Bind the target to the next item; what starts the block where there is none."""
    item = cx.b.temp("item")
    body, exhausted = cx.b.new_block("body"), cx.b.new_block("exhausted")
    with cx.at_unit(cx.positions.find_next(node, generator.iter)):
        got = cx.call(ITER_NEXT, cx.load_temp(iterator), cx.slot_address(item))
    cx.b.branch(got, body, exhausted)
    cx.b.start(body)
    plain.assign_target(cx, generator.target, cx.b.emit(TakeSlot(item)))
    return lambda: cx.b.start(exhausted)


def bind_awaited(
    cx: Context, node: ast.expr, generator: ast.comprehension, iterator: Slot
) -> Callable[[], None]:
    """The same with what an asynchronous iterator gives."""
    ended, exhausted = cx.b.new_block("ended"), cx.b.new_block("exhausted")
    blamed = cx.positions.find_iteration(node, generator.iter)
    item, held = await_item(cx, node, iterator, blamed, ended)
    plain.assign_target(cx, generator.target, cx.b.emit(TakeSlot(item)))

    def start_end() -> None:
        cx.b.start(ended)
        lower_ended(cx, exhausted)
        cx.b.start(exhausted)
        for slot in held:
            cx.clear(slot)

    return start_end


# --- the variables ---


class FrameVariables:
    """The places of a comprehension's variables: what lies there meanwhile waits on the stack."""

    def __init__(self, cx: Context, node: Inlined) -> None:
        self.cx = cx
        self.saved: list[tuple[Slot, Slot]] = []
        variables = ComprehensionVariables()
        targets = set(all_targets(cx, node))
        captured = captured_names(cx, node)
        hidden = hidden_names(cx, node)
        if not targets.issubset(hidden):
            raise Unsupported("yield-place", node, "where its variables are is not certain")
        for name in hidden:
            is_cell = name in targets and name in captured
            slot = plain.cell_of(cx, node, name) if is_cell else place_of(cx, name)
            self.hide(slot)
            if is_cell:
                cx.b.emit(StoreSlot(cx.call(CELL_EMPTY), slot))
            if name in targets:
                variables[name] = slot
        cx.renamed.append(variables)

    def hide(self, slot: Slot) -> None:
        """Let what *slot* holds wait."""
        keep = self.cx.b.temp("hidden")
        self.cx.b.emit(StoreSlot(self.cx.b.emit(TakeSlot(slot)), keep))
        self.saved.append((slot, keep))

    @property
    def held(self) -> list[Slot]:
        """What waits, in the order of the stack: the iterator changed places with the last."""
        kept = [keep for _, keep in self.saved]
        return kept[-1:] + kept[:-1]

    def restore(self) -> None:
        """Release the variables; what they hid is visible again."""
        for slot, keep in reversed(self.saved):
            self.cx.b.emit(StoreSlot(self.cx.b.emit(TakeSlot(keep)), slot))


def hidden_names(cx: Context, node: Inlined) -> list[str]:
    """The variables that the instructions of *node* hide: its own, and those nested in it."""
    position = (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)
    names = (
        made.argval
        for made in dis.get_instructions(cx.scope.code)
        if made.opname == "LOAD_FAST_AND_CLEAR" and tuple(made.positions or ()) == position
    )
    return list(dict.fromkeys(names))  # once, although `finally` has copies


def place_of(cx: Context, name: str) -> Slot:
    """The variable's place in the frame, for a plain value."""
    if not cx.function.framed:
        raise Unsupported("needs-frame", cx.scope.node)
    varnames = cx.scope.code.co_varnames
    index = varnames.index(name) if name in varnames else cx.scope.localsplus_index(name)
    for slot in cx.function.slots:
        if slot.kind is SlotKind.LOCAL and slot.rep is Rep.OBJ and slot.index == index:
            return slot
    slot = Slot(name, SlotKind.LOCAL, Rep.OBJ, index)
    cx.function.slots.append(slot)
    return slot


# --- as a function of its own ---


def lower_comprehension_function(cx: Context, node: Inlined) -> None:
    """The body of the function that it is before 3.12: its argument is the first iterator."""
    iterator = cx.b.temp("iter")
    cx.b.emit(StoreSlot(cx.b.emit(LoadSlot(cx.slots[".0"])), iterator))
    result = lower_loops(cx, node, iterator)
    cx.b.emit(Return(cx.b.emit(TakeSlot(result))))
