# SPDX-License-Identifier: Apache-2.0
"""Source: the bytes of one Python file, and the text they stand for (PEP 263)."""

from __future__ import annotations

import io
import tokenize
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from aot_build.diagnostics import Diagnostic, Severity, Span, UserError


@dataclass(frozen=True)
class Source:
    """One file: *data* is what CPython compiles, *text* the same decoded, with "\\n" line ends."""

    path: Path
    filename: str  # the name to show in messages
    data: bytes
    text: str
    encoding: str

    def line(self, number: int) -> str:
        """Line *number*, from 1 as the tokenizer counts, without its end; "" when there is none.

        Not `str.splitlines`: a form feed or a U+2028 does not end a line of Python.
        """
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")


def read_source(path: Path, filename: str | None = None) -> Source:
    """Read a file; UserError when it cannot be read, or decoded as it declares."""
    shown = str(path) if filename is None else filename
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _error(f"cannot read the file: {error.strerror}", Span(shown), "read") from None
    return decode_source(path, shown, data)


def decode_source(path: Path, filename: str, data: bytes) -> Source:
    """The Source that *data* is; UserError when it cannot be decoded as it declares."""
    encoding = _detect_encoding(filename, data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line_start = before.rfind(b"\n") + 1
        line = before.count(b"\n") + 1
        column = len(before[line_start:].decode(encoding, "replace")) + 1
        raise _error(
            f"byte 0x{data[error.start]:02x} is not {encoding}",
            Span(filename, line, column),
            "encoding",
            "save the file as UTF-8, or declare its encoding: # -*- coding: NAME -*- (PEP 263)",
        ) from None
    return Source(path, filename, data, text.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def _detect_encoding(filename: str, data: bytes) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        line = _cookie_line(data)
        if line:
            raise _error(
                str(error.msg), Span(filename, line), "encoding", "use one that Python knows"
            ) from None
        # Its first two lines are not UTF-8 and declare nothing: decoding says which byte.
        return "utf-8"
    return encoding


def _cookie_line(data: bytes) -> int:
    """The line (1 or 2) that seems to declare an encoding, or 0."""
    for number, line in enumerate(data.split(b"\n", 2)[:2], 1):
        if b"coding" in line:
            return number
    return 0


def _error(message: str, span: Span, code: str, hint: str | None = None) -> UserError:
    return UserError(Diagnostic(Severity.ERROR, message, span, code, hint))
