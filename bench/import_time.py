# SPDX-License-Identifier: Apache-2.0
"""`make bench-import`: imports of compiled packages beside their sources with warm `.pyc` files.

    python bench/import_time.py [--only NAME]... [--rounds 15] [--json FILE] [--instructions]
                                [--folders PLAIN NATIVE]

The packages are downloaded with pip, compiled with `aot wheel` and installed into two folders. In
each round every import happens once with each folder, in a process of its own, the order
alternating. Reported are the medians of the time that passed and of the processor's time, which
other processes disturb less, and their ratios: above 1, the compiled package is slower. What is
printed is written to build/import_time.json as well, with every single measurement.
`--instructions` counts them with `valgrind --tool=callgrind`, from start to exit of the process,
less those of a process that imports nothing: slow, but the same whatever else the machine does.
`--folders` measures what was installed before.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from run import ROOT, compiler_environment, describe_machine

REQUIREMENTS = {
    "pygments": ["pygments==2.18.0"],
    "networkx": ["networkx==3.3"],
    "jinja2": ["jinja2==3.1.4", "markupsafe==3.0.2"],
}
"""Distributions by the first word of an import's name; the first one of each is compiled."""

EXCLUDED = {"networkx": ["networkx.*.tests"]}

IMPORTS = {
    "pygments": "import pygments, pygments.lexers, pygments.formatters",
    "pygments, 8 lexer modules": """
import pygments.lexers
from pygments.lexers import c_cpp, css, html, javascript, jvm, php, python, shell""",
    "pygments, all lexers": """
from pygments.lexers import find_lexer_class, get_all_lexers
for lexer in get_all_lexers(plugins=False): find_lexer_class(lexer[0])""",
    "networkx": "import networkx",
    "jinja2": "import jinja2",
}

SCRIPT = """
import sys, time
sys.path.insert(0, {folder!r})
start, start_cpu = time.perf_counter_ns(), time.process_time_ns()
{statements}
stop_cpu, stop = time.process_time_ns(), time.perf_counter_ns()
print(stop - start, stop_cpu - start_cpu)
sys.stdout.flush()
"""

RECORD = ROOT / "build" / "import_time.json"

