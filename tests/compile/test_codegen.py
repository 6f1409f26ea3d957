# SPDX-License-Identifier: Apache-2.0
"""Our code generation beside CPython's: code objects, errors, warnings, and a program that runs."""

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
    """A CPython with our code generation."""
    output = tmp_path_factory.mktemp("codegen") / "python"
    return compiler_python.build(python, ["codegen", "flow"], False, output)


def run(program: Path, python: capi.Python, file: str) -> list[str]:
    command = [program, "-B", HERE / file]
    environment = compiler_python.environment(python) | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return (done.stdout + done.stderr).splitlines()


@pytest.mark.xdist_group("capi")
@pytest.mark.parametrize("file", ["codegen_check.py", "codegen_program.py"])
def test_the_same_as_cpython(program: Path, python: capi.Python, file: str) -> None:
    theirs = run(python.program, python, file)
    ours = run(program, python, file)
    assert "Traceback" not in theirs[-1], theirs[-10:]
    different = [pair for pair in zip(theirs, ours, strict=False) if pair[0] != pair[1]]
    assert not different, different[0]
    assert len(ours) == len(theirs)
