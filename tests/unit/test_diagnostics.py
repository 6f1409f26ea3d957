# SPDX-License-Identifier: Apache-2.0
"""How messages look: the excerpt, the caret under wide and tabbed text, the hint, the colours."""

from __future__ import annotations

import ast
import io

import pytest

from aot_build import diagnostics
from aot_build.diagnostics import Diagnostic, Diagnostics, InternalError, Severity, Span, UserError


def shown(diagnostic: Diagnostic, text: str) -> str:
    return diagnostics.render(diagnostic, source_line=lambda file, line: text)


def test_message_with_excerpt_caret_and_hint() -> None:
    message = Diagnostic(
        Severity.NOTE,
        "total() is not native: 'locals()' is read here",
        Span("shop/cart.py", 12, 19, 12, 27),
        "needs-frame",
        "pass the names it needs, and total() becomes native",
    )
    assert shown(message, "    return render(locals())").splitlines() == [
        "shop/cart.py:12:19: note: total() is not native: 'locals()' is read here [needs-frame]",
        "   12 |     return render(locals())",
        "      |                   ^^^^^^^^",
        "      = hint: pass the names it needs, and total() becomes native",
    ]


def test_message_without_a_place() -> None:
    assert shown(Diagnostic(Severity.ERROR, "no linker works"), "") == "error: no linker works"


@pytest.mark.parametrize(
    ("text", "span", "caret"),
    [
        ("\tx = 1", Span("f", 1, 2, 1, 3), "    ^"),
        ("s = '日本' + x", Span("f", 1, 5, 1, 9), "    ^^^^^^"),
        ("x = (", Span("f", 1, 5, 3, 2), "    ^"),
        ("x = 1", Span("f", 1, 3), "  ^"),
        ("x = 1", Span("f", 1, 99), "     ^"),
    ],
    ids=["tab", "wide", "several lines", "no end", "past the end"],
)
def test_caret_is_below_the_text(text: str, span: Span, caret: str) -> None:
    last = shown(Diagnostic(Severity.ERROR, "m", span), text).splitlines()[-1]
    assert last == "      | " + caret


def test_span_of_a_node_counts_characters() -> None:
    text = "é = ('日本', y)"
    name = ast.parse(text).body[0]
    assert isinstance(name, ast.Assign)
    assert isinstance(name.value, ast.Tuple)
    span = Span.from_node("f.py", name.value.elts[1], text)
    assert (span.column, span.end_column) == (12, 13)
    assert text[span.column - 1 : span.end_column - 1] == "y"


def test_colours_only_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert diagnostics.use_color(Terminal())
    assert not diagnostics.use_color(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not diagnostics.use_color(Terminal())


def test_errors_are_gathered_before_stopping() -> None:
    found = Diagnostics()
    found.note("just so")
    found.raise_errors()
    found.error("one")
    found.error("two", hint="try three")
    with pytest.raises(UserError) as caught:
        found.raise_errors()
    assert [item.message for item in caught.value.diagnostics] == ["just so", "one", "two"]
    assert caught.value.exit_code == 1


def test_bug_names_its_place() -> None:
    bug = InternalError("no rep", room="lower", function="a.f", ir_path="f.ir")
    assert bug.exit_code == 70
    assert str(bug).splitlines()[0] == "error: internal error (lower, in a.f): no rep"
    assert "--from-ir f.ir" in str(bug)
