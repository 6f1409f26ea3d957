# SPDX-License-Identifier: Apache-2.0
"""Reports: what of some units would be native, with the sources that an HTML report shows."""

from __future__ import annotations

import tokenize
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aot_build.pep517.aot_json import merge_reports
from aot_build.pep517.archive import unpack_wheel
from aot_build.pep517.compiler import report_units
from aot_build.pep517.guard import temporary_folder
from aot_build.pep517.lenient import leniently
from aot_build.pep517.modules import find_units
from aot_build.pep517.wheel import import_roots

if TYPE_CHECKING:
    from aot_build.pep517.config import Config
    from aot_build.pipeline import Unit
    from aot_build.progress import Progress

Report = tuple[dict[str, Any], dict[str, str]]
"""The report, and the text of each module by its path in it."""


def report_wheel(base_wheel: Path, config: Config, progress: Progress) -> Report:
    """What compiling *base_wheel* would give."""
    with temporary_folder() as work:
        wheel = unpack_wheel(base_wheel, work / "wheel")
        units = find_units(import_roots(wheel).files, config)
        return report_sources(units, config, progress)


def report_sources(units: Sequence[Unit], config: Config, progress: Progress) -> Report:
    """What compiling *units* would give."""

    def report(some: Sequence[Unit]) -> dict[str, Any]:
        return report_units(some, config.options, progress)

    return merge_reports([leniently(report, units, progress, config.root)]), read_sources(units)


def read_sources(units: Sequence[Unit]) -> dict[str, str]:
    """The text of each module, decoded as it declares, by its path below the import root."""
    sources = {}
    for module in (module for unit in units for module in unit.modules):
        try:
            with tokenize.open(module.path) as file:
                sources[module.relpath] = file.read()
        except (SyntaxError, UnicodeDecodeError):
            continue  # the compiler has said so
    return sources
