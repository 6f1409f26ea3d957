# SPDX-License-Identifier: Apache-2.0
"""Guesses: modules that are imported by names which only running the program tells.

    TABLE = {"csv": "shop.readers.csv"}        shop imports by computed names, so the strings in it
    import_module(TABLE[kind])                 that name modules of shop may be such names
    import_module(f"shop.readers.{kind}")      any module in shop.readers
    shop.load("other.plugins:Plugin")          what others say of a package that computes names
    entry_points(group="shop.readers")         what installed distributions have under that name
    pickle.load(open("shop/words.dat", "rb"))  what pickles among the data of shop name

A guess that is wrong makes the program larger. A module of the standard library that imports by
computed names takes them from its own text: `dbm` has a list of its submodules.
"""

from __future__ import annotations

import functools
import importlib.metadata
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.datafiles import pickled_names
from aot_build.front.reach import CodeUnit
from aot_build.naming import is_of_library
from aot_build.search import ModuleSearch

if TYPE_CHECKING:
    from aot_build.closure import Closure

Guess = tuple[str, str, set[str]]
"""A module, who may import it, and the names that are then asked for."""
# The program's own modules are one family; those of a package another; each of the library its own.
_OWN = ""
_SCRIPTS = frozenset({"console_scripts", "gui_scripts"})


class Guesses:
    """What the pieces of a program that run say about imports that nobody can see."""

    def __init__(self, search: ModuleSearch) -> None:
        self.search = search
        self.spelled: dict[str, dict[str, str]] = defaultdict(dict)
        """Strings that may name modules, by family; each with the module that has it."""
        self.computing: set[str] = set()
        """Families that import modules by computed names."""
        self.loaders = False
        """Does an installed package do so? Others may give it names of modules of their own."""
        self.unpickled: set[str] = set()
        """Packages whose data was looked into."""
        self.done: set[tuple[str, frozenset[str]]] = set()

    def hear(self, unit: CodeUnit, module: str, *, own: bool, library: bool) -> None:
        """Note what a piece which runs, of this module, says."""
        package = module.partition(".")[0]
        family = _OWN if own else module if library else package
        for name in unit.spelled:
            # `encodings.` would be all of them
            if not library or (name.startswith(f"{package}.") and not name.endswith(".")):
                self.spelled[family].setdefault(name, module)
        if unit.computes_imports:
            self.computing.add(family)
            self.loaders |= not own and not library

    def new(self, closure: Closure) -> list[Guess]:
        """The guesses that were not made before."""
        guesses = [*self.modules(closure), *self.plugins(closure), *self.pickled(closure)]
        found = {(name, frozenset(asked)): (name, by, asked) for name, by, asked in guesses}
        new = found.keys() - self.done
        self.done |= new
        return [guess for key, guess in found.items() if key in new]

    def modules(self, closure: Closure) -> Iterator[Guess]:
        """Modules that strings name, where somebody who may be given these imports what he is."""
        for family, names in sorted(self.spelled.items()):
            for name, importer in sorted(names.items()):
                top = name.partition(".")[0]
                if self.is_imported(family, top) or self.is_given(family, top, closure):
                    for found in self.inside(name) if name.endswith(".") else (name,):
                        yield found, importer, set()

    def is_imported(self, family: str, top: str) -> bool:
        """May a module below *top* that *family* names be imported by that family, or by *top*?"""
        if family in self.computing and (family == _OWN or family.partition(".")[0] == top):
            return True
        return top in self.computing

    def is_given(self, family: str, top: str, closure: Closure) -> bool:
        """May a module of its own that *family* names be given to a package which imports it?"""
        if family != _OWN:
            return self.loaders and family == top
        found = closure.modules.get(top)
        return self.loaders and found is not None and found.own and top != "__main__"

    def inside(self, prefix: str) -> Iterator[str]:
        """The module that is named up to the last dot, and those in it."""
        package = prefix[:-1]
        self.search.locate(package)
        yield package
        for item in pkgutil.iter_modules(self.search.places.get(package, ())):
            if item.name != "__main__":
                yield f"{package}.{item.name}"

    def plugins(self, closure: Closure) -> Iterator[Guess]:
        """Modules that metadata names under a word that the program says, if it reads metadata."""
        if "importlib.metadata" not in closure.modules:
            return
        said = {name: by for names in self.spelled.values() for name, by in names.items()}
        for group, module, attribute in installed_entry_points(tuple(self.search.path)):
            if group in said:
                yield module, said[group], set(attribute.split("."))

    def pickled(self, closure: Closure) -> Iterator[Guess]:
        """Modules that pickles name which are data of a package that may read its files."""
        if "pickle" not in closure.modules:
            return
        packages = {name.partition(".")[0]: name for name in sorted(closure.file_readers)}
        for package in sorted(packages.keys() - self.unpickled):
            reader = closure.modules[packages[package]]
            self.unpickled.add(package)
            if is_of_library(reader.name, reader.own):
                continue
            self.search.locate(package)
            for folder in self.search.places.get(package, ()):
                for module, name in pickled_names(Path(folder)):
                    yield module, reader.name, set(name.split("."))


@functools.cache
def installed_entry_points(path: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Group, module and attribute of all entry points but scripts."""
    return sorted(
        (entry.group, entry.module, entry.attr or "")
        for distribution in importlib.metadata.distributions(path=list(path))
        for entry in distribution.entry_points
        if entry.group not in _SCRIPTS
    )
