# SPDX-License-Identifier: Apache-2.0
"""Numbers, boxed and unboxed, against the operators."""

from __future__ import annotations

import math
import operator
import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from same import assert_same, outcome

from aot_build.primitives.numbers import INT_BINARY, INT_COMPARE, INT_UNARY
from aot_build.primitives.objects import BINARY, COMPARE, COMPARE_TRUTH, INPLACE, UNARY
from aot_build.primitives.tagged import ANY_BINARY, ANY_COMPARE, ANY_INPLACE, ANY_UNARY

EDGES = (0, 1, 2, 3, 7, 10, 255, 256, 257, 2**15, 2**29, 2**30, 2**31, 2**45, 2**52, 2**53)
EDGES += (2**59, 2**60, 2**61, 2**62, 2**63, 2**64, 2**90, 10**30)
INTS = sorted({sign * edge + off for edge in EDGES for sign in (1, -1) for off in (-1, 0, 1)})
FLOATS = (0.0, -0.0, 1.0, -1.5, 0.1, 3.0, 1e15, 1e16, 5e-324, 1.7e308, -7.25)
FLOATS += (math.inf, -math.inf, math.nan)

OPERATORS = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "Pow": operator.pow,
    "MatMult": operator.matmul,
    "LShift": operator.lshift,
    "RShift": operator.rshift,
    "BitAnd": operator.and_,
    "BitOr": operator.or_,
    "BitXor": operator.xor,
}
INPLACE_OPERATORS = {
    "Add": operator.iadd,
    "Sub": operator.isub,
    "Mult": operator.imul,
    "Div": operator.itruediv,
    "FloorDiv": operator.ifloordiv,
    "Mod": operator.imod,
    "Pow": operator.ipow,
    "MatMult": operator.imatmul,
    "LShift": operator.ilshift,
    "RShift": operator.irshift,
    "BitAnd": operator.iand,
    "BitOr": operator.ior,
    "BitXor": operator.ixor,
}
UNARIES = {"USub": operator.neg, "UAdd": operator.pos, "Invert": operator.invert}


class Odd(int):
    """An int whose operators are its own."""

    def __add__(self, other: object) -> str:
        return "odd"

    __radd__ = __sub__ = __mul__ = __eq__ = __lt__ = __and__ = __iadd__ = __add__  # type: ignore
    __hash__ = int.__hash__


class Plain(float):
    """A subclass that changes nothing."""


OBJECTS = (0, 1, -1, 2, 5, -7, 2**29, 2**30, -(2**30), 2**31 + 5, 2**62, 2**64, -(2**70))
OBJECTS += (*FLOATS, True, False, None, 2j, "abc", "", "é%s", b"x", [1], (1, 2), {1: 2}, {3})
OBJECTS += (Odd(3), Plain(2.5), Decimal("1.5"), Fraction(1, 3), range(3), object)


def too_big(symbol: str, right: object) -> bool:
    """Whether a shift or power would take for ever."""
    return symbol in ("LShift", "Pow", "Mult") and isinstance(right, int) and abs(right) > 400


def int_pairs() -> list[tuple[int, int]]:
    """Edge cases and random ints of every size."""
    chance = random.Random(1)
    pairs = [(a, b) for a in INTS for b in INTS[::3]]
    for _ in range(3000):
        a, b = (chance.getrandbits(chance.randrange(1, 130)) for _ in range(2))
        pairs.append((a * chance.choice((1, -1)), b * chance.choice((1, -1))))
    return pairs


@pytest.mark.parametrize("symbol", INT_BINARY)
def test_int_operations(ops: ModuleType, symbol: str) -> None:
    ours = getattr(ops, INT_BINARY[symbol].name)
    for a, b in int_pairs():
        if symbol.endswith("Shift"):
            b %= 140
        assert_same(ours, OPERATORS[symbol], a, b)
    for a, b in ((1, -1), (5, 0), (2**70, 0), (2**70, -1), (0, -(2**70)), (0, 2**70)):
        if not (symbol == "LShift" and a and b > 400):
            assert_same(ours, OPERATORS[symbol], a, b)


@pytest.mark.parametrize("name", INT_COMPARE)
def test_int_comparisons(ops: ModuleType, name: str) -> None:
    ours = getattr(ops, INT_COMPARE[name].name)
    for a, b in [*int_pairs(), *((a, a) for a in INTS)]:
        assert ours(a, b) is getattr(operator, name)(a, b), (a, b)


def test_int_conversions(ops: ModuleType) -> None:
    for a in INTS:
        assert ops.roundtrip(a) == a
        assert ops.is_smallint(a) is (-(2**62) <= a < 2**62)
        assert ops.rt_int_truth(a) is (a != 0)
        for symbol, row in INT_UNARY.items():
            assert getattr(ops, row.name)(a) == UNARIES[symbol](a)
        if -(2**63) <= a < 2**63:
            assert ops.widen(a) == a
            assert ops.unbox_i64(a) == a
        assert_same(ops.rt_int_to_float, float, a)
    assert_same(ops.rt_int_to_float, float, 10**400)
    assert not ops.is_smallint(True)
    assert not ops.is_smallint(1.0)


def test_int_true_division(ops: ModuleType) -> None:
    for a, b in [*int_pairs(), (1, 0), (2**70, 0), (10**400, 1)]:
        assert_same(ops.rt_int_truediv, operator.truediv, a, b)


