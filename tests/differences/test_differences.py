# SPDX-License-Identifier: Apache-2.0
"""Each known difference is still there, and just so: its docstring says what either side prints."""

from __future__ import annotations

import ast
import shutil
import sys
import textwrap
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "programs"))
from suite import Program, compile_topic, run_program  # noqa: E402

TOPIC = "differences"
NAMES = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("test_"))


def lay_out(folder: Path) -> Path:
    """The programs as one importable package."""
    package = folder / f"programs_{TOPIC}"
    package.mkdir()
    (package / "__init__.py").touch()
    for name in NAMES:
        shutil.copyfile(HERE / f"{name}.py", package / f"{name}.py")
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources."""
    return lay_out(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def native(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources, and the library that is imported instead."""
    folder = lay_out(tmp_path_factory.mktemp("native"))
    compile_topic(TOPIC, folder)
    return folder


def stated(name: str, heading: str) -> str:
    """What the docstring of a program says one side prints."""
    text = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))) or ""
    lines = text.split(f"{heading} prints:\n", 1)[1].splitlines()
    indented = [line for line in lines[: _end(lines)] if line]
    return textwrap.dedent("\n".join(indented)) + "\n"


def _end(lines: list[str]) -> int:
    return next((i for i, line in enumerate(lines) if line and line[0] != " "), len(lines))


@pytest.mark.xdist_group("differences")
@pytest.mark.parametrize("name", NAMES)
def test_it_differs_just_so(name: str, plain: Path, native: Path) -> None:
    program = Program(TOPIC, name)
    assert run_program(program, plain).stdout == stated(name, "CPython")
    assert run_program(program, native).stdout == stated(name, "aot_build")
    assert stated(name, "CPython") != stated(name, "aot_build")
