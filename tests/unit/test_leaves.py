# SPDX-License-Identifier: Apache-2.0
"""Which functions have a leaf version: those whose work can be begun again unnoticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import decode_source
from aot_build.ir.verify import verify_function
from aot_build.lower import module as lowering
from aot_build.passes import dce, refcount, simplify


@pytest.fixture(autouse=True)
def entries_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "HAS_ENTRIES", True)


def leaves(text: str) -> set[str]:
    """The names of the functions in *text* that have one, which is verified."""
    parsed = parse_module(decode_source(Path("m.py"), "m.py", text.encode()), "m.py")
    module, _ = lowering.lower_module(resolve_module(parsed))
    for fn in module.functions:
        if fn.is_leaf:
            for step in (simplify, dce, refcount):
                verify_function(fn)
                step.run(fn)
            verify_function(fn)
    return {fn.qualname for fn in module.functions if fn.leaf}


@pytest.mark.parametrize(
    "body",
    [
        "return a.x",
        "return a.x * a.x + b * 2.5 - a.y / 3",
        "return a.x if a.flag else -a.y",
        "if a.x < b:\n  return True\n return a.y is None",
        "a.x += b",
        "a.x = b\n a.y = None",
        "a.x, a.y = b, 1",
        "return a.items[b] == 'x'",
        "c = a.items[a.n]\n a.n += 1\n return c",
        "old = a.x\n a.x = None\n return old",
        "return LIMIT + a",
        "return a % 7 // 2",
    ],
)
def test_reads_and_arithmetic_are_leaves(body: str) -> None:
    assert leaves(f"def f(a, b):\n {body}\n") == {"f"}


@pytest.mark.parametrize(
    "body",
    [
        "return b(a)",
        "return a.method()",
        "return [a]",
        "a.x = b\n return a.y",
        "a.x, a.y = a.y, a.x",
        "while a.x: pass",
        "try:\n  return a.x\n except KeyError: pass",
        "return a ** b",
        "return a % b",
        "a[0] = b",
        "del a.x",
        "return lambda: a",
        "if b:\n  c = 1\n return c",
    ],
)
def test_what_could_be_noticed_is_none(body: str) -> None:
    assert leaves(f"def f(a, b):\n {body}\n") == set()


def test_parameters_must_be_plain() -> None:
    assert leaves("def f(*a): return a\ndef g(**a): return a\ndef h(*, a): return a\n") == set()
