# SPDX-License-Identifier: Apache-2.0
"""Configuration: the `[tool.aot]` table and the `-C` settings of a build, checked.

    [tool.aot]
    hint = "check"        pyproject.toml:9:1: error: unknown key 'tool.aot.hint' [config]
                                = hint: did you mean 'hints'?

`-C` settings with a name of ours are ours; the others go to the base backend, unless they look like
one of ours misspelt. `-C base.NAME=VALUE` always goes to the base backend.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aot_build.diagnostics import Diagnostic, Severity, Span, UserError, shown_path
from aot_build.options import (
    FLAGS,
    FLAGS_VARIABLE,
    Flag,
    Options,
    Value,
    config_error,
    environment_values,
    parse_settings,
    suggest,
)
from aot_build.pep517.executables import EXECUTABLES, Executable, read_executables
from aot_build.pep517.toml_positions import TABLE, TomlFile, shown_value

BASE_PREFIX = "base."

Settings = Mapping[str, Any]
"""What a front end passes as `config_settings`: strings, lists of strings, None."""


@dataclass(frozen=True)
class Config:
    """The options of one project and build, and where its patterns are written."""

    options: Options
    project: dict[str, Any] = field(default_factory=dict)
    base_settings: dict[str, Any] = field(default_factory=dict)
    file: TomlFile | None = None
    root: Path | None = None
    doors: tuple[tuple[str, Mapping[str, Value]], ...] = ()
    executables: tuple[Executable, ...] = ()

    def span_of(self, key: str, pattern: str) -> Span | None:
        """Where *pattern* is written in `[tool.aot]`; None when it came by another door."""
        written = self.project.get("tool", {}).get("aot", {}).get(key, ())
        if self.file is None or pattern not in written:
            return None
        return self.file.find_string(TABLE, key, pattern)

    def door_of(self, key: str, pattern: str) -> str:
        """The last door by which *pattern* came, as a user writes it: `--exclude`, `-C exclude`."""
        came = [door for door, values in self.doors if pattern in _patterns(values.get(key))]
        door = came[-1] if came else ""
        return {"--": f"--{key}", "-C": f"-C {key}"}.get(door, door or key)


def read_config(
    root: Path,
    settings: Settings | None = None,
    more: Mapping[str, Value] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Config:
    """The configuration of the project in *root*.

    *settings* are `-C` settings, *more* what a command line added. Raises UserError with every
    mistake found.
    """
    file, project = read_pyproject(root)
    table = check_table(file, project) if file else {}
    ours, base = split_settings(settings or {})
    options = Options().with_values(table)
    doors = (
        (FLAGS_VARIABLE, environment_values(environ)),
        ("-C", parse_settings(ours, "-C")),
        ("--", more or {}),
    )
    for _, values in doors:
        options = options.with_values(values)
    executables = read_executables(file, project)[0] if file else []
    return Config(options, project, base, file, root, doors, tuple(executables))


def _patterns(value: Value | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def read_pyproject(root: Path) -> tuple[TomlFile | None, dict[str, Any]]:
    """`pyproject.toml` of *root* as text and as data; (None, {}) when there is none."""
    path = root / "pyproject.toml"
    if not path.is_file():
        return None, {}
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"byte {error.start} is 0x{error.object[error.start]:02x}"
        message = f"not UTF-8, which TOML must be: {byte}"
        raise UserError(_error(message, Span(shown_path(path)))) from None
    file = TomlFile(shown_path(path), text)
    try:
        return file, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(_syntax_error(file, str(error))) from None


def check_table(file: TomlFile, project: Mapping[str, Any]) -> dict[str, Value]:
    """The values of `[tool.aot]`, by key. Raises UserError with every mistake in it."""
    tool = project.get("tool", {})
    table = tool.get("aot", {}) if isinstance(tool, dict) else {}
    if not isinstance(table, dict):
        raise UserError(_error("'tool.aot' must be a table", file.find_key(("tool",), "aot")))
    problems: list[Diagnostic] = []
    values: dict[str, Value] = {}
    for key, raw in table.items():
        if key == EXECUTABLES:
            problems += read_executables(file, project)[1]
            continue
        flag = FLAGS.get(key)
        if flag is None or not flag.in_project:
            problems.append(_unknown_key(file, key, flag))
            continue
        value = flag.accept(raw)
        if value is None:
            problems.append(_wrong_value(file, flag, raw))
        else:
            values[key] = value
    if problems:
        raise UserError(problems)
    return values


def split_settings(settings: Settings) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    """*settings* as (ours, the base backend's). Raises UserError for one of ours misspelt."""
    ours: list[tuple[str, str]] = []
    base: dict[str, Any] = {}
    problems = []
    for key, value in settings.items():
        hint = None if key.startswith("-") else suggest(key, FLAGS)
        if key.startswith(BASE_PREFIX):
            base[key.removeprefix(BASE_PREFIX)] = value
        elif key in FLAGS:
            ours += [(key, item) for item in _texts(value)]
        elif hint:
            hint += f" To pass it to the base backend, write -C {BASE_PREFIX}{key}=..."
            problems.append(config_error(f"unknown key '{key}' in -C", hint))
        else:
            base[key] = value
    if problems:
        raise UserError(problems)
    return ours, base


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return ["" if value is None else str(value)]


def _unknown_key(file: TomlFile, key: str, flag: Flag | None) -> Diagnostic:
    span = file.find_key(TABLE, key)
    if flag is not None:
        hint = f"'{key}' is a matter of one build: -C {key}=... or --{key}"
        return _error(f"'{key}' does not belong in [tool.aot]", span, hint)
    in_project = [flag.key for flag in FLAGS.values() if flag.in_project] + [EXECUTABLES]
    hint = suggest(key, in_project) or f"known keys: {', '.join(in_project)}"
    return _error(f"unknown key 'tool.aot.{key}'", span, hint)


def _wrong_value(file: TomlFile, flag: Flag, raw: object) -> Diagnostic:
    span = file.find_value(TABLE, flag.key)
    hint = suggest(raw, flag.choices) if isinstance(raw, str) else None
    if isinstance(raw, str) and flag.kind == "list":
        hint = f'write {flag.key} = ["{raw}"]'
    message = f"'tool.aot.{flag.key}' must be {flag.expected()}, not {shown_value(raw)}"
    return _error(message, span, hint)


def _syntax_error(file: TomlFile, text: str) -> Diagnostic:
    place = re.search(r" \(at line (\d+), column (\d+)\)$", text)
    if place is None:
        lines = file.text.rstrip("\n").split("\n")
        span = Span(file.name, len(lines), len(lines[-1]) + 1)
        return _error(text.replace(" (at end of document)", " at the end of the file"), span)
    span = Span(file.name, int(place[1]), int(place[2]))
    return _error(text[: place.start()], span)


def _error(message: str, span: Span | None, hint: str | None = None) -> Diagnostic:
    return Diagnostic(Severity.ERROR, message, span, "config", hint)
