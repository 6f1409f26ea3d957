# SPDX-License-Identifier: Apache-2.0
"""One package of the corpus: its sdist, its two environments, and a run of its test suite.

    build/corpus/sdists/NAME-VERSION.tar.gz             and unpacked in sources/
    build/corpus/NAME/3.12/baseline/{source,venv,work}  installed from the sdist by plain pip
    build/corpus/NAME/3.12/native/{source,venv,work}    installed from what `aot wheel` made

The two halves have folders of equal names below their own, so that a test has the same id in both.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tarfile
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus_outcomes import Outcomes, read_junit, read_lines, without_folder
from venvs import ROOT, python_in

PACKAGES = ROOT / "tests" / "corpus" / "packages.toml"
BUILD = ROOT / "build" / "corpus"
TEST_TIMEOUT = 15 * 60
INSTALL_TIMEOUT = 15 * 60
UNITTEST = "python -m unittest "
SCRIPT = re.compile(r"python [\w/]+\.py\b")
PYTEST = "python -m pytest "


class StepFailed(Exception):
    """A command of the flow failed: what it was, and the end of what it said."""


@dataclass(frozen=True)
class Package:
    """One entry of packages.toml; the fields are explained at its top."""

    name: str
    version: str
    sdist: str
    modules: list[str]
    test_command: str
    test_requires: list[str] = field(default_factory=list)
    resolved: list[str] = field(default_factory=list)
    copy_tests: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    install_env: dict[str, str] = field(default_factory=dict)
    expected: dict[str, int] = field(default_factory=dict)
    lines: int = 0

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Package:
        """The entry without the fields that only inform a reader."""
        known = {key: table[key] for key in cls.__dataclass_fields__ if key in table}
        return cls(**known)


def read_packages(file: Path = PACKAGES) -> list[Package]:
    """Every package of the corpus, in its order."""
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["package"]
    return [Package.from_table(table) for table in tables]


@dataclass(frozen=True)
class Half:
    """One of the two installations of a package under one Python."""

    package: Package
    python: Path
    folder: Path

    @property
    def venv(self) -> Path:
        """Its virtual environment."""
        return self.folder / "venv"

    @property
    def source(self) -> Path:
        """Its own copy of the unpacked sdist: some backends build inside it."""
        return self.folder / "source"

    @property
    def work(self) -> Path:
        """Where its tests run; never holds the sources of the package."""
        return self.folder / "work"

    def install(self, target: Path) -> None:
        """Make a fresh environment with *target* (source folder or wheel) and the test tools."""
        shutil.rmtree(self.venv, ignore_errors=True)
        command([str(self.python), "-m", "venv", "--without-pip", str(self.venv)])
        constraints = self.folder / "constraints.txt"
        constraints.write_text("\n".join(self.package.resolved) + "\n", encoding="utf-8")
        pip = [str(self.python), "-m", "pip", "--python", str(python_in(self.venv))]
        install = [*pip, "install", "-q", "--disable-pip-version-check"]
        command(
            [*install, "-c", str(constraints), str(target), *self.package.test_requires],
            env=self.package.install_env,
        )

    def copy_source(self, unpacked: Path) -> None:
        """A fresh copy of the sdist to build from."""
        shutil.rmtree(self.source, ignore_errors=True)
        shutil.copytree(unpacked, self.source)

    def prepare_tests(self) -> None:
        """Copy the tests out of the sdist into an empty work folder."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        # Where a suite has no pytest configuration, pytest would go up and find this repository's.
        (self.folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        for entry in self.package.copy_tests:
            name, _, target_name = entry.partition("=>")
            target = self.work / (target_name or name)
            target.parent.mkdir(parents=True, exist_ok=True)
            if (self.source / name).is_dir():
                shutil.copytree(self.source / name, target, dirs_exist_ok=True)
            else:
                shutil.copy2(self.source / name, target)

    def run_tests(self, env: Mapping[str, str]) -> tuple[Outcomes, float]:
        """Each test's outcome and the seconds the suite took."""
        record = self.folder / "outcomes"
        record.unlink(missing_ok=True)
        parts, reader = recording_command(self.package.test_command, record)
        started = time.monotonic()
        result = subprocess.run(
            parts,
            cwd=self.work,
            env=self.environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TEST_TIMEOUT,
            check=False,
            preexec_fn=default_interrupt if os.name == "posix" else None,
        )
        seconds = time.monotonic() - started
        (self.folder / "output.txt").write_bytes(result.stdout)
        if result.returncode < 0 or not record.is_file():
            raise StepFailed(f"test suite ended with status {result.returncode}\n{tail(result)}")
        return without_folder(reader(record), self.work), seconds

    def ask(self, code: str, *arguments: str) -> str:
        """What *code* prints in this environment."""
        python = str(python_in(self.venv))
        return command([python, "-c", code, *arguments], cwd=self.folder)

    def environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        """The test command's environment: the venv first on PATH, nothing of ours beside it."""
        env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        env["PATH"] = f"{python_in(self.venv).parent}{os.pathsep}{env.get('PATH', os.defpath)}"
        env["VIRTUAL_ENV"] = str(self.venv)
        # Some suites parametrize over sets; a test then has the same id in both halves.
        env["PYTHONHASHSEED"] = "0"
        work = str(self.work)
        own = {key: text.replace("{work}", work) for key, text in self.package.env.items()}
        return {**env, **own, **extra}


def recording_command(test_command: str, record: Path) -> tuple[list[str], Any]:
    """The test command made to write each test's outcome to *record*, and who reads that."""
    if test_command.startswith(PYTEST):
        parts = shlex.split(test_command)
        return [*parts[:3], f"--junitxml={record}", *parts[3:]], read_junit
    recording = ["python", str(Path(__file__).with_name("corpus_unittest.py")), str(record)]
    if test_command.startswith(UNITTEST):
        return [*recording, *shlex.split(test_command)[3:]], read_lines
    if SCRIPT.match(test_command):
        return [*recording, "--script", *shlex.split(test_command)[1:]], read_lines
    raise StepFailed(f"neither pytest, unittest nor a script: {test_command}")


def unpack_sdist(package: Package, python: Path) -> Path:
    """The unpacked sdist, downloaded once by pip."""
    folder = BUILD / "sdists"
    archive = folder / package.sdist
    if not archive.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        requirement = f"{package.name}=={package.version}"
        pip = [str(python), "-m", "pip", "download", "-q", "--disable-pip-version-check"]
        # Only the package itself: pip builds its metadata, and would build the backend's tools too.
        command([*pip, "--no-binary", package.name, "--no-deps", "-d", str(folder), requirement])
    unpacked = BUILD / "sources" / package.sdist.removesuffix(".tar.gz")
    if not unpacked.is_dir():
        partial = unpacked.with_name(unpacked.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        with tarfile.open(archive) as tar:
            tar.extractall(partial, filter="data")
        (partial / unpacked.name).rename(unpacked)
        shutil.rmtree(partial)
    return unpacked


def command(parts: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """Standard output of a set-up step."""
    result = subprocess.run(
        parts,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=INSTALL_TIMEOUT,
        check=False,
    )
    if result.returncode:
        raise StepFailed(f"{shlex.join(parts)}: status {result.returncode}\n{tail(result)}")
    return result.stdout.decode("utf-8", "replace")


def tail(result: subprocess.CompletedProcess[bytes], lines: int = 25) -> str:
    """The last lines of what a command said."""
    text = (result.stdout or b"") + (result.stderr or b"")
    return "\n".join(text.decode("utf-8", "replace").splitlines()[-lines:])


def default_interrupt() -> None:
    """Suites that interrupt themselves hang where SIGINT is ignored, as in background jobs."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
