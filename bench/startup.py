# SPDX-License-Identifier: Apache-2.0
"""`make bench-startup`: how long a program takes that only says hello.

    python bench/startup.py [--rounds 300] [--json FILE] [--instructions]

`print("hello")` as a dynamic and as a static executable, beside the same in C, linked statically
against musl by zig, and beside `python -I -c`. In each round every one is started once, in an order
that changes, with posix_spawn, and waited for: so the time has in it what the kernel does for a new
process. Reported are medians and least times, their ratios to the C program, and page faults.
What is printed is written to build/bench/ too. `--instructions` counts them with callgrind.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counting import count_instructions
from run import KEPT, compiler_environment, describe_machine, write

C_TEXT = '#include <stdio.h>\n\nint main(void) { return puts("hello") < 0; }\n'
PYTHON_TEXT = 'print("hello")\n'
C_STATIC, DYNAMIC, STATIC, CPYTHON = "static C", "dynamic", "static", "CPython"


def main(arguments: Sequence[str]) -> int:
    """Build, measure, print and keep."""
    options = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="aot-startup-") as work:
        commands = build(Path(work))
        measured = measure(commands, options.rounds)
        data = {
            "machine": describe_machine(),
            "rounds": options.rounds,
            "programs": summarize(measured),
        }
        if options.instructions:
            for who, command in commands.items():
                data["programs"][who]["instructions"] = count_instructions(command)
    print(format_table(data["programs"]))
    kept = KEPT / f"startup-{platform.python_version()}.json"
    write(options.json or kept, json.dumps(data, indent=1))
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="measure how standalone programs start")
    add = parser.add_argument
    add("--rounds", type=int, default=300, help="how often each program is started")
    add("--json", type=Path, metavar="FILE", help="write everything measured")
    add("--instructions", action="store_true", help="count instructions with valgrind, too")
    return parser.parse_args(arguments)


def build(work: Path) -> dict[str, list[str]]:
    """The command of each contender."""
    c_source, source = work / "hello.c", work / "hello.py"
    c_source.write_text(C_TEXT, encoding="utf-8")
    source.write_text(PYTHON_TEXT, encoding="utf-8")
    compiled = {who: work / who.replace(" ", "-") for who in (C_STATIC, DYNAMIC, STATIC)}
    zig = [sys.executable, "-m", "ziglang", "cc", "-O2", "-s", "-static"]
    zig += ["-target", f"{platform.machine()}-linux-musl"]
    run([*zig, str(c_source), "-o", str(compiled[C_STATIC])])
    aot = [sys.executable, "-m", "aot_build", "build", str(source), "-o"]
    run([*aot, str(compiled[DYNAMIC])])
    run([*aot, str(compiled[STATIC]), "--static"])
    commands = {who: [str(path)] for who, path in compiled.items()}
    return commands | {CPYTHON: [os.path.realpath(sys.executable), "-I", "-c", PYTHON_TEXT]}


def run(command: Sequence[str]) -> None:
    """Run a compiler quietly."""
    subprocess.run(command, check=True, capture_output=True, env=compiler_environment())


def measure(commands: dict[str, list[str]], rounds: int) -> dict[str, list[dict[str, float]]]:
    """Contender -> what each start of it took; the first start of each does not count."""
    found: dict[str, list[dict[str, float]]] = {who: [] for who in commands}
    order = list(commands)
    chance = random.Random(0)
    for who in order:
        start(commands[who])
    for _ in range(rounds):
        chance.shuffle(order)
        for who in order:
            found[who].append(start(commands[who]))
    return found


def start(command: Sequence[str]) -> dict[str, float]:
    """Start a process, wait for its end, and say what that took."""
    silence = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    began = time.perf_counter()
    child = os.posix_spawn(command[0], command, environment, file_actions=silence)
    _, status, usage = os.wait4(child, 0)
    elapsed = time.perf_counter() - began
    if status:
        raise SystemExit(f"error: {command[0]} ended with status {status}")
    faults = usage.ru_minflt + usage.ru_majflt
    return {"seconds": elapsed, "cpu": usage.ru_utime + usage.ru_stime, "faults": faults}


def summarize(measured: dict[str, list[dict[str, float]]]) -> dict[str, dict[str, Any]]:
    """Medians, least times, and how many times those of the program in C."""
    summary: dict[str, dict[str, Any]] = {}
    for who, starts in measured.items():
        seconds = [start["seconds"] for start in starts]
        summary[who] = {
            "median": statistics.median(seconds),
            "least": min(seconds),
            "cpu": statistics.fmean(start["cpu"] for start in starts),
            "faults": statistics.median(start["faults"] for start in starts),
            "seconds": seconds,
        }
    for entry in summary.values():
        entry["ratio"] = entry["median"] / summary[C_STATIC]["median"]
        entry["ratio_of_least"] = entry["least"] / summary[C_STATIC]["least"]
    return summary


def format_table(programs: dict[str, dict[str, Any]]) -> str:
    """The measurements as Markdown."""
    lines = [
        "| program | median | least | times C | of least | page faults | instructions |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for who, entry in programs.items():
        counted = f"{entry['instructions']:,}" if "instructions" in entry else ""
        lines.append(
            f"| {who} | {entry['median'] * 1000:.2f} ms | {entry['least'] * 1000:.2f} ms "
            f"| {entry['ratio']:.2f} | {entry['ratio_of_least']:.2f} | {entry['faults']:.0f} "
            f"| {counted} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
