# SPDX-License-Identifier: Apache-2.0
"""Executables: `[tool.aot.executables]`, the programs of a project that need no Python.

[tool.aot.executables]
shop = "shop.cli:main"
shop-admin = { module = "shop.admin", include = ["shop.plugins.csv"], static = true }
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aot_build.diagnostics import Diagnostic, Severity, Span
from aot_build.options import suggest
from aot_build.pep517.toml_positions import TABLE, TomlFile, shown_value

EXECUTABLES = "executables"
_TABLE = (*TABLE, EXECUTABLES)
_NAME = re.compile(r"\w[\w.-]*")
_STRINGS = "a list of strings"
_KEYS = {
    "entry": "a string",
    "module": "a string",
    "include": _STRINGS,
    "collect-data": _STRINGS,
    "static": "true or false",
}


@dataclass(frozen=True)
class Executable:
    """One program of a project."""

    name: str
    span: Span
    """Where it is written."""
    entry: str = ""
    """A function, as in `[project.scripts]`; or else a `module`, as for `python -m`."""
    module: str = ""
    include: tuple[str, ...] = ()
    collect_data: tuple[str, ...] = ()
    static: bool = False

    @property
    def start(self) -> str:
        """The module that it begins in."""
        return self.module or self.entry.partition(":")[0]


def read_executables(
    file: TomlFile, project: Mapping[str, Any]
) -> tuple[list[Executable], list[Diagnostic]]:
    """The executables of a project, and the mistakes in their table."""
    table = project.get("tool", {}).get("aot", {}).get(EXECUTABLES, {})
    if not isinstance(table, dict):
        message = f"'tool.aot.{EXECUTABLES}' must be a table, not {shown_value(table)}"
        hint = 'write NAME = "PACKAGE.MODULE:FUNCTION" below [tool.aot.executables]'
        return [], [_error(message, file.find_value(TABLE, EXECUTABLES), hint)]
    found: list[Executable] = []
    problems: list[Diagnostic] = []
    for name, raw in table.items():
        reader = _Reader(file, name)
        executable = reader.read(raw)
        problems += reader.problems
        if executable is not None and not reader.problems:
            found.append(executable)
    return found, problems


class _Reader:
    """Reads one row of the table."""

    def __init__(self, file: TomlFile, name: str) -> None:
        self.file = file
        self.name = name
        self.problems: list[Diagnostic] = []

    def read(self, raw: object) -> Executable | None:
        span = self.file.find_value(_TABLE, self.name)
        if not _NAME.fullmatch(self.name):
            self.problem(f"'{self.name}' cannot be the name of an executable")
        if isinstance(raw, str):
            return Executable(self.name, span, entry=raw)
        if not isinstance(raw, dict):
            self.problem(f"must be a string or a table, not {shown_value(raw)}", span=span)
            return None
        values = {key: self.value(key, value) for key, value in raw.items()}
        if ("entry" in raw) == ("module" in raw):
            self.problem("must have one of the keys 'entry' and 'module'", span=span)
        if self.problems:
            return None
        return Executable(
            self.name, span, **{key.replace("-", "_"): value for key, value in values.items()}
        )

    def value(self, key: str, raw: object) -> Any:
        """A value of a table, checked."""
        span = self.file.find_value((*_TABLE, self.name), key)
        if not span.line:  # an inline table
            span = self.file.find_value(_TABLE, self.name)
        expected = _KEYS.get(key)
        if expected is None:
            hint = suggest(key, _KEYS) or f"known keys: {', '.join(_KEYS)}"
            self.problem(f"unknown key '{key}'", hint, span)
        elif expected == _STRINGS:
            if isinstance(raw, list) and all(isinstance(item, str) for item in raw):
                return tuple(raw)
            self.problem(f"'{key}' must be {expected}, not {shown_value(raw)}", span=span)
        elif not isinstance(raw, bool if key == "static" else str):
            self.problem(f"'{key}' must be {expected}, not {shown_value(raw)}", span=span)
        return raw

    def problem(self, message: str, hint: str | None = None, span: Span | None = None) -> None:
        place = span or self.file.find_key(_TABLE, self.name)
        full = f"tool.aot.{EXECUTABLES}.{self.name}"
        self.problems.append(_error(f"'{full}': {message}", place, hint))


def _error(message: str, span: Span | None, hint: str | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, message, span, "config", hint)
