# SPDX-License-Identifier: Apache-2.0
"""What the tests of the compiler share: a CPython with pieces of ours, and what a check prints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
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
def build(
    python: capi.Python, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Sequence[str]], Path]:
    """Makes a CPython with pieces of ours in front."""

    def build_with(pieces: Sequence[str]) -> Path:
        output = tmp_path_factory.mktemp(pieces[0]) / "python"
        return compiler_python.build(python, list(pieces), False, output)

    return build_with


@pytest.fixture(scope="module")
def check(python: capi.Python) -> Callable[..., list[str]]:
    """Runs a file of this folder; what it prints, by lines."""

    def run(program: Path, *command: str) -> list[str]:
        words = [HERE / word if (HERE / word).is_file() else word for word in command]
        environment = compiler_python.environment(python) | {"PYTHONHASHSEED": "0"}
        done = subprocess.run(
            [program, "-B", *words], capture_output=True, text=True, check=False, env=environment
        )
        return (done.stdout + done.stderr).splitlines()

    return run
