# SPDX-License-Identifier: Apache-2.0
"""Our symbol tables and folded constants beside CPython's: tables, code and errors."""

from __future__ import annotations

import sys
from pathlib import Path

import capi_programs as capi
import compiler_check
import compiler_python
import pytest

HERE = Path(__file__).parent
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def python() -> capi.Python:
    return capi.find_python(VERSION)


@pytest.fixture(scope="module")
def program(python: capi.Python, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CPython with our symbol tables and our folding."""
    output = tmp_path_factory.mktemp("symtable") / "python"
    return compiler_python.build(python, ["symtable", "fold"], False, output)


@pytest.mark.xdist_group("capi")
@pytest.mark.parametrize("what, optimize", [("symbols", 0), ("code", 0), ("code", 2)])
@pytest.mark.parametrize("name", ["symtable_cases.txt", "fold_cases.txt"])
def test_the_same_as_cpython(
    program: Path, python: capi.Python, tmp_path: Path, name: str, what: str, optimize: int
) -> None:
    files = []
    for i, source in enumerate((HERE / name).read_text("utf-8").split("\n---\n")):
        files.append(tmp_path / f"case{i}.py")
        files[-1].write_text(source, "utf-8")
    task = compiler_check.Task(optimize, what)
    results = list(compiler_check.compare(python, program, files, task))
    assert len(results) == len(files)
    different = [(file.read_text("utf-8"), *rest) for file, *rest in results if rest[0]]
    assert not different, different[0]
