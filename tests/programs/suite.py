# SPDX-License-Identifier: Apache-2.0
"""The differential programs: found, compiled topic by topic, and run.

Each folder of programs becomes a package, so that `python -m programs_TOPIC.NAME` runs a program
the same way from sources and natively; only the presence of the library differs. One whose first
line is `# since 3.12` has syntax that older versions do not know.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TIMEOUT = 120


@dataclass(frozen=True)
class Program:
    """One program: tests/programs/TOPIC/NAME.py."""

    topic: str
    name: str

    @property
    def module(self) -> str:
        """Its importable name."""
        return f"{package_name(self.topic)}.{self.name}"

    def __str__(self) -> str:
        return f"{self.topic}/{self.name}"


@dataclass(frozen=True)
class Ending:
    """What a run shows to the outside."""

    exit_code: int
    stdout: str
    stderr: str


def package_name(topic: str) -> str:
    """The package that holds the programs of a topic."""
    return f"programs_{topic}"


def find_programs(version: tuple[int, ...] = sys.version_info[:2]) -> list[Program]:
    """Every program that this version of Python, as a rule the running one, can read; sorted."""
    files = sorted(path for path in HERE.glob("*/*.py") if path.parent.name != "__pycache__")
    return [
        Program(path.parent.name, path.stem) for path in files if first_version(path) <= version
    ]


def first_version(file: Path) -> tuple[int, ...]:
    """The version of Python since which there is the syntax of a program."""
    with file.open(encoding="utf-8") as lines:
        since = re.match(r"# since (\d+)\.(\d+)$", lines.readline())
    return tuple(map(int, since.groups())) if since else (3, 0)


def lay_out(folder: Path) -> Path:
    """Copy all programs to *folder* as importable packages."""
    for program in find_programs():
        package = folder / package_name(program.topic)
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").touch()
        shutil.copyfile(HERE / program.topic / f"{program.name}.py", package / f"{program.name}.py")
    return folder


def compile_topic(topic: str, folder: Path, bodies: str = "repeated") -> dict[str, int]:
    """Compile one laid-out package in place; the totals of its report."""
    from aot_build.options import Options
    from aot_build.pipeline import SourceModule, Unit, compile_units
    from aot_build.progress import Progress

    name = package_name(topic)
    modules = tuple(
        SourceModule(
            name if path.stem == "__init__" else f"{name}.{path.stem}",
            path,
            path.stem == "__init__",
            f"{name}/{path.name}",
        )
        for path in sorted((folder / name).glob("*.py"))
    )
    [built] = compile_units([Unit(name, True, modules)], folder, Options(bodies=bodies), Progress())
    assert built.library is not None, f"nothing in {topic} was compiled"
    target = folder / built.relpath
    if built.library != target:
        shutil.copyfile(built.library, target)
    functions = [f for module in built.report["modules"] for f in module["functions"]]
    faults = [f["message"] for f in functions if f.get("reason") == "internal"]
    assert not faults, f"{topic}: mistakes of the compiler: {faults}"
    native = sum(function["tier"] == "native" for function in functions)
    return {"functions": len(functions), "native": native}


def run_program(program: Program, folder: Path, env: Mapping[str, str] | None = None) -> Ending:
    """Run `python -m` on it from a laid-out folder."""
    return run([sys.executable, "-m", program.module], folder, env)


def run(command: list[str], folder: Path, env: Mapping[str, str] | None = None) -> Ending:
    """Run a command that imports from *folder*; its name is taken out of what is printed."""
    settings = {"PYTHONPATH": str(folder), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **settings, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT,
        check=False,
    )
    return Ending(
        result.returncode,
        normalize(result.stdout, folder),
        normalize(result.stderr, folder),
    )


def difference(expected: Ending, found: Ending) -> str:
    """How two endings differ, as a diff; "" when they do not."""
    parts = []
    if found.exit_code != expected.exit_code:
        parts.append(f"exit code {found.exit_code}, CPython's is {expected.exit_code}")
    for name in ("stdout", "stderr"):
        texts = (getattr(ending, name).splitlines() for ending in (expected, found))
        expected_lines, found_lines = texts
        parts += difflib.unified_diff(
            expected_lines, found_lines, f"{name} of CPython", f"{name} found", n=1, lineterm=""
        )
    return "\n".join(parts)


def normalize(output: bytes, folder: Path) -> str:
    """The output without what differs from run to run: where it lies, and addresses."""
    text = output.decode("utf-8", "backslashreplace").replace(str(folder), "<folder>")
    return re.sub(r"\b0x[0-9a-f]{6,}\b", "0x...", text)
