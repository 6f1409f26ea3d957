# SPDX-License-Identifier: Apache-2.0
"""Diagnostics: what is said to the user, and how it looks.

    pyproject.toml:9:1: error: unknown key 'tool.aot.hint' [config]
       9 | hint = "check"
         | ^^^^
         = hint: did you mean 'hints'?

Columns count characters from 1. (`ast` counts UTF-8 bytes from 0; `Span.from_node` converts.)
A room gathers all its messages before it stops: `Diagnostics` collects, `raise_errors` ends.
"""

from __future__ import annotations

import ast
import enum
import linecache
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

TAB_WIDTH = 4

EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_BUG = 70

REPORT_BUGS_TO = "the issue tracker of aot_build"

SourceLine = Callable[[str, int], str]


class Severity(enum.StrEnum):
    """How bad it is: only an error stops a build."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of one file: lines and columns from 1, the end exclusive. 0 means "unknown"."""

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    @classmethod
    def from_node(cls, file: str, node: ast.expr | ast.stmt, line_text: str) -> Span:
        """The span of an AST node; *line_text* is its first line, to turn bytes into characters."""
        start = _characters(line_text, node.col_offset)
        end_line = node.end_lineno or node.lineno
        end_offset = node.end_col_offset or node.col_offset
        end = _characters(line_text, end_offset) if end_line == node.lineno else end_offset
        return cls(file, node.lineno, start + 1, end_line, end + 1)

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True)
class Diagnostic:
    """One message: what, where, a stable code to search for, and what to do about it."""

    severity: Severity
    message: str
    span: Span | None = None
    code: str | None = None
    hint: str | None = None

    def __post_init__(self) -> None:
        # Accept "error" as well as Severity.ERROR, so that tables of messages stay plain text.
        object.__setattr__(self, "severity", Severity(self.severity))

    def __str__(self) -> str:
        return render(self, color=False, source_line=no_source)


class AotError(Exception):
    """Whatever aot_build raises itself."""

    exit_code = EXIT_ERROR


class UserError(AotError):
    """A mistake of the user's, or of their machine: all its messages, never a traceback."""

    def __init__(self, diagnostics: Diagnostic | Iterable[Diagnostic] | str) -> None:
        if isinstance(diagnostics, str):
            diagnostics = Diagnostic(Severity.ERROR, diagnostics)
        if isinstance(diagnostics, Diagnostic):
            diagnostics = (diagnostics,)
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(str(item) for item in self.diagnostics)


class InternalError(AotError):
    """A bug in aot_build: names the room, pass and function, and where the IR was saved."""

    exit_code = EXIT_BUG

    def __init__(
        self,
        message: str,
        *,
        room: str | None = None,
        pass_name: str | None = None,
        function: str | None = None,
        ir_path: str | None = None,
    ) -> None:
        super().__init__(message)
        self.room = room
        self.pass_name = pass_name
        self.function = function
        self.ir_path = ir_path

    def where(self) -> str:
        """`lower, pass gvn, in shop.cart.total`, or "" when nothing is known."""
        parts = []
        if self.room:
            parts.append(self.room)
        if self.pass_name:
            parts.append(f"pass {self.pass_name}")
        if self.function:
            parts.append(f"in {self.function}")
        return ", ".join(parts)

    def __str__(self) -> str:
        where = self.where()
        lines = [f"error: internal error{f' ({where})' if where else ''}: {self.args[0]}"]
        if self.ir_path:
            lines.append(f"  = the IR is saved: replay it with --from-ir {self.ir_path}")
        lines.append(f"  = this is a bug in aot_build; please report it to {REPORT_BUGS_TO}")
        return "\n".join(lines)


