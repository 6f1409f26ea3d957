# SPDX-License-Identifier: Apache-2.0
"""`make stress`: standalone programs when memory fails, and when the collector runs at each chance.

    python tools/stress.py                                 each program, some places of each kind
    python tools/stress.py --only text/slicing --kinds fail once --count 500 --seed 3

A program is built with the sanitized runtime, which obeys PYI_DEBUG (capi/internal/pyi_stress.h).
It runs again and again, each time with another allocation failing: `once` that one only, `fail` all
from there on, `start` the same while the runtime starts. It may end in any orderly way, which is
mostly with a MemoryError. A report of a sanitizer, a signal, a SystemError of the runtime about
itself and a program that does not end are findings. `gc` collects before each allocation, and
then the output must be the usual one.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import standalone_programs as standalone
from sanitize import SANITIZERS
from suite import find_programs
from venvs import ROOT

KINDS = ("start", "once", "fail", "gc")
COUNT = 40
TIMEOUT = 120
SANITIZER_EXIT = 99
# The runtime has no tables for unwinding, but frame pointers.
_UBSAN_OPTIONS = "print_stacktrace=1:halt_on_error=1:fast_unwind_on_fatal=1"
ENVIRONMENT = {
    **standalone.ENVIRONMENT,
    "ASAN_OPTIONS": f"detect_leaks=0:allocator_may_return_null=1:exitcode={SANITIZER_EXIT}",
    "UBSAN_OPTIONS": f"{_UBSAN_OPTIONS}:exitcode={SANITIZER_EXIT}",
}
_FRAME = re.compile(r"^ *#\d+ 0x[0-9a-f]+ in (\S+) (\S+)", re.MULTILINE)
_WRONG = re.compile(
    r"^(SystemError: .*|Fatal Python error: (?!no memory to start).*)", re.MULTILINE
)
# Where memory ends is no place in our code.
_LIBRARY = ("libc", "sanitizer", "asan", "interception")


@dataclass(frozen=True)
class Ending:
    """How one run ended."""

    setting: str
    status: int | None
    """None: it did not end."""
    output: str
    said: str

    @property
    def wrong(self) -> str:
        """What is wrong with it whatever the program does; "" if nothing is."""
        if self.status is None:
            return f"not within {TIMEOUT} s"
        if self.status == SANITIZER_EXIT or self.status < 0:
            return f"status {self.status} at {self.place}"
        found = _WRONG.search(self.said)
        return found.group(1) if found else ""

    @property
    def place(self) -> str:
        """The innermost functions of ours that a sanitizer names."""
        frames = [
            f"{name} ({file.rpartition('/')[2]})"
            for name, file in _FRAME.findall(self.said)
            if not any(word in file for word in _LIBRARY)
        ]
        return " < ".join(frames[:4]) or self.said[-300:]


def main(arguments: list[str]) -> int:
    """0 when nothing was found."""
    parser = argparse.ArgumentParser(description="failing allocations and early collections")
    parser.add_argument("--only", nargs="+", metavar="PROGRAM", help="names below tests/programs")
    parser.add_argument("--file", nargs="+", type=Path, default=[], help="other programs")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--count", type=int, default=COUNT, help="runs of each kind")
    parser.add_argument("--every", action="store_true", help="each allocation instead of some")
    parser.add_argument("--seed", type=int, default=1, help="chooses the allocations")
    parser.add_argument("--tier", choices=("bytecode", "native"), default="bytecode")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    os.environ["AOT_BUILD_SANITIZE"] = SANITIZERS
    sources = options.file or [*find_sources(options.only)]
    findings = 0
    with tempfile.TemporaryDirectory(prefix="stress-") as name:
        for source in sources:
            program = standalone.build_program(source, Path(name) / source.stem, options.tier)
            findings += check_program(source, program, options)
    print(f"{findings} findings")
    return int(findings > 0)


def find_sources(only: Sequence[str] | None) -> Iterator[Path]:
    """The programs of tests/programs, or those named."""
    for program in find_programs():
        if not only or str(program) in only:
            yield ROOT / "tests" / "programs" / f"{program}.py"


def check_program(source: Path, program: Path, options: argparse.Namespace) -> int:
    """How many kinds of findings there are; they are printed."""
    usual = run(program, source, "count")
    if usual.wrong or usual.status != 0:
        print(f"=== {source.stem}: {usual.wrong or usual.status}\n{usual.said[-3000:]}", flush=True)
        return 1
    found: Counter[str] = Counter()
    first: dict[str, Ending] = {}
    with ThreadPoolExecutor(options.jobs) as pool:
        settings = [*choose_settings(program, source, usual, options)]
        for ending in pool.map(lambda setting: run(program, source, setting), settings):
            wrong = ending.wrong
            if not wrong and ending.setting.startswith("gc") and ending.output != usual.output:
                wrong = f"status {ending.status} and another output"
            if wrong:
                found[wrong] += 1
                first.setdefault(wrong, ending)
    print(f"{source.stem}: {len(settings)} runs, {len(found)} kinds of findings", flush=True)
    for wrong, times in found.most_common():
        ending = first[wrong]
        print(f"=== {times} times {wrong}\n    PYI_DEBUG={ending.setting}", flush=True)
        print(*(f"    {line}" for line in shown(ending.said)), sep="\n", flush=True)
    return len(found)


def shown(said: str) -> list[str]:
    """The lines of standard error that tell most."""
    lines = said.splitlines()
    start = next((i for i, line in enumerate(lines) if "ERROR: " in line or "error:" in line), 0)
    return lines[start : start + 14]


def choose_settings(
    program: Path, source: Path, usual: Ending, options: argparse.Namespace
) -> Iterator[str]:
    """The values of PYI_DEBUG to run with."""
    random = Random(f"{options.seed} {source.stem}")
    allocations = counted(usual)
    for kind in options.kinds:
        if kind == "gc":
            yield from ("gc=1", "gc=7")
            continue
        total = allocations
        if kind == "start":
            total = counted(run(program, source, "start,count")) - allocations
        places = [*range(1, total + 1)]
        if not options.every:
            places = sorted(random.sample(places, min(options.count, total)))
        for place in places:
            if kind == "start":
                yield f"start,fail={place}"
                yield f"start,fail={place}-{place + 1}"
            else:
                yield f"fail={place}" if kind == "fail" else f"fail={place}-{place + 1}"


def counted(ending: Ending) -> int:
    """What PYI_DEBUG=count printed."""
    [number] = re.findall(r"^allocations: (\d+)$", ending.said, re.MULTILINE)
    return int(number)


def run(program: Path, source: Path, setting: str) -> Ending:
    """Run a program beside its source."""
    try:
        result = subprocess.run(
            [program],
            cwd=source.parent,
            env={**ENVIRONMENT, "PYI_DEBUG": setting},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Ending(setting, None, "", "")
    texts = (part.decode("utf-8", "replace") for part in (result.stdout, result.stderr))
    return Ending(setting, result.returncode, *texts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