def test_int_power(ops: ModuleType) -> None:
    for a in INTS:
        for b in (*range(-4, 70), 200):
            assert_same(ops.rt_int_pow, operator.pow, a, b)


def test_float_operations(ops: ModuleType) -> None:
    chance = random.Random(2)
    values = [
        *FLOATS,
        *(chance.uniform(-1, 1) * 10.0 ** chance.randrange(-20, 20) for _ in range(60)),
    ]
    for a in values:
        assert_same(ops.rt_float_to_int, int, a)
        for b in values:
            assert_same(ops.rt_float_truediv, operator.truediv, a, b)
            assert_same(ops.rt_float_floordiv, operator.floordiv, a, b)
            assert_same(ops.rt_float_mod, operator.mod, a, b)
            assert_same(ops.rt_float_pow, operator.pow, a, b)
    for a in (2.0**62, -(2.0**62), 2.0**61, 1e30):
        assert_same(ops.rt_float_to_int, int, a)


def test_range_length(ops: ModuleType) -> None:
    bounds = (0, 1, -1, 10, 2**40, -(2**40), 2**62 - 1, -(2**62))
    for start in bounds:
        for stop in bounds:
            for step in (1, -1, 3, -7, 2**62 - 1, -(2**62)):
                expected = count(range(start, stop, step))
                assert ops.rt_range_length(start, stop, step) == expected
                assert ops.rt_range_count(start, stop, step) == expected
    assert ops.rt_range_length(0, 1, 0) == ops.rt_range_length(2**70, 1, 1) == -1
    assert ops.rt_range_count(0, 2**100, 2**98) == 4
    assert ops.rt_range_count(0, 2**100, 1) == 2**63 - 1
    assert_same(ops.rt_range_count, range, 0, 1, 0)


def count(values: range) -> int:
    """len() without its limit."""
    return max(0, -((values.start - values.stop) // values.step))


@pytest.mark.parametrize("tables", ((BINARY, INPLACE), (ANY_BINARY, ANY_INPLACE)))
@pytest.mark.parametrize("symbol", BINARY)
def test_binary_operators(ops: ModuleType, symbol: str, tables: Any) -> None:
    if symbol not in tables[0]:
        return
    ours, in_place = (getattr(ops, table[symbol].name) for table in tables)
    for a in OBJECTS:
        for b in OBJECTS:
            if not too_big(symbol, b) and not (symbol == "Mult" and too_big(symbol, a)):
                assert_same(ours, OPERATORS[symbol], a, b)
                assert_same_change(in_place, INPLACE_OPERATORS[symbol], a, b)


def assert_same_change(
    ours: Callable[..., object], python: Callable[..., object], a: object, b: object
) -> None:
    """Both change copies of a mutable *a* in the same way, or answer the same."""
    copies = [type(a)(a) if isinstance(a, (list, set, dict)) else a for _ in range(2)]  # type: ignore
    results = outcome(ours, copies[0], b), outcome(python, copies[1], b)
    assert results[0] == results[1], (a, b)
    assert repr(copies[0]) == repr(copies[1])


def test_int_objects_of_one_digit(ops: ModuleType) -> None:
    chance = random.Random(3)
    for _ in range(2000):
        a, b = (chance.randrange(-(2**30), 2**30) for _ in range(2))
        for symbol in ("Add", "Sub", "Mult", "Div", "FloorDiv", "Mod", "BitAnd", "BitOr", "BitXor"):
            assert_same(getattr(ops, BINARY[symbol].name), OPERATORS[symbol], a, b)
        for symbol in ("LShift", "RShift"):
            assert_same(getattr(ops, BINARY[symbol].name), OPERATORS[symbol], a, b % 80)


@pytest.mark.parametrize("table", (UNARY, ANY_UNARY))
def test_unary_operators(ops: ModuleType, table: Any) -> None:
    for symbol in table:
        for a in OBJECTS:
            if symbol != "Invert" or not isinstance(a, bool):  # deprecated
                assert_same(getattr(ops, table[symbol].name), UNARIES[symbol], a)


@pytest.mark.parametrize("name", COMPARE)
def test_comparisons(ops: ModuleType, name: str) -> None:
    python = getattr(operator, name)
    for a in (*OBJECTS, "abd", "ab", "é", "日本", "\U0001f600", "a" * 300):
        for b in (*OBJECTS, "ab" + "d", "ab", "é", "日本", "\U0001f600", "a" * 300):
            assert_same(getattr(ops, COMPARE[name].name), python, a, b)
            truth = lambda a, b: bool(python(a, b))  # noqa: E731
            assert_same(getattr(ops, COMPARE_TRUTH[name].name), truth, a, b)
            assert_same(getattr(ops, ANY_COMPARE[name].name), truth, a, b)


def test_identity_is_not_equality(ops: ModuleType) -> None:
    assert ops.rt_test_eq(math.nan, math.nan) is False

    class Never:
        def __eq__(self, other: object) -> bool:
            return False

    never = Never()
    assert ops.rt_test_eq(never, never) is False
    assert ops.rt_contains([never], never) is True


def test_truth(ops: ModuleType) -> None:
    class Broken:
        def __bool__(self) -> bool:
            raise ValueError("no")

    class Long:
        def __len__(self) -> int:
            return -1

    for op in (*OBJECTS, [], (), {}, set(), "", b"", Broken(), Long(), 2**70):
        assert_same(ops.rt_truth, bool, op)
        assert_same(ops.rt_any_truth, bool, op)
