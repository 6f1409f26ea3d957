# SPDX-License-Identifier: Apache-2.0
"""The one way from here into the compiler, imported when first needed.

`pip` imports the backend several times only to ask what it requires; llvmlite is not loaded for
that.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from aot_build.options import Options
    from aot_build.pipeline import BuiltUnit, Unit
    from aot_build.progress import Progress


def load_pipeline() -> Any:
    """The module `aot_build.pipeline`."""
    return importlib.import_module("aot_build.pipeline")


def compile_units(
    units: Sequence[Unit], out_dir: Path, options: Options, progress: Progress
) -> list[BuiltUnit]:
    """Compile each unit into a library below *out_dir*."""
    built: list[BuiltUnit] = load_pipeline().compile_units(units, out_dir, options, progress)
    return built


def report_units(units: Sequence[Unit], options: Options, progress: Progress) -> dict[str, Any]:
    """What would be native and what not, and why."""
    report: dict[str, Any] = load_pipeline().report_units(units, options, progress)
    return report
