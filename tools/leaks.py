# SPDX-License-Identifier: Apache-2.0
"""`make leaks`: calling compiled code again keeps nothing, whatever it does and however it ends.

    python tools/leaks.py                    all of the below
    python tools/leaks.py micro              10,000 calls of each function of tests/stress/micro.py
    python tools/leaks.py nomemory           the same, with each allocation failing in its turn
    python tools/leaks.py programs text      `main()` of the programs of a topic, 40 calls

Counted are memory blocks and the references to constants and globals, after a warm-up; CPython runs
the same from source, and what it keeps too is no finding. When an allocation fails, MemoryError may
come out, or what comes out without; a crash is always a finding.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from venvs import ROOT

STRESS = ROOT / "tests" / "stress"
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "programs")]

if TYPE_CHECKING:
    from suite import Program

CALLS = 10_000
RUNS = 40
MORE_RUNS = 320
ALLOCATIONS = 120
TIMEOUT = 1200
# Caches of the interpreter fill at their own pace; a leak is a block or reference in each call.
TOLERATED_PER_CALL = 0.7
TOLERATED = 25


@dataclass(frozen=True)
class Measured:
    """What repeating one function did."""

    function: str
    blocks: int
    references: dict[str, int]
    endings: list[str]


def main(arguments: list[str]) -> int:
    """0 when nothing is kept and nothing crashes."""
    parser = argparse.ArgumentParser(description="leaks of compiled code")
    parser.add_argument("what", nargs="?", choices=("micro", "nomemory", "programs"))
    parser.add_argument("topics", nargs="*", help="folders of tests/programs")
    options = parser.parse_args(arguments)
    findings: list[str] = []
    with tempfile.TemporaryDirectory(prefix="leaks-") as name:
        folder = Path(name)
        if options.what in (None, "micro"):
            findings += check_micro(folder / "micro", "leaks", CALLS)
        if options.what in (None, "nomemory"):
            findings += check_micro(folder / "nomemory", "nomemory", ALLOCATIONS)
        if options.what in (None, "programs"):
            findings += check_programs(folder / "programs", options.topics)
    print(*findings, f"{len(findings)} findings", sep="\n")
    return int(bool(findings))


# -- micro ---------------------------------------------------------------------------------


def check_micro(folder: Path, mode: str, count: int) -> list[str]:
    """What the functions of micro.py keep, or what comes out of them, beyond CPython."""
    plain, native = folder / "plain", folder / "native"
    for place in (plain, native):
        place.mkdir(parents=True)
        shutil.copyfile(STRESS / "micro.py", place / "micro.py")
    compile_module(native, "micro")
    found, crashes = measure(native, "micro", mode, count)
    suspects = [item for item in found if is_suspicious(item, count)]
    asked = [*crashes, *(item.function for item in suspects)]
    known, known_crashes = measure(plain, "micro", mode, count, asked)
    said = [text for name, text in crashes.items() if name not in known_crashes]
    return [*said, *explain(suspects, known, count)]


def compile_module(folder: Path, name: str) -> None:
    """Compile one module in place."""
    from aot_build.options import Options
    from aot_build.pipeline import SourceModule, Unit, compile_units
    from aot_build.progress import QuietProgress

    source = SourceModule(name, folder / f"{name}.py", False, f"{name}.py")
    compile_units([Unit(name, False, (source,))], folder, Options(), QuietProgress())


def measure(
    folder: Path, module: str, mode: str, count: int, functions: Sequence[str] | None = None
) -> tuple[list[Measured], dict[str, str]]:
    """Each function's measurements, and the crashes; after a crash the rest is measured anew."""
    measured: list[Measured] = []
    crashes: dict[str, str] = {}
    left = list(functions) if functions is not None else names_in(folder, module)
    while left:
        # CPython itself is not quite well after some allocations failed: a process for each.
        batch = left[:1] if mode == "nomemory" else left
        result, last = run_child(folder, module, mode, count, batch)
        done = [Measured(**json.loads(line)) for line in result.stdout.splitlines()]
        measured += done
        left = left[len(done) :]
        if result.returncode:
            said = result.stderr[-1200:]
            crashes[last] = f"{module}.{last}: ended with status {result.returncode}\n{said}"
            left = left[1:]
    return measured, crashes


def run_child(
    folder: Path, module: str, mode: str, count: int, functions: Sequence[str]
) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run repeat.py; also the function it was at when it ended."""
    progress = folder / "progress"
    progress.write_text("import")
    # Beside repeat.py is a micro.py, too, which must not go before that of the folder.
    command = [sys.executable, "-P", "-X", "faulthandler", str(STRESS / "repeat.py")]
    result = subprocess.run(
        [*command, mode, str(count), str(progress), module, *functions],
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return result, progress.read_text()


def names_in(folder: Path, module: str) -> list[str]:
    """The functions of a module that can be called with nothing."""
    code = f"import repeat, {module}; print(*sorted(repeat.plain_functions({module})))"
    path = os.pathsep.join((str(folder), str(STRESS)))
    command = [sys.executable, "-c", code]
    return subprocess.check_output(command, env={**os.environ, "PYTHONPATH": path}).decode().split()


# -- programs ------------------------------------------------------------------------------


def check_programs(folder: Path, topics: Sequence[str]) -> list[str]:
    """What the programs' `main()` keeps beyond what it keeps under CPython."""
    from suite import compile_topic, find_programs, lay_out

    plain, native = lay_out(folder / "plain"), lay_out(folder / "native")
    findings = []
    for topic in sorted({program.topic for program in find_programs()}):
        if topics and topic not in topics:
            continue
        compile_topic(topic, native)
        for program in find_programs():
            if program.topic == topic:
                findings += [f"{program}: {text}" for text in check_main(plain, native, program)]
    return findings


def check_main(plain: Path, native: Path, program: Program) -> Iterator[str]:
    """What is wrong with one program: a cache that fills has an end, so suspects run for longer."""
    names = ["main"]
    for runs in (RUNS, MORE_RUNS):
        found, crashes = measure(native, program.module, "leaks", runs, names)
        yield from crashes.values()
        names = [item.function for item in found if is_suspicious(item, runs)]
    known, _ = measure(plain, program.module, "leaks", MORE_RUNS, names)
    yield from explain(found, known, MORE_RUNS)


# -- judgement -----------------------------------------------------------------------------


def limit(count: int) -> float:
    """How much growth says nothing."""
    return max(TOLERATED, TOLERATED_PER_CALL * count)


def is_suspicious(item: Measured, count: int) -> bool:
    """Whether CPython has to be asked."""
    grown = max([item.blocks, *map(abs, item.references.values())])
    return grown > limit(count) or bool(item.endings)


def explain(found: Sequence[Measured], known: Sequence[Measured], count: int) -> Iterator[str]:
    """A text for each function that does worse than it does under CPython."""
    by_name: dict[str, Any] = {item.function: item for item in known}
    for item in found:
        plain = by_name.get(item.function) or Measured(item.function, 0, {}, [])
        parts = []
        if item.blocks > plain.blocks + limit(count):
            parts.append(f"{item.blocks} blocks (CPython {plain.blocks})")
        for name, growth in item.references.items():
            if abs(growth - plain.references.get(name, 0)) > limit(count):
                parts.append(f"{growth} references to {name}")
        strange = set(item.endings) - set(plain.endings)
        if strange:
            parts.append(f"ends in {', '.join(sorted(strange))} when memory fails")
        if parts:
            yield f"{item.function}: {'; '.join(parts)} after {count} calls"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
