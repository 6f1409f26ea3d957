# SPDX-License-Identifier: Apache-2.0
"""`make test`: lint, format, types, C warnings, and the tests under every Python found.

    python tools/check.py                 everything
    python tools/check.py lint types      only these steps (lint format types c docs tests)

Does its own set-up (tools/venvs.py). All steps run even when one fails; the table at the end says
what failed and where the time went. The whole run has a deadline, so that a hanging test is a
failure with a name and not a hanging CI job; it is three times what a run should take.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from venvs import ROOT, Interpreter, ensure_venv, find_interpreters, main_interpreter

TARGET_SECONDS = 25 * 60  # on two cores that have nothing else to do
DEADLINE_SECONDS = 75 * 60
STEPS = ("lint", "format", "types", "c", "docs", "tests")

# What depends on the version of the interpreter; the rest of the tests is the same code everywhere.
VERSION_DEPENDENT = (
    "tests/unit/bytecode",
    "tests/unit/front",
    "tests/unit/runtime",
    "tests/unit/runtime_ops",
    "tests/programs",
    "tests/differences",
    "tests/capi",
    "tests/compile",
    "tests/standalone",
)


@dataclass(frozen=True)
class Step:
    """One command of the run."""

    name: str
    python: str
    command: list[str]


@dataclass(frozen=True)
class Outcome:
    """How one step ended."""

    step: Step
    status: str
    seconds: float


def main(arguments: list[str]) -> int:
    """Run the steps asked for; 0 when all passed."""
    parser = argparse.ArgumentParser(description="lint, types, C warnings and tests")
    parser.add_argument("steps", nargs="*", choices=[*STEPS, []], help="default: all")
    parser.add_argument("--python", action="append", help="only this version; may be repeated")
    parser.add_argument("--deadline", type=float, default=DEADLINE_SECONDS, help="in seconds")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    interpreters = find_interpreters(*([tuple(options.python)] if options.python else []))
    if not interpreters:
        raise SystemExit("error: no CPython 3.11, 3.12 or 3.13 with venv and pip was found")
    pythons = {item: ensure_venv(item) for item in interpreters}
    wanted = options.steps or STEPS
    outcomes = [
        run_step(step, options.deadline - (time.monotonic() - started))
        for step in plan(pythons)
        if step.name in wanted
    ]
    print_table(outcomes, interpreters, time.monotonic() - started)
    return int(any(outcome.status != "ok" for outcome in outcomes))


def plan(pythons: dict[Interpreter, Path]) -> Iterator[Step]:
    """Every step in order, the quick ones first."""
    full = main_interpreter(list(pythons))
    tool = [str(pythons[full]), "-m"]
    yield Step("lint", full.version, [*tool, "ruff", "check", "."])
    yield Step("format", full.version, [*tool, "ruff", "format", "--check", "."])
    yield Step("types", full.version, [*tool, "mypy"])
    yield Step("docs", full.version, [str(pythons[full]), "tools/corpus.py", "--table", "--check"])
    for interpreter, python in pythons.items():
        # Only the full run has tests of static programs.
        static = ["--static"] if interpreter is full else []
        yield Step("c", interpreter.version, [str(python), "tools/check_c.py", *static])
    for interpreter in sorted(pythons, key=lambda item: item is not full):
        yield Step("tests", interpreter.version, pytest(pythons[interpreter], interpreter is full))


def pytest(python: Path, full: bool) -> list[str]:
    """The pytest command: everything under one Python, under others what could differ there."""
    command = [
        str(python),
        "-m",
        "pytest",
        "-q",
        "-n",
        str(os.cpu_count() or 1),
        "--dist=loadgroup",
    ]
    if full:
        return [*command, "tests"]
    folders = [folder for folder in VERSION_DEPENDENT if (ROOT / folder).is_dir()]
    return [*command, "-m", "not slow", *folders]


def run_step(step: Step, seconds_left: float) -> Outcome:
    """Run one command; past the deadline its whole process group is killed."""
    print(f"\n=== {step.name} (Python {step.python}): {' '.join(step.command)}", flush=True)
    started = time.monotonic()
    if seconds_left <= 0:
        return Outcome(step, "not run: out of time", 0.0)
    posix = os.name == "posix"
    process = subprocess.Popen(step.command, cwd=ROOT, start_new_session=posix)
    try:
        status = "ok" if process.wait(seconds_left) == 0 else f"failed ({process.returncode})"
    except subprocess.TimeoutExpired:
        status = "killed: out of time"
    finally:
        if process.poll() is None:
            stop(process)
    return Outcome(step, status, time.monotonic() - started)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a step that this run started, and everything that the step started."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def print_table(outcomes: list[Outcome], interpreters: list[Interpreter], seconds: float) -> None:
    """What ran, where, how it ended, and how long it took."""
    print("\n=== Pythons: " + ", ".join(item.full_version for item in interpreters))
    for outcome in outcomes:
        step = outcome.step
        print(f"{step.name:8} {step.python:5} {outcome.seconds:8.1f} s  {outcome.status}")
    note = "" if seconds <= TARGET_SECONDS else f"  longer than {TARGET_SECONDS // 60} minutes"
    print(f"{'total':14} {seconds:8.1f} s{note}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
