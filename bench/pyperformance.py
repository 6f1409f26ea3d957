# SPDX-License-Identifier: Apache-2.0
"""`make bench-pyperformance`: the benchmarks of pyperformance that need no other package.

    python bench/pyperformance.py [--only bm_chaos]... [--rounds 3] [--standalone]
                                 [--json FILE] [--markdown FILE]

Nobody here wrote them. Each runs under CPython, as an extension module and, with `--standalone`,
as an executable, in turns, each time in a process of its own; bench/stand_in/pyperf.py measures.
Reported are the least times of all rounds. The sources are pyperformance's from PyPI, changed in
one word: a module that is imported is not called `__main__`. `--markdown` writes the table.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from run import AOT, CPYTHON, HERE, KEPT, TIMEOUT, compiler_environment, describe_machine, last_line
from run import write as write_file

RELEASE = "pyperformance==1.14.0"
RELEASED = "release/pyperformance/data-files/benchmarks"  # of what is downloaded
SCRIPT = "run_benchmark.py"
STAND_IN = HERE / "stand_in"
STANDALONE = "standalone"
# What they measure is done by other processes.
LEFT_OUT = ("bm_2to3", "bm_concurrent_imap", "bm_python_startup")
# Their programs ask which benchmark is meant.
OPTIONS = {"bm_argparse": ["many_optionals"], "bm_async_tree": ["none"], "bm_pickle": ["pickle"]}
HEAD = """\
# The benchmarks of pyperformance

How many times as fast as under CPython they are as extension modules and as executables. Made by
`make bench-pyperformance ARGS="--standalone --markdown docs/pyperformance.md"`; those that need
other packages or processes are left out.

