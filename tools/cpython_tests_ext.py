# SPDX-License-Identifier: Apache-2.0
"""`make cpython-tests-ext`: CPython's own tests, themselves compiled to extension modules.

    python tools/cpython_tests_ext.py [--python 3.12]... [--only test_int]... [--repeat]
    python tools/cpython_tests_ext.py --table          docs/cpython-tests-ext.md from the records

Each module of tests/cpython_tests/list.txt is run by plain CPython and, compiled by `aot ext`, by
the same CPython; what counts is that every test ends the same way. What is known to differ is in
tests/cpython_tests/differences.txt with a reason. Results are recorded in
build/cpython_tests_ext/results.json, with a log of each run beside it; an interrupted run goes on
where it stopped. `--table` keeps what they say in tests/cpython_tests/results.json, too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import cpython_tests_table
from corpus_outcomes import Outcomes, compare, count, read_lines
from corpus_package import StepFailed
from cpython_tests_tree import BUILD, Half, existing
from recorded import Records, fingerprint, read_json, run_parser
from venvs import ROOT, SUPPORTED, ensure_venv, find_interpreters

LISTED = ROOT / "tests" / "cpython_tests" / "list.txt"
DIFFERENCES = ROOT / "tests" / "cpython_tests" / "differences.txt"
KEPT = ROOT / "tests" / "cpython_tests" / "results.json"
RESULTS = BUILD / "results.json"
MAIN = ROOT / "tools" / "cpython_tests_ext_main.py"
TIMEOUT = 600
LINES_SHOWN = 12


def main(arguments: list[str]) -> int:
    """Run what is asked for; 0 when every test ends as under CPython, or differs as is known."""
    parser = run_parser(__doc__ or "")
    parser.add_argument("--repeat", action="store_true", help="also CPython's own run again")
    parser.add_argument("--table", action="store_true", help="write the page and stop")
    options = parser.parse_args(arguments)
    if options.table:
        cpython_tests_table.write(keep_results(), read_reasons())
        return 0
    records = Records(
        RESULTS,
        fingerprint("aot_build", "runtime"),
        rerun=options.rerun,
        stale_ok=options.stale_ok,
    )
    halves = []
    for found in find_interpreters(tuple(options.python or SUPPORTED)):
        python = ensure_venv(found)
        names = options.only or LISTED.read_text(encoding="utf-8").split()
        for name in existing(python, names):
            halves.append(Half(name, found.version, python, "native"))
    waiting = [half for half in halves if not records.is_done(half.key)]
    records.run(waiting, lambda half: record(records, half, options.repeat), options.jobs)
    return summary(records, halves)


def keep_results() -> dict[str, Any]:
    """What earlier runs found and this checkout's found anew; kept with the sources, for the page.

    A run of everything takes hours, and no checkout has to have done it all.
    """
    fields = ("tests", "same", "native", "functions", "problems", "compiler")
    known = read_json(KEPT)
    for key, found in read_json(RESULTS).items():
        if found["tests"]:  # else it was not built
            known[key] = {field: found[field] for field in fields if field in found}
    rows = (f"{json.dumps(key)}: {json.dumps(known[key])}" for key in sorted(known))
    KEPT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    return dict(sorted(known.items()))


def record(records: Records, half: Half, repeat: bool) -> None:
    """Run one module both ways; keep what was found."""
    started = time.monotonic()
    try:
        found = run_both(half, repeat)
    except StepFailed as failure:
        found = {"status": "failed", "tests": 0, "same": 0, "problems": str(failure).splitlines()}
    seconds = time.monotonic() - started
    native = f"{found.get('native', 0)}/{found.get('functions', 0)} native"
    summed = f"{found['same']} of {found['tests']}, {native}, {seconds:.0f} s"
    lines = [f"{found['status']:7} {half.key}  {summed}"]
    lines += [f"        {line}" for line in found["problems"][:LINES_SHOWN]]
    records.put(half.key, found, lines)


def run_both(half: Half, repeat: bool) -> dict[str, Any]:
    """The record of one module."""
    plain = half.beside("cpython")
    expected = cpython_outcomes(plain, 0, repeat)
    half.lay_out()
    totals, modules = half.compile()
    ended, found, origins = run(half)
    if compare(expected, found):
        # What CPython itself does not end the same way every time proves nothing.
        expected = settle(expected, cpython_outcomes(plain, 1, repeat), found)
    problems = compare(expected, found)
    if not expected or (ended < 0 and not problems):
        problems.append(f"ended with status {ended}")
    problems += [
        f"{name} is not native: its origin is {origins.get(name)}"
        for name in modules
        if name == half.module and not origins.get(name, "").endswith(".so")
    ]
    known = read_reasons()
    unknown = [line for line in problems if not cpython_tests_table.reason_of(half, line, known)]
    return {
        "status": "failed" if unknown else "passed",
        "tests": sum(expected.values()),
        "same": sum((expected & found).values()),
        "ended": ended,
        "found": count(found),
        "functions": totals["functions"],
        "native": totals["native"],
        "problems": problems,
    }


def settle(first: Outcomes, second: Outcomes, found: Outcomes) -> Outcomes:
    """CPython's outcomes; for a test that ended in two ways, that way of them which was *found*."""
    settled: Outcomes = Counter(first)
    for name, kind in (second - first) & (found - first):
        for before in [key for key in first - second if key[0] == name]:
            del settled[before]
        settled[name, kind] = second[name, kind]
    for name, kind in (first - second) - found:
        if not any(key[0] == name for key in second):
            del settled[name, kind]
    return settled


def cpython_outcomes(half: Half, which: int, repeat: bool) -> Outcomes:
    """The module under CPython; does not depend on the compiler, so it is kept."""
    kept = half.folder / f"record{which}"
    if repeat or not kept.is_file():
        half.lay_out()
        run(half)
        (half.folder / "record").replace(kept)
    return read_lines(kept)


def run(half: Half) -> tuple[int, Outcomes, dict[str, str]]:
    """Exit status, outcomes, and where the test modules came from."""
    record, origins = half.folder / "record", half.folder / "origins.json"
    for file in (record, origins):
        file.unlink(missing_ok=True)
    half.empty_work()
    with (half.folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [half.python, *half.flags, "-B", MAIN, record, origins, half.module],
            cwd=half.work,
            env=half.environment(),
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
    record.touch()
    found = json.loads(origins.read_text()) if origins.is_file() else {}
    return ended, read_lines(record), found


def default_interrupt() -> None:
    """Some tests send SIGINT, which a shell's background jobs would ignore."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def read_reasons(file: Path = DIFFERENCES) -> list[tuple[str, str]]:
    """(pattern of `module@version test id`, reason), in the order of the file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return [(f"{pattern}: *", reason) for pattern, reason in pairs]


def summary(records: Records, halves: list[Half]) -> int:
    """Print what was reached; 1 when something differs and no reason is known."""
    status = 0
    for version in sorted({half.version for half in halves}):
        found = [records.records[half.key] for half in halves if half.version == version]
        same, tests = (sum(item[key] for item in found) for key in ("same", "tests"))
        modules = sum(item["status"] == "passed" for item in found)
        print(f"{version}: {same} of {tests} tests the same, {modules} of {len(found)} modules")
        status |= modules < len(found)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
