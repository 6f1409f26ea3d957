# SPDX-License-Identifier: Apache-2.0
"""Entry points: where a program starts, and what its module `__main__` is.

app.py                       that file                         as `python app.py` has it
folder                       folder/__main__.py                as `python folder`
-m pkg                       pkg/__main__.py, after pkg        as `python -m pkg`
--entry pkg.cli:main         lines that call main()            as a script that pip makes
"""

from __future__ import annotations

import re
import symtable
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aot_build.diagnostics import Diagnostic, Severity, Span, UserError
from aot_build.front.source import read_source
from aot_build.options import suggest
from aot_build.search import FoundModule, ModuleSearch

_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_ENTRY = re.compile(rf"({_NAME}):({_NAME})")
_STAR_IMPORT = re.compile(r"\bimport\s*\*")


@dataclass(frozen=True)
class EntryPoint:
    """The start of a program."""

    main: FoundModule
    """The module `__main__`; its path is a place to write to when there is a `text`."""
    search: tuple[Path, ...]
    """Where its modules are looked for first: the program's own folders."""
    text: str | None = None
    """The source of `__main__` when it is no file."""


def script_entry(source: Path) -> EntryPoint:
    """A file, or a folder with a `__main__.py`. Raises UserError when it is neither."""
    if not source.exists():
        raise _error("no such file", Span(str(source)))
    if source.is_dir():
        main = source / "__main__.py"
        if not main.is_file():
            hint = "there is neither a __main__.py nor a pyproject.toml with [tool.aot.executables]"
            raise _error("this folder is no program", Span(str(source)), hint)
        found = FoundModule("__main__", main.resolve(), False, True, "__main__")
        return EntryPoint(found, (source.resolve(),))
    found = FoundModule("__main__", source.resolve(), False, True)
    return EntryPoint(found, (source.resolve().parent,))


def module_entry(name: str, search: Sequence[Path], span: Span | None = None) -> EntryPoint:
    """A module by name; of a package its `__main__`. Raises UserError when there is none.

    *search* are folders to look into before the interpreter's path; *span* is where the name is
    written.
    """
    if not re.fullmatch(_NAME, name):
        raise _error(f"'{name}' is not the name of a module", span)
    finder = ModuleSearch(search)
    found = finder.locate(name)
    if name in finder.places:
        name += ".__main__"
        found = finder.locate(name)
        if found is None:
            package = name.rpartition(".")[0]
            raise _error(f"'{package}' is a package and has no module '__main__'", span)
    if found is None:
        raise _no_module(name, finder, span)
    main = FoundModule("__main__", found.path.resolve(), False, found.own, name)
    return EntryPoint(main, tuple(search))


def function_entry(
    entry: str, called: str, search: Sequence[Path], span: Span | None = None
) -> EntryPoint:
    """A function as `[project.scripts]` names it. Raises UserError for a mistake in it.

    *called* is what the program is called: its tracebacks begin in a file of that name.
    """
    match = _ENTRY.fullmatch(entry.strip())
    if match is None:
        hint = "write PACKAGE.MODULE:FUNCTION, for instance shop.cli:main"
        raise _error(f"'{entry}' does not name a function", span, hint)
    module, function = match[1], match[2]
    finder = ModuleSearch(search)
    found = finder.locate(module)
    if found is None and module not in finder.places:
        raise _no_module(module, finder, span)
    first = function.partition(".")[0]
    if finder.find(f"{module}.{first}") is None:
        _check_defines(found, module, first, span)
    main = FoundModule("__main__", Path("<entry>", called), False, True)
    return EntryPoint(main, tuple(search), _calling_text(module, first, function))


def _calling_text(module: str, first: str, function: str) -> str:
    return (
        f"import sys\nfrom {module} import {first}\n"
        f"if __name__ == '__main__':\n    sys.exit({function}())\n"
    )


def _check_defines(found: FoundModule | None, module: str, name: str, span: Span | None) -> None:
    names = set() if found is None else defined_names(found.path)
    if names is None or name in names:
        return
    hint = suggest(name, names)
    if found is not None and span is None:
        span = Span(str(found.path))
    raise _error(f"module '{module}' does not define '{name}'", span, hint)


def defined_names(source: Path) -> set[str] | None:
    """The names that a module gives itself; None when only running it tells."""
    text = read_source(source).text
    try:
        with warnings.catch_warnings(action="ignore"):
            table = symtable.symtable(text, str(source), "exec")
    except (SyntaxError, ValueError):
        return None  # the compiler says where
    tables = [table]
    names: set[str] = set()
    while tables:
        scope = tables.pop()
        tables += scope.get_children()
        for symbol in scope.get_symbols():
            bound = symbol.is_assigned() or symbol.is_imported()
            if bound and (scope is table or symbol.is_declared_global()):
                names.add(symbol.get_name())
    # A star import binds no symbol, and globals() may be written to.
    unsure = _STAR_IMPORT.search(text) or "__getattr__" in names or "globals()" in text
    return None if unsure else names


def _no_module(name: str, finder: ModuleSearch, span: Span | None) -> UserError:
    folders = [str(Path(place)) for place in finder.own]
    hint = f"looked in {', '.join([*folders, 'the path of this interpreter'])}"
    if name.endswith(".py"):
        hint = f"is '{name.removesuffix('.py')}' meant? A file is named without -m"
    return _error(f"there is no module '{name}' in Python source", span, hint)


def _error(message: str, span: Span | None, hint: str | None = None) -> UserError:
    return UserError(Diagnostic(Severity.ERROR, message, span, "source", hint))
