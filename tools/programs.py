# SPDX-License-Identifier: Apache-2.0
"""`make programs`: command-line programs from PyPI without CPython, beside CPython.

    python tools/programs.py [--python 3.12]... [--tier native]... [--only NAME]... [--rerun]

For each row of tests/corpus/programs.toml the packages are installed, its entry point or script is
built as an executable, and it is called in every way that the row names, beside CPython. Output,
errors and exit status must be the same. Results are recorded in build/programs/results.json as they
come; what passed is not run again until the sources of the compiler change.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recorded import Records, fingerprint, run_options
from standalone_programs import compare
from suite import Ending, normalize
from venvs import ROOT, ensure_venv, find_interpreters

LISTED = ROOT / "tests" / "corpus" / "programs.toml"
INPUTS = ROOT / "tests" / "corpus" / "programs"
BUILD = ROOT / "build" / "programs"
ENVIRONMENT = {
    "PATH": os.defpath,
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "COLUMNS": "80",
    "TERM": "dumb",
    "HOME": "/nonexistent",
    "PYTHONHASHSEED": "0",
}
TIERS = ("native", "bytecode")
BUILD_TIMEOUT, RUN_TIMEOUT = 3600, 120
LINES_SHOWN = 12
SCRIPT = """import sys
from {module} import {name}
if __name__ == '__main__':
    sys.exit({function}())
