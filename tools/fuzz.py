# SPDX-License-Identifier: Apache-2.0
"""`make fuzz`: random programs, compiled and compared with CPython until a key is pressed.

    python tools/fuzz.py                                  all kinds, new seeds for ever
    python tools/fuzz.py --kinds numbers --seed 7 --rounds 1 --functions 40 --keep DIR
    python tools/fuzz.py --kinds codecs syntax            questions to the standalone runtime

A round makes one module of each kind (tests/stress/generators), compiles them together, and runs
every function in both tiers (tests/stress/compare.py). A difference is printed with the function;
what the program is made of follows from the seed, so any finding can be had again. The kinds of
tests/stress/questions are asked of the standalone runtime (tools/fuzz_runtime.py).

Exit code 1 when anything differed or crashed.
"""

from __future__ import annotations

import argparse
import ast
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from fuzz_runtime import QUESTIONS, Difference, build_answerer, compare_answers, make_questions
from venvs import ROOT

STRESS = ROOT / "tests" / "stress"
sys.path[:0] = [str(ROOT), str(STRESS)]

from generators import GENERATORS  # noqa: E402  (found by the line above)

if TYPE_CHECKING:
    from aot_build.pipeline import BuiltUnit

FUNCTIONS = 40
ASKED = 2000
RUN_TIMEOUT = 600


@dataclass(frozen=True)
class Finding:
    """One function that behaves differently, or the crash it ended in."""

    module: str
    function: str
    what: str
    source: str

    def __str__(self) -> str:
        return f"=== {self.module}.{self.function}\n{self.source}\n{self.what}\n"


def main(arguments: list[str]) -> int:
    """Rounds of programs, as many as asked for."""
    parser = argparse.ArgumentParser(description="random programs against CPython")
    kinds = [*GENERATORS, *QUESTIONS]
    parser.add_argument("--kinds", nargs="+", choices=sorted(kinds), default=kinds)
    parser.add_argument("--seed", type=int, help="of the first round; default: any")
    parser.add_argument("--rounds", type=int, help="default: no end")
    parser.add_argument("--functions", type=int, default=FUNCTIONS, help="in each module")
    parser.add_argument("--questions", type=int, default=ASKED, help="of each kind in a round")
    parser.add_argument("--columns", action="store_true", help="compare columns of tracebacks too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the programs there")
    options = parser.parse_args(arguments)
    first = options.seed if options.seed is not None else Random().randrange(10**6)
    rounds = itertools.count() if options.rounds is None else range(options.rounds)
    count = programs = 0
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        asked = [kind for kind in options.kinds if kind in QUESTIONS]
        program = build_answerer(Path(name) / "answer") if asked else None
        for number in rounds:
            seed = first + number
            findings: list[Finding | Difference] = [*written_round(options, seed)]
            if program is not None:
                findings += ask_round(program, asked, seed, options.questions)
            count += len(findings)
            programs += options.functions * sum(kind in GENERATORS for kind in options.kinds)
            for finding in findings:
                print(finding, flush=True)
            so_far = f"; {programs} programs so far, {count} findings"
            print(f"seed {seed}: {len(findings)} findings{so_far}", flush=True)
    return int(count > 0)


def written_round(options: argparse.Namespace, seed: int) -> list[Finding]:
    """A round of the kinds that are programs."""
    kinds = [kind for kind in options.kinds if kind in GENERATORS]
    if not kinds:
        return []
    return fuzz_round(kinds, seed, options.functions, keep=options.keep, columns=options.columns)


def ask_round(program: Path, kinds: Sequence[str], seed: int, count: int) -> list[Difference]:
    """A round of the kinds that are questions."""
    return [
        difference
        for kind in kinds
        for difference in compare_answers(program, kind, make_questions(kind, seed, count))
    ]


def fuzz_round(
    kinds: Sequence[str],
    seed: int,
    functions: int,
    *,
    keep: Path | None = None,
    columns: bool = False,
) -> list[Finding]:
    """Make, compile and compare one module of each kind."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder = keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        modules = []
        for kind in kinds:
            module = f"fuzz_{kind}_{seed}"
            text = GENERATORS[kind](Random(f"{kind} {seed}"), functions)
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
            modules.append(module)
        findings = compile_modules(folder, modules)
        for module in modules:
            findings += compare(folder, module, columns)
        return findings


def compile_modules(folder: Path, modules: Sequence[str]) -> list[Finding]:
    """Compile them in place, each to a library of its own; where the compiler itself failed."""
    from aot_build.options import Options
    from aot_build.pipeline import SourceModule, Unit, compile_units
    from aot_build.progress import QuietProgress

    units = [
        Unit(name, False, (SourceModule(name, folder / f"{name}.py", False, f"{name}.py"),))
        for name in modules
    ]
    built = compile_units(units, folder, Options(), QuietProgress())
    return [finding for item in built for finding in failures(folder, item)]


def failures(folder: Path, built: BuiltUnit) -> Iterator[Finding]:
    """The functions of one module that stay in bytecode by a mistake of the compiler."""
    module = built.unit.name
    source = (folder / f"{module}.py").read_text(encoding="utf-8")
    for entry in built.report["modules"][0]["functions"]:
        if entry["reason"] == "internal":
            name = entry["qualname"]
            yield Finding(module, name, entry["message"], function_source(source, name))


def compare(folder: Path, module: str, columns: bool) -> Iterator[Finding]:
    """What differs in one compiled module."""
    progress = folder / "progress"
    progress.write_text(f"{module}.import")
    command = [sys.executable, "-X", "faulthandler", str(STRESS / "compare.py")]
    result = subprocess.run(
        [*command, *["--columns"][:columns], str(folder), str(progress), module],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        timeout=RUN_TIMEOUT,
        check=False,
    )
    source = (folder / f"{module}.py").read_text(encoding="utf-8")
    for line in result.stdout.splitlines():
        found = json.loads(line)
        what = f"arguments({found['arguments']})\n{changes(found['plain'], found['native'])}"
        yield Finding(module, found["function"], what, function_source(source, found["function"]))
    if result.returncode:
        name = progress.read_text().partition(".")[2]
        what = f"ended with status {result.returncode}\n{result.stderr[-1500:]}"
        yield Finding(module, name, what, function_source(source, name))


def changes(plain: dict[str, Any], native: dict[str, Any]) -> str:
    """What the two tiers disagree about."""
    return "\n".join(
        f"{key}\n  plain:  {plain[key]}\n  native: {native[key]}"
        for key in plain
        if plain[key] != native[key]
    )


def function_source(source: str, name: str) -> str:
    """The text of a function of a module, "" when there is none of that name."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return ast.get_source_segment(source, node) or ""
    return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
