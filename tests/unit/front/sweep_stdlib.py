# SPDX-License-Identifier: Apache-2.0
"""Sweep: the front end over every module of the running interpreter's standard library.

    python tests/unit/front/sweep_stdlib.py [FOLDER]

Not a test of `make test`: it takes minutes. Exits with 1 when a function is matched with a code
object that cannot be its own, when a name is not where the scope says it is, or when more than
0.5 % of the functions are left out.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import dis
import os
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import CodeType

from aot_build.diagnostics import UserError
from aot_build.front.bindings import nodes_in_frame
from aot_build.front.codes import COMPREHENSION_NODES, code_name
from aot_build.front.imports import module_imports
from aot_build.front.parse import parse_module
from aot_build.front.positions import PositionMap
from aot_build.front.scopes import FunctionScope, ModuleScopes, resolve_module
from aot_build.front.source import read_source

MAX_LEFT_OUT = 0.005
SHOWN = 20
OPCODES = {
    "LOAD_CLOSURE": ("cell", "free"),
    "LOAD_DEREF": ("cell", "free"),
    "LOAD_FAST": ("local", "cell", "free"),
    "LOAD_FAST_CHECK": ("local",),
    "LOAD_GLOBAL": ("global",),
}


class Sweep:
    """Counts, and the first few of everything suspicious."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.curious: list[str] = []

    def module(self, path: Path) -> None:
        """Check one file; those that Python refuses are only counted."""
        try:
            parsed = parse_module(read_source(path), str(path))
        except UserError:
            self.counts["not Python"] += 1
            return
        module = resolve_module(parsed)
        module_imports(parsed.tree, path.stem, False)
        self.counts["modules"] += 1
        self.counts["functions"] += len(module.functions)
        self.counts["left out"] += len(module.left_out)
        for left_out in module.left_out:
            self.curious.append(f"{path}:{left_out.node.lineno}: left out: {left_out.reason}")
        self._indexes(path, module)
        for scope in module.functions:
            self._function(path, scope)

    def _problem(self, path: Path, scope: FunctionScope, message: str) -> None:
        self.problems.append(f"{path}:{scope.node.lineno}: {scope.qualname}: {message}")

    def _indexes(self, path: Path, module: ModuleScopes) -> None:
        codes = list(walk_codes(module.parsed.code))
        if len(codes) != module.total_codes:
            self.problems.append(f"{path}: {len(codes)} code objects, not {module.total_codes}")
        for scope in module.functions:
            if codes[scope.code_index] is not scope.code:
                self._problem(path, scope, "wrong code index")

    def _function(self, path: Path, scope: FunctionScope) -> None:
        node, code = scope.node, scope.code
        first = node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.decorator_list:
            first = node.decorator_list[0]
        if (code.co_name, code.co_firstlineno) != (code_name(node), first.lineno):
            self._problem(path, scope, f"matched with {code}")
        start, end = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
        for line, end_line, column, end_column in code.co_positions():
            known = None not in (line, end_line, column, end_column)
            if known and (line, column) != (code.co_firstlineno, 0) and end_column:
                inside = start <= (line, column) and (end_line, end_column) <= end
                if not inside:
                    self._problem(path, scope, f"code at {line}:{column} is outside of the node")
                    break
        if scope.localsplus != localsplus_of(code):
            self._problem(path, scope, f"variables are {localsplus_of(code)}")
        self._names(path, scope)
        self._flow(path, scope)
        self._positions(path, scope)

    def _names(self, path: Path, scope: FunctionScope) -> None:
        code = scope.code
        known = {*code.co_varnames, *code.co_cellvars, *code.co_freevars, *code.co_names}
        positions = list(code.co_positions())
        by_place = {
            positions[item.offset // 2]: item
            for item in dis.get_instructions(code)
            if item.opname.startswith("LOAD_")
        }
        in_comprehension = {
            inner
            for node in nodes_in_frame(scope.node, scope.compiled)
            if isinstance(node, COMPREHENSION_NODES) and node not in scope.compiled
            for inner in ast.walk(node)
        }
        for node in nodes_in_frame(scope.node, scope.compiled):
            if not isinstance(node, ast.Name):
                continue
            self.counts["names"] += 1
            name = scope.mangle(node.id)
            if name not in known:
                self.counts["names without code"] += 1
                self.curious.append(f"{path}:{node.lineno}: {node.id} is not in the code")
            item = by_place.get(
                (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)
            )
            if item is None or item.argval != name or node in in_comprehension:
                continue
            self.counts["names looked at"] += 1
            if scope.classify(name) not in OPCODES.get(item.opname, ()):
                self._problem(path, scope, f"{name} is {scope.classify(name)}: {item.opname}")

    def _flow(self, path: Path, scope: FunctionScope) -> None:
        """Since 3.12 the compiler does the same analysis; it need not agree, only be looked at."""
        certain = scope.definitely_assigned
        checked = set()
        unchecked = set()
        positions = list(scope.code.co_positions())
        for item in dis.get_instructions(scope.code):
            if item.opname == "LOAD_FAST_CHECK":
                checked.add(positions[item.offset // 2])
            elif item.opname.startswith("LOAD_FAST"):
                unchecked.add(positions[item.offset // 2])
        for node in nodes_in_frame(scope.node, scope.compiled):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
                place = (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset)
                if node in certain:
                    self.counts["certain reads"] += 1
                    if place in checked:
                        self.counts["certain here, checked by CPython"] += 1
                        self.curious.append(f"{path}:{node.lineno}: {node.id}: certain only here")
                elif sys.version_info >= (3, 12) and place in unchecked - checked:
                    self.counts["unchecked by CPython, not certain here"] += 1
                    self.curious.append(f"{path}:{node.lineno}: {node.id}: not certain here")

    def _positions(self, path: Path, scope: FunctionScope) -> None:
        positions = PositionMap(scope.code)
        units = list(scope.code.co_positions())
        lines = {unit[0] for unit in units}
        for node in nodes_in_frame(scope.node, scope.compiled):
            index = positions.find(node)
            if not 0 <= index < len(units) or scope.code.co_code[2 * index] == 0:
                self._problem(path, scope, f"no instruction {index}")
            if isinstance(node, (ast.Call, ast.Attribute, ast.Subscript, ast.BinOp, ast.stmt)):
                self.counts["positions"] += 1
                if units[index][0] != node.lineno and node.lineno in lines:
                    self.counts["positions on another line"] += 1


def localsplus_of(code: CodeType) -> tuple[str, ...]:
    """The variables of the frame as the interpreter lists them."""
    names: list[str] = []
    with contextlib.suppress(IndexError):
        while True:
            names.append(code._varname_from_oparg(len(names)))  # type: ignore[attr-defined]
    return tuple(names)


def walk_codes(code: CodeType) -> Iterator[CodeType]:
    """The code objects in pre-order."""
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from walk_codes(const)


def python_files(folder: Path) -> Iterator[Path]:
    """Every `.py` file, in a fixed order."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(root, name) for name in sorted(files) if name.endswith(".py"))


def main() -> int:
    """Sweep, print counts, answer with the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", default=sysconfig.get_path("stdlib"), type=Path)
    parser.add_argument("--verbose", action="store_true", help="print everything curious")
    options = parser.parse_args()
    sweep = Sweep()
    for path in python_files(options.folder):
        if "site-packages" not in path.parts:
            sweep.module(path)
    for name, count in sorted(sweep.counts.items()):
        print(f"{count:9d}  {name}")
    total = sweep.counts["functions"] + sweep.counts["left out"]
    share = sweep.counts["left out"] / max(total, 1)
    print(f"{share:9.3%}  left out; {len(sweep.problems)} problems")
    print(*(sweep.curious if options.verbose else ()), sep="\n")
    print(*sweep.problems[:SHOWN], sep="\n")
    return 1 if sweep.problems or share > MAX_LEFT_OUT else 0


if __name__ == "__main__":
    sys.exit(main())
