"""Arithmetic: unary and binary operators, over unboxed numbers where the operands are.

a + b       ->   t0 = call_c rt_add(a, b)              objects

a + b * 2   ->   t0 = num_binary b, 2, Mult            probably floats, in registers
                 t1 = num_binary a, t0, Add

x + y       ->   t0 = float_add x, y                   two f64

What operators inside an expression make of objects is held as a ``num``, so that floats need no
object before the whole of it is known.
"""

from __future__ import annotations

import ast

from aot_build.ir.ops import (
    FloatAdd,
    FloatDiv,
    FloatMul,
    FloatNeg,
    FloatSub,
    LoadConst,
    NumBinary,
    NumUnary,
)
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Op, Value
from aot_build.lower.condition import truth
from aot_build.lower.context import Context, lowers_expr, lowers_operand
from aot_build.lower.fold import fold_binary, fold_unary
from aot_build.lower.fstrings import lower_percent
from aot_build.lower.numbers import kind_of, negated, to_float, to_int
from aot_build.lower.operands import lower_beside
from aot_build.primitives.numbers import (
    FLOAT_FLOOR_DIV,
    FLOAT_MOD,
    FLOAT_POW,
    FLOAT_TRUE_DIV,
    INT_BINARY,
    INT_POW,
    INT_TRUE_DIV,
    INT_UNARY,
)
from aot_build.primitives.objects import BINARY, INPLACE, UNARY
from aot_build.primitives.tagged import ANY_BINARY, ANY_INPLACE, ANY_UNARY

FLOAT_OPS: dict[str, type[Op]] = {"Add": FloatAdd, "Sub": FloatSub, "Mult": FloatMul}
FLOAT_PRIMS = {
    "Div": FLOAT_TRUE_DIV,
    "FloorDiv": FLOAT_FLOOR_DIV,
    "Mod": FLOAT_MOD,
    "Pow": FLOAT_POW,
}
BITWISE = ("BitAnd", "BitOr", "BitXor")


NUM_OPS = ("Add", "Sub", "Mult", "Div", "Pow", "FloorDiv", "Mod", "LShift", "RShift", *BITWISE)
NUM_UNARY = ("USub", "Invert")
# Operands of these types are no numbers, and their results neither.
NOT_NUMBERS = ("str", "bytes", "list", "tuple", "dict", "set", "NoneType")


@lowers_expr(ast.BinOp)
def lower_binop(cx: Context, node: ast.BinOp) -> Value:
    """``left op right`` whose result is wanted as an object."""
    return lower_spine(cx, node, inner=False)


@lowers_operand(ast.BinOp)
def lower_inner_binop(cx: Context, node: ast.BinOp) -> Value:
    """``left op right`` as an operand: a ``num`` where that saves an object."""
    return lower_spine(cx, node, inner=True)


def lower_spine(cx: Context, node: ast.BinOp, *, inner: bool) -> Value:
    """An operator; a long sum is a deep tree on the left, which is walked by a loop."""
    spine = [node]
    while isinstance(spine[-1].left, ast.BinOp):
        spine.append(spine[-1].left)
    innermost = spine[-1]
    formatted = lower_percent(cx, innermost)
    if formatted is None:
        value = cx.operand(innermost.left)
    else:
        value = formatted
        spine.pop()
    for item in reversed(spine):
        value, right = lower_beside(cx, value, item.right, cx.operand)
        with cx.at(item):
            value = lower_binary(cx, item.op, value, right, inner=inner or item is not node)
    return value


def lower_binary(
    cx: Context,
    op: ast.operator,
    left: Value,
    right: Value,
    *,
    inplace: bool = False,
    inner: bool = False,
) -> Value:
    """Apply an operator to two evaluated operands.

    ``inplace``: as in ``left op= right``. ``inner``: the result is only an operand of arithmetic.
    """
    name = type(op).__name__
    folded = fold_binary(cx, name, left, right)
    if folded is not None:
        return folded
    unboxed = lower_numbers(cx, name, left, right, inplace=inplace)
    if unboxed is not None:
        return unboxed
    if not cx.typing.leaf and is_num_binary(name, left, right, inner=inner):
        operands = cx.as_number(left), cx.as_number(right)
        return cx.b.emit(NumBinary(*operands, name, inplace))
    if cx.typing.leaf and name in NUM_OPS:
        return cx.b.emit(NumBinary(in_register(cx, left), in_register(cx, right), name, inplace))
    result = cx.call((INPLACE if inplace else BINARY)[name], left, right)
    if name == "Add" and left.ty == right.ty == "str":
        result.ty = "str"
    return result


