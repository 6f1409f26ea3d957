# SPDX-License-Identifier: Apache-2.0
"""The one way from here into the compiler, imported when first needed.

`pip` imports the backend several times only to ask what it requires; llvmlite is not loaded for
that.
"""

from __future__ import annotations

import importlib
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aot_build.diagnostics import Diagnostic, Severity, UserError

if TYPE_CHECKING:
    from pathlib import Path

    from aot_build.options import Options
    from aot_build.pipeline import BuiltUnit, Unit
    from aot_build.progress import Progress


def load_pipeline() -> Any:
    """The module `aot_build.pipeline`."""
    return importlib.import_module("aot_build.pipeline")


SUPPORTED = ((3, 11), (3, 13))
"""The oldest and the newest Python whose frames and objects `runtime/` knows."""


def unsupported_interpreter() -> Diagnostic | None:
    """A warning when native code cannot be made for this interpreter; else None."""
    version = sys.version_info[:2]
    if sys.implementation.name != "cpython":
        problem = f"this is {sys.implementation.name}"
    elif sysconfig.get_config_var("Py_GIL_DISABLED"):
        problem = "this one is free-threaded"
    elif not SUPPORTED[0] <= version <= SUPPORTED[1]:
        problem = f"unsupported Python version: this is {version[0]}.{version[1]}"
    else:
        return None
    oldest, newest = (".".join(map(str, version)) for version in SUPPORTED)
    message = f"aot_build compiles for CPython {oldest} to {newest} with the GIL; {problem}"
    hint = "until then the sources are used; a newer aot_build may know this Python"
    return Diagnostic(Severity.WARNING, message, None, "python", hint)


def check_interpreter() -> None:
    """Raise UserError when this interpreter is not one that native code can be made for."""
    problem = unsupported_interpreter()
    if problem is not None:
        hint = "use another interpreter, or a newer aot_build"
        raise UserError(replace(problem, severity=Severity.ERROR, hint=hint))


def compile_units(
    units: Sequence[Unit], out_dir: Path, options: Options, progress: Progress
) -> list[BuiltUnit]:
    """Compile each unit into a library below *out_dir*.

    Raises UserError on an interpreter that we cannot compile for.
    """
    check_interpreter()
    built: list[BuiltUnit] = load_pipeline().compile_units(units, out_dir, options, progress)
    return built


def report_units(units: Sequence[Unit], options: Options, progress: Progress) -> dict[str, Any]:
    """What would be native and what not, and why."""
    report: dict[str, Any] = load_pipeline().report_units(units, options, progress)
    return report
