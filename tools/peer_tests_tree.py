# SPDX-License-Identifier: Apache-2.0
"""Where the cases of other projects are laid out, compiled and run.

    build/peer_tests/sources/mypy-X/                 unpacked sdists
    build/peer_tests/3.12/site/                      what cases import of PyPI
                         /extensions/mypyc.run-lists/testX/     a case, to be compiled in place
                         /programs/mypyc.run-lists/testX/       to be made an executable
                         /cpython/mypyc.run-lists.testX.json    how it ends interpreted

The folder of a case is taken out of what it prints, so that tracebacks and `__file__` are the same.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compile_source import compile_source
from corpus_outcomes import normalize
from corpus_package import StepFailed, command, default_interrupt
from peer_tests_cases import Case, read_cython, read_mypyc
from program_builder import Builder
from standalone_programs import ENVIRONMENT
from suite import Ending
from venvs import ROOT

BUILD = ROOT / "build" / "peer_tests"
MAIN = ROOT / "tools" / "peer_tests_main.py"
SDISTS = {"mypyc": "mypy==2.4.1", "cython": "cython==3.3.1"}
SITE = ("attrs==26.1.0", "librt==0.17.0", "mypy_extensions==1.2.0", "typing_extensions==4.16.0")
IMPORTED = "module = __import__(name)"  # in MAIN
RUN_TIMEOUT = 120
TAKEN = re.compile(r"(SLOWTEST )?\b\d+\.\d+ sec\b")  # of the tests of Cython


@dataclass(frozen=True)
class Placed:
    """A case under one Python."""

    case: Case
    version: str
    python: Path
    product: str = "extension"

    @property
    def key(self) -> str:
        """`cython.posonly@3.12`, and ` program` after it for that product."""
        suffix = "" if self.product == "extension" else f" {self.product}"
        return f"{self.case.name}@{self.version}{suffix}"

    @property
    def folder(self) -> Path:
        """Where its files are."""
        name = self.case.name.split(".", 2)[-1]
        return BUILD / self.version / f"{self.product}s" / self.case.group / name

    def lay_out(self) -> None:
        """Make the folder anew, without libraries."""
        shutil.rmtree(self.folder, ignore_errors=True)
        encoding = "latin-1" if self.case.project == "cython" else "utf-8"
        for name, text in self.case.files.items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode(encoding))

    def run(self) -> Ending:
        """Run the case as it lies there."""
        path = os.pathsep.join(map(str, search_path(self.version)))
        main = [str(MAIN), self.case.main] if self.case.project == "cython" else [self.case.main]
        return run([str(self.python), "-B", *main], self.folder, {"PYTHONPATH": path})

    def run_program(self, builder: Builder) -> Ending:
        """Build and run it as an executable."""
        script = self.folder / self.case.main
        if self.case.project == "cython":
            script = self.folder / MAIN.name
            text = MAIN.read_text(encoding="utf-8")
            linked = text.replace(IMPORTED, f"import {self.case.main} as module")
            script.write_text(linked, encoding="utf-8")
        program = self.folder.with_name(self.folder.name + ".program")
        built = builder.build(script, program, "native")
        if built.error:
            raise StepFailed("\n".join(["not built", *built.error.splitlines()[-25:]]))
        ending = run([str(program), self.case.main], self.folder, {})
        program.unlink()
        return ending

    def compile(self) -> dict[str, int]:
        """Compile its modules in place; the totals of their functions."""
        totals = {"functions": 0, "native": 0}
        for part in self.case.compiled:
            report = compile_part(self, self.folder / part)
            for key in totals:
                totals[key] += report["totals"][key]
        return totals


def search_path(version: str) -> list[Path]:
    """Where cases find what they import: PyPI's, and the module `cython` for interpreted code."""
    return [BUILD / version / "site", source_folder("cython")]


def run(parts: list[str], folder: Path, changes: dict[str, str]) -> Ending:
    """Run a program; its folder, addresses and times are taken out of what it prints."""
    process = subprocess.Popen(
        parts,
        cwd=folder,
        env={**ENVIRONMENT, **changes},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=default_interrupt,
    )
    try:
        printed = process.communicate(timeout=RUN_TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        printed = process.communicate()
    texts = [data.decode("utf-8", "backslashreplace") for data in printed]
    stdout, stderr = (without_chance(text, folder) for text in texts)
    return Ending(process.returncode, stdout, stderr)


def without_chance(text: str, folder: Path) -> str:
    """What a program prints, without what is another every time."""
    return TAKEN.sub("0 sec", normalize(text.replace(f"{folder}/", "")))


def compile_part(placed: Placed, source: Path) -> dict[str, Any]:
    """Compile a module or package in place; its report."""
    report = placed.folder / "report.json"
    found = compile_source(placed.python, source, report)
    report.unlink()
    return found


def read_cases(python: Path) -> Iterator[Case]:
    """The cases of all projects, whose sdists *python* downloads when they are not there."""
    yield from read_mypyc(unpack("mypyc", python) / "mypyc" / "test-data")
    yield from read_cython(unpack("cython", python) / "tests" / "run")


def source_folder(project: str) -> Path:
    """The unpacked sdist."""
    return BUILD / "sources" / SDISTS[project].replace("==", "-")


def unpack(project: str, python: Path) -> Path:
    """The unpacked sdist, downloaded once by pip."""
    unpacked = source_folder(project)
    if not unpacked.is_dir():
        archive = BUILD / "sdists" / f"{unpacked.name}.tar.gz"
        pip = [str(python), "-m", "pip", "download", "-q", "--disable-pip-version-check"]
        # Without isolation: pip makes the metadata, and would build the compilers' own tools too.
        plain = ["--no-deps", "--no-build-isolation", "--no-binary", ":all:"]
        command([*pip, *plain, "-d", str(archive.parent), SDISTS[project]])
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked.parent, filter="data")
    return unpacked


def install_site(version: str, python: Path) -> None:
    """What the cases of mypyc import of PyPI, installed once."""
    target = BUILD / version / "site"
    if not target.is_dir():
        pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        command([*pip, "--no-deps", "--target", str(target), *SITE])
