# SPDX-License-Identifier: Apache-2.0
"""`make bench-import`: imports of compiled packages beside their sources with warm `.pyc` files.

    python bench/import_time.py [--only NAME]... [--rounds 15] [--json FILE] [--instructions]
                                [--folders PLAIN NATIVE]

The packages are downloaded with pip, compiled with `aot wheel` and installed into two folders. In
each round every import happens once with each folder, in a process of its own, the order
alternating. Reported are the medians of the time that passed and of the processor's time, which
other processes disturb less, and their ratios: above 1, the compiled package is slower.

Much of that can be modules of others, of the standard library mostly, which cost both the same. So
each import is measured once more, *alone*: after all those modules were imported.

What is printed is written to build/import_time.json as well, with every single measurement.
`--instructions` counts them with `valgrind --tool=callgrind`, from start to exit of the process,
less those of a process that imports only the modules of others, or nothing: slow, but the same
whatever else the machine does.
`--folders` measures what was installed before.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counting import count_instructions, run_quietly
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
for before in {before!r}: __import__(before)
start, start_cpu = time.perf_counter_ns(), time.process_time_ns()
{statements}
stop_cpu, stop = time.process_time_ns(), time.perf_counter_ns()
print(stop - start, stop_cpu - start_cpu)
sys.stdout.flush()
"""

LOADED = """
import sys
sys.path.insert(0, {folder!r})
old = set(sys.modules)
{statements}
for name, module in sys.modules.items():
    if name not in old and getattr(getattr(module, "__spec__", None), "name", None) == name:
        print(name)
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
        measured = {name: measure_both(name, folders, options) for name in chosen}
    data = {"machine": describe_machine(), "imports": measured}
    print(format_table(measured))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    ratios = [
        part["cpu"]["ratio"] for entry in measured.values() for part in (entry, entry["alone"])
    ]
    return int(any(ratio > 1 for ratio in ratios))


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


def measure_both(name: str, folders: Sequence[Path], options: argparse.Namespace) -> dict[str, Any]:
    """Measurements of an import, and in "alone" those of what it imports of its own package."""
    alone = list_others(name, folders[0])
    found = {}
    for key, before in (("all", []), ("alone", alone)):
        title = f"{name} ({key})"
        found[key] = measure(title, IMPORTS[name], before, folders, options.rounds)
        if options.instructions:
            found[key] |= compare_instructions(IMPORTS[name], before, folders)
    return {**found["all"], "alone": found["alone"]}


def list_others(name: str, folder: Path) -> list[str]:
    """The modules of others that an import loads, in the order in which it does."""
    own = package_of(name)
    script = LOADED.format(folder=str(folder), statements=IMPORTS[name])
    loaded = run_quietly([sys.executable, "-s", "-P", "-c", script]).stdout.split()
    return [module for module in loaded if module.partition(".")[0] != own]


def measure(
    title: str, statements: str, before: Sequence[str], folders: Sequence[Path], rounds: int
) -> dict[str, Any]:
    """Seconds, medians and ratio by each clock; the first turn of each is to warm up."""
    seconds: dict[str, dict[str, list[float]]] = {
        clock: {who: [] for who in CONTENDERS} for clock in CLOCKS
    }
    turns = list(zip(CONTENDERS, folders, strict=True))
    for number in range(rounds + 1):
        for who, folder in turns if number % 2 else reversed(turns):
            times = time_import(statements, before, folder)
            for clock, elapsed in zip(CLOCKS, times, strict=True):
                if number:
                    seconds[clock][who].append(elapsed)
        print(f"{title}: round {number} of {rounds}", file=sys.stderr, flush=True)
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


def command_of(statements: str, before: Sequence[str], folder: Path) -> list[str]:
    """The process that imports, *before* without being measured."""
    script = SCRIPT.format(folder=str(folder), before=before, statements=statements)
    return [sys.executable, "-s", "-P", "-c", script]


def time_import(statements: str, before: Sequence[str], folder: Path) -> list[float]:
    """Seconds that the import takes in a fresh process, by each clock."""
    done = run_quietly(command_of(statements, before, folder))
    return [int(word) / 1e9 for word in done.stdout.split()[-len(CLOCKS) :]]


def compare_instructions(
    statements: str, before: Sequence[str], folders: Sequence[Path]
) -> dict[str, Any]:
    """Instructions of the import with each folder, and their ratio."""
    nothing = count_instructions(command_of("", before, folders[0]))
    counts = [
        count_instructions(command_of(statements, before, folder)) - nothing for folder in folders
    ]
    return {
        "instructions": dict(zip(CONTENDERS, counts, strict=True)),
        "instruction_ratio": counts[1] / counts[0],
    }


def format_table(measured: dict[str, dict[str, Any]]) -> str:
    """The measurements as Markdown: each import as a whole, then alone."""
    lines = [
        "| import | CPython | compiled | ratio | of processor time | of instructions |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for name, entry in measured.items():
        lines += [format_row(name, entry), format_row(f"{name}, alone", entry["alone"])]
    return "\n".join(lines)


def format_row(title: str, entry: dict[str, Any]) -> str:
    """One line of the table."""
    median = entry["wall"]["median"]
    instructions = entry.get("instruction_ratio")
    return (
        f"| {title} | {median['cpython'] * 1000:.1f} ms | {median['aot'] * 1000:.1f} ms "
        f"| {entry['wall']['ratio']:.3f} | {entry['cpu']['ratio']:.3f} "
        f"| {f'{instructions:.3f}' if instructions else ''} |"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
