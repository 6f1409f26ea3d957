# SPDX-License-Identifier: Apache-2.0
"""Modules: which files of a wheel or folder are compiled, and into which libraries.

    pkg/__init__.py  pkg/a.py  pkg/sub/__init__.py     one unit `pkg`
    ns/one/__init__.py  ns/two.py                      units `ns.one` and `ns.two`
    mod.py                                             unit `mod`

A unit becomes one library. It is the outermost package that is to be compiled with its `__init__`;
what lies below it and is to be compiled too joins it. A folder of a package that has no
`__init__.py` usually holds data (templates, examples), so its files stay as they are unless
`modules` names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.cache import print_diagnostic
from aot_build.diagnostics import Diagnostic, Severity, UserError
from aot_build.link.mark import EXTENSION_SUFFIXES
from aot_build.options import FLAGS_VARIABLE, suggest
from aot_build.pep517.compiler import load_pipeline

if TYPE_CHECKING:
    from aot_build.pep517.config import Config
    from aot_build.pipeline import Unit

_INIT = "__init__"
_WILDCARD = re.compile(r"[*?[]")


@dataclass(frozen=True)
class Candidate:
    """One file that Python could import by name."""

    name: str  # "pkg.sub.mod"
    relpath: str  # "pkg/sub/mod.py"
    path: Path
    is_package: bool
    data_of: str | None  # the package it is perhaps data of: below it is a folder that is none


def find_units(files: Mapping[str, Path], config: Config) -> list[Unit]:
    """The units among *files* (paths by their name relative to the import root), sorted by name.

    Raises UserError when a pattern of `modules` or `exclude` matches nothing.
    """
    return group_units(select(find_candidates(files), config))


def find_candidates(files: Mapping[str, Path]) -> list[Candidate]:
    """Every importable source file, sorted by module name, except those an extension outranks."""
    packages = {path.rpartition("/")[0] for path in files if path.endswith(f"/{_INIT}.py")}
    outranked = {_stem(path) for path in files if path.endswith(EXTENSION_SUFFIXES)}
    found = []
    for relpath in files:
        name = module_name(relpath)
        if name is None or _stem(relpath) in outranked:
            continue
        is_package = relpath.endswith(f"/{_INIT}.py")
        owner = _data_owner(relpath, packages)
        found.append(Candidate(name, relpath, files[relpath], is_package, owner))
    return sorted(found, key=lambda item: item.name)


def module_name(relpath: str) -> str | None:
    """The dotted name that imports *relpath*, or None when no import statement can."""
    if not relpath.endswith(".py"):
        return None
    parts = relpath.removesuffix(".py").split("/")
    if not all(part.isidentifier() for part in parts):
        return None
    if parts[-1] == _INIT:
        parts.pop()
    # A top-level __main__.py or __init__.py is never imported by that name.
    return None if not parts or parts == ["__main__"] else ".".join(parts)


def select(candidates: Sequence[Candidate], config: Config) -> list[Candidate]:
    """Those that `modules` and `exclude` leave. Raises UserError for a useless pattern.

    An `exclude` of `AOT_BUILD_FLAGS` is only warned of: that is one list for many builds.
    """
    options = config.options
    names = [item.name for item in candidates]
    problems = [
        _useless_pattern(config, key, pattern, names)
        for key, patterns in (("modules", options.modules), ("exclude", options.exclude))
        for pattern in patterns
        if not any(_matches(name, pattern) for name in names)
    ]
    errors = [item for item in problems if item.severity is Severity.ERROR]
    if errors:
        raise UserError(errors)
    for item in problems:
        print_diagnostic(item)
    return [item for item in candidates if _wanted(item, options.modules, options.exclude)]


def group_units(candidates: Iterable[Candidate]) -> list[Unit]:
    """*candidates* as units: those below a package that is itself there belong to that package."""
    groups: dict[str, list[Candidate]] = {}
    packages: set[str] = set()
    for item in sorted(candidates, key=lambda item: item.name):
        root = None if item.data_of else _root(item.name, packages)
        if root is None:
            root = item.name
            if item.is_package:
                packages.add(root)
        groups.setdefault(root, []).append(item)
    return [_make_unit(name, members, name in packages) for name, members in groups.items()]


def _make_unit(name: str, members: Sequence[Candidate], is_package: bool) -> Unit:
    pipeline = load_pipeline()
    modules = tuple(
        pipeline.SourceModule(item.name, item.path, item.is_package, item.relpath)
        for item in members
    )
    unit: Unit = pipeline.Unit(name, is_package, modules)
    return unit


def _root(name: str, packages: set[str]) -> str | None:
    return next((parent for parent in _ancestors(name) if parent in packages), None)


def _ancestors(name: str) -> Iterator[str]:
    """`a.b.c` gives a, a.b, a.b.c."""
    parts = name.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _matches(name: str, pattern: str) -> bool:
    """A pattern that matches a package matches all that is in it."""
    return any(fnmatchcase(parent, pattern) for parent in _ancestors(name))


def _wanted(item: Candidate, modules: Sequence[str], exclude: Sequence[str]) -> bool:
    if any(_matches(item.name, pattern) for pattern in exclude):
        return False
    if item.data_of:
        # Only a pattern for this very folder makes code of it, not one for the package around.
        return any(_matches(item.name, p) and _reaches_below(p, item.data_of) for p in modules)
    return not modules or any(_matches(item.name, pattern) for pattern in modules)


def _reaches_below(pattern: str, package: str) -> bool:
    """Does *pattern* name something in *package*? `pkg.data.*` does in pkg, `pkg.*` does not."""
    literal = _WILDCARD.split(pattern, maxsplit=1)[0]
    return literal.removeprefix(f"{package}.") not in ("", literal)


def _data_owner(relpath: str, packages: set[str]) -> str | None:
    """The package above *relpath* when a folder between the two is no package itself."""
    owner = None
    for folder in _folders(relpath):
        if folder in packages:
            owner = folder
        elif owner:
            return owner.replace("/", ".")
    return None


def _folders(relpath: str) -> Iterator[str]:
    parts = relpath.split("/")[:-1]
    return ("/".join(parts[:count]) for count in range(1, len(parts) + 1))


def _stem(relpath: str) -> str:
    """`pkg/mod.cpython-312-x86_64-linux-gnu.so` and `pkg/mod.py` both give `pkg/mod`."""
    folder, slash, name = relpath.rpartition("/")
    return folder + slash + name.partition(".")[0]


def _useless_pattern(config: Config, key: str, pattern: str, names: Sequence[str]) -> Diagnostic:
    span = config.span_of(key, pattern)
    door = f"tool.aot.{key}" if span else config.door_of(key, pattern)
    if not names:
        hint: str | None = "there is no Python module in the wheel that the base backend made"
    else:
        last = {name.rpartition(".")[2]: name for name in reversed(names)}
        full = last.get(pattern.rpartition(".")[2])
        hint = f"did you mean '{full}'?" if full else suggest(pattern, names)
        hint = hint or f"top-level names here: {', '.join(_top_level(names))}"
    message = f"pattern '{pattern}' in '{door}' matches no module"
    lenient = key == "exclude" and door == FLAGS_VARIABLE
    severity = Severity.WARNING if lenient else Severity.ERROR
    return Diagnostic(severity, message, span, "config", hint)


def _top_level(names: Sequence[str]) -> list[str]:
    return sorted({name.partition(".")[0] for name in names})
