# SPDX-License-Identifier: Apache-2.0
"""The programs that run standalone as under CPython, and how the two runs are compared.

All of tests/programs, and the checks of those sample projects that are not about installing; but
for what tests/standalone/differences.txt lists with a reason.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from venvs import ROOT

sys.path += [str(ROOT), str(ROOT / "tests" / "programs")]

from suite import Ending, difference, find_programs, normalize

LISTED = ROOT / "tests" / "standalone" / "differences.txt"
SAMPLES = ROOT / "sample_projects"
# What pip does with a package is not a question of how its code runs.
_ABOUT_INSTALLING = re.compile(r"importlib import metadata|sys\.executable|setuptools")
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
TIERS = ("native", "bytecode")
TIMEOUT = 120
# A frame in a traceback, with the lines that show its source.
_FRAME = re.compile(r'^( +)File "([^"]*)", line \d+.*\n((?:\1  .*\n)*)', re.M)


@dataclass(frozen=True)
class Case:
    """One program: its name, and the folders that hold it and what it imports."""

    name: str
    script: Path
    folders: tuple[Path, ...]

    def lay_out(self, folder: Path) -> Path:
        """Copy the program into *folder*; where its script is."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for source in self.folders:
            shutil.copytree(source, folder, dirs_exist_ok=True, ignore=_no_cache)
        shutil.copyfile(self.script, folder / self.script.name)
        return folder / self.script.name


def build_program(source: Path, output: Path, tier: str, include: tuple[str, ...] = ()) -> Path:
    """The executable of a script; a sanitized one when AOT_BUILD_SANITIZE says so."""
    from aot_build.entrypoint import script_entry
    from aot_build.options import Options
    from aot_build.programbuild import Request, compile_program
    from aot_build.progress import QuietProgress
    from aot_build.sanitizers import sanitizers

    request = Request(script_entry(source), output, False, include)
    options = Options(tier=tier, toolchain="system") if sanitizers() else Options(tier=tier)
    compile_program(request, options, QuietProgress())
    return output


def find_cases(version: str = "{}.{}".format(*sys.version_info)) -> list[Case]:
    """Every program for a version of Python, sorted."""
    folder = ROOT / "tests" / "programs"
    cases = [
        Case(str(program), folder / program.topic / f"{program.name}.py", ())
        for program in find_programs(tuple(map(int, version.split("."))))
    ]
    for check in sorted(SAMPLES.glob("*/tests/check.py")):
        project = check.parent.parent
        if not _ABOUT_INSTALLING.search(check.read_text() + _setup(project)):
            source = project / "src" if (project / "src").is_dir() else project
            cases.append(Case(f"sample_projects/{project.name}", check, (source,)))
    return cases


def listed_reasons() -> dict[str, str]:
    """Programs that are known to differ, each with the reason."""
    lines = LISTED.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines if line[:1].isalpha())
    return {name.strip(): reason.strip() for name, _, reason in pairs}


def run(
    command: Sequence[str | Path], folder: Path, changes: Mapping[str, str] | None = None
) -> Ending:
    """How a program ends that starts in *folder*; file names lose their folders."""
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        env={**ENVIRONMENT, **(changes or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, errors = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        errors += f"\nkilled after {TIMEOUT} s\n".encode()
    return Ending(process.returncode, normalize(output, folder), normalize(errors, folder))


def compare(expected: Ending, found: Ending, own: frozenset[str]) -> str:
    """How the endings differ, "" when they do not.

    A program carries the text of its *own* modules only, so tracebacks show no other; and its
    `__file__` has no folder.
    """
    shown = [
        Ending(
            ending.exit_code,
            ending.stdout.replace("<folder>/", ""),
            _without_folders(ending.stderr, own).replace("<folder>/", ""),
        )
        for ending in (expected, found)
    ]
    return difference(*shown)


def own_files(folder: Path) -> frozenset[str]:
    """The names of a program's own modules."""
    return frozenset(path.name for path in folder.rglob("*.py"))


def _without_folders(errors: str, own: frozenset[str]) -> str:
    def shortened(match: re.Match[str]) -> str:
        name = match[2].rpartition("/")[2]
        place = match[0][: len(match[0]) - len(match[3])].replace(match[2], name)
        return place + (match[3] if name in own or name.startswith("<") else "")

    return _FRAME.sub(shortened, errors)


def _setup(project: Path) -> str:
    file = project / "setup.py"
    return file.read_text() if file.is_file() else ""


def _no_cache(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("__pycache__", "tests", "build")]
