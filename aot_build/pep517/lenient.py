# SPDX-License-Identifier: Apache-2.0
"""Leniency: other people's packages may ship files that are no valid Python, often as test data.

Their wheels install all the same, so ours must: such a file stays as it is, and a warning says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aot_build.diagnostics import Severity, UserError
from aot_build.pep517.blame import in_project_terms
from aot_build.pep517.modules import Candidate, group_units

if TYPE_CHECKING:
    from aot_build.pipeline import SourceModule, Unit
    from aot_build.progress import Progress

T = TypeVar("T")
Action = Callable[[Sequence["Unit"]], T]

SOURCE_CODES = frozenset({"syntax", "encoding"})
"""Codes of errors that are about the text of one source file."""


def strictly(action: Action[T], units: Sequence[Unit], project: Path | None) -> T:
    """Do *action* with *units*; its errors name the files of *project*."""
    try:
        return action(units)
    except UserError as error:
        raise in_project_terms(error, units, project) from None


def leniently(
    action: Action[T], units: Sequence[Unit], progress: Progress, project: Path | None
) -> T:
    """Do *action* with *units*; where sources are no valid Python, warn and do it without them."""
    while True:
        try:
            return action(units)
        except UserError as error:
            named = in_project_terms(error, units, project)
            if any(item.code not in SOURCE_CODES for item in error.diagnostics):
                raise named from None
            remaining = without_files(units, {i.span.file for i in error.diagnostics if i.span})
            if remaining == list(units):
                raise named from None
        progress.show(*(replace(item, severity=Severity.WARNING) for item in named.diagnostics))
        units = remaining


def without_files(units: Sequence[Unit], files: set[str]) -> list[Unit]:
    """*units* without the modules at these paths."""
    result: list[Unit] = []
    for unit in units:
        kept = tuple(item for item in unit.modules if str(item.path) not in files)
        if unit.is_package and not any(item.name == unit.name for item in kept):
            # Without its __init__ a package is no unit; the packages in it are.
            result += group_units(_candidate(item) for item in kept)
        elif kept:
            result.append(replace(unit, modules=kept))
    return result


def _candidate(module: SourceModule) -> Candidate:
    return Candidate(module.name, module.relpath, module.path, module.is_package, None)
