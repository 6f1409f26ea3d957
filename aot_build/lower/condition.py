"""Truth values, and conditions that branch without making one.

if a < b and not c:   ->   t0 = call_c rt_test_lt(a, b)
                           branch t0, and, else
                         and:
                           t1 = call_c rt_truth(c)
                           branch t1, else, then
"""

from __future__ import annotations

import ast
import dataclasses
import sys

from aot_build.ir.function import Block
from aot_build.ir.ops import FloatCompare, IntCompare, LoadConst
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.compare import compare_truth, lower_first, lower_last, lower_middle
from aot_build.lower.context import Context
from aot_build.lower.names import renewed
from aot_build.primitives.numbers import INT_TRUTH
from aot_build.primitives.objects import TRUTH
from aot_build.primitives.tagged import ANY_TRUTH

EXPRESSIONS_JUMP = sys.version_info >= (3, 12)


def truth(cx: Context, value: Value) -> Value:
    """The truth of *value*, as an immediate where it is known."""
    if isinstance(value, Const):
        return Const(int(bool(value.value)), Rep.BOOL)
    if isinstance(value, LoadConst):
        return Const(int(bool(value.value)), Rep.BOOL)
    match value.rep:
        case Rep.BOOL:
            return value
        case Rep.I64:
            return cx.b.emit(IntCompare(value, Const(0, Rep.I64), "ne"))
        case Rep.INT:
            return cx.call(INT_TRUTH, value)
        case Rep.ANY:
            return cx.call(ANY_TRUTH, value)
        case Rep.F64:
            return cx.b.emit(FloatCompare(value, Const(0.0, Rep.F64), "ne"))
    return cx.as_rep(value, Rep.BOOL) if value.ty == "bool" else cx.call(TRUTH, value)


def static_truth(node: ast.expr) -> bool | None:
    """The truth of a condition that is decided as it is written, else None.

    The interpreter's compiler drops what such a condition excludes, nested functions included.
    """
    match node:
        case ast.Constant():
            return bool(node.value)
        case ast.Name(id="__debug__"):
            return True
        case ast.UnaryOp(op=ast.Not()):
            inner = static_truth(node.operand)
            return None if inner is None else not inner
    return None


@dataclasses.dataclass
class Jumps:
    """The instruction that asking for a truth value blames; 3.12 and later: the expression itself.

    3.11 blames what the condition belongs to, but after a comparison goes on with its position.
    """

    unit: int

    def compared(self, cx: Context, node: ast.Compare) -> None:
        """A comparison has been written."""
        self.unit = cx.positions.find(node)


def lower_condition(cx: Context, node: ast.expr, then: Block, orelse: Block) -> None:
    """End the block with branches to *then* where *node* is true and to *orelse* where it is not.

    Neither block is started here; one that the condition excludes is not jumped to.
    """
    lower_test(cx, node, then, orelse, Jumps(cx.b.pos))


def lower_test(cx: Context, node: ast.expr, then: Block, orelse: Block, jumps: Jumps) -> None:
    """A condition or a part of it."""
    static = static_truth(node)
    if static is not None:
        cx.b.goto(then if static else orelse)
        return
    with cx.at(node):
        match node:
            case ast.UnaryOp(op=ast.Not()):
                lower_test(cx, node.operand, orelse, then, jumps)
            case ast.BoolOp():
                lower_junction(cx, node, then, orelse, jumps)
            case ast.Compare():
                lower_chain(cx, node, then, orelse)
                jumps.compared(cx, node)
            case ast.IfExp():
                lower_choice(cx, node, then, orelse, jumps)
            case _:
                value = cx.expr(node)
                with cx.at_unit(cx.positions.find_test(node) if EXPRESSIONS_JUMP else jumps.unit):
                    branch(cx, truth(cx, value), then, orelse)


def branch(cx: Context, condition: Value, then: Block, orelse: Block) -> None:
    """End the block by a truth value, which may be known."""
    if isinstance(condition, Const):
        cx.b.goto(then if condition.value else orelse)
    else:
        cx.b.branch(condition, then, orelse)


def lower_junction(cx: Context, node: ast.BoolOp, then: Block, orelse: Block, jumps: Jumps) -> None:
    """``a and b and c``, ``a or b``."""
    is_and = isinstance(node.op, ast.And)
    for value in node.values[:-1]:
        static = static_truth(value)
        if static is not None:
            if static is is_and:
                continue
            cx.b.goto(then if static else orelse)
            return
        more = cx.b.new_block("and" if is_and else "or")
        if is_and:
            lower_test(cx, value, more, orelse, jumps)
        else:
            lower_test(cx, value, then, more, jumps)
        cx.b.start(more)
    lower_test(cx, node.values[-1], then, orelse, jumps)


def lower_chain(cx: Context, node: ast.Compare, then: Block, orelse: Block) -> None:
    """``a < b < c``, each operand evaluated once."""
    left = lower_first(cx, node)
    for op, comparator in zip(node.ops[:-1], node.comparators[:-1], strict=True):
        left, right = lower_middle(cx, left, op, comparator)
        more = cx.b.new_block("chain")
        branch(cx, compare_truth(cx, op, left, right), more, orelse)
        cx.b.start(more)
        left = renewed(cx, right)
    left, right = lower_last(cx, left, node)
    branch(cx, compare_truth(cx, node.ops[-1], left, right), then, orelse)


def lower_choice(cx: Context, node: ast.IfExp, then: Block, orelse: Block, jumps: Jumps) -> None:
    """``a if test else b`` as a condition."""
    static = static_truth(node.test)
    if static is not None:
        lower_test(cx, node.body if static else node.orelse, then, orelse, jumps)
        return
    if_true, if_false = cx.b.new_block("if"), cx.b.new_block("else")
    lower_test(cx, node.test, if_true, if_false, jumps)
    cx.b.start(if_true)
    lower_test(cx, node.body, then, orelse, jumps)
    cx.b.start(if_false)
    lower_test(cx, node.orelse, then, orelse, jumps)
