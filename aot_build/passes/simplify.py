# SPDX-License-Identifier: Apache-2.0
"""Simplify: identities on unboxed values, and branches on what is known.

    t = int_add x, 0           ->   x
    t = bool_not true          ->   false
    branch true, then, else    ->   goto then

A rule never answers with something dearer than it was given, so the pass ends. Floats have no rules
here: x + 0.0 is not x when x is -0.0.
"""

from __future__ import annotations

from aot_build.ir.function import Function
from aot_build.ir.ops import (
    BoolNot,
    Branch,
    Goto,
    IntAdd,
    IntCompare,
    IntMul,
    IntNarrow,
    IntSub,
    IntWiden,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Op, Value

I64_MIN, I64_MAX = -(1 << 63), (1 << 63) - 1

_COMPARE = {
    "eq": int.__eq__,
    "ne": int.__ne__,
    "lt": int.__lt__,
    "le": int.__le__,
    "gt": int.__gt__,
    "ge": int.__ge__,
}


def run(fn: Function) -> bool:
    """Rewrite *fn* in place; True if anything changed."""
    changed = fn.rewrite(simplify)
    for block in fn.blocks:
        end = block.terminator
        if isinstance(end, Branch) and isinstance(end.condition, Const):
            jump = Goto((), end.then if end.condition.value else end.orelse)
            jump.pos = end.pos
            block.ops[-1] = jump
            changed = True
    return changed


def simplify(op: Op) -> Value | None:
    """A value equal to *op* and no dearer, or None when no rule fits."""
    match op:
        case BoolNot(value=Const(value=known)):
            return Const(int(not known), Rep.BOOL)
        case BoolNot(value=BoolNot(value=inner)):
            return inner
        case IntNarrow(value=IntWiden(value=inner)) | IntWiden(value=IntNarrow(value=inner)):
            return inner
        case IntCompare(left=Const(value=left), right=Const(value=right), predicate=predicate):
            return Const(int(_COMPARE[predicate](int(left), int(right))), Rep.BOOL)
    return simplify_arithmetic(op)


def simplify_arithmetic(op: Op) -> Value | None:
    """Neutral elements, and operations on two known numbers whose result fits."""
    if not isinstance(op, (IntAdd, IntSub, IntMul)):
        return None
    left, right = op.operands
    if isinstance(left, Const) and isinstance(right, Const):
        return folded(op, int(left.value), int(right.value))
    neutral = 1 if isinstance(op, IntMul) else 0
    if isinstance(right, Const) and right.value == neutral:
        return left
    if isinstance(left, Const) and left.value == neutral and not isinstance(op, IntSub):
        return right
    return None


def folded(op: Op, left: int, right: int) -> Const | None:
    """The result over two numbers, if it is an i64."""
    if isinstance(op, IntMul):
        result = left * right
    else:
        result = left + right if isinstance(op, IntAdd) else left - right
    return Const(result, Rep.I64) if I64_MIN <= result <= I64_MAX else None
