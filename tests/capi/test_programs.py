# SPDX-License-Identifier: Apache-2.0
"""C programs that print what the C API answers: the same with libpython and with `capi/`."""

from __future__ import annotations

import subprocess
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


@pytest.mark.xdist_group("capi")
def test_nothing_is_missing(archive: Path) -> None:
    """What a file of the library calls, another one defines, or the support code of extensions."""
    said = subprocess.run(["nm", archive], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in said.splitlines()]
    wanted = {row[1] for row in rows if len(row) == 2 and row[0] == "U"}
    defined = {row[2] for row in rows if len(row) == 3}
    assert len(defined) > 1000
    ours = ("Py", "_Py", "pyi_", "vm_")
    assert sorted(name for name in wanted - defined if name.startswith(ours)) == []
