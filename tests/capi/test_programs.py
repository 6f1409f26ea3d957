# SPDX-License-Identifier: Apache-2.0
"""C programs that print what the C API answers: the same with libpython and with `capi/`."""

from __future__ import annotations

import sys
from pathlib import Path

import capi_programs as capi
import pytest

PROGRAMS = sorted(Path(__file__).parent.glob("*.c"))
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="session")
def python() -> capi.Python:
    return capi.find_python(VERSION)


@pytest.fixture(scope="session")
def archive(python: capi.Python) -> Path:
    return capi.build_library(python)


@pytest.mark.xdist_group("capi")
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_says_what_cpython_says(program: Path, python: capi.Python, archive: Path) -> None:
    theirs = capi.run_with(program, python, None)
    assert theirs.strip()
    assert capi.run_with(program, python, archive) == theirs
