# SPDX-License-Identifier: Apache-2.0
"""One project three times: as sources, compiled, and compiled without its sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = Path(__file__).parent / "toolbox"


@dataclass(frozen=True)
class Forms:
    """The folders to put on `sys.path`."""

    plain: Path
    native: Path
    bare: Path  # without sources

    def run(
        self, folder: Path, *arguments: str, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Python with one form."""
        environment = {**os.environ, "PYTHONPATH": str(folder), **variables}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def same(self, *arguments: str, bare: bool = True, **variables: str) -> str:
        """Run Python with all forms; what is seen must be equal. The compiled one's output.

        *bare*: also without the sources, which must print the same.
        """
        seen = []
        for folder in (self.native, self.plain, *([self.bare] if bare else [])):
            done = self.run(folder, *arguments, **variables)
            text = f"{done.stdout}{done.stderr}exit code {done.returncode}\n"
            seen.append(text.replace(str(folder), "<folder>"))
        for other in seen[1:]:
            assert seen[0].splitlines() == other.splitlines()
        return seen[0]

    def check(self, script: str) -> None:
        """Run a script that must succeed with both compiled forms."""
        for folder in (self.native, self.bare):
            done = self.run(folder, "-c", script)
            assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Forms:
    """The project in its three forms."""
    work = tmp_path_factory.mktemp("importing")
    project = shutil.copytree(PROJECT, work / "project")
    plain = shutil.copytree(project / "src", work / "plain")
    native = unpack(compile_wheel(project, work / "wheels"), work / "native")
    bare_wheel = compile_wheel(project, work / "bare-wheels", "-C", "include-source=false")
    bare = unpack(bare_wheel, work / "bare")
    info = next(native.glob("*.dist-info"))
    shutil.copytree(info, plain / info.name)
    return Forms(plain, native, bare)


def compile_wheel(project: Path, output: Path, *settings: str) -> Path:
    """The native wheel of the project, made by the command line."""
    command = [sys.executable, "-m", "aot_build", "wheel", str(project), "-o", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*command, *settings], check=True, env=environment, timeout=600)
    return next(output.glob("*.whl"))


def unpack(wheel: Path, folder: Path) -> Path:
    """Install, as far as importing is concerned."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder
