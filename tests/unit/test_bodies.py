# SPDX-License-Identifier: Apache-2.0
"""Which bodies of modules and classes are native."""

from __future__ import annotations

from pathlib import Path

import pytest

from aot_build.front.parse import parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import decode_source
from aot_build.lower.module import lower_module

STRAIGHT = """
class A:
    class B: pass
"""
IN_FUNCTION = """
def f():
    class A:
        class B: pass
"""
IN_LOOP = """
for x in xs:
    class A: pass
class B: pass
"""
WITH_LOOP = """
class A:
    class B:
        for x in xs: pass
    class C: pass
"""
IN_BYTECODE = """
def f():
    sys.settrace(f)
    class A:
        for x in xs: pass
"""
ALL = {"<module>", "A", "A.B"}
IN_F = {"f.<locals>.A", "f.<locals>.A.B"}


def native_bodies(text: str, bodies: str) -> set[str]:
    """The names of the bodies that are native."""
    scopes = resolve_module(
        parse_module(decode_source(Path("m.py"), "m.py", text.encode()), "m.py")
    )
    scopes.native_bodies = bodies
    module, _ = lower_module(scopes)
    return {fn.qualname for fn in module.functions if fn.is_body}


@pytest.mark.parametrize(
    ("text", "repeated", "every"),
    [
        (STRAIGHT, set(), ALL),
        (IN_FUNCTION, IN_F, {"<module>", *IN_F}),
        (IN_LOOP, {"<module>", "A"}, {"<module>", "A", "B"}),
        (WITH_LOOP, ALL, {*ALL, "A.C"}),
        ("# nothing", set(), {"<module>"}),
        (IN_BYTECODE, set(), {"<module>"}),
    ],
)
def test_native_bodies(text: str, repeated: set[str], every: set[str]) -> None:
    assert native_bodies(text, "repeated") == repeated
    assert native_bodies(text, "all") == every
