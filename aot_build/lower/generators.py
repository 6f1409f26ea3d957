# SPDX-License-Identifier: Apache-2.0
"""Generators: ``yield``, ``yield from``, generator expressions.

    x = yield y        ->        t0 = load_slot $y
                                 yield t0, resumed, [$.iter0], [14]
                               resumed:
                                 t1 = resumed 1
                                 store_slot t1, $x

Whatever the interpreter has on its stack where a generator is suspended (iterators of loops, the
exits of ``with``, exceptions being handled) is in temporary slots here, which ``Context.held``
lists in the interpreter's order. Whether that is all, and all of it, is compared with the code
object when the function has been lowered; if not, the function stays in the bytecode tier.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from typing import NoReturn

from aot_build.front.suspensions import Suspension, find_suspensions
from aot_build.ir.function import Block, Function, Slot, SlotKind
from aot_build.ir.ops import (
    Branch,
    CallC,
    Resumed,
    SlotAddress,
    StoreSlot,
    TakeSlot,
    Yield,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.collecting import hand_over
from aot_build.lower.context import Context, Suspended, Unsupported, lowers_expr
from aot_build.lower.flow import can_raise, fill_slots
from aot_build.primitives.generators import SEND, YIELD_FROM_ITER
from aot_build.primitives.objects import ITER_NEXT, ITER_NEXT_ITEMS, NEXT_AT, NEXT_ITEMS_AT
from aot_build.primitives.patterns import MATCH_CLASS, MATCH_KEYS

# What a comprehension does with an element has the place of that; before 3.12 the place of the
# comparison that the compiler came by last, or of the whole expression.
BLAMES_ELEMENT = sys.version_info >= (3, 12)
Comprehension = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp
# Another item of an iteration, or what a pattern asks for.
FILL_IF_TRUE = (ITER_NEXT, ITER_NEXT_ITEMS, NEXT_AT, NEXT_ITEMS_AT, MATCH_KEYS, MATCH_CLASS)


@lowers_expr(ast.Yield)
def lower_yield(cx: Context, node: ast.Yield) -> Value:
    """``yield value``: what is sent is its own value."""
    if cx.typing.collecting:
        assert node.value is not None
        hand_over(cx, cx.obj(node.value))
        return cx.none()
    return suspend(cx, node, cx.none() if node.value is None else cx.obj(node.value))


@lowers_expr(ast.YieldFrom)
def lower_yield_from(cx: Context, node: ast.YieldFrom) -> Value:
    """``yield from iterable``: the value with which the other one returns."""
    receiver = cx.b.temp("receiver")
    cx.b.emit(StoreSlot(cx.call(YIELD_FROM_ITER, cx.obj(node.value)), receiver))
    return delegate(cx, node, receiver)


def delegate(cx: Context, node: ast.AST, receiver: Slot, use: int = 0) -> Value:
    """Pass on what is sent to the *receiver* and what it yields, until it returns.

    What is thrown in comes to the interpreter, which goes on from there.
    """
    if cx.b.terminated:
        return cx.none()
    sent, item = cx.b.temp("sent"), cx.b.temp("item")
    head, more, done = (cx.b.new_block(hint) for hint in ("send", "pass", "returned"))
    cx.b.emit(StoreSlot(cx.none(), sent))
    cx.b.goto(head)
    cx.b.start(head)
    value = cx.b.emit(TakeSlot(sent))
    address = cx.slot_address(item)
    cx.b.branch(cx.call(SEND, cx.load_temp(receiver), value, address), more, done)
    cx.b.start(more)
    with cx.holding(receiver):
        passed_on = suspend(cx, node, cx.b.emit(TakeSlot(item)), delegates=True, use=use)
    cx.b.emit(StoreSlot(passed_on, sent))
    cx.b.goto(head)
    cx.b.start(done)
    cx.clear(receiver)
    return cx.b.emit(TakeSlot(item))


def suspend(
    cx: Context, node: ast.AST, value: Value, *, delegates: bool = False, use: int = 0
) -> Value:
    """Yield *value*; what is sent when it goes on. *node* has the place of the instruction."""
    if not cx.function.is_generator:
        raise Unsupported("generator", node, "'yield' makes this a generator")
    if cx.b.terminated:
        return cx.none()
    resumed = cx.b.new_block("resumed")
    made = cx.b.emit(Yield(value, resumed, tuple(cx.held), (), delegates))
    cx.suspended.append(Suspended(node, made, use))
    cx.b.start(resumed)
    return cx.b.emit(Resumed(len(made.slots), delegates))


# --- generator expressions ---


def lower_generator_expression(cx: Context, node: ast.GeneratorExp) -> None:
    """The body of a generator expression, as the statements that it abbreviates."""
    place = node.elt if BLAMES_ELEMENT else last_comparison(node) or node
    body: list[ast.stmt] = [ast.Expr(ast.copy_location(ast.Yield(node.elt), place))]
    for number, generator in reversed(list(enumerate(node.generators))):
        for index, test in reversed(list(enumerate(generator.ifs))):
            asked = ast.If(test, body, [])
            body = [ast.copy_location(asked, condition_place(node, number, index))]
        body = loop_of(loop_place(node, number), generator, body, outermost=number == 0)
    cx.body(body)


def loop_place(node: Comprehension, number: int) -> ast.expr:
    """What has the place of the instructions of loop *number* itself."""
    return node if BLAMES_ELEMENT else last_comparison(node, number) or node


def condition_place(node: Comprehension, number: int, index: int) -> ast.expr:
    """What has the place of the jumps of condition *index* in loop *number*."""
    condition = node.generators[number].ifs[index]
    return condition if BLAMES_ELEMENT else last_comparison(node, number, index) or node


def last_comparison(
    node: Comprehension, loops: int | None = None, conditions: int = 0
) -> ast.expr | None:
    """The last comparison that a jump of the conditions depends on.

    That is of those of the first *loops*, or all, and of the first *conditions* of the next loop.
    """
    tests = [test for generator in node.generators[:loops] for test in generator.ifs]
    if loops is not None:
        tests += node.generators[loops].ifs[:conditions]
    found = [compared for test in tests for compared in jump_comparisons(test)]
    return found[-1] if found else None


def jump_comparisons(node: ast.expr) -> Iterator[ast.Compare]:
    """The comparisons in a condition that are jumps of their own, in the compiler's order."""
    parts: list[ast.expr] = []
    match node:
        case ast.Compare():
            yield node
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            parts = [operand]
        case ast.BoolOp(values=values):
            parts = values
        case ast.IfExp(test, body, orelse):
            parts = [test, body, orelse]
    for part in parts:
        yield from jump_comparisons(part)