"""


@dataclass(frozen=True)
class Job:
    """One program for one Python in one tier."""

    name: str
    version: str
    tier: str
    row: dict[str, Any]

    @property
    def key(self) -> str:
        """`isort@3.12 native`."""
        return f"{self.name}@{self.version} {self.tier}"

    @property
    def folder(self) -> Path:
        """What both tiers share: the installed packages and CPython's script."""
        return BUILD / self.version / self.name

    @property
    def called(self) -> str:
        """The name of the executable, which usage texts show."""
        return str(self.row.get("prog", self.row.get("script", self.name)))


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 when all is as under CPython."""
    options = run_options(arguments, __doc__ or "", TIERS)
    pythons = {item.version: ensure_venv(item) for item in find_interpreters(tuple(options.python))}
    rows = tomllib.loads(LISTED.read_text(encoding="utf-8"))
    names = options.only or list(rows)
    if unknown := set(names) - rows.keys():
        raise SystemExit(f"error: no such program: {', '.join(sorted(unknown))}")
    records = Records(
        BUILD / "results.json",
        fingerprint("aot_build", "runtime", "capi"),
        rerun=options.rerun,
        stale_ok=options.stale_ok,
    )
    jobs = [
        Job(name, version, tier, rows[name])
        for version in pythons
        for tier in options.tier
        for name in names
    ]
    waiting = [job for job in jobs if not records.is_done(job.key)]
    records.run(waiting, functools.partial(record, records, pythons), options.jobs)
    return summary(records, jobs)


def record(records: Records, pythons: dict[str, Path], job: Job) -> None:
    """Install, build, run and compare one program; keep what was found."""
    started = time.monotonic()
    problems = try_program(job, pythons[job.version])
    found = {"status": "failed" if problems else "passed", "problems": problems}
    seconds = time.monotonic() - started
    lines = [f"{found['status']:7} {job.key}  {len(job.row['cases'])} cases, {seconds:.0f} s"]
    records.put(job.key, found, lines + [f"        {line}" for line in problems[:LINES_SHOWN]])


def try_program(job: Job, python: Path) -> list[str]:
    """What is wrong with one program."""
    site = job.folder / "site"
    if not site.exists() and (said := install(python, job.row, site)):
        return ["not installed", *said]
    program = job.folder / job.tier / job.called
    program.parent.mkdir(parents=True, exist_ok=True)
    if said := build(python, job, site, program):
        return ["not built", *said]
    script, problems = lay_out(job), []
    for case in job.row["cases"]:
        # A script of ours is among its inputs, where it is run; so its paths are the program's.
        start = script.name if "script" in job.row else script
        expected = run(job, [python, "-B", start], case, {"PYTHONPATH": str(site)})
        found = run(job, [program], case)
        if said := compare(expected, found, frozenset({script.name})).splitlines():
            problems += [f"{job.called} {' '.join(case['args'])}", *said]
    return problems


def lay_out(job: Job) -> Path:
    """What CPython runs: the script of the row, or what pip makes of its entry point."""
    script = job.folder / "cpython" / str(job.row.get("script", job.called))
    script.parent.mkdir(exist_ok=True)
    if "script" in job.row:
        shutil.copyfile(INPUTS / job.name / script.name, script)
    else:
        module, _, function = job.row["entry"].partition(":")
        name = function.partition(".")[0]
        text = SCRIPT.format(module=module, name=name, function=function)
        script.write_text(text, encoding="utf-8")
    return script


def install(python: Path, row: dict[str, Any], site: Path) -> list[str]:
    """Install the packages of a row; the last lines of what went wrong."""
    partial = site.with_name("site.partial")
    shutil.rmtree(partial, ignore_errors=True)
    options = ["--quiet", "--disable-pip-version-check", *row.get("pip_args", ())]
    command = ["pip", "install", *options, "--target", str(partial), *row["requires"]]
    result = subprocess.run(
        [python, "-m", *command], capture_output=True, text=True, timeout=BUILD_TIMEOUT, check=False
    )
    if result.returncode:
        return result.stderr.splitlines()[-LINES_SHOWN:]
    partial.rename(site)
    return []


def build(python: Path, job: Job, site: Path, program: Path) -> list[str]:
    """Build the executable; the last lines of what went wrong."""
    start = ["--entry", job.row["entry"]] if "entry" in job.row else [str(lay_out(job))]
    words = ["build", *start, "-o", str(program), "--tier", job.tier]
    for name in ("include", "collect-data"):
        words += [word for value in job.row.get(name, ()) for word in (f"--{name}", value)]
    result = subprocess.run(
        [python, "-m", "aot_build", *words],
        cwd=program.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(site), str(ROOT)])},
        capture_output=True,
        text=True,
        timeout=BUILD_TIMEOUT,
        check=False,
    )
    return result.stderr.splitlines()[-LINES_SHOWN:] if result.returncode else []


def run(
    job: Job, command: list[Path | str], case: dict[str, Any], changes: dict[str, str] | None = None
) -> Ending:
    """How one call ends, in a fresh copy of the program's inputs."""
    folder = job.folder / f"{job.tier}.work"
    shutil.rmtree(folder, ignore_errors=True)
    inputs = INPUTS / job.name
    shutil.copytree(inputs, folder) if inputs.is_dir() else folder.mkdir()
    with open(folder / case["stdin"] if "stdin" in case else os.devnull, "rb") as stdin:
        result = subprocess.run(
            [*command, *case["args"]],
            cwd=folder,
            env={**ENVIRONMENT, **(changes or {})},
            stdin=stdin,
            capture_output=True,
            timeout=RUN_TIMEOUT,
            check=False,
        )
    written = [read_written(folder / name) for name in case.get("files", ())]
    output = b"".join([result.stdout, *written])
    return Ending(result.returncode, normalize(output, folder), normalize(result.stderr, folder))


def read_written(file: Path) -> bytes:
    """What a call wrote there, under its name."""
    text = file.read_bytes() if file.is_file() else b"(missing)"
    return b"\n--- %s\n%s" % (file.name.encode(), text)


def summary(records: Records, jobs: list[Job]) -> int:
    """Print what was reached; 1 when something differs."""
    status = 0
    for version, tier in sorted({(job.version, job.tier) for job in jobs}):
        these = [job for job in jobs if (job.version, job.tier) == (version, tier)]
        passed = sum(records.records[job.key]["status"] == "passed" for job in these)
        print(f"{version} {tier}: {passed} of {len(these)} programs end as under CPython")
        status |= passed < len(these)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
