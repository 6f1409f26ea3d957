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


def check_interpreter() -> None:
    """Raise UserError when this interpreter is not one that native code can be made for."""
    problem = ""
    if sys.implementation.name != "cpython":
        problem = f"this is {sys.implementation.name}"
    elif sysconfig.get_config_var("Py_GIL_DISABLED"):
        problem = "this one is free-threaded"
    if problem:
        message = f"aot_build compiles for CPython with the GIL, and {problem}"
        hint = "install the package with its own build backend, or use another interpreter"
        raise UserError(Diagnostic(Severity.ERROR, message, None, "python", hint))


def compile_units(
    units: Sequence[Unit], out_dir: Path, options: Options, progress: Progress
) -> list[BuiltUnit]:
    """Compile each unit into a library below *out_dir*."""
    check_interpreter()
    built: list[BuiltUnit] = load_pipeline().compile_units(units, out_dir, options, progress)
    return built


def report_units(units: Sequence[Unit], options: Options, progress: Progress) -> dict[str, Any]:
    """What would be native and what not, and why."""
    report: dict[str, Any] = load_pipeline().report_units(units, options, progress)
    return report
