# SPDX-License-Identifier: Apache-2.0
"""The closed world of a program: every module it may import, found without running anything.

    app.py: import json   ->   __main__, json, json.decoder, json.scanner, re, re._compiler, …

A module is found as the building interpreter would find it (search.py); the packages above it
belong to the program too. `builtin` are the C modules, which are in the runtime library;
`extensions` are those in shared libraries (extensions.py).
"""

from __future__ import annotations

import ast
import functools
import os.path
import sys
import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.entrypoint import EntryPoint
from aot_build.extensions import (
    HAVE_PYTHON_FORM,
    ONLY_IN_C,
    FoundExtension,
    module_names,
    strings_of,
)
from aot_build.front.reach import CodeUnit, Place, all_units, code_units
from aot_build.front.source import read_source
from aot_build.guesses import Guesses
from aot_build.link.c_imports import EXTENSIONS, FOREIGN, TEXT, CImport
from aot_build.link.sources import locate_runtime_sources
from aot_build.naming import Naming, Waiter, is_of_library
from aot_build.options import suggest
from aot_build.search import FoundModule, ModuleSearch

# Modules of our own: they show another one what the program carries, or are what it finds in every
# CPython.
_COMPANIONS = {
    "importlib.resources": ("_program_resources",),
    "importlib.metadata": ("_program_metadata",),
    "multiprocessing.spawn": ("_program_processes",),
    "zipimport": ("_frozen_importlib", "_frozen_importlib_external"),
}
# Modules with tables whose strings name encodings, or modules that are called so; whoever uses one
# of the encodings names it, too.
_ENCODING_TABLES = frozenset({"encodings.aliases", "locale", "_compat_pickle"})
# Names of modules that are called otherwise, put into sys.modules by the first part of the name.
_ALIASES = {"os.path": os.path.__name__}


@dataclass(frozen=True)
class MissingModule:
    """An import that nothing was found for."""

    name: str
    importer: str
    line: int
    """Where the importer has it; 0 when it is no statement of anybody's."""
    optional: bool
    """The program goes on without it: the import is in a `try`, or perhaps never reached."""


@dataclass
class Closure:
    """All modules of a program, by name."""

    modules: dict[str, FoundModule] = field(default_factory=dict)
    extensions: dict[str, FoundExtension] = field(default_factory=dict)
    builtin: set[str] = field(default_factory=set)
    missing: dict[str, MissingModule] = field(default_factory=dict)
    importers: dict[str, str] = field(default_factory=dict)
    """Who imported a module first: why it is there."""
    compiler_user: str | None = None
    """The first module that may compile text at run time, if any does."""
    names: set[str] = field(default_factory=set)
    """Every name by which something can be asked for, unless `name_computer` asks for others."""
    name_computer: str | None = None
    """The first module that may ask objects for attributes whose names it computes, if any does."""

    file_readers: set[str] = field(default_factory=set)
    """Modules that may read files beside their own."""

    def sources(self) -> list[Path]:
        """The files of its Python modules that are there."""
        return [module.path for module in self.modules.values() if module.path.is_file()]

    def why(self, name: str) -> list[str]:
        """The chain of imports from the program to *name*, the program first.

        Raises UserError when no such module is in it.
        """
        known = [*self.modules, *self.builtin, *self.extensions]
        if name not in known:
            hint = suggest(name, known)
            message = f"no module named '{name}' is in the program"
            raise UserError(Diagnostic(Severity.ERROR, message, None, "why", hint))
        chain = [name]
        while chain[-1] in self.importers:
            chain.append(self.importers[chain[-1]])
        return chain[::-1]


def find_closure(
    entry: EntryPoint,
    builtin: Collection[str],
    include: Sequence[str] = (),
    always: Sequence[str] = (),
    *,
    from_c: Sequence[CImport] = (),
    asked_by_c: Collection[str] = (),
    dynamic: bool = True,
) -> Closure:
    """The modules of the program that starts at *entry*.

    *builtin* are the C modules that there are; *include* are names that the program imports in
    ways nobody can see; *always* are those that the runtime itself needs, and *from_c*
    those that C code of it imports; *asked_by_c* are names of methods that it calls. Without a
    *dynamic* loader the library's extension modules are missing, without which most of it does.
    """
    finder = _Finder(ModuleSearch(entry.search), builtin, from_c, Naming(asked_by_c), dynamic)
    finder.add(entry.main, entry.text)
    for name in (*always, *include, *filter(None, [entry.main.package])):
        finder.want(name, Import("__main__"))
    finder.follow()
    finder.settle_missing()
    return finder.closure


@dataclass(frozen=True)
class Import:
    """Who imports a module, and where."""

    module: str
    line: int = 0
    optional: bool = False


@dataclass(frozen=True)
class Spared:
    """An import of one of two forms of the same, which the library does without."""

    c_modules: tuple[str, ...]
    """Who says the name of one of these may want to choose between both forms."""
    module: str
    importer: Import


