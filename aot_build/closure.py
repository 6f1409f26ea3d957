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
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aot_build.front.imports import module_imports
from aot_build.front.source import read_source


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
        self.waiting: list[FoundModule] = []
        own = str(self.folder)
        self.path = [own, *(item for item in sys.path if item and item != own)]
        self.places: dict[str, list[str] | None] = {}

    def add(self, module: FoundModule) -> None:
        self.closure.modules[module.name] = module
        self.waiting.append(module)

    def follow(self) -> None:
        while self.waiting:
            module = self.waiting.pop()
            for item in imports_of(module):
                if self.want(item["module"], module.name) and "name" in item:
                    # an attribute or a submodule: only a file tells
                    self.want(f"{item['module']}.{item['name']}", module.name, perhaps=True)

    def want(self, name: str, importer: str, perhaps: bool = False) -> bool:
        """Make *name*, and the packages above it, part of the program; False if there is none."""
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
        if found is None:
            if not perhaps:
                known.missing.setdefault(name, MissingModule(name, importer))
            return False
        known.importers.setdefault(name, importer)
        self.add(found)
        return True

    def find(self, name: str) -> FoundModule | None:
        """The source of a module, as the path-based finder of importlib finds it."""
        parent, _, _ = name.rpartition(".")
        if parent and self.places.get(parent) is None:
            return None
        path = self.places[parent] if parent else self.path
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None:
            return None
        places = spec.submodule_search_locations
        self.places[name] = list(places) if places is not None else None
        if not isinstance(spec.loader, importlib.machinery.SourceFileLoader) or not spec.origin:
            return None
        source = Path(spec.origin)
        own = source.resolve().is_relative_to(self.folder)
        return FoundModule(name, source, places is not None, own)


def imports_of(module: FoundModule) -> Iterator[dict[str, str]]:
    """What the source of a module imports; nothing when it cannot be read as Python."""
    try:
        text = read_source(module.path).text
        tree = ast.parse(text)
    except (SyntaxError, ValueError, OSError):
        return
    name = "" if module.name == "__main__" else module.name
    yield from module_imports(tree, name, module.is_package)
