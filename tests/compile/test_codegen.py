# SPDX-License-Identifier: Apache-2.0
"""Our code generation beside CPython's: code objects, errors, warnings, and a program that runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import capi_programs as capi
import pytest


@pytest.fixture(scope="module")
def program(build: Callable[[list[str]], Path]) -> Path:
    return build(["codegen", "flow"])


@pytest.mark.xdist_group("capi")
@pytest.mark.parametrize("file", ["codegen_check.py", "codegen_program.py"])
def test_the_same_as_cpython(
    program: Path, python: capi.Python, check: Callable[..., list[str]], file: str
) -> None:
    theirs, ours = check(python.program, file), check(program, file)
    assert "Traceback" not in theirs[-1], theirs[-10:]
    different = [pair for pair in zip(theirs, ours, strict=False) if pair[0] != pair[1]]
    assert not different, different[0]
    assert len(ours) == len(theirs)
