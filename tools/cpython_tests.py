# SPDX-License-Identifier: Apache-2.0
"""`make cpython-tests`: CPython's own tests of the language, inside a standalone program.

    python tools/cpython_tests.py [--python 3.12]... [--tier native]... [--only test_int]...

One program for each Python and tier contains the modules of tests/standalone/cpython_tests.txt as
they are in that Python's installation. Each is run by it and by CPython; what counts is that every
test ends the same way. Results are recorded in build/cpython_tests/results.json, with a log of
each run beside it; an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus_outcomes import Outcomes, compare, count, read_lines
from program_builder import Builder
from recorded import Records, fingerprint, run_options
from venvs import ROOT, ensure_venv, find_interpreters

BUILD = ROOT / "build" / "cpython_tests"
LISTED = ROOT / "tests" / "standalone" / "cpython_tests.txt"
MAIN = ROOT / "tools" / "cpython_tests_main.py"
TIERS = ("bytecode", "native")
TIMEOUT = 300
LINES_SHOWN = 8
# Which of the test modules exist, with all that is in packages of them; and the module that
# sysconfig imports by a name it puts together.
EXISTS = """
import importlib.util, pkgutil, sys, sysconfig

def inner(name, places):
    for item in pkgutil.iter_modules(places or []):
        if item.name.isidentifier() and not item.name.startswith("badsyntax"):
            module = f"{name}.{item.name}"
            yield module
            if item.ispkg:
                yield from inner(module, [f"{place}/{item.name}" for place in places])

print(sysconfig._get_sysconfigdata_name())
specs = [importlib.util.find_spec(f"test.{name}") for name in sys.argv[1:]]
specs = [spec for spec in specs if spec]
print(*(spec.name for spec in specs))
print(*(name for spec in specs for name in inner(spec.name, spec.submodule_search_locations)))
"""


@dataclass(frozen=True)
class Job:
    """One test module under one Python in one tier."""

    name: str
    version: str
    tier: str

    @property
    def key(self) -> str:
        """`test_int@3.12 bytecode`."""
        return f"{self.name}@{self.version} {self.tier}"

    def folder(self, side: str) -> Path:
        """Where a side of it runs."""
        return BUILD / self.version / side / self.name


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 when every test ends as under CPython."""
    options = run_options(arguments, __doc__ or "", TIERS)
    pythons = {item.version: ensure_venv(item) for item in find_interpreters(tuple(options.python))}
    records = Records(
        BUILD / "results.json",
        fingerprint("aot_build", "runtime", "capi"),
        rerun=options.rerun,
        stale_ok=options.stale_ok,
    )
    jobs = []
    for version, python in pythons.items():
        names, modules = existing(python, LISTED.read_text(encoding="utf-8").split())
        for tier in options.tier:
            these = [Job(name, version, tier) for name in options.only or names]
            waiting = [job for job in these if not records.is_done(job.key)]
            jobs += these
            if waiting:
                program = build(python, version, tier, modules)
                work = functools.partial(record, records, python, program)
                records.run(waiting, work, options.jobs)
    return summary(records, jobs)


def existing(python: Path, names: list[str]) -> tuple[list[str], list[str]]:
    """Those test modules that this Python has, and what a program must contain to run them."""
    command = [str(python), "-c", EXISTS, *names]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    data, found, inner = answer.stdout.splitlines()
    modules = [data, *found.split(), *inner.split()]
    return [name.removeprefix("test.") for name in found.split()], modules


def build(python: Path, version: str, tier: str, modules: list[str]) -> Path:
    """The program that contains these test modules."""
    folder = BUILD / version / tier
    source = folder / "source"
    source.mkdir(parents=True, exist_ok=True)
    for file in (MAIN, MAIN.with_name("corpus_unittest.py")):
        shutil.copyfile(file, source / file.name)
    with Builder(python) as builder:
        built = builder.build(source / MAIN.name, folder / "program", tier, modules)
    if built.error:
        raise SystemExit(f"error: the program for {version} was not built\n{built.error}")
    link_data(folder / "program.lib" / "test", data_of(python))
    return folder / "program"


def link_data(place: Path, data: Path) -> None:
    """Where the program has files of tests, it gets all: tests look for modules among them."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
        place.symlink_to(data)


def record(records: Records, python: Path, program: Path, job: Job) -> None:
    """Run one module both ways; keep what was found."""
    started = time.monotonic()
    expected = cpython_outcomes(job, python)
    ended, found = run(job, job.tier, [program], data_of(python))
    problems = compare(expected, found)
    if not expected or (ended < 0 and not problems):
        problems.append(f"ended with status {ended}")
    seconds = time.monotonic() - started
    record: dict[str, Any] = {
        "status": "failed" if problems else "passed",
        "tests": sum(expected.values()),
        "same": sum((expected & found).values()),
        "ended": ended,
        "found": count(found),
        "problems": problems,
    }
    lines = [
        f"{record['status']:7} {job.key}  {record['same']} of {record['tests']}, {seconds:.0f} s"
    ]
    if ended < 0:
        lines.append(f"        ended by signal {-ended}")
    records.put(job.key, record, lines + [f"        {line}" for line in problems[:LINES_SHOWN]])


def cpython_outcomes(job: Job, python: Path) -> Outcomes:
    """The module under CPython; does not depend on the compiler, so it is kept."""
    kept = job.folder("cpython") / "record"
    if kept.is_file():
        return read_lines(kept)
    return run(job, "cpython", [python, "-B", MAIN])[1]


@functools.cache
def data_of(python: Path) -> Path:
    """The folder with the files that tests read beside themselves."""
    command = [str(python), "-c", "import test; print(test.__path__[0])"]
    return Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


def run(
    job: Job, side: str, command: list[Path | str], data: Path | None = None
) -> tuple[int, Outcomes]:
    """Exit status and outcomes of one side; a program looks for *data* where it starts."""
    folder = job.folder(side)
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "work").mkdir(parents=True)
    if data is not None:
        (folder / "work" / "test").symlink_to(data)
    partial = folder / "record.partial"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            list(map(str, [*command, "--record", partial, f"test.{job.name}"])),
            cwd=folder / "work",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=default_interrupt,
        )
        try:
            ended = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            ended = process.wait()
    if not partial.is_file():
        return ended, Outcomes()
    return ended, read_lines(partial.rename(folder / "record"))


def default_interrupt() -> None:
    """Some tests send SIGINT, which a shell's background jobs would ignore."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def summary(records: Records, jobs: list[Job]) -> int:
    """Print what was reached; 1 when something differs."""
    status = 0
    for version, tier in sorted({(job.version, job.tier) for job in jobs}):
        found = [
            records.records[job.key] for job in jobs if (job.version, job.tier) == (version, tier)
        ]
        same, tests = (sum(item[key] for item in found) for key in ("same", "tests"))
        modules = sum(item["status"] == "passed" for item in found)
        print(f"{version} {tier}: {same} of {tests} tests, {modules} of {len(found)} modules")
        status |= modules < len(found)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