class _Finder:
    """Follows imports until nothing new turns up."""

    def __init__(
        self,
        search: ModuleSearch,
        builtin: Collection[str],
        from_c: Sequence[CImport],
        naming: Naming,
        dynamic: bool,
    ) -> None:
        self.search = search
        self.builtin = builtin
        self.from_c = list(from_c)
        """What C code imports, but for what it does in this program already."""
        self.dynamic = dynamic
        self.closure = Closure()
        self.ready: list[Waiter] = []
        """Pieces that run, with the names of their modules, still to be looked at."""
        self.naming = naming
        self.loaded: list[FoundExtension] = []
        """Extension modules still to be looked into."""
        self.misses: list[MissingModule] = []
        self.guesses = Guesses(search)
        self.asked: set[str] = set()
        """What modules that are not the library's say."""
        self.spared: list[Spared] = []
        self.certain: dict[str, set[str]] = {}
        """What the body of a module imports, come what may."""

    def add(self, module: FoundModule, text: str | None = None) -> None:
        self.closure.modules[module.name] = module
        library = text is None and not module.own
        unit = library_units(module) if library else read_units(module, text)
        if unit is not None:
            self.ready.append((unit, module.name))
            self.note_names(unit, module.name)
        for companion in _COMPANIONS.get(module.name, ()):
            self.closure.importers[companion] = module.name
            self.add(FoundModule(companion, support_folder() / f"{companion}.py", False, False))

    def add_extension(self, extension: FoundExtension) -> None:
        """Its strings are all that can be known of what it imports and calls.

        Of the library's own it is known that they call no function which then imports something.
        """
        self.closure.extensions[extension.name] = extension
        if not extension.is_inside:
            self.ready += self.naming.name(set(strings_of(extension.path)), set())
        self.loaded.append(extension)

    def follow(self) -> None:
        while self.ready or self.loaded:
            self.follow_code()
            while self.loaded:
                extension = self.loaded.pop()
                for name in module_names(extension):
                    self.want(name, Import(extension.name, optional=True), perhaps=True)
            self.follow_c()
            self.follow_guesses()
            self.follow_spared()

    def follow_spared(self) -> None:
        """The library's modules of which the program wants both forms."""
        wanted = [item for item in self.spared if not self.asked.isdisjoint(item.c_modules)]
        self.spared = [item for item in self.spared if item not in wanted]
        for item in wanted:
            self.want(item.module, item.importer, perhaps=True)

    def follow_guesses(self) -> None:
        """Modules by names that the program puts together, or reads in metadata."""
        for name, importer, asked in self.guesses.new(self.closure):
            self.want(name, Import(importer, optional=True), perhaps=True)
            self.ready += self.naming.name(asked, set())

    def follow_c(self) -> None:
        """What C code imports now, with what it asks these modules for."""
        for row in filter(self.is_used, tuple(self.from_c)):
            self.from_c.remove(row)
            user = row.user if self.has(row.user) else "__main__"
            self.want(row.module, Import(user, optional=True), perhaps=True)
            self.ready += self.naming.name(set(row.asked), set())

    def is_used(self, row: CImport) -> bool:
        """Can C code get to an import?"""
        if row.user == TEXT:
            used = self.naming.is_text_unknown
        elif row.user == EXTENSIONS:
            used = bool(self.closure.extensions)
        elif row.user == FOREIGN:
            used = not all(item.is_inside for item in self.closure.extensions.values())
        else:
            used = row.user == "" or self.has(row.user)
        return used and (not row.said or any(map(self.naming.is_said, row.said)))

    def has(self, name: str) -> bool:
        known = self.closure
        return name in known.modules or name in known.builtin or name in known.extensions

    def note_names(self, unit: CodeUnit, module: str) -> None:
        """What may be called in ways that `follow_code` cannot see asks for its names, too."""
        for part in all_units(unit):
            self.closure.names |= part.names | part.bare | part.exported
            if part.reads_files:
                self.closure.file_readers.add(module)
            if part.computes_names and self.closure.name_computer is None:
                self.closure.name_computer = module

    def follow_code(self) -> None:
        while self.ready:
            unit, module = self.ready.pop()
            for inner in unit.inner:
                self.ready += self.naming.wait(inner, module, own=self.is_own(module))
            for (target, name), place in _in_order(unit.imports):
                perhaps = unit.name != "" or place.conditional
                needless = bool(place.instead) and all(map(self.has, place.instead))
                optional = place.guarded or needless or (perhaps and not self.is_own(module))
                importer = Import(module, place.line, optional)
                if self.is_needless(place, module):
                    self.spared.append(Spared(place.instead, target, importer))
                    continue
                if not optional:
                    self.certain.setdefault(module, set()).update((target, f"{target}.{name}"))
                if self.want(target, importer) and name:
                    # an attribute or a submodule: only a file tells
                    self.want(f"{target}.{name}", importer, perhaps=True)
            if (module, unit.name) == ("sysconfig", "_init_posix"):
                self.want(sysconfig_data_name(), Import(module), perhaps=True)
            for encoding in sorted(unit.encodings if module not in _ENCODING_TABLES else ()):
                self.want(encoding, Import(module))
            library = is_of_library(module, self.is_own(module))
            self.guesses.hear(unit, module, own=self.is_own(module), library=library)
            if not library:
                self.asked |= _asked_in(unit)
            if unit.compiles and self.closure.compiler_user is None:
                self.closure.compiler_user = module
            self.ready += self.naming.hear(unit, module, own=self.is_own(module))

    def is_needless(self, place: Place, module: str) -> bool:
        """Is this the form in Python of what the library has here in C?"""
        if not place.instead or not is_of_library(module, self.is_own(module)):
            return False
        if not self.asked.isdisjoint(place.instead):
            return False
        found = [self.closure.extensions.get(name) for name in place.instead]
        return all(item is not None and item.loads_everywhere for item in found)

    def is_own(self, module: str) -> bool:
        return self.closure.modules[module].own

    def want(self, name: str, importer: Import, perhaps: bool = False) -> bool:
        """Make *name*, and the packages above it, part of the program; False if there is none."""
        if name in _ALIASES:
            return self.want(name.partition(".")[0], importer) and self.want(
                _ALIASES[name], importer, perhaps
            )
        parts = name.split(".")
        for i in range(1, len(parts) + 1):
            if not self.want_one(".".join(parts[:i]), importer, perhaps):
                return False
        return True

    def want_one(self, name: str, importer: Import, perhaps: bool) -> bool:
        known = self.closure
        if self.has(name):
            return True
        if name in self.builtin:
            known.builtin.add(name)
            known.importers.setdefault(name, importer.module)
            return True
        found = self.search.find(name)
        if found is None and name in self.search.places:
            return True  # a namespace package
        if found is None or (isinstance(found, FoundExtension) and not self.takes(found, importer)):
            if not perhaps:
                self.miss(name, importer)
            return False
        known.importers.setdefault(name, importer.module)
        if isinstance(found, FoundModule):
            self.add(found)
        else:
            self.add_extension(found)
        return True

    def takes(self, extension: FoundExtension, importer: Import) -> bool:
        """Whether an extension module belongs to the program that somebody imports it in.

        One of the library that has a form in Python, and wants libraries that are not everywhere,
        does only when another one needs it, or when it is asked for.
        """
        if extension.is_optional:
            python = self.closure.modules.get(importer.module)
            by_library = python is not None and not python.own and importer.line != 0
            asking = (extension.name, *ONLY_IN_C.get(extension.name, ()))
            if by_library and self.dynamic and self.asked.isdisjoint(asking):
                self.spared.append(Spared(asking, extension.name, importer))
                return False
            return self.dynamic
        return self.dynamic or not extension.is_inside

    def miss(self, name: str, importer: Import) -> None:
        """Remember an import that fails."""
        missing = MissingModule(name, importer.module, importer.line, importer.optional)
        self.misses.append(missing)

    def settle_missing(self) -> None:
        """Keep one import of each missing module: one that ends the program, if any does.

        A module of a library that is perhaps not imported itself ends nothing.
        """
        reached = {"__main__"}
        ready = ["__main__"]
        while ready:
            new = self.certain.get(ready.pop(), set()) - reached
            reached |= new
            ready += new
        for missing in self.misses:
            if self.has(missing.name):
                continue  # wanted after all
            sure = missing.importer in reached or self.is_own(missing.importer)
            known = self.closure.missing.get(missing.name)
            if known is None or (known.optional and sure and not missing.optional):
                optional = missing.optional or not sure
                self.closure.missing[missing.name] = replace(missing, optional=optional)


