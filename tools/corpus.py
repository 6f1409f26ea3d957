# SPDX-License-Identifier: Apache-2.0
"""`make corpus`: other people's packages, built with `aot wheel`, must pass their own tests.

    python tools/corpus.py [--only NAME]... [--python 3.12]... [--jobs N] [--rerun]
    python tools/corpus.py --baseline             plain CPython against itself: is a suite stable?
    python tools/corpus.py --env PYTHONMALLOC=debug
    python tools/corpus.py --list FILE.toml       the packages another file describes
    python tools/corpus.py --table [--check]      docs/corpus.md from the recorded results

For each package and Python: the suite's outcome, test by test, under plain CPython and with the
native wheel. A run passes when both are the same, every module is native and the suite ran at
all. Results are recorded in build/corpus/results.json as they come, so an interrupted run goes on
where it stopped: what Ctrl-C or SIGTERM ended is not recorded. What was recorded for other sources
of the compiler is run again.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import corpus_table
from corpus_outcomes import Outcomes, compare, count
from corpus_package import (
    BUILD,
    PACKAGES,
    Half,
    Package,
    StepFailed,
    read_packages,
    tail,
    unpack_sdist,
)
from recorded import Records, fingerprint, read_json, write_json
from venvs import ROOT, SUPPORTED, ensure_venv, find_interpreters

RESULTS = BUILD / "results.json"
DIFFERENCES_KEPT = 50
RECORDED_UNDER = "3.12"
BUILD_TIMEOUT = 30 * 60

ORIGINS = """
import importlib, sys
for name in sys.argv[1:]:
    print(importlib.import_module(name).__spec__.origin)
"""

TOTALS = """
import importlib.metadata, sys
print(importlib.metadata.distribution(sys.argv[1]).read_text("aot.json") or "")
"""


@dataclass(frozen=True)
class Job:
    """One package under one Python, in one variant (extra environment for the tests)."""

    package: Package
    version: str
    python: Path
    env: tuple[tuple[str, str], ...]
    baseline_only: bool

    @property
    def key(self) -> str:
        """`h11@3.12`, `h11@3.12 PYTHONMALLOC=debug`, `h11@3.12 baseline`."""
        extra = [f"{name}={value}" for name, value in self.env]
        extra += ["baseline"] if self.baseline_only else []
        return " ".join([f"{self.package.name}@{self.version}", *extra])

    @property
    def folder(self) -> Path:
        """Where its two halves live."""
        return BUILD / self.package.name / self.version


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 when everything asked for passes."""
    options = parse(arguments)
    if options.table:
        return corpus_table.write(read_json(RESULTS), ROOT / "docs" / "corpus.md", options.check)
    jobs = list(plan(options))
    records = Records(
        RESULTS,
        fingerprint("aot_build", "runtime"),
        rerun=options.rerun,
        stale_ok=options.stale_ok,
    )
    waiting = [job for job in jobs if not records.is_done(job.key, any_tool=job.baseline_only)]
    print(f"{len(jobs)} runs, {len(jobs) - len(waiting)} of them recorded already", flush=True)
    for package in {job.package.sdist: job for job in waiting}.values():
        unpack_sdist(package.package, package.python)
    records.run(waiting, lambda job: record(records, job), options.jobs)
    return summary(records, jobs)


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="run the corpus of packages")
    add = parser.add_argument
    add("--list", type=Path, default=PACKAGES, metavar="FILE", help="the descriptions to run")
    add("--only", action="append", metavar="NAME", help="only this package; may be repeated")
    add("--python", action="append", metavar="X.Y", help="only this version; may be repeated")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="runs at the same time")
    add("--rerun", action="store_true", help="also what is recorded as passed")
    add("--stale-ok", action="store_true", help="count what older sources of the compiler passed")
    add("--env", action="append", default=[], metavar="K=V", help="for the native tests")
    add("--baseline", action="store_true", help="compare plain CPython with itself")
    add("--table", action="store_true", help="write docs/corpus.md from the results and stop")
    add("--check", action="store_true", help="with --table: only fail when the page is malformed")
    return parser.parse_args(arguments)


def plan(options: argparse.Namespace) -> Iterator[Job]:
    """Every run asked for, the short packages first."""
    packages = read_packages(options.list)
    unknown = set(options.only or ()) - {package.name for package in packages}
    if unknown:
        raise SystemExit(f"error: not in {options.list}: {', '.join(sorted(unknown))}")
    env = tuple(sorted(tuple(item.split("=", 1)) for item in options.env))
    versions = tuple(options.python or SUPPORTED)
    pythons = {item.version: ensure_venv(item) for item in find_interpreters(versions)}
    for missing in set(versions) - set(pythons):
        print(f"warning: no CPython {missing} found; its runs are left out", flush=True)
    for package in sorted(packages, key=lambda item: item.lines):
        if not options.only or package.name in options.only:
            for version, python in pythons.items():
                yield Job(package, version, python, env, options.baseline)


def run_job(job: Job) -> dict[str, Any]:
    """What one run found, as it is recorded."""
    started = time.monotonic()
    try:
        found = run_halves(job)
    except StepFailed as failure:
        found = {"status": "failed", "problems": str(failure).splitlines()}
    except subprocess.TimeoutExpired as expired:
        found = {"status": "failed", "problems": [f"timeout after {expired.timeout:.0f} s"]}
    except Exception:
        found = {"status": "failed", "problems": traceback.format_exc().splitlines()}
    return {**found, "wall_seconds": round(time.monotonic() - started, 1)}


