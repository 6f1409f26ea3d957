"""Comparisons of two evaluated operands; chains are joined in expr.py and condition.py.

a < b        ->   t0 = call_c rt_compare_lt(a, b)      any object may come out
if a < b     ->   t0 = call_c rt_test_lt(a, b)         only its truth is wanted
x < y        ->   t0 = float_compare x, y, lt          two f64
"""

from __future__ import annotations

import ast

from aot_build.ir.ops import FloatCompare, IntCompare, IsSame, LoadConst, NumCompare
from aot_build.ir.types import Rep
from aot_build.ir.values import Const, Value
from aot_build.lower.context import Context, Unsupported
from aot_build.lower.fold import constant_items
from aot_build.lower.numbers import EXACT_FLOAT, kind_of, negated, to_float, to_int
from aot_build.lower.operands import lower_beside
from aot_build.primitives.containers import NEW_TUPLE
from aot_build.primitives.numbers import INT_COMPARE
from aot_build.primitives.objects import COMPARE, COMPARE_TRUTH, CONTAINS
from aot_build.primitives.tagged import ANY_COMPARE

PREDICATES: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
}


def compare(cx: Context, op: ast.cmpop, left: Value, right: Value) -> Value:
    """``left op right``: a truth value where nothing else can come out, else an object."""
    predicate = PREDICATES.get(type(op))
    if predicate is None:
        return test_relation(cx, op, left, right)
    if cx.typing.leaf:
        return compare_truth(cx, op, left, right)
    numbers = compare_numbers(cx, predicate, left, right)
    return cx.call(COMPARE[predicate], left, right) if numbers is None else numbers


def compare_truth(cx: Context, op: ast.cmpop, left: Value, right: Value) -> Value:
    """The truth of ``left op right``."""
    predicate = PREDICATES.get(type(op))
    if predicate is None:
        return test_relation(cx, op, left, right)
    if Rep.NUM in (left.rep, right.rep):
        return cx.b.emit(NumCompare(cx.as_number(left), cx.as_number(right), predicate))
    if Rep.ANY in (left.rep, right.rep):
        return cx.call(ANY_COMPARE[predicate], left, right)
    numbers = compare_numbers(cx, predicate, left, right)
    return cx.call(COMPARE_TRUTH[predicate], left, right) if numbers is None else numbers


def lower_first(cx: Context, node: ast.Compare) -> Value:
    """The first operand of comparisons of which only the truth is wanted."""
    return cx.operand(node.left) if type(node.ops[0]) in PREDICATES else cx.expr(node.left)


def lower_operand(cx: Context, op: ast.cmpop, node: ast.expr) -> Value:
    """The right operand of *op*."""
    return cx.operand(node) if type(op) in PREDICATES else cx.expr(node)


def lower_last_operand(cx: Context, op: ast.cmpop, node: ast.expr) -> Value:
    """The right operand of *op*, which nothing else compares with.

    ``in [1, 2]`` and ``in {1, 2}`` search a constant tuple or frozenset, ``in [a, b]`` a tuple, as
    in the interpreter.
    """
    if isinstance(op, (ast.In, ast.NotIn)) and isinstance(node, (ast.List, ast.Set)):
        constants = constant_items(node.elts)
        if constants is not None:
            items = tuple(constants)
            return cx.const(frozenset(items) if isinstance(node, ast.Set) else items)
        if isinstance(node, ast.List) and not any(isinstance(e, ast.Starred) for e in node.elts):
            with cx.at(node):
                return cx.call(NEW_TUPLE, *[cx.obj(item) for item in node.elts])
    return lower_operand(cx, op, node)


def lower_middle(cx: Context, left: Value, op: ast.cmpop, node: ast.expr) -> tuple[Value, Value]:
    """The right operand of *op*, and the left one, which waits if that suspends the function."""
    return lower_beside(cx, left, node, lambda node: lower_operand(cx, op, node))


def lower_last(cx: Context, left: Value, node: ast.Compare) -> tuple[Value, Value]:
    """As `lower_middle` for the last comparison of *node*."""
    op, last = node.ops[-1], node.comparators[-1]
    return lower_beside(cx, left, last, lambda last: lower_last_operand(cx, op, last))


# --- is, in ---


def test_relation(cx: Context, op: ast.cmpop, left: Value, right: Value) -> Value:
    """``is``, ``is not``, ``in``, ``not in``."""
    if isinstance(op, (ast.Is, ast.IsNot)):
        result = same(cx, left, right)
    else:
        result = cx.call(CONTAINS, right, left)
    return negated(cx, result) if isinstance(op, (ast.IsNot, ast.NotIn)) else result


def same(cx: Context, left: Value, right: Value) -> Value:
    """``left is right``."""
    for value, other in ((left, right), (right, left)):
        if is_unboxed_number(value):
            if not isinstance(other, LoadConst):
                raise Unsupported(
                    "number-identity", None, "'is' between numbers that are held unboxed"
                )
            if value.rep not in (Rep.ANY, Rep.NUM):
                return Const(0, Rep.BOOL)  # None, a str …: not a number
    return cx.b.emit(IsSame(cx.as_obj(left), cx.as_obj(right)))


def is_unboxed_number(value: Value) -> bool:
    """Whether *value* has no object of its own; a truth value has, and so has a constant."""
    return value.rep in (Rep.INT, Rep.I64, Rep.F64, Rep.ANY, Rep.NUM) and not isinstance(
        value, Const
    )


# --- numbers ---


def compare_numbers(cx: Context, predicate: str, left: Value, right: Value) -> Value | None:
    """Compare two numbers unboxed; None when an operand is not known to be one."""
    kinds = {kind_of(left), kind_of(right)}
    if None in kinds:
        return None
    if kinds == {"float"}:
        return cx.b.emit(FloatCompare(to_float(cx, left), to_float(cx, right), predicate))
    if "float" in kinds:
        return compare_mixed(cx, predicate, left, right)
    if Rep.I64 in (left.rep, right.rep) and fits(left) and fits(right):
        narrow = cx.as_rep(left, Rep.I64), cx.as_rep(right, Rep.I64)
        return cx.b.emit(IntCompare(narrow[0], narrow[1], predicate))
    return cx.call(INT_COMPARE[predicate], to_int(cx, left), to_int(cx, right))


def compare_mixed(cx: Context, predicate: str, left: Value, right: Value) -> Value:
    """Compare an int with a float, exactly: a big int need not be near the float it rounds to."""
    if exact_constant(left) and exact_constant(right):
        both = to_float(cx, left), to_float(cx, right)
        return cx.b.emit(FloatCompare(both[0], both[1], predicate))
    for value, other in ((left, right), (right, left)):
        if is_whole_constant(value) and kind_of(other) == "int":
            return cx.call(INT_COMPARE[predicate], to_int(cx, left), to_int(cx, right))
    return cx.call(COMPARE_TRUTH[predicate], left, right)


def fits(value: Value) -> bool:
    """Whether *value* is known to be an i64."""
    return value.rep is Rep.I64 or isinstance(value, Const)


def is_whole_constant(value: Value) -> bool:
    """Whether *value* is a constant that equals an int, exactly."""
    return isinstance(value, Const) and exact_constant(value) and float(value.value).is_integer()


def exact_constant(value: Value) -> bool:
    """Whether *value* is a float, or a number that loses nothing when converted to one."""
    if isinstance(value, Const):
        return abs(value.value) < EXACT_FLOAT
    return kind_of(value) == "float"
