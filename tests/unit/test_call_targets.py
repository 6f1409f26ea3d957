# SPDX-License-Identifier: Apache-2.0
"""Which parameter takes which argument or default, and which of several functions a call fits."""

from __future__ import annotations

import pytest

from aot_build.ir.function import Function
from aot_build.lower.calltargets import Target, fitting


def target(parameters: str, defaults: int = 0, positional_only: int = 0, leaf: str = "") -> Target:
    function = Function(parameters, parameters)
    function.leaf = leaf or None
    return Target(function, tuple(parameters.split()), positional_only, defaults)


@pytest.mark.parametrize(
    ("defaults", "count", "kwnames", "expected"),
    [
        (0, 3, (), (0, 1, 2)),
        (0, 2, (), None),
        (0, 4, (), None),
        (2, 1, (), (0, ~0, ~1)),
        (1, 2, (), (0, 1, ~0)),
        (2, 2, ("c",), (0, ~0, 1)),
        (2, 3, ("c", "b"), (0, 2, 1)),
        (2, 3, ("a", "b"), None),
        (2, 2, ("d",), None),
        (3, 0, (), (~0, ~1, ~2)),
        (3, 1, ("a",), (0, ~1, ~2)),
    ],
)
def test_what_parameters_take(
    defaults: int, count: int, kwnames: tuple[str, ...], expected: tuple[int, ...] | None
) -> None:
    assert target("a b c", defaults).fill(count, kwnames) == expected


def test_positional_only_parameters_have_no_names() -> None:
    assert target("a b", 1, positional_only=2).fill(2, ("b",)) is None
    assert target("a b", 1, positional_only=1).fill(2, ("b",)) == (0, 1)


def test_a_method_call_fills_the_first_parameter() -> None:
    bound = target("self a b", defaults=3, positional_only=1).bound()
    assert (bound.parameters, bound.positional_only, bound.defaults) == (("a", "b"), 0, 2)
    assert bound.fill(1, ()) == (0, ~1)


def test_the_number_of_parameters_goes_before_defaults() -> None:
    exact, longer = target("a"), target("a b", 1)
    assert fitting([exact, longer], 1, ()) == (exact, ())
    assert fitting([exact, longer], 2, ()) == (longer, ())
    assert fitting([longer, target("a c", 1)], 1, ()) is None


def test_of_several_the_leaf_is_meant() -> None:
    leaf = target("a b", 1, leaf="f.leaf")
    assert fitting([target("a c", 1), leaf], 1, ()) == (leaf, (0, ~0))
    assert fitting([leaf, leaf], 1, ()) is None
