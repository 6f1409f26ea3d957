# SPDX-License-Identifier: Apache-2.0
"""A compiler that compiles nothing: its libraries are a few bytes that name their modules.

It has the interface of `aot_build.pipeline`, so that what surrounds the compiler is tested alone.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aot_build.diagnostics import Diagnostic, Severity, Span, UserError

SUFFIX = ".cpython-fake.so"


@dataclass(frozen=True)
class SourceModule:
    name: str
    path: Path
    is_package: bool
    relpath: str


@dataclass(frozen=True)
class Unit:
    name: str
    is_package: bool
    modules: tuple[SourceModule, ...]


@dataclass(frozen=True)
class BuiltUnit:
    unit: Unit
    library: Path | None
    relpath: str
    report: dict[str, Any]


def compile_units(
    units: Sequence[Unit], out_dir: Path, options: Any, progress: Any
) -> list[BuiltUnit]:
    built = []
    with progress.task("compile", len(units), "unit") as task:
        for unit in units:
            report = report_units([unit], options, progress)
            stem = unit.name.replace(".", "/") + ("/__init__" if unit.is_package else "")
            relpath = stem + SUFFIX
            library = None
            if report["totals"]["functions"]:
                library = out_dir / relpath
                library.parent.mkdir(parents=True, exist_ok=True)
                names = [module.name for module in unit.modules]
                library.write_text(json.dumps({"aot_build": "fake", "modules": names}))
            built.append(BuiltUnit(unit, library, relpath, report))
            task.advance(unit.name)
    return built


def report_units(units: Sequence[Unit], options: Any, progress: Any) -> dict[str, Any]:
    modules = []
    for module in (module for unit in units for module in unit.modules):
        functions = [
            {"qualname": node.name, "line": node.lineno, "tier": "native", "reason": None}
            for node in ast.walk(_parse(module))
            if isinstance(node, ast.FunctionDef)
        ]
        modules.append(
            {"name": module.name, "file": module.relpath, "functions": functions, "imports": []}
        )
    count = sum(len(module["functions"]) for module in modules)
    totals = {"functions": count, "native": count, "bytecode": 0}
    return {"totals": totals | {"statements": 0, "native_statements": 0}, "modules": modules}


def _parse(module: SourceModule) -> ast.Module:
    try:
        return ast.parse(module.path.read_bytes())
    except SyntaxError as error:
        span = Span(str(module.path), error.lineno or 0, error.offset or 0)
        message = f"syntax error: {error.msg}"
        raise UserError(Diagnostic(Severity.ERROR, message, span, "syntax")) from None
