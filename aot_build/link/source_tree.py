# SPDX-License-Identifier: Apache-2.0
"""The C sources of the runtime library: which they are, and what they say of themselves.

What is said is searched for once for each content of all of them, and then remembered in the cache.
"""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aot_build.cache import cache_key, open_cache
from aot_build.diagnostics import InternalError
from aot_build.link.sources import PACKAGE, SHIM, locate_runtime_sources

# Of the support code of extensions, what is another one in a program.
_NOT_IN_PROGRAMS = frozenset(
    {SHIM, "module.c", "eval_breaker.c", "old_glibc.c", "like_interpreter.c"}
)
# PYI_MODULE_BEFORE_312 and PYI_MODULE_FROM_312 are for some versions only.
_MODULE_ROW = re.compile(
    r'^PYI_MODULE(?:_(BEFORE|FROM)_3(\d+))?\("([\w.]+)",\s*(\w+)\);', re.MULTILINE
)


@dataclass(frozen=True)
class SourceTree:
    """Where the C sources are: in a checkout side by side, in a wheel of aot_build as its data."""

    capi: Path
    runtime: Path

    @property
    def is_checkout(self) -> bool:
        """Whether these are the files that developers edit."""
        return self.capi.parent == PACKAGE.parent

    def label(self, source: Path) -> str:
        """The place of a file in the tree, the same in a checkout and in a wheel."""
        text = source.as_posix()
        for name, folder in (("capi", self.capi.as_posix()), ("runtime", self.runtime.as_posix())):
            if text.startswith(f"{folder}/"):
                return f"{name}{text.removeprefix(folder)}"
        return source.name


def locate_tree() -> SourceTree:
    """The sources of this installation; InternalError when they are missing."""
    for capi in (PACKAGE.parent / "capi", PACKAGE / "_capi"):
        if (capi / "internal" / "pyi.h").is_file():
            return SourceTree(capi, locate_runtime_sources())
    raise InternalError("the sources of the runtime (capi/) are missing from this installation")


@functools.cache
def source_texts() -> dict[Path, bytes]:
    """Every C file of the library with its content, sorted."""
    tree = locate_tree()
    runtime = tree.runtime
    files = [*tree.capi.rglob("*.c"), *(runtime / "vm").glob("*.c")]
    files += (runtime / "standalone").glob("*.c")
    files += (path for path in runtime.glob("*.c") if path.name not in _NOT_IN_PROGRAMS)
    return {path: path.read_bytes() for path in sorted(files)}


def said_in_sources(rule: str, find: Callable[[Iterable[str]], Any]) -> Any:
    """What *find* makes of the texts of all files, as JSON gives it back.

    *rule* changes whenever *find* would find something else in the same texts.
    """
    cache = open_cache()
    key = cache_key("said-in-sources", rule, *source_texts().values())
    known = cache.get(key)
    if known is None:
        found = find(text.decode() for text in source_texts().values())
        known = json.dumps(found, sort_keys=True).encode()
        cache.put(key, known)
    return json.loads(known)


@functools.cache
def builtin_modules() -> dict[str, str]:
    """The modules in C that a program can have: the symbol of its row by the name of each."""
    found: dict[str, list[Any]] = said_in_sources(_MODULE_ROW.pattern, find_builtin_modules)
    minor = sys.version_info.minor
    return {name: row for name, (row, first, end) in found.items() if first <= minor < end}


def find_builtin_modules(texts: Iterable[str]) -> dict[str, tuple[str, int, int]]:
    """The modules that C files say they are, by their rows PYI_MODULE(name, function).

    With the first minor version of Python that has it, and the first that has it no more.
    """
    return {
        name: (
            f"pyi_row_{init}",
            int(minor) if word == "FROM" else 0,
            int(minor) if word == "BEFORE" else sys.maxsize,
        )
        for text in texts
        for word, minor, name, init in _MODULE_ROW.findall(text)
    }
