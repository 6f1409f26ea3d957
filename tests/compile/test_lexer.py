# SPDX-License-Identifier: Apache-2.0
"""Our lexer beside CPython's: tokens of the standard library, errors of lines with mistakes."""

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
    """A CPython with our lexer and the module that shows what it does."""
    output = tmp_path_factory.mktemp("lexer") / "python"
    module = HERE / "lexer_module.c"
    return compiler_python.build(python, ["lexer", str(module)], False, output)


def run(program: Path, python: capi.Python, *arguments: str) -> str:
    command = [program, HERE / "lexer_check.py", *arguments]
    environment = compiler_python.environment(python)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return done.stdout + done.stderr


@pytest.mark.xdist_group("capi")
@pytest.mark.skipif(sys.version_info < (3, 12), reason="the module _tokenize is of 3.12")
def test_tokens_of_the_library(program: Path, python: capi.Python) -> None:
    theirs = run(python.program, python, "tokens")
    assert "tokenize.py" in theirs
    assert run(program, python, "tokens") == theirs


@pytest.mark.xdist_group("capi")
def test_errors_of_mistakes(program: Path, python: capi.Python) -> None:
    assert run(program, python, "errors", "1") == "0 errors differ\n"
