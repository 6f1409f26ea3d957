# SPDX-License-Identifier: Apache-2.0
"""`make bench-standalone`: each program under CPython, as an extension and as programs of its own.

    python bench/standalone.py [--only NAME]... [--rounds 5] [--json FILE] [--static]
                               [--instructions]

Five columns: CPython; the extension module that CPython loads; the standalone program with native
code; the same with nothing but bytecode (`--tier bytecode`), so that it shows our interpreter; and,
with `--static`, both linked against musl. As in run.py they take turns, each in a process of its
own, and times are processor times. What counts is native beside the extension and bytecode beside
CPython: the two ratios at the end of each row, above 1 when the standalone program is slower.

Executables stay in build/bench/standalone/, for a profiler. `--instructions` counts them with
callgrind, for one run of each program: slow, but the same on a busy machine.
"""

from __future__ import annotations

import argparse
import ast
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counting import count_instructions
from run import (
    AOT,
    CPYTHON,
    HERE,
    KEPT,
    PROGRAMS,
    TIMEOUT,
    Measurement,
    compile_programs,
    compiler_environment,
    describe_machine,
    find_programs,
    last_line,
    run_worker,
    write,
)

MAIN = HERE / "standalone_main.py"
BUILDS = {"native": [], "bytecode": ["--tier", "bytecode"]}
STATIC = {f"static {name}": ["--static", *flags] for name, flags in BUILDS.items()}
COMPARED = {"native": AOT, "bytecode": CPYTHON, "static native": AOT, "static bytecode": CPYTHON}
"""What a standalone program must be as fast as."""


def main(arguments: Sequence[str]) -> int:
    """Build, measure, print the table and keep everything; 1 when something failed."""
    options = parse(arguments)
    programs = list(find_programs(options.only))
    if not programs:
        raise SystemExit(f"no program in {PROGRAMS} is called {', '.join(options.only)}")
    builds = BUILDS | (STATIC if options.static else {})
    failures: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="aot-bench-") as work:
        modules = {CPYTHON: PROGRAMS, AOT: compile_programs(programs, Path(work), failures)}
        kept = KEPT / "standalone" / platform.python_version()
        executables = build_programs(programs, builds, kept, failures)
        commands = make_commands(programs, modules, executables)
        measured = measure(programs, commands, options, failures)
        counts = count_all(programs, commands, failures) if options.instructions else {}
    data = {
        "machine": describe_machine(),
        "rounds": options.rounds,
        "programs": summarize(measured, counts, failures),
        "failures": failures,
    }
    print(format_table(data, list(builds)))
    write(
        options.json or KEPT / f"standalone-{platform.python_version()}.json",
        json.dumps(data, indent=1),
    )
    for name, reason in failures.items():
        print(f"{name} failed: {reason}")
    return int(bool(failures))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="measure standalone programs")
    add = parser.add_argument
    add("--only", action="append", metavar="NAME", help="only this program; may be repeated")
    add("--rounds", type=int, default=5, help="how often each contender gets its turn")
    add("--repeat", type=int, default=3, help="timed runs in one turn, after one untimed")
    add("--json", type=Path, metavar="FILE", help="write everything measured")
    add("--static", action="store_true", help="measure programs linked against musl too")
    add("--instructions", action="store_true", help="count instructions with valgrind, too")
    return parser.parse_args(arguments)


def build_programs(
    programs: Sequence[tuple[str, int]],
    builds: dict[str, list[str]],
    folder: Path,
    failures: dict[str, str],
) -> dict[tuple[str, str], Path]:
    """(program, build) -> executable; each is a copy of MAIN that imports the program."""
    found = {}
    for name, _ in programs:
        sources = folder / "sources" / name
        sources.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROGRAMS / f"{name}.py", sources)
        text = MAIN.read_text(encoding="utf-8").replace("import program", f"import {name}", 1)
        (sources / "main.py").write_text(text.replace("program.", f"{name}."), encoding="utf-8")
        for build, flags in builds.items():
            output = folder / build.replace(" ", "-") / name
            output.parent.mkdir(parents=True, exist_ok=True)
            command = [sys.executable, "-m", "aot_build", "build", str(sources / "main.py")]
            done = subprocess.run(
                [*command, "-o", str(output), *flags],
                capture_output=True,
                text=True,
                env=compiler_environment(),
                check=False,
            )
            if done.returncode:
                failures[name] = f"{build} was not built: {last_line(done.stderr)}"
            found[name, build] = output
    return found


def make_commands(
    programs: Sequence[tuple[str, int]],
    modules: dict[str, Path],
    executables: dict[tuple[str, str], Path],
) -> dict[tuple[str, str], Path]:
    """(program, contender) -> the folder of a module for CPython, or an executable."""
    found = {(name, who): folder for name, _ in programs for who, folder in modules.items()}
    return found | executables


