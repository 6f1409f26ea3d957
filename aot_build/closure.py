# SPDX-License-Identifier: Apache-2.0
"""The closed world of a program: every module it may import, found without running anything.

    app.py: import json   ->   __main__, json, json.decoder, json.scanner, re, re._compiler, …

A module is found as the building interpreter would find it: beside the program, in the standard
library or among installed packages; the packages above it belong to it. `builtin` are the C
modules, which are linked in from the runtime library.
"""

from __future__ import annotations

import ast
import importlib.machinery
import os.path
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aot_build.diagnostics import UserError
from aot_build.front.reach import CodeUnit, code_units
from aot_build.front.source import read_source

# Names of modules that are called otherwise, put into sys.modules by the first part of the name.
_ALIASES = {"os.path": os.path.__name__}
_EXTENSIONS = tuple(importlib.machinery.EXTENSION_SUFFIXES)


@dataclass(frozen=True)
class FoundModule:
    """A Python module that belongs to the program."""

    name: str
    path: Path
    is_package: bool
    own: bool
    """Of the program's own folder, not of the standard library or an installed package."""


@dataclass(frozen=True)
class MissingModule:
    """An import that nothing was found for."""

    name: str
    importer: str


@dataclass
class Closure:
    """All modules of a program, by name."""

    modules: dict[str, FoundModule] = field(default_factory=dict)
    builtin: set[str] = field(default_factory=set)
    missing: dict[str, MissingModule] = field(default_factory=dict)
    importers: dict[str, str] = field(default_factory=dict)
    """Who imported a module first: why it is there."""
    compiler_user: str | None = None
    """The first module that may compile text at run time, if any does."""

    def why(self, name: str) -> list[str]:
        """The chain of imports from the program to *name*, the program first."""
        chain = [name]
        while chain[-1] in self.importers:
            chain.append(self.importers[chain[-1]])
        return chain[::-1]


def find_closure(
    program: Path, builtin: Collection[str], include: Sequence[str] = (), always: Sequence[str] = ()
) -> Closure:
    """The modules of the program in the file *program*.

    *builtin* are the C modules that there are; *include* are names that the program imports in
    ways nobody can see; *always* are those that the runtime itself needs.
    """
    finder = _Finder(program, builtin)
    main = FoundModule("__main__", program.resolve(), False, True)
    finder.add(main)
    for name in (*always, *include):
        finder.want(name, "__main__")
    finder.follow()
    return finder.closure


class _Finder:
    """Follows imports until nothing new turns up."""

    def __init__(self, program: Path, builtin: Collection[str]) -> None:
        self.folder = program.resolve().parent
        self.builtin = builtin
        self.closure = Closure()
        self.ready: list[tuple[CodeUnit, str]] = []
        """Pieces that run, with the names of their modules, still to be looked at."""
        self.waiting: dict[str, list[tuple[CodeUnit, str]]] = {}
        """Functions that nobody has named so far."""
        self.named: set[str] = set()
        self.prefixes: set[str] = set()
        own = str(self.folder)
        self.path = [own, *(item for item in sys.path if item and item != own)]
        self.places: dict[str, list[str]] = {}

    def add(self, module: FoundModule) -> None:
        self.closure.modules[module.name] = module
        unit = read_units(module)
        if unit is not None:
            self.ready.append((unit, module.name))

    def follow(self) -> None:
        while self.ready:
            unit, module = self.ready.pop()
            for inner in unit.inner:
                if inner.always or self.is_named(inner.name):
                    self.ready.append((inner, module))
                else:
                    self.waiting.setdefault(inner.name, []).append((inner, module))
            for target, name in sorted(unit.imports):
                if self.want(target, module) and name:
                    # an attribute or a submodule: only a file tells
                    self.want(f"{target}.{name}", module, perhaps=True)
            for encoding in sorted(unit.encodings):
                self.want(encoding, module)
            if unit.compiles and self.closure.compiler_user is None:
                self.closure.compiler_user = module
            self.name(unit.names - self.named, unit.prefixes - self.prefixes)

    def is_named(self, name: str) -> bool:
        return name in self.named or name.startswith(tuple(self.prefixes))

    def name(self, names: set[str], prefixes: set[str]) -> None:
        """What was waiting for these names can run now."""
        self.named |= names
        self.prefixes |= prefixes
        woken = names & self.waiting.keys()
        if prefixes:
            woken |= {name for name in self.waiting if name.startswith(tuple(prefixes))}
        for name in sorted(woken):
            self.ready += self.waiting.pop(name)

    def want(self, name: str, importer: str, perhaps: bool = False) -> bool:
        """Make *name*, and the packages above it, part of the program; False if there is none."""
        if name in _ALIASES:
            return self.want(name.partition(".")[0], importer) and self.want(
                _ALIASES[name], importer, perhaps
            )
        parts = name.split(".")
        for i in range(1, len(parts) + 1):
            if not self.want_one(".".join(parts[:i]), importer, perhaps or i < len(parts)):
                return False
        return True

    def want_one(self, name: str, importer: str, perhaps: bool) -> bool:
        known = self.closure
        if name in known.modules or name in known.builtin:
            return True
        if name in self.builtin:
            known.builtin.add(name)
            known.importers.setdefault(name, importer)
            return True
        found = self.find(name)
        if found is None and name in self.places:
            return True  # a namespace package
        if found is None:
            if not perhaps:
                known.missing.setdefault(name, MissingModule(name, importer))
            return False
        known.importers.setdefault(name, importer)
        self.add(found)
        return True

    def find(self, name: str) -> FoundModule | None:
        """The source of a module, in the order in which importlib's path finder looks.

        A folder without `__init__.py` is a namespace package when nothing else has the name: it has
        no source, but its places are remembered for what is below it.
        """
        parent, _, last = name.rpartition(".")
        portions = []
        for place in self.places.get(parent, ()) if parent else self.path:
            folder = Path(place, last)
            if (folder / "__init__.py").is_file():
                self.places[name] = [str(folder)]
                return self.found(name, folder / "__init__.py", True)
            if any(Path(place, last + suffix).is_file() for suffix in _EXTENSIONS):
                return None  # a C extension: not part of a program yet
            if folder.with_name(f"{last}.py").is_file():
                return self.found(name, folder.with_name(f"{last}.py"), False)
            if folder.is_dir():
                portions.append(str(folder))
        if portions:
            self.places[name] = portions
        return None

    def found(self, name: str, source: Path, is_package: bool) -> FoundModule:
        own = source.resolve().is_relative_to(self.folder)
        return FoundModule(name, source, is_package, own)


def read_units(module: FoundModule) -> CodeUnit | None:
    """The pieces of a module; None when it cannot be read as Python."""
    try:
        tree = ast.parse(read_source(module.path).text)
    except (SyntaxError, ValueError, OSError, UserError):
        return None
    is_main = module.name == "__main__"
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    return code_units(tree, "" if is_main else package, is_main=is_main)
