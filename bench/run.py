# SPDX-License-Identifier: Apache-2.0
"""`make bench`: each program under CPython and compiled, in turns.

    python bench/run.py [--only NAME]... [--peer mypyc]... [--rounds 5] [--json FILE]

In each round every contender runs every program once, each in a process of its own, so that a
machine that slows down slows down all of them. Times are processor times, which others on the
machine disturb least. Reported are the median over all rounds, the ratio of the medians and that of
the least times; results must be equal. A program that fails is reported and left out, and the
others are measured. Everything measured is kept in build/bench/, one file for each Python version.
`--peer` adds another compiler (bench/peers.py); what it cannot compile or gets wrong is left out.
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

from peers import PEERS, compile_with

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAMS = HERE / "programs"
KEPT = ROOT / "build" / "bench"
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
    def least(self) -> float:
        """The least one: the program, with the least of everything else."""
        return min(self.seconds)

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
    if not programs:
        raise SystemExit(f"no program in {PROGRAMS} is called {', '.join(options.only)}")
    failures: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="aot-bench-") as work:
        folders = {CPYTHON: PROGRAMS, AOT: compile_programs(programs, Path(work), failures)}
        lacking = add_peers(folders, options.peer, programs, Path(work))
        measurements = measure(programs, folders, options.rounds, options.repeat, failures, lacking)
    data = {
        "machine": describe_machine(),
        "rounds": options.rounds,
        "repeat": options.repeat,
        "programs": summarize(measurements, failures, lacking),
        "failures": failures,
        "lacking": lacking,
    }
    table = format_markdown(data)
    print(table)
    write(options.json or KEPT / f"{platform.python_version()}.json", json.dumps(data, indent=1))
    if options.markdown:
        write(options.markdown, table)
    return report(data)


def write(path: Path, text: str) -> None:
    """Keep *text* in a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def report(data: dict[str, Any]) -> int:
    """Say what failed or is slower than CPython; 1 if anything is."""
    slower = [name for name, entry in data["programs"].items() if entry["ratio"] < 1]
    if slower:
        print(f"slower than CPython: {', '.join(slower)}")
    for name, reason in data["failures"].items():
        print(f"{name} failed: {reason}")
    for peer, reasons in data["lacking"].items():
        for name, reason in reasons.items():
            print(f"{name} is missing for {peer}: {reason}")
    return int(bool(slower or data["failures"]))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="measure compiled programs beside CPython")
    add = parser.add_argument
    add("--only", action="append", metavar="NAME", help="only this program; may be repeated")
    add("--peer", action="append", default=[], choices=sorted(PEERS), help="measure this one too")
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


def compile_programs(
    programs: Sequence[tuple[str, int]], work: Path, failures: dict[str, str]
) -> Path:
    """A folder with the native libraries of the programs, without their sources."""
    sources, output = work / "sources", work / "native"
    sources.mkdir()
    output.mkdir()
    for name, _ in programs:
        shutil.copy2(PROGRAMS / f"{name}.py", sources)
        command = [sys.executable, "-m", "aot_build", "ext", str(sources / f"{name}.py")]
        command += ["-o", str(output)]
        result = subprocess.run(
            command, capture_output=True, text=True, env=compiler_environment(), check=False
        )
        if result.returncode:
            failures[name] = f"not compiled ({result.returncode}): {last_line(result.stderr)}"
    return output


def add_peers(
    folders: dict[str, Path],
    peers: Sequence[str],
    programs: Sequence[tuple[str, int]],
    work: Path,
) -> dict[str, dict[str, str]]:
    """Compile with each of the *peers*; by peer, the programs that it does not have and why."""
    lacking = {}
    for peer in peers:
        print(f"compile with {peer}", file=sys.stderr, flush=True)
        (work / peer).mkdir()
        sources = [PROGRAMS / f"{name}.py" for name, _ in programs]
        folders[peer], lacking[peer] = compile_with(peer, sources, work / peer, KEPT / "peers")
    return lacking


def compiler_environment() -> dict[str, str]:
    """The environment in which this checkout's aot_build is importable."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def last_line(text: str) -> str:
    """The last line of what a program said, where errors have their message."""
    return (text.strip().splitlines() or ["no message"])[-1]


def measure(
    programs: Sequence[tuple[str, int]],
    folders: dict[str, Path],
    rounds: int,
    repeat: int,
    failures: dict[str, str],
    lacking: dict[str, dict[str, str]],
) -> dict[str, dict[str, Measurement]]:
    """program -> contender -> its timings. The order of the contenders alternates."""
    found = {name: {who: Measurement() for who in folders} for name, _ in programs}
    for number in range(rounds):
        order = list(folders) if number % 2 == 0 else list(reversed(folders))
        for name, size in programs:
            for who in order if name not in failures else ():
                if name in lacking.get(who, ()):
                    continue
                error = run_worker(
                    found[name][who], folders[who], name, size, repeat, who != CPYTHON
                )
                if error and who in lacking:
                    lacking[who][name] = error
                elif error:
                    failures[name] = f"{who}: {error}"
                    break
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return found


def run_worker(
    into: Measurement, folder: Path, name: str, size: int, repeat: int, native: bool
) -> str | None:
    """One turn: run a worker process and keep what it measured; what went wrong, if anything."""
    command = [sys.executable, str(HERE / "worker.py"), str(folder), name, str(size), str(repeat)]
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return f"took more than {TIMEOUT} s"
    if result.returncode:
        return f"exit code {result.returncode}: {last_line(result.stderr)}"
    answer = json.loads(last_line(result.stdout))
    if native != answer["origin"].endswith((".so", ".pyd")):
        return f"measured the wrong thing: {answer['origin']}"
    into.seconds += answer["seconds"]
    into.result = answer["result"]
    return None


def summarize(
    measurements: dict[str, dict[str, Measurement]],
    failures: dict[str, str],
    lacking: dict[str, dict[str, str]],
) -> dict[str, Any]:
    """Medians, spreads and the ratios of each program whose results are the same everywhere."""
    summary = {}
    for name, measured in measurements.items():
        if name in failures:
            continue
        by_contender = {
            who: item for who, item in measured.items() if name not in lacking.get(who, ())
        }
        expected = by_contender[CPYTHON].result
        for who in [who for who, item in by_contender.items() if item.result != expected]:
            lacking.get(who, failures)[name] = "its result is another"
            del by_contender[who]
        if name in failures:
            continue
        entry: dict[str, Any] = {
            who: {
                "median": item.median,
                "least": item.least,
                "spread": item.spread,
                "seconds": item.seconds,
            }
            for who, item in by_contender.items()
        }
        entry["ratio"] = by_contender[CPYTHON].median / by_contender[AOT].median
        entry["ratios_of_peers"] = {
            who: by_contender[CPYTHON].median / by_contender[who].median
            for who in lacking
            if who in by_contender
        }
        entry["ratio_of_least"] = by_contender[CPYTHON].least / by_contender[AOT].least
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
    peers = list(data["lacking"])
    heads = "".join(f" {peer} |" for peer in peers)
    lines = [f"| program | CPython | compiled | times as fast | by least | spread |{heads}"]
    lines.append("|---|--:|--:|--:|--:|--:|" + "--:|" * len(peers))
    ratios, by_least = [], []
    for name, entry in sorted(data["programs"].items(), key=lambda item: -item[1]["ratio"]):
        ratios.append(entry["ratio"])
        by_least.append(entry["ratio_of_least"])
        spread = max(entry[CPYTHON]["spread"], entry[AOT]["spread"])
        lines.append(
            f"| {name} | {milliseconds(entry[CPYTHON])} | {milliseconds(entry[AOT])} "
            f"| {entry['ratio']:.2f} | {entry['ratio_of_least']:.2f} | ±{spread / 2:.0%} |"
            + "".join(f" {shown_ratio(entry['ratios_of_peers'].get(peer))} |" for peer in peers)
        )
    if ratios:
        means = [statistics.geometric_mean(found) for found in (ratios, by_least)]
        means_of_peers = "".join(f" {mean_of_peer(data, peer)} |" for peer in peers)
        lines.append(
            f"| *geometric mean* | | | {means[0]:.2f} | {means[1]:.2f} | |{means_of_peers}"
        )
    return "\n".join([*lines, "", machine])


def shown_ratio(ratio: float | None) -> str:
    """`2.50`, or a hyphen where there is none."""
    return f"{ratio:.2f}" if ratio else "-"


def mean_of_peer(data: dict[str, Any], peer: str) -> str:
    """Its geometric mean over the programs that it has, and ours over the same."""
    both = [
        (entry["ratios_of_peers"][peer], entry["ratio"])
        for entry in data["programs"].values()
        if peer in entry["ratios_of_peers"]
    ]
    if not both:
        return "-"
    theirs, ours = (statistics.geometric_mean(column) for column in zip(*both, strict=True))
    return f"{theirs:.2f} (to {ours:.2f})"


def milliseconds(entry: dict[str, Any]) -> str:
    """`12.3 ms`."""
    return f"{entry['median'] * 1000:.1f} ms"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
