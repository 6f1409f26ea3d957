# SPDX-License-Identifier: Apache-2.0
"""The LLVM modules of a Python module: they parse, fit together, and change where it did."""

from __future__ import annotations

from collections.abc import Callable

import llvmlite.binding as llvm
import pytest

from aot_build.ir.function import Block, Function, Module
from aot_build.ir.ops import Return
from aot_build.ir.types import Rep
from aot_build.ir.values import Const
from aot_build.llvm import groups
from aot_build.llvm.codegen import Effort
from aot_build.llvm.groups import LlvmText, ends_group, lost_with, split_groups
from aot_build.llvm.module import ModuleTables, ModuleWriter, bytes_constant

Translate = Callable[[str], tuple[Module, list[LlvmText]]]

SOURCE = '''
import os

def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

def scale(items, factor=2.0):
    total = 0.0
    for item in range(len(items)):
        total += factor * item
    return total

class Point:
    """With a closure, keywords, an exception and a frozenset."""

    def move(self, x, *, by=1):
        try:
            self.x = x + by
        except TypeError as error:
            raise ValueError("not a number", os.name) from error
        return [lambda: (y, self) for y in (1, "two", 3.0) if y in {"a", "b"}]
'''


def test_every_text_is_sound(translate: Translate) -> None:
    _, texts = translate(SOURCE)
    for item in texts:
        llvm.parse_assembly(item.text).verify()


def test_the_texts_link_without_loose_ends(translate: Translate) -> None:
    _, texts = translate(SOURCE)
    whole = llvm.parse_assembly(texts[0].text)
    for item in texts[1:]:
        whole.link_in(llvm.parse_assembly(item.text))
    whole.verify()
    ours = ("py.", "aot_module_")
    loose = [fn.name for fn in whole.functions if fn.is_declaration and fn.name.startswith(ours)]
    assert loose == []


def test_typed_code_gets_more_effort(translate: Translate) -> None:
    _, texts = translate(SOURCE)
    efforts = {fn.name: item.effort for item in texts for fn in item.functions}
    assert texts[0].effort is Effort.NONE
    assert efforts["fib"] is Effort.LIGHT
    assert efforts["fib.closed"] is Effort.FULL


def test_two_modules_share_no_symbol() -> None:
    names = [ModuleTables(name).body_of("f.closed") for name in ("a.b", "a_b", "a", "b")]
    assert len(set(names)) == len(names)


def many_functions(changed: str = "") -> str:
    lines = [f"def f{i}(x):\n    return x.attribute + {i}\n" for i in range(200)]
    return "\n".join([*lines[:100], changed, *lines[100:]])


def test_an_added_function_changes_one_group(translate: Translate) -> None:
    before = [item.text for item in translate(many_functions())[1][1:]]
    added = "def added(x):\n    return x.method()\n"
    after = [item.text for item in translate(many_functions(added))[1][1:]]
    assert len(before) > 3
    assert len(set(after) - set(before)) == 1


def test_groups_end_by_names_and_are_not_too_large() -> None:
    functions = [Function(f"g{i}", f"g{i}") for i in range(300)]
    split = list(split_groups(functions))
    assert [fn for group in split for fn in group] == functions
    assert all(len(group) == 64 or ends_group(group[-1].name) for group in split[:-1])
    assert not any(ends_group(fn.name) for group in split for fn in group[:-1])


def test_heavy_groups_are_small_and_an_edit_stays_in_one() -> None:
    def functions(edited: int) -> list[Function]:
        made = [Function(f"g{i}", f"g{i}") for i in range(200)]
        for i, fn in enumerate(made):
            block = Block("entry")
            block.ops = [Return(Const(1, Rep.I64))] * (100 if i == edited else 20 + i % 30)
            fn.blocks.append(block)
        return made

    before, after = (
        {tuple((fn.name, len(list(fn.ops()))) for fn in group) for group in split_groups(all_, 200)}
        for all_ in (functions(-1), functions(100))
    )
    assert len(before) > 20
    assert all(sum(n for _, n in group) < 500 for group in before)
    assert len(after - before) <= 2


def test_who_needs_a_lost_function_is_lost(translate: Translate) -> None:
    module, _ = translate(SOURCE)
    assert lost_with(module, ["fib.closed"]) == {"fib.closed", "fib"}
    assert lost_with(module, ["fib"]) == {"fib"}
    assert lost_with(module, []) == set()


def test_a_function_that_cannot_be_written_is_told(
    translate: Translate, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, _ = translate(SOURCE)
    write = groups.write_function

    def fail(fn: Function, writer: ModuleWriter) -> list[str]:
        if fn.name == "fib":
            raise KeyError("no such type")
        return write(fn, writer)

    monkeypatch.setattr(groups, "write_function", fail)
    failed: list[str] = []
    tables = ModuleTables("m")
    texts = groups.write_functions(
        module, tables, "nounwind", lambda fn, error: failed.append(fn.name)
    )
    assert failed == ["fib"]
    assert not any(f"@{tables.body_of('fib')}(ptr %ts" in item.text for item in texts)


def test_bytes_are_escaped() -> None:
    llvm.parse_assembly(bytes_constant("data", bytes(range(256)))).verify()
    text = bytes_constant("data", b'a"\\\n\xff')
    assert text == '@data = internal constant [5 x i8] c"a\\22\\5C\\0A\\FF"'