def in_register(cx: Context, value: Value) -> Value:
    """An operand of a leaf's operator: ints that are objects are looked into as well."""
    known = isinstance(value, (Const, LoadConst)) or value.rep is not Rep.OBJ
    return cx.as_number(value) if known else cx.as_rep(value, Rep.NUM)


def is_num_binary(name: str, left: Value, right: Value, *, inner: bool) -> bool:
    """Whether an operator over objects is worth trying in registers.

    Where neither operand is in one and the result must be an object, a call does as well.
    """
    if name not in NUM_OPS or left.ty in NOT_NUMBERS or right.ty in NOT_NUMBERS:
        return False
    return inner or Rep.NUM in (left.rep, right.rep) or "float" in (left.ty, right.ty)


def lower_numbers(
    cx: Context, name: str, left: Value, right: Value, *, inplace: bool = False
) -> Value | None:
    """The operator over two unboxed numbers; None when an operand is not known to be a number."""
    if Rep.ANY in (left.rep, right.rep) and Rep.NUM not in (left.rep, right.rep):
        return any_binary(cx, name, left, right, inplace=inplace)
    kinds = {kind_of(left), kind_of(right)}
    if None in kinds or (kinds == {"bool"} and name in BITWISE):
        return None  # True & True is a bool, which objects do right
    if "float" not in kinds:
        return int_binary(cx, name, to_int(cx, left), to_int(cx, right))
    if name not in FLOAT_OPS and name not in FLOAT_PRIMS:
        return None
    return float_binary(cx, name, to_float(cx, left), to_float(cx, right))


def any_binary(cx: Context, name: str, left: Value, right: Value, *, inplace: bool) -> Value | None:
    """The operator where an operand is probably a small int; None when the other is a float."""
    if name not in ANY_BINARY or "float" in (kind_of(left), kind_of(right)):
        return None
    return cx.call((ANY_INPLACE if inplace else ANY_BINARY)[name], left, right)


def int_binary(cx: Context, name: str, left: Value, right: Value) -> Value | None:
    """The operator over two ints."""
    if name == "Div":
        return cx.call(INT_TRUE_DIV, left, right)
    if name == "Pow":
        power = cx.call(INT_POW, left, right)
        if isinstance(right, Const) and right.value >= 0:
            power.ty = "int"
        return power
    return cx.call(INT_BINARY[name], left, right) if name in INT_BINARY else None


def float_binary(cx: Context, name: str, left: Value, right: Value) -> Value:
    """The operator over two floats."""
    if name in FLOAT_OPS:
        return cx.b.emit(FLOAT_OPS[name](left, right))  # type: ignore[call-arg]
    known = right.value if isinstance(right, Const) else None
    if name == "Div" and known:
        return cx.b.emit(FloatDiv(left, right))  # type: ignore[call-arg]
    result = cx.call(FLOAT_PRIMS[name], left, right)
    if name == "Pow" and known is not None and float(known).is_integer():
        result.ty = "float"  # else a negative base gives a complex number
    return result


@lowers_expr(ast.UnaryOp)
def lower_unary(cx: Context, node: ast.UnaryOp) -> Value:
    """``-x``, ``+x``, ``~x``, ``not x``."""
    operand = cx.operand(node.operand)
    if isinstance(node.op, ast.Not):
        return negated(cx, truth(cx, operand))
    name = type(node.op).__name__
    folded = fold_unary(cx, name, operand)
    if folded is not None:
        return folded
    if operand.rep is Rep.NUM and name in NUM_UNARY:
        return cx.b.emit(NumUnary(operand, name))
    if operand.rep is Rep.ANY and name in ANY_UNARY:
        return cx.call(ANY_UNARY[name], operand)
    kind = kind_of(operand)
    if kind == "float" and name != "Invert":
        value = to_float(cx, operand)
        return value if name == "UAdd" else cx.b.emit(FloatNeg(value))
    if kind == "int" or (kind == "bool" and name != "Invert"):  # ~True warns
        value = to_int(cx, operand)
        return value if name == "UAdd" else cx.call(INT_UNARY[name], value)
    if cx.typing.leaf and name in NUM_UNARY:
        return cx.b.emit(NumUnary(cx.as_rep(operand, Rep.NUM), name))
    return cx.call(UNARY[name], operand)
