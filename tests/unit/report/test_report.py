# SPDX-License-Identifier: Apache-2.0
"""The report as a table and as a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from aot_build.report import coverage, html

SOURCE = """\
import functools

@functools.cache
def total(items):
    return sum(items)

class Cart:
    def shown(self):
        def inner(x):
            return x < 1 and "&"
        return locals()
"""

REPORT: dict[str, Any] = {
    "totals": {
        "functions": 3, "native": 2, "bytecode": 1, "statements": 4, "native_statements": 2
    },
    "modules": [
        {
            "name": "shop.cart",
            "file": "shop/cart.py",
            "imports": ["functools"],
            "functions": [
                {"qualname": "total", "line": 4, "tier": "native", "reason": None},
                {
                    "qualname": "Cart.shown", "line": 8, "tier": "bytecode",
                    "reason": "needs-frame",
                    "message": "'locals()' is read here", "hint": "pass the names", "at": [11, 16],
                },
                {
                    "qualname": "Cart.shown.<locals>.inner", "line": 9, "tier": "native",
                    "reason": None,
                },
            ],
        }
    ],
}  # fmt: skip


class Reader(HTMLParser):
    """Collects (class, title, text) of the lines of source, and checks that tags are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[list[str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)
        values = dict(attrs)
        assert "src" not in values
        assert "href" not in values
        if tag == "span" and "pre" in self.open:
            self.lines.append([values.get("class") or "", values.get("title") or "", ""])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "pre" in self.open and self.lines:
            self.lines[-1][2] += data


def read(page: str) -> list[list[str]]:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader.lines


def test_table_names_counts_reason_and_place() -> None:
    table = coverage.format_table(REPORT)
    assert "shop.cart          3       2   66.7 %" in table
    assert "statements: 2 of 4 native (50.0 %)" in table
    assert "1  needs-frame  'locals()' is read here  shop/cart.py:11:16 Cart.shown()" in table
    assert "hint: pass the names" in table


def test_table_of_nothing() -> None:
    empty = {"totals": dict.fromkeys(REPORT["totals"], 0), "modules": []}
    assert "100.0 %" in coverage.format_table(empty)


def test_each_line_has_the_colour_of_its_innermost_function() -> None:
    lines = read(html.render(REPORT, {"shop/cart.py": SOURCE}))
    assert [line[0] for line in lines] == [
        "once", "once", "native", "native", "native", "once", "once",
        "bytecode", "native", "native", "bytecode", "bytecode why",
    ]  # fmt: skip


def test_reason_is_on_hover_and_below_its_line() -> None:
    lines = read(html.render(REPORT, {"shop/cart.py": SOURCE}))
    title = lines[-2][1]
    assert title.startswith("Cart.shown() is bytecode: 'locals()' is read here [needs-frame]")
    assert lines[-1][2].index("^") == lines[-2][2].index("locals()")


def test_page_escapes_source_and_is_complete_without_it() -> None:
    page = html.render(REPORT, {"shop/cart.py": SOURCE})
    assert "x &lt; 1 and &quot;&amp;&quot;" in page
    assert page == html.render(REPORT, {"shop/cart.py": SOURCE})
    assert not read(html.render(REPORT, {}))
    assert read(html.render(REPORT, {"shop/cart.py": "not python ("}))
