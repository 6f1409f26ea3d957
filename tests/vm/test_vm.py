# SPDX-License-Identifier: Apache-2.0
"""Python programs on the bytecode interpreter of our library: the same as on CPython."""

from __future__ import annotations

import sys
from pathlib import Path

import capi_programs as capi
import pytest
import vm_programs as vm

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="session")
def python() -> capi.Python:
    return capi.find_python(VERSION)


@pytest.fixture(scope="session")
def archive(python: capi.Python) -> Path:
    return capi.build_library(python)


@pytest.mark.xdist_group("capi")
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_does_what_cpython_does(program: Path, python: capi.Python, archive: Path) -> None:
    theirs, _ = vm.run([python.program, program])
    assert theirs.strip()
    ours, _ = vm.run([vm.link_program(program, python, archive, sanitize=False)])
    assert ours == theirs
