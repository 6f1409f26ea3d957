# SPDX-License-Identifier: Apache-2.0
"""Our parser beside CPython's: trees and errors of statements and strings, many with a mistake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import capi_programs as capi
import compiler_python
import pytest

HERE = Path(__file__).parent
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def run(program: str | Path, python: capi.Python, cases: str) -> list[str]:
    """What the check prints, a case a line."""
    command = [program, "-S", "-B", HERE / "statement_check.py", HERE / cases]
    environment = compiler_python.environment(python)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return (done.stdout + done.stderr).splitlines()


@pytest.mark.xdist_group("capi")
def test_statements(tmp_path: Path) -> None:
    python = capi.find_python(VERSION)
    program = tmp_path / "python"
    compiler_python.build(python, ["lexer", "parse"], False, program)
    for cases in ("statement_cases.txt", "string_cases.txt"):
        assert run(program, python, cases) == run(python.program, python, cases)
