# SPDX-License-Identifier: Apache-2.0
"""`make stdlib`: the standard library compiled, and CPython running over it.

    python tools/stdlib.py [--python 3.12]... [--tier import]... [--only json]...
    python tools/stdlib.py --table                 docs/stdlib.md from the records

The tiers, in their order:

    compile   each package and module of the library, to build/stdlib/3.12/lib (stdlib_tree.py)
    import    each module alone in its process (stdlib_imports.py)
    tests     CPython's own tests, not compiled themselves, over the compiled library
    corpus    the suites of packages from PyPI, pytest and all, over the compiled library

All but the first compare with the same CPython over its own library, and use what the first made
last. `--only` names a package or module of the library, a module of tests, a package of the corpus.
Results are recorded in build/stdlib/results.json as they come; an interrupted run goes on where it
stopped. What is known to differ is in tests/cpython_tests/library_differences.txt, with a reason.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import stdlib_table
from corpus_package import StepFailed, read_packages
from cpython_tests_ext import LISTED
from cpython_tests_tree import existing
from recorded import Records, fingerprint, read_json, run_parser
from stdlib_imports import import_part
from stdlib_suites import run_package, run_tests
from stdlib_tree import BUILD, Library, Part
from venvs import SUPPORTED, ensure_venv, find_interpreters

RESULTS = BUILD / "results.json"
TIERS = ("compile", "import", "tests", "corpus")
LINES_SHOWN = 12


@dataclass(frozen=True)
class Job:
    """One thing to try and to record."""

    key: str  # `import json@3.12`
    name: str
    work: Callable[[], dict[str, Any]]


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 when everything is as under plain CPython, or differs as known."""
    options = parse(arguments)
    if options.table:
        stdlib_table.write(read_json(RESULTS))
        return 0
    records = Records(
        RESULTS,
        fingerprint("aot_build", "runtime"),
        rerun=options.rerun,
        stale_ok=options.stale_ok,
    )
    status = 0
    for found in find_interpreters(tuple(options.python or SUPPORTED)):
        library = Library(found.version, ensure_venv(found), found.path)
        for tier in options.tier or TIERS:
            jobs = [
                job for job in JOBS[tier](library) if not options.only or job.name in options.only
            ]
            waiting = [job for job in jobs if not records.is_done(job.key)]
            records.run(waiting, lambda job: record(records, job), options.jobs)
            passed = sum(records.records[job.key]["status"] == "passed" for job in jobs)
            print(f"{library.version} {tier}: {passed} of {len(jobs)}")
            status |= passed < len(jobs)
    return status


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = run_parser(__doc__ or "")
    parser.add_argument("--tier", action="append", choices=TIERS, help="only this tier")
    parser.add_argument("--table", action="store_true", help="write the page and stop")
    return parser.parse_args(arguments)


def record(records: Records, job: Job) -> None:
    """Do one job; keep what was found."""
    try:
        found = job.work()
    except StepFailed as failure:
        found = {"status": "failed", "problems": str(failure).splitlines()}
    numbers = [f"{value} {key}" for key, value in found.items() if isinstance(value, int)]
    lines = [f"{found['status']:7} {job.key}  {', '.join(numbers)}"]
    lines += [f"        {line}" for line in found["problems"][:LINES_SHOWN]]
    records.put(job.key, found, lines)


# --- the tiers ---


def compile_jobs(library: Library) -> Iterator[Job]:
    """Every part of the library."""
    for part in library.parts():
        yield Job(f"compile {part.key}", part.name, partial(compile_part, part))


def compile_part(part: Part) -> dict[str, Any]:
    """The record of a part that was compiled."""
    return {"status": "passed", **part.compile()["totals"], "problems": []}


def import_jobs(library: Library) -> Iterator[Job]:
    """Every part that was compiled."""
    for part in library.parts():
        yield Job(f"import {part.key}", part.name, partial(import_part, part))


def tests_jobs(library: Library) -> Iterator[Job]:
    """The modules of tests that this Python has."""
    for name in existing(library.python, LISTED.read_text(encoding="utf-8").split()):
        key = f"tests {name}@{library.version}"
        yield Job(key, name, partial(run_tests, library, name))


def corpus_jobs(library: Library) -> Iterator[Job]:
    """The packages of the corpus, the short ones first."""
    for package in sorted(read_packages(), key=lambda item: item.lines):
        key = f"corpus {package.name}@{library.version}"
        yield Job(key, package.name, partial(run_package, library, package))


JOBS: dict[str, Callable[[Library], Iterator[Job]]] = {
    "compile": compile_jobs,
    "import": import_jobs,
    "tests": tests_jobs,
    "corpus": corpus_jobs,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