def measure(
    programs: Sequence[tuple[str, int]],
    commands: dict[tuple[str, str], Path],
    options: argparse.Namespace,
    failures: dict[str, str],
) -> dict[str, dict[str, Measurement]]:
    """program -> contender -> timings; contenders alternate, forwards and backwards."""
    contenders = list(dict.fromkeys(who for _, who in commands))
    found = {name: {who: Measurement() for who in contenders} for name, _ in programs}
    for number in range(options.rounds):
        order = contenders if number % 2 == 0 else contenders[::-1]
        for name, size in programs:
            for who in order if name not in failures else ():
                error = run_one(found[name][who], commands[name, who], name, size, who, options)
                if error:
                    failures[name] = f"{who}: {error}"
                    break
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
    return found


def run_one(
    into: Measurement, place: Path, name: str, size: int, who: str, options: argparse.Namespace
) -> str | None:
    """One turn of one contender; what went wrong, if anything."""
    if who in (CPYTHON, AOT):
        return run_worker(into, place, name, size, options.repeat, who == AOT)
    try:
        done = subprocess.run(
            [str(place), str(size), str(options.repeat)],
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"took more than {TIMEOUT} s"
    if done.returncode:
        return f"exit code {done.returncode}: {last_line(done.stderr)}"
    seconds, into.result = ast.literal_eval(last_line(done.stdout))
    into.seconds += seconds
    return None


def count_all(
    programs: Sequence[tuple[str, int]],
    commands: dict[tuple[str, str], Path],
    failures: dict[str, str],
) -> dict[tuple[str, str], int]:
    """(program, contender) -> instructions of one run, less those of starting up."""
    counts = {}
    worker = [sys.executable, str(HERE / "worker.py")]
    for name, size in programs:
        for who in dict.fromkeys(who for _, who in commands) if name not in failures else ():
            place = str(commands[name, who])
            command = [*worker, place, name] if who in (CPYTHON, AOT) else [place]
            totals = [count_instructions([*command, str(size), str(n)]) for n in (0, 1)]
            counts[name, who] = totals[1] - totals[0]
            print(f"{name}: {who}: {counts[name, who]:,}", file=sys.stderr, flush=True)
    return counts


def summarize(
    measured: dict[str, dict[str, Measurement]],
    counts: dict[tuple[str, str], int],
    failures: dict[str, str],
) -> dict[str, Any]:
    """Medians, least times and ratios of each program whose results are the same everywhere."""
    summary = {}
    for name, by_contender in measured.items():
        if name in failures:
            continue
        if len({item.result for item in by_contender.values()}) != 1:
            failures[name] = "the contenders' results differ"
            continue
        entry: dict[str, Any] = {}
        for who, item in by_contender.items():
            entry[who] = {"median": item.median, "least": item.least, "seconds": item.seconds}
            if (name, who) in counts:
                entry[who]["instructions"] = counts[name, who]
            if who in COMPARED:
                other = by_contender[COMPARED[who]]
                entry[who]["ratio"] = item.median / other.median
                entry[who]["ratio_of_least"] = item.least / other.least
                if (name, who) in counts:
                    ratio = counts[name, who] / counts[name, COMPARED[who]]
                    entry[who]["ratio_of_instructions"] = ratio
        summary[name] = entry
    return summary


def format_table(data: dict[str, Any], builds: Sequence[str]) -> str:
    """Milliseconds, and how many times slower than what it is compared with."""
    contenders = [CPYTHON, AOT, *builds]
    ratios = [f"{build} / {COMPARED[build]}" for build in builds]
    lines = [f"| program | {' | '.join([*contenders, *ratios])} |"]
    lines.append("|---|" + "--:|" * (len(contenders) + len(ratios)))
    for name, entry in data["programs"].items():
        cells = [f"{entry[who]['median'] * 1000:.1f}" for who in contenders]
        cells += [format_ratio(entry[build]) for build in builds]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    if data["programs"]:
        means = [
            statistics.geometric_mean(entry[build]["ratio"] for entry in data["programs"].values())
            for build in builds
        ]
        empty = " |" * len(contenders)
        lines.append(f"| *geometric mean* |{empty} {' | '.join(f'{m:.2f}' for m in means)} |")
    return "\n".join(lines)


def format_ratio(entry: dict[str, Any]) -> str:
    """Of medians; in brackets of instructions, when they were counted."""
    counted = entry.get("ratio_of_instructions")
    return f"{entry['ratio']:.2f}" + (f" ({counted:.2f})" if counted else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
