# SPDX-License-Identifier: Apache-2.0
"""Which calls go directly to a native function of the module, and to which version of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import decode_source
from aot_build.ir.function import Module
from aot_build.ir.ops import Box, CallDirect, CallDirectMethod, NumBinary, TryDirect
from aot_build.ir.types import Rep
from aot_build.ir.verify import verify_function
from aot_build.lower import module as lowering
from aot_build.passes import dce, refcount, simplify

SOURCE = """
class A:
    def get(self): return self.x
    def both(self): return self.x
    def scaled(self, factor): return self.x * factor
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


def lower(text: str) -> Module:
    """The functions of a module, which are verified."""
    parsed = parse_module(decode_source(Path("m.py"), "m.py", text.encode()), "m.py")
    module, _ = lowering.lower_module(resolve_module(parsed))
    for fn in module.functions:
        verify_function(fn)
    return module


def direct_calls(text: str, caller: str) -> list[str]:
    """What *caller* calls directly, what the parameters take and which are in registers."""
    found = []
    for op in lower(text).find(caller).ops():
        if isinstance(op, (CallDirect, CallDirectMethod)):
            found.append(f"{op.target} {op.filled}" if op.filled else op.target)
        elif isinstance(op, TryDirect):
            found.append(f"{op.target} {op.numbers}")
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a.get()", ["A_2e_get.leaf"]),
        ("a.get(1)", []),
        ("a.get(x=1)", []),
        ("a.same()", []),
        ("a.both()", ["A_2e_both.leaf"]),
        ("a.framed(1, 2)", ["A_2e_framed"]),
        ("a.framed(1)", ["A_2e_framed (0, -1)"]),
        ("a.framed(b=1, a=2)", ["A_2e_framed (1, 0)"]),
        ("a.framed(1, c=2)", []),
        ("a.framed(1, a=2)", []),
        ("a.framed()", []),
        ("a.keywords(1)", []),
        ("a.generator()", []),
        ("a.other()", []),
        ("double(a)", ["double.registers.leaf (0,)"]),
        ("a.scaled(2)", ["A_2e_scaled.registers.leaf (1,)"]),
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


def test_numbers_between_calls_are_in_no_objects() -> None:
    module = lower(f"{SOURCE}\ndef f(a, b):\n return double(a * b) + double(double(a) - b)\n")
    fn = module.find("f")
    for step in (simplify, dce, refcount):
        step.run(fn)
    verify_function(fn)
    likely = [block for block in fn.blocks if not block.label.startswith("usual")]
    boxes = [op for block in likely for op in block.ops if isinstance(op, Box)]
    assert len(boxes) == 1  # what is returned
    sums = [op for op in fn.ops() if isinstance(op, NumBinary) and op.operator == "Add"]
    assert [value.rep for op in sums for value in op.operands] == [Rep.NUM, Rep.NUM]


def test_objects_that_others_see_are_passed_as_they_are() -> None:
    assert direct_calls("def g(x): return x\ndef f(a): return g(a)", "f") == ["g.leaf"]
    text = "def g(x):\n if x > 1: return x\n return 0\ndef f(a): return g(a)"
    assert direct_calls(text, "f") == ["g.leaf"]


CLASSES = """
class Plain:
    def __init__(self, x): self.x = x
class Derived(Plain): pass
class Framed(Plain):
    def __init__(self, x): print(x)
class Gives:
    def __init__(self): return 1
class Circle(Wheel): pass
class Wheel(Circle): pass
class Twice:
    def __init__(self): self.x = 1
class Twice: pass
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("Plain(1)", ["Plain_2e_____init____.leaf"]),
        ("Derived(1)", ["Plain_2e_____init____.leaf"]),
        ("Framed(1)", ["Framed_2e_____init____"]),
        ("Plain()", []),
        ("Plain(x=1)", ["Plain_2e_____init____.leaf (0,)"]),
        ("Plain(y=1)", []),
        ("Gives()", []),  # not what a call of the class gives
        ("Circle(1)", []),
        ("Twice()", []),
    ],
)
def test_a_call_of_a_class_goes_to_its_initializer(call: str, expected: list[str]) -> None:
    assert direct_calls(f"{CLASSES}\ndef f(): return {call}", "f") == expected
