# SPDX-License-Identifier: Apache-2.0
"""Fixtures for the tests of runtime/: hand-written native packages beside their sources."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from native_package import Package, compile_runtime, compiler, run

PRELUDE = """
import sys

def is_native(f):
    import ctypes
    if sys.version_info < (3, 12):
        return type(f.__code__.co_consts[-1]).__name__ == "native_entry"
    def words(g):
        return (ctypes.c_void_p * 17).from_address(id(g))
    return words(f)[16] != words(is_native)[16]

"""


class Pair:
    """One package twice: compiled, and as sources, for the interpreter to show what is right."""

    def __init__(self, package: Package, folder: Path, objects: list[Path]) -> None:
        self.compiled, self.plain = folder / "compiled", folder / "plain"
        self.library = package.build(self.compiled, objects)
        self.plain.mkdir()
        package.write_sources(self.plain)

    def run(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run Python with the compiled package."""
        return run(self.compiled, *args, **env)

    def check(self, script: str, **env: str) -> str:
        """Run a script that must succeed with the compiled package; its output."""
        result = self.run("-c", PRELUDE + script, **env)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def same(self, *args: str, **env: str) -> str:
        """Run Python with both; everything seen must be equal. The compiled one's output."""
        seen = []
        for folder in (self.compiled, self.plain):
            result = run(folder, *args, **env)
            text = f"{result.stdout}{result.stderr}exit code {result.returncode}\n"
            seen.append(text.replace(str(folder), "<folder>"))
        assert seen[0].splitlines() == seen[1].splitlines()
        return seen[0]


@pytest.fixture(scope="session")
def objects(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The compiled files of runtime/."""
    if not compiler():
        pytest.skip("no C compiler")
    return compile_runtime(tmp_path_factory.mktemp("runtime"))


@pytest.fixture(scope="module")
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, objects: list[Path]
) -> Pair:
    """The package that the test module defines as PACKAGE, in both forms."""
    return Pair(request.module.PACKAGE, tmp_path_factory.mktemp("pair"), objects)


@pytest.fixture
def build(tmp_path: Path, objects: list[Path]) -> Callable[[Package], Pair]:
    """Makes a pair of a package that one test needs for itself."""
    return lambda package: Pair(package, tmp_path, objects)
