# SPDX-License-Identifier: Apache-2.0
"""`make bench`: each program under CPython and compiled, in turns.

    python bench/run.py [--only NAME]... [--rounds 5] [--json FILE] [--markdown FILE]

In each round every contender runs every program once, each in a process of its own, so that a
machine that slows down slows down all of them. Reported are the median over all rounds and the
ratio of the medians; results must be equal.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAMS = HERE / "programs"
CPYTHON, AOT = "cpython", "aot"
TIMEOUT = 300


@dataclass
class Measurement:
    """All timings of one program by one contender, in seconds."""

    seconds: list[float] = field(default_factory=list)
    result: str = ""

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> float:
        """How far the middle half of the timings reaches, as a share of the median."""
        if len(self.seconds) < 4:
            return (max(self.seconds) - min(self.seconds)) / self.median
        quarters = statistics.quantiles(self.seconds, n=4)
        return (quarters[2] - quarters[0]) / self.median


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, write the files asked for."""
    options = parse(arguments)
    programs = list(find_programs(options.only))
    with tempfile.TemporaryDirectory(prefix="aot-bench-") as work:
        folders = {CPYTHON: PROGRAMS, AOT: compile_programs(programs, Path(work))}
        measurements = measure(programs, folders, options.rounds, options.repeat)
    data = {"machine": describe_machine(), "programs": summarize(measurements)}
    table = format_markdown(data)
    print(table)
    if options.json:
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(table + "\n", encoding="utf-8")
    slower = [name for name, entry in data["programs"].items() if entry["ratio"] < 1]
    if slower:
        print(f"slower than CPython: {', '.join(slower)}")
    return int(bool(slower))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="measure compiled programs beside CPython")
    add = parser.add_argument
    add("--only", action="append", metavar="NAME", help="only this program; may be repeated")
    add("--rounds", type=int, default=5, help="how often each contender gets its turn")
    add("--repeat", type=int, default=3, help="timed runs in one turn, after one untimed")
    add("--json", type=Path, metavar="FILE", help="write everything measured")
    add("--markdown", type=Path, metavar="FILE", help="write the table")
    return parser.parse_args(arguments)


def find_programs(only: Sequence[str] | None) -> Iterator[tuple[str, int]]:
    """(name, size) of each program; its SIZE is read, not imported."""
    for path in sorted(PROGRAMS.glob("*.py")):
        if not only or path.stem in only:
            yield path.stem, read_size(path)


def read_size(path: Path) -> int:
    """The program's SIZE constant: an argument of `run`, so no compiler sees it as a constant."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name("SIZE")], value=ast.Constant(int(size))):
                return size
    raise SystemExit(f"{path}: no SIZE")


def compile_programs(programs: Sequence[tuple[str, int]], work: Path) -> Path:
    """A folder with the native libraries of the programs, without their sources."""
    sources, output = work / "sources", work / "native"
    sources.mkdir()
    output.mkdir()
    for name, _ in programs:
        shutil.copy2(PROGRAMS / f"{name}.py", sources)
        command = [sys.executable, "-m", "aot_build", "ext", str(sources / f"{name}.py")]
        subprocess.run([*command, "-o", str(output)], check=True, env=compiler_environment())
    return output


def compiler_environment() -> dict[str, str]:
    """The environment in which this checkout's aot_build is importable."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def measure(
    programs: Sequence[tuple[str, int]], folders: dict[str, Path], rounds: int, repeat: int
) -> dict[str, dict[str, Measurement]]:
    """program -> contender -> its timings. The order of the contenders alternates."""
    found = {name: {who: Measurement() for who in folders} for name, _ in programs}
    for number in range(rounds):
        order = list(folders) if number % 2 == 0 else list(reversed(folders))
        for name, size in programs:
            for who in order:
                run_worker(found[name][who], folders[who], name, size, repeat, who == AOT)
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return found


def run_worker(
    into: Measurement, folder: Path, name: str, size: int, repeat: int, native: bool
) -> None:
    """One turn: run a worker process and keep what it measured."""
    command = [sys.executable, str(HERE / "worker.py"), str(folder), name, str(size), str(repeat)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if result.returncode:
        raise SystemExit(f"{name} failed ({result.returncode}):\n{result.stderr}")
    answer = json.loads(result.stdout)
    if native != answer["origin"].endswith((".so", ".pyd")):
        raise SystemExit(f"{name}: measured the wrong thing: {answer['origin']}")
    into.seconds += answer["seconds"]
    into.result = answer["result"]


def summarize(measurements: dict[str, dict[str, Measurement]]) -> dict[str, Any]:
    """Medians, spreads and the ratio of each program. Different results end the benchmark."""
    summary = {}
    for name, by_contender in measurements.items():
        if len({item.result for item in by_contender.values()}) != 1:
            raise SystemExit(f"{name}: the contenders' results differ")
        entry: dict[str, Any] = {
            who: {"median": item.median, "spread": item.spread, "seconds": item.seconds}
            for who, item in by_contender.items()
        }
        entry["ratio"] = by_contender[CPYTHON].median / by_contender[AOT].median
        summary[name] = entry
    return summary


def describe_machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    import llvmlite

    import aot_build

    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": read_processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "compiler_of_python": platform.python_compiler(),
        "aot_build": aot_build.__version__,
        "llvmlite": llvmlite.__version__,
    }


def read_processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if "model name" in line), "")


def format_markdown(data: dict[str, Any]) -> str:
    """The table, the greatest ratio first, and the machine."""
    machine = ", ".join(f"{key}: {value}" for key, value in data["machine"].items())
    lines = ["| program | CPython | compiled | times as fast | spread |", "|---|--:|--:|--:|--:|"]
    ratios = []
    for name, entry in sorted(data["programs"].items(), key=lambda item: -item[1]["ratio"]):
        ratios.append(entry["ratio"])
        spread = max(entry[CPYTHON]["spread"], entry[AOT]["spread"])
        lines.append(
            f"| {name} | {milliseconds(entry[CPYTHON])} | {milliseconds(entry[AOT])} "
            f"| {entry['ratio']:.2f} | ±{spread / 2:.0%} |"
        )
    mean = statistics.geometric_mean(ratios) if ratios else 0.0
    lines.append(f"| *geometric mean* | | | {mean:.2f} | |")
    return "\n".join([*lines, "", machine])


def milliseconds(entry: dict[str, Any]) -> str:
    """`12.3 ms`."""
    return f"{entry['median'] * 1000:.1f} ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
