# SPDX-License-Identifier: Apache-2.0
"""Debug information in LLVM's text: each operation belongs to the line that it blames."""

from __future__ import annotations

import re
from typing import Protocol

import llvmlite.binding as llvm

from aot_build.ir.function import Module
from aot_build.llvm.debug_info import SourceFile
from aot_build.llvm.groups import LlvmText

SHOP = SourceFile("shop/cart.py", "/home/me")
SOURCE = """
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

class Cart:
    def total(self, convert):
        result = 0
        for price in self.prices:
            try:
                result += convert(
                    price
                )
            except ValueError as error:
                raise TypeError(price) from error
        return result

    def each(self):
        yield from self.prices
        return (yield len(self.prices))

async def fetch(client):
    async with client as connection:
        return [item async for item in await connection.items()]

def größe(price): return price.size
"""


class Translate(Protocol):
    """The IR of a module, and its LLVM texts, the tables first."""

    def __call__(
        self, source: str, debug: SourceFile | None = None
    ) -> tuple[Module, list[LlvmText]]: ...


def lines_of(text: str, call: str) -> list[int]:
    """The lines that the calls of a function belong to."""
    places = dict(re.findall(r"^!(\d+) = !DILocation\(line: (\d+),", text, re.MULTILINE))
    found = re.findall(rf"call [^\n]*@{call}\([^\n]*, !dbg !(\d+)$", text, re.MULTILINE)
    return [int(places[number]) for number in found]


def test_every_text_with_lines_is_sound(translate: Translate) -> None:
    _, texts = translate(SOURCE, SHOP)
    for item in texts:
        llvm.parse_assembly(item.text).verify()


def test_operations_belong_to_their_own_lines(translate: Translate) -> None:
    source = "def f(x):\n    x.one(\n        x\n    )\n\n    return x.two()\n"
    _, texts = translate(source, SHOP)
    assert lines_of(texts[1].text, "rt_call_method") == [2, 6]


def test_functions_have_their_qualified_names(translate: Translate) -> None:
    _, texts = translate(SOURCE, SHOP)
    text = "".join(item.text for item in texts)
    names = set(re.findall(r'!DISubprogram\(name: "([^"]*)"', text))
    assert {"fib", "Cart.total", "Cart.each", "fetch", r"gr\C3\B6\C3\9Fe"} <= names
    assert '!DIFile(filename: "shop/cart.py", directory: "/home/me")' in text


def test_without_a_source_file_nothing_is_said(translate: Translate) -> None:
    _, texts = translate(SOURCE)
    assert not any("!dbg" in item.text or "DILocation" in item.text for item in texts)
