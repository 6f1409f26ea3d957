# SPDX-License-Identifier: Apache-2.0
"""A virtual environment that pip installs the sample projects into, shared by all tests here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import aot_build

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path(aot_build.__file__).parent  # what is tested, installed or of this checkout
SAMPLES = ROOT / "sample_projects"
PIP_FLAGS = ("--no-build-isolation", "--no-deps", "--no-index", "--disable-pip-version-check")


@dataclass(frozen=True)
class Environment:
    """A virtual environment and a place for copies of projects."""

    python: Path
    scratch: Path
    pip_flags: Sequence[str] = PIP_FLAGS

    def run(self, *arguments: str | Path, cwd: Path | None = None, **variables: str) -> str:
        """Run its Python; the output. Fails the test when the exit code is not 0."""
        done = self.attempt(*arguments, cwd=cwd, **variables)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout

    def attempt(
        self, *arguments: str | Path, cwd: Path | None = None, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run its Python, whatever comes of it."""
        environ = {k: v for k, v in os.environ.items() if k != "SOURCE_DATE_EPOCH"} | variables
        command = [str(self.python), *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=cwd or self.scratch,
            env=environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def pip(self, command: str, *arguments: str | Path) -> str:
        """Run `pip install` or `pip wheel`, offline and with what is installed."""
        return self.run("-m", "pip", command, *self.pip_flags, *arguments)

    def copy(self, sample: str, place: str) -> Path:
        """A fresh copy of a sample project in the folder *place*."""
        target = self.scratch / place / sample
        shutil.rmtree(target, ignore_errors=True)
        ignored = shutil.ignore_patterns("build", "dist", "*.egg-info", "__pycache__", "*.so")
        return Path(shutil.copytree(SAMPLES / sample, target, ignore=ignored))


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """A new environment that sees what is installed here, and aot_build."""
    folder = tmp_path_factory.mktemp("pep517")
    venv.create(folder / "venv", with_pip=False, symlinks=os.name == "posix")
    scheme = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    site_packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    seen = [str(PACKAGE.parent), *(path for path in sys.path if path.endswith("site-packages"))]
    (site_packages / "outer.pth").write_text("\n".join(seen) + "\n", encoding="utf-8")
    scripts = Path(sysconfig.get_path("scripts", "venv", scheme))
    scratch = folder / "scratch"
    scratch.mkdir()
    return Environment(scripts / Path(sys.executable).name, scratch)
