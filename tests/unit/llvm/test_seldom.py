# SPDX-License-Identifier: Apache-2.0
"""What seldom runs lies behind the rest, in small code."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from aot_build.ir.function import Function, Module
from aot_build.llvm.groups import LlvmText
from aot_build.llvm.seldom import blocks_in_loops, seldom_blocks

Translate = Callable[[str], tuple[Module, list[LlvmText]]]

SOURCE = """
def check(x):
    if x < 0:
        raise ValueError(f"{x} is too small", x.limit)
    return x.limit

def find(rows, key):
    try:
        return rows[key]
    except KeyError:
        for row in rows:
            key = row.other(key)
        return rows.default

def several(items):
    total = 0
    for item in items:
        while item:
            item = item.rest
        total += 1
    return total

def lines(self):
    first = self.first
    second = self.second; third = self.third
    return first, second, third

for _ in range(2):
    check(1)
print(check(2))
"""


@pytest.fixture
def functions(translate: Translate) -> dict[str, Function]:
    module, _ = translate(SOURCE)
    return {fn.name: fn for fn in module.functions}


def text_of(translate: Translate, name: str) -> str:
    """The LLVM definition of a function of SOURCE."""
    _, texts = translate(SOURCE)
    pattern = rf"^define hidden ptr @py\.pkg_2e_mod\.{name}\(ptr %ts.*?^}}"
    found = re.search(pattern, "\n".join(item.text for item in texts), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[0]


def mnemonics(fn: Function, *, seldom: bool) -> list[str]:
    chosen = seldom_blocks(fn)
    return [op.mnemonic for block in fn.blocks if (block in chosen) == seldom for op in block.ops]


def test_what_only_raises_is_seldom(functions: dict[str, Function]) -> None:
    assert "raise" in mnemonics(functions["check"], seldom=True)
    assert "return" in mnemonics(functions["check"], seldom=False)
    assert "raise" not in mnemonics(functions["check"], seldom=False)


def test_a_handler_is_seldom_and_a_loop_in_it_is_not(functions: dict[str, Function]) -> None:
    often = mnemonics(functions["find"], seldom=False)
    assert often.count("call_method") == 1
    assert "call_method" not in mnemonics(functions["find"], seldom=True)


def test_a_module_body_is_seldom_but_for_its_loops(functions: dict[str, Function]) -> None:
    (body,) = [fn for fn in functions.values() if fn.is_body]
    assert "eval_breaker" in mnemonics(body, seldom=False)
    assert "return" in mnemonics(body, seldom=True)
    assert not set(body.blocks) - seldom_blocks(body) - blocks_in_loops(body)


def test_loops_within_loops(functions: dict[str, Function]) -> None:
    repeated = blocks_in_loops(functions["several"])
    counts = [sum(op.mnemonic == "eval_breaker" for op in block.ops) for block in repeated]
    assert sum(counts) == 2
    assert functions["several"].entry not in repeated


def test_seldom_code_is_small_and_comes_last(translate: Translate) -> None:
    text = text_of(translate, "check")
    assert text.index("@PyObject_GetAttr(") > text.index("@rt_known_attr(")
    assert "@rt_load_global_cold(" in text
    assert "@rt_known_global(" not in text


def test_the_frame_stands_in_the_line_and_the_slow_half_says_where(translate: Translate) -> None:
    text = text_of(translate, "lines")
    main, _, late = text.partition("\nlate")
    # One for each line before the slow halves, and one for each of these.
    assert main.count("@rt_frame_set_pos(") == 3
    assert late.count("@rt_frame_set_pos(") == 1
    assert late.count("@rt_get_attr_slow(") == 3
