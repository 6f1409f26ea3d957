# SPDX-License-Identifier: Apache-2.0
"""Where a key or a string stands in a TOML file, since `tomllib` does not tell.

    find_key(text, ("tool", "aot"), "hint")  ->  Span of `hint` in line 9

This reads lines, not TOML: the file has been parsed by `tomllib` before, so it is well formed, and
a wrong guess costs a worse message only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aot_build.diagnostics import Span

TABLE = ("tool", "aot")
"""The table that is ours."""

_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


@dataclass(frozen=True)
class TomlFile:
    """A TOML file's name, for messages, and its text."""

    name: str
    text: str

    def find_table(self, path: tuple[str, ...]) -> Span:
        """The header of the table *path*, or the file when it has none."""
        for number, line in enumerate(self.text.splitlines(), 1):
            header = _HEADER.match(line)
            if header and _parts(header[1]) == path:
                start = line.index("[") + 1
                return Span(self.name, number, start, number, len(line.rstrip()) + 1)
        return Span(self.name)

    def find_key(self, table: tuple[str, ...], key: str) -> Span:
        """The name of *key* in *table*; the table's header if the key is written in another way."""
        for number, line, full in self._keys():
            if full == (*table, key):
                equals = line.index("=")
                written = line[:equals].rstrip()
                start = max(written.rfind(key), 0) + 1
                return Span(self.name, number, start, number, start + len(key))
        return self.find_table(table)

    def find_value(self, table: tuple[str, ...], key: str) -> Span:
        """The value of *key* in *table*, as far as it goes on the line of the key."""
        where = self.find_key(table, key)
        if not where.line or where.column == 0:
            return where
        line = self.text.splitlines()[where.line - 1]
        equals = line.find("=")
        value = line[equals + 1 :].split("#")[0]
        if equals < 0 or not value.strip():
            return where
        start = equals + 2 + len(value) - len(value.lstrip())
        return Span(self.name, where.line, start, where.line, start + len(value.strip()))

    def find_string(self, table: tuple[str, ...], key: str, string: str) -> Span:
        """The string literal *string* in the value of *key*; the key when it is not found."""
        where = self.find_key(table, key)
        lines = self.text.splitlines()
        for number in range(where.line, len(lines) + 1):
            line = lines[number - 1]
            if number > where.line and (_HEADER.match(line) or _KEY.match(line)):
                break
            for quoted in (f'"{string}"', f"'{string}'"):
                start = line.find(quoted) + 1
                if start:
                    return Span(self.name, number, start, number, start + len(quoted))
        return where

    def _keys(self) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """Each line that begins with a key: number, text, and the key's full path."""
        table: tuple[str, ...] = ()
        quote = ""  # the triple quote of a string that goes on over lines
        for number, line in enumerate(self.text.splitlines(), 1):
            if quote:
                quote = "" if quote in line else quote
                continue
            header = _HEADER.match(line)
            key = _KEY.match(line)
            if key:
                yield number, line, (*table, *_parts(key[1]))
                quote = next((q for q in ('"""', "'''") if line.count(q) % 2), "")
            elif header:
                table = _parts(header[1])


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def shown_value(raw: object) -> str:
    """A value as a message quotes it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, str):
        return f'"{raw}"'
    if isinstance(raw, (int, float)):
        return str(raw)
    if isinstance(raw, list):
        return "a list like that"
    return "a table" if isinstance(raw, dict) else f"a {type(raw).__name__}"
