# SPDX-License-Identifier: Apache-2.0
"""`aot ext` of a module or package, by the Python that will run it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from corpus_package import StepFailed
from venvs import ROOT

BUILD_TIMEOUT = 30 * 60
LINES_SHOWN = 25


def compile_source(python: Path, source: Path, report: Path, *settings: str) -> dict[str, Any]:
    """Compile *source*; what is native of it, as in *report*. Raises StepFailed if that fails."""
    command = [python, "-m", "aot_build", "ext", source, "--json", report, "--jobs", "1"]
    result = subprocess.run(
        [*map(str, command), *settings],
        cwd=report.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=BUILD_TIMEOUT,
        check=False,
    )
    if result.returncode:
        lines = result.stderr.splitlines()[-LINES_SHOWN:]
        raise StepFailed("\n".join([f"aot ext ended with status {result.returncode}", *lines]))
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found