@dataclass
class Diagnostics:
    """The messages of one room, gathered before it stops."""

    items: list[Diagnostic] = field(default_factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep one more."""
        self.items.append(diagnostic)

    def error(
        self,
        message: str,
        span: Span | None = None,
        code: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Keep one more error."""
        self.add(Diagnostic(Severity.ERROR, message, span, code, hint))

    def warning(
        self,
        message: str,
        span: Span | None = None,
        code: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Keep one more warning."""
        self.add(Diagnostic(Severity.WARNING, message, span, code, hint))

    def note(
        self,
        message: str,
        span: Span | None = None,
        code: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Keep one more note."""
        self.add(Diagnostic(Severity.NOTE, message, span, code, hint))

    def raise_errors(self) -> None:
        """Raise UserError with everything gathered when one of them is an error."""
        if any(item.severity is Severity.ERROR for item in self.items):
            raise UserError(self.items)


_Painter = Callable[[str, str], str]

_STYLES = {"error": "1;31", "warning": "1;35", "note": "1;36", "place": "1", "gutter": "34"}


def _paint(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def _plain(text: str, style: str) -> str:
    return text


def no_source(file: str, line: int) -> str:
    """A `SourceLine` that knows no source: messages are then one line and a hint."""
    return ""


def read_source(file: str, line: int) -> str:
    """The line of that file, decoded as its encoding cookie says, or "" when it cannot be read."""
    try:
        return linecache.getline(file, line).rstrip("\r\n\f")
    except UnicodeError:  # not one of the kind that linecache expects: codecs such as UTF-16
        return ""


def shown_path(path: Path) -> str:
    """*path* as messages name it: relative to the current folder when it lies there."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def use_color(stream: TextIO | None = None) -> bool:
    """Colour only in a terminal; NO_COLOR and TERM=dumb are honoured (no-color.org)."""
    stream = sys.stderr if stream is None else stream
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(getattr(stream, "isatty", lambda: False)())


def render(
    diagnostic: Diagnostic, *, color: bool = False, source_line: SourceLine = read_source
) -> str:
    """The message as text of one or more lines, without a final newline."""
    paint: _Painter = _paint if color else _plain
    span = diagnostic.span
    place = paint(f"{span}:", "place") + " " if span else ""
    code = f" [{diagnostic.code}]" if diagnostic.code else ""
    kind = paint(f"{diagnostic.severity}:", diagnostic.severity.value)
    lines = [f"{place}{kind} {diagnostic.message}{code}"]
    text = source_line(span.file, span.line) if span and span.line else ""
    if span and text:
        lines += _excerpt(span, text, diagnostic.severity.value, paint)
    if diagnostic.hint:
        lines.append(f"{paint('      =', 'gutter')} hint: {diagnostic.hint}")
    return "\n".join(lines)


def render_all(
    diagnostics: Sequence[Diagnostic], *, color: bool = False, source_line: SourceLine = read_source
) -> str:
    """All messages in the order given, one block each."""
    return "\n".join(render(item, color=color, source_line=source_line) for item in diagnostics)


def _excerpt(span: Span, text: str, style: str, paint: _Painter) -> list[str]:
    number = f"{span.line:5d} |"
    shown = f"{paint(number, 'gutter')} {text.expandtabs(TAB_WIDTH)}".rstrip()
    if not span.column:
        return [shown]
    start = min(span.column - 1, len(text))
    end = len(text)
    if span.end_line in (0, span.line) and span.end_column > span.column:
        end = min(span.end_column - 1, len(text))
    elif span.end_line in (0, span.line):
        end = start + 1
    before = text[:start].expandtabs(TAB_WIDTH)
    marked = text[:end].expandtabs(TAB_WIDTH)[len(before) :]
    caret = "^" * max(1, _width(marked))
    gutter = paint("      |", "gutter")
    return [shown, f"{gutter} {' ' * _width(before)}{paint(caret, style)}"]


def _characters(line_text: str, offset: int) -> int:
    """How many characters the first *offset* UTF-8 bytes of the line are."""
    return len(line_text.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "replace"))


def _width(text: str) -> int:
    """Terminal columns: wide characters take two, combining ones none (Unicode annex 11)."""
    width = 0
    for character in text:
        if unicodedata.combining(character):
            continue
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width
