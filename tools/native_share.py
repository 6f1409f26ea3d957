# SPDX-License-Identifier: Apache-2.0
"""`make native-share`: what is native of much-used Python code, and why the rest is not.

    python tools/native_share.py [--python 3.12]... [--tier tests]... [--only NAME]...
    python tools/native_share.py --table

Lowers, without generating code, the standard library, its own tests (Lib/test) and the packages of
the corpus under each Python found. What each part has is recorded in build/native-share/ as it
comes, so an interrupted run goes on where it stopped. `--table` writes docs/native-share.md from
the records. Not a single file is run.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import native_share_table as table
from corpus_package import read_packages, unpack_sdist
from recorded import Records, fingerprint, run_options
from venvs import ROOT, ensure_venv, find_interpreters

BUILD = ROOT / "build" / "native-share"
WORKER = Path(__file__).with_name("native_share_worker.py")
AREAS = ("library", "tests", "corpus")
FOLDER_OF_LIBRARY = "import sysconfig; print(sysconfig.get_path('stdlib'))"
SHOWN = 5


@dataclass(frozen=True)
class Part:
    """Modules that are recorded together: a package, or one file."""

    version: str
    area: str
    name: str
    root: Path
    files: tuple[Path, ...]

    @property
    def key(self) -> str:
        """`library asyncio`."""
        return f"{self.area} {self.name}"


def main(arguments: list[str]) -> int:
    """Measure what is asked for, and say what is native and what is not."""
    if arguments == ["--table"]:
        table.write(BUILD, ROOT / "docs" / "native-share.md")
        return 0
    options = run_options(arguments, __doc__ or "", AREAS)
    pythons = {item.version: ensure_venv(item) for item in find_interpreters(tuple(options.python))}
    for version, python in pythons.items():
        records = Records(
            BUILD / f"{version}.json",
            fingerprint("aot_build"),
            rerun=options.rerun,
            stale_ok=options.stale_ok,
        )
        parts = [part for area in options.tier for part in find_parts(version, python, area)]
        todo = [
            part
            for part in parts
            if (not options.only or part.name in options.only) and not records.is_done(part.key)
        ]
        measure(todo, python, records, options.jobs)
        known = {part.key for part in parts}
        print(f"Python {version}")
        print(*table.summary({k: v for k, v in records.records.items() if k in known}), sep="\n")
    return 0


# --- what there is ---


def find_parts(version: str, python: Path, area: str) -> Iterator[Part]:
    """The parts of one area."""
    if area == "corpus":
        for package in read_packages():
            root = unpack_sdist(package, python)
            folders = [found for name in package.modules for found in locate(root, name)]
            yield Part(version, area, package.name, root, python_files(folders))
        return
    asked = subprocess.run(
        [str(python), "-c", FOLDER_OF_LIBRARY], capture_output=True, text=True, check=True
    )
    root = Path(asked.stdout.strip())
    folder = root / "test" if area == "tests" else root
    for entry in sorted(folder.iterdir()):
        files = python_files([entry])
        if files and entry.name not in ("site-packages", "test", "__pycache__"):
            yield Part(version, area, entry.name.removesuffix(".py"), root, files)


def locate(root: Path, module: str) -> Iterator[Path]:
    """Where a top-level module of an sdist is."""
    for folder in (root, root / "src", root / "lib"):
        for entry in (folder / module, folder / f"{module}.py"):
            if entry.exists():
                yield entry


def python_files(entries: list[Path]) -> tuple[Path, ...]:
    """All Python files in folders, and files."""
    found = (file for entry in entries for file in ([entry] if entry.is_file() else all_in(entry)))
    return tuple(file for file in found if file.suffix == ".py")


def all_in(folder: Path) -> list[Path]:
    """The files below a folder, in a certain order."""
    return sorted(folder.rglob("*.py"))


# --- measuring ---


def measure(parts: list[Part], python: Path, records: Records, jobs: int) -> None:
    """Lower all *parts*, *jobs* at a time."""
    workers: queue.SimpleQueue[subprocess.Popen[str]] = queue.SimpleQueue()
    if not parts:
        return
    for _ in range(jobs):
        command = [str(python), str(WORKER)]
        pipe = subprocess.PIPE
        workers.put(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True))

    def work(part: Part) -> None:
        worker = workers.get()
        found = part_record([ask(worker, file) for file in part.files], part)
        workers.put(worker)
        records.put(part.key, found, [*lines_of(part, found)])

    records.run(parts, work, jobs)
    while not workers.empty():
        workers.get().communicate()


def ask(worker: subprocess.Popen[str], file: Path) -> dict[str, Any]:
    """What a worker finds in one file."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(f"{file}\n")
    worker.stdin.flush()
    answer: dict[str, Any] = json.loads(worker.stdout.readline())
    return answer


def part_record(answers: list[dict[str, Any]], part: Part) -> dict[str, Any]:
    """The sum over the files of a part; files that are no Python of this version are left out."""
    bytecode = [
        {**entry, "file": file.relative_to(part.root).as_posix()}
        for file, answer in zip(part.files, answers, strict=True)
        for entry in answer["bytecode"]
    ]
    native = sum(answer["native"] for answer in answers)
    return {"status": "passed", "native": native, "bytecode": bytecode}


def lines_of(part: Part, found: dict[str, Any]) -> Iterator[str]:
    """What is printed of a part."""
    bytecode = found["bytecode"]
    but = f", {len(bytecode)} not" if bytecode else ""
    yield f"{part.version} {part.key}: {found['native']} native{but}"
    for entry in bytecode[:SHOWN]:
        yield f"    {entry['file']}:{entry['line']} {entry['qualname']} [{entry['reason']}]"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