CONTENDERS = ("cpython", "aot")
CLOCKS = ("wall", "cpu")


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, write the file asked for; 1 when anything got slower."""
    options = parse(arguments)
    chosen = [name for name in IMPORTS if not options.only or name in options.only]
    with tempfile.TemporaryDirectory(prefix="aot-import-") as work:
        packages = sorted({package_of(name) for name in chosen})
        folders = options.folders or install(packages, Path(work))
        measured = {name: measure(name, folders, options.rounds) for name in chosen}
        if options.instructions:
            nothing = count_instructions("", folders[0])
            for name in chosen:
                counts = [count_instructions(IMPORTS[name], f) - nothing for f in folders]
                measured[name]["instructions"] = dict(zip(CONTENDERS, counts, strict=True))
                measured[name]["instruction_ratio"] = counts[1] / counts[0]
    data = {"machine": describe_machine(), "imports": measured}
    print(format_table(measured))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return int(any(entry["cpu"]["ratio"] > 1 for entry in measured.values()))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="measure the imports of compiled packages")
    add = parser.add_argument
    add("--only", action="append", metavar="NAME", choices=list(IMPORTS), help="may be repeated")
    add("--rounds", type=int, default=15, help="how often each contender gets its turn")
    add("--json", type=Path, metavar="FILE", default=RECORD, help="where to write it all")
    add("--instructions", action="store_true", help="count instructions with valgrind, too")
    add("--folders", type=Path, nargs=2, metavar=("PLAIN", "NATIVE"), help="already installed")
    return parser.parse_args(arguments)


def install(packages: Sequence[str], work: Path) -> list[Path]:
    """The folders with the plain and with the compiled packages."""
    plain, native, wheels = work / "plain", work / "native", work / "wheels"
    for package in packages:
        run_pip("download", "--dest", wheels / package, *REQUIREMENTS[package])
        main_wheel = next((wheels / package).glob(f"{package}-*.whl"))
        others = [path for path in (wheels / package).glob("*.whl") if path != main_wheel]
        run_pip("install", "--target", plain, main_wheel, *others)
        compiled = compile_wheel(
            main_wheel, wheels / f"{package}-native", EXCLUDED.get(package, [])
        )
        run_pip("install", "--target", native, compiled, *others)
    return [plain, native]


def run_pip(command: str, *arguments: str | Path) -> None:
    """Run pip quietly, without dependencies."""
    words = [sys.executable, "-m", "pip", command, "--quiet", "--no-deps", "--upgrade"]
    if command != "install":
        words.remove("--upgrade")
    subprocess.run([*words, *arguments], check=True)


def compile_wheel(wheel: Path, output: Path, excluded: Sequence[str]) -> Path:
    """The native wheel made of a pure one."""
    patterns = [word for pattern in excluded for word in ("--exclude", pattern)]
    command = [sys.executable, "-m", "aot_build", "wheel", str(wheel), "-o", str(output)]
    subprocess.run([*command, *patterns], check=True, cwd=ROOT, env=compiler_environment())
    return next(output.glob("*.whl"))


def package_of(name: str) -> str:
    """The package that an import of `IMPORTS` is about."""
    return name.partition(" ")[0].rstrip(",")


def measure(name: str, folders: Sequence[Path], rounds: int) -> dict[str, Any]:
    """Seconds, medians and ratio by each clock; the first turn of each is to warm up."""
    seconds: dict[str, dict[str, list[float]]] = {
        clock: {who: [] for who in CONTENDERS} for clock in CLOCKS
    }
    turns = list(zip(CONTENDERS, folders, strict=True))
    for number in range(rounds + 1):
        for who, folder in turns if number % 2 else reversed(turns):
            for clock, elapsed in zip(CLOCKS, time_import(IMPORTS[name], folder), strict=True):
                if number:
                    seconds[clock][who].append(elapsed)
        print(f"{name}: round {number} of {rounds}", file=sys.stderr, flush=True)
    return {clock: summarize(seconds[clock]) for clock in CLOCKS}


def summarize(seconds: dict[str, list[float]]) -> dict[str, Any]:
    """Medians, shortest times and the ratio of the medians."""
    medians = {who: statistics.median(times) for who, times in seconds.items()}
    return {
        "seconds": seconds,
        "median": medians,
        "best": {who: min(times) for who, times in seconds.items()},
        "ratio": medians["aot"] / medians["cpython"],
    }


def command_of(statements: str, folder: Path) -> list[str]:
    """The process that imports."""
    script = SCRIPT.format(folder=str(folder), statements=statements)
    return [sys.executable, "-s", "-P", "-c", script]


def quiet_environment() -> dict[str, str]:
    """No settings of the developer; the same hashes each time, or dictionaries would differ."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONHASHSEED": "0"}


def time_import(statements: str, folder: Path) -> list[float]:
    """Seconds that the import takes in a fresh process, by each clock."""
    command = command_of(statements, folder)
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=quiet_environment()
    )
    return [int(word) / 1e9 for word in done.stdout.split()[-len(CLOCKS) :]]


def count_instructions(statements: str, folder: Path) -> int:
    """Instructions that a process executes which imports."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise SystemExit("error: --instructions needs valgrind")
    tool = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command = [*tool, *command_of(statements, folder)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env=quiet_environment()
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    if found is None:
        raise SystemExit(f"error: valgrind counted nothing:\n{done.stderr}")
    return int(found[1])


def format_table(measured: dict[str, dict[str, Any]]) -> str:
    """The measurements as Markdown."""
    lines = [
        "| import | CPython | compiled | ratio | of processor time | of instructions |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, entry in measured.items():
        median = entry["wall"]["median"]
        instructions = entry.get("instruction_ratio")
        lines.append(
            f"| {name} | {median['cpython'] * 1000:.1f} ms | {median['aot'] * 1000:.1f} ms "
            f"| {entry['wall']['ratio']:.3f} | {entry['cpu']['ratio']:.3f} "
            f"| {f'{instructions:.3f}' if instructions else ''} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
