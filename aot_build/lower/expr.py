"""Expressions: the simple ones, and those that choose between operands.

    a or b   ->   t0 = call_c rt_truth(a)
                  branch t0, short, or
                or:
                  goto joined(b)
                short:
                  goto joined(a)
                joined(t1: obj):

Importing this module registers the rules of all other expressions.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable

from aot_build.ir.function import Block
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower import (  # noqa: F401  (their rules)
    arith,
    asynchronous,
    attributes,
    calls,
    comprehensions,
    displays,
    fstrings,
    generators,
    names,
    subscripts,
)
from aot_build.lower.compare import compare, lower_last, lower_middle
from aot_build.lower.condition import branch, lower_condition, static_truth, truth
from aot_build.lower.context import Context, Unsupported, lowers_expr
from aot_build.lower.fold import constant_value
from aot_build.lower.joins import Join
from aot_build.lower.names import renewed

# 3.11's compiler leads a jump to a jump on the same value to where that one goes, so that
# `(a or b) and c` asks for the truth of a true `a` once; later versions ask again.
THREADS_JUMPS = sys.version_info < (3, 12)


@lowers_expr(ast.Constant)
def lower_constant(cx: Context, node: ast.Constant) -> Value:
    """A literal."""
    return constant_value(cx, node.value)


@lowers_expr(ast.NamedExpr)
def lower_named(cx: Context, node: ast.NamedExpr) -> Value:
    """``(name := value)``."""
    from aot_build.lower.assign import assign_to

    value = cx.expr(node.value)
    assign_to(cx, node.target, value)
    return value


@lowers_expr(ast.Lambda)
def lower_lambda(cx: Context, node: ast.Lambda) -> Value:
    """``lambda …: …``."""
    from aot_build.lower.functions import make_function

    return make_function(cx, node)


@lowers_expr(ast.IfExp)
def lower_if_expression(cx: Context, node: ast.IfExp) -> Value:
    """``body if test else orelse``."""
    static = static_truth(node.test)
    if static is not None:
        return cx.expr(node.body if static else node.orelse)
    then, orelse = cx.b.new_block("then"), cx.b.new_block("else")
    lower_condition(cx, node.test, then, orelse)
    join = Join(cx)
    for block, value in ((then, node.body), (orelse, node.orelse)):
        cx.b.start(block)
        join.add(cx.expr(value))
    return join.finish()


@lowers_expr(ast.BoolOp)
def lower_bool_op(cx: Context, node: ast.BoolOp) -> Value:
    """``a and b and c``, ``a or b``: the first operand that decides, else the last."""
    is_and = isinstance(node.op, ast.And)
    chain = ShortCircuit(cx, stops_at=not is_and)
    for operand in node.values[:-1]:
        if THREADS_JUMPS and isinstance(operand, ast.BoolOp):
            chain.stop_inside(operand)
            continue
        value = cx.expr(operand)
        known = truth(cx, value)
        if isinstance(known, Const):
            if bool(known.value) is not is_and:
                return chain.finish(value)
            continue
        chain.stop_if(value, known)
    return chain.finish(cx.expr(node.values[-1]))


@lowers_expr(ast.Compare)
def lower_compare(cx: Context, node: ast.Compare) -> Value:
    """``a < b``, and ``a < b < c``, where b is evaluated once and a false ``a < b`` decides."""
    chain = ShortCircuit(cx, stops_at=False)
    left = cx.expr(node.left)
    for op, comparator in zip(node.ops[:-1], node.comparators[:-1], strict=True):
        left, right = lower_middle(cx, left, op, comparator)
        result = compare(cx, op, left, right)
        chain.stop_if(result, truth(cx, result))
        left = renewed(cx, right)
    left, right = lower_last(cx, left, node)
    return chain.finish(compare(cx, node.ops[-1], left, right))


Decided = Callable[[Value], None]


class Onward:
    """What follows the operand of a chain that did not decide; its value is dropped."""

    def __init__(self, cx: Context) -> None:
        self.cx = cx
        self.block = cx.b.new_block("more")
        self.reached = False

    def __call__(self, value: Value) -> None:
        self.reached = True
        self.cx.b.goto(self.block)

    def start(self, operand: ast.expr) -> None:
        """Go on there; nothing is lowered of a chain that a constant ends early."""
        if not self.reached:
            raise Unsupported("constant-truth", operand, "the truth of this operand is constant")
        self.cx.b.start(self.block)


def decide(cx: Context, node: ast.expr, if_true: Decided, if_false: Decided) -> None:
    """End the block by the truth of *node*, in blocks that are told the value that decided."""
    if isinstance(node, ast.BoolOp):
        is_and = isinstance(node.op, ast.And)
        for operand in node.values[:-1]:
            go_on = Onward(cx)
            decide(cx, operand, *((go_on, if_false) if is_and else (if_true, go_on)))
            go_on.start(operand)
        decide(cx, node.values[-1], if_true, if_false)
        return
    value = cx.expr(node)
    known = truth(cx, value)
    if isinstance(known, Const):
        (if_true if known.value else if_false)(value)
        return
    blocks = cx.b.new_block("true"), cx.b.new_block("false")
    branch(cx, known, *blocks)
    for block, decided in zip(blocks, (if_true, if_false), strict=True):
        cx.b.start(block)
        decided(value)


class ShortCircuit:
    """Operands evaluated in turn until the truth of one is *stops_at*."""

    def __init__(self, cx: Context, *, stops_at: bool) -> None:
        self.cx = cx
        self.stops_at = stops_at
        self.join = Join(cx)
        self.edges: list[tuple[Block, Value]] = []

    def stop_if(self, value: Value, condition: Value) -> None:
        """Let *value* be the result if *condition*, its truth, says so; else continue."""
        cx = self.cx
        short, more = cx.b.new_block("short"), cx.b.new_block("more")
        if self.stops_at:
            branch(cx, condition, short, more)
        else:
            branch(cx, condition, more, short)
        known = Const(int(self.stops_at), Rep.BOOL) if value.rep is Rep.BOOL else value
        self.edges.append((short, known))
        cx.b.start(more)

    def stop_inside(self, operand: ast.BoolOp) -> None:
        """The same for an operand whose own operands decide: the truth of each is asked once."""
        stop, go_on = self.stop_here, Onward(self.cx)
        decide(self.cx, operand, *((stop, go_on) if self.stops_at else (go_on, stop)))
        go_on.start(operand)

    def stop_here(self, value: Value) -> None:
        """Let *value* be the result of the block that ends here."""
        known = Const(int(self.stops_at), Rep.BOOL) if value.rep is Rep.BOOL else value
        short = self.cx.b.new_block("short")
        self.cx.b.goto(short)
        self.edges.append((short, known))

    def finish(self, last: Value) -> Value:
        """The result; *last* where nothing stopped before."""
        self.join.add(last)
        for block, value in self.edges:
            self.join.add_edge(block, value)
        return self.join.finish()
