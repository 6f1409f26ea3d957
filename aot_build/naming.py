# SPDX-License-Identifier: Apache-2.0
"""Naming: which functions can run, now that these names have been said.

    tokenize.py: def main(): import argparse      waits for `main`
    app.py:      main()                           says it for functions of app.py alone
    app.py:      tokenize.main(), "main"          says it for every function of that name

A name by itself means something of its own module, or of one that this has imported with a star;
as an attribute, in a string or in `from m import name` it may mean anybody's. What is in `__all__`
is only said by those who then use it, unless somebody reads `__all__` for another purpose. A
program whose own modules ask for functions by names that only running it tells, such as the words
of its command line, may ask for each of its own.

Code that nobody can see may call functions otherwise: text of unknown origin that is run, and what
copies one namespace into another. With such code in the program every name is said for all.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection

from aot_build.front.reach import CodeUnit

# Modules of the library that compile text, but only annotations and what they write themselves.
_WRITES_ITS_TEXT = frozenset(
    {
        *("ast", "collections", "dataclasses", "dis", "gettext", "importlib", "inspect"),
        *("logging", "multiprocessing", "runpy", "site", "typing", "unittest", "zipimport"),
        "_program_processes",
    }
)
# Modules of our own that programs carry beside the library's; those of other names stand for some
# of the library's.
_COMPANIONS = frozenset({"_program_metadata", "_program_processes", "_program_resources"})
# Those that get hold of all that `__all__` of another one names.
_READS_EXPORTS = frozenset({"multiprocessing", "pickletools", "pydoc"})

Waiter = tuple[CodeUnit, str]
"""A function and the name of its module."""


class Naming:
    """The names that have been said, and the functions that nobody has named so far."""

    def __init__(self, asked_by_c: Collection[str] = ()) -> None:
        self.asked_by_c = frozenset(asked_by_c)
        """What C code calls in modules of anybody; what it calls in the library, rows tell."""
        self.named: set[str] = set()
        """What has been said for all modules."""
        self.prefixes: set[str] = set()
        self.said: dict[str, set[str]] = defaultdict(set)
        """What has been said for the functions of one module."""
        self.stars: dict[str, set[str]] = defaultdict(set)
        """The modules whose names another one has as its own."""
        self.answering: set[str] = set()
        """Modules with a `__getattr__` of their own, which an import of all names asks, too."""
        self.filled: set[str] = set()
        """Modules that may have functions of others in ways nobody can see."""
        self.is_scoped = True
        """Names by themselves are said for their modules only."""
        self.exported: dict[str, set[str]] = defaultdict(set)
        """What is in `__all__` of each module."""
        self.are_exports_said = False
        """They may be asked for like other strings."""
        self.is_text_unknown = False
        """The program may compile text that it did not write, or that is not ASCII."""
        self.asks_own = False
        """The program's own functions may be asked for by names that no source has."""
        self.own: set[str] = set()
        """The program's own modules that have functions which wait."""
        self.waiting: dict[str, list[Waiter]] = {}

    def is_said(self, name: str) -> bool:
        """Has anybody said it, in whatever way?"""
        return self.is_named(name) or any(name in said for said in self.said.values())

    def is_named(self, name: str) -> bool:
        return name in self.named or name.startswith(tuple(self.prefixes))

    def wait(self, unit: CodeUnit, module: str, *, own: bool) -> list[Waiter]:
        """The function itself when it can run already; else it waits for its name."""
        name = unit.owner or unit.name
        if unit.always or name in self.said[module] or self.is_named(name):
            return [(unit, module)]
        if name in self.asked_by_c and not is_of_library(module, own):
            return [(unit, module)]
        if own and self.asks_own:
            return [(unit, module)]
        if own:
            self.own.add(module)
        self.waiting.setdefault(name, []).append((unit, module))
        return []

    def hear(self, unit: CodeUnit, module: str, *, own: bool) -> list[Waiter]:
        """The functions that a piece which runs, of this module, lets run.

        A program's *own* module may be called like one of the library.
        """
        woken = self.name(unit.names, unit.prefixes) + self.export(unit.exported, module)
        top = module.partition(".")[0]
        in_library = is_of_library(module, own)
        runs_unknown_text = unit.compiles and not (in_library and top in _WRITES_ITS_TEXT)
        if runs_unknown_text or (not in_library and compiles_other_text(unit)):
            self.is_text_unknown = True
        if runs_unknown_text or (unit.copies_names and not in_library):
            woken += self.forget_modules()
        if unit.name == "" and any(inner.name == "__getattr__" for inner in unit.inner):
            woken += self.answer(module)
        if unit.fills_module:
            woken += self.fill(module)
        if own and unit.asks_by_input:
            woken += self.ask_own()
        if unit.reads_exports and not (in_library and top not in _READS_EXPORTS):
            woken += self.say_exports()
        for target in sorted(target for target, name in unit.imports if name == "*"):
            woken += self.add_star(module, target)
        return woken + self.say(unit.bare, module)

    def name(self, names: set[str], prefixes: set[str]) -> list[Waiter]:
        """These names are said for all modules, and all that begin so."""
        names = names - self.named
        prefixes = prefixes - self.prefixes
        self.named |= names
        self.prefixes |= prefixes
        heard = names & self.waiting.keys()
        if prefixes:
            heard |= {name for name in self.waiting if name.startswith(tuple(prefixes))}
        return [waiter for name in sorted(heard) for waiter in self.waiting.pop(name)]

    def say(self, names: set[str], module: str) -> list[Waiter]:
        """These names are said in one module, by themselves."""
        names = names - self.said[module]
        if not names:
            return []
        self.said[module] |= names
        local = self.is_scoped and module not in self.filled
        woken = [] if local else self.name(names, set())
        for name in sorted(names & self.waiting.keys()):
            waiters = self.waiting.pop(name)
            woken += [waiter for waiter in waiters if waiter[1] == module]
            if others := [waiter for waiter in waiters if waiter[1] != module]:
                self.waiting[name] = others
        for target in sorted(self.stars[module]):
            woken += self.say(names, target)
        return woken

    def add_star(self, module: str, target: str) -> list[Waiter]:
        """All that is in *target* is in *module*, too."""
        self.stars[module].add(target)
        asked = self.exported[target] if target in self.answering else set()
        return self.say(self.said[module] | asked, target)

    def answer(self, module: str) -> list[Waiter]:
        """This module has a `__getattr__`."""
        self.answering.add(module)
        is_asked = any(module in targets for targets in self.stars.values())
        return self.say(self.exported[module], module) if is_asked else []

    def fill(self, module: str) -> list[Waiter]:
        """Names of this module may mean something of any other."""
        self.filled.add(module)
        return self.name(self.said[module], set())

    def ask_own(self) -> list[Waiter]:
        """Each function of the program's own modules may run."""
        self.asks_own = True
        woken = []
        for name, waiters in sorted(self.waiting.items()):
            woken += [waiter for waiter in waiters if waiter[1] in self.own]
            self.waiting[name] = [waiter for waiter in waiters if waiter[1] not in self.own]
        self.own.clear()
        return woken

    def export(self, names: set[str], module: str) -> list[Waiter]:
        """These names are in `__all__` of a module."""
        self.exported[module] |= names
        return self.name(names, set()) if self.are_exports_said else []

    def say_exports(self) -> list[Waiter]:
        """Somebody reads `__all__`, and may ask for what is in it."""
        self.are_exports_said = True
        return self.name(set().union(*self.exported.values()), set())

    def forget_modules(self) -> list[Waiter]:
        """Every name is for all modules from now on, and those said so far."""
        if not self.is_scoped:
            return []
        self.is_scoped = False
        return self.say_exports() + self.name(set().union(*self.said.values()), set())


def is_of_library(module: str, own: bool) -> bool:
    top = module.partition(".")[0]
    return not own and (top in sys.stdlib_module_names or top in _COMPANIONS)


def compiles_other_text(unit: CodeUnit) -> bool:
    """May the library compile text for this piece that only this piece knows?"""
    has_ast = any(module == "ast" for module, _ in unit.imports)
    return has_ast or not all(name.isascii() for name in unit.names | unit.bare)