def run_halves(job: Job) -> dict[str, Any]:
    """Both halves and their comparison."""
    unpacked = unpack_sdist(job.package, job.python)
    baseline, seconds = baseline_outcomes(job, unpacked)
    record: dict[str, Any] = {"baseline": count(baseline), "baseline_seconds": round(seconds, 2)}
    if job.baseline_only:
        outcomes, seconds = plain_half(job).run_tests(dict(job.env))
        problems: list[str] = []
    else:
        half = Half(job.package, job.python, job.folder / "native")
        half.copy_source(unpacked)
        wheel, build_seconds = build_wheel(job, half)
        half.install(wheel)
        half.prepare_tests()
        problems, totals = check_native(half)
        record |= {"totals": totals, "build_seconds": build_seconds}
        outcomes, seconds = half.run_tests(dict(job.env))
    record |= unexpected(job, baseline)
    problems += compare(baseline, outcomes)
    if not count(outcomes).get("passed"):
        problems.append("no test of the suite passed")
    status = "failed" if problems else "passed"
    record |= {"status": status, "native": count(outcomes), "native_seconds": round(seconds, 2)}
    return {**record, "problems": problems[:DIFFERENCES_KEPT], "differences": len(problems)}


def unexpected(job: Job, baseline: Outcomes) -> dict[str, Any]:
    """The counts recorded for CPython 3.12, where this machine's CPython does not give them.

    No failure of ours, but a suite that did not run as it should proves nothing.
    """
    expected = dict(job.package.expected)
    if not expected:
        return {}
    # JUnit files do not tell a test that passed unexpectedly from one that passed.
    expected["passed"] = expected.get("passed", 0) + expected.pop("xpassed", 0)
    found = count(baseline)
    # A unittest test that skips a part of itself counts as skipped and as passed here.
    enough = found.get("passed", 0) >= expected["passed"]
    clean = all(found.get(kind) == expected.get(kind) for kind in ("failed", "error"))
    return {} if job.version != RECORDED_UNDER or (enough and clean) else {"expected": expected}


def plain_half(job: Job) -> Half:
    """The half that plain pip installs."""
    return Half(job.package, job.python, job.folder / "baseline")


def baseline_outcomes(job: Job, unpacked: Path) -> tuple[Outcomes, float]:
    """The suite under plain CPython; depends on the description only, so it is kept."""
    half = plain_half(job)
    kept = half.folder / "baseline.json"
    described = asdict(replace(job.package, expected={}, lines=0))
    data = read_json(kept)
    if data.get("package") == described:
        return Outcomes({(name, kind): n for name, kind, n in data["outcomes"]}), data["seconds"]
    half.copy_source(unpacked)
    half.install(half.source)
    half.prepare_tests()
    outcomes, seconds = half.run_tests({})
    rows = [[name, kind, n] for (name, kind), n in sorted(outcomes.items())]
    write_json(kept, {"package": described, "seconds": seconds, "outcomes": rows})
    return outcomes, seconds


def build_wheel(job: Job, half: Half) -> tuple[Path, float]:
    """The native wheel of the package, made as a user would, and the seconds it took."""
    dist = half.folder / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    excludes = [part for pattern in job.package.exclude for part in ("--exclude", pattern)]
    parts = [str(job.python), "-m", "aot_build", "wheel", str(half.source), "-o", str(dist)]
    started = time.monotonic()
    result = subprocess.run(
        [*parts, *excludes],
        cwd=half.folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **job.package.install_env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=BUILD_TIMEOUT,
        check=False,
    )
    if result.returncode:
        raise StepFailed(f"aot wheel ended with status {result.returncode}\n{tail(result)}")
    wheels = list(dist.glob("*.whl"))
    if len(wheels) != 1:
        raise StepFailed(f"aot wheel made {len(wheels)} wheels")
    return wheels[0], round(time.monotonic() - started, 1)


def check_native(half: Half) -> tuple[list[str], dict[str, int]]:
    """What shows that the installed package is not native, and the totals of its aot.json."""
    package = half.package
    suffixes = (".so", ".pyd")
    origins = half.ask(ORIGINS, *package.modules).splitlines()
    problems = [
        f"{module} is not native: its origin is {origin}"
        for module, origin in zip(package.modules, origins, strict=True)
        if not origin.endswith(suffixes)
    ]
    text = half.ask(TOTALS, package.name).strip()
    totals = json.loads(text)["totals"] if text else {}
    if not totals.get("native"):
        problems.append("aot.json lists no native function")
    return problems, totals


def record(records: Records, job: Job) -> None:
    """Run a job, keep what it found and print it."""
    found = run_job(job)
    lines = [f"{found['status']:7} {job.key}  {describe(found)}"]
    if "expected" in found:
        lines.append(f"        CPython's own run differs: {found['expected']} was recorded")
    lines += [f"        {problem}" for problem in found.get("problems", [])[:10]]
    records.put(job.key, found, lines)


def summary(records: Records, jobs: list[Job]) -> int:
    """Print what was reached; 1 when something failed."""
    found = [records.records[job.key] for job in jobs]
    passed = sum(record["status"] == "passed" for record in found)
    print(f"{passed} of {len(found)} runs give the same outcomes as CPython")
    functions = sum(record.get("totals", {}).get("functions", 0) for record in found)
    native = sum(record.get("totals", {}).get("native", 0) for record in found)
    if functions:
        print(f"{native} of {functions} functions are native ({native / functions:.1%})")
    return int(passed < len(found))


def describe(found: dict[str, Any]) -> str:
    """The numbers of one record on one line."""
    numbers = [f"{number} {kind}" for kind, number in found.get("native", {}).items()]
    totals = found.get("totals")
    if totals and totals.get("functions"):
        numbers.append(f"{totals['native']}/{totals['functions']} functions native")
    if "native_seconds" in found:
        numbers.append(f"{found['native_seconds']} s (CPython {found['baseline_seconds']} s)")
    return ", ".join(numbers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
