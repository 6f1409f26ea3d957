# SPDX-License-Identifier: Apache-2.0
"""A copy of CPython's package `test` in which one test module can be compiled.

    build/cpython_tests_ext/3.12/native/test_int/test/     links to the installation, and copies of
                                                           what is compiled
                                                  /work/   where it runs

Compiled is the test module, as a whole where it is a package, and the modules beside it that it
imports (`test.list_tests`). The package `test.support` stays interpreted.
"""

from __future__ import annotations

import ast
import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from compile_source import compile_source
from venvs import ROOT

BUILD = ROOT / "build" / "cpython_tests_ext"
NOT_COMPILED = ("support",)
PLACE = "import test, sys; print(test.__path__[0])"


@dataclass(frozen=True)
class Half:
    """One test module under one Python, `native` or `cpython`."""

    name: str
    version: str
    python: Path
    side: str
    flags: tuple[str, ...] = ()  # of the interpreter

    @property
    def key(self) -> str:
        """`test_int@3.12`."""
        return f"{self.name}@{self.version}"

    @property
    def module(self) -> str:
        """`test.test_int`."""
        return f"test.{self.name}"

    @property
    def folder(self) -> Path:
        """Where all of it is."""
        return BUILD / self.version / self.side / self.name

    @property
    def package(self) -> Path:
        """The package `test` of this half."""
        return self.folder / "test"

    @property
    def work(self) -> Path:
        """The current folder of a run."""
        return self.folder / "work"

    def beside(self, side: str) -> Half:
        """The same on another side."""
        return replace(self, side=side)

    def environment(self) -> dict[str, str]:
        """Of a run: this half's package `test` comes before the installation's."""
        return {
            "PATH": os.defpath,
            "LC_ALL": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": str(self.folder),
        }

    def empty_work(self) -> None:
        """Make the current folder of a run anew."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)

    def lay_out(self) -> None:
        """Make the package anew, without libraries."""
        shutil.rmtree(self.package, ignore_errors=True)
        self.package.mkdir(parents=True)
        place = place_of(self.python)
        copied = {path.name for path in copied_parts(self.python, self.name)}
        for path in place.iterdir():
            target = self.package / path.name
            if path.name not in copied:
                target.symlink_to(path)
            elif path.is_dir():
                shutil.copytree(path, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(path, target)

    def compile(self) -> tuple[dict[str, int], list[str]]:
        """Compile what is to be; the totals of its functions, and the modules' names."""
        totals = {"functions": 0, "native": 0}
        names: list[str] = []
        for path in copied_parts(self.python, self.name):
            file = self.folder / "report.json"
            report = compile_source(self.python, self.package / path.name, file)
            for key in totals:
                totals[key] += report["totals"][key]
            names += [module["name"] for module in report["modules"]]
        return totals, names


@functools.cache
def place_of(python: Path) -> Path:
    """The folder of the installation's package `test`."""
    answer = subprocess.run([python, "-c", PLACE], capture_output=True, text=True, check=True)
    return Path(answer.stdout.strip())


def existing(python: Path, names: Sequence[str]) -> list[str]:
    """Those of the test modules that this Python has."""
    return [name for name in names if find(place_of(python), name)]


def find(place: Path, name: str) -> Path | None:
    """The file or folder of `name`, a dotted name in the package `test`."""
    path = place.joinpath(*name.split("."))
    if (path / "__init__.py").is_file():
        return path
    file = path.with_name(path.name + ".py")
    return file if file.is_file() else None


@functools.cache
def copied_parts(python: Path, name: str) -> tuple[Path, ...]:
    """The files and folders directly in `test` that belong to a test module of *python*.

    That Python itself parses them.
    """
    command = [str(python), __file__, str(place_of(python)), name]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return tuple(map(Path, answer.stdout.splitlines()))


def parts_in(place: Path, name: str) -> list[Path]:
    """The same for the package `test` at *place*."""
    waiting, found = [name.partition(".")[0]], dict[str, Path]()
    while waiting:
        top = waiting.pop()
        path = find(place, top)
        if path is not None and top not in found and top not in NOT_COMPILED:
            try:
                waiting += imported_tops(path)
            except SyntaxError:  # a test imports it to see that
                continue
            found[top] = path
    return [found[top] for top in sorted(found)]


def imported_tops(path: Path) -> list[str]:
    """Names directly in the package `test` that a file, or the files of a folder, import."""
    return [top for file in sources(path) for top in names_imported(file)]


def sources(path: Path) -> list[Path]:
    """A file, or those directly in a folder."""
    return [path] if path.is_file() else sorted(path.glob("*.py"))


def names_imported(file: Path) -> Iterator[str]:
    """The `x` of every `import test.x` in a file, whatever its form."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("test."))


if __name__ == "__main__":
    print(*parts_in(Path(sys.argv[1]), sys.argv[2]), sep="\n")
