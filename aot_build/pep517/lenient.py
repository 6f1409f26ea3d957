# SPDX-License-Identifier: Apache-2.0
"""Leniency: other people's packages may ship files that are no valid Python, often as test data.

Their wheels install all the same, so ours must: such a file stays as it is, and a warning says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from aot_build.diagnostics import Severity, UserError
from aot_build.pep517.modules import Candidate, group_units

if TYPE_CHECKING:
    from aot_build.pipeline import SourceModule, Unit
    from aot_build.progress import Progress

T = TypeVar("T")

SOURCE_CODES = frozenset({"syntax", "encoding"})
"""Codes of errors that are about the text of one source file."""


def leniently(
    action: Callable[[Sequence[Unit]], T], units: Sequence[Unit], progress: Progress
) -> T:
    """Do *action* with *units*; where sources are no valid Python, warn and do it without them."""
    try:
        return action(units)
    except UserError as error:
        if any(item.code not in SOURCE_CODES for item in error.diagnostics):
            raise
        bad = {item.span.file for item in error.diagnostics if item.span}
        remaining = without_files(units, bad)
        if remaining == list(units):
            raise
        progress.show(*(replace(item, severity=Severity.WARNING) for item in error.diagnostics))
    return action(remaining)


def without_files(units: Sequence[Unit], files: set[str]) -> list[Unit]:
    """*units* without the modules that *files* name by path."""
    result: list[Unit] = []
    for unit in units:
        kept = tuple(item for item in unit.modules if not _names(files, item))
        if unit.is_package and not any(item.name == unit.name for item in kept):
            # Without its __init__ a package is no unit; the packages in it are.
            result += group_units(_candidate(item) for item in kept)
        elif kept:
            result.append(replace(unit, modules=kept))
    return result


def _names(files: set[str], module: SourceModule) -> bool:
    return str(module.path) in files or module.relpath in files


def _candidate(module: SourceModule) -> Candidate:
    return Candidate(module.name, module.relpath, module.path, module.is_package, None)
