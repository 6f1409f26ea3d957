# SPDX-License-Identifier: Apache-2.0
"""Run the doctests of modules whose functions begin with empty prologues (3.11).

    python tests/unit/bytecode/injected.py [--plain] MODULE...

All modules that these import, from here or from the standard library, get prologues in every code
object but class bodies and their own. Prints how many those were, and what the doctests gave.
"""

from __future__ import annotations

import doctest
import importlib
import importlib.machinery
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from aot_build.bytecode.prologue import inject_prologues

CO_NEWLOCALS = 0x2
injected = 0


def functions(code: CodeType) -> set[int]:
    """Pre-order indices of the code objects of functions, also of generators and coroutines."""

    def walk(code: CodeType) -> Iterator[CodeType]:
        yield code
        for const in code.co_consts:
            if isinstance(const, CodeType):
                yield from walk(const)

    return {i for i, code in enumerate(walk(code)) if code.co_flags & CO_NEWLOCALS}


class Loader(importlib.machinery.SourceFileLoader):
    """Compiles with prologues; reads and writes no caches."""

    def get_code(self, fullname: str) -> CodeType:
        global injected
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        native = functions(code)
        injected += len(native)
        return inject_prologues(code, native)


def install() -> None:
    """Let every later import of a source file go through the loader."""
    hook = importlib.machinery.FileFinder.path_hook(
        (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES),
        (Loader, importlib.machinery.SOURCE_SUFFIXES),
    )
    sys.path_hooks.insert(0, hook)
    sys.path_importer_cache.clear()


def main(args: list[str]) -> None:
    """Import and test the modules."""
    names = [name for name in args if name != "--plain"]
    for loaded in list(sys.modules):
        if any(loaded == name or loaded.startswith(name + ".") for name in names):
            del sys.modules[loaded]
    if "--plain" not in args:
        install()
    results: dict[str, Any] = {}
    for name in names:
        module = importlib.import_module(name)
        results[name] = tuple(doctest.testmod(module))
    print(injected, results)


if __name__ == "__main__":
    main(sys.argv[1:])