def loop_of(
    place: ast.expr, generator: ast.comprehension, body: list[ast.stmt], *, outermost: bool
) -> list[ast.stmt]:
    """One ``for`` of the expression; the first iterator is an argument, made by whoever calls."""
    from aot_build.lower.comprehensions import single_item

    single = None if outermost or generator.is_async else single_item(generator.iter)
    if single is not None:
        assign = ast.copy_location(ast.Assign([generator.target], single), single)
        return [assign, *body]
    iterable: ast.expr = generator.iter
    if outermost:
        iterable = ast.copy_location(Argument(), generator.iter)
    loop = ast.AsyncFor if generator.is_async else ast.For
    return [ast.copy_location(loop(generator.target, iterable, body, []), place)]


class Argument(ast.expr):
    """The only argument of a generator expression, which is an iterator already."""


# --- against the code object ---


def resolve_suspensions(cx: Context) -> None:
    """Give each suspension its instructions in the code object; Unsupported if one is in doubt."""
    points = find_suspensions(cx.scope.code)
    twice = nodes_with_copies(cx.scope.node)
    alike: dict[Traits, list[Suspended]] = {}
    for suspended in cx.suspended:
        alike.setdefault(traits(suspended), []).append(suspended)
    ordinary = ordinary_suspensions(cx.function)
    for common, group in alike.items():
        found = [point for point in points if traits_of_point(point) == common]
        copies = all(suspended.node in twice for suspended in group)
        if copies:
            pair_copies(group, found, ordinary)
        elif len(group) == 1 and found:
            group[0].made.units = tuple(point.unit for point in found)
        else:
            raise_uncertain(group[0])
    check_operands(cx)
    check_temporaries(cx)


def pair_copies(group: list[Suspended], found: list[Suspension], ordinary: set[Yield]) -> None:
    """Give each copy of one suspension its instruction, where there are as many.

    The interpreter's compiler makes copies in the same order, but moves what only exceptions lead
    to behind everything else.
    """
    for is_ordinary in (True, False):
        ours = [one for one in group if (one.made in ordinary) == is_ordinary]
        theirs = [point for point in found if point.is_ordinary == is_ordinary]
        if len(ours) != len(theirs):
            raise_uncertain(group[0])
        for suspended, point in zip(ours, theirs, strict=True):
            suspended.made.units = (point.unit,)


def raise_uncertain(suspended: Suspended) -> NoReturn:
    """The function stays in bytecode."""
    message = "where this yields in the bytecode is not certain"
    raise Unsupported("yield-place", suspended.node, message)


