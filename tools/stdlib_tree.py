# SPDX-License-Identifier: Apache-2.0
"""The pure-Python standard library of an installation, copied and compiled there.

    build/stdlib/3.12/lib/      json/__init__.py, json/__init__.cpython-312-x86_64-linux-gnu.so, ...
                     /reports/  what `aot ext` said about each part

A *part* is what becomes one library: a package or a module at the top. The folder `lib/` is what
PYTHONPATH names; what is left out comes from the installation as before.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compile_source import compile_source
from venvs import ROOT

from aot_build.pep517.wheel import can_be_program

BUILD = ROOT / "build" / "stdlib"
FOLDER_OF_LIBRARY = "import sysconfig; print(sysconfig.get_path('stdlib'))"
NOT_SOURCES = shutil.ignore_patterns("__pycache__")
# Else modules that the interpreter has inside (os, abc, codecs, runpy) come from there, whatever is
# on sys.path.
FLAGS = ("-X", "frozen_modules=off")
# Parts that stay where they are, and why.
LEFT_OUT = {
    "__hello__.py": "what CPython's tests of its own frozen modules freeze",
    "__phello__": "the same",
    "__pycache__": "no sources",
    "_sysconfigdata*": "a table of settings, whose name no statement can import",
    "config-*": "what C programs are built with",
    "idlelib": "a program with windows, of which nothing else imports a module",
    "lib-dynload": "C already",
    "site-packages": "not the library's",
    "test": "CPython's own tests: make cpython-tests-ext compiles them",
    "turtledemo": "programs with windows",
}
# Packages that are compiled without some of their modules, and why.
NOT_COMPILED = {
    "ctypes.test": "tests, beside their subject until 3.11",
    "distutils.tests": "tests, beside their subject until 3.11",
    "lib2to3.tests": "tests, some with syntax of Python 2",
    "tkinter.test": "tests, beside their subject until 3.11",
    "unittest.test": "tests, beside their subject until 3.11",
}


@dataclass(frozen=True)
class Library:
    """The compiled library of one Python."""

    version: str
    python: Path  # of the environment with the compiler in it
    program: Path  # the installation's own, without more packages

    @property
    def folder(self) -> Path:
        """What comes first on sys.path."""
        return BUILD / self.version / "lib"

    @property
    def reports(self) -> Path:
        """A JSON file for each part."""
        return BUILD / self.version / "reports"

    def parts(self) -> list[Part]:
        """What can be compiled, in the order of names."""
        entries = sorted(place_of(self.python).iterdir())
        return [Part(self, entry) for entry in entries if is_part(entry)]


@dataclass(frozen=True)
class Part:
    """A package or module at the top of the library."""

    library: Library
    source: Path

    @property
    def name(self) -> str:
        """`json`."""
        return self.source.name.removesuffix(".py")

    @property
    def key(self) -> str:
        """`json@3.12`."""
        return f"{self.name}@{self.library.version}"

    def compile(self) -> dict[str, Any]:
        """Copy it and compile the copy; what `aot ext` reports."""
        target = self.library.folder / self.source.name
        clear(self.library.folder, self.name)
        self.library.folder.mkdir(parents=True, exist_ok=True)
        self.library.reports.mkdir(parents=True, exist_ok=True)
        if self.source.is_dir():
            shutil.copytree(self.source, target, ignore=NOT_SOURCES)
        else:
            shutil.copy2(self.source, target)
        there = [name for name in NOT_COMPILED if (target.parent / name.replace(".", "/")).is_dir()]
        left_out = [name for name in there if name.startswith(f"{self.name}.")]
        excluded = [word for name in left_out for word in ("--exclude", name)]
        report = self.library.reports / f"{self.name}.json"
        # With a folder to put it in it is as in a wheel, which does not watch its sources.
        out = ("-o", str(self.library.folder))
        found = compile_source(self.library.python, target, report, *out, *excluded)
        if target.is_file() and can_be_program(target):
            place_as_in_wheels(target)
        return found


def is_part(entry: Path) -> bool:
    """Whether an entry of the library's folder is Python and not left out."""
    if any(entry.match(pattern) for pattern in LEFT_OUT):
        return False
    return entry.suffix == ".py" or (entry.is_dir() and any(entry.glob("*.py")))


def place_as_in_wheels(source: Path) -> None:
    """Put the library of a module into a folder, where `python -m` looks for it."""
    folder = source.with_suffix("")
    folder.mkdir()
    for library in source.parent.glob(f"{source.stem}.*.so"):
        library.replace(folder / library.name.replace(source.stem, "__init__", 1))
    shutil.copy2(source, folder / "__init__.py")


def clear(folder: Path, name: str) -> None:
    """Remove what an earlier run left of a part."""
    shutil.rmtree(folder / name, ignore_errors=True)
    for file in folder.glob(f"{name}.*"):
        file.unlink()


@functools.cache
def place_of(python: Path) -> Path:
    """The folder of the installation's library."""
    command = [str(python), "-c", FOLDER_OF_LIBRARY]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return Path(answer.stdout.strip())
