"""Constant folding, as far as the interpreter's own compiler does it.

    60 * 60 * 24   ->   86400

The folded value is then a constant of the code object, so both tiers use the same object.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sequence
from typing import Any

from aot_build.ir.ops import LoadConst
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.context import Context

MAX_BITS = 128  # of a folded int
MAX_ITEMS = 256  # of a folded tuple
MAX_CHARACTERS = 4096  # of a folded str or bytes
SMALL_BITS = 62  # tagged ints have 63 with the sign

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "Pow": operator.pow,
    "LShift": operator.lshift,
    "RShift": operator.rshift,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
}
UNARY: dict[str, Callable[[Any], Any]] = {
    "USub": operator.neg,
    "UAdd": operator.pos,
    "Invert": operator.invert,
}
FOLDED_TYPES = (bool, int, float, complex, str, bytes, tuple)


class NotConstant(Exception):
    """The value is only known at run time."""


def constant_value(cx: Context, value: object) -> Value:
    """A Python constant in its natural representation: an immediate number where it fits."""
    if isinstance(value, bool):
        return Const(int(value), Rep.BOOL)
    if isinstance(value, int) and value.bit_length() < SMALL_BITS:
        return Const(value, Rep.INT)
    if isinstance(value, float):
        return Const(value, Rep.F64)
    return cx.const(value)


def python_value(value: Value) -> Any:
    """The Python object that *value* always is; NotConstant when that is not known."""
    if isinstance(value, Const):
        return bool(value.value) if value.rep is Rep.BOOL else value.value
    if isinstance(value, LoadConst):
        return value.value
    raise NotConstant


def is_none(value: Value) -> bool:
    """Whether *value* is the constant None."""
    return isinstance(value, LoadConst) and value.value is None


def fold_binary(cx: Context, name: str, left: Value, right: Value) -> Value | None:
    """The constant result of a binary operator, or None."""
    try:
        return constant_value(cx, compute_binary(name, python_value(left), python_value(right)))
    except NotConstant:
        return None


def fold_unary(cx: Context, name: str, operand: Value) -> Value | None:
    """The constant result of a unary operator, or None."""
    try:
        return constant_value(cx, compute_unary(name, python_value(operand)))
    except NotConstant:
        return None


def constant_of(node: ast.expr) -> Any:
    """What an expression always evaluates to, as far as it is folded; else NotConstant."""
    match node:
        case ast.Constant():
            return node.value
        case ast.Name(id="__debug__"):
            return True
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() | ast.Invert()):
            return compute_unary(type(node.op).__name__, constant_of(node.operand))
        case ast.BinOp():
            left, right = constant_of(node.left), constant_of(node.right)
            return compute_binary(type(node.op).__name__, left, right)
        case ast.Tuple():
            return tuple(constant_of(item) for item in node.elts)
    raise NotConstant


def constant_items(nodes: Sequence[ast.expr]) -> list[Any] | None:
    """The values of *nodes* when all of them are constants, else None."""
    try:
        return [constant_of(node) for node in nodes]
    except NotConstant:
        return None


# --- computing ---


def compute_binary(name: str, a: Any, b: Any) -> Any:
    """``a name b``; NotConstant when it fails, or the result is too big to keep."""
    if name not in BINARY or not (foldable(a) and foldable(b)) or is_too_big(name, a, b):
        raise NotConstant
    try:
        result = BINARY[name](a, b)
    except Exception as error:  # to be raised where the program does it
        raise NotConstant from error
    if not is_reasonable(result):
        raise NotConstant
    return result


def compute_unary(name: str, value: Any) -> Any:
    """``name value``; of ``~True`` CPython's compiler warned when it did the same."""
    if type(value) not in (bool, int, float, complex):
        raise NotConstant
    if name == "Invert":
        if type(value) not in (bool, int):
            raise NotConstant
        return ~int(value)
    return UNARY[name](value)


def foldable(value: object) -> bool:
    """Whether an operand is of a type whose operators cannot be rebound."""
    return type(value) in FOLDED_TYPES


def is_too_big(name: str, a: Any, b: Any) -> bool:
    """Whether merely computing the result could take long."""
    if name == "Mod":
        return isinstance(a, (str, bytes))  # formatting may call anything
    if name == "Pow" and isinstance(a, int) and isinstance(b, int):
        return b > 0 and a.bit_length() * b > MAX_BITS
    if name == "LShift" and isinstance(a, int) and isinstance(b, int):
        return b > MAX_BITS or a.bit_length() + b > MAX_BITS
    if name == "Mult":
        for sequence, count in ((a, b), (b, a)):
            if isinstance(sequence, (str, bytes, tuple)) and isinstance(count, int):
                return len(sequence) * count > MAX_CHARACTERS
    return False


def is_reasonable(result: object) -> bool:
    """Whether the result is worth keeping as a constant."""
    if isinstance(result, int):
        return result.bit_length() <= MAX_BITS
    if isinstance(result, (str, bytes)):
        return len(result) <= MAX_CHARACTERS
    if isinstance(result, tuple):
        return len(result) <= MAX_ITEMS
    return True
