# SPDX-License-Identifier: Apache-2.0
"""Operands that wait while a later one suspends the function.

f(a, await b)      ->   store_slot (load_global f), $.waits1       $.waits0 stays empty
                        store_slot (load_slot $a), $.waits2
                        …  yield t3, resumed, [$.waits0 $.waits1 $.waits2 $.awaited3]  …
                        call (take_slot $.waits1)((take_slot $.waits2), t9)

Meanwhile they lie where the interpreter has them, on the frame's stack (see generators.py).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from aot_build.ir.function import Slot
from aot_build.ir.ops import Call, StoreSlot, TakeSlot
from aot_build.ir.values import Value
from aot_build.lower.context import Context
from aot_build.primitives.generators import BIND_WAITING

# On the stack, a callable that is no method has an empty place behind it, before 3.13 below it.
EMPTY_IS_BELOW = sys.version_info < (3, 13)


def suspends(cx: Context, nodes: Iterable[ast.AST | None]) -> bool:
    """Whether evaluating one of *nodes* can suspend this function."""
    return cx.function.is_generator and any(
        isinstance(part, (ast.Yield, ast.YieldFrom, ast.Await))
        or (isinstance(part, ast.comprehension) and part.is_async)
        for node in nodes
        if node is not None
        for part in evaluated_parts(node)
    )


def may_suspend(cx: Context, statements: Iterable[ast.AST]) -> bool:
    """Whether one of *statements* can suspend this function."""
    return cx.function.is_generator and any(
        isinstance(part, (ast.AsyncFor, ast.AsyncWith)) or suspends(cx, (part,))
        for statement in statements
        for part in ast.walk(statement)
    )


def evaluated_parts(node: ast.AST) -> Iterator[ast.AST]:
    """*node* and what is evaluated with it."""
    yield node
    children: Iterable[ast.AST | None]
    if isinstance(node, ast.Lambda):
        children = (*node.args.defaults, *node.args.kw_defaults)
    elif isinstance(node, ast.GeneratorExp):
        children = (node.generators[0].iter,)
    else:
        children = ast.iter_child_nodes(node)
    for child in children:
        if child is not None:
            yield from evaluated_parts(child)


# --- waiting ---


def wait(cx: Context, value: Value) -> Slot:
    """Let a value wait on top of the stack."""
    slot = cx.b.temp("waits")
    cx.b.emit(StoreSlot(cx.as_obj(value), slot))
    cx.held.append(slot)
    return slot


def take(cx: Context, slots: Sequence[Slot]) -> list[Value]:
    """The values that waited in the topmost *slots*."""
    if slots:
        assert cx.held[-len(slots) :] == list(slots)
        del cx.held[-len(slots) :]
    return [cx.b.emit(TakeSlot(slot)) for slot in slots]


def lower_operands(cx: Context, nodes: Sequence[ast.expr]) -> list[Value]:
    """Evaluate *nodes* to objects, from left to right."""
    last = max((i for i, node in enumerate(nodes) if suspends(cx, (node,))), default=0)
    slots = [wait(cx, cx.obj(node)) for node in nodes[:last]]
    rest = [cx.obj(node) for node in nodes[last:]]
    return [*take(cx, slots), *rest]


def lower_beside(
    cx: Context, left: Value, node: ast.expr, lower: Callable[[ast.expr], Value]
) -> tuple[Value, Value]:
    """Evaluate the operand *node* while *left* waits; both."""
    if not suspends(cx, (node,)):
        return left, lower(node)
    slot = wait(cx, left)
    right = lower(node)
    return take(cx, (slot,))[0], right


# --- calls ---


def lower_waiting_call(cx: Context, node: ast.Call) -> Value | None:
    """A call without stars in which something waits for what suspends; None for any other call."""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    empty_first = EMPTY_IS_BELOW and not isinstance(node.func, ast.Attribute)
    if not suspends(cx, (*arguments, node.func) if empty_first else arguments):
        return None
    empty = cx.b.temp("waits")
    if empty_first:
        cx.held.append(empty)
    callee = cx.obj(node.func)
    if EMPTY_IS_BELOW and not empty_first:
        cx.held.append(empty)
    slot = wait(cx, callee)
    if not EMPTY_IS_BELOW:
        cx.held.append(empty)
    values = lower_operands(cx, arguments)
    cx.held.remove(empty)
    if isinstance(node.func, ast.Attribute):
        # The interpreter, if it evaluated the callee, left a method and its object there.
        cx.call(BIND_WAITING, cx.slot_address(empty), cx.slot_address(slot))
    cx.clear(empty)
    names = tuple(keyword.arg for keyword in node.keywords if keyword.arg is not None)
    return cx.b.emit(Call(take(cx, (slot,))[0], tuple(values), names))