"""
Times = dict[str, float]


def main(arguments: Sequence[str]) -> int:
    """Prepare, measure, print the table and keep everything; 1 when something failed."""
    options = parse(arguments)
    folder = KEPT / "pyperformance" / platform.python_version()
    contenders = [CPYTHON, AOT] + [STANDALONE] * options.standalone
    failures: dict[str, str] = {}
    names = [
        name
        for name in prepare(folder, options.only)
        if all(build(folder, name, who, failures) for who in contenders)
    ]
    measured = measure(folder, names, contenders, options.rounds, failures)
    data = {"machine": describe_machine(), "benchmarks": measured, "failures": failures}
    table = format_table(data, contenders)
    print(table)
    if options.markdown:
        write_file(options.markdown, HEAD + table)
    kept = options.json or KEPT / f"pyperformance-{platform.python_version()}.json"
    write_file(kept, json.dumps(data, indent=1))
    return int(bool(failures))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="measure the benchmarks of pyperformance")
    add = parser.add_argument
    add("--only", action="append", metavar="NAME", help="only this one; may be repeated")
    add("--rounds", type=int, default=3, help="how often each contender gets its turn")
    add("--standalone", action="store_true", help="measure executables too")
    add("--json", type=Path, metavar="FILE", help="write everything measured")
    add("--markdown", type=Path, metavar="FILE", help="write the table")
    return parser.parse_args(arguments)


# --- sources and builds ---


def prepare(folder: Path, only: Sequence[str] | None) -> Iterator[str]:
    """Lay out the sources of each benchmark; their names."""
    for source in sorted(fetch(folder).glob("bm_*")):
        if (not only or source.name in only) and needs_nothing(source):
            target = folder / CPYTHON / source.name
            shutil.copytree(source, target, dirs_exist_ok=True)
            script = target / SCRIPT
            text = script.read_text(encoding="utf-8")
            script.unlink()
            changed = text.replace("__main__", source.name)
            (target / f"{source.name}.py").write_text(changed, encoding="utf-8")
            yield source.name


def fetch(folder: Path) -> Path:
    """The benchmarks of the release, downloaded once."""
    if not (folder / RELEASED).exists():
        folder.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", str(folder)]
        subprocess.run([*pip, "--only-binary=:all:", RELEASE], check=True)
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
            archive.extractall(folder / "release")
    return folder / RELEASED


def needs_nothing(source: Path) -> bool:
    """Whether a benchmark needs nothing but pyperf and its own process."""
    project = tomllib.loads((source / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [item for item in project.get("dependencies", ()) if not item.startswith("pyperf")]
    lonely = not needed and not (source / "requirements.txt").exists()
    return lonely and source.name not in LEFT_OUT


def build(folder: Path, name: str, who: str, failures: dict[str, str]) -> bool:
    """Make what a contender runs; whether that worked."""
    if who == CPYTHON:
        return True
    source, output = folder / CPYTHON / name, folder / who / name
    shutil.copytree(source, output, dirs_exist_ok=True)
    script = output / f"{name}.py"
    aot = [sys.executable, "-m", "aot_build"]
    command = [*aot, "ext", str(source / script.name), "-o", str(output)]
    if who == STANDALONE:
        shutil.copy2(STAND_IN / "pyperf.py", output)
        shutil.copy2(folder / RELEASED / name / SCRIPT, script)
        command = [*aot, "build", str(script), "-o", str(output / "program")]
    done = subprocess.run(
        command, capture_output=True, text=True, env=compiler_environment(), check=False
    )
    script.unlink()
    if done.returncode:
        failures[name] = f"{who} was not built: {last_line(done.stderr)}"
    return not done.returncode


# --- measuring ---


def measure(
    folder: Path,
    names: Sequence[str],
    contenders: Sequence[str],
    rounds: int,
    failures: dict[str, str],
) -> dict[str, dict[str, Times]]:
    """benchmark -> contender -> least seconds, by the name of what was measured."""
    found: dict[str, dict[str, Times]] = {name: {who: {} for who in contenders} for name in names}
    for number in range(rounds):
        for name in list(found):
            for who in contenders if number % 2 == 0 else contenders[::-1]:
                times, error = run_one(folder / who / name, name, who)
                if error:
                    failures[name] = f"{who}: {error}"
                    found.pop(name, None)
                    break
                kept = found[name][who]
                kept.update({key: min(value, kept.get(key, value)) for key, value in times.items()})
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return {name: times for name, times in found.items() if is_whole(name, times, failures)}


def is_whole(name: str, measured: dict[str, Times], failures: dict[str, str]) -> bool:
    """Whether all contenders have measured the same."""
    expected = measured[CPYTHON].keys()
    lacking = [who for who, times in measured.items() if times.keys() != expected or not times]
    if lacking:
        failures[name] = f"{', '.join(lacking)}: not all of it was measured"
    return not lacking


def run_one(folder: Path, name: str, who: str) -> tuple[Times, str | None]:
    """One turn of one contender: its times, or what went wrong."""
    command = [str(folder / "program")]
    if who != STANDALONE:
        command = [sys.executable, "-c", f"import sys, {name}; print({name}.__file__)"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(STAND_IN)])}
    try:
        done = subprocess.run(
            [*command, *OPTIONS.get(name, ())],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}, f"took more than {TIMEOUT} s"
    if done.returncode:
        return {}, f"exit code {done.returncode}: {last_line(done.stderr)}"
    if who == AOT and last_line(done.stdout).endswith(".py"):
        return {}, "the source was measured"
    lines = [line for line in done.stdout.splitlines() if line.startswith("[")]
    return dict(json.loads(line) for line in lines), None


# --- the table ---


def format_table(data: dict[str, Any], contenders: Sequence[str]) -> str:
    """Milliseconds under CPython, and how many times as fast the others are."""
    others = [who for who in contenders if who != CPYTHON]
    lines = [f"| benchmark | CPython, ms | {' | '.join(others)} |"]
    lines.append("|---|--:|" + "--:|" * len(others))
    ratios: dict[str, list[float]] = {who: [] for who in others}
    for by_contender in data["benchmarks"].values():
        for key, seconds in by_contender[CPYTHON].items():
            row = f"| {key} | {seconds * 1000:.4g} |"
            for who in others:
                ratio = seconds / by_contender[who][key]
                ratios[who].append(ratio)
                row += f" {ratio:.2f} |"
            lines.append(row)
    means = [f"{statistics.geometric_mean(found):.2f}" for found in ratios.values() if found]
    lines.append(f"| *geometric mean* | | {' | '.join(means)} |")
    lines += [f"\n{name} failed: {reason}" for name, reason in data["failures"].items()]
    machine = ", ".join(f"{key}: {value}" for key, value in data["machine"].items())
    return "\n".join([*lines, "", f"{RELEASE}, {machine}"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
