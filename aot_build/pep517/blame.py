# SPDX-License-Identifier: Apache-2.0
"""Blame: errors in a file of an unpacked wheel name the file of the project that it came from.

    /tmp/aot-build-x/wheel/shop/cart.py:3:8: ...    ->    src/shop/cart.py:3:8: ...

The unpacked wheel is gone when the message is printed, so the text is kept for the excerpt.
"""

from __future__ import annotations

import linecache
import tokenize
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aot_build.diagnostics import Diagnostic, UserError
from aot_build.pep517.config import shown_path
from aot_build.pep517.tree import find_in_tree

if TYPE_CHECKING:
    from aot_build.pipeline import SourceModule, Unit


def in_project_terms(error: UserError, units: Sequence[Unit], project: Path | None) -> UserError:
    """*error*, its places in *units* renamed to those in *project*, or to those in the wheel."""
    modules = {str(module.path): module for unit in units for module in unit.modules}
    return UserError([_rename(item, modules, project) for item in error.diagnostics])


def _rename(item: Diagnostic, modules: dict[str, SourceModule], project: Path | None) -> Diagnostic:
    module = modules.get(item.span.file) if item.span else None
    if module is None or item.span is None:
        return item
    name = _name_in_project(module, project) or module.relpath
    _keep_text(module.path, name)
    return replace(item, span=replace(item.span, file=name))


def _name_in_project(module: SourceModule, project: Path | None) -> str | None:
    if project is None:
        return None
    path = find_in_tree([module.relpath], project).get(module.relpath)
    if path is None or path.read_bytes() != module.path.read_bytes():
        return None
    name = shown_path(path)
    return path.relative_to(project).as_posix() if Path(name).is_absolute() else name


def _keep_text(path: Path, name: str) -> None:
    with suppress(OSError, SyntaxError, UnicodeDecodeError), tokenize.open(path) as file:
        lines = file.readlines()
        # Without a time of modification, linecache never looks for a file of that name.
        linecache.cache[name] = (sum(map(len, lines)), None, lines, name)