def ordinary_suspensions(fn: Function) -> set[Yield]:
    """The suspensions that are reached without an exception that is caught."""
    reached: set[Block] = set()
    todo = [fn.blocks[0]]
    while todo:
        block = todo.pop()
        if block not in reached:
            reached.add(block)
            todo += block.successors()
    return {op for block in reached for op in block.ops if isinstance(op, Yield)}


Traits = tuple[tuple[int | None, ...], int, bool, int]


def traits(suspended: Suspended) -> Traits:
    """By what a suspension is recognised: its position, how much is on the stack, for what."""
    names = ("lineno", "end_lineno", "col_offset", "end_col_offset")
    position = tuple(getattr(suspended.node, name) for name in names)
    made = suspended.made
    return position, len(made.slots), made.delegates, suspended.use


def traits_of_point(point: Suspension) -> Traits:
    """The same of an instruction."""
    return point.position, point.depth, point.delegates, point.use


def nodes_with_copies(node: ast.AST) -> set[ast.AST]:
    """What the code object has a copy of for each way out: ``finally``, exits of ``async with``."""
    found: set[ast.AST] = set()
    for outer in ast.walk(node):
        if isinstance(outer, ast.AsyncWith):
            found.update([outer, *(item.context_expr for item in outer.items)])
        for statement in getattr(outer, "finalbody", ()):
            found.update(ast.walk(statement))
    return found


def check_operands(cx: Context) -> None:
    """No value may wait in a register while a generator is suspended."""
    live_in = live_values(cx.function)
    for suspended in cx.suspended:
        if live_in[suspended.made.target]:
            message = "a value that is used later waits for this"
            raise Unsupported("yield-operand", suspended.node, message)


def live_values(fn: Function) -> dict[Block, set[Value]]:
    """Values of other blocks that each block, or one after it, uses."""
    defined = {block: {*block.params, *block.ops} for block in fn.blocks}
    live_in: dict[Block, set[Value]] = {
        block: {
            value
            for op in block.ops
            for value in op.operands
            if value not in defined[block] and not isinstance(value, Const)
        }
        for block in fn.blocks
    }
    changed = True
    while changed:
        changed = False
        for block in reversed(fn.blocks):
            for successor in block.successors():
                new = live_in[successor] - live_in[block] - defined[block]
                if new:
                    live_in[block] |= new
                    changed = True
    return live_in


def check_temporaries(cx: Context) -> None:
    """No temporary may hold anything while suspended that is not on the stack then."""
    fn = cx.function
    temps = {slot for slot in fn.slots if slot.kind is SlotKind.TEMP and slot.rep is Rep.OBJ}
    full_at = full_slots(fn)
    nodes = {suspended.made: suspended.node for suspended in cx.suspended}
    for made, full in full_at.items():
        if not full & temps <= set(made.slots):
            raise Unsupported("yield-temporary", nodes[made], "something is kept while this yields")


def full_slots(fn: Function) -> dict[Yield, set[Slot]]:
    """The slots that can hold something at each suspension, by the stores on the ways to it."""
    runs = {slot: fn.slots[i : i + slot.array] for i, slot in enumerate(fn.slots) if slot.array}
    full_in: dict[Block, set[Slot]] = {block: set() for block in fn.blocks}
    found: dict[Yield, set[Slot]] = {}
    changed = True
    while changed:
        changed = False
        for block in fn.blocks:
            full = set(full_in[block])
            at_error: set[Slot] = set()
            for op in block.ops:
                if isinstance(op, Yield):
                    found[op] = set(full)
                if can_raise(op):
                    at_error |= full
                fill_slots(op, full, runs)
            ended = full - slots_if_true(block, runs)
            edges = [(to, ended if is_failure(block, to) else full) for to in block.successors()]
            if block.handler is not None:
                edges.append((block.handler, at_error))
            for target, slots in edges:
                if not slots <= full_in[target]:
                    full_in[target] |= slots
                    changed = True
    return found


def slots_if_true(block: Block, runs: dict[Slot, list[Slot]]) -> set[Slot]:
    """The slots that the test at the end of *block* fills only when it succeeds."""
    end = block.terminator
    if not (isinstance(end, Branch) and isinstance(end.condition, CallC)):
        return set()
    if end.condition.prim not in FILL_IF_TRUE:
        return set()
    filled = [op.slot for op in end.condition.args if isinstance(op, SlotAddress)]
    return {slot for first in filled for slot in runs.get(first, [first]) if slot.rep is Rep.OBJ}


def is_failure(block: Block, target: Block) -> bool:
    """Whether *target* is where *block* goes when its test fails."""
    return isinstance(block.terminator, Branch) and target is block.terminator.orelse
