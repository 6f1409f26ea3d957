# SPDX-License-Identifier: Apache-2.0
"""Blame: errors in a file of an unpacked wheel name the file of the project that it came from.

    /tmp/aot-build-x/wheel/shop/cart.py:3:8: ...    ->    src/shop/cart.py:3:8: ...

The unpacked wheel is gone when the message is printed, so the text is kept for the excerpt.
"""

from __future__ import annotations

import linecache
import tokenize
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.diagnostics import Diagnostic, UserError, shown_path
from aot_build.pep517.tree import find_in_tree

if TYPE_CHECKING:
    from aot_build.pipeline import SourceModule, Unit


def in_project_terms(error: UserError, units: Sequence[Unit], project: Path | None) -> UserError:
    """*error*, its places in *units* renamed to those in *project*, or to those in the wheel."""
    modules = {str(module.path): module for unit in units for module in unit.modules}
    names = {
        path: _name_in_project(module, project) or module.relpath
        for path, module in modules.items()
        if any(item.span and item.span.file == path for item in error.diagnostics)
    }
    return renamed(error, names)


def renamed(error: UserError, names: Mapping[str, str]) -> UserError:
    """*error* with other names for some files, whose text is kept for the excerpts."""
    for path, name in names.items():
        _keep_text(path, name)
    return UserError([_rename(item, names) for item in error.diagnostics])


def _rename(item: Diagnostic, names: Mapping[str, str]) -> Diagnostic:
    if item.span is None or item.span.file not in names:
        return item
    return replace(item, span=replace(item.span, file=names[item.span.file]))


def _name_in_project(module: SourceModule, project: Path | None) -> str | None:
    if project is None:
        return None
    path = find_in_tree([module.relpath], project).get(module.relpath)
    if path is None or path.read_bytes() != module.path.read_bytes():
        return None
    name = shown_path(path)
    return path.relative_to(project).as_posix() if Path(name).is_absolute() else name


def _keep_text(path: str, name: str) -> None:
    with suppress(OSError, SyntaxError, UnicodeError), tokenize.open(path) as file:
        lines = file.readlines()
        # Without a time of modification, linecache never looks for a file of that name.
        linecache.cache[name] = (sum(map(len, lines)), None, lines, name)
