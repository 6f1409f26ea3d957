# SPDX-License-Identifier: Apache-2.0
"""`make standalone`: every differential program without CPython, beside CPython.

    python tools/standalone.py [--python 3.12]... [--tier native]... [--only NAME]... [--rerun]

Output, exit code and tracebacks must be the same for each program, Python and tier, but for what
tests/standalone/differences.txt lists. Results are recorded in build/standalone/results.json as
they come, so an interrupted run goes on where it stopped; what was recorded for other sources of
the compiler is run again.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import standalone_programs as programs
from program_builder import Builder
from recorded import Records, fingerprint, run_options
from standalone_programs import TIERS, Case
from venvs import ROOT, ensure_venv, find_interpreters

BUILD = ROOT / "build" / "standalone"
LINES_SHOWN = 12


@dataclass(frozen=True)
class Job:
    """One program for one Python in one tier."""

    case: Case
    version: str
    tier: str

    @property
    def key(self) -> str:
        """`text/slicing@3.12 native`."""
        return f"{self.case.name}@{self.version} {self.tier}"

    @property
    def folder(self) -> Path:
        """Where it is built and run."""
        return BUILD / self.version / self.tier / self.case.name


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 when all is as under CPython or listed."""
    options = run_options(arguments, __doc__ or "", TIERS)
    pythons = {item.version: ensure_venv(item) for item in find_interpreters(tuple(options.python))}
    jobs = list(plan(options, list(pythons)))
    records = Records(
        BUILD / "results.json",
        fingerprint("aot_build", "runtime", "capi"),
        rerun=options.rerun,
        stale_ok=options.stale_ok,
    )
    waiting = [job for job in jobs if not records.is_done(job.key)]
    print(f"{len(jobs)} runs, {len(jobs) - len(waiting)} of them recorded already", flush=True)
    with ExitStack() as stack:
        builders = {
            version: stack.enter_context(Builder(python)) for version, python in pythons.items()
        }
        records.run(
            waiting,
            lambda job: record(records, job, builders[job.version], pythons[job.version]),
            options.jobs,
        )
    return summary(records, jobs)


def plan(options: argparse.Namespace, versions: list[str]) -> Iterator[Job]:
    """Every run asked for, one Python after the other."""
    known = {v: {case.name: case for case in programs.find_cases(v)} for v in versions}
    unknown = set(options.only or ()).difference(*known.values())
    if unknown:
        raise SystemExit(f"error: no such program: {', '.join(sorted(unknown))}")
    for version, cases in known.items():
        for tier in options.tier:
            for name in options.only or cases:
                if name in cases:
                    yield Job(cases[name], version, tier)


def record(records: Records, job: Job, builder: Builder, python: Path) -> None:
    """Build, run and compare one program; keep what was found."""
    started = time.monotonic()
    found = run_job(job, builder, python)
    seconds = time.monotonic() - started
    shutil.rmtree(job.folder, ignore_errors=True)
    lines = [f"{found['status']:7} {job.key}  {seconds:.1f} s"]
    if found["missing"]:
        lines.append(f"        modules that are missing: {', '.join(found['missing'])}")
    lines += [f"        {line}" for line in found["problems"][:LINES_SHOWN]]
    records.put(job.key, found, lines)


def run_job(job: Job, builder: Builder, python: Path) -> dict[str, Any]:
    """What one run found, as it is recorded."""
    script = job.case.lay_out(job.folder / "source")
    program = job.folder / "program"
    built = builder.build(script, program, job.tier)
    if built.error:
        problems = ["not built", *built.error.splitlines()[-LINES_SHOWN:]]
    else:
        expected = programs.run([python, "-B", script], script.parent)
        found = programs.run([program], script.parent)
        own = programs.own_files(script.parent)
        problems = programs.compare(expected, found, own).splitlines()
    status = "failed" if problems else "passed"
    return {"status": status, "missing": list(built.missing), "problems": problems}


def summary(records: Records, jobs: list[Job]) -> int:
    """Print what was reached, and what is unexpected; 1 when something is."""
    reasons = programs.listed_reasons()
    status = 0
    for job in jobs:
        passed = records.records[job.key]["status"] == "passed"
        if passed == (job.case.name in reasons):
            print(f"{job.key}: {'listed, but the same' if passed else 'differs'}")
            status |= not passed
    for version, tier in sorted({(job.version, job.tier) for job in jobs}):
        these = [job for job in jobs if (job.version, job.tier) == (version, tier)]
        passed_count = sum(records.records[job.key]["status"] == "passed" for job in these)
        print(f"{version} {tier}: {passed_count} of {len(these)} programs end as under CPython")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
