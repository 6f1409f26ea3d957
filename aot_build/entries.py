# SPDX-License-Identifier: Apache-2.0
"""A module's entry in the report: for each function, native or not, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from aot_build.front.imports import module_imports
from aot_build.front.parse import ParsedModule, parse_module
from aot_build.front.scopes import resolve_module
from aot_build.front.source import read_source
from aot_build.lower.module import FunctionReport, lower_module


def report_module(name: str, path: Path, is_package: bool, relpath: str) -> dict[str, Any]:
    """The report entry of a module, without generating code."""
    parsed = parse_module(read_source(path), path.name)
    _, functions = lower_module(resolve_module(parsed))
    return module_entry(name, relpath, is_package, parsed, functions)


def module_entry(
    name: str, file: str, is_package: bool, parsed: ParsedModule, functions: list[FunctionReport]
) -> dict[str, Any]:
    """A module's entry in the report."""
    native = [fn for fn in functions if fn.tier == "native"]
    return {
        "name": name,
        "file": file,
        "functions": [function_entry(fn) for fn in functions],
        "imports": module_imports(parsed.tree, name, is_package),
        "totals": {
            "functions": len(functions),
            "native": len(native),
            "bytecode": len(functions) - len(native),
            "statements": sum(fn.statements for fn in functions),
            "native_statements": sum(fn.statements for fn in native),
        },
    }


def function_entry(fn: FunctionReport) -> dict[str, Any]:
    """A function's entry in the report."""
    entry: dict[str, Any] = {
        "qualname": fn.qualname,
        "line": fn.line,
        "tier": fn.tier,
        "reason": fn.reason,
    }
    if fn.tier != "native":
        entry |= {"message": fn.message, "hint": fn.hint}
        if fn.span is not None:
            entry["at"] = [fn.span.line, fn.span.column]
    return entry


def bytecode_instead(entry: FunctionReport, error: str) -> FunctionReport:
    """The report of a function that was to be native, and that we failed on."""
    hint = "please report this: it is a bug in aot_build"
    return replace(entry, tier="bytecode", reason="internal", message=error, hint=hint)
