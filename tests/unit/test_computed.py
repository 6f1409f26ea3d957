# SPDX-License-Identifier: Apache-2.0
"""Which variables are held in registers: those that nothing but arithmetic sees."""

from __future__ import annotations

import ast

import pytest

from aot_build.infer.computed import computed_names, only_computes


def computed(text: str) -> set[str]:
    """The variables that are, where `rotate` is a function that only computes."""
    return set(computed_names(ast.parse(text).body, {"rotate"}))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = b + c", {"a"}),
        ("a = b + c\nx.y = a", {"a"}),
        ("a = b + c\nx.y = a\nx.z = a", set()),
        ("a = b + c\nprint(a)", {"a"}),
        ("for i in x:\n a = b + c\n print(a)", set()),
        ("for i in x:\n a = b + c\n x.y = a", {"a"}),
        ("for i in x:\n a = b + c\nprint(a)", {"a"}),
        ("for i in x:\n a = b + c\nfor i in [a]: pass", {"a"}),
        ("while a < b:\n a = a + 1", {"a"}),
        ("for i in x:\n a = b + c\n rotate(a, 7)", {"a"}),
        ("for i in x:\n a = b + c\n rotate(a, n=7)", set()),
        ("for i in x:\n a = b\n b = a + ~b", {"a", "b"}),
        ("for i in x:\n a, b = b, a + b", {"a", "b"}),
        ("for i in x:\n a, *b = b, a + b", set()),
        ("for i in x:\n a = b\n b = a + c\n print(a)", {"b"}),
        ("for i in x:\n c = b\n b = c + 1.5\n print(c, c)", {"b"}),
        ("a = 0\na += 1", set()),
        ("a = 0\na += b", {"a"}),
        ("a = not b", set()),
    ],
)
def test_variables(text: str, names: set[str]) -> None:
    assert computed(text) == names


@pytest.mark.parametrize(
    ("body", "does"),
    [
        ("return a + b", True),
        ('"""Sum."""\n return a + b', True),
        ("c = a * a\n if c > b: return c\n return -b", True),
        ("return a + len(b)", False),
        ("return a", False),
        ("return a.x + b", False),
        ("return a + 1", False),  # b is never looked at
    ],
)
def test_functions_that_only_compute(body: str, does: bool) -> None:
    (node,) = ast.parse(f"def f(a, b):\n {body}\n").body
    assert isinstance(node, ast.FunctionDef)
    assert only_computes(node) is does
