"""Simple statements and ``if``. The others: assign, augmented, loops, exceptions, withs, …"""

from __future__ import annotations

import ast

from aot_build.ir.ops import Return, StoreSlot, TakeSlot
from aot_build.ir.types import Rep
from aot_build.ir.values import Value
from aot_build.lower.condition import lower_condition
from aot_build.lower.context import Context, lowers_stmt
from aot_build.lower.flow import Region, leaving, let_in, start_if_reached


@lowers_stmt(ast.Expr)
def lower_expression(cx: Context, node: ast.Expr) -> None:
    """An expression for its effect; constants (docstrings) have none."""
    if not isinstance(node.value, ast.Constant):
        cx.expr(node.value)


@lowers_stmt(ast.Pass, ast.Global, ast.Nonlocal)
def lower_nothing(cx: Context, node: ast.stmt) -> None:
    """Declarations are the resolver's business."""


@lowers_stmt(ast.Return)
def lower_return(cx: Context, node: ast.Return) -> None:
    """``return``: the value first, then whatever leaving the surrounding statements takes."""
    constant = node.value is None or isinstance(node.value, ast.Constant)
    if constant or all(unwind.is_loop for unwind in cx.unwinds):
        value = None if constant else result_value(cx, node.value)
        let_in(cx, None)
        with leaving(cx, 0):
            cx.b.emit(Return(value or result_value(cx, node.value)))
        return
    result = cx.b.temp("result", cx.function.result)
    cx.b.emit(StoreSlot(result_value(cx, node.value), result))
    let_in(cx, None)
    with leaving(cx, 0, result):
        cx.b.emit(Return(cx.b.emit(TakeSlot(result))))


def result_value(cx: Context, node: ast.expr | None) -> Value:
    """The value to return in the representation of the function's result."""
    value = cx.none() if node is None else cx.expr(node)
    if cx.function.result is not Rep.OBJ and node is None:
        raise AssertionError("a function with an unboxed result returns None")
    return cx.as_rep(value, cx.function.result)


@lowers_stmt(ast.If)
def lower_if(cx: Context, node: ast.If) -> None:
    """``if … elif … else``; a chain of ``elif`` is no deeper than one ``if``."""
    region = Region(cx)
    after = cx.b.new_block("endif")
    current: ast.If | None = node
    while current is not None:
        then, orelse = cx.b.new_block("then"), cx.b.new_block("else")
        with cx.at(current):
            lower_condition(cx, current.test, then, orelse)
        if start_if_reached(cx, then, region):
            cx.body(current.body)
            cx.b.goto(after)
        if not start_if_reached(cx, orelse, region):
            break
        rest = current.orelse
        if len(rest) == 1 and isinstance(rest[0], ast.If):
            current = rest[0]
        else:
            cx.body(rest)
            cx.b.goto(after)
            current = None
    start_if_reached(cx, after, region)
