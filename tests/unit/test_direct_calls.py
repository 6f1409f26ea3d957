# SPDX-License-Identifier: Apache-2.0
"""Which calls go directly to a native function of the module, and to which version of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import decode_source
from aot_build.ir.ops import CallDirect, CallDirectMethod
from aot_build.lower import module as lowering

SOURCE = """
class A:
    def get(self): return self.x
    def both(self): return self.x
    def __own(self): return self.y
    def own(self): return self.__own()
    def framed(self, a, b=1): return print(a)
    def keywords(self, *, a): return print(a)
    def generator(self): yield 1
class B:
    def same(self): return self.x
    def both(self): return print(self)
class C:
    def same(self): return self.y
def double(a): return a + a
def shown(a): return print(a)
def twice(a): return 1
def twice(a): return 2
"""


@pytest.fixture(autouse=True)
def entries_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lowering, "HAS_ENTRIES", True)


def direct_calls(text: str, caller: str) -> list[str]:
    """The functions that *caller* calls directly."""
    parsed = parse_module(decode_source(Path("m.py"), "m.py", text.encode()), "m.py")
    module, _ = lowering.lower_module(resolve_module(parsed))
    ops = [op for fn in module.functions if fn.name == caller for op in fn.ops()]
    return [op.target for op in ops if isinstance(op, (CallDirect, CallDirectMethod))]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a.get()", ["A_2e_get.leaf"]),
        ("a.get(1)", []),
        ("a.get(x=1)", []),
        ("a.same()", []),
        ("a.both()", ["A_2e_both.leaf"]),
        ("a.framed(1, 2)", ["A_2e_framed"]),
        ("a.framed(1)", []),
        ("a.keywords(1)", []),
        ("a.generator()", []),
        ("a.other()", []),
        ("double(a)", ["double.leaf"]),
        ("shown(a)", ["shown"]),
        ("shown(*a)", []),
        ("double(a, a)", []),
        ("double = a\n double(a)", []),
        ("twice(a)", []),
    ],
)
def test_a_call_goes_to_what_its_name_most_likely_means(body: str, expected: list[str]) -> None:
    assert direct_calls(f"{SOURCE}\ndef f(a):\n {body}\n", "f") == expected


def test_private_names_are_those_of_the_class() -> None:
    (target,) = direct_calls(SOURCE, "A_2e_own")
    assert target.startswith("A_2e_") and "own" in target and target.endswith(".leaf")
