# SPDX-License-Identifier: Apache-2.0
"""Our _sre in a CPython: its own tests of re, and patterns made at random beside CPython's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import capi_programs as capi
import compiler_python
import pytest

HERE = Path(__file__).parent
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def python() -> capi.Python:
    return capi.find_python(VERSION)


@pytest.fixture(scope="module")
def program(python: capi.Python, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sre") / "python"
    return compiler_python.build(python, ["../modules/sre"], False, output)


def run(program: Path, python: capi.Python, *arguments: str | Path) -> str:
    environment = compiler_python.environment(python)
    command = [program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return done.stdout + done.stderr


@pytest.mark.xdist_group("capi")
def test_tests_of_cpython(program: Path, python: capi.Python) -> None:
    said = run(program, python, "-m", "test.test_re")
    assert "\nOK" in said, said


@pytest.mark.xdist_group("capi")
def test_patterns_at_random(program: Path, python: capi.Python) -> None:
    ours = run(program, python, HERE / "sre_check.py", "1", "3000").split("\n")
    theirs = run(python.program, python, HERE / "sre_check.py", "1", "3000").split("\n")
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert mine == other or other.endswith("'mistake'")
