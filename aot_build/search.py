# SPDX-License-Identifier: Apache-2.0
"""Where the modules of a program are: its own folders, then what the interpreter's path has.

    json.decoder    ->    …/lib/python3.12/json/decoder.py

A module is found as the building interpreter would find it, but nothing is run or imported.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aot_build.extensions import FoundExtension
from aot_build.link.mark import is_our_library

_EXTENSIONS = tuple(importlib.machinery.EXTENSION_SUFFIXES)


@dataclass(frozen=True)
class FoundModule:
    """A Python module that belongs to the program."""

    name: str
    path: Path
    is_package: bool
    own: bool
    """Of the program's own folders, not of the standard library or an installed package."""
    spec_name: str = ""
    """The name in `__spec__`, if it is another one: `__main__` may be "pkg.__main__"."""

    @property
    def package(self) -> str:
        """What relative imports in it start from."""
        name = self.spec_name or self.name
        return name if self.is_package else name.rpartition(".")[0]

    @property
    def shown_path(self) -> str:
        """What `__file__` and tracebacks call it: its place below the folder it was found in."""
        depth = len((self.spec_name or self.name).split(".")) + self.is_package
        return "/".join(self.path.parts[-depth:])


class ModuleSearch:
    """Finds modules by name, in the order in which importlib's path finder looks."""

    def __init__(self, own: Sequence[Path]) -> None:
        self.own = [str(folder.resolve()) for folder in own]
        self.path = [*self.own, *(item for item in interpreter_path() if item not in self.own)]
        self.places: dict[str, list[str]] = {}
        """The folders of the packages that were found, which their submodules are looked for in."""
        self.unknown: set[str] = set()
        """Names that nothing was found for."""

    def locate(self, name: str) -> FoundModule | None:
        """A module by its full name, the packages above it being found first."""
        parts = name.split(".")
        found = None
        for count in range(1, len(parts) + 1):
            found = self.find(".".join(parts[:count]))
            if found is None and ".".join(parts[:count]) not in self.places:
                return None
        return found if isinstance(found, FoundModule) else None

    def find(self, name: str) -> FoundModule | FoundExtension | None:
        """The source or the shared library of a module whose packages have been found."""
        if name in self.unknown:
            return None
        found = self.look_for(name)
        if found is None and name not in self.places:
            self.unknown.add(name)
        return found

    def look_for(self, name: str) -> FoundModule | FoundExtension | None:
        """What has that name.

        A folder without `__init__.py` is a namespace package when nothing else has the name: it has
        no source, but its places are remembered for what is below it.
        """
        parent, _, last = name.rpartition(".")
        portions = []
        for place in self.places.get(parent, ()) if parent else self.path:
            folder = Path(place, last)
            if found := self.find_package(name, folder) or find_extension(name, folder):
                return found
            if folder.with_name(f"{last}.py").is_file():
                return self.found(name, folder.with_name(f"{last}.py"), False)
            if folder.is_dir():
                portions.append(str(folder))
        if portions:
            self.places[name] = portions
            return None
        return None if parent else self.ask_finders(name)

    def find_package(self, name: str, folder: Path) -> FoundModule | FoundExtension | None:
        """The package in a folder, if there is one that is not a namespace package."""
        if not folder.is_dir():
            return None
        found: FoundModule | FoundExtension | None = find_extension(name, folder / "__init__")
        if found is None and (folder / "__init__.py").is_file():
            found = self.found(name, folder / "__init__.py", True)
        if found is not None:
            self.places[name] = [str(folder)]
        return found

    def ask_finders(self, name: str) -> FoundModule | None:
        """What other finders know, those of editable installs for instance."""
        for finder in sys.meta_path:
            find_spec = getattr(finder, "find_spec", None)
            if find_spec is None or getattr(finder, "__module__", "").startswith("_frozen_"):
                continue
            spec = find_spec(name, None, None)
            if spec is None or not spec.origin or not spec.origin.endswith(".py"):
                continue
            places = spec.submodule_search_locations
            if places is not None:
                self.places[name] = list(places)
            return self.found(name, Path(spec.origin), places is not None)
        return None

    def found(self, name: str, source: Path, is_package: bool) -> FoundModule:
        # The nearest folder of the path: a virtual environment may lie inside of a project.
        above = [place for place in self.path if source.is_relative_to(place)]
        own = max(above, key=len, default=None) in self.own
        return FoundModule(name, source, is_package, own)


def find_extension(name: str, stem: Path) -> FoundExtension | None:
    """The extension module with that file name, unless we compiled it from a source."""
    for suffix in _EXTENSIONS:
        file = stem.with_name(stem.name + suffix)
        if file.is_file() and not is_our_library(file):
            is_package = stem.name == "__init__"
            depth = name.count(".") + is_package
            return FoundExtension(name, file, stem.parents[depth], is_package)
    return None


def interpreter_path() -> list[str]:
    """`sys.path` without the current folder, which `python -m aot_build` puts in front."""
    current = os.getcwd()
    asked_for = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    hidden = set() if current in asked_for else {"", current}
    return [item for item in sys.path if item not in hidden]
