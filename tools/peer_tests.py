# SPDX-License-Identifier: Apache-2.0
"""`make peer-tests`: the run tests of mypyc and Cython, used as programs.

    python tools/peer_tests.py [--python 3.12]... [--only 'mypyc.run-lists.*']... [--repeat]
                               [--product program]    executables, of which tracebacks in the
                                                      library have no lines of source
    python tools/peer_tests.py --table                 docs/peer-tests.md from the records

The sdists of mypy and Cython are downloaded, and their cases run by plain CPython, interpreted and
compiled by `aot ext`, or compiled by `aot build`. What counts is that output, exceptions and exit
code are the same, not what those compilers' own dialects make of them. What is known to differ is
in tests/peer_tests/differences.txt with a reason. Results are recorded in
build/peer_tests/results.json; an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import peer_tests_table
from corpus_outcomes import Outcomes
from corpus_package import StepFailed
from peer_tests_tree import BUILD, Placed, install_site, read_cases, search_path
from program_builder import Builder
from recorded import Records, fingerprint, read_json, run_parser, write_json
from standalone_programs import compare as compare_programs
from standalone_programs import own_files
from suite import Ending, difference
from venvs import SUPPORTED, ensure_venv, find_interpreters

RESULTS = BUILD / "results.json"
LINES_SHOWN = 12
LINES_KEPT = 40


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 when all ends as under CPython, or differs as is known."""
    parser = run_parser(__doc__ or "")
    parser.add_argument("--repeat", action="store_true", help="also CPython's own run again")
    parser.add_argument("--product", choices=("extension", "program"), default="extension")
    parser.add_argument("--table", action="store_true", help="write the page and stop")
    options = parser.parse_args(arguments)
    if options.table:
        peer_tests_table.write(read_json(RESULTS))
        return 0
    records = Records(
        RESULTS,
        fingerprint("aot_build", "runtime", *(["capi"] if options.product == "program" else [])),
        rerun=options.rerun,
        stale_ok=options.stale_ok,
    )
    pythons = {
        found.version: ensure_venv(found)
        for found in find_interpreters(tuple(options.python or SUPPORTED))
    }
    asked = list(plan(pythons, options.only or ["*"], options.product))
    waiting = [placed for placed in asked if not records.is_done(placed.key)]
    print(f"{len(waiting)} of {len(asked)} cases are to be run", flush=True)
    with ExitStack() as stack:
        builders = {
            version: stack.enter_context(Builder(python, search_path(version)))
            for version, python in pythons.items()
        }
        records.run(
            waiting,
            lambda placed: record(records, placed, builders[placed.version], options.repeat),
            options.jobs,
        )
    return summary(records, asked)


def plan(pythons: Mapping[str, Path], patterns: list[str], product: str) -> Iterator[Placed]:
    """Every case asked for, under each Python."""
    for version, python in pythons.items():
        install_site(version, python)
        for case in read_cases(python):
            if any(fnmatchcase(case.name, pattern) for pattern in patterns):
                yield Placed(case, version, python, product)


def record(records: Records, placed: Placed, builder: Builder, repeat: bool) -> None:
    """Run one case both ways; keep what was found."""
    started = time.monotonic()
    try:
        found = run_both(placed, builder, repeat)
    except StepFailed as failure:
        found = {"status": "failed", "tests": 1, "same": 0, "problems": str(failure).splitlines()}
    seconds = time.monotonic() - started
    summed = f"{found['same']} of {found['tests']}, {seconds:.0f} s"
    lines = [f"{found['status']:7} {placed.key}  {summed}"]
    lines += [f"        {line[:200]}" for line in found["problems"][:LINES_SHOWN]]
    records.put(placed.key, found, lines)


def run_both(placed: Placed, builder: Builder, repeat: bool) -> dict[str, Any]:
    """The record of one case."""
    kept = BUILD / placed.version / "cpython" / f"{placed.case.name}.json"
    endings = [Ending(**item) for item in ([] if repeat else read_endings(kept))]
    placed.lay_out()
    if not endings:
        endings.append(placed.run())
    if "SyntaxError" in endings[0].stderr and not endings[0].stdout:
        return {"status": "passed", "tests": 0, "same": 0, "problems": []}
    if placed.product == "program":
        totals, found = {}, placed.run_program(builder)
    else:
        totals, found = placed.compile(), placed.run()
    if not any(is_same(placed, ending, found) for ending in endings):
        # What CPython itself does not end the same way every time proves nothing.
        placed.lay_out()
        endings.append(placed.run())
    write_json(kept, {"endings": [asdict(ending) for ending in dict.fromkeys(endings)]})
    same_ones = (ending for ending in endings if is_same(placed, ending, found))
    expected = next(same_ones, endings[0])
    problems = compare(placed, expected, found)
    tests, same = items(placed, expected), items(placed, found if problems else expected)
    reason = peer_tests_table.reason_of(placed.key, problems)
    return {
        "status": "passed" if reason or not problems else "failed",
        "tests": sum(tests.values()),
        "same": sum((tests & same).values()),
        "refused": int(placed.case.project == "mypyc" and expected.exit_code != 0),
        **totals,
        "problems": problems[:LINES_KEPT],
    }


def read_endings(file: Path) -> list[dict[str, Any]]:
    """How CPython ended a case before; that does not depend on the compiler."""
    return list(json.loads(file.read_text("utf-8"))["endings"]) if file.is_file() else []


def items(placed: Placed, ending: Ending) -> Outcomes:
    """What of a run is counted: each example and test of a module, or the run as a whole."""
    if placed.case.project == "mypyc":
        return Counter({(placed.case.name, repr(ending)): 1})
    lines = (line.partition(" -> ") for line in ending.stdout.splitlines())
    return Counter((example, result) for example, _, result in lines)


def is_same(placed: Placed, expected: Ending, found: Ending) -> bool:
    """Whether nothing differs."""
    return not compare(placed, expected, found)


def compare(placed: Placed, expected: Ending, found: Ending) -> list[str]:
    """The lines of a diff; [] when nothing differs."""
    if placed.product == "program":
        return compare_programs(expected, found, own_files(placed.folder)).splitlines()
    return difference(expected, found).splitlines()


def summary(records: Records, asked: list[Placed]) -> int:
    """Print what was reached; 1 when something differs and no reason is known."""
    status = 0
    for version in sorted({placed.version for placed in asked}):
        found = [records.records[placed.key] for placed in asked if placed.version == version]
        same, tests = (sum(item[key] for item in found) for key in ("same", "tests"))
        passed = sum(item["status"] == "passed" for item in found)
        print(f"{version}: {same} of {tests} the same, {passed} of {len(found)} cases as expected")
        status |= passed < len(found)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