def _in_order(imports: Mapping[tuple[str, str], Place]) -> list[tuple[tuple[str, str], Place]]:
    """Imports by name; those that are done when others fail come after these."""
    return sorted(imports.items(), key=lambda item: (item[1].instead, item[0]))


def _asked_in(unit: CodeUnit) -> set[str]:
    """What a piece of the program says; modules only by importing them, or in strings.

    `file.readline()` and `self._queue` are others' attributes.
    """
    imported = {module for module, _ in unit.imports}
    return (unit.names - HAVE_PYTHON_FORM) | imported | unit.spelled


def sysconfig_data_name() -> str:
    """The module that sysconfig imports by a computed name: what CPython was configured with."""
    variant = getattr(sys.implementation, "_multiarch", "")
    return f"_sysconfigdata_{sys.abiflags}_{sys.platform}_{variant}"


def support_folder() -> Path:
    """Where the modules are that only programs have."""
    return locate_runtime_sources() / "standalone" / "python"


def read_units(module: FoundModule, text: str | None) -> CodeUnit | None:
    """The pieces of a module; None when it cannot be read as Python."""
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(read_source(module.path).text if text is None else text)
    except (SyntaxError, ValueError, OSError, UserError):
        return None
    return code_units(tree, module.package, is_main=module.name == "__main__")


@functools.cache
def library_units(module: FoundModule) -> CodeUnit | None:
    """`read_units`, once for all programs that a process builds."""
    return read_units(module, None)
